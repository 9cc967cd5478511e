"""One sheet of a workbook as rows of text: which sheet, what is merged or hidden in it, and what cannot be read.

A small file may unpack to more than a computer holds, so every reader is bounded before and while it reads.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from graphkit.errors import Finding, GraphkitError, few, unknown

MOST_EXCEL_MB = 25
MOST_UNPACKED_MB = 300
MOST_RATIO = 150
MOST_RATIO_ODS = 500  # it says much for each cell, and packs well
MOST_ROWS = 1_048_576
MOST_CELLS = 10_000_000
MOST_COLUMNS = 1000
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0"  # what .xls, .doc and every encrypted Office file is wrapped in
_NAMED = 5
_SEVERITIES = {"merged_cells": "info"}

Block = tuple[int, int, int, int]


@dataclass
class Page:
    """One sheet: its rows by position (counted from 0), and what is said of rows, columns and cells beside their text.

    merged : first and last row, first and last column of each merged cell.
    without_result : cells, as (row, column), that hold a formula and not what it comes to.
    """

    rows: dict[int, list[str]]
    merged: list[Block] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    without_result: list[tuple[int, int]] = field(default_factory=list)


@dataclass
class Book:
    """The sheets of a workbook in their order, whether each is hidden, and how to read one."""

    hidden: Mapping[str, bool]
    read: Callable[[str], Page]
    close: Callable[[], None] = lambda: None


@dataclass
class Workbook:
    """One sheet as rows of text, and which sheets there are; the index of `cells` is the row's place in the sheet.

    others : the other sheets in sight.
    """

    cells: pd.DataFrame
    sheet: str
    sheets: tuple[str, ...]
    others: tuple[str, ...] = ()
    findings: list[Finding] = field(default_factory=list)


def is_workbook(content: bytes) -> bool:
    return content.startswith((b"PK\x03\x04", _COMPOUND_FILE))


def read_workbook(content: bytes, name: str, sheet: str = "") -> Workbook:
    """One sheet of an .xlsx, .xlsm, .xls or .ods file: the one named, else the first that holds a table."""
    if len(content) > MOST_EXCEL_MB << 20:
        raise GraphkitError("too_large", file=name, size=f"{len(content) / (1 << 20):.0f}", limit=MOST_EXCEL_MB)
    opener = _opener(content, name)
    try:
        with warnings.catch_warnings(action="ignore"):  # openpyxl names each drawing and rule that it leaves out
            book = opener(content, name)
            try:
                return _one_sheet(book, name, sheet)
            finally:
                book.close()
    except GraphkitError:
        raise
    except Exception as reason:  # the readers raise whatever a damaged part of the file makes them stumble over
        raise GraphkitError("unreadable_excel", file=name, reason=type(reason).__name__) from reason


def _opener(content: bytes, name: str) -> Callable[[bytes, str], Book]:
    """The reader for the kind of workbook that the content is, whatever the file is called."""
    from graphkit.files.excel import open_excel
    from graphkit.files.old_excel import open_old_excel
    from graphkit.files.opendocument import open_opendocument

    if content.startswith(_COMPOUND_FILE):
        return open_old_excel
    parts = _parts(content, name)
    if "content.xml" in parts:
        return open_opendocument
    if "xl/workbook.bin" in parts:
        raise GraphkitError("other_excel", file=name, kind=".xlsb")
    if not any(part.startswith("xl/") for part in parts):
        raise GraphkitError("not_excel", file=name)
    return open_excel


def _parts(content: bytes, name: str) -> set[str]:
    """What the archive holds, if it may be unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as reason:
        raise GraphkitError("unreadable_excel", file=name, reason=type(reason).__name__) from reason
    if (
        any(map(_is_dense, parts))
        or sum(part.file_size for part in parts) > MOST_UNPACKED_MB << 20
        or len(parts) > 1000
    ):
        raise GraphkitError("excel_too_large", file=name, limit=MOST_UNPACKED_MB)
    if any(part.flag_bits & 1 for part in parts):
        raise GraphkitError("password_protected", file=name)
    return {part.filename for part in parts}


def _is_dense(part: zipfile.ZipInfo) -> bool:
    most = MOST_RATIO_ODS if part.filename == "content.xml" else MOST_RATIO
    return part.file_size > 1 << 20 and part.file_size > most * max(part.compress_size, 1)


def bounded(rows: Iterable[tuple[int, list[str]]], name: str) -> Iterator[tuple[int, list[str]]]:
    """Position and cells of each row that is not blank, without the empty cells at its end."""
    count = 0
    for position, cells in rows:
        while cells and not cells[-1].strip():
            cells.pop()
        count += len(cells)
        if len(cells) > MOST_COLUMNS:
            raise GraphkitError("too_many_columns", file=name, limit=MOST_COLUMNS)
        if count > MOST_CELLS or position >= MOST_ROWS:
            raise GraphkitError("excel_too_large", file=name, limit=MOST_UNPACKED_MB)
        if cells:
            yield position, cells


