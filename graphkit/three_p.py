"""3P: are we everywhere in the account, first in mind, worth the price? What its own data say of each."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from graphkit import schema
from graphkit.assessment import THREE_P
from graphkit.cuts import Mask
from graphkit.forecast import Forecast
from graphkit.gaps import Context
from graphkit.model import Account
from graphkit.proof import proof
from graphkit.tallies import Tally

APART = 1.5  # levels between a rating and what the data suggest, from which on the two disagree


@dataclass(frozen=True)
class Says:
    """What the data say about one P.

    item : one of `assessment.THREE_P`. shares : what was counted, by name. forecast : of the decision, for preference
    only. suggests : 1..5, the mean of the shares and of where the forecast stands, spread over the scale; None where
    nothing is known. A rule of thumb to hold a rating against, not a measurement.
    """

    item: str
    shares: Mapping[str, Tally]
    forecast: Forecast | None = None

    @property
    def suggests(self) -> float | None:
        known = [tally.share for tally in self.shares.values() if tally.share is not None]
        if self.forecast:
            known.append((self.forecast.stance + 1) / 2)
        return 1 + 4 * sum(known) / len(known) if known else None

    def against(self, rating: float | None) -> str:
        """How a rating stands to the data: "higher", "lower", or "" where they agree or one of them is silent."""
        if rating is None or self.suggests is None or abs(rating - self.suggests) < APART:
            return ""
        return "higher" if rating > self.suggests else "lower"


def three_p(account: Account, *, decision: str = "", today: datetime.date) -> tuple[Says, ...]:
    """What an account's own data say about each of the 3P, in the order of `THREE_P`.

    Parameters
    ----------
    decision : id; who counts and what they think is taken from it. Default: the account's first.

    Returns
    -------
    pervasiveness : units, filled roles and people who count in which somebody of ours has a trust of at least 1.
    preference : supporters among the people who count and whose support is known, and the forecast. price : true needs
    that are confirmed and have a value, and confirmed ones answered by an offer with evidence.

    Notes
    -----
    Who counts: those who decide, and the share `key_share` with the most leverage, as in coverage. Cost: one forecast.
    """
    context = Context.of(account, decision=decision, today=today)
    shares = (_everywhere(context), _first_in_mind(context), _worth_it(context.account))
    outlooks = (None, context.forecast, None)
    return tuple(Says(*each) for each in zip(THREE_P, shares, outlooks, strict=True))


def _everywhere(context: Context) -> dict[str, Tally]:
    units = context.account.people["unit"]
    met_in = set(units[context.met]) - {""}
    roles = [context.has_role(role) for role in schema.ROLES]
    filled: list[Mask] = [role for role in roles if role.any()]
    return {
        "units": Tally(len(met_in), units[units.ne("")].nunique()),
        "roles": Tally(sum(bool((role & context.met).any()) for role in filled), len(filled)),
        "key": Tally(int((context.key & context.met).sum()), int(context.key.sum())),
    }


def _first_in_mind(context: Context) -> dict[str, Tally]:
    support = context.rating("support")[context.key]
    return {"supporters": Tally(int((support >= 1).sum()), int(np.isfinite(support).sum()))}


def _worth_it(account: Account) -> dict[str, Tally]:
    needs: pd.DataFrame = proof(account)
    count = {name: int(needs[name].sum()) for name in ("is_true", "is_confirmed", "is_valued", "is_answered")}
    return {
        "valued": Tally(count["is_valued"], count["is_true"]),
        "answered": Tally(count["is_answered"], count["is_confirmed"]),
    }
