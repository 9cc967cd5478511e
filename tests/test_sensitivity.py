"""What would flip the verdict, and why a person matters: brute force on small accounts, and cases by hand."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit.errors import GraphkitError
from graphkit.forecast import VERDICTS, forecast
from graphkit.influence import listening, own_stances
from graphkit.model import Account
from graphkit.sensitivity import flip, why
from tests.decisions import CLOSE, TODAY, brief, dense, person, thorough, whole_accounts
from tests.oracles import relabelled, with_person
from tests.strategies import account

MARGIN = 0.1


def together(drawn: Account) -> Account:
    """The same account, decided by the first two people as a committee."""
    committee = tuple(drawn.people["id"][:2])
    return drawn.with_(decisions=(replace(drawn.decisions[0], target="", committee=committee),))


# a decision by one person, or by a committee
decided = st.one_of(whole_accounts, whole_accounts.map(together))


def row_of(drawn: Account) -> np.ndarray:
    """The decision's row of V by the formula."""
    decision = drawn.decisions[0]
    voters = [drawn.position(id_) for id_ in (decision.committee or (decision.target,))]
    return dense(drawn)[voters].mean(axis=0)


# -- what would flip it ------------------------------------------------------------------------------------------------


def fewest_by_brute_force(drawn: Account, wanted: str) -> int | None:
    """Every way in which people may change by one level, one by one: -1, 0 or 1 each."""
    stances, row = own_stances(drawn, TODAY), row_of(drawn)
    moves = np.array(list(itertools.product((-0.5, 0, 0.5), repeat=len(row))))
    ends = [np.clip(end + moves, -1, 1) * row for end in (stances.low, stances.high)]
    low, high = np.minimum(*ends).sum(axis=1), np.maximum(*ends).sum(axis=1)
    rank = np.where(low > MARGIN + CLOSE, 2, np.where(high < -MARGIN - CLOSE, 0, 1))
    today = rank[(moves == 0).all(axis=1)][0]
    goal = VERDICTS.index(wanted)
    there = rank >= goal if goal > today else rank <= goal if goal < today else rank == goal
    return int((moves[there] != 0).sum(axis=1).min()) if there.any() else None


@thorough
@given(decided, st.sampled_from(VERDICTS))
def test_no_fewer_people_flip_the_verdict(drawn: Account, wanted: str) -> None:
    found = flip(drawn, to=wanted, today=TODAY)
    assert (found and len(found.changes)) == fewest_by_brute_force(drawn, wanted)


@thorough
@given(decided, st.sampled_from(VERDICTS))
def test_the_changes_do_what_they_say(drawn: Account, wanted: str) -> None:
    """Moved by hand, the range is the one reported; every person on the list is needed."""
    found, before = flip(drawn, to=wanted, today=TODAY), forecast(drawn, today=TODAY)
    if found is None:
        return
    stances, row = own_stances(drawn, TODAY), row_of(drawn)
    move = np.zeros(len(row))
    for change in found.changes:
        move[drawn.position(change.person)] = 0.5 if change.toward else -0.5
    ends = [np.clip(end + move, -1, 1) * row for end in (stances.low, stances.high)]
    assert [found.low, found.high] == pytest.approx([np.minimum(*ends).sum(), np.maximum(*ends).sum()], abs=CLOSE)
    assert found.low - CLOSE <= found.stance <= found.high + CLOSE
    assert len(set(found.people)) == len(found.people)
    gains = [change.gain for change in found.changes]
    assert gains == pytest.approx(sorted(gains, reverse=True))
    assert all(0 < gain <= 0.5 + CLOSE for gain in gains)
    assert (found.verdict == before.verdict) == (not found.changes) == (wanted == before.verdict)


@brief
@given(whole_accounts, st.sampled_from(VERDICTS))
def test_confirmed_ratings_changed_by_one_level_flip_the_forecast(drawn: Account, wanted: str) -> None:
    """Where all is confirmed, a change by one level is another rating: the forecast of that account says the same."""
    people = drawn.people.assign(
        support=drawn.people["support"].fillna(0), confidence="confirmed", rated_on=pd.Timestamp(TODAY)
    )
    sure = drawn.with_(people=people)
    found = flip(sure, to=wanted, today=TODAY)
    if found is None:
        return
    changed = sure
    for change in found.changes:
        support = (sure.person(change.person).support or 0.0) + (1 if change.toward else -1)
        changed = with_person(changed, change.person, support=min(max(support, -2), 2))
    after = forecast(changed, today=TODAY)
    assert [after.stance, after.low, after.high] == pytest.approx([found.stance, found.low, found.high], abs=CLOSE)
    assert after.verdict == found.verdict


