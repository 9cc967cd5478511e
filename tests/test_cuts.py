"""Laws of the cuts: held to brute force on small networks."""

from itertools import combinations, pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit.approach import Approach, approach
from graphkit.cuts import dominators, minimum_vertex_cut, reached
from graphkit.errors import GraphkitError
from tests.strategies import account

TARGET = "p0"


def network(people: int, members: int, steps: set[tuple[int, int]]) -> Approach:
    """A network of certain steps between numbered nodes: people first, then members."""
    ids = tuple(f"p{i}" for i in range(people)) + tuple(f"m{i}" for i in range(members))
    ends = np.array(sorted(steps), np.int32).reshape(-1, 2)
    same = np.ones(len(ends))
    return Approach(ids, people, ends[:, 0], ends[:, 1], np.zeros(len(ends), np.int32), same, same)


@st.composite
def networks(draw: st.DrawFn) -> Approach:
    people, members = draw(st.integers(1, 5)), draw(st.integers(0, 3))
    possible = [(u, v) for u in range(people + members) for v in range(people) if u != v]
    return network(people, members, set(draw(st.lists(st.sampled_from(possible), max_size=14)) if possible else []))


def leads_on(steps: Approach, without: tuple[str, ...]) -> bool:
    """Whether any member still reaches the target once these have left; plain NetworkX, nothing of `cuts`."""
    graph = nx.DiGraph()
    graph.add_nodes_from(steps.ids)
    graph.add_edges_from((steps.ids[u], steps.ids[v]) for u, v in zip(steps.source, steps.target, strict=True))
    graph.remove_nodes_from(without)
    return any(nx.has_path(graph, member, TARGET) for member in steps.ids[steps.people :] if member in graph)


def others(steps: Approach) -> list[str]:
    return [id_ for id_ in steps.ids if id_ != TARGET]


@given(networks())
def test_dominators_are_exactly_those_whose_leaving_ends_every_route(steps: Approach) -> None:
    single = {id_ for id_ in others(steps) if not leads_on(steps, (id_,))} if leads_on(steps, ()) else set()
    assert set(dominators(steps, TARGET)) == single


@given(networks())
def test_dominators_are_those_of_networkx(steps: Approach) -> None:
    graph = nx.DiGraph((steps.ids[u], steps.ids[v]) for u, v in zip(steps.source, steps.target, strict=True))
    graph.add_edges_from(("us", member) for member in steps.ids[steps.people :])
    graph.add_node("us")
    above = nx.immediate_dominators(graph, "us")
    chain = [TARGET]
    while chain[-1] in above and above[chain[-1]] != "us":
        chain.append(above[chain[-1]])
    assert dominators(steps, TARGET) == chain[1:]


@given(networks())
def test_dominators_come_nearest_to_the_target_first(steps: Approach) -> None:
    """Each route meets them in the reverse order: without the earlier ones, the later one is out of reach."""
    found = dominators(steps, TARGET)
    graph = nx.DiGraph((steps.ids[u], steps.ids[v]) for u, v in zip(steps.source, steps.target, strict=True))
    for near, far in pairwise(found):
        assert nx.has_path(graph.subgraph(set(graph) - {far}), near, TARGET)


@given(networks())
def test_the_cut_cuts_and_no_smaller_set_does(steps: Approach) -> None:
    cut = minimum_vertex_cut(steps, TARGET)
    assert not leads_on(steps, tuple(cut)) and len(set(cut)) == len(cut)
    assert not any(not leads_on(steps, fewer) for fewer in combinations(others(steps), len(cut) - 1)) if cut else True


@given(networks())
def test_of_the_smallest_cuts_it_is_the_one_nearest_to_the_target(steps: Approach) -> None:
    """Whoever of another smallest cut is not in ours stands on our members' side of it."""
    cut = minimum_vertex_cut(steps, TARGET)
    graph = nx.DiGraph((steps.ids[u], steps.ids[v]) for u, v in zip(steps.source, steps.target, strict=True))
    beyond = graph.subgraph(set(graph) - set(cut))
    for other in combinations(others(steps), len(cut)):
        if cut and not leads_on(steps, other):
            assert not any(id_ in beyond and nx.has_path(beyond, id_, TARGET) for id_ in other)


@given(networks())
def test_a_single_dominator_and_a_cut_of_one_are_the_same_news(steps: Approach) -> None:
    found = dominators(steps, TARGET)
    assert (len(minimum_vertex_cut(steps, TARGET)) == 1) == bool(found)
    assert not found or minimum_vertex_cut(steps, TARGET) == found[:1]


@given(networks())
def test_reached_is_what_networkx_reaches(steps: Approach) -> None:
    graph = nx.DiGraph()
    graph.add_nodes_from(range(len(steps.ids)))
    graph.add_edges_from(zip(steps.source.tolist(), steps.target.tolist(), strict=True))
    members = range(steps.people, len(steps.ids))
    expected = set(members).union(*(nx.descendants(graph, member) for member in members))
    assert set(np.flatnonzero(reached(steps)).tolist()) == expected


def test_one_gatekeeper_before_the_target() -> None:
    """Max knows A and B, both lead to C, only C leads to the boss: C, then Max, stands on every route."""
    people = [{"id": id_, "name": id_.upper()} for id_ in ("a", "b", "boss", "c")]
    ties = [("a", "c"), ("b", "c"), ("c", "boss")]
    known = account(
        people,
        ties=[{"source": u, "target": v, "kind": "influences"} for u, v in ties],
        team=[{"id": "max", "name": "Max"}],
        contacts=[{"member": "max", "person": id_, "trust": "2"} for id_ in ("a", "b")],
    )
    assert dominators(approach(known), "boss") == ["c", "max"]
    assert minimum_vertex_cut(approach(known), "boss") == ["c"]


def test_a_member_who_knows_the_target_is_the_cut() -> None:
    """Node 0 is the target, 2 and 3 are members; 3 knows the target, 2 comes by person 1."""
    assert dominators(network(2, 2, {(3, 0)}), TARGET) == ["m1"]
    assert minimum_vertex_cut(network(2, 2, {(3, 0), (2, 1), (1, 0)}), TARGET) == ["p1", "m1"]


def test_nobody_stands_on_a_route_that_does_not_exist() -> None:
    assert dominators(network(2, 1, {(2, 1)}), TARGET) == []
    assert minimum_vertex_cut(network(2, 1, {(2, 1)}), TARGET) == []


def test_an_unknown_target_is_named() -> None:
    with pytest.raises(GraphkitError, match="Unknown person 'p9'"):
        dominators(network(2, 1, set()), "p9")
    with pytest.raises(GraphkitError, match="Unknown person 'm0'"):
        minimum_vertex_cut(network(2, 1, set()), "m0")
