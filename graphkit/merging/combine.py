"""Two tables about the same people as one: blanks are filled, and what differs is decided or named, never lost.

A cell that both fill differently becomes the file's where only the file has changed since it last spoke; where the team
has written too it is a conflict, and somebody decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from graphkit import schema
from graphkit.changes import Change
from graphkit.errors import GraphkitError
from graphkit.model import Account, is_placeholder

OURS, FILE = "ours", "file"
FORMAL = ("name", "title", "unit", "location", "email", "phone", "reports_to", "dotted_to")

Key = tuple[str, ...]
Choices = Mapping[Key, str]


@dataclass(frozen=True)
class Conflict:
    """A cell that both sides claim or somebody decided on, and whose word counts: `taken` is "ours" or "file"."""

    table: str
    key: Key
    column: str
    ours: str
    file: str
    taken: str


@dataclass(frozen=True, eq=False)
class Combined:
    """The rows of both as text, which cells of ours change, and which are claimed by both."""

    rows: pd.DataFrame
    changed: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]


def combine(
    table: schema.Table,
    ours: pd.DataFrame,
    file: pd.DataFrame,
    said: pd.DataFrame | None = None,
    *,
    choices: Choices | None = None,
) -> Combined:
    """Our rows with what a file says of them, cell by cell, and the rows that only the file has.

    All frames are text (`schema.to_text`) whose keys name the same rows.

    said : what earlier files said. None where that is not known: then nobody can tell who wrote a cell, and where both
        fill it the file counts in the columns of the formal chart (`FORMAL`) and we in all others. Else what the team
        wrote counts.
    choices : (*key, column) -> "ours" or "file", somebody's word on a cell that differs.

    Notes
    -----
    A blank of the file says nothing, but for two: who is listed without `left_on` is there, and who has no manager in
    a file of managers may be the top. The second, and a name that names nobody (`Vacant`, the id itself), are not taken
    unasked.
    """
    if file.empty:
        return Combined(ours, (), ())
    place = _keys(ours, table).get_indexer(_keys(file, table))
    cells = _new_cells(table, ours, file, said, place)
    settled = [(cell, *_settled(cell, said is None, choices or {})) for cell in cells]
    taken = [cell for cell, _, word in settled if word == FILE]
    return Combined(
        pd.concat([_with(ours, taken), file[place < 0]], ignore_index=True),
        tuple(Change(table.name, c.key, c.column, c.ours, c.file) for c in taken),
        tuple(Conflict(table.name, c.key, c.column, c.ours, c.file, word) for c, claimed, word in settled if claimed),
    )


class _Cell(NamedTuple):
    """A cell of ours, what the file says in it, and what files said before: None where none spoke of the row."""

    row: int
    key: Key
    column: str
    ours: str
    file: str
    said: str | None


def _new_cells(
    table: schema.Table,
    ours: pd.DataFrame,
    file: pd.DataFrame,
    said: pd.DataFrame | None,
    place: npt.NDArray[np.intp],
) -> list[_Cell]:
    """The cells in which the file says something else than we do and than files said before."""
    keys = _keys(file, table)
    before = np.full(len(file), -1) if said is None else _keys(said, table).get_indexer(keys)
    cells = []
    for column in (name for name in table.names if name not in table.key):
        now = file[column].to_numpy(object)
        old = np.append(ours[column].to_numpy(object), "")[place]
        was = np.array([*([] if said is None else said[column].tolist()), None], object)[before]
        blank_speaks = column == "left_on" or (column == "reports_to" and (now != "").any())
        new = (place >= 0) & (now != old) & (now != was) & ((now != "") | blank_speaks)
        for i in np.flatnonzero(new).tolist():
            key = keys[i] if len(table.key) > 1 else (keys[i],)
            cells.append(_Cell(int(place[i]), key, column, old[i], now[i], was[i]))
    return cells


def _settled(cell: _Cell, unknown: bool, choices: Choices) -> tuple[bool, str]:
    """Whether both sides claim a cell or somebody decided on it, and whose word is taken."""
    nobody = cell.column == "name" and (is_placeholder(cell.file) or cell.file in cell.key)
    doubtful = nobody or (cell.column == "reports_to" and not cell.file)
    claimed = doubtful or cell.ours not in ("", cell.said)
    by_rule = FILE if not claimed or (unknown and cell.column in FORMAL and not doubtful) else OURS
    chosen = choices.get((*cell.key, cell.column))
    return claimed or chosen is not None, chosen or by_rule


def _with(rows: pd.DataFrame, cells: Sequence[_Cell]) -> pd.DataFrame:
    """The rows with the file's word in these cells."""
    columns = {name: rows[name].to_numpy(object, copy=True) for name in {cell.column for cell in cells}}
    for cell in cells:
        columns[cell.column][cell.row] = cell.file
    return rows.assign(**{name: pd.Series(texts, index=rows.index, dtype="str") for name, texts in columns.items()})


def _keys(frame: pd.DataFrame, table: schema.Table) -> pd.Index:
    names = list(table.key)
    return pd.MultiIndex.from_frame(frame[names]) if len(names) > 1 else pd.Index(frame[names[0]].to_numpy(object))


def named(account: Account, conflict: Conflict, cell: str) -> str:
    """A cell as people read it: whom it names by name, with the id in brackets where names repeat."""
    if schema.BY_NAME[conflict.table].column(conflict.column).refers_to != "people":
        return cell
    return "; ".join(account.options.get(id_, id_) for id_ in schema.split_ids(cell))


def relabelled(frame: pd.DataFrame, table: schema.Table, ids: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    """The rows with other ids: `ids["people"]["7"]` for the person 7, wherever a column names one."""
    for column in table.columns:
        new = ids.get(column.refers_to or (table.name if column.name == "id" else ""))
        if new:
            frame = frame.assign(**{column.name: frame[column.name].map(partial(_renamed, column, new)).astype("str")})
    return frame


def _renamed(column: schema.Column, ids: Mapping[str, str], cell: str) -> str:
    if column.kind == schema.IDS:
        return ";".join(dict.fromkeys(ids.get(id_, id_) for id_ in schema.split_ids(cell)))
    return ids.get(cell, cell)


def typed(rows: pd.DataFrame, table: schema.Table) -> pd.DataFrame:
    """The rows as a table of an account; a cell that does not fit is a GraphkitError."""
    frame, findings = schema.conform(rows, table)
    if findings:
        raise GraphkitError("change_does_not_fit", reason=findings[0].message)
    return frame
