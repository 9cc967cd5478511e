"""The texts of the playbook, edited: one text at a time, with its versions and the way back to ours."""

from __future__ import annotations

import streamlit as st

from graphkit.playbook.rules import SECTIONS
from graphkit.playbook.wording import keys, ours, wording
from ui.brief import told
from ui.session import Session, actor
from ui.words import plain


def edit_texts(session: Session) -> None:
    """Choose a text, change it, look at its versions; a text that loses a placeholder is refused with a sentence."""
    language, given = session.language, session.store.wordings(session.language)
    st.caption(told(session, "texts_about"))
    section, which = st.columns([1, 3])
    name = section.selectbox(
        told(session, "text_section"),
        SECTIONS,
        format_func=lambda name: wording(f"playbook.title.{name}", language, given),
        key="text-section",
    )
    listed = [key for key in keys() if key == f"playbook.title.{name}" or key.startswith(f"playbook.{name}.")]
    key = which.selectbox(
        told(session, "text_which"),
        listed,
        format_func=lambda key: wording(key, language, given),
        key=f"text-{name}-{language}",
    )
    history = session.store.wording_history(key, language)
    with st.form(f"text-{key}-{language}"):
        words = st.text_area(
            told(session, "text_own"),
            wording(key, language, given),
            height=100,
            key=f"words-{key}-{language}-{len(history)}",
        )
        st.caption(plain(told(session, "text_ours", text=ours(key, language))))
        keep, back = st.columns(2)
        if keep.form_submit_button(told(session, "save"), type="primary", width="stretch"):
            _keep(session, key, "" if words.strip() == ours(key, language) else words)
        if back.form_submit_button(told(session, "text_back"), disabled=key not in given, width="stretch"):
            _keep(session, key, "")
    for version in history:
        who = told(session, "text_history", version=version.version, actor=version.actor, at=version.at)
        st.caption(plain(f"{who} · {version.text or told(session, 'text_reset')}"))


def _keep(session: Session, key: str, words: str) -> None:
    done = session.attempt(lambda: session.store.word(key, session.language, words, actor=actor()) or True)
    if done:
        st.rerun()
