"""The overview as data for the browser: one compressed text, made once, and a legend from the same values."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from graphkit.i18n import text
from graphkit.marks import OURS_COLOUR, ROLE_BORDERS, SUPPORT_COLOURS, SUPPORT_GLYPHS
from graphkit.model import Account
from graphkit.overview import CONTACTED, DECIDES, LEVELS, UNKNOWN, Overview, Unit, overview
from graphkit.units import ACCOUNT, NO_UNIT, REST, TEAM

MARK_COLOURS = {CONTACTED: OURS_COLOUR, DECIDES: ROLE_BORDERS["decision_maker"]}
_DARK = (2, -2)  # levels on whose colour the glyph is white


@dataclass(frozen=True, eq=False)
class OverviewMap:
    """What the browser draws.

    packed : JSON, compressed with gzip and written as base64. names : of each of `overview.units`. ids : of everybody,
    in the order in which the browser counts them.
    """

    overview: Overview
    packed: str
    names: tuple[str, ...]
    ids: tuple[str, ...]
    legend: list[dict[str, Any]]
    revision: str


@lru_cache(maxsize=8)
def overview_map(account: Account, *, decision: str = "", language: str = "en") -> OverviewMap:
    """The overview of an account that is rated for a decision, in the words of a language."""
    found = overview(account, decision=decision)
    names = tuple(_name(account, unit, language) for unit in found.units)
    drawn = json.dumps(_scene(account, found, names, language), ensure_ascii=False, separators=(",", ":")).encode()
    packed = base64.b64encode(gzip.compress(drawn, compresslevel=6, mtime=0)).decode()
    revision = hashlib.blake2b(drawn, digest_size=8).hexdigest()
    ids = tuple(account.people["id"].to_numpy()[found.order].tolist())
    return OverviewMap(found, packed, names, ids, _legend(found, language), revision)


def unit_table(view: OverviewMap) -> pd.DataFrame:
    """The same as a table: each unit with its path, headcount, how many are known and how many have a contact."""
    units = view.overview.units
    columns = ("headcount", "known", "covered")
    table = pd.DataFrame([[getattr(unit, column) for column in columns] for unit in units[1:]], columns=list(columns))
    table.insert(0, "unit", [path(view, place) for place in range(1, len(units))])
    return table


def known_in(view: OverviewMap, place: int) -> tuple[str, ...]:
    """Ids of those in a unit of whom we know anything: who decides first, then our contacts, then those rated."""
    found = view.overview
    inside = np.zeros(len(found.units), bool)
    inside[place] = True
    for other in range(place + 1, len(found.units)):
        inside[other] = inside[found.units[other].region.parent]
    order = found.order
    known = order[inside[found.unit[order]] & ((found.mark[order] > 0) | (found.level[order] != UNKNOWN))]
    known = known[np.argsort(-found.mark[known], kind="stable")]
    place_of = np.empty(len(order), np.int64)
    place_of[order] = np.arange(len(order))
    return tuple(view.ids[at] for at in place_of[known])


def path(view: OverviewMap, place: int) -> str:
    """The name of a unit after those of the units around it; the account's own for the whole."""
    names = [view.names[place]]
    while (place := view.overview.units[place].region.parent) > 0:
        names.append(view.names[place])
    return " / ".join(reversed(names))


def _name(account: Account, unit: Unit, language: str) -> str:
    region = unit.region
    named = {ACCOUNT: account.name, NO_UNIT: text("screen.overview.no_unit", language)}
    if region.kind == TEAM:
        return text("screen.overview.team", language, name=account.labels[region.leader])
    if region.kind == REST:
        return text("screen.overview.rest", language, n=len(region.units))
    return named.get(region.kind, region.name)


def _scene(account: Account, found: Overview, names: tuple[str, ...], language: str) -> dict[str, Any]:
    """People in the order of the picture, one character each for what is drawn of them."""
    people = account.people.iloc[found.order]
    return {
        "width": found.width,
        "height": found.height,
        "units": [_unit(unit, name, language) for unit, name in zip(found.units, names, strict=True)],
        "levels": _digits(found.level[found.order]),
        "influence": _digits(found.influence[found.order]),
        "marks": _digits(found.mark[found.order]),
        "names": [account.labels[id_] for id_ in people["id"]],
        "titles": people["title"].tolist(),
        "colours": [SUPPORT_COLOURS[level] for level in LEVELS],
        "glyphs": [SUPPORT_GLYPHS[level] for level in LEVELS],
        "inks": ["#ffffff" if level in _DARK else "#1c1c1c" for level in LEVELS],
        "words": [_level_word(level, language) for level in LEVELS],
        "contacted": CONTACTED,
        "decides": DECIDES,
        "mark_colours": {str(bit): colour for bit, colour in MARK_COLOURS.items()},
    }


def _unit(unit: Unit, name: str, language: str) -> dict[str, Any]:
    numbers = {"known": f"{unit.known:,}", "covered": f"{unit.covered:,}", "people": f"{unit.headcount:,}"}
    return {
        "name": name,
        "headcount": numbers["people"],
        "says": text("screen.overview.says", language, n=unit.headcount, **numbers),
        "parent": unit.region.parent,
        "box": [round(side, 3) for side in unit.box],
        "cell": [round(side, 3) for side in unit.cell],
        "columns": unit.columns,
        "rows": unit.rows,
        "first": unit.first,
        "people": unit.people,
        "shares": unit.shares,
    }


def _digits(values: Any) -> str:
    return "".join(map(str, values.tolist()))


def _level_word(level: int | None, language: str) -> str:
    return text(f"word.support.{'unknown' if level is None else level}", language)


def _legend(found: Overview, language: str) -> list[dict[str, Any]]:
    """Only what is on the picture, in the order of the scale."""
    present = set(found.level.tolist())
    support = [
        {
            "fill": SUPPORT_COLOURS[level],
            "glyph": SUPPORT_GLYPHS[level],
            "ink": "#ffffff" if level in _DARK else "#1c1c1c",
            "label": _level_word(level, language),
            "shape": "dot hatched" if level is None else "dot",
        }
        for place, level in enumerate(LEVELS)
        if place in present
    ]
    marks = [
        {"border": MARK_COLOURS[bit], "shape": f"dot {shape}", "label": text(key, language)}
        for bit, shape, key in (
            (DECIDES, "diamond", "word.role.decision_maker"),
            (CONTACTED, "ring", "screen.overview.contact"),
        )
        if (found.mark & bit).any()
    ]
    sizes = [{"label": text("screen.overview.sized", language)}, {"label": text("screen.overview.shares", language)}]
    return [
        {"title": text("word.column.support", language), "entries": support},
        *([{"title": text("screen.overview.marked", language), "entries": marks}] if marks else []),
        {"title": text("screen.overview.units", language), "entries": [{"shape": "none", **line} for line in sizes]},
    ]
