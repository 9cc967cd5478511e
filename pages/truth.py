"""How does the forecast do on decisions whose outcome is known?"""

import json

import altair as alt
import pandas as pd
import streamlit as st

import ui
from graphkit.published import facts
from graphkit.truth import Result, headline, on_scale, record_table, trials_table, truth
from ui import answers
from ui.words import plain

session = ui.start("truth")
language = session.language
record = truth()
answer, *rest = headline(record, language)
answers.headline(answer)
for sentence in rest:
    st.markdown(plain(sentence))
st.caption(session.sentence("truth.grading"))

COLOURS = {"hit": answers.FOR, "miss": answers.AGAINST, "open": answers.OPEN}
GLYPHS = {"hit": "✓", "miss": "✗", "open": "?"}
GRADES = {grade: f"{glyph} {session.sentence(f'truth.grade.{grade}')}" for grade, glyph in GLYPHS.items()}


def headed(table: pd.DataFrame) -> pd.DataFrame:
    return table.rename(columns={name: session.sentence(f"truth.column.{name}") for name in table})


def chart(found: Result) -> None:
    """The range of each forecast, and a diamond where the outcome came: on its number, or at the end of its side."""
    rows = trials_table(found, language)
    rows["grade"] = [GRADES[trial.grade] for trial in found.trials]
    rows["name"] = [f"{name} {GLYPHS[trial.grade]}" for name, trial in zip(rows["name"], found.trials, strict=True)]
    domain = alt.Scale(domain=list(GRADES.values()), range=list(COLOURS.values()))
    colour = alt.Color("grade:N", scale=domain, title=None)
    ends = {-1: session.sentence("truth.side.against"), 1: session.sentence("truth.side.for")}
    axis = alt.Axis(values=[-1, -0.5, 0, 0.5, 1], labelExpr=f"{json.dumps(ends)}[datum.value] || datum.label")
    heads = {"name": session.sentence("truth.column.name"), "grade": session.sentence("truth.column.outcome")}
    numbers = answers.hover(session, "stance", "low", "high", form="+.2f", came=session.sentence("truth.happened"))
    base = alt.Chart(rows).encode(
        y=alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=200)),
        tooltip=[*answers.hover(session, **heads), *numbers],
    )
    bars = base.mark_bar(height=10, opacity=0.45, cornerRadius=5).encode(
        x=alt.X("low:Q", scale=alt.Scale(domain=[-1, 1]), axis=axis, title=None), x2="high:Q", color=colour
    )
    points = base.mark_point(filled=True, size=80, opacity=1).encode(x="stance:Q", color=colour)
    outcomes = base.mark_point(shape="diamond", size=110, strokeWidth=2).encode(x="came:Q", color=colour)
    st.altair_chart((bars + points + outcomes).properties(height=alt.Step(24)), width="stretch")


st.subheader(session.sentence("truth.record"), anchor=False)
answers.table(session, headed(record_table(record, language)), "track-record")
st.caption(plain(session.sentence("truth.limits")))

for found in record:
    case = found.case
    with st.expander(plain(case.words("title", language)), key=f"case-{case.id}"):
        st.markdown(plain(case.words("question", language)))
        st.caption(plain(case.words("source", language)))
        st.markdown(f"**{session.sentence('truth.happened')}** · {plain(case.words('happened', language))}")
        st.markdown(f"**{session.sentence('truth.lesson')}** · {plain(case.words('lesson', language))}")
        st.markdown(f"**{session.sentence('truth.note')}** · {plain(case.words('note', language))}")
        if scaled := on_scale(found, language):
            st.markdown(plain(scaled))
        st.markdown(f"**{session.sentence('truth.ranges')}**", help=session.sentence("truth.ranges_help"))
        chart(found)
        mapping = session.sentence(f"truth.rule.{case.kind}")
        st.markdown(f"**{session.sentence('truth.mapping')}** · {plain(mapping)}")
        st.markdown(f"**{session.sentence('truth.facts')}**")
        answers.table(session, headed(facts(case, language)), f"facts-{case.id}", height=260)
