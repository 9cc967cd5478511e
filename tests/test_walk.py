"""A route or a plan as it is drawn on the map: every leg leads on from somebody met, and the next step moves nobody."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import assume, given

from graphkit.model import Account
from graphkit.plan import Node, plan
from graphkit.routes import routes
from graphkit.views import map_view
from graphkit.walk import DONE, OTHERWISE, REFUSED, WAY, Leg, Walk, plan_walk, route_walk, stands
from tests.strategies import account, accounts
from tests.test_plan import two_ways


def courses(node: Node | None, so_far: tuple[bool, ...] = ()) -> Iterator[tuple[bool, ...]]:
    """Every course that a plan may take, from its beginning on."""
    yield so_far
    if node is not None and not node.folded:
        yield from courses(node.yes, (*so_far, True))
        yield from courses(node.no, (*so_far, False))


def ends(leg: Leg) -> tuple[str, str]:
    return f"our {leg.source}" if leg.ours else leg.source, leg.target


def in_state(walk: Walk, state: str) -> list[Leg]:
    return [leg for leg in walk.legs if leg.state == state]


@given(accounts(max_people=5))
def test_each_leg_leads_on_from_somebody_met(any_account: Account) -> None:
    target = any_account.decisions[0].target
    tree = plan(any_account, target, meetings=4).tree
    assume(tree is not None)
    for outcomes in courses(tree):
        walk = plan_walk(tree, outcomes)
        assert len({ends(leg) for leg in walk.legs}) == len(walk.legs)
        assert [leg.state for leg in walk.legs[: len(outcomes)]] == [DONE if ok else REFUSED for ok in outcomes]
        ahead = in_state(walk, WAY)
        numbers = [leg.number for leg in (*walk.legs[: len(outcomes)], *ahead)]
        assert numbers == list(range(1, len(numbers) + 1))
        met = {leg.target for leg in in_state(walk, DONE)}
        for leg in [*ahead, *in_state(walk, OTHERWISE)]:
            assert leg.ours or leg.source in met
            met.add(leg.target)
        node, reached = stands(tree, outcomes)
        assert reached == (target in {leg.target for leg in in_state(walk, DONE)})
        assert (node is None) == (not ahead)
        assert node is None or node.folded or ahead[-1].target == target


@given(accounts(max_people=5))
def test_the_next_step_moves_nobody_and_brings_nobody_in(any_account: Account) -> None:
    tree = plan(any_account, any_account.decisions[0].target, meetings=3).tree
    views = [map_view(any_account, walk=plan_walk(tree, outcomes)) for outcomes in courses(tree)]
    places = [{node["id"]: (node["x"], node["y"]) for node in view.nodes} for view in views]
    assert all(place == places[0] for place in places)
    assert {view.frame for view in views} == {views[0].frame}


def test_a_plan_by_hand() -> None:
    """MODEL.md, Plan: M knows A and B, both know D."""
    tree = plan(two_ways(), "D", meetings=4).tree
    first, other = Leg("M", "A", True, 1, WAY), Leg("M", "B", True, 2, OTHERWISE)
    start = plan_walk(tree, [])
    assert start.legs == (first, Leg("A", "D", False, 2, WAY), other, Leg("B", "D", False, 3, OTHERWISE))
    assert (start.members, start.people) == (("M",), ("A", "B", "D"))
    refused = plan_walk(tree, [False])
    assert refused.legs == (
        Leg("M", "A", True, 1, REFUSED),
        Leg("M", "B", True, 2, WAY),
        Leg("B", "D", False, 3, WAY),
    )
    there = plan_walk(tree, [True, True])
    assert [leg.state for leg in there.legs] == [DONE, DONE]
    assert stands(tree, [True, True]) == (None, True) and stands(tree, [False, False]) == (None, False)


def test_where_both_ways_meet_the_step_is_drawn_once() -> None:
    """A and B both introduce us to C, and only C to D."""
    ties = [{"source": a, "target": b, "kind": "friend", "probability": "0.8"} for a, b in ("AC", "BC", "CD")]
    contacts = [{"member": "M", "person": id_, "trust": "2"} for id_ in "AB"]
    people = [{"id": id_, "name": id_} for id_ in "ABCD"]
    story = account(people, ties=ties, team=[{"id": "M", "name": "M"}], contacts=contacts)
    walk = plan_walk(plan(story, "D", meetings=5).tree, [])
    assert [ends(leg) for leg in in_state(walk, WAY)] == [("our M", "A"), ("A", "C"), ("C", "D")]
    assert [ends(leg) for leg in in_state(walk, OTHERWISE)] == [("our M", "B"), ("B", "C")]


def test_what_was_tried_before_the_plan_was_made_anew_stays_drawn() -> None:
    earlier = [Leg("M", "A", True, 0, REFUSED)]
    walk = plan_walk(plan(two_ways(), "D", failed=[("M", "A")]).tree, [], earlier)
    assert [ends(leg) for leg in walk.legs] == [("our M", "A"), ("our M", "B"), ("B", "D")]
    assert walk.people == ("A", "B", "D")


def test_a_route_up_to_a_meeting() -> None:
    best = routes(two_ways(), "D")[0]
    assert route_walk(best, 1).legs == (Leg("M", "A", True, 1, WAY),)
    assert route_walk(best, 1).people == ("A", "D")
    assert len(route_walk(best, 2).legs) == 2
