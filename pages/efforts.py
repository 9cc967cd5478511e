"""Which of the six efforts holds back our sales results, over all our accounts?"""

import pandas as pd
import streamlit as st

import ui
from graphkit.amounts import total
from graphkit.efforts import efforts
from graphkit.tallies import account_facts
from ui.answers import headline, table
from ui.efforts import says, show_advice, show_effort, show_elements, sums
from ui.opportunity import word_or_own
from ui.words import plain

session = ui.start("efforts")
tell = session.sentence


@st.cache_data(max_entries=2000, show_spinner=False)
def counted(id_: int, version: int, today: object, criteria: tuple[str, ...]):
    """What one account says; of one version on one day it is always the same."""
    account = session.other(id_, version)
    return account_facts(account, criteria=criteria, today=session.today)


listings, criteria = session.store.listings(), session.store.criteria()
if not listings:
    st.info(tell("efforts.none"))
    st.page_link("app.py", label=session.say("page.accounts"), icon=":material/folder_open:")
    st.stop()
with st.spinner(tell("efforts.thinking"), show_time=True):
    facts = {each.id: counted(each.id, each.version, session.today, criteria) for each in listings}
found = efforts(facts)
weakest = found.weakest
because = weakest.weakest if weakest else None
if weakest and because:
    effort = tell(f"efforts.effort.{weakest.id}")
    headline(plain(tell("efforts.answer", effort=effort, why=says(session, because))))
else:
    unknown = all(effort.level is None for effort in found.efforts)
    headline(tell("efforts.answer_unknown" if unknown else "efforts.answer_enough"))
st.caption(tell("efforts.caption", n=len(facts)))

st.subheader(tell("efforts.elements"), anchor=False)
show_elements(session, found.elements)
if unread := dict.fromkeys((*found.elements.orders.unread, *found.elements.pipeline.unread)):
    what = session.say("comma").join(words or tell("efforts.blank_value") for words in unread)
    st.caption(plain(tell("efforts.unread", what=what)))

st.subheader(tell("efforts.efforts"), anchor=False)
for row in (found.efforts[:3], found.efforts[3:]):
    for column, effort in zip(st.columns(3), row, strict=True):
        with column:
            show_effort(session, effort, is_weakest=effort is weakest)

if found.to_do:
    st.subheader(tell("efforts.do"), anchor=False)
for measured in found.to_do:
    show_advice(session, measured, facts)


def column(name: str) -> str:
    return tell(f"efforts.column.{name}")


st.subheader(tell("efforts.sources"), anchor=False)
sources = found.sources.assign(
    source=[word_or_own(session, "lead_source", s) or tell("efforts.unknown") for s in found.sources["source"]]
)
table(session, sources.rename(columns={name: column(name) for name in sources.columns}), "lead-sources")
st.subheader(tell("efforts.accounts"), anchor=False)
rows = pd.DataFrame(
    {
        column("account"): each.name,
        column("open"): len(each.still_open),
        column("won"): len(each.decided("won")),
        column("lost"): len(each.decided("lost")),
        column("orders"): sums(session, total(d.value for d in each.decided("won"))),
        column("pipeline"): sums(session, total(d.value for d in each.still_open)),
    }
    for each in facts.values()
)
table(session, rows, "efforts")
