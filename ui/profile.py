"""The customer as a whole on the screen: profile texts, the team's target profile, where a decision came from."""

from __future__ import annotations

import datetime

import streamlit as st

from graphkit.assessment import Profile
from graphkit.i18n import has
from graphkit.model import Decision
from graphkit.profile import PARTS, describe_account, last_changed
from ui.session import Session
from ui.words import plain


@st.cache_data(max_entries=64, show_spinner=False)
def _changed(_session: Session, id_: int, version: int) -> dict[str, datetime.datetime]:
    return last_changed(_session.store.history(id_, until=version))


def part(session: Session, name: str) -> None:
    """One profile text and when it was last changed; where there is none, what to ask."""
    say, words = session.sentence, session.account.profile.get(name, "")
    with st.container(border=True, key=f"part-{name}"):
        st.markdown(f"**{say(f'opportunity.profile.{name}')}**")
        if not words:
            st.markdown(f":material/help: {say('opportunity.unknown')}")
            question = say(f"opportunity.profile_ask.{name}")
            st.caption(plain(say("opportunity.ask", question=question)))
            return
        st.markdown(plain(words))
        at = _changed(session, session.id, session.kept).get(name)
        is_kept = words == session.base.profile.get(name, "")
        date = f"{at.astimezone():%Y-%m-%d}" if at and is_kept else ""
        st.caption(say("opportunity.text.changed", date=date) if date else say("opportunity.text.not_changed"))


def edit_profile(session: Session) -> None:
    """All profile texts to write or change, kept together as one revision."""
    say, account = session.sentence, session.account
    with (
        st.expander(say("opportunity.text.profile_edit"), icon=":material/edit:"),
        st.form(f"profile-{session.id}-{session.version}", border=False),
    ):
        texts = {
            name: st.text_area(
                say(f"opportunity.profile.{name}"),
                account.profile.get(name, ""),
                help=plain(say(f"opportunity.profile_ask.{name}")),
                max_chars=4000,
                key=f"text-{name}-{session.id}-{session.version}",
            )
            for name in PARTS
        }
        if st.form_submit_button(session.say("save"), type="primary"):
            session.save(describe_account(account, **texts), note=say("opportunity.text.profile_note"))


def choose_criteria(session: Session, criteria: tuple[str, ...], profile: Profile) -> None:
    """The team's own list, one for all accounts; where there is none yet, one to begin with."""
    say = session.sentence
    begin = "\n".join(each.item for each in profile.criteria) or say("opportunity.text.criteria_begin")
    with (
        st.expander(say("opportunity.text.criteria"), icon=":material/edit:", expanded=not criteria),
        st.form("criteria", border=False),
    ):
        words = st.text_area(
            say("opportunity.text.criteria"),
            "\n".join(criteria) or begin,
            help=say("opportunity.text.criteria_help"),
            height=200,
            max_chars=4000,
            key="criteria-words",
        )
        st.caption(say("opportunity.text.criteria_help"))
        if st.form_submit_button(say("opportunity.text.criteria_save"), type="primary"):
            session.store.keep_criteria(words.splitlines())
            st.rerun()


def stage_of(session: Session, decision: Decision) -> str:
    """The stage by its word, or in the team's own."""
    return session.word(f"deal_stage.{decision.stage}") if has(f"word.deal_stage.{decision.stage}") else decision.stage


def source_of(session: Session, decision: Decision) -> str:
    """Where a decision came from; where nobody said, the question to ask."""
    source = decision.lead_source
    if not source:
        return session.sentence("opportunity.text.source_ask")
    return session.word(f"lead_source.{source}") if has(f"word.lead_source.{source}") else source
