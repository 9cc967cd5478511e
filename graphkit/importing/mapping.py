"""Which column of a file fills which of ours, and the cells as they then read.

A mapping is a proposal with its reasons: the app shows it before anything is kept, `--map` corrects it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Dict
from dataclasses import dataclass

import numpy as np
import pandas as pd

from graphkit import schema
from graphkit.errors import Finding, GraphkitError, few, unknown
from graphkit.files.tables import Sheet
from graphkit.folder import unguard
from graphkit.importing import headers, scales
from graphkit.importing.dates import read_dates
from graphkit.importing.headers import (
    EMPLOYMENT_STATUS,
    FLAGS,
    HIERARCHY_PATH,
    MANAGER_PARTS,
    NAME_PARTS,
    UNIT_LEADER,
    UNIT_LEVELS,
    fold,
)
from graphkit.importing.managers import is_path
from graphkit.importing.presets import Preset, recognise
from graphkit.importing.scales import Scale
from graphkit.importing.unread import not_read
from graphkit.importing.words import has_left, is_unknown, parts, words_of, yes_or_no

_SAMPLE = 2000
_LINK = r"!?\[([^\]]+)\]\((?:[^()]|\([^)]*\))*\)"  # Markdown, an address may hold brackets
_Said = tuple[str, str, str, dict[str, object]]
_CHINESE = r"[\u4e00-\u9fff]"


@dataclass(frozen=True)
class Mapping:
    """For each column of a sheet the field it fills ("" = not used) and why.

    reasons : "remembered" (from the last file with these columns), "preset" (the source is known), "header", "values",
        "user" or "".
    """

    columns: tuple[str, ...]
    fields: tuple[str, ...]
    reasons: tuple[str, ...]

    def column(self, field: str) -> str:
        """The column that fills a field, "" where none does."""
        return next((c for c, f in zip(self.columns, self.fields, strict=True) if f == field), "")

    @property
    def unused(self) -> list[str]:
        return [column for column, field in zip(self.columns, self.fields, strict=True) if not field]

    def with_fields(
        self, chosen: Dict[str, str], table: schema.Table = schema.PEOPLE, *, reason: str = "user"
    ) -> Mapping:
        """This mapping as corrected by the user: `{column: field}`, "" for a column that is not to be read."""
        by_name = {column.casefold(): column for column in self.columns}
        known = headers.fields_of(table.name)
        wanted = {}
        for column, field in chosen.items():
            if column.casefold() not in by_name:
                raise unknown("unknown_source_column", column, self.columns, columns=self.columns)
            if field and field not in known:
                raise unknown("unknown_field", field, known, fields=tuple(known))
            wanted[by_name[column.casefold()]] = field
        taken = set(wanted.values()) - {""}
        entries = [
            (wanted[column], reason) if column in wanted else ("", reason) if field in taken else (field, why)
            for column, field, why in zip(self.columns, self.fields, self.reasons, strict=True)
        ]
        return Mapping(self.columns, tuple(field for field, _ in entries), tuple(reason for _, reason in entries))


def guess_mapping(sheet: Sheet, table: schema.Table = schema.PEOPLE) -> Mapping:
    """What each column seems to be: by the source the file comes from, by its header, by its values."""
    sample = sheet.rows.head(_SAMPLE)
    headers_of = dict(zip(sheet.columns, sheet.header, strict=True))
    empty = {column for column in sheet.columns if not sample[column].str.strip().ne("").any()}
    preset = recognise(sheet.header) if table is schema.PEOPLE else None
    chosen = _by_preset(preset, sample, headers_of, empty) if preset else {}
    if table is schema.PEOPLE:
        levels = _unit_levels([column for column in sheet.columns if column not in empty], headers_of, preset)
        chosen = {column: why for column, why in chosen.items() if not levels or why[0] != "unit"} | levels
    strange = {column for column, header in headers_of.items() if preset and preset.field(header) == ""}
    for field in headers.fields_of(table.name):
        if field == "unit" and (UNIT_LEVELS[0], "header") in chosen.values():
            continue
        if field in {taken for taken, _ in chosen.values()}:
            continue
        ranks = {column: headers.rank(header, table.name, field) for column, header in headers_of.items()}
        # a column that holds something before a better name over nothing
        ranked = sorted((column in empty, rank, column) for column, rank in ranks.items() if rank < float("inf"))
        for _, _, column in ranked:
            if column not in strange and column not in chosen and _fits(sample[column], field, table, column):
                chosen[column] = (field, "header")
                break
    if "email" in table.names and "email" not in {field for field, _ in chosen.values()}:
        mails = [column for column in sheet.columns if column not in chosen and _are_mails(sample[column])]
        chosen |= dict.fromkeys(mails[:1], ("email", "values"))
    if table is schema.PEOPLE and not any(sheet.header):
        names = [column for column in sheet.columns if column not in chosen and _are_names(sample[column])]
        chosen |= dict.fromkeys(names if len(names) == 1 else [], ("name", "values"))
    entries = [chosen.get(column, ("", "")) for column in sheet.columns]
    return Mapping(tuple(sheet.columns), tuple(field for field, _ in entries), tuple(reason for _, reason in entries))


def _unit_levels(
    columns: Sequence[str], headers_of: Dict[str, str], preset: Preset | None
) -> dict[str, tuple[str, str]]:
    """The columns that hold the levels of a unit from the top, if there are several: `一级部门` and `二级部门`."""
    levels: dict[str, dict[int, str]] = {"numbered": {}, "named": {}}
    for column in columns:
        kind, level = headers.unit_level(headers_of[column])
        if kind and (preset is None or preset.field(headers_of[column]) in (None, "unit")):
            levels[kind].setdefault(level, column)
    ordered = next(([of[level] for level in sorted(of)] for of in levels.values() if len(of) > 1), [])
    return {column: (field, "header") for field, column in zip(UNIT_LEVELS, ordered, strict=False)}


def _by_preset(
    preset: Preset, sample: pd.DataFrame, headers_of: Dict[str, str], empty: set[str]
) -> dict[str, tuple[str, str]]:
    """The columns that the source is known to have; of several for one field the first that holds anything."""
    ranked = sorted((column in empty, preset.rank(header), column) for column, header in headers_of.items())
    chosen: dict[str, tuple[str, str]] = {}
    for _, _, column in ranked:
        field = preset.field(headers_of[column])
        is_taken = field in {taken for taken, _ in chosen.values()}
        may_be = field not in (*FLAGS, UNIT_LEADER) or _fits(sample[column], field, schema.PEOPLE, column)
        if field and not is_taken and may_be:
            chosen[column] = (field, "preset")
    return chosen


def _fits(cells: pd.Series, field: str, table: schema.Table, header: str) -> bool:
    """Whether the values of a column may be this field's: roles are ours, titles no numbers, ratings on some scale."""
    filled = schema.clean(cells)
    filled = filled[filled.ne("")]
    if filled.empty or field in (*NAME_PARTS, *MANAGER_PARTS, *UNIT_LEVELS):
        return True
    if field == HIERARCHY_PATH:
        return is_path(filled)
    if field == EMPLOYMENT_STATUS:
        return float(filled.map(has_left).notna().mean()) >= 0.5
    if field in FLAGS or field == UNIT_LEADER:
        return _are_flags(filled) is (field in FLAGS)
    if field == "title":
        return bool(filled.str.contains(r"[^\W\d_]", regex=True).any())
    column = table.column(field)
    if not scales.is_scaled(column):
        return True
    if table is schema.PEOPLE:
        return scales.is_readable(filled, column, header)
    return _readable(read_words(filled, field), column) >= 0.5


