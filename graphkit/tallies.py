"""What one account says of the six efforts: so many of so many, for `graphkit.efforts` to add up.

Kept apart so that it can be kept with the account's fingerprint: an account that has not changed is not read again.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from graphkit import schema
from graphkit.assessment import FAILS, FIT, HOLDS, recorded_of, target_profile
from graphkit.model import Account, Decision
from graphkit.opportunity import CLOSED, WON, day
from graphkit.proof import proof

EARLY = ("lead", "qualification")
GOOD = 4  # from which rating on something is good
STILL_DAYS = 60  # without a meeting, from which on an open decision stands still


@dataclass(frozen=True)
class Tally:
    """So many of so many; of none it says nothing."""

    part: int = 0
    whole: int = 0

    @property
    def share(self) -> float | None:
        return self.part / self.whole if self.whole else None

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.part + other.part, self.whole + other.whole)


@dataclass(frozen=True)
class AccountFacts:
    """What one account says: its decisions, and for each measure so many of so many."""

    name: str
    decisions: tuple[Decision, ...]
    tallies: Mapping[str, Tally] = field(default_factory=dict, hash=False)

    def decided(self, stage: str) -> tuple[Decision, ...]:
        return tuple(decision for decision in self.decisions if decision.stage == stage)

    @property
    def still_open(self) -> tuple[Decision, ...]:
        return tuple(decision for decision in self.decisions if decision.stage not in CLOSED)


def account_facts(account: Account, *, criteria: Sequence[str] = (), today: datetime.date) -> AccountFacts:
    """What one account says about each measure.

    Parameters
    ----------
    criteria : the team's target profile. today : the day on which dates have passed and contacts are aged.

    Notes
    -----
    Cost: a few passes over its tables, no forecast.
    """
    tallies = {name: count(account, today) for name, count in _COUNTS.items()}
    tallies["target_holds"] = _target_holds(account, criteria, today)
    return AccountFacts(account.name, account.decisions, tallies)


def _fit_rated(account: Account, today: datetime.date) -> Tally:
    ratings = [each.rating for each in recorded_of(account, "fit", today=today) if each.item in FIT and each.rating]
    return Tally(sum(rating >= GOOD for rating in ratings), len(ratings))


def _target_holds(account: Account, criteria: Sequence[str], today: datetime.date) -> Tally:
    profile = target_profile(account, criteria, today=today)
    holding = len(profile.having(HOLDS))
    return Tally(holding, holding + len(profile.having(FAILS)))


def _new_leads(account: Account, today: datetime.date) -> Tally:
    """Open decisions whose stage is one of ours; a stage in other words says nothing about how far it is."""
    stages = [decision.stage for decision in account.decisions]
    known = [stage for stage in stages if stage in schema.DEAL_STAGES and stage not in CLOSED]
    return Tally(sum(stage in EARLY for stage in known), len(known))


def _needs_checked(account: Account, today: datetime.date) -> Tally:
    return Tally(int(proof(account)["is_checked"].sum()), len(account.needs))


def _needs_answered(account: Account, today: datetime.date) -> Tally:
    needs = proof(account)
    return Tally(int(needs["is_answered"].sum()), int(needs["is_confirmed"].sum()))


def _covered(account: Account, today: datetime.date) -> Tally:
    """Whoever decides or has a role, and somebody of ours knows with a trust of at least 1."""
    people, contacts = account.present.people, account.present.contacts
    still_open = [decision for decision in account.decisions if decision.stage not in CLOSED]
    named = {id_ for decision in still_open for id_ in (decision.target, *decision.committee)}
    count = people["id"][people["role"].ne("") | people["id"].isin(named)]
    return Tally(int(count.isin(contacts["person"][contacts["trust"].ge(1)]).sum()), len(count))


def _trusted(account: Account, today: datetime.date) -> Tally:
    """Contacts whose wanted trust is known, and reached."""
    contacts = account.present.contacts
    aimed = contacts[contacts["trust"].notna() & contacts["target_trust"].notna()]
    return Tally(int((aimed["trust"] >= aimed["target_trust"]).sum()), len(aimed))


def _won(account: Account, today: datetime.date) -> Tally:
    won, lost = (sum(decision.stage == stage for decision in account.decisions) for stage in CLOSED)
    return Tally(won, won + lost)


def _moving(account: Account, today: datetime.date) -> Tally:
    """Open decisions that do not stand still: their date lies ahead, and somebody met somebody not long ago."""
    silent = _days_silent(account, today)
    moving, known = 0, 0
    for decision in account.decisions:
        closes = day(decision.close_date)
        if decision.stage in CLOSED or (closes is None and silent is None):
            continue
        stands = (closes is not None and closes < today) or (silent is not None and silent > STILL_DAYS)
        moving, known = moving + (not stands), known + 1
    return Tally(moving, known)


def _days_silent(account: Account, today: datetime.date) -> int | None:
    """Days since anybody of ours met anybody there; None where no day is known."""
    held = account.meetings["date"][account.meetings["outcome"].ne("no_show")]
    days = pd.concat([held, account.contacts["last_contact"]]).dropna()
    days = days[days.le(pd.Timestamp(today))]
    return None if days.empty else (pd.Timestamp(today) - days.max()).days


def _satisfied(account: Account, today: datetime.date) -> Tally:
    said = [each for each in recorded_of(account, "satisfaction", today=today) if each.is_known]
    return Tally(sum((each.rating or 0) >= GOOD or each.holds == HOLDS for each in said), len(said))


def _referred(account: Account, today: datetime.date) -> Tally:
    """Whether a customer who decided for us was asked to name others."""
    if not any(decision.stage == WON for decision in account.decisions):
        return Tally()
    asked = account.actions["kind"].eq("referral") & account.actions["done_on"].notna()
    return Tally(int(asked.any()), 1)


_COUNTS: dict[str, Callable[[Account, datetime.date], Tally]] = {
    "fit_rated": _fit_rated,
    "new_leads": _new_leads,
    "needs_checked": _needs_checked,
    "needs_answered": _needs_answered,
    "covered": _covered,
    "trusted": _trusted,
    "won": _won,
    "moving": _moving,
    "satisfied": _satisfied,
    "referred": _referred,
}
