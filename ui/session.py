"""What every page begins with: language, menu, the open account and its decision."""

from __future__ import annotations

import datetime
import getpass
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any, TypeVar

import streamlit as st

from graphkit.errors import GraphkitError
from graphkit.i18n import LANGUAGES, best_language, text
from graphkit.merging.judged import Judgement
from graphkit.model import Account, Decision
from graphkit.readable import names
from graphkit.revisions import without_later
from graphkit.scenario import Scenario, brought_back, changed, rebased, supposed, taken_back
from graphkit.store import Listing, Store, open_store
from ui.look import look
from ui.tour import tour
from ui.undo import undo_redo
from ui.whatif import PARAMETER, banner, enter, leave, scenario_of, switch
from ui.words import plain

PAGES = {
    "accounts": ("app.py", ":material/folder_open:"),
    "import": ("pages/import.py", ":material/upload_file:"),
    "profile": ("pages/profile.py", ":material/domain:"),
    "account": ("pages/account.py", ":material/table_edit:"),
    "map": ("pages/map.py", ":material/account_tree:"),
    "coverage": ("pages/coverage.py", ":material/grid_on:"),
    "forecast": ("pages/forecast.py", ":material/insights:"),
    "truth": ("pages/truth.py", ":material/fact_check:"),
    "plan": ("pages/plan.py", ":material/route:"),
    "campaign": ("pages/campaign.py", ":material/calendar_month:"),
    "brief": ("pages/brief.py", ":material/clinical_notes:"),
    "session": ("pages/session.py", ":material/groups:"),
    "library": ("pages/library.py", ":material/menu_book:"),
    "whatif": ("pages/whatif.py", ":material/science:"),
    "care": ("pages/care.py", ":material/volunteer_activism:"),
    "today": ("pages/today.py", ":material/today:"),
    "history": ("pages/history.py", ":material/history:"),
    "efforts": ("pages/efforts.py", ":material/monitoring:"),
}
GROUPS = {  # the menu, in the order of the work
    "prepare": ("accounts", "import", "profile", "account"),
    "see": ("map", "coverage", "forecast", "truth"),
    "act": ("plan", "campaign", "brief", "session", "library", "whatif"),
    "look_back": ("care", "today", "history", "efforts"),
}
NEEDS_ACCOUNT = (
    *("profile", "account", "map", "coverage", "forecast", "plan", "campaign", "brief", "session", "whatif"),
    *("care", "today", "history"),
)
MAY_BE_EMPTY = ("account", "history", "whatif", "profile")
T = TypeVar("T")


