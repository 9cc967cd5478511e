"""After a visit: tap how it went, look at what follows, keep it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from graphkit import schema
from graphkit.edits import log_meeting, rate, trust_after
from graphkit.habits import visited
from graphkit.marks import SUPPORT_GLYPHS, support_level
from graphkit.model import Account
from ui.session import Session
from ui.words import plain

_ICONS = {"good": "thumb_up", "neutral": "remove", "bad": "thumb_down", "no_show": "event_busy"}


@dataclass(frozen=True)
class _Meeting:
    """What is asked about: with whom, who of us went and when, where that was planned. key : of its form."""

    person: str
    key: str
    member: str = ""
    day: datetime.date | None = None


def log_form(
    session: Session, account: Account, person: str, *, member: str = "", day: datetime.date | None = None
) -> None:
    """How a meeting with one person went; the first tap opens what follows from it, the second keeps it.

    member, day : who of us went, and when, where that was planned; the visit that was planned is done with it.
    """
    if account.team.empty:
        st.caption(session.say("meeting.no_team"))
        st.page_link("pages/account.py", label=session.say("page.account"), icon=":material/table_edit:")
        return
    st.markdown(f"**{session.say('meeting.how')}**")
    key = f"met-{session.id}-{session.version}-{person}"
    for pair in (schema.OUTCOMES[:2], schema.OUTCOMES[2:]):
        for column, outcome in zip(st.columns(2), pair, strict=True):
            column.button(
                session.word(f"outcome.{outcome}"),
                icon=f":material/{_ICONS[outcome]}:",
                key=f"{key}-{outcome}",
                on_click=st.session_state.__setitem__,
                args=(key, outcome),
                width="stretch",
            )
    outcome = st.session_state.get(key)
    if outcome:
        _what_follows(session, account, _Meeting(person, "meeting", member, day), outcome)


def log_row(session: Session, person: str, place: DeltaGenerator, *, member: str, key: str) -> None:
    """The same in a list: the outcomes stand in the row, what follows opens below it."""
    outcome = place.segmented_control(
        f"{session.say('meeting.how')} {plain(session.label(person))}",
        schema.OUTCOMES,
        format_func=lambda outcome: f":material/{_ICONS[outcome]}: {session.word(f'outcome.{outcome}')}",
        label_visibility="collapsed",
        key=f"{key}-{session.id}-{session.version}",
    )
    if outcome:
        _what_follows(session, session.account, _Meeting(person, key, member), outcome)


def _what_follows(session: Session, account: Account, meeting: _Meeting, outcome: str) -> None:
    person = meeting.person
    contacts = account.contacts[account.contacts["person"].eq(person)].set_index("member")
    team = account.team["id"].tolist()
    nearest = contacts["trust"].idxmax() if contacts["trust"].notna().any() else team[0]
    with st.form(f"{meeting.key}-{person}-{outcome}", border=True):
        left, right = st.columns(2)
        member = left.selectbox(
            session.word("column.member"),
            team,
            index=team.index(meeting.member if meeting.member in team else nearest),
            format_func=session.label,
        )
        date = right.date_input(
            session.word("column.date"), meeting.day or session.today, max_value=session.today, format="YYYY-MM-DD"
        )
        before = float(contacts["trust"].get(member, float("nan")))
        trust = trust_after(before, outcome)
        if outcome != "no_show":
            trust = st.segmented_control(
                session.say("meeting.trust", before=session.trust(before)),
                [0, 1, 2, 3],
                default=round(trust),
                required=True,
                format_func=lambda level: session.word(f"trust.{level}"),
                width="stretch",
            )
        stance = _stance(session, account, person) if outcome != "no_show" else {}
        notes = st.text_input(session.word("column.notes"))
        if st.form_submit_button(session.say("meeting.keep"), type="primary", width="stretch"):
            met = {"date": date, "outcome": outcome, "notes": notes, "trust": trust}
            changed = session.attempt(lambda: _kept(session, member, person, met, stance))
            if changed is not None:
                names = {"member": session.label(member), "person": session.label(person)}
                session.save(changed, note=session.say("meeting.logged", **names))


def _stance(session: Session, account: Account, person: str) -> dict[str, object]:
    """What the meeting taught us of their support; empty where nothing new."""
    level = support_level(account.person(person).support)
    support = st.segmented_control(
        session.say("meeting.support"),
        list(SUPPORT_GLYPHS)[::-1][1:],
        default=level,
        format_func=SUPPORT_GLYPHS.__getitem__,
        help=session.say("person.support_help"),
        width="stretch",
    )
    said = st.checkbox(session.say("meeting.said"), help=session.say("person.how_sure_help"))
    changed: dict[str, object] = {} if support == level else {"support": support}
    return changed | ({"confidence": "confirmed"} if said else {})


def _kept(session: Session, member: str, person: str, met: dict[str, Any], stance: dict[str, object]) -> Account:
    account = visited(log_meeting(session.account, member, person, **met), member, person, date=met["date"])
    asked = {"decision": session.decision.id, "today": met["date"]}
    return rate(account, person, **asked, **stance) if stance else account
