"""Where does the decision stand today, whom to ask and whom to win?"""

import pandas as pd
import streamlit as st

import ui
from graphkit.influence import ask_next, forecast, win_next
from ui.answers import headline, range_chart, table
from ui.words import percent, plain, signed

session = ui.start("forecast")
account, decision = session.account, session.decision
if not decision.target and not decision.committee:
    st.info(session.say("forecast.nobody_decides"))
    st.page_link("pages/account.py", label=session.say("page.account"))
    st.stop()
outlook = session.attempt(lambda: forecast(account, decision=decision.id, today=session.today))
if outlook is None:
    st.stop()

who = plain(session.label(outlook.target)) if outlook.target else session.say("forecast.committee")
verdict = session.word(f"verdict.{outlook.verdict}")
headline(session.say("forecast.answer", who=who, verdict=verdict, low=signed(outlook.low), high=signed(outlook.high)))
st.caption(session.say("forecast.model"))

rows = [(who, outlook.stance, outlook.low, outlook.high, outlook.verdict)]
rows += [(session.label(m.id), m.stance, m.low, m.high, m.verdict) for m in outlook.committee]
chart = pd.DataFrame(rows, columns=["name", "stance", "low", "high", "verdict"])
range_chart(session, chart, account.assumptions.verdict_margin)
if outlook.share_for:
    share = outlook.share_for
    st.markdown(session.say("forecast.share", low=percent(share.low), high=percent(share.high)))

named = outlook.people.assign(name=outlook.people["id"].map(session.label))
rated = account.rated_for(decision.id).people
named["support"] = [session.word(f"support.{'unknown' if pd.isna(s) else round(s)}") for s in rated["support"]]
asked, won = st.columns(2)
with asked:
    st.subheader(session.say("forecast.ask"), help=session.say("forecast.ask_help"), anchor=False)
    best = ask_next(outlook, 7)[["id"]].merge(named, on="id")
    table(session, best[["name", "support", "ask_value"]], "ask-next")
with won:
    st.subheader(session.say("forecast.win"), help=session.say("forecast.win_help"), anchor=False)
    best = win_next(outlook, 7)[["id"]].merge(named, on="id")
    table(session, best[["name", "support", "win_value"]], "win-next")

st.subheader(session.say("forecast.everybody"), anchor=False)
columns = ["name", "support", "stance", "low", "high", "leverage", "ask_value", "win_value"]
ranked = named.sort_values(["leverage", "id"], ascending=[False, True])
table(session, ranked[columns], "forecast", height=420)
