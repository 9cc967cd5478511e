"""The parts that every answer is made of: the sentence on top, charts, and the table to take away."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from graphkit.folder import guard
from graphkit.i18n import has
from ui.menu import PAGES, query
from ui.session import Session
from ui.words import plain

FOR, AGAINST, OPEN = "#5a69cf", "#c25a00", "#8a8f94"
STRONG = "#1f8290"  # what a chart is about, where it is neither for nor against


def headline(sentence: str) -> None:
    """The page's answer in one sentence."""
    st.markdown(f"#### {sentence}")


def download(session: Session, table: pd.DataFrame, name: str) -> None:
    """A button that saves the table as CSV which a spreadsheet shows and never runs."""
    safe = table.map(lambda cell: guard(cell) if isinstance(cell, str) else cell)
    st.download_button(
        session.say("download"),
        lambda: safe.to_csv(index=False).encode("utf-8-sig"),
        file_name=f"{name}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=f"download-{name}",
    )


def table(
    session: Session,
    frame: pd.DataFrame,
    name: str,
    *,
    height: int | str = "auto",
    people: Sequence[str] = (),
    hint: str = "",
) -> int | None:
    """A table with the field's words as headings, and its download; the row that is chosen, where rows can be.

    people : the person of each row, "" for none: whoever is chosen can be looked at on the map. hint : what choosing a
    row is for, where it is for something else.
    """
    config = {column: st.column_config.Column(_heading(session, column)) for column in frame.columns}
    for column in frame.columns:
        if column in _FRACTIONS:
            config[column] = st.column_config.NumberColumn(
                _heading(session, column), format=_FRACTIONS[column], help=session.say(f"meaning.{column}")
            )
    shares = {column: 100 * frame[column] for column in frame if _FRACTIONS.get(column) == _PERCENT}
    if isinstance(height, int) and _ROW * (len(frame) + 1) < height:
        height = "auto"  # no empty rows
    looks: dict[str, Any] = {"hide_index": True, "column_config": config, "height": height, "placeholder": ""}
    shown = frame.assign(**shares)
    headed = frame.rename(columns={column: _heading(session, column) for column in frame.columns})
    if not (people or hint):
        st.dataframe(shown, **looks)
        download(session, headed, name)
        return None
    chosen = st.dataframe(shown, on_select="rerun", selection_mode="single-row", key=f"table-{name}", **looks)
    rows = [row for row in chosen["selection"]["rows"] if row < len(frame)]
    with st.container(horizontal=True, vertical_alignment="center"):
        download(session, headed, name)
        if not rows:
            st.caption(hint or session.say("on_map_hint"), width="content")
        elif people and people[rows[0]]:
            on_map(session, people[rows[0]])
    return rows[0] if rows else None


def on_map(session: Session, person: str) -> None:
    """A link to a person on the map."""
    path, icon = PAGES["map"]
    label = session.say("on_map", who=plain(session.label(person)))
    st.page_link(path, label=label, icon=icon, query_params=query(person=person))


def people_links(session: Session, ids: Sequence[str], *, most: int = 12) -> None:
    """People by name, each a link to the map; the rest counted."""
    path, _ = PAGES["map"]
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        for id_ in ids[:most]:
            label = plain(session.label(id_))
            st.page_link(path, label=label, icon=":material/person:", query_params=query(person=id_))
        if len(ids) > most:
            st.caption(session.say("more", n=len(ids) - most), width="content")


_ROW = 35  # pixels of a row in Streamlit's table
_PERCENT = "%.1f%%"
_FRACTIONS = {
    "stance": "%+.2f",
    "low": "%+.2f",
    "high": "%+.2f",
    "leverage": _PERCENT,
    "ask_value": "%.3f",
    "win_value": "%+.3f",
    "odds": _PERCENT,
}


def _heading(session: Session, column: str) -> str:
    return session.word(f"column.{column}") if has(f"word.column.{column}") else column


def hover(session: Session, *columns: str, form: str = "", **titles: str) -> list[alt.Tooltip]:
    """What a chart says on hover, under the headings of the tables; `titles` heads the columns that no table has."""
    headed = {column: _heading(session, column) for column in columns} | titles
    return [alt.Tooltip(column, title=title, **({"format": form} if form else {})) for column, title in headed.items()]


def range_chart(session: Session, rows: pd.DataFrame, margin: float) -> None:
    """Stances and their ranges, from against (-1) to for (+1). Columns: name, stance, low, high, verdict."""
    scale = alt.Scale(domain=[-1, 1])
    verdicts = alt.Scale(domain=["for", "open", "against"], range=[FOR, OPEN, AGAINST])
    colour = alt.Color("verdict:N", scale=verdicts, legend=None)
    edge = alt.Stroke("verdict:N", scale=verdicts, legend=None)
    base = alt.Chart(rows).encode(
        y=alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=220)),
        tooltip=hover(session, "stance", "low", "high", form="+.2f"),
    )
    ends = {-1: session.say("forecast.against"), 1: session.say("forecast.for")}
    axis = alt.Axis(values=[-1, -0.5, 0, 0.5, 1], labelExpr=f"{json.dumps(ends)}[datum.value] || datum.label")
    bars = base.mark_bar(height=12, fillOpacity=0.4, strokeWidth=1, cornerRadius=6).encode(
        x=alt.X("low:Q", scale=scale, axis=axis, title=None), x2="high:Q", color=colour, stroke=edge
    )
    points = base.mark_point(filled=True, size=110, opacity=1).encode(x="stance:Q", color=colour)
    limits = alt.Chart(pd.DataFrame({"x": [-margin, margin]})).mark_rule(strokeDash=[4, 4], color=OPEN).encode(x="x:Q")
    st.altair_chart((bars + points + limits).properties(height=alt.Step(32)), width="stretch")


def names_of(session: Session, ids: tuple[str, ...] | list[str]) -> str:
    return plain(session.labels(ids))
