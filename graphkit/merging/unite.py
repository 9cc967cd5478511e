"""Two records of one person as one: whatever names the one names the other from then on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import pandas as pd

from graphkit import schema
from graphkit.changes import Change
from graphkit.errors import GraphkitError
from graphkit.merging.combine import FILE, OURS, Choices, Conflict, combine, relabelled, typed
from graphkit.model import Account, Decision


@dataclass(frozen=True, eq=False)
class United:
    """The account with one record less, the cells on which the two differed, and the lines between them that fell away.

    conflicts : `ours` is what stood with who stays. removed : as changes of the account before.
    """

    account: Account
    conflicts: tuple[Conflict, ...]
    removed: tuple[Change, ...]


def unite(account: Account, keep: str, drop: str) -> United:
    """One record in place of two: lines, ties, contacts, stances, needs, meetings and decisions of `drop` become those
    of `keep`.

    Blanks of `keep` are filled from `drop`; where both are filled, `keep` counts and the difference is reported. If
    either of the two is still there, the person is. Keep the one whose id the files use: the next import finds it by
    that.
    """
    if keep == drop:
        raise GraphkitError("same_person", value=keep)
    left = [account.person(id_).left_on is not None for id_ in (keep, drop)]
    choices: Choices = {} if all(left) else {(keep, "left_on"): FILE if left[0] else OURS}
    parts: dict[str, Any] = {"decisions": tuple(_renamed(decision, keep, drop) for decision in account.decisions)}
    conflicts: list[Conflict] = []
    removed: list[Change] = []
    for table in schema.TABLES:
        text, fallen = _without_lines_between(schema.to_text(account.table(table.name), table), table, keep, drop)
        rows = relabelled(text, table, {"people": {drop: keep}})
        key = list(table.key)
        dropped = rows[key].ne(text[key]).any(axis=1)
        silence = schema.to_text(table.empty(), table)  # no file ever spoke, so `keep` counts in every column
        both = combine(table, rows[~dropped], rows[dropped], silence, choices=choices)
        if fallen or not both.rows.equals(text):
            parts[table.name] = typed(both.rows, table)
        conflicts += both.conflicts
        removed += fallen
    return United(account.with_(**parts), tuple(conflicts), tuple(removed))


def _without_lines_between(
    text: pd.DataFrame, table: schema.Table, keep: str, drop: str
) -> tuple[pd.DataFrame, list[Change]]:
    """The rows without ties and reporting lines between the two, and these as changes."""
    if table is schema.TIES:
        ends = text["source"].isin([keep, drop]) & text["target"].isin([keep, drop])
        between = ends & text["source"].ne(text["target"])
        keys = text.loc[between, list(table.key)].itertuples(index=False, name=None)
        return text[~between], [Change(table.name, key, "", "", None) for key in keys]
    fallen = []
    if table is schema.PEOPLE:
        text = text.set_index("id", drop=False)
        for id_, other, column in product((keep, drop), (keep, drop), ("reports_to", "dotted_to")):
            named = schema.split_ids(str(text.at[id_, column]))
            if id_ != other and other in named:
                left = ";".join(name for name in named if name != other)
                fallen.append(Change(table.name, (id_,), column, str(text.at[id_, column]), left))
                text.at[id_, column] = left
    return text.reset_index(drop=True), fallen


def _renamed(decision: Decision, keep: str, drop: str) -> Decision:
    target = keep if decision.target == drop else decision.target
    committee = tuple(dict.fromkeys(keep if id_ == drop else id_ for id_ in decision.committee))
    return replace(decision, target=target, committee=committee)
