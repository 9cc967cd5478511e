"""Tables that can be edited: the columns, their choices and limits come from the schema."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
import pandas as pd
import streamlit as st

from graphkit import schema
from graphkit.errors import GraphkitError
from graphkit.folder import without_strangers
from graphkit.model import Account
from graphkit.readable import choice_word
from ui.session import Session

# what a team changes most stands where it is seen without scrolling
_FIRST = {
    "people": [
        *("id", "name", "title", "unit", "reports_to", "role", "power", "influence", "support"),
        *("confidence", "rated_on", "focus"),
    ]
}


def edit(session: Session, table: schema.Table) -> tuple[pd.DataFrame, bool]:
    """An editor on a table of the account; the frame as edited and whether it differs."""
    frame = session.account.table(table.name)
    shown = frame.astype({c.name: object for c in table.columns if c.kind == schema.DATE}).copy()
    for column in table.columns:
        if column.kind == schema.DATE:
            shown[column.name] = [None if pd.isna(value) else value.date() for value in frame[column.name]]
        if column.kind == schema.CHOICES:
            shown[column.name] = pd.Series(
                [list(schema.split_ids(value)) for value in frame[column.name]], dtype=object
            )
    edited = st.data_editor(
        shown,
        num_rows="dynamic",
        column_order=_FIRST.get(table.name, []) + [n for n in table.names if n not in _FIRST.get(table.name, [])],
        hide_index=True,
        column_config={column.name: _config(session, table, column) for column in table.columns},
        placeholder="",
        key=f"edit-{table.name}-{session.id}-{session.version}",
        height=420 if len(frame) > 10 else "auto",
    )
    return edited, not _as_text(edited, table).equals(schema.to_text(frame, table))


def edited_account(account: Account, table: schema.Table, edited: pd.DataFrame) -> Account:
    """The account with an edited table; a row that does not fit is a GraphkitError and nothing is kept."""
    frame, findings = schema.conform(_as_text(edited, table), table)
    changed = account.with_(**{table.name: frame})
    if table.name in ("people", "team"):
        _refuse_orphaned_rows(account, changed)
    else:
        changed, strange = without_strangers(changed)
        findings += strange
    if findings:
        raise GraphkitError("edit_does_not_fit", reason=findings[0].message)
    return changed


def _refuse_orphaned_rows(before: Account, after: Account) -> None:
    """Nobody goes who is still named by a tie, a contact, a stance, a need or a meeting."""
    _, strange = without_strangers(after)
    _, known = without_strangers(before)
    if len(strange) > len(known):
        raise GraphkitError("still_named", value=strange[0].value, file=strange[0].file)


def _as_text(edited: pd.DataFrame, table: schema.Table) -> pd.DataFrame:
    text = {}
    for column in table.columns:
        cells = edited[column.name].reset_index(drop=True)
        if column.kind == schema.NUMBER:
            text[column.name] = [("" if pd.isna(v) else f"{float(v):.12g}") for v in cells]
        elif column.kind == schema.DATE:
            text[column.name] = ["" if pd.isna(v) else f"{pd.Timestamp(v):%Y-%m-%d}" for v in cells]
        elif column.kind == schema.CHOICES:
            text[column.name] = [";".join(v) if isinstance(v, list) else _blank_or_text(v) for v in cells]
        else:
            text[column.name] = [_blank_or_text(v) for v in cells]
    return pd.DataFrame(text, dtype="str")


def _blank_or_text(cell: object) -> str:
    return "" if cell is None or cell is np.nan or pd.isna(cell) else str(cell)


def _config(session: Session, table: schema.Table, column: schema.Column) -> object:
    label = session.word(f"column.{column.name}")
    required = {"required": column.required}
    if column.kind == schema.NUMBER:
        step = 0.01 if column.high <= 1 else 1.0
        low = None if np.isinf(column.low) else column.low
        high = None if np.isinf(column.high) else column.high
        return st.column_config.NumberColumn(label, min_value=low, max_value=high, step=step, **required)
    if column.kind == schema.DATE:
        return st.column_config.DateColumn(label, format="YYYY-MM-DD", **required)
    choices = {"options": list(column.choices), "format_func": _worded(session, table, column)}
    if column.kind == schema.CHOICE:
        return st.column_config.SelectboxColumn(label, **choices, **required)
    if column.kind == schema.CHOICES:
        return st.column_config.MultiselectColumn(label, **choices, **required)
    if column.refers_to and column.kind == schema.TEXT:
        known = _known(session.account, column.refers_to, column.required)
        return st.column_config.SelectboxColumn(label, options=known, format_func=_named(session), **required)
    return st.column_config.TextColumn(label, **required)


def _known(account: Account, refers_to: str, required: bool) -> list[str]:
    ids = {
        "people": account.people["id"].tolist(),
        "team": account.team["id"].tolist(),
        "decisions": [decision.id for decision in account.decisions],
        "offers": account.offers["id"].tolist(),
    }[refers_to]
    strangers = [] if required or refers_to != "people" else sorted(set(account.people["reports_to"]) - set(ids) - {""})
    return [*([] if required else [""]), *ids, *strangers]


def _named(session: Session) -> Callable[[str], str]:
    """What an id is called; the id stays with it where two share a name."""
    named = {decision.id: decision.name or decision.id for decision in session.account.decisions}
    shared = {name for name, count in Counter(named.values()).items() if count > 1}
    decisions = {id_: f"{name} ({id_})" if name in shared else name for id_, name in named.items()}
    return lambda id_: decisions.get(id_) or session.option(id_)


def _worded(session: Session, table: schema.Table, column: schema.Column) -> Callable[[str], str]:
    return lambda choice: choice_word(table.name, column.name, choice, session.language)
