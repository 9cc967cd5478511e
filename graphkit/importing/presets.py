"""Where a file comes from: the exports of CRMs, directories and chart tools, told by their columns.

The sources are data (`presets.toml`), one table each; whoever knows another adds a table there.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from graphkit.importing.chinese import simplified
from graphkit.importing.headers import fold, fold_header, without_brackets


@dataclass(frozen=True, eq=False)
class Preset:
    """One source: what it is called, the columns that tell it, and what its columns are with us.

    columns : field of ours by column, "" for a column that is not ours; where several fill one field, the best first.
    unseen : those of them that no public page or file has shown. unit_levels, units : the signs between the levels of
        a unit and between several units, "" for the usual ones. is_own : numbers are on our scales.
        holds_counts : a row is a number of posts and no person.
    """

    id: str
    name: str
    told_by: tuple[frozenset[str], ...]
    columns: Mapping[str, str]
    unseen: frozenset[str] = frozenset()
    seen: str = ""
    unit_levels: str = ""
    units: str = ""
    is_own: bool = False
    holds_counts: bool = False

    def field(self, header: str) -> str | None:
        """What a column is with us: "" for one that is not ours, None for one this source does not know."""
        by_fold = _by_fold(self)
        return by_fold.get(fold(header), by_fold.get(fold_header(header)))

    def rank(self, header: str) -> int:
        """Which of several columns for one field is the better one: the lower number."""
        order = list(_by_fold(self))
        return min(
            (order.index(key) for key in (fold(header), fold_header(header)) if key in order), default=len(order)
        )


@cache
def presets() -> tuple[Preset, ...]:
    """All sources, in the order of the file."""
    listed = tomllib.loads((files("graphkit.importing") / "presets.toml").read_text(encoding="utf-8"))
    return tuple(_preset(id_, dict(entry)) for id_, entry in listed.items())


def recognise(headers: Iterable[str]) -> Preset | None:
    """The source with these columns: the one that most of its telling columns point to; None for any other file."""
    names = {form for header in headers for form in (_plain(header), _plain(without_brackets(header)))}
    sizes = {preset: max((len(mark) for mark in preset.told_by if mark <= names), default=0) for preset in presets()}
    best = max(sizes, key=lambda preset: sizes[preset])
    return best if sizes[best] else None


def _plain(header: str) -> str:
    return simplified(" ".join(unicodedata.normalize("NFKC", header).casefold().split()))


def _preset(id_: str, entry: dict[str, Any]) -> Preset:
    told_by = tuple(frozenset(map(_plain, mark)) for mark in entry.pop("told_by"))
    unseen = dict(entry.pop("unseen", {}))
    columns = dict(entry.pop("columns")) | unseen
    return Preset(id=id_, told_by=told_by, columns=columns, unseen=frozenset(unseen), **entry)


@cache
def _by_fold(preset: Preset) -> dict[str, str]:
    folded: dict[str, str] = {}
    for column, field in preset.columns.items():
        folded.setdefault(fold(column), field)
    return folded
