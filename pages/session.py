"""The six questions of a strategy session, in large type, and what was decided."""

import streamlit as st

import ui
from graphkit.actions import to_do
from graphkit.agenda import agenda
from ui.actions import add_action, show_actions
from ui.agenda import card
from ui.answers import headline
from ui.menu import address
from ui.opportunity import validated

session = ui.start("session")
account, decision = session.account, session.decision


@st.cache_resource(max_entries=64, show_spinner=False)
def answers(fingerprint: str, decision_id: str, today: object):
    return agenda(account, decision=decision_id, today=session.today)


top = st.container()
validated(session, decision)
with st.spinner(session.say("plan.thinking"), show_time=True):
    found = session.attempt(lambda: answers(account.fingerprint, decision.id, session.today))
st.subheader(session.say("room.agenda"), anchor=False)
discussed = [card(session, answer, number) for number, answer in enumerate(found or (), 1)]

st.subheader(session.say("room.decided"), anchor=False)
add_action(session)
show_actions(session)
st.caption(session.say("room.edit"))
st.subheader(session.say("room.end"), anchor=False)
st.markdown(session.say("room.end_text"))
label = session.say("page.today")
st.page_link("pages/today.py", label=label, icon=":material/today:", query_params=address(session.id))

actions = to_do(account, today=session.today)
undone = int(actions["done_on"].isna().sum())
late = int(actions["overdue"].sum())
with top:
    headline(session.say("room.answer", discussed=sum(discussed), open=undone, overdue=late))
