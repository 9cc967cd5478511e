"""What-if mode: which scenario this session looks at, its switch in the menu and its banner on every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from graphkit.changes import by_row, diff
from graphkit.i18n import text
from graphkit.scenario import Scenario
from graphkit.store import Store

if TYPE_CHECKING:
    from ui.session import Session

PARAMETER = "whatif"  # in the address: a reload goes on with the same scenario
_STYLE = """<style>
.st-key-whatif-banner { background: #7a3e00; padding: 0.5rem 1rem; border-radius: 0.4rem; }
.st-key-whatif-banner [data-testid=stMarkdown] p { color: #ffffff; }
.st-key-whatif-banner button, .st-key-whatif-banner button:hover { background: #ffffff; border-color: #ffffff; }
.st-key-whatif-banner button, .st-key-whatif-banner button * { color: #7a3e00; }
.st-key-whatif-banner button:disabled { opacity: 0.6; }
.st-key-whatif-banner button:focus-visible { outline: 3px solid #ffffff; outline-offset: 2px; }
</style>"""


def scenario_of(store: Store, account: int) -> Scenario | None:
    """The scenario this session looks at: the one it began, else the one that the address names."""
    key = f"scenario-{account}"
    wanted = st.query_params.get(PARAMETER)
    if key not in st.session_state and wanted:
        found = [scenario for scenario in store.scenarios(account) if scenario.id == wanted]
        if found:
            st.session_state[key] = found[0]
    scenario: Scenario | None = st.session_state.get(key)
    if scenario and scenario.id:
        st.query_params[PARAMETER] = scenario.id
    else:
        st.query_params.pop(PARAMETER, None)
    return scenario


def enter(account: int, scenario: Scenario) -> None:
    """From now on every page shows this scenario."""
    st.session_state[f"scenario-{account}"] = scenario


def leave(account: int, *, aside: bool = False) -> None:
    """From now on every page shows the account itself; `aside` remembers the scenario for the next switch."""
    scenario = st.session_state.pop(f"scenario-{account}", None)
    st.query_params.pop(PARAMETER, None)
    if aside and scenario and scenario.id:
        st.session_state[f"aside-{account}"] = scenario


def switch(account: int, version: int, scenario: Scenario | None, language: str) -> None:
    """The switch in the menu. Switched off, a scenario is put aside and not lost."""
    st.session_state["whatif-switch"] = scenario is not None

    def turn() -> None:
        if st.session_state["whatif-switch"]:
            enter(account, st.session_state.pop(f"aside-{account}", None) or Scenario(version))
        else:
            leave(account, aside=True)

    label, help_ = (text(f"screen.whatif.{name}", language) for name in ("switch", "switch_help"))
    st.toggle(label, help=help_, on_change=turn, key="whatif-switch")


def banner(session: Session) -> None:
    """Says on every page that nothing of this is kept, and what may be done with it."""
    if session.scenario is None:
        return
    n = len(by_row(diff(session.base, session.account)))
    st.html(_STYLE)
    with st.container(key="whatif-banner", horizontal=True, vertical_alignment="center"):
        sentence = session.say("whatif.banner" if n else "whatif.banner_empty", n=n)
        st.markdown(f":material/science: **{sentence}**", width="stretch")
        if st.button(session.say("whatif.compare"), icon=":material/compare_arrows:", key="whatif-compare"):
            st.switch_page("pages/whatif.py")
        with st.popover(session.say("whatif.keep"), icon=":material/save:", disabled=not n or session.is_behind):
            _keep(session)
        with st.popover(session.say("whatif.drop"), icon=":material/delete:"):
            st.markdown(session.say("whatif.drop_sure", n=n))
            if st.button(session.say("whatif.drop"), key="whatif-drop", type="primary"):
                session.drop_scenario()
    if session.is_behind:
        versions = {"version": session.newest, "yours": session.scenario.version}
        st.warning(session.say("whatif.behind", **versions), icon=":material/update:")


def _keep(session: Session) -> None:
    with st.form("whatif-keep", border=False):
        name = st.text_input(session.say("whatif.name"), max_chars=200, key="whatif-name")
        if st.form_submit_button(session.say("whatif.keep_now"), type="primary"):
            session.keep_scenario(name.strip())
