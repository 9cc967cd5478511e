"""The forecast: published answers, brute force on small accounts, and what must hold for every account."""

from __future__ import annotations

import itertools
import json
from datetime import date

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from graphkit import folder
from graphkit import forecast as forecasting
from graphkit.errors import GraphkitError
from graphkit.forecast import Forecast, ask_next, forecast, win_next
from graphkit.influence import equilibrium, listening, own_stances
from graphkit.model import Account
from tests.decisions import CLOSE, TODAY, brief, dense, is_whole, person, thorough, whole_accounts
from tests.oracles import (
    FJ_RESULT,
    FJ_STANCES,
    FJ_SUSCEPTIBILITY,
    FJ_WEIGHTS,
    friedkin_johnsen_account,
    relabelled,
    with_person,
)
from tests.strategies import account, accounts

# -- published answers -------------------------------------------------------------------------------------------------


def test_friedkin_and_johnsens_four_people_as_an_account() -> None:
    account = friedkin_johnsen_account()
    settled = forecast(account, today=TODAY).people["stance"].to_numpy()
    assert settled.round(2).tolist() == FJ_RESULT.tolist()
    assert settled == pytest.approx(equilibrium(csr_array(FJ_WEIGHTS), FJ_SUSCEPTIBILITY, FJ_STANCES), abs=CLOSE)


def test_friedkin_and_johnsens_account_as_a_folder() -> None:
    account = friedkin_johnsen_account()
    again, findings = folder.from_files(folder.to_files(account))
    assert [finding for finding in findings if finding.severity != "info"] == []
    assert forecast(again, today=TODAY).stance == pytest.approx(forecast(account, today=TODAY).stance, abs=CLOSE)


def test_two_people_by_hand() -> None:
    """b reports to a, both of unknown power: L = 0.9 - 0.1 x 3 = 0.6, W = 1, x_a = 0.6 x_b + 0.4 s_a and the reverse,
    so V_aa = 0.4 / (1 - 0.36) = 0.625 and V_ab = 0.6 x 0.625 = 0.375."""
    pair = account([person("a", "-1"), person("b", "2", reports_to="a")], decisions=[{"id": "d", "target": "a"}])
    result = forecast(pair, today=TODAY)
    assert result.people["effect"].tolist() == pytest.approx([0.625, 0.375])
    assert result.stance == pytest.approx(0.625 * -0.5 + 0.375 * 1)
    assert result.people["win_value"].tolist() == pytest.approx([0.3125, 0])  # b is a champion: nothing left to win
    assert result.people["ask_value"].tolist() == [0, 0]


@brief
@given(whole_accounts, st.sampled_from(["", "3"]), st.integers(0, 5))
def test_leverage_is_personalised_pagerank_where_all_give_way_alike(drawn: Account, power: str, at: int) -> None:
    """Proskurnikov, Tempo & Cao (2016): with one susceptibility for all, damping 0.6 and restart at the target."""
    ties = drawn.ties[drawn.ties["kind"].ne("rival")].reset_index(drop=True)
    drawn = drawn.with_(ties=ties, people=drawn.people.assign(power=float(power or "nan")))
    target = drawn.people["id"].iloc[at % len(drawn.people)]
    weights, _ = listening(drawn)
    graph = nx.from_scipy_sparse_array(weights, create_using=nx.DiGraph, edge_attribute="share")
    graph.add_edges_from((i, i, {"share": 1.0}) for i in list(graph) if not graph.out_degree(i))
    restart = {drawn.position(target): 1}
    rank = nx.pagerank(graph, alpha=0.6, personalization=restart, weight="share", tol=1e-14, max_iter=1000)
    leverage = forecast(drawn, target=target, today=TODAY).people["leverage"]
    assert leverage.tolist() == pytest.approx([rank[row] for row in range(len(rank))], abs=CLOSE)


# -- brute force -------------------------------------------------------------------------------------------------------


@thorough
@given(whole_accounts)
def test_the_forecast_is_the_formula(drawn: Account) -> None:
    matrix, stances = dense(drawn), own_stances(drawn, TODAY)
    for row, target in enumerate(drawn.people["id"]):
        result = forecast(drawn, target=target, today=TODAY)
        assert result.people["effect"].to_numpy() == pytest.approx(matrix[row], abs=CLOSE)
        assert result.people["stance"].to_numpy() == pytest.approx(matrix @ stances.centre, abs=CLOSE)
        assert result.stance == pytest.approx(matrix[row] @ stances.centre, abs=CLOSE)


