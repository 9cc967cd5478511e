"""Which row of a table names its columns, if any does: to take a person for the header is to lose that person.

A row with words we know is the header. A row in other words is one only if it differs from the rows under it: words
over numbers, dates or e-mails, one word over names of two, capitals over small letters. A first row that looks like
all others, or whose cells come again further down, is data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np

from graphkit.importing.headers import is_known

HEAD_ROWS = 40
_NUMBER = re.compile(r"[-+]?[\d.,\s]*\d[\d.,\s]*%?|[$€£¥][\d.,\s]+")
_DATE = re.compile(r"\d{1,4}[-/.年]\s*(\d{1,2}|[A-Za-z]{3})([-/.月]\s*\d{1,4}日?)?.*")

Row = Sequence[str]


def find_header(rows: Sequence[Row]) -> tuple[int | None, bool]:
    """Position of the header among the first rows of a table, None without one, and whether its words are known."""
    cells = [[cell.strip() for cell in row] for row in rows[:HEAD_ROWS]]
    widths = [max((i + 1 for i, cell in enumerate(row) if cell), default=0) for row in cells]
    typical = float(np.median([width for width in widths if width]))
    full = [width >= 0.8 * typical for width in widths]
    plain = next((i for i, row in enumerate(cells) if full[i] and _may_be_names(row)), None)
    known = _known_header(cells, widths, typical, plain)
    if known is not None:
        return known, True
    if plain is None or not _differs(cells[plain], _below(cells, plain)):
        return None, False
    return plain, False


def _known_header(cells: list[list[str]], widths: list[int], typical: float, plain: int | None) -> int | None:
    """The first row with words we know, if it has nearly as many as any other has."""
    words = [set(filter(is_known, filter(None, row))) for row in cells]
    known = list(map(len, words))
    for row, count in enumerate(known):
        # one word we know may stand in any row: it does not beat a header in words we do not know
        enough = count > 1 or (widths[row] >= 0.5 * typical and (plain is None or row <= plain))
        if count and count > max(known) / 2 and enough:
            # `Manager` may be somebody's title, and `A`, `B` the ids of two people: then others have them too
            weak = (count == 1 and sum(map(bool, cells[row])) > 1) or max(map(len, words[row])) == 1
            if weak and _comes_again(cells[row], _below(cells, row)):
                return None
            # of a header in two rows, `Contact` over `Phone` and `Email`, the lower says more
            return row + 1 if known[row : row + 2][-1] > count else row
    return None


def _below(cells: list[list[str]], row: int) -> list[list[str]]:
    """The rows under a row that hold something else than it: a header repeated on each page is no evidence."""
    return [other for other in cells[row + 1 :] if any(other) and other != cells[row]]


def _may_be_names(row: Row) -> bool:
    filled = [text for text in row if text]
    comment = filled[:1] and re.match(r"#\s|//", filled[0])
    return not comment and len(set(filled)) == len(filled) and not any(map(is_number, filled))


def is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text))


def _comes_again(row: Row, below: list[list[str]]) -> bool:
    """Whether a cell stands again in its column, or in a table of two columns in either: as the ids of lines do."""
    wanted = [cell.casefold() for cell in row]
    columns = [{other[i].casefold() for other in below if i < len(other)} for i in range(len(row))]
    if sum(map(bool, wanted)) == 2:
        columns = [set().union(*columns)] * len(columns)
    return any(cell and cell in column for cell, column in zip(wanted, columns, strict=True))


def _differs(row: Row, below: list[list[str]]) -> bool:
    """Whether a row is of another kind than the rows under it in some column, and stands in none of them again."""
    if _comes_again(row, below):
        return False
    if _counts(row, below):
        return True
    columns = ([other[i] for other in below if i < len(other) and other[i]] for i in range(len(row)))
    return any(cell and _is_other_kind(cell, column) for cell, column in zip(row, columns, strict=True))


def _counts(row: Row, below: list[list[str]]) -> bool:
    """Whether a blank stands over the numbers of the rows, as R and pandas write a table."""
    numbers = [other[0] for other in below if other]
    starts = (range(first, first + len(numbers)) for first in (0, 1))
    return bool(numbers) and not row[0] and all(row[1:]) and any(numbers == list(map(str, count)) for count in starts)


def _is_other_kind(cell: str, column: list[str]) -> bool:
    if not column or _kind(cell) != "words":
        return False
    if _share(_kind(other) != "words" for other in column) >= 0.8 or re.search(r"[_\[\]]|[:：]$", cell):
        return True
    words = [len(other.split()) for other in column]
    if (len(cell.split()) == 1 and _share(count > 1 for count in words) >= 0.8) or (
        len(cell.split()) > 1 and len(words) > 2 and max(words) == 1
    ):
        return True
    cases = {_case(other) for other in column}
    return len(column) > 2 and len(cases) == 1 and "" not in cases | {_case(cell)} and _case(cell) not in cases


def _kind(text: str) -> str:
    if is_number(text):
        return "number"
    if "@" in text or "://" in text:
        return "address"
    if _DATE.fullmatch(text):
        return "date"
    return "code" if any(map(str.isdigit, text)) else "words"


def _case(text: str) -> str:
    return next((case for case in ("islower", "isupper", "istitle") if getattr(text, case)()), "")


def _share(claims: Iterable[bool]) -> float:
    return float(np.mean(list(claims)))
