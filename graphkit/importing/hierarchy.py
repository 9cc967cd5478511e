"""Who is meant by a text: the manager of a row, the ends of a tie, the people a member knows.

A file names people by id, e-mail, name, post or by a code of its own; which it is, is seen from what matches. A text is
looked up in every column in one way before the next way is tried (`_WAYS`): as written, without case and blanks, with
last names last and without titles, in other ways to read it (`graphkit.importing.names`), without leading zeros.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from graphkit.importing.names import fold_name, folded_names, is_post, may_read_otherwise, readings, turned_names
from graphkit.lookup import NOWHERE, first_rows, times

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
    found = _match(pd.Series(distinct, dtype="str"), keys, _WAYS[:1] if only_as_written else _WAYS)
    return Match(found.row[codes], found.key[codes], found.way[codes])


def _match(texts: pd.Series, keys: Sequence[Key], ways: Sequence[tuple[int, LookUp]]) -> Match:
    """`match` of texts of which no two are alike."""
    row, key = np.full(len(texts), NOBODY, np.intp), np.full(len(texts), -1, np.intp)
    way = np.full(len(texts), AS_WRITTEN, np.intp)
    is_filled = texts.ne("").to_numpy(bool)
    for how, look_up in ways:
        for position, column in enumerate(keys):
            open_ = np.flatnonzero((row == NOBODY) & is_filled)
            if not len(open_):
                return Match(row, key, way)
            found = look_up(texts.iloc[open_].reset_index(drop=True), column, keys)
            row[open_] = found
            key[open_[found != NOBODY]], way[open_[found != NOBODY]] = position, how
    return Match(row, key, way)


def people_of(cells: pd.Series, found: Match, ids: pd.Series) -> pd.Series:
    """Ids in place of the texts that were understood; the others as written."""
    known = found.row >= 0
    if not known.any():
        return cells
    named = ids.iloc[np.where(known, found.row, 0)].set_axis(cells.index)
    return cells.mask(known, named)


def name_all(lists: Mapping[Owner, Sequence[str]], keys: Sequence[Key], ids: pd.Series) -> dict[Owner, list[str]]:
    """Ids in place of the texts of each list that names at least one person, all looked up at once."""
    owners = [owner for owner, texts in lists.items() for _ in texts]
    cells = pd.Series([text for texts in lists.values() for text in texts], dtype="str")
    found = match(cells, keys)
    understood = {owner for owner, person in zip(owners, found.row.tolist(), strict=True) if person >= 0}
    named: dict[Owner, list[str]] = {}
    for owner, text in zip(owners, people_of(cells, found, ids).tolist(), strict=True):
        if owner in understood:
            named.setdefault(owner, []).append(text)
    return named


# -- the ways to look a text up in one column: row of the person, NOBODY or SEVERAL_PEOPLE -----------------------------

LookUp = Callable[[pd.Series, Key, Sequence[Key]], Ints]


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
    row = first_rows(wanted, values)
    found = np.where((row != NOWHERE) & wanted.ne("").to_numpy(bool), row, NOBODY)
    if not first_wins:
        shared = np.append(times(values) > 1, False)  # the last for those who stand NOWHERE
        found = np.where((found >= 0) & shared[row], SEVERAL_PEOPLE, found)
    return found
