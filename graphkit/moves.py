"""Who came, went or moved between two states of an account, and which of our contacts are concerned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from graphkit.hierarchy import fold
from graphkit.model import Account

JOINED, LEFT, NEW_MANAGER, NEW_UNIT, NEW_TITLE = KINDS = ("joined", "left", "new_manager", "new_unit", "new_title")
_COLUMNS = {NEW_MANAGER: "reports_to", NEW_UNIT: "unit", NEW_TITLE: "title"}


@dataclass(frozen=True)
class Move:
    """One person who joined, left, or has another manager, unit or title.

    before, after : ids of managers, names of units, titles; for who joined or left the title that is or was theirs.
    """

    person: str
    kind: str
    before: str
    after: str


@dataclass(frozen=True)
class Affected:
    """A person whom some of us know, and what happened to them; members with the most trust first."""

    person: str
    members: tuple[str, ...]
    moves: tuple[Move, ...]


def moves(before: Account, after: Account) -> tuple[Move, ...]:
    """What happened to the organisation, in the order of ids and kinds.

    Who has `left_on` is not there, whatever else is known of them. What was blank and is now known is no move, and
    neither is a unit or title that has become blank; without a manager somebody may be at the top.
    """
    old, new = (_there(account) for account in (before, after))
    joined, left = new["title"][~new.index.isin(old.index)], old["title"][~old.index.isin(new.index)]
    found = [Move(id_, JOINED, "", title) for id_, title in zip(joined.index, joined, strict=True)]
    found += [Move(id_, LEFT, title, "") for id_, title in zip(left.index, left, strict=True)]
    both = old.index.intersection(new.index)
    for kind, column in _COLUMNS.items():
        was, now = old.loc[both, column], new.loc[both, column]
        differs = was.ne(now) & was.ne("") & (now.ne("") | (kind == NEW_MANAGER))
        cells = zip(both[differs], was[differs], now[differs], strict=True)
        found += [Move(id_, kind, a, b) for id_, a, b in cells if kind == NEW_MANAGER or fold(a) != fold(b)]
    return tuple(sorted(found, key=lambda move: (move.person, KINDS.index(move.kind))))


def contacts_affected(account: Account, moves: Iterable[Move]) -> tuple[Affected, ...]:
    """Those of the people who moved whom one of us knows: a contact whose trust is not 0."""
    contacts = account.contacts[account.contacts["trust"].ne(0)].sort_values(
        ["trust", "member"], ascending=[False, True]
    )
    members = contacts.groupby("person")["member"].agg(tuple).to_dict()
    by_person: dict[str, list[Move]] = {}
    for move in moves:
        if move.person in members:
            by_person.setdefault(move.person, []).append(move)
    return tuple(Affected(id_, members[id_], tuple(of_person)) for id_, of_person in by_person.items())


def _there(account: Account) -> pd.DataFrame:
    return account.people[account.people["left_on"].isna()].set_index("id")
