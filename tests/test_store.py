"""The store on a real SQLite file."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphkit.changes import Change
from graphkit.errors import GraphkitError
from graphkit.model import Account
from graphkit.store import Store
from tests.strategies import account, accounts

ROOT = Path(__file__).resolve().parent.parent


def url(folder: Path) -> str:
    return f"sqlite:///{folder / 'accounts.db'}"


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(accounts(), min_size=1, max_size=4))
def test_every_version_can_be_seen_again(tmp_path: Path, states: list[Account]) -> None:
    store = Store(url(tmp_path))
    id_ = store.create(states[0], actor="ada")
    versions = {1: states[0]}
    for state in states[1:]:
        versions[store.save(id_, state, version=max(versions), actor="ada")] = state
    for version, state in versions.items():
        assert store.load(id_, version=version) == (state, version)


def test_history_says_who_changed_what(tmp_path: Path) -> None:
    store = Store(url(tmp_path))
    id_ = store.create(account([{"id": "a", "name": "Ada"}]), actor="kim", kind="imported", note="people.csv")
    store.save(
        id_, account([{"id": "a", "name": "Ada", "support": "1"}]), version=1, actor="lee", note="after the visit"
    )
    newest, first = store.history(id_)
    assert (newest.version, newest.actor, newest.note) == (2, "lee", "after the visit")
    assert newest.changes == (Change("people", ("a",), "support", "", "1"),)
    assert (first.kind, first.note) == ("imported", "people.csv")


def test_saving_nothing_makes_no_revision(tmp_path: Path) -> None:
    store = Store(url(tmp_path))
    same = account([{"id": "a", "name": "Ada"}])
    id_ = store.create(same, actor="kim")
    assert store.save(id_, same, version=1, actor="kim") == 1
    assert len(store.history(id_)) == 1


def test_the_second_of_two_editors_is_told(tmp_path: Path) -> None:
    store = Store(url(tmp_path))
    id_ = store.create(account([{"id": "a", "name": "Ada"}]), actor="kim")
    store.save(id_, account([{"id": "a", "name": "Ada", "power": "5"}]), version=1, actor="kim")
    with pytest.raises(GraphkitError, match="Somebody else saved"):
        store.save(id_, account([{"id": "a", "name": "Ada", "power": "1"}]), version=1, actor="lee")
    assert store.load(id_)[0].person("a").power == 5


def edit_many(database: str, id_: int, times: int) -> None:
    store = Store(database)
    done = 0
    while done < times:
        current, version = store.load(id_)
        power = int(current.person("a").power or 1) % 5 + 1
        try:
            store.save(id_, account([{"id": "a", "name": "Ada", "power": str(power)}]), version=version, actor="x")
            done += 1
        except GraphkitError as error:
            assert error.key == "error.saved_meanwhile"


def test_two_processes_lose_no_save(tmp_path: Path) -> None:
    store = Store(url(tmp_path))
    id_ = store.create(account([{"id": "a", "name": "Ada", "power": "1"}]), actor="kim")
    call = f"from tests.test_store import edit_many; edit_many({url(tmp_path)!r}, {id_}, 20)"
    editors = [subprocess.Popen([sys.executable, "-c", call], cwd=ROOT) for _ in range(2)]
    assert [editor.wait(120) for editor in editors] == [0, 0]
    assert [revision.version for revision in store.history(id_)] == list(range(41, 0, -1))


def test_who_waits_too_long_to_save_is_told(tmp_path: Path) -> None:
    store, hasty = Store(url(tmp_path)), Store(url(tmp_path), wait=0.1)
    id_ = store.create(account([{"id": "a", "name": "Ada"}]), actor="kim")
    with store.writing(), pytest.raises(GraphkitError, match=r"more than 0\.1 seconds") as told:
        hasty.save(id_, account([{"id": "a", "name": "Ada", "power": "5"}]), version=1, actor="lee")
    assert told.value.key == "error.store_busy"
    assert store.load(id_) == (account([{"id": "a", "name": "Ada"}]), 1)


def test_accounts_are_found_listed_and_removed(tmp_path: Path) -> None:
    store = Store(url(tmp_path))
    id_ = store.create(account([{"id": "a", "name": "Ada"}]).with_(name="Halden"), actor="kim")
    assert store.find("Halden") == id_
    with pytest.raises(GraphkitError, match="Did you mean 'Halden'"):
        store.find("Haldn")
    store.remove(id_)
    assert store.listings() == []
    with pytest.raises(GraphkitError, match="Unknown account"):
        store.load(id_)


def test_what_a_file_said_is_kept_beside_what_became_of_it(tmp_path: Path) -> None:
    """The next file is merged with what the last one said, not with what the team made of it since."""
    store = Store(url(tmp_path))
    said = account([{"id": "a", "name": "Ada"}])
    id_ = store.create(said, actor="kim", kind="imported", source=said)
    edited = account([{"id": "a", "name": "Ada Lovelace"}])
    store.save(id_, edited, version=1, actor="lee")
    assert (store.source(id_), store.load(id_)[0]) == (said, edited)
    again = account([{"id": "a", "name": "A. Lovelace"}])
    assert store.save(id_, edited, version=2, actor="kim", source=again) == 2
    assert store.source(id_) == again
    store.remove(id_)
    assert store.source(id_) is None
    assert store.source(store.create(edited, actor="kim")) is None


def test_how_a_file_was_understood_is_remembered(tmp_path: Path) -> None:
    store = Store(url(tmp_path))
    assert store.recipes() == []
    store.remember({"columns": ["chef", "name"], "fields": {"Chef": "reports_to"}})
    store.remember({"columns": ["chef", "name"], "fields": {"Chef": "", "职务": "title"}})
    store.remember({"columns": ["name"], "fields": {}})
    kept = Store(url(tmp_path)).recipes()
    assert {entry["columns"][0]: entry["fields"] for entry in kept} == {
        "chef": {"Chef": "", "职务": "title"},
        "name": {},
    }
