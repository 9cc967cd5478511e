"""The plan against expectimax on raw states: every step untried, worked or failed.

Of two plans of equal odds the one with fewer expected days is the better one: values are pairs (odds, -days).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache

import pandas as pd
import pytest

from graphkit.approach import approach
from graphkit.assumptions import Assumptions
from graphkit.errors import GraphkitError
from graphkit.model import Account
from graphkit.plan import Node, Plan, plan
from graphkit.policy import optimal, rollout
from graphkit.reliability import TEAM, part, relevant, reliability
from graphkit.routes import best_routes, routes
from tests.strategies import account, table
from tests.test_reliability import Edges, met, network, random_edges
from tests.test_routes import oracle_a, random_account

Value = tuple[float, float]


def expectimax(people: int, edges: Edges, budget: float, *, days: Sequence[float] = (), by_days: bool = False) -> Value:
    """The best odds of reaching person 0, then the fewest days: no pruning, no masks, one entry per step."""
    takes = days or [10.0] * len(edges)

    @cache
    def value(tried: tuple[str, ...], left: float) -> Value:
        reached = {people, *(v for (_, v, _), outcome in zip(edges, tried, strict=True) if outcome == "worked")}
        best = (1.0, 0.0) if 0 in reached else (0.0, 0.0)
        for i, (u, _, p) in enumerate(edges):
            rest = left - (takes[i] if by_days else 1)
            if 0 not in reached and rest >= 0 and u in reached and tried[i] == "untried":
                yes, no = (value((*tried[:i], outcome, *tried[i + 1 :]), rest) for outcome in ("worked", "failed"))
                odds, spent = (p * a + (1 - p) * b for a, b in zip(yes, no, strict=True))
                best = max(best, (odds, spent - takes[i]), key=lambda each: (round(each[0], 11), round(each[1], 7)))
        return best

    return value(("untried",) * len(edges), budget)


@pytest.mark.parametrize("seed", range(25))
def test_exact_is_expectimax(seed: int) -> None:
    pick = random.Random(seed)
    people = pick.randint(2, 4)
    edges = random_edges(people, pick.randint(2, 7), pick)
    given = network(people, edges)
    for meetings in range(1, 6):
        policy = optimal(part(given, 0, relevant(given, 0, meetings=meetings).tolist()))
        found = policy(1 << TEAM, 0, meetings)
        assert (found.odds, -found.days) == pytest.approx(expectimax(people, edges, meetings), abs=1e-9)


def even_account(pick: random.Random) -> tuple[Account, Edges, list[float]]:
    """An account of four people whose odds are halves and ones, so that many plans are equal; and its steps.

    The steps are over people 0..3 and one member, 4; a contact takes 5 days, an introduction 10.
    """
    ids = [f"p{i}" for i in range(4)]
    pairs = pick.sample([(u, v) for u in range(4) for v in range(4) if u != v], 4)
    ties = [(u, v, pick.choice([0.5, 1.0])) for u, v in pairs]
    contacts = [(4, v, pick.choice([0.5, 1.0])) for v in pick.sample(range(4), 2)]
    given = account(
        [{"id": id_, "name": id_, "unit": pick.choice(["North", "South", ""])} for id_ in ids],
        ties=[{"source": ids[u], "target": ids[v], "kind": "influences", "probability": str(p)} for u, v, p in ties],
        team=[{"id": "m", "name": "M"}],
        contacts=[{"member": "m", "person": ids[v], "trust": {0.5: "1", 1.0: "3"}[p]} for _, v, p in contacts],
    )
    assumed = Assumptions(step_probability=(0.05, 0.5, 0.7, 1.0))
    return given.with_(assumptions=assumed), [*ties, *contacts], [10.0] * 4 + [5.0] * 2


@pytest.mark.parametrize("seed", range(15))
def test_of_equal_plans_the_one_with_fewer_days(seed: int) -> None:
    given, edges, days = even_account(random.Random(seed))
    for meetings in (2, 3, 4):
        found = plan(given, "p0", meetings=meetings)
        expected = expectimax(4, edges, meetings, days=days)
        assert found.method == "exact"
        assert (found.value, -found.expected_days) == pytest.approx(expected, abs=1e-9)
        assert found.by_meetings[-1] == found.value


@pytest.mark.parametrize("seed", range(15))
def test_a_budget_in_days_is_expectimax_too(seed: int) -> None:
    given, edges, days = even_account(random.Random(seed))
    found = plan(given, "p0", days=32)
    assert found.by_days is not None
    assert [point for point, _ in found.by_days] == [5, 10, 15, 20, 25, 30, 32]
    for point, odds in found.by_days:
        assert odds == pytest.approx(expectimax(4, edges, point, days=days, by_days=True)[0], abs=1e-12)
    expected = expectimax(4, edges, 32, days=days, by_days=True)
    assert (found.value, -found.expected_days) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("seed", range(15))
def test_planning_anew_is_planning_in_what_is_left(seed: int) -> None:
    """Whoever is reached introduces us like one of us; a step that failed is no step any more."""
    pick = random.Random(seed)
    given, edges, _ = even_account(pick)
    done, failed = (pick.sample(edges, 2) for _ in range(2))
    names = ["p0", "p1", "p2", "p3", "m"]
    here = {v for _, v, _ in done}
    rest = [(4 if u in here else u, v, p) for u, v, p in edges if v not in here and (u, v, p) not in failed]
    expected = 1.0 if 0 in here else expectimax(4, rest, 3)[0]
    pairs = [[(names[u], names[v]) for u, v, _ in steps] for steps in (done, failed)]
    found = plan(given, "p0", meetings=3, done=pairs[0], failed=pairs[1])
    assert found.value == found.by_meetings[-1] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("seed", range(10))
def test_the_tree_is_what_planning_anew_would_do(seed: int) -> None:
    given, _, _ = even_account(random.Random(seed))
    tree = plan(given, "p0", meetings=4).tree
    done: list[tuple[str, str]] = []
    failed: list[tuple[str, str]] = []
    while tree is not None and tree.meetings_left is not None:
        again = plan(given, "p0", meetings=tree.meetings_left, done=done, failed=failed)
        assert (again.value, again.expected_days) == pytest.approx((tree.value, tree.days), abs=1e-9)
        (failed if tree.no else done).append((tree.step.source, tree.step.target))
        tree = tree.no or tree.yes


def test_a_target_that_is_reached_needs_no_plan() -> None:
    found = plan(two_ways(), "D", meetings=2, done=[("M", "A"), ("A", "D")])
    assert (found.value, found.by_meetings, found.ceiling, found.tree) == (1.0, (1.0, 1.0), 1.0, None)


def test_steps_that_the_account_does_not_hold_can_have_been_tried() -> None:
    found = plan(two_ways(), "D", meetings=1, done=[("M", "B"), ("A", "B")], failed=[("M", "D"), ("B", "A")])
    assert found.value == 0.8
    assert found.tree is not None
    assert (found.tree.step.source, found.tree.step.target, found.tree.runner_up) == ("B", "D", None)


def two_ways() -> Account:
    """MODEL.md, Plan: M has trust 2 with A and B; the ties A-D and B-D carry 0.8."""
    return account(
        [{"id": id_, "name": id_} for id_ in "ABD"],
        ties=[{"source": id_, "target": "D", "kind": "friend", "probability": "0.8"} for id_ in "AB"],
        team=[{"id": "M", "name": "M"}],
        contacts=[{"member": "M", "person": id_, "trust": "2"} for id_ in "AB"],
    )


def test_the_oracle_of_the_design() -> None:
    found = plan(two_ways(), "D", meetings=5)
    assert found.method == "exact"
    assert found.best_route == 0.52
    assert found.by_meetings == pytest.approx((0, 0.52, 0.702, 0.7696, 0.7696))
    assert found.ceiling == found.ceiling_low == found.ceiling_high == pytest.approx(0.7696)


def test_the_tree_says_what_to_try_after_each_outcome() -> None:
    tree = plan(two_ways(), "D", meetings=3).tree
    assert tree is not None and tree.yes is not None and tree.no is not None
    assert (tree.step.source, tree.step.target, tree.meetings_left, tree.reached) == ("M", "A", 3, False)
    assert (tree.yes.step.source, tree.yes.step.target, tree.yes.reached) == ("A", "D", True)
    assert tree.yes.yes is None
    assert (tree.no.step.target, tree.no.reach, tree.no.value) == ("B", pytest.approx(0.35), pytest.approx(0.52))


def test_the_json_of_a_plan() -> None:
    found = plan(two_ways(), "D", meetings=2).as_dict()
    assert list(found) == ["method", "best_route", "by_meetings", "ceiling", "tree"]
    assert list(found["tree"]) == ["step", "value", "meetings_left", "reach", "reached", "folded", "yes", "no"]
    assert found["tree"]["yes"]["step"] == {
        "source": "A", "target": "D", "kind": "friend", "probability": 0.8, "days": 10.0,
    }  # fmt: skip


def test_oracle_b2() -> None:
    # the network of six people in test_routes: exact optimum for 3, 4, 5, 6, 7, 8, 10 meetings
    found = plan(oracle_a(), "CEO", meetings=10)
    optimum = {3: 0.324, 4: 0.396, 5: 0.57312, 6: 0.63144, 7: 0.675461, 8: 0.688395, 10: 0.689743}
    assert {n: found.by_meetings[n - 1] for n in optimum} == pytest.approx(optimum, abs=5e-7)
    assert found.ceiling == pytest.approx(0.68974272, abs=5e-9)


def test_oracle_b3() -> None:
    # Wheatstone bridge of halves
    half = [(u, v, 0.5) for u, v in (("a", "b"), ("b", "a"), ("a", "t"), ("b", "t"))]
    found = plan(met(half, {"a": 1, "b": 1}, (0.05, 0.5, 0.65, 0.9)), "t", meetings=6)
    assert found.by_meetings[:4] == pytest.approx((0, 0.25, 0.375, 0.4375))
    assert found.by_meetings[-1] == pytest.approx(found.ceiling) == 0.5


def test_rollout_stays_near_the_optimum() -> None:
    pick, ratios = random.Random(0), []
    while len(ratios) < 100:
        given = network(7, random_edges(7, 16, pick))
        steps = part(given, 0, relevant(given, 0).tolist())
        for meetings in (3, 5):
            best = optimal(steps)(1 << TEAM, 0, meetings).odds
            if best:
                ratios.append(rollout(steps)(1 << TEAM, 0, meetings).odds / best)
    print(f"rollout / exact: mean {sum(ratios) / len(ratios):.4f}, worst {min(ratios):.4f} of {len(ratios)}")
    assert max(ratios) <= 1 + 1e-12
    assert sum(ratios) / len(ratios) >= 0.995
    assert min(ratios) >= 0.9  # `python -m bench.plan_gap` has more


@pytest.mark.parametrize("seed", range(5))
def test_weighing_more_steps_never_does_worse_than_planning_the_best_chain_anew(seed: int) -> None:
    pick = random.Random(seed)
    given = network(9, random_edges(9, 26, pick))
    steps = part(given, 0, relevant(given, 0).tolist())
    for meetings in (2, 4, 6):
        anew, two, four = (rollout(steps, width=width)(1 << TEAM, 0, meetings).odds for width in (1, 2, 4))
        assert anew <= two + 1e-12
        assert anew <= four + 1e-12


def test_why_this_step() -> None:
    """Two ways of 0.65 x 0.8, and one to D itself of 0.35."""
    given = two_ways()
    contacts = pd.concat([given.contacts, table("contacts", [{"member": "M", "person": "D", "trust": "1"}])])
    given = given.with_(contacts=contacts.reset_index(drop=True))
    alone = plan(given, "D", meetings=1).tree
    assert alone is not None
    assert (alone.step.target, alone.runner_up, alone.advantage) == ("D", None, 0.35)
    # two: A, then D by A (0.8) or directly (0.35); the runner-up, B, is as good
    two = plan(given, "D", meetings=2).tree
    assert two is not None and two.runner_up is not None
    assert (two.step.target, two.runner_up.target, two.advantage) == ("A", "B", 0)
    assert two.value == pytest.approx(0.65 * 0.8 + 0.35 * 0.35)
    # three, after A has failed: B first, 0.65 x 0.8 + 0.35 x 0.35, or D first, 0.35 and then nothing in time
    three = plan(given, "D", meetings=3).tree
    assert three is not None and three.no is not None and three.no.runner_up is not None
    assert (three.no.step.target, three.no.runner_up.target) == ("B", "D")
    assert three.no.advantage == pytest.approx(0.65 * 0.8 + 0.35 * 0.35 - 0.35)


def outcomes(node: Node | None, cooler: float, units: dict[str, str], refused: tuple[str, ...] = ()) -> float:
    """The odds of a tree where refusals cool others of the same unit, one chain of outcomes after the other."""
    if node is None:
        return 0.0
    unit = units[node.step.target]
    p = node.step.probability * (1 - cooler) ** (refused.count(unit) if unit else 0)
    works = 1.0 if node.reached else outcomes(node.yes, cooler, units, refused)
    return p * works + (1 - p) * outcomes(node.no, cooler, units, (*refused, unit))


@pytest.mark.parametrize("seed", range(15))
def test_the_plan_with_cooler_colleagues_is_its_tree_with_cooler_colleagues(seed: int) -> None:
    given, _, _ = even_account(random.Random(seed))  # no branch of halves within four meetings is folded
    units = dict(zip(given.people["id"], given.people["unit"], strict=True))
    values = []
    for cooler in (0.0, 0.3, 1.0):
        found = plan(given, "p0", meetings=4, cooler=cooler)
        assert found.value_if_cooler == pytest.approx(outcomes(found.tree, cooler, units), abs=1e-12)
        values.append(found.value_if_cooler)
    assert values[0] == found.value
    assert values == sorted(values, reverse=True)


def test_cooler_colleagues_by_hand() -> None:
    """A and B are of one unit: after A's refusal B agrees with 0.65 / 2 only; one unit each, and nothing changes."""
    for units, expected in (("XXY", 0.65 * 0.8 + 0.35 * 0.325 * 0.8), ("XZY", 0.702), ("  Y", 0.702)):
        given = two_ways()
        given = given.with_(people=given.people.assign(unit=[unit.strip() for unit in units]).astype({"unit": "str"}))
        found = plan(given, "D", meetings=3, cooler=0.5)
        assert (found.value, found.value_if_cooler) == pytest.approx((0.702, expected))
    # refused before: A's refusal is known, so B is cooler at once
    given = given.with_(people=given.people.assign(unit=["X", "X", "Y"]).astype({"unit": "str"}))
    assert plan(given, "D", meetings=2, failed=[("M", "A")], cooler=0.5).value_if_cooler == pytest.approx(0.26)


