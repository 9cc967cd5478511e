"""How to look at the map: where people stand, whom and which lines to show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from graphkit.layouts.places import LAYOUTS, Arrangement
from graphkit.layouts.radial import STEPS
from graphkit.marks import LINE_GROUPS
from graphkit.model import Account
from graphkit.schema import ROLES
from graphkit.views import COVERAGES, EVERYBODY, SIZES, Chosen
from ui.address import choice
from ui.session import Session

_SUPPORTS = ("2", "1", "0", "-1", "-2", "unknown")


@dataclass(frozen=True)
class Lens:
    """What the controls above the map say: the arguments of `map_view`."""

    arrangement: Arrangement
    size: str
    groups: tuple[str, ...]
    chosen: Chosen

    @property
    def narrow(self) -> bool:
        """Not everybody is on the map."""
        return self.chosen != EVERYBODY or self.arrangement.name == "around"

    def options(self) -> dict[str, Any]:
        return dict(vars(self))


def find(session: Session, account: Account, row: Any) -> str | None:
    """The box in which a person is looked for."""
    found: str | None = row.selectbox(
        session.say("map.search"),
        account.people["id"].tolist(),
        index=None,
        placeholder=session.say("map.search_hint"),
        format_func=session.option,
        key="map-search",
        width=200,
    )
    return found


def look_around(person: str) -> None:
    """Put a person in the middle of the map, at its next drawing; from the overview, go there."""
    st.session_state["map-centre"] = st.session_state["map-goal"] = person
    st.query_params["layout"] = "around"


def choose_lens(session: Session, account: Account, row: Any, layouts: tuple[str, ...] = LAYOUTS) -> Lens:
    """The controls above the map, in one row; on a narrow screen the two buttons stay together."""
    arrangement = _arrangement(session, account, row, layouts)
    buttons = row.container(horizontal=True, gap="small", width="content")
    with buttons.popover(session.say("map.filter"), icon=":material/filter_alt:"):
        chosen = _chosen(session, account)
    with buttons.popover(session.say("map.draw"), icon=":material/timeline:"):
        size = choice(
            st.segmented_control,
            session.say("map.size"),
            "size",
            SIZES,
            required=True,
            format_func=lambda name: session.say(f"map.size_{name}"),
        )
        groups = _groups(session)
    return Lens(arrangement, size, groups, chosen)


def _arrangement(session: Session, account: Account, row: Any, layouts: tuple[str, ...]) -> Arrangement:
    decision = session.decision
    deciders = {decision.target, *decision.committee} - {""}
    decided_here = bool(deciders) and deciders <= account.positions.keys()
    possible = [name for name in layouts if decided_here or name != "influence"]
    name = choice(
        row.selectbox,
        session.say("map.layout"),
        "layout",
        possible,
        format_func=lambda name: session.say(f"map.layout_{name}"),
        width=230,
    )
    if name == "influence":
        return Arrangement(name, decision=decision.id)
    if name != "around":
        return Arrangement(name)
    steps = choice(row.segmented_control, session.say("map.steps"), "steps", STEPS, default=2, required=True)
    candidates = (
        st.session_state.get("map-centre"),
        decision.target,
        *decision.committee,
        account.people["id"].iloc[0],
    )
    return Arrangement(name, person=next(id_ for id_ in candidates if id_ in account.positions), steps=steps)


def _chosen(session: Session, account: Account) -> Chosen:
    units = st.multiselect(
        session.say("map.units"),
        sorted(set(account.people["unit"]) - {""}),
        placeholder=session.say("map.all"),
        key="map-units",
    )
    roles = st.pills(
        session.word("column.role"),
        [*ROLES, "none"],
        selection_mode="multi",
        format_func=lambda role: session.word(f"role.{role}"),
        key="map-roles",
    )
    supports = st.pills(
        session.word("column.support"),
        _SUPPORTS,
        selection_mode="multi",
        format_func=lambda level: session.word(f"support.{level}"),
        key="map-supports",
    )
    coverage = st.pills(
        session.say("map.coverage"),
        COVERAGES,
        format_func=lambda name: session.say(f"map.coverage_{name}"),
        key="map-coverage",
    )
    return Chosen(
        units=tuple(units),
        roles=tuple("" if role == "none" else role for role in roles),
        supports=tuple(None if level == "unknown" else int(level) for level in supports),
        coverage=coverage or "",
    )


def _groups(session: Session) -> tuple[str, ...]:
    drawn = st.pills(
        session.say("map.lines"),
        list(LINE_GROUPS),
        default=[group for group in LINE_GROUPS if group != "ours"],
        selection_mode="multi",
        format_func=lambda group: session.say(f"map.group.{group}"),
        key="map-groups",
    )
    return tuple(drawn)
