"""The campaign: what must hold for every calendar, the best single meeting by brute force, and cases by hand."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit.actions import tick
from graphkit.approach import approach
from graphkit.campaign import KINDS, Campaign, Meeting, campaign, unreported
from graphkit.errors import GraphkitError
from graphkit.forecast import forecast
from graphkit.habits import plan
from graphkit.influence import own_stances
from graphkit.model import Account
from tests.decisions import CLOSE, TODAY, brief, dense, is_whole, person, thorough
from tests.strategies import account, accounts

MONDAY = date(2026, 12, 7)  # TODAY is a Tuesday
budgets = st.fixed_dictionaries(
    {
        "meetings": st.integers(1, 12),
        "per_member_per_week": st.integers(1, 2),
        "weeks": st.integers(1, 8),
        "allow_cold": st.booleans(),
    }
)


@st.composite
def worked(draw: st.DrawFn) -> Account:
    """An account that somebody works on: contacts with a cadence, decided by one person or by a committee."""
    drawn = draw(accounts(min_people=2, max_members=2).filter(is_whole))
    cadence = [float(draw(st.sampled_from(["nan", "7", "21"]))) for _ in range(len(drawn.contacts))]
    drawn = drawn.with_(contacts=drawn.contacts.assign(cadence_days=cadence))
    if draw(st.booleans()):
        committee = tuple(drawn.people["id"][:2])
        drawn = drawn.with_(decisions=(replace(drawn.decisions[0], target="", committee=committee),))
    return drawn


# -- laws --------------------------------------------------------------------------------------------------------------


@thorough
@given(worked(), budgets)
def test_capacity_is_never_exceeded(drawn: Account, budget: dict[str, int]) -> None:
    found = campaign(drawn, today=TODAY, **budget).meetings
    assert len(found) <= budget["meetings"]
    for week in range(1, budget["weeks"] + 1):
        held = [meeting for meeting in found if meeting.week == week]
        assert len({meeting.person for meeting in held}) == len(held), "nobody is met twice a week"
        for member in drawn.team["id"]:
            assert sum(meeting.member == member for meeting in held) <= budget["per_member_per_week"]
    assert [meeting.week for meeting in found] == sorted(meeting.week for meeting in found)
    assert all(1 <= meeting.week <= budget["weeks"] for meeting in found)
    assert all(meeting.date == MONDAY + timedelta(weeks=meeting.week - 1) for meeting in found)
    assert all(meeting.kind in KINDS for meeting in found)


@thorough
@given(worked(), budgets)
def test_every_meeting_follows_from_those_before(drawn: Account, budget: dict[str, int]) -> None:
    """A step leads to it, is taken once, and leaves from a member or from somebody met long enough before."""
    network = approach(drawn.rated_for("d"), allow_cold=bool(budget["allow_cold"]))
    steps = zip(network.source, network.target, network.probability, network.days, strict=True)
    odds = {(network.ids[u], network.ids[v]): (float(p), float(days)) for u, v, p, days in steps}
    taken: set[tuple[str, str]] = set()
    before: list[Meeting] = []
    for meeting in campaign(drawn, today=TODAY, **budget).meetings:
        met = [held for held in before if held.person == meeting.person]
        if meeting.again:
            assert met and not meeting.through
            sought = [held.week for held in met if held.kind != "visit"]
            assert meeting.kind == "visit" or meeting.week >= sought[-1] + 2  # 14 days, visits aside
        else:
            step = (meeting.through or meeting.member, meeting.person)
            p, days = odds[step]
            assert step not in taken
            taken.add(step)
            assert meeting.probability <= p + CLOSE
            host = [held for held in before if held.person == meeting.through and not held.again]
            start = host[0].week if meeting.through else 0
            assert not meeting.through or meeting.member in {held.member for held in host}
            assert meeting.week >= start + math.ceil(days / 7)
        before.append(meeting)


@thorough
@given(worked(), budgets)
def test_what_to_expect_begins_at_the_forecast_and_only_gets_better(drawn: Account, budget: dict[str, int]) -> None:
    found, today = campaign(drawn, today=TODAY, **budget), forecast(drawn, today=TODAY)
    start = found.start
    assert [start.stance, start.low, start.high] == pytest.approx([today.stance, today.low, today.high], abs=CLOSE)
    assert start.reach == 0
    states = [start, *(meeting.after for meeting in found.meetings)]
    assert states[-1] == found.end
    for earlier, later in itertools.pairwise(states):
        assert later.low >= earlier.low - CLOSE
        assert later.stance >= earlier.stance - CLOSE
        assert later.reach >= earlier.reach - CLOSE
    for state in states:
        assert -1 <= state.low <= state.stance + CLOSE
        assert state.stance <= state.high + CLOSE <= 1 + 2 * CLOSE
        assert 0 <= state.reach <= 1
    assert all(0 < meeting.probability <= 1 for meeting in found.meetings)
    assert all(meeting.value >= -CLOSE for meeting in found.meetings)


@brief
@given(worked(), budgets)
def test_the_same_question_gets_the_same_answer(drawn: Account, budget: dict[str, int]) -> None:
    before = drawn.with_().fingerprint  # a fingerprint is kept once it is taken; with_() makes it anew
    first = campaign(drawn, today=TODAY, **budget)
    assert campaign(drawn.with_(), today=TODAY, **budget) == first
    assert drawn.with_().fingerprint == before


@thorough
@given(worked(), st.booleans())
def test_the_only_meeting_is_the_best_there_is(drawn: Account, allow_cold: bool) -> None:
    """With a budget of one: the odds of each direct step times what an answer and a level won lift the low end by."""
    rated = drawn.rated_for("d").with_(contacts=drawn.contacts.assign(cadence_days=np.nan))
    voters = [drawn.position(id_) for id_ in (drawn.decisions[0].committee or (drawn.decisions[0].target,))]
    row, stances = dense(rated)[voters].mean(axis=0), own_stances(rated, TODAY)
    doubt = np.where(row > 0, stances.centre - stances.low, stances.high - stances.centre)
    brings = 0.75 * abs(row) * doubt + 0.25 * np.maximum(row, 0) * np.minimum(0.5, 1 - stances.centre)
    network = approach(rated, allow_cold=allow_cold)
    ours = network.source >= network.people
    worth = network.probability[ours] * brings[network.target[ours]]
    found = campaign(rated, today=TODAY, meetings=1, allow_cold=allow_cold)
    best = worth.max(initial=0)
    if best < 0.005:
        assert found.meetings == ()
        return
    (meeting,) = found.meetings
    assert meeting.value == pytest.approx(best, abs=CLOSE)
    assert found.end.low - found.start.low == pytest.approx(best, abs=CLOSE)
    assert brings[drawn.position(meeting.person)] * meeting.probability == pytest.approx(best, abs=CLOSE)


@brief
@given(worked())
def test_a_level_of_support_that_harms_is_never_sought(drawn: Account) -> None:
    found, people = campaign(drawn, today=TODAY, meetings=12), forecast(drawn, today=TODAY).people.set_index("id")
    assert all(people.at[m.person, "effect"] > 0 for m in found.meetings if m.kind == "win")


# -- by hand -----------------------------------------------------------------------------------------------------------


def decided_by_one(**tables: list[dict[str, str]]) -> Account:
    """The account of MODEL.md, Plan: members know A and B (0.65 each), who know D (0.8 each).

    D has power 5 and, at 0.18 per point of power, gives way to nobody: the forecast is D's own stance, unknown.
    """
    people = [person(id_, "0") for id_ in ("a", "b")] + [person("d", "", power="5")]
    ties = [{"source": id_, "target": "d", "kind": "friend", "strength": "3", "probability": "0.8"} for id_ in "ab"]
    contacts = [{"member": "m", "person": id_, "trust": "2"} for id_ in "ab"]
    base = account(
        people,
        **{"ties": ties, "contacts": contacts, "team": [{"id": "m", "name": "Mo"}], **tables},
        decisions=[{"id": "x", "target": "d"}],
    )
    return base.with_(assumptions=base.assumptions.with_values({"susceptibility_per_power": 0.18}))


def told(found: Campaign) -> list[tuple[int, str, str, str]]:
    return [(meeting.week, meeting.through, meeting.person, meeting.kind) for meeting in found.meetings]


def test_a_way_of_two_meetings_by_hand() -> None:
    """A contact takes 5 days, so week 1; the introduction 10 more, so week 3. Odds 0.65 x 0.8 = 0.52.

    A first meeting with D brings 0.75 x 1 (the answer) + 0.25 x 0.5 (a level) = 0.875, so the way 0.52 x 0.875 = 0.455,
    0.2275 per meeting. After it: centre 0.52 x 0.125 = 0.065, low -1 + 0.455, and the high end 0.065 + 0.48 x 1 +
    0.52 x 0.25 x 0.875 = 0.65875.
    """
    found = campaign(decided_by_one(), today=TODAY, meetings=2)
    assert told(found) == [(1, "", "a", "approach"), (3, "a", "d", "ask")]
    first, second = found.meetings
    assert (first.aim, first.value, first.probability) == ("d", pytest.approx(0.2275), pytest.approx(0.65))
    assert (second.value, second.probability) == (pytest.approx(0.455), pytest.approx(0.52))
    assert (first.after.low, first.after.reach) == (pytest.approx(-1), 0)
    end = found.end
    assert (end.stance, end.low, end.high, end.reach) == pytest.approx((0.065, -0.545, 0.65875, 0.52))


def test_a_second_way_counts_where_the_first_has_failed() -> None:
    """As in the plan: 0.52 and then 0.52 of what is left, 0.7696."""
    found = campaign(decided_by_one(), today=TODAY, meetings=4, per_member_per_week=1, weeks=4)
    assert found.end.reach == pytest.approx(0.7696)
    assert told(found) == [
        (1, "", "a", "approach"),
        (2, "", "b", "approach"),
        (3, "a", "d", "ask"),
        (4, "b", "d", "ask"),
    ]


def test_meeting_again_by_hand() -> None:
    """Trust 3: odds 0.9, then 0.9 x 0.9. The answer is still missing with 0.25, and the stance to be expected is 0.125:
    0.81 x (0.75 x 0.25 + 0.25 x 0.5) = 0.253125. Two weeks lie between."""
    direct = decided_by_one(ties=[], contacts=[{"member": "m", "person": "d", "trust": "3"}])
    found = campaign(direct, today=TODAY, meetings=2)
    first, second = found.meetings
    assert [first.week, second.week, second.again] == [1, 3, True]
    assert (first.value, first.probability) == pytest.approx((0.9 * 0.875, 0.9))
    assert (second.value, second.probability) == pytest.approx((0.253125, 0.81))
    assert found.end.low == pytest.approx(-1 + 0.9 * 0.875 + 0.253125)


def test_a_way_too_long_for_the_calendar_is_not_begun() -> None:
    assert campaign(decided_by_one(), today=TODAY, weeks=2).meetings == ()
    assert campaign(decided_by_one(), today=TODAY, meetings=1).meetings == ()


def test_cold_approaches_only_where_allowed() -> None:
    """Fifteen days: week 3. Odds 0.05."""
    alone = decided_by_one(ties=[], contacts=[])
    assert campaign(alone, today=TODAY).meetings == ()
    (meeting,) = campaign(alone, today=TODAY, meetings=1, allow_cold=True).meetings
    assert (meeting.week, meeting.person, meeting.probability) == (3, "d", pytest.approx(0.05))


def test_of_a_committee_the_votes_met_are_counted() -> None:
    base = decided_by_one(ties=[])
    board = base.with_(decisions=(replace(base.decisions[0], target="", committee=("a", "d")),))
    found = campaign(board, today=TODAY, meetings=1)
    assert (told(found), found.end.reach) == ([(1, "", "a", "win")], pytest.approx(0.65 / 2))


# -- visits ------------------------------------------------------------------------------------------------------------


def visited(last_contact: str, cadence: str, **budget: int) -> list[int]:
    """Weeks in which a champion is visited, of whom nothing more is to be asked or won."""
    contact = {"member": "m", "person": "c", "trust": "2", "last_contact": last_contact, "cadence_days": cadence}
    champion = account(
        [person("c", "2")], team=[{"id": "m", "name": "Mo"}], contacts=[contact], decisions=[{"id": "x", "target": "c"}]
    )
    found = campaign(champion, today=TODAY, **{"weeks": 8, **budget}).meetings
    assert {meeting.kind for meeting in found} <= {"visit"}
    return [meeting.week for meeting in found]


def test_contacts_are_visited_when_they_are_due() -> None:
    """Weeks end on Sundays: 21 days after 25 November is 16 December, in week 2; then every three weeks."""
    assert visited("2026-11-25", "21") == [2, 5, 8]
    assert visited("2026-01-05", "21") == [1, 4, 7]
    assert visited("", "30") == [1, 6]  # nothing recorded: due at once
    assert visited("2026-11-30", "365") == []
    assert visited("2026-11-25", "") == []
    assert visited("2026-11-25", "7", meetings=3) == [1, 2, 3]


def test_visits_only_fill_what_is_left() -> None:
    """One meeting a week: what moves the decision comes first, the visits that are due take the weeks between."""
    contacts = [{"member": "m", "person": id_, "trust": "2", "cadence_days": "14"} for id_ in "ab"]
    worked = decided_by_one(contacts=contacts)
    found = campaign(worked, today=TODAY, meetings=8, per_member_per_week=1, weeks=8)
    assert [meeting.kind for meeting in found.meetings][:4] == ["approach", "approach", "ask", "ask"]
    assert "visit" in {meeting.kind for meeting in found.meetings}
    without = campaign(decided_by_one(), today=TODAY, meetings=8, per_member_per_week=1, weeks=8)
    moving = [meeting for meeting in found.meetings if meeting.kind != "visit"]
    assert [(m.week, m.person) for m in moving] == [(m.week, m.person) for m in without.meetings]


# -- wrong calls -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("budget", "word"),
    [({"meetings": 0}, "meetings"), ({"per_member_per_week": 11}, "per_member_per_week"), ({"weeks": -1}, "weeks")],
)
def test_a_budget_out_of_range(budget: dict[str, int], word: str) -> None:
    with pytest.raises(GraphkitError, match=word) as error:
        campaign(decided_by_one(), today=TODAY, **budget)
    assert error.value.key == "error.bad_budget"


def test_nobody_decides() -> None:
    nobody = account([person("a")], decisions=[{"id": "x", "name": "Deal"}])
    with pytest.raises(GraphkitError) as error:
        campaign(nobody, today=TODAY)
    assert error.value.key == "error.no_target"


def test_no_team_no_meetings() -> None:
    alone = account([person("a")], decisions=[{"id": "x", "target": "a"}])
    found = campaign(alone, today=TODAY, allow_cold=True)
    assert (found.meetings, found.start) == ((), found.end)


def test_a_campaign_that_begins_on_a_monday_begins_that_day() -> None:
    found = campaign(decided_by_one(), today=MONDAY, meetings=2)
    assert found.meetings[0].date == MONDAY
    assert pd.Timestamp(found.meetings[1].date).weekday() == 0


# -- meetings that stand in the calendar -------------------------------------------------------------------------------


def with_visit(base: Account, person_: str, day: date, member: str = "m") -> Account:
    return plan(base, "see", kind="visit", member=member, person=person_, today=TODAY, due=day)


def test_a_meeting_in_the_calendar_stays_there_and_is_not_proposed_again() -> None:
    """A in the second week; D through A follows it, not before."""
    ours = with_visit(decided_by_one(), "a", MONDAY + timedelta(days=9))
    found = campaign(ours, today=TODAY, meetings=2).meetings
    assert [(m.week, m.date, m.person, m.action) for m in found] == [
        (2, MONDAY + timedelta(days=9), "a", "a1"),
        (4, MONDAY + timedelta(weeks=3), "d", ""),
    ]
    assert found[1].probability == pytest.approx(0.52)


def test_an_introduction_in_the_calendar_has_the_odds_of_whom_we_meet_before() -> None:
    """D through A, who is to be met with 0.65: 0.52. Where nobody is met before, nobody introduces us."""
    both = with_visit(with_visit(decided_by_one(), "a", MONDAY), "d", MONDAY + timedelta(weeks=3))
    second = campaign(both, today=TODAY, meetings=2).meetings[1]
    assert (second.through, second.probability) == ("a", pytest.approx(0.52))
    alone = with_visit(decided_by_one(), "d", MONDAY)
    (only,) = campaign(alone, today=TODAY, meetings=1).meetings
    assert (only.person, only.probability, only.through) == ("d", 0, "")


@thorough
@given(worked(), budgets, st.integers(0, 60))
def test_capacity_counts_what_stands_in_the_calendar(drawn: Account, budget: dict[str, int], days: int) -> None:
    if drawn.team.empty:
        return
    day = TODAY + timedelta(days=days)
    ours = with_visit(drawn, drawn.people["id"][0], day, member=drawn.team["id"][0])
    found = campaign(ours, today=TODAY, **budget).meetings
    booked = [meeting for meeting in found if meeting.action]
    assert [meeting.date for meeting in booked] == [day] * len(booked)
    assert len(booked) == (day < MONDAY + timedelta(weeks=budget["weeks"]))
    for week in {meeting.week for meeting in found}:
        for member in drawn.team["id"]:
            held = [meeting for meeting in found if meeting.week == week and meeting.member == member]
            assert len(held) <= budget["per_member_per_week"]


def test_what_was_not_reported_is_asked_about() -> None:
    late, later = TODAY - timedelta(days=2), TODAY + timedelta(days=2)
    ours = with_visit(with_visit(with_visit(decided_by_one(), "a", late), "b", TODAY), "d", later)
    assert unreported(ours, today=TODAY)["person"].tolist() == ["a", "b"]
    assert unreported(tick(ours, "a1", today=TODAY), today=TODAY)["person"].tolist() == ["b"]
