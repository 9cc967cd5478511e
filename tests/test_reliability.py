"""The ceiling against the sum over all 2^m worlds."""

from __future__ import annotations

import itertools
import math
import random

import networkx as nx
import numpy as np
import pytest

from graphkit.approach import Approach, approach
from graphkit.assumptions import Assumptions
from graphkit.errors import GraphkitError
from graphkit.model import Account
from graphkit.reliability import TEAM, _dominators, _factored, _sampled, part, relevant, reliability, wilson
from tests.strategies import account

Edges = list[tuple[int, int, float]]


def network(people: int, edges: Edges) -> Approach:
    """Steps over people 0..n-1 and one member n; the target of every test is person 0, named "0"."""
    source, target, probability = (np.array(column) for column in zip(*sorted(edges), strict=True))
    ids = (*map(str, range(people)), "m")
    ends = source.astype(np.int32), target.astype(np.int32), np.zeros(len(source), np.int32)
    return Approach(ids, people, *ends, probability.astype(np.float64), np.full(len(source), 10.0))


def random_edges(people: int, steps: int, pick: random.Random) -> Edges:
    pairs = [(u, v) for u in range(people + 1) for v in range(people) if u != v]
    return [(u, v, round(pick.uniform(0.1, 0.95), 2)) for u, v in pick.sample(pairs, min(steps, len(pairs)))]


def all_worlds(people: int, edges: Edges) -> float:
    """The odds of all worlds in which person 0 can be reached, one world at a time."""
    total = 0.0
    for works in itertools.product([True, False], repeat=len(edges)):
        graph = nx.DiGraph([(u, v) for (u, v, _), on in zip(edges, works, strict=True) if on])
        graph.add_nodes_from([0, people])
        if nx.has_path(graph, people, 0):
            total += math.prod(p if on else 1 - p for (_, _, p), on in zip(edges, works, strict=True))
    return total


def met(lines: list[tuple[str, str, float]], known: dict[str, int], odds: tuple[float, ...]) -> Account:
    """Directed ties with their own probability and one member, whose trust 0..3 has these odds."""
    ids = sorted({id_ for line in lines for id_ in line[:2]})
    ties = [{"source": u, "target": v, "kind": "influences", "probability": str(p)} for u, v, p in lines]
    return account(
        [{"id": id_, "name": id_} for id_ in ids],
        ties=ties,
        team=[{"id": "me", "name": "Me"}],
        contacts=[{"member": "me", "person": id_, "trust": str(trust)} for id_, trust in known.items()],
    ).with_(assumptions=Assumptions(step_probability=odds))


@pytest.mark.parametrize("seed", range(25))
def test_exact_is_the_sum_over_all_worlds(seed: int) -> None:
    pick = random.Random(seed)
    people, steps = pick.randint(2, 5), pick.randint(1, 9)
    edges = random_edges(people, steps, pick)
    found = reliability(network(people, edges), "0")
    assert found.method == "exact"
    assert found.value == found.low == found.high == pytest.approx(all_worlds(people, edges), abs=1e-12)


@pytest.mark.parametrize("seed", range(10))
def test_sampling_holds_the_exact_value(seed: int) -> None:
    pick = random.Random(seed)
    given = network(8, [*random_edges(8, 20, pick), (8, 7, 0.5), (7, 0, 1.0)])
    steps = relevant(given, 0)
    exact = _factored(part(given, 0, steps.tolist()))
    sampled = _sampled(given, 0, steps, seed)
    # ten intervals of 95 % would miss once in two runs; twice as wide ones miss once in a thousand
    assert exact is not None
    assert abs(sampled.value - exact) <= sampled.high - sampled.low
    assert sampled == _sampled(given, 0, steps, seed)


def test_a_certain_step_works_in_every_world() -> None:
    given = network(2, [(2, 1, 1.0), (1, 0, 1.0)])
    assert _sampled(given, 0, relevant(given, 0), 0).value == 1.0


def test_large_networks_are_sampled() -> None:
    pick = random.Random(1)
    found = reliability(network(60, random_edges(60, 400, pick)), "0")
    assert found.method == "sampled"
    assert 0 <= found.low < found.value < found.high <= 1


def test_steps_that_lead_nowhere_do_not_matter() -> None:
    # m -> 1 -> 0; 1 <-> 2 is a way into a corner and back
    given = network(4, [(4, 1, 0.5), (1, 0, 0.5), (1, 2, 0.9), (2, 1, 0.9), (0, 3, 0.9)])
    kept = relevant(given, 0)
    assert {(int(given.source[i]), int(given.target[i])) for i in kept} == {(4, 1), (1, 0)}


@pytest.mark.parametrize("seed", range(25))
def test_dominators_are_those_of_networkx(seed: int) -> None:
    pick = random.Random(seed)
    graph = nx.gnp_random_graph(12, 0.2, seed=seed, directed=True)
    graph = graph.subgraph({TEAM, *nx.descendants(graph, TEAM)})
    above = nx.immediate_dominators(graph, TEAM)
    steps = pick.sample(list(graph.edges), len(graph.edges))
    for node, mask in _dominators(steps, TEAM).items():
        expected = {node}
        while above.get(node) not in (None, node):
            node = above[node]
            expected.add(node)
        assert {i for i in range(12) if mask >> i & 1} == expected | {TEAM}


@pytest.mark.parametrize("seed", range(25))
def test_what_matters_holds_every_route_within_the_budget(seed: int) -> None:
    pick = random.Random(seed)
    given = network(6, random_edges(6, 14, pick))
    pairs = list(zip(given.source.tolist(), given.target.tolist(), strict=True))
    for meetings in (2, 3, 6):
        graph = nx.DiGraph(pairs)
        graph.add_nodes_from(range(7))
        ways = nx.all_simple_paths(graph, 6, 0, cutoff=meetings)
        needed = {pair for path in ways for pair in itertools.pairwise(path)}
        assert needed <= {pairs[i] for i in relevant(given, 0, meetings=meetings)}


def test_oracles() -> None:
    odds = (0.05, 0.5, 0.6, 1.0)
    # three people certainly met; 1 - 0.36 x 0.25
    b1 = met(
        [("p0", "p1", 0.8), ("p1", "t", 0.8), ("p2", "t", 0.5), ("p3", "t", 0.5)], {"p0": 3, "p2": 3, "p3": 3}, odds
    )
    assert reliability(approach(b1), "t").value == pytest.approx(0.91)
    # Wheatstone bridge of halves, the middle both ways
    half = [(u, v, 0.5) for u, v in (("a", "b"), ("b", "a"), ("a", "t"), ("b", "t"))]
    assert reliability(approach(met(half, {"a": 1, "b": 1}, odds)), "t").value == pytest.approx(0.5)


def test_no_way_is_zero_and_a_stranger_an_error() -> None:
    given = network(2, [(1, 0, 0.5)])
    assert reliability(given, "0").value == 0.0
    with pytest.raises(GraphkitError, match="Unknown person 'm'"):
        reliability(given, "m")


def test_wilson_has_a_width_at_the_ends() -> None:
    # Wilson 1927: with no hit in n the interval is [0, z^2 / (n + z^2)]
    assert wilson(0, 100) == pytest.approx((0.0, 3.8414588 / 103.8414588))
    assert wilson(100, 100)[1] == pytest.approx(1.0)
