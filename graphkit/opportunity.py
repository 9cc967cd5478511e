"""Is this opportunity real? Twelve questions per decision, answered by the account's own data or by the team."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from graphkit.assessment import FAILS, HOLDS, Assessment, assessments
from graphkit.i18n import text
from graphkit.model import Account, Decision
from graphkit.proof import proof

VALIDATED, OPEN, WON, LOST = "validated", "open", "won", "lost"
CLOSED = (WON, LOST)
_NAMED = 3  # people or questions in one sentence


@dataclass(frozen=True)
class Fact:
    """What the data say to a question.

    answer : "holds", "fails", or "" where they do not settle it. key : of the sentence `opportunity.fact.<key>`.
    names : people in it; params : what else stands in it.
    """

    answer: str
    key: str
    names: tuple[str, ...] = ()
    params: Mapping[str, object] = field(default_factory=dict, hash=False)

    def say(self, language: str = "en") -> str:
        return text(f"opportunity.fact.{self.key}", language, names=_listed(self.names, language), **self.params)


@dataclass(frozen=True)
class Answer:
    """One question with what is known of it.

    state : "holds", "fails" or "" where it is open. An answer by the data counts before one by hand; one by hand that
    it holds needs evidence, and has to be given again once it is stale. fact, by_hand : what there is of both.
    """

    question: str
    fact: Fact | None
    by_hand: Assessment

    @property
    def state(self) -> str:
        if self.fact and self.fact.answer:
            return self.fact.answer
        is_proven = not (self.by_hand.is_bare or self.by_hand.is_stale)
        return self.by_hand.holds if is_proven or self.by_hand.holds == FAILS else ""

    @property
    def is_disputed(self) -> bool:
        """The team says one thing and the data another."""
        return bool(self.by_hand.holds and self.fact and self.fact.answer not in ("", self.by_hand.holds))

    def name(self, language: str = "en") -> str:
        return text(f"opportunity.validation.{self.question}", language)


@dataclass(frozen=True)
class Validation:
    """What an opportunity has stood so far; one answer for each of `QUESTIONS`, in their order."""

    decision: Decision
    answers: tuple[Answer, ...]

    def having(self, state: str) -> tuple[Answer, ...]:
        return tuple(answer for answer in self.answers if answer.state == state)

    @property
    def verdict(self) -> str:
        """Closed ones are "won" or "lost"; one no is "fails", nothing but yes is "validated", all else is "open"."""
        if self.decision.stage in CLOSED:
            return self.decision.stage
        if self.having(FAILS):
            return FAILS
        return VALIDATED if len(self.having(HOLDS)) == len(self.answers) else OPEN

    def say(self, language: str = "en") -> str:
        """The verdict in one sentence, with what is missing or where it fails."""
        meant = [answer.name(language) for answer in self.having(FAILS if self.verdict == FAILS else "")]
        params = {
            "n": len(meant),
            "all": len(self.answers),
            "left": len(self.having("")),
            "holding": len(self.having(HOLDS)),
        }
        return text(f"opportunity.verdict.{self.verdict}", language, what=_listed(tuple(meant), language), **params)


def validation(account: Account, *, decision: str = "", today: datetime.date) -> Validation:
    """How well founded the hope for one decision is.

    Parameters
    ----------
    decision : id; default: the account's first. today : the day on which answers are aged and dates have passed.

    Raises
    ------
    GraphkitError : unknown decision.

    Notes
    -----
    Needs and offers belong to the account, so every decision of an account is asked about the same ones.
    """
    case = _Case(account, account.decision(decision), today)
    items = [question.id for question in QUESTIONS]
    by_hand = assessments(account, "validation", items, decision=case.decision.id, today=today)
    answers = tuple(
        Answer(q.id, q.find(case) if q.find else None, said) for q, said in zip(QUESTIONS, by_hand, strict=True)
    )
    return Validation(case.decision, answers)


# -- what the data say -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Case:
    """What the questions are answered from, worked out once."""

    known: Account
    decision: Decision
    today: datetime.date

    @cached_property
    def account(self) -> Account:
        """With the ratings of the decision, and without those who have left."""
        return self.known.rated_for(self.decision.id)

    @cached_property
    def proof(self) -> pd.DataFrame:
        return proof(self.account)

    @property
    def deciders(self) -> tuple[str, ...]:
        named = (self.decision.target,) if self.decision.target else self.decision.committee
        return tuple(id_ for id_ in named if id_ in self.account.positions)

    def names(self, ids: Any) -> tuple[str, ...]:
        return tuple(self.account.labels[id_] for id_ in dict.fromkeys(ids) if id_)


@dataclass(frozen=True)
class Question:
    """One question; `find` is what the data say to it, None where only the team can tell."""

    id: str
    find: Callable[[_Case], Fact | None] | None = None


def _need(case: _Case) -> Fact | None:
    needs = case.proof
    confirmed, n = needs[needs["is_confirmed"]], len(needs)
    if len(confirmed):
        return Fact(HOLDS, "need", case.names(confirmed["person"]), {"n": len(confirmed)})
    refuted = needs["environment"].eq("fails") | needs["logic"].eq("fails")
    if n and refuted.all():
        return Fact(FAILS, "need_refuted", (), {"n": n})
    return Fact("", "need_unchecked", (), {"n": n}) if n else None


def _worth(case: _Case) -> Fact | None:
    """The value of a need of those who decide, else of anybody."""
    valued = case.proof[case.proof["is_valued"]]
    first = valued.assign(later=~valued["person"].isin(case.deciders)).sort_values("later", kind="stable").head(1)
    for row in first.to_dict("records"):
        return Fact(HOLDS, "worth", case.names([row["person"]]), {"value": row["value"], "need": row["need"]})
    return None


def _decider(case: _Case) -> Fact | None:
    return Fact(HOLDS, "decider", case.names(case.deciders)) if case.deciders else None


def _reached(case: _Case) -> Fact | None:
    """Who decides is reached where one of us has a trust of at least 1 with them."""
    contacts = case.account.contacts
    ours = contacts[contacts["person"].isin(case.deciders) & contacts["trust"].ge(1)]
    missing = [id_ for id_ in case.deciders if id_ not in set(ours["person"])]
    if case.deciders and not missing:
        members = dict(zip(case.account.team["id"], case.account.team["name"], strict=True))
        return Fact(HOLDS, "reached", tuple(members[id_] for id_ in dict.fromkeys(ours["member"])))
    return Fact("", "reached_not", case.names(missing), {"n": len(missing)}) if missing else None


def _timing(case: _Case) -> Fact | None:
    closes = day(case.decision.close_date)
    if closes is None:
        return None
    passed = closes < case.today
    return Fact(FAILS if passed else HOLDS, "timing_passed" if passed else "timing", (), {"date": closes})


def _solution(case: _Case) -> Fact | None:
    confirmed, answered = int(case.proof["is_confirmed"].sum()), int(case.proof["is_answered"].sum())
    if not confirmed:
        return None
    return Fact(HOLDS if answered == confirmed else "", "solution", (), {"n": confirmed, "answered": answered})


def _champion(case: _Case) -> Fact | None:
    """Somebody who fights for us, and told or showed it; a rating that is stale is a guess again."""
    people = case.account.people
    for_us = people[people["support"].ge(2)]
    age = (pd.Timestamp(case.today) - for_us["rated_on"]).dt.days
    sure = for_us["confidence"].eq("confirmed") & ~age.gt(case.account.assumptions.stale_days)
    if sure.any():
        return Fact(HOLDS, "champion", case.names(for_us["id"][sure]))
    if len(for_us):
        return Fact("", "champion_assumed", case.names(for_us["id"]))
    known = int(people["support"].notna().sum())
    return Fact("", "champion_none", (), {"n": known, "unknown": len(people) - known}) if len(people) else None


QUESTIONS = (
    Question("need", _need),
    Question("worth", _worth),
    Question("budget"),
    Question("decider", _decider),
    Question("reached", _reached),
    Question("timing", _timing),
    Question("event"),
    Question("competition"),
    Question("criteria"),
    Question("path"),
    Question("solution", _solution),
    Question("champion", _champion),
)


def day(words: str) -> datetime.date | None:
    """The day of a date as files hold it; None for other words."""
    try:
        return datetime.date.fromisoformat(words.strip())
    except ValueError:
        return None


def _listed(names: tuple[str, ...], language: str) -> str:
    rest = [text("screen.more", language, n=len(names) - _NAMED)] if len(names) > _NAMED else []
    return text("screen.comma", language).join([*names[:_NAMED], *rest])
