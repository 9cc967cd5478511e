"""Whether somebody is still there, where a file says it in a word: only a day makes somebody leave."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from graphkit.errors import Finding, few
from graphkit.importing.ids import at_most
from graphkit.importing.words import has_left, is_unknown

Say = Callable[..., Finding]


def left_or_not(status: pd.Series, left_on: pd.Series, names: pd.Series, column: str, say: Say) -> list[Finding]:
    """What the words of a status say beside the days on which people left.

    Nobody knows the day of whoever left without one, so that row is named for somebody to decide; a day beside a word
    that says the contrary is kept and named. left_on : as read, "" where there is no day.
    """
    said = {word: has_left(word) for word in status.drop_duplicates()}
    gone, there = (status.isin([word for word, left in said.items() if left is wanted]) for wanted in (True, False))
    blank = status.isin([word for word in said if is_unknown(word)])
    dated = left_on.ne("")
    findings = []
    for code, rows in (("left_without_date", gone & ~dated), ("left_yet_there", there & ~blank & dated)):
        named = [
            say(
                code,
                "warning",
                column,
                row=int(row),
                value=status.iloc[row],
                name=names.iloc[row],
                day=left_on.iloc[row],
            )
            for row in np.flatnonzero(rows)
        ]
        findings += at_most(named)
    if strange := [word for word, left in said.items() if left is None]:
        params = {"n": int(status.isin(strange).sum()), "examples": few(strange)}
        findings.append(say("status_unclear", "warning", column, **params))
    return findings
