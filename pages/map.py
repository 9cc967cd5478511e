"""Who decides, and who sways them?"""

import streamlit as st

import ui
from graphkit.edits import report_to
from graphkit.layouts.places import LAYOUTS
from graphkit.views import MOST_PEOPLE, map_view
from ui.answers import headline, names_of
from ui.lens import choose_lens, find
from ui.map import account_map, left_out
from ui.overview import overview
from ui.person import beside
from ui.picked import arrive, pick, searched
from ui.walk import choose_walk

session = ui.start("map")
account = session.account.rated_for(session.decision.id)
people = account.people

unknown = int(people["support"].isna().sum())
deciders = [session.decision.target, *session.decision.committee]
known_deciders = [id_ for id_ in deciders if id_ in account.positions]
who = names_of(session, known_deciders) if known_deciders else session.say("map.nobody_decides")
headline(session.say("map.answer", n=len(people), who=who, unknown=unknown))

state = st.session_state
link = arrive(account)
controls = st.container(horizontal=True, vertical_alignment="bottom", gap="small")
link = searched(find(session, account, controls)) or link
layouts, whole = LAYOUTS, account
if len(people) > MOST_PEOPLE:
    choice = overview(session, account, goal=link)
    if choice is None:
        st.stop()
    account = account.among(people["unit"].isin(choice.units).to_numpy()) if choice.units else account
    layouts = LAYOUTS if choice.units else ("around",)
walk = choose_walk(session, whole, controls)
lens = choose_lens(session, account, controls, layouts)
always = (state["picked"],) if state["picked"] and lens.narrow else ()
view = map_view(account, **lens.options(), walk=walk, always=always, language=session.language)


@st.fragment
def explorer() -> None:
    """The map and the card of whoever is selected; a click reruns only this."""
    drawing, card = st.columns([2, 1])
    with drawing:
        gesture = account_map(session, view, key="map")
        left_out(session, view, elsewhere=len(people) - len(account.people))
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
    with card:
        beside(session, account, gesture.line)


explorer()
