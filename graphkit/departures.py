"""What we lose if somebody leaves: a member of ours, or a person who introduces us."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from graphkit.approach import Approach, approach
from graphkit.model import Account
from graphkit.routes import route
from graphkit.search import detours, loopless_paths

MOST_ROUTES = 10


@dataclass(frozen=True)
class Departure:
    """What one person's leaving costs us on the way to one who decides.

    id : the person, or the member of ours (`ours`). target : who decides. routes, routes_lost : how many of the best
    routes, ten at most, there are, and how many of them run through this person. best, best_without : the odds of the
    single best route with and without them, 0 where there is none.
    """

    id: str
    ours: bool
    target: str
    routes: int
    routes_lost: int
    best: float
    best_without: float

    @property
    def loss(self) -> float:
        return self.best - self.best_without

    def as_dict(self) -> dict[str, Any]:
        names = ("id", "ours", "target", "routes", "routes_lost", "best", "best_without")
        return {name: getattr(self, name) for name in names}


def departures(account: Account, *, decision: str = "", allow_cold: bool = False) -> tuple[Departure, ...]:
    """Whose leaving would cost us most: everybody on one of the ten best routes to those who decide, gravest first.

    Whoever is not named is on none of these routes: without them the best ones stay as they are.

    Parameters
    ----------
    decision : id; its ratings and its target or committee are used. Default: the account's first. Whoever it names and
        who is not in the account has no routes; `graphkit.check` names them.
    allow_cold : let any member try any person he does not know.

    Raises
    ------
    GraphkitError : unknown decision.

    Notes
    -----
    For all at once, nothing is rebuilt: the best route changes only for those on it, and for each of them the next one
    is either among the ten or one search by the same bounds ("replacement paths").

    References
    ----------
    Hershberger, Suri (2001), Vickrey prices and shortest paths: what is an edge worth? doi:10.1109/SFCS.2001.959899
    """
    chosen = account.decision(decision)
    known = account.rated_for(chosen.id)
    network = approach(known, allow_cold=allow_cold)
    named = (chosen.target,) if chosen.target else chosen.committee
    deciders = [known.positions[id_] for id_ in named if id_ in known.positions]
    found = [departure for goal in deciders for departure in _from(network, goal)]
    return tuple(sorted(found, key=lambda one: (-one.loss, -one.routes_lost, one.target, one.ours, one.id)))


def _from(network: Approach, goal: int) -> Iterator[Departure]:
    """Of everybody on the best routes to one node."""
    starts = list(range(network.people, len(network.ids)))
    best = list(islice(loopless_paths(network, goal, starts), MOST_ROUTES))
    passed = Counter(node for path in best for node in path[:-1])
    without = {node: next((path for path in best if node not in path), None) for node in passed}
    if len(best) == MOST_ROUTES:  # there may be others
        without |= detours(network, goal, starts, [node for node, path in without.items() if path is None])
    for node, lost in passed.items():
        path = without[node]
        left = route(network, path).probability if path else 0.0
        ids = network.ids[node], node >= network.people, network.ids[goal]
        yield Departure(*ids, len(best), lost, route(network, best[0]).probability, left)
