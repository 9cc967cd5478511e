"""What happened to the account, who did it, and what it did to coverage, forecast and plan."""

import streamlit as st

import ui
from graphkit.readable import names, summary
from ui.answers import headline
from ui.history import at, compare, show_line, show_revision, title
from ui.words import plain

PAGE = 10  # revisions at a time

session = ui.start("history")
log = [entry for entry in session.store.log(session.id) if entry.version <= session.kept]
newest = log[0]
headline(session.say("history.answer", n=len(log), since=at(log[-1]), last=at(newest), who=plain(newest.actor)))
if len(log) == 1:
    st.info(session.say("history.teach"))


def versions() -> None:
    """Every revision, the newest first, a few at a time."""
    number = st.pagination(-(-len(log) // PAGE), key=f"history-page-{session.id}") if len(log) > PAGE else 1
    shown = log[(number - 1) * PAGE : number * PAGE]
    called = names(session.account) | names(session.at(shown[0].version))
    for revision in session.store.history(session.id, after=shown[-1].version - 1, until=shown[0].version):
        head = title(session, revision)
        if not revision.note and revision.version > 1:
            head = f"{head} · {summary(revision.changes, labels=called, language=session.language)}"
        is_newest = revision.version == session.kept > 1  # what an account began with is long, and no change
        key = f"revision-{session.id}-{revision.version}"
        with st.expander(plain(head), expanded=is_newest, on_change="rerun", key=key) as box:
            if box.open:
                show_revision(session, revision, called)


place = st.container()
all_versions, two_versions = st.tabs(
    [session.say("history.versions"), session.say("history.compare")], on_change="rerun", key="history-tabs"
)
if all_versions.open:
    with all_versions:
        versions()
if two_versions.open:
    with two_versions:
        compare(session, log)
if len(log) > 1:
    with place:  # last, because it may take a moment
        show_line(session, log)
