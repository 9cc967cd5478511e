"""Who is meant by a text: the manager of a row, the ends of a tie, the people a member knows.

A file names people by id, e-mail, name, post or by a code of its own; which it is, is seen from what matches.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from graphkit.model import is_placeholder

ROOT_MARKS = frozenset(
    {"xx", "none", "n/a", "na", "nan", "nil", "null", "-", "--", "/", "0", "root", "top", "无", "没有", "空"}
)
_FLOAT_ID = r"\d+\.0"
_SEVERAL = (r"[;；、\n]", r"[/／|]")  # the first that splits a cell: `Ann; Sales/East` are two
_BLANKS = re.compile(r"\s+")

Ints = npt.NDArray[np.intp]
NOBODY, SEVERAL_PEOPLE = -1, -2


@dataclass(frozen=True)
class Key:
    """A column that may say who somebody is: `values[i]` stands for row i.

    first_wins : a value that two rows share means the first of them (ids, whose later rows get another id); otherwise
        it means neither.
    """

    name: str
    values: pd.Series
    first_wins: bool = False


@dataclass(frozen=True)
class Match:
    """Whom each cell means: `row` of the person, NOBODY or SEVERAL_PEOPLE; `key`, the position of the key that told."""

    row: Ints
    key: Ints


def match(cells: pd.Series, keys: Sequence[Key]) -> Match:
    """Look every cell up in each key in turn, first as written, then without case and double blanks. Cost O(n)."""
    codes, distinct = pd.factorize(cells)
    row, key = np.full(len(distinct), NOBODY, np.intp), np.full(len(distinct), -1, np.intp)
    blank = np.array([not text for text in distinct], bool)
    for written in (True, False):
        for position, column in enumerate(keys):
            open_ = np.flatnonzero((row == NOBODY) & ~blank)
            if not len(open_):
                break
            found = _look_up(pd.Series(distinct[open_]), column, written)
            row[open_] = found
            key[open_[found != NOBODY]] = position
    return Match(row[codes], key[codes])


def _look_up(texts: pd.Series, key: Key, written: bool) -> Ints:
    values, wanted = (key.values, texts) if written else (key.values.map(fold), texts.map(fold))
    values = values.reset_index(drop=True)
    filled = values.ne("")
    first = np.flatnonzero(filled & ~values.duplicated())
    position = pd.Index(values.iloc[first]).get_indexer(pd.Index(wanted))
    found = np.where(position >= 0, first[position] if len(first) else NOBODY, NOBODY)
    if not key.first_wins:
        shared = set(values[filled & values.duplicated()])
        found = np.where((found >= 0) & wanted.isin(shared).to_numpy(), SEVERAL_PEOPLE, found)
    return found.astype(np.intp)


def fold(text: str) -> str:
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", text).casefold().strip())


def best_key(cells: pd.Series, identity: Sequence[Key], others: Sequence[Key]) -> Key | None:
    """The column of the file that knows more of the managers than any column that says who a person is.

    Another column counts only if it tells people apart and knows most of the managers. None where ids, e-mails, names
    or titles know as many.
    """
    filled = cells[cells.ne("")]
    if not others or filled.empty:
        return None
    least = max([int(filled.isin(set(key.values)).sum()) for key in identity], default=0)
    best = None
    for key in others:
        values = key.values[key.values.ne("")]
        known = int(filled.isin(set(values)).sum())
        if known > max(least, len(filled) / 2) and values.is_unique:
            best, least = key, known
    return best


def _is_nobody(cells: pd.Series) -> pd.Series:
    """Cells like `none` or `Vacant`, which name nobody even where somebody's name is written so."""
    return cells.map(lambda text: is_root_mark(text) or is_placeholder(text)).astype(bool)


def is_root_mark(text: str) -> bool:
    return fold(text) in ROOT_MARKS


def split_managers(cell: str) -> list[str]:
    """`"Ann / Bob"` -> `["Ann", "Bob"]`."""
    for separator in _SEVERAL:
        parts = [part.strip() for part in re.split(separator, cell) if part.strip()]
        if len(parts) > 1:
            return parts
    return [cell]


