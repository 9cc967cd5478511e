"""The part of the network that a plan looks at: from whoever is reached by now, the steps on the most likely ways."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from graphkit.approach import Approach
from graphkit.errors import unknown
from graphkit.graph import Floats
from graphkit.search import loopless_paths

_ALIKE = 1 - 1e-12  # odds that differ by less are equal

Positions = npt.NDArray[np.int64]
Pairs = list[tuple[str, str]]


def from_here(network: Approach, done: Pairs, failed: Pairs) -> Approach:
    """What is left of the network after these steps (source, target) have worked or failed.

    Whoever has been reached stands among our members from now on, under the same id: we may begin with the people he
    introduces us to, and nobody needs to lead to him any more.
    """
    for by, _ in done:
        _nodes(network, by)
    reached = np.array(sorted({_person(network, met) for _, met in done}), np.int64)
    node = np.arange(len(network.ids))
    node[reached] = len(network.ids) + np.arange(len(reached))
    barred = {(u, _person(network, met)) for by, met in failed for u in _nodes(network, by)}
    pairs = zip(network.source.tolist(), network.target.tolist(), strict=True)
    keep = ~np.isin(network.target, reached) & np.array([pair not in barred for pair in pairs], np.bool_)
    source = node[network.source].astype(np.int32)
    order = np.flatnonzero(keep)
    order = order[np.lexsort((network.target[order], source[order]))]
    return Approach(
        (*network.ids, *(network.ids[u] for u in reached)),
        network.people,
        source[order],
        network.target[order],
        network.kind[order],
        network.probability[order],
        network.days[order],
    )


def _person(network: Approach, id_: str) -> int:
    try:
        return network.ids.index(id_, 0, network.people)
    except ValueError:
        raise unknown("unknown_person", id_, network.ids[: network.people], count=network.people) from None


def _nodes(network: Approach, id_: str) -> list[int]:
    """Whoever has this id: a person, a member, or one of each."""
    found = [node for node, known in enumerate(network.ids) if known == id_]
    return found or [_person(network, id_)]


def best_path(network: Approach, goal: int) -> tuple[int, ...]:
    """The nodes of the most likely way from any of us to the target; empty where there is none."""
    return next(loopless_paths(network, goal, list(range(network.people, len(network.ids)))), ())


def fewest_days(network: Approach, goal: int, keep: Positions) -> Positions:
    """The steps, of those to keep, on a way to the target that takes the fewest days."""
    source, target, days = network.source[keep], network.target[keep], network.days[keep]
    shape = (len(network.ids), len(network.ids))
    # a little per step, so that steps of no days are steps still
    backward = csr_array((days + 1e-6, (target, source)), shape=shape)
    left, onward = dijkstra(backward, indices=np.array([goal]), return_predecessors=True)
    node, steps = network.people + int(left[0, network.people :].argmin()), []
    while node != goal:
        steps.append(network.step(node, onward[0, node].item()))
        node = onward[0, node].item()
    return np.array(steps, np.int64)


def likely(network: Approach, goal: int, keep: Positions, *, meetings: int, most: int) -> Positions:
    """The steps, of those to keep, on the most likely ways within so many meetings.

    Every step is taken at the best way that it lies on. At least those on the best way for each number of meetings.
    """
    odds = _best_through(network, goal, keep, meetings)
    best = odds.max(axis=1, keepdims=True, initial=0.0)
    chosen = ((odds >= best * _ALIKE) & (odds > 0)).any(axis=0)
    chosen[np.argsort(-odds[-1], kind="stable")[:most]] = True
    found: Positions = keep[chosen & (odds[-1] > 0)]
    return found


def _best_through(network: Approach, goal: int, keep: Positions, meetings: int) -> Floats:
    """The odds of the best way over each step within 1, 2, ... meetings; shape (meetings, len(keep))."""
    source, target, p = network.source[keep], network.target[keep], network.probability[keep]
    there, ahead = np.zeros((2, meetings, len(network.ids)))  # best way from us to a node, and on to the target
    there[0, network.people :] = ahead[0, goal] = 1.0
    for n in range(1, meetings):
        there[n], ahead[n] = there[n - 1], ahead[n - 1]
        np.maximum.at(there[n], target, there[n - 1, source] * p)
        np.maximum.at(ahead[n], source, ahead[n - 1, target] * p)
    odds: Floats = np.array(
        [np.max([there[k, source] * p * ahead[n - k, target] for k in range(n + 1)], axis=0) for n in range(meetings)]
    )
    return odds
