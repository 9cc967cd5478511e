"""Four elements of sales results and the six efforts behind them, over all accounts of a team."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from graphkit import schema
from graphkit.amounts import Sums, total
from graphkit.model import Decision
from graphkit.opportunity import CLOSED, WON
from graphkit.tallies import AccountFacts, Tally

RECORDED = {  # the six, each with the page where what is not known of it is written down
    "fit": "profile",
    "number": "account",
    "logic": "brief",
    "communication": "import",
    "closing": "account",
    "satisfaction": "care",
}
EFFORTS = tuple(RECORDED)
FEW = 5  # cases, below which a share says little


Facts = Mapping[int, AccountFacts]  # by id of the account


@dataclass(frozen=True)
class Measure:
    """One number behind an effort.

    enough : the share from which on it is no worry; a judgement, shown with every number. page : where it is mended.
    """

    id: str
    effort: str
    enough: float
    page: str
    count: Callable[[Facts], Tally] | None = None  # default: the accounts' own tallies added up


@dataclass(frozen=True)
class Measured:
    """A measure over all accounts. level : its share of `enough`, 0..1; None where nothing is known of it.

    concerned : ids of the accounts that keep it below enough, the most missing first. silent : how many accounts say
    nothing.
    """

    measure: Measure
    tally: Tally
    concerned: tuple[int, ...]
    silent: int

    @property
    def level(self) -> float | None:
        return None if self.tally.share is None else min(1.0, self.tally.share / self.measure.enough)

    @property
    def is_thin(self) -> bool:
        return self.tally.whole < FEW


@dataclass(frozen=True)
class Effort:
    """One of the six. level : mean of the levels of its measures of which anything is known, 0..1, else None."""

    id: str
    measured: tuple[Measured, ...]

    @property
    def level(self) -> float | None:
        levels = [each.level for each in self.measured if each.level is not None]
        return sum(levels) / len(levels) if levels else None

    @property
    def below(self) -> tuple[Measured, ...]:
        """Its measures that are known to be below enough, the weakest first."""
        known = [each for each in self.measured if each.level is not None and each.level < 1]
        return tuple(sorted(known, key=lambda each: each.level or 0.0))

    @property
    def weakest(self) -> Measured | None:
        return next(iter(self.below), None)


@dataclass(frozen=True)
class Elements:
    """The four elements, from the decisions' own data.

    accounts : how many there are; customers : those with a decision that was won. conversion : won of won and lost.
    orders : values of what was won, one sum per currency. repeat : customers who decided for us more than once.
    open : decisions not closed; pipeline : their values.
    """

    accounts: int
    customers: int
    conversion: Tally
    orders: Sums
    repeat: Tally
    open: int
    pipeline: Sums


@dataclass(frozen=True)
class Efforts:
    """All of it. sources : decisions by lead source, as rows: source, decisions, open, won, lost."""

    elements: Elements
    efforts: tuple[Effort, ...]
    sources: pd.DataFrame

    @property
    def weakest(self) -> Effort | None:
        """The effort with the lowest level, the first of equals; None where none is known to be below enough."""
        return next(iter(self._below), None)

    @property
    def to_do(self) -> tuple[Measured, ...]:
        """Every measure below enough: those of the weakest effort first, in each the weakest first."""
        return tuple(measured for effort in self._below for measured in effort.below)

    @property
    def _below(self) -> list[Effort]:
        known = [effort for effort in self.efforts if effort.level is not None and effort.level < 1]
        return sorted(known, key=lambda effort: effort.level or 0.0)


def efforts(facts: Facts) -> Efforts:
    """The four elements and six efforts over these accounts, by id."""
    measured = [_measured(measure, facts) for measure in MEASURES]
    found = (Effort(id_, tuple(each for each in measured if each.measure.effort == id_)) for id_ in EFFORTS)
    return Efforts(_elements(facts), tuple(found), _by_source(facts))


def _measured(measure: Measure, facts: Facts) -> Measured:
    own = {id_: each.tallies.get(measure.id, Tally()) for id_, each in facts.items()}
    tally = measure.count(facts) if measure.count else sum(own.values(), Tally())
    below = {id_: one for id_, one in own.items() if one.share is not None and one.share < measure.enough}
    concerned = sorted(below, key=lambda id_: (below[id_].part - below[id_].whole, id_))
    silent = 0 if measure.count else sum(one.whole == 0 for one in own.values())
    return Measured(measure, tally, tuple(concerned), silent)


def _elements(facts: Facts) -> Elements:
    won, lost = ([d for each in facts.values() for d in each.decided(stage)] for stage in CLOSED)
    still_open = [decision for each in facts.values() for decision in each.still_open]
    orders = [len(each.decided(WON)) for each in facts.values() if each.decided(WON)]
    return Elements(
        accounts=len(facts),
        customers=len(orders),
        conversion=Tally(len(won), len(won) + len(lost)),
        orders=total(decision.value for decision in won),
        repeat=Tally(sum(n > 1 for n in orders), len(orders)),
        open=len(still_open),
        pipeline=total(decision.value for decision in still_open),
    )


def _by_source(facts: Facts) -> pd.DataFrame:
    decisions = [decision for each in facts.values() for decision in each.decisions]
    known = [source for source in schema.LEAD_SOURCES if any(d.lead_source == source for d in decisions)]
    sources = [*known, *sorted({d.lead_source for d in decisions} - set(known))]  # own words, and "" for unknown
    rows = [[source, *_of_source([d for d in decisions if d.lead_source == source])] for source in sources]
    return pd.DataFrame(rows, columns=["source", "decisions", "open", "won", "lost"])


def _of_source(decisions: list[Decision]) -> tuple[int, int, int, int]:
    won, lost = (sum(decision.stage == stage for decision in decisions) for stage in CLOSED)
    return len(decisions), len(decisions) - won - lost, won, lost


def _sources_in_use(facts: Facts) -> Tally:
    """How many of the kinds of lead source brought anything; where no source is known, nothing is."""
    used = {decision.lead_source for each in facts.values() for decision in each.decisions}
    return Tally(len(used & set(schema.LEAD_SOURCES)), len(schema.LEAD_SOURCES)) if used - {""} else Tally()


MEASURES = (
    Measure("fit_rated", "fit", 0.6, "profile"),
    Measure("target_holds", "fit", 0.7, "profile"),
    Measure("new_leads", "number", 0.5, "account"),
    Measure("sources", "number", 0.5, "account", _sources_in_use),
    Measure("needs_checked", "logic", 0.8, "brief"),
    Measure("needs_answered", "logic", 0.7, "brief"),
    Measure("covered", "communication", 0.7, "coverage"),
    Measure("trusted", "communication", 0.6, "care"),
    Measure("won", "closing", 0.4, "profile"),
    Measure("moving", "closing", 0.8, "campaign"),
    Measure("satisfied", "satisfaction", 0.8, "care"),
    Measure("referred", "satisfaction", 0.5, "care"),
)
