"""Who is meant by a text: the manager of a row, the ends of a tie, the people a member knows.

A file names people by id, e-mail, name, post or by a code of its own; which it is, is seen from what matches. A text is
looked up as written, then without case and blanks, then in other ways to read it (`graphkit.importing.names`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from graphkit.importing.names import fold_name, folded_names, is_post, may_read_otherwise, readings, turned_names
from graphkit.model import are_placeholders

ROOT_MARKS = frozenset(
    {"xx", "none", "n/a", "na", "nan", "nil", "null", "-", "--", "/", "0", "root", "top", "无", "没有", "空"}
)
_SEVERAL = (r"[;；、\n]", r"[/／|]")  # the first that splits a cell: `Ann; Sales/East` are two
_PERHAPS_SEVERAL = r"[,，&+]|\band\b|[和与及]"  # may stand inside one name too
_DOTTED, _MARKED = r"dotted|matrix|虚线", r"dotted|matrix|solid|虚线|实线"
_LINE_MARK = re.compile(
    rf"[(（\[]\s*(?:{_MARKED})[ -]?(?:line)?\s*[)）\]]|^(?:{_MARKED})[ -]?(?:line)?\s*[:：]|(?:虚线|实线)$",
    re.IGNORECASE,
)

Owner = TypeVar("Owner", int, str)
Ints = npt.NDArray[np.intp]
NOBODY, SEVERAL_PEOPLE = -1, -2
AS_WRITTEN, FOLDED, READ, WITHOUT_ZEROS = range(4)


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
    """Whom each cell means: `row` of the person, NOBODY or SEVERAL_PEOPLE; `key`, the position of the key that told;
    `way`, how it was found: AS_WRITTEN, FOLDED (without case and blanks), READ (another way to read the text) or
    WITHOUT_ZEROS (leading zeros that a spreadsheet took away).
    """

    row: Ints
    key: Ints
    way: Ints


def match(cells: pd.Series, keys: Sequence[Key], *, only_as_written: bool = False) -> Match:
    """Look every cell up in each key in turn, as written before any other way. Cost O(n)."""
    codes, distinct = pd.factorize(cells)
    texts = pd.Series(distinct, dtype="str")
    row, key = np.full(len(texts), NOBODY, np.intp), np.full(len(texts), -1, np.intp)
    way = np.full(len(texts), AS_WRITTEN, np.intp)
    blank = texts.eq("").to_numpy(bool)
    for how, look_up in _WAYS[: 1 if only_as_written else None]:
        for position, column in enumerate(keys):
            open_ = np.flatnonzero((row == NOBODY) & ~blank)
            if not len(open_):
                return Match(row[codes], key[codes], way[codes])
            found = look_up(texts.iloc[open_].reset_index(drop=True), column, keys)
            row[open_] = found
            key[open_[found != NOBODY]], way[open_[found != NOBODY]] = position, how
    return Match(row[codes], key[codes], way[codes])


def _as_written(texts: pd.Series, key: Key, keys: Sequence[Key]) -> Ints:
    return _look_up(texts, key.values, key.first_wins)


def _folded(texts: pd.Series, key: Key, keys: Sequence[Key]) -> Ints:
    return _look_up(folded_names(texts), folded_names(key.values), key.first_wins)


def _turned(texts: pd.Series, key: Key, keys: Sequence[Key]) -> Ints:
    """With last names last on both sides and without what stands in brackets; of namesakes `_read` may know more."""
    found = _look_up(turned_names(texts), turned_names(key.values), key.first_wins)
    return np.where(found == SEVERAL_PEOPLE, NOBODY, found)


def _read(texts: pd.Series, key: Key, keys: Sequence[Key]) -> Ints:
    """By another reading of the text; what it leaves over has to be that person's post."""
    found = np.full(len(texts), NOBODY, np.intp)
    ways = [(i, *way) for i, text in enumerate(texts) if may_read_otherwise(text) for way in readings(text)]
    if not ways:
        return found
    wanted = pd.Series([fold_name(who) for _, who, _ in ways], dtype="str")
    rows = _look_up(wanted, turned_names(key.values), key.first_wins)
    for (i, _, left), row in zip(ways, rows.tolist(), strict=True):
        if found[i] < 0 and row != NOBODY and (not left or is_post(left) or _is_of(left, row, keys)):
            found[i] = row
    return found


def _is_of(text: str, row: int, keys: Sequence[Key]) -> bool:
    """Whether a text stands in one of the columns of this row: `VP Sales` beside the name is her title."""
    return row >= 0 and any(fold_name(key.values.iloc[row]) == fold_name(text) for key in keys)


def _without_zeros(texts: pd.Series, key: Key, keys: Sequence[Key]) -> Ints:
    """`7` is 007, if nobody is 7: a spreadsheet took the zeros away."""
    numbers = texts.where(texts.str.fullmatch(r"\d+"), "").str.lstrip("0")
    if numbers.eq("").all():
        return np.full(len(texts), NOBODY, np.intp)
    values = key.values.where(key.values.str.fullmatch(r"\d+"), "").str.lstrip("0")
    return _look_up(numbers, values, first_wins=False)


_WAYS = (
    (AS_WRITTEN, _as_written),
    (FOLDED, _folded),
    (READ, _turned),
    (READ, _read),
    (WITHOUT_ZEROS, _without_zeros),
)


