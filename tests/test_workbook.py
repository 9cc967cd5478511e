"""Workbooks of every kind: the same table comes out of each, and what a look at it would not show is said."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from xml.sax.saxutils import escape

import openpyxl
import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.errors import GraphkitError
from graphkit.files.tables import Sheet, read_table

Cells = list[list[object]]
OFFICE = "urn:oasis:names:tc:opendocument:xmlns"


def excel(*sheets: Cells, change: Callable[[openpyxl.Workbook], None] = lambda book: None) -> bytes:
    """An .xlsx file whose sheets are called One, Two, Three."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, cells in zip(("One", "Two", "Three"), sheets, strict=False):
        page = book.create_sheet(title)
        for row in cells:
            page.append(row)
    change(book)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def old_excel(cells: Cells, change: Callable[[xlwt.Worksheet], None] = lambda page: None) -> bytes:
    """An .xls file."""
    book = xlwt.Workbook()
    page = book.add_sheet("One", cell_overwrite_ok=True)
    for r, row in enumerate(cells):
        for c, cell in enumerate(row):
            date = xlwt.easyxf(num_format_str="YYYY-MM-DD") if isinstance(cell, dt.date) else xlwt.Style.default_style
            page.write(r, c, cell, date)
    change(page)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def opendocument(*tables: str, styles: str = "", **parts: str) -> bytes:
    """An .ods file of tables as they stand in content.xml."""
    names = " ".join(f'xmlns:{name}="{OFFICE}:{name}:1.0"' for name in ("office", "table", "text", "style"))
    body = f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body>"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        automatic = f"<office:automatic-styles>{styles}</office:automatic-styles>"
        archive.writestr("content.xml", f"<office:document-content {names}>{automatic}{body}</office:document-content>")
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("META/INF", "META-INF"), text)
    return content.getvalue()


def ods_table(cells: Cells, title: str = "One", style: str = "") -> str:
    rows = "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in cells)
    return f'<table:table table:name="{title}" table:style-name="{style}">{rows}</table:table>'


def ods_cell(value: object) -> str:
    match value:
        case None:
            return "<table:table-cell/>"
        case bool():
            kind = f'boolean" office:boolean-value="{str(value).lower()}'
        case int() | float():
            kind = f'float" office:value="{value}'
        case dt.date():
            kind = f'date" office:date-value="{value.isoformat()}'
        case _:
            kind = "string"
    return f'<table:table-cell office:value-type="{kind}"><text:p>{escape(str(value))}</text:p></table:table-cell>'


def ods(cells: Cells) -> bytes:
    return opendocument(ods_table(cells))


def rows(sheet: Sheet) -> list[list[str]]:
    return sheet.rows.to_numpy().tolist()


def said(sheet: Sheet) -> list[tuple[str, str]]:
    return [(finding.code, finding.value) for finding in sheet.findings]


def refused(content: bytes, name: str) -> str:
    with pytest.raises(GraphkitError) as refusal:
        read_table(content, name)
    assert name in str(refusal.value) and name in refusal.value.say("zh")
    return refusal.value.key.removeprefix("error.")


# -- laws --------------------------------------------------------------------------------------------------------------

words = st.text(st.characters(categories=("L", "N", "P", "Zs"), max_codepoint=0xFFFF), min_size=1, max_size=6)
values = words.filter(lambda text: text.strip() and not text.startswith(("#", "=", "/", "Err:"))) | st.none()


@settings(max_examples=30)
@given(st.lists(st.tuples(values, values, st.integers(-(10**9), 10**9) | st.booleans()), min_size=1, max_size=6))
def test_the_same_table_comes_out_of_every_kind_of_file(body: list[tuple[object, ...]]) -> None:
    cells: Cells = [["id", "name", "title", "unit"], *([f"p{i}", *row] for i, row in enumerate(body))]
    written = [[_as_text(cell) for cell in row] for row in cells[1:]]
    for content, name in ((excel(cells), "x.xlsx"), (old_excel(cells), "x.xls"), (ods(cells), "x.ods")):
        sheet = read_table(content, name)
        assert rows(sheet) == written, name
        assert (sheet.header_row, sheet.file_rows, sheet.sheets) == (1, len(cells), ("One",))


def _as_text(cell: object) -> str:
    return str(cell).upper() if isinstance(cell, bool) else "" if cell is None else str(cell)


