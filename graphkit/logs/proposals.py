"""What a log adds up to, shown before anything is kept: who of ours knows whom, who deals with whom, which visits.

Nothing of a proposal is in the account before `accept`, and nothing the team has rated is changed by it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pandas as pd

from graphkit import schema
from graphkit.errors import Finding, GraphkitError
from graphkit.logs.questions import UNSURE
from graphkit.model import Account

ASSUMED = "assumed"

_EVIDENCE = {"count": "int64", "first": "datetime64[s]", "last": "datetime64[s]"}
_KEEP = {"keep": "bool"}
COLUMNS: dict[str, dict[str, str]] = {
    "team": {"id": "str", "name": "str", "title": "str", "email": "str", "count": "int64"} | _KEEP,
    "contacts": {"member": "str", "person": "str", "trust": "float64", "last_contact": "datetime64[s]"}
    | {"confidence": "str", "from_us": "float64", "from_them": "float64"}
    | _EVIDENCE
    | {"trust_now": "float64"}
    | _KEEP,
    "ties": {"source": "str", "target": "str", "kind": "str", "strength": "float64", "confidence": "str"}
    | {"there": "float64", "back": "float64"}
    | _EVIDENCE
    | {"line_now": "str"}
    | _KEEP,
    "meetings": {"date": "datetime64[s]", "member": "str", "person": "str", "outcome": "str", "notes": "str"} | _KEEP,
    "unsure": UNSURE,
    "outside": {
        "name": "str",
        "title": "str",
        "company": "str",
        "email": "str",
        "since": "datetime64[s]",
        "row": "int64",
    },
    "companies": {"company": "str", "count": "int64"},
    "left_out": {"row": "int64", "reason": "str"},
}
KEPT = ("team", "contacts", "ties", "meetings")


def typed(name: str, /, **columns: object) -> pd.DataFrame:
    """A table of a proposal; columns not given are blank."""
    frame = pd.DataFrame(columns)
    if frame.empty:
        return nothing(name)
    blank = {"str": "", "bool": True, "int64": 0, "float64": np.nan}
    for column, kind in COLUMNS[name].items():
        if column not in frame:
            frame[column] = pd.Series([blank.get(kind, pd.NaT)] * len(frame), index=frame.index, dtype=kind)
    return frame[[*COLUMNS[name]]].astype(COLUMNS[name])


@cache
def nothing(name: str) -> pd.DataFrame:
    """A table of a proposal without rows; one frame for all, as frames are never changed in place."""
    return pd.DataFrame({column: pd.Series([], dtype=kind) for column, kind in COLUMNS[name].items()})


@dataclass(frozen=True, eq=False)
class Proposal:
    """What one log proposes. Every rating in it is assumed; nothing is in the account before `accept`.

    team : our people whom the log names as such and whom the team table lacks. contacts : one row per member and
    person: `trust` as proposed (NaN = the log does not tell) beside `trust_now`, `count` of dealings, those that came
    `from_us` and `from_them`, days of the `first` and `last`. ties : one row per pair of people: `there` and `back`,
    and `line_now`, the line that joins them already. meetings : visits with a day, outcome unknown. `keep` : whether
    `accept` takes the row if nobody says otherwise.
    unsure : texts that may mean somebody, each with everybody it may be and why that is a question (`Hints.who`
    decides). companies : those whose rows are left out (`Hints.companies` brings them back). outside : people at this
    company who are not in the account. left_out : row of the file and reason. Rows used and rows left out are all the
    rows.
    """

    kind: str
    file: str
    rows_read: int
    left_out: pd.DataFrame
    findings: tuple[Finding, ...] = ()
    team: pd.DataFrame = field(default_factory=lambda: nothing("team"))
    contacts: pd.DataFrame = field(default_factory=lambda: nothing("contacts"))
    ties: pd.DataFrame = field(default_factory=lambda: nothing("ties"))
    meetings: pd.DataFrame = field(default_factory=lambda: nothing("meetings"))
    unsure: pd.DataFrame = field(default_factory=lambda: nothing("unsure"))
    companies: pd.DataFrame = field(default_factory=lambda: nothing("companies"))
    outside: pd.DataFrame = field(default_factory=lambda: nothing("outside"))

    @property
    def rows_used(self) -> int:
        return self.rows_read - len(self.left_out)


# -- keeping ---------------------------------------------------------------------------------------------------------


def accept(account: Account, proposal: Proposal, *, rows: Mapping[str, Collection[int]] | None = None) -> Account:
    """The account with what is kept of a proposal. What the team has rated stays as it is.

    rows : for a table ("team", "contacts", "ties", "meetings") the positions of the rows to keep; a table that is not
    named keeps those with `keep`.

    Notes
    -----
    A contact that is there keeps its trust, and gets the proposed one only where it has none; its last contact only
    moves to a later day. A tie or a meeting that is there stays. Members the team lacks come with `team`; contacts of
    members who do not come are not kept.
    """
    kept = {name: _chosen(proposal, name, rows or {}) for name in KEPT}
    team = kept["team"][~kept["team"]["id"].isin(account.team["id"])]
    account = account.with_(team=_with_rows(account.team, team, schema.TEAM))
    newcomers = set(proposal.team["id"]) - set(account.team["id"])
    for name in ("contacts", "meetings"):
        kept[name] = kept[name][~kept[name]["member"].isin(newcomers)]
    _check(account, kept)
    return account.with_(
        contacts=_with_contacts(account.contacts, kept["contacts"]),
        ties=_with_ties(account.ties, kept["ties"]),
        meetings=_with_meetings(account.meetings, kept["meetings"]),
    )


def _chosen(proposal: Proposal, name: str, rows: Mapping[str, Collection[int]]) -> pd.DataFrame:
    frame: pd.DataFrame = getattr(proposal, name)
    if name not in rows:
        return frame[frame["keep"]]
    wanted = sorted(set(rows[name]))
    if wanted and not 0 <= wanted[0] <= wanted[-1] < len(frame):
        raise GraphkitError(
            "unknown_row", table=name, value=wanted[0] if wanted[0] < 0 else wanted[-1], count=len(frame)
        )
    return frame.iloc[wanted]


def _check(account: Account, kept: Mapping[str, pd.DataFrame]) -> None:
    """Everybody named is still there: the account may have changed since the file was read."""
    known = {"people": set(account.people["id"]), "team": set(account.team["id"])}
    for name in ("contacts", "ties", "meetings"):
        for column in schema.BY_NAME[name].columns:
            if column.refers_to:
                for id_ in kept[name][column.name]:
                    if id_ not in known[column.refers_to]:
                        raise GraphkitError("proposal_does_not_fit", value=id_, table=column.refers_to)


def _with_contacts(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    before, fresh = (frame.set_index(["member", "person"]) for frame in (old, new))
    said = fresh.reindex(before.index)
    last = pd.concat([before["last_contact"], said["last_contact"]], axis=1).max(axis=1)
    changed = before.assign(trust=before["trust"].fillna(said["trust"]), last_contact=last).reset_index()
    added = fresh[~fresh.index.isin(before.index)].reset_index()
    return _with_rows(changed, added, schema.CONTACTS)


def _with_ties(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """A tie of the same kind between the same two is there already, whichever way it was written down."""
    known = set(zip(old["source"], old["target"], old["kind"], strict=True))
    known |= {(target, source, kind) for source, target, kind in known}
    fresh = [key not in known for key in zip(new["source"], new["target"], new["kind"], strict=True)]
    return _with_rows(old, new[fresh], schema.TIES)


def _with_meetings(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    key = list(schema.MEETINGS.key)
    known = pd.MultiIndex.from_frame(new[key]).isin(pd.MultiIndex.from_frame(old[key]))
    return _with_rows(old, new[~known], schema.MEETINGS)


def _with_rows(old: pd.DataFrame, new: pd.DataFrame, table: schema.Table) -> pd.DataFrame:
    """The rows of both as a table of the account; columns that a proposal does not fill are blank."""
    if new.empty:
        return schema.in_order(old[table.names].astype(table.empty().dtypes.to_dict()), table)
    blank = {column.name: np.nan if column.kind == schema.NUMBER else "" for column in table.columns}
    rows = {name: new[name] if name in new else pd.Series(blank[name], index=new.index) for name in table.names}
    both = pd.concat([old[table.names], pd.DataFrame(rows)], ignore_index=True) if len(old) else pd.DataFrame(rows)
    return schema.in_order(both.astype(table.empty().dtypes.to_dict()), table)