@dataclass(frozen=True)
class Session:
    """One person looking at one account. On pages that need none, `id` is 0 and the account is empty.

    account : what is shown and edited: the account as it is kept or, in what-if mode, as it would be.
    version : tells each state of it from every other; in what-if mode below 0, and no version of the store.
    base, newest : the account as it is kept, without the scenario, and the newest version that anybody kept.
    """

    language: str
    store: Store
    id: int
    version: int
    account: Account
    decision: Decision
    today: datetime.date
    base: Account
    newest: int
    scenario: Scenario | None = None

    @property
    def kept(self) -> int:
        """The version of the store that is shown, or that the scenario starts from."""
        return self.scenario.version if self.scenario else self.version

    @property
    def is_behind(self) -> bool:
        """Somebody kept a newer version than the one that is shown, or that the scenario starts from."""
        return self.kept < self.newest

    def say(self, key: str, /, **params: object) -> str:
        """The sentence `screen.<key>` in the user's language."""
        return text(f"screen.{key}", self.language, **params)

    def sentence(self, key: str, /, **params: object) -> str:
        """A text of any part of the catalogue in the user's language."""
        return text(key, self.language, **params)

    def word(self, key: str) -> str:
        return text(f"word.{key}", self.language)

    def trust(self, value: float) -> str:
        """A trust in words; one between two levels as the number."""
        level = "unknown" if value != value else f"{value:g}"
        return self.word(f"trust.{level}") if level in ("unknown", "0", "1", "2", "3") else level

    def label(self, id_: str) -> str:
        return self.account.labels.get(id_, id_)

    @cached_property
    def names(self) -> dict[str, str]:
        """What to call people, members and decisions, those too that only the scenario or only the account knows."""
        return names(self.base) | names(self.account)

    def option(self, id_: str) -> str:
        """What to call somebody in a list to choose from: Streamlit takes options of one name for the same."""
        return self.account.options.get(id_, self.label(id_))

    def labels(self, ids: tuple[str, ...] | list[str], most: int = 12) -> str:
        """Names for a sentence, the rest counted."""
        names = [self.label(id_) for id_ in ids[:most]]
        rest = [self.say("more", n=len(ids) - most)] if len(ids) > most else []
        return self.say("comma").join([*names, *rest])

    def save(
        self,
        account: Account,
        *,
        kind: str = "edited",
        note: str = "",
        source: Account | None = None,
        judged: tuple[Judgement, ...] | None = None,
        page: str = "",
    ) -> None:
        """Keep the changed account as one revision and show it, here or on a page; a save that is refused is said.

        In what-if mode only the scenario changes.
        """
        if self.scenario:
            scenario = self.scenario
            return self._suppose(lambda: changed(scenario, self.account, account, source=source), page)
        log: dict[str, Any] = {"actor": actor(), "kind": kind, "note": note, "source": source, "judged": judged}
        self._show(self.attempt(lambda: self.store.save(self.id, account, version=self.version, **log)), page)

    def restore(self, to: int) -> None:
        """Make an earlier version the newest one and show it."""
        if self.scenario:
            return self.save(self.at(to))
        log = {"actor": actor(), "note": self.say("account.restored_from", version=to)}
        self._show(self.attempt(lambda: self.store.restore(self.id, to, version=self.version, **log)))

    def undo(self) -> None:
        """Take back the latest change that is not undone yet, and show what was before it."""
        if self.scenario:
            scenario = self.scenario
            return self._suppose(lambda: taken_back(scenario))
        self._show(self.attempt(lambda: self.store.undo(self.id, version=self.version, actor=actor())))

    def redo(self) -> None:
        """Bring back what was undone last."""
        if self.scenario:
            scenario = self.scenario
            return self._suppose(lambda: brought_back(scenario))
        self._show(self.attempt(lambda: self.store.redo(self.id, version=self.version, actor=actor())))

    def at(self, version: int) -> Account:
        """The account as it was kept at a version."""
        if version >= self.kept:
            return loaded(self.store, self.id, version)
        return _earlier(self.store, self.id, version, self.kept, self.base)

    def other(self, id_: int, version: int) -> Account:
        """Any account as it was kept at a version; pages that read many share what was read."""
        return loaded(self.store, id_, version)

    def look_at(self, version: int) -> None:
        """Show an earlier version on every page, as a scenario: nothing is changed until it is kept."""
        self.try_out(changed(Scenario(self.kept), self.base, self.at(version)))

    def keep_scenario(self, name: str) -> None:
        """Make what was tried one revision, and leave what-if mode; refused where somebody saved since."""
        if self.scenario is None:
            return
        scenario, note = self.scenario, self.say("whatif.kept", name=name) if name else self.say("whatif.switch")
        log: dict[str, Any] = {"actor": actor(), "note": note, "source": scenario.source}
        version = self.attempt(lambda: self.store.save(self.id, self.account, version=scenario.version, **log))
        if version is not None:
            self.store.drop_scenario(scenario.id)
            leave(self.id)
            self._show(version)

    def drop_scenario(self) -> None:
        """Throw away what was tried, and leave what-if mode."""
        if self.scenario:
            self.store.drop_scenario(self.scenario.id)
            leave(self.id)
            st.rerun()

    def try_out(self, scenario: Scenario) -> None:
        """Show another scenario; the present one is put aside."""
        leave(self.id, aside=True)
        is_new = scenario.done and not scenario.id
        kept = self.attempt(partial(self._keep, scenario)) if is_new else scenario
        if kept:
            enter(self.id, kept)
            st.rerun()

    def rebase_scenario(self) -> None:
        """Put what was tried on the newest version; what no longer fits there is left out."""
        if self.scenario:
            scenario, newest = self.scenario, self.at(self.newest)
            self._suppose(lambda: rebased(scenario, self.base, newest, self.newest).scenario)

    def _suppose(self, change: Callable[[], Scenario], page: str = "") -> None:
        """Keep the scenario as it is after a change, and show it."""
        scenario = self.attempt(lambda: self._keep(change()))
        if scenario:
            enter(self.id, scenario)
            if page:
                st.switch_page(page)
            st.rerun()

    def _keep(self, scenario: Scenario) -> Scenario:
        return scenario if scenario is self.scenario else self.store.keep_scenario(self.id, scenario, actor=actor())

    def _show(self, version: int | None, page: str = "") -> None:
        if version is not None:
            st.session_state[f"version-{self.id}"] = version
            if page:
                st.switch_page(page)
            st.rerun()

    def needs_decider(self) -> None:
        """Stop with a way on where the decision names nobody who takes it, or somebody who has left."""
        deciders = [id_ for id_ in (self.decision.target, *self.decision.committee) if id_]
        gone = self.account.positions.keys() - self.account.present.positions.keys()
        left = next((id_ for id_ in deciders if id_ in gone), None)
        if not deciders or left:
            said = text("error.decider_left", self.language, name=self.label(left)) if left else ""
            st.info(plain(said) or self.say("nobody_decides"))
            st.page_link("pages/account.py", label=self.say("page.account"))
            st.stop()

    def attempt(self, action: Callable[[], T]) -> T | None:
        """The action's answer; a GraphkitError becomes a sentence on the page and the answer None."""
        try:
            return action()
        except GraphkitError as error:
            st.error(plain(error.say(self.language)))
            return None


