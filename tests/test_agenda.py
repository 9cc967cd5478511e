"""The agenda of a session: the numbers of the pages, question by question."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given

from graphkit.agenda import QUESTIONS, agenda
from graphkit.campaign import campaign
from graphkit.coverage import coverage
from graphkit.effects import standing
from graphkit.errors import GraphkitError
from graphkit.forecast import ask_next, forecast, win_next
from graphkit.i18n import has
from graphkit.model import Account, Decision
from graphkit.plan import plan
from graphkit.samples import SAMPLES, read_sample
from tests.strategies import account, accounts

TODAY = datetime.date(2026, 11, 23)
STORIES = [(name, decision.id) for name in SAMPLES for decision in read_sample(name, TODAY).decisions]


def known(answer: str) -> bool:
    return has(f"screen.agenda.{answer}") or has(f"screen.agenda.{answer.partition('.')[2]}")


@given(accounts())
def test_six_answers_about_people_who_are_there(drawn: Account) -> None:
    answers = agenda(drawn, today=TODAY)
    assert tuple(answer.question for answer in answers) == QUESTIONS
    ids = {*drawn.present.positions, *drawn.team["id"]}
    for answer in answers:
        assert {id_ for named in answer.people.values() for id_ in named} <= ids
        assert known(f"{answer.question}.{answer.answer}") and known(f"{answer.question}.{answer.advice}")
        assert all(number == number for number in answer.numbers.values()), "unknown is not a number of the agenda"


@pytest.mark.parametrize(("name", "decision"), STORIES)
def test_the_numbers_are_those_of_the_pages(name: str, decision: str) -> None:
    story = read_sample(name, TODAY)
    who, blind, stands, moves, reach, meet = agenda(story, decision=decision, today=TODAY)
    chosen, rated = story.decision(decision), story.rated_for(decision)
    target = chosen.target or chosen.committee[0]
    assert who.numbers == {"n": len(rated.people), "unknown": rated.people["support"].isna().sum()}
    found = coverage(story, decision=decision, today=TODAY)
    urgent = sum(gap.severity == "high" for gap in found.gaps)
    assert blind.numbers == {"n": len(found.gaps), "urgent": urgent, "score": found.score}
    assert blind.gap == found.gaps[0]
    outlook = forecast(story, decision=decision, today=TODAY)
    assert (stands.answer, stands.numbers["low"], stands.numbers["high"]) == (
        outlook.verdict,
        outlook.low,
        outlook.high,
    )
    assert moves.people == {"ask": tuple(ask_next(outlook, 1)["id"]), "win": tuple(win_next(outlook, 1)["id"])}
    planned = plan(rated, target)
    assert (reach.numbers["plan"], reach.numbers["route"]) == (planned.value, planned.best_route)
    held = campaign(story, decision=decision, today=TODAY)
    assert meet.numbers == {"n": len(held.meetings), "before": held.start.low, "after": held.end.low}
    now = standing(story, decision=decision, today=TODAY)
    assert (now.low, now.high, now.verdict) == (outlook.low, outlook.high, outlook.verdict)
    assert (now.score, now.urgent) == (found.score, urgent)


PEOPLE = [{"id": "a", "name": "Ada"}, {"id": "b", "name": "Bea", "left_on": "2026-01-05"}]


@pytest.mark.parametrize("decision", [{}, {"target": "b"}, {"target": "x"}, {"committee": ("a", "b")}])
def test_nobody_decides_or_somebody_who_is_not_there(decision: dict[str, object]) -> None:
    """Then the questions about the decision are open, and the way is to say who decides."""
    ours = account(PEOPLE, decisions=[{"id": "d", **decision}])
    answers = agenda(ours, today=TODAY)
    assert [answer.answer for answer in answers[2:]] == ["undecided"] * 4
    assert {(answer.page, answer.advice) for answer in answers[2:]} == {("account", "name")}
    assert answers[0].advice == "name"
    assert standing(ours, decision="d", today=TODAY).low is None


def test_a_decision_that_one_of_two_versions_does_not_have() -> None:
    assert standing(Account(), decision="d", today=TODAY).verdict == ""
    with pytest.raises(GraphkitError):
        agenda(account(PEOPLE), decision="d", today=TODAY)


def test_by_hand() -> None:
    """Ada decides and listens to nobody: what she thinks is the forecast. Mo, who knows her, reaches her at 0.65."""
    ours = account(
        [{"id": "a", "name": "Ada", "support": "1", "confidence": "assumed", "rated_on": "2026-11-01"}],
        team=[{"id": "m", "name": "Mo"}],
        contacts=[{"member": "m", "person": "a", "trust": "2", "last_contact": "2026-11-20"}],
    ).with_(decisions=(Decision("d", target="a"),))
    who, _, stands, moves, reach, meet = agenda(ours, today=TODAY)
    assert (who.answer, who.advice) == ("alone", "known")
    assert (stands.answer, stands.advice, stands.people["change"]) == ("open", "win", ("a",))
    assert (stands.numbers["low"], stands.numbers["high"]) == pytest.approx((0.0, 1.0))  # 1 / 2, give or take 0.5
    assert moves.numbers["ask_value"] == pytest.approx(0.5)
    assert reach.numbers["plan"] == pytest.approx(0.65)
    assert (reach.people["source"], reach.people["target"], reach.advice) == (("m",), ("a",), "contact")
    assert meet.people == {"member": ("m",), "person": ("a",), "aim": ("a",)}


def test_every_question_has_its_words() -> None:
    assert all(has(f"screen.agenda.{question}.question") for question in QUESTIONS)
