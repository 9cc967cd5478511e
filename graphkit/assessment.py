"""What the team thinks of an account: ratings and answers of assessments.csv, their evidence and their age."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from graphkit import schema
from graphkit.edits import with_row
from graphkit.errors import GraphkitError
from graphkit.i18n import has, text
from graphkit.model import Account

FIT = ("funding", "market", "resources", "growth")
THREE_P = ("pervasiveness", "preference", "price")
HOLDS, FAILS = "holds", "fails"


@dataclass(frozen=True)
class Assessment:
    """One row of assessments.csv, or what is not there yet.

    rating : 1..5, None where nobody rated it. holds : "holds", "fails" or "" where nobody said. rated_on : None where
    no date is given. is_stale : older than `stale_days` of the assumptions; without a date nothing has an age.
    """

    topic: str
    item: str
    decision: str = ""
    rating: float | None = None
    holds: str = ""
    evidence: str = ""
    rated_on: datetime.date | None = None
    is_stale: bool = False

    @property
    def is_known(self) -> bool:
        return self.rating is not None or self.holds != ""

    @property
    def is_bare(self) -> bool:
        """Said, and nothing to show for it."""
        return self.is_known and not self.evidence


@dataclass(frozen=True)
class Profile:
    """How well an account meets the target profile: one assessment per criterion, in the order of the criteria.

    others : what was said of criteria that are not on the list (any more); they do not count.
    """

    criteria: tuple[Assessment, ...]
    others: tuple[Assessment, ...] = ()

    def having(self, holds: str) -> tuple[Assessment, ...]:
        return tuple(each for each in self.criteria if each.holds == holds)


def name_of(topic: str, item: str, language: str = "en") -> str:
    """What an item is called on the screen; a criterion of the team's own is called as it is written."""
    key = f"opportunity.{topic}.{item}"
    return text(key, language) if has(key) else item


def assessments(
    account: Account, topic: str, items: Iterable[str], *, decision: str = "", today: datetime.date
) -> tuple[Assessment, ...]:
    """What is recorded of each item of a topic, the unknown ones too; in the order of `items`."""
    recorded = {each.item: each for each in recorded_of(account, topic, decision=decision, today=today)}
    return tuple(recorded.get(item, Assessment(topic, item, decision)) for item in items)


def recorded_of(account: Account, topic: str, *, decision: str | None = None, today: datetime.date) -> list[Assessment]:
    """Every assessment of a topic, for one decision or, without one, for all; in the order of the table."""
    rows = account.assessments[account.assessments["topic"].eq(topic)]
    if decision is not None:
        rows = rows[rows["decision"].eq(decision)]
    return [_read(row, account.assumptions.stale_days, today) for row in rows.to_dict("records")]


def _read(row: Any, stale_days: float, today: datetime.date) -> Assessment:
    given = None if pd.isna(row["rating"]) else float(row["rating"])
    on = None if pd.isna(row["rated_on"]) else row["rated_on"].date()
    is_stale = on is not None and (today - on).days > stale_days
    about = (row["topic"], row["item"], row["decision"])
    return Assessment(*about, given, row["holds"], row["evidence"], on, is_stale)


def target_profile(account: Account, criteria: Sequence[str], *, today: datetime.date) -> Profile:
    """How well this account meets the team's criteria; without any, those that the account itself was judged by."""
    said = recorded_of(account, "target", decision="", today=today)
    wanted = list(criteria) or [each.item for each in said]
    others = tuple(each for each in said if each.item not in wanted)
    return Profile(assessments(account, "target", wanted, today=today), others)


def assess(
    account: Account,
    topic: str,
    item: str,
    *,
    decision: str = "",
    rating: float | None = None,
    holds: str = "",
    evidence: str = "",
    today: datetime.date,
) -> Account:
    """The account with one item assessed today; without rating and answer it is unknown again, and without a row.

    Parameters
    ----------
    topic : one of `schema.TOPICS`. rating : 1..5. holds : "holds", "fails" or "". evidence : what shows it.

    Raises
    ------
    GraphkitError : a decision that does not exist; a rating out of its range.
    """
    if decision:
        account.decision(decision)
    if rating is None and not holds:
        rows = account.assessments
        meant = rows["topic"].eq(topic) & rows["item"].eq(item) & rows["decision"].eq(decision)
        return account.with_(assessments=rows[~meant].reset_index(drop=True))
    cells = {"rating": np.nan if rating is None else rating, "holds": holds, "evidence": evidence}
    return with_row(
        account, schema.ASSESSMENTS, topic=topic, item=item, decision=decision, rated_on=pd.Timestamp(today), **cells
    )


def satisfied(
    account: Account, item: str, *, decision: str, rating: float | None, evidence: str = "", today: datetime.date
) -> Account:
    """The account with how satisfied the customer is with one side of what was decided, as they said it today.

    item : what it is about, in the team's words. rating : 1..5.

    Raises
    ------
    GraphkitError : nothing it is about, or no rating; a decision that does not exist.
    """
    if not item.strip() or rating is None:
        raise GraphkitError("satisfaction_incomplete")
    return assess(
        account, "satisfaction", item.strip(), decision=decision, rating=rating, evidence=evidence, today=today
    )