def start(page: str) -> Session:
    """Set the page up, draw the menu and open the account; stops with a way on where there is no account yet."""
    language = _language()
    title = text(f"screen.page.{page}", language)
    st.set_page_config(page_title=title, page_icon="🧭", layout="wide")
    try:
        store = _store()
    except GraphkitError as error:
        st.error(plain(error.say(language)))
        st.stop()
    listings = store.listings()
    chosen = _chosen(listings)
    with st.sidebar:
        st.markdown(f"### {text('screen.product', language)}")
        chosen = _choose_account(listings, chosen, language)
        session = _opened(store, chosen, language)
        session = replace(session, decision=_choose_decision(session.account, language))
        turn = undo_redo(session) if chosen else None
        if chosen:
            switch(chosen.id, _version(chosen), session.scenario, language)
        _menu(language)
        _choose_language(language)
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


def actor() -> str:
    """Who is at work: the operating system's user, as long as nobody signs in."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "?"


@st.cache_resource
def _store() -> Store:
    return open_store()


@st.cache_resource(max_entries=128, show_spinner=False)
def loaded(_store: Store, id_: int, version: int) -> Account:
    """An account as it was kept at a version, read once."""
    return _store.load(id_, version=version)[0]


@st.cache_resource(max_entries=128, show_spinner=False)
def _earlier(_store: Store, id_: int, version: int, _from: int, _account: Account) -> Account:
    """As `loaded`; from a version that is at hand it is several times as fast."""
    return without_later(_account, _store.history(id_, after=version, until=_from))


@st.cache_resource(max_entries=32, show_spinner=False)
def _supposed(id_: str, saves: int, _scenario: Scenario, _base: Account) -> Account:
    return supposed(_scenario, _base)


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


def address(account: int) -> dict[str, str]:
    """The query of a link to an account: its id, and the language that was chosen."""
    return {"account": str(account), "lang": st.session_state["language"]}


def query(**more: str) -> dict[str, str]:
    """The query of a link to another page: what is looked at stays, and more is said."""
    kept = ("account", "decision", "lang", PARAMETER)
    return {name: st.query_params[name] for name in kept if name in st.query_params} | more


def _menu(language: str) -> None:
    for group, pages in GROUPS.items():
        with st.container(gap="xsmall", key=f"menu-{group}"):
            st.caption(text(f"screen.menu.{group}", language))
            for page in pages:
                path, icon = PAGES[page]
                st.page_link(path, label=text(f"screen.page.{page}", language), icon=icon, query_params=query())


def _language() -> str:
    named = st.query_params.get("lang")
    if named in LANGUAGES:
        st.session_state["language"] = named
    if "language" not in st.session_state:
        st.session_state["language"] = best_language(st.context.headers.get("Accept-Language", ""))
    language: str = st.session_state["language"]
    return language


def _choose_language(language: str) -> None:
    picked = st.segmented_control(
        "Language · 语言",
        list(LANGUAGES),
        default=language,
        format_func=LANGUAGES.__getitem__,
        key=f"language-{language}",
    )
    if picked and picked != language:
        st.session_state["language"] = picked
        st.query_params["lang"] = picked
        st.rerun()


def _teach(session: Session) -> None:
    """No account yet: say what to do next."""
    if not session.store.listings():
        st.info(session.say("no_account"))
    st.page_link("app.py", label=session.say("page.accounts"), icon=PAGES["accounts"][1])
    st.page_link("pages/import.py", label=session.say("page.import"), icon=PAGES["import"][1])
    st.stop()