@thorough
@given(whole_accounts)
def test_the_range_is_reached_and_never_left(drawn: Account) -> None:
    """Every corner of what people may think, one by one: a linear forecast is least and most at corners."""
    stances = own_stances(drawn, TODAY)
    corners = np.array(list(itertools.product(*zip(stances.low, stances.high, strict=True))))
    outcomes = corners @ dense(drawn).T
    result = forecast(drawn, today=TODAY)
    assert result.people["low"].to_numpy() == pytest.approx(outcomes.min(axis=0), abs=CLOSE)
    assert result.people["high"].to_numpy() == pytest.approx(outcomes.max(axis=0), abs=CLOSE)
    assert [result.low, result.high] == pytest.approx([outcomes[:, 0].min(), outcomes[:, 0].max()], abs=CLOSE)


@brief
@given(whole_accounts)
def test_the_bound_for_large_accounts_holds_the_exact_range(drawn: Account) -> None:
    stances = own_stances(drawn, TODAY)
    exact = forecast(drawn, today=TODAY).people
    stance, low, high = forecasting._outer(*listening(drawn), stances)
    assert stance == pytest.approx(exact["stance"].to_numpy(), abs=CLOSE)
    assert (low <= exact["low"] + CLOSE).all()
    assert (high >= exact["high"] - CLOSE).all()
    if (listening(drawn)[0].data >= 0).all():
        assert low == pytest.approx(exact["low"].to_numpy(), abs=CLOSE)
        assert high == pytest.approx(exact["high"].to_numpy(), abs=CLOSE)


# -- laws --------------------------------------------------------------------------------------------------------------


@brief
@given(whole_accounts)
def test_everything_stays_in_its_range(drawn: Account) -> None:
    people = forecast(drawn, today=TODAY).people
    assert people["id"].tolist() == drawn.people["id"].tolist()
    assert (people["low"].ge(-1) & people["low"].le(people["stance"] + CLOSE)).all()
    assert (people["high"].le(1) & people["high"].ge(people["stance"] - CLOSE)).all()
    assert people["leverage"].between(0, 1).all()
    assert people["leverage"].sum() == pytest.approx(1)


@brief
@given(whole_accounts)
def test_who_hears_nobody_never_moves(drawn: Account) -> None:
    stances, people = own_stances(drawn, TODAY), forecast(drawn, today=TODAY).people
    alone = listening(drawn)[1] == 0
    assert people.loc[alone, "stance"].tolist() == pytest.approx(stances.centre[alone].tolist())
    assert people.loc[alone, "low"].tolist() == pytest.approx(stances.low[alone].tolist())
    assert people.loc[alone, "high"].tolist() == pytest.approx(stances.high[alone].tolist())


@brief
@given(whole_accounts, st.sampled_from(["-2", "2"]))
def test_a_stranger_moves_nobody(drawn: Account, support: str) -> None:
    newcomer = account([person("z", support)]).people
    larger = drawn.with_(people=pd.concat([drawn.people, newcomer], ignore_index=True))
    before, after = forecast(drawn, today=TODAY).people, forecast(larger, today=TODAY).people
    assert after.loc[len(drawn.people), "leverage"] == 0
    columns = ["stance", "low", "high", "leverage", "effect"]
    assert after[columns].iloc[:-1].to_numpy() == pytest.approx(before[columns].to_numpy(), abs=CLOSE)


@brief
@given(whole_accounts)
def test_other_names_change_no_number(drawn: Account) -> None:
    names = {id_: f"q{len(drawn.people) - row}" for row, id_ in enumerate(drawn.people["id"])}
    before = forecast(drawn, today=TODAY).people.set_index("id").rename(names)
    after = forecast(relabelled(drawn, names), today=TODAY).people.set_index("id").loc[before.index]
    assert after.to_numpy() == pytest.approx(before.to_numpy(), abs=CLOSE)


@brief
@given(whole_accounts, st.integers(0, 5))
def test_win_value_is_what_one_more_level_brings(drawn: Account, at: int) -> None:
    id_ = drawn.people["id"].iloc[at % len(drawn.people)]
    support = drawn.person(id_).support or 0.0
    before = forecast(drawn, today=TODAY)
    after = forecast(with_person(drawn, id_, support=min(support + 1, 2)), today=TODAY)
    assert after.stance - before.stance == pytest.approx(before.people.loc[drawn.position(id_), "win_value"], abs=CLOSE)


