"""Where does the decision stand today, whom to ask and whom to win, and what would flip it?"""

from itertools import pairwise

import pandas as pd
import streamlit as st

import ui
from graphkit.forecast import VERDICTS, ask_next, forecast, win_next
from graphkit.sensitivity import flip, why
from ui.answers import headline, names_of, on_map, people_links, range_chart, table
from ui.words import percent, plain, signed

session = ui.start("forecast")
account, decision = session.account, session.decision
session.needs_decider()
outlook = session.attempt(lambda: forecast(account, decision=decision.id, today=session.today))
if outlook is None:
    st.stop()

decider = session.label(outlook.target) if outlook.target else session.say("forecast.committee")
who = plain(decider)
verdict = session.word(f"verdict.{outlook.verdict}")
headline(session.say("forecast.answer", who=who, verdict=verdict, low=signed(outlook.low), high=signed(outlook.high)))
st.caption(session.say("forecast.model"))
st.page_link("pages/truth.py", label=session.sentence("truth.from_forecast"), icon=":material/fact_check:")

rows = [(decider, outlook.stance, outlook.low, outlook.high, outlook.verdict)]
rows += [(session.option(m.id), m.stance, m.low, m.high, m.verdict) for m in outlook.committee]
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
    table(session, best[["name", "support", "ask_value"]], "ask-next", people=best["id"].tolist())
with won:
    st.subheader(session.say("forecast.win"), help=session.say("forecast.win_help"), anchor=False)
    best = win_next(outlook, 7)[["id"]].merge(named, on="id")
    table(session, best[["name", "support", "win_value"]], "win-next", people=best["id"].tolist())

st.subheader(session.say("forecast.everybody"), anchor=False)
columns = ["name", "support", "stance", "low", "high", "leverage", "ask_value", "win_value"]
ranked = named.sort_values(["leverage", "id"], ascending=[False, True])
table(session, ranked[columns], "forecast", height=420, people=ranked["id"].tolist())

st.subheader(session.say("forecast.flip"), help=session.say("forecast.flip_help"), anchor=False)
for wanted in VERDICTS:
    if wanted == outlook.verdict:
        continue
    word = session.word(f"verdict.{wanted}")
    found = flip(account, decision=decision.id, to=wanted, today=session.today)
    if found is None:
        st.markdown(session.say("forecast.flip_none", verdict=word))
        continue
    sides = {way: [c.person for c in found.changes if c.toward == (way == "toward")] for way in ("toward", "away")}
    changes = [session.say(f"forecast.flip_{way}", who=names_of(session, ids)) for way, ids in sides.items() if ids]
    ends = {"low": signed(found.low), "high": signed(found.high)}
    changed = session.say("forecast.why_then").join(changes)
    st.markdown(session.say("forecast.flip_answer", n=len(found.changes), verdict=word, changes=changed, **ends))
    people_links(session, [change.person for change in found.changes])

st.subheader(session.say("forecast.why"), help=session.say("forecast.why_help"), anchor=False)
ids = ranked["id"].tolist()
picked = st.session_state.get("picked")
person = st.selectbox(
    session.say("forecast.why_person"),
    ids,
    index=ids.index(picked) if picked in ids else 0,
    format_func=session.option,
    key=f"forecast-why-{session.id}-{decision.id}",
)
reason = why(account, person, decision=decision.id)
name = plain(session.label(person))
on_map(session, person)
if not reason.chains:
    st.markdown(session.say("forecast.why_nothing", who=name))
    st.stop()
leverage = ranked.set_index("id").at[person, "leverage"]
st.markdown(session.say("forecast.why_answer", who=name, leverage=percent(leverage)))
for chain in reason.chains:
    names = [plain(session.label(id_)) for id_ in chain.path]
    steps = [session.say("forecast.why_step", a=a, b=b) for a, b in pairwise(names)]
    words = session.say("forecast.why_then").join(steps) or session.say("forecast.why_own", a=name)
    against = session.say("forecast.why_against") if chain.weight < 0 else ""
    st.markdown(f"- **{chain.share:.1%}** {words}{against}")
st.markdown(f"- **{reason.other:.1%}** {session.say('forecast.why_other')}")
