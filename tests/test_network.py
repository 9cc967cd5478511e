"""The measures of the network: NetworkX's own values, textbook graphs, and what must hold for every account."""

from __future__ import annotations

import csv
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit import schema
from graphkit.errors import GraphkitError
from graphkit.i18n import LANGUAGES, catalogue, has
from graphkit.model import Account
from graphkit.network import MEASURES, SOCIAL_ROLES, measure, measures, social_roles
from tests.oracles import relabelled
from tests.strategies import account, accounts

KRACKHARDT = Path(__file__).resolve().parents[2] / "shared" / "data" / "krackhardt_hightech"
CLOSE = 1e-12
some, few = settings(max_examples=25), settings(max_examples=10)


def people(ids: str, **cells: str) -> list[dict[str, str]]:
    return [{"id": id_, "name": id_.upper()} | cells for id_ in ids]


def tied(ids: str, pairs: str, kind: str = "friend", **cells: str) -> Account:
    """`tied("abc", "ab bc")`: three people and two friendships."""
    return account(people(ids, **cells), ties=[{"source": a, "target": b, "kind": kind} for a, b in pairs.split()])


def networkx_of(drawn: Account) -> nx.Graph:
    """The simple network taken from the account's own NetworkX graph: rivalries, directions and repeats left out."""
    graph = nx.Graph()
    graph.add_nodes_from(drawn.people["id"])
    graph.add_edges_from((a, b) for a, b, kind in drawn.graph.edges(data="kind") if kind != "rival")
    return graph


def assert_equal_networkx(drawn: Account, graph: nx.Graph) -> None:
    expected = {
        "degree": dict(graph.degree()),
        "betweenness": nx.betweenness_centrality(graph),
        "pagerank": nx.pagerank(graph, tol=1e-15, max_iter=1000),
        "constraint": {id_: nx.constraint(graph, [id_])[id_] for id_ in graph},
        "effective_size": {id_: nx.effective_size(graph, [id_])[id_] for id_ in graph},
        "core_number": nx.core_number(graph),
    }
    found = measures(drawn, tuple(expected))
    assert found.index.tolist() == drawn.people["id"].tolist()
    for name, values in expected.items():
        expected_values = [values[id_] for id_ in found.index]
        assert found[name].tolist() == pytest.approx(expected_values, abs=CLOSE, nan_ok=True), name


# -- NetworkX and published networks -----------------------------------------------------------------------------------


@some
@given(accounts())
def test_values_are_networkx_values(drawn: Account) -> None:
    assert_equal_networkx(drawn, networkx_of(drawn))


@few
@given(st.integers(0, 10_000), st.sampled_from([0.05, 0.2, 0.6]))
def test_values_are_networkx_values_on_random_networks(seed: int, density: float) -> None:
    graph = nx.gnp_random_graph(20, density, seed=seed)
    graph = nx.relabel_nodes(graph, {node: f"p{node:02}" for node in graph})
    ties = [{"source": a, "target": b, "kind": "alumni"} for a, b in graph.edges]
    assert_equal_networkx(account([{"id": id_, "name": id_} for id_ in graph], ties=ties), graph)


def read_pairs(name: str) -> list[tuple[str, str]]:
    with (KRACKHARDT / name).open(newline="") as file:
        return [(row["from"], row["to"]) for row in csv.DictReader(file)]


@pytest.mark.skipif(not KRACKHARDT.is_dir(), reason=f"Krackhardt's data are not in {KRACKHARDT}")
def test_krackhardts_managers() -> None:
    """21 managers: who reports to whom, who is a friend of whom (Krackhardt 1987)."""
    formal, friends = read_pairs("reports_to.csv"), read_pairs("friends.csv")
    manager = dict(formal)
    ids = [str(number) for number in range(1, 22)]
    managers_ = [{"id": id_, "name": f"Manager {id_}", "reports_to": manager.get(id_, "")} for id_ in ids]
    ties = [{"source": a, "target": b, "kind": "friend"} for a, b in friends]
    graph = nx.Graph()
    graph.add_nodes_from(ids)
    graph.add_edges_from(formal + friends)
    drawn = account(managers_, ties=ties)
    assert_equal_networkx(drawn, graph)
    top = measure(drawn, "betweenness").nlargest(3).round(4)
    assert top.to_dict() == {"17": 0.1734, "11": 0.1191, "2": 0.0536}  # NetworkX 3.6 on the raw files