def follow(node: Node | None, left: int) -> float:
    """The odds of a tree, computed from its steps alone."""
    if node is None:
        return 0.0
    assert node.meetings_left <= left
    if node.folded:
        return node.value
    worked = 1.0 if node.reached else follow(node.yes, left - 1)
    return node.step.probability * worked + (1 - node.step.probability) * follow(node.no, left - 1)


@pytest.fixture(scope="module")
def big() -> tuple[Account, Plan]:
    given = random_account(200, seed=5)
    return given, plan(given, "p004", meetings=7)


def test_a_plan_in_a_large_account(big: tuple[Account, Plan]) -> None:
    given, found = big
    assert found.method == "rollout"
    assert list(found.by_meetings) == sorted(found.by_meetings)
    assert found.by_meetings[-1] <= found.ceiling_high
    assert found.ceiling_low < found.ceiling < found.ceiling_high
    assert found.best_route == routes(given, "p004", k=1)[0].probability


def test_the_tree_keeps_what_the_curve_promises(big: tuple[Account, Plan]) -> None:
    assert follow(big[1].tree, 7) == pytest.approx(big[1].by_meetings[-1], abs=1e-12)


def test_no_single_route_beats_the_plan(big: tuple[Account, Plan]) -> None:
    given, found = big
    for route in routes(given, "p004", k=200):
        if route.meetings <= 7:
            assert found.by_meetings[route.meetings - 1] >= route.probability - 1e-12


