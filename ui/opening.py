"""What every page begins with: the language, the menu, the open account and its decision."""

from __future__ import annotations

import datetime
import sys
from dataclasses import replace

import streamlit as st

from graphkit.errors import GraphkitError
from graphkit.i18n import text
from graphkit.model import Account, Decision
from graphkit.samples import read_sample
from graphkit.scenario import Scenario, supposed
from graphkit.store import Listing, Store, open_store
from ui.look import look
from ui.menu import PAGES, address, choose_language, menu, user_language
from ui.session import Session, actor, loaded
from ui.tour import tour
from ui.undo import undo_redo
from ui.whatif import banner, scenario_of, switch
from ui.words import plain

NEEDS_ACCOUNT = (
    *("profile", "account", "map", "coverage", "forecast", "plan", "campaign", "brief", "session", "whatif"),
    *("care", "today", "history"),
)
MAY_BE_EMPTY = ("account", "history", "whatif", "profile")


def start(page: str) -> Session:
    """Set the page up, draw the menu and open the account; stops with a way on where there is no account yet."""
    language = user_language()
    title = text(f"screen.page.{page}", language)
    st.set_page_config(page_title=title, page_icon="🧭", layout="wide")
    try:
        store = _store()
    except GraphkitError as error:
        st.error(plain(error.say(language)))
        st.stop()
    listings = store.listings() or _begun_with_sample(store, page)
    chosen = _chosen(listings)
    with st.sidebar:
        st.markdown(f"### {text('screen.product', language)}")
        chosen = _choose_account(listings, chosen, language)
        session = _opened(store, chosen, language)
        session = replace(session, decision=_choose_decision(session.account, language))
        turn = undo_redo(session) if chosen else None
        if chosen:
            switch(chosen.id, _version(chosen), session.scenario, language)
        menu(language)
        choose_language(language)
        look(language)
    if chosen:
        tour(page, language, store, actor(), address(chosen.id))
    st.title(title, anchor=False)
    if turn:
        turn()
    if _asks_for_another(listings):
        st.warning(session.say("no_such_account"))
    banner(session)
    if chosen and session.is_behind and not session.scenario:
        _offer_newest(session, chosen)
    if page in NEEDS_ACCOUNT and not chosen:
        _teach(session)
    if page in NEEDS_ACCOUNT and page not in MAY_BE_EMPTY and session.account.people.empty:
        st.info(session.say("nobody_yet"))
        for way in ("import", "account"):
            st.page_link(PAGES[way][0], label=session.say(f"page.{way}"), icon=PAGES[way][1])
        st.stop()
    return session


def _opened(store: Store, chosen: Listing | None, language: str) -> Session:
    """The session on an account, or on the scenario that is looked at; the decision is still to be chosen."""
    today = datetime.date.today()  # noqa: DTZ011 the user's own day
    if chosen is None:
        return Session(language, store, 0, 0, Account(), Decision(""), today, Account(), 0)
    scenario, version = scenario_of(store, chosen.id), _version(chosen)
    base = loaded(store, chosen.id, scenario.version if scenario else version)
    account, state = base, version
    if scenario and scenario.saves:
        account, state = _supposed(scenario.id, scenario.saves, scenario, base), -scenario.saves
    return Session(language, store, chosen.id, state, account, Decision(""), today, base, chosen.version, scenario)


def open_account(id_: int) -> None:
    """Make this the open account, on this page and on those that follow."""
    st.session_state["account"] = id_
    st.query_params["account"] = str(id_)


@st.cache_resource
def _store() -> Store:
    return open_store()


@st.cache_resource(max_entries=32, show_spinner=False)
def _supposed(id_: str, saves: int, _scenario: Scenario, _base: Account) -> Account:
    return supposed(_scenario, _base)


