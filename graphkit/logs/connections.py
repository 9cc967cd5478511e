"""The connections of a colleague on LinkedIn: whom of the account he has linked, and who works there unseen."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd

from graphkit.errors import Finding, unknown
from graphkit.files.tables import Sheet
from graphkit.importing.hierarchy import NOBODY, SEVERAL_PEOPLE, Ints, Key, match
from graphkit.importing.mapping import full_names
from graphkit.logs.companies import is_company
from graphkit.logs.dealings import with_known_contacts
from graphkit.logs.log import Bools, Hints, cells, check_who, days, fates, understood
from graphkit.logs.log_columns import CONNECTIONS, columns_of, require
from graphkit.logs.proposals import ASSUMED, Proposal, typed
from graphkit.logs.questions import Asked, candidates, unsure_findings
from graphkit.logs.who import plain_name, titles_looked_past
from graphkit.model import Account

_FIELDS = ("name", "email", "company", "title", "first_name", "last_name")
_NO_HINTS = Hints()


def read_connections(sheet: Sheet, account: Account, *, today: datetime.date, hints: Hints = _NO_HINTS) -> Proposal:
    """Who of the account is a connection of `hints.member`, and who else works at the account's company.

    today : a connection of a later day is not believed.

    Notes
    -----
    Somebody of the account is meant by an e-mail that is known, or by the same name where the company is the account's
    or is not said. The same name at another company, or a like name at this one, is a question (`unsure`). A connection
    says that somebody once accepted an invitation: the proposed trust is `connection_trust`, between none and safety,
    and its day is no last contact.
    """
    if hints.member not in set(account.team["id"]):
        raise unknown("unknown_member", hints.member, account.team["id"], count=len(account.team))
    check_who(hints, account)
    columns = columns_of(sheet, CONNECTIONS, hints.columns)
    require(sheet, columns, "name|first_name|last_name|email")
    text = _text(sheet, columns)
    since, findings = days(sheet, columns.get("date", []), hints)
    here = is_company(text["company"], (account.name, *hints.companies))
    person, unsure = _who(text, here, account, hints)
    known = person >= 0
    reasons = {
        "in_future": (since > pd.Timestamp(today)).to_numpy(bool),
        "nameless": text["label"].eq("").to_numpy(bool),
        "unsure": (person == NOBODY) & text["label"].isin(unsure["text"]).to_numpy(bool),
        "several": person == SEVERAL_PEOPLE,
        "not_in_chart": ~known & here,
        "other_company": ~known,
    }
    left_out, said = fates(sheet, reasons)
    asked = unsure_findings(unsure, account, sheet.name) + _titles(text["label"], person, account, sheet.name)
    used = known & ~sheet.lines.isin(left_out["row"]).to_numpy(bool)
    outside = sheet.lines.isin(left_out.loc[left_out["reason"].eq("not_in_chart"), "row"]).to_numpy(bool)
    return Proposal(
        CONNECTIONS,
        sheet.name,
        len(sheet.rows),
        left_out,
        (*understood(sheet, columns), *findings, *said, *asked),
        contacts=_contacts(person[used], since[used], account, hints.member),
        unsure=unsure,
        outside=_outside(text.assign(since=since, row=sheet.lines.to_numpy())[outside]),
    )


def _text(sheet: Sheet, columns: dict[str, list[str]]) -> pd.DataFrame:
    """The cells by field; `label` is the name, or the e-mail of who has none."""
    text = pd.DataFrame({name: cells(sheet, columns.get(name, [])[:1]) for name in _FIELDS})
    parts = text[["first_name", "last_name"]]
    text["name"] = text["name"].where(text["name"].ne(""), full_names(parts))
    text["label"] = text["name"].where(text["name"].ne(""), text["email"])
    return text


def _who(text: pd.DataFrame, here: Bools, account: Account, hints: Hints) -> tuple[Ints, pd.DataFrame]:
    """Row of the person that each connection is, NOBODY or SEVERAL_PEOPLE, and who may be meant by some others."""
    people, label = account.people, text["label"]
    by_email = match(text["email"], [Key("email", people["email"])]).row
    by_name = match(label.map(plain_name).astype("str"), [Key("name", people["name"])]).row
    elsewhere = text["company"].ne("").to_numpy(bool) & ~here
    sure = np.where(by_email != NOBODY, by_email, np.where(elsewhere, NOBODY, by_name))
    is_said = label.isin(list(hints.who)).to_numpy(bool)
    said = np.array([account.positions.get(hints.who.get(name, ""), NOBODY) for name in label], np.intp)
    person = np.where(is_said, said, sure).astype(np.intp)
    is_several, is_namesake = person == SEVERAL_PEOPLE, by_name != NOBODY
    why = {"other_company": is_namesake & elsewhere, "namesakes": is_namesake & is_several, "shared_email": is_several}
    reason = np.select([*why.values()], [*why], "")
    asked = (person < 0) & ~is_said & label.ne("").to_numpy(bool) & (here | (reason != ""))
    return person, _unsure(text.assign(reason=reason)[asked], account)


def _unsure(asked: pd.DataFrame, account: Account) -> pd.DataFrame:
    """Who may be meant by connections of a like name here, of the same name elsewhere, or of one that several have."""
    count = asked["label"].value_counts()
    first = asked.drop_duplicates("label")
    rows = zip(first["label"], first["company"], first["reason"], strict=True)
    questions = {label: Asked(plain_name(label), company, int(count[label]), reason) for label, company, reason in rows}
    return candidates(questions, account.people, account)


def _titles(label: pd.Series, person: Ints, account: Account, file: str) -> list[Finding]:
    """Which names were taken for somebody without the titles and degrees around them."""
    known = person >= 0
    names = account.people["name"].to_numpy()[person[known]]
    return titles_looked_past(dict(zip(label[known], names, strict=True)), file)


def _contacts(person: Ints, since: pd.Series, account: Account, member: str) -> pd.DataFrame:
    """One contact per person, since the first of his connections."""
    seen = pd.DataFrame({"person": person, "since": since.to_numpy()}).groupby("person")["since"]
    first = seen.min()
    table = typed(
        "contacts",
        member=[member] * len(first),
        person=account.people["id"].to_numpy()[first.index.to_numpy(np.intp)],
        trust=account.assumptions.connection_trust,
        confidence=ASSUMED,
        count=seen.size().to_numpy(),
        first=first.to_numpy(),
        last=seen.max().to_numpy(),
    )
    return with_known_contacts(table, account)


def _outside(rows: pd.DataFrame) -> pd.DataFrame:
    """Who works at this company and is not in the account."""
    return typed(
        "outside",
        **{name: rows[name].to_numpy() for name in ("title", "company", "email", "since", "row")},
        name=rows["label"].to_numpy(),
    )
