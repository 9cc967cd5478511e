"""The customer as a whole on the screen: profile texts, the team's target profile, where a decision came from."""

from __future__ import annotations

import datetime

import pandas as pd
import streamlit as st

from graphkit.assessment import Profile, recorded_of
from graphkit.key_account import key_account
from graphkit.model import Decision
from graphkit.opportunity import WON, validation
from graphkit.profile import PARTS, describe_account, last_changed
from ui.opportunity import word_or_own
from ui.session import Session
from ui.words import plain

_COLUMNS = ("decision", "stage", "source", "verdict", "value", "closes", "satisfaction")


@st.cache_data(max_entries=64, show_spinner=False)
def _changed(_session: Session, id_: int, version: int) -> dict[str, datetime.datetime]:
    return last_changed(_session.store.history(id_, until=version))


def part(session: Session, name: str) -> None:
    """One profile text and when it was last changed; where there is none, what to ask."""
    tell, words = session.sentence, session.account.profile.get(name, "")
    with st.container(border=True, key=f"part-{name}"):
        st.markdown(f"**{tell(f'opportunity.profile.{name}')}**")
        if not words:
            st.markdown(f":material/help: {tell('opportunity.unknown')}")
            question = tell(f"opportunity.profile_ask.{name}")
            st.caption(plain(tell("opportunity.ask", question=question)))
            return
        st.markdown(plain(words))
        at = _changed(session, session.id, session.kept).get(name)
        is_kept = words == session.base.profile.get(name, "")
        date = f"{at.astimezone():%Y-%m-%d}" if at and is_kept else ""
        st.caption(tell("opportunity.text.changed", date=date) if date else tell("opportunity.text.not_changed"))


def show_key_account(session: Session) -> None:
    """What makes it a key account, from its own data; where nothing tells, what to find out."""
    tell = session.sentence
    lines = []
    for trait in key_account(session.account, today=session.today):
        known = tell(f"opportunity.key.{trait.id}", **trait.numbers) if trait.numbers else ""
        lines.append(known or f":material/help: {tell(f'opportunity.key_unknown.{trait.id}')}")
    st.subheader(tell("opportunity.key.about"), anchor=False)
    st.markdown("\n".join(f"- {line}" for line in lines))


def edit_profile(session: Session) -> None:
    """All profile texts to write or change, kept together as one revision."""
    tell, account = session.sentence, session.account
    with (
        st.expander(tell("opportunity.text.profile_edit"), icon=":material/edit:"),
        st.form(f"profile-{session.id}-{session.version}", border=False),
    ):
        texts = {
            name: st.text_area(
                tell(f"opportunity.profile.{name}"),
                account.profile.get(name, ""),
                help=plain(tell(f"opportunity.profile_ask.{name}")),
                max_chars=4000,
                key=f"text-{name}-{session.id}-{session.version}",
            )
            for name in PARTS
        }
        if st.form_submit_button(session.say("save"), type="primary"):
            session.save(describe_account(account, **texts), note=tell("opportunity.text.profile_note"))


def choose_criteria(session: Session, criteria: tuple[str, ...], profile: Profile) -> None:
    """The team's own list, one for all accounts; where there is none yet, one to begin with."""
    tell = session.sentence
    begin = "\n".join(each.item for each in profile.criteria) or tell("opportunity.text.criteria_begin")
    with (
        st.expander(tell("opportunity.text.criteria"), icon=":material/edit:", expanded=not criteria),
        st.form("criteria", border=False),
    ):
        words = st.text_area(
            tell("opportunity.text.criteria"),
            "\n".join(criteria) or begin,
            help=tell("opportunity.text.criteria_help"),
            height=200,
            max_chars=4000,
            key="criteria-words",
        )
        st.caption(tell("opportunity.text.criteria_help"))
        if st.form_submit_button(tell("opportunity.text.criteria_save"), type="primary"):
            session.store.keep_criteria(words.splitlines())
            st.rerun()


def _satisfaction(session: Session, decision: Decision) -> str:
    """What the customer said since it was won; where nothing is on record, that nobody asked."""
    if decision.stage != WON:
        return ""
    said = recorded_of(session.account, "satisfaction", decision=decision.id, today=session.today)
    rated = [f"{each.item}: {each.rating:g}/5" for each in said if each.rating is not None]
    return session.say("comma").join(rated) or session.sentence("opportunity.text.satisfaction_ask")


def decision_rows(session: Session) -> pd.DataFrame:
    """Every decision with its stage, where it came from, and what it has stood; the columns named in words."""
    account, tell = session.account, session.sentence
    asked = {"today": session.today}
    columns = {name: tell(f"opportunity.column.{name}") for name in _COLUMNS}
    rows = [
        (
            each.name or each.id,
            word_or_own(session, "deal_stage", each.stage),
            word_or_own(session, "lead_source", each.lead_source) or tell("opportunity.text.source_ask"),
            validation(account, decision=each.id, **asked).say(session.language),
            each.value,
            each.close_date,
            _satisfaction(session, each),
        )
        for each in account.decisions
    ]
    return pd.DataFrame(rows, columns=list(columns.values()))
