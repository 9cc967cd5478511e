"""An opportunity on the screen: its checklist, ratings with their evidence, and the form that answers one of them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from graphkit.assessment import FAILS, HOLDS, Assessment, assess, name_of
from graphkit.i18n import has
from graphkit.model import Decision
from graphkit.opportunity import Answer, Validation, validation
from graphkit.three_p import Says
from ui.menu import PAGES
from ui.session import Session
from ui.words import plain, signed

ICONS = {HOLDS: ":material/check_circle:", FAILS: ":material/cancel:", "": ":material/help:"}
_LEVELS = (1, 2, 3, 4, 5)


def validated(session: Session, decision: Decision) -> None:
    """What a decision has stood so far, in one line with the way to its checklist."""
    if not decision.id:
        return
    found = validation(session.account, decision=decision.id, today=session.today)
    with st.container(horizontal=True, vertical_alignment="center", key=f"validated-{decision.id}"):
        topic, verdict = session.sentence("opportunity.tab.validation"), found.say(session.language)
        st.markdown(plain(session.sentence("opportunity.headline.answer", decision=topic, verdict=verdict)))
        label = session.sentence("opportunity.text.more")
        query = {"account": str(session.id), "lang": session.language, "decision": decision.id}
        st.page_link(PAGES["profile"][0], label=label, icon=PAGES["profile"][1], query_params=query)


def checklist(session: Session, found: Validation) -> None:
    """The questions, two beside each other, each with its answer and where that comes from."""
    for number, answer in enumerate(found.answers):
        if number % 2 == 0:  # row by row: on a phone they keep their order
            columns = st.columns(2)
        with columns[number % 2], st.container(border=True, height="stretch", key=f"question-{answer.question}"):
            _question(session, answer)


def _question(session: Session, answer: Answer) -> None:
    tell, said = session.sentence, answer.by_hand
    state = tell(f"opportunity.{answer.state or 'open'}")
    st.markdown(f"{ICONS[answer.state]} **{plain(answer.name(session.language))}** · {state}")
    if answer.fact:
        st.markdown(plain(answer.fact.say(session.language)))
    if said.holds and not (answer.fact and answer.fact.answer):
        _evidence(session, said)
    if answer.is_disputed:
        holds = tell(f"opportunity.{said.holds}")
        st.markdown(f":material/warning: {plain(tell('opportunity.from.disputed', holds=holds))}")
    if not answer.state:
        question = tell(f"opportunity.validation_ask.{answer.question}")
        st.caption(plain(tell("opportunity.ask", question=question)))
    elif answer.fact and answer.fact.answer:
        st.caption(tell("opportunity.from.data"))


def rating_card(session: Session, rated: Assessment, says: Says | None = None) -> None:
    """One rating with its evidence; of the 3P also what the account's data say beside it."""
    tell, key = session.sentence, f"{rated.topic}.{rated.item}"
    with st.container(border=True, height="stretch", key=f"rating-{rated.topic}-{rated.item}"):
        st.markdown(f"**{tell(f'opportunity.{key}')}**")
        if says:
            st.caption(tell(f"opportunity.three_p_about.{rated.item}"))
        if rated.rating is None:
            st.markdown(f"{ICONS['']} {tell('opportunity.unknown')}")
            question = tell(f"opportunity.{rated.topic}_ask.{rated.item}")
            st.caption(plain(tell("opportunity.ask", question=question)))
        else:
            level = round(rated.rating)
            st.markdown(f"{'●' * level}{'○' * (5 - level)} {tell('opportunity.rated', rating=f'{rated.rating:g}')}")
            _evidence(session, rated)
        if says:
            _facts(session, says, rated)


def _facts(session: Session, says: Says, rated: Assessment) -> None:
    tell = session.sentence
    known = {key: tally for key, tally in says.shares.items() if tally.whole}
    lines = [
        tell(f"opportunity.three_p_says.{key}", part=tally.part, whole=tally.whole) for key, tally in known.items()
    ]
    if says.forecast:
        verdict, ends = session.word(f"verdict.{says.forecast.verdict}"), (says.forecast.low, says.forecast.high)
        low, high = map(signed, ends)
        lines.append(tell("opportunity.three_p_says.forecast", verdict=verdict, low=low, high=high))
    st.caption(tell("opportunity.from.data"))
    st.markdown("\n".join(f"- {plain(line)}" for line in lines or [tell("opportunity.three_p_says.nothing")]))
    if against := says.against(rated.rating):
        suggests = f"{says.suggests:.1f}"
        sentence = tell(f"opportunity.three_p_against.{against}", suggests=suggests)
        st.markdown(f":material/warning: {plain(sentence)}")


