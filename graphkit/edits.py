"""What somebody does to an account with one gesture; each returns the changed account and leaves the rest as it is."""

from __future__ import annotations

import datetime
import itertools
from typing import Any

import numpy as np
import pandas as pd

from graphkit import schema
from graphkit.errors import GraphkitError
from graphkit.model import Account

DECIDED = ("role", *schema.RATINGS)  # what may differ from decision to decision


def rate(account: Account, person: str, *, decision: str = "", today: datetime.date, **ratings: Any) -> Account:
    """The account with ratings of one person as they are for one decision; of the others nothing changes.

    ratings : role (text), power, influence, support (a number, None for unknown) or confidence. With one decision they
    stand in people.csv, with several in stances.csv. The date becomes today's, a blank confidence "assumed".
    """
    account.position(person)
    now = account.rated_for(decision).person(person)
    cells = {name: np.nan if value is None else value for name, value in ratings.items()}
    cells.setdefault("confidence", now.confidence or "assumed")
    cells["rated_on"] = pd.Timestamp(today)
    if len(account.decisions) < 2:
        stances = account.stances[account.stances["person"].ne(person) | account.stances["decision"].ne(decision)]
        kept = account.rated_for(decision).people.set_index("id").loc[person, list(DECIDED)]
        changed = with_row(account, schema.PEOPLE, id=person, **dict(kept) | cells)
        return changed.with_(stances=stances.reset_index(drop=True))
    blank = [name for name, value in cells.items() if _is_blank(value)]
    for name in blank:
        account = _unknown_by_default(account, person, name, decision)
    return with_row(account, schema.STANCES, decision=decision, person=person, **cells)


def _unknown_by_default(account: Account, person: str, name: str, decision: str) -> Account:
    """A blank cell of stances.csv lets the default through: the default moves to where it is still meant."""
    default = account.people.at[account.position(person), name]
    if _is_blank(default):
        return account
    for other in account.decisions:
        row = account.stances[account.stances["decision"].eq(other.id) & account.stances["person"].eq(person)]
        if other.id != decision and schema.is_blank(row[name]).all():
            account = with_row(account, schema.STANCES, decision=other.id, person=person, **{name: default})
    return with_row(account, schema.PEOPLE, id=person, **{name: "" if isinstance(default, str) else np.nan})


def _is_blank(value: Any) -> bool:
    return bool(value == "" or pd.isna(value))


def describe(account: Account, person: str, **cells: Any) -> Account:
    """The account with other cells of one person's row in people.csv."""
    account.position(person)
    return with_row(account, schema.PEOPLE, id=person, **cells)


def report_to(account: Account, person: str, manager: str) -> Account:
    """The account with one person under another manager, "" for nobody.

    Raises GraphkitError where the manager is the person or somebody below.
    """
    account.position(person)
    boss = dict(zip(account.people["id"], account.people["reports_to"], strict=True))
    above, seen = manager, set()
    while above in boss and above not in seen:
        if above == person:
            names = {"person": account.labels[person], "manager": account.labels[manager]}
            raise GraphkitError("manager_below", **names)
        seen.add(above)
        above = boss[above]
    return with_row(account, schema.PEOPLE, id=person, reports_to=manager)


def add_person(account: Account, **cells: Any) -> tuple[Account, str]:
    """The account with one more person, and the id they got; `name` is needed, other cells of people.csv may follow."""
    if not str(cells.get("name", "")).strip():
        raise GraphkitError("name_needed")
    taken = {*account.people["id"], *account.people["reports_to"], *account.team["id"]}
    id_ = next(name for name in (f"p{number}" for number in itertools.count(1)) if name not in taken)
    return with_row(account, schema.PEOPLE, id=id_, **cells), id_


def connect(account: Account, source: str, target: str, kind: str, **cells: Any) -> Account:
    """The account with a personal line between two people; one of the same kind is changed."""
    if source == target:
        raise GraphkitError("line_to_oneself", name=account.labels[source])
    return with_row(account, schema.TIES, source=source, target=target, kind=kind, **cells)


