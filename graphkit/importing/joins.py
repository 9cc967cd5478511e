"""Several files about the same people as one table: names in one, the hierarchy in the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from graphkit import schema
from graphkit.errors import Finding, GraphkitError
from graphkit.files.tables import Sheet
from graphkit.importing.hierarchy import NOBODY, Ints, Key, match
from graphkit.importing.ids import mended
from graphkit.importing.mapping import guess_mapping
from graphkit.importing.stack import contradictions, is_same_kind, stacked

_LEAST_SHARE = 0.5


def join(sheets: Sequence[Sheet]) -> tuple[Sheet, list[Finding]]:
    """All sheets as one table: rows of the same kind under each other, other columns beside those they belong to.

    Columns go where id, e-mail or name are the same. A sheet of columns need not know everybody; whom only it knows is
    named and left out. What two sheets say differently of one person is named, and the first is kept.
    """
    first, *others = sheets
    findings = list(first.findings)
    known = [first]
    for other in others:
        if any(other.header == before.header and other.rows.equals(before.rows) for before in known):
            findings.append(Finding("same_file", "warning", other.name))
            continue
        known.append(other)
        first, found = stacked(first, other) if is_same_kind(first, other) else _joined(first, other)
        findings += [*other.findings, *found]
    return first, findings


def _joined(first: Sheet, other: Sheet) -> tuple[Sheet, list[Finding]]:
    rows, column = _same_people(first, other)
    if np.mean(rows >= 0) < _LEAST_SHARE:
        raise GraphkitError("files_do_not_match", file=other.name, first=first.name)
    first_time = (rows >= 0) & ~pd.Series(rows).duplicated().to_numpy()
    findings = []
    for row in np.flatnonzero(~first_time):
        line, cell = int(other.lines.iloc[row]), str(other.rows[column].iloc[row])
        code, about = "not_joined", {"first": first.name}
        if rows[row] >= 0:
            earlier = other.lines.iloc[int(np.flatnonzero(rows == rows[row])[0])]
            code, about = "joined_before", {"line": str(earlier)}
        findings.append(Finding(code, "error", other.name, line, column, cell, about))
    here, there = guess_mapping(first), guess_mapping(other)
    pairs = [(here.column(field), there.column(field)) for field in there.fields if field and here.column(field)]
    again = [pair for pair in pairs if pair[1] != column]
    findings += contradictions(first, other, np.where(first_time, rows, NOBODY), again, here.column("reports_to"))
    columns: dict[str, tuple[str, pd.Series]] = {}
    for name, text in zip(other.columns, other.header, strict=True):
        if name == column:
            continue
        known = other.rows[name][first_time].set_axis(rows[first_time])
        cells = known.reindex(first.rows.index, fill_value="")
        columns[_free(name, other.name, {*first.columns, *columns})] = (text, cells)
    joined = replace(
        first,
        header=first.header + tuple(text for text, _ in columns.values()),
        rows=pd.concat([first.rows, pd.DataFrame({name: cells for name, (_, cells) in columns.items()})], axis=1),
    )
    params = {"n": int(first_time.sum()), "first": first.name, "columns": tuple(columns)}
    return joined, [*findings, Finding("joined", "info", other.name, None, column, "", params)]


def _free(name: str, file: str, taken: set[str]) -> str:
    """A name for a column that no other has."""
    names = (name, f"{name} ({file})", *(f"{name} ({file} {number})" for number in range(2, len(taken) + 3)))
    return next(free for free in names if free not in taken)


def _same_people(first: Sheet, other: Sheet) -> tuple[Ints, str]:
    """Row of `first` for each row of `other`, by the field that knows most of them."""
    here, there = guess_mapping(first), guess_mapping(other)
    best, by = np.full(len(other.rows), NOBODY), other.columns[0]
    for field in ("id", "email", "name"):
        if not (here.column(field) and there.column(field)):
            continue
        known, asked = (
            _as_ids(sheet.rows[mapping.column(field)]) for sheet, mapping in ((first, here), (other, there))
        )
        found = match(asked, [Key(field, known, first_wins=field == "id")]).row
        if (found >= 0).sum() > (best >= 0).sum():
            best, by = found, there.column(field)
    return best, by


def _as_ids(cells: pd.Series) -> pd.Series:
    return mended(schema.clean(cells))[0]
