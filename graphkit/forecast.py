"""Where a decision stands today, between which bounds, whom to ask and whom to win (MODEL.md, Forecast).

The forecast is linear in what each person thinks by themselves, x_t = sum over j of V[t, j] s_j, so its range follows
from everybody's range exactly, and one row of V (`Sway`) answers every question about one decision.
"""

from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from graphkit.errors import GraphkitError
from graphkit.graph import Floats
from graphkit.influence import LEVEL, TOLERANCE, Stances, equilibrium, listening, own_stances, rating, total_effects
from graphkit.model import Account, Decision

VERDICTS = ("against", "open", "for")
DENSE_PEOPLE = 2_000  # up to here everybody's effect on everybody fits in one table (32 MB)
_ON_THE_MARGIN = 1e-9  # an end of the range as close as this to the margin is not beyond it


@dataclass(frozen=True, eq=False)
class Sway:
    """Whose own stance counts how much in one decision.

    account : with the ratings of the decision. decision : what is forecast; its target wins over its committee. votes :
    who decides, and their share of the votes. effect : V[t, .], shape (n,) in account order; for a committee the mean
    of its members' rows by their votes.
    """

    account: Account
    decision: Decision
    votes: dict[str, float]
    effect: Floats


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


@lru_cache(maxsize=16)
def sway(account: Account, *, decision: str = "", target: str = "") -> Sway:
    """Who sways a decision, and how much: the part of every answer that does not depend on what people think.

    Parameters and errors as in `forecast`. Cost: one transposed solve (`total_effects`).
    """
    chosen = account.decision(decision)
    rated = account.rated_for(chosen.id)
    if target:
        chosen = Decision("", target=target)
    named = (chosen.target, *chosen.committee)
    if left := [id_ for id_ in named if id_ in account.positions and id_ not in rated.positions]:
        raise GraphkitError("decider_left", name=account.labels[left[0]])
    votes = _votes(rated, chosen)
    functional = np.zeros(len(rated.people))
    functional[[rated.position(person) for person in votes]] = list(votes.values())
    return Sway(rated, chosen, votes, total_effects(*listening(rated), functional))


def parts(effect: Floats, stances: Stances) -> Floats:
    """What each person's own stance adds to the outcome, to its low end and to its high end; shape (3, ..., n).

    effect : one row of V, or all of them.
    """
    least, most = effect * stances.low, effect * stances.high
    return np.stack([effect * stances.centre, np.minimum(least, most), np.maximum(least, most)])


def interval(effect: Floats, stances: Stances) -> tuple[Floats, Floats, Floats]:
    """The outcome of one row of V, or of each of its rows, and the least and the most it may be."""
    stance, low, high = np.clip(parts(effect, stances).sum(axis=-1), -1, 1)
    return stance, low, high


def verdict(low: float, high: float, margin: float) -> str:
    """ "for" where even the low end is beyond the margin, "against" where even the high end is, else "open"."""
    beyond = margin + _ON_THE_MARGIN
    return "for" if low > beyond else "against" if high < -beyond else "open"


def forecast(account: Account, *, decision: str = "", target: str = "", today: datetime.date) -> Forecast:
    """Where the decision stands today, with the range that follows from what nobody has asked yet, and who moves it.

    Parameters
    ----------
    decision : id; its ratings are used and its target or committee forecast. Default: the account's first.
    target : id of a person to forecast instead.
    today : the day on which a rating's age is counted.

    Raises
    ------
    GraphkitError : unknown id; somebody who decides has left; a decision with neither target nor committee.

    Notes
    -----
    The range of what is forecast is exact: x is linear in s, so each stance pulls it to its own end. So are everybody's
    ranges, as long as nobody is a rival or the account has at most `DENSE_PEOPLE`; beyond both they are an outer bound,
    from |W| in place of W, which holds the true range. Cost: about 60 sparse products each for the target and for all
    people at once; with rivals and up to `DENSE_PEOPLE`, one dense solve.

    References
    ----------
    As in `graphkit.influence.equilibrium`.
    """
    found = sway(account, decision=decision, target=target)
    account, chosen = found.account, found.decision
    stances = own_stances(account, today)
    people = _people(account, stances, found.effect)
    stance, low, high = (float(end) for end in interval(found.effect, stances))
    members: tuple[MemberVerdict, ...] = ()
    if chosen.target:
        people.loc[account.position(chosen.target), ["stance", "low", "high"]] = stance, low, high
    else:
        members = _members(account, found.votes, people)
    margin = account.assumptions.verdict_margin
    answer, share_for = verdict(low, high, margin), _share_for(members, margin)
    return Forecast(chosen.target, members, share_for, stance, low, high, answer, people)


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
    power = rating(account, "power")[[account.position(member) for member in members]]
    weight = power if decision.by_power else np.ones(len(members))
    return dict(zip(members, (weight / weight.sum()).tolist(), strict=True))


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
        "win_value": effect * np.minimum(LEVEL, 1 - stances.centre),
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
        return interval(np.linalg.solve(system, np.diag(1 - susceptibility)), stances)
    return _outer(weights, susceptibility, stances)


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
        MemberVerdict(person, weight, stance, low, high, verdict(low, high, margin))
        for (person, weight), (stance, low, high) in zip(votes.items(), rows, strict=True)
    )


def _share_for(members: tuple[MemberVerdict, ...], margin: float) -> ShareFor | None:
    def share(end: str) -> float:
        return min(1.0, sum(member.weight for member in members if getattr(member, end) > margin + _ON_THE_MARGIN))

    return ShareFor(share("low"), share("stance"), share("high")) if members else None
