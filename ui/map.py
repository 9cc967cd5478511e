"""The map component's mount: what Python draws, what a click, a drawn line and a dropped person say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from graphkit.views import MapView, line_of
from ui.session import Session

_HTML = """
<div class="map visnet">
  <div class="stage">
    <div class="canvas" tabindex="0" role="img"></div>
    <div class="hint" role="status" hidden></div>
    <div class="tools edit">
      <button type="button" data-mode="line" aria-pressed="false">⤳</button>
      <button type="button" data-mode="move" aria-pressed="false">✥</button>
    </div>
    <div class="tools zoom">
      <button type="button" data-zoom="in">+</button>
      <button type="button" data-zoom="out">−</button>
      <button type="button" data-zoom="fit">⤢</button>
      <button type="button" data-zoom="whole">▣</button>
    </div>
  </div>
  <details class="key"><summary></summary><div class="legend"></div></details>
</div>
"""
_WORDS = ("in", "out", "fit", "whole", "line", "move", "hint_line", "hint_line_to", "hint_move", "legend")
_mount = st.components.v2.component("graphkit.visnet", html=_HTML, css="map.css", js="entry.js")


@dataclass(frozen=True)
class Gesture:
    """What somebody did on the map.

    person, line : what is selected, a line as (source, kind, target). drawn : (source, target) of a line drawn just
    now. moved : (person, manager) of somebody dropped on another just now.
    """

    person: str | None = None
    line: tuple[str, str, str] | None = None
    drawn: tuple[str, str] | None = None
    moved: tuple[str, str] | None = None


def account_map(session: Session, view: MapView, *, key: str, height: int = 660, large: float = 1.0) -> Gesture:
    """Draw the map; `focus_on` moves it to a person.

    The selection is not sent back with the data: a click sends nothing again.
    """
    data: dict[str, Any] = {
        "account": session.id,  # of another one the whole map is shown
        "frame": view.frame,
        "revision": view.revision,
        "nodes": view.nodes,
        "edges": view.edges,
        "legs": view.legs,
        "guides": view.guides,
        "options": view.options,
        "legend": view.legend,
        "description": session.say("map.described", n=len(view.nodes)),
        "words": {name: session.sentence(f"screen.map.tool.{name}") for name in _WORDS},
        "height": height,
        "large": large,
        "focus": st.session_state.setdefault(f"{key}-focus", {"node": None, "turn": 0}),
    }
    events = {f"on_{name}_change": lambda: None for name in ("selected", "drawn", "moved")}
    result = _mount(key=key, data=data, height="content", **events)
    selected = result.selected or {}
    return Gesture(
        person=selected.get("node"),
        line=line_of(selected["edge"]) if selected.get("edge") else None,
        drawn=(result.drawn["source"], result.drawn["target"]) if result.drawn else None,
        moved=(result.moved["person"], result.moved["manager"]) if result.moved else None,
    )


def left_out(session: Session, view: MapView, *, elsewhere: int = 0) -> None:
    """Whom the map does not show, and why. elsewhere : how many are in units that are not opened."""
    counts = {"elsewhere": elsewhere, **view.left_out}
    said = [session.say(f"map.left_out_{reason}", n=n) for reason, n in counts.items() if n]
    if gone := int(session.account.gone.sum()):
        said.append(session.say("map.gone", n=gone))
    for sentence in said:
        st.caption(sentence)


def focus_on(key: str, person: str | None) -> None:
    """Let the map move to a person at its next drawing."""
    turn = st.session_state.get(f"{key}-focus", {"turn": 0})["turn"]
    st.session_state[f"{key}-focus"] = {"node": person, "turn": turn + 1}
