"""Objections and closings: what customers say, what we answer, which way of closing fits, and what worked.

A starter set comes with the product, in both languages; what a team changes or adds is its own, in versions. These are
templates and advice, never measured facts: what worked is counted, and said with its count.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process

from graphkit import schema
from graphkit.i18n import LANGUAGES, catalogue

KINDS = ("objection", "closing")
STEPS = ("listen", "acknowledge", "clarify", "isolate", "evidence", "advance")  # the six steps of an answer
FIELDS = {"objection": ("title", "text", *STEPS), "closing": ("title", "text", "fits", "fits_not")}
STARTER_AUTHOR = ""
ENOUGH_USES = 5  # below that a share says nothing: of two uses it could only be 0, 50 or 100 per cent
_ALIKE = 75  # of 100, from which a text is found; measured on the starter set with one slip per word

# the starter set: who tends to say it, or with whom it fits; with which support; in which stage of mind
_STARTER: tuple[tuple[str, str, tuple[str, ...], tuple[int, ...], tuple[str, ...]], ...] = (
    ("price", "objection", ("decision_maker", "gatekeeper"), (-1, 0, 1), ("desire", "decision")),
    ("no_budget", "objection", ("decision_maker", "gatekeeper"), (-1, 0), ("unease", "desire")),
    ("satisfied", "objection", ("user", "influencer"), (-2, -1, 0), ("unease",)),
    ("not_now", "objection", ("decision_maker", "user"), (-1, 0, 1), ("unease", "desire")),
    ("ask_others", "objection", ("decision_maker", "user"), (0, 1), ("desire", "decision")),
    ("bad_experience", "objection", ("user", "influencer"), (-2, -1), ("unease",)),
    ("risk", "objection", ("gatekeeper", "influencer"), (-2, -1, 0), ("unease", "desire")),
    ("too_complex", "objection", ("user",), (-1, 0), ("unease", "desire")),
    ("send_material", "objection", ("gatekeeper", "decision_maker"), (-1, 0), ("unease",)),
    ("committee", "objection", ("decision_maker", "gatekeeper"), (0, 1), ("decision",)),
    ("everyone_does", "closing", ("user", "gatekeeper", "influencer"), (0, 1), ("unease", "desire")),
    ("pressure", "closing", ("decision_maker",), (1, 2), ("desire",)),
    ("choice", "closing", ("decision_maker", "user"), (0, 1, 2), ("desire", "decision")),
    ("assumption", "closing", ("decision_maker", "user"), (1, 2), ("decision",)),
)


@dataclass(frozen=True)
class Saying:
    """One objection with its answer in six steps, or one way of closing with when it fits.

    roles, support, stages : of whom it is typical, or with whom it fits; none is anybody. texts : by language, the
    fields of `FIELDS`; a language that is missing is read in the other. version : 0 is the starter set's own.
    """

    id: str
    kind: str
    roles: tuple[str, ...] = ()
    support: tuple[int, ...] = ()
    stages: tuple[str, ...] = ()
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)
    version: int = 0
    retired: bool = False
    created_by: str = STARTER_AUTHOR
    at: datetime.datetime | None = None

    def text(self, name: str, language: str) -> str:
        """One field in a language, or in the other where it was never written in this one."""
        own = self.texts.get(language, {}).get(name, "")
        return own or next((words for other in LANGUAGES if (words := self.texts.get(other, {}).get(name, ""))), "")


@dataclass(frozen=True)
class Use:
    """That somebody used a saying, with whom, and whether it worked."""

    saying: str
    account: int
    person: str
    date: datetime.date
    worked: bool
    actor: str = ""


@dataclass(frozen=True)
class Record:
    """How often a saying was used, and worked. share : 0..1, None below `ENOUGH_USES`."""

    uses: int
    worked: int

    @property
    def share(self) -> float | None:
        return self.worked / self.uses if self.uses >= ENOUGH_USES else None


@dataclass(frozen=True)
class Library:
    """The sayings of a team as they stand, and what they were used for."""

    sayings: tuple[Saying, ...] = ()
    uses: tuple[Use, ...] = ()

    @property
    def own(self) -> tuple[Saying, ...]:
        """What the team wrote itself or has used: not the starter set that nobody touched."""
        used = {use.saying for use in self.uses}
        return tuple(saying for saying in self.sayings if saying.version or saying.id in used)


@dataclass(frozen=True)
class Quoted:
    """Fields of a saying as a sentence shows them, in the language that is asked for; blank ones are left out."""

    saying: Saying
    fields: tuple[str, ...]

    def say(self, language: str) -> str:
        """Without a full stop of its own: it stands inside a sentence."""
        parts = [self.saying.text(name, language).rstrip(" .。") for name in self.fields]
        return " · ".join(part for part in parts if part)


def starter() -> tuple[Saying, ...]:
    """The sayings that come with the product."""
    return tuple(
        Saying(id_, kind, roles, support, stages, {language: _starter_texts(id_, language) for language in LANGUAGES})
        for id_, kind, roles, support, stages in _STARTER
    )


def _starter_texts(id_: str, language: str) -> dict[str, str]:
    texts = catalogue("saying", language)
    return {key.removeprefix(f"{id_}."): words for key, words in texts.items() if key.startswith(f"{id_}.")}


def current(kept: Iterable[Saying]) -> tuple[Saying, ...]:
    """The newest version of every saying, the starter set first, without those that were retired."""
    newest = {saying.id: saying for saying in starter()}
    for saying in sorted(kept, key=lambda saying: saying.version):
        newest[saying.id] = saying
    return tuple(saying for saying in newest.values() if not saying.retired)


def records(uses: Iterable[Use]) -> dict[str, Record]:
    """What worked, by saying; one that nobody used has none."""
    counted: Counter[tuple[str, bool]] = Counter((use.saying, use.worked) for use in uses)
    ids = {saying for saying, _ in counted}
    return {id_: Record(counted[id_, True] + counted[id_, False], counted[id_, True]) for id_ in sorted(ids)}


def search(sayings: Iterable[Saying], words: str) -> tuple[Saying, ...]:
    """The sayings that hold the words in either language, slips of the pen allowed, the best match first."""
    sayings = tuple(sayings)
    if not words.strip():
        return sayings
    pages = {place: _page(saying) for place, saying in enumerate(sayings)}
    asked = default_process(words)
    found = process.extract(asked, pages, scorer=_likeness, score_cutoff=_ALIKE, limit=None)
    return tuple(sayings[place] for _, _, place in sorted(found, key=lambda hit: (-round(hit[1], 6), hit[2])))


def _page(saying: Saying) -> str:
    return default_process(" ".join(words for texts in saying.texts.values() for words in texts.values()))


def _likeness(asked: str, page: str, *, score_cutoff: float | None = None) -> float:
    """How well the page holds every word asked for: the mean of the best place of each, 100 where all are there."""
    parts = [part for part in asked.split() if part]
    scores = [100.0 if part in page else _best_place(part, page) for part in parts]
    mean = sum(scores) / len(scores) if scores else 0.0
    return mean if score_cutoff is None or mean >= score_cutoff else 0.0


def _best_place(part: str, page: str) -> float:
    """Words of Latin letters are compared with words; Chinese is not parted into words."""
    if not part.isascii():
        return fuzz.partial_ratio(part, page)
    return max((fuzz.ratio(part, word) for word in page.split()), default=0.0)


def fitting(
    sayings: Iterable[Saying], *, kind: str = "", role: str = "", support: int | None = None, stage: str = ""
) -> tuple[Saying, ...]:
    """The sayings of a kind that name this role, support and stage, or leave them open; blank or None is any."""
    return tuple(
        saying
        for saying in sayings
        if kind in ("", saying.kind)
        and (not role or not saying.roles or role in saying.roles)
        and (support is None or not saying.support or support in saying.support)
        and (not stage or not saying.stages or stage in saying.stages)
    )


def sayings_for(
    sayings: Iterable[Saying],
    *,
    role: str = "",
    support: float | None = None,
    stage: str = "",
    kind: str = "objection",
    uses: Iterable[Use] = (),
    most: int = 3,
) -> tuple[Saying, ...]:
    """What somebody like this tends to object, or which closings fit them: the most fitting first.

    Parameters
    ----------
    role : one or several roles of `schema.ROLES` with `;`. support : -2..2, None unknown. stage : of `schema.STAGES`.
    What is unknown speaks for nothing and against nothing. uses : what worked breaks ties.

    Notes
    -----
    One point for each of role, support and stage that the saying names and the person has, one less for each that it
    names and the person has not. Left out is an objection whose role or support is not the person's, and a closing
    whose support or stage is not. Then by (worked + 1) / (uses + 2), so that one lucky use proves little; then in the
    order of the library.
    """
    worked = records(uses)
    roles, mind = schema.split_ids(role), [stage] if stage else []
    level = [] if support is None or support != support else [round(support)]
    ranked = []
    for place, saying in enumerate(each for each in sayings if each.kind == kind):
        pairs = (saying.roles, roles), (saying.support, level), (saying.stages, mind)
        points = [_points(named, has) for named, has in pairs]
        if min(points[1:] if kind == "closing" else points[:2]) < 0:
            continue
        record = worked.get(saying.id, Record(0, 0))
        ranked.append((-sum(points), -(record.worked + 1) / (record.uses + 2), place, saying))
    return tuple(saying for *_, saying in sorted(ranked, key=lambda row: row[:3])[:most])


def _points(named: Collection[object], has: Collection[object]) -> int:
    if not named or not has:
        return 0
    return 1 if set(named) & set(has) else -1
