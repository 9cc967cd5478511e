"""What changed today, what it did, and who does what by when: the page with which a session ends."""

import datetime

import streamlit as st

import ui
from graphkit.actions import news, to_do
from graphkit.changes import diff
from graphkit.standing import standing
from ui.answers import headline, table
from ui.changes import ABOUT_ALL, told
from ui.minutes import actions_table, effect, minutes, subject
from ui.words import plain

MOST = 30  # people on the screen; the document has them all

session = ui.start("today")
account, decision, language = session.account, session.decision, session.language

top = st.container()
midnight = datetime.datetime.combine(session.today, datetime.time()).astimezone()
revisions = [revision for revision in session.store.history(session.id) if revision.version <= session.version]
at = {revision.version: f"{revision.at.astimezone():%Y-%m-%d %H:%M}" for revision in revisions}
names = {version: session.say("today.since_version", version=version, at=when) for version, when in at.items()}
moments = {0: session.say("today.since_day"), **names}
chosen, private = st.columns([2, 3], vertical_alignment="bottom")
since = chosen.selectbox(session.say("today.since"), list(moments), format_func=moments.__getitem__, key="today-since")
with_private = private.toggle(session.say("today.private"), key="today-private", wrap=True)
base = since or next((revision.version for revision in revisions if revision.at < midnight), 1)
if not since and revisions[-1].at >= midnight:
    st.caption(session.say("today.begun_today"))


@st.cache_resource(max_entries=64, show_spinner=False)
def compared(id_: int, base: int, fingerprint: str, decision_id: str, today: object):
    before = session.store.load(id_, version=base)[0]
    both = [standing(each, decision=decision_id, today=session.today) for each in (before, account)]
    return before, diff(before, account), *both


before, changes, was, now = compared(session.id, base, account.fingerprint, decision.id, session.today)
sentences = told(session, changes, before, account, private=with_private)
decided, done = news(before, account)
rows = to_do(account, today=session.today)
listed = actions_table(session, rows[rows["done_on"].isna() | rows["id"].isin(done)])
did = effect(session, was, now)
counts = {"changes": sum(map(len, sentences.values())), "n": len(sentences.keys() - {ABOUT_ALL})}
with top:
    said = session.say("today.answer", since=plain(moments[since]), decided=len(decided), done=len(done), **counts)
    headline(said)
st.download_button(
    session.say("today.download"),
    lambda: minutes(session, sentences, did, listed),
    file_name=f"{session.today:%Y-%m-%d}.html",
    mime="text/html",
    icon=":material/download:",
    on_click="ignore",
    type="primary",
)

st.subheader(session.say("today.actions"), anchor=False)
if listed.empty:
    st.info(session.say("today.no_actions"))
    st.page_link("pages/session.py", label=session.say("page.session"), icon=":material/groups:")
else:
    table(session, listed, "actions")
st.subheader(session.say("today.effect"), anchor=False)
table(session, did, "effect")
st.subheader(session.say("today.changes"), anchor=False)
if not sentences:
    st.info(session.say("today.nothing"))
for about in list(sentences)[:MOST]:
    with st.container(border=True):
        st.markdown(f"**{plain(subject(session, about))}**")
        st.markdown("\n".join(f"- {plain(sentence)}" for sentence in sentences[about]))
if len(sentences) > MOST:
    st.caption(session.say("today.more", n=len(sentences) - MOST))
