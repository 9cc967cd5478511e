"""Laws of the overview: everybody is in the own unit's box, boxes never overlap, and knowing more moves nobody."""

from __future__ import annotations

import base64
import gzip
import json
from itertools import combinations
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit import schema
from graphkit.model import Account
from graphkit.overview import CONTACTED, DECIDES, LEVELS, Overview, overview
from graphkit.overview_map import known_in, overview_map, path, unit_table
from graphkit.schema import in_order
from graphkit.treemap import nested, squarify
from graphkit.units import ACCOUNT, DEEPEST, LARGE, MOST_BESIDE, NO_UNIT, REST, TEAM, UNIT, unit_tree
from tests.strategies import account, words

HOSTILE = [
    "",
    "/",
    " / ",
    "A",
    "A / B",
    "A / B / C / D / E",
    "A/B",
    "<script>alert(1)</script>",
    "无 / 部门",
    " ",
    "\u202e",
]
names_of_units = st.one_of(st.sampled_from(HOSTILE), words)


@st.composite
def organisations(draw: st.DrawFn, least: int = 0, most: int = 16) -> Account:
    """Any units, any reporting lines: cycles, orphans and isolates too."""
    n = draw(st.integers(least, most))
    managers = st.sampled_from(["", "nobody", *(f"p{i:02}" for i in range(n))])
    return account(
        [
            {"id": f"p{i:02}", "name": draw(words) or "x", "unit": draw(names_of_units), "reports_to": draw(managers)}
            for i in range(n)
        ]
    )


def crowd(units: dict[str, int], **columns: str) -> Account:
    """So many people in each unit, all of one team per unit."""
    rows = []
    for unit, people in units.items():
        first = len(rows)
        for i in range(people):
            manager = f"p{first:05}" if i else ""
            rows.append({"id": f"p{len(rows):05}", "name": "x", "unit": unit, "reports_to": manager, **columns})
    return account(rows)


def inside(box: tuple[float, ...], x: float, y: float) -> bool:
    left, top, width, height = box
    return left <= x <= left + width and top <= y <= top + height


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    slack = 1e-9 * max(one[2], one[3], other[2], other[3])
    return all(one[i] + slack < other[i] + other[i + 2] and other[i] + slack < one[i] + one[i + 2] for i in (0, 1))


# -- where people stand ------------------------------------------------------------------------------------------------


@given(organisations())
def test_everybody_stands_in_the_boxes_of_the_own_units(any_account: Account) -> None:
    found = overview(any_account)
    for person in range(len(any_account.people)):
        place = int(found.unit[person])
        while place >= 0:
            assert inside(found.units[place].box, found.x[person], found.y[person])
            place = found.units[place].region.parent


@given(organisations())
def test_boxes_lie_in_each_other_and_never_overlap(any_account: Account) -> None:
    units = overview(any_account).units
    for unit in units[1:]:
        around = units[unit.region.parent].box
        middle = unit.box[0] + unit.box[2] / 2, unit.box[1] + unit.box[3] / 2
        assert inside(around, *middle) and unit.box[2] < around[2] + 1e-9 and unit.box[3] < around[3] + 1e-9
    for one, other in combinations(range(1, len(units)), 2):
        if units[one].region.parent == units[other].region.parent:
            assert not overlap(units[one].box, units[other].box)
        if units[one].region.parent == units[other].region.parent or units[other].region.parent == one:
            assert not units[one].people or not overlap(units[one].cell, units[other].box)


@given(organisations(least=1))
def test_nobody_stands_on_another(any_account: Account) -> None:
    found = overview(any_account)
    assert len(set(zip(found.x.tolist(), found.y.tolist(), strict=True))) == len(any_account.people)


@given(organisations(), st.randoms())
def test_the_order_of_rows_is_irrelevant(any_account: Account, random: Random) -> None:
    rows = list(range(len(any_account.people)))
    random.shuffle(rows)
    shuffled = in_order(any_account.people.iloc[rows].reset_index(drop=True), schema.PEOPLE)
    again = overview(any_account.with_(people=shuffled, name="again"))
    assert picture(again, any_account) == picture(overview(any_account), any_account)


@given(organisations())
def test_other_ids_in_the_same_order_stand_where_the_old_ones_stood(any_account: Account) -> None:
    """Of ids nothing counts but their order."""
    people = any_account.people
    renamed = people.assign(
        id="q" + people["id"], reports_to=people["reports_to"].map(lambda id_: f"q{id_}" if id_ else "")
    )
    again = overview(any_account.with_(people=renamed.astype(people.dtypes.to_dict())))
    assert picture(again, any_account) == picture(overview(any_account), any_account)


@given(organisations(least=1))
def test_knowing_more_moves_nobody(any_account: Account) -> None:
    """A rating, a role and a contact change what is drawn, not where."""
    known = any_account.people.assign(support=2.0, power=5.0, influence=5.0, role="decision_maker")
    assert picture(overview(any_account.with_(people=known)), any_account) == picture(
        overview(any_account), any_account
    )


