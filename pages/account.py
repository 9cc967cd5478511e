"""The account itself: its decisions, its tables to edit, and its history."""

import itertools
from dataclasses import replace

import pandas as pd
import streamlit as st

import ui
from graphkit import schema
from graphkit.changes import Change
from graphkit.model import Decision
from graphkit.store import Revision
from ui.answers import headline, table
from ui.assumptions import edit_assumptions
from ui.editor import edit, edited_account
from ui.merging import edit_duplicates
from ui.words import plain

MOST_CHANGES = 500  # of one revision on the screen

session = ui.start("account")
account = session.account
headline(
    session.say(
        "account.answer",
        name=plain(account.name),
        n=len(account.people),
        ties=len(account.ties),
        team=len(account.team),
    )
)

names = [
    session.say("account.decisions"),
    *(session.word(f"table.{declared.name}") for declared in schema.TABLES),
    session.say("account.assumptions"),
    session.say("account.history"),
]
decisions, *tables, assumptions, history = st.tabs(names, on_change="rerun", key="account-tabs")


def edit_decision(decision: Decision) -> None:
    """A form for one decision."""
    known = account.people["id"].tolist()
    with st.form(f"decision-{decision.id}-{session.version}"):
        title = st.text_input(session.word("column.name"), decision.name)
        left, right = st.columns(2)
        value = left.text_input(session.word("column.value"), decision.value)
        close = right.text_input(session.say("account.close_date"), decision.close_date)
        target = st.selectbox(
            session.say("account.target"),
            ["", *known],
            index=known.index(decision.target) + 1 if decision.target in known else 0,
            format_func=lambda id_: session.option(id_) or session.say("account.nobody"),
        )
        committee = st.multiselect(
            session.say("account.committee"),
            known,
            [id_ for id_ in decision.committee if id_ in known],
            format_func=session.option,
            help=session.say("account.committee_help"),
        )
        by_power = st.checkbox(session.say("account.by_power"), decision.by_power)
        if st.form_submit_button(session.say("save"), type="primary"):
            changed = replace(decision, name=title, value=value, close_date=close, target=target)
            changed = replace(changed, committee=tuple(committee), by_power=by_power)
            others = [changed if known.id == decision.id else known for known in account.decisions]
            session.save(account.with_(decisions=tuple(others or [changed])))


def add_decision() -> None:
    taken = {decision.id for decision in account.decisions}
    id_ = next(name for name in (f"d{number}" for number in itertools.count(1)) if name not in taken)
    session.save(account.with_(decisions=(*account.decisions, Decision(id_, name=session.say("account.new_decision")))))


def edit_table(declared: schema.Table) -> None:
    """One table of the account, and the button that keeps it."""
    st.caption(session.say(f"account.about_{declared.name}"))
    edited, differs = edit(session, declared)
    save = st.button(
        session.say("save"), type="primary", disabled=not differs, icon=":material/save:", key=declared.name
    )
    if save:
        changed = session.attempt(lambda: edited_account(account, declared, edited))
        if changed is not None:
            session.save(changed, note=session.word(f"table.{declared.name}"))


def described(change: Change) -> str:
    """One change as a sentence."""
    key = " / ".join(session.label(part) for part in change.key if part)
    place = session.word(f"table.{change.table}")
    if not change.column:
        return session.say(
            "account.row_added" if change.before is None else "account.row_removed", table=place, key=key
        )
    column = session.word(f"column.{change.column}")
    return session.say(
        "account.cell", table=place, key=key, column=column, before=change.before or "—", after=change.after or "—"
    )


def show_revision(revision: Revision) -> None:
    """What one save changed, and the way back to it."""
    sentences = [described(change) for change in revision.changes[:MOST_CHANGES]]
    rows = pd.DataFrame({session.say("account.change"): sentences})
    if revision.note:
        st.text(revision.note)
    if len(revision.changes) > MOST_CHANGES:
        st.caption(session.say("account.first_changes", n=MOST_CHANGES))
    table(session, rows, f"revision-{revision.version}")
    back = session.say("account.restore", version=revision.version)
    if revision.version < session.version and st.button(back, key=f"restore-{revision.version}"):
        session.restore(revision.version)


if decisions.open:
    with decisions:
        for known_decision in account.decisions or (Decision("d1"),):
            edit_decision(known_decision)
        if account.decisions and st.button(session.say("account.add_decision"), icon=":material/add:"):
            add_decision()
for declared, tab in zip(schema.TABLES, tables, strict=True):
    if tab.open:
        with tab:
            edit_table(declared)
            if declared is schema.PEOPLE:
                edit_duplicates(session)
if assumptions.open:
    with assumptions:
        edit_assumptions(session)
if history.open:
    with history:
        for revision in session.store.history(session.id):
            head = session.say(
                "account.revision",
                version=revision.version,
                at=f"{revision.at.astimezone():%Y-%m-%d %H:%M}",
                who=revision.actor,
                kind=session.word(f"revision.{revision.kind}"),
                n=len(revision.changes),
            )
            with st.expander(plain(head)):
                show_revision(revision)
