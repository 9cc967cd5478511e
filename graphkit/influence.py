"""Where a decision stands today, and whose support moves it: Friedkin & Johnsen's model of social influence.

Everybody holds a stance of their own, s, and gives way to the people they listen to: x = A W x + (I - A) s, with W who
listens to whom and A how far. So x = V s with V = (I - A W)^-1 (I - A), which is never formed for a large account.
"""

from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import coo_array, csr_array

from graphkit.assumptions import Assumptions
from graphkit.errors import GraphkitError
from graphkit.graph import Lines, lines
from graphkit.model import Account, Decision
from graphkit.schema import PEOPLE, TIES

Floats = npt.NDArray[np.float64]

TOLERANCE = 1e-12  # of every stance and effect, and what counts as a tie in a ranking
DENSE_PEOPLE = 2_000  # up to here everybody's effect on everybody fits in one table (32 MB)

_FULL_POWER, _FULL_INFLUENCE = PEOPLE.column("power").high, PEOPLE.column("influence").high
_FULL_STRENGTH, _FULL_SUPPORT = TIES.column("strength").high, PEOPLE.column("support").high
_LEVEL = 1 / _FULL_SUPPORT  # one level of support, as a stance


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


@dataclass(frozen=True)
class MemberVerdict:
    """Where one member of a committee stands; `weight` is their share of the votes."""

    id: str
    weight: float
    stance: float
    low: float
    high: float
    verdict: str


@dataclass(frozen=True)
class ShareFor:
    """The share of a committee's votes that is for us, 0..1.

    low : members whose verdict is "for", whatever the unknown turns out to be. centre : members whose stance, as it is
    forecast, is. high : members who may still turn out to be.
    """

    low: float
    centre: float
    high: float


@dataclass(frozen=True, eq=False)
class Forecast:
    """Where the decision stands, between which bounds, and what each person adds to it.

    target : id of the person who decides, "" for a committee. committee, share_for : its members; empty and None for a
    person. stance, low, high : -1..1, of the target, or the mean of the committee weighted by its votes. verdict :
    "for", "against" or "open". people : one row per person in account order:

    - id; stance, low, high : where that person will stand;
    - leverage : how much their own stance counts here, 0..1, all sum to 1;
    - ask_value : by how much knowing their stance narrows the forecast to each side, 0..1;
    - win_value : by how much the forecast rises if they gain one level of support; below 0 where it falls;
    - effect : by how much the forecast rises per unit of their own stance, V[t, j].
    """

    target: str
    committee: tuple[MemberVerdict, ...]
    share_for: ShareFor | None
    stance: float
    low: float
    high: float
    verdict: str
    people: pd.DataFrame

    def as_dict(self) -> dict[str, Any]:
        """The forecast as JSON holds it; the key `committee` only where a committee decides."""
        answer: dict[str, Any] = {name: getattr(self, name) for name in ("target", "stance", "low", "high", "verdict")}
        if self.share_for:
            members = [asdict(member) for member in self.committee]
            answer["committee"] = {"members": members, "share_for": asdict(self.share_for)}
        return answer | {"people": self.people.drop(columns="effect").to_dict("records")}


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
    total = step.copy()
    while np.abs(step).sum() > enough:
        step = heard_by @ (susceptibility * step)
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
    power = _rating(account, "power")
    susceptibility = np.clip(assumed.susceptibility - assumed.susceptibility_per_power * power, 0, 1)
    return raw, np.where(heard > 0, susceptibility, 0.0)


def _raw_weights(account: Account) -> csr_array[Any, Any]:
    found = lines(account)
    power = _rating(account, "power") / _FULL_POWER
    influence = _rating(account, "influence") / _FULL_INFLUENCE
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


def _rating(account: Account, name: str) -> Floats:
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


# -- the forecast ------------------------------------------------------------------------------------------------------


def forecast(account: Account, *, decision: str = "", target: str = "", today: datetime.date) -> Forecast:
    """Where the decision stands today, with the range that follows from what nobody has asked yet, and who moves it.

    Parameters
    ----------
    decision : id; its ratings are used and its target or committee forecast. Default: the account's first.
    target : id of a person to forecast instead.
    today : the day on which a rating's age is counted.

    Raises
    ------
    GraphkitError : unknown id; a decision with neither target nor committee.

    Notes
    -----
    The range of what is forecast is exact: x is linear in s, so each stance pulls it to its own end. So are everybody's
    ranges, as long as nobody is a rival or the account has at most `DENSE_PEOPLE`; beyond both they are an outer bound,
    from |W| in place of W, which holds the true range. Cost: about 60 sparse products each for the target and for all
    people at once; with rivals and up to `DENSE_PEOPLE`, one dense solve.

    References
    ----------
    As in `equilibrium`.
    """
    chosen = account.decision(decision)
    account = account.rated_for(chosen.id)
    if target:
        chosen = Decision("", target=target)
    votes = _votes(account, chosen)
    stances = own_stances(account, today)
    effect = total_effects(*listening(account), _functional(account, votes))
    people = _people(account, stances, effect)
    stance, low, high = (float(end) for end in _interval(effect, stances))
    members: tuple[MemberVerdict, ...] = ()
    if chosen.target:
        people.loc[account.position(chosen.target), ["stance", "low", "high"]] = stance, low, high
    else:
        members = _members(account, votes, people)
    margin = account.assumptions.verdict_margin
    verdict, share_for = _verdict(low, high, margin), _share_for(members, margin)
    return Forecast(chosen.target, members, share_for, stance, low, high, verdict, people)


