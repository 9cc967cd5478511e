"""The way through the app in five steps, for whoever opens it for the first time."""

from __future__ import annotations

import streamlit as st

from graphkit.i18n import text
from graphkit.store import Store

STEPS = ("map", "coverage", "forecast", "plan", "session")
_NAME, _DISMISSED = "tour", "dismissed"


def tour(page: str, language: str, store: Store, user: str, query: dict[str, str]) -> None:
    """A slim bar above the pages of the tour: where one is, what it is for, and the way on; gone once dismissed."""
    if st.query_params.pop(_NAME, None):
        _keep(store, user, "")
    if _NAME not in st.session_state:
        st.session_state[_NAME] = store.preference(user, _NAME)
    if page not in STEPS or st.session_state[_NAME] == _DISMISSED:
        return
    number = STEPS.index(page) + 1
    is_last = number == len(STEPS)
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="tour"):
        step = text("screen.tour.step", language, number=number, all=len(STEPS))
        st.markdown(f"**{step}** {text(f'screen.tour.{page}', language)}", width="stretch")
        if not is_last:
            label = text("screen.tour.next", language, page=text(f"screen.page.{STEPS[number]}", language))
            st.page_link(f"pages/{STEPS[number]}.py", label=label, icon=":material/arrow_forward:", query_params=query)
        end = text("screen.tour.done" if is_last else "screen.tour.dismiss", language)
        st.button(end, key="tour-dismiss", type="tertiary", on_click=_keep, args=(store, user, _DISMISSED))


def tour_link(language: str, query: dict[str, str]) -> None:
    """The way back to the first step, for whoever dismissed the tour and wants it again."""
    label = text("screen.tour.again", language)
    st.page_link(f"pages/{STEPS[0]}.py", label=label, icon=":material/tour:", query_params={**query, _NAME: "1"})


def _keep(store: Store, user: str, value: str) -> None:
    st.session_state[_NAME] = value
    store.prefer(user, _NAME, value)
