"""Laws of the account folder."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from graphkit import folder
from graphkit.errors import GraphkitError
from graphkit.model import Account
from tests.strategies import account, accounts, words


@given(accounts())
def test_files_hold_the_whole_account(before: Account) -> None:
    after, _ = folder.from_files(folder.to_files(before))
    assert after == before


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(accounts())
def test_reading_what_was_written_gives_the_account(tmp_path: Path, before: Account) -> None:
    folder.write(before, tmp_path / "account")
    after, _ = folder.read(tmp_path / "account")
    assert after == before


@given(words)
def test_no_cell_starts_a_formula(cell: str) -> None:
    written = folder.guard(cell)
    assert folder.unguard(written) == cell
    assert not written.startswith(("=", "@")) or not cell


def test_formulas_are_written_as_text() -> None:
    files = folder.to_files(account([{"id": "a", "name": "=1+1"}]))
    row = next(csv.DictReader(io.StringIO(files["people.csv"])))
    assert row["name"] == "'=1+1"


def test_writing_twice_keeps_only_the_last(tmp_path: Path) -> None:
    for name in ("Ada", "Bob"):
        folder.write(account([{"id": "a", "name": name}]), tmp_path / "account")
    after, _ = folder.read(tmp_path / "account")
    assert after.person("a").name == "Bob"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["account"]


def test_a_folder_without_people_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GraphkitError, match=r"it has no people\.csv"):
        folder.read(tmp_path)


def test_rows_that_name_strangers_are_left_out_and_named() -> None:
    files = {
        "people.csv": "id,name\na,Ada\n",
        "ties.csv": "source,target,kind\na,ghost,friend\n",
        "contacts.csv": "member,person,trust\nm,a,2\n",
    }
    found, findings = folder.from_files(files)
    assert found.ties.empty and found.contacts.empty
    assert [(f.code, f.column, f.value) for f in findings if f.severity == "error"] == [
        ("stranger", "target", "ghost"),
        ("stranger", "member", "m"),
    ]


def test_a_folder_of_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(GraphkitError, match="holds other files"):
        folder.write(account([{"id": "a", "name": "Ada"}]), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
