"""The odds that the target can be reached at all, if every step were tried: two-terminal reliability.

No plan can do better, however many meetings it may take; it is the ceiling that a plan is shown against. The part of
the network that matters (`Part`) serves the plan too.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from graphkit.approach import Approach
from graphkit.errors import unknown
from graphkit.graph import Floats

TEAM, TARGET = 0, 1  # the first two nodes of every part
_MOST_STATES = 20_000  # of the exact method
_EXACT_STEPS = 40
_TRIMMED_STEPS = 1_000  # up to here steps that only lead round in a circle are looked for
_WORDS, _MOST_WORDS = 2**17, 256  # 64 sampled worlds per word and step
_INSTANT = 0.01  # days: what is over by less is rounding
_BITS = 16  # of a probability, in sampling: an error of 2**-17 is far below the interval
_Z95 = 1.959963984540054  # 97.5 % quantile of the normal distribution


@dataclass(frozen=True)
class Reliability:
    """The odds that at least one way to the target is open, between `low` and `high` (equal where exact).

    method : "exact", or "sampled": the share among random worlds, with its 95 % Wilson interval.
    """

    value: float
    low: float
    high: float
    method: str


@dataclass(frozen=True, eq=False)
class Part:
    """A few steps between our team (node 0), the target (node 1) and people, in masks: bit i is node i or step i.

    steps : their positions in the network. tail, head : nodes. leaving, entering : mask of steps at each node.
    """

    steps: tuple[int, ...]
    tail: tuple[int, ...]
    head: tuple[int, ...]
    probability: tuple[float, ...]
    days: tuple[float, ...]
    leaving: tuple[int, ...]
    entering: tuple[int, ...]

    @cached_property
    def into(self) -> list[list[tuple[int, int, float]]]:
        """For each node the steps into it, as (step, tail, probability)."""
        return [[(i, self.tail[i], self.probability[i]) for i in bits(mask)] for mask in self.entering]

    def open_steps(self, reached: int) -> int:
        """The steps that lead from somebody reached to somebody who is not."""
        leaving = entering = 0
        for node in bits(reached):
            leaving |= self.leaving[node]
            entering |= self.entering[node]
        return leaving & ~entering

    def near_target(self, reached: int, failed: int, most: int) -> list[int]:
        """Nodes from which at most so many steps, none failed, lead to the target past the people reached; by layer."""
        layers = [1 << TARGET]
        seen = reached | layers[0]
        while len(layers) <= most and layers[-1]:
            layer = 0
            for node in bits(layers[-1]):
                for step in bits(self.entering[node] & ~failed):
                    layer |= 1 << self.tail[step]
            layers.append(layer & ~seen)
            seen |= layer
        return layers


def bits(mask: int) -> Iterable[int]:
    """Positions of the ones, lowest first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def part(network: Approach, goal: int, steps: Iterable[int]) -> Part:
    """These steps of the network, numbered in their order; all members of ours are one node."""
    chosen = sorted(set(steps))
    node = {goal: TARGET}
    tail, head = [], []
    for source, target in zip(network.source[chosen].tolist(), network.target[chosen].tolist(), strict=True):
        tail.append(TEAM if source >= network.people else node.setdefault(source, len(node) + 1))
        head.append(node.setdefault(target, len(node) + 1))
    leaving, entering = [0] * (len(node) + 1), [0] * (len(node) + 1)
    for i, (source, target) in enumerate(zip(tail, head, strict=True)):
        leaving[source] |= 1 << i
        entering[target] |= 1 << i
    probability, days = network.probability[chosen].tolist(), network.days[chosen].tolist()
    return Part(
        tuple(chosen), tuple(tail), tuple(head), tuple(probability), tuple(days), tuple(leaving), tuple(entering)
    )


def relevant(
    network: Approach, goal: int, *, meetings: float = math.inf, days: float = math.inf
) -> npt.NDArray[np.int64]:
    """Positions of the steps that may lie on a way from our team to the target within so many meetings and days.

    Left out: what cannot be reached, what does not lead on to the target, what takes too long; and, where few enough
    steps remain to look, steps that only lead round in a circle: every way on from their head comes back
    through their tail, or every way to their tail already passes their head.
    """
    keep = np.flatnonzero(network.source != goal)
    while len(keep):
        needed = _shortest(network, goal, keep, np.ones(len(network.days)))
        keep = keep[np.isfinite(needed) & (needed <= meetings)]
        if days < math.inf:
            keep = keep[_shortest(network, goal, keep, network.days) <= days + _INSTANT]
        if len(keep) > _TRIMMED_STEPS:
            break
        size = len(keep)
        keep = keep[_leads_on(part(network, goal, keep))]
        if len(keep) == size:
            break
    return keep


def _shortest(network: Approach, goal: int, keep: npt.NDArray[np.int64], length: Floats) -> Floats:
    """For each of these steps the length of the shortest way over it; inf where there is none."""
    source, target = network.source[keep], network.target[keep]
    shape = (len(network.ids), len(network.ids))
    graph = csr_array((length[keep], (source, target)), shape=shape)
    starts = np.arange(network.people, len(network.ids))
    begin: Floats = np.full(len(network.ids), np.inf)
    if len(starts):
        begin = dijkstra(graph, indices=starts, min_only=True)
    end = dijkstra(csr_array(graph.T), indices=[goal])[0]
    total: Floats = begin[source] + length[keep] + end[target]
    return total


def _leads_on(steps: Part) -> npt.NDArray[np.bool_]:
    """Which steps do not only lead round in a circle, by dominators both ways."""
    forward = list(zip(steps.tail, steps.head, strict=True))
    before, after = _dominators(forward, TEAM), _dominators([(v, u) for u, v in forward], TARGET)
    return np.array([not (before[u] >> v & 1 or after[v] >> u & 1) for u, v in forward], np.bool_)