@settings(max_examples=25)
@given(st.sampled_from([excel, old_excel, ods]), st.integers(0, 8000), st.binary(min_size=1, max_size=4))
def test_a_damaged_workbook_is_read_or_refused(make: Callable[[Cells], bytes], at: int, damage: bytes) -> None:
    content = bytearray(make([["id", "name"], ["1", "Ann"]]))
    at %= len(content)
    content[at : at + len(damage)] = damage
    try:
        sheet = read_table(bytes(content), "x.xlsx")
    except GraphkitError as refusal:
        assert "{" not in str(refusal)
        return
    assert sheet.file_rows == len(sheet.rows) + len(sheet.left_out) + sheet.blank_rows + (sheet.header_row > 0)


# -- cells -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [excel, old_excel, ods])
def test_cells_read_as_in_a_csv(make: Callable[[Cells], bytes]) -> None:
    cells: Cells = [["id", "name", "since", "share", "in"], [7.0, "Ann", dt.date(2026, 3, 31), 0.1 + 0.2, True]]
    assert rows(read_table(make(cells), "x")) == [["7", "Ann", "2026-03-31", "0.3", "TRUE"]]


def test_leading_zeros_that_are_only_shown_stay() -> None:
    def format_ids(book: openpyxl.Workbook) -> None:
        book["One"]["A2"].number_format = "00000"

    cells: Cells = [["id", "name"], [123, "Ann"], [124, "Bob"]]
    assert read_table(excel(cells, change=format_ids), "x").rows["id"].tolist() == ["00123", "124"]
    old = old_excel(cells, lambda page: page.write(1, 0, 123, xlwt.easyxf(num_format_str="00000")))
    assert read_table(old, "x").rows["id"].tolist() == ["00123", "124"]
    shown = opendocument(ods_table(cells).replace("<text:p>123<", "<text:p>00123<"))
    assert read_table(shown, "x").rows["id"].tolist() == ["00123", "124"]


def test_errors_are_blank_and_named() -> None:
    sheet = read_table(excel([["id", "name", "pay"], [1, "Ann", "#REF!"], [2, "#N/A", "#REF!"], [3, "Cy", 1]]), "x")
    assert rows(sheet) == [["1", "Ann", ""], ["2", "", ""], ["3", "Cy", "1"]]
    assert [(f.code, f.row, f.column, f.value, f.params["n"]) for f in sheet.findings] == [
        ("error_cells", 3, "name", "#N/A", 1),
        ("error_cells", 2, "pay", "#REF!", 2),
    ]


def test_a_formula_without_its_result_is_blank_and_named() -> None:
    sheet = read_table(excel([["id", "name"], ["=1+1", "Ann"], ['=A2&"x"', "Bob"], [3, "Cy"]]), "x")
    assert rows(sheet) == [["", "Ann"], ["", "Bob"], ["3", "Cy"]]
    assert said(sheet) == [("no_result", "A2, A3")]
    table = ods_table([["id", "name"], [1, "Ann"]]).replace(
        'office:value-type="float" office:value="1"', 'table:formula="of:=1"'
    )
    assert said(read_table(opendocument(table.replace("<text:p>1</text:p>", "")), "x")) == [("no_result", "A2")]


