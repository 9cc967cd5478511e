"""What do we say and do at the next meeting with one person?"""

import streamlit as st

import ui
from graphkit.model import is_placeholder
from graphkit.playbook.brief import brief
from ui.answers import headline
from ui.brief import choose, downloads, library_link, show, told
from ui.facts import fill
from ui.library import open_shelf
from ui.wording import edit_texts
from ui.words import plain

session = ui.start("brief")
account, decision = session.account, session.decision
person, member = choose(session)
if person is None:
    st.info(told(session, "choose"))
    st.stop()


library = open_shelf(session.store).library()


@st.cache_resource(max_entries=64, show_spinner=False)
def prepared(fingerprint: str, today: object, decision_id: str, person_id: str, member_id: str, sayings: str):
    asked = {"decision": decision_id, "today": session.today, "member": member_id}
    return brief(account, person_id, library=library, **asked)


asked = (account.fingerprint, session.today, decision.id, person, member, repr(library))
found = session.attempt(lambda: prepared(*asked))
if found is None:
    st.stop()
given = session.store.wordings(session.language)
headline(told(session, "answer", person=plain(session.label(person)), known=found.known, asked=found.asked))
downloads(session, found, given)
show(session, found, given)

if is_placeholder(account.person(person).name):
    st.info(told(session, "post_fill"), icon=":material/person_add:")
    st.page_link("pages/account.py", label=session.say("page.account"), icon=":material/table_edit:")
else:
    library_link(session)
    st.subheader(told(session, "fill"), anchor=False)
    fill(session, person)
with st.expander(told(session, "texts"), icon=":material/edit_note:"):
    edit_texts(session)
