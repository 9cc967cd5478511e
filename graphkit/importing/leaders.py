"""Managers where a file names none: people report to the leader of their unit, and leaders to the leader above.

Directories such as DingTalk, WeCom and Feishu know units as paths (`集团/市场部/华东`) and who leads them; who reports
to whom follows from both. What a file says of somebody's manager always wins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from graphkit.importing.words import yes_or_no

_LEVELS = r"\s*[/／\\>＞]\s*"
_SEVERAL = r"\s*[;；\n]\s*"
_FLAGS = r"\s*[,，;；\n]\s*"


@dataclass(frozen=True)
class Units:
    """How a file writes units: `levels` splits `市场部-杭州`, `several` the units of one person."""

    levels: str = _LEVELS
    several: str = _SEVERAL

    @classmethod
    def written(cls, levels: str, several: str) -> Units:
        """As a source writes them; "" for the usual signs."""
        return cls(
            rf"\s*[{re.escape(levels)}/／>]\s*" if levels else _LEVELS,
            rf"\s*[{re.escape(several)};；\n]\s*" if several else _SEVERAL,
        )

    def of(self, cell: str) -> list[tuple[str, ...]]:
        """`市场部/华东;工会` -> `[("市场部", "华东"), ("工会",)]`, the first being the main one."""
        listed = [re.split(self.levels, part.strip(" /\\")) for part in re.split(self.several, cell) if part.strip()]
        return [tuple(level for level in levels if level) for levels in listed]


@dataclass(frozen=True)
class Led:
    """The manager that each open row gets ("" where there is none), and how.

    members, leaders : how many ordinary people, and how many leaders of a unit, got a manager. doubtful : units with
    several leaders, and how many people have none for that reason.
    """

    manager: pd.Series
    members: int
    leaders: int
    doubtful: dict[str, int]


Path = tuple[str, ...]


def managers_from_leaders(
    units: pd.Series, ids: pd.Series, flags: pd.Series, open_: pd.Series, written: Units | None = None
) -> Led:
    """The manager of each row in `open_`: the leader of its main unit or of the nearest one above.

    flags : `是`, one for each unit of a person or one for the main unit. Whoever leads the main unit or one above it
    reports to the next leader above what they lead.
    """
    paths = {cell: (written or Units()).of(cell) for cell in units.drop_duplicates()}
    leads: dict[str, list[Path]] = {}
    flagged = flags.isin([flag for flag in flags.drop_duplicates() if any(_said(flag))])
    for cell, flag, id_ in zip(units[flagged], flags[flagged], ids[flagged], strict=True):
        leads[id_] = _led(paths[cell], _said(flag))
    leaders: dict[Path, list[str]] = {}
    for id_, led in leads.items():
        for path in led:
            leaders.setdefault(path, []).append(id_)
    unit_of = {cell: _nearest(listed[0] if listed else (), leaders) for cell, listed in paths.items()}
    is_leader = ids.isin([id_ for id_, led in leads.items() if led]).to_numpy()
    of_rows = [unit_of[cell] for cell in units]
    for row in np.flatnonzero(is_leader).tolist():
        of_rows[row] = _above(paths[units.iloc[row]][0], leads[ids.iloc[row]], leaders)
    unit = pd.Series(of_rows, index=units.index, dtype="object")
    one = {path: people[0] for path, people in leaders.items() if len(people) == 1}
    manager = unit.map(lambda path: one.get(path, "")).where(open_, "").astype("str")
    shared = {path: "/".join(path) for path in leaders if path not in one}
    several = unit.map(lambda path: shared.get(path, "")).where(open_, "").astype("str")
    filled = manager.ne("")
    doubtful = {str(path): int(n) for path, n in several[several.ne("")].value_counts().items()}
    return Led(manager, int((filled & ~is_leader).sum()), int((filled & is_leader).sum()), doubtful)


def _said(flag: str) -> list[bool | None]:
    return [yes_or_no(part) for part in re.split(_FLAGS, flag)]


def _led(paths: list[Path], flags: list[bool | None]) -> list[Path]:
    """The units that somebody leads."""
    if len(flags) == len(paths):
        return [path for path, is_led in zip(paths, flags, strict=True) if is_led]
    return paths[:1] if flags[0] else []


def _above(main: Path, led: list[Path], leaders: dict[Path, list[str]]) -> Path:
    """The unit whose leader a leader reports to: above the highest unit they lead around their own."""
    around = [path for path in led if main[: len(path)] == path]
    return _nearest(min(around, key=len)[:-1] if around else main, leaders)


def _nearest(path: Path, leaders: dict[Path, list[str]]) -> Path:
    """The unit itself or the nearest above it that somebody leads; () where nobody does."""
    while path and path not in leaders:
        path = path[:-1]
    return path
