"""Files and sheets of one organisation under each other: a department each, or the same people once more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import cast

import numpy as np
import pandas as pd

from graphkit import schema
from graphkit.errors import Finding, few
from graphkit.files.tables import Part, Sheet
from graphkit.importing.headers import fold_header
from graphkit.importing.hierarchy import NOBODY, Ints, Key, match
from graphkit.importing.ids import at_most, mended
from graphkit.importing.mapping import Mapping, guess_mapping
from graphkit.importing.names import folded_names, turned_names

_IDENTITY = frozenset({"id", "name", "email", "first_name", "middle_name", "last_name", "phone"})
_NAMES = frozenset({"id", "name", "email", "last_name"})


def each_sheet(sheet: Sheet) -> tuple[list[Sheet], list[Finding]]:
    """A workbook's sheets with the same headings, each under a name of its own, and what is said of that."""
    if not sheet.more:
        return [sheet], []
    sheets = [_named(part) for part in (sheet, *sheet.more)]
    read = tuple(part.sheet for part in sheets)
    params = {"n": len(sheets), "values": read}
    findings = [Finding("sheets_joined", "info", sheet.name, None, "", ", ".join(read), params)]
    for said in (said for said in sheet.findings if said.code == "other_sheets"):
        named = cast("tuple[str, ...]", said.params["others"])
        if others := tuple(title for title in named if title not in read):
            findings.append(replace(said, value=", ".join(read), params={"others": others}))
    return sheets, findings


def _named(sheet: Sheet) -> Sheet:
    """A sheet whose findings name it; what it says of the other sheets no longer holds."""
    name = f"{sheet.name} [{sheet.sheet}]"
    said = [replace(finding, file=name) for finding in sheet.findings if finding.code != "other_sheets"]
    return replace(sheet, name=name, findings=tuple(said), more=())


def is_same_kind(first: Sheet, other: Sheet) -> bool:
    """Whether two files say the same things of people, so that the rows of one may stand under those of the other."""
    here, there = (set(guess_mapping(sheet).fields) - {""} for sheet in (first, other))
    if not (here & _NAMES and there & _NAMES):
        return False
    if sorted(map(fold_header, first.header)) == sorted(map(fold_header, other.header)):
        return True
    return len((here & there) - _IDENTITY) > 0.5 * len(there - _IDENTITY)


def stacked(first: Sheet, other: Sheet) -> tuple[Sheet, list[Finding]]:
    """The rows of two files of one kind as one table, each person once; what the two say differently is named."""
    here, there = guess_mapping(first), guess_mapping(other)
    rows = same_people(first, other, here, there)
    pairs = [(here.column(field), there.column(field)) for field in there.fields if field and here.column(field)]
    findings = contradictions(first, other, rows, pairs, here.column("reports_to"))
    filled = _filled(first.rows, other.rows, rows, pairs)
    new = rows < 0
    names = {**_same_headings(first, other), **{theirs: ours for ours, theirs in pairs}}
    under = other.rows[new].rename(columns=names)
    added = [column for column in under.columns if column not in first.rows]
    table = pd.concat([filled, under], ignore_index=True).fillna("").astype("str")
    parts = first.parts or (Part(first.name, 0),)
    after = max(first.file_rows, int(first.lines.max()) if len(first.lines) else 0)
    lines = pd.concat([first.lines, other.lines[new] + after], ignore_index=True)
    headings = dict(zip(other.columns, other.header, strict=True))
    heads = (*first.header, *(headings[column] for column in added))
    whole = replace(
        first,
        header=heads,
        rows=table,
        lines=lines,
        parts=(*parts, Part(other.name, after)),
        file_rows=after + other.file_rows,
    )
    params = {"n": int(new.sum()), "first": first.name}
    said = [Finding("stacked", "info", other.name, None, "", "", params)]
    if not new.all():
        who = few(_labels(other, there)[~new])
        params = {"n": int((~new).sum()), "first": first.name, "values": who}
        said.append(Finding("met_again", "info", other.name, None, "", ", ".join(who), params))
    return whole, [*said, *findings]


