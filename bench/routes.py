"""Routes: the best chains of introductions to random people

All our members stand behind one common source, and every engine walks the same steps. Account and graphs are compiled
beforehand; ours and a peer's query run in turn, no target is asked for twice, and the median ratio counts. A peer
starts no query after 15 seconds and is stopped where one takes longer. NetworkX and igraph return the ten chains, as we
do; everywhere else the peer is only asked for lengths.

"Compiling included" times an account that nobody has looked at, from its tables to the steps and one query. Against it
stands one query of NetworkX with building its graph, to which our finished arrays are given: ids looked up, odds
computed, the best of several lines chosen; all that is in our time alone. And one query on its finished graph.

rustworkx and NetworKit have no search for several loop-free chains: `k_shortest_path_lengths` of rustworkx counts walks
with loops (https://github.com/Qiskit/rustworkx/issues/671 asks for one).
"""

from __future__ import annotations

import gc
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import networkx as nx
import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra, yen

from bench.accounts import random_account, unseen
from bench.table import DIFFERENT, Line, Run, growth, median_seconds, ratio, run
from graphkit.approach import approach
from graphkit.model import Account
from graphkit.routes import routes

SIZES = (200, 2_000, 20_000, 200_000, 1_000_000)
QUERIES, COMPILATIONS = 20, 3
LIMIT = 15.0  # seconds
WORKS = {10: "10 best routes", 1: "best route"}
PROMISED = {("NetworkX", 20_000): 40.0, ("NetworkX", 200_000): 80.0}  # of ten best
COMPILING = {20_000: 3.0, 200_000: 3.0}
NEVER_BEHIND = {"igraph", "SciPy"}

Odds = Sequence[float]  # probabilities of ours, lengths of theirs
Query = Callable[[int], Odds]  # by target


@dataclass(frozen=True)
class Steps:
    """The steps of an account with -ln(probability) as length, and as last node the team as a whole."""

    team: int
    source: npt.NDArray[np.int32]
    target: npt.NDArray[np.int32]
    length: npt.NDArray[np.float64]

    def lists(self) -> tuple[list[int], list[int], list[float]]:
        return self.source.tolist(), self.target.tolist(), self.length.tolist()


def steps_of(account: Account) -> Steps:
    network = approach(account)
    members = np.arange(network.people, len(network.ids), dtype=np.int32)
    to_members = np.full(len(members), 1e-12)  # not 0: that would be no edge of a sparse matrix
    return Steps(
        len(network.ids),
        np.append(network.source, np.full_like(members, len(network.ids))),
        np.append(network.target, members),
        np.append(-np.log(network.probability), to_members),
    )


# -- the peers: each compiles its graph, and answers by the number of chains wanted ------------------------------------


def with_networkx(steps: Steps) -> dict[int, Query]:
    graph = nx.DiGraph()
    graph.add_weighted_edges_from(zip(*steps.lists(), strict=True), weight="length")

    def ten(target: int) -> list[float]:
        chains = itertools.islice(nx.shortest_simple_paths(graph, steps.team, target, weight="length"), 10)
        return [nx.path_weight(graph, chain, "length") for chain in chains]

    return {10: ten, 1: lambda target: [nx.bidirectional_dijkstra(graph, steps.team, target, weight="length")[0]]}


def with_igraph(steps: Steps) -> dict[int, Query]:
    import igraph

    source, target, length = steps.lists()
    graph = igraph.Graph(n=steps.team + 1, edges=list(zip(source, target, strict=True)), directed=True)

    def ten(goal: int) -> list[float]:
        chains = graph.get_k_shortest_paths(steps.team, to=goal, k=10, weights=length, output="epath")
        return [sum(length[edge] for edge in chain) for chain in chains]

    def one(goal: int) -> list[float]:
        chain = graph.get_shortest_path(steps.team, to=goal, weights=length, output="epath")
        return [sum(length[edge] for edge in chain)]

    return {10: ten, 1: one}


def with_scipy(steps: Steps) -> dict[int, Query]:
    shape = (steps.team + 1, steps.team + 1)
    matrix = csr_array((steps.length, (steps.source, steps.target)), shape=shape)  # yen wants int32 indices
    return {
        10: lambda target: yen(matrix, steps.team, target, 10),
        1: lambda target: dijkstra(matrix, indices=steps.team)[[target]],
    }


def with_rustworkx(steps: Steps) -> dict[int, Query]:
    import rustworkx

    graph = rustworkx.PyDiGraph()
    graph.add_nodes_from(range(steps.team + 1))
    graph.add_edges_from(list(zip(*steps.lists(), strict=True)))

    def one(target: int) -> list[float]:
        return [rustworkx.dijkstra_shortest_path_lengths(graph, steps.team, float, goal=target)[target]]

    return {1: one}


