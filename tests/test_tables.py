"""Any file as rows: what comes back is what was written, and what was odd is said."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.errors import Finding, GraphkitError
from graphkit.files.delimited import DELIMITERS, MOST_CSV_MB
from graphkit.files.tables import Sheet, read_table


def codes(found: Sheet | Sequence[Finding]) -> list[str]:
    return [finding.code for finding in (found.findings if isinstance(found, Sheet) else found)]


def rows(sheet: Sheet) -> list[list[str]]:
    return sheet.rows.to_numpy().tolist()


# -- laws --------------------------------------------------------------------------------------------------------------

cells = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff\ufffd"), max_size=8)
broken = st.text(st.sampled_from('ab,;|\t"\n \r张'), max_size=8)


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.text("abc", min_size=1, max_size=3), cells | broken, cells), max_size=6),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
    st.sampled_from(DELIMITERS),
)
def test_what_is_written_is_read(body: list[tuple[str, str, str]], encoding: str, delimiter: str) -> None:
    table = pd.DataFrame(body, columns=["id", "name", "title"], dtype="str")
    content = table.to_csv(index=False, sep=delimiter, quoting=1).encode(encoding)
    sheet = read_table(content, "x.csv", encoding=encoding)
    assert (sheet.header, sheet.delimiter) == (("id", "name", "title"), delimiter)
    assert rows(sheet) == table.to_numpy().tolist()
    assert sheet.lines.tolist() == list(range(2, len(table) + 2))


@settings(max_examples=150)
@given(st.binary(max_size=200) | st.text('abc,;"\n\r\t 1', max_size=200).map(str.encode))
def test_no_file_raises_anything_but_a_clear_refusal(content: bytes) -> None:
    """And every row that is not blank is a row of the sheet, the header, or named."""
    try:
        sheet = read_table(content, "x.csv")
    except GraphkitError as refusal:
        assert "{" not in str(refusal) and "{" not in refusal.say("zh")
        return
    for finding in sheet.findings:
        assert finding.message and finding.say("zh")
    places = [*sheet.lines, *sheet.left_out, *([sheet.header_row] if sheet.header_row else [])]
    assert len(set(places)) == len(places) == sheet.file_rows - sheet.blank_rows


@settings(max_examples=60)
@given(st.data())
def test_damaged_bytes_lose_no_row(data: st.DataObject) -> None:
    content = bytearray(("id,name,title\n" + "".join(f"{i},N{i},T{i}\n" for i in range(8))).encode())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(14, len(content) - 1))] = data.draw(st.integers(32, 255))
    try:
        sheet = read_table(bytes(content), "x.csv")
    except GraphkitError:
        return
    physical = len(
        pd.Series(bytes(content).decode("latin-1").split("\n")[1:]).loc[lambda line: line.str.strip().ne("")]
    )
    inside_cells = sum(cell.count("\n") for row in rows(sheet) for cell in row)
    assert len(sheet.rows) + inside_cells >= physical


def test_a_swallowed_row_is_named() -> None:
    """An opening quote in row 2 is closed by one in row 4: three rows in one cell."""
    sheet = read_table(b'id,name\n1,"Ann\n2,Bob\n3,Cy"\n4,Dan\n', "x.csv")
    assert [(f.code, f.row, f.params) for f in sheet.findings] == [("rows_in_cell", 2, {"n": 2})]


def test_a_swallowed_row_is_named_where_line_ends_are_mixed_too() -> None:
    content = b'Name,Password\nAda R1,"x\nBob R2,"y"\nCy R3,z\rDee R4,z\n'
    sheet = read_table(content, "x.csv", encoding="utf-8", delimiter=",")
    assert sheet.rows["Name"].tolist() == ["Ada R1", "Cy R3", "Dee R4"]
    assert [f.row for f in sheet.findings if f.code == "rows_in_cell"] == [2]


# -- shape -------------------------------------------------------------------------------------------------------------


def test_carriage_returns_alone_end_lines() -> None:
    sheet = read_table(b"Actor,Power\rFrance,3\rItaly,4", "x.csv")
    assert rows(sheet) == [["France", "3"], ["Italy", "4"]]


def test_rows_above_the_header_are_told() -> None:
    """The beginning of LinkedIn's Connections.csv."""
    text = 'Notes:\n"When exporting, some e-mails are missing"\n\nFirst Name,Last Name,URL\nAnn,Lee,u\n'
    sheet = read_table(text.encode(), "x.csv")
    assert (sheet.header, rows(sheet), sheet.lines.tolist()) == (
        ("First Name", "Last Name", "URL"),
        [["Ann", "Lee", "u"]],
        [5],
    )
    assert [(f.code, f.value, f.params) for f in sheet.findings] == [
        ("preamble", "Notes: / When exporting, some e-mails are missing", {"n": 2})
    ]


