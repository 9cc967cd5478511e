"""Any CSV or spreadsheet file as rows of text: encoding, delimiter, header, and what was odd about it.

Nothing is dropped in silence: a row of the file is a row of the `Sheet`, its header, blank, or named by a finding. Row
numbers are those a spreadsheet shows, so a line break inside quotes does not count and a blank row does.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from graphkit.errors import Finding, GraphkitError
from graphkit.files.delimited import read_delimited
from graphkit.files.header_row import HEAD_ROWS, find_header
from graphkit.files.row_kinds import BLANK, DATA, KINDS, PREAMBLE, Bools, Ints, is_error, row_kinds
from graphkit.files.workbook import is_workbook, read_workbook
from graphkit.importing.headers import is_secret

_MOST_SHEETS = 50


@dataclass(frozen=True)
class Part:
    """One file or sheet of a table that is made of several: its rows are those whose line is above `after`."""

    name: str
    after: int


@dataclass(frozen=True, eq=False)
class Sheet:
    """The rows of one file.

    header : the column names as they stand in the file; "" where a column has none.
    rows : text; its column names are the header's, made unique (`column 16`, `Name (2)`).
    lines : row number in the file of each of `rows`.
    encoding, delimiter, sheet, header_row : what was found or asked for; `header_row` is 0 where there is no header.
    sheets : all sheets of a workbook.
    left_out : number of each row that is neither data, header nor blank, and the code of the finding that names it.
    more : the other sheets of the workbook in sight that have the same headings, where no sheet was asked for.
    parts : what a table of several files is made of, in their order; its `lines` then count on from file to file.
    file_rows, blank_rows : how many rows the file has, and how many of them hold nothing.
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
    header_row: int = 1
    left_out: Mapping[int, str] = field(default_factory=dict)
    file_rows: int = 0
    blank_rows: int = 0
    more: tuple[Sheet, ...] = ()
    parts: tuple[Part, ...] = ()

    def place(self, line: int) -> tuple[str, int]:
        """The file and the row in it of one of `lines`."""
        part = next((part for part in reversed(self.parts) if line > part.after), Part(self.name, 0))
        return part.name, line - part.after

    @property
    def columns(self) -> list[str]:
        return list(self.rows.columns)


def read_table(
    content: bytes, name: str, *, encoding: str = "", delimiter: str = "", sheet: str = "", header: int | None = None
) -> Sheet:
    """The rows of a CSV, Excel or OpenDocument file.

    encoding, delimiter, sheet : what the user says; "" leaves it to the file.
    header : the number of the row that names the columns, 0 where none does; None leaves it to the file.

    Raises a `GraphkitError` for what is no table: an empty file, a picture, a file larger than `MOST_CSV_MB`, a
    damaged or hostile workbook.
    """
    if not content or content.isspace():
        raise GraphkitError("empty_file", file=name)
    if is_workbook(content):
        book = read_workbook(content, name, sheet)
        found = replace(_sheet(name, book.cells, header, book.findings), sheet=book.sheet, sheets=book.sheets)
        return found if sheet or not found.header_row else replace(found, more=_alike(content, found, book.others))
    if name.lower().endswith((".xlsx", ".xlsm", ".ods")):
        raise GraphkitError("not_excel", file=name)
    text = read_delimited(content, name, encoding, delimiter)
    found = _sheet(name, text.cells, header, text.findings)
    return replace(found, encoding=text.encoding, delimiter=text.delimiter)


def _alike(content: bytes, first: Sheet, others: Sequence[str]) -> tuple[Sheet, ...]:
    """The other sheets with the headings of the first, in any order."""
    found = []
    for title in others[:_MOST_SHEETS]:
        with suppress(GraphkitError):  # a sheet that holds no table
            sheet = read_table(content, first.name, sheet=title)
            found += [sheet] if sheet.header_row and sorted(sheet.header) == sorted(first.header) else []
    return tuple(found)