@brief
@given(whole_accounts, st.integers(0, 5))
def test_ask_value_is_what_an_answer_takes_off_the_range(drawn: Account, at: int) -> None:
    id_ = drawn.people["id"].iloc[at % len(drawn.people)]
    known = with_person(
        drawn, id_, support=drawn.person(id_).support or 0.0, confidence="confirmed", rated_on=pd.Timestamp(TODAY)
    )
    before, after = forecast(drawn, today=TODAY), forecast(known, today=TODAY)
    gained = (before.high - before.low - after.high + after.low) / 2
    value = before.people.loc[drawn.position(id_), "ask_value"]
    stances = own_stances(drawn, TODAY)
    cut = (stances.high - stances.low)[drawn.position(id_)] < 2 * stances.half_width[drawn.position(id_)]
    assert gained <= value + CLOSE
    assert cut or gained == pytest.approx(value, abs=CLOSE)
    assert after.people.loc[drawn.position(id_), "ask_value"] == 0


@brief
@given(whole_accounts)
def test_the_same_question_gets_the_same_answer(drawn: Account) -> None:
    first, second = (forecast(drawn.with_(), today=TODAY).as_dict() for _ in range(2))
    assert json.dumps(first, allow_nan=False) == json.dumps(second, allow_nan=False)


@brief
@given(whole_accounts, st.integers(1, 4))
def test_next_people_come_in_the_order_of_their_value(drawn: Account, n: int) -> None:
    result = forecast(drawn, today=TODAY)
    for chosen, value in ((ask_next(result, n), "ask_value"), (win_next(result, n), "win_value")):
        ranked = result.people[result.people[value] > 1e-12]
        expected = sorted(zip(-ranked[value].round(12), ranked["id"], strict=True))[:n]
        assert chosen["id"].tolist() == [id_ for _, id_ in expected]


# -- what is not known -------------------------------------------------------------------------------------------------


def test_unknown_is_never_neutral() -> None:
    result = forecast(account([person("a"), person("b", "0")]), target="a", today=TODAY)
    assert (result.stance, result.low, result.high, result.verdict) == (0, -1, 1, "open")
    assert result.people.loc[1, ["stance", "low", "high"]].tolist() == [0, 0, 0]


@brief
@given(whole_accounts)
def test_an_account_of_which_nothing_is_known_may_go_either_way(drawn: Account) -> None:
    """Without rivals from one end to the other; rivals who are both listened to cancel in part, to each side alike."""
    result = forecast(drawn.with_(people=drawn.people.assign(support=np.nan)), today=TODAY)
    assert (result.stance, result.verdict) == (0, "open")
    assert result.low == pytest.approx(-result.high)
    assert drawn.ties["kind"].eq("rival").any() or result.high == pytest.approx(1)


@brief
@given(whole_accounts)
def test_ratings_only_lose_certainty_as_time_goes_by(drawn: Account) -> None:
    early, late = (forecast(drawn, today=day).people for day in (date(2026, 11, 2), date(2028, 1, 1)))
    assert (late["low"] <= early["low"] + CLOSE).all()
    assert (late["high"] >= early["high"] - CLOSE).all()
    assert late["stance"].tolist() == pytest.approx(early["stance"].tolist())


@pytest.mark.parametrize(
    ("support", "confidence", "verdict"),
    [
        ("2", "confirmed", "for"),
        ("0.3", "confirmed", "for"),
        ("0.2", "confirmed", "open"),
        ("0", "confirmed", "open"),
        ("-2", "confirmed", "against"),
        ("2", "assumed", "for"),
        ("1", "assumed", "open"),
        ("-2", "assumed", "against"),
    ],
)
def test_verdict_of_a_person_alone(support: str, confidence: str, verdict: str) -> None:
    """0.1 itself is not above the margin: support 0.2 is a stance of 0.1, and stays open."""
    result = forecast(account([person("a", support, confidence=confidence)]), target="a", today=TODAY)
    assert result.verdict == verdict


def test_the_value_of_an_answer_by_hand() -> None:
    """As two people by hand: 0.625 and 0.375, times 1 for the unknown and 0.5 for the assumed, cut off or not."""
    pair = account([person("a"), person("b", "2", reports_to="a", confidence="assumed")])
    result = forecast(pair, target="a", today=TODAY)
    assert result.people["ask_value"].tolist() == pytest.approx([0.625, 0.1875])
    assert (result.low, result.high) == pytest.approx((0.375 * 0.5 - 0.625, 1))
    assert ask_next(result, 5)["id"].tolist() == ["a", "b"]


