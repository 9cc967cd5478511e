"""Objections and closings: found in spite of slips, ranked by who says them, kept in versions, counted honestly."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit import schema
from graphkit.errors import GraphkitError
from graphkit.i18n import LANGUAGES
from graphkit.library import (
    ENOUGH_USES,
    FIELDS,
    KINDS,
    Quoted,
    Saying,
    Use,
    current,
    fitting,
    records,
    sayings_for,
    search,
    starter,
)
from graphkit.shelf import Shelf
from graphkit.store import Store
from tests.strategies import account

TODAY = datetime.date(2026, 11, 23)
CLOSINGS = ["从众成交法", "压力成交法", "选择成交法", "默认成交法"]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(f"sqlite:///{tmp_path / 'accounts.db'}")


def ids(sayings: tuple[Saying, ...]) -> list[str]:
    return [saying.id for saying in sayings]


# -- the starter set ---------------------------------------------------------------------------------------------------


def test_the_starter_set_is_whole_in_both_languages() -> None:
    sayings = starter()
    assert [sum(s.kind == kind for s in sayings) for kind in KINDS] == [10, 4]
    for saying in sayings:
        assert set(saying.roles) <= set(schema.ROLES) and set(saying.stages) <= set(schema.STAGES)
        assert set(saying.support) <= {-2, -1, 0, 1, 2}
        for language in LANGUAGES:
            assert saying.texts[language].keys() == set(FIELDS[saying.kind])
            assert all(saying.texts[language].values())
    assert [s.text("title", "zh") for s in sayings if s.kind == "closing"] == CLOSINGS


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("price", "price"),
        ("buget", "no_budget"),
        ("securty risk", "risk"),
        ("committe", "committee"),
        ("太贵", "price"),
        ("从众", "everyone_does"),
        ("满意", "satisfied"),
    ],
)
def test_search_forgives_slips_in_both_languages(words: str, found: str) -> None:
    assert found in ids(search(starter(), words))[:2]


def test_search_finds_nothing_where_nothing_is() -> None:
    assert search(starter(), "zzzqqq") == ()
    assert search(starter(), "  ") == starter()


@given(st.text(max_size=20))
def test_search_takes_any_words(words: str) -> None:
    assert set(ids(search(starter(), words))) <= set(ids(starter()))


# -- who says it, and what fits ----------------------------------------------------------------------------------------


def test_what_a_person_like_this_objects() -> None:
    assert ids(sayings_for(starter(), role="gatekeeper", support=-2, stage="unease"))[0] == "risk"
    assert ids(sayings_for(starter(), role="user", support=-1, stage="unease")) == [
        *("satisfied", "not_now", "bad_experience")
    ]
    assert sayings_for(starter(), role="influencer", support=2) == (), "nobody like this objects so"
    assert ids(sayings_for(starter(), most=10)) == [s.id for s in starter() if s.kind == "objection"]


def test_a_closing_that_does_not_fit_is_not_proposed() -> None:
    assert sayings_for(starter(), support=-2, stage="unease", kind="closing") == ()
    fits = ids(sayings_for(starter(), role="decision_maker", support=2, stage="decision", kind="closing", most=4))
    assert fits == ["choice", "assumption"]
    fits = ids(sayings_for(starter(), role="decision_maker", support=1, stage="desire", kind="closing", most=4))
    assert fits == ["pressure", "choice", "everyone_does"]
    assert "pressure" not in ids(sayings_for(starter(), support=0, stage="desire", kind="closing", most=4))


def test_what_worked_breaks_ties() -> None:
    one, other = Saying("a", "objection"), Saying("b", "objection")
    assert ids(sayings_for([one, other])) == ["a", "b"]
    uses = [Use("b", 1, "p", TODAY, True)]
    assert ids(sayings_for([one, other], uses=uses)) == ["b", "a"]


def test_filters_leave_open_what_a_saying_leaves_open() -> None:
    named, open_ = Saying("a", "objection", roles=("user",), support=(0,)), Saying("b", "closing")
    assert ids(fitting([named, open_], role="user", support=0)) == ["a", "b"]
    assert ids(fitting([named, open_], role="gatekeeper")) == ["b"]
    assert ids(fitting([named, open_], kind="objection")) == ["a"]


# -- what worked -------------------------------------------------------------------------------------------------------


@given(st.lists(st.booleans(), max_size=12))
def test_a_share_only_of_enough_uses(outcomes: list[bool]) -> None:
    found = records(Use("price", 1, "p", TODAY, worked) for worked in outcomes).get("price")
    if not outcomes:
        assert found is None
        return
    assert found is not None and (found.uses, found.worked) == (len(outcomes), sum(outcomes))
    assert (found.share is None) == (len(outcomes) < ENOUGH_USES)
    assert found.share is None or found.share == sum(outcomes) / len(outcomes)


# -- kept in the store -------------------------------------------------------------------------------------------------


def test_every_edit_is_a_version(store: Store) -> None:
    shelf, price = Shelf(store), starter()[0]
    assert current(shelf.sayings()) == starter()
    texts = {**price.texts, "en": {**price.texts["en"], "title": "Dear"}}
    first = shelf.keep(replace(price, texts=texts), actor="ada")
    assert (first.id, first.version, first.created_by) == ("price", 1, "ada")
    second = shelf.keep(replace(first, roles=()), actor="bob")
    assert [saying.version for saying in shelf.sayings()] == [1, 2]
    now = {saying.id: saying for saying in current(Shelf(store).sayings())}
    assert now["price"] == second and now["price"].text("title", "en") == "Dear"
    assert len(now) == len(starter())
    assert now["price"].text("title", "zh") == price.text("title", "zh")


def test_the_team_s_own_is_what_it_wrote_or_used(store: Store) -> None:
    shelf = Shelf(store)
    assert shelf.library().own == () and shelf.library().sayings == starter()
    id_ = store.create(account([{"id": "p", "name": "P"}]), actor="ada")
    own = shelf.keep(Saying("", "objection", texts={"en": {"title": "We build it ourselves."}}), actor="ada")
    shelf.use(Use("price", id_, "p", TODAY, True, "ada"))
    assert ids(shelf.library().own) == ["price", own.id]
    assert Quoted(own, ("title", "text")).say("zh") == "We build it ourselves"


def test_two_editors_never_overwrite_each_other(store: Store) -> None:
    shelf, price = Shelf(store), starter()[0]
    shelf.keep(price, actor="ada")
    with pytest.raises(GraphkitError) as error:
        shelf.keep(price, actor="bob")
    assert error.value.key == "error.saying_changed_meanwhile"


def test_one_of_ones_own_and_out_of_use(store: Store) -> None:
    shelf = Shelf(store)
    own = shelf.keep(Saying("", "objection", texts={"zh": {"title": "等通知"}}), actor="ada")
    assert own.text("title", "en") == "等通知", "read in the other language where it was never written in this one"
    assert ids(current(shelf.sayings()))[-1] == own.id
    shelf.retire(own, actor="ada")
    shelf.retire(starter()[0], actor="ada")
    assert ids(current(shelf.sayings())) == ids(starter())[1:]
    with pytest.raises(GraphkitError):
        shelf.keep(Saying("", "objection", texts={"en": {"title": " "}}), actor="ada")


def test_uses_go_with_their_account(store: Store) -> None:
    shelf = Shelf(store)
    id_ = store.create(account([{"id": "p", "name": "P"}]), actor="ada")
    used = Use("price", id_, "p", TODAY, True, "ada")
    shelf.use(used)
    assert shelf.uses() == (used,)
    with pytest.raises(GraphkitError):
        shelf.use(replace(used, account=id_ + 1))
    store.remove(id_)
    assert shelf.uses() == ()
