"""A route or the plan on the map, walked meeting by meeting: which of them, how far, and what it means in words."""

from __future__ import annotations

from typing import Any

import streamlit as st

from graphkit.model import Account
from graphkit.plan import Node, Plan
from graphkit.routes import Route, routes
from graphkit.walk import DONE, NO_WALK, REFUSED, Leg, Walk, plan_walk, route_walk, stands
from ui.address import choice
from ui.plan import Asked, Tried, planned, sentence
from ui.session import Session
from ui.words import percent, plain

# with Shift, Streamlit takes a key from the box too in which the plan was just chosen
KEYS = {"back": "Shift+F2", "forward": "Shift+F4", "otherwise": "Shift+F6"}
_ICONS = {"back": "arrow_back", "forward": "arrow_forward", "otherwise": "turn_right"}


def choose_walk(session: Session, account: Account, row: Any) -> Walk:
    """The box in which a route or the plan is chosen, in a row of controls; what of it is to be drawn for now."""
    decision = session.decision
    target = next((id_ for id_ in (decision.target, *decision.committee) if id_ in account.positions), None)
    if target is None:
        return NO_WALK
    asked = Asked.named(target)
    found = ways(account, account.fingerprint, target)
    if not found and not asked.allow_cold:
        return NO_WALK
    chosen = choice(
        row.selectbox,
        session.say("map.route"),
        "route",
        ["none", "plan", *map(str, range(1, len(found) + 1))],
        format_func=lambda name: _named(session, name, found, asked),
        width=210,
    )
    if chosen == "plan":
        return _walk_plan(session, account, asked)
    return NO_WALK if chosen == "none" else _walk_route(session, account, found[int(chosen) - 1])


@st.cache_resource(max_entries=32, show_spinner=False)
def ways(_account: Account, fingerprint: str, target: str) -> list[Route]:
    """The ten best routes to whoever decides."""
    return routes(_account, target)


def _named(session: Session, name: str, found: list[Route], asked: Asked) -> str:
    if name == "none":
        return session.say("map.route_none")
    if name == "plan":
        return session.say(f"map.plan_named_{asked.unit}", n=asked.most)
    route = found[int(name) - 1]
    return session.say("map.route_named", number=int(name), odds=percent(route.probability), n=route.meetings)


def _walk_route(session: Session, account: Account, route: Route) -> Walk:
    key = f"map-step-{account.fingerprint}-{'-'.join(route.path)}"
    at = st.session_state.setdefault(key, route.meetings)
    step = route.steps[at - 1]
    row = st.container(horizontal=True, vertical_alignment="center")
    _turn(session, row, "back", "map.step_back", key, at - 1, disabled=at == 1)
    _turn(session, row, "forward", "map.step_forward", key, at + 1, disabled=at == route.meetings)
    words = session.say("map.step", number=at, n=route.meetings, what=sentence(session, step))
    row.markdown(session.say("beside", what=words, more=percent(step.probability)), width="stretch")
    return route_walk(route, at)


def _walk_plan(session: Session, account: Account, asked: Asked) -> Walk:
    """The plan page stands where this stands: both go through the plan together."""
    with st.spinner(session.say("plan.thinking"), show_time=True):
        found = session.attempt(lambda: planned(account, asked))
    if found is None:
        return NO_WALK
    key, tried = f"walk-{asked.key(account)}", Tried.so_far(account, asked)
    outcomes: list[bool] = st.session_state.setdefault(key, [])
    node, reached = stands(found.tree, outcomes)
    row = st.container(horizontal=True, vertical_alignment="center")
    _turn(session, row, "back", "map.step_back", key, outcomes[:-1], disabled=not outcomes)
    is_end = node is None or node.folded
    _turn(session, row, "forward", "plan.if_yes", key, [*outcomes, True], disabled=is_end)
    _turn(session, row, "otherwise", "plan.if_no", key, [*outcomes, False], disabled=is_end)
    row.markdown(_now(session, found, node, len(outcomes) + 1, reached=reached), width="stretch")
    if node is not None:
        st.caption(_then(session, found, node))
    earlier = [
        Leg(source, met, source not in account.positions, 0, DONE if worked else REFUSED)
        for source, met, worked in tried.steps
    ]
    return plan_walk(found.tree, outcomes, earlier)


def _turn(session: Session, row: Any, way: str, label: str, key: str, to: object, *, disabled: bool) -> None:
    row.button(
        session.say(label),
        icon=f":material/{_ICONS[way]}:",
        disabled=disabled,
        shortcut=KEYS[way],
        key=f"map-step-{way}",
        on_click=st.session_state.__setitem__,
        args=(key, to),
    )


def _now(session: Session, found: Plan, node: Node | None, number: int, *, reached: bool) -> str:
    who = plain(session.label(found.target))
    if node is None:
        return session.say("plan.reached", who=who) if reached or found.value == 1 else session.say("plan.exhausted")
    odds = {"odds": percent(node.step.probability), "value": percent(node.value)}
    return session.say("map.plan_step", number=number, what=sentence(session, node.step), who=who, **odds)


def _then(session: Session, found: Plan, node: Node) -> str:
    """What follows each outcome of the next meeting."""
    if node.folded:
        return session.say("plan.folded")
    said = []
    for outcome, following in (("yes", node.yes), ("no", node.no)):
        if outcome == "yes" and node.reached:
            said.append(session.say("map.plan_yes_reached", who=plain(session.label(found.target))))
        elif following is None:
            said.append(session.say(f"map.plan_{outcome}_over"))
        else:
            parts = {"what": sentence(session, following.step), "odds": percent(following.value)}
            said.append(session.say(f"map.plan_{outcome}", **parts))
    return " ".join(said)
