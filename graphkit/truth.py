"""How the forecast does on decisions whose outcome is known (MODEL.md, Track record).

Nothing here is written down beforehand: each call forecasts the cases of `graphkit.published` from their tables.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from graphkit.assumptions import Assumptions
from graphkit.forecast import forecast
from graphkit.i18n import text
from graphkit.model import Account
from graphkit.published import CASES, Case, account_of, read_case

GRADES = ("hit", "miss", "open")

_TODAY = datetime.date(2000, 1, 1)  # no rating of a case has a date, so none grows old, whatever the day
_POINTS = 100 / 2  # points of a scale of 100 in one unit of stance


@dataclass(frozen=True)
class Trial:
    """One forecast beside what came.

    person : whose; "" for the whole group. stance, low, high, verdict : as in `Forecast`. on_record : everybody who
    decides had a stance on record. side : what came, "for" or "against". outcome : the same as a stance, or None where
    the source has no number.
    """

    person: str
    stance: float
    low: float
    high: float
    verdict: str
    on_record: bool
    side: str
    outcome: float | None = None

    @property
    def grade(self) -> str:
        """Whether what was said was right: "hit", "miss" or "open".

        miss : the verdict names the other side, or the outcome lies outside the range. open : no side was named, and
        nothing said was wrong. hit : the right side was named.
        """
        if self.verdict not in ("open", self.side) or not self.holds:
            return "miss"
        return "open" if self.verdict == "open" else "hit"

    @property
    def holds(self) -> bool:
        """The outcome lies in the range; without a number, the range reaches its side."""
        if self.outcome is not None:
            return self.low <= self.outcome <= self.high
        return self.high > 0 if self.side == "for" else self.low < 0

    @property
    def leans_right(self) -> bool:
        """The middle of the forecast lies on the side that came, whether or not it was enough to name it."""
        return self.stance > 0 if self.side == "for" else self.stance < 0

    @property
    def width(self) -> float:
        """0 (certain) to 2 (anything)."""
        return self.high - self.low

    @property
    def error(self) -> float | None:
        """By how many of 100 points of the scale the forecast missed the outcome; None without a number."""
        return None if self.outcome is None else _POINTS * abs(self.stance - self.outcome)


@dataclass(frozen=True, eq=False)
class Result:
    """All trials of one case, in the order of its people."""

    case: Case
    trials: tuple[Trial, ...]

    @property
    def tally(self) -> Tally:
        return tally(self.trials)

    def as_dict(self) -> dict[str, Any]:
        named = {key: self.case.words(key) for key in ("title", "source")}
        trials = [_trial_dict(trial) for trial in self.trials]
        return {"id": self.case.id, "kind": self.case.kind, **named, **asdict(self.tally), "forecasts": trials}


@dataclass(frozen=True)
class Tally:
    """How often the forecast was right, wrong and open, and how wide its ranges were.

    trials = hits + misses + open. leaning : trials whose middle lies on the right side. width : mean, 0..2. error :
    mean in points of 100 over the trials that have a number; None where none has.
    """

    trials: int
    hits: int
    misses: int
    open: int
    leaning: int
    width: float
    error: float | None


def truth(*, assumptions: Assumptions | None = None) -> tuple[Result, ...]:
    """What the forecast would have said on decisions whose outcome is known: one result per case, in a fixed order.

    assumptions : those to try; by default those a new account has. Computed from the tables at each call.
    """
    return tuple(result(read_case(name), assumptions=assumptions) for name in CASES)


def result(case: Case, *, assumptions: Assumptions | None = None) -> Result:
    """Forecast one case and put what came beside it.

    Where the outcome is known person by person, each is forecast alone, except those whose side was given. Where the
    group decided, it is a committee of everybody.
    """
    account, _ = account_of(case, assumptions=assumptions)
    if case.outcome is None:
        sides = zip(case.people["id"], case.people["outcome"], strict=True)
        return Result(case, tuple(_trial(account, case, person, side) for person, side in sides if side))
    return Result(case, (_trial(account, case, "", case.outcome),))


def _trial(account: Account, case: Case, person: str, outcome: str | float) -> Trial:
    found = forecast(account, target=person, today=_TODAY)
    decides = account.people["id"].eq(person) | (not person)
    on_record = bool(account.people.loc[decides, "support"].notna().all())
    said = (person, found.stance, found.low, found.high, found.verdict, on_record)
    if isinstance(outcome, str):
        return Trial(*said, outcome)
    stance = case.scale.stance(outcome)
    return Trial(*said, "for" if stance > 0 else "against", stance)


def tally(trials: Iterable[Trial]) -> Tally:
    """Counts and means of trials, of one case or of many."""
    found = tuple(trials)
    hits, misses, left_open = (sum(trial.grade == grade for trial in found) for grade in GRADES)
    errors = [trial.error for trial in found if trial.error is not None]
    width = sum(trial.width for trial in found) / len(found) if found else 0.0
    leaning = sum(trial.leans_right for trial in found)
    return Tally(len(found), hits, misses, left_open, leaning, width, sum(errors) / len(errors) if errors else None)


def total(results: Iterable[Result], *, on_record: bool | None = None) -> Tally:
    """The tally of all trials of all cases; or of those where all who decide had a stance on record, or of the rest."""
    trials = (trial for found in results for trial in found.trials)
    return tally(trial for trial in trials if on_record in (None, trial.on_record))


def as_dict(results: tuple[Result, ...]) -> dict[str, Any]:
    """The record as JSON holds it."""
    parts = {"on_record": True, "not_on_record": False}
    split = {name: asdict(total(results, on_record=known)) for name, known in parts.items()}
    summary = {"cases": len(results)} | asdict(total(results)) | split
    return {"summary": summary, "cases": [each.as_dict() for each in results]}


def _trial_dict(trial: Trial) -> dict[str, Any]:
    derived = {name: getattr(trial, name) for name in ("grade", "leans_right", "width", "error")}
    return asdict(trial) | derived


# -- in words ---------------------------------------------------------------------------------------------------------


def record_text(results: tuple[Result, ...], language: str = "en") -> Iterator[str]:
    """The record in sentences: the whole, then case by case its tally and what it forecast where it forecast once."""
    yield from headline(results, language)
    for found in results:
        counts = asdict(found.tally)
        columns = ("trials", "hits", "misses", "open", "leaning")
        said = (f"{text(f'truth.column.{name}', language)} {counts[name]}" for name in columns)
        words = text("screen.comma", language).join(said)
        yield f"\n{found.case.words('title', language)}: {words}"
        if len(found.trials) == 1:
            yield f"  {_trial_text(found.trials[0], language)}"
        if scaled := on_scale(found, language):
            yield f"  {scaled}"
        yield f"  {found.case.words('lesson', language)}"
        yield f"  {found.case.words('source', language)}"


def headline(results: tuple[Result, ...], language: str = "en") -> Iterator[str]:
    """The record as a whole: right, wrong and open, with the stances known or not; how wide and how far off it is."""
    whole = total(results)
    yield text("truth.answer", language, cases=len(results), **_counts(whole))
    yield text("truth.on_record", language, **_counts(total(results, on_record=True)))
    yield text("truth.not_on_record", language, **_counts(total(results, on_record=False)))
    yield text("truth.leaning", language, leaning=whole.leaning, n=whole.trials, width=f"{whole.width:.2f}")
    if whole.error is not None:
        yield text("truth.error", language, error=f"{whole.error:.0f}")


def record_table(results: tuple[Result, ...], language: str = "en") -> pd.DataFrame:
    """One row per case: its title and its tally. error is NaN where the source has no number."""
    rows = [{"case": found.case.words("title", language)} | asdict(found.tally) for found in results]
    return pd.DataFrame(rows).astype({"error": "float64"}).round({"width": 2, "error": 1})


def trials_table(found: Result, language: str = "en") -> pd.DataFrame:
    """One row per forecast of a case: name, stance, low, high, and came: the outcome or the end of its side."""
    names = found.case.names(language)
    ends = {"for": 1.0, "against": -1.0}
    rows = [
        {
            "name": names[trial.person] if trial.person else text("truth.group", language),
            **{end: getattr(trial, end) for end in ("stance", "low", "high")},
            "came": ends[trial.side] if trial.outcome is None else trial.outcome,
        }
        for trial in found.trials
    ]
    return pd.DataFrame(rows)


def on_scale(found: Result, language: str = "en") -> str:
    """The one forecast of a case in the units of its source; "" where the source has no numbers."""
    trial, scale = found.trials[0], found.case.scale
    if trial.outcome is None:
        return ""
    ends = {"value": trial.stance, "low": trial.low, "high": trial.high, "outcome": trial.outcome}
    return text("truth.on_scale", language, **{name: f"{scale.value(end):.3g}" for name, end in ends.items()})


def _counts(counted: Tally) -> dict[str, int]:
    return {"n": counted.trials, "hits": counted.hits, "misses": counted.misses, "open": counted.open}


def _trial_text(trial: Trial, language: str) -> str:
    keys = (f"side.{trial.verdict}", f"side.{trial.side}", f"grade.{trial.grade}")
    said, came, grade = (text(f"truth.{key}", language) for key in keys)
    return f"{said} ({trial.stance:+.2f}, {trial.low:+.2f} … {trial.high:+.2f}) -> {came}: {grade}"
