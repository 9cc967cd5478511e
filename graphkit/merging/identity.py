"""Who in a file is who in the account.

Found by themselves are only people with the same id, the same e-mail or the same unique name, and only where nothing
contradicts it. Everything else is a proposal with a score and its reasons, and a person decides.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, takewhile

from graphkit.errors import GraphkitError
from graphkit.importing.names import fold_name as fold
from graphkit.merging.judged import Judgement, decided_by, holding
from graphkit.merging.likeness import alike, pairs
from graphkit.merging.proposals import LEAST_SCORE, Proposal, Row, likeliest_first, rows_of, scored
from graphkit.model import Account, is_placeholder

MOST_PAIRS = 25_000_000  # 5,000 by 5,000 people, compared in seconds; more only when asked
MOST_PER_PERSON = 3


@dataclass(frozen=True, eq=False)
class Matches:
    """Who in a file is who in the account.

    found : id in the file -> id in the account. by : id in the file -> "id", "email", "name", "decided" or
        "remembered".
    proposals : best first, at most three for each person of the file. compared : False where nobody looked for any,
        because those left over were too many. remembered : what was said before and has counted here.
    """

    found: Mapping[str, str]
    by: Mapping[str, str]
    proposals: tuple[Proposal, ...] = ()
    compared: bool = True
    remembered: tuple[Judgement, ...] = ()


def match_people(
    current: Account,
    imported: Account,
    *,
    decided: Mapping[str, str] | None = None,
    judged: Iterable[Judgement] = (),
    propose: bool | None = None,
) -> Matches:
    """Who of the file is known already: by id, then by e-mail, then by a unique name.

    An id or an e-mail that has passed to somebody of quite another name is no proof; nor is a name whose bearer has
    left, or that e-mail, unit or title contradict.

    decided : id in the file -> id in the account, "" for somebody new. What a person decides goes before all else.
    judged : what was decided on earlier files; it goes before all but `decided`. Who was said to be somebody else is
        neither found nor proposed.
    propose : look for proposals among those left over. None: where that takes seconds (`MOST_PAIRS`). True: always,
        each of them with each; O(n m).
    """
    decided = _checked(decided or {}, current, imported)
    held = holding(judged, current, imported)
    same, apart = decided_by(held, decided)
    file, ours = rows_of(imported.people), rows_of(current.people)
    found, by, kept_apart = _found(file, ours, {**same, **decided}, apart)
    by |= dict.fromkeys(same, "remembered")
    taken = set(found.values())
    file = [
        row._replace(reports_to=found.get(row.reports_to, row.reports_to))  # as the account calls the manager
        for row in file
        if row.id not in found and row.id not in decided
    ]
    ours = [row for row in ours if row.id not in taken]
    compared = len(file) * len(ours) <= MOST_PAIRS if propose is None else propose
    likely = _proposals(file, ours) if compared else ()
    kept_apart |= {(proposal.one, proposal.other) for proposal in likely} & apart
    used = tuple(said for said in held if same.get(said.one) == said.other or (said.one, said.other) in kept_apart)
    return Matches(found, by, tuple(p for p in likely if (p.one, p.other) not in apart), compared, used)


def numbers(id_: str) -> Iterator[str]:
    """`7-2`, `7-3` and so on: what somebody is called whose id is taken."""
    return (f"{id_}-{number}" for number in count(2))


# -- found by themselves -----------------------------------------------------------------------------------------------


_Shared = Callable[[Row], str]
_Agree = Callable[[Row, Row], bool]


def _found(
    file: Sequence[Row], ours: Sequence[Row], decided: Mapping[str, str], apart: Collection[tuple[str, str]]
) -> tuple[dict[str, str], dict[str, str], set[tuple[str, str]]]:
    """Who is who, by what, and who would be but was said not to be; of two answers the earlier rule counts. O(n)."""
    found = {id_: known for id_, known in decided.items() if known}
    by = dict.fromkeys(found, "decided")
    left, taken = {row.id for row in file} - decided.keys(), set(found.values())
    on_both_sides = {row.id for row in file} & {row.id for row in ours}
    elsewhere = _elsewhere(file, ours)
    kept_apart = set()
    for reason, key, agree in _rules(on_both_sides, elsewhere):
        if not left:
            break
        bearers = _alone(ours, key)
        for value, one in _alone(file, key).items():
            other = bearers.get(value)
            if other and one.id in left and other.id not in taken and agree(one, other):
                if (one.id, other.id) in apart:
                    kept_apart.add((one.id, other.id))
                    continue
                found[one.id], by[one.id] = other.id, reason
                left.discard(one.id)
                taken.add(other.id)
    renumbered = dict(_renumbered(file, ours, left, taken))
    return found | renumbered, by | dict.fromkeys(renumbered, "id"), kept_apart


def _elsewhere(file: Sequence[Row], ours: Sequence[Row]) -> _Agree:
    """Whether one of two people of the same id stands on the other side under the same name and another id."""
    ids_of: tuple[dict[str, set[str]], ...] = ({}, {})
    for names, rows in zip(ids_of, (file, ours), strict=True):
        for row in rows:
            names.setdefault(_folded_name(row), set()).add(row.id)

    def found(one: Row, other: Row) -> bool:
        # a namesake who bears one id on both sides is somebody else than these two
        theirs, known = ([names.get(_folded_name(row), set()) for names in ids_of] for row in (other, one))
        moved = (theirs[0] - theirs[1] - {one.id}) | (known[1] - known[0] - {other.id})
        nameless = one.id == one.name or other.id == other.name
        return bool(moved) and not nameless and not _same_name(one, other)

    return found


def _rules(on_both_sides: Collection[str], elsewhere: _Agree) -> Iterator[tuple[str, _Shared, _Agree]]:
    """What two records must share, and what must not speak against it."""

    def may_be_renamed(one: Row, other: Row) -> bool:
        # an id that was given to somebody else proves nothing: its old bearer stands under another one
        return _may_be_renamed(one, other) and not elsewhere(one, other)

    def same_mailbox(one: Row, other: Row) -> bool:
        # an id that means somebody on either side weighs more than a mailbox and a name that is only alike
        contested = one.id in on_both_sides or other.id in on_both_sides
        return _same_name(one, other) if contested else alike(one.name, other.name)

    yield "id", lambda row: row.id, may_be_renamed
    yield "email", lambda row: row.email.casefold(), same_mailbox
    yield "name", _folded_name, _nothing_contradicts


def _alone(rows: Sequence[Row], key: _Shared) -> dict[str, Row]:
    """Each row by its key, where it has one that no other row has."""
    by_key: dict[str, Row] = {}
    shared = set()
    for row in rows:
        value = key(row)
        if value in by_key:
            shared.add(value)
        by_key[value] = row
    return {value: row for value, row in by_key.items() if value and value not in shared}


def _renumbered(
    file: Sequence[Row], ours: Sequence[Row], left: Collection[str], taken: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Those who bear `7-2` in the account, because the 7 of the file was somebody else there."""
    known = {row.id: row for row in ours}
    listed = {row.id for row in file}
    for row in (row for row in file if row.id in left and row.id in known):
        for id_ in takewhile(lambda id_: id_ in known or id_ in listed, numbers(row.id)):
            if id_ in known and id_ not in listed and id_ not in taken and _same_name(row, known[id_]):
                yield row.id, id_
                break