def _are_flags(filled: pd.Series) -> bool:
    """Whether cells say yes or no and nothing else; somebody in several units may have several flags."""
    flags = filled.drop_duplicates().map(parts).explode()
    return all(yes_or_no(flag) is not None for flag in flags.dropna())


def _readable(cells: pd.Series, column: schema.Column) -> float:
    """The share of cells that the column can hold."""
    filled = cells[cells.ne("")]
    if filled.empty:
        return 1.0
    if column.kind == schema.NUMBER:
        return float(pd.to_numeric(filled, errors="coerce").between(column.low, column.high).mean())
    return float(filled.map(lambda cell: set(schema.split_ids(cell)) <= set(column.choices)).mean())


def _are_mails(cells: pd.Series) -> bool:
    filled = cells[cells.str.strip().ne("")]
    return len(filled) > 0 and float(filled.str.fullmatch(r"\s*[^@\s]+@[^@\s]+\.\w+\s*").mean()) > 0.8


def _are_names(cells: pd.Series) -> bool:
    """Whether a column without a heading may hold names: letters only, four words at most, hardly one twice."""
    filled = cells.str.strip()
    filled = filled[filled.ne("")]
    words = filled.str.fullmatch(r"[^\W\d_]+(?:[\s.'’·,-]+[^\W\d_]+){0,3}\.?")
    return len(filled) > 0 and bool(words.mean() > 0.9) and filled.nunique() > 0.9 * len(filled)