def test_krackhardts_kite() -> None:
    """Krackhardt (1990): the most lines, the most chains and the shortest way to all are three different people."""
    graph = nx.krackhardt_kite_graph()
    kite = tied("abcdefghij", " ".join(f"{'abcdefghij'[a]}{'abcdefghij'[b]}" for a, b in graph.edges))
    assert measure(kite, "degree").idxmax() == "d"
    assert measure(kite, "betweenness").idxmax() == "h"
    between = 7 * 2 / (9 * 8 / 2)  # seven people on one side of h, two on the other
    assert measure(kite, "betweenness")["h"] == pytest.approx(between)
    assert measure(kite, "core_number").to_dict() == dict.fromkeys("abcdefg", 3.0) | {"h": 2.0, "i": 1.0, "j": 1.0}


def test_a_star_by_hand() -> None:
    """a knows four people who do not know each other: between all 6 pairs, nobody is redundant, 4 x (1/4)^2 = 1/4."""
    star = measures(tied("abcde", "ab ac ad ae"), ("degree", "betweenness", "constraint", "effective_size"))
    assert star.loc["a"].tolist() == [4, 1, 0.25, 4]
    assert star.loc["b"].tolist() == [1, 0, 1, 1]


def test_a_triangle_is_the_most_constrained() -> None:
    """Each of two contacts: (1/2 + 1/2 x 1/2)^2 = 9/16, the upper end of the range of the measure."""
    triangle = measures(tied("abc", "ab bc ca"), ("constraint", "effective_size"))
    assert triangle["constraint"].tolist() == [MEASURES["constraint"].high] * 3
    assert triangle["effective_size"].tolist() == [1, 1, 1]


# -- communities -------------------------------------------------------------------------------------------------------


def test_two_cliques_and_a_bridge_are_two_circles() -> None:
    circles = measure(tied("abcdefghz", "ab ac bc cd de df dg ef eg fg"), "community")
    assert circles.tolist() == pytest.approx([1, 1, 1, 0, 0, 0, 0, np.nan, np.nan], nan_ok=True)


@some
@given(accounts())
def test_a_circle_hangs_together(drawn: Account) -> None:
    graph, circles = networkx_of(drawn), measure(drawn, "community")
    assert circles[circles.isna()].index.tolist() == [id_ for id_ in graph if not graph.degree(id_)]
    sizes = circles.value_counts().sort_index()
    assert sizes.index.tolist() == list(range(len(sizes)))
    assert sizes.is_monotonic_decreasing
    for _, circle in circles.groupby(circles):
        assert nx.is_connected(graph.subgraph(circle.index))


# -- laws --------------------------------------------------------------------------------------------------------------


@some
@given(accounts())
def test_every_measure_covers_everybody_and_stays_in_its_range(drawn: Account) -> None:
    table = measures(drawn)
    assert list(table) == list(MEASURES)
    assert table.index.tolist() == drawn.people["id"].tolist()
    alone = table["degree"].eq(0)
    for name, declared in MEASURES.items():
        known = table[name].dropna()
        assert known.between(declared.low - CLOSE, declared.high + CLOSE).all(), name
        assert table[name].isna().tolist() == (alone & (name in ("constraint", "effective_size", "community"))).tolist()


@few
@given(accounts())
def test_other_names_change_no_measure(drawn: Account) -> None:
    names = {id_: f"q{len(drawn.people) - row}" for row, id_ in enumerate(drawn.people["id"])}
    kept = [name for name in MEASURES if name != "community"]  # of equally good partitions, order decides
    before, after = measures(drawn, kept).rename(names), measures(relabelled(drawn, names), kept)
    pd.testing.assert_frame_equal(before, after.loc[before.index], check_exact=False, atol=CLOSE)
    roles = social_roles(drawn).rename(names)
    assert social_roles(relabelled(drawn, names)).to_dict() == roles.to_dict()


