"""The plan page: the budget in days, why each step, planning anew after some steps, and what if refusals spread."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from graphkit.i18n import LANGUAGES, text
from graphkit.model import Account
from graphkit.plan import Node, plan
from graphkit.samples import read_sample
from graphkit.store import Store
from tests.test_pages import TODAY, headline, keep, said, store, visit  # noqa: F401 store is a fixture
from ui.words import percent


@pytest.fixture
def story() -> Account:
    found = read_sample("harbour_authority", TODAY)
    return found.rated_for(found.decision().id)


def written(app: AppTest) -> str:
    return "\n".join(line.value for line in app.markdown)


def pair(node: Node) -> tuple[str, str]:
    return node.step.source, node.step.target


@pytest.mark.parametrize("language", LANGUAGES)
def test_planning_anew_starts_from_what_was_tried(store: Store, story: Account, language: str) -> None:  # noqa: F811
    target = story.decision().target
    tree = plan(story, target).tree
    assert tree is not None and tree.no is not None
    app = visit("plan", account=keep(store, story), lang=language)
    app.button(key="plan-no").click().run()
    assert [metric.value for metric in app.metric][1] == percent(tree.no.value)
    app.button(key="plan-anew").click().run()
    assert not app.exception
    again = plan(story, target, meetings=5, failed=[pair(tree)])
    assert percent(again.value) in headline(app)
    assert ":material/cancel:" in written(app)
    app.button(key="plan-yes").click().run()
    app.button(key="plan-anew").click().run()
    assert not app.exception
    assert again.tree is not None
    later = plan(story, target, meetings=4, done=[pair(again.tree)], failed=[pair(tree)])
    assert percent(later.value) in headline(app)
    assert ":material/check_circle:" in written(app)
    app.button(key="plan-over").click().run()
    assert percent(tree.value) in headline(app)
    assert ":material" not in written(app)


def test_a_folded_branch_is_planned_anew(store: Store, story: Account) -> None:  # noqa: F811
    app = visit("plan", account=keep(store, story))
    node = plan(story, story.decision().target).tree
    while node is not None and not node.folded:
        works = node.no is None or (node.yes is not None and node.yes.reach < node.no.reach)
        app.button(key="plan-yes" if works else "plan-no").click().run()
        node = node.yes if works else node.no
    assert node is not None and text("screen.plan.folded") in [caption.value for caption in app.caption]
    app.button(key="plan-anew").click().run()
    assert not app.exception
    assert text("screen.plan.folded") not in [caption.value for caption in app.caption]


def test_a_budget_in_days(store: Store, story: Account) -> None:  # noqa: F811
    app = visit("plan", account=keep(store, story))
    app.segmented_control(key="plan-unit").set_value("days").run()
    found = plan(story, story.decision().target, days=60)
    assert percent(found.value) in headline(app) and "60 days" in headline(app)
    app.button(key="plan-no").click().run()
    app.button(key="plan-anew").click().run()
    assert not app.exception and found.tree is not None
    again = plan(story, story.decision().target, days=60 - found.tree.step.days, failed=[pair(found.tree)])
    assert percent(again.value) in headline(app)


def test_what_if_refusals_spread(store: Store, story: Account) -> None:  # noqa: F811
    app = visit("plan", account=keep(store, story))
    for share in (story.assumptions.refusal_cooling, 0.6):
        found = plan(story, story.decision().target, cooler=share)
        assert f"with {percent(found.value_if_cooler)} instead of {percent(found.value)}" in written(app)
        app.slider(key="plan-cooler").set_value(0.6).run()


def test_the_reason_of_a_step(store: Store, story: Account) -> None:  # noqa: F811
    tree = plan(story, story.decision().target).tree
    assert tree is not None and tree.runner_up is not None
    app = visit("plan", account=keep(store, story))
    assert f"{100 * tree.advantage:.1f} points lower" in written(app)
    assert story.labels[tree.runner_up.target] in written(app).replace("\\", "")
    assert said(app) == ""
