"""What a brief asks for, filled in on the spot: the person, their needs, our answers, and what holds for everybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from graphkit import schema
from graphkit.edits import argue, describe, state_need
from graphkit.model import Account, Person
from graphkit.playbook.shared import compliance, message, share
from ui.brief import told
from ui.session import Session

_FABE = ("feature", "advantage", "benefit", "evidence")


def fill(session: Session, id_: str) -> None:
    """Everything that a brief may ask for, in three forms."""
    person = session.account.person(id_)
    about, needs, shared = st.tabs(
        [told(session, "about_person"), told(session, "needs"), told(session, "account_wide")],
        on_change="rerun",
        key="brief-fill",
    )
    if about.open:
        with about:
            _about(session, person)
    if needs.open:
        with needs:
            _needs(session, person)
    if shared.open:
        with shared:
            _shared(session)


def _about(session: Session, person: Person) -> None:
    of = f"{session.id}-{person.id}-{session.version}"
    with st.form(f"about-{of}", border=False):
        st.caption(told(session, "reading.disc"))
        left, right = st.columns(2)
        cells: dict[str, Any] = {}
        with left:
            cells["disc"] = _choice(session, "disc", schema.DISC, person.disc, of)
        with right:
            cells["disc_confidence"] = _choice(
                session, "disc_confidence", schema.CONFIDENCES, person.disc_confidence, of
            )
        st.caption(told(session, "reading.stage"))
        cells["stage"] = _choice(session, "stage", schema.STAGES, person.stage, of)
        for name in ("focus", "background", "interests"):
            cells[name] = _field(session, name, getattr(person, name), of)
        if st.form_submit_button(told(session, "save"), type="primary"):
            cells["disc_confidence"] = (cells["disc_confidence"] or "assumed") if cells["disc"] else ""
            note = told(session, "saved_note", person=person.label)
            _keep(session, session.attempt(lambda: describe(session.account, person.id, **cells)), note)


def _choice(session: Session, name: str, choices: tuple[str, ...], now: str, of: str) -> str:
    """One of a few words; tapped again it is unknown."""
    words = "word.confidence" if name == "disc_confidence" else f"brief.{name}"
    picked: str | None = st.segmented_control(
        session.word(f"column.{name}"),
        choices,
        default=now or None,
        format_func=lambda choice: session.sentence(f"{words}.{choice}"),
        key=f"{name}-{of}",
    )
    return picked or ""


def _needs(session: Session, person: Person) -> None:
    account = session.account
    rows = {row["id"]: row for row in account.needs[account.needs["person"].eq(person.id)].to_dict("records")}
    chosen = st.selectbox(
        told(session, "need_which"),
        [*rows, ""],
        format_func=lambda id_: rows[id_]["need"] if id_ else told(session, "need_new"),
        key=f"need-of-{session.id}-{person.id}-{session.version}",
    )
    of = f"{session.id}-{person.id}-{chosen}-{session.version}"
    row = rows.get(chosen, dict.fromkeys(schema.NEEDS.names, ""))
    answers = {offer["id"]: offer for offer in account.offers.to_dict("records")}
    answer = st.selectbox(
        told(session, "offer_which"),
        ["", *answers, "+"],
        index=[*answers].index(row["offer"]) + 1 if row["offer"] in answers else 0,
        format_func=lambda id_: _offer_name(session, answers, id_),
        key=f"answer-to-{of}",
    )
    with st.form(f"need-{of}", border=False):
        cells = _need_cells(session, row, of)
        parts = {}
        if answer:
            st.caption(told(session, "offers"))
            known = answers.get(answer, {})
            parts = {name: _field(session, name, known.get(name, ""), f"{answer}-{of}") for name in _FABE}
        if st.form_submit_button(told(session, "save"), type="primary"):
            cells |= {"person": person.id}
            note = told(session, "need_noted", person=person.label)
            _keep(session, session.attempt(lambda: _stated(account, chosen, cells, answer, parts)), note)


def _offer_name(session: Session, answers: Mapping[Any, Mapping[Any, Any]], id_: str) -> str:
    if id_ in answers:
        return str(answers[id_]["feature"])
    return told(session, "offer_new" if id_ else "offer_none")


def _need_cells(session: Session, row: Mapping[Any, Any], of: str) -> dict[str, Any]:
    """The need itself, its kind and its two checks."""
    cells: dict[str, Any] = {"need": _field(session, "need", row["need"], of)}
    st.caption(told(session, "need_checks"))
    columns = st.columns(3)
    choices = {"kind": schema.NEED_KINDS, "environment": schema.CHECKS, "logic": schema.CHECKS}
    for column, (name, allowed) in zip(columns, choices.items(), strict=True):
        known = ["", *allowed]
        cells[name] = column.selectbox(
            session.word(f"column.{name}"),
            known,
            index=known.index(row[name]),
            format_func=lambda word, name=name: _check_word(session, name, word),
            key=f"{name}-{of}",
        )
    cells["value"] = _field(session, "value", row["value"], of)
    return cells


def _field(session: Session, name: str, now: str, of: str) -> str:
    return st.text_input(session.word(f"column.{name}"), now, key=f"{name}-{of}")


def _check_word(session: Session, name: str, word: str) -> str:
    if not word:
        return told(session, "not_known")
    return session.word(f"need.{word}") if name == "kind" else told(session, f"check.{word}")


def _stated(account: Account, need: str, cells: Mapping[str, Any], answer: str, parts: Mapping[str, str]) -> Account:
    """The account with the need and the answer to it."""
    offer = ""
    if answer:
        account, offer = argue(account, "" if answer == "+" else answer, **parts)
    return state_need(account, need, **cells, offer=offer)[0]


def _shared(session: Session) -> None:
    account, decision = session.account, session.decision.id
    with st.form(f"shared-{session.id}-{decision}-{session.version}", border=False):
        words = st.text_area(
            told(session, "message"),
            message(account, decision),
            help=told(session, "message_help"),
            height=80,
            key=f"message-{session.id}-{decision}-{session.version}",
        )
        rules = st.text_area(
            told(session, "compliance"),
            compliance(account),
            help=told(session, "compliance_help"),
            height=80,
            key=f"compliance-{session.id}-{session.version}",
        )
        if st.form_submit_button(told(session, "save"), type="primary"):
            _keep(session, share(account, decision, message=words, compliance=rules), told(session, "message"))


def _keep(session: Session, changed: Account | None, note: str) -> None:
    if changed is not None:
        session.save(changed, note=note)
