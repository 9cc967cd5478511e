"""What the values of a column mean: the file's words and numbers, and what they are with us.

A scale is a proposal with its table, shown before anything is kept; any pair of it can be changed. Blank is unknown,
never neutral.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from graphkit import schema
from graphkit.errors import Finding, GraphkitError, few, unknown
from graphkit.i18n import text
from graphkit.importing.headers import fold
from graphkit.importing.number_scales import Ends, ends_of, on_ours, range_in, read_numbers
from graphkit.importing.words import GRADES, STANCES, colours_of, disc_letters, is_unknown, parts, words_of

OWN, WORDS, NUMBERS = "own", "words", "numbers"
_MANY_ROWS = 20
_EXAMPLES = 8


@dataclass(frozen=True, eq=False)
class Scale:
    """How the values of one column are read.

    kind : "own" (our own values), "words", or "numbers" (from `low` to `high`, spread evenly over ours).
    table : columns value (as in the file), ours ("" is unknown), rows (how many hold it) and read (whether the value
        was understood); for roles one row per word. Numbers by size, then words, the strongest first.
    is_sure : False for a proposal that stays blank until somebody confirms it. is_chosen : somebody did, or said
        otherwise.
    """

    field: str
    column: str
    kind: str
    table: pd.DataFrame
    low: float = np.nan
    high: float = np.nan
    is_sure: bool = True
    is_chosen: bool = False

    @property
    def is_applied(self) -> bool:
        return self.is_sure or self.is_chosen

    @property
    def pairs(self) -> dict[str, str]:
        """What each value of the file is with us, applied or proposed."""
        return dict(zip(self.table["value"], self.table["ours"], strict=True))

    def say(self, language: str) -> str:
        """What was recognised: `numbers from 0 to 10`."""
        unknown = "_unknown" if self.kind == NUMBERS and np.isnan(self.low) else ""
        return text(f"word.scale.{self.kind}{unknown}", language, low=f"{self.low:g}", high=f"{self.high:g}")


def is_scaled(column: schema.Column) -> bool:
    """Whether a column holds ratings or words of ours, which every file writes in its own way."""
    return column.kind in (schema.NUMBER, schema.CHOICE, schema.CHOICES)


# -- recognising -------------------------------------------------------------------------------------------------------


def recognise(cells: pd.Series, column: schema.Column, header: str, *, is_own: bool = False) -> Scale:
    """The scale of a column of ratings or words. is_own : the file is ours, so its numbers need no interpretation."""
    found = cells[cells.ne("")].value_counts(sort=False)
    table = pd.DataFrame({"value": found.index.astype("str"), "rows": found.to_numpy()})
    if column.kind == schema.NUMBER:
        return _of_ratings(table, column, header, is_own)
    return _of_words(table, column, header)


def is_readable(cells: pd.Series, column: schema.Column, header: str) -> bool:
    """Whether half of the filled cells or more may be values of a column of ours."""
    table = recognise(cells, column, header).table
    pairs = zip(table["value"], table["ours"], strict=True)
    says = np.array([bool(ours) or is_unknown(value) or fold(value) in STANCES for value, ours in pairs], bool)
    meant = table["read"] & says
    return bool(table["rows"][meant].sum() >= 0.5 * table["rows"].sum())


def _of_words(table: pd.DataFrame, column: schema.Column, header: str) -> Scale:
    if column.kind == schema.CHOICES:
        listed = table.assign(value=table["value"].map(parts)).explode("value").dropna()
        rows = listed.groupby("value", sort=False)["rows"].sum()
        table = pd.DataFrame({"value": rows.index.astype("str"), "rows": rows.to_numpy()})
    folded = [fold(value) for value in table["value"]]
    known = words_of(column.name, set(folded)) | {fold(choice): choice for choice in column.choices}
    if column.name == "role":
        known = dict.fromkeys(STANCES, "") | known
    mixed = []
    if column.name == "disc":
        types = {word: disc_letters(value) for value, word in zip(table["value"], folded, strict=True)}
        known |= {word: letters[0] for word, letters in types.items() if letters}
        mixed = [word for word, letters in types.items() if len(letters) > 1]
    ours = [known.get(word, _blank(value, word)) for value, word in zip(table["value"], folded, strict=True)]
    table = _with_ours(table, ours)
    kind = OWN if table["value"].eq(table["ours"]).all() else WORDS
    return Scale(column.name, header, kind, table, is_sure=not mixed)


def _of_ratings(table: pd.DataFrame, column: schema.Column, header: str, is_own: bool) -> Scale:
    numbers, told = read_numbers(table["value"])
    is_number = np.isfinite(numbers)
    words = table["value"].where(~is_number, "").map(fold)
    known = words_of(column.name, set(words))
    colours = colours_of(set(words) - {""})
    graded = _grades(GRADES | colours, set(words) - set(known), column)
    has_own_words = any(known.get(word) for word in words)
    ends: Ends | None = Ends(column.low, column.high)
    if is_number.any() and not is_own:
        rows = table["rows"].to_numpy(np.float64)[is_number]
        named = range_in(header) or told
        ends = ends_of(numbers[is_number], rows, column, told=named, has_own_words=has_own_words)
    by_number = iter(on_ours(numbers[is_number], ends, column))
    ours = [
        next(by_number) if number else (known | graded).get(word, _blank(value, word))
        for value, word, number in zip(table["value"], words, is_number, strict=True)
    ]
    # a grade says how much, not on which side: is `low` support an opponent? And is a red light much power, or little?
    sure = bool(ends and ends.sure) and not colours and not (graded and column.low < 0)
    table = _with_ours(table, ours, numbers)
    if is_number.any() and not (ends and ends.are_of(column)):
        low, high = (ends.low, ends.high) if ends else (np.nan, np.nan)
        return Scale(column.name, header, NUMBERS, table, low, high, sure)
    kind = WORDS if graded or has_own_words else OWN
    return Scale(column.name, header, kind, table, column.low, column.high, sure)


def _blank(value: str, word: str) -> str | None:
    """ "" for a word that says that nobody knows, None for a word we do not understand."""
    return "" if is_unknown(value) or word in ("none", "无") else None


def _grades(known: Mapping[str, int], words: set[str], column: schema.Column) -> dict[str, str]:
    """Grades spread evenly over our scale: with `very high` in the column, `high` is not the top."""
    grades = {word: known[word] for word in words if word in known}
    steps = sorted({abs(grade) for grade in grades.values()} - {0})
    middle, half = (column.low + column.high) / 2, (column.high - column.low) / 2
    place = {step: (i + 1) / len(steps) for i, step in enumerate(steps)} | {0: 0.0}
    return {word: f"{middle + np.sign(grade) * half * place[abs(grade)]:.3g}" for word, grade in grades.items()}


def _with_ours(table: pd.DataFrame, ours: list[str | None], numbers: np.ndarray | None = None) -> pd.DataFrame:
    """The table with our values, numbers by size and words by what they are with us."""
    table = table.assign(ours=pd.Series([text or "" for text in ours], index=table.index, dtype="str"))
    table["read"] = pd.Series([text is not None for text in ours], index=table.index, dtype="bool")
    by_ours = pd.to_numeric(table["ours"], errors="coerce").fillna(-np.inf)
    table["_size"] = np.nan if numbers is None else numbers
    order = table.assign(_ours=-by_ours).sort_values(["_size", "_ours", "value"], na_position="last", kind="stable")
    return order[["value", "ours", "rows", "read"]].reset_index(drop=True)


# -- applying ----------------------------------------------------------------------------------------------------------


def chosen(scale: Scale, said: Mapping[str, str]) -> Scale:
    """The scale as the user wants it: the pairs of `said` win; an empty `said` takes the proposal as it is.

    Where the proposal was not sure, values that `said` does not name stay blank.
    """
    _check_values(scale.field, said.values())
    table = scale.table
    named = table["value"].isin(said.keys())
    ours = table["ours"] if scale.is_sure or not said else table["ours"].where(named, "")
    ours = ours.mask(named, table["value"].map(lambda value: said.get(value, "")).astype("str"))
    return replace(scale, table=table.assign(ours=ours, read=table["read"] | named), is_chosen=True)


def _check_values(field: str, values: Iterable[str]) -> None:
    column = schema.PEOPLE.column(field)
    for value in values:
        cell = pd.DataFrame({field: pd.Series([value], dtype="str")})
        if schema.conform(cell, schema.Table("people", (field,), (column,)))[1]:
            allowed = column.choices or f"{column.low:g} … {column.high:g}"
            raise GraphkitError("bad_scale_value", value=value, field=field, allowed=allowed)


def apply(scale: Scale, cells: pd.Series) -> pd.Series:
    """The column in our values. What was not understood stays as written, for a finding to name its row."""
    table = scale.table[scale.table["read"]]
    ours = table["ours"] if scale.is_applied else [""] * len(table)
    values = {value: mine for value, mine in zip(table["value"], ours, strict=True) if value != mine}
    values |= dict.fromkeys(_off_scale(scale), "")
    if not values:
        return cells
    codes, distinct = pd.factorize(cells)
    several = schema.PEOPLE.column(scale.field).kind == schema.CHOICES
    read = [_several(cell, values) if several else values.get(cell, cell) for cell in distinct]
    return pd.Series(np.asarray(read, object)[codes], index=cells.index, dtype="str")


def _several(cell: str, values: Mapping[str, str]) -> str:
    return ";".join(dict.fromkeys(ours for part in parts(cell) if (ours := values.get(part, part))))


def _off_scale(scale: Scale) -> list[str]:
    """Values that are not on the file's own scale: on ours they would mean something else."""
    return scale.table["value"][~scale.table["read"]].tolist() if scale.kind == NUMBERS else []


