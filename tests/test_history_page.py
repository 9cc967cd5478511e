"""Undo and redo on every page, and the history page, on a real store (Streamlit's AppTest)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from graphkit.i18n import LANGUAGES, text
from graphkit.model import Account
from graphkit.samples import read_sample
from graphkit.store import Store
from tests.strategies import account
from tests.test_pages import HOSTILE, TODAY, headline, hostile_account, keep, live_markdown, said, store, visit

assert store  # the fixture
PEOPLE = [{"id": "boss", "name": "Bea"}, {"id": "a", "name": "Ada", "reports_to": "boss"}]


def ada(support: str) -> Account:
    people = [PEOPLE[0], PEOPLE[1] | {"support": support}]
    return account(people, decisions=[{"id": "d", "name": "Pumps", "target": "boss"}])


def edited_twice(store: Store) -> int:
    id_ = keep(store, ada("-1"))
    store.save(id_, ada("1"), version=1, actor="lee", note="after the visit")
    store.save(id_, ada("2"), version=2, actor="kim")
    return id_


def read(app: AppTest) -> str:
    """Everything the page says in Markdown, without the backslashes that keep Markdown away."""
    return re.sub(r"\\(.)", r"\1", "\n".join(written.value for written in app.markdown))


def heads(app: AppTest) -> list[str]:
    labels = [re.sub(r"\\(.)", r"\1", box.label) for box in app.expander]
    return [
        label.split(" · ", 2)[0] + " · " + label.split(" · ", 2)[2] for label in labels if label.startswith("Version")
    ]


# -- undo and redo --


@pytest.mark.parametrize("page", ["map", "coverage", "forecast", "plan", "account", "history", "truth", "accounts"])
def test_every_page_undoes_and_redoes(store: Store, page: str) -> None:
    id_ = edited_twice(store)
    app = visit(page, account=id_)
    undo, redo = app.sidebar.button(key="undo"), app.sidebar.button(key="redo")
    assert (undo.disabled, redo.disabled) == (False, True)
    assert undo.help.replace("\\", "") == "Undo: Ada: Support: Supporter → Champion"
    undo.click().run()
    assert not app.exception
    assert store.load(id_) == (ada("1"), 4)
    app.sidebar.button(key="redo").click().run()
    assert store.load(id_) == (ada("2"), 5)
    assert [entry.kind for entry in store.log(id_)][:2] == ["redone", "undone"]


def test_what_is_undone_survives_a_new_session(store: Store) -> None:
    id_ = edited_twice(store)
    visit("map", account=id_).sidebar.button(key="undo").click().run()
    app = visit("forecast", account=id_)  # another browser
    assert app.sidebar.button(key="redo").help.replace("\\", "") == "Redo: Ada: Support: Supporter → Champion"
    assert app.sidebar.button(key="undo").help.replace("\\", "") == "Undo: Ada: Support: Sceptic → Supporter"


def test_with_one_version_there_is_nothing_to_undo(store: Store) -> None:
    app = visit("account", account=keep(store, ada("1")))
    assert [app.sidebar.button(key=way).disabled for way in ("undo", "redo")] == [True, True]
    assert app.sidebar.button(key="undo").help == text("screen.undo.no_undo")


def test_who_is_behind_is_told_and_undoes_nothing(store: Store) -> None:
    id_ = edited_twice(store)
    app = visit("map", account=id_)
    store.save(id_, ada("0"), version=3, actor="lee")
    app.sidebar.button(key="undo").click().run()
    assert "Somebody else saved" in said(app)
    assert store.load(id_) == (ada("0"), 4)


# -- the page --


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_version_teaches(store: Store, language: str) -> None:
    app = visit("history", account=keep(store, ada("1")), lang=language)
    assert said(app) == text("screen.history.teach", language)


def test_the_history_says_who_did_what_and_what_it_did(store: Store) -> None:
    app = visit("history", account=edited_twice(store))
    assert headline(app).startswith("3 versions since") and headline(app).endswith("by kim.")
    assert heads(app) == [
        "Version 3 · kim · Edited · Ada: Support: Supporter → Champion",
        "Version 2 · lee · Edited · after the visit",
        "Version 1 · ada · Created",
    ]
    assert "**Ada**\n- Support: Supporter → Champion" in read(app)
    assert "##### " in read(app), "what it did"
    assert len(app.get("vega_lite_chart")) >= 2


def test_an_earlier_version_comes_back(store: Store) -> None:
    id_ = edited_twice(store)
    app = opened(visit("history", account=id_), id_, 1)
    app.button(key="restore-1").click().run()
    assert not app.exception
    assert store.load(id_) == (ada("-1"), 4)
    newest = store.history(id_)[0]
    assert (newest.kind, newest.note) == ("restored", "as in version 1")


def test_an_earlier_version_is_looked_around_in_without_changing_anything(store: Store) -> None:
    id_ = edited_twice(store)
    app = opened(visit("history", account=id_), id_, 1)
    app.button(key="see-1").click().run()
    assert not app.exception
    assert "What if: 1 change, nothing is kept yet" in read(app)
    assert store.load(id_) == (ada("2"), 3)


def opened(app: AppTest, id_: int, version: int) -> AppTest:
    """The history with one version unfolded."""
    app.session_state[f"revision-{id_}-{version}"] = True
    app.run()
    assert not app.exception
    return app


def test_any_two_versions_are_compared(store: Store) -> None:
    id_ = edited_twice(store)
    app = visit("history", account=id_)
    app.session_state["history-tabs"] = "Compare two"
    app.run()
    app.selectbox(key=f"history-from-{id_}").set_value(1).run()
    assert not app.exception
    assert "**Ada**\n- Support: Sceptic → Champion" in read(app)
    app.selectbox(key=f"history-to-{id_}").set_value(1).run()
    assert text("screen.history.same") in said(app)


def test_who_is_gone_still_has_a_name(store: Store) -> None:
    people = [*PEOPLE, {"id": "c", "name": "Cy", "title": "Clerk"}]
    id_ = keep(store, account(people, decisions=[{"id": "d", "target": "boss"}]))
    store.save(id_, account(PEOPLE, decisions=[{"id": "d", "target": "boss"}]), version=1, actor="lee")
    app = visit("history", account=id_)
    assert "**Cy**\n- removed (Title: Clerk)" in read(app)


def test_a_long_history_comes_in_pages(store: Store) -> None:
    id_ = keep(store, ada("0"))
    for version in range(1, 25):
        store.save(id_, ada(str(version % 2 + 1)), version=version, actor="ada")
    app = visit("history", account=id_)
    assert [head.split(" ")[1] for head in heads(app)] == [str(version) for version in range(25, 15, -1)]
    app.get("pagination")[0].set_value(3).run()
    assert not app.exception
    assert [head.split(" ")[1] for head in heads(app)] == [str(version) for version in range(5, 0, -1)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_history_says_every_kind_of_change(store: Store, language: str) -> None:
    """Head and assumptions too; the sample holds every table."""
    story = read_sample("halden_pumps", TODAY)
    id_ = keep(store, story)
    changed = story.with_(name="Other", profile={}, decisions=(), assumptions=story.assumptions.with_values({}))
    store.save(id_, changed.with_(ties=story.ties.iloc[:0], needs=story.needs.iloc[:0]), version=1, actor="lee")
    app = opened(visit("history", account=id_, lang=language), id_, 1)
    assert len(app.expander) == 3  # two versions, and the numbers of the line


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_hostile_words_stay_words(store: Store, words: str, tmp_path: Path) -> None:
    hostile = hostile_account(words)
    id_ = keep(store, hostile)
    store.save(
        id_,
        hostile.with_(name=words + "x", people=hostile.people.assign(title=words + "y")),
        version=1,
        actor=words,
        note=words,
    )
    app = visit("history", account=id_)
    assert live_markdown(app) == []
