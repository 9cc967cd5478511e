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


def test_trailing_commas_shift_nothing() -> None:
    found, findings = folder.from_files({"people.csv": "id,name,title\na,Ann,CEO,\nb,Bob,VP,\n"})
    assert found.person("a").title == "CEO"
    assert [finding.severity for finding in findings] == ["info"]


def test_cells_beyond_the_header_are_named() -> None:
    _, findings = folder.from_files({"people.csv": "id,name\na,Ann,CEO\n"})
    assert [(f.code, f.row, f.value) for f in findings if f.severity == "error"] == [("extra_cells", 2, "CEO")]


def test_rows_swallowed_by_a_quotation_mark_are_suspected() -> None:
    _, findings = folder.from_files({"people.csv": 'id,name\na,"Ann\nb,Bob\nc,Cy"\n'})
    assert "rows_in_cell" in {finding.code for finding in findings}


@pytest.mark.parametrize(
    ("head", "sentence"),
    [
        ('decisions = "x"', "every decision is a table"),
        ("[[decisions]]\nname = 'no id'", "every decision is a table"),
        ("[[decisions]]\nid = 'd'\n[[decisions]]\nid = 'd'", "two decisions have the id 'd'"),
        ("[[decisions]]\nid = 'd'\ncommittee = 'ab'", "has to be a list of ids"),
        ("[assumptions]\nverdict_margin = [0.1]", "'verdict_margin' is"),
        ("[assumptions]\nverdict_margins = 0.1", "Did you mean 'verdict_margin'"),
        ("name = ", "Cannot read account.toml"),
    ],
)
def test_a_wrong_account_file_is_refused_in_a_sentence(head: str, sentence: str) -> None:
    with pytest.raises(GraphkitError, match=sentence):
        folder.from_files({"account.toml": head, "people.csv": "id,name\na,Ann\n"})


def test_invisible_characters_are_said() -> None:
    found, findings = folder.from_files({"people.csv": "id,name\na,Ann\u202eevil\n"})
    assert found.person("a").name == "Annevil"
    assert "control_characters" in {finding.code for finding in findings}


def test_names_alone_make_an_account() -> None:
    found, findings = folder.from_files({"people.csv": "name,reports_to\nAnn,\nBob,Ann\n"})
    assert found.person("Bob").reports_to == "Ann"
    assert not [finding for finding in findings if finding.severity == "error"]
