"""What changes do to a decision, in numbers and in words."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings

from graphkit.changes import diff
from graphkit.coverage import coverage
from graphkit.effects import Standing, effects, standing
from graphkit.forecast import forecast
from graphkit.i18n import LANGUAGES
from graphkit.model import Account
from graphkit.plan import plan
from graphkit.readable import grouped, lines, names, public, summary
from graphkit.samples import SAMPLES, read_sample
from tests.strategies import account, accounts

TODAY = datetime.date(2026, 11, 2)
PEOPLE = [
    {"id": "boss", "name": "Bea", "support": "0", "confidence": "confirmed"},
    {"id": "a", "name": "Ada", "reports_to": "boss"},
]
WAYS = {
    "team": [{"id": "m", "name": "Mo"}],
    "contacts": [{"member": "m", "person": "a", "trust": "3"}],
    "decisions": [{"id": "d", "name": "Pumps", "target": "boss"}],
}


@settings(max_examples=8)
@given(accounts(max_people=4, max_ties=3))
def test_nothing_done_has_no_effect(same: Account) -> None:
    found = effects(same, same, decision="d", today=TODAY)
    assert found.is_unchanged and found.before == found.after
    assert (found.opened, found.closed, found.moved) == ((), (), ())


@settings(max_examples=8)
@given(accounts(max_people=3, max_ties=2), accounts(max_people=3, max_ties=2))
def test_the_way_back_has_the_opposite_effect(one: Account, other: Account) -> None:
    there, back = (effects(*pair, decision="d", today=TODAY) for pair in ((one, other), (other, one)))
    assert (there.before, there.after) == (back.after, back.before)
    assert (there.opened, there.closed) == (back.closed, back.opened)
    assert [moved.id for moved in there.moved] == [moved.id for moved in back.moved]


def test_a_contact_won_shows_in_all_three() -> None:
    """Trust 3 with Ada, who reports to Bea: 0.9 x 0.5 x 0.4 = 0.18; trust 1 with Bea herself: 0.35 in one meeting."""
    before = account(PEOPLE, **WAYS)
    after = account(
        [PEOPLE[0] | {"support": "2"}, PEOPLE[1]],
        **WAYS | {"contacts": [*WAYS["contacts"], {"member": "m", "person": "boss", "trust": "1"}]},
    )
    found = effects(before, after, decision="d", today=TODAY)
    assert (found.before.route, found.after.route) == (pytest.approx(0.18), pytest.approx(0.35))
    assert (found.before.path, found.after.path) == (("m", "a", "boss"), ("m", "boss"))
    assert found.after.plan == pytest.approx(plan(after, "boss").value)
    assert found.after.score == pytest.approx(1) and (found.before.score or 0) < 1
    outlook = forecast(after, today=TODAY)
    assert (found.after.stance, found.after.low, found.after.high) == (outlook.stance, outlook.low, outlook.high)
    assert found.moved[0].id == "boss"
    assert not (found.is_coverage_unchanged or found.is_forecast_unchanged or found.is_plan_unchanged)
    urgent = [gap for gap in coverage(after, today=TODAY).gaps if gap.severity == "high"]
    assert found.after.urgent == len(urgent)


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_quick_numbers_are_those_of_the_whole(sample: str) -> None:
    story = read_sample(sample, TODAY)
    for decision in story.decisions:
        whole, quick = (standing(story, decision=decision.id, today=TODAY, whole=whole) for whole in (True, False))
        assert (quick.score, quick.low, quick.stances) == (whole.score, whole.low, whole.stances)


def test_a_decision_that_is_not_there_or_names_nobody_has_no_numbers() -> None:
    nobody = account(PEOPLE, decisions=[{"id": "d"}])
    assert standing(nobody, decision="e", today=TODAY) == Standing()
    found = standing(nobody, decision="d", today=TODAY)
    assert (found.score, found.low, found.plan) == (None, None, None)
    left = account([PEOPLE[0] | {"left_on": "2026-01-05"}, PEOPLE[1]], **WAYS)
    assert standing(left, decision="d", today=TODAY).low is None


# -- in words --


def told(before: Account, after: Account, language: str = "en") -> list[str]:
    called = names(before) | names(after)
    return [
        f"{called.get(line.about, '')} | {line.sentence}"
        for line in lines(diff(before, after), labels=called, language=language)
    ]


def test_changes_are_said_by_name_and_in_words() -> None:
    before = account(PEOPLE, **WAYS)
    after = account(
        [PEOPLE[0] | {"support": "-1"}, PEOPLE[1] | {"reports_to": "", "role": "user;gatekeeper", "power": "4"}],
        ties=[{"source": "a", "target": "boss", "kind": "friend", "strength": "3"}],
        **WAYS | {"contacts": [{"member": "m", "person": "a", "trust": "2", "last_contact": "2026-06-30"}]},
    )
    assert told(before, after) == [
        "Ada | Reports to: Bea → —",
        "Ada | Role: — → Gatekeeper, User",
        "Ada | Power: unknown → 4",
        "Bea | Support: Neutral → Sceptic",
        "Ada | Ada → Bea (Friend): added (Strength: 3)",
        "Ada | contact of Mo: Trust now: Dependence → Value",
        "Ada | contact of Mo: Last contact: — → 2026-06-30",
    ]
    assert told(before, after, "zh")[3] == "Bea | 支持度：中立 → 存疑"


def test_who_came_and_who_went_has_a_name() -> None:
    before, after = account(PEOPLE, **WAYS), account([*PEOPLE, {"id": "c", "name": "Cy", "title": "Clerk"}], **WAYS)
    assert told(before, after) == ["Cy | added (Title: Clerk)"]
    assert told(after, before) == ["Cy | removed (Title: Clerk)"]
    changes = diff(after, before)
    assert summary(changes, labels={}, language="en") == "Cy: removed (Title: Clerk)", "also where nobody knows him"


def test_decisions_and_assumptions_are_said_field_by_field() -> None:
    before = account(PEOPLE, **WAYS)
    decision = {"id": "d", "name": "Pumps", "target": "a", "by_power": True}
    after = account(PEOPLE, **WAYS | {"decisions": [decision, {"id": "e", "name": "Valves"}]})
    after = after.with_(assumptions=after.assumptions.with_values({"verdict_margin": 0.2}), industry="Pumps")
    found = told(before, after)
    assert " | Industry: — → Pumps" in found
    assert " | Decision Pumps, who decides: Bea → Ada; Decision Pumps, votes weigh by power: no → yes" in found
    assert " | Decision Valves added" in found
    assert any(line.endswith(": default → 0.2") for line in found)
    assert told(before, before.with_(profile={"goals": "Grow"})) == [" | Goals of the year: — → Grow"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sample", SAMPLES)
def test_every_change_of_a_story_has_a_sentence(sample: str, language: str) -> None:
    story = read_sample(sample, TODAY)
    changes = diff(Account(), story)
    found = lines(changes, labels=names(story), language=language)
    assert sum(len(line.changes) for line in found) == len(changes)
    assert all(line.sentence for line in found)
    assert {line.about for line in found} - {""} <= story.labels.keys()
    assert sum(map(len, grouped(found).values())) == len(found)


def test_rows_without_a_name_say_what_they_are_and_whose() -> None:
    need = {"id": "n1", "person": "a", "need": "Less paper", "kind": "latent", "value": "10"}
    offer, topic = {"id": "o1", "feature": "Scanner"}, {"topic": "fit", "item": "Funding", "rating": "3"}
    action = {"id": "a1", "what": "Ring him", "person": "a", "kind": "visit"}
    before = account(PEOPLE, needs=[need], offers=[offer], assessments=[topic], actions=[action])
    after = account(
        PEOPLE,
        needs=[need | {"value": "20", "kind": "explicit", "environment": "holds"}],
        offers=[offer | {"benefit": "Quick"}],
        assessments=[topic | {"rating": "4"}],
        actions=[action | {"kind": "referral"}],
    )
    assert told(before, after) == [
        "Ada | need: Kind: latent → explicit",
        "Ada | need: Environment: — → Holds",
        "Ada | need: Value: 10 → 20",
        " | What we offer (o1): Benefit: — → Quick",
        "Ada | Actions (a1): Kind: Regular visit → Referral",
        " | Fit · Funding: Rating: 3 → 4",
    ]


def test_what_is_private_is_left_out() -> None:
    before, after = account(PEOPLE), account([PEOPLE[0] | {"notes": "between us", "title": "CEO"}, PEOPLE[1]])
    assert [change.column for change in public(diff(before, after))] == ["title"]
    assert not any(change.after == "between us" for change in public(diff(Account(), after)))


def test_a_summary_counts_the_rest() -> None:
    before = account(PEOPLE, **WAYS)
    after = account([PEOPLE[0] | {"support": "1", "power": "2"}, PEOPLE[1] | {"power": "2"}], **WAYS)
    called = names(after)
    assert summary(diff(before, after), labels=called, language="en") == "Ada: Power: unknown → 2; and 2 more changes"
    assert summary((), labels=called, language="en") == ""
