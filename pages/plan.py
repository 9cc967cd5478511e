"""How do we reach the decision-maker: the next step, what follows each outcome, and the routes."""

import altair as alt
import pandas as pd
import streamlit as st

import ui
from graphkit.plan import Node, plan
from graphkit.routes import frontier, routes
from ui.answers import headline, table
from ui.words import percent, plain

session = ui.start("plan")
decision = session.decision
account = session.account.rated_for(decision.id)
ids = account.people["id"].tolist()
wished = next((id_ for id_ in (decision.target, *decision.committee) if id_ in account.positions), None)

pick, budget, cold = st.columns([4, 4, 3], vertical_alignment="bottom")
with pick:
    target = st.selectbox(
        session.say("plan.target"),
        ids,
        index=ids.index(wished) if wished else None,
        placeholder=session.say("map.search_hint"),
        format_func=session.label,
        key=f"plan-target-{session.id}-{decision.id}",
    )
with budget:
    meetings = st.slider(session.say("plan.meetings"), 1, 10, 6, key="plan-meetings")
with cold:
    allow_cold = st.toggle(session.say("plan.cold"), help=session.say("plan.cold_help"), key="plan-cold")
if target is None:
    st.info(session.say("plan.choose"))
    st.stop()


@st.cache_resource(max_entries=64, show_spinner=False)
def answers(fingerprint: str, target: str, meetings: int, allow_cold: bool):
    found = plan(account, target, meetings=meetings, allow_cold=allow_cold)
    best = routes(account, target, k=10, allow_cold=allow_cold)
    return found, best, frontier(account, target, allow_cold=allow_cold)


with st.spinner(session.say("plan.thinking"), show_time=True):
    answer = session.attempt(lambda: answers(account.fingerprint, target, meetings, allow_cold))
if answer is None:
    st.stop()
found, best, undominated = answer
who = plain(session.label(target))
if found.tree is None:
    headline(session.say("plan.no_way", who=who))
    st.markdown(session.say("plan.no_way_do"))
    st.page_link("pages/account.py", label=session.say("page.account"))
    st.stop()

headline(
    session.say(
        "plan.answer", who=who, n=meetings, plan=percent(found.by_meetings[-1]), route=percent(found.best_route)
    )
)
st.caption(session.say(f"plan.method_{found.method}") + " " + session.say("plan.independent"))


def sentence(node: Node) -> str:
    """What to do at a node of the plan, as an instruction."""
    step = node.step
    names = {"source": plain(session.label(step.source)), "target": plain(session.label(step.target))}
    return session.say(f"plan.do_{step.kind if step.kind in ('contact', 'cold') else 'introduction'}", **names)


@st.fragment
def playbook() -> None:
    """Walk through the plan: say how each step went, see what comes next."""
    key = f"walk-{account.fingerprint}-{target}-{meetings}-{allow_cold}"
    walked: list[bool] = st.session_state.setdefault(key, [])
    node: Node | None = found.tree
    for number, worked in enumerate(walked):
        mark = ":material/check_circle:" if worked else ":material/cancel:"
        st.markdown(f"{mark} {number + 1}. {sentence(node)}")
        reached, node = worked and node.reached, node.yes if worked else node.no
    if walked and reached:
        st.success(session.say("plan.reached", who=who))
    elif node is None:
        st.warning(session.say("plan.exhausted"))
    else:
        _next_step(node, key, walked)
    if walked and st.button(session.say("plan.back"), icon=":material/undo:", key="plan-back"):
        st.session_state[key] = walked[:-1]
        st.rerun(scope="fragment")


def _next_step(node: Node, key: str, walked: list[bool]) -> None:
    with st.container(border=True):
        st.markdown(f"**{session.say('plan.next')}: {sentence(node)}**")
        step = node.step
        after_yes = 1.0 if node.reached else node.yes.value if node.yes else 0.0
        after_no = node.no.value if node.no else 0.0
        odds = st.columns(4)
        odds[0].metric(
            session.say("plan.step_odds"), percent(step.probability), help=session.say("plan.step_odds_help")
        )
        odds[1].metric(session.say("plan.now"), percent(node.value), help=session.say("plan.now_help"))
        odds[2].metric(session.say("plan.if_yes"), percent(after_yes))
        odds[3].metric(session.say("plan.if_no"), percent(after_no))
        if node.folded:
            st.caption(session.say("plan.folded"))
            return
        yes, no = st.columns(2)
        if yes.button(session.say("plan.worked"), icon=":material/check:", key="plan-yes", width="stretch"):
            st.session_state[key] = [*walked, True]
            st.rerun(scope="fragment")
        if no.button(session.say("plan.failed"), icon=":material/close:", key="plan-no", width="stretch"):
            st.session_state[key] = [*walked, False]
            st.rerun(scope="fragment")


steps, chart = st.columns([3, 2])
with steps:
    st.subheader(session.say("plan.playbook"), anchor=False)
    playbook()
with chart:
    st.subheader(session.say("plan.curve"), help=session.say("plan.curve_help"), anchor=False)
    curve = pd.DataFrame({"n": range(1, meetings + 1), "p": found.by_meetings})
    marks = pd.DataFrame(
        {
            "y": [found.best_route, found.ceiling],
            "name": [session.say("plan.single"), session.say("plan.ceiling")],
        }
    )
    y = alt.Y("p:Q", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%"), title=None)
    line = (
        alt.Chart(curve)
        .mark_line(point=True, strokeWidth=3)
        .encode(
            x=alt.X("n:O", title=session.word("column.meetings"), axis=alt.Axis(labelAngle=0)),
            y=y,
            tooltip=[alt.Tooltip("p:Q", format=".1%")],
        )
    )
    rules = alt.Chart(marks).mark_rule(strokeDash=[5, 4], color="#8a8f94").encode(y=alt.Y("y:Q"))
    words = (
        alt.Chart(marks)
        .mark_text(align="left", dx=4, dy=-7, color="#8a8f94")
        .encode(y="y:Q", x=alt.value(2), text="name:N")
    )
    st.altair_chart((line + rules + words).properties(height=260), width="stretch")
    interval = (
        percent(found.ceiling)
        if found.ceiling_low == found.ceiling_high
        else f"{percent(found.ceiling_low)} – {percent(found.ceiling_high)}"
    )
    st.caption(session.say("plan.ceiling_is", ceiling=interval))

st.subheader(session.say("plan.routes"), help=session.say("plan.routes_help"), anchor=False)
fronts = {route.path for route in undominated}
listed = [*best, *(route for route in undominated if route.path not in {known.path for known in best})]
rows = pd.DataFrame(
    {
        "route": [" → ".join(session.label(id_) for id_ in route.path) for route in listed],
        "odds": [route.probability for route in listed],
        "meetings": [route.meetings for route in listed],
        "days": [route.days for route in listed],
        session.say("plan.unbeaten"): ["●" if route.path in fronts else "" for route in listed],
    }
)
table(session, rows, "routes")