# -- the cells -------------------------------------------------------------------------------------------------------


def read_fields(sheet: Sheet, mapping: Mapping, table: schema.Table) -> tuple[pd.DataFrame, list[Finding]]:
    """The mapped columns under our names, as text our tables can hold, and what was understood or not read."""
    raw, findings, _ = read_columns(sheet, mapping, table)
    return raw, findings


def read_columns(
    sheet: Sheet, mapping: Mapping, table: schema.Table, *, said: Dict[str, Dict[str, str]] | None = None
) -> tuple[pd.DataFrame, list[Finding], dict[str, Scale]]:
    """As `read_fields`, with the scale of each column of ratings or words of people.

    said : the user's pairs by field; they win over what a scale proposes.
    """
    used = {column: field for column, field in zip(mapping.columns, mapping.fields, strict=True) if field}
    raw = pd.DataFrame({field: _cells(sheet.rows[column]) for column, field in used.items()}, index=sheet.rows.index)
    findings = not_read(sheet, mapping.unused, set(mapping.fields), table)
    preset = recognise(sheet.header)
    is_own = preset is not None and preset.is_own
    used_scales: dict[str, Scale] = {}
    for column, field in used.items():
        if table is schema.PEOPLE and field in table.names and scales.is_scaled(table.column(field)):
            scale = scales.recognise(raw[field], table.column(field), column, is_own=is_own)
            used_scales[field] = scales.chosen(scale, said[field]) if said and field in said else scale
            raw[field] = scales.apply(used_scales[field], raw[field])
            findings += [] if is_own else scales.findings_of(used_scales[field], sheet.name)
        else:
            written = raw[field]
            raw[field], found = _read(written, field, table)
            for code, severity, value, params in found:
                line = next(iter(sheet.lines[written.eq(value).to_numpy()].head(1).tolist()), None) if value else None
                findings.append(Finding(code, severity, sheet.name, line, column, value, params))
    if (levels := [level for level in UNIT_LEVELS if level in raw]) and "unit" not in raw:
        raw["unit"] = unit_paths(raw[levels])
        example = max(raw["unit"], key=lambda path: path.count(" / "), default="")
        params = {"columns": tuple(map(mapping.column, levels)), "example": example}
        findings.append(Finding("units_joined", "info", sheet.name, None, mapping.column(levels[0]), "", params))
        raw = raw.drop(columns=levels)
    for whole, named in (("name", NAME_PARTS), ("reports_to", MANAGER_PARTS)):
        if any(part in raw for part in named):
            raw[whole] = full_names(raw, whole, named)
            raw = raw.drop(columns=[part for part in named if part in raw])
    return raw, findings, used_scales


