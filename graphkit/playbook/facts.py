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
from graphkit.library import FIELDS, STEPS, Library, Quoted, Record, Saying, records, sayings_for
from graphkit.marks import support_level
from graphkit.model import Account, Person, is_placeholder, is_vacant
from graphkit.playbook.dealings import hurdle, met, owes, promises, short, trusted
from graphkit.playbook.errand import Errand
from graphkit.playbook.fact import Fact, flag
from graphkit.playbook.shared import compliance, message
from graphkit.significance import outlook_of, significance

WORTH_ASKING = 0.02  # an answer that narrows the forecast by less is not worth a question
_OTHERS = 2  # people about whom one person is asked
_SAYINGS = 2  # of the team's library, of each kind
_ANSWER = ("evidence", *(step for step in STEPS if step != "evidence"))  # the step that is shown, the first there is


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
    found |= met(account, person, errand, today) | trusted(account, person, errand) | _lead(needs)
    open_, own = _open(rated, outlook, person), _own_worth(outlook, person)
    planned = promises(account, person, today)
    found["booked"] = flag(any(each["action"].value == "visit" for each in planned), "actions.kind")
    found["owes"] = owes(planned)
    found |= {"own_worth": own, "telling": flag(bool(open_ or own.value), "forecast")}
    decides = errand.through in (chosen.target, *chosen.committee) and errand.through != ""
    found["introducer_decides"] = flag(decides, "decisions.target")
    found |= {"sure": _sure(account, who, today), "confidant": _confidant(found)}
    found |= {"hurdle": hurdle(found), "opposed": flag(found["support"].value in ("-2", "-1"), "people.support")}
    items = {
        "role": tuple({"one_role": Fact(role, "people.role", Phrase((f"word.role.{role}",)))} for role in who.role),
        "need": needs,
        "promise": planned,
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
    post = "vacant" if is_vacant(who.name) else "unnamed" if is_placeholder(who.name) else ""
    personal = any((who.disc, who.stage, who.focus, who.background, who.interests, who.support is not None))
    found |= {"post": Fact(post, "people.name"), "holder": Fact("" if post else who.name, "people.name")}
    found |= {"personal": flag(personal, "people.support"), "notes": Fact(short(who.notes), "people.notes")}
    return found | {"name": Fact(who.label, "people.name"), "disc_confidence": Fact(sure, "people.disc_confidence")}


def _rated(who: Person) -> dict[str, Fact]:
    level = support_level(who.support)
    support = "" if level is None else f"{level:g}"
    sure = (who.confidence or "assumed") if level is not None else ""
    roles = tuple(f"word.role.{role}" for role in who.role) or ("change.unknown",)
    found = {
        "role": Fact(";".join(who.role), "people.role", Phrase(roles)),
        "support": Fact(support, "people.support", Phrase((f"word.support.{support or 'unknown'}",))),
        "confidence": Fact(sure, "people.confidence", _when_rated(who, sure)),
        "rated_on": Fact("" if who.rated_on is None else f"{who.rated_on:%Y-%m-%d}", "people.rated_on"),
    }
    for name in ("power", "influence"):
        value = getattr(who, name)
        shown = Phrase(("change.unknown",)) if value is None else f"{value:g}/5"
        found[name] = Fact("" if value is None else f"{value:g}", f"people.{name}", shown)
    found["decider_by_role"] = flag("decision_maker" in who.role, "people.role")
    is_rated = any(value is not None for value in (who.power, who.influence, who.support))
    of_post = any((who.role, who.power is not None, who.influence is not None))
    return found | {"rated": flag(is_rated, "people.power"), "post_rated": flag(of_post, "people.power")}


def _when_rated(who: Person, sure: str) -> Phrase:
    """How sure a rating is, and of which day."""
    day = "" if who.rated_on is None else f"{who.rated_on:%Y-%m-%d}"
    return Phrase((f"brief.rated.{sure or 'assumed'}{'' if day else '_undated'}",), {"date": day})


def _sure(account: Account, who: Person, today: datetime.date) -> Fact:
    """Whether the stance was told to us, was told too long ago, or is our guess."""
    if who.support is None:
        return Fact("", "people.confidence")
    if who.confidence != "confirmed":
        return Fact("assumed", "people.confidence")
    age = 0 if who.rated_on is None else (pd.Timestamp(today) - who.rated_on).days
    return Fact("stale" if age > account.assumptions.stale_days else "confirmed", "people.rated_on")


def _confidant(found: Mapping[str, Fact]) -> Fact:
    """Whether they back us and trust whoever goes: those tell what is new inside."""
    backs = found["support"].value in ("1", "2") and found["trust"].value in ("2", "3")
    return flag(backs, "contacts.trust")


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
        "tender": flag(chosen.lead_source == "tender", "decisions.lead_source"),
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


# -- needs -------------------------------------------------------------------------------------------------------------


def _needs(account: Account, person: str) -> tuple[dict[str, Fact], ...]:
    """The person's needs: those that we can answer first, of them the latent ones, which questions are for."""
    rows = account.needs[account.needs["person"].eq(person)].to_dict("records")
    order = ("latent", "explicit", "", "false")
    offers = {row["id"]: row for row in account.offers.to_dict("records")}
    rows.sort(key=lambda row: (row["kind"] == "false", row["offer"] not in offers, order.index(row["kind"]), row["id"]))
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
