"""What our team did, from a CRM: visits, calls and messages as contacts and meetings."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from graphkit.errors import Finding, unknown
from graphkit.files.tables import Sheet
from graphkit.importing.hierarchy import NOBODY, SEVERAL_PEOPLE
from graphkit.importing.mapping import full_names
from graphkit.logs.dealings import contacts_from
from graphkit.logs.log import Bools, Hints, cells, check_who, days, fates, understood
from graphkit.logs.log_columns import ACTIVITY, columns_of, require
from graphkit.logs.parties import Ints, Parties, look_up, parties, strangers, unsure_findings, unsure_of
from graphkit.logs.proposals import Proposal, nothing, typed
from graphkit.model import Account

VISIT, CALL, MESSAGE, OTHER = range(4)
_KINDS = {
    VISIT: r"meet|visit|event|appointment|lunch|dinner|demo|workshop|conference|on.?site|拜访|面谈|会议|会面|宴请|来访"
    r"|接待|参观|走访|上门|约见",
    CALL: r"call|phone|video|zoom|teams|conversation|电话|通话|视频|沟通|语音",
    MESSAGE: r"mail|message|sms|letter|linkedin|wechat|whatsapp|微信|短信|邮件|信息|钉钉",
}
_MISSED = (
    r"no.?answer|voice.?mail|busy|wrong number|not connected|unreachable|left message|未接|无人接听|占线|未通|拒接"
)
_FROM_THEM = r"inbound|incoming|received|来电|来函|收到|呼入"
_FROM_US = r"outbound|outgoing|\bsent\b|去电|呼出|发出"
_NOT_HELD = (
    r"not.?started|\bopen\b|planned|cancel|deferred|waiting|in.?progress|no.?show|draft|postponed"
    r"|计划|未开始|未完成|未拜访|取消|作废|延期|草稿|进行中|^待|爽约"
)
_FELL_THROUGH = r"cancel|no.?show|取消|爽约|拒访"
_NO_HINTS = Hints()


def read_activity(sheet: Sheet, account: Account, *, today: datetime.date, hints: Hints = _NO_HINTS) -> Proposal:
    """Contacts and meetings from a list of what our people did with theirs: one visit, call, message or task a row.

    The owners named in the file are ours: those the team lacks are proposed for it. Without a column of owners the
    list is that of `hints.member`. Several people may stand in a cell; every member of a row dealt with every person.

    Notes
    -----
    A visit comes from both sides, and so does a call that was answered; a message from the side that its direction
    names, else from neither, as a task. Not counted: what is planned, cancelled or later than today, what names more
    than `mass_recipients` people, rows that repeat another word for word. Rule of trust: `contacts_from`.
    """
    check_who(hints, account)
    if hints.member and hints.member not in set(account.team["id"]):
        raise unknown("unknown_member", hints.member, account.team["id"], count=len(account.team))
    columns = columns_of(sheet, ACTIVITY, hints.columns)
    require(sheet, columns, *([] if hints.member else ["member|attendees"]), "person|attendees|last_name")
    columns = _telling(sheet, columns, account, hints)
    date, findings = days(sheet, columns.get("date", []), hints)
    read = _read(sheet, columns, account, hints)
    kind = _kinds(sheet, columns)
    if (kind == OTHER).all() and len(kind):
        findings.append(Finding("no_activity_type", "warning", sheet.name))
    left_out, said = fates(
        sheet, read.reasons(sheet, columns, date, account, today), limit=account.assumptions.mass_recipients
    )
    used = ~sheet.lines.isin(left_out["row"]).to_numpy(bool)
    pairs = read.pairs[used[read.pairs["row"]]].reset_index(drop=True)
    seen = _dealings(pairs, sheet, columns, date, kind)
    team = pd.concat([account.team, read.team[account.team.columns]], ignore_index=True)
    return Proposal(
        ACTIVITY,
        sheet.name,
        len(sheet.rows),
        left_out,
        (*understood(sheet, columns), *findings, *said, *read.findings(sheet.name)),
        team=read.team,
        contacts=contacts_from(seen, team, account, today=today),
        meetings=_meetings(seen[kind[pairs["row"]] == VISIT], cells(sheet, columns.get("subject", [])), team, account),
        unsure=read.unsure,
    )


@dataclass(frozen=True, eq=False)
class _Named:
    """Who is named in a list: `ours` in the columns of owners, `theirs` in those of contacts, `both` in guest lists.

    member, person, guest : whom each of their parties is; a member is a row of the team and then of the newcomers in
    `team`, a guest a row of the people and then of the team. pairs : columns row, member, person.
    """

    rows: int
    ours: Parties
    theirs: Parties
    both: Parties
    member: Ints
    person: Ints
    guest: Ints
    team: pd.DataFrame
    unsure: pd.DataFrame
    pairs: pd.DataFrame

    def reasons(
        self, sheet: Sheet, columns: dict[str, list[str]], date: pd.Series, account: Account, today: datetime.date
    ) -> dict[str, Bools]:
        """Why a row is left out, the first reason that holds."""
        questions = set(self.unsure["text"])
        used = self._has(self.pairs["row"].to_numpy())
        asked = several = np.zeros(self.rows, bool)
        for named, who in ((self.ours, self.member), (self.theirs, self.person), (self.both, self.guest)):
            is_question = np.array([text in questions for text in named.texts], bool)
            asked = asked | self._has(named.row[is_question[named.party]])
            several = several | self._has(named.row[who[named.party] == SEVERAL_PEOPLE])
        crowd = np.bincount(np.concatenate([self.theirs.row, self.both.row]), minlength=self.rows)
        has_member = self._has(self.ours.row[self.member[self.ours.party] >= 0])
        has_member |= self._has(self.both.row[self.guest[self.both.party] >= len(account.people)])
        status, outcome = (cells(sheet, columns.get(name, [])).str.lower() for name in ("status", "outcome"))
        return {
            "same_row": sheet.rows.duplicated().to_numpy(bool),
            "not_held": (status.str.contains(_NOT_HELD) | outcome.str.contains(_FELL_THROUGH)).to_numpy(bool),
            "in_future": (date > pd.Timestamp(today)).to_numpy(bool),
            "crowd": crowd > account.assumptions.mass_recipients,
            "unsure": ~used & asked,
            "several": ~used & several,
            "unknown_member": ~used & ~has_member,
            "unknown_person": ~used,
        }

    def _has(self, rows: Ints) -> Bools:
        return np.bincount(rows, minlength=self.rows) > 0

    def findings(self, file: str) -> list[Finding]:
        found = unsure_findings(self.unsure, file)
        for named, who in ((self.ours, self.member), (self.theirs, self.person), (self.both, self.guest)):
            found += strangers(named, who, self.unsure, file)
        params = {"n": len(self.team), "names": ", ".join(self.team["name"].head(20))}
        return [*found, Finding("newcomers", "info", file, None, "", "", params)] if len(self.team) else found


def _read(sheet: Sheet, columns: dict[str, list[str]], account: Account, hints: Hints) -> _Named:
    people, team = account.people[["id", "name", "email"]], account.team[["id", "name", "email"]]
    everybody = pd.concat([people, team], ignore_index=True)
    ours = parties([sheet.rows[column] for column in columns.get("member", [])] or [cells(sheet, [])])
    theirs = parties([_persons(sheet, columns)])
    both = parties([sheet.rows[column] for column in columns.get("attendees", [])] or [cells(sheet, [])])
    member, person, guest = (
        look_up(named, table, hints.who) for named, table in ((ours, team), (theirs, people), (both, everybody))
    )
    unsure = [
        unsure_of(named, found, table, account, hints.who)
        for named, found, table in ((ours, member, team), (theirs, person, people), (both, guest, everybody))
    ]
    asked = pd.concat(unsure, ignore_index=True).drop_duplicates("text", ignore_index=True)
    newcomers, member = _newcomers(ours, member, asked, account, hints)
    found = _Named(len(sheet.rows), ours, theirs, both, member, person, guest, newcomers, asked, pd.DataFrame())
    return replace(found, pairs=_pairs(found, account, hints.member))


def _telling(sheet: Sheet, columns: dict[str, list[str]], account: Account, hints: Hints) -> dict[str, list[str]]:
    """One column for each field: for owners and contacts the one that names most people we know, else the best header.

    Guest lists, states and outcomes may stand in several.
    """
    chosen = {name: used if name in ("attendees", "status", "outcome") else used[:1] for name, used in columns.items()}
    for name, table in (("member", account.team), ("person", account.people)):
        if len(options := columns.get(name, [])) > 1:
            named = [parties([sheet.rows[option]]) for option in options]
            known = [int(p.rows_of()[look_up(p, table, hints.who) >= 0].sum()) for p in named]
            chosen[name] = [options[int(np.argmax(known))]]
    return chosen


def _persons(sheet: Sheet, columns: dict[str, list[str]]) -> pd.Series:
    """The contact of each row, from one column or from first and last name."""
    given = cells(sheet, columns.get("person", []))
    parts = {name: cells(sheet, columns[name]) for name in ("first_name", "last_name") if name in columns}
    return given.where(given.ne(""), full_names(pd.DataFrame(parts))) if parts else given


def _newcomers(
    ours: Parties, member: Ints, asked: pd.DataFrame, account: Account, hints: Hints
) -> tuple[pd.DataFrame, Ints]:
    """The owners whom the team lacks, as rows of the team; nobody who may be somebody else, or has a person's id."""
    taken = {*asked["text"], *hints.who, *account.people["id"], *account.team["id"]}
    is_new = (member == NOBODY) & (look_up(ours, account.people, hints.who) == NOBODY)
    new = [i for i in np.flatnonzero(is_new).tolist() if ours.texts[i] not in taken]
    member = member.copy()
    member[new] = len(account.team) + np.arange(len(new))
    texts = [ours.texts[i] for i in new]
    table = typed(
        "team",
        id=texts,
        name=[ours.names[i] or ours.texts[i] for i in new],
        email=[text if "@" in text else "" for text in texts],
        count=ours.rows_of()[new],
    )
    return table, member


