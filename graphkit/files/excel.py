"""Sheets of an .xlsx or .xlsm file: the values by openpyxl, and beside them what its quick reader leaves out."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

import openpyxl
from defusedxml import sax
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

from graphkit.errors import GraphkitError
from graphkit.files.workbook import MOST_COLUMNS, Block, Book, Page, bounded, number_text


def open_excel(content: bytes, name: str) -> Book:
    """The sheets of an .xlsx or .xlsm file; a formula is read as what it came to when the file was saved."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    if not book.worksheets and b"purl.oclc.org" in book._archive.read("xl/workbook.xml"):
        raise GraphkitError("other_excel", file=name, kind="Strict Open XML")
    hidden = {page.title: page.sheet_state != "visible" for page in book.worksheets}
    return Book(hidden, lambda title: _page(book[title], name), book.close)


def _page(page: Any, name: str) -> Page:
    page.reset_dimensions()  # what the file says of its own size may be wrong, or a bomb
    rows = ((position, [_text(cell) for cell in row]) for position, row in enumerate(page.iter_rows()))
    marks = _Marks()
    with page._get_source() as source:
        sax.parse(source, marks, forbid_dtd=True)
    cells = dict(bounded(rows, name))
    return Page(cells, marks.merged, marks.hidden_rows, marks.hidden_columns, marks.formulas)


def _text(cell: Any) -> str:
    """A cell as it reads in a CSV: dates as 2026-03-31, leading zeros as its format shows them."""
    value = cell.value
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return number_text(value, cell.number_format)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return str(value)


class _Marks(ContentHandler):
    """What a sheet says of its rows, columns and cells beside their values."""

    def __init__(self) -> None:
        super().__init__()
        self.merged: list[Block] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[int] = []
        self.formulas: list[tuple[int, int]] = []  # without those that came to a text, which may be blank
        self._cell = ""

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        match name.rpartition(":")[2]:
            case "c":
                self._cell = attrs.get("r", "") if attrs.get("t") != "str" else ""
            case "f" if self._cell:
                row, column = coordinate_to_tuple(self._cell)
                self.formulas.append((row - 1, column - 1))
            case "row" if _is_true(attrs.get("hidden")):
                self.hidden_rows.append(int(attrs.get("r", "0")) - 1)
            case "col" if _is_true(attrs.get("hidden")):
                last = min(int(attrs["max"]), MOST_COLUMNS)
                self.hidden_columns += range(int(attrs["min"]) - 1, last)
            case "mergeCell":
                left, top, right, bottom = range_boundaries(attrs["ref"])
                self.merged.append((top - 1, bottom - 1, left - 1, right - 1))


def _is_true(text: str | None) -> bool:
    return text in ("1", "true")
