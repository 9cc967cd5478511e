"""What falls due with the people of an account, on the screen: in words, as a card, as a list, as a calendar file."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

import altair as alt
import pandas as pd
import streamlit as st

from graphkit.assessment import satisfied
from graphkit.habits import DECIDED, Due, done, put_on, satisfaction
from graphkit.i18n import text
from graphkit.ics import Entry as Day
from graphkit.ics import to_ics
from graphkit.opportunity import WON
from graphkit.pyramid import Pyramid
from ui.answers import FOR, table
from ui.calendar import Entry
from ui.meeting import log_form, log_row
from ui.session import Session
from ui.words import plain

GLYPHS = {
    "visit": "●",
    "reciprocity": "⇄",
    "stimulation": "✉",
    "informant": "◔",
    "service": "⚙",
    "satisfaction": "☺",
    "referral": "↗",
}
_RULES_OF_CONDUCT = {"informant": "freely", "reciprocity": "compliance"}


def tell(session: Session, key: str, **params: object) -> str:
    return text(f"care.{key}", session.language, **params)


def kind_of(session: Session, item: Due) -> str:
    return session.word(f"habit.{item.kind}")


def what(session: Session, item: Due) -> str:
    """What is to be done, as a sentence."""
    return tell(session, f"do.{item.kind}", person=session.label(item.person))


def why(session: Session, item: Due) -> str:
    """The fact from which it follows, and when it was last done."""
    rule = "decided.decided" if item.rule == DECIDED else f"{item.kind}.{item.rule}"
    reason = tell(session, f"why.{rule}", **{name: _fact(session, name, value) for name, value in item.facts.items()})
    when = _when(session, item)
    return session.say("beside", what=reason, more=when) if when else reason


def _when(session: Session, item: Due) -> str:
    if item.days is None:
        return ""
    key = "last" if item.last else "never"
    return tell(session, key, date=item.last, days=item.days)


def _fact(session: Session, name: str, value: object) -> str:
    if name == "support":
        return session.word(f"support.{round(float(str(value)))}")
    if name == "trust":
        return session.trust(float(str(value)))
    return f"{value:%Y-%m-%d}" if isinstance(value, datetime.date) else str(value)


def written(session: Session, item: Due) -> str:
    """One thing that is due as a line of plain text, like an action."""
    who = session.label(item.member) or tell(session, "nobody_yet")
    late = tell(session, "late") if item.overdue else ""
    return " · ".join(part for part in (late, what(session, item), who, f"{item.date}") if part)


def entry(session: Session, item: Due) -> Entry:
    tone = "late" if item.overdue else "planned" if item.action else "proposed"
    states = {"late": tell(session, "late"), "planned": tell(session, "planned"), "proposed": ""}
    who = session.label(item.member) or tell(session, "nobody_yet")
    says = " · ".join(part for part in (states[tone], kind_of(session, item), session.label(item.person), who) if part)
    return Entry(item.key, item.date, session.label(item.person), says, sub=who, glyph=GLYPHS[item.kind], tone=tone)


def legend(session: Session, items: Iterable[Due]) -> None:
    """What the glyphs and the lines of the entries mean, of those that are there."""
    found = {item.kind for item in items}
    signs = [f"{glyph} {session.word(f'habit.{kind}')}" for kind, glyph in GLYPHS.items() if kind in found]
    st.caption(" · ".join([*signs, tell(session, "lines")]))


def move(session: Session, item: Due, date: datetime.date) -> None:
    """Plan it for a day, as one revision."""
    sentence = what(session, item)
    changed = session.attempt(lambda: put_on(session.account, item, date, what=sentence, today=session.today))
    if changed is not None:
        session.save(changed, note=sentence)


def card(session: Session, item: Due) -> None:
    """Why it is due, and what can be done about it: a visit by how it went, anything else with one tap."""
    st.markdown(f"**{plain(what(session, item))}**")
    who = session.label(item.member) or tell(session, "nobody_yet")
    late = tell(session, "late") if item.overdue else ""
    st.markdown(plain(" · ".join(part for part in (late, who, f"{item.date}") if part)))
    st.markdown(plain(why(session, item)))
    if item.kind in _RULES_OF_CONDUCT:
        st.caption(tell(session, _RULES_OF_CONDUCT[item.kind]))
    if item.kind == "visit":
        log_form(session, session.account, item.person, member=item.member)
    else:
        done_button(session, item, place="card")
    with st.form(f"plan-{item.key}", border=False):
        day = st.date_input(tell(session, "plan"), max(item.date, session.today), format="YYYY-MM-DD")
        if st.form_submit_button(session.say("save"), icon=":material/event:"):
            move(session, item, day)


def late_ones(session: Session, items: Iterable[Due]) -> None:
    """What is overdue, each a tap away from its card."""
    for item in items:
        label = f"{GLYPHS[item.kind]} {plain(session.label(item.person))} · {item.date}"
        args, words = ("care-chosen", item.key), what(session, item)
        key = f"late-{item.key}"
        st.button(label, key=key, help=words, on_click=st.session_state.__setitem__, args=args, width="stretch")


def done_button(session: Session, item: Due, *, place: str) -> None:
    label = tell(session, "done")
    key = f"done-{place}-{item.key}-{session.id}-{session.version}"
    if st.button(label, key=key, icon=":material/check:", help=what(session, item)):
        sentence = what(session, item)
        session.save(done(session.account, item, what=sentence, today=session.today), note=sentence)


def by_member(session: Session, items: Iterable[Due]) -> None:
    """The list to work off, by who of us does it: one tap does a thing, two log a visit."""
    groups: dict[str, list[Due]] = {}
    for item in items:
        groups.setdefault(item.member, []).append(item)
    for member, theirs in groups.items():
        late = sum(item.overdue for item in theirs)
        name = plain(session.label(member) or tell(session, "nobody_yet"))
        counted = f" · {tell(session, 'late')} {late}" if late else ""
        told = session.say("is", what=name, value=f"{len(theirs)}{counted}")
        with st.expander(told, expanded=len(groups) == 1, key=f"care-of-{member}"):
            for item in theirs:
                _line(session, item)


def _line(session: Session, item: Due) -> None:
    """A visit is logged by how it went, anything else by one tap."""
    words, tap = st.columns([5, 4] if item.kind == "visit" else [8, 1], vertical_alignment="center")
    alarm = ":material/alarm: " if item.overdue else ""
    name = plain(session.label(item.person))
    words.markdown(f"{alarm}{GLYPHS[item.kind]} **{kind_of(session, item)}** · {name} · {item.date}")
    words.caption(plain(why(session, item)))
    if item.kind == "visit":
        log_row(session, item.person, tap, member=item.member, key=f"met-{item.key}")
    else:
        with tap:
            done_button(session, item, place="list")


def rows(session: Session, items: Iterable[Due]) -> pd.DataFrame:
    """What falls due as a table with the field's words."""
    columns = ("date", "kind", "person", "member", "why")
    cells = [
        (f"{i.date}", kind_of(session, i), session.label(i.person), session.label(i.member), why(session, i))
        for i in items
    ]
    return pd.DataFrame(cells, columns=columns).rename(columns={"why": session.say("coverage.why")})