def look_like_floats(cells: pd.Series) -> bool:
    """Whole numbers that a spreadsheet or pandas turned into `1.0`, every one of them."""
    filled = cells[cells.ne("")]
    return len(filled) > 0 and bool(filled.iloc[0].endswith(".0")) and bool(filled.str.fullmatch(_FLOAT_ID).all())


def is_path(paths: pd.Series) -> bool:
    """Whether cells are places in a tree: `/3/1/2/`."""
    filled = paths[paths.str.strip("/ ").ne("")]
    return len(filled) > 0 and bool(filled.str.fullmatch(r"\s*/?[\w.-]+(/[\w.-]+)*/?\s*").all())


def path_and_parent(paths: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Own place and the manager's: `/3/1/2/` -> `3/1/2` and `3/1`. The one blank path, if there is one, is the top."""
    own = paths.str.strip("/ ")
    is_top = own.eq("")
    top = "/" if is_top.sum() == 1 else ""
    parent = own.map(lambda path: path.rpartition("/")[0]).astype("str")
    return own.mask(is_top, top), parent.mask(parent.eq(""), top).mask(is_top, "")


# -- the managers of a people table ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Managers:
    """Who reports to whom, and what was understood on the way; all by position in the table.

    solid : id of the manager, the text as written where nobody or several people are meant, "" for a root.
    dotted : further managers named in the same cell. by_key : how many were found by each column, best first.
    """

    solid: pd.Series
    dotted: dict[int, list[str]]
    ambiguous: list[int]
    roots: dict[str, list[int]]
    by_key: dict[str, int]


def managers(
    cells: pd.Series, ids: pd.Series, identity: Sequence[Key], others: Callable[[], Sequence[Key]] = list
) -> Managers:
    """Every row's manager by `identity` (ids, e-mails, names, titles) or one of `others`, the file's other columns."""
    keys = list(identity)
    found = match(cells, keys[:1])
    if ((found.row == NOBODY) & cells.ne("")).any():
        keys = [keys[0], *(replace(key, values=key.values.mask(_is_nobody(key.values), "")) for key in keys[1:])]
        best = best_key(cells.mask(_is_nobody(cells), ""), keys, others())
        keys = [best, *keys] if best else keys
        found = match(cells, keys)
    solid = _named(cells, found, ids)
    roots: dict[str, list[int]] = {}
    several: dict[int, list[str]] = {}
    texts = cells.tolist()
    for row in np.flatnonzero((found.row == NOBODY) & cells.ne("")).tolist():
        if is_root_mark(texts[row]):
            solid[row] = ""
            roots.setdefault(texts[row], []).append(row)
        elif len(parts := split_managers(texts[row])) > 1:
            several[row] = parts
    dotted: dict[int, list[str]] = {}
    for row, named in name_all(several, keys, ids).items():
        solid[row], *dotted[row] = named
    counts = {key.name: int((found.key == position).sum()) for position, key in enumerate(keys)}
    return Managers(
        pd.Series(solid, index=cells.index, dtype="str"),
        dotted,
        np.flatnonzero(found.row == SEVERAL_PEOPLE).tolist(),
        roots,
        {key: count for key, count in counts.items() if count},
    )


def name_all(lists: dict[int, list[str]], keys: Sequence[Key], ids: pd.Series) -> dict[int, list[str]]:
    """Ids in place of the texts of each list that names at least one person, all looked up at once."""
    rows = [row for row, texts in lists.items() for _ in texts]
    cells = pd.Series([text for texts in lists.values() for text in texts], dtype="str")
    found = match(cells, keys)
    understood = {row for row, person in zip(rows, found.row.tolist(), strict=True) if person >= 0}
    named: dict[int, list[str]] = {}
    for row, text in zip(rows, _named(cells, found, ids).tolist(), strict=True):
        if row in understood:
            named.setdefault(row, []).append(text)
    return named


def _named(cells: pd.Series, found: Match, ids: pd.Series) -> npt.NDArray[np.object_]:
    """Ids in place of the texts that were understood."""
    named: npt.NDArray[np.object_] = cells.to_numpy(object, copy=True)
    known = found.row >= 0
    named[known] = ids.to_numpy(object)[found.row[known]]
    return named
