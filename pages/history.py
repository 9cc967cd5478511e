"""What happened to the account, who did it, and what it did to coverage, forecast and plan."""

import streamlit as st

import ui
from graphkit.changes import diff
from graphkit.readable import names, summary
from graphkit.revisions import Revision
from ui.answers import headline
from ui.effects import effects_of, show_effects
from ui.history import at, history_line, line_table, show_difference, spread, title
from ui.words import plain

PAGE = 10  # revisions at a time
LAST = 20  # versions on the line, unless all are asked for

session = ui.start("history")
log = [entry for entry in session.store.log(session.id) if entry.version <= session.kept]
newest = log[0]
headline(session.say("history.answer", n=len(log), since=at(log[-1]), last=at(newest), who=plain(newest.actor)))
if len(log) == 1:
    st.info(session.say("history.teach"))


def show(revision: Revision, called: dict[str, str]) -> None:
    """What one save changed, what it did, and what can be done with it."""
    show_difference(session, revision.changes, called, f"{revision.version}")
    if revision.version > 1:
        st.markdown(f"**{session.say('history.effects')}**", help=session.say("history.effects_help"))
        before, after = session.at(revision.version - 1), session.at(revision.version)
        show_effects(
            session, effects_of(session, before, after, revision.at.astimezone().date()), f"{revision.version}"
        )
    if revision.version == session.kept:
        return
    with st.container(horizontal=True):
        see, back = session.say("history.see"), session.say("history.restore", version=revision.version)
        if st.button(
            see, help=session.say("history.see_help"), icon=":material/visibility:", key=f"see-{revision.version}"
        ):
            session.look_at(revision.version)
        if st.button(back, icon=":material/history:", key=f"restore-{revision.version}"):
            session.restore(revision.version)


def versions() -> None:
    """Every revision, the newest first, a few at a time."""
    number = st.pagination(-(-len(log) // PAGE), key=f"history-page-{session.id}") if len(log) > PAGE else 1
    shown = log[(number - 1) * PAGE : number * PAGE]
    called = names(session.account) | names(session.at(shown[0].version))
    for revision in session.store.history(session.id, after=shown[-1].version - 1, until=shown[0].version):
        head = title(session, revision)
        if not revision.note and revision.version > 1:
            head = f"{head} · {summary(revision.changes, labels=called, language=session.language)}"
        is_newest = revision.version == session.kept
        key = f"revision-{session.id}-{revision.version}"
        with st.expander(plain(head), expanded=is_newest, on_change="rerun", key=key) as box:
            if box.open:
                show(revision, called)


def compare() -> None:
    """Any two versions, and what lies between them."""
    by_version = {entry.version: entry for entry in log}

    def choose(name: str, index: int) -> int:
        return st.selectbox(
            session.say(f"history.{name}"),
            list(by_version),
            index=min(index, len(log) - 1),
            format_func=lambda version: title(session, by_version[version]),
            key=f"history-{name}-{session.id}",
        )

    left, right = st.columns(2)
    with left:
        earlier = choose("from", 1)
    with right:
        later = choose("to", 0)
    before, after = session.at(earlier), session.at(later)
    changes = diff(before, after)
    if not changes:
        st.info(session.say("history.same"))
        return
    show_effects(session, effects_of(session, before, after, session.today), "compared")
    show_difference(session, changes, names(before) | names(after), f"{earlier}-{later}")


def line() -> None:
    """Forecast and coverage over the last versions, or over all of them."""
    reach = "last"
    with st.container(horizontal=True):
        if len(log) > LAST:
            reach = chosen("reach", ["last", "all"])
        axis = chosen("axis", ["version", "date"])
    entries = log[:LAST] if reach == "last" else spread(log)
    if len(entries) < len(log) and reach == "all":
        st.caption(session.say("history.spread", n=len(entries), all=len(log)))
    history_line(session, entries, axis)
    with st.expander(session.say("history.numbers"), on_change="rerun", key="history-numbers") as box:
        if box.open:
            line_table(session, entries)


def chosen(name: str, options: list[str]) -> str:
    return st.segmented_control(
        session.say(f"history.{name}"),
        options,
        default=options[0],
        required=True,
        format_func=lambda option: session.say(f"history.by_{option}", n=LAST),
        key=f"history-{name}",
    )


place = st.container()
all_versions, two_versions = st.tabs(
    [session.say("history.versions"), session.say("history.compare")], on_change="rerun", key="history-tabs"
)
if all_versions.open:
    with all_versions:
        versions()
if two_versions.open:
    with two_versions:
        compare()
if len(log) > 1:
    with place:  # last, because it may take a moment
        line()
