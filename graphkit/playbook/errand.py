"""The next meeting with one person: what it is for, who of us goes, and through whom."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from graphkit.campaign import campaign
from graphkit.errors import GraphkitError, unknown
from graphkit.gaps import CONTACT
from graphkit.model import Account, is_placeholder
from graphkit.plan import Node, plan
from graphkit.routes import routes

_OURS = ("contact", "cold")  # steps that one of us takes without an introduction


@dataclass(frozen=True)
class Errand:
    """A meeting to be prepared.

    kind : why, as in `Meeting.kind` of a campaign; "reach" (the plan's target) or "step" (the plan leads through them);
    "none" where neither has a meeting with them; "post" where nobody is named whom one could meet: `through`, the next
    above the post who is, is to be asked about it. source : "campaign" or "plan". aim : for whom it is held. way :
    "direct", "introduced" (by `through`), or "" where nobody of us knows a way.
    """

    kind: str = "none"
    source: str = "campaign"
    member: str = ""
    through: str = ""
    aim: str = ""
    way: str = ""


def errand(account: Account, person: str, *, decision: str = "", today: datetime.date, member: str = "") -> Errand:
    """The next meeting with a person that the campaign proposes, else the plan; else the likeliest way to them.

    member : who of us shall go; the proposals for others then do not count.

    Raises
    ------
    GraphkitError : an unknown person, decision or member.
    """
    account.position(person)
    if member and member not in set(account.team["id"]):
        raise unknown("unknown_member", member, account.team["id"], count=len(account.team))
    chosen = account.decision(decision)
    rated = account.rated_for(chosen.id)
    if person not in rated.positions:
        return Errand(member=member)
    if is_placeholder(rated.person(person).name):
        return _about_post(rated, person, member)
    named = _proposed(account, chosen.id, today)
    found = next((each for who, each in named if who == person and each.member == (member or each.member)), None)
    return found or _likeliest(rated, person, member)


@lru_cache(maxsize=16)
def _proposed(account: Account, decision: str, today: datetime.date) -> tuple[tuple[str, Errand], ...]:
    """Every meeting of the campaign, then of the plan, with whom it is."""
    target = account.decision(decision).target
    return (*_of_campaign(account, decision, today), *_of_plan(account.rated_for(decision), target))


def _of_campaign(account: Account, decision: str, today: datetime.date) -> Iterator[tuple[str, Errand]]:
    try:
        meetings = campaign(account, decision=decision, today=today).meetings
    except GraphkitError:  # nobody is named who decides
        return
    for each in meetings:
        way = "introduced" if each.through else "direct"
        yield each.person, Errand(each.kind, "campaign", each.member, each.through, each.aim, way)


def _of_plan(account: Account, target: str) -> Iterator[tuple[str, Errand]]:
    if target not in account.positions:
        return
    for node, hosts in _walk(plan(account, target).tree, {}):
        source, person = node.step.source, node.step.target
        is_ours = node.step.kind in _OURS
        kind, way = ("reach" if person == target else "step"), ("direct" if is_ours else "introduced")
        host = source if is_ours else hosts[source]
        yield person, Errand(kind, "plan", host, "" if is_ours else source, target, way)


def _walk(node: Node | None, hosts: dict[str, str]) -> Iterator[tuple[Node, dict[str, str]]]:
    """Every step of a plan, with the member who has met each person reached by then."""
    if node is None:
        return
    yield node, hosts
    source, person = node.step.source, node.step.target
    host = source if node.step.kind in _OURS else hosts[source]
    yield from _walk(node.yes, hosts | {person: host})
    yield from _walk(node.no, hosts)


def _about_post(account: Account, post: str, member: str) -> Errand:
    """Nobody to meet: who of us asks the next above the post of whom the name is known."""
    above, seen = account.person(post).reports_to, {post}
    while above in account.positions and above not in seen and is_placeholder(account.person(above).name):
        seen.add(above)
        above = account.person(above).reports_to
    if above not in account.positions or above in seen:
        return Errand("post", member=member)
    return Errand("post", member=member or _ours_with(account, above, "", CONTACT), through=above)


def _likeliest(account: Account, person: str, member: str) -> Errand:
    """No meeting is proposed: whoever of us knows them goes; else who would introduce us, or who has met them once."""
    known = _ours_with(account, person, member, CONTACT)
    if known:
        return Errand(member=known, way="direct")
    best = routes(account, person, k=1, members=(member,) if member else ())
    path = best[0].path if best else ("",)
    through = path[-2] if len(path) > 2 else ""
    if not through or not _ours_with(account, through, member, CONTACT):
        met = _ours_with(account, person, member, 0)
        if met:
            return Errand(member=met, way="direct")
    return Errand(member=path[0] or member, through=through, way="introduced" if through else "direct" if best else "")


def _ours_with(account: Account, person: str, member: str, least: float) -> str:
    """Who of us knows a person best, with at least this trust or one not rated; who has none must have met them."""
    contacts = account.contacts[account.contacts["person"].eq(person) & ~account.contacts["trust"].lt(least)]
    contacts = contacts[contacts["member"].eq(member)] if member else contacts
    if least < CONTACT:
        contacts = contacts[contacts["last_contact"].notna()]
    order = contacts.sort_values(["trust", "last_contact"], ascending=False, kind="stable")
    return "" if order.empty else str(order.iloc[0]["member"])