def _pairs(found: _Named, account: Account, owner: str) -> pd.DataFrame:
    """Every member of a row with every person of it, once."""
    n = len(account.people)
    guests = found.guest[found.both.party]
    ours = [_rows_of(found.ours.row, found.member[found.ours.party]), _rows_of(found.both.row, guests - n)]
    theirs = [_rows_of(found.theirs.row, found.person[found.theirs.party]), _rows_of(found.both.row, guests, below=n)]
    if owner:
        row = account.team["id"].tolist().index(owner)
        named = np.unique(pd.concat(ours)["row"])
        alone = np.setdiff1d(np.arange(found.rows), named)
        ours.append(_rows_of(alone, np.full(len(alone), row, np.intp)))
    members, people = (
        pd.concat(parts).rename(columns={"who": name}) for parts, name in ((ours, "member"), (theirs, "person"))
    )
    return members.merge(people, on="row").drop_duplicates(ignore_index=True)


def _rows_of(row: Ints, who: Ints, below: int | None = None) -> pd.DataFrame:
    known = (who >= 0) & (who < below) if below is not None else who >= 0
    return pd.DataFrame({"row": row[known], "who": who[known]})


# -- what kind of dealing --------------------------------------------------------------------------------------------


def _kinds(sheet: Sheet, columns: dict[str, list[str]]) -> Ints:
    """VISIT, CALL, MESSAGE or OTHER: by type, else by how the subject begins, else by the name of the date or file."""
    kind = _kind_of(cells(sheet, columns.get("type", [])), "")
    by_subject = _kind_of(cells(sheet, columns.get("subject", [])), r"^\W*")
    kind = np.where(kind == OTHER, by_subject, kind)
    names = f"{' '.join(columns.get('date', []))} {sheet.name}".lower()
    return np.where(kind == OTHER, VISIT, kind) if re.search(_KINDS[VISIT], names) else kind


