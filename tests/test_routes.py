"""Routes and the frontier against every route there is, written down independently of the compiled network."""

from __future__ import annotations

import itertools
import math
import random
from fractions import Fraction
from operator import le

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graphkit.approach import MEETING, NAT, STEP_KINDS, Approach, approach
from graphkit.assumptions import Assumptions
from graphkit.errors import GraphkitError
from graphkit.folder import without_strangers
from graphkit.model import Account
from graphkit.routes import Route, best_routes, frontier, routes
from graphkit.schema import CONTACTS, PEOPLE, TIES, in_order, to_text
from tests.strategies import account, accounts, table

# the numbers of MODEL.md, Routes, as fractions, so that equal odds are equal
TRUST = {1: Fraction("0.35"), 2: Fraction("0.65"), 3: Fraction("0.90")}
STRENGTH = {1: Fraction("0.15"), 2: Fraction("0.30"), 3: Fraction("0.50"), 4: Fraction("0.70"), 5: Fraction("0.85")}
SUPPORT = {-2: Fraction("0.05"), -1: Fraction("0.25"), 0: Fraction("0.50"), 1: Fraction("0.80"), 2: Fraction("0.95")}
Steps = dict[tuple[str, str], tuple[Fraction, int]]
Key = tuple[Fraction, int, int, tuple[str, ...]]


# a person whose drawn name is blank is left out, and so must be the rows that speak of him
questions = accounts().map(lambda given: without_strangers(given)[0]).filter(lambda given: len(given.people) > 0)


def steps_by_hand(given: Account, allow_cold: bool) -> Steps:
    """(source, target) -> (probability, days), straight from MODEL.md, Routes, with plain loops."""
    people = {row["id"]: row for row in given.people.to_dict("records")}
    computed: dict[tuple[str, str], Fraction] = {}
    own: dict[tuple[str, str], Fraction] = {}
    closed: set[tuple[str, str]] = set()

    def serve(u: str, v: str, strength: float) -> None:
        support = people[u]["support"]
        factor = Fraction("0.40") if math.isnan(support) else SUPPORT[int(support)]
        computed[u, v] = max(computed.get((u, v), Fraction()), STRENGTH[int(strength)] * factor)

    for id_, row in people.items():
        formal = [(row["reports_to"], 3)] + [(other, 2) for other in row["dotted_to"].split(";")]
        for other, strength in formal:
            if other in people and other != id_:
                serve(id_, other, strength)
                serve(other, id_, strength)
    for tie in given.ties.to_dict("records"):
        u, v = tie["source"], tie["target"]
        if u == v:
            continue
        directions = [(u, v)] if tie["kind"] == "influences" else [(u, v), (v, u)]
        for direction in directions:
            if tie["kind"] == "rival":
                closed.add(direction)
            elif math.isnan(tie["probability"]):
                serve(*direction, 3 if math.isnan(tie["strength"]) else tie["strength"])
            else:
                own[direction] = max(own.get(direction, Fraction()), Fraction(str(tie["probability"])))
    steps: Steps = {pair: (p, 10) for pair, p in {**computed, **own}.items() if pair not in closed and p > 0}
    known = {(row["member"], row["person"]): row["trust"] for row in given.contacts.to_dict("records")}
    for pair in itertools.product(given.team["id"], people):
        trust = known.get(pair, math.nan)
        if trust > 0:
            steps[pair] = (TRUST[int(trust)], 5)
        elif allow_cold:
            steps[pair] = (Fraction("0.05"), 15)
    return steps


def every_route(given: Account, target: str, allow_cold: bool) -> list[Key]:
    """(-probability, meetings, days, path) of every loop-free route, in the total order."""
    steps = steps_by_hand(given, allow_cold)
    graph = nx.DiGraph(list(steps))
    found = []
    for member in given.team["id"]:
        if member in graph and target in graph:
            for path in nx.all_simple_paths(graph, member, target):
                pairs = list(itertools.pairwise(path))
                odds = math.prod(steps[pair][0] for pair in pairs)
                found.append((-odds, len(pairs), sum(steps[pair][1] for pair in pairs), tuple(path)))
    return sorted(found)


