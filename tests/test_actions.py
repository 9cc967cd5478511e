"""What was decided: who of us does what by when, in the order in which a team goes through it."""

from __future__ import annotations

import datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit import folder, schema
from graphkit.actions import decide, drop, reschedule, tick, to_do
from graphkit.changes import apply, diff, undo
from graphkit.errors import GraphkitError
from graphkit.merging.unite import unite
from graphkit.model import Account
from graphkit.samples import SAMPLES, read_sample
from tests.strategies import account, accounts

TODAY = datetime.date(2026, 11, 23)
DAY = datetime.timedelta(days=1)
days = st.none() | st.dates(TODAY - 3 * DAY, TODAY + 3 * DAY)


@st.composite
def busy(draw: st.DrawFn) -> Account:
    """An account in which some things were decided, and some of them done."""
    drawn = draw(accounts())
    for number in range(draw(st.integers(0, 5))):
        member = draw(st.sampled_from(["", *drawn.team["id"]]))
        person = draw(st.sampled_from(["", *drawn.positions]))
        drawn = decide(drawn, f"do {number}", today=TODAY, member=member, person=person, due=draw(days))
    for id_ in drawn.actions["id"]:
        if done := draw(days):
            drawn = tick(drawn, id_, today=done)
    return drawn


@given(busy())
def test_they_pass_through_files_and_changes(decided: Account) -> None:
    assert folder.from_files(folder.to_files(decided))[0] == decided
    before = decided.with_(actions=schema.ACTIONS.empty())
    assert apply(before, diff(before, decided)) == decided
    assert apply(decided, undo(diff(before, decided))) == before


def test_an_account_kept_before_there_were_actions_has_none() -> None:
    files = folder.to_files(account([{"id": "a", "name": "Ada"}]))
    assert "actions.csv" not in files
    read, findings = folder.from_files(files)
    assert read.actions.empty and not findings


def test_one_more() -> None:
    ours = account([{"id": "a", "name": "Ada"}], team=[{"id": "m", "name": "Mo"}], decisions=[{"id": "d"}])
    first = decide(ours, " Ring her ", today=TODAY, member="m", person="a", due=TODAY + DAY)
    second = decide(first, "Rest", today=TODAY)
    assert ours.actions.empty, "nothing is changed in place"
    rows = schema.to_text(second.actions, schema.ACTIONS).to_numpy().tolist()
    assert rows == [
        ["a1", "Ring her", "m", "a", "2026-11-24", "", "2026-11-23", "d", ""],
        ["a2", "Rest", "", "", "", "", "2026-11-23", "d", ""],
    ]


@pytest.mark.parametrize("wrong", [{"what": " "}, {"member": "x"}, {"person": "x"}, {"decision": "x"}])
def test_what_makes_no_sense_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(GraphkitError):
        decide(account([{"id": "a", "name": "Ada"}]), **{"what": "do", "today": TODAY, **wrong})


@given(busy())
def test_ticking_is_undone_by_ticking(decided: Account) -> None:
    for id_ in decided.actions["id"]:
        done = tick(decided, id_, today=TODAY)
        assert done.actions.set_index("id")["done_on"][id_] == pd.Timestamp(TODAY)
        opened = tick(done, id_, today=TODAY, done=False)
        assert opened.actions.set_index("id")["done_on"].isna()[id_]
        others = decided.actions["id"].ne(id_)
        assert opened.actions[others].equals(decided.actions[others])
    with pytest.raises(GraphkitError, match="Unknown action"):
        tick(decided, "nothing", today=TODAY)


@given(busy())
def test_overdue_first_then_by_date_then_what_is_done(decided: Account) -> None:
    listed = to_do(decided, today=TODAY)
    assert sorted(listed["id"]) == decided.actions["id"].tolist()
    far = pd.Timestamp.max
    order = [
        (not row.overdue, pd.notna(row.done_on), row.due if pd.notna(row.due) else far)
        for row in listed.itertuples()
        if pd.isna(row.done_on)
    ]
    assert order == sorted(order)
    is_open = listed["done_on"].isna()
    assert is_open.sort_values(ascending=False).tolist() == is_open.tolist()
    assert listed["overdue"].tolist() == [
        pd.isna(row.done_on) and pd.notna(row.due) and row.due < pd.Timestamp(TODAY) for row in listed.itertuples()
    ]


def test_what_is_due_today_is_not_late() -> None:
    ours = decide(account([{"id": "a", "name": "Ada"}]), "do", today=TODAY, due=TODAY)
    assert not to_do(ours, today=TODAY)["overdue"].any()
    assert to_do(ours, today=TODAY + DAY)["overdue"].all()


def test_it_goes_with_the_person() -> None:
    """United with another record it is about that one; about whoever left nothing is asked any more."""
    people = [{"id": "a", "name": "Ada"}, {"id": "b", "name": "Ada B", "left_on": "2026-01-05"}]
    ours = decide(account(people), "do", today=TODAY, person="b")
    assert unite(ours, "a", "b").account.actions["person"].tolist() == ["a"]
    assert ours.present.actions.empty


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_has_late_open_and_done_ones(name: str) -> None:
    """Its dates are moved by what has happened, not by what lies ahead."""
    story = read_sample(name, TODAY)
    listed = to_do(story, today=TODAY)
    is_open = listed["done_on"].isna()
    assert listed["overdue"].sum() == 1 and listed[is_open].iloc[0]["overdue"] and 2 <= is_open.sum() < len(listed)
    assert listed["decided_on"].max() <= pd.Timestamp(TODAY)
    happened = [frame.max() for frame in (story.meetings["date"], story.people["rated_on"])]
    assert max(happened) == pd.Timestamp(TODAY)


@given(busy(), st.dates(TODAY, TODAY + 9 * DAY))
def test_another_day_another_member_or_not_at_all(decided: Account, day: datetime.date) -> None:
    for id_ in decided.actions["id"]:
        moved = reschedule(decided, id_, due=day).actions.set_index("id")
        assert moved["due"][id_] == pd.Timestamp(day)
        assert moved["member"].equals(decided.actions.set_index("id")["member"])
        assert drop(decided, id_).actions["id"].tolist() == [i for i in decided.actions["id"] if i != id_]
    for wrong in (reschedule, drop):
        with pytest.raises(GraphkitError, match="Unknown action"):
            wrong(decided, "nothing", **({"due": day} if wrong is reschedule else {}))
    for id_ in decided.actions["id"][:1]:
        with pytest.raises(GraphkitError, match="member"):
            reschedule(decided, id_, due=day, member="nobody")