def _kind_of(texts: pd.Series, before: str) -> Ints:
    codes, distinct = pd.factorize(texts.str.lower())
    held = pd.Series(distinct, dtype="str")
    masks = [held.str.contains(f"{before}(?:{pattern})", regex=True).to_numpy(bool) for pattern in _KINDS.values()]
    return np.select(masks, [*_KINDS], OTHER).astype(np.intp)[codes] if len(held) else np.zeros(len(texts), np.intp)


def _dealings(
    pairs: pd.DataFrame, sheet: Sheet, columns: dict[str, list[str]], date: pd.Series, kind: Ints
) -> pd.DataFrame:
    """Each pair with its day, and from which side it came."""
    words = cells(sheet, [])
    for name in ("type", "direction", "status", "outcome"):
        words = words + " " + cells(sheet, columns.get(name, []))
    missed, in_, out = (
        words.str.lower().str.contains(pattern).to_numpy(bool) for pattern in (_MISSED, _FROM_THEM, _FROM_US)
    )
    talk = (kind == VISIT) | ((kind == CALL) & ~missed)
    told = (kind == CALL) | (kind == MESSAGE)
    from_us = talk | (told & (out | (missed & ~in_)))
    from_them = talk | (told & in_ & ~out)
    row = pairs["row"].to_numpy()
    return pd.DataFrame(
        {
            "row": row,
            "member": pairs["member"],
            "person": pairs["person"],
            "date": date.to_numpy()[row],
            "n": 1,
            "from_us": from_us[row].astype(float),
            "from_them": from_them[row].astype(float),
        }
    )


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