def test_what_is_odd_about_rows_is_said() -> None:
    text = (
        "id,name,,name\n1,Ann,x,A\n\n2,Bob,y,B,too,much\nid,name,,name\n3,Cy,z,C\n,,,\n4,D\ufffd,z,C\n"
        + "5,E,e,E\n" * 20
    )
    sheet = read_table((text + "Total: 24\n").encode(), "x.csv")
    assert sheet.columns == ["id", "name", "column 3", "name (2)"]
    assert sheet.header == ("id", "name", "", "name")
    found = {(f.code, f.row, f.column, f.value) for f in sheet.findings}
    assert found == {
        ("blank_rows", None, "", ""),
        ("extra_cells", 4, "", "too | much"),
        ("repeated_header", 5, "", "id | name | name"),
        ("unnamed_column", None, "column 3", ""),
        ("replacement_character", 8, "name", ""),
        ("total_row", 29, "", "Total: 24"),
    }
    assert sheet.lines.tolist() == [2, 4, 6, *range(8, 29)]


def test_a_row_far_down_may_be_wider_than_all_before() -> None:
    text = "id,name\n" + "1,Ann\n" * 30_000 + "2,Bob,x,y,z,w\n"
    sheet = read_table(text.encode(), "x.csv")
    assert len(sheet.rows) == 30_001
    assert [(f.code, f.row, f.value) for f in sheet.findings] == [("extra_cells", 30_002, "x | y | z | w")]


def test_a_quote_left_open_does_not_swallow_the_rest() -> None:
    sheet = read_table(b'id,name\n1,Ann\n2,"Bob\n3,Cy\n4,Dan\n', "x.csv")
    assert rows(sheet) == [["1", "Ann"], ["2", "Bob"], ["3", "Cy"], ["4", "Dan"]]
    assert [(f.code, f.row) for f in sheet.findings] == [("open_quote", 3)]


def test_passwords_are_not_read() -> None:
    sheet = read_table(b"First Name [Required],Password [Required],Email\nAnn,hunter2,a@x.org\n", "x.csv")
    assert sheet.columns == ["First Name [Required]", "Email"]
    assert "hunter2" not in repr(sheet) + sheet.rows.to_csv()
    assert codes(sheet) == ["password_column"]