def criterion(session: Session, judged: Assessment) -> None:
    """One line of the target profile, and whether this account meets it."""
    state = session.sentence(f"opportunity.{judged.holds or 'unknown'}")
    with st.container(border=True):
        st.markdown(f"{ICONS[judged.holds]} **{plain(judged.item)}** · {state}")
        if judged.is_known:
            _evidence(session, judged)
        else:
            st.caption(session.sentence("opportunity.text.target_ask"))


def _evidence(session: Session, said: Assessment) -> None:
    tell = session.sentence
    st.markdown(plain(said.evidence) if said.evidence else f":material/warning: {tell('opportunity.no_evidence')}")
    notes = [tell("opportunity.on", date=said.rated_on)] if said.rated_on else []
    if said.is_stale:
        days = f"{session.account.assumptions.stale_days:g}"
        notes.append(f":material/schedule: {tell('opportunity.stale', days=days)}")
    if notes:
        st.caption(" · ".join(notes))


def assess_form(session: Session, known: Sequence[Assessment], *, label: str, is_rated: bool = False) -> None:
    """Choose one of these items and rate it, or say whether it holds; what is open comes first."""
    tell, language = session.sentence, session.language
    ordered = {each.item: each for each in sorted(known, key=lambda each: each.is_known)}
    topic, about = known[0].topic, known[0].decision
    name = lambda item: name_of(topic, item, language)  # noqa: E731
    item = st.selectbox(label, list(ordered), format_func=name, key=f"item-{topic}-{about}-{session.id}")
    said = ordered[item]
    with st.form(f"assess-{topic}-{about}-{item}-{session.id}-{session.version}", border=False):
        if has(f"opportunity.{topic}_ask.{item}"):
            st.markdown(plain(tell(f"opportunity.{topic}_ask.{item}")))
        if is_rated:
            given = None if said.rating is None else round(said.rating)
            help_ = tell("opportunity.rating_help")
            level = st.segmented_control(tell("opportunity.rating"), _LEVELS, default=given, help=help_)
        else:
            answers = {answer: tell(f"opportunity.{answer}") for answer in (HOLDS, FAILS)}
            given, help_ = said.holds or None, tell("opportunity.answer_help")
            answer, called = tell("opportunity.answer"), answers.__getitem__
            level = st.segmented_control(answer, list(answers), default=given, help=help_, format_func=called)
        evidence = st.text_area(
            tell("opportunity.evidence"),
            said.evidence,
            help=tell("opportunity.evidence_help"),
            height=80,
            max_chars=1000,
        )
        if st.form_submit_button(session.say("save"), type="primary"):
            cells = {"rating": level} if is_rated else {"holds": level or ""}
            cells |= {"decision": about, "evidence": evidence.strip(), "today": session.today}
            changed = session.attempt(lambda: assess(session.account, topic, item, **cells))
            if changed is not None:
                note = tell("opportunity.saved", what=session.word(f"topic.{topic}"), item=name(item))
                session.save(changed, note=note)


def choose_or_write(session: Session, place: DeltaGenerator, kind: str, known: Sequence[str], value: str) -> str:
    """One of ours by its word, or a team's own words, for a field of a decision."""
    group = {"stage": "deal_stage"}.get(kind, kind)
    own = [value] if value and value not in known else []
    chosen = place.selectbox(
        session.say(f"account.{kind}"),
        [*known, *own],
        index=[*known, *own].index(value) if value else None,
        format_func=lambda word: word_or_own(session, group, word),
        accept_new_options=True,
        placeholder=session.say("account.choose_or_write"),
    )
    return (chosen or "").strip()


def word_or_own(session: Session, group: str, value: str) -> str:
    """One of ours by its word, or as the team wrote it."""
    return session.word(f"{group}.{value}") if value and has(f"word.{group}.{value}") else value
