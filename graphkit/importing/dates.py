"""Dates of a chart as we write them: `2026/3/1`, `2026年3月1日`, `3/3/2026`, `1 March 2026`."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from graphkit.dates import read_days
from graphkit.errors import few
from graphkit.importing.words import is_unknown

_TWICE = re.compile(r"0?(\d{1,2})([-/])0?\1\2(\d{4})")  # whichever comes first, 3/3/2026 is the same day

Said = tuple[str, str, str, dict[str, object]]


def read_dates(cells: pd.Series) -> tuple[pd.Series, list[Said]]:
    """The cells as 2026-03-01, and what is to be said of them: (code, severity, value, params).

    Whether days or months come first is taken from the cells that can be read in one way only; where none tells, what
    may be two days stays blank. What is no date stays as written, for a finding to name its row.
    """
    codes, distinct = pd.factorize(cells)
    written = [str(text) for text in distinct]
    plain = pd.Series([_TWICE.sub(r"\3-\1-\1", "" if is_unknown(text) else text) for text in written], dtype="str")
    days = read_days(plain)
    read = np.where(np.isnat(days.day), plain.to_numpy(object), np.datetime_as_string(days.day, unit="D"))
    open_ = [i for i in np.flatnonzero(days.bad) if days.is_unclear[i] and _may_be_two_days(plain.iloc[i])]
    read[open_] = ""
    said: list[Said] = []
    if open_:
        rows = int(np.isin(codes, open_).sum())
        said.append(("day_or_month", "warning", written[open_[0]], {"n": rows}))
    told = [i for i, text in enumerate(plain) if not days.bad[i] and _may_be_two_days(text)]
    if told:
        examples = few((f"{written[i]} = {read[i]}" for i in told), 3)
        said.append(("dates_read", "info", "", {"n": len(told), "examples": examples}))
    return pd.Series(read[codes] if len(codes) else [], index=cells.index, dtype="str"), said


def _may_be_two_days(text: str) -> bool:
    return bool(re.fullmatch(r"\d{1,2}([-/])\d{1,2}\1(\d{4}|\d\d)(\D.*)?", text.strip()))
