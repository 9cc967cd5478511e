"""Who is picked: one person on all pages, and in the address of the map, so that it can be sent round."""

from __future__ import annotations

import streamlit as st

from graphkit.model import Account
from ui.map import focus_on


def arrive(account: Account) -> str | None:
    """Take over who is picked: from the address or, on a map that was just opened, from the page before.

    Returns the person whom a link to the map asks for.
    """
    state = st.session_state
    arriving = "map" not in state  # a new map has nothing selected: whoever was picked on another page stays picked
    named = st.query_params.get("person")
    wanted = named or (state.get("picked") if arriving else None)
    state["picked"] = wanted if wanted in account.positions else None
    if arriving:
        state["map-clicked"] = None
        focus_on("map", state["picked"])
    return named if arriving else None


def pick(person: str | None) -> None:
    """Whoever is picked stands in the address too, so that the way back works."""
    st.session_state["picked"] = person
    if person:
        st.query_params["person"] = person
    else:
        st.query_params.pop("person", None)


def searched(person: str | None) -> str | None:
    """Pick and show whoever the search box was just set to; None where it is as it was."""
    state = st.session_state
    if person == state.get("map-found"):
        return None
    state["map-found"] = person
    pick(person)
    focus_on("map", person)
    return person
