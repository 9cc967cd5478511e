"""A brief on the screen: the choice of whom it is for, its lines with their facts, and the files to take along."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from graphkit.i18n import text
from graphkit.playbook import paper
from graphkit.playbook.brief import Brief, Line
from graphkit.playbook.wording import say, wording
from ui.menu import PAGES, address
from ui.session import Session
from ui.words import plain

ICON = ":material/clinical_notes:"


def told(session: Session, key: str, /, **params: object) -> str:
    """A sentence of the brief's own part of the catalogue."""
    return text(f"brief.{key}", session.language, **params)


def brief_link(session: Session, person: str) -> None:
    """One line that leads to the brief for a meeting with this person."""
    query = address(session.id) | {"person": person}
    if session.decision.id:
        query["decision"] = session.decision.id
    label = told(session, "link_for", person=plain(session.label(person)))
    st.page_link("pages/brief.py", label=label, icon=ICON, query_params=query)


def library_link(session: Session) -> None:
    """The way to the library, where it is noted what was used and whether it worked."""
    path, icon = PAGES["library"]
    st.page_link(path, label=told(session, "library_link"), icon=icon, query_params=address(session.id))


def choose(session: Session) -> tuple[str | None, str]:
    """Whom the brief is for and who of us goes; the address names the person too."""
    people, members = session.account.present.people["id"].tolist(), session.account.team["id"].tolist()
    decider = next((id_ for id_ in (session.decision.target, *session.decision.committee) if id_ in people), None)
    named = (st.query_params.get("person"), st.session_state.get("picked"), decider)
    wanted = next((id_ for id_ in named if id_ in people), None)
    left, right = st.columns([3, 2])
    person = left.selectbox(
        told(session, "person"),
        people,
        index=people.index(wanted) if wanted else None,
        placeholder=session.say("map.search_hint"),
        format_func=session.option,
        key=f"brief-person-{session.id}-{wanted}",
    )
    member = right.selectbox(
        told(session, "member"),
        ["", *members],
        format_func=lambda id_: session.label(id_) if id_ else told(session, "member_any"),
        key=f"brief-member-{session.id}",
    )
    if person and person != st.query_params.get("person"):
        st.query_params["person"] = person
    return person, member or ""


def show(session: Session, found: Brief, given: Mapping[str, str]) -> None:
    """Every section with its lines; the facts behind each line on demand."""
    sources = st.toggle(told(session, "show_sources"), key="brief-sources", persist_state="session")
    for section in (each for each in found.sections if each.lines):
        title, lines = st.columns([1, 4])
        title.markdown(f"**{plain(wording(f'playbook.title.{section.name}', session.language, given))}**")
        lines.markdown("\n".join(f"- {_written(session, line, given, sources)}" for line in section.lines))
    st.caption(told(session, "advice"))


def _written(session: Session, line: Line, given: Mapping[str, str], sources: bool) -> str:
    mark = ":material/help: " if line.asks else ""
    source = plain(told(session, "why", source=paper.source(line, session.language)))
    return f"{mark}{plain(say(line, session.language, given))}" + (f" :small[{source}]" if sources else "")


def downloads(session: Session, found: Brief, given: Mapping[str, str]) -> None:
    """The brief to take along, without its private lines unless they are asked for."""
    html, markdown, private = st.columns([2, 2, 3], vertical_alignment="center")
    whole = private.checkbox(told(session, "private"), help=told(session, "private_help"), key="brief-private")
    leaving = found if whole else found.without_private()
    for column, kind, write in ((html, "html", paper.html), (markdown, "markdown", paper.markdown)):
        column.download_button(
            told(session, f"download_{kind}"),
            lambda write=write: write(leaving, session.account, session.language, given).encode(),
            file_name=f"brief-{found.person}.{'html' if kind == 'html' else 'md'}",
            mime=f"text/{kind}",
            icon=":material/download:",
            on_click="ignore",
            key=f"download-brief-{kind}",
            width="stretch",
        )
