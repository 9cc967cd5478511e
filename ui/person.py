"""The card of one person: what we know, what we do not, why they matter, and everything that can be done about it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from graphkit import schema
from graphkit.edits import add_person, describe, rate, report_to
from graphkit.marks import SUPPORT_GLYPHS, nearest_level, support_level
from graphkit.model import Account, Person
from graphkit.significance import significance
from ui.brief import brief_link
from ui.lens import look_around
from ui.lines import line_card, line_form, new_line
from ui.meeting import log_form
from ui.session import Session
from ui.words import percent, plain, signed

MOST_MEETINGS = 5


def beside(session: Session, account: Account, line: tuple[str, str, str] | None) -> None:
    """What stands beside the map: a line just drawn, the line or the person that is picked, and a way to add people."""
    picked = st.session_state["picked"]
    if "map-line" in st.session_state:
        new_line(session, account, *st.session_state["map-line"])
    elif line:
        line_card(session, account, line)
    elif picked in account.positions:
        card(session, account, picked)
    else:
        st.info(session.say("person.choose"))
    with st.expander(session.say("person.new"), icon=":material/person_add:"):
        newcomer(session, account, picked)


def card(session: Session, account: Account, id_: str) -> None:
    """Everything about one person; `account` is as rated for the decision."""
    person = account.person(id_)
    st.subheader(plain(person.label), anchor=False)
    st.text(" · ".join(part for part in (person.title, person.unit, person.location) if part) or "—")
    if st.button(session.say("person.around"), icon=":material/hub:", key=f"around-{id_}"):
        look_around(id_)
        st.rerun()  # the controls above the map too, which a card does not draw anew
    _matters(session, id_)
    brief_link(session, id_)
    _ratings(session, person)
    _contacts(session, account, id_)
    with st.expander(session.say("person.needs"), icon=":material/lightbulb:"):
        _needs(session, account, id_)
    with st.expander(session.say("person.change"), icon=":material/edit:"):
        _place(session, account, person)


# -- why they matter ---------------------------------------------------------------------------------------------------


def _matters(session: Session, id_: str) -> None:
    found = significance(session.account, id_, decision=session.decision.id, today=session.today)
    if found is None:
        return
    share, low, high = percent(found.leverage), signed(found.low), signed(found.high)
    lines = [session.say("person.matters", share=share, rank=found.rank, n=found.people, low=low, high=high)]
    if found.routes_through:
        lines.append(session.say("person.routes_through", n=found.routes_through, all=found.routes))
    st.markdown("  \n".join(lines), help=session.say("person.matters_help"))


# -- ratings: a tap is a revision --------------------------------------------------------------------------------------


def _ratings(session: Session, person: Person) -> None:
    scale = [-2, -1, 0, 1, 2]
    _rating(session, person, "support", scale, support_level(person.support), lambda level: SUPPORT_GLYPHS[level])
    for name in ("power", "influence"):
        rating = getattr(person, name)
        _rating(session, person, name, [1, 2, 3, 4, 5], nearest_level(rating, 1, 5), str)
    _roles(session, person)
    known = person.confidence or "assumed"
    _changed(session, person, "confidence", known, _confidence(session, person, known))


def _rating(session: Session, person: Person, name: str, scale: list[int], level: int | None, glyph: object) -> None:
    """One scale; the tapped level tapped again is unknown."""
    label = session.word(f"column.{name}")
    if level is None or name == "support":
        word = session.word("support.unknown" if level is None else f"support.{level}")
        label = session.say("is", what=label, value=word)
    picked = st.segmented_control(
        label,
        scale,
        default=level,
        format_func=glyph,
        key=f"rate-{name}-{session.id}-{session.version}-{person.id}",
        help=session.say(f"person.{name}_help"),
        width="stretch",
    )
    _changed(session, person, name, level, picked)


def _roles(session: Session, person: Person) -> None:
    picked = st.multiselect(
        session.word("column.role"),
        schema.ROLES,
        default=list(person.role),
        format_func=lambda role: session.word(f"role.{role}"),
        placeholder=session.word("role.none"),
        key=f"rate-role-{session.id}-{session.version}-{person.id}",
    )
    roles = [role for role in schema.ROLES if role in picked]
    _changed(session, person, "role", ";".join(role for role in schema.ROLES if role in person.role), ";".join(roles))


def _confidence(session: Session, person: Person, known: str) -> str:
    rated = f"{person.rated_on:%Y-%m-%d}" if person.rated_on is not None else "—"
    picked: str = st.segmented_control(
        session.say("person.how_sure", date=rated),
        schema.CONFIDENCES,
        default=known,
        required=True,
        format_func=lambda name: session.word(f"confidence.{name}"),
        help=session.say("person.how_sure_help"),
        key=f"rate-confidence-{session.id}-{session.version}-{person.id}",
        width="stretch",
    )
    return picked


def _changed(session: Session, person: Person, name: str, before: object, picked: object) -> None:
    if picked == before:
        return
    asked = {"decision": session.decision.id, "today": session.today, name: picked}
    changed = session.attempt(lambda: rate(session.account, person.id, **asked))
    if changed is not None:
        session.save(changed, note=session.say("is", what=person.label, value=session.word(f"column.{name}")))


# -- who of us knows them, and the meetings ----------------------------------------------------------------------------


def _contacts(session: Session, account: Account, id_: str) -> None:
    contacts = account.contacts[account.contacts["person"].eq(id_)]
    st.markdown(f"**{session.say('person.contacts')}**")
    if contacts.empty:
        st.text(session.say("person.no_contact"))
    for contact in contacts.to_dict("records"):
        last = contact["last_contact"]
        when = f" · {last:%Y-%m-%d}" if pd.notna(last) else ""
        trust = session.trust(contact["trust"])
        st.text(session.say("is", what=session.label(contact["member"]), value=f"{trust}{when}"))
    log_form(session, account, id_)
    meetings = account.meetings[account.meetings["person"].eq(id_)].sort_values("date", ascending=False)
    for meeting in meetings.head(MOST_MEETINGS).to_dict("records"):
        outcome = session.word(f"outcome.{meeting['outcome'] or 'unknown'}")
        notes = f" · {meeting['notes']}" if meeting["notes"] else ""
        st.caption(plain(f"{meeting['date']:%Y-%m-%d} · {session.label(meeting['member'])} · {outcome}{notes}"))


def _needs(session: Session, account: Account, id_: str) -> None:
    needs = account.needs[account.needs["person"].eq(id_)].to_dict("records")
    person = account.person(id_)
    if person.focus:
        st.text(session.say("is", what=session.word("column.focus"), value=person.focus))
    for need in needs:
        kind = session.word(f"need.{need['kind']}") if need["kind"] else ""
        st.text(session.say("beside", what=need["need"], more=kind) if kind else need["need"])
    if not needs and not person.focus:
        st.text(session.say("person.no_needs"))


# -- place, lines, and people who come in ------------------------------------------------------------------------------


def _place(session: Session, account: Account, person: Person) -> None:
    """Everything that can be done on the map by hand, in forms: manager, name and title, a line, a report."""
    others = [id_ for id_ in account.people["id"] if id_ != person.id]
    with st.form(f"place-{person.id}-{session.version}", border=False):
        name = st.text_input(session.word("column.name"), person.name)
        title = st.text_input(session.word("column.title"), person.title)
        unit = st.text_input(session.word("column.unit"), person.unit)
        manager = st.selectbox(
            session.word("column.reports_to"),
            ["", *others],
            index=others.index(person.reports_to) + 1 if person.reports_to in others else 0,
            format_func=lambda id_: session.option(id_) or session.say("account.nobody"),
        )
        if st.form_submit_button(session.say("save")):
            changed = session.attempt(lambda: _placed(session.account, person, name, title, unit, manager))
            if changed is not None:
                session.save(changed, note=person.label)
    _lines(session, account, person)
    st.markdown(f"**{session.say('person.line_to')}**")
    other = st.selectbox(
        session.say("person.line_to"),
        others,
        index=None,
        placeholder=session.say("map.search_hint"),
        format_func=session.option,
        label_visibility="collapsed",
        key=f"line-to-{person.id}",
    )
    if other:
        line_form(session, account, person.id, other)


def _lines(session: Session, account: Account, person: Person) -> None:
    """Every line of a person, to be changed or taken away without a click on the map."""
    ties = account.ties[account.ties["source"].eq(person.id) | account.ties["target"].eq(person.id)]
    formal = [("reports_to", person.reports_to), *(("dotted_to", id_) for id_ in person.dotted_to)]
    known = [(person.id, kind, id_) for kind, id_ in formal if id_ in account.positions]
    known += list(ties[["source", "kind", "target"]].itertuples(index=False, name=None))
    if not known:
        return

    def named(line: tuple[str, str, str]) -> str:
        source, kind, target = line
        ends = f"{session.option(source)} → {session.option(target)}"
        return session.say("beside", what=ends, more=session.word(f"line.{kind}"))

    line = st.selectbox(
        session.say("person.lines"),
        known,
        index=None,
        placeholder=session.say("person.lines_hint"),
        format_func=named,
        key=f"lines-{session.id}-{session.version}-{person.id}",
    )
    if line:
        line_card(session, account, line)


def _placed(account: Account, person: Person, name: str, title: str, unit: str, manager: str) -> Account:
    account = describe(account, person.id, name=name, title=title, unit=unit)
    kept = person.reports_to not in account.positions and not manager  # an orphan's manager stays as it is named
    return account if kept or manager == person.reports_to else report_to(account, person.id, manager)


def newcomer(session: Session, account: Account, manager: str | None) -> None:
    """A form for somebody who is not on the map: a person, or a post of which only the title is known."""
    people = account.people["id"].tolist()
    with st.form("newcomer", border=False, clear_on_submit=True):
        name = st.text_input(session.word("column.name"), placeholder=session.say("person.placeholder"))
        title = st.text_input(session.word("column.title"))
        boss = st.selectbox(
            session.word("column.reports_to"),
            ["", *people],
            index=people.index(manager) + 1 if manager in people else 0,
            format_func=lambda id_: session.option(id_) or session.say("account.nobody"),
        )
        if st.form_submit_button(session.say("person.add"), type="primary"):
            called = name.strip() or (session.say("person.vacant") if title.strip() else "")
            unit = account.person(boss).unit if boss else ""
            cells = {"name": called, "title": title, "reports_to": boss, "unit": unit}
            added = session.attempt(lambda: add_person(session.account, **cells))
            if added is not None:
                st.session_state["picked"] = added[1]
                session.save(added[0], note=called)
