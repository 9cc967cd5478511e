"""The agenda of a session on the screen: an answer of `graphkit.agenda` in words, and its card."""

from __future__ import annotations

import json

import streamlit as st

from graphkit.agenda import Answer
from graphkit.i18n import has
from ui.menu import PAGES, address
from ui.session import Session, actor
from ui.words import percent, plain, signed

_SHARES = ("score", "plan", "route", "odds", "win_leverage")
_STANCES = ("low", "high", "before", "after", "win_value")


def sentences(session: Session, answer: Answer) -> tuple[str, str, str]:
    """The question, the answer and the advice, as plain text."""
    values: dict[str, object] = {name: session.labels(ids, most=5) for name, ids in answer.people.items()}
    values |= {name: _written(name, number) for name, number in answer.numbers.items()}
    if gap := answer.gap:
        people = session.labels(gap.people, most=5)
        values |= {"gap": gap.name(session.language), "people": people, "do": gap.do(session.language)}
    keys = (answer.question, answer.answer, answer.advice)
    question, said, advice = (_key(answer.question, "question" if n == 0 else key) for n, key in enumerate(keys))
    return session.say(question), session.say(said, **values), session.say(advice, **values)


def card(session: Session, answer: Answer, number: int) -> bool:
    """One question of the agenda with its answer and what to do about it; whether it was discussed."""
    question, said, advice = sentences(session, answer)
    with st.container(border=True, key=f"agenda-{answer.question}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader(f"{number}. {question}", anchor=False, width="stretch")
            mark = [session.decision.id, answer.question]
            key = f"discussed-{answer.question}-{session.id}-{session.decision.id}"
            discussed = st.checkbox(
                session.say("room.discussed"),
                mark in _ticked(session),
                help=session.say("room.discussed_help"),
                key=key,
                on_change=_tick,
                args=(session, mark, key),
                width="content",
            )
        st.markdown(plain(said))
        st.markdown(f":material/arrow_forward: {plain(advice)}")
        path, icon = PAGES[answer.page]
        label = session.say("room.evidence", page=session.say(f"page.{answer.page}"))
        st.page_link(path, label=label, icon=icon, query_params=address(session.id))
    return discussed


def _ticked(session: Session) -> list[list[str]]:
    """Decision and question of everything ticked today; ticks of an earlier day are over."""
    kept = json.loads(session.store.preference(actor(), f"discussed-{session.id}") or "{}")
    return list(kept["ticked"]) if kept.get("day") == f"{session.today}" else []


def _tick(session: Session, mark: list[str], key: str) -> None:
    """Keep a tick, or that it was taken back."""
    ticked = [other for other in _ticked(session) if other != mark] + ([mark] if st.session_state[key] else [])
    kept = json.dumps({"day": f"{session.today}", "ticked": ticked})
    session.store.prefer(actor(), f"discussed-{session.id}", kept)


def _key(question: str, name: str) -> str:
    own = f"agenda.{question}.{name}"
    return own if has(f"screen.{own}") else f"agenda.{name}"


def _written(name: str, number: float) -> object:
    if name in _SHARES:
        return percent(number)
    if name in _STANCES:
        return signed(number)
    return f"{number:.2f}" if name == "ask_value" else number
