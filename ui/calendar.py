"""A month on the screen, whose entries can be carried to another day: the component's mount and the month shown."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import streamlit as st

from graphkit.i18n import text
from ui.session import Session

_HTML = """
<div class="calendar" role="group">
  <div class="heads" aria-hidden="true"></div>
  <ol class="days"></ol>
  <div class="status" role="status"></div>
</div>
"""
_WEEKS = 5  # shown at once where no month is
_WORDS = ("moved", "taken", "let_go", "how")
_mount = st.components.v2.component("graphkit.calendar", html=_HTML, css="calendar.css", js="calendar.js")


T = TypeVar("T")


@dataclass(frozen=True)
class Entry:
    """One entry: what stands on it, and what it says to whoever rests on it or hears it read.

    tone : "planned", "proposed" or "late". glyph : what kind it is, so that nothing is said by colour alone.
    """

    id: str
    date: datetime.date
    title: str
    says: str
    sub: str = ""
    glyph: str = ""
    tone: str = "planned"
    movable: bool = True


@dataclass(frozen=True)
class Gesture:
    """What somebody did just now: an entry put on another day, as (id, day), or an entry chosen."""

    moved: tuple[str, datetime.date] | None = None
    chosen: str = ""


@dataclass(frozen=True)
class Span:
    """The days that are shown, in whole weeks from a Monday. month : 1..12 where one is shown, 0 else."""

    weeks: list[list[datetime.date]]
    month: int = 0

    @property
    def last(self) -> datetime.date:
        """The last day that belongs to it."""
        days = [day for week in self.weeks for day in week]
        return max(day for day in days if self.month in (0, day.month))


def choose_month(session: Session, *, key: str) -> Span:
    """The month shown; it is turned by buttons."""
    first = _turn(session, key, session.today.replace(day=1), _months)
    return Span(calendar.Calendar().monthdatescalendar(first.year, first.month), first.month)


def choose_weeks(session: Session, *, key: str) -> Span:
    """Five weeks, at first from this one on; they are turned by four."""
    monday = session.today - datetime.timedelta(days=session.today.weekday())
    first = _turn(session, key, monday, lambda day, by: day + by * datetime.timedelta(weeks=_WEEKS - 1))
    days = [first + datetime.timedelta(days=number) for number in range(7 * _WEEKS)]
    return Span([days[start : start + 7] for start in range(0, len(days), 7)])


def _turn(
    session: Session, key: str, now: datetime.date, turned: Callable[[datetime.date, int], datetime.date]
) -> datetime.date:
    """The first day shown, by what was pressed last: back, on, or to where it is now."""
    state = st.session_state
    first: datetime.date = state.setdefault(key, now)
    with st.container(horizontal=True, vertical_alignment="center"):
        ways = (("before", "chevron_left", turned(first, -1)), ("after", "chevron_right", turned(first, 1)))
        for name, icon, to in ways:
            st.button(
                _say(session, name),
                icon=f":material/{icon}:",
                key=f"{key}-{name}",
                on_click=state.__setitem__,
                args=(key, to),
            )
        st.button(_say(session, "today"), key=f"{key}-today", on_click=state.__setitem__, args=(key, now))
        if turned is _months:
            st.markdown(f"**{_say(session, 'month', year=first.year, month=f'{first.month:02d}')}**")
        else:
            st.markdown(f"**{first} – {first + datetime.timedelta(days=7 * _WEEKS - 1)}**")
    return first


def month_calendar(session: Session, span: Span, entries: Iterable[Entry], *, key: str) -> Gesture:
    """Draw these days; entries of other days are not drawn."""
    names = [_say(session, f"weekday.{number}") for number in range(7)]
    first, last = span.weeks[0][0], span.weeks[-1][-1]
    data: dict[str, Any] = {
        "weeks": [[_day(session, day, span, names) for day in week] for week in span.weeks],
        "weekdays": names,
        "entries": [_drawn(entry) for entry in entries if first <= entry.date <= last],
        "words": {name: _say(session, name) for name in _WORDS},
    }
    events = {f"on_{name}_change": lambda: None for name in ("moved", "chosen")}
    result = _mount(key=key, data=data, height="content", **events)
    st.caption(_say(session, "hint"))
    moved = result.moved
    return Gesture(
        moved=(str(moved["id"]), datetime.date.fromisoformat(moved["date"])) if moved else None,
        chosen=str(result.chosen or ""),
    )


def follow(gesture: Gesture, shown: Mapping[str, T], *, move: Callable[[T, datetime.date], None], key: str) -> T | None:
    """Move what was carried to another day; returns what is chosen, now or by an earlier gesture.

    shown : what the entries stand for, by their ids. key : where the page's state holds the id of what is chosen.
    """
    if gesture.moved and gesture.moved[0] in shown:
        move(shown[gesture.moved[0]], gesture.moved[1])
    if gesture.chosen:
        st.session_state[key] = gesture.chosen
    return shown.get(st.session_state.get(key, ""))


def _day(session: Session, day: datetime.date, span: Span, names: list[str]) -> dict[str, Any]:
    return {
        "date": f"{day}",
        "number": f"{day.day}" if span.month or (day.day > 1 and day != span.weeks[0][0]) else f"{day:%m-%d}",
        "weekday": names[day.weekday()],
        "label": f"{names[day.weekday()]} {day}",
        "today": day == session.today,
        "outside": span.month not in (0, day.month),
        "weekend": day.weekday() >= 5,
    }


def _drawn(entry: Entry) -> dict[str, Any]:
    return {**vars(entry), "date": f"{entry.date}"}


def _months(day: datetime.date, by: int) -> datetime.date:
    years, month = divmod(day.month - 1 + by, 12)
    return day.replace(year=day.year + years, month=month + 1)


def _say(session: Session, key: str, **params: object) -> str:
    return text(f"care.calendar.{key}", session.language, **params)
