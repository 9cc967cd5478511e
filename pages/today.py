"""What changed today, what it did, and who does what by when: the page with which a session ends."""

import datetime

import streamlit as st

import ui
from graphkit.actions import news, to_do
from graphkit.changes import diff
from graphkit.readable import grouped, lines, names, names_in, public
from ui.answers import headline, table
from ui.effects import effects_of, show_effects
from ui.history import at
from ui.minutes import actions_table, effect, minutes
from ui.words import plain

MOST = 30  # people on the screen; the document has them all

session = ui.start("today")
account, decision, language = session.account, session.decision, session.language

top = st.container()
midnight = datetime.datetime.combine(session.today, datetime.time()).astimezone()
log = [entry for entry in session.store.log(session.id) if entry.version <= session.kept]
saved = {entry.version: session.say("today.since_version", version=entry.version, at=at(entry)) for entry in log}
moments = {0: session.say("today.since_day"), **saved}
chosen, private = st.columns([2, 3], vertical_alignment="bottom")
since = chosen.selectbox(session.say("today.since"), list(moments), format_func=moments.__getitem__, key="today-since")
with_private = private.toggle(session.say("today.private"), key="today-private", wrap=True)
base = since or next((entry.version for entry in log if entry.at < midnight), 1)
if not since and log[-1].at >= midnight:
    st.caption(session.say("today.begun_today"))


before = session.at(base)
changes = [change for change in diff(before, account) if change.table != "actions"]  # they have a list of their own
called = names_in(changes) | names(before) | names(account)
told = grouped(lines(changes if with_private else public(changes), labels=called, language=language))
decided, done = news(before, account)
rows = to_do(account, today=session.today)
listed = actions_table(session, rows[rows["done_on"].isna() | rows["id"].isin(done)])
found = effects_of(session, before, account, session.today)
did = effect(session, found.before, found.after)
counts = {"changes": sum(map(len, told.values())), "n": len(told.keys() - {""})}
with top:
    said = session.say("today.answer", since=plain(moments[since]), decided=len(decided), done=len(done), **counts)
    headline(said)
st.download_button(
    session.say("today.download"),
    lambda: minutes(session, told, called, did, listed),
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
show_effects(session, found, "today")
with st.expander(session.say("today.numbers")):
    table(session, did, "effect")
st.subheader(session.say("today.changes"), anchor=False)
if not told:
    st.info(session.say("today.nothing"))
for about in list(told)[:MOST]:
    with st.container(border=True):
        st.markdown(f"**{plain(called.get(about) or about or session.word('table.account'))}**")
        st.markdown("\n".join(f"- {plain(line.sentence)}" for line in told[about]))
if len(told) > MOST:
    st.caption(session.say("today.more", n=len(told) - MOST))
