"""What a person said of two records is kept with the account, so that the next file of the same two asks nobody.

Plain values, to be stored as JSON. It holds for whoever bears the id and the name in a file that they bore then.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from graphkit.importing.names import fold_name as fold
from graphkit.model import Account


@dataclass(frozen=True)
class Judgement:
    """Whether `one` of a file, called `name` there, and `other` of the account are the same person."""

    one: str
    name: str
    other: str
    same: bool

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def judge(imported: Account, said: Mapping[tuple[str, str], bool]) -> tuple[Judgement, ...]:
    """What somebody said of pairs (id in the file, id in the account), to be kept."""
    labels = dict(zip(imported.people["id"], imported.people["name"], strict=True))
    return tuple(Judgement(one, labels[one], other, same) for (one, other), same in said.items() if one in labels)


def together(before: Iterable[Judgement], now: Iterable[Judgement]) -> tuple[Judgement, ...]:
    """All that was said, the later word on the same two in place of the earlier, and nobody the same as two."""
    latest: dict[tuple[str, str, str], Judgement] = {}
    for said in (*before, *now):
        if said.same:
            latest = {key: old for key, old in latest.items() if not (old.same and key[:2] == _key(said)[:2])}
        latest[_key(said)] = said
    return tuple(latest.values())


def holding(judged: Iterable[Judgement], current: Account, imported: Account) -> tuple[Judgement, ...]:
    """Those of which both are here: in the file under the id and the name of then, and in the account."""
    names = dict(zip(imported.people["id"], imported.people["name"], strict=True))
    return tuple(
        said
        for said in judged
        if said.other in current.positions and said.one in names and fold(names[said.one]) == fold(said.name)
    )


def told_apart(judged: Iterable[Judgement], account: Account) -> set[frozenset[str]]:
    """Pairs of people of one account, or of one file, of whom somebody said that they are two."""
    return {frozenset((said.one, said.other)) for said in holding(judged, account, account) if not said.same}


def decided_by(
    judged: Collection[Judgement], decided: Mapping[str, str]
) -> tuple[dict[str, str], set[tuple[str, str]]]:
    """Who is whom by what was said before, where nobody says so now, and which two are not."""
    known = {id_ for id_ in decided.values() if id_}
    same: dict[str, str] = {}
    for said in judged:
        if said.same and said.one not in decided and said.other not in known:
            same[said.one] = said.other
            known.add(said.other)
    apart = {(said.one, said.other) for said in judged if not said.same and decided.get(said.one) != said.other}
    return same, apart


def _key(said: Judgement) -> tuple[str, str, str]:
    return said.one, fold(said.name), said.other
