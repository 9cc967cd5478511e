"""Is it real, does it fit, are we first in mind: what the data say, what the team says, and where the two disagree."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit import folder, schema
from graphkit.assessment import FAILS, FIT, HOLDS, THREE_P, assess, assessments, name_of, target_profile
from graphkit.changes import apply, diff, undo
from graphkit.errors import GraphkitError
from graphkit.forecast import forecast
from graphkit.i18n import LANGUAGES, catalogue
from graphkit.model import Account
from graphkit.opportunity import QUESTIONS, Answer, day, validation
from graphkit.profile import PARTS, describe_account, last_changed
from graphkit.proof import proof
from graphkit.readable import lines, names
from graphkit.samples import SAMPLES, read_sample
from graphkit.store import Store
from graphkit.tallies import Tally
from graphkit.three_p import three_p
from tests.strategies import account, accounts

TODAY = datetime.date(2026, 12, 1)
NEED = {"kind": "explicit", "need": "n", "environment": "holds", "logic": "holds"}


def asked(kept: Account, question: str, **options: Any) -> Answer:
    answers = validation(kept, today=TODAY, **options).answers
    return next(answer for answer in answers if answer.question == question)


def with_people(**tables: Any) -> Account:
    people = [{"id": "a", "name": "Ada"}, {"id": "b", "name": "Bea", "reports_to": "a"}]
    people = tables.pop("people", people)
    decisions = tables.pop("decisions", [{"id": "d", "name": "Deal", "target": "a"}])
    return account(people, team=[{"id": "m", "name": "Mo"}, {"id": "k", "name": "Kim"}], decisions=decisions, **tables)


# -- what the data answer ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("needs", "state", "fact"),
    [
        ([], "", None),
        ([NEED], HOLDS, "One need stands in environment and logic: Ada"),
        ([NEED | {"kind": "false"}], "", "One need recorded, not confirmed in both environment and logic"),
        ([NEED | {"logic": ""}], "", "One need recorded, not confirmed in both environment and logic"),
        ([NEED | {"logic": "fails"}], FAILS, "The one need recorded fails in environment or logic"),
        ([NEED | {"logic": "fails"}, NEED | {"logic": ""}], "", "2 needs recorded, none of them confirmed in both"),
    ],
)
def test_a_need_is_confirmed_along_both_dimensions(needs: list[dict[str, str]], state: str, fact: str | None) -> None:
    rows = [need | {"id": f"n{i}", "person": "a"} for i, need in enumerate(needs)]
    answer = asked(with_people(needs=rows), "need")
    assert answer.state == state
    assert fact is None if answer.fact is None else answer.fact.say().startswith(fact or "?")


def test_the_value_of_whoever_decides_comes_first() -> None:
    needs = [NEED | {"id": "n1", "person": "b", "value": "ten"}, NEED | {"id": "n2", "person": "a", "value": "nine"}]
    answer = asked(with_people(needs=needs), "worth")
    assert answer.state == HOLDS and answer.fact and answer.fact.say() == "Ada: n → nine"
    assert asked(with_people(needs=[NEED | {"id": "n1"}]), "worth").state == ""


@pytest.mark.parametrize(
    ("trusts", "state", "said"),
    [
        ({}, "", "None of us has a trust of at least 1 with Ada, Bea"),
        ({"a": "1", "b": "0"}, "", "None of us has a trust of at least 1 with Bea"),
        ({"a": "1", "b": ""}, "", "None of us has a trust of at least 1 with Bea"),
        ({"a": "1", "b": "2"}, HOLDS, "Known to Mo, trust of at least 1"),
    ],
)
def test_a_committee_is_reached_when_all_of_it_is(trusts: dict[str, str], state: str, said: str) -> None:
    contacts = [{"member": "m", "person": id_, "trust": trust} for id_, trust in trusts.items()]
    committee = account(
        [{"id": "a", "name": "Ada"}, {"id": "b", "name": "Bea"}],
        team=[{"id": "m", "name": "Mo"}],
        contacts=contacts,
        decisions=[{"id": "d", "committee": ("a", "b")}],
    )
    answer = asked(committee, "reached")
    assert (answer.state, answer.fact and answer.fact.say()) == (state, said)


def test_whoever_has_left_does_not_decide() -> None:
    left = with_people(people=[{"id": "a", "name": "Ada", "left_on": "2026-01-05"}, {"id": "b", "name": "Bea"}])
    assert asked(left, "decider").fact is None and asked(left, "reached").fact is None
    assert asked(with_people(), "decider").state == HOLDS


@pytest.mark.parametrize(
    ("date", "state"),
    [("2026-12-01", HOLDS), ("2026-11-30", FAILS), ("", ""), ("next spring", ""), ("2026-13-01", "")],
)
def test_a_date_that_has_passed_is_a_no(date: str, state: str) -> None:
    assert asked(with_people(decisions=[{"id": "d", "close_date": date}]), "timing").state == state


@pytest.mark.parametrize(
    ("cells", "state", "key"),
    [
        ({"support": "2", "confidence": "confirmed", "rated_on": "2026-11-01"}, HOLDS, "champion"),
        ({"support": "2", "confidence": "confirmed"}, HOLDS, "champion"),
        ({"support": "2", "confidence": "confirmed", "rated_on": "2026-01-05"}, "", "champion_assumed"),
        ({"support": "2", "confidence": "assumed", "rated_on": "2026-11-01"}, "", "champion_assumed"),
        ({"support": "1", "confidence": "confirmed"}, "", "champion_none"),
    ],
)
def test_a_champion_has_shown_it(cells: dict[str, str], state: str, key: str) -> None:
    answer = asked(with_people(people=[{"id": "a", "name": "Ada"} | cells]), "champion")
    assert (answer.state, answer.fact and answer.fact.key) == (state, key)


def test_a_champion_of_one_decision_is_not_one_of_the_other() -> None:
    stances = [{"decision": "d", "person": "b", "support": "2", "confidence": "confirmed"}]
    two = with_people(stances=stances, decisions=[{"id": "d"}, {"id": "e"}])
    assert [asked(two, "champion", decision=id_).state for id_ in "de"] == [HOLDS, ""]


def test_an_answer_is_proven_when_every_confirmed_need_has_evidence() -> None:
    offers = [{"id": "o", "feature": "f", "evidence": "trial"}, {"id": "p", "feature": "g"}]
    needs = [NEED | {"id": "n1", "offer": "o"}, NEED | {"id": "n2", "offer": "p"}]
    both = with_people(needs=needs, offers=offers)
    assert asked(both, "solution").state == ""
    assert proof(both)["is_answered"].tolist() == [True, False]
    assert asked(with_people(needs=needs[:1], offers=offers), "solution").state == HOLDS


# -- what the team answers ---------------------------------------------------------------------------------------------


def test_an_answer_by_hand_needs_evidence_and_is_asked_again() -> None:
    ours = with_people()
    bare = assess(ours, "validation", "budget", decision="d", holds=HOLDS, today=TODAY)
    assert asked(bare, "budget").state == "" and asked(bare, "budget").by_hand.is_bare
    said = assess(ours, "validation", "budget", decision="d", holds=HOLDS, evidence="CFO", today=TODAY)
    assert asked(said, "budget").state == HOLDS
    old = assess(
        ours, "validation", "budget", decision="d", holds=HOLDS, evidence="CFO", today=datetime.date(2026, 6, 3)
    )
    assert asked(old, "budget").by_hand.is_stale and asked(old, "budget").state == ""
    on_the_day = datetime.date(2026, 6, 4)  # 180 days before
    fresh = assess(ours, "validation", "budget", decision="d", holds=HOLDS, evidence="CFO", today=on_the_day)
    assert asked(fresh, "budget").state == HOLDS
    no = assess(ours, "validation", "budget", decision="d", holds=FAILS, today=TODAY)
    assert asked(no, "budget").state == FAILS, "a no is taken seriously without evidence"


def test_the_data_count_before_what_is_said_and_the_difference_is_shown() -> None:
    said = assess(with_people(), "validation", "decider", decision="d", holds=FAILS, evidence="?", today=TODAY)
    answer = asked(said, "decider")
    assert answer.state == HOLDS and answer.is_disputed
    agreed = assess(with_people(), "validation", "decider", decision="d", holds=HOLDS, evidence="!", today=TODAY)
    assert not asked(agreed, "decider").is_disputed


def test_the_verdict() -> None:
    ours = with_people()
    assert validation(ours, today=TODAY).say() == (
        "open. 1 of 12 questions hold, missing: Need confirmed, Value of the need, Budget, 8 more."
    )
    for question in QUESTIONS:
        ours = assess(ours, "validation", question.id, decision="d", holds=HOLDS, evidence="seen", today=TODAY)
    assert validation(ours, today=TODAY).say() == "validated, all 12 questions hold."
    no = assess(ours, "validation", "event", decision="d", holds=FAILS, evidence="none", today=TODAY)
    assert validation(no, today=TODAY).say() == "fails at Compelling event. Still open: 0."
    assert validation(no, today=TODAY).say("zh") == "卡在紧迫事件；另有 0 个问题待验证。"
    won = with_people(decisions=[{"id": "d", "stage": "won", "close_date": "2026-01-01"}])
    assert validation(won, today=TODAY).verdict == "won"


@given(accounts())
def test_every_question_is_answered_once_whatever_is_known(drawn: Account) -> None:
    found = validation(drawn, today=TODAY)
    assert [answer.question for answer in found.answers] == [question.id for question in QUESTIONS]
    assert sum(len(found.having(state)) for state in (HOLDS, FAILS, "")) == len(QUESTIONS)
    for language in LANGUAGES:
        assert found.say(language)
        assert all(answer.fact.say(language) for answer in found.answers if answer.fact)


@given(accounts(), st.sampled_from([question.id for question in QUESTIONS]))
def test_more_evidence_never_makes_it_worse(drawn: Account, question: str) -> None:
    before = validation(drawn, today=TODAY)
    after = assess(drawn, "validation", question, decision="d", holds=HOLDS, evidence="seen", today=TODAY)
    assert len(validation(after, today=TODAY).having(HOLDS)) >= len(before.having(HOLDS))
    assert len(validation(after, today=TODAY).having(FAILS)) == len(before.having(FAILS))


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_samples_show_all_verdicts(sample: str) -> None:
    story = read_sample(sample, TODAY)
    verdicts = {validation(story, decision=each.id, today=TODAY).verdict for each in story.decisions}
    assert verdicts >= {"open", "fails", "won", "lost"}
    assert all(day(each.close_date) for each in story.decisions)


def test_a_sample_is_as_old_on_any_day() -> None:
    later = TODAY + datetime.timedelta(days=900)
    for sample in SAMPLES:
        both = [read_sample(sample, today) for today in (TODAY, later)]
        says = [
            [answer.state for answer in validation(s, today=t).answers]
            for s, t in zip(both, (TODAY, later), strict=True)
        ]
        assert says[0] == says[1]


# -- assessments -------------------------------------------------------------------------------------------------------


def test_an_assessment_is_one_row_and_one_readable_change() -> None:
    ours = with_people()
    rated = assess(ours, "fit", "funding", rating=4, evidence="budget seen", today=TODAY)
    rows = schema.to_text(rated.assessments, schema.ASSESSMENTS).to_numpy().tolist()
    assert rows == [["fit", "funding", "", "4", "", "budget seen", "2026-12-01"]]
    changes = diff(ours, rated)
    assert apply(ours, changes) == rated and apply(rated, undo(changes)) == ours
    assert folder.from_files(folder.to_files(rated))[0] == rated
    (line,) = lines(changes, labels=names(rated), language="en")
    assert line.sentence == "Fit · Funding strength: added (Rating: 4, Evidence: budget seen, Rated on: 2026-12-01)"
    (line,) = lines(changes, labels=names(rated), language="zh")
    assert line.sentence.startswith("匹配度 · 资金实力")
    assert assess(rated, "fit", "funding", today=TODAY) == ours, "unknown again"


def test_a_wrong_assessment_is_refused() -> None:
    with pytest.raises(GraphkitError):
        assess(with_people(), "fit", "funding", rating=6, today=TODAY)
    with pytest.raises(GraphkitError):
        assess(with_people(), "validation", "budget", decision="x", holds=HOLDS, today=TODAY)


def test_unknown_looks_unknown() -> None:
    for topic, items in (("fit", FIT), ("three_p", THREE_P)):
        for each in assessments(with_people(), topic, items, today=TODAY):
            assert not each.is_known and not each.is_bare and not each.is_stale


def test_a_change_of_stage_reads_in_words() -> None:
    before, after = (with_people(decisions=[{"id": "d", "name": "Deal", "stage": s}]) for s in ("proposal", "won"))
    (line,) = lines(diff(before, after), labels=names(after), language="zh")
    assert "方案 → 成交" in line.sentence
    (line,) = lines(
        diff(
            before, with_people(decisions=[{"id": "d", "name": "Deal", "stage": "proposal", "lead_source": "tender"}])
        ),
        labels=names(after),
        language="en",
    )
    assert "lead source: — → Tender" in line.sentence


def test_the_target_profile_is_the_teams_list() -> None:
    ours = with_people()
    for item, holds in (("pays", HOLDS), ("big", FAILS), ("old", HOLDS)):
        ours = assess(ours, "target", item, holds=holds, evidence="e", today=TODAY)
    profile = target_profile(ours, ["big", "new", "pays"], today=TODAY)
    assert [(each.item, each.holds) for each in profile.criteria] == [("big", FAILS), ("new", ""), ("pays", HOLDS)]
    assert [each.item for each in profile.others] == ["old"]
    assert [each.item for each in target_profile(ours, [], today=TODAY).criteria] == ["big", "old", "pays"]


def test_the_list_is_kept_once_for_all_accounts(tmp_path: Any) -> None:
    store = Store(f"sqlite:///{tmp_path / 'a.db'}")
    assert store.criteria() == ()
    store.keep_criteria([" big ", "", "pays", "big"])
    assert Store(f"sqlite:///{tmp_path / 'a.db'}").criteria() == ("big", "pays")
    store.keep_criteria(["pays"])
    assert store.criteria() == ("pays",)


# -- 3P ----------------------------------------------------------------------------------------------------------------


def test_the_3p_by_hand() -> None:
    """Ada decides, Bea and Cleo report to her; we know Bea. Two units, one known; one role filled, unknown to us."""
    people = [
        {
            "id": "a",
            "name": "Ada",
            "unit": "North",
            "role": "decision_maker",
            "support": "1",
            "confidence": "confirmed",
        },
        {"id": "b", "name": "Bea", "unit": "South", "reports_to": "a", "support": "-1", "confidence": "confirmed"},
        {"id": "c", "name": "Cleo", "reports_to": "a"},
    ]
    contacts = [{"member": "m", "person": "b", "trust": "1"}, {"member": "m", "person": "c", "trust": "0"}]
    needs = [NEED | {"id": "n1", "value": "ten"}, NEED | {"id": "n2"}, {"id": "n3", "need": "x", "kind": "false"}]
    ours = with_people(people=people, contacts=contacts, needs=needs)
    everywhere, first, price = three_p(ours, today=TODAY)
    assert everywhere.shares["units"] == Tally(1, 2) and everywhere.shares["roles"] == Tally(0, 1)
    assert first.forecast is not None
    stance = forecast(ours, today=TODAY).stance
    share = first.shares["supporters"].share
    assert share is not None and first.suggests == pytest.approx(1 + 4 * (share + (stance + 1) / 2) / 2)
    assert price.shares == {"valued": Tally(1, 2), "answered": Tally(0, 2)}
    assert price.suggests == pytest.approx(1 + 4 * 0.25)  # (1/2 + 0/2) / 2
    assert [price.against(rating) for rating in (None, 1.0, 3.0, 4.0)] == ["", "", "", "higher"]


def test_of_nothing_the_3p_say_nothing() -> None:
    for says in three_p(account([{"id": "a", "name": "Ada"}]), today=TODAY):
        if says.item != "pervasiveness":
            assert says.suggests is None and says.against(5.0) == ""


@given(accounts())
def test_what_the_data_suggest_lies_on_the_scale(drawn: Account) -> None:
    for says in three_p(drawn, today=TODAY):
        assert says.suggests is None or 1 <= says.suggests <= 5
        assert all(0 <= tally.part <= tally.whole for tally in says.shares.values())


# -- the profile -------------------------------------------------------------------------------------------------------


def test_a_profile_text_knows_when_it_was_changed(tmp_path: Any) -> None:
    store = Store(f"sqlite:///{tmp_path / 'a.db'}")
    first = describe_account(with_people(), strategy=" Grow ", goals="  ")
    assert dict(first.profile) == {"strategy": "Grow"}
    id_ = store.create(first, actor="ada")
    store.save(id_, describe_account(first, goals="More"), version=1, actor="ada")
    history = store.history(id_)
    changed = last_changed(history)
    assert changed == {"strategy": history[1].at, "goals": history[0].at}
    assert dict(describe_account(first, strategy="").profile) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_item_has_its_name_and_its_question(language: str) -> None:
    texts = catalogue("opportunity", language)
    items = {"validation": [q.id for q in QUESTIONS], "fit": FIT, "three_p": THREE_P, "profile": PARTS}
    for topic, of_topic in items.items():
        named = {key.partition(".")[2] for key in texts if key.startswith(f"{topic}.")}
        assert named == set(of_topic)
        assert {key.partition(".")[2] for key in texts if key.startswith(f"{topic}_ask.")} == named
    assert name_of("target", "fit", language) == "fit", "the team's own words stay as they are"
