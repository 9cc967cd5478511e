"""What falls due with whom: the rules one by one, and the laws that hold for every account."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit import schema
from graphkit.actions import to_do
from graphkit.edits import log_meeting
from graphkit.habits import DECIDED, RULES, Due, done, due, overdue, plan, put_on, satisfaction, visited
from graphkit.i18n import LANGUAGES, text
from graphkit.model import Account
from graphkit.relations import KINDS
from graphkit.samples import SAMPLES, read_sample
from tests.decisions import brief
from tests.strategies import account, accounts, table

TODAY = datetime.date(2026, 11, 23)
DAY = datetime.timedelta(days=1)


@st.composite
def cared_for(draw: st.DrawFn) -> Account:
    """An account with cadences, actions of every kind, open and done, and people who have left."""
    drawn = draw(accounts(min_people=2, max_members=2))
    cadence = [draw(st.sampled_from([float("nan"), 7.0, 30.0])) for _ in range(len(drawn.contacts))]
    drawn = drawn.with_(contacts=drawn.contacts.assign(cadence_days=cadence))
    people, team = list(drawn.positions), drawn.team["id"].tolist()
    for _ in range(draw(st.integers(0, 4))):
        days = {name: draw(st.none() | st.dates(TODAY - 60 * DAY, TODAY + 20 * DAY)) for name in ("due", "done_on")}
        who = {"member": draw(st.sampled_from(["", *team])), "person": draw(st.sampled_from(people))}
        drawn = plan(drawn, "do", kind=draw(st.sampled_from(KINDS)), today=TODAY - 60 * DAY, **who, **days)
    stages = draw(st.sampled_from(["", "won", "lost"]))
    drawn = drawn.with_(decisions=tuple(replace(each, stage=stages) for each in drawn.decisions))
    left = [pd.Timestamp(TODAY) if draw(st.integers(0, 4)) == 0 else pd.NaT for _ in people]
    return drawn.with_(people=drawn.people.assign(left_on=pd.Series(left, dtype="datetime64[s]")))


def of(items: Iterable[Due], kind: str) -> list[Due]:
    return [item for item in items if item.kind == kind]


# -- laws --------------------------------------------------------------------------------------------------------------


@brief
@given(cared_for())
def test_nothing_is_due_before_its_interval(drawn: Account) -> None:
    for item in due(drawn, today=TODAY):
        assert item.overdue == (item.date < TODAY)
        if item.action:
            continue
        assert item.days is not None
        if item.last:
            assert item.date == item.last + item.days * DAY
        else:
            assert item.date >= TODAY, "no record says that it is late"


@brief
@given(cared_for())
def test_doing_it_moves_the_date(drawn: Account) -> None:
    for item in due(drawn, today=TODAY)[:3]:
        after = done(drawn, item, what="done", today=TODAY)
        assert after.actions["done_on"].notna().sum() == drawn.actions["done_on"].notna().sum() + 1
        for each in due(after, today=TODAY):
            if (each.kind, each.person, each.member) == (item.kind, item.person, item.member) and not each.action:
                assert each.last is not None and each.last >= TODAY
                assert each.date > TODAY


@brief
@given(cared_for())
def test_who_left_is_never_due(drawn: Account) -> None:
    gone = set(drawn.people["id"][drawn.gone])
    assert not gone & {item.person for item in due(drawn, today=TODAY)}


@brief
@given(cared_for())
def test_one_entry_for_one_thing(drawn: Account) -> None:
    items = due(drawn, today=TODAY)
    assert len({item.key for item in items}) == len(items)
    asked = [(i.kind, i.person, i.member if i.kind == "visit" else "") for i in items if i.rule != DECIDED]
    assert len(set(asked)) == len(asked)
    assert [item.date for item in items] == sorted(item.date for item in items)


@brief
@given(cared_for())
def test_the_quick_question_has_the_same_answer(drawn: Account) -> None:
    quick = due(drawn, today=TODAY, only_late=True)
    assert set(overdue(quick)) == set(overdue(due(drawn, today=TODAY)))
    late = set(to_do(drawn, today=TODAY).query("overdue")["id"])
    assert not late & {item.action for item in overdue(quick)}, "an action is named in its own list only"


@brief
@given(cared_for(), st.dates(TODAY, TODAY + 40 * DAY))
def test_what_is_put_on_a_day_is_due_that_day(drawn: Account, day: datetime.date) -> None:
    for item in due(drawn, today=TODAY)[:3]:
        after = due(put_on(drawn, item, day, what="then", today=TODAY), today=TODAY)
        dates = [i.date for i in after if (i.kind, i.person) == (item.kind, item.person)]
        assert day in dates


# -- the rules ---------------------------------------------------------------------------------------------------------


def known(person: dict[str, str] | None = None, contact: dict[str, str] | None = None, **tables: object) -> Account:
    """One person who decides, known by Mo, who agreed on no cadence."""
    who = {"id": "a", "name": "Ada", "support": "1", "confidence": "confirmed"} | (person or {})
    met = {"member": "m", "person": "a", "trust": "2", "last_contact": "2026-11-13"} | (contact or {})
    stage = str(tables.pop("stage", ""))
    return account(
        [who],
        team=[{"id": "m", "name": "Mo"}],
        contacts=[met],
        decisions=[{"id": "d", "target": "a", "stage": stage}],
        **tables,  # type: ignore[arg-type]
    )


def dates(ours: Account) -> dict[str, tuple[str, str]]:
    return {item.kind: (item.rule, f"{item.date}") for item in due(ours, today=TODAY)}


def test_a_backer_who_decides_by_hand() -> None:
    """A visit 60 days after 13 November; what was never done comes with it."""
    visit = "2027-01-12"
    assert dates(known()) == {
        "visit": ("counts", visit),
        "reciprocity": ("backer", visit),
        "stimulation": ("unasked", visit),
        "informant": ("backer", visit),
    }


def test_the_agreed_cadence_wins() -> None:
    assert dates(known(contact={"cadence_days": "14"}))["visit"] == ("cadence", "2026-11-27")
    assert dates(known(contact={"cadence_days": "7"}))["visit"] == ("cadence", "2026-11-20")
    assert dates(known(contact={"last_contact": "", "cadence_days": "7"}))["visit"] == ("cadence", "2026-11-23")


@pytest.mark.parametrize(
    ("person", "contact", "missing"),
    [
        ({"support": ""}, {}, {"reciprocity", "informant"}),
        ({"support": "0"}, {}, {"reciprocity", "informant"}),
        ({}, {"trust": "1"}, {"informant"}),
        ({}, {"trust": "0"}, {"informant", "reciprocity"}),
        ({"stage": "decision"}, {}, {"stimulation"}),
    ],
)
def test_only_where_it_changes_what_a_seller_does(
    person: dict[str, str], contact: dict[str, str], missing: set[str]
) -> None:
    assert {"visit", "reciprocity", "stimulation", "informant"} - dates(known(person, contact)).keys() == missing


def test_an_informant_backs_us_in_every_open_decision() -> None:
    both = known().with_(
        decisions=(known().decisions[0], replace(known().decisions[0], id="e")),
        stances=table("stances", [{"decision": "e", "person": "a", "support": "-1"}]),
    )
    assert "informant" not in dates(both)
    lost = both.with_(decisions=(both.decisions[0], replace(both.decisions[1], stage="lost")))
    assert "informant" in dates(lost)


def test_whoever_does_not_count_is_seen_by_cadence_only() -> None:
    people = [{"id": id_, "name": id_, "reports_to": "" if id_ == "a" else "a"} for id_ in "abcdefgh"]
    contacts = [{"member": "m", "person": id_, "trust": "1"} for id_ in "abcdefgh"]
    ours = account(people, team=[{"id": "m", "name": "Mo"}], contacts=contacts, decisions=[{"id": "d", "target": "a"}])
    nobody = ours.with_(decisions=())
    assert due(nobody, today=TODAY) == ()
    assert "a" in {item.person for item in due(ours, today=TODAY)}


def test_after_the_deal() -> None:
    won = {"stage": "won", "person": {"role": "user"}}
    assert dates(known(**won)).keys() >= {"service", "satisfaction", "referral"}
    assert "referral" not in dates(known(person={"role": "user", "support": "0"}, stage="won"))
    assert "referral" not in dates(known(contact={"trust": "1"}, stage="won"))
    assert not {"service", "satisfaction", "referral"} & dates(known(person={"role": "user"})).keys()


def bought(*, stage: str = "won", decisions: tuple[str, ...] = ("d",), **tables: object) -> Account:
    """Five users whom we know, two of them below Bo, who decided; Zed heads another house and is trusted most."""
    people = [{"id": id_, "name": id_, "role": "user", "reports_to": over} for id_, over in FIVE.items()]
    people += [{"id": "bo", "name": "Bo"}, {"id": "x", "name": "X", "reports_to": "bo"}]
    trust = {"a": "1", "b": "2", "c": "3", "e": "1", "zed": "3"}
    contacts = [{"member": "m", "person": id_, "trust": level} for id_, level in trust.items()]
    made = [{"id": id_, "target": "bo", "stage": stage} for id_ in decisions]
    team = [{"id": "m", "name": "Mo"}]
    return account(people, team=team, contacts=tables.pop("contacts", contacts), decisions=made, **tables)  # type: ignore[arg-type]


FIVE = {"a": "bo", "b": "x", "c": "zed", "e": "zed", "zed": ""}


def served(ours: Account) -> list[str]:
    return [item.person for item in of(due(ours, today=TODAY), "service")]


def service(person: str, *, decision: str = "d", done_on: str = "2026-11-20") -> dict[str, str]:
    return {"id": f"s-{person}-{decision}", "what": "see how it runs", "kind": "service", "person": person} | {
        "decision": decision,
        "done_on": done_on,
        "member": "m",
    }


def test_a_won_decision_is_served_through_one_person() -> None:
    """Of those below Bo the most trusted, b, however well we know users elsewhere; and Bo is asked how it went."""
    assert served(bought()) == ["b"]
    assert served(bought(stage="lost")) == served(bought(stage="")) == []
    assert {item.person for item in of(due(bought(), today=TODAY), "satisfaction")} == {"b"}, "nobody of us knows Bo"
    (both,) = of(due(bought(decisions=("d", "e")), today=TODAY), "service")
    assert (both.person, both.facts["deal"]) == ("b", "d · e"), "nobody is visited twice"


def test_whom_the_team_serves_is_served_on() -> None:
    assert served(bought(actions=[service("c")])) == ["c"]
    assert served(bought(actions=[service("c"), service("e", done_on="")])) == ["e"], "planned counts before done"
    other = [service("c"), service("zed", decision="")]
    assert sorted(served(bought(actions=other))) == ["c", "zed"], "service for anything else stays due"


def test_where_nobody_below_is_known_whoever_decided_is_served() -> None:
    nobody = of(due(bought(contacts=[]), today=TODAY), "service")
    assert [(item.person, item.member) for item in nobody] == [("bo", "")]
    met = [{"member": "m", "person": "bo", "trust": "0"}, {"member": "m", "person": "zed", "trust": "3"}]
    assert [(i.person, i.member) for i in of(due(bought(contacts=met), today=TODAY), "service")] == [("bo", "m")]


def test_nobody_is_visited_on_a_post_with_nobody_named_on_it() -> None:
    empty = known(person={"name": "Vacant", "title": "Head of Data", "role": "user"}, contact={"cadence_days": "7"})
    assert due(empty, today=TODAY) == ()
    won = empty.with_(decisions=tuple(replace(each, stage="won") for each in empty.decisions))
    assert due(won, today=TODAY) == ()
    decided = plan(empty, "ask who comes", kind="visit", member="m", person="a", today=TODAY, due=TODAY)
    assert [item.rule for item in due(decided, today=TODAY)] == [DECIDED]


@brief
@given(cared_for())
def test_service_is_one_visit_per_won_decision(drawn: Account) -> None:
    asked = [item for item in of(due(drawn, today=TODAY), "service") if item.rule != DECIDED]
    won = [each.id for each in drawn.decisions if each.stage == "won"]
    given_ = drawn.actions[drawn.actions["kind"].eq("service") & drawn.actions["done_on"].notna()]
    elsewhere = set(given_["person"][~given_["decision"].isin(won)])
    assert len(asked) <= len(won) + len(elsewhere)
    assert len({item.person for item in asked}) == len(asked)


def test_a_referral_is_asked_for_after_a_good_meeting_that_is_not_long_ago() -> None:
    def met(date: str, outcome: str) -> Account:
        return known(meetings=[{"date": date, "member": "m", "person": "a", "outcome": outcome}])

    assert dates(met("2026-11-13", "good"))["referral"][0] == "went_well"
    assert "referral" not in dates(met("2026-11-13", "bad"))
    assert "referral" not in dates(met("2026-01-13", "good"))


def test_satisfaction_on_record_counts_as_asked() -> None:
    asked = [{"topic": "satisfaction", "item": "support", "rating": "4", "rated_on": "2026-11-01", "evidence": "call"}]
    ours = known(stage="won", person={"role": "user"}, assessments=asked)
    assert dates(ours)["satisfaction"] == ("won", "2027-01-30")
    assert satisfaction(ours)["item"].tolist() == ["support"]


def test_a_missed_meeting_was_no_visit() -> None:
    planned = plan(known(), "see her", kind="visit", member="m", person="a", today=TODAY, due=TODAY)
    missed = visited(log_meeting(planned, "m", "a", date=TODAY, outcome="no_show", trust=2), "m", "a", date=TODAY)
    assert missed.actions["done_on"].notna().all()
    assert dates(missed)["visit"] == dates(known())["visit"]
    met = visited(log_meeting(planned, "m", "a", date=TODAY, outcome="good", trust=2), "m", "a", date=TODAY)
    assert dates(met)["visit"] == ("counts", "2027-01-22")


def test_a_visit_planned_for_later_is_another_one() -> None:
    later = plan(known(), "x", kind="visit", member="m", person="a", today=TODAY, due=TODAY + 8 * DAY)
    assert visited(later, "m", "a", date=TODAY) == later
    assert visited(later, "m", "a", date=TODAY + DAY) != later


def test_a_planned_thing_has_the_day_it_was_planned_for() -> None:
    planned = plan(known(), "news", kind="stimulation", member="", person="a", today=TODAY, due=TODAY - DAY)
    (item,) = of(due(planned, today=TODAY), "stimulation")
    assert (item.date, item.action, item.overdue, item.member) == (TODAY - DAY, "a1", True, "m")
    assert overdue([item]) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_its_words(language: str) -> None:
    for rule in RULES:
        assert rule.kind in KINDS
        assert text(f"care.why.{rule.kind}.{rule.id}", language, **dict.fromkeys(rule.facts, "x"))
        assert text(f"care.do.{rule.kind}", language, person="Ada")
        assert text(f"word.habit.{rule.kind}", language)
    assert {rule.kind for rule in RULES} == {*schema.HABITS, *schema.AFTER_THE_DEAL}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_shows_the_habits(name: str) -> None:
    items = due(read_sample(name, TODAY), today=TODAY)
    assert {item.kind for item in items} >= {*schema.HABITS, "referral", "service"}
    assert overdue(items)
