"""What changes did to a decision: coverage, forecast and plan before and after, and whose weight moved most."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from graphkit.coverage import coverage, score
from graphkit.forecast import forecast
from graphkit.gaps import Context
from graphkit.model import Account
from graphkit.plan import plan
from graphkit.routes import routes

MEETINGS = 6  # the budget of the plan, as the plan page begins with
_SHOWN = 2  # decimals that anybody is shown: what is the same in them has not changed
_SHOWN_LEVERAGE = 3


@dataclass(frozen=True)
class Standing:
    """Where an account stands on one decision, in numbers; None where a number has no meaning yet.

    score : share of the influence that sits with people we know, 0..1. gaps : the rules that find a gap, the gravest
    first; urgent : how many of the gaps are.
    stance, low, high, verdict : the forecast, -1..1. plan : the odds of reaching `target` within `MEETINGS` meetings;
    route, path : the odds of the best single route, and its ids. stances, leverages : of everybody, by id.
    """

    score: float | None = None
    gaps: tuple[str, ...] = ()
    urgent: int = 0
    stance: float | None = None
    low: float | None = None
    high: float | None = None
    verdict: str = ""
    target: str = ""
    plan: float | None = None
    route: float | None = None
    path: tuple[str, ...] = ()
    stances: Mapping[str, float] = field(default_factory=dict)
    leverages: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Moved:
    """One person whose stance or leverage is another one after the changes; NaN where they are not in the account."""

    id: str
    stance_before: float
    stance_after: float
    leverage_before: float
    leverage_after: float


@dataclass(frozen=True)
class Effects:
    """What changes did to one decision. moved : people, those whose leverage or stance moved most first."""

    before: Standing
    after: Standing
    moved: tuple[Moved, ...]

    @property
    def opened(self) -> tuple[str, ...]:
        """Rules that find a gap now and found none before."""
        return tuple(rule for rule in self.after.gaps if rule not in self.before.gaps)

    @property
    def closed(self) -> tuple[str, ...]:
        """Rules that found a gap before and find none now."""
        return tuple(rule for rule in self.before.gaps if rule not in self.after.gaps)

    @property
    def is_coverage_unchanged(self) -> bool:
        before, after = self.before, self.after
        return alike(before.score, after.score) and (before.gaps, before.urgent) == (after.gaps, after.urgent)

    @property
    def is_forecast_unchanged(self) -> bool:
        ends = ("stance", "low", "high")
        same = all(alike(getattr(self.before, name), getattr(self.after, name)) for name in ends)
        return same and self.before.verdict == self.after.verdict

    @property
    def is_plan_unchanged(self) -> bool:
        odds = alike(self.before.plan, self.after.plan) and alike(self.before.route, self.after.route)
        return odds and self.before.path == self.after.path and self.before.target == self.after.target

    @property
    def is_unchanged(self) -> bool:
        """Nothing that is counted moved."""
        parts = (self.is_coverage_unchanged, self.is_forecast_unchanged, self.is_plan_unchanged)
        return all(parts) and not self.moved


def alike(one: float | None, other: float | None) -> bool:
    """The same as far as it is shown; unknown is alike only to unknown."""
    return one is other if one is None or other is None else round(one, _SHOWN) == round(other, _SHOWN)


def effects(before: Account, after: Account, *, decision: str, today: datetime.date) -> Effects:
    """What the changes from one account to the other did to a decision.

    Parameters
    ----------
    decision : id; where one of the accounts has no such decision, its numbers are None.
    today : the day on which both are looked at, so that nothing differs by age alone.

    Notes
    -----
    Cost: two times `standing`.
    """
    return compared(standing(before, decision=decision, today=today), standing(after, decision=decision, today=today))


def compared(before: Standing, after: Standing) -> Effects:
    """The same from numbers that are known already."""
    ids = dict.fromkeys([*before.stances, *after.stances])
    sides = (before.stances, after.stances, before.leverages, after.leverages)
    people = (Moved(id_, *(side.get(id_, math.nan) for side in sides)) for id_ in ids)
    moved = sorted((one for one in people if _way(one)), key=lambda one: (-_way(one), one.id))
    return Effects(before, after, tuple(moved))


def standing(account: Account, *, decision: str, today: datetime.date, whole: bool = True) -> Standing:
    """Where the account stands on a decision.

    whole : also the gaps and the plan, the costly part; without them score and forecast only.
    """
    known = next((one for one in account.decisions if one.id == decision), None)
    if known is None:
        return Standing()
    found: dict[str, object] = {}
    deciders = [id_ for id_ in (known.target, *known.committee) if id_]
    if deciders and all(id_ in account.present.positions for id_ in deciders):
        found |= _forecast(account, decision, today)
    if not whole:
        return Standing(**found | {"score": score(Context.of(account, decision=decision, today=today))})  # type: ignore[arg-type]
    found |= _coverage(account, decision, today)
    reachable = [id_ for id_ in deciders if id_ in account.present.positions]
    return Standing(**found | (_plan(account, decision, reachable[0]) if reachable else {}))  # type: ignore[arg-type]


def _coverage(account: Account, decision: str, today: datetime.date) -> dict[str, object]:
    covered = coverage(account, decision=decision, today=today)
    urgent = sum(gap.severity == "high" for gap in covered.gaps)
    return {"score": covered.score, "urgent": urgent, "gaps": tuple(dict.fromkeys(gap.rule for gap in covered.gaps))}


def _forecast(account: Account, decision: str, today: datetime.date) -> dict[str, object]:
    outlook = forecast(account, decision=decision, today=today)
    ids = outlook.people["id"].tolist()
    everybody = {
        f"{name}s": dict(zip(ids, outlook.people[name].tolist(), strict=True)) for name in ("stance", "leverage")
    }
    return {name: getattr(outlook, name) for name in ("stance", "low", "high", "verdict")} | everybody


def _plan(account: Account, decision: str, target: str) -> dict[str, object]:
    rated = account.rated_for(decision)
    best = routes(rated, target, k=1)
    found = plan(rated, target, meetings=MEETINGS)
    return {
        "target": target,
        "plan": found.value,
        "route": found.best_route,
        "path": best[0].path if best else (),
    }


def _way(one: Moved) -> float:
    """How far somebody's numbers moved, as far as it is shown; whoever was not there had no leverage."""
    was, now = (0.0 if math.isnan(value) else value for value in (one.leverage_before, one.leverage_after))
    stances = (one.stance_before, one.stance_after)
    leverage = abs(round(now, _SHOWN_LEVERAGE) - round(was, _SHOWN_LEVERAGE))
    return max(
        leverage, 0.0 if any(map(math.isnan, stances)) else abs(round(stances[1], _SHOWN) - round(stances[0], _SHOWN))
    )
