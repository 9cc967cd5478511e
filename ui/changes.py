"""What changed between two versions of an account, in words, person by person."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

import pandas as pd

from graphkit import schema
from graphkit.changes import HEAD, Change
from graphkit.i18n import has
from graphkit.model import Account
from ui.session import Session

ABOUT_ALL = ""  # what concerns the account, and nobody in particular
_WORDS = {"support": "support", "confidence": "confidence", "role": "role", "kind": "line", "trust": "trust"}
_UNKNOWN = ("support", "power", "influence", "trust")


def told(
    session: Session, changes: Iterable[Change], before: Account, after: Account, *, private: bool = False
) -> dict[str, list[str]]:
    """Sentences by the id of the person they are about; actions have a list of their own, and are left out.

    private : say what stands in private columns too.
    """
    sentences: dict[str, list[str]] = {}
    for (table, key), group in groupby(changes, key=lambda change: (change.table, change.key)):
        if table == schema.ACTIONS.name:
            continue
        cells = [change for change in group if private or not _is_private(change)]
        about = _about(table, key, before, after)
        said = _head(session, key, cells) if table == HEAD else _row(session, table, key, cells, about)
        if said:
            sentences.setdefault(about, []).extend(said)
    return sentences


def _is_private(change: Change) -> bool:
    return bool(change.table != HEAD and change.column and schema.BY_NAME[change.table].column(change.column).private)


def _about(table: str, key: tuple[str, ...], before: Account, after: Account) -> str:
    """Whom a row is about: the person in its key, of a tie the first, else the person in the row."""
    if table in (HEAD, schema.TEAM.name):
        return ABOUT_ALL
    if table == schema.PEOPLE.name:
        return key[0]
    declared = schema.BY_NAME[table]
    named = {column.name for column in declared.columns if column.refers_to == "people"}
    for name, part in zip(declared.key, key, strict=True):
        if name in named:
            return part
    rows = pd.concat([before.table(table), after.table(table)])
    return str(rows[rows["id"].eq(key[0])]["person"].iloc[-1])


def _row(session: Session, table: str, key: tuple[str, ...], cells: list[Change], about: str) -> list[str]:
    """A row that came or went is one sentence; of a row that stays, every cell is one."""
    declared, place = schema.BY_NAME[table], session.word(f"table.{table}")
    parts = [part for part in zip(declared.key, key, strict=True) if part[1] != about and part[0] != "id"]
    names = [value(session, declared.column(name), part) for name, part in parts]
    whole = next((change for change in cells if not change.column), None)
    filled = [change for change in cells if change.column]
    if whole is None:
        where = f"{session.say('comma').join([place, *names])}: " if table != schema.PEOPLE.name else ""
        return [where + _cell(session, declared.column(change.column), change) for change in filled]
    came = whole.before is None
    texts = [(declared.column(change.column), (change.after if came else change.before) or "") for change in filled]
    facts = [f"{_heading(session, column)} {value(session, column, text)}" for column, text in texts if text]
    return [
        session.say("today.row_new" if came else "today.row_gone", table=place, what="; ".join([*names, *facts]) or "—")
    ]


def _head(session: Session, key: tuple[str, ...], cells: list[Change]) -> list[str]:
    """What stands in account.toml: decisions by their name, assumptions and words by their cell."""
    part, name = key
    if part == "decisions":
        return []
    if part == "decision":
        known = {decision.id: decision.name for decision in session.account.decisions}
        return [session.say("today.decision", name=known.get(name) or name)]
    called = (
        session.sentence(f"assumption.{name}.name") if part == "assumption" else name or session.word("column.name")
    )
    return [
        session.say("today.cell", column=called, before=change.before or "—", after=change.after or "—")
        for change in cells
        if change.column
    ]


def _cell(session: Session, column: schema.Column, change: Change) -> str:
    before, after = (value(session, column, text or "") for text in (change.before, change.after))
    return session.say("today.cell", column=_heading(session, column), before=before, after=after)


def _heading(session: Session, column: schema.Column) -> str:
    return session.word(f"column.{column.name}")


def value(session: Session, column: schema.Column, cell: str) -> str:
    """A cell as people say it: names for ids, words for scales, and unknown where nothing is known."""
    if not cell:
        return session.word("support.unknown") if column.name in _UNKNOWN else "—"
    if column.refers_to == "decisions":
        names = {decision.id: decision.name for decision in session.account.decisions}
        return names.get(cell) or cell
    if column.refers_to:
        return session.labels(schema.split_ids(cell))
    scale = _WORDS.get(column.name)
    words = [
        session.word(f"{scale}.{part}") if scale and has(f"word.{scale}.{part}") else part
        for part in (schema.split_ids(cell) if column.kind == schema.CHOICES else [cell])
    ]
    return session.say("comma").join(words)
