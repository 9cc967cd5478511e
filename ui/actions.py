"""What was decided, on the screen: add an action, tick it, see what is late."""

from __future__ import annotations

import datetime
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from graphkit.actions import decide, tick, to_do
from ui.session import Session
from ui.words import plain

_WEEK = datetime.timedelta(days=7)

Row = Mapping[Hashable, Any]


def add_action(session: Session) -> None:
    """Two fields and Enter: what is to be done, and who does it; by when is proposed."""
    with st.form("add-action", clear_on_submit=True):
        what = st.text_input(session.say("room.what"), max_chars=300, key="action-what")
        who, about, due = st.columns(3)
        member = who.selectbox(
            session.say("room.who"),
            session.account.team["id"].tolist(),
            index=None,
            placeholder=session.say("room.nobody_yet"),
            format_func=session.label,
            key="action-member",
        )
        person = about.selectbox(
            session.say("room.about"),
            session.account.present.people["id"].tolist(),
            index=None,
            placeholder=session.say("room.nobody"),
            format_func=session.option,
            key="action-person",
        )
        day = due.date_input(session.say("room.due"), session.today + _WEEK, format="YYYY-MM-DD", key="action-due")
        if st.form_submit_button(session.say("room.add"), icon=":material/add:", type="primary"):
            named = {"member": member or "", "person": person or "", "due": day, "decision": session.decision.id}
            changed = session.attempt(lambda: decide(session.account, what, today=session.today, **named))
            if changed is not None:
                session.save(changed, note=session.say("room.action_note", what=what))


def show_actions(session: Session) -> None:
    """The list to go through: what is late, what is open, and, folded, what is done. A tick is kept at once."""
    rows = to_do(session.account, today=session.today)
    if rows.empty:
        st.info(session.say("room.no_actions"))
    for row in rows[rows["done_on"].isna()].to_dict("records"):
        _tick(session, row)
    done = rows[rows["done_on"].notna()]
    if len(done):
        with st.expander(session.say("room.done", n=len(done)), key="actions-done"):
            for row in done.to_dict("records"):
                _tick(session, row)


def written(session: Session, row: Row) -> str:
    """One action as a line of plain text: what, who, about whom, by when."""
    due = f"{row['due']:%Y-%m-%d}" if pd.notna(row["due"]) else session.say("room.no_date")
    late = session.say("room.overdue") if row["overdue"] else ""
    who = session.label(row["member"]) or session.say("room.nobody_yet")
    return " · ".join(part for part in (late, row["what"], who, session.label(row["person"]), due) if part)


def _tick(session: Session, row: Row) -> None:
    was = pd.notna(row["done_on"])
    icon = ":material/alarm: " if row["overdue"] else ""
    label = f"{icon}{plain(written(session, row))}"
    done = st.checkbox(label, was, key=f"action-{row['id']}-{session.id}-{session.version}")
    if done != was:
        changed = tick(session.account, str(row["id"]), today=session.today, done=done)
        session.save(changed, note=session.say("room.action_note", what=row["what"]))
