"""What the rules of a brief look at: what is known of one person for one meeting, and where each fact stands.

A fact that is not known is blank; it never has a value that could be taken for one.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from graphkit.errors import GraphkitError, Phrase
from graphkit.forecast import Forecast
from graphkit.gaps import CONTACT
from graphkit.library import FIELDS, STEPS, Library, Quoted, Record, Saying, records, sayings_for
from graphkit.marks import support_level
from graphkit.model import Account, Person, is_placeholder
from graphkit.playbook.errand import Errand
from graphkit.playbook.shared import compliance, message
from graphkit.significance import outlook_of, significance

WORTH_ASKING = 0.02  # an answer that narrows the forecast by less is not worth a question
_OTHERS = 2  # people about whom one person is asked
_SAYINGS = 2  # of the team's library, of each kind
_ANSWER = ("evidence", *(step for step in STEPS if step != "evidence"))  # the step that is shown, the first there is


@dataclass(frozen=True)
class Fact:
    """One fact: its value for the conditions of rules, "" where unknown; what a sentence shows of it; where it stands.

    shown : text of the account, a number, or a `Phrase` of the catalogue; by default the value.
    source : table and column ("people.focus"), or the engine that worked it out ("forecast", "campaign", "routes").
    """

    value: str
    source: str
    shown: Any = None

    @property
    def said(self) -> Any:
        """Without a full stop of its own: it stands inside a sentence."""
        return self.value.rstrip(" .。") if self.shown is None else self.shown


@dataclass(frozen=True)
class Facts:
    """Of the person and the meeting, and of each item that rules are repeated for: roles, needs, promises and so on."""

    person: Mapping[str, Fact]
    items: Mapping[str, tuple[Mapping[str, Fact], ...]] = field(default_factory=dict)


def gather(
    account: Account, person: str, *, decision: str, today: datetime.date, errand: Errand, library: Library
) -> Facts:
    """Everything that the account, and the team's library, know of one person for one meeting.

    Raises
    ------
    GraphkitError : an unknown person or decision; somebody who has left.
    """
    account.position(person)
    if person not in account.present.positions:
        raise GraphkitError("nobody_to_brief", name=account.labels[person])
    chosen = account.decision(decision)
    rated = account.rated_for(chosen.id)
    who, needs = rated.person(person), _needs(account, person)
    outlook = outlook_of(account, chosen.id, today)
    found = _described(who) | _rated(who) | _decided(account, chosen.id, person, today)
    found |= _met(account, person, errand, today) | _trusted(account, person, errand) | _lead(needs)
    open_, own = _open(rated, outlook, person), _own_worth(outlook, person)
    promises = _promises(account, person)
    found["booked"] = _flag(any(each["action"].value == "visit" for each in promises), "actions.kind")
    found |= {"own_worth": own, "telling": _flag(bool(open_ or own.value), "forecast")}
    found |= {"hurdle": _hurdle(found), "opposed": _flag(found["support"].value in ("-2", "-1"), "people.support")}
    items = {
        "role": tuple({"one_role": Fact(role, "people.role", Phrase((f"word.role.{role}",)))} for role in who.role),
        "need": needs,
        "promise": promises,
        "open": open_,
        "objection": _sayings(library, found, "objection"),
        "closing": _sayings(library, found, "closing"),
    }
    return Facts(found, items)


# -- the person --------------------------------------------------------------------------------------------------------


def _described(who: Person) -> dict[str, Fact]:
    columns = ("title", "unit", "disc", "stage", "focus", "background", "interests")
    found = {name: Fact(getattr(who, name), f"people.{name}") for name in columns}
    sure = (who.disc_confidence or "assumed") if who.disc else ""
    found["holder"] = Fact("" if is_placeholder(who.name) else who.name, "people.name")
    return found | {"name": Fact(who.label, "people.name"), "disc_confidence": Fact(sure, "people.disc_confidence")}


def _rated(who: Person) -> dict[str, Fact]:
    level = support_level(who.support)
    support = "" if level is None else f"{level:g}"
    sure = (who.confidence or "assumed") if level is not None else ""
    found = {
        "role": Fact(";".join(who.role), "people.role", Phrase(tuple(f"word.role.{r}" for r in who.role or ("none",)))),
        "support": Fact(support, "people.support", Phrase((f"word.support.{support or 'unknown'}",))),
        "confidence": Fact(sure, "people.confidence", Phrase((f"word.confidence.{sure or 'assumed'}",))),
    }
    for name in ("power", "influence"):
        value = getattr(who, name)
        shown = Phrase(("change.unknown",)) if value is None else f"{value:g}/5"
        found[name] = Fact("" if value is None else f"{value:g}", f"people.{name}", shown)
    found["decider_by_role"] = _flag("decision_maker" in who.role, "people.role")
    is_rated = any(value is not None for value in (who.power, who.influence, who.support))
    return found | {"rated": _flag(is_rated, "people.power")}


def _flag(holds: bool, source: str) -> Fact:
    return Fact("yes" if holds else "no", source)


# -- the decision ------------------------------------------------------------------------------------------------------


def _decided(account: Account, decision: str, person: str, today: datetime.date) -> dict[str, Fact]:
    chosen = account.decision(decision)
    named = chosen.target or chosen.committee
    decides = "yes" if person == chosen.target else "votes" if person in chosen.committee else "no" if named else ""
    if chosen.target and decides == "votes":  # a target wins over a committee
        decides = "no"
    found = significance(account, person, decision=decision, today=today)
    return {
        "decision": Fact(chosen.name or chosen.id, "decisions.name"),
        "close_date": Fact(chosen.close_date, "decisions.close_date"),
        "decides": Fact(decides, "decisions.target"),
        "rank": Fact(f"{found.rank}" if found else "", "forecast"),
        "people": Fact(f"{found.people}" if found else "", "forecast"),
        "share": Fact(_share(found.leverage) if found else "", "forecast"),
        "customer": Fact(account.name, "account.name"),
        "message": Fact(message(account, chosen.id), "profile.message"),
        "compliance": Fact(compliance(account), "profile.compliance"),
    }


def _share(part: float) -> str:
    """What is there is never written as nothing."""
    return f"{part:.1%}" if part >= 0.0005 or not part else "< 0.1%"


def _own_worth(outlook: Forecast | None, person: str) -> Fact:
    worth = _worth(outlook).get(person, 0.0)
    return Fact(f"{worth:.2f}" if worth >= WORTH_ASKING else "", "forecast")


def _worth(outlook: Forecast | None) -> dict[str, float]:
    """By how much knowing each person's stance narrows the forecast."""
    if outlook is None:
        return {}
    return dict(zip(outlook.people["id"].tolist(), outlook.people["ask_value"].tolist(), strict=True))


