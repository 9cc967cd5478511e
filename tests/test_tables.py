"""Any file as rows: what comes back is what was written, and what was odd is said."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.delimited import DELIMITERS, MOST_CSV_MB, guess_delimiter, guess_encoding
from graphkit.errors import Finding, GraphkitError
from graphkit.tables import Sheet, read_table

CHINESE = """工号,姓名,职位,部门,直属上级
0001,张伟,总经理,总部,
0002,王芳,采购经理,采购部,0001
0003,李娜,工程师,研发部,0002
"""


def codes(found: Sheet | Sequence[Finding]) -> list[str]:
    return [finding.code for finding in (found.findings if isinstance(found, Sheet) else found)]


def rows(sheet: Sheet) -> list[list[str]]:
    return sheet.rows.to_numpy().tolist()


def workbook(*sheets: list[list[object]], titles: Sequence[str] = ("One", "Two", "Three")) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, cells in zip(titles, sheets, strict=False):
        page = book.create_sheet(title)
        for row in cells:
            page.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


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
    assert sheet.lines.is_monotonic_increasing and len(sheet.lines) == len(sheet.rows)


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


# -- encodings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CHINESE, "utf-8"),
        (CHINESE, "utf-8-sig"),
        (CHINESE, "utf-16"),
        (CHINESE, "utf-16-le"),
        (CHINESE, "gb18030"),
        ("id,name\n1,张伟\n", "gb18030"),
        ("姓名\n李娜\n", "gb18030"),
        ("工号,姓名\n1,王喆\n2,龘靐\n3,刘洋\n4,陈晨\n5,杨帆\n", "gb18030"),
        ("id;name\n1;Müller\n2;Jürgen Groß\n3;Schröder\n", "cp1252"),
        ("name,title\nFrançois Lefèvre,Directeur général\nÉlodie Côté,Chargée d'études\n", "cp1252"),
        ("이름,직위\n김철수,부장\n이영희,사장\n박민수,과장\n", "euc-kr"),
    ],
)
def test_the_encoding_is_found(text: str, encoding: str) -> None:
    sheet = read_table(text.encode(encoding), "x.csv")
    assert "".join(sheet.header) + "".join(map("".join, rows(sheet))) == text.translate(str.maketrans("", "", ",;\n"))
    assert ("encoding_guessed" in codes(sheet)) == (encoding[:3] != "utf")


def test_utf8_with_one_bad_byte_stays_utf8() -> None:
    content = CHINESE.encode()[:-1] + b"\xff\n"
    assert guess_encoding(content) == "utf-8"
    sheet = read_table(content, "x.csv")
    assert rows(sheet)[1][1] == "王芳"
    assert [(f.column, f.row) for f in sheet.findings if f.code == "replacement_character"] == [("直属上级", 4)]


def test_an_encoding_of_ones_own_wins() -> None:
    assert read_table("a,b\n1,é\n".encode("cp1252"), "x.csv", encoding="cp1252").encoding == "cp1252"
    with pytest.raises(GraphkitError, match="Unknown encoding 'klingon'"):
        read_table(b"a,b\n1,2\n", "x.csv", encoding="klingon")
    with pytest.raises(GraphkitError, match="Unknown encoding 'hex'"):  # a codec of Python's, but not one of text
        read_table(b"a,b\n1,2\n", "x.csv", encoding="hex")


# -- shape -------------------------------------------------------------------------------------------------------------


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
        ("姓名；职位,部门\n张；伟,总部\n", ","),
    ],
)
def test_the_delimiter_is_found(head: str, delimiter: str) -> None:
    assert guess_delimiter(head) == delimiter


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


def test_a_header_in_unknown_words_beats_a_known_word_further_down() -> None:
    sheet = read_table(b"Wer,Was,Seit\nAnn,Manager,2019\nBob,Boss,2020\n", "x.csv")
    assert (sheet.header, sheet.header_row) == (("Wer", "Was", "Seit"), 1)
    assert [(f.code, f.row, f.value) for f in sheet.findings] == [("header_guessed", 1, "Wer | Was | Seit")]


def test_numbers_alone_have_no_header() -> None:
    sheet = read_table(b"1,2\n3,4\n", "x.csv")
    assert (sheet.columns, rows(sheet), codes(sheet)) == (
        ["column 1", "column 2"],
        [["1", "2"], ["3", "4"]],
        ["no_header"],
    )


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


# -- workbooks ---------------------------------------------------------------------------------------------------------


def test_a_workbook_is_read_as_its_csv() -> None:
    content = workbook(
        [["工号", "姓名", "since"], [1, "张伟", pd.Timestamp("2026-03-31")], [], [2.0, "王芳", None], [3.5, " ", True]]
    )
    sheet = read_table(content, "x.xlsx")
    assert rows(sheet) == [["1", "张伟", "2026-03-31"], ["2", "王芳", ""], ["3.5", " ", "TRUE"]]
    assert (sheet.lines.tolist(), sheet.sheet, sheet.sheets) == ([2, 4, 5], "One", ("One",))
    assert [(f.code, f.params) for f in sheet.findings] == [("blank_rows", {"n": 1})]


def test_the_first_sheet_with_a_table_is_read_and_the_others_named() -> None:
    content = workbook([["Cover"]], [["id"], ["1"]], [["id"], ["2"]])
    sheet = read_table(content, "x.xlsx")
    assert (sheet.sheet, rows(sheet)) == ("Two", [["1"]])
    assert [(f.code, f.value, f.params["others"]) for f in sheet.findings] == [("other_sheets", "Two", "One, Three")]
    assert rows(read_table(content, "x.xlsx", sheet="Three")) == [["2"]]
    with pytest.raises(GraphkitError, match="Did you mean 'Two'"):
        read_table(content, "x.xlsx", sheet="Too")


def test_a_zip_bomb_is_refused() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (50 << 20))
    assert len(content.getvalue()) < 100_000
    with pytest.raises(GraphkitError, match="unpacks to far more"):
        read_table(content.getvalue(), "x.xlsx")


def test_a_cell_at_the_end_of_the_world_is_one_row() -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A2"], book.active["A60000"] = "id", "1", "far"
    content = io.BytesIO()
    book.save(content)
    sheet = read_table(content.getvalue(), "x.xlsx")
    assert sheet.lines.tolist() == [2, 60_000]


@settings(max_examples=25)
@given(st.integers(0, 5000), st.integers(0, 255))
def test_a_damaged_workbook_is_read_or_refused(at: int, byte: int) -> None:
    content = bytearray(workbook([["id", "name"], ["1", "Ann"]]))
    content[at % len(content)] = byte
    try:
        sheet = read_table(bytes(content), "x.xlsx")
    except GraphkitError:
        return
    assert len(sheet.rows) <= 1
