"""Laws of where people stand: nobody on another, the place says what it means, and little moves nobody else."""

import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit.errors import GraphkitError
from graphkit.graph import cycles, lines, managers
from graphkit.layouts.layout import HEIGHT, LEFT, LONGEST, NAME, RIGHT, Guide, Layout, name_width
from graphkit.layouts.places import LAYOUTS, Arrangement, places
from graphkit.layouts.radial import around, rings
from graphkit.layouts.sway import by_influence
from graphkit.layouts.tree import reporting_tree
from graphkit.model import Account, Decision
from graphkit.samples import SAMPLES, read_sample
from tests.strategies import account, accounts

crowds = accounts(max_people=12, max_members=1, max_ties=6)


def laid_out(any_account: Account, name: str) -> Layout:
    """Any layout of an account in which the first person decides."""
    first = any_account.people["id"][0]
    deciding = any_account.with_(decisions=(Decision("d", target=first),))
    return places(deciding, Arrangement(name, decision="d", person=first))


@pytest.mark.parametrize("name", LAYOUTS)
@given(crowds)
def test_nobody_stands_on_another(name: str, any_account: Account) -> None:
    layout = laid_out(any_account, name)
    placed = layout.positions[layout.shown]
    gaps = np.linalg.norm(placed[:, None] - placed[None], axis=2)[np.triu_indices(len(placed), 1)]
    assert (gaps > 24).all(), "a dot is up to 34 pixels wide; two of one pixel less than that would still be told apart"


@pytest.mark.parametrize("name", LAYOUTS)
@given(crowds, st.randoms(use_true_random=False))
def test_ratings_of_one_person_move_nobody_else(name: str, any_account: Account, random: object) -> None:
    """What is learned of one person's support leaves everybody else where they stood."""
    people = any_account.people.copy()
    one = random.randrange(len(people))  # type: ignore[attr-defined]
    people.loc[one, "support"] = 2.0
    before, after = laid_out(any_account, name), laid_out(any_account.with_(people=people), name)
    if (
        name == "grid"
    ):  # there the place is the rating: only those who share a cell, or its row and column, may give way
        return
    assert np.array_equal(before.positions, after.positions)


@given(crowds)
def test_managers_stand_above_their_reports(any_account: Account) -> None:
    position, manager = reporting_tree(any_account).positions, managers(any_account)
    cut = {loop[0] for loop in cycles(manager)}
    for person, boss in enumerate(manager):
        if boss >= 0 and person not in cut:
            assert position[person, 1] > position[boss, 1]


def test_a_chart_five_thousand_deep_is_laid_out() -> None:
    people = [{"id": f"{i:04}", "name": "x", "reports_to": f"{i - 1:04}" if i else ""} for i in range(5000)]
    assert reporting_tree(account(people)).positions[-1, 1] == 4999


@given(crowds)
def test_names_in_the_tree_cover_nobody(any_account: Account) -> None:
    """A name, as wide as it is taken to be, ends before whoever stands next in the row."""
    positions = laid_out(any_account, "tree").positions
    for (x, y), id_ in zip(positions.tolist(), any_account.people["id"], strict=True):
        name = any_account.labels[id_]
        others = positions[(np.abs(positions[:, 1] - y) < HEIGHT) & (positions[:, 0] > x), 0]
        assert (others - LEFT >= x + RIGHT + name_width(name) - 1e-6).all()


def test_a_chinese_letter_is_as_wide_as_high() -> None:
    assert name_width("李明") == 2 * NAME < name_width("Dominic Achterberg") < name_width("x" * 99) == LONGEST


def test_a_wide_organisation_fits_a_screen() -> None:
    """Thirty teams of five under one person: side by side they are thirty columns wide; in rows they fit."""
    people = [{"id": "top", "name": "Top"}]
    for team in range(30):
        people.append({"id": f"t{team:02}", "name": "x", "reports_to": "top"})
        people += [{"id": f"t{team:02}-{i}", "name": "x", "reports_to": f"t{team:02}"} for i in range(4)]
    layout = places(account(people), Arrangement())
    width, height = np.ptp(layout.positions, axis=0)
    assert 0.5 < width / height < 3


@given(crowds)
def test_rings_are_levels_of_the_tree(any_account: Account) -> None:
    parent = np.array([-1, 0, 0, 1, 1, 2], np.int32)
    positions, radii = rings(parent)
    radius = np.hypot(*positions.T)
    assert np.allclose(radius, [0, radii[1], radii[1], radii[2], radii[2], radii[2]])
    layout = laid_out(any_account, "radial")
    assert len(layout.positions) == len(any_account.people)


