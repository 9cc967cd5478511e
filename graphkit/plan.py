"""What to try next, and next after each outcome, to reach one person within a budget (MODEL.md, Plan).

The network is cut to the steps that matter (`graphkit.scope`), a policy (`graphkit.policy`) is found on them, and the
policy is spelled out as a tree: try this; if it works go on here, if not there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from graphkit.approach import DAY, Approach, approach
from graphkit.budget import Budget
from graphkit.errors import GraphkitError
from graphkit.model import Account
from graphkit.policy import Outlook, Policy, Situation, TooManyStatesError, cooled, optimal, rollout, situation
from graphkit.reliability import TEAM, Part, part, relevant, reliability
from graphkit.routes import Step, route, step
from graphkit.scope import best_path, fewest_days, from_here, likely

SAME_ODDS = 0.0005  # an advantage below it is nothing to choose a step by
_EXACT_STEPS = 24
_ROLLOUT_STATES = 30_000
_LIKELY_STEPS = 50  # those on the most likely ways, on which the rollout plans
_ROLLOUTS = ((_LIKELY_STEPS, 0), (_LIKELY_STEPS, 1), (20, 1), (0, 1))  # steps and width, until one is small enough
_FOLDED_REACH = 0.01  # branches less likely than this are not spelled out

Tried = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Node:
    """Try this step; if it works go on with `yes`, if not with `no`.

    value : the odds of reaching the target from here; days : the days expected until it is reached or given up.
    meetings_left, days_left : of the budget, before the step; None where the other one is the budget.
    reach : the odds that the meetings get here at all. yes, no : None where there is nothing left to try.
    reached : `yes` is the target itself. folded : too unlikely to be spelled out; what follows is left out, its value
    is not. runner_up : the next best step; None where no other was worth weighing. advantage : by how much the odds are
    better than with the runner-up, days_saved : by how many expected days.
    """

    step: Step
    value: float
    meetings_left: int | None
    reach: float
    yes: Node | None
    no: Node | None
    reached: bool
    folded: bool
    days: float
    days_left: float | None
    runner_up: Step | None
    advantage: float
    days_saved: float

    def as_dict(self) -> dict[str, Any]:
        return {
            "step": asdict(self.step),
            "value": self.value,
            "meetings_left": self.meetings_left,
            "reach": self.reach,
            "reached": self.reached,
            "folded": self.folded,
            "yes": self.yes.as_dict() if self.yes else None,
            "no": self.no.as_dict() if self.no else None,
        }


@dataclass(frozen=True)
class Plan:
    """The odds of reaching the target when every outcome decides what to try next.

    method : "exact" (no plan does better within the budget) or "rollout" (a good plan; see `ceiling`).
    best_route : the odds of the single best route, of any length; 0 where there is none.
    by_meetings : the odds with 1, 2, ... meetings; empty where days are the budget.
    by_days : (days, odds) every five days up to the budget; None where meetings are the budget.
    value : the odds within the whole budget. expected_days : until the target is reached or the plan gives up.
    value_if_cooler : the odds of this very plan if refusals made others of the same unit cooler; see `plan`.
    ceiling : the odds if every step could be tried, between `ceiling_low` and `ceiling_high` (equal where exact).
    tree : None where nothing leads to the target in time, and where it is reached already.
    """

    target: str
    method: str
    best_route: float
    by_meetings: tuple[float, ...]
    by_days: tuple[tuple[float, float], ...] | None
    value: float
    expected_days: float
    value_if_cooler: float
    ceiling: float
    ceiling_low: float
    ceiling_high: float
    tree: Node | None

    def as_dict(self) -> dict[str, Any]:
        found = {
            "method": self.method,
            "best_route": self.best_route,
            "by_meetings": list(self.by_meetings),
            "ceiling": self.ceiling,
            "tree": self.tree.as_dict() if self.tree else None,
        }
        return found if self.by_days is None else found | {"by_days": [list(point) for point in self.by_days]}


def plan(
    account: Account,
    target: str,
    *,
    meetings: int = 6,
    days: float | None = None,
    allow_cold: bool = False,
    done: Tried = (),
    failed: Tried = (),
    cooler: float = 0.0,
) -> Plan:
    """What to do next, and after each outcome, to reach the target with the best odds.

    meetings : the budget, 1..12. days : the budget in days instead, up to 180; a step takes its days of it.
    allow_cold : let any member try any person he does not know.
    done, failed : steps (source, target) tried before, that worked or did not. Whoever a step that worked led to is
        reached, whether or not the account holds such a step; the budget is what is left of it.
    cooler : 0..1, only for `value_if_cooler`. Outcomes are taken as independent; what if they are not, and every
        refusal by somebody multiplies the odds of later steps to people of the same unit by 1 - cooler? The plan stays
        as it is, so this is what it keeps, not the best that could be done. A blank unit is none.

    Raises
    ------
    GraphkitError : an unknown id, a budget or `cooler` out of range.

    Notes
    -----
    Among plans of equal odds the one with fewer expected days. Where at most 24 steps matter within the budget: exact,
    by dynamic programming over situations. Beyond, a rollout with pruned lookahead: on the 50 steps of the most likely
    ways, weigh in every situation the first steps of the two or three most likely chains, each to the end. On these
    steps that does at least as well as planning the best chain anew after every outcome, and so, with a budget of
    meetings, at least as well as the best single route within it.

    References
    ----------
    D. P. Bertsekas, D. A. Castanon (1999), Rollout algorithms for stochastic scheduling problems,
    doi:10.1023/A:1009634810396.
    P. Eyerich, T. Keller, M. Helmert (2010), High-quality policies for the Canadian traveler's problem, AAAI.
    """
    goal = account.position(target)
    budget = Budget.of(meetings, days)
    if not 0 <= cooler <= 1:
        raise GraphkitError("bad_cooler", value=cooler)
    tried, refused = list(done), list(failed)
    network = approach(account, allow_cold=allow_cold)
    if tried or refused:
        network = from_here(network, tried, refused)
    if target in {met for _, met in tried}:
        return _reached(target, budget)
    path = best_path(network, goal)
    ceiling = reliability(network, target)
    method, policies = _policies(network, goal, budget)
    # a plan may stop early: with more to spend it is never worse
    outlooks = [(outlook, i, policy) for policy in policies for i, outlook in enumerate(_outlooks(policy, budget))]
    best, last, policy = max(outlooks, key=lambda each: (round(each[0].odds, 12), -round(each[0].days, 6), -each[1]))
    curve = [max(outlook.odds for outlook, spent, _ in outlooks if spent <= i) for i in range(len(budget.curve))]
    start, units = situation(policy.steps, 1 << TEAM, 0), _units(account, network, policy.steps)
    left = budget.curve[last]
    return Plan(
        target=target,
        method=method,
        best_route=route(network, path).probability if path else 0.0,
        by_meetings=() if budget.by_days else tuple(curve),
        by_days=budget.points(curve) if budget.by_days else None,
        value=best.odds,
        expected_days=best.days,
        value_if_cooler=cooled(policy, start, left, units, _cold(account, refused), cooler),
        ceiling=ceiling.value,
        ceiling_low=ceiling.low,
        ceiling_high=ceiling.high,
        tree=_tree(_Drawing(network, policy, budget), start, left, 1.0),
    )


def _reached(target: str, budget: Budget) -> Plan:
    """The plan of those who are there already."""
    sure = [1.0] * len(budget.curve)
    by_meetings, by_days = ((), budget.points(sure)) if budget.by_days else (tuple(sure), None)
    return Plan(target, "exact", 1.0, by_meetings, by_days, 1.0, 0.0, 1.0, 1.0, 1.0, 1.0, None)


# -- the policy --------------------------------------------------------------------------------------------------------


def _policies(network: Approach, goal: int, budget: Budget) -> tuple[str, list[Policy]]:
    """An optimal policy where few steps matter, else good ones, each simpler than the one before.

    The last one is small enough for the whole budget; that one before it may do better with less is possible.
    """
    keep = relevant(network, goal, **budget.limit)
    if len(keep) <= _EXACT_STEPS:
        policy = _on(network, goal, keep, budget, optimal)
        if len(_outlooks(policy, budget)) == len(budget.curve):
            return "exact", [policy]
    quick = fewest_days(network, goal, keep) if budget.by_days else keep[:0]
    found = []
    for most, width in _ROLLOUTS:
        steps = np.union1d(quick, likely(network, goal, keep, meetings=budget.most_meetings, most=most))
        policy = _on(network, goal, steps, budget, partial(rollout, width=width, most_states=_ROLLOUT_STATES))
        found.append(policy)
        if len(_outlooks(policy, budget)) == len(budget.curve):
            return "rollout", found
    return "rollout", [*found, _on(network, goal, quick, budget, rollout)]  # a single chain


def _outlooks(policy: Policy, budget: Budget) -> list[Outlook]:
    """What may be expected with each budget of the curve, as far as the policy is small enough."""
    found = []
    try:
        for left in budget.curve:
            found.append(policy(1 << TEAM, 0, left))
    except TooManyStatesError:
        pass
    return found


def _on(
    network: Approach, goal: int, positions: npt.NDArray[np.int64], budget: Budget, make: Callable[..., Policy]
) -> Policy:
    steps = part(network, goal, positions.tolist())
    return make(steps, price=budget.price(steps))


# -- what if refusals cool others down ---------------------------------------------------------------------------------


def _units(account: Account, network: Approach, steps: Part) -> tuple[str, ...]:
    """The unit of the person that each step asks for a meeting."""
    units = account.people["unit"].tolist()
    return tuple(units[network.target[position]] for position in steps.steps)


def _cold(account: Account, refused: Iterable[tuple[str, str]]) -> Counter[str]:
    """How many have refused us so far, by unit."""
    return Counter(account.person(target).unit for _, target in refused)


# -- the tree ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Drawing:
    """What a tree is drawn from."""

    network: Approach
    policy: Policy
    budget: Budget

    def step(self, chosen: int) -> Step:
        return step(self.network, self.policy.steps.steps[chosen])


def _tree(of: _Drawing, now: Situation | None, left: int, reach: float) -> Node | None:
    """The policy from this situation on, spelled out."""
    outlook = of.policy.outlook(now, left)
    if outlook.step < 0 or now is None:
        return None
    chosen, p = outlook.step, of.policy.steps.probability[outlook.step]
    second = outlook.runner_up >= 0
    works, fails = of.policy.move(chosen, now)
    node = Node(
        step=of.step(chosen),
        value=outlook.odds,
        meetings_left=None if of.budget.by_days else left,
        reach=reach,
        yes=None,
        no=None,
        reached=works is None,
        folded=reach < _FOLDED_REACH,
        days=outlook.days,
        days_left=left / DAY if of.budget.by_days else None,
        runner_up=of.step(outlook.runner_up) if second else None,
        advantage=outlook.odds - outlook.runner_up_odds if second else outlook.odds,
        days_saved=outlook.runner_up_days - outlook.days if second else 0.0,
    )
    if node.folded:
        return node
    rest = left - of.policy.price[chosen]
    return replace(node, yes=_tree(of, works, rest, reach * p), no=_tree(of, fails, rest, reach * (1 - p)))
