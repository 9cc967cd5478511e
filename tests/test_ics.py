"""The calendar file, read back by the standard's own rules and by the library that others use."""

from __future__ import annotations

import datetime

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from graphkit.ics import Entry, to_ics

STAMP = datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC)
DAY = datetime.date(2026, 11, 30)
words = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=120)
entries = st.lists(st.builds(Entry, st.uuids().map(str), st.dates(DAY, datetime.date(2030, 1, 1)), words, words))


@given(entries)
def test_what_goes_in_comes_out(given_entries: list[Entry]) -> None:
    written = to_ics(given_entries, owner="account-1", stamp=STAMP)
    lines = written.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines), "lines are folded at 75 octets"
    assert b"\n" not in written.replace(b"\r\n", b"") and written.decode("utf-8")
    read = Calendar.from_ical(written).walk("VEVENT")
    told = [(str(e["summary"]), str(e.get("description", "")), e["dtstart"].dt) for e in read]
    assert told == [(entry.title, entry.text, entry.date) for entry in given_entries]
    assert [str(e["uid"]) for e in read] == [f"{entry.key}@account-1.graphkit" for entry in given_entries]


def test_by_hand() -> None:
    """RFC 5545, 3.3.11: comma, semicolon and backslash are escaped; 3.6.1: a whole day ends the day after."""
    written = to_ics([Entry("k", DAY, "见 A, B; C\\D")], owner="o", stamp=STAMP).decode()
    assert "SUMMARY:见 A\\, B\\; C\\\\D\r\n" in written
    assert "DTSTART;VALUE=DATE:20261130\r\n" in written and "DTEND;VALUE=DATE:20261201\r\n" in written
    assert "DTSTAMP:20261123T000000Z\r\n" in written and "UID:k@o.graphkit\r\n" in written


@given(entries)
def test_the_same_days_are_the_same_file(given_entries: list[Entry]) -> None:
    assert to_ics(given_entries, owner="o", stamp=STAMP) == to_ics(given_entries, owner="o", stamp=STAMP)
