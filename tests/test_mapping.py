"""Which column fills which field, with the reason; and that no cell, whatever it holds, costs a row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit import schema
from graphkit.errors import GraphkitError
from graphkit.files.tables import read_table
from graphkit.i18n import LANGUAGES, has, text
from graphkit.importing.headers import fields_of
from graphkit.importing.importer import import_files
from graphkit.importing.mapping import Mapping, guess_mapping


def mapping(content: str) -> Mapping:
    return guess_mapping(read_table(content.encode(), "x.csv"))


def fields(content: str) -> str:
    return ",".join(mapping(content).fields)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("id,manager id,manager\n1,,\n2,,Ann\n", "id,,reports_to"),  # an empty column is worth less than a filled one
        ("id,manager id,manager\n1,,\n2,1,Ann\n", "id,reports_to,"),
        ("id,mail,e-mail address\n1,a@x.org,\n", "id,email,"),
        ("name,部门负责人,部门\n张伟,是,总部\n", "name,is_leader,unit"),
        ("name,部门负责人,部门\n张伟,李娜,总部\n", "name,unit_leader,unit"),
        ("name,decision maker\nAnn,yes\nBob,no\n", "name,is_decision_maker"),
        ("name,decision maker\nAnn,Bob\nBob,Ann\n", "name,"),
        ("name,role\nAnn,Champion\nBob,Blocker\n", "name,role"),  # stances, but of a decision
        ("name,role\nAnn,Plumber\nBob,Welder\n", "name,title"),
        ("name,power\nAnn,High\nBob,Low\n", "name,power"),
        ("name,power\nAnn,230 V\nBob,110 V\n", "name,"),
        ("name,power\nAnn,120000\nBob,98000\n", "name,"),  # a salary
        ("name,support\nAnn,N/A\nBob,\n", "name,support"),
        ("name,contact\na@x.org,b@y.org\n", "name,email"),
    ],
)
def test_a_column_is_what_its_cells_can_be(content: str, expected: str) -> None:
    assert fields(content) == expected


def test_every_guess_has_its_reason() -> None:
    found = mapping("Record ID,Contact owner,Given name,Remarks,x\n1,Me,Ann,hi,b@y.org\n2,Me,Bob,,c@y.org\n")
    assert found.fields == ("id", "", "first_name", "notes", "email")
    assert found.reasons == ("preset", "", "header", "header", "values")
    said = found.with_fields({"x": "", "Remarks": "focus"})
    assert said.reasons == ("preset", "", "header", "user", "user") and said.fields[3:] == ("focus", "")
    assert found.with_fields({"x": "notes"}, reason="remembered").reasons[3:] == ("remembered", "remembered")


@pytest.mark.parametrize("field", fields_of("people"))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_and_reason_has_a_name_on_the_screen(field: str, language: str) -> None:
    assert text(f"word.column.{field}", language)
    assert all(has(f"screen.import.reason_{r}") for r in ("remembered", "preset", "header", "values", "user", "none"))


HEADERS = ["id", "name", "First Name", "e-mail", "Title", "Role", "Buying Role", "部门", "部门负责人", "是否关键决策人"]
HEADERS += [
    "manager",
    "dotted to",
    "Power",
    "Influence (0-10)",
    "态度",
    "confidence",
    "rated on",
    "org node",
    "x",
    "备注",
]
CELLS = ["", "1", "2", "02", "3.0", "1.2E+03", "Ann", "ann ", "Lee, Ann", "Lee, Ann (CEO)", "Ann / 1", "1;2", "a@x.org"]
CELLS += [
    "XX",
    "n/a",
    "Vacant",
    "张伟",
    "张 伟",
    "是",
    "否",
    "集团/市场",
    "集团-市场",
    "High",
    "很高",
    "50%",
    "7/10",
    "-3",
]
CELLS += ["100", "0", "Champion", "END_USER", "反对", "2026/3/1", "/3/1/", "'=1", "\u202e", "?", "1-2", "٣", "½", "e+5"]


@given(st.data())
def test_whatever_stands_in_a_file_no_row_is_lost_and_nothing_leaves_its_scale(data: st.DataObject) -> None:
    header = data.draw(st.lists(st.sampled_from(HEADERS), min_size=1, max_size=6, unique=True))
    row = st.lists(st.sampled_from(CELLS), min_size=len(header), max_size=len(header))
    rows = data.draw(st.lists(row, max_size=6))
    content = "\n".join("\t".join(cells) for cells in [header, *rows]).encode()
    try:
        found = import_files([("x.tsv", content)], placeholders=data.draw(st.booleans()))
    except GraphkitError:
        return  # nobody can be named by these columns, or the file is empty
    assert found.rows_lost == 0
    people = found.account.people
    assert people["id"].is_unique and people["id"].ne("").all()
    for name in schema.RATINGS:
        limits = schema.PEOPLE.column(name)
        assert people[name].dropna().between(limits.low, limits.high).all()
    for finding in found.findings:
        assert finding.say("en") and finding.say("zh")
    again = import_files([("x.tsv", content)], scales={field: scale.pairs for field, scale in found.scales.items()})
    assert again.rows_lost == 0 and all(scale.is_chosen for scale in again.scales.values())


def test_a_bare_list_of_names_needs_no_heading() -> None:
    assert guess_mapping(read_table("Ann Lee\nBob Ray\nCy O'Neil\n王强\n".encode(), "names.csv")).fields == ("name",)
    assert guess_mapping(read_table(b"12\n13\n14\n", "numbers.csv")).fields == ("",)
    assert guess_mapping(read_table(b"Ann,Bob\nCy,Di\nEd,Flo\n", "two.csv")).fields == ("", ""), (
        "names or units: who knows"
    )