def picture(found: Overview, people: Account) -> list[tuple[float, ...]]:
    boxes = [unit.box for unit in found.units]
    return [*boxes, *zip(found.x.tolist(), found.y.tolist(), strict=True)]


def test_a_leader_stands_before_the_team() -> None:
    people = [
        {"id": "a", "name": "alone", "unit": "U"},
        {"id": "b", "name": "report", "unit": "U", "reports_to": "d"},
        {"id": "c", "name": "report", "unit": "U", "reports_to": "b"},
        {"id": "d", "name": "leader", "unit": "U"},
    ]
    assert [account(people).people["id"][row] for row in overview(account(people)).order] == ["d", "b", "c", "a"]


def test_boxes_are_as_large_as_their_headcounts() -> None:
    found = overview(crowd({"A": 100, "B": 50, "C": 50}))
    large, *small = (unit.box[2] * unit.box[3] for unit in found.units[1:])
    assert small == pytest.approx([large / 2, large / 2])
    assert found.width * found.height == pytest.approx(1.3 * 1.3 * 200)


# -- which units there are ---------------------------------------------------------------------------------------------


def kinds(any_account: Account) -> list[tuple[str, str]]:
    return [(region.kind, region.name) for region in unit_tree(any_account).regions]


def test_nobody_at_all() -> None:
    found = overview(Account())
    assert len(found.units) == 1 and found.units[0].headcount == 0 and len(found.x) == 0
    assert overview_map(Account()).ids == ()


def test_one_person() -> None:
    found = overview(account([{"id": "a", "name": "A"}]))
    assert [unit.region.kind for unit in found.units] == [ACCOUNT]
    assert (found.x[0], found.y[0]) == pytest.approx((found.width / 2, found.height / 2))


def test_paths_are_units_within_units() -> None:
    people = crowd({"A": 2, "A / B": 3, "A / B / C / D": 4, "E": 1})
    assert kinds(people) == [(ACCOUNT, ""), (UNIT, "A"), (UNIT, "E"), (UNIT, "B"), (UNIT, "C")]
    regions = unit_tree(people).regions
    assert regions[1].units == ("A", "A / B", "A / B / C / D")  # what a focused map of A has to show
    assert [overview(people).units[place].headcount for place in range(5)] == [10, 9, 1, 7, 4]
    assert DEEPEST == 3


def test_a_slash_within_a_word_is_part_of_the_name() -> None:
    assert kinds(crowd({"IT/OT": 1, "R&D": 1})) == [(ACCOUNT, ""), (UNIT, "IT/OT"), (UNIT, "R&D")]


def test_who_has_no_unit_has_a_box_of_their_own_beside_those_who_have() -> None:
    people = crowd({"A": 2, "": 3})
    assert kinds(people) == [(ACCOUNT, ""), (NO_UNIT, ""), (UNIT, "A")]
    assert unit_tree(people).regions[1].units == ("",)
    assert kinds(crowd({"": 3})) == [(ACCOUNT, "")]  # nobody has one: no box around all


def test_small_units_beyond_the_most_are_one_box() -> None:
    sizes = {f"U{number:03}": 2 if number < MOST_BESIDE else 1 for number in range(MOST_BESIDE + 5)}
    regions = unit_tree(crowd(sizes)).regions
    assert len(regions) == 1 + MOST_BESIDE + 1
    assert (regions[-1].kind, regions[-1].units) == (
        REST,
        tuple(f"U{n:03}" for n in range(MOST_BESIDE, MOST_BESIDE + 5)),
    )
    assert all(
        region.kind == UNIT for region in unit_tree(crowd(dict(list(sizes.items())[: MOST_BESIDE + 1]))).regions[1:]
    )


def test_a_large_unit_is_divided_by_its_teams() -> None:
    people = [{"id": "boss", "name": "Boss", "unit": "U"}]
    for leader in ("l1", "l2"):
        people.append({"id": leader, "name": leader, "unit": "U", "reports_to": "boss"})
        people += [{"id": f"{leader}-{i:02}", "name": "x", "unit": "U", "reports_to": leader} for i in range(80)]
    found = overview(account(people))
    assert len(people) >= LARGE
    teams = [(unit.region.kind, unit.region.leader, unit.headcount) for unit in found.units]
    assert teams == [(ACCOUNT, "", 163), (UNIT, "", 163), (TEAM, "l1", 81), (TEAM, "l2", 81)]
    assert found.units[1].people == 1  # the boss, who leads both
    assert [unit.region.kind for unit in overview(account(people[: LARGE - 1])).units] == [ACCOUNT, UNIT]


@given(organisations(most=12))
def test_every_person_is_in_one_unit_and_counted_once(any_account: Account) -> None:
    found = overview(any_account)
    assert found.units[0].headcount == len(any_account.people) == sum(unit.people for unit in found.units)
    assert sorted(found.order.tolist()) == list(range(len(any_account.people)))
    units = set(any_account.people["unit"])
    named = [unit.region.units for unit in found.units if unit.region.parent == 0 and unit.region.kind != TEAM]
    assert sorted(name for names in named for name in names) == (sorted(units) if units != {""} and named else [])