def agree(found: list[Route], expected: list[Key]) -> bool:
    """The same routes in the same order, with the same numbers."""
    return [route.path for route in found] == [path for *_, path in expected] and all(
        (route.meetings, route.days) == (meetings, days) and math.isclose(route.probability, -odds, rel_tol=1e-12)
        for route, (odds, meetings, days, _) in zip(found, expected, strict=True)
    )


# -- the network -------------------------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(questions, st.booleans())
def test_the_network_is_what_the_rules_say(given: Account, allow_cold: bool) -> None:
    network = approach(given, allow_cold=allow_cold)
    pairs = [(network.ids[u], network.ids[v]) for u, v in zip(network.source, network.target, strict=True)]
    compiled = {pair: (p, d) for pair, p, d in zip(pairs, network.probability, network.days, strict=True)}
    expected = steps_by_hand(given, allow_cold)
    assert compiled.keys() == expected.keys()
    assert len(compiled) == len(pairs)
    for pair, numbers in compiled.items():
        assert numbers == pytest.approx(expected[pair], abs=1e-12)
    order = list(zip(network.source, network.target, strict=True))
    assert order == sorted(order)


def kinds(given: Account, **options: bool) -> dict[tuple[str, str], str]:
    network = approach(given, **options)
    return {
        (network.ids[u], network.ids[v]): STEP_KINDS[kind]
        for u, v, kind in zip(network.source, network.target, network.kind, strict=True)
    }


TWO = [{"id": "a", "name": "A", "reports_to": "b"}, {"id": "b", "name": "B"}]


def tie(source: str, target: str, kind: str, **cells: str) -> dict[str, str]:
    return {"source": source, "target": target, "kind": kind, **cells}


def test_the_likeliest_of_several_lines_names_the_step() -> None:
    # solid line 0.5 x 0.4 = 0.20 both ways; friend of strength 5: 0.85 x 0.4 = 0.34
    both = account(TWO, ties=[tie("a", "b", "friend", strength="5")])
    assert kinds(both) == {("a", "b"): "friend", ("b", "a"): "friend"}
    # a tie's own probability wins even where it is worse, but only in the directions it serves
    own = account(TWO, ties=[tie("a", "b", "influences", probability="0.1")])
    assert kinds(own) == {("a", "b"): "influences", ("b", "a"): "reports_to"}


def test_own_probability_zero_closes_a_step() -> None:
    assert kinds(account(TWO, ties=[tie("a", "b", "influences", probability="0")])) == {("b", "a"): "reports_to"}


def test_rivals_close_both_directions_whatever_else_there_is() -> None:
    ties = [tie("b", "a", "rival"), tie("a", "b", "friend", probability="1")]
    assert kinds(account(TWO, ties=ties)) == {}


def test_cold_steps_only_where_no_contact_is_better() -> None:
    given = account(
        TWO,
        team=[{"id": "m", "name": "M"}],
        contacts=[{"member": "m", "person": "a", "trust": "1"}, {"member": "m", "person": "b", "trust": "0"}],
    )
    assert ("m", "b") not in kinds(given)
    assert kinds(given, allow_cold=True)["m", "b"] == "cold"
    assert kinds(given, allow_cold=True)["m", "a"] == "contact"


def test_ratings_between_two_points_are_interpolated() -> None:
    given = account(
        [{"id": "a", "name": "A", "support": "0.5"}, {"id": "b", "name": "B"}],
        ties=[tie("a", "b", "influences", strength="2.5")],
        team=[{"id": "m", "name": "M"}],
        contacts=[{"member": "m", "person": "a", "trust": "1.5"}],
    )
    # strength 2.5: (0.30 + 0.50) / 2; support 0.5: (0.50 + 0.80) / 2; trust 1.5: (0.35 + 0.65) / 2
    assert approach(given).probability.tolist() == pytest.approx([0.40 * 0.65, 0.50])


def test_every_number_is_an_assumption() -> None:
    given = account(TWO).with_(assumptions=Assumptions(unknown_support_factor=1.0, solid_line_strength=5.0))
    assert approach(given).probability.tolist() == pytest.approx([0.85, 0.85])


# -- the k best --------------------------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(questions, st.booleans())
def test_every_route_in_the_total_order(given: Account, allow_cold: bool) -> None:
    target = given.people["id"].iloc[0]
    expected = every_route(given, target, allow_cold)
    assert agree(list(best_routes(given, target, allow_cold=allow_cold)), expected)
    assert agree(routes(given, target, k=3, allow_cold=allow_cold), expected[:3])


