"""Who decides, and who sways them?"""

import streamlit as st

import ui
from graphkit.edits import report_to
from graphkit.layouts.places import LAYOUTS
from graphkit.views import MOST_PEOPLE, map_view
from ui.answers import headline, names_of
from ui.lens import choose_lens, find, walk
from ui.lines import line_card, new_line
from ui.map import account_map, focus_on
from ui.overview import overview
from ui.person import card, newcomer

session = ui.start("map")
account = session.account.rated_for(session.decision.id)
people = account.people

unknown = int(people["support"].isna().sum())
deciders = [session.decision.target, *session.decision.committee]
known_deciders = [id_ for id_ in deciders if id_ in account.positions]
who = names_of(session, known_deciders) if known_deciders else session.say("map.nobody_decides")
headline(session.say("map.answer", n=len(people), who=who, unknown=unknown))

state = st.session_state
arriving = "map" not in state  # a new map has nothing selected: whoever was picked on another page stays picked
link = st.query_params.get("person") if arriving else None
wanted = st.query_params.get("person") or (state.get("picked") if arriving else None)
state["picked"] = wanted if wanted in account.positions else None
if arriving:
    state["map-clicked"] = None
    focus_on("map", state["picked"])


def pick(person: str | None) -> None:
    """Whoever is picked stands in the address too, so that it can be sent round and the way back works."""
    state["picked"] = person
    if person:
        st.query_params["person"] = person
    else:
        st.query_params.pop("person", None)


controls = st.container(horizontal=True, vertical_alignment="bottom", gap="small")
found = find(session, account, controls)
if found != state.get("map-found"):
    state["map-found"] = link = found
    pick(found)
    focus_on("map", found)
layouts = LAYOUTS
if len(people) > MOST_PEOPLE:
    choice = overview(session, account, goal=link)
    if choice is None:
        st.stop()
    account = account.among(people["unit"].isin(choice.units).to_numpy()) if choice.units else account
    layouts = LAYOUTS if choice.units else ("around",)
lens = choose_lens(session, account, controls, layouts)
route = walk(session, account, lens.route) if lens.route else ()
always = (state["picked"],) if state["picked"] and lens.narrow else ()
view = map_view(account, **lens.options(), route=route, always=always, language=session.language)


@st.fragment
def explorer() -> None:
    """The map and the card of whoever is selected; a click reruns only this."""
    drawing, beside = st.columns([2, 1])
    with drawing:
        gesture = account_map(session, view, key="map")
        if elsewhere := len(people) - len(account.people):
            st.caption(session.say("map.left_out_elsewhere", n=elsewhere))
        for reason, n in view.left_out.items():
            st.caption(session.say(f"map.left_out_{reason}", n=n))
        if gone := int(session.account.gone.sum()):
            st.caption(session.say("map.gone", n=gone))
    if gesture.moved:
        changed = session.attempt(lambda: report_to(session.account, *gesture.moved))
        if changed is not None:
            names = dict(zip(("person", "manager"), map(session.label, gesture.moved), strict=True))
            session.save(changed, note=session.say("map.moved", **names))
    if gesture.drawn:
        state["map-line"] = gesture.drawn
    if gesture.person != state.get("map-clicked"):
        state["map-clicked"] = gesture.person
        state.pop("map-line", None)
        pick(gesture.person if gesture.person in account.positions else None)
    with beside:
        show(gesture.line)


def show(line: tuple[str, str, str] | None) -> None:
    """What is picked: a line just drawn, a line, a person, or nobody."""
    if "map-line" in state:
        new_line(session, account, *state["map-line"])
    elif line:
        line_card(session, account, line)
    elif state["picked"] in account.positions:
        card(session, account, state["picked"])
    else:
        st.info(session.say("person.choose"))
    with st.expander(session.say("person.new"), icon=":material/person_add:"):
        newcomer(session, account, state["picked"])


explorer()
