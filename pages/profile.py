"""Is this opportunity real, does the customer fit us, and what do we know of it as a whole?"""

import streamlit as st

import ui
from graphkit.assessment import FIT, HOLDS, THREE_P, assessments, target_profile
from graphkit.opportunity import CLOSED, validation
from graphkit.profile import PARTS
from graphkit.three_p import three_p
from ui.answers import headline, table
from ui.opportunity import assess_form, checklist, criterion, rating_card
from ui.profile import choose_criteria, decision_rows, edit_profile, part, show_key_account
from ui.words import plain

session = ui.start("profile")
account, decision, tell = session.account, session.decision, session.sentence
asked = {"today": session.today}
found = validation(account, decision=decision.id, **asked)
verdict = found.say(session.language)
if decision.id:
    name = decision.name or decision.id
    headline(plain(tell("opportunity.headline.answer", decision=name, verdict=verdict)))
else:
    headline(tell("opportunity.headline.no_decision"))

tabs = [tell(f"opportunity.tab.{name}") for name in ("validation", "fit", "target", "profile")]
validating, fitting, targeting, describing = st.tabs(tabs, on_change="rerun", key="profile-tabs")

if validating.open:
    with validating:
        st.caption(tell("opportunity.text.validation_about"))
        if found.verdict in CLOSED:
            st.info(tell("opportunity.text.closed"))
        elif decision.id:
            checklist(session, found)
            with st.expander(tell("opportunity.text.by_hand"), icon=":material/edit:", expanded=True):
                by_hand = [answer.by_hand for answer in found.answers if not (answer.fact and answer.fact.answer)]
                if by_hand:
                    assess_form(session, by_hand, label=tell("opportunity.question"))
        if account.decisions:
            st.subheader(tell("opportunity.text.decisions"), anchor=False)
            table(session, decision_rows(session), "decisions")
if fitting.open:
    with fitting:
        st.caption(tell("opportunity.text.fit_about"))
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
                what = session.word(f"topic.{topic[0].topic}")
                st.subheader(tell("opportunity.text.rate", what=what), anchor=False)
                assess_form(session, topic, label=tell("opportunity.item"), is_rated=True)
if targeting.open:
    with targeting:
        st.caption(tell("opportunity.text.target_about"))
        criteria = session.store.criteria()
        profile = target_profile(account, criteria, **asked)
        if profile.criteria:
            held, unknown = len(profile.having(HOLDS)), len(profile.having(""))
            whole = len(profile.criteria)
            st.markdown(f"**{tell('opportunity.text.target_answer', part=held, whole=whole, unknown=unknown)}**")
            if not criteria:
                st.caption(tell("opportunity.text.target_own"))
            columns = st.columns(2)
            for place, judged in enumerate(profile.criteria):
                with columns[place % 2]:
                    criterion(session, judged)
            if profile.others:
                others = session.say("comma").join(each.item for each in profile.others)
                st.caption(plain(tell("opportunity.text.target_others", what=others)))
            assess_form(session, profile.criteria, label=tell("opportunity.text.criterion"))
        else:
            st.info(tell("opportunity.text.target_none"))
        choose_criteria(session, criteria, profile)
if describing.open:
    with describing:
        known = sum(bool(account.profile.get(name)) for name in PARTS)
        st.markdown(f"**{tell('opportunity.text.profile_answer', part=known, whole=len(PARTS))}**")
        for name in PARTS:
            part(session, name)
        edit_profile(session)
        show_key_account(session)