def _sheet(name: str, cells: pd.DataFrame, header: int | None, findings: list[Finding]) -> Sheet:
    """The header found, and the rows that are data, without blank columns and passwords."""
    filled = _filled(cells)
    if not filled.any():
        raise GraphkitError("empty_file", file=name)
    start, said = _header_position(cells, filled, header, name)
    raw = [] if start is None else cells.iloc[start].str.strip().tolist()
    width = _width(raw, filled[0 if start is None else start + 1 :])
    kinds = row_kinds(cells.iloc[:, :width], filled, start)
    lines = cells.index.to_numpy() + 1
    data = np.flatnonzero(kinds == DATA)
    names, rows, more = _columns(raw[:width] or [""] * width, _rows(cells.iloc[:, :width], data), lines[data], name)
    said += _left_out(cells, kinds, lines, name) + _odd_rows(cells, filled, data, lines, width, name)
    return Sheet(
        name,
        names,
        rows,
        pd.Series(lines[data]),
        findings=(*findings, *said, *more),
        header_row=0 if start is None else int(lines[start]),
        left_out={int(lines[row]): KINDS[kinds[row]] for row in np.flatnonzero(kinds >= PREAMBLE)},
        file_rows=int(lines[-1]),
        blank_rows=int(lines[-1] - len(lines) + (kinds == BLANK).sum()),
    )


def _filled(cells: pd.DataFrame) -> Bools:
    """Which cells hold more than blanks."""
    return np.column_stack([(cells[column].ne("") & ~cells[column].str.isspace()).to_numpy(bool) for column in cells])


def _header_position(
    cells: pd.DataFrame, filled: Bools, wanted: int | None, name: str
) -> tuple[int | None, list[Finding]]:
    """Where the header stands among the rows: where the user says, else where it is found; and how sure that is."""
    if wanted == 0:
        return None, []
    written = np.flatnonzero(filled.any(axis=1))
    if wanted is not None:
        at = np.flatnonzero(cells.index[written] == wanted - 1)
        if not len(at):
            raise GraphkitError("bad_header", file=name, value=wanted, n=int(cells.index[-1]) + 1)
        return int(written[at[0]]), []
    first: list[int] = written[:HEAD_ROWS].tolist()
    found, known = find_header(cells.iloc[first].to_numpy().tolist())
    if known and found is not None:
        return first[found], []
    row = first[found or 0]
    code, severity = ("no_header", "warning") if found is None else ("header_guessed", "info")
    said = [Finding(code, severity, name, int(cells.index[row]) + 1, "", _row_text(cells, row))]
    return None if found is None else row, said


def _width(raw: list[str], filled: Bools) -> int:
    """How many columns the table has.

    Beyond the last named column, one that most rows fill is a column without a name; one that few fill is a row that
    was split once too often.
    """
    named = max((i + 1 for i, text in enumerate(raw) if text), default=0)
    share = filled.sum(axis=0) / max(1, filled.any(axis=1).sum())
    least = 0.5 if named else 0.0
    return max((i + 1 for i in range(filled.shape[1]) if i < named or share[i] > least), default=1)


def _rows(cells: pd.DataFrame, data: Ints) -> pd.DataFrame:
    together = len(data) > 0 and data[-1] - data[0] + 1 == len(data)  # then a million rows need not be copied
    return (cells.iloc[data[0] : data[-1] + 1] if together else cells.iloc[data]).reset_index(drop=True)


def _left_out(cells: pd.DataFrame, kinds: Ints, lines: Ints, name: str) -> list[Finding]:
    """The rows that are no data, and why."""
    findings = []
    above = np.flatnonzero(kinds == PREAMBLE)
    if len(above):
        text = " / ".join(_row_text(cells, row) for row in above)
        params = {"n": len(above)}
        findings.append(Finding("preamble", "info", name, int(lines[above[0]]), "", text, params))
    for row in np.flatnonzero(kinds > PREAMBLE):
        code = KINDS[kinds[row]]
        severity = "info" if code in ("repeated_header", "comment_row") else "warning"
        findings.append(Finding(code, severity, name, int(lines[row]), "", _row_text(cells, row)))
    body = np.flatnonzero((kinds != BLANK) & (kinds != PREAMBLE))
    if blank := int(lines[body[-1]] - lines[body[0]] + 1 - len(body)):
        findings.append(Finding("blank_rows", "info", name, params={"n": blank}))
    return findings