def test_a_smaller_budget_is_the_beginning_of_the_curve() -> None:
    longer = plan(oracle_a(), "CEO", meetings=8).by_meetings
    assert plan(oracle_a(), "CEO", meetings=5).by_meetings == pytest.approx(longer[:5], abs=1e-12)


def test_unlimited_meetings_reach_the_ceiling() -> None:
    pick = random.Random(4)
    for _ in range(20):
        given = network(4, random_edges(4, 8, pick))
        policy = optimal(part(given, 0, relevant(given, 0).tolist()))
        assert policy(1 << TEAM, 0, 20).odds == pytest.approx(reliability(given, "0").value, abs=1e-12)


def test_no_way_there() -> None:
    found = plan(account([{"id": "a", "name": "A"}]), "a")
    assert (found.method, found.best_route, found.ceiling, found.tree) == ("exact", 0.0, 0.0, None)
    assert found.by_meetings == (0.0,) * 6


def test_cold_approaches_only_when_allowed() -> None:
    given = account([{"id": "a", "name": "A"}], team=[{"id": "m", "name": "M"}])
    assert plan(given, "a").tree is None
    assert plan(given, "a", meetings=1, allow_cold=True).by_meetings == (0.05,)


@pytest.mark.parametrize("meetings", [0, 13])
def test_a_budget_out_of_range_is_an_error(meetings: int) -> None:
    with pytest.raises(GraphkitError, match="1 to 12 meetings"):
        plan(two_ways(), "D", meetings=meetings)


