"""The history on the screen: differences in sentences, grouped per person, and the line of the forecast."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence

import altair as alt
import pandas as pd
import streamlit as st

from graphkit.changes import Change, by_row, diff
from graphkit.effects import Standing
from graphkit.readable import Line, grouped, lines, names, names_in
from graphkit.revisions import Entry, Revision
from ui.answers import AGAINST, FOR, OPEN, STRONG, download, hover, table
from ui.effects import effects_of, show_effects, standing_of
from ui.session import Session
from ui.words import plain

MOST_LINES = 40  # of one revision on the screen; the download has more
MOST_ROWS = 5_000
LAST = 20  # versions on the line, unless all are asked for
# the tick of a day says the day, one within a day the time: neither is a word of any language
_DAY_OR_TIME = "timeFormat(datum.value, hours(datum.value) || minutes(datum.value) ? '%H:%M' : '%Y-%m-%d')"
MOST_POINTS = 40  # of the line; of more versions, so many are evenly spread


def at(entry: Entry) -> str:
    """When it was saved, on the user's clock."""
    return f"{entry.at.astimezone():%Y-%m-%d %H:%M}"


def title(session: Session, entry: Entry) -> str:
    """A version on one line: number, when, who, what kind and why."""
    parts = [session.say("history.version", version=entry.version), at(entry), entry.actor]
    return " · ".join([*parts, session.word(f"revision.{entry.kind}"), *([entry.note] if entry.note else [])])


def told(session: Session, changes: Iterable[Change], called: Mapping[str, str]) -> list[Line]:
    """Changes as sentences, as many as anybody reads."""
    rows = by_row(changes)[:MOST_ROWS]
    return lines([change for row in rows for change in row], labels=called, language=session.language)


def show_difference(session: Session, changes: Sequence[Change], called: Mapping[str, str], key: str) -> None:
    """What changed, grouped per person."""
    called = names_in(changes) | dict(called)
    found = told(session, changes, called)
    for about, of_one in grouped(found[:MOST_LINES]).items():
        name = called.get(about, about) if about else session.word("table.account")
        sentences = "\n".join(f"- {plain(line.sentence)}" for line in of_one)
        st.markdown(f"**{plain(name)}**\n{sentences}")
    if len(found) > MOST_LINES:
        st.caption(session.say("history.first", n=MOST_LINES, all=len(by_row(changes))))
        columns = (session.say("effects.person"), session.say("history.change"))
        rows = [(called.get(line.about, line.about), line.sentence) for line in found]
        download(session, pd.DataFrame(rows, columns=columns), f"changes-{key}")


def show_revision(session: Session, revision: Revision, called: Mapping[str, str]) -> None:
    """What one save changed, what it did, and what can be done with it."""
    show_difference(session, revision.changes, called, f"{revision.version}")
    if revision.version > 1:
        st.markdown(f"**{session.say('history.effects')}**", help=session.say("history.effects_help"))
        before, after = session.at(revision.version - 1), session.at(revision.version)
        show_effects(
            session, effects_of(session, before, after, revision.at.astimezone().date()), f"{revision.version}"
        )
    if revision.version == session.kept:
        return
    with st.container(horizontal=True):
        see, back = session.say("history.see"), session.say("history.restore", version=revision.version)
        if st.button(
            see, help=session.say("history.see_help"), icon=":material/visibility:", key=f"see-{revision.version}"
        ):
            session.look_at(revision.version)
        if st.button(back, icon=":material/history:", key=f"restore-{revision.version}"):
            session.restore(revision.version)


def compare(session: Session, log: Sequence[Entry]) -> None:
    """Any two versions, and what lies between them."""
    by_version = {entry.version: entry for entry in log}

    def choose(name: str, index: int) -> int:
        picked: int = st.selectbox(
            session.say(f"history.{name}"),
            list(by_version),
            index=min(index, len(log) - 1),
            format_func=lambda version: title(session, by_version[version]),
            key=f"history-{name}-{session.id}",
        )
        return picked

    left, right = st.columns(2)
    with left:
        earlier = choose("from", 1)
    with right:
        later = choose("to", 0)
    before, after = session.at(earlier), session.at(later)
    changes = diff(before, after)
    if not changes:
        st.info(session.say("history.same"))
        return
    show_effects(session, effects_of(session, before, after, session.today), "compared")
    show_difference(session, changes, names(before) | names(after), f"{earlier}-{later}")


def show_line(session: Session, log: Sequence[Entry]) -> None:
    """Forecast and coverage over the last versions, or over all of them."""
    reach = "last"
    with st.container(horizontal=True):
        if len(log) > LAST:
            reach = _chosen(session, "reach", ["last", "all"])
        axis = _chosen(session, "axis", ["version", "date"])
    entries = log[:LAST] if reach == "last" else _spread(log)
    if len(entries) < len(log) and reach == "all":
        st.caption(session.say("history.spread", n=len(entries), all=len(log)))
    _history_line(session, entries, axis)
    with st.expander(session.say("history.numbers"), on_change="rerun", key="history-numbers") as box:
        if box.open:
            _line_table(session, entries)