def test_winning_a_rival_of_the_decision_maker_harms() -> None:
    ties = [{"source": "a", "target": "b", "kind": "rival", "strength": "5"}]
    result = forecast(account([person("a", "0"), person("b", "0")], ties=ties), target="a", today=TODAY)
    assert result.people["effect"].tolist() == pytest.approx([0.625, -0.375])  # by hand as above, W = -1
    assert result.people["leverage"].tolist() == pytest.approx([0.625, 0.375])
    assert win_next(result, 5)["id"].tolist() == ["a"]


# -- who decides -------------------------------------------------------------------------------------------------------


def board(**decision: object) -> Account:
    people = [person("a", "2", power="4"), person("b", "-2", power="1"), person("c", "", power="5")]
    return account(people, decisions=[{"id": "d", **decision}])


def shares(result: Forecast) -> tuple[float, float, float]:
    assert result.share_for is not None
    return result.share_for.low, result.share_for.centre, result.share_for.high


def test_a_committee_by_heads() -> None:
    result = forecast(board(committee=("a", "b", "c")), today=TODAY)
    assert [member.verdict for member in result.committee] == ["for", "against", "open"]
    assert (result.stance, result.low, result.high) == pytest.approx((0, -1 / 3, 1 / 3))
    assert shares(result) == pytest.approx((1 / 3, 1 / 3, 2 / 3))
    assert (result.target, result.verdict) == ("", "open")


def test_a_committee_by_power() -> None:
    """Votes 4, 1 and 5 of 10; a is for, b against, c unknown: 0.4 - 0.1 +- 0.5."""
    result = forecast(board(committee=("a", "b", "c"), by_power=True), today=TODAY)
    assert (result.stance, result.low, result.high) == pytest.approx((0.3, -0.2, 0.8))
    assert shares(result) == pytest.approx((0.4, 0.4, 0.9))
    assert result.people["leverage"].tolist() == pytest.approx([0.4, 0.1, 0.5])


@brief
@given(accounts(min_people=2).filter(is_whole))
def test_a_committee_stands_at_the_mean_of_its_members(drawn: Account) -> None:
    ids = tuple(drawn.people["id"])
    (decision,) = drawn.decisions
    together = drawn.with_(decisions=(type(decision)("d", committee=ids),))
    result = forecast(together, today=TODAY)
    alone = [forecast(drawn, target=id_, today=TODAY) for id_ in ids]
    assert result.stance == pytest.approx(np.mean([one.stance for one in alone]), abs=CLOSE)
    assert result.low >= np.mean([one.low for one in alone]) - CLOSE
    assert [member.verdict for member in result.committee] == [one.verdict for one in alone]
    assert result.share_for is not None
    assert result.share_for.low <= result.share_for.centre <= result.share_for.high


def test_a_decision_brings_its_own_ratings() -> None:
    people = [person("a", "2"), person("b", "2")]
    both = [{"id": "d", "target": "a"}, {"id": "e", "target": "a"}]
    stances = [{"decision": "e", "person": "a", "support": "-2"}]
    two = account(people, decisions=both, stances=stances)
    assert forecast(two, today=TODAY).verdict == "for"
    assert forecast(two, decision="e", today=TODAY).verdict == "against"
    assert forecast(two, decision="e", target="b", today=TODAY).verdict == "for"


def test_the_answer_as_json() -> None:
    plain = forecast(board(target="a"), today=TODAY).as_dict()
    assert list(plain) == ["target", "stance", "low", "high", "verdict", "people"]
    assert list(plain["people"][0]) == ["id", "stance", "low", "high", "leverage", "ask_value", "win_value"]
    assert {type(value) for value in plain["people"][0].values()} == {str, float}
    committee = json.loads(json.dumps(forecast(board(committee=("a", "c")), today=TODAY).as_dict()))["committee"]
    assert [member["id"] for member in committee["members"]] == ["a", "c"]
    assert committee["share_for"] == {"low": 0.5, "centre": 0.5, "high": 1.0}


@pytest.mark.parametrize(
    ("call", "key"),
    [
        ({}, "error.no_target"),
        ({"decision": "other"}, "error.unknown_decision"),
        ({"target": "nobody"}, "error.unknown_person"),
    ],
)
def test_wrong_calls(call: dict[str, str], key: str) -> None:
    with pytest.raises(GraphkitError) as error:
        forecast(board(name="Deal"), today=TODAY, **call)
    assert error.value.key == key
    assert error.value.say("zh") != error.value.say("en")


@brief
@given(whole_accounts)
def test_forecasting_changes_no_account(drawn: Account) -> None:
    before = drawn.with_().fingerprint  # a fingerprint is kept once it is taken; with_() makes it anew
    forecast(drawn, today=TODAY)
    assert drawn.with_().fingerprint == before
