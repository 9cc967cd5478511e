"""The network's engines where small accounts do not reach: long chains, hubs, trees, and accounts of real size."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from bench.accounts import random_account
from graphkit import folder
from graphkit.betweenness import shares_between
from graphkit.communities import communities
from graphkit.model import Account
from graphkit.network import MEASURES, adjacency, measures
from graphkit.structural_holes import structural_holes

SAMPLES = sorted((Path(__file__).resolve().parent.parent / "sample_orgs").iterdir())
EXACT = 1e-12


def joined(graph: nx.Graph) -> csr_array[Any, Any]:
    """Who is joined to whom in a graph of NetworkX, in the order of its nodes."""
    return csr_array(nx.to_scipy_sparse_array(graph, weight=None, dtype=np.float64, format="csr"))


def networkx_of(drawn: Account) -> nx.Graph:
    """The account's simple network for NetworkX, by row."""
    graph = nx.Graph()
    graph.add_nodes_from(range(len(drawn.people)))
    graph.add_edges_from(np.argwhere(adjacency(drawn).toarray()).tolist())
    return graph


def networkx_betweenness(graph: nx.Graph) -> npt.NDArray[np.float64]:
    return np.array([*nx.betweenness_centrality(graph).values()])


# -- betweenness -------------------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.integers(1, 60), st.sampled_from([0.3, 0.9, 1.5, 4]))
def test_betweenness_of_random_networks(seed: int, people: int, lines_per_person: float) -> None:
    """From forests, all of which is folded away, to networks without a loose end, and everything between."""
    graph = nx.gnm_random_graph(people, round(people * lines_per_person), seed=seed)
    expected = networkx_betweenness(graph)
    found = shares_between(joined(graph))
    assert found == pytest.approx(expected, rel=0, abs=EXACT)
    assert ((found == 0) == (expected == 0)).all()  # nobody stands between others by a rounding error


@settings(max_examples=10)
@given(st.integers(0, 10_000))
def test_betweenness_with_trees_on_rings_on_trees(seed: int) -> None:
    random = np.random.default_rng(seed)
    graph = nx.disjoint_union_all([nx.cycle_graph(7), nx.random_labeled_tree(30, seed=seed), nx.complete_graph(4)])
    graph.add_edges_from((int(random.integers(41)), 41 + number) for number in range(20))
    assert shares_between(joined(graph)) == pytest.approx(networkx_betweenness(graph), rel=0, abs=EXACT)


def test_a_reporting_chain_of_two_thousand() -> None:
    """Whoever has i people above stands between them and the n - 1 - i below. Nothing is left to search."""
    people = 2_000
    above = np.arange(people)
    expected = 2 * above * (people - 1 - above) / ((people - 1) * (people - 2))
    assert shares_between(joined(nx.path_graph(people))) == pytest.approx(expected, rel=0, abs=EXACT)


@pytest.mark.parametrize("people", [4, 50, 640])
def test_a_ring(people: int) -> None:
    """Everybody is inside (n/2 - 1)^2 of the (n - 1)(n - 2) ordered pairs. 320 steps are for NetworkX to take."""
    expected = [(people - 2) / (people - 1) / 4] * people
    assert shares_between(joined(nx.cycle_graph(people))) == pytest.approx(expected, rel=0, abs=EXACT)


def test_more_shortest_chains_than_a_whole_number_holds() -> None:
    """70 diamonds in a row: 2^70 shortest chains from one end to the other."""
    graph = nx.Graph()
    for link in range(70):
        graph.add_edges_from([(3 * link, 3 * link + side) for side in (1, 2)])
        graph.add_edges_from([(3 * link + side, 3 * link + 3) for side in (1, 2)])
    assert shares_between(joined(graph)) == pytest.approx(networkx_betweenness(graph), rel=0, abs=EXACT)


# -- all values --------------------------------------------------------------------------------------------------------


def test_an_account_of_three_hundred() -> None:
    drawn = random_account(300)
    graph = networkx_of(drawn)
    expected = {
        "degree": dict(graph.degree()),
        "betweenness": nx.betweenness_centrality(graph),
        "pagerank": nx.pagerank(graph, tol=1e-15, max_iter=1000),
        "constraint": nx.constraint(graph),
        "effective_size": nx.effective_size(graph),
        "core_number": nx.core_number(graph),
    }
    found = measures(drawn, tuple(expected)).reset_index(drop=True)
    wanted = pd.DataFrame(expected).loc[found.index, list(expected)].astype(float)
    pd.testing.assert_frame_equal(found, wanted, rtol=0, atol=EXACT)


def test_a_manager_of_twenty_thousand() -> None:
    """n contacts who do not know each other: n different circles, and n (1/n)^2. No list of all their pairs is made."""
    constraint, effective_size = structural_holes(joined(nx.star_graph(20_000)))
    assert constraint == pytest.approx([1 / 20_000] + [1] * 20_000, rel=EXACT)
    assert effective_size.tolist() == [20_000] + [1] * 20_000


def test_twenty_thousand_people() -> None:
    large = random_account(20_000)
    quick = [name for name in MEASURES if name != "betweenness"]
    table = measures(large, quick)
    assert table.notna().all(axis=None)
    assert table["pagerank"].sum() == pytest.approx(1)
    assert table["core_number"].le(table["degree"]).all()


# -- communities -------------------------------------------------------------------------------------------------------


def assert_no_worse_than_louvain(graph: nx.Graph) -> None:
    """Modularity against NetworkX's Louvain; `graph` has the rows as nodes."""
    group = communities(joined(graph))
    ours = [set(np.flatnonzero(group == label).tolist()) for label in np.unique(group)]
    theirs = nx.community.louvain_communities(graph, seed=0, weight=None)
    assert all(nx.is_connected(graph.subgraph(people)) for people in ours)
    quality = [nx.community.modularity(graph, groups, weight=None) for groups in (ours, theirs)]
    assert quality[0] >= quality[1] - EXACT


@pytest.mark.parametrize("people", [12, 60, 200, 700, 2_000])
def test_circles_of_random_accounts(people: int) -> None:
    assert_no_worse_than_louvain(networkx_of(random_account(people)))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_circles_of_the_samples(sample: Path) -> None:
    assert_no_worse_than_louvain(networkx_of(folder.read(sample)[0]))


@pytest.mark.parametrize(
    "published",
    [nx.karate_club_graph, nx.les_miserables_graph, nx.davis_southern_women_graph, nx.krackhardt_kite_graph],
)
def test_circles_of_published_networks(published: Any) -> None:
    assert_no_worse_than_louvain(nx.convert_node_labels_to_integers(published()))


def test_the_same_network_gives_the_same_circles() -> None:
    network = adjacency(random_account(2_000))
    assert communities(network).tolist() == communities(network).tolist()
