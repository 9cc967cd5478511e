"""A log of who dealt with whom: what the user says of it, its cells, and what became of each row.

A log is a list of visits from a CRM (`activity`), of e-mails (`mail`), or of somebody's connections (`connections`).
Each of its rows is used or left out with a reason; `graphkit.logs.proposals` holds what they add up to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from graphkit import schema
from graphkit.dates import read_days
from graphkit.errors import Finding, unknown
from graphkit.files.tables import Sheet
from graphkit.model import Account

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Hints:
    """What the user says about a log where the file does not.

    columns : `{column of the file: field}`. who : `{text in the file: id}` of a person or member; "" is nobody of ours
    or theirs. member : whose log it is, where it has no column for that. companies : further names of the account's
    company. day_first : whether `3/4/2026` is in April.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    who: Mapping[str, str] = field(default_factory=dict)
    member: str = ""
    companies: Sequence[str] = ()
    day_first: bool | None = None


def check_who(hints: Hints, account: Account) -> None:
    """Everybody the user named is somebody of the account or of ours."""
    known = {"", *account.people["id"], *account.team["id"]}
    for id_ in hints.who.values():
        if id_ not in known:
            raise unknown("unknown_person", id_, account.people["id"], count=len(account.people))


def understood(sheet: Sheet, columns: Mapping[str, Sequence[str]]) -> list[Finding]:
    """How the columns of a log were read."""
    said = tuple(f"{name} = {' + '.join(used)}" for name, used in columns.items() if used)
    return [Finding("log_columns", "info", sheet.name, None, "", ", ".join(said), {"values": said})]


def cells(sheet: Sheet, columns: Sequence[str]) -> pd.Series:
    """The first filled of some columns, row by row, as text our tables can hold."""
    text = pd.Series("", index=sheet.rows.index, dtype="str")
    for column in columns:
        codes, distinct = pd.factorize(sheet.rows[column])
        held = pd.Series(
            schema.clean(pd.Series(distinct, dtype="str")).to_numpy()[codes], index=text.index, dtype="str"
        )
        text = text.mask(text.eq(""), held) if len(columns) > 1 else held
    return text


def days(sheet: Sheet, columns: Sequence[str], hints: Hints) -> tuple[pd.Series, list[Finding]]:
    """The day of each row, NaT where none can be read; what could not is said once, with its first row."""
    if not columns:
        return pd.Series(np.datetime64("NaT", "s"), index=sheet.rows.index), []
    text = cells(sheet, columns[:1])
    read = read_days(text, day_first=hints.day_first)
    findings = []
    for code, mask in (("dates_unclear", read.is_unclear), ("dates_not_read", read.bad & ~read.is_unclear)):
        if bad := np.flatnonzero(mask).tolist():
            line, params = int(sheet.lines.iloc[bad[0]]), {"n": len(bad)}
            findings.append(Finding(code, "warning", sheet.name, line, columns[0], str(text.iloc[bad[0]]), params))
    if read.settled_by:
        code = "dates_day_first" if read.day_first else "dates_month_first"
        findings.append(Finding(code, "info", sheet.name, None, columns[0], read.settled_by))
    return pd.Series(read.day, index=sheet.rows.index), findings


def fates(sheet: Sheet, reasons: Mapping[str, Bools], **params: object) -> tuple[pd.DataFrame, list[Finding]]:
    """The rows that were left out with the first reason that holds for each, and one finding per reason.

    The frame has columns row (in the file) and reason; all other rows were used.
    """
    codes = np.select([*reasons.values()], [*range(1, len(reasons) + 1)], 0).astype(np.int8)
    out = codes > 0
    names = np.array([*reasons], object)[codes[out] - 1]
    left_out = pd.DataFrame({"row": sheet.lines.to_numpy()[out], "reason": pd.Series(names, dtype="str")})
    findings = [Finding("log_used", "info", sheet.name, None, "", "", {"n": int((~out).sum()), "rows": len(codes)})]
    for code, reason in enumerate(reasons, 1):
        if (hit := codes == code).any():
            line = int(sheet.lines.iloc[int(hit.argmax())])
            said = {"n": int(hit.sum()), **params}
            findings.append(
                Finding(f"left_out_{reason}", _SEVERITY.get(reason, "info"), sheet.name, line, "", "", said)
            )
    return left_out, findings


_SEVERITY = dict.fromkeys(
    ("unknown_member", "unknown_person", "unsure", "several", "elsewhere", "company_unclear"), "warning"
) | {"bad_count": "error"}