def findings_of(scale: Scale, file: str) -> list[Finding]:
    """What is to be said about a scale: what was read as what, what is not certain, and what is not on it."""
    found = _findings_of(scale, file)
    if unknown_words := _left_blank(scale):
        params: dict[str, object] = {"n": len(unknown_words), "values": (shown := few(unknown_words, _EXAMPLES))}
        found.append(Finding("left_blank", "info", file, None, scale.column, ", ".join(shown), params))
    if off := _off_scale(scale):
        params = {"n": len(off), "least": f"{scale.low:g}", "most": f"{scale.high:g}"}
        params |= {"values": (shown := few(off, _EXAMPLES))}
        found.append(Finding("off_scale", "warning", file, None, scale.column, ", ".join(shown), params))
    return found


def _left_blank(scale: Scale) -> list[str]:
    """Values that say that nobody knows, or to which nobody gave a meaning."""
    if not scale.is_applied:
        return []
    blank = scale.table[scale.table["read"] & scale.table["ours"].eq("")]
    return [value for value in blank["value"] if scale.field != "role" or fold(value) not in STANCES]


def _findings_of(scale: Scale, file: str) -> list[Finding]:
    column = schema.PEOPLE.column(scale.field)
    table = scale.table[scale.table["read"]]
    same = table["value"].str.casefold().eq(table["ours"]) | _as_number(table["value"]).eq(_as_number(table["ours"]))
    if scale.field == "role":
        same |= table["value"].map(lambda value: fold(value) in STANCES).astype(bool)
    changed = table[~same & table["ours"].ne("")]
    meant = table[table["ours"].ne("")]
    params: dict[str, object] = {"n": len(changed), "examples": _examples(changed if scale.is_applied else meant)}
    params |= {"rows": int((table if meant.empty else meant)["rows"].sum())}
    params |= {"least": f"{scale.low:g}", "most": f"{scale.high:g}"}
    params |= {"low": f"{column.low:g}", "high": f"{column.high:g}"}
    if not scale.is_applied:
        code, severity = "scale_unknown" if meant.empty else "scale_unsure", "warning"
    elif changed.empty:
        return _part_used(scale, column, file)
    else:
        code = "scale_chosen" if scale.is_chosen else {NUMBERS: "scale_read"}.get(scale.kind, "words_read")
        severity = "info"
    return [Finding(code, severity, file, None, scale.column, "", params)]


