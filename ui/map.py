"""The map component's mount: what Python draws, what a click says."""

from __future__ import annotations

from typing import Any

import streamlit as st

from graphkit.views import MapView

_HTML = """
<div class="visnet">
  <div class="stage">
    <div class="canvas" tabindex="0" role="img"></div>
    <div class="zoom">
      <button type="button" data-zoom="in" aria-label="+">+</button>
      <button type="button" data-zoom="out" aria-label="−">−</button>
      <button type="button" data-zoom="fit" aria-label="0">⤢</button>
    </div>
  </div>
  <div class="legend"></div>
</div>
"""
_mount = st.components.v2.component("graphkit.visnet", html=_HTML, css="visnet.css", js="entry.js")


def account_map(view: MapView, *, key: str, account: int, description: str, height: int = 620) -> str | None:
    """Draw the map; the id of the person selected on it, None where nobody is.

    `focus_on` moves the map to a person. The selection is not sent back with the data: a click sends nothing again.
    """
    focus = st.session_state.setdefault(f"{key}-focus", {"node": None, "turn": 0})
    data: dict[str, Any] = {
        "account": account,  # of another one the whole map is shown
        "revision": view.revision,
        "nodes": view.nodes,
        "edges": view.edges,
        "options": view.options,
        "legend": view.legend,
        "description": description,
        "height": height,
        "focus": focus,
    }
    result = _mount(
        key=key, data=data, height="content", on_selected_change=lambda: None, on_opened_change=lambda: None
    )
    selected = result.selected or {}
    node = selected.get("node")
    return str(node) if node is not None else None


def focus_on(key: str, person: str | None) -> None:
    """Let the map move to a person at its next drawing."""
    turn = st.session_state.get(f"{key}-focus", {"turn": 0})["turn"]
    st.session_state[f"{key}-focus"] = {"node": person, "turn": turn + 1}
