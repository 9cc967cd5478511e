"""The accounts: open one, begin one, load a sample."""

import time

import streamlit as st

import ui
from graphkit.model import Account
from graphkit.samples import SAMPLES, read_sample
from ui.accounts import account_list
from ui.answers import headline
from ui.menu import address
from ui.opening import open_account
from ui.session import actor
from ui.tour import tour_link

DOUBLE_CLICK_SECONDS = 3.0

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


listings = session.store.listings()
headline(session.say("accounts.answer", n=len(listings)) if listings else session.say("accounts.none"))
account_list(session, listings)
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
