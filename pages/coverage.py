"""Where are we blind or thin?"""

import json

import altair as alt
import pandas as pd
import streamlit as st

import ui
from graphkit.coverage import coverage, smallest_set
from graphkit.departures import departures
from graphkit.gaps import SEVERITIES
from ui.answers import headline, hover, people_links, table
from ui.merging import show_moves
from ui.words import percent, plain

session = ui.start("coverage")
account, decision = session.account, session.decision
found = session.attempt(lambda: coverage(account, decision=decision.id, today=session.today))
if found is None:
    st.stop()

urgent = sum(gap.severity == "high" for gap in found.gaps)
if found.score is None:
    headline(session.say("coverage.answer_open", n=len(found.gaps), urgent=urgent))
else:
    headline(session.say("coverage.answer", score=percent(found.score), n=len(found.gaps), urgent=urgent))
st.caption(session.say("coverage.meaning"))

show_moves(session)

_NARROW = "bandwidth('x') < 64"  # pixels for a member, as on a phone: the name stands upright
_GAP = "indexof(datum.label, ' ')"
_TWO_LINES = f"[slice(datum.label, 0, {_GAP}), slice(datum.label, {_GAP} + 1)]"
_EVERY_NAME = {
    "labelExpr": f"{_NARROW} || {_GAP} < 0 ? datum.label : {_TWO_LINES}",
    "labelAngle": alt.expr(f"{_NARROW} ? -90 : 0"),
    "labelAlign": alt.expr(f"{_NARROW} ? 'left' : 'center'"),
    "labelBaseline": alt.expr(f"{_NARROW} ? 'middle' : 'bottom'"),
    "labelOverlap": False,
    "labelFlush": False,
    "labelLimit": 110,
}
ICONS = {"high": ":material/priority_high:", "medium": ":material/warning:", "low": ":material/info:"}
chosen = st.pills(
    session.word("column.severity"),
    SEVERITIES,
    default=["high", "medium"],
    selection_mode="multi",
    format_func=lambda severity: session.say(
        "beside", what=session.word(f"severity.{severity}"), more=sum(g.severity == severity for g in found.gaps)
    ),
    key="coverage-severity",
)
shown = [gap for gap in found.gaps if gap.severity in chosen]
for number, gap in enumerate(shown):
    if number % 2 == 0:  # row by row: on a phone the gravest stay first
        columns = st.columns(2)
    with columns[number % 2], st.container(border=True, height="stretch", key=f"gap-{number}"):
        st.markdown(f"{ICONS[gap.severity]} **{gap.name(session.language)}**")
        st.markdown(plain(gap.why(session.language)))
        if gap.people:
            people_links(session, gap.people)
        st.markdown(f":material/arrow_forward: {plain(gap.do(session.language))}")
if not found.gaps:
    st.success(session.say("coverage.none"))

st.subheader(session.say("coverage.matrix"), help=session.say("coverage.matrix_help"), anchor=False)
trust = found.matrix.rename_axis(index="member", columns="person").stack().rename("trust").dropna().reset_index()
if trust.empty:
    st.info(session.say("coverage.no_contacts"))
    st.page_link("pages/account.py", label=session.say("page.account"), icon=":material/table_edit:")
else:
    trust["word"] = [session.trust(value) for value in trust["trust"]]
    trust["level"] = trust["trust"].astype(int)
    levels = {str(level): f"{level} {session.trust(float(level))}" for level in range(4)}
    for column in ("member", "person"):
        trust[column] = trust[column].map(session.option)
    steps = alt.Scale(domain=[0, 1, 2, 3], range=["#e8c9a8", "#b7cfd4", "#5f9ea8", "#0f5f6b"], type="ordinal")
    cells = alt.Chart(trust).encode(
        x=alt.X("member:N", title=None, axis=alt.Axis(orient="top", **_EVERY_NAME)),
        y=alt.Y("person:N", title=None, axis=alt.Axis(labelLimit=180, labelOverlap=False, grid=True, zindex=0)),
    )
    legend = alt.Legend(
        orient="top", title=None, columns=2, labelExpr=f"{json.dumps(levels)}[datum.label]", values=[0, 1, 2, 3]
    )
    squares = cells.mark_rect().encode(
        color=alt.Color("level:O", scale=steps, legend=legend),
        tooltip=hover(session, "member", "person", word=session.word("column.trust")),
    )
    dark = alt.condition("datum.trust >= 3", alt.value("white"), alt.value("#1c1c1c"))
    numbers = cells.mark_text(fontSize=13).encode(text=alt.Text("trust:Q", format="~g"), color=dark)
    st.altair_chart((squares + numbers).properties(height=alt.Step(26)), width="stretch")
rows = pd.DataFrame(
    [
        {
            "severity": session.word(f"severity.{gap.severity}"),
            session.say("coverage.gap"): gap.name(session.language),
            session.say("coverage.people"): session.labels(gap.people, most=1000),
            session.say("coverage.why"): gap.why(session.language),
            session.say("coverage.do"): gap.do(session.language),
        }
        for gap in found.gaps
    ]
)
with st.expander(session.say("coverage.all_gaps")):
    table(session, rows, "coverage")

st.subheader(session.say("coverage.smallest"), help=session.say("coverage.smallest_help"), anchor=False)
fewest = session.attempt(lambda: smallest_set(account, decision=decision.id, today=session.today))
if fewest is not None and fewest.exact:
    for key, ids in (("meet", fewest.exact), ("far", fewest.unreachable)):
        if ids:
            st.markdown(session.say(f"coverage.{key}", n=len(ids)))
            people_links(session, ids, most=40)

st.subheader(session.say("coverage.leave"), help=session.say("coverage.leave_help"), anchor=False)
leaving = departures(account, decision=decision.id) if found.score is not None else ()
if not leaving:
    st.markdown(session.say("coverage.leave_none"))
else:
    worst = leaving[0]
    odds = {"best": percent(worst.best), "left": percent(worst.best_without)}
    names = {"who": plain(session.label(worst.id)), "target": plain(session.label(worst.target))}
    st.markdown(
        session.say("coverage.leave_most", **names, **odds) if worst.loss else session.say("coverage.leave_nothing")
    )
    rows = pd.DataFrame(
        [
            {
                "leave_who": session.label(one.id),
                "leave_side": session.say("coverage.leave_ours" if one.ours else "coverage.leave_theirs"),
                "leave_target": session.label(one.target),
                "leave_routes": session.say("coverage.leave_routes_of", lost=one.routes_lost, all=one.routes),
                "leave_best": percent(one.best),
                "leave_left": percent(one.best_without),
            }
            for one in leaving
        ]
    )
    rows = rows.rename(columns=lambda name: session.say(f"coverage.{name}"))
    table(session, rows, "departures", height=280, people=["" if one.ours else one.id for one in leaving])
