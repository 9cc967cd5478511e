"""What was tried, and what it would do to coverage, forecast and plan."""

import streamlit as st

import ui
from graphkit.changes import by_row, diff
from graphkit.readable import lines, summary
from graphkit.scenario import Scenario, rebased, without
from ui.answers import headline
from ui.effects import answer, effects_of, show_effects
from ui.history import MOST_LINES, show_difference
from ui.words import plain

session = ui.start("whatif")
scenario = session.scenario


def others() -> None:
    """Scenarios of this account that are neither kept nor thrown away."""
    aside = [other for other in session.store.scenarios(session.id) if not scenario or other.id != scenario.id]
    if not aside:
        return
    st.subheader(session.say("whatif.others"), help=session.say("whatif.others_help"), anchor=False)
    for other in aside:
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"scenario-{other.id}"):
            told = summary(other.changes, labels=session.names, language=session.language)
            st.markdown(plain(told) or session.say("whatif.nothing"), width="stretch")
            if st.button(session.say("whatif.go_on"), icon=":material/play_arrow:", key=f"go-on-{other.id}"):
                session.try_out(other)
            with st.popover(session.say("whatif.drop"), icon=":material/delete:"):
                if st.button(session.say("whatif.drop"), type="primary", key=f"drop-{other.id}"):
                    session.store.drop_scenario(other.id)
                    st.rerun()


def begin() -> None:
    """Nothing is tried yet: say what this is for."""
    headline(session.say("whatif.answer_off"))
    st.info(session.say("whatif.teach"))
    if st.button(session.say("whatif.begin"), type="primary", icon=":material/science:", key="whatif-begin"):
        session.try_out(Scenario(session.kept))


def update(current: Scenario) -> None:
    """Somebody kept a newer version meanwhile: what still fits, what does not, and the way there."""
    found = rebased(current, session.base, session.at(session.newest), session.newest)
    with st.container(border=True):
        st.markdown(session.say("whatif.update", version=session.newest))
        if found.conflicts:
            st.markdown(session.say("whatif.conflicts", n=len(found.conflicts)))
            show_difference(session, [c for row in found.conflicts for c in row], session.names, "conflicts")
        if st.button(session.say("whatif.update_now"), type="primary", icon=":material/update:", key="whatif-update"):
            session.rebase_scenario()


def show_changes() -> None:
    """Every change by itself, and a way to take it out."""
    st.subheader(session.say("whatif.changes"), anchor=False)
    rows = by_row(diff(session.base, session.account))
    for number, row in enumerate(rows[:MOST_LINES]):
        (line,) = lines(row, labels=session.names, language=session.language)
        with st.container(horizontal=True, vertical_alignment="center", key=f"change-{number}"):
            name = session.names.get(line.about, line.about) or session.word("table.account")
            st.markdown(f"**{plain(name)}** · {plain(line.sentence)}", width="stretch")
            if st.button(session.say("whatif.take_out"), icon=":material/close:", key=f"take-out-{number}"):
                left = session.attempt(lambda row=row: without(session.account, row))
                if left is not None:
                    session.save(left)
    if len(rows) > MOST_LINES:
        st.caption(session.say("history.first", n=MOST_LINES, all=len(rows)))


if scenario is None:
    begin()
else:
    if session.is_behind:
        update(scenario)
    if session.account == session.base:
        headline(session.say("whatif.answer_nothing"))
        st.info(session.say("whatif.teach_on"))
    else:
        found = effects_of(session, session.base, session.account, session.today)
        headline(answer(session, found))
        show_effects(session, found, "whatif")
        show_changes()
others()
