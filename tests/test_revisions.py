"""Laws of undo and redo: what is next is a function of the history, and every step is one revision."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphkit.errors import GraphkitError
from graphkit.model import Account
from graphkit.revisions import Entry, last_import, redoable, undoable
from graphkit.store import Store
from tests.strategies import account, accounts

BEGAN = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def history(*kinds: str) -> list[Entry]:
    return [Entry(version, BEGAN, "ada", kind, "") for version, kind in enumerate(kinds, 1)]


def store_of(folder: Path) -> Store:
    return Store(f"sqlite:///{folder / 'accounts.db'}")


def ada(support: str) -> Account:
    return account([{"id": "a", "name": "Ada", "support": support}])


@pytest.mark.parametrize(
    ("kinds", "undo", "redo"),
    [
        ((), None, None),
        (("created",), None, None),
        (("created", "edited"), 2, None),
        (("created", "edited", "edited", "undone"), 2, 3),
        (("created", "edited", "edited", "undone", "undone"), None, 2),
        (("created", "edited", "edited", "undone", "undone", "redone"), 2, 3),
        (("created", "edited", "undone", "edited"), 4, None),
        (("created", "edited", "undone", "edited", "undone"), None, 4),
        (("imported", "imported", "restored"), 3, None),
    ],
)
def test_what_is_next_follows_from_the_history(kinds: tuple[str, ...], undo: int | None, redo: int | None) -> None:
    assert (undoable(history(*kinds)), redoable(history(*kinds))) == (undo, redo)
    assert undoable(reversed(history(*kinds))) == undo, "whatever order the log comes in"


@pytest.mark.parametrize(
    ("kinds", "made"),
    [
        (("imported",), 1),
        (("created", "imported", "edited"), 2),
        (("created", "imported", "undone"), None),
        (("imported", "imported", "undone"), 1),
        (("imported", "imported", "undone", "redone"), 2),
        (("imported", "imported", "restored"), None),
    ],
)
def test_the_last_import_is_the_one_that_still_counts(kinds: tuple[str, ...], made: int | None) -> None:
    assert last_import(history(*kinds)) == made


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(accounts(max_people=3, max_ties=3), min_size=2, max_size=4))
def test_undoing_all_and_redoing_all_changes_nothing(tmp_path: Path, states: list[Account]) -> None:
    store = store_of(tmp_path)
    id_ = store.create(states[0], actor="ada")
    seen = [(states[0], 1)]
    for state in states[1:]:
        version = store.save(id_, state, version=seen[-1][1], actor="ada")
        if version != seen[-1][1]:
            seen.append((state, version))
    version = seen[-1][1]
    for state, _ in reversed(seen[:-1]):
        version = store.undo(id_, version=version, actor="lee")
        assert store.load(id_) == (state, version), "the account before the change"
    for state, _ in seen[1:]:
        version = store.redo(id_, version=version, actor="lee")
        assert store.load(id_) == (state, version), "and after it"
    assert redoable(store.log(id_)) is None
    assert [entry.version for entry in store.log(id_)] == list(range(version, 0, -1)), "every step is a revision"


@settings(max_examples=60)
@given(st.lists(st.sampled_from(["edit", "undo", "redo"]), max_size=14))
def test_undo_and_redo_walk_like_in_any_editor(steps: list[str]) -> None:
    """The oracle: a list of states and a place in it."""
    states, place, kinds = [1], 0, ["created"]
    for step in steps:
        if step == "edit":
            states, place = [*states[: place + 1], len(kinds) + 1], place + 1
        elif step == "undo" and place > 0:
            place -= 1
        elif step == "redo" and place + 1 < len(states):
            place += 1
        else:
            continue
        kinds.append({"edit": "edited", "undo": "undone", "redo": "redone"}[step])
    log = history(*kinds)
    assert undoable(log) == (states[place] if place else None)
    assert redoable(log) == (states[place + 1] if place + 1 < len(states) else None)


def test_a_new_edit_forbids_redo(tmp_path: Path) -> None:
    store = store_of(tmp_path)
    id_ = store.create(ada("0"), actor="ada")
    store.save(id_, ada("1"), version=1, actor="ada")
    store.undo(id_, version=2, actor="ada")
    store.save(id_, ada("2"), version=3, actor="ada")
    with pytest.raises(GraphkitError, match="nothing to redo"):
        store.redo(id_, version=4, actor="ada")
    assert [entry.kind for entry in store.log(id_)] == ["edited", "undone", "edited", "created"]


def test_who_is_behind_is_told_and_nothing_is_undone(tmp_path: Path) -> None:
    store = store_of(tmp_path)
    id_ = store.create(ada("0"), actor="ada")
    store.save(id_, ada("1"), version=1, actor="ada")
    store.save(id_, ada("2"), version=2, actor="lee")
    with pytest.raises(GraphkitError, match="Somebody else saved"):
        store.undo(id_, version=2, actor="ada")
    assert store.load(id_) == (ada("2"), 3)


def test_the_beginning_cannot_be_undone(tmp_path: Path) -> None:
    store = store_of(tmp_path)
    id_ = store.create(ada("0"), actor="ada")
    with pytest.raises(GraphkitError, match="nothing left to undo"):
        store.undo(id_, version=1, actor="ada")


def test_undoing_an_import_takes_back_what_its_file_said(tmp_path: Path) -> None:
    store = store_of(tmp_path)
    first, second = ada("0"), ada("1")
    id_ = store.create(first, actor="ada", kind="imported", source=first)
    store.save(id_, second, version=1, actor="ada", kind="imported", source=second)
    store.save(id_, ada("2"), version=2, actor="ada")
    store.undo(id_, version=3, actor="ada")
    assert store.source(id_) == second, "an edit says nothing of files"
    store.undo(id_, version=4, actor="ada")
    assert (store.load(id_)[0], store.source(id_), store.last_import(id_)) == (first, first, 1)
    store.redo(id_, version=5, actor="ada")
    assert (store.load(id_)[0], store.source(id_), store.last_import(id_)) == (second, second, 2)


def test_a_part_of_the_history(tmp_path: Path) -> None:
    store = store_of(tmp_path)
    id_ = store.create(ada("0"), actor="ada")
    for version in range(1, 6):
        store.save(id_, ada(str(version % 3)), version=version, actor="ada")
    assert [revision.version for revision in store.history(id_, after=2, until=4)] == [4, 3]
    assert [revision.version for revision in store.history(id_)] == [entry.version for entry in store.log(id_)]
