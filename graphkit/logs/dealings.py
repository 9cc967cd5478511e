"""What many dealings say of a relation: the trust between us and them, the strength of a tie between two of them.

A log can show that two people deal with each other, never that they do not: where it shows too little, trust stays
unknown. It cannot show that somebody depends on us either: trust 3 is for the team to say.
"""

from __future__ import annotations

import datetime

import numpy as np
import numpy.typing as npt
import pandas as pd

from graphkit.graph import LINE_KINDS, lines
from graphkit.logs.proposals import ASSUMED, typed
from graphkit.model import Account

SAFETY, VALUE = 1, 2  # trust

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


def contacts_from(seen: pd.DataFrame, team: pd.DataFrame, account: Account, *, today: datetime.date) -> pd.DataFrame:
    """How well each member knows each person, as far as their dealings show it.

    seen : one row per dealing: member and person (rows of `team` and of the people), date (NaT where unknown), n,
    from_us, from_them; a visit comes from both.

    Notes
    -----
    Trust 2 (value) where at least `regular_exchanges` came from each side within `regular_days`; else trust 1 (safety)
    where at least `first_exchanges` did within `faded_days`; else unknown. A dealing without a day counts for trust 1
    only. Six messages each way in three months made an acquaintance for Adamic and Adar (2005,
    doi:10.1016/j.socnet.2005.01.007).
    """
    assumed = account.assumptions
    found = summed(seen, ["member", "person"], ["n", "from_us", "from_them"])
    age = _age(seen["date"], today)
    year, lately = (_each_way(seen, found, mask) for mask in (~(age > assumed.faded_days), age <= assumed.regular_days))
    trust = np.where(year >= assumed.first_exchanges, float(SAFETY), np.nan)
    trust[lately >= assumed.regular_exchanges] = VALUE
    table = typed(
        "contacts",
        member=team["id"].to_numpy()[found["member"]],
        person=account.people["id"].to_numpy()[found["person"]],
        trust=trust,
        last_contact=found["last"],
        confidence=ASSUMED,
        count=found["n"],
        from_us=found["from_us"],
        from_them=found["from_them"],
        first=found["first"],
        last=found["last"],
    )
    return with_known_contacts(table, account)


def ties_from(seen: pd.DataFrame, account: Account, *, kind: str, today: datetime.date) -> tuple[pd.DataFrame, int]:
    """The pairs of people who deal with each other both ways, and how many pairs do so too rarely to be a tie.

    seen : one row per dealing: source and target (rows of the people), date, n.

    Notes
    -----
    Both ways = the smaller of the two counts within `faded_days` (and without a day); at least `regular_exchanges`.
    Strength is the quintile of that number among all such pairs, by mid-rank: 1 + floor(5 (rank - 1/2) / pairs), equal
    numbers sharing their mean rank. A pair alone is in the middle, 3.
    """
    seen = seen[~(_age(seen["date"], today) > account.assumptions.faded_days)]
    ahead = seen["source"] < seen["target"]
    pairs = seen.assign(
        one=seen[["source", "target"]].min(axis=1),
        other=seen[["source", "target"]].max(axis=1),
        there=seen["n"].where(ahead, 0),
        back=seen["n"].where(~ahead, 0),
    )
    found = summed(pairs, ["one", "other"], ["n", "there", "back"])
    both = found[["there", "back"]].min(axis=1)
    is_tie = np.asarray(both >= account.assumptions.regular_exchanges, bool)
    found, both = found[is_tie].reset_index(drop=True), both[is_tie]
    ids = account.people["id"].to_numpy()
    table = typed(
        "ties",
        source=ids[found["one"]],
        target=ids[found["other"]],
        kind=kind,
        strength=quintile(both),
        confidence=ASSUMED,
        count=found["n"],
        there=found["there"],
        back=found["back"],
        first=found["first"],
        last=found["last"],
        line_now=_lines_now(account, found["one"], found["other"]),
    )
    table["keep"] = table["line_now"].eq("")
    return table.sort_values(["source", "target"], ignore_index=True), int((~is_tie).sum())


def quintile(values: pd.Series) -> Floats:
    """1..5 by rank; equal values are equal, a value alone is 3."""
    rank = values.rank(method="average").to_numpy(np.float64)
    return np.asarray(np.minimum(1 + np.floor(5 * (rank - 0.5) / max(len(rank), 1) + 1e-9), 5.0), np.float64)


def summed(seen: pd.DataFrame, by: list[str], counts: list[str]) -> pd.DataFrame:
    """One row per group: its counts added up, its first and last day. Cost O(n)."""
    groups = seen.groupby(by, sort=True)
    found = groups[counts].sum()
    found["first"], found["last"] = groups["date"].min(), groups["date"].max()
    return found.reset_index()


def with_known_contacts(table: pd.DataFrame, account: Account) -> pd.DataFrame:
    """A table of contacts with the trust that the account has for each now."""
    now = account.contacts.set_index(["member", "person"])["trust"]
    table["trust_now"] = now.reindex(pd.MultiIndex.from_frame(table[["member", "person"]])).to_numpy()
    return table.sort_values(["member", "person"], ignore_index=True)


def _age(date: pd.Series, today: datetime.date) -> Floats:
    """Days until today, NaN where the day is unknown."""
    return np.asarray((pd.Timestamp(today) - date).dt.days, np.float64)


def _each_way(seen: pd.DataFrame, found: pd.DataFrame, mask: npt.NDArray[np.bool_]) -> Floats:
    """What came from the side from which less came, for each group of `found`, in the dealings of the mask."""
    sums = seen[mask].groupby(["member", "person"])[["from_us", "from_them"]].sum().min(axis=1)
    return sums.reindex(pd.MultiIndex.from_frame(found[["member", "person"]]), fill_value=0.0).to_numpy(np.float64)


def _lines_now(account: Account, one: pd.Series, other: pd.Series) -> list[str]:
    """The kind of the first line that joins each pair now, "" where none does."""
    known = lines(account)
    size = max(len(account.people), 1)
    pair = np.minimum(known.source, known.target).astype(np.int64) * size + np.maximum(known.source, known.target)
    first = dict(zip(pair[::-1].tolist(), known.kind[::-1].tolist(), strict=True))
    asked = (one.to_numpy(np.int64) * size + other.to_numpy(np.int64)).tolist()
    return [LINE_KINDS[first[code]] if code in first else "" for code in asked]