def _chosen(session: Session, name: str, options: list[str]) -> str:
    picked: str = st.segmented_control(
        session.say(f"history.{name}"),
        options,
        default=options[0],
        required=True,
        format_func=lambda option: session.say(f"history.by_{option}", n=LAST),
        key=f"history-{name}",
    )
    return picked


@st.cache_resource(max_entries=2_000, show_spinner=False)
def _standing_at(_session: Session, account: int, version: int, decision: str, day: datetime.date) -> Standing:
    """Where a version stood on its own day; what was is worked out once."""
    then = _session.at(version)
    return standing_of(then.fingerprint, decision, day, False, then)


def _spread(entries: Sequence[Entry], most: int = MOST_POINTS) -> list[Entry]:
    """At most so many of the entries, evenly spread, the first and the last among them."""
    if len(entries) <= most:
        return list(entries)
    return [entries[round(i * (len(entries) - 1) / (most - 1))] for i in range(most)]


def _history_line(session: Session, entries: Sequence[Entry], by: str) -> None:
    """The forecast's range and the coverage score over the versions, each as on its own day."""
    with st.spinner(session.say("effects.thinking"), show_time=True):
        rows = [_point(session, entry) for entry in entries]
    frame = pd.DataFrame(rows)
    if frame["stance"].isna().all() and frame["score"].isna().all():
        st.info(session.say("history.no_line"))
        return
    numbered = alt.Scale(zero=False, nice=False, padding=8)
    x = (
        alt.X("at:T", title=None, axis=alt.Axis(labelExpr=_DAY_OR_TIME, tickCount=6))
        if by == "date"
        else alt.X("version:Q", scale=numbered, title=None, axis=alt.Axis(tickMinStep=1, format="d"))
    )
    st.altair_chart(_forecast_line(session, frame, x), width="stretch")
    st.altair_chart(_score_line(session, frame, x), width="stretch")
    st.caption(session.say("history.line_help"))


def _point(session: Session, entry: Entry) -> dict[str, object]:
    when = entry.at.astimezone()
    side = _standing_at(session, session.id, entry.version, session.decision.id, when.date())
    numbers = {name: getattr(side, name) for name in ("stance", "low", "high", "score", "verdict")}
    return {"version": entry.version, "at": when.replace(tzinfo=None), "who": title(session, entry)} | numbers


def _forecast_line(session: Session, frame: pd.DataFrame, x: alt.X) -> alt.LayerChart:
    margin = session.account.assumptions.verdict_margin
    y = alt.Y(
        "low:Q",
        scale=alt.Scale(domain=[-1, 1]),
        axis=alt.Axis(values=[-1, 0, 1], minExtent=48),
        title=session.say("page.forecast"),
    )
    base = alt.Chart(frame.dropna(subset=["stance"])).encode(x=x)
    band = base.mark_area(color=OPEN, opacity=0.35, interpolate="step-after").encode(y=y, y2="high:Q")
    line = base.mark_line(color=OPEN, strokeWidth=2, interpolate="step-after").encode(y="stance:Q")
    colour = alt.Scale(domain=["for", "open", "against"], range=[FOR, OPEN, AGAINST])
    version = hover(session, who=session.say("history.version_axis"))
    numbers = hover(session, "low", "stance", "high", form="+.2f")
    points = base.mark_point(filled=True, size=70, opacity=1).encode(
        y="stance:Q", color=alt.Color("verdict:N", scale=colour, legend=None), tooltip=[*version, *numbers]
    )
    limits = alt.Chart(pd.DataFrame({"y": [-margin, margin]})).mark_rule(strokeDash=[4, 4], color=OPEN).encode(y="y:Q")
    return (band + line + limits + points).properties(height=230)


def _score_line(session: Session, frame: pd.DataFrame, x: alt.X) -> alt.LayerChart:
    axis = alt.Axis(format="%", values=[0, 0.5, 1], minExtent=48)
    y = alt.Y("score:Q", scale=alt.Scale(domain=[0, 1]), axis=axis, title=session.say("page.coverage"))
    version = hover(session, who=session.say("history.version_axis"))
    share = hover(session, form=".0%", score=session.say("page.coverage"))
    base = alt.Chart(frame.dropna(subset=["score"])).encode(x=x, y=y, tooltip=[*version, *share])
    line = base.mark_line(color=STRONG, strokeWidth=2, interpolate="step-after")
    return (line + base.mark_point(filled=True, size=50, color=STRONG, opacity=1)).properties(height=170)


def _line_table(session: Session, entries: Sequence[Entry]) -> None:
    """The same numbers as a table."""
    frame = pd.DataFrame([_point(session, entry) for entry in entries])
    frame["verdict"] = [session.word(f"verdict.{verdict}") if verdict else "" for verdict in frame["verdict"]]
    columns = {"version": session.say("history.version_axis"), "at": session.word("column.date")}
    columns |= {"verdict": session.say("history.verdict"), "score": session.say("page.coverage")}
    shown = frame[["version", "at", "verdict", "stance", "low", "high", "score"]].iloc[::-1]
    table(session, shown.rename(columns=columns), "history-line", height=280)
