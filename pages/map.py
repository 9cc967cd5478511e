"""Who decides, and who sways them?"""

import streamlit as st

import ui
from graphkit.views import LINE_GROUPS, MOST_PEOPLE, SIZES, map_view
from ui.answers import headline, names_of
from ui.map import account_map, focus_on
from ui.overview import Choice, overview
from ui.person import card

session = ui.start("map")
account = session.account.rated_for(session.decision.id)
people = account.people

unknown = int(people["support"].isna().sum())
deciders = [session.decision.target, *session.decision.committee]
known_deciders = [id_ for id_ in deciders if id_ in account.positions]
who = names_of(session, known_deciders) if known_deciders else session.say("map.nobody_decides")
headline(session.say("map.answer", n=len(people), who=who, unknown=unknown))

search, size, groups, units = st.columns([3, 2, 6, 2])
with search:
    found = st.selectbox(
        session.say("map.search"),
        people["id"].tolist(),
        index=None,
        placeholder=session.say("map.search_hint"),
        format_func=session.option,
        key="map-search",
    )
with size:
    measure = st.selectbox(
        session.say("map.size"), SIZES, format_func=lambda name: session.say(f"map.size_{name}"), key="map-size"
    )
with groups:
    drawn = st.pills(
        session.say("map.lines"),
        list(LINE_GROUPS),
        default=list(LINE_GROUPS),
        selection_mode="multi",
        format_func=lambda group: session.say(f"map.group.{group}"),
        key="map-groups",
    )
with units:
    of_unit = st.multiselect(
        session.say("map.units"),
        sorted(set(people["unit"]) - {""}),
        placeholder=session.say("map.all"),
        key="map-units",
    )

choice = Choice()
if len(people) > MOST_PEOPLE and not (found or of_unit):
    choice = overview(session, account)
    if choice is None:
        st.stop()
view = map_view(
    account,
    size=measure,
    groups=tuple(drawn),
    units=(*of_unit, *choice.units),
    always=tuple(id_ for id_ in (found, choice.person) if id_),
    language=session.language,
)
if gone := int(session.account.gone.sum()):
    st.caption(session.say("map.gone", n=gone))
if view.left_out:
    st.caption(session.say("map.left_out", n=view.left_out))


@st.fragment
def explorer() -> None:
    """The map and the card of whoever is selected; a click reruns only this."""
    if "map" not in st.session_state:  # a new map has nothing selected
        st.session_state["map-clicked"], st.session_state["map-found"] = None, found
    if found != st.session_state.get("map-found"):
        st.session_state["map-found"] = found
        st.session_state["picked"] = found
        focus_on("map", found)
    elif "map" not in st.session_state and st.session_state.get("picked") in account.positions:
        focus_on("map", st.session_state["picked"])  # back from another page: the map is new, the person is not
    drawing, beside = st.columns([7, 2])
    with drawing:
        described = session.say("map.described", n=len(view.nodes))
        clicked = account_map(view, key="map", account=session.id, description=described)
    if clicked != st.session_state.get("map-clicked"):
        st.session_state["map-clicked"] = st.session_state["picked"] = clicked
    with beside:
        card(session, account, st.session_state.get("picked"))


explorer()
