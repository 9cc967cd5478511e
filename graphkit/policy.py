"""Which step to try next, and what may then be expected (MODEL.md, Plan).

What has happened matters only in so far as it leaves a situation: the steps that may still lead to the target (`alive`)
and those of them that can be tried now (`ready`), as masks. A policy names the step to try in each situation, with what
is left of the budget. Its odds and days are computed exactly, whatever it is: as a decision tree, not by simulation.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from heapq import heappop, heappush
from typing import NamedTuple

from graphkit.reliability import TARGET, TEAM, Part, bits

MOST_STATES = 200_000
_WIDE, _NARROW = 3, 2  # steps weighed in each situation where not all can be
_WIDE_UP_TO = 3  # meetings left

Situation = tuple[int, int]  # alive, ready
Candidates = Callable[[Situation, int], list[int]]


class Outlook(NamedTuple):
    """The step to try (-1: none), the odds of reaching the target and the days that it takes or fails in.

    runner_up : the next best step of those weighed (-1: none), and what could be expected of it.
    """

    step: int = -1
    odds: float = 0.0
    days: float = 0.0
    runner_up: int = -1
    runner_up_odds: float = 0.0
    runner_up_days: float = 0.0


_DONE, _STUCK = Outlook(odds=1.0), Outlook()


class TooManyStatesError(Exception):
    """A policy met more states than allowed."""


class Policy:
    """A rule that names the next step, and its exact outlook from every state that it meets.

    candidates : the steps to weigh in a situation; of them the one with the highest odds is tried, then with the fewest
    expected days, then the first. price : what each step takes of the budget; one meeting if not given.
    """

    def __init__(
        self, steps: Part, candidates: Candidates, *, price: Sequence[int] = (), most_states: int = MOST_STATES
    ) -> None:
        self.steps, self.candidates, self.most_states = steps, candidates, most_states
        self.price = price or (1,) * len(steps.steps)
        self.cheapest = min(self.price, default=1)
        self.known: dict[tuple[Situation, int], Outlook] = {}
        self.moves: dict[tuple[Situation, int], tuple[Situation | None, Situation]] = {}

    def __call__(self, reached: int, failed: int, left: int) -> Outlook:
        """The outlook with these people reached (the team among them) and these steps failed."""
        return _DONE if reached >> TARGET & 1 else self.outlook(situation(self.steps, reached, failed), left)

    def outlook(self, now: Situation | None, left: int) -> Outlook:
        """The outlook from a situation, None being that the target is reached."""
        if now is None:
            return _DONE
        if left < 2 * self.cheapest:
            return self._final(now[1], left)
        known = self.known.get((now, left))
        if known is None:
            if len(self.known) >= self.most_states:
                raise TooManyStatesError
            known = self.known[now, left] = self._weigh(now, left)
        return known

    def _weigh(self, now: Situation, left: int) -> Outlook:
        best = second = (0.0, 0.0, -1)
        for candidate in self.candidates(now, left):
            odds, days = self.after(candidate, now, left)
            if odds > 0 and (best[2] < 0 or _better(odds, days, best)):
                best, second = (odds, days, candidate), best
            elif odds > 0 and (second[2] < 0 or _better(odds, days, second)):
                second = (odds, days, candidate)
        return Outlook(best[2], best[0], best[1], second[2], second[0], second[1])

    def _final(self, ready: int, left: int) -> Outlook:
        """The outlook where the budget allows for one more step."""
        best, second = -1, -1
        for step in bits(ready & self.steps.entering[TARGET]):
            if self.price[step] <= left:
                if best < 0 or self._first(step) > self._first(best):
                    best, second = step, best
                elif second < 0 or self._first(step) > self._first(second):
                    second = step
        if best < 0:
            return _STUCK
        p, days = self.steps.probability, self.steps.days
        runner_up = (second, p[second], days[second]) if second >= 0 else ()
        return Outlook(best, p[best], days[best], *runner_up)

    def _first(self, step: int) -> tuple[float, float]:
        return self.steps.probability[step], -self.steps.days[step]

    def after(self, chosen: int, now: Situation, left: int) -> tuple[float, float]:
        """The odds, and the days expected, when this step is tried now."""
        p, rest = self.steps.probability[chosen], left - self.price[chosen]
        if rest < 2 * self.cheapest:  # only steps to the target itself matter any more
            (alive, ready), head = now, self.steps.head[chosen]
            yes = _DONE if head == TARGET else self._final(ready | alive & self.steps.leaving[head], rest)
            no = self._final(ready & ~(1 << chosen), rest)
        else:
            works, fails = self.move(chosen, now)
            yes, no = self.outlook(works, rest), self.outlook(fails, rest)
        return p * yes.odds + (1 - p) * no.odds, self.steps.days[chosen] + p * yes.days + (1 - p) * no.days

    def move(self, chosen: int, now: Situation) -> tuple[Situation | None, Situation]:
        """The situation after the step has worked (None: the target is reached), and after it has failed."""
        moved = self.moves.get((now, chosen))
        if moved is None:
            moved = self.moves[now, chosen] = worked(self.steps, now, chosen), refused(self.steps, now, chosen)
        return moved


def _better(odds: float, days: float, than: tuple[float, float, int]) -> bool:
    """Higher odds, or the same odds in fewer days; differences of rounding are none."""
    if abs(odds - than[0]) > 1e-12:
        return odds > than[0]
    return days < than[1] - 1e-9


def optimal(steps: Part, *, price: Sequence[int] = (), most_states: int = MOST_STATES) -> Policy:
    """The best there is: dynamic programming over every step that can still lead to the target in time."""
    prices = price or (1,) * len(steps.steps)
    known: dict[Situation, list[tuple[int, int]]] = {}

    def candidates(now: Situation, left: int) -> list[int]:
        if now not in known:
            known[now] = _needs(steps, prices, now)
        return [step for need, step in known[now] if need <= left]

    return Policy(steps, candidates, price=prices, most_states=most_states)


def rollout(steps: Part, *, price: Sequence[int] = (), width: int = 0, most_states: int = MOST_STATES) -> Policy:
    """A good policy: of the few steps that begin the most likely chains, the one with the best outlook.

    width : how many steps are weighed; 0 is 3, and 2 while more than 3 meetings may be left. With 1 it is the policy
    that plans the best chain anew after every outcome; each further step weighed can only add to that policy's odds.
    """
    prices = price or (1,) * len(steps.steps)
    cheapest = min(prices, default=1)

    def candidates(now: Situation, left: int) -> list[int]:
        wide = width or (_WIDE if left < (_WIDE_UP_TO + 1) * cheapest else _NARROW)
        return _likeliest(steps, prices, now, left, wide)

    return Policy(steps, candidates, price=prices, most_states=most_states)


def _needs(steps: Part, price: Sequence[int], now: Situation) -> list[tuple[int, int]]:
    """The steps that can be tried, each with what it and the cheapest way on from it take of the budget."""
    alive, ready = now
    needs = {}
    least: dict[int, int] = {}
    waiting = [(0, TARGET)]
    while waiting:
        spent, node = heappop(waiting)
        if node in least:
            continue
        least[node] = spent
        for step in bits(steps.entering[node] & alive):
            if ready >> step & 1:
                needs[step] = spent + price[step]
            elif steps.tail[step] not in least:
                heappush(waiting, (spent + price[step], steps.tail[step]))
    return sorted((need, step) for step, need in needs.items())


def _likeliest(steps: Part, price: Sequence[int], now: Situation, left: int, most: int) -> list[int]:
    """The first steps of the most likely chains within the budget, best first."""
    alive, ready = now
    found: list[int] = []
    least: dict[int, int] = {}  # spent from a node to the target: a less likely way has to be cheaper
    waiting = [(-1.0, 0, TARGET, -1)]
    while waiting and len(found) < most:
        odds, spent, node, first = heappop(waiting)
        if first >= 0:
            if first not in found:
                found.append(first)
        elif spent < least.get(node, math.inf):
            least[node] = spent
            for step, tail, p in steps.into[node]:
                total = spent + price[step]
                if alive >> step & 1 and total <= left:
                    begins = ready >> step & 1
                    heappush(waiting, (odds * p, total, TEAM, step) if begins else (odds * p, total, tail, -1))
    return found


def cooled(
    policy: Policy, start: Situation, budget: int, units: tuple[str, ...], cold: Counter[str], cooler: float
) -> float:
    """The odds of the same policy where each refusal multiplies later odds in the same unit by 1 - cooler."""
    steps = policy.steps

    @cache
    def value(now: Situation | None, left: int, refusals: tuple[str, ...]) -> float:
        outlook = policy.outlook(now, left)
        if outlook.step < 0:
            return outlook.odds
        unit, rest = units[outlook.step], left - policy.price[outlook.step]
        warm = (1 - cooler) ** (refusals.count(unit) + cold[unit]) if unit else 1.0
        p = steps.probability[outlook.step] * warm
        works, fails = policy.move(outlook.step, now or (0, 0))
        colder = tuple(sorted((*refusals, unit))) if unit else refusals
        return p * value(works, rest, refusals) + (1 - p) * value(fails, rest, colder)

    return value(start, budget, ()) if cooler else policy.outlook(start, budget).odds


# -- situations --------------------------------------------------------------------------------------------------------


def situation(steps: Part, reached: int, failed: int) -> Situation:
    """What is left to try with these people reached and these steps failed."""
    leaving = entering = 0
    for node in bits(reached):
        leaving |= steps.leaving[node]
        entering |= steps.entering[node]
    alive = (1 << len(steps.steps)) - 1 & ~entering & ~failed
    return _onward(steps, *_leading(steps, alive, leaving & alive))


def worked(steps: Part, now: Situation, step: int) -> Situation | None:
    """The situation after the step has brought us to its person; None where that is the target."""
    head, (alive, ready) = steps.head[step], now
    if head == TARGET:
        return None
    left = alive & ~steps.entering[head]
    after = left, (ready | steps.leaving[head]) & left
    # ways that led on only through this person are of no use any more
    return _leading(steps, *after) if alive & ~ready & steps.entering[head] else after


def refused(steps: Part, now: Situation, step: int) -> Situation:
    """The situation after the step has failed."""
    alive, ready = now[0] & ~(1 << step), now[1] & ~(1 << step)
    # ways on from this person are of no use unless there is another way to him
    return (alive, ready) if ready & steps.entering[steps.head[step]] else _onward(steps, alive, ready)


def _leading(steps: Part, alive: int, ready: int) -> Situation:
    """Without the steps that do not lead on to the target."""
    useful, seen, waiting = 0, 1 << TARGET, [TARGET]
    while waiting:
        entering = steps.entering[waiting.pop()] & alive
        useful |= entering
        for step in bits(entering & ~ready):
            tail = steps.tail[step]
            if not seen >> tail & 1:
                seen |= 1 << tail
                waiting.append(tail)
    return useful, ready & useful


def _onward(steps: Part, alive: int, ready: int) -> Situation:
    """Without the steps that cannot be reached."""
    useful = waiting = ready
    while waiting:
        following = 0
        for step in bits(waiting):
            following |= steps.leaving[steps.head[step]]
        waiting = following & alive & ~useful
        useful |= waiting
    return useful, ready
