"""The accounts: open one, begin one, load a sample."""

import sys
import time
from dataclasses import replace

import streamlit as st

import ui
from graphkit.actions import to_do
from graphkit.habits import due
from graphkit.habits import overdue as late_habits
from graphkit.model import Account
from graphkit.samples import SAMPLES, read_sample
from ui import care
from ui.actions import written
from ui.answers import headline
from ui.session import PAGES, actor, address, open_account
from ui.tour import tour_link
from ui.words import plain

DOUBLE_CLICK_SECONDS = 3.0
MOST_LATE = 4  # lines of one account; the rest is on its page of care

session = ui.start("accounts")


def keep(account: Account, kind: str, page: str = "map") -> None:
    """Keep a new account and go to its page; the second click of a double click makes no second one."""
    made = st.session_state.setdefault("just-made", {})  # from here to the entry nothing lets the second click in
    id_, at = made.get(account.name, (0, -DOUBLE_CLICK_SECONDS))
    if time.monotonic() - at >= DOUBLE_CLICK_SECONDS:
        id_ = session.store.create(account, actor=actor(), kind=kind)
        made[account.name] = (id_, time.monotonic())
    open_account(id_)
    st.switch_page(f"pages/{page}.py", query_params=address(id_))


if "--sample" in sys.argv[1:] and not session.store.listings():
    keep(read_sample(sys.argv[sys.argv.index("--sample") + 1], session.today), "sample")


@st.cache_data(max_entries=1000, show_spinner=False)
def overdue(id_: int, version: int, today: object, language: str) -> list[str]:
    """What is late in an account, as lines; of one version on one day it is always the same.

    What was decided first, then the habits that nobody has decided on yet: nothing is named twice.
    """
    of_account = replace(session, account=session.other(id_, version))
    rows = to_do(of_account.account, today=session.today)
    items = late_habits(due(of_account.account, today=session.today, only_late=True))
    decided = [written(of_account, row) for row in rows[rows["overdue"]].to_dict("records")]
    return decided + [care.written(of_account, item) for item in items]


listings = session.store.listings()
headline(session.say("accounts.answer", n=len(listings)) if listings else session.say("accounts.none"))
for listing in listings:
    with st.container(border=True, key=f"listing-{listing.id}"):
        name, saved, ways = st.columns([5, 4, 4], vertical_alignment="center")
        name.markdown(f"**{plain(listing.name)}**")
        at = f"{listing.saved_at.astimezone():%Y-%m-%d %H:%M}"
        saved.caption(session.say("accounts.saved", version=listing.version, at=at))
        with ways, st.container(horizontal=True):
            for page, label in (("map", "accounts.open"), ("session", "page.session")):
                path, icon = PAGES[page]
                st.page_link(path, label=session.say(label), icon=icon, query_params=address(listing.id))
        late = overdue(listing.id, listing.version, session.today, session.language)
        for line in late[:MOST_LATE]:
            st.markdown(f":material/alarm: {plain(line)}")
        if more := len(late[MOST_LATE:]):
            path, icon = PAGES["care"]
            st.page_link(
                path, label=care.tell(session, "more_late", n=more), icon=icon, query_params=address(listing.id)
            )

if session.id:
    tour_link(session.language, address(session.id))

st.subheader(session.say("accounts.begin"), anchor=False)
by_file, by_sample, by_hand = st.columns(3)
with by_file, st.container(border=True, height="stretch"):
    st.markdown(f":material/upload_file: **{session.say('accounts.import')}**")
    st.markdown(session.say("accounts.import_text"))
    st.page_link("pages/import.py", label=session.say("page.import"), icon=":material/arrow_forward:")
with by_sample, st.container(border=True, height="stretch"):
    st.markdown(f":material/science: **{session.say('accounts.sample')}**")
    st.markdown(session.say("accounts.sample_text"))
    for name in SAMPLES:
        if st.button(session.say(f"accounts.sample_{name}"), key=f"sample-{name}", width="stretch"):
            keep(read_sample(name, session.today), "sample")
with by_hand, st.container(border=True, height="stretch"):
    st.markdown(f":material/edit: **{session.say('accounts.empty')}**")
    st.markdown(session.say("accounts.empty_text"))
    with st.form("new-account", border=False):
        name = st.text_input(session.say("accounts.name"), max_chars=200, key="new-name")
        if st.form_submit_button(session.say("accounts.create")):
            if name.strip():
                keep(Account(name=name.strip(), language=session.language), "created", "account")
            else:
                st.error(session.say("accounts.name_needed"))
