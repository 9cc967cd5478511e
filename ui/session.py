"""One person looking at one account: what is shown, in which words, and how changes are kept."""

from __future__ import annotations

import datetime
import getpass
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, TypeVar

import streamlit as st

from graphkit.errors import GraphkitError
from graphkit.i18n import text
from graphkit.merging.judged import Judgement
from graphkit.model import Account, Decision
from graphkit.readable import names
from graphkit.revisions import without_later
from graphkit.scenario import Scenario, brought_back, changed, rebased, taken_back
from graphkit.store import Store
from ui.whatif import enter, leave
from ui.words import plain

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


def actor() -> str:
    """Who is at work: the operating system's user, as long as nobody signs in."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "?"


@st.cache_resource(max_entries=128, show_spinner=False)
def loaded(_store: Store, id_: int, version: int) -> Account:
    """An account as it was kept at a version, read once."""
    return _store.load(id_, version=version)[0]


@st.cache_resource(max_entries=128, show_spinner=False)
def _earlier(_store: Store, id_: int, version: int, _from: int, _account: Account) -> Account:
    """As `loaded`; from a version that is at hand it is several times as fast."""
    return without_later(_account, _store.history(id_, after=version, until=_from))
