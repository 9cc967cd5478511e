"""Days as a calendar file (iCalendar, RFC 5545) that Outlook, Apple Calendar and Google Calendar open."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from icalendar import Calendar, Event

_PRODUCT = "-//graphkit//graphkit//EN"


@dataclass(frozen=True)
class Entry:
    """One whole day. key : the same for the same thing, so that a second file changes the entry and adds none."""

    key: str
    date: datetime.date
    title: str
    text: str = ""


def to_ics(entries: Iterable[Entry], *, owner: str, stamp: datetime.datetime) -> bytes:
    """The entries as a calendar file, in UTF-8.

    owner : what tells the entries of one account from those of every other. stamp : when the file is made, in UTC.
    """
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    for entry in entries:
        event = Event()
        event.add("uid", f"{entry.key}@{owner}.graphkit")
        event.add("dtstamp", stamp)
        event.add("dtstart", entry.date)
        event.add("dtend", entry.date + datetime.timedelta(days=1))
        event.add("summary", entry.title)
        event.add("transp", "TRANSPARENT")  # a reminder takes nobody's time
        if entry.text:
            event.add("description", entry.text)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
