"""Any CSV or Excel file as rows of text: encoding, delimiter, header, and what was odd about it.

Nothing is dropped in silence: a row of the file is a row of the `Sheet` or is named by a finding. Row numbers are
those a spreadsheet shows, so a line break inside quotes does not count and a blank row does.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from graphkit.delimited import read_delimited
from graphkit.errors import Finding, GraphkitError
from graphkit.headers import is_known, is_secret
from graphkit.workbook import is_zip, read_workbook

_HEAD_ROWS = 40
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Sheet:
    """The rows of one file.

    header : the column names as they stand in the file; "" where a column has none.
    rows : text; its column names are the header's, made unique (`column 16`, `Name (2)`).
    lines : row number in the file of each of `rows`.
    """

    name: str
    header: tuple[str, ...]
    rows: pd.DataFrame
    lines: pd.Series
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def columns(self) -> list[str]:
        return list(self.rows.columns)


def read_table(content: bytes, name: str, *, encoding: str = "", delimiter: str = "", sheet: str = "") -> Sheet:
    """The rows of a CSV or Excel file.

    encoding, delimiter, sheet : what the user says; "" leaves it to the file. Raises a `GraphkitError` for what is no
    table: an empty file, a picture, a file larger than `MOST_CSV_MB`, a damaged or hostile workbook.
    """
    if not content or content.isspace():
        raise GraphkitError("empty_file", file=name)
    if content.startswith(_OLD_EXCEL):
        raise GraphkitError("old_excel", file=name)
    if is_zip(content):
        book = read_workbook(content, name, sheet)
        return replace(_sheet(name, book.cells, book.findings), sheet=book.sheet, sheets=book.sheets)
    if name.lower().endswith((".xlsx", ".xlsm")):
        raise GraphkitError("not_excel", file=name)
    text = read_delimited(content, name, encoding, delimiter)
    return replace(_sheet(name, text.cells, text.findings), encoding=text.encoding, delimiter=text.delimiter)


def _sheet(name: str, cells: pd.DataFrame, findings: list[Finding]) -> Sheet:
    """The header found, and the rows under it without blank rows, repeated headers and columns of passwords."""
    blank = pd.DataFrame({column: cells[column].str.strip().eq("") for column in cells}).to_numpy()
    if blank.all():
        raise GraphkitError("empty_file", file=name)
    header, body, above = _split(cells, _header_row(cells.head(_HEAD_ROWS)), name)
    filled = ~blank[len(cells) - len(body) :]
    width, wide = _width(header, filled, body, name)
    header = header[:width]
    keep, dropped = _rows_to_keep(header, body, filled, name)
    rows = body.loc[keep, list(range(width))]
    lines = pd.Series(rows.index.to_numpy() + 1)
    rows = rows.reset_index(drop=True)
    rows.columns = pd.Index(_unique_names(header))
    said = [*_unnamed(header, rows, name), *_replaced(rows, lines, name)]
    rows, secret = _without_secrets(rows, name)
    header = tuple(text for text in header if not is_secret(text))
    return Sheet(name, header, rows, lines, findings=(*findings, *above, *wide, *dropped, *said, *secret))


def _split(cells: pd.DataFrame, start: int | None, name: str) -> tuple[tuple[str, ...], pd.DataFrame, list[Finding]]:
    """Header, body, and what is to be said about the rows above the header."""
    if start is None:
        return ("",) * cells.shape[1], cells, [Finding("no_header", "warning", name, 1)]
    header = tuple(" ".join(unicodedata.normalize("NFC", text).split()) for text in cells.iloc[start])
    above = [" ".join(filter(None, map(str.strip, row))) for row in cells.iloc[:start].to_numpy().tolist()]
    written = [text for text in above if text]
    findings = [Finding("preamble", "info", name, 1, "", written[0], {"n": start})] if written else []
    return header, cells.iloc[start + 1 :], findings


def _header_row(cells: pd.DataFrame) -> int | None:
    """Which row is the header: the first with words we know, else the first that is as wide as the table and no number.

    None where no row can be one: a table of numbers without a header.
    """
    rows = [[str(cell).strip() for cell in row] for row in cells.to_numpy().tolist()]
    widths = [max((i + 1 for i, cell in enumerate(row) if cell), default=0) for row in rows]
    typical = float(np.median([width for width in widths if width]))
    known = [sum(map(is_known, filter(None, row))) for row in rows]
    plain = next((i for i, row in enumerate(rows) if widths[i] >= 0.8 * typical and _may_be_names(row)), None)
    for row, count in enumerate(known):
        # one word we know may stand in any row: it does not beat a header in words we do not know
        enough = count > 1 or (widths[row] >= 0.5 * typical and (plain is None or row <= plain))
        if count and count > max(known) / 2 and enough:
            return row
    return plain


def _may_be_names(row: list[str]) -> bool:
    filled = [text for text in row if text]
    return len(set(filled)) == len(filled) and not any(map(_is_number, filled))


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[-+]?[\d.,]+%?", text))


def _width(header: tuple[str, ...], filled: Bools, body: pd.DataFrame, name: str) -> tuple[int, list[Finding]]:
    """How many columns the table has, and the rows that have more cells than that.

    Beyond the last named column, one that most rows fill is a column without a name; one that few fill is a row that
    was split once too often.
    """
    named = max((i + 1 for i, text in enumerate(header) if text), default=0)
    share = filled.mean(axis=0) if len(filled) else np.zeros(len(header))
    width = max((i + 1 for i in range(len(header)) if i < named or share[i] > 0.5), default=1)
    findings = []
    beyond = body.iloc[np.flatnonzero(filled[:, width:].any(axis=1)), width:]
    for line, cells in zip(beyond.index + 1, beyond.to_numpy().tolist(), strict=True):
        extra = " | ".join(text for text in cells if text.strip())
        findings.append(Finding("extra_cells", "warning", name, int(line), "", extra, {"width": width}))
    return width, findings


def _rows_to_keep(header: tuple[str, ...], body: pd.DataFrame, filled: Bools, name: str) -> tuple[Bools, list[Finding]]:
    lines = body.index.to_numpy() + 1
    count = filled.sum(axis=1)
    findings = []
    blank = count == 0
    between = int(lines[-1] - lines[0] + 1 - len(lines)) if len(lines) else 0  # a workbook leaves out blank rows itself
    if inner := between + int(blank[: np.flatnonzero(~blank).max(initial=-1) + 1].sum()):
        findings.append(Finding("blank_rows", "info", name, params={"n": inner}))
    again = ~blank if any(header) else np.zeros(len(body), bool)
    for i, text in enumerate(header):
        if again.any():
            again &= body[i].str.strip().eq(text).to_numpy(bool)
    findings += [Finding("repeated_header", "info", name, int(line)) for line in lines[again]]
    keep = ~blank & ~again
    short = keep & (count == 1)
    if len(header) > 2 and short.sum() <= 0.05 * keep.sum():  # a file of names alone is not a file of broken rows
        for row in np.flatnonzero(short):
            text = next(cell.strip() for cell in body.iloc[row] if cell.strip())
            findings.append(Finding("short_row", "warning", name, int(lines[row]), "", text))
    return keep, findings


def _unique_names(header: tuple[str, ...]) -> list[str]:
    names: list[str] = []
    for position, text in enumerate(header, 1):
        name, count = text or f"column {position}", 1
        while name in names:
            count += 1
            name = f"{text or f'column {position}'} ({count})"
        names.append(name)
    return names


def _unnamed(header: tuple[str, ...], rows: pd.DataFrame, name: str) -> list[Finding]:
    return [
        Finding(
            "unnamed_column", "info", name, None, column, "", {"filled": int(rows[column].str.strip().ne("").sum())}
        )
        for text, column in zip(header, rows.columns, strict=True)
        if not text and any(header)
    ]


def _replaced(rows: pd.DataFrame, lines: pd.Series, name: str) -> list[Finding]:
    """Columns with U+FFFD: the letter that stood there was lost before the file came to us."""
    findings = []
    for column in rows:
        hit = np.flatnonzero(rows[column].str.contains("\ufffd", regex=False))
        if len(hit):
            line = int(lines.iloc[hit[0]])
            findings.append(
                Finding("replacement_character", "warning", name, line, str(column), params={"n": len(hit)})
            )
    return findings


def _without_secrets(rows: pd.DataFrame, name: str) -> tuple[pd.DataFrame, list[Finding]]:
    secret = [column for column in rows if is_secret(str(column))]
    return rows.drop(columns=secret), [Finding("password_column", "info", name, None, str(column)) for column in secret]
