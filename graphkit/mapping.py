"""Which column of a file fills which of ours, and the cells as they then read.

A mapping is a proposal with its reasons: the app shows it before anything is kept, `--map` corrects it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Dict
from dataclasses import dataclass

import pandas as pd

from graphkit import headers, schema
from graphkit.errors import Finding, GraphkitError, unknown
from graphkit.folder import unguard
from graphkit.headers import HIERARCHY_PATH, NAME_PARTS
from graphkit.hierarchy import is_path
from graphkit.tables import Sheet

_SAMPLE = 2000
_LINK = r"!?\[([^\]]+)\]\((?:[^()]|\([^)]*\))*\)"  # Markdown, an address may hold brackets
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ].*)?")
_CHINESE = r"[\u4e00-\u9fff]"


@dataclass(frozen=True)
class Mapping:
    """For each column of a sheet the field it fills ("" = not used) and why ("header", "values", "user")."""

    columns: tuple[str, ...]
    fields: tuple[str, ...]
    reasons: tuple[str, ...]

    def column(self, field: str) -> str:
        """The column that fills a field, "" where none does."""
        return next((c for c, f in zip(self.columns, self.fields, strict=True) if f == field), "")

    @property
    def unused(self) -> list[str]:
        return [column for column, field in zip(self.columns, self.fields, strict=True) if not field]

    def with_fields(self, chosen: Dict[str, str], table: schema.Table = schema.PEOPLE) -> Mapping:
        """This mapping as corrected by the user: `{column: field}`, "" for a column that is not to be read."""
        by_name = {column.casefold(): column for column in self.columns}
        known = headers.fields_of(table.name)
        wanted = {}
        for column, field in chosen.items():
            if column.casefold() not in by_name:
                raise unknown("unknown_source_column", column, self.columns, columns=", ".join(self.columns))
            if field and field not in known:
                raise unknown("unknown_field", field, known, fields=", ".join(known))
            wanted[by_name[column.casefold()]] = field
        taken = set(wanted.values()) - {""}
        entries = [
            (wanted[column], "user") if column in wanted else ("", "user") if field in taken else (field, reason)
            for column, field, reason in zip(self.columns, self.fields, self.reasons, strict=True)
        ]
        return Mapping(self.columns, tuple(field for field, _ in entries), tuple(reason for _, reason in entries))


def guess_mapping(sheet: Sheet, table: schema.Table = schema.PEOPLE) -> Mapping:
    """What each column seems to be, by its header and, where a header may mean two things, by its values."""
    chosen: dict[str, tuple[str, str]] = {}
    sample = sheet.rows.head(_SAMPLE)
    for field in headers.fields_of(table.name):
        ranked = sorted(
            (headers.rank(text, table.name, field), column)
            for text, column in zip(sheet.header, sheet.columns, strict=True)
        )
        for rank, column in ranked:
            if rank < float("inf") and column not in chosen and _fits(sample[column], field, table):
                chosen[column] = (field, "header")
                break
    if "email" in table.names and "email" not in {field for field, _ in chosen.values()}:
        mails = [column for column in sheet.columns if column not in chosen and _are_mails(sample[column])]
        chosen |= dict.fromkeys(mails[:1], ("email", "values"))
    entries = [chosen.get(column, ("", "")) for column in sheet.columns]
    return Mapping(tuple(sheet.columns), tuple(field for field, _ in entries), tuple(reason for _, reason in entries))


def _fits(cells: pd.Series, field: str, table: schema.Table) -> bool:
    """Whether the values of a column may be this field's: roles are ours, titles no numbers, ratings on our scale."""
    filled = schema.clean(cells)
    filled = filled[filled.ne("")]
    if filled.empty or field in NAME_PARTS:
        return True
    if field == HIERARCHY_PATH:
        return is_path(filled)
    if field == "title":
        return bool(filled.str.contains(r"[^\W\d_]", regex=True).any())
    column = table.column(field)
    if column.kind in (schema.NUMBER, schema.CHOICE, schema.CHOICES):
        return _readable(headers.read_words(filled, field), column) >= 0.5
    return True


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


# -- the cells -------------------------------------------------------------------------------------------------------