def _open(account: Account, outlook: Forecast | None, person: str) -> tuple[dict[str, Fact], ...]:
    """Those near the person whose stance, if it were known, would narrow the forecast most."""
    worth = _worth(outlook)
    near = sorted(_near(account, person), key=lambda id_: (-worth.get(id_, 0.0), id_))
    telling = [id_ for id_ in near if worth.get(id_, 0.0) >= WORTH_ASKING]
    return tuple(
        {"other": Fact(account.labels[id_], "forecast"), "worth": Fact(f"{worth[id_]:.2f}", "forecast")}
        for id_ in telling[:_OTHERS]
    )


def _near(account: Account, person: str) -> set[str]:
    """Those of whom one may expect to hear: the manager, the reports, and whoever has a tie that is not a rivalry."""
    people, ties = account.people, account.ties[account.ties["kind"].ne("rival")]
    who = account.person(person)
    found = {who.reports_to, *who.dotted_to, *people["id"][people["reports_to"].eq(person)]}
    found |= {*ties["target"][ties["source"].eq(person)], *ties["source"][ties["target"].eq(person)]}
    return (found & account.positions.keys()) - {person}


# -- the meeting, and what came before ---------------------------------------------------------------------------------


def _met(account: Account, person: str, errand: Errand, today: datetime.date) -> dict[str, Fact]:
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
        "introducer_met": _flag(_is_met(account, errand.through), "contacts.trust"),
        "last_outcome": Fact(outcome, "meetings.outcome", Phrase((f"word.outcome.{outcome or 'unknown'}",))),
        "last_date": Fact(f"{last['date']:%Y-%m-%d}" if last else "", "meetings.date"),
        "last_member": Fact(_ours(account, last.get("member", "")), "meetings.member"),
    } | _silence(account, person, errand.member, today)


def _is_met(account: Account, person: str) -> bool:
    """Whether one of us knows somebody; a contact that nobody rated may be one."""
    trust = account.contacts["trust"][account.contacts["person"].eq(person)]
    return bool((~trust.lt(CONTACT)).any())


def _silence(account: Account, person: str, member: str, today: datetime.date) -> dict[str, Fact]:
    """Whether the visits that were meant to be made have stopped."""
    row = _contact(account, person, member)
    last, cadence = row.get("last_contact", pd.NaT), row.get("cadence_days", float("nan"))
    days = (pd.Timestamp(today) - last).days if pd.notna(last) else 0
    is_overdue = bool(cadence < days)
    return {
        "silent": Fact(f"{days}" if is_overdue else "", "contacts.last_contact"),
        "cadence": Fact(f"{cadence:g}" if is_overdue else "", "contacts.cadence_days"),
    }


