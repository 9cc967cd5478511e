"""The map page of a big organisation: the overview first, then what was chosen on it, and back."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from bench.map import made_account
from graphkit.overview_map import OverviewMap, known_in, overview_map, path
from graphkit.store import Store
from graphkit.views import MOST_PEOPLE
from tests.test_pages import keep, store, visit
from ui.words import plain

__all__ = ["store"]  # the fixture
LARGE = made_account(MOST_PEOPLE + 500)


def drawn(app: AppTest) -> list[str]:
    """Which maps are on the page."""
    return [component.proto.component_name for component in app.get("bidi_component")]


def selected(app: AppTest, **what: object) -> AppTest:
    """The page after a click on the overview."""
    app.session_state["overview"] = {"selected": {"revision": view().revision, **what}}
    app.run()
    assert not app.exception
    return app


def view() -> OverviewMap:
    return overview_map(LARGE, decision="made")


def opened(app: AppTest) -> AppTest:
    app.button(key="overview-open").click().run()
    assert not app.exception
    return app


def test_few_people_have_no_overview(store: Store) -> None:
    app = visit("map", account=keep(store, made_account(300)))
    assert drawn(app) == ["graphkit.visnet"]


def test_many_people_have_one_and_search_goes_past_it(store: Store) -> None:
    app = visit("map", account=keep(store, LARGE))
    assert drawn(app) == ["graphkit.canvasmap"]
    app.selectbox(key="map-search").select(LARGE.people["id"][7]).run()
    assert drawn(app) == ["graphkit.visnet"]


def test_a_unit_is_described_opened_and_left(store: Store) -> None:
    app = visit("map", account=keep(store, LARGE))
    place = next(n for n, unit in enumerate(view().overview.units) if unit.region.units and unit.known)
    selected(app, unit=place)
    unit = view().overview.units[place]
    assert plain(path(view(), place)) in [written.value for written in app.subheader]
    assert [metric.value for metric in app.metric] == [f"{n:,}" for n in (unit.headcount, unit.known, unit.covered)]
    assert LARGE.labels[known_in(view(), place)[0]] in " ".join(text.value for text in app.text)
    assert drawn(opened(app)) == ["graphkit.visnet"]
    app.button(key="overview-back").click().run()
    assert drawn(app) == ["graphkit.canvasmap"]


def test_a_person_is_described_and_opened(store: Store) -> None:
    app = visit("map", account=keep(store, LARGE))
    selected(app, person=5)
    name = LARGE.labels[view().ids[5]]
    assert plain(name) in [heading.value for heading in app.subheader]
    assert drawn(opened(app)) == ["graphkit.visnet"]


@pytest.mark.parametrize("stale", [{"person": 5, "revision": "of another picture"}, {"unit": 10**6, "revision": ""}])
def test_a_click_on_a_picture_that_is_no_more_is_none(store: Store, stale: dict[str, object]) -> None:
    app = visit("map", account=keep(store, LARGE))
    selected(app, **stale)
    assert not app.metric and "overview-open" not in [button.key for button in app.button]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_all_units_stand_in_a_table(store: Store, language: str) -> None:
    app = visit("map", account=keep(store, LARGE), lang=language)
    table = app.expander[0].dataframe[0].value
    assert len(table) == len(view().names) - 1 and table["headcount"].max() < len(LARGE.people)
