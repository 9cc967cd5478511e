"""The rows of an Excel sheet, within bounds: a small file may unpack to more than a computer holds."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import openpyxl
import pandas as pd

from graphkit.errors import Finding, GraphkitError, unknown

MOST_EXCEL_MB = 25
MOST_UNPACKED_MB = 300
MOST_RATIO = 150
MOST_CELLS = 10_000_000
MOST_COLUMNS = 1000


@dataclass
class Workbook:
    """One sheet as rows of text, and which sheets there are; the index of `cells` is the row's place in the sheet."""

    cells: pd.DataFrame
    sheet: str
    sheets: tuple[str, ...]
    findings: list[Finding] = field(default_factory=list)


def is_zip(content: bytes) -> bool:
    return content.startswith(b"PK\x03\x04")


def read_workbook(content: bytes, name: str, sheet: str = "") -> Workbook:
    """One sheet of an .xlsx file: the one named, else the first that holds a table."""
    _refuse_bombs(content, name)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    except Exception as reason:  # openpyxl raises whatever a damaged part of the file makes it stumble over
        raise GraphkitError("unreadable_excel", file=name, reason=type(reason).__name__) from reason
    try:
        return _one_sheet(book, name, sheet)
    except GraphkitError:
        raise
    except Exception as reason:
        raise GraphkitError("unreadable_excel", file=name, reason=type(reason).__name__) from reason
    finally:
        book.close()


def _refuse_bombs(content: bytes, name: str) -> None:
    if len(content) > MOST_EXCEL_MB << 20:
        raise GraphkitError("too_large", file=name, size=f"{len(content) / (1 << 20):.0f}", limit=MOST_EXCEL_MB)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as reason:
        raise GraphkitError("unreadable_excel", file=name, reason=type(reason).__name__) from reason
    if not any(part.filename.startswith("xl/") for part in parts):
        raise GraphkitError("not_excel", file=name)
    dense = any(part.file_size > 1 << 20 and part.file_size > MOST_RATIO * max(part.compress_size, 1) for part in parts)
    if dense or sum(part.file_size for part in parts) > MOST_UNPACKED_MB << 20 or len(parts) > 1000:
        raise GraphkitError("excel_too_large", file=name, limit=MOST_UNPACKED_MB)


def _one_sheet(book: Any, name: str, wanted: str) -> Workbook:
    names = tuple(page.title for page in book.worksheets)
    if wanted and wanted not in names:
        raise unknown("unknown_sheet", wanted, names, file=name, sheets=", ".join(names))
    visible = [page for page in book.worksheets if page.sheet_state == "visible" and "(ignore)" not in page.title]
    for page in [book[wanted]] if wanted else visible or book.worksheets:
        rows = dict(_rows(page, name))
        if wanted or len(rows) > 1:
            break
    else:
        raise GraphkitError("empty_file", file=name)
    if not rows:
        raise GraphkitError("empty_file", file=name)
    width = max(map(len, rows.values()))
    padded = [row + [""] * (width - len(row)) for row in rows.values()]
    cells = pd.DataFrame(padded, index=list(rows), columns=range(width), dtype="str")
    others = [title for title in names if title != page.title]
    findings = (
        [Finding("other_sheets", "info", name, None, "", page.title, {"others": ", ".join(others)})] if others else []
    )
    return Workbook(cells, page.title, names, findings)


def _rows(page: Any, name: str) -> Iterator[tuple[int, list[str]]]:
    """Position and cells of each row that is not blank, without the empty cells at its end."""
    page.reset_dimensions()  # what the file says of its own size may be wrong, or a bomb
    count = 0
    for position, row in enumerate(page.iter_rows(values_only=True)):
        cells = [_text(value) for value in row]
        while cells and not cells[-1].strip():
            cells.pop()
        count += len(cells)
        if count > MOST_CELLS or len(cells) > MOST_COLUMNS:
            raise GraphkitError("excel_too_large", file=name, limit=MOST_UNPACKED_MB)
        if cells:
            yield position, cells


def _text(value: object) -> str:
    """A cell as it reads in a CSV: whole numbers without `.0`, dates as 2026-03-31."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return str(value)
