"""The list of accounts on the first page: the one saved last first, each with what is late in it."""

from __future__ import annotations

import datetime
from dataclasses import replace

import streamlit as st

from graphkit.actions import to_do
from graphkit.habits import due
from graphkit.habits import overdue as late_habits
from graphkit.store import Listing
from ui import care
from ui.actions import written
from ui.menu import PAGES, address
from ui.session import Session
from ui.words import plain

AT_ONCE = 10  # accounts: to say what is late in one, it has to be read
MOST_LATE = 4  # lines of one account; the rest is on its page of care


def account_list(session: Session, listings: list[Listing]) -> None:
    """The accounts saved last; a long list can be searched, and more of it asked for."""
    if len(listings) > AT_ONCE:
        sought = st.text_input(
            session.say("accounts.find"),
            key="find-account",
            icon=":material/search:",
            label_visibility="collapsed",
            placeholder=session.say("accounts.find"),
        )
        listings = [listing for listing in listings if sought.strip().casefold() in listing.name.casefold()]
        if not listings:
            st.info(session.say("accounts.not_found", name=plain(sought.strip())))
    shown = st.session_state.setdefault("accounts-shown", AT_ONCE)
    for listing in listings[:shown]:
        with st.container(border=True, key=f"listing-{listing.id}"):
            _entry(session, listing)
    if more := len(listings[shown:]):
        st.button(session.say("accounts.more", n=more), on_click=_show_more, key="more-accounts")


def _show_more() -> None:
    st.session_state["accounts-shown"] += AT_ONCE


def _entry(session: Session, listing: Listing) -> None:
    name, saved, ways = st.columns([5, 4, 4], vertical_alignment="center")
    name.markdown(f"**{plain(listing.name)}**")
    at = f"{listing.saved_at.astimezone():%Y-%m-%d %H:%M}"
    saved.caption(session.say("accounts.saved", version=listing.version, at=at))
    with ways, st.container(horizontal=True):
        for page, label in (("map", "accounts.open"), ("session", "page.session")):
            path, icon = PAGES[page]
            st.page_link(path, label=session.say(label), icon=icon, query_params=address(listing.id))
    late = _late(session, listing.id, listing.version, session.today, session.language)
    for line in late[:MOST_LATE]:
        st.markdown(f":material/alarm: {plain(line)}")
    if more := len(late[MOST_LATE:]):
        path, icon = PAGES["care"]
        label = care.tell(session, "more_late", n=more)
        st.page_link(path, label=label, icon=icon, query_params=address(listing.id))


@st.cache_data(max_entries=1000, show_spinner=False)
def _late(_session: Session, id_: int, version: int, today: datetime.date, language: str) -> list[str]:
    """What is late in an account, as lines; of one version on one day it is always the same.

    What was decided first, then the habits that nobody has decided on yet: nothing is named twice.
    """
    of_account = replace(_session, account=_session.other(id_, version))
    rows = to_do(of_account.account, today=today)
    items = late_habits(due(of_account.account, today=today, only_late=True))
    decided = [written(of_account, row) for row in rows[rows["overdue"]].to_dict("records")]
    return decided + [care.written(of_account, item) for item in items]
