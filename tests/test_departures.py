"""Whose leaving costs us most, held against leaving them out one by one."""

from __future__ import annotations

import pytest
from hypothesis import given

from graphkit.approach import approach
from graphkit.cuts import dominators
from graphkit.departures import MOST_ROUTES, departures
from graphkit.errors import GraphkitError
from graphkit.model import Account, Decision
from graphkit.routes import routes
from tests.strategies import account, accounts
from tests.test_routes import random_account


def deciding(given: Account, *committee: str) -> Account:
    target, committee = (committee[0], ()) if len(committee) == 1 else ("", committee)
    return given.with_(decisions=(Decision(id="d", name="d", target=target, committee=committee),))


def expect_as_if_left_out(given: Account, target: str) -> None:
    """Everybody's loss is what the routes are without them, and whoever is not named loses us nothing."""
    best = routes(given, target, k=MOST_ROUTES)
    found = {(one.ours, one.id): one for one in departures(deciding(given, target))}
    everybody = [(True, id_) for id_ in given.team["id"]] + [
        (False, id_) for id_ in given.people["id"] if id_ != target
    ]
    assert found.keys() == {one for one in everybody if any(_passes(route.path, one) for route in best)}
    for ours, id_ in everybody:
        left = routes(given, target, k=1, without=[id_])
        loss = best[0].probability - (left[0].probability if left else 0.0) if best else 0.0
        if (ours, id_) not in found:
            assert loss == 0
            continue
        one = found[ours, id_]
        assert (one.target, one.routes) == (target, len(best))
        assert one.routes_lost == sum(_passes(route.path, (ours, id_)) for route in best)
        assert one.loss == pytest.approx(loss, abs=1e-12)


def _passes(path: tuple[str, ...], one: tuple[bool, str]) -> bool:
    ours, id_ = one
    return path[0] == id_ if ours else id_ in path[1:-1]


@given(accounts(max_people=6, max_members=3))
def test_as_if_they_were_left_out_one_by_one(drawn: Account) -> None:
    expect_as_if_left_out(drawn, drawn.people["id"].iloc[0])


@pytest.mark.parametrize("target", ["p000", "p005", "p033"])
def test_where_there_are_more_routes_than_are_looked_at(target: str) -> None:
    expect_as_if_left_out(random_account(60, seed=4), target)


def test_who_is_on_every_route_takes_all_of_it() -> None:
    known = random_account(60, seed=4)
    for target in ("p000", "p033"):
        lost = [one.id for one in departures(deciding(known, target)) if one.best_without == 0]
        assert sorted(lost) == sorted(dominators(approach(known), target))


def test_a_committee_is_looked_at_one_by_one() -> None:
    known = random_account(60, seed=4)
    found = departures(deciding(known, "p000", "p033"))
    alone = [one for target in ("p000", "p033") for one in departures(deciding(known, target))]
    assert sorted(map(repr, found)) == sorted(map(repr, alone))
    assert [one.loss for one in found] == sorted((one.loss for one in found), reverse=True)


def test_nobody_decides_and_nobody_leads_there() -> None:
    people = [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}]
    assert departures(account(people)) == ()
    assert departures(deciding(account(people), "a")) == ()
    assert departures(deciding(account(people), "c")) == ()
    with pytest.raises(GraphkitError, match="Unknown decision"):
        departures(account(people), decision="d")


def test_by_hand() -> None:
    """Two ways to the boss: 0.65 x 0.40 through her deputy, 0.50 x 0.40 through her aide; both ours know only one."""
    known = account(
        [{"id": "boss", "name": "Boss"}]
        + [{"id": id_, "name": id_, "reports_to": "boss"} for id_ in ("deputy", "aide")],
        team=[{"id": "mo", "name": "Mo"}, {"id": "jo", "name": "Jo"}],
        contacts=[
            {"member": "mo", "person": "deputy", "trust": "3"},
            {"member": "jo", "person": "aide", "trust": "2"},
        ],
    )
    best, second = (route.probability for route in routes(known, "boss"))
    assert [
        (one.id, one.routes_lost, one.routes, one.best, one.best_without) for one in departures(deciding(known, "boss"))
    ] == [
        ("deputy", 1, 2, best, second),
        ("mo", 1, 2, best, second),
        ("aide", 1, 2, best, best),
        ("jo", 1, 2, best, best),
    ]