def number_text(value: float, shown: str = "") -> str:
    """A number as a spreadsheet writes it into a CSV: 15 digits, whole numbers without `.0`, zeros before it if shown.

    shown : the format of the cell; `00000` shows 123 as 00123.
    """
    text = str(int(value)) if value == int(value) else f"{value:.15g}"
    return text.zfill(len(shown)) if shown and set(shown) == {"0"} and text.isdigit() else text


# -- one sheet ---------------------------------------------------------------------------------------------------------


def _one_sheet(book: Book, name: str, wanted: str) -> Workbook:
    titles = tuple(book.hidden)
    if wanted and wanted not in titles:
        raise unknown("unknown_sheet", wanted, titles, file=name, sheets=titles)
    title, page = (wanted, book.read(wanted)) if wanted else _first_table(book)
    if not page.rows:
        raise GraphkitError("empty_file", file=name)
    findings = _said_of_sheets(book, title, name) + _said_of_page(page, name)
    width = max(map(len, page.rows.values()))
    padded = [row + [""] * (width - len(row)) for row in page.rows.values()]
    cells = pd.DataFrame(padded, index=list(page.rows), columns=range(width), dtype="str")
    return Workbook(cells, title, titles, tuple(other for other in _in_sight(book) if other != title), findings)


def _first_table(book: Book) -> tuple[str, Page]:
    """The first sheet in sight with more than one row, else the one with most."""
    offered = _in_sight(book)
    read: dict[str, Page] = {"": Page({})}
    for title in offered or book.hidden:
        read[title] = book.read(title)
        if len(read[title].rows) > 1:
            return title, read[title]
    return max(read.items(), key=lambda item: len(item[1].rows))


def _in_sight(book: Book) -> list[str]:
    return [title for title, hidden in book.hidden.items() if not hidden and "(ignore)" not in title]


def _said_of_sheets(book: Book, title: str, name: str) -> list[Finding]:
    findings = []
    if others := [other for other, hidden in book.hidden.items() if other != title and not hidden]:
        findings.append(Finding("other_sheets", "info", name, None, "", title, {"others": tuple(others)}))
    if hidden := [other for other, hidden in book.hidden.items() if other != title and hidden]:
        params = {"n": len(hidden), "values": tuple(hidden)}
        findings.append(Finding("hidden_sheets", "info", name, None, "", ", ".join(hidden), params))
    return findings


def _said_of_page(page: Page, name: str) -> list[Finding]:
    """Merged cells filled, and what a look at the sheet would not show."""
    merged = [f"{_cell(top, left)}:{_cell(bottom, right)}" for top, bottom, left, right in _fill_merged(page, name)]
    width = max(map(len, page.rows.values()))
    named = {
        "merged_cells": merged,
        "hidden_rows": [str(row + 1) for row in page.hidden_rows if row in page.rows],
        "hidden_columns": [_letters(column) for column in page.hidden_columns if column < width],
        "no_result": [_cell(row, column) for row, column in page.without_result if not _text_at(page, row, column)],
    }
    findings = []
    for code, places in named.items():
        if places:
            params: dict[str, object] = {"n": len(places), "values": (shown := few(places, _NAMED))}
            severity = _SEVERITIES.get(code, "warning")
            findings.append(Finding(code, severity, name, None, "", ", ".join(shown), params))
    return findings


def _text_at(page: Page, row: int, column: int) -> str:
    return "".join(page.rows.get(row, [])[column : column + 1])


def _fill_merged(page: Page, name: str) -> list[Block]:
    """Writes the text of each merged cell into the cells that it covers; returns those of which it did.

    A merged cell beside which a row holds nothing is a title and stays as it is.
    """
    filled, work = [], 0
    positions = sorted(page.rows)
    for top, bottom, left, right in sorted(page.merged, key=lambda block: block[3] - block[2]):  # units before titles
        text, right = _text_at(page, top, left), min(right, MOST_COLUMNS - 1)
        rows = positions[bisect_left(positions, top) : bisect_right(positions, bottom)] if text.strip() else []
        work += len(rows) * (right - left + 1)
        if work > MOST_CELLS:
            raise GraphkitError("excel_too_large", file=name, limit=MOST_UNPACKED_MB)
        done = [_fill_row(page.rows[row], left, right, text) for row in rows]
        filled += [(top, bottom, left, right)] * any(done)
    return filled


def _fill_row(cells: list[str], left: int, right: int, text: str) -> bool:
    if not any(cells[:left]) and not any(cells[right + 1 :]):
        return False
    cells += [""] * (right + 1 - len(cells))
    blank = [column for column in range(left, right + 1) if not cells[column]]
    for column in blank:
        cells[column] = text
    return bool(blank)


def _cell(row: int, column: int) -> str:
    return f"{_letters(column)}{row + 1}"


def _letters(column: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    text = ""
    while column >= 0:
        column, letter = divmod(column, 26)
        text, column = chr(65 + letter) + text, column - 1
    return text
