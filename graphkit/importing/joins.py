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

_LEAST_SHARE = 0.5


def join(sheets: Sequence[Sheet]) -> tuple[Sheet, list[Finding]]:
    """The first sheet with the columns of the others, row by row where id, e-mail or name are the same.

    The other sheets need not know everybody; whom only they know is named and left out.
    """
    first, *others = sheets
    findings = list(first.findings)
    known = [first]
    for other in others:
        if any(other.header == before.header and other.rows.equals(before.rows) for before in known):
            findings.append(Finding("same_file", "warning", other.name))
            continue
        known.append(other)
        first, found = _joined(first, other)
        findings += [*other.findings, *found]
    return first, findings


def _joined(first: Sheet, other: Sheet) -> tuple[Sheet, list[Finding]]:
    rows, column = _same_people(first, other)
    if np.mean(rows >= 0) < _LEAST_SHARE:
        raise GraphkitError("files_do_not_match", file=other.name, first=first.name)
    first_time = (rows >= 0) & ~pd.Series(rows).duplicated().to_numpy()
    alone = zip(other.lines[~first_time].tolist(), other.rows.loc[~first_time, column].tolist(), strict=True)
    findings = [
        Finding("not_joined", "error", other.name, line, column, cell, {"first": first.name}) for line, cell in alone
    ]
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
    params = {"n": int(first_time.sum()), "first": first.name, "columns": ", ".join(columns)}
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