def _cells(cells: pd.Series) -> pd.Series:
    text = schema.clean(cells)
    quoted = text.str.startswith("'")
    if quoted.any():
        text = text.mask(quoted, text[quoted].map(unguard).astype("str"))
    return text


def _read(cells: pd.Series, field: str, table: schema.Table) -> tuple[pd.Series, list[_Said]]:
    """One column's cells in our words, and what is to be said of it: (code, severity, value, params)."""
    kind = table.column(field).kind if field in table.names else ""
    if field in ("name", "title", "unit") and (linked := cells.str.contains("](", regex=False)).any():
        written = str(cells[linked].iloc[0])
        text = cells.str.replace(_LINK, r"\1", regex=True).str.strip()
        return text, [("link_as_text", "info", "", {"n": int(linked.sum()), "written": written})]
    if kind == schema.DATE:
        return read_dates(cells)
    if kind not in (schema.NUMBER, schema.CHOICE, schema.CHOICES):
        return cells, []
    read = read_words(cells, field)
    pairs = pd.DataFrame({"written": cells, "read": read})[
        cells.ne(read) & cells.str.casefold().ne(read)
    ].drop_duplicates()
    meant = pairs[pairs["read"].ne("")]
    said: list[_Said] = []
    if len(meant):
        examples = few((f"{written} = {value}" for written, value in meant.itertuples(index=False)), 8)
        said.append(("words_read", "info", "", {"n": len(meant), "examples": examples}))
    if len(blank := pairs["written"][pairs["read"].eq("")]):
        said.append(("left_blank", "info", ", ".join(values := few(blank, 8)), {"n": len(blank), "values": values}))
    return read, said


def read_words(cells: pd.Series, field: str) -> pd.Series:
    """Cells with our own value in place of a word that means it; "unknown" becomes blank, anything else stays."""
    known = words_of(field, set())
    return _mapped(cells, lambda cell: known.get(fold(cell), "" if is_unknown(cell) else cell))


def _mapped(cells: pd.Series, read: Callable[[str], str]) -> pd.Series:
    """`read` of every cell, computed once for each text that occurs."""
    codes, distinct = pd.factorize(cells)
    texts = np.asarray([read(text) for text in distinct], object)
    return pd.Series(texts[codes], index=cells.index, dtype="str")


def unit_paths(levels: pd.DataFrame) -> pd.Series:
    """Sales + EMEA = `Sales / EMEA`; what is blank or says the level above again is left out."""
    rows = [[cell for cell in row if cell] for row in levels.itertuples(index=False, name=None)]
    paths = [" / ".join(cell for i, cell in enumerate(row) if i == 0 or cell != row[i - 1]) for row in rows]
    return pd.Series(paths, index=levels.index, dtype="str")


def full_names(raw: pd.DataFrame, whole: str = "name", named: Sequence[str] = NAME_PARTS) -> pd.Series:
    """`Ann` + `Lee` = `Ann Lee`, 张 + 伟 = 张伟, where the file has no whole name or calls the first name "name"."""
    blank = pd.Series("", index=raw.index, dtype="str")
    name = raw.get(whole, blank)
    first, *middle, last = (raw.get(part, blank) for part in named)
    if named[0] not in raw and whole in raw:
        ends = [tail in text for text, tail in zip(name, last, strict=True)]
        if pd.Series(ends)[last.ne("").to_numpy()].mean() > 0.5:
            return name
        name, first = blank, name
    western = first
    for part in (*middle, last):
        western = western + " " + part
    western = western.str.replace(r"\s+", " ", regex=True).str.strip()
    joined = western.mask((first + last).str.contains(_CHINESE, regex=True), last + first)
    return name.mask(name.eq(""), joined)


def require_name(sheet: Sheet, mapping: Mapping) -> None:
    """A table of people says who they are by id, name or e-mail."""
    if not any(mapping.column(field) for field in ("id", "name", "email", "first_name", "last_name")):
        raise GraphkitError("no_name_column", file=sheet.name, columns=tuple(sheet.columns))
