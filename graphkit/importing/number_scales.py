"""Numbers on somebody else's scale: where it begins and ends, and what its numbers are on ours."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from graphkit.schema import Column

_NUMBER = re.compile(
    r"([+-]?\d+(?:[.,]\d+)?)"  # the number
    r"(?:\s*(%|分|级|星|stars?|points?|pts))?(?:\s*/\s*(\d+))?"  # its unit, or of how many
    r"(?:\s*[-–—:=(（]\s*[^\d]*)?",  # `4 - high` says it twice
    re.IGNORECASE,
)
_RANGE = re.compile(r"([+-]?\d+)\s*(?:-|–|—|~|to|至|到|\.\.+|…)\s*([+-]?\d+)", re.IGNORECASE)

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Ends:
    """The lowest and the highest number of a scale, and whether the file leaves no doubt about them."""

    low: float
    high: float
    sure: bool = True

    def are_of(self, column: Column) -> bool:
        return (self.low, self.high) == (column.low, column.high)


def read_numbers(values: pd.Series) -> tuple[Floats, Ends | None]:
    """The number in each value (NaN: none), and the scale that all of them tell by themselves: `7/10`, `80 %`."""
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(np.float64, copy=True)
    numbers[~np.isfinite(numbers)] = np.nan
    odd = np.flatnonzero(np.isnan(numbers)).tolist()
    tops: list[float] = []
    for i in odd:
        if match := _NUMBER.fullmatch(unicodedata.normalize("NFKC", values.iloc[i]).strip()):
            numbers[i] = float(match[1].replace(",", "."))
            tops += [float(match[3] or 100)] if match[3] or match[2] == "%" else []
    told = len(set(tops)) == 1 and len(tops) == np.isfinite(numbers).sum()
    return numbers, Ends(0.0, tops[0]) if told else None


def range_in(header: str) -> Ends | None:
    """The scale that a header names: `Influence (0-10)`, `支持度[-5~5]`; `Power 2024-2025` names years."""
    found = _RANGE.search(unicodedata.normalize("NFKC", header))
    low, high = (float(found[1]), float(found[2])) if found else (0.0, 0.0)
    return Ends(low, high) if low < high <= 100 and low <= 1 else None


def ends_of(numbers: Floats, rows: Floats, column: Column, *, told: Ends | None, has_own_words: bool) -> Ends | None:
    """Where the file's scale begins and ends. None where no usual scale holds its numbers.

    numbers, rows : each number of the column and how many rows hold it. told : the scale that the file itself names.
    """
    # Numbers that all lie on our scale are ours. Other numbers are another scale, which is sure only if the file
    # reaches its top; and a stance that starts at 0 or 1 is never sure: is the low end an opponent, or somebody who
    # merely does not help? Such a column stays blank until somebody who knows the file confirms the proposal. An
    # unknown widens the range of the forecast; a sceptic read as a supporter would move it the wrong way, unseen.
    is_stance = column.low < 0
    if told:
        return replace(told, sure=not is_stance or told.low == -told.high)
    inside = (numbers >= column.low) & (numbers <= column.high)
    share = float(rows[inside].sum() / rows.sum())
    if inside.all() or has_own_words or (is_stance and numbers.min() < 0 and share >= 0.5):
        return Ends(column.low, column.high)
    if share >= 0.9:
        return Ends(column.low, column.high, sure=False)
    return _of_stances(numbers) if is_stance else _of_ratings(numbers, rows)


def _of_stances(numbers: Floats) -> Ends | None:
    least, reach = numbers.min(), np.abs(numbers).max()
    usual = (5.0, 10.0, 100.0) if least < 0 else (3.0, 5.0, 7.0, 10.0, 100.0)
    top = next((top for top in usual if reach <= top), None)
    if top is None:
        return None
    if least < 0:
        return Ends(-top, top, sure=bool(reach == top))
    return Ends(0.0 if least < 1 or top == 100 else 1.0, top, sure=False)


def _of_ratings(numbers: Floats, rows: Floats) -> Ends | None:
    least, most = numbers.min(), numbers.max()
    if least < 0 or most > 100:
        return None
    if most <= 1:
        return Ends(0.0, 1.0, sure=bool(most == 1 and (numbers % 1 > 0).any()))
    top = next(top for top in (5.0, 10.0, 100.0) if most <= top)
    zeros = float(rows[numbers == 0].sum() / rows.sum())  # mostly zeros: is it "none", or never filled in?
    return Ends(0.0 if least < 1 or top == 100 else 1.0, top, sure=bool(most == top > 5 and zeros <= 0.5))


def on_ours(numbers: Floats, ends: Ends | None, column: Column) -> list[str | None]:
    """Each number on our scale, spread evenly: 0 to 10 on 1 to 5 makes 5 a 3. None beyond the ends, "" without ends."""
    if ends is None:
        return [""] * len(numbers)
    share = (numbers - ends.low) / (ends.high - ends.low)
    ours = column.low + share * (column.high - column.low)
    values = numbers if ends.are_of(column) else np.round(ours, 2) + 0.0  # + 0.0: no "-0"
    inside = (share >= 0) & (share <= 1)
    return [f"{value:.12g}" if fits else None for value, fits in zip(values.tolist(), inside.tolist(), strict=True)]
