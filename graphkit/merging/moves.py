"""Who came, went or moved between two states of an account, and which of our contacts are concerned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from graphkit.importing.names import fold_name as fold
from graphkit.model import Account

JOINED, LEFT, NEW_MANAGER, NEW_UNIT, NEW_TITLE = KINDS = ("joined", "left", "new_manager", "new_unit", "new_title")
_CHANGED = (NEW_MANAGER, NEW_UNIT, NEW_TITLE)


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
    old, new = _there(before), _there(after)
    found = [Move(id_, JOINED, "", new[id_].title) for id_ in new.keys() - old.keys()]
    found += [Move(id_, LEFT, old[id_].title, "") for id_ in old.keys() - new.keys()]
    for id_ in old.keys() & new.keys():
        for kind, was, now in zip(_CHANGED, old[id_], new[id_], strict=True):
            if was and was != now and (kind == NEW_MANAGER or (now and fold(was) != fold(now))):
                found.append(Move(id_, kind, was, now))
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


class _Place(NamedTuple):
    reports_to: str
    unit: str
    title: str


def _there(account: Account) -> dict[str, _Place]:
    """Where everybody is who has not left."""
    people = account.people[account.people["left_on"].isna()]
    rows = zip(*(people[name].tolist() for name in _Place._fields), strict=True)
    return {id_: _Place(*row) for id_, row in zip(people["id"].tolist(), rows, strict=True)}
