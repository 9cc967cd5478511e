"""What do we say and do at the next meeting with one person?"""

import streamlit as st

import ui
from graphkit.playbook.brief import brief
from ui.answers import headline
from ui.brief import choose, downloads, show, told
from ui.facts import fill
from ui.wording import edit_texts
from ui.words import plain

session = ui.start("brief")
account, decision = session.account, session.decision
person, member = choose(session)
if person is None:
    st.info(told(session, "choose"))
    st.stop()


@st.cache_resource(max_entries=64, show_spinner=False)
def prepared(fingerprint: str, today: object, decision_id: str, person_id: str, member_id: str):
    return brief(account, person_id, decision=decision_id, today=session.today, member=member_id)


found = session.attempt(lambda: prepared(account.fingerprint, session.today, decision.id, person, member))
if found is None:
    st.stop()
given = session.store.wordings(session.language)
headline(told(session, "answer", person=plain(session.label(person)), known=found.known, asked=found.asked))
downloads(session, found, given)
show(session, found, given)

st.subheader(told(session, "fill"), anchor=False)
fill(session, person)
with st.expander(told(session, "texts"), icon=":material/edit_note:"):
    edit_texts(session)
