"""The account itself: its decisions, its tables to edit, and its assumptions."""

import itertools
from dataclasses import replace

import streamlit as st

import ui
from graphkit import schema
from graphkit.model import Decision
from ui.answers import headline
from ui.assumptions import edit_assumptions
from ui.editor import edit, edited_account
from ui.merging import edit_duplicates
from ui.opportunity import choose_or_write, validated
from ui.words import plain

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
]
decisions, *tables, assumptions = st.tabs(names, on_change="rerun", key="account-tabs")


def edit_decision(decision: Decision) -> None:
    """A form for one decision."""
    known = account.people["id"].tolist()
    with st.form(f"decision-{decision.id}-{session.version}", border=decision not in account.decisions):
        title = st.text_input(session.say("account.decision_name"), decision.name)
        left, right = st.columns(2)
        stage = choose_or_write(session, left, "stage", schema.DEAL_STAGES, decision.stage)
        source = choose_or_write(session, right, "lead_source", schema.LEAD_SOURCES, decision.lead_source)
        value = left.text_input(
            session.sentence("opportunity.column.value"),
            decision.value,
            help=session.say("account.value_help"),
            placeholder=session.say("account.value_form"),
        )
        close = right.text_input(
            session.say("account.close_date"),
            decision.close_date,
            help=session.say("account.close_date_help"),
        )
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
            placeholder=session.say("account.committee_choose"),
        )
        by_power = st.checkbox(session.say("account.by_power"), decision.by_power)
        if st.form_submit_button(session.say("save"), type="primary"):
            changed = replace(decision, name=title, value=value, close_date=close, target=target)
            changed = replace(changed, committee=tuple(committee), by_power=by_power, stage=stage, lead_source=source)
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


if decisions.open:
    with decisions:
        for known_decision in account.decisions:
            is_open = known_decision.id == session.decision.id
            with st.expander(plain(known_decision.name or known_decision.id), expanded=is_open):
                validated(session, known_decision)
                edit_decision(known_decision)
        if not account.decisions:
            edit_decision(Decision("d1"))
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