def pair(support: str, report: str = "2") -> Account:
    """Two people as in the forecast by hand: V = 0.625 for a, who decides, and 0.375 for b, who reports to a."""
    people = [person("a", support), person("b", report, reports_to="a")]
    return account(people, decisions=[{"id": "d", "target": "a"}])


def test_one_change_of_mind_by_hand() -> None:
    """0.625 x -0.5 + 0.375 x 1 = 0.0625 is open. One level of a, 0.3125, is enough to either side."""
    won, lost = (flip(pair("-1"), to=wanted, today=TODAY) for wanted in ("for", "against"))
    assert won is not None and lost is not None
    assert [(c.person, c.toward, c.gain) for c in won.changes] == [("a", True, pytest.approx(0.3125))]
    assert (won.low, won.verdict) == (pytest.approx(0.375), "for")
    assert [(c.person, c.toward, c.gain) for c in lost.changes] == [("a", False, pytest.approx(0.3125))]
    assert (lost.high, lost.verdict) == (pytest.approx(-0.25), "against")


def test_two_changes_of_mind_by_hand() -> None:
    """0.625 x 0.5 + 0.375 x 1 = 0.6875 is for; a alone falls to 0.375, with b to 0.1875, and no further."""
    assert flip(pair("1"), to="open", today=TODAY) is None
    assert flip(pair("1"), to="against", today=TODAY) is None
    found = flip(pair("0"), to="open", today=TODAY)  # 0.375; a alone to 0.0625
    assert found is not None and found.people == ("a",)


def test_a_change_by_one_level_beyond_the_wanted_verdict_will_do() -> None:
    """One person alone with 0.15 falls to -0.35: there is no way to be open by one level, and no need of one."""
    alone = account([person("a", "0.3")], decisions=[{"id": "d", "target": "a"}])
    found = flip(alone, to="open", today=TODAY)
    assert found is not None and (found.people, found.verdict) == (("a",), "against")


def test_an_unknown_person_moves_as_a_range() -> None:
    """Of -1..1 one level toward us leaves -0.5..1; that they answer is another question."""
    found = flip(account([person("a")], decisions=[{"id": "d", "target": "a"}]), to="for", today=TODAY)
    assert found is None
    champion = flip(pair("2", ""), to="for", today=TODAY)
    assert champion is not None and champion.changes == ()  # 0.625 - 0.375 = 0.25 is for already
    doubtful = flip(pair("1", ""), to="for", today=TODAY)  # 0.3125 - 0.375 = -0.0625
    assert doubtful is not None and (doubtful.people, doubtful.low) == (("a",), pytest.approx(0.25))


def test_a_rival_flips_it_by_turning_away() -> None:
    """W = -1: V = 0.625 for a and -0.375 for b; b away from us lifts the forecast by 0.1875 to 0.1875."""
    ties = [{"source": "a", "target": "b", "kind": "rival", "strength": "5"}]
    people = [person("a", "2"), person("b", "2")]  # 0.625 - 0.375 = 0.25
    found = flip(account(people, ties=ties, decisions=[{"id": "d", "target": "a"}]), to="open", today=TODAY)
    assert found is not None and [(c.person, c.toward) for c in found.changes] == [("a", False)]
    stubborn = account([person("a", "0"), person("b", "0")], ties=ties, decisions=[{"id": "d", "target": "a"}])
    both = flip(stubborn.with_(assumptions=stubborn.assumptions.with_values({"verdict_margin": 0.4})), today=TODAY)
    assert both is not None and [(c.person, c.toward) for c in both.changes] == [("a", True), ("b", False)]


def test_a_verdict_that_does_not_exist() -> None:
    with pytest.raises(GraphkitError, match="against, open, for"):
        flip(pair("1"), to="yes", today=TODAY)


# -- why a person matters ----------------------------------------------------------------------------------------------


def chains_by_brute_force(drawn: Account, person: str) -> dict[tuple[str, ...], float]:
    """Every loop-free chain of listening from the decision to a person, and what passes along it."""
    weights, susceptibility = listening(drawn)
    passed, end = susceptibility[:, None] * weights.toarray(), drawn.position(person)
    ids, decision = drawn.people["id"].tolist(), drawn.decisions[0]
    voters = [drawn.position(id_) for id_ in (decision.committee or (decision.target,))]
    inner = [row for row in range(len(ids)) if row != end]
    found = {}
    for size in range(len(ids)):
        for head in itertools.permutations(inner, size):
            path = (*head, end)
            if path[0] in voters:
                weight = math.prod(passed[i, j] for i, j in itertools.pairwise(path)) / len(voters)
                found[tuple(ids[row] for row in path)] = weight * (1 - susceptibility[end])
    return {path: weight for path, weight in found.items() if weight}


