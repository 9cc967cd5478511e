"""Loop-free paths from our team to one node, best first: smallest cost, then fewest days, then the nodes' order.

References
----------
J. Y. Yen (1971), Finding the k shortest loopless paths in a network, doi:10.1287/mnsc.17.11.712.
E. L. Lawler (1972), A procedure for computing the k best solutions, doi:10.1287/mnsc.18.7.401.
P. E. Hart, N. J. Nilsson, B. Raphael (1968), A formal basis for the heuristic determination of minimum cost paths,
doi:10.1109/TSSC.1968.300136.
A. V. Goldberg, C. Harrelson (2005), Computing the shortest path: A* search meets graph theory, SODA.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from heapq import heappop, heappush
from itertools import islice
from typing import Any

import numpy as np
from scipy.sparse.csgraph import dijkstra

from graphkit.approach import HOPELESS, MEETING, NAT, Approach
from graphkit.errors import GraphkitError
from graphkit.graph import Floats

START = -1  # our team as a whole: where every path begins

_SMALL = 1_000  # nodes that are all looked at in no time
_FIRST_RADIUS = 4 * NAT * MEETING
_FIRST_DOUBT = 256  # nodes without the goal among them, until it is asked whether it can be reached at all
_MOST_PARTS = 200_000

Path = tuple[int, ...]
_Nodes = frozenset[int]
_Label = tuple[float, float, Path]  # a path, before it the cost and the days of the best way on
_LAST: tuple[float] = (math.inf,)
_NONE: _Nodes = frozenset()
_Partial = tuple[float, float, Path, float, float, frozenset[int]]


def loopless_paths(network: Approach, goal: int, starts: list[int]) -> Iterator[Path]:
    """Every loop-free path from a member of `starts` to the goal, in order.

    Notes
    -----
    Yen's algorithm with Lawler's rule. Each branch is searched (A* with lower bounds of what is left to the goal) only
    as far as no other branch promises more. The bounds are exact for whoever lies on a way that is not much worse than
    the best one, and no lower for the others, which is consistent too, so the paths are exact. When the search takes
    longer than it would take to look further, it begins anew with a wider view: most questions about a million people
    look at a few hundred of them.
    """
    given = 0
    for left, patience in _views(network, goal):
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
    found = {node: _Branch((START,), gone=frozenset({node})).first(rows, goal) for node in gone}
    return {node: path[1:] if path else None for node, path in found.items()}


class _TooNarrow(Exception):
    """The search has cost more than a wider view would."""


def distances(network: Approach, goal: int) -> Floats:
    """The cost left from each node to the goal; inf where there is no way, or none from us to the node."""
    return _left(network, goal, _worse(network, goal, _widest(network, goal)))


def _worse(network: Approach, goal: int, radius: float) -> Floats:
    """How much worse than the best way to the goal the best one over each node is; inf beyond the radius."""
    worse: Floats = dijkstra(network.backward, indices=[goal], limit=radius)[0]
    return worse


def _widest(network: Approach, goal: int) -> float:
    """How much worse than the best a way to the goal may be without being hopeless."""
    return HOPELESS - max(network.from_team.item(goal), 0.0)


def _left(network: Approach, goal: int, worse: Floats) -> Floats:
    """What that leaves from each node to the goal."""
    team = network.from_team
    return worse + (team[goal] - team) if team[goal] > -np.inf else np.full(len(team), np.inf)


def _views(network: Approach, goal: int) -> Iterator[tuple[Floats, float]]:
    """Lower bounds of what is left from each node to the goal, wider and wider, and how many nodes to look at by each.

    A radius is a cost of no meetings, so of no days. The last view holds everybody.
    """
    radius, seen = _FIRST_RADIUS, 0
    while len(network.ids) > _SMALL and 4 * seen < len(network.ids) and radius < _widest(network, goal):
        worse = _worse(network, goal, radius)
        seen = int(np.isfinite(worse).sum())
        yield _left(network, goal, np.minimum(worse, radius)), 200 + seen / 6
        radius *= 2
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
    """Every loop-free path in order: of all branches, the one that promises most is searched on."""
    waiting: list[tuple[float, float, Path, _Branch]] = [(0.0, 0.0, (START,), _Branch((START,)))]
    while waiting:
        *_, branch = heappop(waiting)
        path = branch.first(rows, goal, before=waiting[0] if waiting else _LAST)
        if path:
            yield path[1:]
            for label, rest in branch.without(rows, path):
                heappush(waiting, (*label, rest))
        elif branch.labels:
            heappush(waiting, (*branch.labels[0], branch))


class _Branch:
    """All paths that begin with `prefix`, do not go on to a node of `shut` and do without `gone`.

    base : the cost and days of the best way over the prefix.
    """

    def __init__(
        self, prefix: Path, base: tuple[float, float] = (0.0, 0.0), shut: _Nodes = _NONE, gone: _Nodes = _NONE
    ) -> None:
        self.prefix, self.base, self.shut, self.gone = prefix, base, shut, gone
        self.labels: list[_Label] = [(*base, prefix)]
        self.closed = {*prefix[:-1], *gone}
        self.patience = _FIRST_DOUBT

    def first(self, rows: Rows, goal: int, before: tuple[Any, ...] = _LAST) -> Path | None:
        """The first of the paths, by A*, if there is one that comes before this label; the search can be taken up."""
        labels, closed = self.labels, self.closed
        while labels and labels[0] < before:
            cost, days, path = heappop(labels)
            node = path[-1]
            if node == goal:
                return path
            if node in closed:
                continue
            closed.add(node)
            shut = self.shut if path == self.prefix else _NONE
            for more, more_days, following in rows[node]:
                if following not in closed and following not in shut:
                    heappush(labels, (cost + more, days + more_days, (*path, following)))
            if len(closed) > self.patience:
                if _is_cut_off(rows, goal, self.prefix, self.shut, self.gone, self.patience):
                    labels.clear()
                self.patience *= 4
        return None

    def without(self, rows: Rows, path: Path) -> Iterator[tuple[_Label, _Branch]]:
        """What is left of the branch without its first path, split by where another path first leaves that one."""
        cost, days = self.base
        for i in range(len(self.prefix), len(path)):
            prefix, taken, row = path[:i], path[i], rows[path[i - 1]]
            shut = self.shut | {taken} if i == len(self.prefix) else frozenset((taken,))
            for more, more_days, following in row:
                if following not in shut and following not in prefix:
                    label = cost + more, days + more_days, (*prefix, following)
                    yield label, _Branch(prefix, (cost, days), shut)
                    break
            more, more_days = next((more, more_days) for more, more_days, following in row if following == taken)
            cost, days = cost + more, days + more_days


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