def _folded_name(row: Row) -> str:
    return "" if is_placeholder(row.name) else fold(row.name)


def _same_name(one: Row, other: Row) -> bool:
    return one.name == other.name or fold(one.name) == fold(other.name)


def _may_be_renamed(one: Row, other: Row) -> bool:
    nameless = one.id == one.name or other.id == other.name  # called by the id for want of a name
    return one.name == other.name or nameless or alike(one.name, other.name)


def _nothing_contradicts(one: Row, other: Row) -> bool:
    known = ((one.email, other.email), (one.unit, other.unit), (one.title, other.title))
    return (other.there or not one.there) and not any(a and b and fold(a) != fold(b) for a, b in known)


def _checked(decided: Mapping[str, str], current: Account, imported: Account) -> Mapping[str, str]:
    """What a person decided, if it names people who are there and nobody twice."""
    named: dict[str, str] = {}
    for id_, known in decided.items():
        imported.position(id_)
        if known:
            current.position(known)
            if known in named:
                raise GraphkitError("decided_twice", value=known, one=named[known], other=id_)
            named[known] = id_
    return decided


# -- proposals ---------------------------------------------------------------------------------------------------------


def _proposals(file: Sequence[Row], ours: Sequence[Row]) -> tuple[Proposal, ...]:
    """For each person left over in the file the few left over in the account who may be the same.

    Whoever bears the same id is among them, however little the names agree.
    """
    rows = {row.id: j for j, row in enumerate(ours)}
    same_id = {(i, rows[row.id]): (0, "") for i, row in enumerate(file) if row.id in rows}
    best: dict[str, list[Proposal]] = {}
    for proposal in scored(same_id | pairs([row.name for row in file], [row.name for row in ours]), file, ours):
        if proposal.score >= LEAST_SCORE or "id" in proposal.reasons:
            best.setdefault(proposal.one, []).append(proposal)
    return tuple(sorted((p for few in best.values() for p in few[:MOST_PER_PERSON]), key=likeliest_first))