def same_people(first: Sheet, other: Sheet, here: Mapping, there: Mapping) -> Ints:
    """Row of `first` for each row of `other`: by id where both have one and the names agree, else by e-mail or name."""
    fields = [field for field in ("id", "email", "name") if here.column(field) and there.column(field)]
    if not fields:
        return np.full(len(other.rows), NOBODY, np.intp)
    field = fields[0]
    known, asked = (_texts(sheet, mapping, field) for sheet, mapping in ((first, here), (other, there)))
    found = match(asked, [Key(field, known, first_wins=field == "id")]).row
    if field == "id" and "name" in fields:
        ours, theirs = (
            turned_names(_texts(sheet, mapping, "name")) for sheet, mapping in ((first, here), (other, there))
        )
        agree = ours.to_numpy(object)[np.maximum(found, 0)] == theirs.to_numpy(object) if len(ours) else found >= 0
        found = np.where((found >= 0) & ~agree, NOBODY, found)
    first_time = (found >= 0) & ~pd.Series(found).duplicated().to_numpy()
    return np.where(first_time, found, NOBODY).astype(np.intp)


def contradictions(
    first: Sheet, other: Sheet, rows: Ints, pairs: Iterable[tuple[str, str]], manager: str
) -> list[Finding]:
    """The cells that two files fill differently for the same person, with file and row of both.

    rows : row of `first` for each row of `other`, negative where there is none. pairs : columns that mean the same.
    manager : the column of `first` that names managers, of whom a file may speak by id and the other by name.
    """
    both = np.flatnonzero(rows >= 0)
    labels = _labels(other, guess_mapping(other))
    keys = [_key(first, field) for field in ("id", "email", "name")] if manager else []
    findings = []
    for ours, theirs in pairs:
        kept = schema.clean(first.rows[ours].iloc[rows[both]]).reset_index(drop=True)
        told = schema.clean(other.rows[theirs].iloc[both]).reset_index(drop=True)
        differs = (folded_names(kept).ne(folded_names(told)) & kept.ne("") & told.ne("")).to_numpy(bool)
        if ours == manager and differs.any():
            meant = [match(cells, keys).row for cells in (kept, told)]
            differs = differs & ~((meant[0] == meant[1]) & (meant[0] >= 0))
        for i in np.flatnonzero(differs):
            file, line = first.place(int(first.lines.iloc[rows[both[i]]]))
            params = {"name": labels.iloc[both[i]], "kept": kept[i], "first": file, "line": line}
            where = (other.name, int(other.lines.iloc[both[i]]), theirs, told[i])
            findings.append(Finding("files_differ", "warning", *where, params))
    return at_most(findings)


def _filled(ours: pd.DataFrame, theirs: pd.DataFrame, rows: Ints, pairs: Sequence[tuple[str, str]]) -> pd.DataFrame:
    """Our rows with what only the other file says of the same people."""
    both = rows >= 0
    filled = ours.copy()
    for column, other in pairs:
        told = theirs[other][both].set_axis(rows[both]).reindex(ours.index, fill_value="")
        filled[column] = ours[column].mask(ours[column].str.strip().eq(""), told)
    return filled


def _same_headings(first: Sheet, other: Sheet) -> dict[str, str]:
    """Columns of the other file that are called like one of the first."""
    known = {fold_header(column): column for column in first.columns}
    return {column: known[fold_header(column)] for column in other.columns if fold_header(column) in known}


def _texts(sheet: Sheet, mapping: Mapping, field: str) -> pd.Series:
    return mended(schema.clean(sheet.rows[mapping.column(field)]))[0]


def _key(sheet: Sheet, field: str) -> Key:
    column = guess_mapping(sheet).column(field)
    blank = pd.Series("", index=sheet.rows.index, dtype="str")
    return Key(field, mended(schema.clean(sheet.rows[column]))[0] if column else blank, first_wins=field == "id")


def _labels(sheet: Sheet, mapping: Mapping) -> pd.Series:
    """What to call the person of each row."""
    column = next(filter(None, map(mapping.column, ("name", "last_name", "email", "id"))), sheet.columns[0])
    return sheet.rows[column].str.strip()