def test_a_formula_that_comes_to_nothing_is_blank_and_not_named() -> None:
    content = with_part(
        excel([["id", "name"], ["1", "Ann"]]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(
            "</sheetData>",
            '<row r="3"><c r="A3" t="str"><f>""</f><v></v></c>'
            '<c r="B3" t="str"><f>"B"&amp;"ob"</f><v>Bob</v></c></row></sheetData>',
        ),
    )
    sheet = read_table(content, "x.xlsx")
    assert (rows(sheet), said(sheet)) == ([["1", "Ann"], ["", "Bob"]], [])


def with_part(content: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """A workbook with one of its parts changed, or added."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(changed, "w") as after:
        for name in dict.fromkeys((*before.namelist(), part)):
            text = before.read(name).decode() if name in before.namelist() else ""
            after.writestr(name, change(text) if name == part else text)
    return changed.getvalue()


def with_shared_string(content: bytes, part: str) -> bytes:
    """A workbook in which `Ann` stands in the table of strings that its sheets share, as Excel itself writes it."""
    main = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    link = f'<Relationship Id="rId99" Type="{main}" Target="sharedStrings.xml"/></Relationships>'
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    cell, shared = 't="inlineStr"><is><t>Ann</t></is>', 't="s"><v>0</v>'
    content = with_part(content, "xl/_rels/workbook.xml.rels", lambda xml: xml.replace("</Relationships>", link))
    content = with_part(content, "[Content_Types].xml", lambda xml: xml.replace("</Types>", override))
    content = with_part(content, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(cell, shared))
    return with_part(content, "xl/sharedStrings.xml", lambda _: part)


def test_what_excel_adds_and_openpyxl_leaves_out_is_no_reason_to_refuse() -> None:
    """A drop-down list over another sheet, about which openpyxl warns."""
    rule = '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst>'
    content = with_part(
        excel([["id", "name"], ["1", "Ann"]]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace("</worksheet>", f"{rule}</worksheet>"),
    )
    assert rows(read_table(content, "x.xlsx")) == [["1", "Ann"]]


def test_the_text_of_an_opendocument_cell() -> None:
    cell = (
        '<table:table-cell office:value-type="string"><office:annotation><text:p>a remark</text:p></office:annotation>'
        '<text:p>Ann<text:s text:c="2"/><text:span>Lee</text:span></text:p><text:p>CEO<text:tab/>x</text:p>'
        "</table:table-cell>"
    )
    table = ods_table([["id", "name"], ["1", "HERE"]]).replace(ods_cell("HERE"), cell)
    assert rows(read_table(opendocument(table), "x.ods")) == [["1", "Ann  Lee\nCEO\tx"]]


# -- what the file says of its cells -----------------------------------------------------------------------------------

CHART: Cells = [["Team list"], ["Unit", "Name", "Phone"], ["Sales", "Ann", "1"], [None, "Bob", None], [None, "Cy", "3"]]


def test_merged_cells_of_excel_are_read_in_each_row() -> None:
    def merge(book: openpyxl.Workbook) -> None:
        for block in ("A1:C1", "A3:A5", "B4:C4"):
            book["One"].merge_cells(block)

    sheet = read_table(excel(CHART, change=merge), "x")
    assert rows(sheet) == [["Sales", "Ann", "1"], ["Sales", "Bob", "Bob"], ["Sales", "Cy", "3"]]
    assert said(sheet) == [("merged_cells", "A3:A5, B4:C4"), ("preamble", "Team list")]


def test_merged_cells_of_old_excel_and_opendocument_are_read_in_each_row() -> None:
    old = old_excel(CHART, lambda page: page.write_merge(2, 4, 0, 0, "Sales"))
    table = ods_table(CHART).replace(
        f"<table:table-row>{ods_cell('Sales')}",
        "<table:table-row>" + ods_cell("Sales").replace("-cell ", '-cell table:number-rows-spanned="3" ', 1),
    )
    for content in (old, opendocument(table)):
        sheet = read_table(content, "x")
        assert sheet.rows["Unit"].tolist() == ["Sales"] * 3
        assert said(sheet) == [("merged_cells", "A3:A5"), ("preamble", "Team list")]


def test_a_header_of_two_rows_is_read_where_it_is_merged() -> None:
    def merge(book: openpyxl.Workbook) -> None:
        for block in ("A1:A2", "B1:C1"):
            book["One"].merge_cells(block)

    cells: Cells = [
        ["Name", "Contact", None],
        [None, "Phone", "Email"],
        ["Ann", "1", "a@x.org"],
        ["Bob", "2", "b@x.org"],
    ]
    sheet = read_table(excel(cells, change=merge), "x")
    assert (sheet.header, sheet.header_row, len(sheet.rows)) == (("Name", "Phone", "Email"), 2, 2)


def test_a_merged_line_between_rows_is_not_everybodys_unit() -> None:
    cells: Cells = [["Name", "Title", "Phone"], ["Sales department"], ["Ann", "Boss", "1"]]
    sheet = read_table(excel(cells, change=lambda book: book["One"].merge_cells("A2:C2")), "x")
    assert rows(sheet) == [["Sales department", "", ""], ["Ann", "Boss", "1"]]


def test_what_is_hidden_is_read_and_named() -> None:
    def hide(book: openpyxl.Workbook) -> None:
        page = book["One"]
        page.row_dimensions[3].hidden = page.row_dimensions[9].hidden = True
        page.column_dimensions["B"].hidden = True
        book["Two"].sheet_state = "hidden"
        book["Three"].sheet_state = "veryHidden"

    people: Cells = [["id", "name"], [1, "Ann"], [2, "Bob"]]
    sheet = read_table(excel(people, people, people, change=hide), "x")
    assert rows(sheet) == [["1", "Ann"], ["2", "Bob"]]
    assert said(sheet) == [("hidden_sheets", "Two, Three"), ("hidden_rows", "3"), ("hidden_columns", "B")]
    assert rows(read_table(excel(people, people, change=lambda book: None), "x", sheet="Two")) == rows(sheet)

    def hide_old(page: xlwt.Worksheet) -> None:
        page.row(2).hidden, page.col(1).hidden = True, True

    assert said(read_table(old_excel(people, hide_old), "x")) == [("hidden_rows", "3"), ("hidden_columns", "B")]


def test_what_is_hidden_in_opendocument_is_read_and_named() -> None:
    hidden = (
        '<style:style style:name="h" style:family="table"><style:table-properties table:display="false"/></style:style>'
    )
    people: Cells = [["id", "name"], [1, "Ann"], [2, "Bob"]]
    columns = (
        '<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="1023"/>'
    )
    table = ods_table(people).replace("<table:table-row>", f"{columns}<table:table-row>", 1)
    table = table.replace(
        f"<table:table-row>{ods_cell(2)}", f'<table:table-row table:visibility="filter">{ods_cell(2)}'
    )
    sheet = read_table(opendocument(ods_table(people, "Zero", "h"), table, styles=hidden), "x.ods")
    assert (sheet.sheet, rows(sheet)) == ("One", [["1", "Ann"], ["2", "Bob"]])
    assert said(sheet) == [("hidden_sheets", "Zero"), ("hidden_rows", "3"), ("hidden_columns", "B")]


def test_repeated_rows_and_cells_of_opendocument() -> None:
    table = ods_table([["id", "name", "a", "b"], ["1", "Ann", None, None], ["2", "Bob", "x", "x"]])
    table = table.replace(
        "<table:table-cell/><table:table-cell/>", '<table:table-cell table:number-columns-repeated="2"/>'
    )
    table = table.replace(
        ods_cell("x") * 2, ods_cell("x").replace("-cell ", '-cell table:number-columns-repeated="2" ')
    )
    cells = '<table:table-cell table:number-columns-repeated="16384"/>'
    blank = f'<table:table-row table:number-rows-repeated="3">{cells}</table:table-row>'
    twice = f'<table:table-row table:number-rows-repeated="2">{ods_cell("3")}{ods_cell("Cy")}</table:table-row>'
    end = blank.replace('"3"', '"1048560"')
    sheet = read_table(opendocument(table.replace("</table:table>", f"{blank}{twice}{end}</table:table>")), "x.ods")
    assert rows(sheet) == [["1", "Ann", "", ""], ["2", "Bob", "x", "x"], ["3", "Cy", "", ""], ["3", "Cy", "", ""]]
    assert (sheet.lines.tolist(), sheet.file_rows, sheet.blank_rows) == ([2, 3, 7, 8], 8, 3)


# -- which sheet -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["excel", "opendocument"])
def test_the_first_sheet_with_a_table_is_read_and_the_others_named(kind: str) -> None:
    sheets: list[Cells] = [[["Cover"]], [["id", "name"], ["1", "Ann"]], [["id", "name"], ["2", "Bob"]]]
    tables = [ods_table(cells, title) for cells, title in zip(sheets, ("One", "Two", "Three"), strict=True)]
    content = excel(*sheets) if kind == "excel" else opendocument(*tables)
    sheet = read_table(content, "x")
    assert (sheet.sheet, sheet.sheets, rows(sheet)) == ("Two", ("One", "Two", "Three"), [["1", "Ann"]])
    assert [(f.code, f.value, f.params["others"]) for f in sheet.findings] == [
        ("other_sheets", "Two", ("One", "Three"))
    ]
    assert rows(read_table(content, "x", sheet="Three")) == [["2", "Bob"]]
    with pytest.raises(GraphkitError, match="Did you mean 'Two'"):
        read_table(content, "x", sheet="Too")


# -- refusals ----------------------------------------------------------------------------------------------------------


def archive(**parts: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        for name, part in parts.items():
            made.writestr(name, part)
    return content.getvalue()


ENTITIES = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "lol"}">' for i in range(9))


def test_bombs_are_refused() -> None:
    assert refused(archive(**{"xl/workbook.xml": b"0" * (50 << 20)}), "x.xlsx") == "excel_too_large"
    assert refused(archive(**{"content.xml": b"0" * (50 << 20)}), "x.ods") == "excel_too_large"
    people: Cells = [["id", "name"], [1, "Ann"]]
    strings = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{}</t></si></sst>'
    assert rows(read_table(with_shared_string(excel(people), strings.format("Ann")), "x.xlsx")) == [["1", "Ann"]]
    bomb = with_shared_string(excel(people), f"<!DOCTYPE x [{ENTITIES}]>{strings.format('&e8;')}")
    assert refused(bomb, "x.xlsx") == "unreadable_excel"
    for part in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"):
        bomb = with_part(excel(people), part, lambda xml: f"<!DOCTYPE x [{ENTITIES}]>{re.sub('^<.xml.*?>', '', xml)}")
        assert refused(bomb, "x.xlsx") == "unreadable_excel", part
    bomb = with_part(ods(people), "content.xml", lambda xml: f"<!DOCTYPE x [{ENTITIES}]>" + xml.replace("Ann", "&e8;"))
    assert refused(bomb, "x.ods") == "unreadable_excel"


def test_a_few_letters_that_say_they_are_millions_of_cells_are_refused() -> None:
    wide = ods_cell("x").replace("-cell ", '-cell table:number-columns-repeated="16384" ')
    assert refused(opendocument(ods_table([["id"]]).replace(ods_cell("id"), wide)), "x.ods") == "too_many_columns"
    tall = ods_table([["id", "x"]]).replace("-row>", '-row table:number-rows-repeated="999999999">', 1)
    assert refused(opendocument(tall), "x.ods") == "excel_too_large"
    far = with_part(
        excel([["id", "name"], [1, "Ann"]]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace('<row r="2"', '<row r="2147483647"'),
    )
    assert refused(far, "x.xlsx") == "excel_too_large"
    block = with_part(
        excel([["id", "name"], *([i, "Ann"] for i in range(300))]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(
            "</sheetData>", "</sheetData><mergeCells>" + '<mergeCell ref="A1:XFC1048576"/>' * 50 + "</mergeCells>"
        ),
    )
    assert refused(block, "x.xlsx") == "excel_too_large"


def test_a_password_is_named_with_what_to_do() -> None:
    encrypted = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    assert refused(encrypted, "x.xlsx") == "password_protected"
    manifest = "<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
    locked = with_part(opendocument(ods_table([["id"]]), m="x"), "m", lambda text: text)
    content = io.BytesIO(locked)
    with zipfile.ZipFile(content, "a") as made:
        made.writestr("META-INF/manifest.xml", manifest)
    assert refused(content.getvalue(), "x.ods") == "password_protected"
    with pytest.raises(GraphkitError, match="take the password off"):
        read_table(encrypted, "x.xlsx")


def test_an_old_workbook_with_a_password_is_refused() -> None:
    """The record FILEPASS (0x002F) after the first record says that all others are encrypted."""
    content = bytearray(old_excel([["id", "name"], [1, "Ann"]]))
    start = content.index(b"\x09\x08\x10\x00\x00\x06\x05\x00")
    at = start + 20
    content[at : at + 2] = b"\x2f\x00"
    assert refused(bytes(content), "x.xls") in ("password_protected", "old_excel", "unreadable_excel")


@pytest.mark.parametrize(
    ("content", "name", "key"),
    [
        (archive(**{"xl/workbook.bin": b"x"}), "x.xlsb", "other_excel"),
        (archive(**{"word/document.xml": b"x"}), "x.docx", "not_excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "x.doc", "not_excel"),
        (b"PK\x03\x04 not a zip at all", "x.xlsx", "unreadable_excel"),
        (b"name\nAnn\n", "x.xlsx", "not_excel"),
        (b"<html><table><tr><td>name</td></tr></table></html>", "x.xls", "markup_file"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "x.xls", "markup_file"),
        (b'[{"name": "Ann"}]', "x.csv", "markup_file"),
        (b'{"name": "Ann"}\n{"name": "Bob"}\n', "x.csv", "markup_file"),
        (excel([]), "x.xlsx", "empty_file"),
        (opendocument(), "x.ods", "empty_file"),
    ],
)
def test_what_is_no_workbook_is_refused(content: bytes, name: str, key: str) -> None:
    assert refused(content, name) == key


def test_text_called_xls_is_read_as_text() -> None:
    """Many web sites call a file of tabs an Excel file."""
    assert rows(read_table("id\tname\n1\tAnn\n".encode("utf-16"), "x.xls")) == [["1", "Ann"]]


def test_a_cell_at_the_end_of_the_world_is_one_row() -> None:
    def far(book: openpyxl.Workbook) -> None:
        book["One"]["A60000"] = "far"

    sheet = read_table(excel([["id"], ["1"]], change=far), "x.xlsx")
    assert (sheet.lines.tolist(), sheet.file_rows, sheet.blank_rows) == ([2, 60_000], 60_000, 59_997)
