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

from graphkit.approach import STEP_KINDS, Approach, approach
from graphkit.errors import unknown
from graphkit.model import Account
from graphkit.search import START, Path, Rows, distances, loopless_paths, paths_through


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
    meetings or with less than e^-690 of a chance is none. How they are found: `graphkit.search`. With `through`, no
    algorithm is known that always ends soon, so the search gives up after 200,000 partial routes: it then ends early,
    or raises where it has found no route at all.
    """
    network, goal, starts = _question(account, target, allow_cold, without, members)
    needs = {account.position(id_) for id_ in through} - {goal}
    paths = paths_through(network, goal, starts, needs) if needs else loopless_paths(network, goal, starts)
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
    rows = Rows(network, distances(network, goal), starts)
    hops = dijkstra(network.backward, indices=[goal], unweighted=True)[0]
    front: list[tuple[float, float]] = []
    settled: dict[int, list[tuple[float, float]]] = {}
    found = []
    labels: list[tuple[float, float, Path]] = [(0.0, 0.0, (START,))]
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
        network.probability.item(position),
        network.days.item(position),
    )


def _question(
    account: Account, target: str, allow_cold: bool, without: Iterable[str], members: Iterable[str]
) -> tuple[Approach, int, list[int]]:
    """The network that may be used, the target's node and the members' nodes to start from."""
    goal, network = account.position(target), approach(account, allow_cold=allow_cold)
    team = {id_: node for node, id_ in enumerate(network.ids[network.people :], network.people)}
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