def _look_up(wanted: pd.Series, values: pd.Series, first_wins: bool) -> Ints:
    values = values.reset_index(drop=True)
    filled = values.ne("")
    first = np.flatnonzero(filled & ~values.duplicated())
    position = pd.Index(values.iloc[first]).get_indexer(pd.Index(wanted))
    found = np.where(position >= 0, first[position] if len(first) else NOBODY, NOBODY)
    if not first_wins:
        shared = set(values[filled & values.duplicated()])
        found = np.where((found >= 0) & wanted.isin(shared).to_numpy(), SEVERAL_PEOPLE, found)
    return found.astype(np.intp)


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


def is_root_mark(text: str) -> bool:
    return fold_name(text) in ROOT_MARKS


def split_managers(cell: str) -> list[str]:
    """`"Ann / Bob (dotted)"` -> `["Ann", "Bob"]`, solid lines before dotted ones."""
    for separator in _SEVERAL:
        named = [part.strip() for part in re.split(separator, cell) if part.strip()]
        if len(named) > 1:
            return _by_mark(named)
    return _by_mark([cell])


def _by_mark(named: list[str]) -> list[str]:
    def is_dotted(part: str) -> bool:
        mark = _LINE_MARK.search(part)
        return bool(mark and re.search(_DOTTED, mark[0], re.IGNORECASE))

    return [_LINE_MARK.sub(" ", part).strip() or part for part in sorted(named, key=is_dotted)]


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
    by_way : how many were found in each way but as written, and the first text of each.
    """

    solid: pd.Series
    dotted: dict[int, list[str]]
    ambiguous: list[int]
    roots: dict[str, list[int]]
    by_key: dict[str, int]
    by_way: dict[int, tuple[int, str]]


def managers(
    cells: pd.Series, ids: pd.Series, identity: Sequence[Key], others: Callable[[], Sequence[Key]] = list
) -> Managers:
    """Every row's manager by `identity` (ids, e-mails, names, titles) or one of `others`, the file's other columns."""
    keys = list(identity)
    found = match(cells, keys[:1], only_as_written=True)
    if ((found.row == NOBODY) & cells.ne("")).any():
        keys = [keys[0], *(replace(key, values=key.values.mask(_is_nobody(key.values), "")) for key in keys[1:])]
        best = best_key(cells.mask(_is_nobody(cells), ""), keys, others())
        keys = [best, *keys] if best else keys
        found = match(cells, keys)
    solid = _named(cells, found, ids)
    open_ = cells[(found.row == NOBODY) & cells.ne("").to_numpy()]
    distinct = open_.drop_duplicates()
    roots = {text: np.flatnonzero(cells.eq(text)).tolist() for text in distinct if is_root_mark(text)}
    for rows in roots.values():
        solid[rows] = ""
    several = _several({text: split_managers(text) for text in distinct if text not in roots}, keys, ids)
    dotted: dict[int, list[str]] = {}
    for row, text in open_[open_.isin(list(several))].items():
        solid[row], *dotted[row] = several[text]
    counts = {key.name: int((found.key == position).sum()) for position, key in enumerate(keys)}
    return Managers(
        pd.Series(solid, index=cells.index, dtype="str"),
        {row: people for row, people in dotted.items() if people},
        np.flatnonzero(found.row == SEVERAL_PEOPLE).tolist(),
        roots,
        {key: count for key, count in counts.items() if count},
        _by_way(cells, found),
    )


def _is_nobody(cells: pd.Series) -> pd.Series:
    """Cells like `none` or `Vacant`, which name nobody even where somebody's name is written so."""
    return folded_names(cells).isin(list(ROOT_MARKS)) | are_placeholders(cells)


def _by_way(cells: pd.Series, found: Match) -> dict[int, tuple[int, str]]:
    ways = {}
    for way in (FOLDED, READ, WITHOUT_ZEROS):
        rows = np.flatnonzero((found.row >= 0) & (found.way == way))
        if len(rows):
            ways[way] = (len(rows), str(cells.iloc[rows[0]]))
    return ways


def _several(lists: dict[str, list[str]], keys: Sequence[Key], ids: pd.Series) -> dict[str, list[str]]:
    """Ids of the people that cells name together: where a sign separates them one has to be known, else all of them."""
    if not lists:
        return {}
    sure = {cell: texts for cell, texts in lists.items() if texts != [cell]}
    perhaps = {cell: [part.strip() for part in re.split(_PERHAPS_SEVERAL, cell) if part.strip()] for cell in lists}
    perhaps = {cell: texts for cell, texts in perhaps.items() if len(texts) > 1 and cell not in sure}
    known = set(ids)
    all_known = {cell: named for cell, named in name_all(perhaps, keys, ids).items() if set(named) <= known}
    return all_known | name_all(sure, keys, ids)


def name_all(lists: dict[Owner, list[str]], keys: Sequence[Key], ids: pd.Series) -> dict[Owner, list[str]]:
    """Ids in place of the texts of each list that names at least one person, all looked up at once."""
    owners = [owner for owner, texts in lists.items() for _ in texts]
    cells = pd.Series([text for texts in lists.values() for text in texts], dtype="str")
    found = match(cells, keys)
    understood = {owner for owner, person in zip(owners, found.row.tolist(), strict=True) if person >= 0}
    named: dict[Owner, list[str]] = {}
    for owner, text in zip(owners, _named(cells, found, ids).tolist(), strict=True):
        if owner in understood:
            named.setdefault(owner, []).append(text)
    return named


def _named(cells: pd.Series, found: Match, ids: pd.Series) -> npt.NDArray[np.object_]:
    """Ids in place of the texts that were understood."""
    named: npt.NDArray[np.object_] = cells.to_numpy(object, copy=True)
    known = found.row >= 0
    named[known] = ids.to_numpy(object)[found.row[known]]
    return named