# -- what is known of them ---------------------------------------------------------------------------------------------


def test_counts_by_hand() -> None:
    people = account(
        [
            {"id": "a", "name": "A", "unit": "U", "support": "2"},
            {"id": "b", "name": "B", "unit": "U / V", "support": "-1"},
            {"id": "c", "name": "C", "unit": "U / V"},
            {"id": "d", "name": "D", "unit": "W", "role": "decision_maker"},
        ],
        team=[{"id": "m", "name": "M"}],
        contacts=[
            {"member": "m", "person": "b", "trust": "1"},
            {"member": "m", "person": "c", "trust": "0"},  # has been approached, no more
        ],
        decisions=[{"id": "x", "target": "a"}],
    )
    view = overview_map(people, decision="x")
    counts = {path(view, place): (u.headcount, u.known, u.covered) for place, u in enumerate(view.overview.units)}
    assert counts == {"Test": (4, 2, 1), "U": (3, 2, 1), "U / V": (2, 1, 1), "W": (1, 0, 0)}
    assert view.overview.units[0].shares == (0,) * len(LEVELS)
    assert view.overview.level.tolist() == [LEVELS.index(level) for level in (2, -1, None, None)]
    assert view.overview.mark.tolist() == [DECIDES, CONTACTED, 0, DECIDES]
    assert known_in(view, 0) == ("a", "d", "b") and known_in(view, 1) == ("a", "b")
    assert unit_table(view)["headcount"].tolist() == [3, 1, 2]


def unpacked(people: Account, language: str = "en") -> dict[str, object]:
    scene: dict[str, object] = json.loads(
        gzip.decompress(base64.b64decode(overview_map(people, language=language).packed))
    )
    return scene


@given(organisations())
def test_what_is_sent_says_where_everybody_stands(any_account: Account) -> None:
    """The browser has no places, it has grids: the same formula gives back what Python placed."""
    view, scene = overview_map(any_account), unpacked(any_account)
    found = view.overview
    for place, unit in enumerate(scene["units"]):  # type: ignore[arg-type,var-annotated]
        for number in range(unit["people"]):
            row = any_account.positions[view.ids[unit["first"] + number]]
            left, top, width, height = unit["cell"]
            x = left + (number % unit["columns"] + 0.5) * width / unit["columns"]
            y = top + (number // unit["columns"] + 0.5) * height / unit["rows"]
            assert (x, y) == pytest.approx((found.x[row], found.y[row]), abs=2e-3)
            assert found.unit[row] == place


@given(organisations())
def test_one_character_stands_for_each_person(any_account: Account) -> None:
    scene, n = unpacked(any_account), len(any_account.people)
    assert {len(scene[name]) for name in ("levels", "influence", "marks", "names", "titles")} == {n}  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_legend_names_what_is_on_the_picture(language: str) -> None:
    people = account([{"id": "a", "name": "A", "support": "2"}, {"id": "b", "name": "B", "role": "decision_maker"}])
    support, marks, _ = overview_map(people, language=language).legend
    assert [entry["glyph"] for entry in support["entries"]] == ["++", "?"]
    assert len(marks["entries"]) == 1
    assert overview_map(people, language=language).revision == overview_map(people, language=language).revision


# -- boxes -------------------------------------------------------------------------------------------------------------


def test_the_published_example() -> None:
    """Areas 6, 6, 4, 3, 2, 2, 1 in 6 x 4, as in the paper (figure 3): two columns of two, and so on."""
    boxes = squarify([6, 6, 4, 3, 2, 2, 1], (0, 0, 6, 4))
    assert boxes[:4] == pytest.approx(
        np.array([[0, 0, 3, 2], [0, 2, 3, 2], [3, 0, 12 / 7, 7 / 3], [33 / 7, 0, 9 / 7, 7 / 3]])
    )
    assert (boxes[:, 2] * boxes[:, 3]).tolist() == pytest.approx([6, 6, 4, 3, 2, 2, 1])


@given(st.lists(st.floats(0.01, 1000), min_size=1, max_size=40))
def test_boxes_fill_what_is_around_them(areas: list[float]) -> None:
    areas.sort(reverse=True)
    boxes = squarify(areas, (1, 2, 7, 5))
    assert (boxes[:, 2] * boxes[:, 3]).tolist() == pytest.approx([35 * area / sum(areas) for area in areas])
    assert boxes[:, :2].min(axis=0) == pytest.approx([1, 2])
    assert (boxes[:, :2] + boxes[:, 2:]).max(axis=0) == pytest.approx([8, 7])


def test_a_chain_of_units_stays_drawable() -> None:
    parent = [-1, *range(30)]
    boxes, cells = nested(parent, np.ones(31), 1.0)
    assert (boxes[:, 2:] > 0).all() and (cells[:, 2:] > 0).all()
