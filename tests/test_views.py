"""The map as data: it holds what the account holds, says what it leaves out, and looks unknown where it is unknown."""

import datetime

import pytest
from hypothesis import given

from graphkit.graph import lines
from graphkit.layouts.places import LAYOUTS, Arrangement
from graphkit.marks import LINE_GROUPS, SUPPORT_COLOURS
from graphkit.model import Account
from graphkit.routes import routes
from graphkit.samples import read_sample
from graphkit.significance import significance
from graphkit.views import MOST_PEOPLE, Chosen, line_of, map_view
from graphkit.walk import Leg, Walk, route_walk
from tests.strategies import account, accounts

TODAY = datetime.date(2026, 11, 23)
HALDEN = read_sample("halden_pumps", TODAY)
DECISION = HALDEN.decisions[0]


@given(accounts(max_people=8))
def test_everybody_and_every_line_is_on_the_whole_map(any_account: Account) -> None:
    view = map_view(any_account, groups=tuple(LINE_GROUPS))
    people = [node for node in view.nodes if node["shape"] == "dot"]
    assert [node["id"] for node in people] == any_account.people["id"].tolist()
    between = [line_of(edge["id"]) for edge in view.edges]
    assert len([line for line in between if line[1] != "contact"]) == len(lines(any_account).source)
    assert view.left_out == {}


@pytest.mark.parametrize("name", LAYOUTS)
def test_filters_leave_out_and_move_nobody(name: str) -> None:
    arrangement = Arrangement(name, decision=DECISION.id, person=DECISION.target)
    whole = {node["id"]: (node["x"], node["y"]) for node in map_view(HALDEN, arrangement=arrangement).nodes}
    narrowed = map_view(HALDEN, arrangement=arrangement, chosen=Chosen(units=("Finance",), coverage="known"))
    kept = {node["id"]: (node["x"], node["y"]) for node in narrowed.nodes}
    assert kept.items() <= whole.items()
    assert sum(narrowed.left_out.values()) == len(HALDEN.people) - len(kept)


def test_each_filter_shows_whom_it_names() -> None:
    def shown(**chosen: object) -> set[str]:
        return {node["id"] for node in map_view(HALDEN, chosen=Chosen(**chosen)).nodes}  # type: ignore[arg-type]

    people = HALDEN.people.set_index("id")
    assert shown(units=("Finance",)) == set(people.index[people["unit"].eq("Finance")])
    assert shown(roles=("gatekeeper",)) == set(people.index[people["role"].str.contains("gatekeeper")])
    assert shown(roles=("",)) == set(people.index[people["role"].eq("")])
    assert shown(supports=(None,)) == set(people.index[people["support"].isna()])
    assert shown(supports=(2, -2)) == set(people.index[people["support"].abs().eq(2)])
    trusted = set(HALDEN.contacts.loc[HALDEN.contacts["trust"].ge(1), "person"])
    assert shown(coverage="known") == trusted
    assert shown(coverage="unknown") == set(people.index) - trusted


def test_unknown_looks_unknown() -> None:
    (node,) = map_view(account([{"id": "a", "name": "A"}])).nodes
    assert node["glyph"] == "?" and node["color"]["background"] == SUPPORT_COLOURS[None]
    assert node["shapeProperties"]["borderDashes"]


def test_a_route_is_drawn_from_our_member_on_step_by_step() -> None:
    route = routes(HALDEN, DECISION.target)[0]
    view = map_view(HALDEN, walk=route_walk(route, route.meetings))
    assert [leg["number"] for leg in view.legs] == list(range(1, route.meetings + 1))
    assert [leg["to"] for leg in view.legs] == list(route.path[1:])
    assert view.legs[0]["from"] == f"our {route.path[0]}"
    faded = {node["id"]: node["faded"] for node in view.nodes}
    assert not any(faded[id_] for id_ in route.path[1:]) and sum(faded.values()) == len(faded) - len(route.path)
    partly = map_view(HALDEN, walk=route_walk(route, 1))
    assert len(partly.legs) == 1
    assert partly.frame == view.frame, "the next step moves nothing"


def test_a_member_with_the_id_of_a_person_is_not_that_person() -> None:
    story = account(
        [{"id": "x", "name": "Customer"}],
        team=[{"id": "x", "name": "Ours"}],
        contacts=[{"member": "x", "person": "x", "trust": "2"}],
    )
    view = map_view(story, groups=("ours",), walk=Walk((Leg("x", "x", True, 1, "way"),), ("x",), ("x",)))
    assert {node["id"]: node["shape"] for node in view.nodes} == {"x": "dot", "our x": "square"}
    assert {(line["from"], line["to"]) for line in (*view.edges, *view.legs)} == {("our x", "x")}


def test_a_focused_map_says_who_has_no_room() -> None:
    people = [{"id": f"{i:04}", "name": "x", "reports_to": "0000" if i else ""} for i in range(MOST_PEOPLE + 10)]
    story = account(people)
    crowded = map_view(story)
    assert crowded.left_out == {"room": 10}
    one = min(set(story.people["id"]) - {node["id"] for node in crowded.nodes})
    searched = map_view(story, always=(one,))
    assert searched.left_out == {"room": 9} and one in {node["id"] for node in searched.nodes}


def test_the_legend_names_what_is_drawn_and_nothing_else() -> None:
    view = map_view(account([{"id": "a", "name": "A", "support": "2"}]), size="same", groups=("formal",))
    labels = [[entry["label"] for entry in group["entries"]] for group in view.legend]
    assert labels == [["Champion"], ["No role"], ["Reporting lines", "Dashed: assumed or dotted"]]


def test_why_somebody_matters() -> None:
    target = significance(HALDEN, DECISION.target, decision=DECISION.id, today=TODAY)
    assert target is not None and target.rank == 1 and target.routes == 10
    best = routes(HALDEN, DECISION.target)
    between = best[0].path[1]
    through = significance(HALDEN, between, decision=DECISION.id, today=TODAY)
    assert through is not None and through.routes_through == sum(between in route.path[1:-1] for route in best) > 0
    assert significance(HALDEN.with_(decisions=()), DECISION.target, today=TODAY) is None
