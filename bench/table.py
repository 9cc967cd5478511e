"""A table is a list of lines, and a line is one piece of work: ours beside the same work of a peer."""

from __future__ import annotations

import gc
import math
import signal
import statistics
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Ratio:
    """The median of several ratios, and the quartiles around it: how far the run can be trusted."""

    middle: float
    low: float
    high: float

    @classmethod
    def of(cls, *ratios: float) -> Ratio:
        low, middle, high = statistics.quantiles(ratios * 2 if len(ratios) == 1 else ratios, n=4, method="inclusive")
        return cls(middle, low, high)

    def __str__(self) -> str:
        middle, low, high = (_number(ratio) for ratio in (self.middle, self.low, self.high))
        return middle if low == high else f"{middle} ({low} to {high})"


FAST, TIME, MEMORY = "times as fast", "times the time", "times the memory"
DIFFERENT, LOWER = "DIFFERENT", "LOWER"  # results that are not as they should be
_COLUMNS = ("people", "work", "against", "measured", "promised", "kept", "agreement")


@dataclass(frozen=True)
class Line:
    """Ours against a peer on the same input.

    measured : the ratio, counted in `unit`; or why there is none. is_bound : the peer was stopped, so the ratio is at
    least this. at_least, at_most : the ratio promised. agreement : whether the results are the same.
    """

    people: int
    work: str
    against: str
    measured: Ratio | str
    unit: str = FAST
    is_bound: bool = False
    at_least: float = 0.0
    at_most: float = math.inf
    agreement: str = ""

    @property
    def promised(self) -> str:
        if self.at_least:
            return f"at least {self.at_least:g}"
        return f"at most {self.at_most:g}" if self.at_most < math.inf else ""

    @property
    def kept(self) -> str:
        """Whether the ratio is as promised and the results are right; `unclear` where the quartiles say both."""
        if isinstance(self.measured, str):
            return "no" if self.promised and self.measured.startswith("ours") else ""
        if not self.promised:
            return ""
        if DIFFERENT in self.agreement or LOWER in self.agreement:
            return "no"
        ratios = [self.measured.low, self.measured.middle, self.measured.high]
        in_range = {self.at_least <= ratio <= self.at_most for ratio in ratios}
        if len(in_range) == 2 or (self.is_bound and in_range == {False}):
            return "unclear"
        return "yes" if in_range == {True} else "no"

    def __str__(self) -> str:
        measured = self.measured
        if not isinstance(measured, str):
            measured = f"{'more than ' * self.is_bound}{measured} {self.unit}"
        cells = (f"{self.people:,}", self.work, self.against, measured, self.promised, self.kept, self.agreement)
        return f"| {' | '.join(cells)} |"


def show(title: str, lines: Iterable[Line]) -> None:
    """Print a table as Markdown, each line as soon as it is known."""
    heading, _, what_is_timed = title.partition("\n")
    print(f"\n## {heading}\n\n{what_is_timed.strip()}\n")
    print(f"| {' | '.join(_COLUMNS)} |\n|{'---|' * len(_COLUMNS)}", flush=True)
    for line in lines:
        print(line, flush=True)


@dataclass(frozen=True)
class Run(Generic[T]):
    """How long some work took and what came of it; None where it was stopped.

    seconds : of the processor, of which everybody uses one core: waiting for other programs does not count.
    """

    seconds: float
    result: T | None


def run(work: Callable[[], T], *, limit: float = 600.0) -> Run[T]:
    """Do the work once, and stop it after so many seconds by the clock.

    Compiled code that does not look for signals goes on to its end; it counts as stopped all the same. Garbage is
    collected as ever, but not among what was there before: nobody pays for the size of another's graph.
    """
    result = None
    signal.signal(signal.SIGALRM, _stop)
    gc.freeze()
    start = time.process_time()
    try:
        signal.setitimer(signal.ITIMER_REAL, limit)
        result = work()
    except TimeoutError:
        pass
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        gc.unfreeze()
    return Run(time.process_time() - start, result)


def in_turn(ours: Callable[[], T], theirs: Callable[[], T]) -> tuple[list[Run[T]], list[Run[T]]]:
    """Both in turn, for half a second and five times at least: what else the machine does then slows both alike."""
    mine, peers = [run(ours)], [run(theirs)]
    while len(mine) < 5 or sum(done.seconds for done in mine + peers) < 0.5:
        mine.append(run(ours))
        peers.append(run(theirs))
    return mine, peers


def ratio(ours: Iterable[Run[T]], theirs: Iterable[Run[T]]) -> Ratio:
    """Their time as a share of ours, pair by pair."""
    return Ratio.of(*(other.seconds / one.seconds for one, other in zip(ours, theirs, strict=True)))


def least_seconds(runs: Iterable[Run[T]]) -> float:
    """Of runs of the same work: the one that was least disturbed."""
    return min(done.seconds for done in runs)


def median_seconds(runs: Iterable[Run[T]]) -> float:
    return statistics.median(done.seconds for done in runs)


def growth(work: str, seconds: Mapping[int, float], *, at_most: float = math.inf) -> list[Line]:
    """How the time of our work grows from size to size, as if each were ten times the one before."""
    lines = []
    for (small, before), (large, after) in pairwise(sorted(seconds.items())):
        per_tenfold = (after / before) ** (math.log(10) / math.log(large / small))
        unit = f"{TIME} for ten times the people"
        lines.append(Line(large, work, f"itself at {small:,}", Ratio.of(per_tenfold), unit, at_most=at_most))
    return lines


def _stop(*_: object) -> None:
    raise TimeoutError


def _number(ratio: float) -> str:
    return f"{ratio:,.0f}" if ratio >= 100 else f"{ratio:.3g}"
