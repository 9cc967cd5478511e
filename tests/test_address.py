"""What the map's address says: the same view in any language, and the way back."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from graphkit.i18n import LANGUAGES, text
from graphkit.plan import plan
from graphkit.samples import read_sample
from graphkit.store import Store
from graphkit.walk import plan_walk
from tests.test_pages import TODAY, keep, map_links, store, visit
from ui.words import percent

__all__ = ["store"]
STORY = read_sample("halden_pumps", TODAY)
CHOICES = {"layout": "around", "steps": "3", "size": "power", "route": "2"}


def control(app: AppTest, name: str) -> Any:
    """The box or the row of buttons whose choice stands in the address under this name."""
    return next(box for box in (*app.selectbox, *app.segmented_control) if box.key == f"address-{name}")


def chosen(app: AppTest) -> dict[str, str]:
    return {name: str(control(app, name).value) for name in CHOICES}


def in_address(app: AppTest) -> dict[str, Any]:
    return {name: app.query_params[name] for name in CHOICES if name in app.query_params}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_made_in_one_language_opens_in_the_other(store: Store, language: str) -> None:
    made = visit("map", account=keep(store, STORY), lang=language)
    for name, value in CHOICES.items():
        control(made, name).set_value(int(value) if name == "steps" else value).run()
    assert not made.exception
    assert in_address(made) == CHOICES
    (other,) = set(LANGUAGES) - {language}
    opened = visit("map", **{**made.query_params, "lang": other})
    assert chosen(opened) == chosen(made) == CHOICES
    assert text("screen.map.layout_around", other) in control(opened, "layout").options


def test_what_is_usual_or_unknown_is_not_in_the_address(store: Store) -> None:
    id_ = keep(store, STORY)
    app = visit("map", account=id_, layout="units")
    control(app, "layout").set_value("tree").run()
    assert in_address(app) == {}
    wrong = visit("map", account=id_, layout="By unit", size="99", route="plans")
    assert [control(wrong, name).value for name in ("layout", "size", "route")] == ["tree", "influence", "none"]


def test_the_way_back_changes_what_is_chosen(store: Store) -> None:
    app = visit("map", account=keep(store, STORY), layout="units")
    control(app, "layout").set_value("grid").run()
    assert app.query_params["layout"] == "grid"
    app.query_params["layout"] = "units"
    app.run()
    assert control(app, "layout").value == "units"
    del app.query_params["layout"]
    app.run()
    assert control(app, "layout").value == "tree"


# -- the plan, drawn -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_plan_page_leads_to_the_plan_on_the_map(store: Store, language: str) -> None:
    id_ = keep(store, STORY)
    page = visit("plan", account=id_, lang=language)
    page.slider(key="plan-meetings").set_value(4).run()
    (query,) = [query for query in map_links(page) if query.get("route") == ["plan"]]
    assert query["meetings"] == ["4"]
    app = visit("map", **{name: values[0] for name, values in query.items()})
    found = plan(STORY, STORY.decision().target, meetings=4)
    assert found.tree is not None and found.tree.yes is not None
    first = [line.value for line in app.markdown if percent(found.tree.value) in line.value]
    assert len(first) == 1 and percent(found.tree.step.probability) in first[0]
    app.button(key="map-step-forward").click().run()
    assert not app.exception
    assert [line for line in app.markdown if percent(found.tree.yes.value) in line.value]
    app.button(key="map-step-back").click().run()
    app.button(key="map-step-otherwise").click().run()
    assert found.tree.no is not None
    assert [line for line in app.markdown if percent(found.tree.no.value) in line.value]


def test_map_and_plan_page_stand_at_the_same_step(store: Store) -> None:
    app = visit("plan", account=keep(store, STORY))
    app.button(key="plan-no").click().run()
    app.switch_page("pages/map.py").run()
    control(app, "route").set_value("plan").run()
    assert not app.exception
    tree = plan(STORY, STORY.decision().target).tree
    assert tree is not None and tree.no is not None
    (said,) = [line.value for line in app.markdown if line.value.startswith("**Meeting 2:**")]
    assert percent(tree.no.value) in said
    assert not app.button(key="map-step-back").disabled


def test_the_last_step_says_that_the_target_is_reached(store: Store) -> None:
    app = visit("map", account=keep(store, STORY), route="plan")
    tree = plan(STORY, STORY.decision().target).tree
    meetings = len(plan_walk(tree, []).legs)
    for _ in range(meetings):
        if app.button(key="map-step-forward").disabled:
            break
        app.button(key="map-step-forward").click().run()
    assert text("screen.plan.reached", who=STORY.labels[STORY.decision().target]) in [m.value for m in app.markdown]


def test_a_plan_within_days(store: Store) -> None:
    app = visit("map", account=keep(store, STORY), route="plan", days="60")
    found = plan(STORY, STORY.decision().target, days=60)
    assert text("screen.map.plan_named_days", n=60) in control(app, "route").options
    assert [line for line in app.markdown if percent(found.value) in line.value and "**Meeting 1:**" in line.value]
