"""Chains of introductions from our team to one person, with their odds (MODEL.md, Routes).

All search `graphkit.approach` in one total order: highest probability, then fewer meetings, then fewer days, then ids.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from heapq import heappop, heappush
from itertools import islice, pairwise
from typing import Any

import numpy as np
from scipy.sparse.csgraph import dijkstra

from graphkit.approach import MEETING, NAT, STEP_KINDS, Approach, approach
from graphkit.errors import GraphkitError, unknown
from graphkit.graph import Floats
from graphkit.model import Account

_HOPELESS = 690 * NAT * MEETING  # beyond this a probability is no float any more
_SMALL = 5_000  # nodes whose distances cost less than looking for a good radius
_MOST_PARTS = 200_000
_START = -1  # our team as a whole: where every path begins

_Path = tuple[int, ...]
_Branch = tuple[float, float, _Path, int, tuple[float, float], frozenset[int], bool]
_Partial = tuple[float, float, _Path, float, float, frozenset[int]]


@dataclass(frozen=True)
class Step:
    """One meeting: `source` (a member, or a person who introduces us) brings us to `target`."""

    source: str
    target: str
    kind: str
    probability: float
    days: float


@dataclass(frozen=True)
class Route:
    """A chain of introductions from a member to the target; no one appears twice."""

    steps: tuple[Step, ...]

    @property
    def path(self) -> tuple[str, ...]:
        """Ids, the member first."""
        return (self.steps[0].source, *(step.target for step in self.steps))

    @property
    def probability(self) -> float:
        """The odds that every step succeeds; to 14 digits, so that equal odds are equal numbers."""
        return float(f"{math.prod(step.probability for step in self.steps):.14g}")

    @property
    def days(self) -> float:
        return math.fsum(step.days for step in self.steps)

    @property
    def meetings(self) -> int:
        return len(self.steps)

    def as_dict(self) -> dict[str, Any]:
        return {
            "path": list(self.path),
            "steps": [asdict(step) for step in self.steps],
            "probability": self.probability,
            "days": self.days,
            "meetings": self.meetings,
        }


def routes(
    account: Account,
    target: str,
    *,
    k: int = 10,
    allow_cold: bool = False,
    without: Iterable[str] = (),
    through: Iterable[str] = (),
    members: Iterable[str] = (),
) -> list[Route]:
    """The k best ways to reach the target, best first.

    k : how many; fewer come back where there are no more.
    allow_cold : let any member try any person he does not know.
    without : people or members who must not be used. through : people who must be on the way.
    members : the only members who may begin; none named is all.

    Raises
    ------
    GraphkitError : an unknown id; or `through` asks for too much (`best_routes`).

    Examples
    --------
    >>> from graphkit.model import Account
    >>> routes(Account(), "ann")
    Traceback (most recent call last):
    graphkit.errors.GraphkitError: Unknown person 'ann'. The account has 0 people.
    """
    found = best_routes(account, target, allow_cold=allow_cold, without=without, through=through, members=members)
    return list(islice(found, max(k, 0)))


def best_routes(
    account: Account,
    target: str,
    *,
    allow_cold: bool = False,
    without: Iterable[str] = (),
    through: Iterable[str] = (),
    members: Iterable[str] = (),
) -> Iterator[Route]:
    """Every route to the target one by one: highest probability, then fewer meetings, fewer days, ids.

    Notes
    -----
    Exact. Probabilities are compared to ten digits, those of up to four decimals exactly; a route of more than 1,000
    meetings or with less than e^-690 of a chance is none. Without `through`, Yen's algorithm with Lawler's rule; a
    branch is searched (A* with exact distances to the target) only when its lower bound comes up. With `through`,
    partial routes are extended best first; as no algorithm is known that always ends soon, the search gives up after
    200,000 partial routes: it then ends early, or raises where it has found no route at all.

    References
    ----------
    J. Y. Yen (1971), Finding the k shortest loopless paths in a network, doi:10.1287/mnsc.17.11.712.
    E. L. Lawler (1972), A procedure for computing the k best solutions, doi:10.1287/mnsc.18.7.401.
    """
    network, goal, starts = _question(account, target, allow_cold, without, members)
    needs = {account.position(id_) for id_ in through} - {goal}
    left = _distances(network, goal, starts, near=not needs and len(network.ids) > _SMALL)
    paths = _paths_through(network, goal, starts, left, needs) if needs else _paths(_Rows(network, left, starts), goal)
    for path in paths:
        yield route(network, path)


def frontier(
    account: Account,
    target: str,
    *,
    allow_cold: bool = False,
    without: Iterable[str] = (),
    members: Iterable[str] = (),
) -> list[Route]:
    """The routes worth choosing between: none is beaten in probability, days and meetings at once. Best odds first.

    Of several routes with the same three numbers the first by ids stands for all.

    Notes
    -----
    Exact label setting with lower bounds from the target. Labels are taken in the total order of routes, so one beats
    a later one at the same person as soon as it needs no more meetings and no more days. The frontier is small in
    practice and may be exponential in theory.

    References
    ----------
    E. Q. V. Martins (1984), On a multicriteria shortest path problem, doi:10.1016/0377-2217(84)90077-8.
    F. J. Pulido, L. Mandow, J. L. Perez de la Cruz (2015), Dimensionality reduction in multiobjective shortest path
    search, doi:10.1016/j.cor.2015.05.007.
    """
    network, goal, starts = _question(account, target, allow_cold, without, members)
    rows = _Rows(network, _distances(network, goal, starts, near=False), starts)
    hops = dijkstra(network.backward, indices=[goal], unweighted=True)[0]
    front: list[tuple[float, float]] = []
    settled: dict[int, list[tuple[float, float]]] = {}
    found = []
    labels: list[tuple[float, float, _Path]] = [(0.0, 0.0, (_START,))]
    while labels:
        cost, days, path = heappop(labels)
        node, meetings = path[-1], len(path) - 2
        spent = days - rows.days_left(node)
        ahead = hops[node] if node >= 0 else 0.0
        here = settled.setdefault(node, [])
        if _beaten(meetings, spent, here) or _beaten(meetings + ahead, spent + ahead * rows.pace, front):
            continue
        here.append((meetings, spent))
        if node == goal:
            front.append((meetings, spent))
            found.append(route(network, path[1:]))
            continue
        for more, more_days, following in rows[node]:
            heappush(labels, (cost + more, days + more_days, (*path, following)))
    return found


def _beaten(meetings: float, days: float, others: Iterable[tuple[float, float]]) -> bool:
    return any(other[0] <= meetings and other[1] <= days for other in others)


def route(network: Approach, path: Sequence[int]) -> Route:
    """The route along these nodes."""
    return Route(tuple(step(network, network.step(u, v)) for u, v in pairwise(path)))


def step(network: Approach, position: int) -> Step:
    """One step of the network as a record."""
    return Step(
        network.ids[network.source[position]],
        network.ids[network.target[position]],
        STEP_KINDS[network.kind[position]],
        float(network.probability[position]),
        float(network.days[position]),
    )


# -- the search --------------------------------------------------------------------------------------------------------


def _question(
    account: Account, target: str, allow_cold: bool, without: Iterable[str], members: Iterable[str]
) -> tuple[Approach, int, list[int]]:
    """The network that may be used, the target's node and the members' nodes to start from."""
    goal, people = account.position(target), len(account.people)
    team = {id_: people + row for row, id_ in enumerate(account.team["id"])}
    network = approach(account, allow_cold=allow_cold)
    chosen = [_member(id_, team) for id_ in members] or list(team.values())
    barred = [node for id_ in without for node in _nodes(id_, account, team)]
    if barred:
        network = network.only(~np.isin(network.source, barred) & ~np.isin(network.target, barred))
    return network, goal, sorted(set(chosen) - set(barred))


def _member(id_: str, team: dict[str, int]) -> int:
    if id_ not in team:
        raise unknown("unknown_member", id_, team, count=len(team))
    return team[id_]


def _nodes(id_: str, account: Account, team: dict[str, int]) -> list[int]:
    """Whoever has this id: a person, a member, or one of each."""
    member = [team[id_]] if id_ in team else []
    return member + ([account.position(id_)] if not member or id_ in account.positions else [])


def _distances(network: Approach, goal: int, starts: list[int], *, near: bool) -> Floats:
    """Lower bounds of what is left from each node to the target; inf where there is no way.

    near : look only at a ball around the target that reaches our contacts; outside it the bound is
        the ball's radius, which is consistent too, so the search stays exact.
    """
    ball = MEETING * NAT
    first = np.isin(network.source, starts) if near else np.zeros(0, np.bool_)
    while near and ball < 12 * MEETING * NAT:
        radius = ball - ball % MEETING  # a bound of no meetings, so of no days
        left: Floats = dijkstra(network.backward, indices=[goal], limit=radius)[0]
        if (network.cost[first] + left[network.target[first]]).min(initial=np.inf) <= 1.3 * radius:
            return np.minimum(left, radius, dtype=np.float64)
        ball *= 1.4
    whole: Floats = dijkstra(network.backward, indices=[goal], limit=_HOPELESS)[0]
    return whole


class _Rows:
    """The steps from each node, as what they add to the bound of a path: (cost, days, node), smallest first."""

    def __init__(self, network: Approach, left: Floats, starts: list[int]) -> None:
        self.network, self.left, self.pace = network, left, network.pace
        begin = ((left.item(member), self.days_left(member), member) for member in starts)
        self.seen = {_START: sorted(row for row in begin if row[0] < math.inf)}

    def days_left(self, node: int) -> float:
        return self.network.days_ahead(node, self.left.item(node)) if node >= 0 else 0.0

    def __getitem__(self, node: int) -> list[tuple[float, float, int]]:
        if node not in self.seen:
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


def _paths(rows: _Rows, goal: int) -> Iterator[_Path]:
    """Every loop-free path in order. In the heap: paths, and bounds of branches whose best path is not known yet.

    A branch is all paths that begin with `path[:size]` and do not go on to a node of `shut`.
    """
    none: frozenset[int] = frozenset()
    waiting: list[_Branch] = [(0.0, 0.0, (_START,), 1, (0.0, 0.0), none, False)]
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
    rows: _Rows, goal: int, path: _Path, base: tuple[float, float], shut: frozenset[int]
) -> tuple[float, float, _Path] | None:
    """The first path of a branch, by A*."""
    labels = [(*base, path)]
    closed = set(path[:-1])
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
    return None


def _branches(
    rows: _Rows, path: _Path, size: int, base: tuple[float, float], shut: frozenset[int]
) -> Iterator[_Branch]:
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


def _paths_through(network: Approach, goal: int, starts: list[int], left: Floats, needs: set[int]) -> Iterator[_Path]:
    """Every loop-free path over all of `needs` in order, by extending the most promising partial path."""
    to_need = {need: _distances(network, need, starts, near=False) for need in needs}

    def bound(node: int, missing: frozenset[int]) -> float:
        return max((to_need[need].item(node) + left.item(need) for need in missing), default=left.item(node))

    def label(path: _Path, cost: float, days: float, missing: frozenset[int]) -> _Partial:
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
