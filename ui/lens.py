"""How to look at the map: where people stand, whom and which lines to show, and a route drawn step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from graphkit.layouts.places import LAYOUTS, Arrangement
from graphkit.layouts.radial import STEPS
from graphkit.marks import LINE_GROUPS
from graphkit.model import Account
from graphkit.routes import Route, routes
from graphkit.schema import ROLES
from graphkit.views import COVERAGES, EVERYBODY, SIZES, Chosen
from ui.plan import sentence
from ui.session import Session
from ui.words import percent

_SUPPORTS = ("2", "1", "0", "-1", "-2", "unknown")


@dataclass(frozen=True)
class Lens:
    """What the controls above the map say: the arguments of `map_view`, and the route that is drawn."""

    arrangement: Arrangement
    size: str
    groups: tuple[str, ...]
    chosen: Chosen
    route: Route | None = None

    @property
    def narrow(self) -> bool:
        """Not everybody is on the map."""
        return self.chosen != EVERYBODY or self.arrangement.name == "around"

    def options(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "route"}


def find(session: Session, account: Account, row: Any) -> str | None:
    """The box in which a person is looked for."""
    found: str | None = row.selectbox(
        session.say("map.search"),
        account.people["id"].tolist(),
        index=None,
        placeholder=session.say("map.search_hint"),
        format_func=session.option,
        key="map-search",
        width=230,
    )
    return found


def look_around(person: str) -> None:
    """Put a person in the middle of the map, at its next drawing; from the overview, go there."""
    st.session_state["map-centre"] = st.session_state["map-goal"] = person
    st.session_state["map-layout"] = "around"


def choose_lens(session: Session, account: Account, row: Any, layouts: tuple[str, ...] = LAYOUTS) -> Lens:
    """The controls above the map, in one row."""
    arrangement = _arrangement(session, account, row, layouts)
    with row.popover(session.say("map.filter"), icon=":material/filter_alt:"):
        chosen = _chosen(session, account)
    with row.popover(session.say("map.draw"), icon=":material/timeline:"):
        size = st.segmented_control(
            session.say("map.size"),
            SIZES,
            default=SIZES[0],
            required=True,
            format_func=lambda name: session.say(f"map.size_{name}"),
            key="map-size",
            bind="query-params",
        )
        groups = _groups(session)
    route = _route(session, account, row)
    return Lens(arrangement, size, groups, chosen, route)


def _arrangement(session: Session, account: Account, row: Any, layouts: tuple[str, ...]) -> Arrangement:
    decision = session.decision
    deciders = {decision.target, *decision.committee} - {""}
    decided_here = bool(deciders) and deciders <= account.positions.keys()
    possible = [name for name in layouts if decided_here or name != "influence"]
    name = row.selectbox(
        session.say("map.layout"),
        possible,
        format_func=lambda name: session.say(f"map.layout_{name}"),
        key="map-layout",
        width=230,
        bind="query-params",
    )
    if name == "influence":
        return Arrangement(name, decision=decision.id)
    if name != "around":
        return Arrangement(name)
    steps = row.segmented_control(
        session.say("map.steps"), STEPS, default=2, required=True, key="map-steps", bind="query-params"
    )
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


def _route(session: Session, account: Account, row: Any) -> Route | None:
    decision = session.decision
    target = next((id_ for id_ in (decision.target, *decision.committee) if id_ in account.positions), None)
    found = ways(account, account.fingerprint, target) if target else []
    if not found:
        return None
    named = st.query_params.get("route", "")  # a link names the route by its number
    number = row.selectbox(
        session.say("map.route"),
        range(len(found) + 1),
        index=min(int(named), len(found)) if named.isdecimal() else 0,
        format_func=lambda n: _named(session, found[n - 1], n) if n else session.say("map.route_none"),
        key=f"map-route-{session.id}-{decision.id}",
        width=230,
    )
    return found[number - 1] if number else None


@st.cache_resource(max_entries=32, show_spinner=False)
def ways(_account: Account, fingerprint: str, target: str) -> list[Route]:
    """The ten best routes to whoever decides."""
    return routes(_account, target)


def _named(session: Session, route: Route, number: int) -> str:
    return session.say("map.route_named", number=number, odds=percent(route.probability), n=route.meetings)


def walk(session: Session, account: Account, route: Route) -> tuple[str, ...]:
    """The steps of a route in words, one after the other; the part of its path that has been walked so far."""
    key = f"map-step-{account.fingerprint}-{'-'.join(route.path)}"
    at = st.session_state.setdefault(key, route.meetings)
    step = route.steps[at - 1]
    row = st.container(horizontal=True, vertical_alignment="center")
    _turn(session, row, "back", key, at - 1, disabled=at == 1)
    _turn(session, row, "forward", key, at + 1, disabled=at == route.meetings)
    words = session.say("map.step", number=at, n=route.meetings, what=sentence(session, step))
    row.markdown(session.say("beside", what=words, more=percent(step.probability)), width="stretch")
    return route.path[: at + 1]


def _turn(session: Session, row: Any, way: str, key: str, to: int, *, disabled: bool) -> None:
    row.button(
        session.say(f"map.step_{way}"),
        icon=f":material/arrow_{way}:",
        disabled=disabled,
        key=f"map-step-{way}",
        on_click=st.session_state.__setitem__,
        args=(key, to),
    )
