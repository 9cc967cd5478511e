"""One gesture, one change: what was meant changes, nothing else does."""

import datetime
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit import schema
from graphkit.changes import apply, diff
from graphkit.edits import (
    add_person,
    connect,
    describe,
    disconnect,
    log_meeting,
    rate,
    report_to,
    trust_after,
)
from graphkit.errors import GraphkitError
from graphkit.model import Account, Decision
from tests.strategies import account, accounts

TODAY = datetime.date(2026, 11, 23)
TREE = account(
    [
        {"id": "a", "name": "Ann"},
        {"id": "b", "name": "Bob", "reports_to": "a"},
        {"id": "c", "name": "Cy", "reports_to": "b"},
    ]
)


@st.composite
def deals(draw: st.DrawFn) -> Account:
    """An account with up to three decisions, for some of which ratings differ."""
    story = draw(accounts(max_people=3, max_members=0, max_ties=0))
    decisions = [f"d{number}" for number in range(draw(st.integers(0, 3)))]
    rows = [
        {"decision": decision, "person": person, "support": draw(st.sampled_from(["", "-2", "1"])), "power": "4"}
        for decision in decisions
        for person in story.people["id"]
        if draw(st.booleans())
    ]
    made = account([{"id": id_, "name": "x"} for id_ in story.people["id"]], stances=rows)
    return made.with_(people=story.people, decisions=tuple(Decision(id_) for id_ in decisions))


@given(deals(), st.sampled_from([None, -2.0, 0.0, 2.0]), st.data())
def test_a_rating_holds_for_its_decision_and_for_nobody_and_nothing_else(
    story: Account, support: float | None, data: st.DataObject
) -> None:
    decisions = [decision.id for decision in story.decisions] or [""]
    decision = data.draw(st.sampled_from(decisions))
    person = data.draw(st.sampled_from(story.people["id"].tolist()))
    after = rate(story, person, decision=decision, today=TODAY, support=support)
    assert after.rated_for(decision).person(person).support == support
    for other in story.people["id"]:
        for other_decision in decisions:
            if (other, other_decision) != (person, decision):
                then, now = (each.rated_for(other_decision).person(other) for each in (story, after))
                assert [getattr(now, name) for name in ("role", *schema.RATINGS)] == [
                    getattr(then, name) for name in ("role", *schema.RATINGS)
                ]
    assert apply(story, diff(story, after)) == after


def test_a_rating_is_dated_and_a_guess_until_confirmed() -> None:
    rated = rate(TREE, "b", today=TODAY, power=4).person("b")
    assert (rated.power, rated.confidence) == (4, "assumed")
    assert rated.rated_on is not None and rated.rated_on.date() == TODAY
    assert rate(TREE, "b", today=TODAY, confidence="confirmed").person("b").confidence == "confirmed"


def test_a_rating_off_the_scale_is_refused() -> None:
    with pytest.raises(GraphkitError):
        rate(TREE, "b", today=TODAY, power=9)


def test_nobody_reports_to_somebody_below() -> None:
    assert report_to(TREE, "c", "a").person("c").reports_to == "a"
    assert report_to(TREE, "c", "").person("c").reports_to == ""
    for manager in ("a", "b", "c"):
        with pytest.raises(GraphkitError, match="works under"):
            report_to(TREE, "a", manager)


def test_whoever_is_added_has_an_id_of_their_own() -> None:
    story, id_ = add_person(TREE, name="Di", title="Buyer", reports_to="a")
    again, other = add_person(story, name="Di", reports_to=id_)
    assert (again.person(id_).title, again.person(other).reports_to) == ("Buyer", id_)
    assert len({*again.people["id"]}) == 5
    with pytest.raises(GraphkitError):
        add_person(TREE, name="  ")


def test_a_line_is_drawn_changed_and_taken_away() -> None:
    drawn = connect(TREE, "a", "c", "friend", strength=2, confidence="assumed")
    stronger = connect(drawn, "a", "c", "friend", strength=5)
    assert stronger.ties[["source", "target", "strength", "confidence"]].values.tolist() == [["a", "c", 5.0, "assumed"]]
    assert disconnect(stronger, "a", "c", "friend") == TREE
    assert disconnect(TREE, "c", "b", "reports_to").person("c").reports_to == ""
    dotted = describe(TREE, "c", dotted_to="a;b")
    assert disconnect(dotted, "c", "a", "dotted_to").person("c").dotted_to == ("b",)
    with pytest.raises(GraphkitError):
        connect(TREE, "a", "a", "friend")


def test_a_meeting_is_kept_and_the_trust_follows() -> None:
    story = TREE.with_(team=account([], team=[{"id": "m", "name": "May"}]).team)
    met = log_meeting(story, "m", "b", date=TODAY, outcome="good", notes="keen", trust=2)
    assert met.contacts[["member", "person", "trust"]].values.tolist() == [["m", "b", 2.0]]
    assert met.contacts["last_contact"][0].date() == TODAY
    earlier = log_meeting(met, "m", "b", date=datetime.date(2026, 1, 5), outcome="bad", trust=1)
    assert earlier.contacts["last_contact"][0].date() == TODAY, "an older visit does not make the contact older"
    assert len(earlier.meetings) == 2
    missed = log_meeting(story, "m", "b", date=TODAY, outcome="no_show", trust=0)
    assert missed.contacts.empty and len(missed.meetings) == 1


@pytest.mark.parametrize(
    ("before", "outcome", "after"),
    [
        (math.nan, "good", 1),
        (1, "good", 2),
        (3, "good", 3),
        (1, "neutral", 1),
        (1, "bad", 0),
        (0, "bad", 0),
        (2, "no_show", 2),
    ],
)
def test_the_trust_a_meeting_suggests(before: float, outcome: str, after: float) -> None:
    assert trust_after(before, outcome) == after
