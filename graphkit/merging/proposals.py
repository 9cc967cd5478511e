"""Which two records may be one person's, how likely, and why: proposals, and a person decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from graphkit.errors import Finding, Phrase
from graphkit.importing.names import fold_name as fold
from graphkit.merging.judged import Judgement, told_apart
from graphkit.merging.likeness import pairs
from graphkit.model import Account

LEAST_SCORE = 65
MOST_TWICE = 5_000  # people, each compared with each in about two seconds
_MOST_NAMED = 100
_LEAST_SLIP = 85  # of 100: below, as in Frank T Lee and Frank T Miller, who stand in one file are two
_NAME_SHARE = 0.7
_POINTS = {"id": 30, "email": 30, "unit": 10, "title": 10, "reports_to": 10}
_OTHER_EMAIL = 20
_SPEAK_AGAINST = ("id", "email", "unit", "title")


@dataclass(frozen=True)
class Proposal:
    """Two records that may be one person's: `one` of the file, or of the account, and `other` of the account.

    score : 0..100; 0.7 x how well the names agree, + 30 each for the same id and e-mail, - 20 for another e-mail, + 10
        each for the same unit, title and manager.
    reasons : how the names agree ("name", "script", "pinyin", "initials", "nickname", "similar"), then the columns that
        do. against : the columns that both fill differently. likeness : how well the names agree, 0..100.
    """

    one: str
    other: str
    score: int
    reasons: tuple[str, ...]
    against: tuple[str, ...] = field(default=(), compare=False)
    likeness: int = field(default=0, compare=False)

    @property
    def why(self) -> Phrase:
        """What speaks for it and what against: `same name, same unit, another id`."""
        keys = [f"word.same.{reason}" for reason in self.reasons] + [f"word.other.{name}" for name in self.against]
        return Phrase(tuple(keys), {"likeness": f"{self.likeness / 100:.2f}"})


class Row(NamedTuple):
    """What tells one person from another."""

    id: str
    name: str
    email: str
    unit: str
    title: str
    reports_to: str
    there: bool


_Folded = Mapping[str, str]  # the columns that are compared, without case and blanks


def rows_of(people: pd.DataFrame) -> list[Row]:
    columns = (people[name].tolist() for name in ("id", "name", "email", "unit", "title", "reports_to"))
    return [Row(*row) for row in zip(*columns, people["left_on"].isna().tolist(), strict=True)]


def duplicates(account: Account, *, judged: Iterable[Judgement] = ()) -> tuple[Proposal, ...]:
    """Who may be in the account twice, the likeliest first; everybody is compared with everybody, O(n^2).

    judged : what was said before; of whom it was said that they are two is not asked again.
    Nothing is united by it: two people may share a name or a post, and one person may hold two posts.
    """
    rows = [row for row in rows_of(account.people) if not _is_code(row)]
    names = [row.name for row in rows]
    found = {(i, j): why for (i, j), why in pairs(names, names).items() if i < j}
    apart = told_apart(judged, account)
    likely = (proposal for proposal in scored(found, rows, rows) if proposal.score >= LEAST_SCORE)
    return tuple(proposal for proposal in likely if frozenset((proposal.one, proposal.other)) not in apart)


def _is_code(row: Row) -> bool:
    """Whether somebody is called by a number for want of a name."""
    return row.name == row.id and any(map(str.isdigit, row.name))


def spelled_twice(account: Account, *, file: str = "", judged: Iterable[Judgement] = ()) -> list[Finding]:
    """Who may stand in one file twice, their name spelled in two ways, in posts that may be one.

    Both stand there at once, so another unit speaks against it, as does another title where nothing but the name
    agrees. Those of the very same name `graphkit.check` names.
    """
    if len(account.people) > MOST_TWICE:
        return [Finding("names_not_compared", "info", file, None, "name", "", {"most": MOST_TWICE})]
    names = dict(zip(account.people["id"], account.people["name"].str.casefold(), strict=True))
    found = [
        pair
        for pair in duplicates(account, judged=judged)
        if names[pair.one] != names[pair.other] and _may_be_one_post(pair)
    ]
    named = [
        Finding("spelled_twice", "warning", file, None, "name", pair.one, _said(pair, account.options))
        for pair in found[:_MOST_NAMED]
    ]
    if len(found) > _MOST_NAMED:
        rest = {"n": len(found) - _MOST_NAMED}
        named.append(Finding("more_alike", "warning", file, None, "name", "spelled_twice", rest))
    return named


def _may_be_one_post(pair: Proposal) -> bool:
    if "email" in pair.reasons:
        return True
    if pair.reasons[0] == "similar" and pair.likeness < _LEAST_SLIP:
        return False
    return "unit" not in pair.against and ("title" not in pair.against or len(pair.reasons) > 1)


def _said(pair: Proposal, options: Mapping[str, str]) -> dict[str, object]:
    return {"one": options[pair.one], "other": options[pair.other], "score": pair.score, "why": pair.why}


def scored(
    found: Mapping[tuple[int, int], tuple[int, str]], file: Sequence[Row], ours: Sequence[Row]
) -> list[Proposal]:
    """Pairs of names with what else is the same and what is not, the likeliest first."""
    left, right = ([{name: fold(getattr(row, name)) for name in _POINTS} for row in rows] for rows in (file, ours))
    return sorted(
        (_proposal(file[i], ours[j], left[i], right[j], *why) for (i, j), why in found.items()), key=likeliest_first
    )


def _proposal(one: Row, other: Row, left: _Folded, right: _Folded, likeness: int, reason: str) -> Proposal:
    same = [name for name in _POINTS if left[name] and left[name] == right[name]]
    against = [name for name in _SPEAK_AGAINST if left[name] and right[name] and name not in same]
    if one.id in (one.name, one.email) or other.id in (other.name, other.email):
        against = [name for name in against if name != "id"]  # made for want of one
    score = _NAME_SHARE * likeness + sum(_POINTS[name] for name in same) - _OTHER_EMAIL * ("email" in against)
    reasons = tuple(filter(None, (reason, *same)))
    return Proposal(one.id, other.id, min(100, max(0, round(score))), reasons, tuple(against), likeness)


def likeliest_first(proposal: Proposal) -> tuple[int, str, str]:
    return -proposal.score, proposal.one, proposal.other
