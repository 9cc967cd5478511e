"""A second import of an account: what a new file adds, changes, moves and no longer lists, before anything is kept.

Nothing is lost by it: a blank of the file says nothing, what the team wrote since the last import stands until somebody
decides, and whoever the file no longer lists is kept as having left. The result is one account, to be saved as one
revision, or not at all.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from graphkit import schema
from graphkit.changes import Change
from graphkit.errors import Finding, GraphkitError
from graphkit.merging.combine import FILE, OURS, Choices, Conflict, combine, relabelled, typed
from graphkit.merging.doubts import ASK, doubts
from graphkit.merging.identity import Matches, match_people, numbers
from graphkit.merging.judged import Judgement, holding
from graphkit.merging.likeness import alike
from graphkit.merging.moves import Move, moves
from graphkit.merging.unite import unite
from graphkit.model import Account, Decision


@dataclass(frozen=True, eq=False)
class Merge:
    """An account after a second import, and how it came about.

    account : what would be saved; the very same account where the file says nothing new.
    ids : id in the file -> id in the account. matches : how people were found, and who may be known under another id.
    added, gone, back : ids of people who are new, no longer listed, or listed again after they had left.
    said : what files have said by now, to be kept as the `base` of the next merge.
    changed : every cell of ours that takes the file's word. conflicts : cells that both sides claim; whose word counts
    stands with each, and `choices` can say otherwise.
    moves : who joined, left, or has another manager, unit or title.
    findings : what to know before it is kept; where `asks`, somebody should say so first.
    """

    account: Account
    said: Account
    ids: Mapping[str, str]
    matches: Matches
    added: tuple[str, ...]
    gone: tuple[str, ...]
    back: tuple[str, ...]
    changed: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]
    moves: tuple[Move, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether the file may be the wrong one, or only a part of one."""
        return any(finding.code in ASK for finding in self.findings)


def merge(
    current: Account,
    imported: Account,
    *,
    today: datetime.date,
    base: Account | None = None,
    matches: Mapping[str, str] | None = None,
    judged: Iterable[Judgement] = (),
    choices: Choices | None = None,
    whole: bool = True,
    propose: bool | None = None,
) -> Merge:
    """What the account would be with everything that a new file says, cell by cell (`graphkit.merging.combine`).

    Parameters
    ----------
    today : from this day on those no longer listed count as having left.
    base : what earlier files said (`Merge.said`; after the first import the account as read), so that what the team
        wrote can be told from it. Without it, cells of the formal chart that differ take the file's word, others ours.
    matches : id in the file -> id in the account, "" for somebody new: what a person decided on the proposals.
    judged : what was said of earlier proposals (`graphkit.merging.judged`); `matches` goes before it.
    choices : (person, column) -> "file" or "ours", what a person decided on single cells; "left_on" for whether
        somebody no longer listed has left. Of cells that do not differ it says nothing.
    whole : the file lists everybody; False where it is a part of the organisation, and nobody is gone by it.
    propose : as in `match_people`.

    Notes
    -----
    Gone is who was listed before (by `base`; without it, who has a place in the reporting lines) and is not listed now.
    Everything but the cells of tables stays ours: name, profile, assumptions, and decisions of the same id. Cost O(n).
    """
    for word in (choices or {}).values():
        if word not in (OURS, FILE):
            raise GraphkitError("unknown_choice", value=word, choices=(OURS, FILE))
    imported, twins = _as_one(imported, current, judged)
    found = match_people(current, imported, decided=matches, judged=judged, propose=propose)
    found = replace(found, remembered=twins + found.remembered)
    ids = _ids(current, imported, found.found)
    parts: dict[str, Any] = {}
    by_now: dict[str, Any] = {}
    changed: list[Change] = []
    conflicts: list[Conflict] = []
    for table in (table for table in schema.TABLES if len(imported.table(table.name))):
        ours, file = (schema.to_text(account.table(table.name), table) for account in (current, imported))
        file = relabelled(file, table, {"people": {id_: known for id_, known in ids.items() if id_ != known}})
        if table is schema.PEOPLE and whole:
            file = pd.concat([file, _gone(ours, file, base).assign(left_on=f"{today:%Y-%m-%d}")])
        said = None if base is None else schema.to_text(base.table(table.name), table)
        both = combine(table, ours, file, said, choices=choices)
        if both.changed or len(both.rows) > len(ours):
            parts[table.name] = typed(both.rows, table)
        by_now[table.name] = typed(_said_by_now(table, said, file), table)
        changed += both.changed
        conflicts += both.conflicts
    if decisions := _new_decisions(current, imported, ids):
        parts["decisions"] = current.decisions + decisions
    account = current.with_(**parts) if parts else current
    left = [change for change in changed if change.column == "left_on"]
    gone = tuple(change.key[0] for change in left if not change.before)
    return Merge(
        account,
        (base or Account()).with_(**by_now),
        ids,
        found,
        added=tuple(id_ for id_ in ids.values() if id_ not in current.positions),
        gone=gone,
        back=tuple(change.key[0] for change in left if not change.after),
        changed=tuple(changed),
        conflicts=tuple(conflicts),
        moves=moves(current, account),
        findings=doubts(current, imported, found, gone, base),
    )