def disconnect(account: Account, source: str, target: str, kind: str) -> Account:
    """The account without a line: a tie, a reporting line or a dotted one, from the report to the manager."""
    if kind == "reports_to":
        return with_row(account, schema.PEOPLE, id=source, reports_to="")
    if kind == "dotted_to":
        left = [id_ for id_ in account.person(source).dotted_to if id_ != target]
        return with_row(account, schema.PEOPLE, id=source, dotted_to=";".join(left))
    ties = account.ties
    meant = ties["source"].eq(source) & ties["target"].eq(target) & ties["kind"].eq(kind)
    return account.with_(ties=ties[~meant].reset_index(drop=True))


def know(account: Account, member: str, person: str, **cells: Any) -> Account:
    """The account with a contact of one of us with one person, new or changed."""
    return with_row(account, schema.CONTACTS, member=member, person=person, **cells)


def log_meeting(
    account: Account, member: str, person: str, *, date: datetime.date, outcome: str, notes: str = "", trust: float
) -> Account:
    """The account with a meeting that was held, and the trust there is since; who did not come was not met.

    outcome : one of `schema.OUTCOMES`. trust : 0..3.
    """
    held = pd.Timestamp(date)
    changed = with_row(account, schema.MEETINGS, date=held, member=member, person=person, outcome=outcome, notes=notes)
    if outcome == "no_show":
        return changed
    contacts = account.contacts
    before = contacts[contacts["member"].eq(member) & contacts["person"].eq(person)]["last_contact"]
    last = max([held, *before.dropna()])
    return know(changed, member, person, trust=float(trust), last_contact=last)


def state_need(account: Account, id_: str = "", **cells: Any) -> tuple[Account, str]:
    """The account with a need, new or changed, and its id; a new one is given one. Cells of needs.csv."""
    return _with_numbered(account, schema.NEEDS, "n", id_, cells)


def argue(account: Account, id_: str = "", **cells: Any) -> tuple[Account, str]:
    """The account with an argument of ours (feature, advantage, benefit, evidence), new or changed, and its id."""
    return _with_numbered(account, schema.OFFERS, "o", id_, cells)


def _with_numbered(
    account: Account, table: schema.Table, letter: str, id_: str, cells: dict[str, Any]
) -> tuple[Account, str]:
    taken = set(account.table(table.name)["id"])
    named = id_ or next(name for name in (f"{letter}{number}" for number in itertools.count(1)) if name not in taken)
    return with_row(account, table, id=named, **cells), named


def trust_after(trust: float, outcome: str) -> float:
    """What trust a meeting suggests: one level more after a good one, one less after a bad one; a proposal to look at.

    trust : 0..3, NaN where there was no contact. Whoever was met, well or not, is known from then on.
    """
    before = 0.0 if trust != trust else trust
    change = {"good": 1.0, "bad": -1.0}.get(outcome, 0.0)
    return float(np.clip(before + change, 0, 3))


def with_row(account: Account, table: schema.Table, **cells: Any) -> Account:
    """The account with these cells in the row of that key; what is not named stays, a row that is missing is added.

    cells : values by column, the table's key columns among them; NaN or "" is unknown.

    Raises
    ------
    GraphkitError : a value that does not fit its column.
    """
    frame = account.table(table.name)
    same = np.ones(len(frame), bool)
    for name in table.key:
        same &= frame[name].eq(cells[name]).to_numpy()
    row: dict[str, Any] = dict(frame[same].iloc[0]) if same.any() else _blank(table)
    text = {
        column.name: [schema.cell_text(column, cells.get(column.name, row[column.name]))] for column in table.columns
    }
    added, findings = schema.conform(pd.DataFrame(text, dtype="str"), table)
    if findings:
        raise GraphkitError("edit_does_not_fit", reason=findings[0].message)
    whole = pd.concat([frame[~same], added]) if len(frame[~same]) else added
    return account.with_(**{table.name: schema.in_order(whole, table)})


def _blank(table: schema.Table) -> dict[str, Any]:
    empty = {schema.NUMBER: np.nan, schema.DATE: pd.NaT}
    return {column.name: empty.get(column.kind, "") for column in table.columns}
