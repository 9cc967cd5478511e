"""One line between two people: draw it, change it, take it away."""

from __future__ import annotations

import streamlit as st

from graphkit import schema
from graphkit.edits import connect, disconnect
from graphkit.model import Account
from ui.session import Session
from ui.words import plain

FORMAL = ("reports_to", "dotted_to")


def line_card(session: Session, account: Account, line: tuple[str, str, str]) -> None:
    """What a line on the map is, and what can be done about it."""
    source, kind, target = line
    st.markdown(f"**{plain(session.label(source))} → {plain(session.label(target))}**")
    if kind == "contact":
        st.text(session.word("line.contact"))
        return
    if kind not in FORMAL:
        line_form(session, account, source, target, kind)
    else:
        st.text(session.word(f"line.{kind}"))
    if st.button(session.say("line.remove"), icon=":material/link_off:", key=f"unline-{source}-{kind}-{target}"):
        changed = session.attempt(lambda: disconnect(session.account, source, target, kind))
        if changed is not None:
            session.save(changed, note=_note(session, "line.removed", source, target))


def line_form(session: Session, account: Account, source: str, target: str, kind: str = "") -> None:
    """Kind and strength of a personal line, new where `kind` is blank."""
    ties = account.ties
    known = ties[ties["source"].eq(source) & ties["target"].eq(target) & ties["kind"].eq(kind)].to_dict("records")
    before = known[0] if known else {}
    strength = before.get("strength", 3.0)
    with st.form(f"line-{source}-{target}-{kind}", border=False):
        picked = kind or st.selectbox(
            session.word("column.kind"), schema.TIE_KINDS, format_func=lambda name: session.word(f"line.{name}")
        )
        if kind:
            st.text(session.word(f"line.{kind}"))
        level = st.segmented_control(
            session.word("column.strength"),
            [1, 2, 3, 4, 5],
            default=None if strength != strength else round(strength),
            help=session.say("line.strength_help"),
        )
        sure = st.checkbox(
            session.word("confidence.confirmed"),
            before.get("confidence") == "confirmed",
            help=session.say("line.sure_help"),
        )
        if st.form_submit_button(session.say("save"), type="primary"):
            cells = {"strength": level, "confidence": "confirmed" if sure else "assumed"}
            changed = session.attempt(lambda: connect(session.account, source, target, picked, **cells))
            if changed is not None:
                st.session_state.pop("map-line", None)
                session.save(changed, note=_note(session, "line.saved", source, target))


def new_line(session: Session, account: Account, source: str, target: str) -> None:
    """The form of a line that was just drawn."""
    st.markdown(f"**{session.say('line.new')}**")
    st.markdown(f"{plain(session.label(source))} → {plain(session.label(target))}")
    line_form(session, account, source, target)
    if st.button(session.say("cancel"), key="line-cancel"):
        st.session_state.pop("map-line", None)
        st.rerun(scope="fragment")


def _note(session: Session, key: str, source: str, target: str) -> str:
    return session.say(key, a=session.label(source), b=session.label(target))