def test_wrong_calls() -> None:
    for days in (0, -5, 181, float("nan")):
        with pytest.raises(GraphkitError, match="180 days"):
            plan(two_ways(), "D", days=days)
    for cooler in (-0.1, 1.1):
        with pytest.raises(GraphkitError, match="from 0 to 1"):
            plan(two_ways(), "D", cooler=cooler)
    for tried in (("M", "nobody"), ("nobody", "A"), ("A", "M")):
        for name in ("done", "failed"):
            with pytest.raises(GraphkitError, match="Unknown person"):
                plan(two_ways(), "D", **{name: [tried]})


def test_the_json_of_a_plan_in_days() -> None:
    found = plan(two_ways(), "D", days=40).as_dict()
    assert list(found) == ["method", "best_route", "by_meetings", "ceiling", "tree", "by_days"]
    # A and then D take 5 + 10 days; all four steps 30
    assert found["by_days"][2] == [15.0, pytest.approx(0.52)]
    assert found["by_days"][-1] == [40.0, pytest.approx(0.7696)]


@pytest.mark.parametrize("budget", [{"days": 60.0}, {"days": 37.5}, {"days": 90.0}])
def test_days_in_a_large_account(big: tuple[Account, Plan], budget: dict[str, float]) -> None:
    given, _ = big
    found = plan(given, "p004", **budget)
    assert found.by_days is not None and found.tree is not None
    odds = [value for _, value in found.by_days]
    assert odds == sorted(odds)
    assert 0 < odds[-1] == found.value <= found.ceiling_high
    assert 0 < found.expected_days <= budget["days"] == found.by_days[-1][0]
    assert found.tree.meetings_left is None and found.tree.days_left is not None


def test_days_without_cost_never_run_out() -> None:
    """Introductions that take no time: the budget alone does not end the plan, the number of steps does."""
    given = random_account(60, seed=5)
    given = given.with_(assumptions=Assumptions(introduction_days=0, step_days=(0, 0, 0, 0)))
    found = plan(given, "p003", days=1)
    assert 0 < found.value <= found.ceiling_high
    assert found.expected_days == 0


def test_same_question_same_plan() -> None:
    given = random_account(120, seed=2)
    assert plan(given, "p003", meetings=5) == plan(given, "p003", meetings=5)
    assert next(best_routes(given, "p003")).probability == plan(given, "p003", meetings=1).best_route
    assert approach(given) is approach(given, allow_cold=False)