def read_fields(sheet: Sheet, mapping: Mapping, table: schema.Table) -> tuple[pd.DataFrame, list[Finding]]:
    """The mapped columns under our names, as text our tables can hold, and what was understood or not read."""
    used = {column: field for column, field in zip(mapping.columns, mapping.fields, strict=True) if field}
    raw = pd.DataFrame({field: _cells(sheet.rows[column]) for column, field in used.items()}, index=sheet.rows.index)
    findings = _not_read(sheet, mapping, table)
    for column, field in used.items():
        raw[field], found = _read(raw[field], field, table)
        for code, params in found:
            findings.append(Finding(code, "info", sheet.name, None, column, "", params))
    parts = [part for part in NAME_PARTS if part in raw]
    if parts:
        raw["name"] = full_names(raw)
    return raw.drop(columns=parts), findings


def _cells(cells: pd.Series) -> pd.Series:
    text = cells.str.strip()
    odd = text.str.contains(r"[^\x20-\x7e]", regex=True)  # plain ASCII, the bulk of a large file, is clean already
    if odd.any():
        text[odd] = schema.clean(text[odd])
    quoted = text.str.startswith("'")
    if quoted.any():
        text[quoted] = text[quoted].map(unguard).astype("str")
    return text


def _read(cells: pd.Series, field: str, table: schema.Table) -> tuple[pd.Series, list[tuple[str, dict[str, object]]]]:
    """One column's cells in our words: numbers for words, dates as we write them, links as their text."""
    kind = table.column(field).kind if field in table.names else ""
    if field in ("name", "title", "unit") and (linked := cells.str.contains("](", regex=False)).any():
        written = str(cells[linked].iloc[0])
        return cells.str.replace(_LINK, r"\1", regex=True), [
            ("link_as_text", {"n": int(linked.sum()), "written": written})
        ]
    if kind == schema.DATE:
        return cells.map(_iso_date).astype("str"), []
    if kind not in (schema.NUMBER, schema.CHOICE, schema.CHOICES):
        return cells, []
    read = headers.read_words(cells, field)
    pairs = pd.DataFrame({"written": cells, "read": read})[
        cells.ne(read) & cells.str.casefold().ne(read)
    ].drop_duplicates()
    if pairs.empty:
        return read, []
    examples = [f"{written} = {value or '?'}" for written, value in pairs.head(8).itertuples(index=False)]
    return read, [("words_read", {"n": len(pairs), "examples": ", ".join(examples)})]


def _iso_date(cell: str) -> str:
    """`2026/3/1`, `2026年3月1日` and `2026-03-01T09:00` as 2026-03-01; with the year last it may be two dates."""
    if not (found := _DATE.fullmatch(cell)):
        return cell
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"


def _not_read(sheet: Sheet, mapping: Mapping, table: schema.Table) -> list[Finding]:
    findings = []
    for column in mapping.unused:
        cells = sheet.rows[column].str.strip()
        numbers = pd.to_numeric(cells.mask(cells.eq("")), errors="coerce")
        rating = next(
            (r for r in schema.RATINGS if r in table.names and headers.rank(column, table.name, r) < float("inf")), ""
        )
        if rating and mapping.column(rating) == "" and numbers.notna().any():
            ours = table.column(rating)
            scale: dict[str, object] = {
                "low": f"{ours.low:g}",
                "high": f"{ours.high:g}",
                "least": f"{numbers.min():g}",
                "most": f"{numbers.max():g}",
            }
            findings.append(Finding("scale_not_read", "warning", sheet.name, None, column, "", scale))
        elif cells.ne("").any():
            findings.append(Finding("column_not_read", "info", sheet.name, None, column))
    return findings


def full_names(raw: pd.DataFrame) -> pd.Series:
    """`Ann` + `Lee` = `Ann Lee`, 张 + 伟 = 张伟, where the file has no whole name or calls the first name "name"."""
    blank = pd.Series("", index=raw.index, dtype="str")
    name, first, middle, last = (raw.get(field, blank) for field in ("name", *NAME_PARTS))
    if "first_name" not in raw and "name" in raw:
        whole = pd.Series([tail in text for text, tail in zip(name, last, strict=True)])[last.ne("").to_numpy()]
        if whole.mean() > 0.5:
            return name
        name, first = blank, name
    western = (first + " " + middle + " " + last).str.replace(r"\s+", " ", regex=True).str.strip()
    joined = western.mask((first + last).str.contains(_CHINESE, regex=True), last + first)
    return name.mask(name.eq(""), joined)


def require_name(sheet: Sheet, mapping: Mapping) -> None:
    """A table of people says who they are by id, name or e-mail."""
    if not any(mapping.column(field) for field in ("id", "name", "email", "first_name", "last_name")):
        raise GraphkitError("no_name_column", file=sheet.name, columns=", ".join(sheet.columns))
