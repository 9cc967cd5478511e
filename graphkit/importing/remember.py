"""How a file was read, kept for the next file with the same columns. Plain values, to be stored as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Dict
from typing import Any

from graphkit.files.tables import Sheet
from graphkit.importing.headers import fields_of, fold
from graphkit.importing.mapping import Mapping
from graphkit.importing.scales import Scale


def remember(
    sheet: Sheet, mapping: Mapping, scales: Dict[str, Scale], *, detected: Sheet | None = None
) -> dict[str, Any]:
    """What somebody confirmed about a file: columns, scales, and how it was opened.

    detected : the file as it was first read, where an encoding or delimiter was chosen after that: so the next such
        file, first read just as wrongly, is recognised all the same.
    """
    return {
        "columns": key_of(sheet),
        "detected": key_of(detected or sheet),
        "reading": {"encoding": sheet.encoding, "delimiter": sheet.delimiter, "sheet": sheet.sheet},
        "fields": dict(zip(mapping.columns, mapping.fields, strict=True)),
        "scales": {field: scale.pairs for field, scale in scales.items() if scale.is_chosen},
    }


def recall(stored: Iterable[Dict[str, Any]], sheet: Sheet) -> dict[str, Any] | None:
    """What is remembered for a file with exactly these columns, in any order; the last entry wins.

    Read the file again with `reading` where it differs; give `fields` and `scales` to `import_files`. Columns and
    fields that are no more are left out.
    """
    key = key_of(sheet)
    found = [entry for entry in stored if key in (_key(entry.get("columns", ())), _key(entry.get("detected", ())))]
    if not found:
        return None
    known, here = {"", *fields_of("people")}, {_plain(column): column for column in sheet.columns}
    fields = {_plain(column): field for column, field in found[-1].get("fields", {}).items() if field in known}
    return {**found[-1], "fields": {here[column]: field for column, field in fields.items() if column in here}}


def key_of(sheet: Sheet) -> list[str]:
    """The columns of a file without case, blanks and order: what makes two exports of one report the same."""
    return _key(sheet.columns)


def _key(columns: Iterable[str]) -> list[str]:
    return sorted(map(_plain, columns))


def _plain(column: str) -> str:
    return fold(column) or column
