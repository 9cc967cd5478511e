"""What a brief knows of our dealings with one person: the meeting ahead, those before, trust, and what we owe."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import pandas as pd

from graphkit.errors import Phrase
from graphkit.gaps import CONTACT
from graphkit.model import Account
from graphkit.playbook.errand import Errand
from graphkit.playbook.fact import Fact, flag

_LINE = 240  # characters of a note
_OWED = ("", "reciprocity", "stimulation", "service")  # what a person may be waiting for


def met(account: Account, person: str, errand: Errand, today: datetime.date) -> dict[str, Fact]:
    labels = account.labels
    held = account.meetings[account.meetings["person"].eq(person) & account.meetings["date"].le(pd.Timestamp(today))]
    last: dict[str, Any] = held.iloc[-1].to_dict() if len(held) else {}  # type: ignore[assignment]
    outcome = (last["outcome"] or "unknown") if last else ""
    return {
        "errand": Fact(errand.kind, errand.source),
        "aim": Fact(labels.get(errand.aim, ""), errand.source),
        "way": Fact(errand.way, "contacts.trust" if errand.way == "direct" else "routes"),
        "member": Fact(_ours(account, errand.member), "contacts.member"),
        "through": Fact(labels.get(errand.through, ""), errand.source if errand.kind != "none" else "routes"),
        "introducer_met": flag(_is_met(account, errand.through), "contacts.trust"),
        "last_outcome": Fact(outcome, "meetings.outcome", Phrase((f"word.outcome.{outcome or 'unknown'}",))),
        "last_date": Fact(f"{last['date']:%Y-%m-%d}" if last else "", "meetings.date"),
        "last_member": Fact(_ours(account, last.get("member", "")), "meetings.member"),
        "last_notes": Fact(short(last.get("notes", "")), "meetings.notes"),
        "contact_note": Fact(short(_contact(account, person, errand.member).get("note", "")), "contacts.note"),
    } | _silence(account, person, errand.member, today)


def short(words: str) -> str:
    """Somebody's notes, as far as they fit a line of a page."""
    return words if len(words) <= _LINE else f"{words[:_LINE].rstrip()} …"


def _is_met(account: Account, person: str) -> bool:
    """Whether one of us knows somebody; a contact that nobody rated may be one."""
    trust = account.contacts["trust"][account.contacts["person"].eq(person)]
    return bool((~trust.lt(CONTACT)).any())


def _silence(account: Account, person: str, member: str, today: datetime.date) -> dict[str, Fact]:
    """Whether the visits that were meant to be made have stopped."""
    row = _contact(account, person, member)
    known = [row.get("last_contact", pd.NaT), *_seen(account, person, member, today)]
    last, cadence = max((day for day in known if pd.notna(day)), default=pd.NaT), row.get("cadence_days", float("nan"))
    days = (pd.Timestamp(today) - last).days if pd.notna(last) else 0
    is_overdue = bool(cadence < days)
    return {
        "silent": Fact(f"{days}" if is_overdue else "", "contacts.last_contact"),
        "cadence": Fact(f"{cadence:g}" if is_overdue else "", "contacts.cadence_days"),
    }


def _seen(account: Account, person: str, member: str, today: datetime.date) -> list[pd.Timestamp]:
    """The days on which a member met a person."""
    rows = account.meetings
    held = rows["person"].eq(person) & rows["member"].eq(member) & rows["outcome"].ne("no_show")
    return list(rows["date"][held & rows["date"].le(pd.Timestamp(today))])


def trusted(account: Account, person: str, errand: Errand) -> dict[str, Fact]:
    """Trust of the member who goes: "none" where there is no contact, "" where nobody rated it."""
    row = _contact(account, person, errand.member)
    trust, wanted = (_level(row.get(name)) for name in ("trust", "target_trust"))
    is_reached = trust == "3" or bool(trust and wanted and trust >= wanted)
    return {
        "trust": Fact(trust if row else "none", "contacts.trust", Phrase((f"word.trust.{trust or 'unknown'}",))),
        "target_trust": Fact(wanted, "contacts.target_trust", Phrase((f"word.trust.{wanted or 'unknown'}",))),
        "trust_reached": flag(is_reached, "contacts.target_trust"),
    }


def _contact(account: Account, person: str, member: str) -> dict[str, Any]:
    contacts = account.contacts
    rows = contacts[contacts["person"].eq(person) & contacts["member"].eq(member)]
    return dict(rows.iloc[0]) if len(rows) else {}


def _level(value: Any) -> str:
    """A trust as one of its four levels; one between two counts as the lower."""
    return "" if value is None or pd.isna(value) else f"{int(value)}"


def _ours(account: Account, member: str) -> str:
    """What to call a member of ours; a person of the account may have the same id."""
    return next((name for id_, name in zip(account.team["id"], account.team["name"], strict=True) if id_ == member), "")


def hurdle(found: Mapping[str, Fact]) -> Fact:
    """What stands between us before a word is said."""
    outcome = found["last_outcome"].value
    if outcome in ("bad", "no_show"):
        return Fact(outcome, "meetings.outcome")
    against = found["support"].value in ("-2", "-1")
    return Fact("against" if against else "none", "people.support" if against else "meetings.outcome")


def promises(account: Account, person: str, today: datetime.date) -> tuple[dict[str, Fact], ...]:
    """What we decided to do about the person and have not done yet, the earliest first."""
    actions = account.actions
    owed = actions[actions["person"].eq(person) & actions["done_on"].isna()].sort_values("due", kind="stable")
    dates = ["" if pd.isna(due) else f"{due:%Y-%m-%d}" for due in owed["due"]]
    is_late = owed["due"].lt(pd.Timestamp(today))
    return tuple(
        {
            "what": Fact(what, "actions.what"),
            "due": Fact(due, "actions.due", due or "—"),
            "action": Fact(kind, "actions.kind"),
            "late": flag(late, "actions.due"),
        }
        for what, due, kind, late in zip(owed["what"], dates, owed["kind"], is_late, strict=True)
    )


def owes(found: tuple[dict[str, Fact], ...]) -> Fact:
    """Whether something is late that the person may be waiting for."""
    return flag(any(each["late"].value == "yes" and each["action"].value in _OWED for each in found), "actions.due")
