"""Rows of a table that are no data: comments, totals, notes below it; and the cells that only say an error."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import pandas as pd

from graphkit.files.header_row import is_number

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

# The code of a row that is left out is that of the finding that names it.
KINDS = ("data", "blank", "header", "preamble", "repeated_header", "comment_row", "total_row", "note_row")
DATA, BLANK, HEADER, PREAMBLE, REPEATED, COMMENT, TOTAL, NOTE = range(len(KINDS))

_ERROR = r"#(?:[A-ZÀ-Ü0-9/¡¿]+[!?]|N/[AD]|N[VD]|GETTING_DATA)|Err:5\d\d"  # of Excel in several languages, LibreOffice
_TOTAL = (
    r"(?i)(?:(?:grand|sub|overall)?[\s-]*totals?(?:[\s-]+(?:of|number|no|staff|people|persons?|employees|headcount|"
    r"count|records?|rows|members|fte))*|(?:total|sum|count|headcount|summe|anzahl)\s*[:=：]|gesamt(?:summe)?|insgesamt|"
    r"合\s*[计計]|[总總]\s*[计計]|小\s*[计計]|共\s*[计計]|[总總]?人[数數]|[总總][数數])"
    r"\s*(?:[:=：]|\([^)]*\)|（[^）]*）)?\s*[\d.,\s]*(?:人|名|位|条|條|行|people|persons|rows|records|employees)?"
    r"|共\s*[\d,]+\s*(?:人|名|位|条|條|行).{0,6}"
)
_TOTAL_BEGINS = (
    *(
        form(word)
        for word in ("total", "grand", "sub", "overall", "sum", "count", "head", "anzahl", "gesamt", "insgesamt")
        for form in (str.lower, str.title, str.upper)
    ),
    *" \u3000合总總小共人",
)
_SENTENCE = re.compile(r"(?i).*[.。!！;；]\s*|©.*|copyright\b.*|confidential\b.*|source\b.*|(?:\S+\s+){5,}.*|.{40,}")


def row_kinds(cells: pd.DataFrame, filled: Bools, header: int | None) -> Ints:
    """What each row of a table is, as a position in `KINDS`.

    filled : which cells hold something, those beside the table too. header : the position of its header, if it has one.
    """
    kinds = np.full(len(cells), DATA, np.int8)
    start = 0 if header is None else header + 1
    body, inside = cells.iloc[start:], filled[start:]
    kinds[start:][comments(body)] = COMMENT
    kinds[start:][totals(body, inside)] = TOTAL
    kinds[start:][notes(body, inside)] = NOTE
    if header is not None:
        kinds[start:][repeated(body, cells.iloc[header])] = REPEATED
        kinds[:header], kinds[header] = PREAMBLE, HEADER
    kinds[~filled.any(axis=1)] = BLANK
    return kinds.astype(np.int64)


def repeated(body: pd.DataFrame, header: pd.Series) -> Bools:
    """Rows that say the header again, as the top of each printed page does."""
    again = np.ones(len(body), bool)
    for column, text in header.str.strip().items():
        if again.any():
            again[again] = body[column][again].str.strip().eq(text)
    return again


def is_error(cells: pd.Series) -> Bools:
    """Cells like `#REF!` and `#N/A`: what stood there could not be computed."""
    return _matching(cells, ("#", "Err:", " "), _ERROR)


def comments(body: pd.DataFrame) -> Bools:
    """Rows that begin with `#` or `//` where most do not."""
    first = body.iloc[:, 0]
    marked = _matching(first, ("#", "//", " "), r"(?s)(?:#|//).*") & ~is_error(first)
    return marked if marked.sum() < 0.5 * len(body) else np.zeros(len(body), bool)


def totals(body: pd.DataFrame, filled: Bools) -> Bools:
    """Rows whose first text is a word like `Total` or `合计`, and that hold nothing else but numbers."""
    found = np.zeros(len(body), bool)
    first = np.ones(len(body), bool)
    for column in range(body.shape[1]):
        hits = np.flatnonzero(first & _matching(body.iloc[:, column], _TOTAL_BEGINS, _TOTAL))
        found[[row for row in hits if _only_numbers(body.iloc[int(row), column + 1 :])]] = True
        first &= ~filled[:, column]
        if not first.any():
            break
    return found


def _matching(cells: pd.Series, begins: tuple[str, ...], pattern: str) -> Bools:
    """Cells that match a pattern, blanks around them aside; only those that begin as it may are looked at closely."""
    found = cells.str.startswith(begins).to_numpy(bool, copy=True)
    if found.any():
        found[found] = cells[found].str.strip().str.fullmatch(pattern).to_numpy(bool)
    return found


def _only_numbers(cells: pd.Series) -> bool:
    return all(is_number(text.strip()) for text in cells if text.strip())


def notes(body: pd.DataFrame, filled: Bools) -> Bools:
    """The last rows, if they hold one sentence each and nothing else: `Source: HR`, `Confidential`."""
    found = np.zeros(len(body), bool)
    count = filled.sum(axis=1)
    if body.shape[1] < 3:
        return found
    for row in np.flatnonzero(count > 0)[::-1]:
        text = "".join(body.iloc[int(row)]).strip() if count[row] == 1 else ""
        if not (text and _SENTENCE.fullmatch(text)):
            break
        found[row] = True
    return found