@thorough
@given(decided, st.integers(0, 5), st.integers(1, 6))
def test_no_chain_is_stronger(drawn: Account, at: int, k: int) -> None:
    person = drawn.people["id"].iloc[at % len(drawn.people)]
    every = chains_by_brute_force(drawn, person)
    found = why(drawn, person, k=k)
    assert len(found.chains) == min(k, len(every))
    strongest = sorted(map(abs, every.values()), reverse=True)[:k]
    assert [abs(chain.weight) for chain in found.chains] == pytest.approx(strongest, abs=CLOSE)
    for chain in found.chains:
        assert chain.weight == pytest.approx(every[chain.path], abs=CLOSE)
    assert len({chain.path for chain in found.chains}) == len(found.chains)


@thorough
@given(decided, st.integers(0, 5), st.integers(1, 6))
def test_shares_add_up_to_the_whole_effect(drawn: Account, at: int, k: int) -> None:
    row = at % len(drawn.people)
    found = why(drawn, drawn.people["id"].iloc[row], k=k)
    assert found.effect == pytest.approx(row_of(drawn)[row], abs=CLOSE)
    if abs(found.effect) > CLOSE:
        assert sum(chain.share for chain in found.chains) + found.other == pytest.approx(1)
        for chain in found.chains:
            assert chain.share * found.effect == pytest.approx(chain.weight, abs=CLOSE)
    elif not found.chains:
        assert math.isnan(found.other)


@brief
@given(whole_accounts, st.integers(0, 5))
def test_other_names_change_no_chain(drawn: Account, at: int) -> None:
    names = {id_: f"q{len(drawn.people) - row}" for row, id_ in enumerate(drawn.people["id"])}
    person = drawn.people["id"].iloc[at % len(drawn.people)]
    before, after = why(drawn, person, k=4), why(relabelled(drawn, names), names[person], k=4)
    assert [c.weight for c in after.chains] == pytest.approx([c.weight for c in before.chains], abs=CLOSE)


def test_a_chain_by_hand() -> None:
    """a gives way by 0.6 and hears b alone; b keeps 0.4 of an own view: 0.24 of the 0.375, the rest back and forth."""
    found = why(pair("0"), "b")
    assert [(c.path, c.weight, c.share) for c in found.chains] == [
        (("a", "b"), pytest.approx(0.24), pytest.approx(0.64))
    ]
    assert (found.effect, found.other) == pytest.approx((0.375, 0.36))
    own = why(pair("0"), "a")
    assert [(c.path, c.weight) for c in own.chains] == [(("a",), pytest.approx(0.4))]
    assert own.other == pytest.approx(0.225 / 0.625)


def test_a_rival_works_against() -> None:
    ties = [{"source": "a", "target": "b", "kind": "rival", "strength": "5"}]
    found = why(account([person("a"), person("b")], ties=ties), "b", target="a")
    assert [c.weight for c in found.chains] == pytest.approx([-0.24])
    assert [c.share for c in found.chains] == pytest.approx([0.64])


def test_nobody_listens() -> None:
    found = why(account([person("a"), person("b")]), "b", target="a")
    assert (found.effect, found.chains) == (0, ())
    assert math.isnan(found.other)


def test_the_only_way_past_a_crowd_is_found_at_once() -> None:
    """Thirty who all hear each other, and one whom only the target hears: any search that tries all chains hangs."""
    crowd = [f"c{i:02}" for i in range(30)]
    ties = [{"source": a, "target": b, "kind": "friend", "strength": "3"} for a, b in itertools.combinations(crowd, 2)]
    ties.append({"source": "z", "target": "c00", "kind": "influences", "strength": "1"})
    found = why(account([person(id_) for id_ in [*crowd, "z"]], ties=ties), "z", target="c00", k=5)
    assert [chain.path for chain in found.chains] == [("c00", "z")]


def test_wrong_calls() -> None:
    with pytest.raises(GraphkitError, match="Unknown person"):
        why(pair("0"), "nobody")
    with pytest.raises(GraphkitError):
        why(account([person("a")]), "a")
