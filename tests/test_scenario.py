"""Laws of what-if: a scenario is changes on a version, and keeping it or dropping it loses nothing of others."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.changes import apply, by_row, diff
from graphkit.errors import GraphkitError
from graphkit.folder import without_strangers
from graphkit.model import Account
from graphkit.scenario import (
    Scenario,
    brought_back,
    changed,
    from_record,
    rebased,
    supposed,
    taken_back,
    to_record,
    without,
)
from graphkit.store import Store
from tests.strategies import account, accounts

small = accounts(max_people=3, max_ties=3)
TWO = [{"id": "a", "name": "Ada", "support": "0"}, {"id": "b", "name": "Bea", "power": "2"}]


def tried(base: Account, *states: Account) -> Scenario:
    """A scenario with these states one after the other."""
    scenario, before = Scenario(1), base
    for state in states:
        scenario, before = changed(scenario, before, state), state
    return scenario


@settings(max_examples=10)
@given(small, st.lists(small, min_size=1, max_size=3))
def test_a_scenario_shows_what_was_tried_last(base: Account, states: list[Account]) -> None:
    scenario = tried(base, *states)
    assert supposed(scenario, base) == states[-1]
    assert from_record(to_record(scenario)) == scenario


@settings(max_examples=10)
@given(small, st.lists(small, min_size=1, max_size=3))
def test_taking_back_and_bringing_back_is_as_before(base: Account, states: list[Account]) -> None:
    scenario = back = tried(base, *states)
    for _ in scenario.done:
        back = taken_back(back)
    assert supposed(back, base) == base
    with pytest.raises(GraphkitError, match="nothing left to undo"):
        taken_back(back)
    for _ in scenario.done:
        back = brought_back(back)
    assert back == scenario


def test_a_new_gesture_forbids_redo() -> None:
    base = account(TWO)
    back = taken_back(tried(base, base.with_(name="x")))
    with pytest.raises(GraphkitError, match="nothing to redo"):
        brought_back(changed(back, base, base.with_(name="y")))


@settings(max_examples=10)
@given(small, small)
def test_rows_of_changes_are_all_changes(before: Account, after: Account) -> None:
    changes = diff(before, after)
    rows = by_row(changes)
    assert sorted(change for row in rows for change in map(repr, row)) == sorted(map(repr, changes))
    assert apply(before, [change for row in rows for change in row]) == after


def test_one_change_is_taken_out_alone() -> None:
    base = account(TWO)
    after = account([TWO[0] | {"support": "2"}, TWO[1] | {"power": "5"}])
    first, second = by_row(diff(base, after))
    left = without(after, first)
    assert (left.person("a").support, left.person("b").power) == (0, 5)
    assert without(left, second) == base


def test_somebody_who_is_still_named_is_not_taken_out() -> None:
    base = account(TWO)
    ties = [{"source": "a", "target": "c", "kind": "friend"}]
    after = account([*TWO, {"id": "c", "name": "Cy"}], ties=ties)
    rows = {row[0].table: row for row in by_row(diff(base, after))}
    with pytest.raises(GraphkitError, match="still named in ties"):
        without(after, rows["people"])
    assert without(without(after, rows["ties"]), rows["people"]) == base


@settings(max_examples=10)
@given(small, small)
def test_on_the_version_it_started_from_nothing_conflicts(base: Account, after: Account) -> None:
    clean = without_strangers(after)[0]
    found = rebased(tried(base, clean), base, base, 7)
    assert (found.conflicts, found.scenario.version) == ((), 7)
    assert supposed(found.scenario, base) == clean


@settings(max_examples=10)
@given(small, small, small)
def test_rebasing_never_breaks_or_loses_what_others_kept(base: Account, after: Account, newest: Account) -> None:
    """Whatever others did: the result fits, names no stranger that was not one before, and every conflict is named."""
    found = rebased(tried(base, after), base, newest, 2)
    result = supposed(found.scenario, newest)
    assert len(without_strangers(result)[1]) <= len(without_strangers(newest)[1])
    wanted = sorted(map(repr, by_row(diff(base, after))))
    fit = by_row(found.scenario.changes)
    assert sorted([*map(repr, fit), *map(repr, found.conflicts)]) == wanted


def test_a_cell_that_somebody_else_changed_is_a_conflict_and_theirs_stays() -> None:
    base = account(TWO)
    mine = account([TWO[0] | {"support": "2"}, TWO[1] | {"power": "5"}])
    theirs = account([TWO[0] | {"support": "-1"}, TWO[1]])
    found = rebased(tried(base, mine), base, theirs, 2)
    assert [(row[0].key, row[0].column) for row in found.conflicts] == [(("a",), "support")]
    result = supposed(found.scenario, theirs)
    assert (result.person("a").support, result.person("b").power) == (-1, 5)


def test_a_person_taken_away_here_and_named_there_stays() -> None:
    base, mine = account(TWO), account(TWO[:1])
    theirs = account(TWO, ties=[{"source": "a", "target": "b", "kind": "friend"}])
    found = rebased(tried(base, mine), base, theirs, 2)
    assert [row[-1].key for row in found.conflicts] == [("b",)]
    assert supposed(found.scenario, theirs) == theirs


def test_a_scenario_survives_in_the_store_until_it_is_dropped(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'accounts.db'}")
    base = account(TWO)
    id_ = store.create(base, actor="ada")
    kept = store.keep_scenario(id_, changed(Scenario(1), base, base.with_(name="x"), source=base), actor="ada")
    again = store.keep_scenario(id_, taken_back(kept), actor="ada")
    assert (store.scenarios(id_), again.source, again.undone[0].source) == ([again], None, base)
    with pytest.raises(GraphkitError, match="another window"):
        store.keep_scenario(id_, kept, actor="lee")
    assert store.load(id_) == (base, 1), "nothing of it is kept"
    store.drop_scenario(again.id)
    assert store.scenarios(id_) == []
    with pytest.raises(GraphkitError, match="thrown away"):
        store.keep_scenario(id_, again, actor="ada")


def test_a_removed_account_takes_its_scenarios_along(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'accounts.db'}")
    base = account(TWO)
    id_ = store.create(base, actor="ada")
    store.keep_scenario(id_, changed(Scenario(1), base, base.with_(name="x")), actor="ada")
    store.remove(id_)
    assert store.scenarios(id_) == []