def _dominators(steps: list[tuple[int, int]], root: int) -> dict[int, int]:
    """Whom every way from the root to a node passes, as a mask; the root leads to every node."""
    into: dict[int, list[int]] = {root: []}
    onward: dict[int, list[int]] = {}
    for u, v in steps:
        into.setdefault(v, []).append(u)
        onward.setdefault(u, []).append(v)
    passed, order = {root: 1 << root}, [root]
    for node in order:
        for following in onward.get(node, ()):
            if following not in passed:
                passed[following] = -1  # everybody, until known better
                order.append(following)
    settled = False
    while not settled:
        settled = True
        for node in order[1:]:
            every = -1
            for u in into[node]:
                every &= passed[u]
            if every | 1 << node != passed[node]:
                passed[node], settled = every | 1 << node, False
    return passed


@lru_cache(maxsize=16)
def reliability(network: Approach, target: str, *, seed: int = 0) -> Reliability:
    """The odds that the target can be reached at all, if everybody tried everything.

    network : from `graphkit.routes.approach`. target : id of a person. seed : of the sampled worlds.

    Notes
    -----
    The problem is #P-complete (Valiant 1979). Up to 40 relevant steps it is solved exactly, by factoring on a step that
    leaves the people reached, as long as that takes no more than 20,000 states; otherwise by sampling up to 16,384
    worlds, in each of which every step works or fails.

    References
    ----------
    L. G. Valiant (1979), The complexity of enumeration and reliability problems, doi:10.1137/0208032.
    E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference, doi:10.2307/2276774.
    """
    people = network.ids[: network.people]
    if target not in people:
        raise unknown("unknown_person", target, people, count=len(people))
    goal = people.index(target)
    steps = relevant(network, goal)
    if not len(steps):
        return Reliability(0.0, 0.0, 0.0, "exact")
    value = _factored(part(network, goal, steps)) if len(steps) <= _EXACT_STEPS else None
    return Reliability(value, value, value, "exact") if value is not None else _sampled(network, goal, steps, seed)


def _factored(steps: Part) -> float | None:
    """Exact by factoring; None where it would take too many states."""
    known: dict[tuple[int, int], float] = {}

    def odds(reached: int, failed: int) -> float:
        if reached >> TARGET & 1:
            return 1.0
        ahead = steps.open_steps(reached)
        state = reached, failed & ahead
        if state not in known:
            if len(known) > _MOST_STATES:
                raise _TooManyError
            known[state] = split(reached, failed & ahead, ahead & ~failed)
        return known[state]

    def split(reached: int, failed: int, choices: int) -> float:
        for layer in steps.near_target(reached, failed, len(steps.leaving)):
            for step in bits(choices):
                if layer >> steps.head[step] & 1:  # the nearest to the target leaves the fewest states
                    p = steps.probability[step]
                    works = odds(reached | 1 << steps.head[step], failed)
                    return p * works + (1 - p) * odds(reached, failed | 1 << step)
        return 0.0

    try:
        return odds(1 << TEAM, 0)
    except _TooManyError:
        return None


class _TooManyError(Exception):
    """Too many states for the exact method."""


def _sampled(network: Approach, goal: int, steps: npt.NDArray[np.int64], seed: int) -> Reliability:
    """The share of random worlds in which the target is reached; 64 worlds to a word."""
    steps = steps[np.argsort(network.target[steps], kind="stable")]
    source, target = network.source[steps], network.target[steps]
    words = int(np.clip(_WORDS // len(steps), 1, _MOST_WORDS))
    works = _worlds(network.probability[steps], words, np.random.default_rng(seed))
    nodes, begins = np.unique(target, return_index=True)
    reached = np.zeros((len(network.ids), words), np.uint64)
    reached[network.people :] = ~np.uint64(0)
    while True:
        now = np.bitwise_or.reduceat(reached[source] & works, begins, axis=0) | reached[nodes]
        if np.array_equal(now, reached[nodes]):
            break
        reached[nodes] = now
    worlds = 64 * words
    hits = int(np.bitwise_count(reached[goal]).sum())
    return Reliability(hits / worlds, *wilson(hits, worlds), "sampled")


def _worlds(probability: Floats, words: int, random: np.random.Generator) -> npt.NDArray[np.uint64]:
    """Bits that are one with these probabilities: each binary digit of p halves the odds anew. Shape (m, words)."""
    digits = np.rint(probability * 2.0**_BITS).astype(np.uint64)[:, None]
    works = np.zeros((len(probability), words), np.uint64)
    for digit in range(_BITS):
        coin = random.integers(0, 2**64, works.shape, np.uint64)
        flip = np.where(digits >> np.uint64(digit) & np.uint64(1) == 1, ~np.uint64(0), np.uint64(0))
        works = (works ^ flip) & coin ^ flip  # works | ~coin where the digit is one, else works & coin
    works[digits[:, 0] >> np.uint64(_BITS) > 0] = ~np.uint64(0)
    return works


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """The 95 % interval of a share: it stays in 0..1 and has a width even where all or none hit.

    Examples
    --------
    >>> low, high = wilson(5, 10)
    >>> round(low, 3), round(high, 3)
    (0.237, 0.763)
    """
    share, spread = hits / trials, _Z95**2 / trials
    centre = share + spread / 2
    half = _Z95 * math.sqrt(share * (1 - share) / trials + spread / (4 * trials))
    return max(0.0, (centre - half) / (1 + spread)), min(1.0, (centre + half) / (1 + spread))
