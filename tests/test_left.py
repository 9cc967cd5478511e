"""Whoever has left stays on record and counts for nothing: every answer is as if they had never been there."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit import folder
from graphkit.check import check
from graphkit.coverage import coverage
from graphkit.errors import GraphkitError
from graphkit.forecast import forecast
from graphkit.model import Account
from graphkit.network import measures
from graphkit.plan import plan
from graphkit.routes import routes
from tests.strategies import account, accounts

TODAY = datetime.date(2026, 6, 1)
LEFT = "2026-03-31"


def leaving(known: Account, id_: str) -> Account:
    people = known.people.copy()
    people.loc[people["id"].eq(id_), "left_on"] = LEFT
    return known.with_(people=people)


def erased(known: Account, id_: str) -> Account:
    """The account as it would be if this person had never been heard of."""
    rows = {
        "people": known.people[known.people["id"].ne(id_)],
        "ties": known.ties[known.ties["source"].ne(id_) & known.ties["target"].ne(id_)],
        "contacts": known.contacts[known.contacts["person"].ne(id_)],
        "stances": known.stances[known.stances["person"].ne(id_)],
        "meetings": known.meetings[known.meetings["person"].ne(id_)],
        "needs": known.needs[known.needs["person"].ne(id_)],
    }
    return known.with_(**{name: frame.reset_index(drop=True) for name, frame in rows.items()})


@given(accounts(min_people=2, max_people=5), st.data())
def test_every_answer_is_as_if_they_had_never_been_there(drawn: Account, data: st.DataObject) -> None:
    target, left = data.draw(st.permutations(drawn.people["id"].tolist()))[:2]
    with_them, without = leaving(drawn, left), erased(drawn, left)
    assert with_them.present.fingerprint == without.fingerprint
    assert routes(with_them, target, k=30) == routes(without, target, k=30)
    assert routes(with_them, target, k=30, allow_cold=True) == routes(without, target, k=30, allow_cold=True)
    assert routes(with_them, left) == []
    assert plan(with_them, target, meetings=3).value == plan(without, target, meetings=3).value
    assert (
        forecast(with_them, target=target, today=TODAY).as_dict()
        == forecast(without, target=target, today=TODAY).as_dict()
    )
    assert coverage(with_them, today=TODAY).as_dict() == coverage(without, today=TODAY).as_dict()
    of_all = measures(with_them)
    assert of_all.loc[left, "degree"] == 0
    assert of_all["degree"].drop(left).tolist() == measures(without)["degree"].tolist()


def test_they_stay_on_record() -> None:
    known = leaving(account([{"id": "a", "name": "Ada"}, {"id": "b", "name": "Bea", "reports_to": "a"}]), "a")
    assert folder.from_files(folder.to_files(known))[0].fingerprint == known.fingerprint
    assert known.gone.tolist() == [True, False]
    assert known.present.people["id"].tolist() == ["b"]


def test_who_decides_and_has_left_is_named() -> None:
    known = account(
        [{"id": "a", "name": "Ada"}, {"id": "b", "name": "Bea"}],
        decisions=[{"id": "d", "name": "d", "target": "a"}, {"id": "e", "name": "e", "committee": ("a", "b")}],
    )
    left = leaving(known, "a")
    assert [f.message for f in check(left) if f.code == "decider_left"] == [
        "The decision 'd' names a, who has left. Say who decides now.",
        "The decision 'e' names a, who has left. Say who decides now.",
    ]
    for decision in ("d", "e"):
        with pytest.raises(GraphkitError, match="Ada takes this decision and has left"):
            forecast(left, decision=decision, today=TODAY)
    assert "no_decision_maker" in {gap.rule for gap in coverage(left, decision="d", today=TODAY).gaps}


def test_a_leaver_has_a_manager_still() -> None:
    known = leaving(account([{"id": "a", "name": "Ada"}, {"id": "b", "name": "Bea", "reports_to": "a"}]), "b")
    assert [finding.code for finding in check(known)] == []