def _begun_with_sample(store: Store, page: str) -> list[Listing]:
    """The sample that the command line names with `--sample`, where there is no account; the first page shows it."""
    made = _sample_at_start(store, actor())
    listings = store.listings()
    if page == "accounts" and made in {listing.id for listing in listings}:
        st.switch_page(PAGES["map"][0], query_params=address(made))
    return listings


@st.cache_resource(show_spinner=False)
def _sample_at_start(_store: Store, _actor: str) -> int:
    """The account begun with the sample, or 0 without one; once while the server runs, so a deleted one stays away."""
    if "--sample" not in sys.argv[1:]:
        return 0
    sample = read_sample(sys.argv[sys.argv.index("--sample") + 1], datetime.date.today())  # noqa: DTZ011 user's own day
    return _store.create(sample, actor=_actor, kind="sample")


def _chosen(listings: list[Listing]) -> Listing | None:
    """The account of the address, else the one open in this session, else the one saved last."""
    if _asks_for_another(listings):
        return None
    wanted = st.query_params.get("account") or str(st.session_state.get("account", ""))
    found = next((listing for listing in listings if str(listing.id) == wanted), None)
    return found or (listings[0] if listings else None)


def _asks_for_another(listings: list[Listing]) -> bool:
    """The address names an account that is not here; showing another one in its place would mislead."""
    wanted = st.query_params.get("account")
    return wanted is not None and wanted not in {str(listing.id) for listing in listings}


def _version(chosen: Listing) -> int:
    """The version this session works on: what somebody else saves since does not change it under the user's hands."""
    key = f"version-{chosen.id}"
    st.session_state[key] = min(st.session_state.get(key, chosen.version), chosen.version)
    version: int = st.session_state[key]
    return version


def _offer_newest(session: Session, chosen: Listing) -> None:
    left, right = st.columns([5, 1], vertical_alignment="center")
    left.warning(session.say("saved_since", version=chosen.version, yours=session.version))
    if right.button(session.say("reload"), icon=":material/refresh:", width="stretch", key="reload"):
        st.session_state[f"version-{chosen.id}"] = chosen.version
        st.rerun()


def _choose_account(listings: list[Listing], chosen: Listing | None, language: str) -> Listing | None:
    if chosen is None:
        return None
    picked = st.selectbox(
        text("screen.pick_account", language),
        listings,
        index=listings.index(chosen),
        format_func=lambda listing: _told_apart(listing.name, listing.id, [other.name for other in listings]),
        key=f"pick-account-{chosen.id}",
    )
    if picked is not None and picked.id != chosen.id:
        open_account(picked.id)
        st.query_params.pop("decision", None)
        st.rerun()
    open_account(chosen.id)
    return chosen


def _choose_decision(account: Account, language: str) -> Decision:
    if not account.decisions:
        return Decision("")
    ids = [decision.id for decision in account.decisions]
    remembered = st.query_params.get("decision") or st.session_state.get("decision", ids[0])
    called = [decision.name or decision.id for decision in account.decisions]
    names = {id_: _told_apart(name, id_, called) for id_, name in zip(ids, called, strict=True)}
    picked = st.selectbox(
        text("screen.pick_decision", language),
        ids,
        index=ids.index(remembered) if remembered in ids else 0,
        format_func=names.__getitem__,
        help=text("screen.pick_decision_help", language),
        key=f"pick-decision-{account.name}-{'-'.join(ids)}",
    )
    st.session_state["decision"] = picked
    st.query_params["decision"] = picked
    return account.decision(picked)


def _told_apart(name: str, id_: object, names: list[str]) -> str:
    return name if names.count(name) == 1 else f"{name} · {id_}"


def _teach(session: Session) -> None:
    """No account yet: say what to do next."""
    if not session.store.listings():
        st.info(session.say("no_account"))
    st.page_link("app.py", label=session.say("page.accounts"), icon=PAGES["accounts"][1])
    st.page_link("pages/import.py", label=session.say("page.import"), icon=PAGES["import"][1])
    st.stop()
