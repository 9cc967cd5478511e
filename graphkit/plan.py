"""What to try next, and next after each outcome, to reach one person within a budget of meetings (MODEL.md, Plan).

A state is who has been reached, which steps have failed and how many meetings are left. A step may be tried once, from
anybody reached; outcomes are independent. A policy names the step to try in each state, so its odds of success can be
computed exactly, whatever it is: as a decision tree, not by simulation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from itertools import islice
from typing import Any

import numpy as np

from graphkit.approach import Approach, approach
from graphkit.errors import GraphkitError
from graphkit.model import Account
from graphkit.reliability import TARGET, TEAM, Part, bits, part, relevant, reliability
from graphkit.routes import Step, best_routes, frontier, step

MOST_MEETINGS = 12
_EXACT_STEPS = 24
_EXACT_STATES = 200_000
_ROLLOUT_STATES = 40_000
_CHAINS = 40  # the best chains, whose union the rollout plans on
_SEEN_PER_CHAIN = 4  # chains looked at for one that fits the budget
_CLEARLY = 1 + 1e-12  # odds that differ by less are equal
_FOLDED_REACH = 0.01  # branches less likely than this are not spelled out


@dataclass(frozen=True)
class Node:
    """Try this step; if it works go on with `yes`, if not with `no`.

    value : the odds of reaching the target from here. meetings_left : before the step. reach : the odds that the
    meetings get here at all. yes, no : None where there is nothing left to try. reached : `yes` is the target itself.
    folded : too unlikely to be spelled out; what follows is left out, its value is not.
    """

    step: Step
    value: float
    meetings_left: int
    reach: float
    yes: Node | None
    no: Node | None
    reached: bool
    folded: bool

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
    by_meetings : the odds with 1, 2, ... meetings. ceiling : the odds if every step could be tried, between
    `ceiling_low` and `ceiling_high` (equal where exact). tree : None where nothing leads to the target in time.
    """

    target: str
    method: str
    best_route: float
    by_meetings: tuple[float, ...]
    ceiling: float
    ceiling_low: float
    ceiling_high: float
    tree: Node | None

    def as_dict(self) -> dict[str, Any]:
        return {
            "method": self.method,
            "best_route": self.best_route,
            "by_meetings": list(self.by_meetings),
            "ceiling": self.ceiling,
            "tree": self.tree.as_dict() if self.tree else None,
        }


def plan(account: Account, target: str, *, meetings: int = 6, allow_cold: bool = False) -> Plan:
    """What to do next, and after each outcome, to reach the target with the best odds.

    meetings : the budget, 1..12. allow_cold : let any member try any person he does not know.

    Raises
    ------
    GraphkitError : an unknown target, or a budget out of range.

    Notes
    -----
    Where at most 24 steps matter within the budget: exact, by dynamic programming over states. Beyond, one-step
    rollout: of all steps take the one after which replanning the best route after every outcome does best; on the
    union of the 40 best chains and the frontier. Rollout does at least as well as replanning, and that at least as
    well as the best single route within the budget.

    References
    ----------
    D. P. Bertsekas, D. A. Castanon (1999), Rollout algorithms for stochastic scheduling problems,
    doi:10.1023/A:1009634810396.
    P. Eyerich, T. Keller, M. Helmert (2010), High-quality policies for the Canadian traveler's problem, AAAI.
    """
    goal = account.position(target)
    if not 1 <= meetings <= MOST_MEETINGS:
        raise GraphkitError("bad_meetings", value=meetings, high=MOST_MEETINGS)
    network = approach(account, allow_cold=allow_cold)
    best = next(best_routes(account, target, allow_cold=allow_cold), None)
    ceiling = reliability(network, target)
    method, steps, policy = _policy(account, network, goal, meetings, allow_cold)
    odds = [policy(1 << TEAM, 0, left).odds for left in range(1, meetings + 1)]
    # a plan may stop early: with more meetings it is never worse
    budget = max(range(meetings), key=lambda i: (odds[i], -i)) + 1
    by_meetings = np.maximum.accumulate(odds).tolist()
    return Plan(
        target,
        method,
        best.probability if best else 0.0,
        tuple(by_meetings),
        ceiling.value,
        ceiling.low,
        ceiling.high,
        _tree(network, steps, policy, (1 << TEAM, 0, budget), 1.0),
    )


# -- policies ----------------------------------------------------------------------------------------------------------

State = tuple[int, int, int]  # masks of nodes reached and of steps failed; meetings left


@dataclass(frozen=True, slots=True)
class Outlook:
    """The step to try (-1: none), the odds of reaching the target, and the days it is expected to take."""

    step: int
    odds: float
    days: float


_DONE, _STUCK = Outlook(-1, 1.0, 0.0), Outlook(-1, 0.0, 0.0)


class TooManyStatesError(Exception):
    """A policy met more states than allowed."""


