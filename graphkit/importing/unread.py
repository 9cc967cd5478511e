"""Columns that are not read, and why: a rating that is not understood is worth more than a word."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

from graphkit import schema
from graphkit.errors import Finding, few
from graphkit.files.tables import Sheet
from graphkit.importing import headers
from graphkit.importing.scales import is_scaled
from graphkit.importing.words import is_unknown

_MOST_VALUES = 12  # a column of ratings or words of ours repeats itself


def not_read(sheet: Sheet, unused: Sequence[str], filled: Collection[str], table: schema.Table) -> list[Finding]:
    """One finding for each column that holds something and fills nothing. filled : the fields that others fill."""
    open_ = [column for column in table.columns if is_scaled(column) and column.name not in filled]
    findings = []
    for column in unused:
        cells = sheet.rows[column].str.strip()
        if cells.ne("").any():
            code, severity, params = _why(column, cells[cells.ne("")], open_, table)
            findings.append(Finding(code, severity, sheet.name, None, column, "", params))
    return findings


def _why(
    header: str, cells: pd.Series, open_: Sequence[schema.Column], table: schema.Table
) -> tuple[str, str, dict[str, object]]:
    """Why a column was not read: (code, severity, params)."""
    meant = next((field for field in open_ if headers.rank(header, table.name, field.name) < float("inf")), None)
    values = cells.drop_duplicates()
    shown: dict[str, object] = {"examples": few(values)}
    numbers = pd.to_numeric(cells, errors="coerce").dropna()
    if meant and meant.name in schema.RATINGS and len(numbers):
        ends: dict[str, object] = {"least": f"{numbers.min():g}", "most": f"{numbers.max():g}"}
        return "scale_not_read", "warning", ends | {"low": f"{meant.low:g}", "high": f"{meant.high:g}"}
    if meant and (meant.kind == schema.NUMBER or len(values) <= _MOST_VALUES) and not all(map(is_unknown, values)):
        return "values_not_read", "warning", shown | {"field": meant.name}
    if table is schema.PEOPLE and headers.is_relation(header):
        return "relation_not_read", "warning", shown
    if table is schema.PEOPLE and headers.is_bare_rating(header) and (len(numbers) or len(values) <= _MOST_VALUES):
        return "rating_not_read", "warning", shown
    return "column_not_read", "info", {}
