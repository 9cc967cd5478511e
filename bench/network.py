"""Network: who stands between others, who is free to broker, which circles there are

The simple network is compiled beforehand for everybody: ours as arrays, theirs as their own graph. Both sides run in
turn, what takes over a second only once; what takes over a minute is stopped.
"Structural holes" are constraint and effective size together. Communities are heuristics, so modularity is compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import networkx as nx
import numpy as np
import numpy.typing as npt

from bench.accounts import random_account, unseen
from bench.table import DIFFERENT, LOWER, Line, Run, growth, ratio, run
from graphkit.model import Account
from graphkit.network import adjacency, betweenness, community, constraint, degree, effective_size

SIZES = (200, 2_000, 20_000)
LIMIT = 60.0  # seconds
PROMISED = {("NetworkX", 2_000): 20.0}
BETWEENNESS, HOLES, CONSTRAINT, COMMUNITIES = "betweenness", "structural holes", "constraint", "communities"

Values = npt.NDArray[np.float64]  # by row of the account; for communities the label of each
Measure = Callable[[], Values]


def _holes(account: Account) -> Values:
    return np.stack([constraint(account).to_numpy(), effective_size(account).to_numpy()])


OURS: Mapping[str, Callable[[Account], Values]] = {
    BETWEENNESS: lambda account: betweenness(account).to_numpy(),
    HOLES: _holes,
    CONSTRAINT: lambda account: constraint(account).to_numpy(),
    COMMUNITIES: lambda account: community(account).to_numpy(),
}


# -- the peers: each compiles its graph, and offers measures under (work, its own name for it) -------------------------


Offer = Mapping[tuple[str, str], Measure]


@dataclass(frozen=True)
class Edges:
    people: int
    edges: list[tuple[int, int]]


def with_networkx(network: Edges) -> Offer:
    graph = nx.Graph()
    graph.add_nodes_from(range(network.people))
    graph.add_edges_from(network.edges)

    def in_order(values: Mapping[int, float]) -> Values:
        return np.array([values[row] for row in range(network.people)])

    def louvain() -> Values:
        groups = nx.community.louvain_communities(graph, seed=0)
        return in_order({row: label for label, group in enumerate(groups) for row in group})

    return {
        (BETWEENNESS, ""): lambda: in_order(nx.betweenness_centrality(graph)),
        (HOLES, ""): lambda: np.stack([in_order(nx.constraint(graph)), in_order(nx.effective_size(graph))]),
        (CONSTRAINT, ""): lambda: in_order(nx.constraint(graph)),
        (COMMUNITIES, ", Louvain"): louvain,
    }


def with_igraph(network: Edges) -> Offer:
    import igraph

    graph = igraph.Graph(n=network.people, edges=network.edges)
    pairs = (network.people - 1) * (network.people - 2) / 2
    return {
        (BETWEENNESS, ""): lambda: np.array(graph.betweenness()) / pairs,
        (CONSTRAINT, ""): lambda: np.array(graph.constraint()),
        (COMMUNITIES, ", Louvain"): lambda: np.array(graph.community_multilevel().membership),
        (COMMUNITIES, ", Leiden"): lambda: np.array(graph.community_leiden("modularity").membership),
    }


def with_rustworkx(network: Edges) -> Offer:
    import rustworkx

    graph = rustworkx.PyGraph()
    graph.add_nodes_from(range(network.people))
    graph.add_edges_from_no_data(network.edges)

    def between() -> Values:
        values = rustworkx.graph_betweenness_centrality(graph)
        return np.array([values[row] for row in range(network.people)])

    return {(BETWEENNESS, ""): between}


def with_networkit(network: Edges) -> Offer:
    import networkit

    graph = networkit.GraphFromCoo(tuple(np.array(network.edges).T), n=network.people)
    between, groups = networkit.centrality.Betweenness, networkit.community
    return {
        (BETWEENNESS, ""): lambda: np.array(between(graph, normalized=True).run().scores()),
        (COMMUNITIES, ", Louvain"): lambda: np.array(groups.PLM(graph, True).run().getPartition().getVector()),
        (COMMUNITIES, ", Leiden"): lambda: np.array(groups.ParallelLeiden(graph).run().getPartition().getVector()),
    }


PEERS = {"NetworkX": with_networkx, "igraph": with_igraph, "rustworkx": with_rustworkx, "NetworKit": with_networkit}


# -- the table ---------------------------------------------------------------------------------------------------------


def lines(sizes: Sequence[int] = SIZES) -> Iterator[Line]:
    seconds: dict[str, dict[int, float]] = {work: {} for work in OURS}
    for people in sizes:
        account = random_account(people)
        ours = {work: our_run(account, work) for work in OURS}
        for work, done in ours.items():
            if done.result is not None:
                seconds[work][people] = done.seconds
        for peer in PEERS:
            yield from against(peer, account, ours)
    for work, taken in seconds.items():
        yield from growth(work, taken)


def simple_graph(account: Account) -> nx.Graph:
    """The network that is measured, for NetworkX."""
    graph = nx.Graph()
    graph.add_nodes_from(range(len(account.people)))
    graph.add_edges_from(nx.from_scipy_sparse_array(adjacency(account)).edges())
    return graph


def our_run(account: Account, work: str) -> Run[Values]:
    """One of our measures, of an account that was not measured yet."""
    fresh = unseen(account)
    degree(fresh)  # compiles the network
    return run(lambda: OURS[work](fresh), limit=LIMIT)


def against(peer: str, account: Account, ours: Mapping[str, Run[Values]]) -> Iterator[Line]:
    graph = simple_graph(account)
    people = len(graph)
    try:
        offer = PEERS[peer](Edges(people, list(graph.edges())))
    except ModuleNotFoundError:
        yield Line(people, ", ".join(OURS), peer, "not installed")
        return
    for (work, name), measure in offer.items():
        least = PROMISED.get((peer, people), 0.0) if work != CONSTRAINT else 0.0
        line = Line(people, work, peer + name, f"ours stopped after {LIMIT:.0f} s", at_least=least)
        if ours[work].result is not None:
            mine, theirs = in_turns(account, work, measure, ours[work])
            line = replace(line, measured=ratio(mine, theirs), is_bound=theirs[0].result is None)
            line = replace(line, agreement=agreement(work, graph, mine[0].result, theirs[0].result))
        yield line
    if missing := [work for work in ours if work not in {offered for offered, _ in offer}]:
        yield Line(people, ", ".join(missing), peer, "has none")


def in_turns(
    account: Account, work: str, measure: Measure, known: Run[Values]
) -> tuple[list[Run[Values]], list[Run[Values]]]:
    """Ours and theirs one after the other, five times; what takes over a second only once."""
    mine, theirs = [known], [run(measure, limit=LIMIT)]
    if max(known.seconds, theirs[0].seconds) < 1:
        for _ in range(5):
            mine.append(our_run(account, work))
            theirs.append(run(measure, limit=LIMIT))
    return mine, theirs


def agreement(work: str, graph: nx.Graph, ours: Values, theirs: Values | None) -> str:
    if theirs is None:
        return "stopped before it had any"
    if work == COMMUNITIES:
        mine, other = (round(modularity(graph, labels), 3) for labels in (ours, theirs))
        return f"modularity {'no lower' if mine >= other else LOWER}: {mine}, theirs {other}"
    return "same values" if np.allclose(ours, theirs, rtol=1e-9, atol=1e-12) else DIFFERENT


def modularity(graph: nx.Graph, labels: Values) -> float:
    """How many more lines run within the groups than by chance, as NetworkX counts it for both."""
    groups = [set(np.flatnonzero(labels == label).tolist()) for label in np.unique(labels)]
    return nx.community.modularity(graph, groups)
