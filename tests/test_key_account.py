"""What makes a customer a key account: counted from its own tables, and unknown where they are silent."""

from __future__ import annotations

import datetime

from hypothesis import given

from graphkit.i18n import has
from graphkit.key_account import key_account
from graphkit.model import Account
from tests.strategies import account, accounts

TODAY = datetime.date(2026, 7, 1)
STORY = account(
    [
        {"id": "a", "name": "Ada", "unit": "IT"},
        {"id": "b", "name": "Bea"},
        {"id": "c", "name": "Cy", "unit": "IT"},
        {"id": "x", "name": "Xi", "unit": "Sales", "left_on": "2026-01-01"},
    ],
    team=[{"id": "m", "name": "Mo"}],
    contacts=[
        {"member": "m", "person": "a", "last_contact": "2026-06-20", "cadence_days": "30"},
        {"member": "m", "person": "b", "last_contact": "2026-01-20", "cadence_days": "30"},
        {"member": "m", "person": "c", "cadence_days": "30"},
    ],
    meetings=[
        {"date": "2026-01-02", "member": "m", "person": "a", "outcome": "good"},
        {"date": "2026-06-20", "member": "m", "person": "a", "outcome": "good"},
        {"date": "2026-06-21", "member": "m", "person": "b", "outcome": "no_show"},
        {"date": "2026-08-01", "member": "m", "person": "b"},
    ],
    needs=[
        {"id": "n1", "person": "a", "need": "less waiting", "environment": "fails", "value": "9 hours"},
        {"id": "n2", "person": "x", "need": "more"},
    ],
    decisions=[
        {"id": "d", "close_date": "2027-01-02", "stage": "lead"},
        {"id": "e", "close_date": "2030-01-01", "stage": "won"},
        {"id": "f"},
    ],
)


def test_a_case_by_hand() -> None:
    """Who has left, what was missed, what is still to come and what is decided does not count."""
    assert {trait.id: trait.numbers for trait in key_account(STORY, today=TODAY)} == {
        "people": {"people": 3, "units": 1},
        "matters": {"decisions": 2, "needs": 1},
        "cycle": {"days": 365},
        "face": {"meetings": 1, "n": 1, "lately": 90},
        "continuous": {"part": 1, "whole": 3},
        "environment": {"part": 1, "whole": 1},
        "value": {"part": 1, "whole": 1},
    }


@given(accounts())
def test_every_trait_has_its_sentence(known: Account) -> None:
    for trait in key_account(known, today=TODAY):
        assert has(f"opportunity.key.{trait.id}")
        assert trait.numbers or has(f"opportunity.key_unknown.{trait.id}"), "unknown asks"
        assert trait.numbers.get("part", 0) <= trait.numbers.get("whole", 0)
