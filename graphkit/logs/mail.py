"""An e-mail log: who of the account deals with whom, and who of ours with whom of them. Only addresses are read."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from graphkit.errors import Finding
from graphkit.files.tables import Sheet
from graphkit.importing.hierarchy import NOBODY, SEVERAL_PEOPLE
from graphkit.logs.dealings import contacts_from, ties_from
from graphkit.logs.log import Bools, Hints, cells, check_who, days, fates, understood
from graphkit.logs.log_columns import MAIL, columns_of, require
from graphkit.logs.parties import Ints, Parties, parties
from graphkit.logs.proposals import Proposal
from graphkit.logs.questions import strangers, unsure_findings, unsure_of
from graphkit.logs.who import look_up, taken_for, titles_looked_past
from graphkit.model import Account

TIE_KIND = "works_with"
_RECIPIENTS = ("to", "cc", "bcc")
_AUTOMATIC = re.compile(
    r"no.?reply|do.?not.?reply|mailer.?daemon|postmaster|bounces?\b|notifications?\b|\balerts?\b|newsletter|calendar"
    r"|invitations?\b|\bautomat|\bsystem\b|\bscanner\b|\bcopier\b|系统|自动|通知"
)
_NO_HINTS = Hints()


def read_mail(sheet: Sheet, account: Account, *, today: datetime.date, hints: Hints = _NO_HINTS) -> Proposal:
    """Ties between people who write to each other, and contacts of ours with those they write to.

    A row is one mail, one mail for one recipient, or a number of mails from one to another (`count`). Its sender and
    recipients may be addresses, names, or both, several in a cell.

    Notes
    -----
    Not counted: mails from automatic senders, mails to more than `mass_recipients` recipients (Tyler, Wilkinson and
    Huberman 2003, arXiv:cond-mat/0303264), mails among ours. A mail that stands in the log once per recipient
    is one mail where the log has its message id. Rules of strength and trust: `ties_from`, `contacts_from`.
    """
    check_who(hints, account)
    columns = columns_of(sheet, MAIL, hints.columns)
    require(sheet, columns, "sender", "to|cc|bcc")
    columns = {field: _best(sheet, used) for field, used in columns.items()}
    date, findings = days(sheet, columns.get("date", []), hints)
    read = _read(sheet, columns, account, hints)
    amount = _amount(sheet, columns)
    left_out, said = fates(sheet, read.reasons(date, amount, account, today), limit=account.assumptions.mass_recipients)
    used = ~sheet.lines.isin(left_out["row"]).to_numpy(bool)
    seen = read.dealings(used, date, amount)
    n = len(account.people)
    among = seen[(seen["source"] < n) & (seen["target"] < n)]
    ties, rare = ties_from(among, account, kind=TIE_KIND, today=today)
    if rare:
        params = {"n": rare, "least": f"{account.assumptions.regular_exchanges:g}"}
        findings.append(Finding("too_rare_for_a_tie", "info", sheet.name, None, "", "", params))
    return Proposal(
        MAIL,
        sheet.name,
        len(sheet.rows),
        left_out,
        (*understood(sheet, columns), *findings, *said, *read.findings(account, sheet.name)),
        contacts=contacts_from(_with_us(seen, n), account.team, account, today=today),
        ties=ties,
        unsure=read.unsure,
    )


@dataclass(frozen=True, eq=False)
class _Mails:
    """Senders and recipients of a log.

    rows : number of rows. mail : the mail of each row; rows of one message id are one. named : everybody named, the
    sender in column 0. node : whom each party is: a row of the people, beyond them of the team, or below 0.
    sender : party that sent each row, -1 for none.
    """

    rows: int
    mail: Ints
    named: Parties
    node: Ints
    sender: Ints
    unsure: pd.DataFrame
    people: int

    def reasons(
        self, date: pd.Series, amount: npt.NDArray[np.float64], account: Account, today: datetime.date
    ) -> dict[str, Bools]:
        """Why a row is left out, the first reason that holds."""
        named, questions = self.named, set(self.unsure["text"])
        to, sender = named.column > 0, np.append(self.node, NOBODY)[self.sender]
        node = self.node[named.party]
        known, several = self._any(to & (node >= 0)), self._any(to & (node == SEVERAL_PEOPLE))
        asked = np.array([*(text in questions for text in named.texts), False]) & (np.append(self.node, 0) == NOBODY)
        automatic = np.array([*map(_is_automatic, named.texts), False])
        nobody = (sender < 0) | ~known
        return {
            "bad_count": ~(amount > 0),
            "in_future": (date > pd.Timestamp(today)).to_numpy(bool),
            "automatic": automatic[self.sender],
            "mass": self._recipients() > account.assumptions.mass_recipients,
            "unsure": nobody & (asked[self.sender] | self._any(to & asked[named.party])),
            "several": nobody & ((sender == SEVERAL_PEOPLE) | several),
            "unknown_sender": sender < 0,
            "unknown_recipient": ~known,
            "to_oneself": ~self._any(to & (node >= 0) & (node != sender[named.row])),
            "among_ours": (sender >= self.people) & ~self._any(to & (node >= 0) & (node < self.people)),
        }

    def _any(self, mask: Bools) -> Bools:
        """Whether a row names anybody of the mask."""
        return np.bincount(self.named.row[mask], minlength=self.rows) > 0

    def _recipients(self) -> Ints:
        """How many different recipients the mail of each row has."""
        to = self.named.column > 0
        pairs = np.sort(self.mail[self.named.row[to]] * max(len(self.named.texts), 1) + self.named.party[to])
        mails = pairs[np.diff(pairs, prepend=-1) != 0] // max(len(self.named.texts), 1)
        return np.bincount(mails, minlength=int(self.mail.max(initial=-1)) + 1)[self.mail]

    def dealings(self, used: Bools, date: pd.Series, amount: npt.NDArray[np.float64]) -> pd.DataFrame:
        """One row per mail and recipient: source and target as nodes, date, n."""
        named = self.named
        keep = (named.column > 0) & used[named.row] & (self.node[named.party] >= 0)
        row = named.row[keep]
        seen = pd.DataFrame(
            {
                "mail": self.mail[row],
                "source": self.node[self.sender[row]],
                "target": self.node[named.party[keep]],
                "date": date.to_numpy()[row],
                "n": amount[row],
            }
        )
        seen = seen[seen["source"] != seen["target"]]
        return seen.drop_duplicates(["mail", "source", "target"], ignore_index=True)

    def findings(self, account: Account, file: str) -> list[Finding]:
        everybody = pd.concat([account.people[["name"]], account.team[["name"]]], ignore_index=True)
        return [
            *unsure_findings(self.unsure, account, file),
            *strangers(self.named, self.node, self.unsure, file),
            *titles_looked_past(taken_for(self.named, self.node, everybody), file),
        ]


def _read(sheet: Sheet, columns: dict[str, list[str]], account: Account, hints: Hints) -> _Mails:
    fields = ["sender", *(field for field in _RECIPIENTS if field in columns)]
    named = parties([sheet.rows[columns[field][0]] for field in fields])
    tables = [table[["id", "name", "email"]] for table in (account.people, account.team)]
    everybody = pd.concat(tables, ignore_index=True)
    node = look_up(named, everybody, hints.who)
    sender = np.full(len(sheet.rows), -1, np.intp)
    sent = np.flatnonzero(named.column == 0)[::-1]  # of several senders the first
    sender[named.row[sent]] = named.party[sent]
    unsure = unsure_of(named, node, everybody, account, hints.who)
    return _Mails(len(sheet.rows), _mail(sheet, columns), named, node, sender, unsure, len(account.people))


def _is_automatic(text: str) -> bool:
    return bool(_AUTOMATIC.search(text.partition("@")[0].lower()))


def _mail(sheet: Sheet, columns: dict[str, list[str]]) -> Ints:
    """The mail of each row: rows with one message id are one mail; a row without an id is a mail of its own."""
    row = np.arange(len(sheet.rows))
    if "message" not in columns:
        return row
    ids = cells(sheet, columns["message"])
    codes, distinct = pd.factorize(ids)
    return np.where(ids.ne("").to_numpy(bool), codes, len(distinct) + row).astype(np.intp)


def _amount(sheet: Sheet, columns: dict[str, list[str]]) -> npt.NDArray[np.float64]:
    """How many mails each row stands for, NaN where that is no number."""
    if "count" not in columns:
        return np.ones(len(sheet.rows))
    return pd.to_numeric(cells(sheet, columns["count"]), errors="coerce").to_numpy(np.float64)


def _best(sheet: Sheet, columns: list[str]) -> list[str]:
    """Of several columns for one field the first that holds addresses, else the first."""
    held = [column for column in columns if sheet.rows[column].head(2000).str.contains("@", regex=False).mean() > 0.5]
    return (held or columns)[:1]


def _with_us(seen: pd.DataFrame, people: int) -> pd.DataFrame:
    """The mails between one of ours and one of theirs, as dealings of member and person."""
    out = (seen["source"] >= people) & (seen["target"] < people)
    in_ = (seen["source"] < people) & (seen["target"] >= people)
    ours = seen[out | in_]
    from_us = out[out | in_]
    return pd.DataFrame(
        {
            "member": ours["source"].where(from_us, ours["target"]) - people,
            "person": ours["target"].where(from_us, ours["source"]),
            "date": ours["date"],
            "n": ours["n"],
            "from_us": ours["n"].where(from_us, 0.0),
            "from_them": ours["n"].where(~from_us, 0.0),
        }
    )