def _as_one(imported: Account, current: Account, judged: Iterable[Judgement]) -> tuple[Account, tuple[Judgement, ...]]:
    """The file with one record of each whom it lists twice and somebody said to be one, and what was said so."""
    twins = []
    for said in holding(judged, current, imported):
        listed = said.other in imported.positions and said.one in imported.positions and said.one != said.other
        if said.same and listed and alike(imported.person(said.other).name, current.person(said.other).name):
            imported = unite(imported, said.other, said.one).account
            twins.append(said)
    return imported, tuple(twins)


def _ids(current: Account, imported: Account, found: Mapping[str, str]) -> dict[str, str]:
    """What everybody in the file is called in the account; who is new under an id that is taken gets a number."""
    taken = current.positions.keys() | imported.positions.keys()
    ids = {}
    for id_ in imported.positions:
        known = found.get(id_, id_)
        if id_ not in found and id_ in current.positions:
            known = next(fresh for fresh in numbers(id_) if fresh not in taken)
            taken.add(known)
        ids[id_] = known
    return ids


def _gone(ours: pd.DataFrame, file: pd.DataFrame, base: Account | None) -> pd.DataFrame:
    """Our rows of those who were listed before, and there, and are not listed now."""
    if base is None:
        lines = [*_pairs(ours, "reports_to"), *_pairs(file, "reports_to")]
        known = {id_ for id_, _ in lines}
        before = {end for line in lines if line[1] in known and line[0] != line[1] for end in line}
    else:
        before = set(base.people.loc[base.people["left_on"].isna(), "id"].tolist())
    listed = set(file["id"].tolist())
    return ours[[id_ in before and id_ not in listed and not left for id_, left in _pairs(ours, "left_on")]]


def _pairs(people: pd.DataFrame, column: str) -> Iterator[tuple[str, str]]:
    return zip(people["id"].tolist(), people[column].tolist(), strict=True)


def _new_decisions(current: Account, imported: Account, ids: Mapping[str, str]) -> tuple[Decision, ...]:
    known = {decision.id for decision in current.decisions}
    return tuple(
        replace(
            decision,
            target=ids.get(decision.target, decision.target),
            committee=tuple(ids.get(id_, id_) for id_ in decision.committee),
        )
        for decision in imported.decisions
        if decision.id not in known
    )


def _said_by_now(table: schema.Table, said: pd.DataFrame | None, file: pd.DataFrame) -> pd.DataFrame:
    """What files have said by now: the file's word, and where it is blank or does not list a row, the earlier one."""
    if said is None:
        return file
    now, before = (rows.set_index(list(table.key)).replace("", None) for rows in (file, said))
    return now.combine_first(before).fillna("").reset_index()[table.names].astype("str")
