"""The fictional accounts that come with the product."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pandas as pd

from graphkit import schema
from graphkit.errors import GraphkitError, unknown
from graphkit.folder import read
from graphkit.model import Account

FOLDER = Path(__file__).resolve().parent.parent / "sample_orgs"
SAMPLES = ("halden_pumps", "yunhe_mobile", "harbour_authority")


def read_sample(name: str, today: datetime.date) -> Account:
    """A sample as if it had been kept until today: every date is moved by the age of its newest one, close dates too.

    The story of a sample (a champion silent for weeks, a rating gone stale) would otherwise fade as time passes.
    """
    if name not in SAMPLES:
        raise unknown("unknown_sample", name, SAMPLES)
    if not FOLDER.is_dir():
        raise GraphkitError("no_samples", path=str(FOLDER))
    account, _ = read(FOLDER / name)
    dates = {(t.name, c.name) for t in schema.TABLES for c in t.columns if c.kind == schema.DATE}
    happened = dates - {("actions", "due")}  # the only dates that lie ahead
    newest = max(
        account.table(table)[column].max() for table, column in happened if account.table(table)[column].notna().any()
    )
    age = pd.Timestamp(today) - newest
    moved: dict[str, pd.DataFrame] = {}
    for table, column in dates:
        frame = moved.get(table, account.table(table))
        moved[table] = frame.assign(**{column: (frame[column] + age).astype("datetime64[s]")})
    decisions = tuple(replace(d, close_date=_moved(d.close_date, age)) for d in account.decisions)
    account = account.with_(decisions=decisions)
    return account.with_(**{table: schema.in_order(frame, schema.BY_NAME[table]) for table, frame in moved.items()})


def _moved(date: str, age: pd.Timedelta) -> str:
    return f"{pd.Timestamp(date) + age:%Y-%m-%d}" if date else ""
