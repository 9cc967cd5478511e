"""Sheets of an .xls file (Excel 97 to 2003), by xlrd."""

from __future__ import annotations

import datetime as dt
import io

import xlrd
from xlrd.sheet import Cell, Sheet

from graphkit.errors import GraphkitError
from graphkit.files.workbook import Book, Page, bounded, number_text

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_STREAMS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book", "WORKBOOK", "BOOK"))


def open_old_excel(content: bytes, name: str) -> Book:
    """The sheets of an .xls file. A newer Excel file with a password comes in the same wrapping, and is refused."""
    if _ENCRYPTED in content:
        raise GraphkitError("password_protected", file=name)
    if not any(stream in content for stream in _STREAMS):
        raise GraphkitError("not_excel", file=name)
    try:
        book = xlrd.open_workbook(
            file_contents=content, formatting_info=True, ragged_rows=True, on_demand=True, logfile=io.StringIO()
        )
    except xlrd.XLRDError as reason:
        key = "password_protected" if "encrypted" in str(reason) else "old_excel"
        raise GraphkitError(key, file=name) from reason
    hidden = {title: bool(book._sheet_visibility[at]) for at, title in enumerate(book.sheet_names())}
    return Book(hidden, lambda title: _page(book.sheet_by_name(title), book, name), book.release_resources)


def _page(sheet: Sheet, book: xlrd.Book, name: str) -> Page:
    rows = ((row, [_text(cell, book) for cell in sheet.row(row)]) for row in range(sheet.nrows))
    return Page(
        dict(bounded(rows, name)),
        [(top, bottom - 1, left, right - 1) for top, bottom, left, right in sheet.merged_cells],
        [row for row, look in sheet.rowinfo_map.items() if look.hidden],
        [column for column, look in sheet.colinfo_map.items() if look.hidden],
    )


def _text(cell: Cell, book: xlrd.Book) -> str:
    """A cell as it reads in a CSV: dates as 2026-03-31, leading zeros as its format shows them."""
    match cell.ctype:
        case xlrd.XL_CELL_TEXT:
            return str(cell.value)
        case xlrd.XL_CELL_NUMBER:
            return number_text(cell.value, book.format_map[book.xf_list[cell.xf_index].format_key].format_str)
        case xlrd.XL_CELL_DATE:
            return _date(cell.value, book.datemode)
        case xlrd.XL_CELL_BOOLEAN:
            return str(bool(cell.value)).upper()
        case xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code.get(cell.value, "#VALUE!"))
        case _:
            return ""


def _date(value: float, mode: int) -> str:
    moment = xlrd.xldate_as_datetime(value, mode)
    if value < 1:
        return str(moment.time())
    return moment.date().isoformat() if moment.time() == dt.time() else str(moment)
