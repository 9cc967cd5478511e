"""What changed between two accounts, as data: what-if, history, undo and comparison are this one concept.

`apply(before, diff(before, after)) == after`, and `undo` turns changes round. A cell is compared as the text that
stands in the files.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, astuple, dataclass
from typing import Any

import pandas as pd

from graphkit import schema
from graphkit.assumptions import Assumptions
from graphkit.errors import GraphkitError
from graphkit.model import Account, Decision

HEAD = "account"
Rows = dict[tuple[str, ...], list[str]]


@dataclass(frozen=True)
class Change:
    """One cell, or one row, that differs.

    table : a table of the account, or "account" for what stands in account.toml.
    key : the values that name the row. column : "" where the whole row came or went.
    before, after : the cell's text; None where the row is not there.
    """

    table: str
    key: tuple[str, ...]
    column: str
    before: str | None
    after: str | None


def diff(before: Account, after: Account) -> tuple[Change, ...]:
    """Every difference, in the order of tables, keys and columns."""
    changes = _diff_rows(HEAD, ["value"], _head_rows(before), _head_rows(after))
    for table in schema.TABLES:
        if before.table(table.name) is after.table(table.name):
            continue
        changes += _diff_rows(table.name, _cells(table), _text_rows(before, table), _text_rows(after, table))
    return tuple(changes)


def undo(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes that lead back."""
    return tuple(Change(c.table, c.key, c.column, c.after, c.before) for c in reversed(tuple(changes)))


def apply(account: Account, changes: Iterable[Change]) -> Account:
    """The account after the changes; one that does not start from what stands there is a GraphkitError."""
    by_table: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        by_table[change.table].append(change)
    parts: dict[str, Any] = {}
    if HEAD in by_table:
        parts |= _head_parts(_changed_rows(["value"], _head_rows(account), by_table.pop(HEAD)))
    for name, of_table in by_table.items():
        table = schema.BY_NAME[name]
        rows = _changed_rows(_cells(table), _text_rows(account, table), of_table)
        parts[name], findings = schema.conform(_frame(rows, table), table)
        if findings:
            raise GraphkitError("change_does_not_fit", reason=findings[0].message)
    return account.with_(**parts)


def by_row(changes: Iterable[Change]) -> list[tuple[Change, ...]]:
    """Changes that only make sense together: a row that comes or goes with all its cells; any other cell by itself.

    What a reader counts as one change. Which decisions there are is one change too: their list names each of them.
    """
    changes = tuple(changes)
    whole = {(change.table, change.key) for change in changes if not change.column}
    groups: dict[tuple[str, ...], list[Change]] = defaultdict(list)
    for change in changes:
        groups[_group(change, (change.table, change.key) in whole)].append(change)
    return [tuple(group) for group in groups.values()]


def _group(change: Change, whole: bool) -> tuple[str, ...]:
    if change.table == HEAD and (change.key[0] == "decisions" or (change.key[0] == "decision" and whole)):
        return HEAD, "decisions"
    return (change.table, *change.key) if whole else (change.table, *change.key, change.column)


def rows_that_fit(
    account: Account, rows: Iterable[tuple[Change, ...]]
) -> tuple[list[tuple[Change, ...]], list[tuple[Change, ...]]]:
    """Of groups of changes (`by_row`), those that start from what stands in the account, and those that do not."""
    there = {table.name: _text_rows(account, table) for table in schema.TABLES} | {HEAD: _head_rows(account)}
    columns = {table.name: _cells(table) for table in schema.TABLES} | {HEAD: ["value"]}
    fit, others = [], []
    for row in rows:
        table = row[0].table
        touched = {change.key: there[table][change.key] for change in row if change.key in there[table]}
        try:
            _changed_rows(columns[table], touched, list(row))
            fit.append(row)
        except GraphkitError:
            others.append(row)
    return fit, others


def to_json(changes: Iterable[Change]) -> list[list[Any]]:
    return [list(astuple(change)) for change in changes]


def from_json(rows: list[list[Any]]) -> tuple[Change, ...]:
    return tuple(Change(table, tuple(key), column, before, after) for table, key, column, before, after in rows)


def _diff_rows(table: str, columns: list[str], before: Rows, after: Rows) -> list[Change]:
    changes = []
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        blank = [""] * len(columns)
        cells = [
            Change(table, key, column, was, now)
            for column, was, now in zip(columns, old or blank, new or blank, strict=True)
            if was != now
        ]
        if old is None:
            cells.insert(0, Change(table, key, "", None, ""))
        elif new is None:
            cells.append(Change(table, key, "", "", None))
        changes += cells
    return changes


def _changed_rows(columns: list[str], rows: Rows, changes: list[Change]) -> Rows:
    rows = {key: list(cells) for key, cells in rows.items()}
    for change in changes:
        there = rows.get(change.key)
        place = columns.index(change.column) if change.column else None
        now = None if there is None else "" if place is None else there[place]
        if now != change.before:
            where = " / ".join(part for part in (change.table, *change.key, change.column) if part)
            raise GraphkitError("change_conflict", place=where, before=change.before, now=now)
        if there is None:
            rows[change.key] = [""] * len(columns)
        elif place is None:
            del rows[change.key]
        else:
            there[place] = change.after or ""
    return rows


def _cells(table: schema.Table) -> list[str]:
    """The columns that do not name the row."""
    return [name for name in table.names if name not in table.key]


def _text_rows(account: Account, table: schema.Table) -> Rows:
    text = schema.to_text(account.table(table.name), table)
    keys = zip(*(text[name].tolist() for name in table.key), strict=True)
    cells = zip(*(text[name].tolist() for name in _cells(table)), strict=True)
    return {key: list(row) for key, row in zip(keys, cells, strict=True)}


def _frame(rows: Rows, table: schema.Table) -> pd.DataFrame:
    columns = [*table.key, *_cells(table)]
    return pd.DataFrame([[*key, *cells] for key, cells in rows.items()], columns=columns, dtype="str")


# -- account.toml as rows of one column: ("name", ""), ("profile", key), ("decision", id), ("assumption", name) --


def _head_rows(account: Account) -> Rows:
    values: dict[tuple[str, str], str] = {
        ("name", ""): account.name,
        ("industry", ""): account.industry,
        ("language", ""): account.language,
        ("decisions", ""): json.dumps([decision.id for decision in account.decisions], ensure_ascii=False),
    }
    values |= {("profile", key): value for key, value in account.profile.items()}
    values |= {("decision", d.id): json.dumps(asdict(d), ensure_ascii=False) for d in account.decisions}
    values |= {("assumption", name): json.dumps(value) for name, value in account.assumptions.changed().items()}
    return {key: [value] for key, value in values.items()}


def _head_parts(rows: Rows) -> dict[str, Any]:
    values = {key: cells[0] for key, cells in rows.items()}
    decisions = {name: _decision(value) for (part, name), value in values.items() if part == "decision"}
    order = [id_ for id_ in json.loads(values.get(("decisions", ""), "[]")) if id_ in decisions]
    assumed = {name: json.loads(value) for (part, name), value in values.items() if part == "assumption"}
    return {
        "name": values.get(("name", ""), ""),
        "industry": values.get(("industry", ""), ""),
        "language": values.get(("language", ""), "en"),
        "profile": {name: value for (part, name), value in values.items() if part == "profile"},
        "decisions": tuple(decisions[id_] for id_ in order),
        "assumptions": Assumptions().with_values(assumed),
    }


def _decision(value: str) -> Decision:
    fields = json.loads(value)
    return Decision(**fields | {"committee": tuple(fields["committee"])})
