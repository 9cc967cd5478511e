"""Where a decision stands in a few numbers: what two versions of an account are compared by."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from graphkit.coverage import coverage
from graphkit.forecast import forecast
from graphkit.model import Account, Decision


@dataclass(frozen=True)
class Standing:
    """Forecast and coverage of one decision.

    low, high : range of the forecast, -1..1. verdict : "for", "against" or "open". score : share of the influence that
    sits with people we know, 0..1. None and "" where nobody is named who decides, or somebody who is not there (any
    more). gaps : severity of each gap found.
    """

    low: float | None
    high: float | None
    verdict: str
    score: float | None
    gaps: tuple[str, ...]

    @property
    def urgent(self) -> int:
        """How many gaps are of the gravest kind."""
        return self.gaps.count("high")


def standing(account: Account, *, decision: str = "", today: datetime.date) -> Standing:
    """Where the account stands today; a decision that it does not have is one that nobody takes.

    Cost: one forecast and one coverage.
    """
    chosen = next((known for known in account.decisions if known.id == decision), Decision(""))
    deciders = (chosen.target,) if chosen.target else chosen.committee
    if not deciders or not set(deciders) <= account.present.positions.keys():
        found = coverage(account.with_(decisions=()), today=today)
        return Standing(None, None, "", None, tuple(gap.severity for gap in found.gaps))
    outlook, found = (
        forecast(account, decision=decision, today=today),
        coverage(account, decision=decision, today=today),
    )
    severities = tuple(gap.severity for gap in found.gaps)
    return Standing(outlook.low, outlook.high, outlook.verdict, found.score, severities)
