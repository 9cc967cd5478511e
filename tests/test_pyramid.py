"""The trust pyramid: counts that add up, and whose next step is what."""

from __future__ import annotations

from hypothesis import given

from graphkit.model import Account
from graphkit.pyramid import Climb, pyramid
from tests.strategies import account, accounts


@given(accounts())
def test_everybody_known_stands_somewhere(drawn: Account) -> None:
    found = pyramid(drawn)
    assert sum(found.now) == sum(found.wanted) == drawn.contacts["person"].nunique()
    assert all(climb.now < climb.next == climb.now + 1 <= climb.wanted for climb in found.climbs)


def test_by_hand() -> None:
    """The best of two contacts counts; nobody is wanted lower than today; whoever left stands nowhere."""
    ours = account(
        [{"id": id_, "name": id_} for id_ in "abc"] + [{"id": "x", "name": "x", "left_on": "2026-01-05"}],
        team=[{"id": "m", "name": "M"}, {"id": "n", "name": "N"}],
        contacts=[
            {"member": "m", "person": "a", "trust": "0", "target_trust": "3"},
            {"member": "n", "person": "a", "trust": "1.5"},
            {"member": "m", "person": "b", "trust": "3", "target_trust": "1"},
            {"member": "m", "person": "c", "target_trust": "1"},
            {"member": "m", "person": "x", "trust": "1"},
        ],
    )
    found = pyramid(ours)
    assert (found.now, found.wanted) == ((1, 1, 0, 1), (0, 1, 0, 2))
    assert found.climbs == (Climb("c", "m", 0, 1, 1), Climb("a", "n", 1, 3, 2))
