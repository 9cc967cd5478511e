"""The menu: the pages in the order of the work, links between them, and the language."""

from __future__ import annotations

import streamlit as st

from graphkit.i18n import LANGUAGES, best_language, text
from ui.whatif import PARAMETER

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


def menu(language: str) -> None:
    """Links to all pages; what is looked at goes with them."""
    for group, pages in GROUPS.items():
        with st.container(gap="xsmall", key=f"menu-{group}"):
            st.caption(text(f"screen.menu.{group}", language))
            for page in pages:
                path, icon = PAGES[page]
                st.page_link(path, label=text(f"screen.page.{page}", language), icon=icon, query_params=query())


def user_language() -> str:
    """The language of the address, else the one chosen in this session, else the browser's."""
    named = st.query_params.get("lang")
    if named in LANGUAGES:
        st.session_state["language"] = named
    if "language" not in st.session_state:
        st.session_state["language"] = best_language(st.context.headers.get("Accept-Language", ""))
    language: str = st.session_state["language"]
    return language


def choose_language(language: str) -> None:
    """The switch between languages, in both of them."""
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


def address(account: int) -> dict[str, str]:
    """The query of a link to an account: its id, and the language that was chosen."""
    return {"account": str(account), "lang": st.session_state["language"]}


def query(**more: str) -> dict[str, str]:
    """The query of a link to another page: what is looked at stays, and more is said."""
    kept = ("account", "decision", "lang", PARAMETER)
    return {name: st.query_params[name] for name in kept if name in st.query_params} | more
