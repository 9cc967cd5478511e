"""How do we reach the decision-maker: the next step, what follows each outcome, and the routes."""

import pandas as pd
import streamlit as st

import ui
from graphkit.routes import frontier, routes
from ui.answers import headline, table
from ui.menu import query
from ui.plan import MOST_DAYS, MOST_MEETINGS, Asked, Tried, curve, planned, playbook
from ui.words import percent, plain

session = ui.start("plan")
decision = session.decision
account = session.account.rated_for(decision.id)
ids = account.people["id"].tolist()
wished = next((id_ for id_ in (decision.target, *decision.committee) if id_ in account.positions), None)

top = st.container()  # the answer stands first, and follows what is chosen below it
pick, kind, budget, cold = st.columns([4, 3, 4, 3], vertical_alignment="bottom")
with pick:
    target = st.selectbox(
        session.say("plan.target"),
        ids,
        index=ids.index(wished) if wished else None,
        placeholder=session.say("map.search_hint"),
        format_func=session.option,
        key=f"plan-target-{session.id}-{decision.id}",
    )
with kind:
    unit = st.segmented_control(
        session.say("plan.unit"),
        ["meetings", "days"],
        default="meetings",
        required=True,
        format_func=lambda name: session.say(f"plan.in_{name}"),
        key="plan-unit",
    )
with budget:
    if unit == "days":
        most = st.slider(session.say("plan.days"), 5, MOST_DAYS, 60, step=5, key="plan-days")
    else:
        most = st.slider(session.say("plan.meetings"), 1, MOST_MEETINGS, 6, key="plan-meetings")
with cold:
    allow_cold = st.toggle(session.say("plan.cold"), help=session.say("plan.cold_help"), key="plan-cold", wrap=True)
if target is None:
    top.info(session.say("plan.choose"))
    if not wished:
        st.markdown(session.say("nobody_decides"))
        st.page_link("pages/account.py", label=session.say("page.account"), icon=":material/table_edit:")
    st.stop()

asked = Asked(target, unit, most, allow_cold)
left = Tried.so_far(account, asked).budget[unit]
cooler = st.session_state.get("plan-cooler", account.assumptions.refusal_cooling)


@st.cache_resource(max_entries=64, show_spinner=False)
def ways(fingerprint: str, target: str, allow_cold: bool):
    best = routes(account, target, k=10, allow_cold=allow_cold)
    return best, frontier(account, target, allow_cold=allow_cold)


with st.spinner(session.say("plan.thinking"), show_time=True):
    found = session.attempt(lambda: planned(account, asked))
if found is None:
    st.stop()
who = plain(session.label(target))
if found.tree is None and not found.ceiling:
    with top:
        headline(session.say("plan.no_way", who=who))
        st.markdown(session.say("plan.no_way_do"))
        st.page_link("pages/account.py", label=session.say("page.account"), icon=":material/table_edit:")
    st.stop()

answer = "plan.answer" if unit == "meetings" else "plan.answer_days"
lasting = session.say("plan.expected_days", days=f"{found.expected_days:.0f}") if found.tree else ""
with top:
    headline(session.say(answer, who=who, n=int(left), plan=percent(found.value), route=percent(found.best_route)))
    st.caption(" ".join([session.say(f"plan.method_{found.method}"), session.say("plan.independent"), lasting]))

steps, chart = st.columns([3, 2])
with steps:
    st.subheader(session.say("plan.playbook"), anchor=False)
    playbook(session, found, asked.key(account))
    if target == wished:
        label = session.say("plan.whole_on_map")
        st.page_link("pages/map.py", label=label, icon=":material/timeline:", query_params=query(**asked.query()))
with chart:
    st.subheader(session.say(f"plan.curve_{unit}"), help=session.say("plan.curve_help"), anchor=False)
    curve(session, found)

st.subheader(session.say("plan.cooler"), help=session.say("plan.cooler_help"), anchor=False)
st.slider(session.say("plan.cooler_by"), 0.0, 1.0, cooler, step=0.05, format="percent", key="plan-cooler")
odds = {"plan": percent(found.value), "cooler": percent(found.value_if_cooler)}
st.markdown(session.say("plan.cooler_answer", who=who, share=percent(cooler), **odds))

best, undominated = ways(account.fingerprint, target, allow_cold)
st.subheader(session.say("plan.routes"), help=session.say("plan.routes_help"), anchor=False)
fronts = {route.path for route in undominated}
listed = [*best, *(route for route in undominated if route.path not in {known.path for known in best})]
rows = pd.DataFrame(
    {
        "odds": [route.probability for route in listed],
        "meetings": [route.meetings for route in listed],
        "days": [route.days for route in listed],
        "route": [" → ".join(session.label(id_) for id_ in route.path) for route in listed],
        session.say("plan.unbeaten"): ["●" if route.path in fronts else "" for route in listed],
    }
)
row = table(session, rows, "routes", hint=session.say("plan.on_map_hint"))
if row is not None and row < len(best) and target == wished and not allow_cold:
    label = session.say("plan.on_map", number=row + 1)
    st.page_link("pages/map.py", label=label, icon=":material/timeline:", query_params=query(route=f"{row + 1}"))
