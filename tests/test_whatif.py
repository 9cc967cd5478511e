"""What-if mode on every page: tried, compared, kept or thrown away (Streamlit's AppTest on a real store)."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from graphkit.i18n import LANGUAGES, text
from graphkit.store import Store
from tests.test_history_page import ada, read
from tests.test_pages import edited, headline, keep, opened_tab, said, store, visit

assert store  # the fixture
BANNER = "What if: 1 change, nothing is kept yet"


def trying(store: Store, **cells: object) -> tuple[int, AppTest]:
    """Somebody changes Ada's row in what-if mode, her support if nothing else; she is a sceptic in the account."""
    id_ = keep(store, ada("-1"))
    app = opened_tab(visit("account", account=id_), "People")
    app.sidebar.toggle(key="whatif-switch").set_value(True).run()
    assert not app.exception
    edited(app, "people", id_, 1, {0: cells or {"support": 2.0}})
    app.button(key="people").click().run()
    assert not app.exception
    return id_, app


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_anything_is_tried_the_page_teaches(store: Store, language: str) -> None:
    id_ = keep(store, ada("-1"))
    app = visit("whatif", account=id_, lang=language)
    assert said(app) == text("screen.whatif.teach", language)
    app.button(key="whatif-begin").click().run()
    assert said(app) == text("screen.whatif.teach_on", language)
    assert text("screen.whatif.banner_empty", language) in read(app)
    assert store.scenarios(id_) == []


def test_a_change_in_what_if_mode_is_shown_everywhere_and_kept_nowhere(store: Store) -> None:
    id_, app = trying(store)
    assert BANNER in read(app)
    assert store.load(id_) == (ada("-1"), 1)
    for page in ("map", "coverage", "forecast", "plan", "campaign", "import", "history", "truth", "whatif"):
        app.switch_page(f"pages/{page}.py").run()
        assert not app.exception, page
        assert BANNER in read(app), page
    assert "Support: Sceptic → Champion" in read(app)


def test_a_reload_loses_nothing(store: Store) -> None:
    id_, app = trying(store)
    (scenario,) = store.scenarios(id_)
    again = visit("whatif", account=id_, whatif=scenario.id)  # a new session on the same address
    assert BANNER in read(again)
    assert headline(again) == headline(app.switch_page("pages/whatif.py").run())
    assert BANNER not in read(visit("whatif", account=id_)), "and nobody else is in it"


def test_undo_and_redo_stay_inside(store: Store) -> None:
    id_, app = trying(store)
    app.sidebar.button(key="undo").click().run()
    assert text("screen.whatif.banner_empty") in read(app)
    app.sidebar.button(key="redo").click().run()
    assert BANNER in read(app)
    assert store.version(id_) == 1


def test_what_was_tried_is_kept_as_one_revision(store: Store) -> None:
    id_, app = trying(store)
    app.text_input(key="whatif-name").set_value("Bea is won")
    next(button for button in app.button if button.label == text("screen.whatif.keep_now")).click().run()
    assert not app.exception
    assert store.load(id_) == (ada("2"), 2)
    newest = store.history(id_)[0]
    assert (newest.kind, newest.note) == ("edited", "What if: Bea is won")
    assert store.scenarios(id_) == []
    assert "nothing is kept yet" not in read(app)


def test_what_was_tried_is_thrown_away(store: Store) -> None:
    id_, app = trying(store)
    app.button(key="whatif-drop").click().run()
    assert not app.exception
    assert (store.load(id_), store.scenarios(id_)) == ((ada("-1"), 1), [])
    assert "nothing is kept yet" not in read(app)


def test_switched_off_it_is_put_aside_and_gone_on_with(store: Store) -> None:
    id_, app = trying(store)
    app.sidebar.toggle(key="whatif-switch").set_value(False).run()
    assert BANNER not in read(app)
    (scenario,) = store.scenarios(id_)
    other = visit("whatif", account=id_)
    assert "Ada: Support: Sceptic → Champion" in read(other)
    other.button(key=f"go-on-{scenario.id}").click().run()
    assert BANNER in read(other)
    app.sidebar.toggle(key="whatif-switch").set_value(True).run()
    assert BANNER in read(app)


def test_one_change_is_taken_out(store: Store) -> None:
    id_, app = trying(store)
    app.switch_page("pages/whatif.py").run()
    app.button(key="take-out-0").click().run()
    assert not app.exception
    assert headline(app) == text("screen.whatif.answer_nothing")
    app.sidebar.button(key="undo").click().run()
    assert BANNER in read(app), "taking out is a gesture too"
    assert store.version(id_) == 1


def test_what_others_kept_meanwhile_is_never_overwritten(store: Store) -> None:
    id_, app = trying(store)
    store.save(id_, ada("1"), version=1, actor="lee")
    app.switch_page("pages/whatif.py").run()
    assert "Somebody saved version 2 in the meantime" in said(app)
    assert "One of your changes does not fit" in read(app)
    next(button for button in app.button if button.label == text("screen.whatif.keep_now")).click().run()
    assert "Somebody else saved" in said(app)
    app.button(key="whatif-update").click().run()
    assert not app.exception
    assert store.load(id_) == (ada("1"), 2)
    assert headline(app) == text("screen.whatif.answer_nothing")


def test_a_scenario_without_changes_is_brought_up_to_date_too(store: Store) -> None:
    id_ = keep(store, ada("-1"))
    app = visit("whatif", account=id_)
    app.button(key="whatif-begin").click().run()
    store.save(id_, ada("1"), version=1, actor="lee")
    app.run()
    app.button(key="whatif-update").click().run()
    assert not app.exception
    assert not app.warning


def test_the_same_scenario_in_two_windows(store: Store) -> None:
    """Whoever changes it second is told."""
    id_, app = trying(store)
    (scenario,) = store.scenarios(id_)
    other = visit("whatif", account=id_, whatif=scenario.id)
    other.button(key="take-out-0").click().run()
    app.sidebar.button(key="undo").click().run()
    assert "another window" in said(app)


def test_an_unknown_scenario_in_the_address_does_no_harm(store: Store) -> None:
    id_ = keep(store, ada("-1"))
    assert "nothing is kept yet" not in read(visit("map", account=id_, whatif="<b>"))


def test_what_moves_nothing_says_so(store: Store) -> None:
    """A title counts for nothing."""
    id_, app = trying(store, title="Clerk")
    del id_
    app.switch_page("pages/whatif.py").run()
    assert headline(app).startswith("Coverage unchanged: ")
    assert text("screen.effects.unchanged") in read(app)