def with_networkit(steps: Steps) -> dict[int, Query]:
    import networkit

    arrays = (steps.length, (steps.source, steps.target))
    graph = networkit.GraphFromCoo(arrays, n=steps.team + 1, weighted=True, directed=True)
    return {1: lambda target: [networkit.distance.BidirectionalDijkstra(graph, steps.team, target).run().getDistance()]}


PEERS = {
    "NetworkX": with_networkx,
    "igraph": with_igraph,
    "SciPy": with_scipy,
    "rustworkx": with_rustworkx,
    "NetworKit": with_networkit,
}


# -- the table ---------------------------------------------------------------------------------------------------------


def lines(sizes: Sequence[int] = SIZES) -> Iterator[Line]:
    seconds: dict[int, float] = {}
    for people in sizes:
        account = random_account(people)
        targets = np.random.default_rng(1).permutation(people).tolist()  # none is asked for twice
        _odds(account, account.people["id"].iat[targets.pop()], 10)  # compiles the steps
        taken: list[Run[Odds]] = []
        for peer in PEERS:
            yield from against(peer, account, targets, taken)
            gc.collect()  # a graph of millions of objects
        seconds[people] = median_seconds(taken)
    yield from growth(WORKS[10], seconds)


def against(peer: str, account: Account, targets: list[int], taken: list[Run[Odds]]) -> Iterator[Line]:
    """One peer, with targets of its own; adds to `taken` what ten best took us."""
    people, steps = len(account.people), steps_of(account)
    try:
        built = run(lambda: PEERS[peer](steps))
    except ModuleNotFoundError:
        yield Line(people, ", ".join(WORKS.values()), peer, "not installed")
        return
    queries = built.result or {}
    for k, work in WORKS.items():
        if k not in queries:
            yield Line(people, work, peer, "has none")
            continue
        mine, theirs = in_turns(account, queries[k], targets, k)
        taken += mine if k == 10 else []
        least = PROMISED.get((peer, people), float(peer in NEVER_BEHIND)) if k == 10 else 0.0
        yield compared(Line(people, work, peer, "", at_least=least), mine, theirs)
    if peer == "NetworkX":
        yield from compiling(account, queries[10], targets, built.seconds)


def in_turns(
    account: Account, query: Query, targets: list[int], k: int, *, most: int = QUERIES, compiled: bool = True
) -> tuple[list[Run[Odds]], list[Run[Odds]]]:
    """Ours and theirs one after the other, for as many targets as they find time for; those are used up."""
    mine: list[Run[Odds]] = []
    theirs: list[Run[Odds]] = []
    while len(mine) < most and sum(done.seconds for done in mine + theirs) < LIMIT:
        target = targets.pop()
        asked, id_ = account if compiled else unseen(account), account.people["id"].iat[target]
        mine.append(run(partial(_odds, asked, id_, k)))
        theirs.append(run(partial(query, target), limit=LIMIT))
    return mine, theirs


def _odds(account: Account, target: str, k: int) -> list[float]:
    return [route.probability for route in routes(account, target, k=k)]


def compiling(account: Account, query: Query, targets: list[int], built: float) -> Iterator[Line]:
    """One query each of accounts that nobody has looked at."""
    mine, theirs = in_turns(account, query, targets, 10, most=COMPILATIONS, compiled=False)
    people, work = len(account.people), f"{WORKS[10]}, compiling included"
    yield compared(Line(people, work, "NetworkX, graph ready", ""), mine, theirs)
    building = [replace(done, seconds=done.seconds + built) for done in theirs]
    least = COMPILING.get(people, 0.0)
    yield compared(Line(people, work, "NetworkX, building included", "", at_least=least), mine, building)


def compared(line: Line, mine: list[Run[Odds]], theirs: list[Run[Odds]]) -> Line:
    """The line with its ratio, and whether the probabilities are the same wherever both came to an end."""
    pairs = [(one.result, other.result) for one, other in zip(mine, theirs, strict=True) if other.result is not None]
    same = "same probabilities" if all(_same(*pair) for pair in pairs) else DIFFERENT
    agreement = same if pairs else "stopped before it had any"
    return replace(line, measured=ratio(mine, theirs), is_bound=len(pairs) < len(mine), agreement=agreement)


def _same(odds: Sequence[float] | None, lengths: Sequence[float] | None) -> bool:
    odds, theirs = np.array(odds), np.exp(-np.array(lengths))
    return odds.shape == theirs.shape and np.allclose(odds, theirs, rtol=1e-9, atol=0)
