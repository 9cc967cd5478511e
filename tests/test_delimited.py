"""The text of a CSV file as rows: delimiters, line ends, quotes, and the quick way for files that need no mending."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.errors import GraphkitError
from graphkit.files.delimited import _any_rows, _rows_alike, guess_delimiter
from graphkit.files.tables import Sheet, read_table


def read(text: str, **options: str) -> Sheet:
    return read_table(text.encode(), "x.csv", **options)  # type: ignore[arg-type]


def rows(sheet: Sheet) -> list[list[str]]:
    return sheet.rows.to_numpy().tolist()


@settings(max_examples=300)
@given(st.text('ab,"\n\r 1张', min_size=1, max_size=20), st.integers(1, 4))
def test_the_quick_way_reads_as_the_thorough_one(text: str, width: int) -> None:
    content = text.encode()
    quick = _rows_alike(content, ",", width) if text.strip() else None
    if quick is not None and width == text.splitlines()[0].count(",") + 1:
        thorough = _any_rows(content, ",", width, csv.QUOTE_MINIMAL, spaced=False)
        assert quick.to_numpy().tolist() == thorough.to_numpy().tolist()


# -- delimiters --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "delimiter"),
    [
        ("a,b,c\n1,2,3\n", ","),
        ("a;b\n1,5;2,5\n3,5;4,5\n", ";"),  # decimal commas
        ("a\tb\n1, x\t2\n", "\t"),
        ("a|b\n1|2\n", "|"),
        ('a,b\n"x;y;z\nq;r",2\n', ","),  # a quoted line break full of semicolons
        ("name\nAnn\nBob\n", ","),  # one column
        ("Report; of 2026\n\na,b,c\n1,2,3\n4,5,6\n", ","),
        ("sep=;\na;b\n1;2\n", ";"),
        ("Name;;Email\nAnn;x;a\nBob;too;b;many\nCy\nDan;d;d;d;d\n", ";"),  # hardly two rows alike
        ('"Name;Title\nAnn;CEO\nBob;CTO\n', ";"),  # a quote that hides all that comes behind it
        ("姓名；职位,部门\n张；伟,总部\n", ","),
    ],
)
def test_the_delimiter_is_found(head: str, delimiter: str) -> None:
    assert guess_delimiter(head) == delimiter


@pytest.mark.parametrize("line", ["sep=;", "SEP=;", '"sep=;"'])
def test_the_line_that_names_the_separator_is_no_row(line: str) -> None:
    sheet = read(f"{line}\r\nname;title\r\nLee, Ann;CEO\r\n")
    assert (sheet.delimiter, sheet.header_row, sheet.file_rows, rows(sheet)) == (";", 1, 2, [["Lee, Ann", "CEO"]])
    assert [(f.code, f.value) for f in sheet.findings] == [("separator_line", line)]


def test_a_delimiter_of_ones_own_wins() -> None:
    assert rows(read("name,a;title\nAnn,b;CEO\n", delimiter=";")) == [["Ann,b", "CEO"]]
    assert rows(read("name:title\nAnn:CEO\n", delimiter=":")) == [["Ann", "CEO"]]
    for wrong in ("::", '"', "\n", "，", " "):
        with pytest.raises(GraphkitError, match="delimiter"):
            read("name\nAnn\n", delimiter=wrong)


# -- lines and quotes --------------------------------------------------------------------------------------------------


@given(st.lists(st.sampled_from(["\n", "\r\n", "\r"]), min_size=4, max_size=4))
def test_lines_may_end_in_any_way(ends: list[str]) -> None:
    text = "".join(line + end for line, end in zip(("name,title", "Ann,CEO", "Bob,CTO", "Cy,CFO"), ends, strict=True))
    assert rows(read(text)) == [["Ann", "CEO"], ["Bob", "CTO"], ["Cy", "CFO"]]


def test_the_sign_that_ended_files_of_dos_is_no_row() -> None:
    assert rows(read("name,title\r\nAnn,CEO\r\n\x1a")) == [["Ann", "CEO"]]


def test_a_line_break_in_quotes_is_part_of_its_cell() -> None:
    sheet = read('name,notes\nAnn,"first\nsecond"\nBob,x\n')
    assert (rows(sheet), sheet.lines.tolist()) == ([["Ann", "first\nsecond"], ["Bob", "x"]], [2, 3])


def test_a_quote_may_stand_behind_a_blank() -> None:
    assert rows(read('id, name, title\n1, "Lee, Ann", CEO\n2, "Ray, Bob", CTO\n')) == [
        ["1", "Lee, Ann", "CEO"],
        ["2", "Ray, Bob", "CTO"],
    ]


def test_many_open_quotes_are_read_as_letters() -> None:
    """Each opens behind a comma and closes nowhere; those after the eighth are not mended one by one."""
    text = "id,name,title\n" + "".join(f'{i},"N{i},T{i}\n' for i in range(21))
    sheet = read(text)
    found = " ".join(" ".join(row) for row in rows(sheet))
    assert all(f"N{i}" in found and f"T{i}" in found for i in range(21))
    assert {f.code for f in sheet.findings} <= {"open_quote", "quotes_ignored", "rows_in_cell"} and sheet.findings
