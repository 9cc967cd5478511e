"""Which meetings to hold over the coming weeks, who of us, through whom, why, and what to expect of them."""

from functools import partial

import altair as alt
import pandas as pd
import streamlit as st

import ui
from graphkit.campaign import campaign
from ui.answers import FOR, OPEN, headline, hover, table
from ui.calendar import choose_weeks, follow, month_calendar
from ui.campaign import ask_outcomes, by_week, card, entry, key_of, legend, state, take
from ui.care import tell
from ui.words import percent, plain, signed

session = ui.start("campaign")
account, decision = session.account, session.decision
session.needs_decider()

top = st.container()
budget, pace, horizon, cold = st.columns(4, vertical_alignment="bottom")
meetings = budget.slider(session.say("campaign.meetings"), 1, 40, 12, key="campaign-meetings")
per_week = pace.slider(session.say("campaign.per_week"), 1, 5, 2, key="campaign-per-week")
weeks = horizon.slider(session.say("campaign.weeks"), 1, 26, 8, key="campaign-weeks")
allow_cold = cold.toggle(session.say("plan.cold"), help=session.say("plan.cold_help"), key="campaign-cold", wrap=True)


@st.cache_resource(max_entries=64, show_spinner=False)
def answer(fingerprint: str, today: object, decision_id: str, meetings: int, per_week: int, weeks: int, cold: bool):
    limits = {"meetings": meetings, "per_member_per_week": per_week, "weeks": weeks, "allow_cold": cold}
    return campaign(account, decision=decision_id, today=session.today, **limits)


asked = (account.fingerprint, session.today, decision.id, meetings, per_week, weeks, allow_cold)
found = session.attempt(lambda: answer(*asked))
if found is None:
    st.stop()
with top:
    if found.meetings:
        who = plain(session.label(decision.target)) if decision.target else session.say("campaign.committee")
        ends = {"before": signed(found.start.low), "after": signed(found.end.low), "reach": percent(found.end.reach)}
        headline(session.say("campaign.answer", n=len(found.meetings), weeks=weeks, who=who, **ends))
        st.caption(session.say("campaign.model"))
    else:
        headline(session.say("campaign.none"))
        st.markdown(session.say("campaign.none_do"))
        st.page_link("pages/account.py", label=session.say("page.account"), icon=":material/table_edit:")
    ask_outcomes(session)
if not found.meetings:
    st.stop()

shown = {key_of(meeting): meeting for meeting in found.meetings}
st.subheader(session.say("campaign.calendar"), help=session.say("campaign.calendar_help"), anchor=False)
drawn, beside = st.columns([11, 4])
with drawn:
    span = choose_weeks(session, key="campaign-days")
    entries = [entry(session, meeting) for meeting in found.meetings]
    gesture = month_calendar(session, span, entries, key="campaign-calendar")
    legend(session)
chosen = follow(gesture, shown, move=partial(take, session), key="campaign-chosen")
with beside, st.container(border=True):
    if chosen:
        card(session, chosen)
    else:
        st.info(tell(session, "campaign.choose"))

rows = pd.DataFrame(
    {
        "n": number,
        "week": f"{meeting.date:%Y-%m-%d}",
        **{part: session.label(getattr(meeting, part)) for part in ("member", "person", "through", "aim")},
        "kind": session.say(f"campaign.{meeting.kind}"),
        "state": state(session, meeting),
        "odds": meeting.probability,
        **{end: getattr(meeting.after, end) for end in ("low", "stance", "high")},
        "reach": percent(meeting.after.reach),
    }
    for number, meeting in enumerate(found.meetings, 1)
)
proposed, expected = st.columns([3, 2])
with proposed:
    st.subheader(session.say("campaign.list"), anchor=False)
    by_week(session, found.meetings)
with expected:
    st.subheader(session.say("campaign.course"), help=session.say("campaign.course_help"), anchor=False)
    scale = alt.Scale(domain=[-1, 1])
    course = alt.Chart(rows).encode(x=alt.X("n:O", title=session.say("campaign.list"), axis=alt.Axis(labelAngle=0)))
    band = course.mark_area(opacity=0.3, color=OPEN).encode(y=alt.Y("low:Q", scale=scale, title=None), y2="high:Q")
    heads = {name: session.say(f"campaign.{name}") for name in ("week", "person", "reach")}
    tooltip = [*hover(session, **heads), *hover(session, "low", "stance", "high", form="+.2f")]
    line = course.mark_line(point=True, color=FOR).encode(y="stance:Q", tooltip=tooltip)
    margin = account.assumptions.verdict_margin
    limits = alt.Chart(pd.DataFrame({"y": [-margin, margin]})).mark_rule(strokeDash=[4, 4], color=OPEN).encode(y="y:Q")
    st.altair_chart((band + line + limits).properties(height=300), width="stretch")

named = ("week", "member", "person", "through", "aim", "kind", "reach")
headings = {name: session.say(f"campaign.{name}") for name in named} | {"state": tell(session, "campaign.state")}
with st.expander(session.say("campaign.table")):
    people = [meeting.person for meeting in found.meetings]
    table(session, rows.drop(columns="n").rename(columns=headings), "campaign", people=people)
