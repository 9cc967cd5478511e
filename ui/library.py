"""Objections and closings on the screen: one entry with what worked, a form to change it, a tap to log a use."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from graphkit import schema
from graphkit.i18n import LANGUAGES, text
from graphkit.library import ENOUGH_USES, FIELDS, KINDS, STEPS, Record, Saying, Use
from graphkit.shelf import Shelf
from graphkit.store import Store
from ui.session import Session, actor
from ui.words import percent, plain

_LEVELS = (-2, -1, 0, 1, 2)


@st.cache_resource
def open_shelf(_store: Store) -> Shelf:
    return Shelf(_store)


def tell(session: Session, key: str, **params: object) -> str:
    return text(f"library.{key}", session.language, **params)


def ask_who(session: Session) -> tuple[str, str, int | None, str]:
    """The filters, as (kind, role, support, stage): blank or None where any will do."""
    any_ = tell(session, "any")
    left, middle, right, last = st.columns(4)
    kind = left.selectbox(
        tell(session, "kind"),
        ["", *KINDS],
        format_func=lambda name: tell(session, f"kind_{name}") if name else any_,
        key="library-kind",
    )
    role = middle.selectbox(
        tell(session, "role"),
        ["", *schema.ROLES],
        format_func=lambda name: session.word(f"role.{name}") if name else any_,
        key="library-role",
    )
    support = right.selectbox(
        tell(session, "support"),
        [None, *_LEVELS],
        format_func=lambda level: any_ if level is None else session.word(f"support.{level}"),
        key="library-support",
    )
    stage = last.selectbox(
        tell(session, "stage"),
        ["", *schema.STAGES],
        format_func=lambda name: tell(session, f"mind.{name}") if name else any_,
        key="library-stage",
    )
    return kind, role, support, stage


def show(session: Session, shelf: Shelf, saying: Saying, record: Record | None) -> None:
    """One entry, folded: what is said, the answer or when it fits, what worked, and what can be done with it."""
    title = plain(saying.text("title", session.language))
    icon = ":material/forum:" if saying.kind == "objection" else ":material/handshake:"
    with st.expander(title, icon=icon, key=f"saying-{saying.id}", on_change="rerun") as opened:
        if not opened.open:
            return
        st.markdown(f"*{plain(saying.text('text', session.language))}*")
        _whom(session, saying)
        for name in STEPS if saying.kind == "objection" else FIELDS["closing"][2:]:
            if words := saying.text(name, session.language):
                st.markdown(f"**{tell(session, f'field.{name}')}** · {plain(words)}")
        st.caption(worked(session, record))
        _log(session, shelf, saying)
        with st.popover(tell(session, "edit"), icon=":material/edit:", width="content"):
            edit(session, shelf, saying)


def worked(session: Session, record: Record | None) -> str:
    """How often it was used and worked; a share only where there are enough uses to speak of one."""
    if record is None:
        return tell(session, "unused")
    counted = {"uses": record.uses, "worked": record.worked}
    if record.share is None:
        return f"{tell(session, 'used', **counted)} {tell(session, 'used_why', n=ENOUGH_USES)}"
    return tell(session, "used_share", share=percent(record.share), **counted)


def _whom(session: Session, saying: Saying) -> None:
    parts = [session.word(f"role.{role}") for role in saying.roles]
    parts += [session.word(f"support.{level}") for level in saying.support]
    parts += [tell(session, f"mind.{stage}") for stage in saying.stages]
    who = session.say("comma").join(parts) or tell(session, "anybody")
    st.caption(tell(session, "said_by" if saying.kind == "objection" else "fits_whom", who=who))


def _log(session: Session, shelf: Shelf, saying: Saying) -> None:
    if not session.id:
        st.caption(tell(session, "no_account"))
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        person = st.selectbox(
            session.say("is", what=tell(session, "log"), value=tell(session, "with_whom")),
            session.account.present.people["id"].tolist(),
            index=None,
            placeholder=session.say("map.search_hint"),
            format_func=session.option,
            key=f"use-{saying.id}",
        )
        for name, icon, did in (("worked", "thumb_up", True), ("worked_not", "thumb_down", False)):
            label, key = tell(session, name), f"use-{saying.id}-{name}"
            if st.button(label, icon=f":material/{icon}:", key=key, disabled=person is None):
                shelf.use(Use(saying.id, session.id, str(person), session.today, did, actor()))
                st.rerun()


def edit(session: Session, shelf: Shelf, saying: Saying) -> None:
    """The form of one entry, in the language that is shown; every save is a version."""
    language = session.language
    st.caption(tell(session, "language", language=LANGUAGES[language]))
    with st.form(f"saying-form-{saying.id or saying.kind}", border=False):
        own = saying.texts.get(language, {})
        texts = {name: _field(session, saying, name, own.get(name, "")) for name in FIELDS[saying.kind]}
        cells: dict[str, Any] = {
            "roles": st.multiselect(
                tell(session, "role"),
                schema.ROLES,
                saying.roles,
                format_func=lambda role: session.word(f"role.{role}"),
                placeholder=tell(session, "any"),
            ),
            "support": st.multiselect(
                tell(session, "support"),
                _LEVELS,
                saying.support,
                format_func=lambda level: session.word(f"support.{level}"),
                placeholder=tell(session, "any"),
            ),
            "stages": st.multiselect(
                tell(session, "stage"),
                schema.STAGES,
                saying.stages,
                format_func=lambda stage: tell(session, f"mind.{stage}"),
                placeholder=tell(session, "any"),
            ),
        }
        if st.form_submit_button(session.say("save"), type="primary"):
            whole = {**{name: dict(words) for name, words in saying.texts.items()}, language: texts}
            lists = {name: tuple(values) for name, values in cells.items()}
            if session.attempt(lambda: shelf.keep(replace(saying, texts=whole, **lists), actor=actor())):
                st.rerun()
    if saying.id:
        at = f"{saying.at.astimezone():%Y-%m-%d %H:%M}" if saying.at else ""
        by = {"version": saying.version, "who": saying.created_by, "at": at}
        st.caption(plain(tell(session, "version", **by)) if at else tell(session, "starter"))
        retired = st.button(tell(session, "retire"), key=f"retire-{saying.id}", icon=":material/archive:")
        if retired and session.attempt(lambda: shelf.retire(saying, actor=actor())):
            st.rerun()


def _field(session: Session, saying: Saying, name: str, words: str) -> str:
    label, key = tell(session, f"field.{name}"), f"saying-{saying.id or saying.kind}-{name}-{session.language}"
    if name == "title":
        return st.text_input(label, words, max_chars=120, key=f"{key}-{saying.version}")
    return st.text_area(label, words, max_chars=2000, height=80, key=f"{key}-{saying.version}")
