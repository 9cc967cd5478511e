"""A campaign on the screen: the meetings in words and in the calendar, taken into it, moved, and asked about."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

import streamlit as st

from graphkit.actions import drop, reschedule
from graphkit.campaign import Meeting, unreported
from graphkit.habits import plan
from ui.brief import brief_link
from ui.calendar import Entry
from ui.care import tell
from ui.meeting import log_form
from ui.session import Session
from ui.words import percent, plain, signed

_GLYPHS = {"ask": "?", "win": "▲", "approach": "→", "visit": "●"}


def key_of(meeting: Meeting) -> str:
    """A name that stays the same as long as it is the same meeting."""
    return meeting.action or f"{meeting.week}-{meeting.member}-{meeting.person}"


def what(session: Session, meeting: Meeting) -> str:
    """Who of us meets whom, and through whom."""
    key = "do_again" if meeting.again else "do_through" if meeting.through else "do"
    names = {part: session.label(getattr(meeting, part)) for part in ("member", "person", "through")}
    return session.say(f"campaign.{key}", **names)


def because(session: Session, meeting: Meeting) -> str:
    """Why it is proposed, or that it is in the calendar, with its odds."""
    if meeting.action:
        told = tell(session, "campaign.booked_because", date=meeting.date, odds=percent(meeting.probability))
        return told if meeting.probability else f"{told} {tell(session, 'campaign.no_way')}"
    numbers = {"odds": percent(meeting.probability), "value": f"{meeting.value:.3f}"}
    return session.say(f"campaign.because_{meeting.kind}", aim=session.label(meeting.aim), **numbers)


def then(session: Session, meeting: Meeting) -> str:
    after = meeting.after
    return session.say("campaign.then", low=signed(after.low), high=signed(after.high), reach=percent(after.reach))


def state(session: Session, meeting: Meeting) -> str:
    return tell(session, "campaign.in_calendar" if meeting.action else "campaign.proposed")


def entry(session: Session, meeting: Meeting) -> Entry:
    says = session.say("is", what=state(session, meeting), value=what(session, meeting))
    tone = "planned" if meeting.action else "proposed"
    who = session.label(meeting.member)
    day = max(meeting.date, session.today)
    return Entry(
        key_of(meeting), day, session.label(meeting.person), says, sub=who, glyph=_GLYPHS[meeting.kind], tone=tone
    )


def legend(session: Session) -> None:
    """What the glyphs and the lines of the entries mean."""
    signs = [f"{glyph} {session.say(f'campaign.{kind}')}" for kind, glyph in _GLYPHS.items()]
    st.caption(" · ".join([*signs, tell(session, "campaign.lines")]))


def take(session: Session, meeting: Meeting, day: datetime.date, *, member: str = "") -> None:
    """Take a proposed meeting into the calendar, or move one that is in it: one revision."""
    sentence = tell(session, "campaign.note", person=session.label(meeting.person))
    who = member or meeting.member
    if meeting.action:
        changed = session.attempt(lambda: reschedule(session.account, meeting.action, due=day, member=who))
    else:
        named = {"kind": "visit", "member": who, "person": meeting.person, "decision": session.decision.id}
        changed = session.attempt(lambda: plan(session.account, sentence, today=session.today, due=day, **named))
    if changed is not None:
        session.save(changed, note=sentence)


def card(session: Session, meeting: Meeting) -> None:
    """One meeting: why, what to expect, and a form for its day and who of us goes."""
    st.markdown(f"**{plain(what(session, meeting))}**")
    st.markdown(plain(because(session, meeting)))
    st.caption(then(session, meeting))
    team = session.account.team["id"].tolist()
    with st.form(f"meeting-{key_of(meeting)}", border=False):
        day = st.date_input(
            tell(session, "campaign.day"), max(meeting.date, session.today), format="YYYY-MM-DD", key="campaign-day"
        )
        who = st.selectbox(
            session.say("campaign.member"), team, index=team.index(meeting.member), format_func=session.label
        )
        label = tell(session, "campaign.save" if meeting.action else "campaign.accept")
        if st.form_submit_button(label, type="primary", icon=":material/event_available:", width="stretch"):
            take(session, meeting, day, member=who)
    if meeting.action and st.button(tell(session, "campaign.remove"), icon=":material/event_busy:", width="stretch"):
        session.save(drop(session.account, meeting.action), note=tell(session, "campaign.remove"))


def ask_outcomes(session: Session) -> None:
    """The planned meetings whose day has come: two taps say how each went, and the rest is planned anew."""
    rows = unreported(session.account, today=session.today)
    if rows.empty:
        return
    st.subheader(tell(session, "campaign.ask_title"), anchor=False)
    st.caption(tell(session, "campaign.ask_text"))
    columns = st.columns(min(len(rows), 3))
    for place, row in enumerate(rows.drop_duplicates("person").to_dict("records")):
        with columns[place % len(columns)], st.container(border=True):
            names = (session.label(row["person"]), session.label(row["member"]), f"{row['due']:%Y-%m-%d}")
            st.markdown(f"**{plain(names[0])}** · {plain(names[1])} · {names[2]}")
            log_form(session, session.account, row["person"], member=row["member"], day=row["due"].date())
            if st.button(tell(session, "campaign.not_held"), key=f"not-held-{row['id']}", icon=":material/event_busy:"):
                session.save(drop(session.account, row["id"]), note=tell(session, "campaign.not_held"))


def by_week(session: Session, meetings: Iterable[Meeting]) -> None:
    """The meetings week by week; a proposed one is taken into the calendar with one tap."""
    weeks: dict[int, list[Meeting]] = {}
    for meeting in meetings:
        weeks.setdefault(meeting.week, []).append(meeting)
    for held in weeks.values():
        monday = min(meeting.date for meeting in held)
        monday -= datetime.timedelta(days=monday.weekday())
        with st.container(border=True):
            st.markdown(f"**{session.say('campaign.week_of', date=monday)}**")
            for meeting in held:
                with st.container(key=f"week-line-{key_of(meeting)}"):
                    _line(session, meeting)


def _line(session: Session, meeting: Meeting) -> None:
    words, tap = st.columns([4, 1], vertical_alignment="center")
    sign = ":material/event_available:" if meeting.action else ":material/lightbulb:"
    aim = session.say(f"campaign.{meeting.kind}")
    first = f"{sign} **{aim}** · {plain(what(session, meeting))}"
    words.markdown(f"{first}  \n{plain(because(session, meeting))}")
    words.caption(then(session, meeting))
    with words:
        brief_link(session, meeting.person)
    key = f"take-{key_of(meeting)}"
    if not meeting.action and tap.button(tell(session, "campaign.accept"), key=key, width="stretch"):
        take(session, meeting, max(meeting.date, session.today))
