"""What our team did, from a CRM: visits, calls and messages as contacts and meetings."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np
import pandas as pd

from graphkit.errors import Finding, few, unknown
from graphkit.files.tables import Sheet
from graphkit.logs.attendance import Attendance, read_names, telling, with_questions
from graphkit.logs.companies import Whose, companies_left_out, whose_rows
from graphkit.logs.dealings import contacts_from
from graphkit.logs.kinds import OTHER, VISIT, kinds, not_held, sides
from graphkit.logs.log import Bools, Hints, cells, check_who, days, fates, understood
from graphkit.logs.log_columns import ACTIVITY, columns_of, require
from graphkit.logs.parties import Ints
from graphkit.logs.proposals import Proposal, nothing, typed
from graphkit.model import Account

_MOST_NAMED = 20  # in a sentence
_NO_HINTS = Hints()


def read_activity(sheet: Sheet, account: Account, *, today: datetime.date, hints: Hints = _NO_HINTS) -> Proposal:
    """Contacts and meetings from a list of what our people did with theirs: one visit, call, message or task a row.

    The owners named in the file are ours: those the team lacks are proposed for it. Without a column of owners the
    list is that of `hints.member`. Several people may stand in a cell; every member of a row dealt with every person.

    Notes
    -----
    A visit comes from both sides, and so does a call that was answered; a message from the side that its direction
    names, else from neither, as a task. Not counted: rows of plainly another company (`whose_rows`), what is planned,
    cancelled or later than today, what names more than `mass_recipients` people, rows that repeat another word for
    word or tell of the same meeting. Rule of trust: `contacts_from`.
    """
    columns = _columns(sheet, account, hints)
    date, findings = days(sheet, columns.get("date", []), hints)
    rows = _read(sheet, columns, date > pd.Timestamp(today), account, hints)
    companies = companies_left_out(rows.company, rows.whose)
    params = {"limit": account.assumptions.mass_recipients, "companies": _counted(companies), "account": account.name}
    left_out, said = fates(sheet, rows.reasons, **params)
    newcomers = _used(rows.named.newcomers, rows.pairs["member"].to_numpy(np.intp) - len(account.team))
    findings += [*_assumed(rows, account, sheet.name), *said, *rows.named.findings(account, sheet.name)]
    team = pd.concat([account.team, rows.named.newcomers[account.team.columns]], ignore_index=True)
    seen = _dealings(rows.pairs, date, *sides(sheet, columns, rows.kind))
    subject = cells(sheet, columns.get("subject", []))
    return Proposal(
        ACTIVITY,
        sheet.name,
        len(sheet.rows),
        left_out,
        (*understood(sheet, columns), *findings, *_new(newcomers, sheet.name)),
        team=newcomers,
        contacts=contacts_from(seen, team, account, today=today),
        meetings=_meetings(seen[rows.kind[seen["row"]] == VISIT], subject, team, account),
        unsure=rows.named.unsure,
        companies=typed("companies", company=companies.index.to_numpy(), count=companies.to_numpy()),
    )


def _columns(sheet: Sheet, account: Account, hints: Hints) -> dict[str, list[str]]:
    """The columns of each field; a list without owners or contacts, or of a member nobody knows, is refused."""
    check_who(hints, account)
    if hints.member and hints.member not in set(account.team["id"]):
        raise unknown("unknown_member", hints.member, account.team["id"], count=len(account.team))
    columns = columns_of(sheet, ACTIVITY, hints.columns)
    require(sheet, columns, *([] if hints.member else ["member|attendees"]), "person|attendees|last_name")
    return telling(sheet, columns, account, hints)


# -- the rows ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Rows:
    """What each row of a list says, but for its day.

    kind : what kind of dealing. company : "" where none is named; `whose` is what follows from it. named : everybody in
    the rows that may count. pairs : columns row, member (a row of the team and the newcomers) and person, of each
    meeting once. reasons : why rows are left out, the first that holds.
    """

    kind: Ints
    company: pd.Series
    whose: Whose
    named: Attendance
    pairs: pd.DataFrame
    reasons: dict[str, Bools]


def _read(sheet: Sheet, columns: dict[str, list[str]], is_later: pd.Series, account: Account, hints: Hints) -> _Rows:
    """Rows that do not count, whoever they name, ask nothing; of the others, who of ours met whom of theirs."""
    kind, company = kinds(sheet, columns), cells(sheet, columns.get("company", []))
    meeting = _meeting(sheet, columns, kind)
    named = read_names(sheet, columns, account, hints)
    whose = whose_rows(company, named.persons(), account.name, hints.companies)
    guests = named.guests(_of_one_owner(meeting, cells(sheet, columns.get("member", []))))
    reasons = {
        "same_row": sheet.rows.duplicated().to_numpy(bool),
        "elsewhere": whose.elsewhere,
        "company_unclear": whose.unclear,
        "not_held": not_held(sheet, columns),
        "in_future": is_later.to_numpy(bool),
        "crowd": guests > account.assumptions.mass_recipients,
    }
    named = with_questions(named, ~np.logical_or.reduce([*reasons.values()]), account, hints)
    pairs = named.pairs(account.team["id"].tolist().index(hints.member) if hints.member else None)
    once = _once(pairs, meeting)
    reasons |= named.reasons(pairs) | {"same_meeting": named.has(pairs) & ~named.has(once)}
    return _Rows(kind, company, whose, named, once, reasons)


def _meeting(sheet: Sheet, columns: dict[str, list[str]], kind: Ints) -> Ints:
    """A number, the same in rows that tell of one meeting: visits of one time and subject.

    Lists have them once per guest, or once in the calendar of each of ours.
    """
    date, subject = (cells(sheet, columns.get(name, [])) for name in ("date", "subject"))
    is_told = (kind == VISIT) & date.ne("").to_numpy(bool) & subject.ne("").to_numpy(bool)
    codes, distinct = pd.factorize(date + "\n" + subject.str.lower())
    return np.where(is_told, codes, len(distinct) + np.arange(len(codes))).astype(np.intp)


def _of_one_owner(meeting: Ints, owner: pd.Series) -> Ints:
    """Meetings told apart by owner: two of ours who both write `Visit` on a day need not have been at one meeting."""
    return (
        pd.DataFrame({"meeting": meeting, "owner": owner})
        .groupby(["meeting", "owner"])
        .ngroup()
        .to_numpy()
        .astype(np.intp)
    )


def _once(pairs: pd.DataFrame, meeting: Ints) -> pd.DataFrame:
    """Each member and person of a meeting in the first row that tells of it."""
    again = pairs.assign(row=meeting[pairs["row"]]).duplicated()
    return pairs[~again].reset_index(drop=True)


def _dealings(pairs: pd.DataFrame, date: pd.Series, from_us: Bools, from_them: Bools) -> pd.DataFrame:
    """Each pair with its day, and from which side it came."""
    row = pairs["row"].to_numpy(np.intp)
    return pairs.assign(
        date=date.to_numpy()[row], n=1, from_us=from_us[row].astype(float), from_them=from_them[row].astype(float)
    )


# -- what is proposed and said -----------------------------------------------------------------------------------------


def _used(newcomers: pd.DataFrame, member: Ints) -> pd.DataFrame:
    """The newcomers who have a dealing, and how many they have."""
    count = np.bincount(member[member >= 0], minlength=len(newcomers))
    return newcomers.assign(count=count)[count > 0].reset_index(drop=True)


def _new(newcomers: pd.DataFrame, file: str) -> list[Finding]:
    if newcomers.empty:
        return []
    params = {"n": len(newcomers), "names": few(newcomers["name"], _MOST_NAMED)}
    return [Finding("newcomers", "info", file, None, "", "", params)]


def _assumed(rows: _Rows, account: Account, file: str) -> list[Finding]:
    """What the list does not say and how it is read therefore."""
    found = []
    if rows.whose.taken:
        params = {"account": account.name}
        found.append(Finding("company_taken", "warning", file, None, "", rows.whose.taken, params))
    if len(rows.kind) and (rows.kind == OTHER).all():
        found.append(Finding("no_activity_type", "warning", file))
    return found


def _counted(companies: pd.Series) -> tuple[str, ...]:
    """`Globex (3), Initech (1)`."""
    return few((f"{company} ({count})" for company, count in companies.items()), _MOST_NAMED)


def _meetings(visits: pd.DataFrame, subjects: pd.Series, team: pd.DataFrame, account: Account) -> pd.DataFrame:
    """The visits with a day, one per day, member and person; how they went is not in the log."""
    dated = visits[visits["date"].notna()].drop_duplicates(["date", "member", "person"])
    if dated.empty:
        return nothing("meetings")
    table = typed(
        "meetings",
        date=dated["date"].to_numpy(),
        member=team["id"].to_numpy()[dated["member"]],
        person=account.people["id"].to_numpy()[dated["person"]],
        notes=subjects.to_numpy()[dated["row"]],
        keep=False,
    )
    return table.sort_values(["date", "member", "person"], ignore_index=True)
