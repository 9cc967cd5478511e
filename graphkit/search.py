"""Loop-free paths from our team to one node, best first: smallest cost, then fewest days, then the nodes' order.

References
----------
J. Y. Yen (1971), Finding the k shortest loopless paths in a network, doi:10.1287/mnsc.17.11.712.
E. L. Lawler (1972), A procedure for computing the k best solutions, doi:10.1287/mnsc.18.7.401.
P. E. Hart, N. J. Nilsson, B. Raphael (1968), A formal basis for the heuristic determination of minimum cost paths,
doi:10.1109/TSSC.1968.300136.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from heapq import heappop, heappush
from itertools import islice

import numpy as np
from scipy.sparse.csgraph import dijkstra

from graphkit.approach import MEETING, NAT, Approach
from graphkit.errors import GraphkitError
from graphkit.graph import Floats

START = -1  # our team as a whole: where every path begins

_HOPELESS = 690 * NAT * MEETING  # beyond this a probability is no float any more
_SMALL = 10_000  # nodes that are all looked at in no time
_FIRST_DOUBT = 256  # nodes without the goal among them, until it is asked whether it can be reached at all
_MOST_PARTS = 200_000

Path = tuple[int, ...]
_Branch = tuple[float, float, Path, int, tuple[float, float], frozenset[int], bool]
_Partial = tuple[float, float, Path, float, float, frozenset[int]]


def loopless_paths(network: Approach, goal: int, starts: list[int]) -> Iterator[Path]:
    """Every loop-free path from a member of `starts` to the goal, in order.

    Notes
    -----
    Yen's algorithm with Lawler's rule; a branch is searched (A* with lower bounds of what is left to the goal) only
    when its own bound comes up. The bounds are exact within a ball around the goal and its radius outside, which is
    consistent too, so the paths are exact. When the search takes longer than it would take to look further, it begins
    anew with a wider ball: most questions about a million people look at a few thousand of them.
    """
    given = 0
    for left, patience in _views(network, goal, starts):
        try:
            for path in islice(_paths(Rows(network, left, starts, patience), goal), given, None):
                yield path
                given += 1
        except _TooNarrow:
            continue
        return


def detours(network: Approach, goal: int, starts: list[int], gone: Iterable[int]) -> dict[int, Path | None]:
    """For each of these nodes the best path that does without it; None where there is none. One view serves all."""
    rows = Rows(network, distances(network, goal), starts)
    found = {node: _best_path(rows, goal, (START,), (0.0, 0.0), frozenset(), frozenset({node})) for node in gone}
    return {node: best[2][1:] if best else None for node, best in found.items()}


class _TooNarrow(Exception):
    """The search has cost more than a wider view would."""


def distances(network: Approach, goal: int, *, radius: float = _HOPELESS) -> Floats:
    """The cost left from each node to the goal; inf where there is no way, or none within the radius."""
    left: Floats = dijkstra(network.backward, indices=[goal], limit=radius)[0]
    return left


def _views(network: Approach, goal: int, starts: list[int]) -> Iterator[tuple[Floats, float]]:
    """Lower bounds of what is left from each node to the goal, wider and wider, and how many nodes to look at by each.

    The first ball reaches one of our contacts; the last one holds everybody.
    """
    first = np.concatenate([np.arange(*network.pointer[node : node + 2]) for node in starts] or [np.arange(0)])
    radius, seen = 4 * NAT * MEETING, 0
    while len(network.ids) > _SMALL and 4 * seen < len(network.ids) and radius < _HOPELESS:
        left = distances(network, goal, radius=radius)
        seen = int(np.isfinite(left).sum())
        if (network.cost[first] + left[network.target[first]]).min(initial=np.inf) <= 1.3 * radius:
            yield np.minimum(left, radius), 200 + seen / 6
        radius = 1.4 * radius // MEETING * MEETING  # a bound of no meetings, so of no days
    yield distances(network, goal), math.inf


class Rows:
    """The steps from each node, as what they add to the bound of a path: (cost, days, node), smallest first.

    patience : how many nodes may be looked at before the search is `_TooNarrow`.
    """

    def __init__(self, network: Approach, left: Floats, starts: list[int], patience: float = math.inf) -> None:
        self.network, self.left, self.pace, self.patience = network, left, network.pace, patience
        begin = ((left.item(member), self.days_left(member), member) for member in starts)
        self.seen = {START: sorted(row for row in begin if row[0] < math.inf)}

    def days_left(self, node: int) -> float:
        return self.network.days_ahead(node, self.left.item(node)) if node >= 0 else 0.0

    def __getitem__(self, node: int) -> list[tuple[float, float, int]]:
        if node not in self.seen:
            if len(self.seen) > self.patience:
                raise _TooNarrow
            self.seen[node] = self._row(node)
        return self.seen[node]

    def _row(self, node: int) -> list[tuple[float, float, int]]:
        left, pace = self.left.item, self.pace
        here, here_days = left(node), self.days_left(node)
        row = []
        for cost, days, following in self.network.row(node):
            ahead = left(following)
            if ahead < math.inf:
                row.append((cost + ahead - here, days + pace * (ahead % MEETING) - here_days, following))
        row.sort()
        return row


def _paths(rows: Rows, goal: int) -> Iterator[Path]:
    """Every loop-free path in order. In the heap: paths, and bounds of branches whose best path is not known yet.

    A branch is all paths that begin with `path[:size]` and do not go on to a node of `shut`.
    """
    none: frozenset[int] = frozenset()
    waiting: list[_Branch] = [(0.0, 0.0, (START,), 1, (0.0, 0.0), none, False)]
    while waiting:
        _, _, path, size, base, shut, is_path = heappop(waiting)
        if not is_path:
            best = _best_path(rows, goal, path[:size], base, shut)
            if best:
                heappush(waiting, (*best, size, base, shut, True))
            continue
        yield path[1:]
        for branch in _branches(rows, path, size, base, shut):
            heappush(waiting, branch)


def _best_path(
    rows: Rows,
    goal: int,
    path: Path,
    base: tuple[float, float],
    shut: frozenset[int],
    gone: frozenset[int] = frozenset(),
) -> tuple[float, float, Path] | None:
    """The first path of a branch, by A*; `gone` are nodes that it must do without."""
    labels = [(*base, path)]
    begun, barred = path, shut
    closed, patience = {*path[:-1], *gone}, _FIRST_DOUBT
    while labels:
        cost, days, path = heappop(labels)
        node = path[-1]
        if node == goal:
            return cost, days, path
        if node in closed:
            continue
        closed.add(node)
        for more, more_days, following in rows[node]:
            if following not in closed and following not in shut:
                heappush(labels, (cost + more, days + more_days, (*path, following)))
        shut = frozenset()
        if len(closed) > patience:
            if _is_cut_off(rows, goal, begun, barred, gone, patience):
                return None
            patience *= 4
    return None


def _is_cut_off(rows: Rows, goal: int, path: Path, shut: frozenset[int], gone: frozenset[int], most: int) -> bool:
    """Whether no path of a branch leads to the goal, as far as that shows in the nodes nearest to the goal.

    Where the others who could lead to it are few, this is known soon; A* would first look at everybody else.
    """
    heads = {following for _, _, following in rows[path[-1]]} - shut
    backward = rows.network.backward
    reached, waiting = {goal, *path, *gone}, [goal]
    while waiting and len(reached) <= most:
        node = waiting.pop()
        if node in heads:
            return False
        before = set(backward.indices[backward.indptr[node] : backward.indptr[node + 1]].tolist()) - reached
        reached |= before
        waiting += before
    return not waiting


def _branches(rows: Rows, path: Path, size: int, base: tuple[float, float], shut: frozenset[int]) -> Iterator[_Branch]:
    """What is left of a branch without its best path, split by where another path first leaves that one."""
    cost, days = base
    for i in range(size, len(path)):
        prefix, taken, step_added = path[:i], path[i], (0.0, 0.0)
        barred = shut | {taken} if i == size else frozenset({taken})
        is_open = True
        for more, more_days, following in rows[path[i - 1]]:
            if following == taken:
                step_added = (more, more_days)
            elif is_open and following not in barred and following not in prefix:
                yield cost + more, days + more_days, (*prefix, following), i, (cost, days), barred, False
                is_open = False
        cost, days = cost + step_added[0], days + step_added[1]


def paths_through(network: Approach, goal: int, starts: list[int], needs: set[int]) -> Iterator[Path]:
    """Every loop-free path over all of `needs` in order, by extending the most promising partial path."""
    left = distances(network, goal)
    to_need = {need: distances(network, need) for need in needs}

    def bound(node: int, missing: frozenset[int]) -> float:
        return max((to_need[need].item(node) + left.item(need) for need in missing), default=left.item(node))

    def label(path: Path, cost: float, days: float, missing: frozenset[int]) -> _Partial:
        ahead = bound(path[-1], missing)
        return cost + ahead, days + network.days_ahead(path[-1], ahead), path, cost, days, missing

    everyone = frozenset(needs)
    labels = sorted(label((member,), 0.0, 0.0, everyone) for member in starts if bound(member, everyone) < math.inf)
    found = parts = 0
    while labels and parts < _MOST_PARTS:
        parts += 1
        _, _, path, cost, days, missing = heappop(labels)
        if path[-1] == goal:
            found += 1
            yield path
            continue
        for more, more_days, following in network.row(path[-1]):
            still = missing - {following}
            if following not in path and not (still and following == goal) and bound(following, still) < math.inf:
                heappush(labels, label((*path, following), cost + more, days + more_days, still))
    if labels and not found:
        raise GraphkitError("through_too_wide", count=_MOST_PARTS)
