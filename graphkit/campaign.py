"""Which meetings to hold over the coming weeks, in which order, and what to expect of them (MODEL.md, Campaign).

The best next meeting is chosen again and again: the odds that it takes place, times what it brings, in one currency,
the expected rise of the low end of the forecast. A meeting that only leads on to somebody else brings a share of that.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

import numpy as np
import pandas as pd

from graphkit.approach import Approach, approach
from graphkit.course import Course, Expected, Move
from graphkit.errors import GraphkitError
from graphkit.forecast import Sway, sway
from graphkit.influence import own_stances
from graphkit.model import Account
from graphkit.next_meeting import Calendar, Choice, Search

KINDS = ("win", "ask", "approach", "visit")
MOST = {"meetings": 100, "per_member_per_week": 10, "weeks": 52}


@dataclass(frozen=True)
class Meeting:
    """One proposed meeting.

    week : from 1. date : the Monday of that week, or the day for which the team has it in its calendar. through : id of
    the person who introduces us, "" where the member goes directly. again : a meeting with somebody whom we are to have
    met before. kind : "ask" (their answer brings most), "win" (a level of support does), "approach" (on the way to
    `aim`) or "visit" (the contact is due). aim : id of the person for whom it is held. probability : the odds that it
    takes place. value : the expected rise of the low end of the forecast per meeting, over all meetings to `aim`; of a
    visit or one in the calendar, by this one. after : what is to be expected after it. action : id of the action that
    has it in the calendar, "" where it is only proposed.
    """

    week: int
    date: datetime.date
    member: str
    person: str
    through: str
    again: bool
    kind: str
    aim: str
    probability: float
    value: float
    after: Expected
    action: str = ""


@dataclass(frozen=True)
class Campaign:
    """The meetings in the order of the calendar, and the forecast to be expected before and after them."""

    start: Expected
    end: Expected
    meetings: tuple[Meeting, ...]


def campaign(
    account: Account,
    *,
    decision: str = "",
    today: datetime.date,
    meetings: int = 12,
    per_member_per_week: int = 2,
    weeks: int = 8,
    allow_cold: bool = False,
) -> Campaign:
    """Whom to meet over the coming weeks, who of us, through whom, why, and how the forecast should move.

    Parameters
    ----------
    decision : id; default: the account's first. today : the campaign begins on the first Monday from today.
    meetings : the most there may be, visits included. per_member_per_week, weeks : the team's capacity and horizon.
    allow_cold : let any member try any person he does not know.

    Raises
    ------
    GraphkitError : as in `graphkit.forecast.forecast`; a budget out of range.

    Notes
    -----
    Candidates are every way, from our team or from somebody met before, to every person, and another meeting with
    everybody met. Of each number of meetings the likeliest way counts; its worth is the sum over its people of the odds
    to get there times what a first meeting brings, divided by its meetings. The first step of the best is proposed, in
    the first week in which its member is free and the days it takes have passed. Each step is tried once; nobody is met
    twice a week and, visits aside, nobody again before `pause_days`. Below `worth_a_meeting` only visits that are due
    fill what is left. Greedy, so no claim to be the best of all sequences; and what is to be expected now: record the
    outcome of each meeting and ask again. Cost per meeting: O(steps of the network) per meeting on the longest way.
    """
    given = {"meetings": meetings, "per_member_per_week": per_member_per_week, "weeks": weeks}
    for name, value in given.items():
        if not 1 <= value <= MOST[name]:
            raise GraphkitError("bad_budget", name=name, value=value, low=1, high=MOST[name])
    found = sway(account, decision=decision)
    account, network = found.account, approach(found.account, allow_cold=allow_cold)
    calendar = Calendar(
        team=len(account.team), people=len(account.people), per_member_per_week=per_member_per_week, weeks=weeks
    )
    search = Search(_course(found, network, today), calendar)
    monday = today + datetime.timedelta(days=-today.weekday() % 7)
    choices = list(islice(_booked(search, account, today, monday), meetings))
    while len(choices) < meetings and (best := search.best(meetings - len(choices))):
        search.hold(best.move)
        choices.append(best)
    choices += islice(_visits(search, account, choices, monday), meetings - len(choices))
    choices.sort(key=lambda choice: choice.move.week)
    return _told(_course(found, network, today), choices, monday, _days(account))


def _course(found: Sway, network: Approach, today: datetime.date) -> Course:
    return Course(found, own_stances(found.account, today), network)


def _told(course: Course, choices: list[Choice], monday: datetime.date, days: Mapping[str, datetime.date]) -> Campaign:
    """The choices in the order of the calendar, with what is to be expected after each."""
    ids, start, told = course.network.ids, course.expected(), []
    people, before = course.network.people, start
    for choice in choices:
        move, odds = choice.move, course.odds(choice.move)
        source = int(course.network.source[move.step]) if move.step >= 0 else people
        course.hold(move)
        after = course.expected()
        meeting = Meeting(
            week=move.week,
            date=days.get(choice.action) or monday + datetime.timedelta(weeks=move.week - 1),
            member=ids[people + move.member],
            person=ids[move.person],
            through=ids[source] if source < people else "",
            again=move.step < 0,
            kind=choice.kind,
            aim=ids[choice.aim],
            probability=odds,
            value=after.low - before.low if choice.kind == "visit" or choice.action else choice.value,
            after=after,
            action=choice.action,
        )
        told.append(meeting)
        before = after
    return Campaign(start, before, tuple(told))


# -- what stands in the calendar ---------------------------------------------------------------------------------------


def _planned(account: Account) -> pd.DataFrame:
    """The visits that the team has in its calendar, not done yet, by their days."""
    actions = account.actions
    is_open = actions["kind"].eq("visit") & actions["done_on"].isna() & actions["person"].ne("")
    return actions[is_open & actions["due"].notna()].sort_values(["due", "id"], kind="stable")


def _days(account: Account) -> dict[str, datetime.date]:
    rows = _planned(account)
    return {id_: due.date() for id_, due in zip(rows["id"], rows["due"], strict=True)}


def _booked(search: Search, account: Account, today: datetime.date, monday: datetime.date) -> Iterator[Choice]:
    """The meetings in the calendar from today on, in their order; what is left of capacity is planned round them."""
    member = {id_: row for row, id_ in enumerate(account.team["id"])}
    for row in _planned(account).to_dict("records"):
        week = max(1, (row["due"].date() - monday).days // 7 + 1)
        if row["due"].date() >= today and row["member"] in member and week <= search.calendar.weeks:
            place = (week, member[row["member"]], account.positions[row["person"]])
            choice = search.booked(*place, str(row["id"]))
            search.hold(choice.move)
            yield choice


def unreported(account: Account, *, today: datetime.date) -> pd.DataFrame:
    """The meetings in the calendar whose day has come and of which nobody has said how they went, the oldest first.

    Columns of actions.csv.
    """
    rows = _planned(account.present)
    return rows[rows["due"].le(pd.Timestamp(today))].reset_index(drop=True)


# -- visits ------------------------------------------------------------------------------------------------------------


def _visits(search: Search, account: Account, choices: list[Choice], monday: datetime.date) -> Iterator[Choice]:
    """Contacts that are due, week by week, the longest overdue first, where the calendar has room.

    Any meeting of the two within the contact's cadence is its visit. Where no last contact is recorded, it is due now.
    """
    calendar, contacts = search.calendar, _contacts(account, monday)
    held: dict[int, dict[int, int]] = {}  # person -> week -> member
    for choice in choices:
        held.setdefault(choice.move.person, {})[choice.move.week] = choice.move.member
    for week in range(1, calendar.weeks + 1):
        for due, member, person, cadence in contacts:
            met = held.setdefault(person, {})
            is_covered = any(7 * abs(week - w) < cadence for w, by in met.items() if by == member)
            has_time = calendar.held[member, week] < calendar.capacity and week not in met
            move = Move(week, member, person, search.step(member, person))
            earliest = search.weeks_ahead[move.step] if move.step >= 0 else min(met, default=week) + 1
            if due < 7 * week and earliest <= week and has_time and not is_covered:
                search.hold(move)
                met[week] = member
                yield Choice(move, "visit", person, 0.0)


def _contacts(account: Account, monday: datetime.date) -> list[tuple[float, int, int, float]]:
    """(days until due, member, person, cadence in days) of every contact with a cadence, the longest overdue first."""
    rows = account.contacts[account.contacts["cadence_days"].notna()]
    member = pd.Index(account.team["id"]).get_indexer(rows["member"])
    person = pd.Index(account.people["id"]).get_indexer(rows["person"])
    cadence = rows["cadence_days"].to_numpy(np.float64)
    last = (rows["last_contact"] - pd.Timestamp(monday)).dt.days.fillna(-np.inf).to_numpy(np.float64)
    known = (member >= 0) & (person >= 0)
    return sorted(zip(*((part[known]).tolist() for part in (last + cadence, member, person, cadence)), strict=True))