@settings(max_examples=25)
@given(questions, st.sets(st.sampled_from(["p1", "p2", "m0"])), st.sets(st.sampled_from(["p1", "p2"])))
def test_without_and_through_keep_exactly_the_routes_that_fit(
    given: Account, without: set[str], through: set[str]
) -> None:
    without &= {*given.people["id"], *given.team["id"]}
    through &= {*given.people["id"]}
    target = given.people["id"].iloc[0]
    expected = [
        route for route in every_route(given, target, True) if not without & set(route[3]) and through <= set(route[3])
    ]
    assert agree(list(best_routes(given, target, allow_cold=True, without=without, through=through)), expected)


@settings(max_examples=20)
@given(questions)
def test_members_begin_the_routes(given: Account) -> None:
    target = given.people["id"].iloc[-1]
    for member in given.team["id"]:
        expected = [route for route in every_route(given, target, False) if route[3][0] == member]
        assert agree(list(best_routes(given, target, members=[member])), expected)


@settings(max_examples=10)
@given(questions, st.sampled_from(["0.2", "0.6", "1"]), st.data())
def test_a_new_tie_never_makes_the_best_route_worse(given: Account, probability: str, data: st.DataObject) -> None:
    ids = given.people["id"].tolist()
    u, v = data.draw(st.sampled_from(ids)), data.draw(st.sampled_from(ids))
    old = to_text(given.ties, TIES).to_dict("records")
    listed = set(zip(given.ties["source"], given.ties["target"], strict=True))
    assume(u != v and not {(u, v), (v, u)} & (listed | set(kinds(given))))  # it would take their place
    new = given.with_(ties=table("ties", [*old, tie(u, v, "friend", probability=probability)]))
    for target in ids:
        before, after = routes(given, target, k=1), routes(new, target, k=1)
        assert not before or after[0].probability >= before[0].probability