def _trusted(account: Account, person: str, errand: Errand) -> dict[str, Fact]:
    """Trust of the member who goes: "none" where there is no contact, "" where nobody rated it."""
    row = _contact(account, person, errand.member)
    trust, wanted = (_level(row.get(name)) for name in ("trust", "target_trust"))
    is_reached = trust == "3" or bool(trust and wanted and trust >= wanted)
    return {
        "trust": Fact(trust if row else "none", "contacts.trust", Phrase((f"word.trust.{trust or 'unknown'}",))),
        "target_trust": Fact(wanted, "contacts.target_trust", Phrase((f"word.trust.{wanted or 'unknown'}",))),
        "trust_reached": _flag(is_reached, "contacts.target_trust"),
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


def _hurdle(found: Mapping[str, Fact]) -> Fact:
    """What stands between us before a word is said."""
    outcome = found["last_outcome"].value
    if outcome in ("bad", "no_show"):
        return Fact(outcome, "meetings.outcome")
    against = found["support"].value in ("-2", "-1")
    return Fact("against" if against else "none", "people.support" if against else "meetings.outcome")


def _promises(account: Account, person: str) -> tuple[dict[str, Fact], ...]:
    """What we decided to do about the person and have not done yet, the earliest first."""
    actions = account.actions
    owed = actions[actions["person"].eq(person) & actions["done_on"].isna()].sort_values("due", kind="stable")
    dates = ["" if pd.isna(due) else f"{due:%Y-%m-%d}" for due in owed["due"]]
    return tuple(
        {
            "what": Fact(what, "actions.what"),
            "due": Fact(due, "actions.due", due or "—"),
            "action": Fact(kind, "actions.kind"),
        }
        for what, due, kind in zip(owed["what"], dates, owed["kind"], strict=True)
    )


# -- needs -------------------------------------------------------------------------------------------------------------


def _needs(account: Account, person: str) -> tuple[dict[str, Fact], ...]:
    """The person's needs, the latent ones first: they are what questions are for."""
    rows = account.needs[account.needs["person"].eq(person)].to_dict("records")
    order = ("latent", "explicit", "", "false")
    rows.sort(key=lambda row: (order.index(row["kind"]), row["id"]))
    offers = {row["id"]: row for row in account.offers.to_dict("records")}
    return tuple(_need(row, offers.get(row["offer"], {}), number) for number, row in enumerate(rows, 1))


def _need(row: Mapping[Any, Any], offer: Mapping[Any, Any], number: int) -> dict[str, Fact]:
    columns = ("need", "kind", "environment", "logic", "value")
    found = {name: Fact(row[name], f"needs.{name}") for name in columns} | {"number": Fact(f"{number}", "needs.id")}
    found["kind"] = Fact(row["kind"], "needs.kind", Phrase((f"word.need.{row['kind']}",)) if row["kind"] else "")
    parts = ("feature", "advantage", "benefit", "evidence")
    return found | {name: Fact(offer.get(name, ""), f"offers.{name}" if offer else "needs.offer") for name in parts}


def _lead(needs: Iterable[Mapping[str, Fact]]) -> dict[str, Fact]:
    """The need that the talk is about: the first, unless all are suspected false."""
    needs = tuple(needs)
    lead = next((need for need in needs if need["kind"].value != "false"), None)
    blank = Fact("", "needs.need")
    return {
        "any_need": needs[0]["need"] if needs else blank,
        "lead": lead["need"] if lead else blank,
        "lead_kind": lead["kind"] if lead else Fact("none", "needs.kind"),
        "lead_value": lead["value"] if lead else blank,
    }


# -- what the team itself has heard and said ---------------------------------------------------------------------------


def _sayings(library: Library, found: Mapping[str, Fact], kind: str) -> tuple[dict[str, Fact], ...]:
    """The team's own sayings that fit the person; none where neither role nor support is known."""
    role, support = found["role"].value, found["support"].value
    if not (role or support):
        return ()
    about: dict[str, Any] = {"role": role, "support": float(support) if support else None}
    about |= {"stage": found["stage"].value, "kind": kind, "uses": library.uses, "most": _SAYINGS}
    worked = records(library.uses)
    return tuple(_saying(saying, worked.get(saying.id)) for saying in sayings_for(library.own, **about))


def _saying(saying: Saying, record: Record | None) -> dict[str, Fact]:
    known = [name for name in FIELDS[saying.kind] if saying.text(name, "en")]  # of a text in any language
    said = ("title", "text") if saying.kind == "closing" else ("text",) if "text" in known else ("title",)
    answer = tuple(name for name in _ANSWER if name in known)[:1]
    counted = {"uses": "", "worked": ""} if record is None else {"uses": record.uses, "worked": record.worked}
    return {
        "said": Fact(saying.id, "library", Quoted(saying, said)),
        "answer": Fact("".join(answer), "library", Quoted(saying, answer)),
    } | {name: Fact(f"{number}", "library") for name, number in counted.items()}