def calendar_file(session: Session, items: Iterable[Due]) -> bytes:
    """What is due as a calendar file: who, what and when, and nothing of what we think of anybody."""
    days = [Day(item.key, max(item.date, session.today), what(session, item), _when(session, item)) for item in items]
    stamp = datetime.datetime.combine(session.today, datetime.time(), datetime.UTC)
    return to_ics(days, owner=f"account-{session.id}", stamp=stamp)


def show_satisfaction(session: Session) -> None:
    """What customers said of what they decided for, and the form for the next answer."""
    st.markdown(f"**{tell(session, 'satisfaction')}**")
    asked = satisfaction(session.account)
    if asked.empty:
        st.text(tell(session, "no_satisfaction"))
    else:
        names = {each.id: each.name or each.id for each in session.account.decisions}
        table(session, asked.assign(decision=asked["decision"].map(lambda id_: names.get(id_, ""))), "satisfaction")
    won = [each.id for each in session.account.decisions if each.stage == WON]
    if won:
        with st.expander(tell(session, "satisfaction_add"), icon=":material/add:"):
            _ask_satisfaction(session, won)


def _ask_satisfaction(session: Session, won: list[str]) -> None:
    with st.form(f"satisfaction-{session.id}-{session.version}", border=False):
        decision = st.selectbox(
            session.word("column.decision"), won, format_func=lambda id_: session.account.decision(id_).name or id_
        )
        item = st.text_input(tell(session, "satisfaction_item"), max_chars=120, key="satisfaction-item")
        rating = st.segmented_control(tell(session, "satisfaction_rating"), (1, 2, 3, 4, 5), key="satisfaction-rating")
        words = st.text_input(tell(session, "satisfaction_words"), max_chars=1000, key="satisfaction-words")
        if st.form_submit_button(session.say("save"), type="primary"):
            said = {"decision": decision, "rating": rating, "evidence": words.strip(), "today": session.today}
            changed = session.attempt(lambda: satisfied(session.account, item, **said))
            if changed is not None:
                session.save(changed, note=f"{tell(session, 'satisfaction')}: {item}")


def show_pyramid(session: Session, found: Pyramid) -> None:
    """How many people stand on each step, today and wanted."""
    steps = list(reversed(range(len(found.now))))
    counted = pd.DataFrame(
        {
            "step": [session.trust(step) for step in steps],
            "now": [found.now[step] for step in steps],
            "wanted": [found.wanted[step] for step in steps],
        }
    )
    base = alt.Chart(counted).encode(y=alt.Y("step:N", sort=None, title=None))
    axis = alt.Axis(tickMinStep=1, format="d")
    scale = alt.Scale(domain=[0, max(1, *found.now, *found.wanted) + 1])
    now = base.mark_bar(color=FOR).encode(
        x=alt.X("now:Q", title=tell(session, "people"), axis=axis, scale=scale),
        tooltip=[alt.Tooltip("now", title=tell(session, "now")), alt.Tooltip("wanted", title=tell(session, "wanted"))],
    )
    ticks = base.mark_tick(thickness=5, size=30).encode(x="wanted:Q")
    wanted = ticks.properties(name="wanted")  # ui/look.css gives them the colour of the page's text
    st.altair_chart((now + wanted).properties(height=alt.Step(40)), width="stretch")


def show_climbs(session: Session, found: Pyramid) -> None:
    """Whose next step is what, and what it takes."""
    if not found.climbs:
        st.caption(tell(session, "climbs_none"))
        return
    listed = pd.DataFrame(
        {
            "person": session.label(climb.person),
            "member": session.label(climb.member),
            "trust": session.trust(climb.now),
            "target_trust": session.trust(climb.wanted),
            tell(session, "to_step"): tell(session, f"step.{climb.next}"),
        }
        for climb in found.climbs
    )
    table(session, listed, "pyramid", height=320)
