"""The overview of a big organisation: all units and people in one picture, and a way from it to a focused map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from graphkit.model import Account
from graphkit.overview_map import OverviewMap, known_in, path, unit_table
from graphkit.overview_map import overview_map as overview_of
from ui.answers import table
from ui.lens import look_around
from ui.person import card
from ui.session import Session
from ui.words import plain

_HTML = """
<div class="map overview">
  <div class="stage">
    <canvas class="canvas" tabindex="0" role="img"></canvas>
    <div class="units"></div>
    <div class="tip" role="tooltip" hidden></div>
  </div>
  <div class="below">
    <div class="legend"></div>
    <div class="tools zoom">
      <button type="button" data-zoom="in" aria-label="+">+</button>
      <button type="button" data-zoom="out" aria-label="−">−</button>
      <button type="button" data-zoom="fit" aria-label="0">⤢</button>
    </div>
  </div>
</div>
"""
_mount = st.components.v2.component("graphkit.canvasmap", html=_HTML, css="map.css", js="canvasmap.js")


@dataclass(frozen=True)
class Clicked:
    """What is selected on the overview: a person's id, the place of a unit in `overview.units`, or neither."""

    person: str | None = None
    unit: int | None = None


@dataclass(frozen=True)
class Choice:
    """What a focused map is to open on: the people of these units, or those around this person."""

    units: tuple[str, ...] = ()
    person: str | None = None


def overview_map(view: OverviewMap, *, key: str, account: int, description: str, height: int = 620) -> Clicked:
    """Draw the overview; what is selected on it. The picture is sent when it changes, a click sends only itself."""
    data: dict[str, Any] = {
        "account": account,  # of another one the whole picture is shown
        "revision": view.revision,
        "packed": view.packed,
        "legend": view.legend,
        "description": description,
        "height": height,
    }
    result = _mount(key=key, data=data, height="content", on_selected_change=lambda: None)
    selected = result.selected or {}
    if selected.get("revision") != view.revision:  # counted in a picture that is no more
        return Clicked()
    person = selected.get("person")
    return Clicked(None if person is None else view.ids[int(person)], selected.get("unit"))


def overview(session: Session, account: Account, goal: str | None = None) -> Choice | None:
    """The overview until a unit or a person is opened on it; then that choice, and a way back.

    goal : the person whom a link or a search asks for.
    """
    key = f"overview-{session.id}"
    if goal:
        look_around(goal)
    if person := st.session_state.pop("map-goal", None):
        st.session_state[key] = Choice(person=person)
    choice: Choice | None = st.session_state.get(key)
    if choice is None:
        _explorer(session, account, key)
    elif st.button(session.say("overview.back"), icon=":material/arrow_back:", key="overview-back"):
        st.session_state[key] = None
        st.rerun()
    return choice


@st.fragment
def _explorer(session: Session, account: Account, key: str) -> None:
    """The picture and what is selected on it; a click reruns only this."""
    view = overview_of(account, decision=session.decision.id, language=session.language)
    drawing, beside = st.columns([7, 2])
    with drawing:
        described = session.say("overview.described", n=len(account.people))
        clicked = overview_map(view, key="overview", account=session.id, description=described)
    with beside:
        if clicked.person is not None:
            card(session, account, clicked.person)
            _opens(session, key, Choice(person=clicked.person))
        elif clicked.unit is not None:
            _unit_card(session, view, key, clicked.unit)
        else:
            st.info(session.say("overview.choose"))
    with st.expander(session.say("overview.table")):
        table(session, unit_table(view), "units")


def _unit_card(session: Session, view: OverviewMap, key: str, place: int) -> None:
    unit = view.overview.units[place]
    st.subheader(plain(path(view, place)), anchor=False)
    numbers = {"people": unit.headcount, "known": unit.known, "covered": unit.covered}
    for name, number in numbers.items():
        st.metric(session.say(f"overview.{name}"), f"{number:,}")
    known = known_in(view, place)
    st.caption(session.say("overview.known_people") if known else session.say("overview.nobody_known"))
    st.text(session.labels(known))
    _opens(session, key, Choice(units=unit.region.units, person=unit.region.leader or None))


def _opens(session: Session, key: str, choice: Choice) -> None:
    person = choice.person
    label = (
        session.say("overview.open_unit")
        if person is None
        else session.say("overview.open_team", name=plain(session.label(person)))
    )
    if st.button(label, type="primary", width="stretch", key="overview-open"):
        st.session_state[key] = choice
        if person is not None:
            look_around(person)
        st.rerun()
