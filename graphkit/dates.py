"""Dates as files write them: which day is meant, and which are no day at all."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

_TIME = r"[T ,]*(?:\bat\b)?[ ,]*(?:上午|下午)?\s*\d{1,2}\s*[:：时点]\s*\d{2}.*$"
_WEEKDAY = re.compile(r"^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)", re.IGNORECASE)
_CHINESE_WEEKDAY = r"\s*[（(]?(?:星期|周|礼拜)[一二三四五六日天][）)]?\s*"
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T\d+Z?)?")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)")
_DAY_WORD = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ .-]+([A-Za-zä]{3,9})\.?[ ,.-]+(\d{4}|\d\d)")
_WORD_DAY = re.compile(r"([A-Za-zä]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, 1)} | {"mär": 3, "mai": 5, "okt": 10, "dez": 12}


@dataclass(frozen=True)
class Days:
    """The day of each cell, NaT where there is none; `bad` cells hold something else.

    is_unclear : bad cells like `3/4/2026`, in which days and months cannot be told apart. day_first : whether days
        stand before months, None where the column has no cell that tells. settled_by : the first cell that tells, ""
        where no other cell needed it.
    """

    day: npt.NDArray[np.datetime64]
    bad: npt.NDArray[np.bool_]
    is_unclear: npt.NDArray[np.bool_]
    day_first: bool | None
    settled_by: str


def read_days(cells: pd.Series, *, day_first: bool | None = None) -> Days:
    """The days in a column, times of day left aside. Cost O(n), and a little for each different day.

    day_first : whether `3/4/2026` is in April; None takes it from a cell of the column with a number above 12.
    """
    written, different = pd.factorize(cells)
    of_written, distinct = pd.factorize(_without_time(pd.Series(different, dtype="str").str.strip()))
    codes = of_written[written] if len(of_written) else written
    texts = [_WEEKDAY.sub("", str(text)).strip() for text in distinct]
    is_open = [len(set(_readings(text))) > 1 for text in texts]
    settled_by = ""
    if day_first is None:
        day_first, settled_by = _order(texts)
    days = [_day(text, day_first) for text in texts]
    day = np.array([day or "NaT" for day in days], "datetime64[s]")[codes] if days else np.zeros(0, "datetime64[s]")
    filled = np.array([text != "" for text in texts], bool)[codes] if texts else np.zeros(0, bool)
    bad = filled & np.isnat(day)
    unclear = bad & np.array(is_open, bool)[codes] if texts else bad
    return Days(day, bad, unclear, day_first, settled_by if any(is_open) else "")


def _without_time(texts: pd.Series) -> pd.Series:
    head = texts.str.slice(0, 10)
    is_iso = head.str.fullmatch(r"\d{4}-\d{2}-\d{2}") & texts.str.slice(10, 11).isin(["", "T", " "])
    if is_iso.all():
        return head
    rest = texts.mask(is_iso, "").str.replace(_CHINESE_WEEKDAY, " ", regex=True).str.replace(_TIME, "", regex=True)
    return head.where(is_iso, rest.str.strip())


def _order(texts: list[str]) -> tuple[bool | None, str]:
    """Whether days stand before months, and the first cell that says so; None where none tells, or as many deny it."""
    telling: dict[bool, list[str]] = {True: [], False: []}
    for text in texts:
        if (match := _YEAR_LAST.fullmatch(text)) and len(_readings(text)) == 1:
            telling[int(match[1]) > 12 or match[2] == "."].append(text)
    first, second = len(telling[True]), len(telling[False])
    return (None, "") if first == second else (first > second, telling[first > second][0])


def _readings(text: str) -> list[datetime.date]:
    """What `3/4/2026` may mean: the day first, the month first; one reading where only one is a day."""
    match = _YEAR_LAST.fullmatch(text)
    if not match:
        return []
    both = [_date(match[4], match[3], match[1]), _date(match[4], match[1], match[3])]
    return [day for day in both[: 1 if match[2] == "." else 2] if day]


def _day(text: str, day_first: bool | None) -> datetime.date | None:
    if match := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        return _date(match[1], match[2], match[3])
    if match := _YEAR_LAST.fullmatch(text):
        if day_first is None or match[2] == ".":
            different = set(_readings(text))
            return different.pop() if len(different) == 1 else None
        return _date(match[4], match[3], match[1]) if day_first else _date(match[4], match[1], match[3])
    if match := _DAY_WORD.fullmatch(text):
        return _date(match[3], str(_MONTHS.get(match[2][:3].lower(), 0)), match[1])
    if match := _WORD_DAY.fullmatch(text):
        return _date(match[3], str(_MONTHS.get(match[1][:3].lower(), 0)), match[2])
    return None


def _date(year: str, month: str, day: str) -> datetime.date | None:
    try:
        return datetime.date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None
