"""Logs for the tests: an account, files as they come, and what is read off a proposal."""

from __future__ import annotations

import csv
import datetime
import io
from pathlib import Path

import numpy as np
import pandas as pd

from graphkit import schema
from graphkit.errors import Finding
from graphkit.files.tables import Sheet, read_table
from graphkit.logs.activity import read_activity
from graphkit.logs.connections import read_connections
from graphkit.logs.log import Hints
from graphkit.logs.log_columns import ACTIVITY, CONNECTIONS, MAIL, log_kind
from graphkit.logs.mail import read_mail
from graphkit.logs.proposals import Proposal
from graphkit.model import Account
from tests.strategies import account

TODAY = datetime.date(2026, 6, 30)
READERS = {ACTIVITY: read_activity, MAIL: read_mail, CONNECTIONS: read_connections}
ACME = account(
    [
        {"id": "p1", "name": "Bob Lee", "email": "bob@acme.com"},
        {"id": "p2", "name": "Eve Ray"},
        {"id": "p3", "name": "张伟"},
        {"id": "p4", "name": "Cy Moss", "email": "cy@acme.com", "reports_to": "p1"},
        {"id": "p5", "name": "Sam Poe", "email": "sam@acme.com"},
        {"id": "p6", "name": "Sam Poe", "email": "poe@acme.com"},
    ],
    team=[{"id": "m1", "name": "Ann Day", "email": "ann@us.com"}, {"id": "m2", "name": "赵磊"}],
    contacts=[{"member": "m1", "person": "p1", "trust": "3", "last_contact": "2026-03-01", "cadence_days": "30"}],
    ties=[{"source": "p5", "target": "p1", "kind": "rival", "strength": "2"}],
).with_(name="Acme Inc.")


def sheet(rows: list[list[str]] | str, name: str = "log.csv") -> Sheet:
    if isinstance(rows, str):
        return read_table(rows.encode(), name)
    held = io.StringIO()
    csv.writer(held).writerows(rows)
    return read_table(held.getvalue().encode(), name)


def log_file(folder: Path, rows: list[list[str]] | str, name: str = "log.csv") -> Sheet:
    """The log as a file on disk, read back."""
    path = folder / name
    if isinstance(rows, str):
        path.write_text(rows, encoding="utf-8")
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return read_table(path.read_bytes(), name)


def proposal(text: list[list[str]] | str, name: str = "log.csv", **hints: object) -> Proposal:
    """What the log proposes to Acme, read by the reader that its headers call for."""
    log = sheet(text, name)
    return READERS[log_kind(log)](log, ACME, today=TODAY, hints=Hints(**hints))  # type: ignore[arg-type]


def contacts(found: Proposal) -> dict[tuple[str, str], tuple[float | None, str, int]]:
    """Trust, last contact and number of dealings by member and person."""
    table = found.contacts.astype({"last_contact": "str"}).replace({np.nan: None, "NaT": None})
    keys = zip(table["member"], table["person"], strict=True)
    return dict(zip(keys, zip(table["trust"], table["last_contact"], table["count"], strict=True), strict=True))


def reasons(found: Proposal) -> dict[int, str]:
    return dict(zip(found.left_out["row"].tolist(), found.left_out["reason"].tolist(), strict=True))


def said(found: Proposal, code: str) -> list[Finding]:
    return [finding for finding in found.findings if finding.code == code]


def text_rows(ties: pd.DataFrame) -> list[tuple[str, ...]]:
    return list(schema.to_text(ties, schema.TIES).itertuples(index=False, name=None))


CROWD = ";".join(["Bob Lee", *(f"Guest {i}" for i in range(10))])


def pairs(held: Account) -> set[tuple[str, str]]:
    return set(zip(held.contacts["member"], held.contacts["person"], strict=True))
