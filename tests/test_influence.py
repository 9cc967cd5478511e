"""Who listens to whom, and where everybody ends up: published answers and the sum of the lines."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from scipy.sparse import csr_array

from graphkit.errors import GraphkitError
from graphkit.influence import equilibrium, listening, own_stances, total_effects
from graphkit.model import Account
from tests.decisions import CLOSE, TODAY, person, thorough, whole_accounts
from tests.oracles import FJ_RESULT, FJ_STANCES, FJ_SUSCEPTIBILITY, FJ_WEIGHTS
from tests.strategies import account

# -- published answers -------------------------------------------------------------------------------------------------


def test_friedkin_and_johnsens_four_people() -> None:
    """Friedkin & Johnsen's example of 1990."""
    weights = csr_array(FJ_WEIGHTS)
    settled = equilibrium(weights, FJ_SUSCEPTIBILITY, FJ_STANCES)
    assert settled.round(2).tolist() == FJ_RESULT.tolist()
    for i, outcome in enumerate(settled):
        effect = total_effects(weights, FJ_SUSCEPTIBILITY, np.eye(4)[i])
        assert effect @ FJ_STANCES == pytest.approx(outcome, abs=1e-11)


def test_oracle_c() -> None:
    """A worked case: a decision-maker, a CFO, an engineer and a user; V and x solved by hand to six digits."""
    weights = csr_array([[0, 0.5, 0.5, 0], [1, 0, 0, 0], [0.5, 0, 0, 0.5], [0, 0, 1, 0]])
    susceptibility, stances = np.array([0.6, 0.2, 0.5, 0.8]), np.array([0, -0.5, 0.6, 0.9])
    rows = [
        [0.472674, 0.283604, 0.221566, 0.022157],
        [0.094535, 0.856721, 0.044313, 0.004431],
        [0.147710, 0.088626, 0.694239, 0.069424],
        [0.118168, 0.070901, 0.555391, 0.255539],
    ]
    assert equilibrium(weights, susceptibility, np.eye(4)) == pytest.approx(np.array(rows), abs=1e-6)
    for target, row in zip(np.eye(4), rows, strict=True):
        assert total_effects(weights, susceptibility, target) == pytest.approx(row, abs=1e-6)
    settled = equilibrium(weights, susceptibility, stances)
    assert settled == pytest.approx([0.011078, -0.397784, 0.434712, 0.527770], abs=1e-6)
    assert settled[0] == pytest.approx(0.01107829, abs=1e-8)


# -- who listens to whom -----------------------------------------------------------------------------------------------


def raw_weights(drawn: Account) -> np.ndarray:
    """MODEL.md, Forecast, line by line, in loops."""
    n, rows = len(drawn.people), drawn.people.to_dict("records")
    raw = np.zeros((n, n))
    power = [3 if np.isnan(row["power"]) else row["power"] for row in rows]
    influence_ = [3 if np.isnan(row["influence"]) else row["influence"] for row in rows]
    for i, row in enumerate(rows):
        manager = drawn.positions.get(row["reports_to"], i)
        if manager != i:
            raw[i, manager] += 1.0 * power[manager] / 5
            raw[manager, i] += 0.35 * influence_[i] / 5
        dotted = drawn.positions.get(row["dotted_to"], i)
        if dotted != i:
            raw[i, dotted] += 0.5 * power[dotted] / 5
    for tie in drawn.ties.to_dict("records"):
        source, target = drawn.position(tie["source"]), drawn.position(tie["target"])
        strength = (3 if np.isnan(tie["strength"]) else tie["strength"]) / 5
        if source == target:
            continue
        sign = -1 if tie["kind"] == "rival" else 1
        raw[target, source] += sign * strength * influence_[source] / 5
        if tie["kind"] != "influences":
            raw[source, target] += sign * strength * influence_[target] / 5
    return raw


@thorough
@given(whole_accounts)
def test_listening_is_the_sum_of_the_lines(drawn: Account) -> None:
    raw = raw_weights(drawn).round(12)
    heard = np.abs(raw).sum(axis=1)
    expected = np.divide(raw, heard[:, None], where=heard[:, None] > 0, out=np.zeros_like(raw))
    power = drawn.people["power"].fillna(3).to_numpy()
    weights, susceptibility = listening(drawn)
    assert weights.toarray() == pytest.approx(expected, abs=CLOSE)
    assert susceptibility == pytest.approx(np.where(heard > 0, 0.9 - 0.1 * power, 0), abs=CLOSE)


def test_a_friendship_and_a_rivalry_of_one_strength_cancel() -> None:
    ties = [{"source": "a", "target": "b", "kind": kind, "strength": "3"} for kind in ("friend", "rival")]
    weights, susceptibility = listening(account([person("a"), person("b")], ties=ties))
    assert weights.nnz == 0
    assert susceptibility.tolist() == [0, 0]


def test_lines_that_cancel_but_for_rounding_leave_no_voice() -> None:
    """What b hears from a: 0.4 from the manager, -0.6 from the rival, 0.2 from the friend; in binary 5.6e-17, not 0."""
    ties = [
        {"source": "a", "target": "b", "kind": "rival", "strength": "3"},
        {"source": "a", "target": "b", "kind": "friend", "strength": "1"},
    ]
    pair = account([person("a", power="2", influence="5"), person("b", reports_to="a")], ties=ties)
    weights, susceptibility = listening(pair)
    assert weights.toarray()[1].tolist() == [0, 0]
    assert susceptibility[1] == 0


def test_assumptions_reach_the_model() -> None:
    pair = account([person("a", power="5"), person("b", reports_to="a", power="1")])
    changed = pair.with_(
        assumptions=pair.assumptions.with_values({"susceptibility": 0.5, "susceptibility_per_power": 0.05})
    )
    assert listening(changed)[1].tolist() == pytest.approx([0.25, 0.45])


def test_a_susceptibility_of_one_is_refused() -> None:
    with pytest.raises(GraphkitError, match="below 1"):
        equilibrium(csr_array(np.eye(2)[::-1]), np.array([1.0, 0.5]), np.zeros(2))
    with pytest.raises(GraphkitError, match="susceptibility"):
        Account().assumptions.with_values({"susceptibility": 1.0})


# -- what each person thinks -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "range_"),
    [
        ({"confidence": "confirmed", "rated_on": "2026-11-30"}, (0.5, 0.5)),
        ({"confidence": "confirmed", "rated_on": "2026-06-04"}, (0.5, 0.5)),  # 180 days before TODAY
        ({"confidence": "confirmed", "rated_on": "2026-06-03"}, (0, 1)),  # 181 days
        ({"confidence": "confirmed", "rated_on": ""}, (0.5, 0.5)),  # no date has no age
        ({"confidence": "assumed", "rated_on": "2026-11-30"}, (0, 1)),
        ({"confidence": "", "rated_on": "2026-11-30"}, (0, 1)),
        ({"confidence": "confirmed", "support": ""}, (-1, 1)),
        ({"confidence": "assumed", "support": "2"}, (0.5, 1)),  # cut off at 1
        ({"confidence": "assumed", "support": "-1.5"}, (-1, -0.25)),
    ],
)
def test_the_range_of_a_rating(cells: dict[str, str], range_: tuple[float, float]) -> None:
    stances = own_stances(account([person("a", "1") | cells]), TODAY)
    assert (stances.low.tolist(), stances.high.tolist()) == ([range_[0]], [range_[1]])