def _odd_rows(cells: pd.DataFrame, filled: Bools, data: Ints, lines: Ints, width: int, name: str) -> list[Finding]:
    """The rows that are data and wider than the table, or have one cell filled."""
    findings = []
    for row in data[filled[data, width:].any(axis=1)]:
        extra = _row_text(cells.iloc[:, width:], row)
        findings.append(Finding("extra_cells", "warning", name, int(lines[row]), "", extra, {"width": width}))
    short = data[filled[data].sum(axis=1) == 1]
    if width > 2 and len(short) <= 0.05 * len(data):  # a file of names alone is not a file of broken rows
        texts = [(int(lines[row]), _row_text(cells, row)) for row in short]
        findings += [Finding("short_row", "warning", name, line, "", text) for line, text in texts]
    return findings


def _row_text(cells: pd.DataFrame, row: Any) -> str:
    return " | ".join(text.strip() for text in cells.iloc[row] if text.strip())


# -- columns -----------------------------------------------------------------------------------------------------------


def _columns(
    raw: list[str], rows: pd.DataFrame, lines: Ints, name: str
) -> tuple[tuple[str, ...], pd.DataFrame, list[Finding]]:
    """The columns under their names, without those that are blank or hold passwords, and what is odd about them."""
    header = [" ".join(unicodedata.normalize("NFC", text).split()) for text in raw]
    kept: dict[str, tuple[str, pd.Series]] = {}
    findings: list[Finding] = []
    for column, text, position in zip(_unique_names(header), header, rows, strict=True):
        cells = rows[position]
        filled = 0 if text else int((cells.ne("") & ~cells.str.isspace()).sum())
        if is_secret(text):
            findings.append(Finding("password_column", "info", name, None, column))
            continue
        if not text and any(header):
            findings.append(Finding("unnamed_column", "info", name, None, column, "", {"filled": filled}))
        if text or filled:
            cells, said = _without_errors(cells, column, lines, name)
            kept[column] = (text, cells)
            findings += [*said, *_replaced(cells, column, lines, name)]
    table = pd.DataFrame({column: cells for column, (_, cells) in kept.items()}, index=rows.index)
    return tuple(text for text, _ in kept.values()), table, findings


def _unique_names(header: list[str]) -> list[str]:
    names: list[str] = []
    for position, text in enumerate(header, 1):
        name, count = text or f"column {position}", 1
        while name in names:
            count += 1
            name = f"{text or f'column {position}'} ({count})"
        names.append(name)
    return names


def _without_errors(cells: pd.Series, column: str, lines: Ints, name: str) -> tuple[pd.Series, list[Finding]]:
    """The cells with a blank in place of `#REF!` and its like: what stood there could not be computed."""
    wrong = is_error(cells)
    if not wrong.any():
        return cells, []
    first = int(np.argmax(wrong))
    params = {"n": int(wrong.sum())}
    found = Finding("error_cells", "warning", name, int(lines[first]), column, str(cells.iloc[first]).strip(), params)
    return cells.mask(wrong, ""), [found]


def _replaced(cells: pd.Series, column: str, lines: Ints, name: str) -> list[Finding]:
    """Whether U+FFFD stands in a column: the letter that stood there was lost before the file came to us."""
    hit = np.flatnonzero(cells.str.contains("\ufffd", regex=False))
    if not len(hit):
        return []
    return [Finding("replacement_character", "warning", name, int(lines[hit[0]]), column, params={"n": len(hit)})]