@given(crowds, st.integers(1, 3))
def test_around_shows_whoever_is_within_the_steps(any_account: Account, steps: int) -> None:
    """Held against a walk from neighbour to neighbour."""
    found = lines(any_account)
    within = {0}
    for _ in range(steps):
        pairs = zip(found.source.tolist(), found.target.tolist(), strict=True)
        within |= {b for pair in pairs for a, b in (pair, pair[::-1]) if a in within}
    layout = around(any_account, any_account.people["id"][0], steps=steps)
    assert set(np.flatnonzero(layout.shown).tolist()) == within
    assert np.allclose(layout.positions[0], 0)


def test_only_the_chosen_kinds_of_lines_are_walked() -> None:
    people = [{"id": "a", "name": "A"}, {"id": "b", "name": "B", "reports_to": "a"}, {"id": "c", "name": "C"}]
    story = account(people, ties=[{"source": "a", "target": "c", "kind": "friend"}])
    assert around(story, "a", steps=1, kinds=("friend",)).shown.tolist() == [True, False, True]


def test_the_more_somebody_moves_the_decision_the_nearer_they_stand() -> None:
    people = [
        {"id": "boss", "name": "Boss", "power": "1"},
        {"id": "near", "name": "Near", "power": "5", "influence": "5"},
        {"id": "far", "name": "Far", "influence": "1"},
        {"id": "alone", "name": "Alone"},
    ]
    ties = [
        {"source": "near", "target": "boss", "kind": "influences", "strength": "5"},
        {"source": "far", "target": "boss", "kind": "influences", "strength": "1"},
    ]
    story = account(people, ties=ties, decisions=[{"id": "d", "target": "boss"}])
    layout = by_influence(story, decision="d")
    distance = dict(zip(story.people["id"], np.hypot(*layout.positions.T), strict=True))
    assert distance["boss"] == 0
    assert distance["boss"] < distance["near"] < distance["far"] < distance["alone"]


def test_without_anybody_who_decides_there_is_no_influence_to_show() -> None:
    with pytest.raises(GraphkitError):
        by_influence(account([{"id": "a", "name": "A"}]))


@given(crowds)
def test_units_are_boxes_that_hold_their_people_and_nobody_else(any_account: Account) -> None:
    layout = laid_out(any_account, "units")
    boxes = {guide.words: guide for guide in layout.guides}
    for unit, (x, y) in zip(any_account.people["unit"], layout.positions.tolist(), strict=True):
        assert [name for name, box in boxes.items() if _holds(box, x, y)] == [unit]


@pytest.mark.parametrize("sample", SAMPLES)
def test_by_unit_every_name_can_be_read_when_the_whole_map_is_seen(sample: str) -> None:
    """On a map of 690 x 640 pixels, as beside a card at a window of 1,440; names are then 11 pixels high."""
    story = read_sample(sample, datetime.date(2026, 1, 5))
    layout = laid_out(story, "units")
    corners = [
        (box.x + side * box.width / 2, box.y + side * box.height / 2) for box in layout.guides for side in (-1, 1)
    ]
    wide, high = np.ptp(np.array(corners), axis=0)
    scale = min(690 / wide, 640 / high)
    for (x, y), id_ in zip(layout.positions, story.people["id"], strict=True):
        beside = [right for right, row in layout.positions.tolist() if row == y and right > x]
        room = (min(beside, default=np.inf) - x) * scale
        assert room >= name_width(story.labels[id_]) * 11 / NAME + 12, story.labels[id_]
    assert HEIGHT * scale >= 11


def _holds(box: Guide, x: float, y: float) -> bool:
    return abs(x - box.x) <= box.width / 2 and abs(y - box.y) <= box.height / 2


@given(crowds)
def test_the_grid_orders_by_power_and_support(any_account: Account) -> None:
    """Who has more power stands higher, who supports us more stands farther right; the unknown stand apart."""
    layout, people = laid_out(any_account, "grid"), any_account.people
    x, y = layout.positions.T
    for column, value in (("power", -y), ("support", x)):
        known = people[column].notna().to_numpy()
        for one in np.flatnonzero(known):
            higher = known & (people[column] > people[column][one]).to_numpy()
            assert (value[higher] > value[one]).all()
            assert (value[~known] < value[one]).all()