def random_account(people: int, seed: int) -> Account:
    """A tree of managers with two random ties per person, four members and eight contacts."""
    pick = random.Random(seed)
    ids = [f"p{i:03d}" for i in range(people)]
    ties = [
        {
            "source": pick.choice(ids),
            "target": pick.choice(ids),
            "kind": pick.choice(["friend", "mentor", "alumni", "influences"]),
            "strength": pick.choice(["", "1", "3", "5"]),
            "probability": pick.choice(["", "", "0.37", "0.7"]),
        }
        for _ in range(2 * people)
    ]
    return account(
        [
            {
                "id": id_,
                "name": id_,
                "reports_to": ids[(i - 1) // 6] if i else "",
                "support": pick.choice(["", "0", "1"]),
            }
            for i, id_ in enumerate(ids)
        ],
        ties=ties,
        team=[{"id": f"m{i}", "name": "M"} for i in range(4)],
        contacts=[
            {"member": f"m{i % 4}", "person": pick.choice(ids[people // 2 :]), "trust": pick.choice("123")}
            for i in range(8)
        ],
    )


def test_networkx_finds_the_same_odds_among_two_hundred_people() -> None:
    given = random_account(200, seed=7)
    network = approach(given)
    graph = nx.DiGraph()
    graph.add_weighted_edges_from(zip(network.source.tolist(), network.target.tolist(), network.cost, strict=True))
    graph.add_weighted_edges_from(("team", 200 + member, 0.0) for member in range(4))
    for target in (0, 3, 17, 60):
        found = itertools.islice(nx.shortest_simple_paths(graph, "team", target, weight="weight"), 15)
        expected = [nx.path_weight(graph, path, "weight") for path in found]
        ours = routes(given, given.people["id"].iloc[target], k=15)
        nodes = [[network.ids.index(id_) for id_ in route.path] for route in ours]
        assert [
            sum(network.cost[network.step(*pair)] for pair in itertools.pairwise(path)) for path in nodes
        ] == expected
        assert sorted(ours, key=lambda route: -route.probability) == ours


def test_a_narrow_view_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    given = random_account(200, seed=8)
    targets, team = given.people["id"].iloc[[0, 5, 33, 150]], given.team["id"]

    def found() -> list[list[Route]]:
        return [routes(given, target, k=20, members=members) for target in targets for members in ((), team[:1])]

    whole = found()
    monkeypatch.setattr("graphkit.search._SMALL", 0)  # as if the account were large
    assert found() == whole
    monkeypatch.setattr("graphkit.search._FIRST_RADIUS", NAT * MEETING / 8)  # and nothing known but the best way
    assert found() == whole
    monkeypatch.setattr("graphkit.search._FIRST_DOUBT", 1)  # and every branch long in vain
    assert found() == whole


def test_no_step_is_better_than_the_best_way_from_us() -> None:
    """The potentials of A*: what a step is behind the best way to its target is never negative, and 0 on that way."""
    network = approach(random_account(200, seed=9))
    behind = network.backward.tocoo()
    units = behind.data - 1  # without the meeting
    assert units.min() == 0
    reached = set(np.flatnonzero(network.from_team[: network.people] > -np.inf).tolist())
    assert set(behind.coords[0][units == 0].tolist()) == reached
    graph = nx.DiGraph()
    pairs = zip(network.source.tolist(), network.target.tolist(), network.cost // MEETING, strict=True)
    graph.add_weighted_edges_from(pairs)
    best = nx.multi_source_dijkstra_path_length(graph, set(range(network.people, len(network.ids))))
    assert {node: cost * MEETING for node, cost in best.items() if node < network.people} == {
        node: network.from_team[node] for node in reached
    }


def test_whether_a_branch_is_cut_off_is_known_from_the_target() -> None:
    """One secretary alone leads to the boss, and knows one of 3,000 who all know each other."""
    crowd = {f"c{i:04}": f"c{i // 3:04}" if i else "" for i in range(3000)}
    managers = {"boss": "", "secretary": "boss"} | crowd
    given = account(
        [{"id": id_, "name": id_, "reports_to": manager} for id_, manager in managers.items()],
        ties=[{"source": "c2999", "target": "secretary", "kind": "friend", "strength": "3"}],
        team=[{"id": "m", "name": "m"}],
        contacts=[{"member": "m", "person": "secretary", "trust": "2"}],
    )
    assert [route.path for route in routes(given, "boss", k=10)] == [("m", "secretary", "boss")]
    assert len(approach(given)._rows) < 600  # not the whole crowd, to find that there is no second way


def test_other_names_same_odds() -> None:
    given = random_account(60, seed=9)
    new = {id_: f"q{99 - i:02d}" for i, id_ in enumerate(given.people["id"])}
    people, ties, contacts = given.people.copy(), given.ties.copy(), given.contacts.copy()
    for frame, columns in ((people, ("id", "reports_to")), (ties, ("source", "target")), (contacts, ("person",))):
        for column in columns:
            frame[column] = frame[column].map(new).fillna("").astype("str")
    renamed = given.with_(
        people=in_order(people, PEOPLE), ties=in_order(ties, TIES), contacts=in_order(contacts, CONTACTS)
    )
    for target in ("p000", "p007"):
        before, after = routes(given, target), routes(renamed, new[target])
        assert [r.probability for r in before] == [r.probability for r in after] != []
        assert [r.meetings for r in before] == [r.meetings for r in after]


# -- the frontier ------------------------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(questions, st.booleans())
def test_the_frontier_is_what_nothing_beats(given: Account, allow_cold: bool) -> None:
    target = given.people["id"].iloc[0]
    every = every_route(given, target, allow_cold)
    expected, seen = [], set()
    for *numbers, path in every:
        beaten = any(other[:3] != tuple(numbers) and all(map(le, other[:3], numbers)) for other in every)
        if not beaten and tuple(numbers) not in seen:
            seen.add(tuple(numbers))
            expected.append((*numbers, path))
    assert agree(frontier(given, target, allow_cold=allow_cold), expected)


# -- cases by hand -----------------------------------------------------------------------------------------------------


def oracle_a() -> Account:
    """Six chains to the CEO; Analyst is met with 0.9, Ops with 0.6."""
    lines = [
        ("Analyst", "Lead", 0.8),
        ("Lead", "CTO", 0.7),
        ("CTO", "CEO", 0.6),
        ("Lead", "CFO", 0.5),
        ("CFO", "CEO", 0.9),
        ("Ops", "CFO", 0.6),
        ("Ops", "CTO", 0.5),
        ("CFO", "CTO", 0.8),
    ]
    return account(
        [{"id": id_, "name": id_} for id_ in ("Analyst", "CEO", "CFO", "CTO", "Lead", "Ops")],
        ties=[tie(u, v, "influences", probability=str(p)) for u, v, p in lines],
        team=[{"id": "me", "name": "Me"}],
        contacts=[{"member": "me", "person": "Analyst", "trust": "3"}, {"member": "me", "person": "Ops", "trust": "2"}],
    ).with_(assumptions=Assumptions(step_probability=(0.05, 0.35, 0.6, 0.9)))


def test_oracle_a() -> None:
    found = routes(oracle_a(), "CEO")
    assert [(round(r.probability, 10), "-".join(r.path[1:])) for r in found] == [
        (0.324, "Ops-CFO-CEO"),  # the same odds as the next one, with one meeting less
        (0.324, "Analyst-Lead-CFO-CEO"),
        (0.3024, "Analyst-Lead-CTO-CEO"),
        (0.18, "Ops-CTO-CEO"),
        (0.1728, "Ops-CFO-CTO-CEO"),
        (0.1728, "Analyst-Lead-CFO-CTO-CEO"),
    ]
    assert [r.path for r in frontier(oracle_a(), "CEO")] == [found[0].path]


def test_the_json_of_a_route() -> None:
    first = routes(oracle_a(), "CEO", k=1)[0].as_dict()
    assert first["path"] == ["me", "Ops", "CFO", "CEO"]
    assert first["steps"][1] == {
        "source": "Ops",
        "target": "CFO",
        "kind": "influences",
        "probability": 0.6,
        "days": 10.0,
    }
    assert (first["probability"], first["days"], first["meetings"]) == (0.324, 25.0, 3)


def test_certain_steps_are_steps() -> None:
    given = account(
        [{"id": id_, "name": id_} for id_ in "abc"],
        ties=[tie("a", "b", "influences", probability="1"), tie("b", "c", "influences", probability="1")],
        team=[{"id": "m", "name": "M"}],
        contacts=[{"member": "m", "person": "a", "trust": "3"}],
    ).with_(assumptions=Assumptions(step_probability=(0.05, 0.35, 0.65, 1.0)))
    assert [(r.path, r.probability) for r in routes(given, "c")] == [(("m", "a", "b", "c"), 1.0)]


@pytest.mark.parametrize("restriction", ["without", "through", "members"])
def test_unknown_ids_are_errors(restriction: str) -> None:
    with pytest.raises(GraphkitError, match="Unknown"):
        routes(oracle_a(), "CEO", **{restriction: ["CE0"]})
    with pytest.raises(GraphkitError, match="Did you mean 'CEO'"):
        routes(oracle_a(), "CE0")


def test_a_search_through_somebody_ends_even_where_it_cannot_succeed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphkit.search._MOST_PARTS", 200)
    given = random_account(100, seed=3)
    leaf = account(
        [
            *given.people.astype(str).replace("nan", "").to_dict("records"),
            {"id": "z", "name": "Z", "reports_to": "p050"},
        ]
    )
    with pytest.raises(GraphkitError, match="200 partial routes"):
        routes(given.with_(people=leaf.people), "p000", through=["z"])


def test_nobody_to_begin_with() -> None:
    given = account(TWO)
    assert routes(given, "a") == frontier(given, "a") == []
    assert routes(given, "a", allow_cold=True) == []


def test_costs_of_round_probabilities_add_up_exactly() -> None:
    # 0.9 x 0.8 x 0.5 x 0.9 = 0.6 x 0.6 x 0.9 = 0.324, though not in binary
    cost = dict(zip(*_costs([0.9, 0.8, 0.5, 0.6]), strict=True))
    assert 2 * cost[0.9] + cost[0.8] + cost[0.5] - 4 == 2 * cost[0.6] + cost[0.9] - 3


def _costs(odds: list[float]) -> tuple[list[float], list[float]]:
    size = len(odds)
    ones = np.ones(size)
    heads = np.arange(1, size + 1, dtype=np.int32)
    network = Approach(("",) * (size + 1), size + 1, heads * 0, heads, heads, np.array(odds), ones)
    return odds, network.cost.tolist()