def ask_next(forecast: Forecast, n: int) -> pd.DataFrame:
    """Whom to ask first: at most n people whose answer narrows the forecast, the most telling first."""
    return _best(forecast.people, "ask_value", n)


def win_next(forecast: Forecast, n: int) -> pd.DataFrame:
    """Whom to win first: at most n people whose next level of support lifts the forecast, the strongest first."""
    return _best(forecast.people, "win_value", n)


def _best(people: pd.DataFrame, value: str, n: int) -> pd.DataFrame:
    """The n largest values above 0; equal ones in the order of their ids, which is the order of the rows."""
    rounded = people[value].round(int(-np.log10(TOLERANCE)))
    order = (-rounded[rounded > 0]).sort_values(kind="stable").index
    return people.loc[order[:n]].reset_index(drop=True)


def _votes(account: Account, decision: Decision) -> dict[str, float]:
    """Who decides and with what share of the votes."""
    if decision.target:
        return {decision.target: 1.0}
    if not decision.committee:
        raise GraphkitError("no_target", decision=decision.id)
    members = dict.fromkeys(decision.committee)
    power = _rating(account, "power")[[account.position(member) for member in members]]
    weight = power if decision.by_power else np.ones(len(members))
    return dict(zip(members, (weight / weight.sum()).tolist(), strict=True))


def _functional(account: Account, votes: dict[str, float]) -> Floats:
    functional = np.zeros(len(account.people))
    functional[[account.position(person) for person in votes]] = list(votes.values())
    return functional


def _people(account: Account, stances: Stances, effect: Floats) -> pd.DataFrame:
    """The frame of `Forecast`: each person's own forecast, and what each adds to the target's."""
    stance, low, high = _everybody(*listening(account), stances)
    columns = {
        "id": account.people["id"].to_numpy(),
        "stance": stance,
        "low": low,
        "high": high,
        "leverage": np.abs(effect) / np.abs(effect).sum(),
        "ask_value": np.abs(effect) * stances.half_width,
        "win_value": effect * np.minimum(_LEVEL, 1 - stances.centre),
        "effect": effect,
    }
    return pd.DataFrame(columns)


def _everybody(weights: csr_array[Any, Any], susceptibility: Floats, stances: Stances) -> tuple[Floats, Floats, Floats]:
    """Everybody's forecast and its range; which ranges are exact stands in `forecast`."""
    if weights.data.min(initial=0) >= 0:  # then V is nowhere below 0, and the ends of s are the ends of x
        ends = np.column_stack([stances.centre, stances.low, stances.high])
        stance, low, high = equilibrium(weights, susceptibility, ends).T
        return stance, low, high
    if len(stances.centre) <= DENSE_PEOPLE:
        system = np.eye(len(susceptibility)) - susceptibility[:, None] * weights.toarray()
        return _interval(np.linalg.solve(system, np.diag(1 - susceptibility)), stances)
    return _outer(weights, susceptibility, stances)


def _interval(effect: Floats, stances: Stances) -> tuple[Floats, Floats, Floats]:
    """The outcome of one row of V, or of each of its rows, and the least and the most it may be."""
    least, most = effect * stances.low, effect * stances.high
    ends = (effect * stances.centre, np.minimum(least, most), np.maximum(least, most))
    stance, low, high = (np.clip(part.sum(axis=-1), -1, 1) for part in ends)
    return stance, low, high


def _outer(weights: csr_array[Any, Any], susceptibility: Floats, stances: Stances) -> tuple[Floats, Floats, Floats]:
    """A range that holds the true one: no entry of |V| is above that of the same model with |W|."""
    middle, half = (stances.low + stances.high) / 2, (stances.high - stances.low) / 2
    stance, centre = equilibrium(weights, susceptibility, np.column_stack([stances.centre, middle])).T
    reach = equilibrium(abs(weights), susceptibility, half)
    return stance, np.maximum(centre - reach, -1), np.minimum(centre + reach, 1)


def _members(account: Account, votes: dict[str, float], people: pd.DataFrame) -> tuple[MemberVerdict, ...]:
    margin = account.assumptions.verdict_margin
    rows = people.loc[[account.position(person) for person in votes], ["stance", "low", "high"]].to_numpy().tolist()
    return tuple(
        MemberVerdict(person, weight, stance, low, high, _verdict(low, high, margin))
        for (person, weight), (stance, low, high) in zip(votes.items(), rows, strict=True)
    )


def _share_for(members: tuple[MemberVerdict, ...], margin: float) -> ShareFor | None:
    def share(end: str) -> float:
        return min(1.0, sum(member.weight for member in members if getattr(member, end) > margin))

    return ShareFor(share("low"), share("stance"), share("high")) if members else None


def _verdict(low: float, high: float, margin: float) -> str:
    return "for" if low > margin else "against" if high < -margin else "open"
