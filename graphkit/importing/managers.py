"""Who reports to whom: the managers that the rows of a people table name, and what was understood on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from graphkit.importing.hierarchy import (
    FOLDED,
    NOBODY,
    READ,
    SEVERAL_PEOPLE,
    WITHOUT_ZEROS,
    Key,
    Match,
    match,
    name_all,
    people_of,
)
from graphkit.importing.manager_cells import (
    Lines,
    in_one_name,
    is_open_post,
    is_root_mark,
    lines_of,
    may_be_marked,
    name_nobody,
)


@dataclass(frozen=True)
class Managers:
    """Who reports to whom, and what was understood on the way; all by position in the table.

    solid : id of the manager, the text as written where nobody or several people are meant, "" for a root.
    dotted : further managers named in the same cell. by_key : how many were found by each column, best first.
    by_way : how many were found in each way but as written, the first text of each and the row that it means.
    roots, posts : rows by the text that says that nobody is above, or that names a post that nobody is known to hold.
    """

    solid: pd.Series
    dotted: dict[int, list[str]]
    ambiguous: list[int]
    roots: dict[str, list[int]]
    posts: dict[str, list[int]]
    by_key: dict[str, int]
    by_way: dict[int, tuple[int, str, int]]


def managers(
    cells: pd.Series, ids: pd.Series, identity: Sequence[Key], others: Callable[[], Sequence[Key]] = list
) -> Managers:
    """Every row's manager by `identity` (ids, e-mails, names, titles) or one of `others`, the file's other columns."""
    keys, found = _found(cells, identity, others)
    open_ = cells[(found.row == NOBODY) & cells.ne("").to_numpy()]
    distinct = open_.drop_duplicates()
    roots = _rows_of(filter(is_root_mark, distinct), cells)
    posts = _rows_of((text for text in distinct if text not in roots and is_open_post(text)), cells)
    lines = _lines({text: lines_of(text) for text in distinct if text not in {**roots, **posts}}, keys, ids)
    listed = {row: lines[text] for row, text in open_[open_.isin(list(lines))].items()} if lines else {}
    nobody = [row for rows in (*roots.values(), *posts.values()) for row in rows]
    solid = people_of(cells, found, ids)
    solid.iloc[[*nobody, *listed]] = [*("" for _ in nobody), *(first for first, _ in listed.values())]
    counts = {key.name: int((found.key == position).sum()) for position, key in enumerate(keys)}
    return Managers(
        solid,
        {row: dotted for row, (_, dotted) in listed.items() if dotted},
        np.flatnonzero(found.row == SEVERAL_PEOPLE).tolist(),
        roots,
        posts,
        {key: count for key, count in counts.items() if count},
        _by_way(cells, found),
    )


def _found(cells: pd.Series, identity: Sequence[Key], others: Callable[[], Sequence[Key]]) -> tuple[list[Key], Match]:
    """Whom each whole cell means, and the columns that were asked, the best first."""
    keys = list(identity)
    found = match(cells, keys[:1], only_as_written=True)
    if not ((found.row == NOBODY) & cells.ne("")).any():
        return keys, found
    keys = [keys[0], *(replace(key, values=key.values.mask(name_nobody(key.values), "")) for key in keys[1:])]
    best = best_key(cells.mask(name_nobody(cells), ""), keys, others())
    keys = [best, *keys] if best else keys
    marked = [text for text in cells[may_be_marked(cells)].drop_duplicates() if lines_of(text).is_marked]
    return keys, match(cells.mask(cells.isin(marked), ""), keys)


def _rows_of(texts: Iterable[str], cells: pd.Series) -> dict[str, list[int]]:
    return {text: np.flatnonzero(cells.eq(text)).tolist() for text in texts}


def _by_way(cells: pd.Series, found: Match) -> dict[int, tuple[int, str, int]]:
    ways = {}
    for way in (FOLDED, READ, WITHOUT_ZEROS):
        rows = np.flatnonzero((found.row >= 0) & (found.way == way))
        if len(rows):
            ways[way] = (len(rows), str(cells.iloc[rows[0]]), int(found.row[rows[0]]))
    return ways


def _lines(cells: Mapping[str, Lines], keys: Sequence[Key], ids: pd.Series) -> dict[str, tuple[str, list[str]]]:
    """The solid manager and the dotted ones of cells that name several, or say which line it is.

    Where a sign separates them, one of them has to be known. Where it may stand in a name, all of them have to be.
    """
    if not cells:
        return {}
    sure = {cell: lines for cell, lines in cells.items() if lines.is_marked or len(lines.people) > 1}
    perhaps = {cell: in_one_name(cell) for cell in cells if cell not in sure}
    known = set(ids)
    named = name_all({cell: people for cell, people in perhaps.items() if len(people) > 1}, keys, ids)
    found = {cell: people for cell, people in named.items() if set(people) <= known}
    lines = {cell: (people[0], people[1:]) for cell, people in found.items()}
    understood = name_all({cell: line.people for cell, line in sure.items()}, keys, ids)
    for cell, line in sure.items():
        people = understood.get(cell, line.people if line.is_marked else [])
        if people:
            lines[cell] = (people[0], people[1:]) if line.solid else ("", people)
    return lines


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
