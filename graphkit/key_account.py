"""What makes a customer a key account, counted from its own data: many people, many matters, a long cycle; and how far
the selling is what that takes: face to face, continuous, aware of the customer's environment, adding value."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from graphkit.model import Account
from graphkit.opportunity import CLOSED, day

LATELY = 90  # days that count as lately for meetings


@dataclass(frozen=True)
class Trait:
    """One trait with its numbers; none where nothing on record tells."""

    id: str
    numbers: Mapping[str, int] = field(default_factory=dict, hash=False)


def key_account(account: Account, *, today: datetime.date) -> tuple[Trait, ...]:
    """The seven traits of a key account as this one shows them."""
    present = account.present
    found = {
        "people": {"people": len(present.people), "units": present.people["unit"].replace("", pd.NA).nunique()},
        "matters": {"decisions": len(_open(account)), "needs": len(present.needs)},
        "cycle": _cycle(account, today),
        "face": _face_to_face(present, today),
        "continuous": _on_time(present, today),
        "environment": _of_needs(present, "environment"),
        "value": _of_needs(present, "value"),
    }
    return tuple(Trait(id_, numbers) for id_, numbers in found.items())


def _open(account: Account) -> list[str]:
    return [decision.close_date for decision in account.decisions if decision.stage not in CLOSED]


def _cycle(account: Account, today: datetime.date) -> dict[str, int]:
    """Days from the first meeting on record to the last close date of an open decision."""
    held = account.meetings["date"][account.meetings["date"].le(pd.Timestamp(today))]
    closes = [date for date in map(day, _open(account)) if date]
    return {"days": (max(closes) - held.min().date()).days} if closes and len(held) else {}


def _face_to_face(account: Account, today: datetime.date) -> dict[str, int]:
    now, held = pd.Timestamp(today), account.meetings[account.meetings["outcome"].ne("no_show")]
    lately = held[held["date"].between(now - pd.Timedelta(days=LATELY), now)]
    return {"meetings": len(lately), "n": lately["person"].nunique(), "lately": LATELY}


def _on_time(account: Account, today: datetime.date) -> dict[str, int]:
    """Contacts that were seen within the cadence that was agreed."""
    agreed = account.contacts[account.contacts["cadence_days"].notna()]
    late = (pd.Timestamp(today) - agreed["last_contact"]).dt.days.gt(agreed["cadence_days"])
    on_time = agreed["last_contact"].notna() & ~late
    return {"part": int(on_time.sum()), "whole": len(agreed)} if len(agreed) else {}


def _of_needs(account: Account, column: str) -> dict[str, int]:
    """Needs of which something is on record."""
    needs = account.needs
    return {"part": int(needs[column].ne("").sum()), "whole": len(needs)} if len(needs) else {}