def _examples(table: pd.DataFrame) -> tuple[str, ...]:
    """`High = 5, Low = 1`, the ends of a long list."""
    pairs = [f"{value} = {ours}" for value, ours in zip(table["value"], table["ours"], strict=True)]
    if len(pairs) > _EXAMPLES:
        pairs = [*pairs[: _EXAMPLES // 2], "…", *pairs[-_EXAMPLES // 2 :]]
    return tuple(pairs)


def _as_number(texts: pd.Series) -> pd.Series:
    return pd.to_numeric(texts, errors="coerce")


def _part_used(scale: Scale, column: schema.Column, file: str) -> list[Finding]:
    """Many ratings that use one part of our scale only may stand on a shorter one."""
    numbers = _as_number(scale.table["ours"]).dropna()
    few = scale.table["rows"].sum() < (1 if column.low < 0 else _MANY_ROWS)  # a stance may be its opposite
    if column.kind != schema.NUMBER or scale.is_chosen or few or numbers.empty:
        return []
    least, most = float(numbers.min()), float(numbers.max())
    if least < 0 or most > 3 or least == most:
        return []
    params = {"least": f"{least:g}", "most": f"{most:g}", "low": f"{column.low:g}", "high": f"{column.high:g}"}
    return [Finding("scale_part_used", "warning", file, None, scale.column, "", params)]


def parse_scale(option: str) -> tuple[str, dict[str, str]]:
    """`support=1:-2,2:-1,3:0` as a field and its pairs; `support=` takes the proposal as it is.

    >>> parse_scale("power=Inner Circle:5,Outside:1")
    ('power', {'Inner Circle': '5', 'Outside': '1'})
    """
    field, equals, listed = option.partition("=")
    fields = [column.name for column in schema.PEOPLE.columns if is_scaled(column)]
    if field.strip() not in fields:
        raise unknown("unknown_field", field.strip(), fields, fields=fields)
    pairs = [entry.rpartition(":") for entry in listed.split(",") if entry.strip()]
    if not equals or not all(colon for _, colon, _ in pairs):
        raise GraphkitError("bad_scale", value=option)
    return field.strip(), {value.strip(): ours.strip() for value, _, ours in pairs}
