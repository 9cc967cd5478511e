"""Is this opportunity real, does the customer fit us, and what do we know of it as a whole?"""

import pandas as pd
import streamlit as st

import ui
from graphkit.assessment import FIT, HOLDS, THREE_P, assessments, target_profile
from graphkit.opportunity import CLOSED, validation
from graphkit.profile import PARTS
from graphkit.three_p import three_p
from ui.answers import headline, table
from ui.opportunity import assess_form, checklist, criterion, rating_card
from ui.profile import choose_criteria, edit_profile, part, source_of, stage_of
from ui.words import plain

session = ui.start("profile")
account, decision, say = session.account, session.decision, session.sentence
asked = {"today": session.today}
found = validation(account, decision=decision.id, **asked)
verdict = found.say(session.language)
if decision.id:
    name = decision.name or decision.id
    headline(plain(say("opportunity.headline.answer", decision=name, verdict=verdict)))
else:
    headline(say("opportunity.headline.no_decision"))

tabs = [say(f"opportunity.tab.{name}") for name in ("validation", "fit", "target", "profile")]
validating, fitting, targeting, describing = st.tabs(tabs, on_change="rerun", key="profile-tabs")

if validating.open:
    with validating:
        st.caption(say("opportunity.text.validation_about"))
        if found.verdict in CLOSED:
            st.info(say("opportunity.text.closed"))
        elif decision.id:
            checklist(session, found)
            with st.expander(say("opportunity.text.by_hand"), icon=":material/edit:", expanded=True):
                by_hand = [answer.by_hand for answer in found.answers if not (answer.fact and answer.fact.answer)]
                if by_hand:
                    assess_form(session, by_hand, label=say("opportunity.question"))
        st.subheader(say("opportunity.text.decisions"), anchor=False)
        rows = pd.DataFrame(
            {
                "decision": each.name or each.id,
                "stage": stage_of(session, each),
                "source": source_of(session, each),
                "value": each.value,
                "closes": each.close_date,
                "verdict": validation(account, decision=each.id, **asked).say(session.language),
            }
            for each in account.decisions
        )
        headings = {column: say(f"opportunity.column.{column}") for column in rows.columns}
        table(session, rows.rename(columns=headings), "decisions")
if fitting.open:
    with fitting:
        st.caption(say("opportunity.text.fit_about"))
        fits = assessments(account, "fit", FIT, **asked)
        for column, rated in zip(st.columns(len(FIT)), fits, strict=True):
            with column:
                rating_card(session, rated)
        ours = assessments(account, "three_p", THREE_P, **asked)
        for column, rated, says in zip(
            st.columns(3), ours, three_p(account, decision=decision.id, **asked), strict=True
        ):
            with column:
                rating_card(session, rated, says)
        for each, topic in zip(st.columns(2), (fits, ours), strict=True):
            with each:
                st.subheader(f"{session.word(f'topic.{topic[0].topic}')}: {say('opportunity.text.rate')}", anchor=False)
                assess_form(session, topic, label=say("opportunity.item"), is_rated=True)
if targeting.open:
    with targeting:
        st.caption(say("opportunity.text.target_about"))
        criteria = session.store.criteria()
        profile = target_profile(account, criteria, **asked)
        if profile.criteria:
            held, unknown = len(profile.having(HOLDS)), len(profile.having(""))
            whole = len(profile.criteria)
            st.markdown(f"**{say('opportunity.text.target_answer', part=held, whole=whole, unknown=unknown)}**")
            if not criteria:
                st.caption(say("opportunity.text.target_own"))
            for judged in profile.criteria:
                criterion(session, judged)
            if profile.others:
                others = session.say("comma").join(each.item for each in profile.others)
                st.caption(plain(say("opportunity.text.target_others", what=others)))
            assess_form(session, profile.criteria, label=say("opportunity.question"))
        else:
            st.info(say("opportunity.text.target_none"))
        choose_criteria(session, criteria, profile)
if describing.open:
    with describing:
        known = sum(bool(account.profile.get(name)) for name in PARTS)
        st.markdown(f"**{say('opportunity.text.profile_answer', part=known, whole=len(PARTS))}**")
        for name in PARTS:
            part(session, name)
        edit_profile(session)
