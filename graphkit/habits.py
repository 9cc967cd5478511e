"""What keeps a relation alive, and what follows a deal, as things that fall due (MODEL.md, Habits).

The four habits are regular visits, reciprocity, active stimulation with useful news, and inside informants. After the
deal come service, satisfaction and referrals. Each falls due an interval after it was last done, and only for people
with whom it changes what a seller does: `RULES` says for whom. Service is one visit per won decision, to the person
through whom it is served (`graphkit.served`), and not one per user.

An informant is somebody who backs and trusts us and tells us of their own free will what is not confidential, nobody
more: nobody is paid, pressed or asked for what they may not say.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import pandas as pd

from graphkit import schema
from graphkit.actions import reschedule, tick
from graphkit.edits import with_row
from graphkit.model import Account
from graphkit.relations import KINDS, Known, Relation

DECIDED = "decided"  # the rule of what somebody decided to do, whatever the intervals say


@dataclass(frozen=True)
class Rule:
    """For whom something falls due, and every how many days: the name of an assumption, or `cadence` of the contact.

    facts : which fields of the relation its sentence names (`care.why.<kind>.<id>`).
    """

    kind: str
    id: str
    whom: Callable[[Relation], bool]
    days: str
    facts: tuple[str, ...] = ()


def _backs(relation: Relation) -> bool:
    return relation.support >= 1


RULES = (
    Rule("visit", "cadence", lambda r: True, "cadence"),
    Rule("visit", "counts", lambda r: r.is_closest and not r.cadence > 0 and r.counts, "visit_days"),
    Rule(
        "reciprocity",
        "backer",
        lambda r: r.is_closest and r.trust >= 1 and _backs(r) and r.counts,
        "reciprocity_days",
        ("support", "trust"),
    ),
    Rule(
        "stimulation",
        "focus",
        lambda r: r.is_closest and r.stage != "decision" and bool(r.focus) and r.counts,
        "stimulation_days",
        ("focus",),
    ),
    Rule(
        "stimulation",
        "unasked",
        lambda r: r.is_closest and r.stage != "decision" and not r.focus and r.counts,
        "stimulation_days",
    ),
    Rule(
        "informant",
        "backer",
        lambda r: r.is_closest and _backs(r) and r.trust >= 2,
        "informant_days",
        ("support", "trust"),
    ),
    Rule("service", "won", lambda r: r.is_closest and bool(r.deal), "service_days", ("deal",)),
    Rule("service", "served", lambda r: r.is_closest and r.was_served and not r.deal, "service_days"),
    Rule("satisfaction", "won", lambda r: r.is_closest and r.has_won, "satisfaction_days"),
    Rule(
        "referral",
        "won",
        lambda r: r.is_closest and r.has_won and _backs(r) and r.trust >= 2,
        "referral_days",
        ("support", "trust"),
    ),
    Rule(
        "referral",
        "went_well",
        lambda r: r.is_closest and not r.has_won and _backs(r) and r.trust >= 2 and r.went_well is not None,
        "referral_days",
        ("support", "trust", "went_well"),
    ),
)


@dataclass(frozen=True)
class Due:
    """One thing to do about one person, and when.

    kind : one of `KINDS`. member : who of us; "" where nobody is named yet. last : when it was last done, None where no
    record says so. days : the interval, None where somebody decided the date. rule, facts : why, as the sentence
    `care.why.<kind>.<rule>` and what it names. overdue : due before today. action : id of the open action that plans
    it, "" where none does.
    """

    kind: str
    member: str
    person: str
    date: datetime.date
    last: datetime.date | None
    days: int | None
    rule: str
    overdue: bool
    action: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def key(self) -> str:
        """A name that stays the same as long as it is about the same thing."""
        return self.action or "-".join((self.kind, self.rule, self.member, self.person))


def due(account: Account, *, today: datetime.date, only_late: bool = False) -> tuple[Due, ...]:
    """What falls due next with each person, by date: one entry per person and kind, a visit per person and member.

    What was never done falls due with the next visit, or today: no record says that it is late. An open action of the
    kind about the person plans it, and its date counts. Whoever has left is never due, nor a post with nobody named on
    it, unless somebody decided so.

    Parameters
    ----------
    today : the day on which dates are counted; what is due today is not overdue yet.
    only_late : leave out whatever is not overdue: much quicker.

    Notes
    -----
    Cost: one transposed solve per open decision (`total_effects`), to see who has leverage, where a rule asks for it.
    """
    known = Known(account.present, today)
    planned = _planned(known.account)
    found = [item for item in _by_rules(known, planned, only_late) if item.overdue or not only_late]
    taken = {item.action for item in found}
    others = [_decided(row, today) for row in planned if row["id"] not in taken]
    others = [item for item in others if item.overdue or not only_late]
    return tuple(sorted([*found, *others], key=lambda item: (item.date, KINDS.index(item.kind), item.key)))


def overdue(items: Iterable[Due]) -> tuple[Due, ...]:
    """What is late and that no action plans: actions are late in their own list, and nothing is named twice."""
    return tuple(item for item in items if item.overdue and not item.action)


def done(account: Account, item: Due, *, what: str, today: datetime.date) -> Account:
    """The account with this done today: the action that plans it, or a new one of its kind. what : one sentence."""
    if item.action:
        return tick(account, item.action, today=today)
    return plan(account, what, kind=item.kind, member=item.member, person=item.person, today=today, done_on=today)


def plan(
    account: Account,
    what: str,
    *,
    kind: str,
    member: str,
    person: str,
    today: datetime.date,
    due: datetime.date | None = None,
    done_on: datetime.date | None = None,
    decision: str = "",
) -> Account:
    """The account with one more action of a kind, to be done by a day, or done."""
    taken = set(account.actions["id"])
    id_ = next(name for name in (f"a{number}" for number in count(1)) if name not in taken)
    days = {"due": _day(due), "done_on": _day(done_on), "decided_on": _day(today)}
    cells = {"what": what, "kind": kind, "member": member, "person": person, "decision": decision}
    return with_row(account, schema.ACTIONS, id=id_, **cells, **days)


def satisfaction(account: Account) -> pd.DataFrame:
    """What is on record of the customer's satisfaction, the latest first.

    Columns: item, rating 1..5, evidence, decision (id), rated_on.
    """
    rows = account.assessments[account.assessments["topic"].eq("satisfaction")]
    latest = rows.sort_values("rated_on", ascending=False, kind="stable", ignore_index=True)
    return latest[["item", "rating", "evidence", "decision", "rated_on"]]


def put_on(account: Account, item: Due, date: datetime.date, *, what: str, today: datetime.date) -> Account:
    """The account with this planned for a day: the action that plans it moves, or a new one of its kind is made."""
    if item.action:
        return reschedule(account, item.action, due=date)
    return plan(account, what, kind=item.kind, member=item.member, person=item.person, today=today, due=date)


def visited(account: Account, member: str, person: str, *, date: datetime.date) -> Account:
    """The account with the visit that was planned for these two done: of several, the one due first.

    One that is planned for more than a week later is another visit.
    """
    soon = pd.Timestamp(date) + pd.Timedelta(days=7)
    visits = [row for row in _planned(account) if (row["kind"], row["person"]) == ("visit", person)]
    theirs = [row for row in visits if row["member"] in (member, "") and not row["due"] > soon]
    return tick(account, str(theirs[0]["id"]), today=date) if theirs else account


# -- the rules on an account -------------------------------------------------------------------------------------------


def _by_rules(known: Known, planned: list[dict[str, Any]], only_late: bool) -> Iterator[Due]:
    for relation in known.relations:
        met = known.last_visit(relation)
        asked = _asked(known, relation, "visit", met, known.today, only_late)
        first = max(asked.date, known.today) if asked else known.today
        habits = [asked]
        for kind in KINDS:
            if kind != "visit":
                last = known.done[kind].get(relation.person)
                habits.append(_asked(known, relation, kind, last, first, only_late))
        yield from (_as_planned(item, planned, known.today) for item in habits if item)


def _asked(known: Known, relation: Relation, kind: str, last: Any, first: datetime.date, only_late: bool) -> Due | None:
    """What the first rule of a kind that fits asks of a relation; `first` is when it is due where it was never done."""
    for rule in (rule for rule in RULES if rule.kind == kind):
        days = known.days(rule.days, relation)
        date = first if last is None or days is None else (last + pd.Timedelta(days=days)).date()
        overdue = date < known.today
        if days is None or (only_late and not overdue) or not rule.whom(relation):  # the quick questions first
            continue
        facts = {name: getattr(relation, name) for name in rule.facts}
        since = None if last is None else last.date()
        return Due(kind, relation.member, relation.person, date, since, days, rule.id, overdue, facts=facts)
    return None


def _as_planned(item: Due, planned: list[dict[str, Any]], today: datetime.date) -> Due:
    """The entry with the date and the member of the open action that plans it, where there is one."""
    for row in planned:
        is_same = (row["kind"], row["person"]) == (item.kind, item.person)
        if is_same and (item.kind != "visit" or row["member"] in (item.member, "")):
            date = item.date if pd.isna(row["due"]) else row["due"].date()
            member = row["member"] or item.member
            return replace(item, date=date, member=member, action=row["id"], overdue=date < today)
    return item


def _decided(row: Mapping[str, Any], today: datetime.date) -> Due:
    """An action of a kind for which no rule asks: somebody decided it."""
    date = today if pd.isna(row["due"]) else row["due"].date()
    late = {"overdue": date < today, "action": row["id"]}
    return Due(row["kind"], row["member"], row["person"], date, None, None, DECIDED, **late)


def _planned(account: Account) -> list[dict[str, Any]]:
    """The open actions of a kind, by their dates."""
    actions = account.actions
    rows = actions[actions["done_on"].isna() & actions["kind"].ne("")].sort_values(["due", "id"], kind="stable")
    return rows.to_dict("records")  # type: ignore[return-value]


def _day(day: datetime.date | None) -> Any:
    return pd.NaT if day is None else pd.Timestamp(day)
