"""Who listens to whom and where everybody ends up: Friedkin & Johnsen's model of social influence.

Everybody holds a stance of their own, s, and gives way to the people they listen to: x = A W x + (I - A) s, with W who
listens to whom and A how far. So x = V s with V = (I - A W)^-1 (I - A), which is never formed for a large account.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import coo_array, csr_array

from graphkit.assumptions import Assumptions
from graphkit.errors import GraphkitError
from graphkit.graph import Lines, lines
from graphkit.model import Account
from graphkit.schema import PEOPLE, TIES

Floats = npt.NDArray[np.float64]

TOLERANCE = 1e-12  # of every stance and effect, and what counts as a tie in a ranking
_STEPS_AT_ONCE = 2  # before it is asked whether more are needed

_FULL_POWER, _FULL_INFLUENCE = PEOPLE.column("power").high, PEOPLE.column("influence").high
_FULL_STRENGTH, _FULL_SUPPORT = TIES.column("strength").high, PEOPLE.column("support").high
LEVEL = 1 / _FULL_SUPPORT  # one level of support, as a stance


@dataclass(frozen=True, eq=False)
class Stances:
    """What each person thinks of us by themselves, in account order: -1 against us, 1 for us.

    centre : the stance we hold for the likeliest. low, high : what it may be. half_width : how little we know, before
    the range is cut off at -1 and 1. Each of shape (n,).
    """

    centre: Floats
    low: Floats
    high: Floats
    half_width: Floats


# -- the model on arrays -----------------------------------------------------------------------------------------------


def equilibrium(weights: csr_array[Any, Any], susceptibility: Floats, stances: Floats) -> Floats:
    """Where everybody ends up: x = (I - A W)^-1 (I - A) s.

    Parameters
    ----------
    weights : W, shape (n, n); W[i, j] is the weight that i gives j. Absolute values of a row sum to at most 1.
    susceptibility : diagonal of A, shape (n,), 0 (never moves) to below 1.
    stances : s, shape (n,), or (n, k) for k cases at once.

    Returns
    -------
    x, of the shape of `stances`, each value within `TOLERANCE`.

    Notes
    -----
    Sums (A W)^k (I - A) s: one sparse product per step, and each step shrinks what is left by max(A).

    References
    ----------
    Friedkin, N. E. and Johnsen, E. C. (1990). Social influence and opinions. Journal of Mathematical Sociology
    15(3-4), 193-206. doi:10.1080/0022250X.1990.9990069
    Altafini, C. (2013). Consensus problems on networks with antagonistic interactions (negative weights). IEEE
    Transactions on Automatic Control 58(4), 935-946. doi:10.1109/TAC.2012.2224251

    >>> equilibrium(csr_array([[0, 1.0], [0, 0]]), np.array([0.5, 0]), np.array([0.0, 1]))
    array([0.5, 1. ])
    """
    enough = _enough(susceptibility)
    column = susceptibility.reshape(-1, *[1] * (stances.ndim - 1))
    step = (1 - column) * stances
    total = step.copy()
    while np.abs(step).max(initial=0) > enough:
        step = column * (weights @ step)
        total += step
    return total


def total_effects(weights: csr_array[Any, Any], susceptibility: Floats, functional: Floats) -> Floats:
    """How much each person's own stance counts in one outcome: the row functional^T V.

    functional : shape (n,); 1 for the person who decides, or the vote of each member of a committee. The result has
    shape (n,), and its product with everybody's own stance is the forecast. Other parameters, tolerance and reference
    as in `equilibrium`. Walks the lines backwards, from who decides to whom they listen: one transposed solve for all.

    >>> total_effects(csr_array([[0, 1.0], [0, 0]]), np.array([0.5, 0]), np.array([1.0, 0]))
    array([0.5, 0.5])
    """
    enough = _enough(susceptibility)
    heard_by = csr_array(weights.T)
    step = functional.astype(np.float64)
    total, given_way = step.copy(), np.empty_like(step)
    while np.abs(step).sum() > enough:
        for _ in range(_STEPS_AT_ONCE):
            step = heard_by @ np.multiply(susceptibility, step, out=given_way)
            total += step
    return (1 - susceptibility) * total


def _enough(susceptibility: Floats) -> float:
    """The step after which the series may stop: what is left of it is at most |step| max(A) / (1 - max(A))."""
    most = float(susceptibility.max(initial=0))
    if not 0 <= most < 1:
        raise GraphkitError("bad_susceptibility", value=most)
    return TOLERANCE * (1 - most)


# -- who listens to whom -----------------------------------------------------------------------------------------------


@lru_cache(maxsize=16)
def listening(account: Account) -> tuple[csr_array[Any, Any], Floats]:
    """Who listens to whom, and how far each person gives way.

    Returns
    -------
    W : shape (n, n), rows and columns in account order; W[i, j] is the weight i gives j, below 0 for a rival. Absolute
        values of a row sum to 1, or to 0 for a person who listens to nobody.
    susceptibility : shape (n,), 0..1; 0 for a person who listens to nobody.

    Notes
    -----
    A person listens to the manager by the manager's power, to reports by their influence, to a dotted manager by power,
    and to the other end of a tie by its strength and that end's influence. `influences` is heard by its target only.
    Several lines add up, so that a friendship and a rivalry may cancel. Cost O(n + m).
    """
    assumed = account.assumptions
    raw = _raw_weights(account)
    raw.data[np.abs(raw.data) < TOLERANCE] = 0  # what a friend and a rival leave when they cancel is not a voice
    raw.eliminate_zeros()
    heard = np.asarray(abs(raw).sum(axis=1)).ravel()
    raw.data /= np.repeat(heard, np.diff(raw.indptr))
    power = rating(account, "power")
    susceptibility = np.clip(assumed.susceptibility - assumed.susceptibility_per_power * power, 0, 1)
    return raw, np.where(heard > 0, susceptibility, 0.0)


def _raw_weights(account: Account) -> csr_array[Any, Any]:
    found = lines(account)
    power = rating(account, "power") / _FULL_POWER
    influence = rating(account, "influence") / _FULL_INFLUENCE
    up, down = _line_weights(found, account.assumptions)
    listener = np.concatenate([found.source, found.target])
    heard = np.concatenate([found.target, found.source])
    formal = found.of("reports_to", "dotted_to")
    voice = np.concatenate([np.where(formal, power[found.target], influence[found.target]), influence[found.source]])
    shape = (len(account.people), len(account.people))
    return csr_array(coo_array((np.concatenate([up, down]) * voice, (listener, heard)), shape=shape))


def _line_weights(found: Lines, assumed: Assumptions) -> tuple[Floats, Floats]:
    """How well the source of each line hears its target, and the target its source, before anybody's rating."""
    strength = np.where(np.isnan(found.strength), assumed.unknown_strength, found.strength) / _FULL_STRENGTH
    tie = np.where(found.of("rival"), -strength, strength)
    up, down = np.where(found.of("influences"), 0.0, tie), tie.copy()
    solid, dotted = found.of("reports_to"), found.of("dotted_to")
    up[solid], down[solid] = assumed.manager_weight, assumed.report_weight
    up[dotted], down[dotted] = assumed.dotted_manager_weight, 0.0
    return up, down


def rating(account: Account, name: str) -> Floats:
    """Power or influence of everybody, with the assumed value where it is unknown."""
    return account.people[name].fillna(account.assumptions.unknown_rating).to_numpy(np.float64)


# -- what each person thinks -------------------------------------------------------------------------------------------


def own_stances(account: Account, today: datetime.date) -> Stances:
    """What each person thinks of us before anybody talks to them, and how sure that is.

    Support over 2. Unknown support is anything from -1 to 1. A confirmed rating is taken as it stands; one older than
    `stale_days`, like one that is only assumed or of blank confidence, has a range. No date is no age.
    """
    assumed, people = account.assumptions, account.people
    support = people["support"].to_numpy(np.float64)
    age = (pd.Timestamp(today) - people["rated_on"]).dt.days
    confirmed = (people["confidence"].eq("confirmed") & ~age.gt(assumed.stale_days)).to_numpy(bool)
    half_width = np.where(confirmed, 0.0, assumed.assumed_half_width)
    half_width = np.where(np.isnan(support), assumed.unknown_half_width, half_width)
    centre = np.nan_to_num(support) / _FULL_SUPPORT
    return Stances(centre, np.maximum(centre - half_width, -1), np.minimum(centre + half_width, 1), half_width)
