"""The card of one person: what we know, what we do not, and who of us knows them."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from graphkit.model import Account
from graphkit.views import SUPPORT_GLYPHS, support_level
from ui.session import Session
from ui.words import plain


def card(session: Session, account: Account, id_: str | None) -> None:
    if id_ is None or id_ not in account.positions:
        st.info(session.say("person.choose"))
        return
    person = account.person(id_)
    st.markdown(f"**{plain(person.label)}**")
    st.text("\n".join(part for part in (person.title, person.unit, person.location) if part) or "—")
    for role in person.role:
        st.badge(session.word(f"role.{role}"), color="blue")
    level = support_level(person.support)
    support = session.word(f"support.{'unknown' if level is None else level}")
    rows = {
        session.word("column.support"): f"{SUPPORT_GLYPHS[level]} {support}",
        session.word("column.power"): _rating(session, person.power),
        session.word("column.influence"): _rating(session, person.influence),
        session.word("column.confidence"): session.word(f"confidence.{person.confidence or 'assumed'}"),
        session.word("column.rated_on"): f"{person.rated_on:%Y-%m-%d}" if person.rated_on is not None else "—",
        session.word("column.reports_to"): session.label(person.reports_to) or "—",
        session.word("column.focus"): person.focus or "—",
    }
    st.text("\n".join(f"{name}: {value}" for name, value in rows.items()))
    _contacts(session, account, id_)


def _rating(session: Session, value: float | None) -> str:
    return f"? {session.word('support.unknown')}" if value is None else f"{value:g} / 5"


def _contacts(session: Session, account: Account, id_: str) -> None:
    contacts = account.contacts[account.contacts["person"].eq(id_)]
    st.markdown(f"**{session.say('person.contacts')}**")
    if contacts.empty:
        st.text(session.say("person.no_contact"))
    for contact in contacts.to_dict("records"):
        name = session.trust(contact["trust"])
        last = contact["last_contact"]
        when = f" · {last:%Y-%m-%d}" if pd.notna(last) else ""
        st.text(f"{session.label(contact['member'])}: {name}{when}")