class Policy:
    """A rule that names the next step, and its exact outlook from every state that it meets."""

    def __init__(self, steps: Part, choose: Callable[[Policy, State], int], most_states: int) -> None:
        self.steps, self.choose, self.most_states = steps, choose, most_states
        self.known: dict[State, Outlook] = {}

    def __call__(self, reached: int, failed: int, left: int) -> Outlook:
        if reached >> TARGET & 1:
            return _DONE
        if not left:
            return _STUCK
        state = reached, failed & self.steps.open_steps(reached), left  # other failures do not matter any more
        if state not in self.known:
            if len(self.known) >= self.most_states:
                raise TooManyStatesError
            chosen = self.choose(self, state)
            self.known[state] = self.after(chosen, state) if chosen >= 0 else _STUCK
        return self.known[state]

    def after(self, chosen: int, state: State) -> Outlook:
        """The outlook when this step is tried now."""
        reached, failed, left = state
        p = self.steps.probability[chosen]
        yes = self(reached | 1 << self.steps.head[chosen], failed, left - 1)
        no = self(reached, failed | 1 << chosen, left - 1)
        odds = p * yes.odds + (1 - p) * no.odds
        return Outlook(chosen, odds, self.steps.days[chosen] + p * yes.days + (1 - p) * no.days)


def look_ahead(policy: Policy, state: State, judge: Policy | None = None) -> int:
    """The step with the best outlook: highest odds, then fewer days, then the first.

    judge : whose outlook after the step counts. Without one the policy's own: dynamic programming, so optimal.
    """
    reached, failed, left = state
    near = sum(policy.steps.near_target(reached, failed, left - 1))  # layers are disjoint
    best, chosen = (0.0, 0.0), -1
    for candidate in bits(policy.steps.open_steps(reached) & ~failed):
        if near >> policy.steps.head[candidate] & 1:
            outlook = (judge or policy).after(candidate, state)
            worth = (round(outlook.odds, 12), -round(outlook.days, 6))
            if outlook.odds > 0 and (chosen < 0 or worth > best):
                best, chosen = worth, candidate
    return chosen


def replan(policy: Policy, state: State) -> int:
    """The first step of the best chain that is left: most likely, then shortest, then first."""
    reached, failed, left = state
    into = policy.steps.into
    layer, best, chosen = {TARGET: 1.0}, 0.0, -1
    seen = dict(layer)
    for _ in range(left):
        longer: dict[int, float] = {}
        for node, odds in layer.items():
            for candidate, source, p in into[node]:
                value = p * odds
                if value <= best * _CLEARLY or failed >> candidate & 1:
                    continue  # odds only fall along a chain
                if reached >> source & 1:
                    best, chosen = value, candidate
                elif value > seen.get(source, 0.0):
                    seen[source] = longer[source] = value
        layer = longer
    return chosen


def rollout(steps: Part, most_states: int = _ROLLOUT_STATES) -> Policy:
    """One-step rollout over replanning the best chain."""
    base = Policy(steps, replan, most_states)
    return Policy(steps, lambda policy, state: look_ahead(policy, state, base), most_states)


def optimal(steps: Part, most_states: int = _EXACT_STATES) -> Policy:
    """The best there is, by dynamic programming."""
    return Policy(steps, look_ahead, most_states)


def _policy(
    account: Account, network: Approach, goal: int, meetings: int, allow_cold: bool
) -> tuple[str, Part, Policy]:
    """An optimal policy where few steps matter, else a good one; known for every budget up to `meetings`."""
    matter = relevant(network, goal, meetings=meetings)
    if len(matter) <= _EXACT_STEPS:
        steps = part(network, goal, matter.tolist())
        policy = optimal(steps)
        if _fits(policy, meetings):
            return "exact", steps, policy
    chains = _CHAINS
    while True:
        steps = part(network, goal, _union(account, network, goal, meetings, allow_cold, chains))
        policy = rollout(steps)
        if _fits(policy, meetings) or not chains:
            return "rollout", steps, policy
        chains -= 10


def _fits(policy: Policy, meetings: int) -> bool:
    try:
        for left in range(1, meetings + 1):
            policy(1 << TEAM, 0, left)
    except TooManyStatesError:
        return False
    return True


def _union(account: Account, network: Approach, goal: int, meetings: int, allow_cold: bool, chains: int) -> set[int]:
    """The steps of the best chains within the budget, and of the best chain for each number of meetings."""
    target = network.ids[goal]
    seen = islice(best_routes(account, target, allow_cold=allow_cold), chains * _SEEN_PER_CHAIN)
    fitting = islice((route for route in seen if route.meetings <= meetings), chains)
    best = [route for route in frontier(account, target, allow_cold=allow_cold) if route.meetings <= meetings]
    node = {id_: i for i, id_ in enumerate(network.ids)}
    return {network.step(node[s.source], node[s.target]) for route in [*best, *fitting] for s in route.steps}


# -- the tree ----------------------------------------------------------------------------------------------------------


def _tree(network: Approach, steps: Part, policy: Policy, state: State, reach: float) -> Node | None:
    """The policy from this state on, spelled out."""
    outlook = policy(*state)
    if outlook.step < 0:
        return None
    reached, failed, left = state
    chosen, p = outlook.step, steps.probability[outlook.step]
    node = Node(
        step(network, steps.steps[chosen]),
        outlook.odds,
        left,
        reach,
        None,
        None,
        reached=steps.head[chosen] == TARGET,
        folded=reach < _FOLDED_REACH,
    )
    if node.folded:
        return node
    yes = reached | 1 << steps.head[chosen], failed, left - 1
    no = reached, failed | 1 << chosen, left - 1
    return replace(
        node,
        yes=_tree(network, steps, policy, yes, reach * p),
        no=_tree(network, steps, policy, no, reach * (1 - p)),
    )
