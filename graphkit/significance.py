"""Why one person matters for a decision: what they move, what knowing them better would tell, who goes through them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graphkit.errors import GraphkitError
from graphkit.forecast import Forecast, forecast
from graphkit.model import Account
from graphkit.routes import Route, routes


@dataclass(frozen=True)
class Significance:
    """What a person is to a decision.

    leverage : share of what moves the decision that is theirs, 0..1. rank : 1 is the highest leverage, of `people`.
    ask_value, win_value : as in `Forecast`. low, stance, high : where they will stand, -1..1. routes_through : how many
    of the `routes` best routes to whoever decides run through them.
    """

    leverage: float
    rank: int
    people: int
    ask_value: float
    win_value: float
    low: float
    stance: float
    high: float
    routes_through: int
    routes: int


def significance(account: Account, person: str, *, decision: str = "", today: datetime.date) -> Significance | None:
    """Why a person matters; None where nobody is named who decides, or the person has left."""
    outlook = outlook_of(account, decision, today)
    if outlook is None or person not in set(outlook.people["id"]):
        return None
    row: dict[str, Any] = outlook.people.set_index("id").loc[person].to_dict()  # type: ignore[assignment]
    ways = _ways(account, decision)
    return Significance(
        leverage=float(row["leverage"]),
        rank=int((outlook.people["leverage"] > row["leverage"]).sum()) + 1,
        people=len(outlook.people),
        ask_value=float(row["ask_value"]),
        win_value=float(row["win_value"]),
        low=float(row["low"]),
        stance=float(row["stance"]),
        high=float(row["high"]),
        routes_through=sum(person in way.path[1:-1] for way in ways),
        routes=len(ways),
    )


@lru_cache(maxsize=16)
def outlook_of(account: Account, decision: str, today: datetime.date) -> Forecast | None:
    """The forecast of a decision; None where it cannot be made."""
    try:
        return forecast(account, decision=decision, today=today)
    except GraphkitError:
        return None


@lru_cache(maxsize=16)
def _ways(account: Account, decision: str) -> tuple[Route, ...]:
    """The ten best routes to everybody who decides."""
    chosen, rated = account.decision(decision), account.rated_for(decision)
    deciders = [chosen.target] if chosen.target else chosen.committee
    found = [routes(rated, target) for target in deciders if target in rated.positions]
    return tuple(way for ways in found for way in ways)