# -- refusals ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "key"),
    [
        (b"", "x.csv", "empty_file"),
        (b" \n\n", "x.csv", "empty_file"),
        (b",,\n,,\n", "x.csv", "empty_file"),
        (b"\xef\xbb\xbf", "x.csv", "empty_file"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "x.csv", "binary_file"),
        (b"%PDF-1.7\n1 0 obj", "x.csv", "binary_file"),
        (bytes(range(256)) * 20, "x.csv", "binary_file"),
        (b"name\nAnn\n", "x.xlsx", "not_excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "x.xls", "not_excel"),
        (b"PK\x03\x04 not a zip at all", "x.xlsx", "unreadable_excel"),
        (("," * 5000).encode() + b"\n1,2\n", "x.csv", "too_many_columns"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, name: str, key: str) -> None:
    with pytest.raises(GraphkitError) as refusal:
        read_table(content, name)
    assert refusal.value.key == f"error.{key}"
    assert name in str(refusal.value) and name in refusal.value.say("zh")


def test_a_file_beyond_the_limit_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(GraphkitError, match=f"200 MB; the limit is {MOST_CSV_MB} MB"):
        read_table(b"a" * (200 << 20), "x.csv")


# -- rows that are no data ---------------------------------------------------------------------------------------------


def test_every_row_of_the_file_is_accounted_for() -> None:
    text = (
        "Team list,,\n,,\n# from HR,2026,\nname,title,unit\nAnn,CEO,Board\n// Bob,CTO,IT\n,,\nname,title,unit\n"
        "#17,Clerk,IT\nCy,#N/A,IT\nSubtotal,,2\nDan,Clerk,IT\nTotal: 25,,\n,,\nSource: the staff list of March.,,\n"
    )
    sheet = read_table(text.encode(), "x.csv")
    assert rows(sheet) == [["Ann", "CEO", "Board"], ["Cy", "", "IT"], ["Dan", "Clerk", "IT"]]
    assert (sheet.lines.tolist(), sheet.header_row, sheet.file_rows, sheet.blank_rows) == ([5, 10, 12], 4, 15, 3)
    assert sheet.left_out == {
        **{1: "preamble", 3: "preamble", 6: "comment_row", 8: "repeated_header", 9: "comment_row"},
        **{11: "total_row", 13: "total_row", 15: "note_row"},
    }
    said = {(f.code, f.row, f.value) for f in sheet.findings}
    assert said == {
        ("preamble", 1, "Team list / # from HR | 2026"),
        ("comment_row", 6, "// Bob | CTO | IT"),
        ("repeated_header", 8, "name | title | unit"),
        ("comment_row", 9, "#17 | Clerk | IT"),
        ("error_cells", 10, "#N/A"),
        ("total_row", 11, "Subtotal | 2"),
        ("total_row", 13, "Total: 25"),
        ("note_row", 15, "Source: the staff list of March."),
        ("blank_rows", None, ""),
    }


@pytest.mark.parametrize(
    "row",
    [
        *(
            "Total,,3",
            "TOTAL: 3,,",
            "Grand Total,,3",
            ",Total,3",
            "合计,,3",
            "总计：3,,",
            "共 3 人,,",
            "小计,3,",
            "Sum: 3,,",
        ),
        *("Total employees: 3,,", "Grand Totals (3 records),,", "Gesamt,,3", "總計,,3", "人数,,3"),
    ],
)
def test_a_total_is_no_person(row: str) -> None:
    sheet = read_table(f"name,title,age\nAnn,CEO,50\nBob,CTO,40\n{row}\nCy,CFO,41\n".encode(), "x.csv")
    assert sheet.left_out == {4: "total_row"}


@pytest.mark.parametrize(
    "row",
    ["Total Energies,Buyer,3", "Totally,CEO,3", "Sum,CEO,40", "Total,CEO,3", "合计文,总监,3", "Tota,,3", "Countess,,"],
)
def test_a_person_is_no_total(row: str) -> None:
    sheet = read_table(f"name,title,age\nAnn,CEO,50\nBob,CTO,40\n{row}\nCy,CFO,41\n".encode(), "x.csv")
    assert (len(sheet.rows), sheet.left_out) == (4, {})


def test_ids_that_begin_with_a_hash_are_no_comments() -> None:
    sheet = read_table(b"#,name\n#1,Ann\n#2,Bob\n3,Cy\n", "x.csv")
    assert (sheet.header_row, rows(sheet)) == (1, [["#1", "Ann"], ["#2", "Bob"], ["3", "Cy"]])


def test_a_short_last_row_is_a_person_unless_it_is_a_sentence() -> None:
    sheet = read_table(b"name,title,unit\nAnn,CEO,Board\nBob,CTO,IT\nCy,,\n", "x.csv")
    assert len(sheet.rows) == 3


def test_blank_columns_without_a_name_are_left_out() -> None:
    sheet = read_table(b",name,,title\n,Ann,,CEO\n,Bob,,CTO\n", "x.csv")
    assert (sheet.columns, sheet.header) == (["name", "title"], ("name", "title"))
    assert [(f.code, f.column, f.params["filled"]) for f in sheet.findings] == [
        ("unnamed_column", "column 1", 0),
        ("unnamed_column", "column 3", 0),
    ]