@few
@given(accounts())
def test_a_rivalry_joins_nobody(drawn: Account) -> None:
    peaceful = drawn.with_(ties=drawn.ties[drawn.ties["kind"].ne("rival")].reset_index(drop=True))
    pd.testing.assert_frame_equal(measures(drawn), measures(peaceful))


@pytest.mark.parametrize("nobody", [Account(), account([{"id": "a", "name": "A"}])])
def test_too_few_people_to_measure(nobody: Account) -> None:
    assert measures(nobody).shape == (len(nobody.people), len(MEASURES))
    assert social_roles(nobody).tolist() == [""] * len(nobody.people)


def test_an_unknown_measure_is_named_with_the_nearest() -> None:
    with pytest.raises(GraphkitError, match="Did you mean 'betweenness'") as error:
        measure(Account(), "betweeness")
    assert error.value.key == "error.unknown_measure_near"
    assert "betweenness" in error.value.say("zh")
    with pytest.raises(GraphkitError, match="degree, betweenness"):
        measures(Account(), ["zzz"])


# -- places in the network ---------------------------------------------------------------------------------------------


def test_the_four_roles() -> None:
    """Two circles: b knows everybody in the first; x alone joins it to the second, whose people are in another unit."""
    north = people("abcdefg", unit="North")
    south = [*people("x", unit="South"), *people("lmno", unit="South"), *people("z", unit="South")]
    pairs = "ba bc bd be bf bg ac cd de ex xl lm ln mn no xf"
    ties = [{"source": p[0], "target": p[1], "kind": "friend"} for p in pairs.split()]
    roles = social_roles(account([*north, *south], ties=ties))
    assert roles["b"] == "central_connector"
    assert roles["x"] == "boundary_spanner"  # e and f, two of three lines
    assert roles["z"] == ""  # no known line says nothing
    assert roles[["g", "o"]].tolist() == ["peripheral", "peripheral"]
    without_units = account([row | {"unit": ""} for row in [*north, *south]], ties=ties)
    assert social_roles(without_units)["x"] == "broker"


def test_nobody_stands_out_where_all_are_alike() -> None:
    assert social_roles(tied("abcdef", "ab bc cd de ef fa")).tolist() == [""] * 6
    cube = nx.convert_node_labels_to_integers(nx.hypercube_graph(5))  # sums of thirds and fifths, in another order each
    ties = [{"source": f"p{a:02}", "target": f"p{b:02}", "kind": "friend"} for a, b in cube.edges]
    alike = account([{"id": f"p{corner:02}", "name": "Corner"} for corner in cube], ties=ties)
    assert social_roles(alike).tolist() == [""] * 32


def test_the_share_that_stands_out_is_an_assumption() -> None:
    star = tied("abcdefgh", "ab ac ad ae ef eg")
    assert social_roles(star).eq("central_connector").sum() == 1
    wide = star.with_(assumptions=star.assumptions.with_values({"prominent_share": 0.3}))
    assert social_roles(wide)[["a", "e"]].tolist() == ["central_connector"] * 2


# -- words -------------------------------------------------------------------------------------------------------------


def test_every_measure_and_role_has_its_words() -> None:
    words = {language: set(catalogue("measure", language)) for language in LANGUAGES}
    assert words["en"] == words["zh"]
    declared = {f"{name}.{word}" for name in MEASURES for word in ("name", "meaning", "unit")}
    declared |= {f"social_role.{role}.{word}" for role in SOCIAL_ROLES for word in ("name", "meaning")}
    assert declared | {"social_role.name", "social_role.meaning"} == words["en"]
    assert all(has(f"measure.{name}.meaning") for name in MEASURES)
    assert not set(MEASURES) & set(schema.PEOPLE.names)
