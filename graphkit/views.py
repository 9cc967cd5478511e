"""The map as data: pyvis builds nodes, edges and options; the legend comes from the same values as the picture.

Size is the chosen measure, colour and glyph are support, the border is the role, width is strength, dashed is assumed.
Nothing is shown by colour alone, and unknown looks unknown.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from pyvis.network import Network

from graphkit.graph import LINE_KINDS, Lines, lines
from graphkit.i18n import text
from graphkit.layout import reporting_tree
from graphkit.model import Account
from graphkit.schema import split_ids

# a diverging scale that a colour-blind reader tells apart (ColorBrewer PuOr, darker ends), and its glyphs
SUPPORT_COLOURS = {2: "#3c4aa0", 1: "#9fa8da", 0: "#f5f5f5", -1: "#fdb863", -2: "#c25a00", None: "#c9c9c9"}
SUPPORT_GLYPHS = {2: "++", 1: "+", 0: "0", -1: "−", -2: "−−", None: "?"}
ROLE_BORDERS = {
    "decision_maker": "#b8860b",
    "gatekeeper": "#00796b",
    "influencer": "#8e24aa",
    "user": "#546e7a",
    "": "#9e9e9e",
}
LINE_GROUPS = {
    "formal": ("reports_to", "dotted_to"),
    "influences": ("influences",),
    "personal": ("friend", "alumni", "ex_colleague", "family", "mentor"),
    "work": ("works_with",),
    "rival": ("rival",),
}
LINE_COLOURS = {
    "formal": "#9aa0a6",
    "influences": "#8e24aa",
    "personal": "#00897b",
    "work": "#5c7a29",
    "rival": "#d84315",
}
ROUTE_COLOUR = "#b8860b"
SIZES = ("influence", "power", "same")
MOST_PEOPLE = 1500  # a focused map; more is unreadable, and vis-network slows down (bench)
_COLUMN_WIDTH, _ROW_HEIGHT = 112, 92
_FONT_SIZE = 19
_MUCH_SAY = 4  # power


@dataclass(frozen=True)
class MapView:
    """What the browser draws. `left_out` counts the people who do not fit on a focused map."""

    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]
    options: dict[str, Any]
    legend: list[dict[str, Any]]
    left_out: int
    revision: str


@lru_cache(maxsize=32)
def map_view(
    account: Account,
    *,
    size: str = "influence",
    groups: tuple[str, ...] = tuple(LINE_GROUPS),
    units: tuple[str, ...] = (),
    route: tuple[str, ...] = (),
    always: tuple[str, ...] = (),
    language: str = "en",
) -> MapView:
    """The map of an account.

    size : the measure that sets the size of a person. groups : which lines are drawn, keys of LINE_GROUPS.
    units : only people of these units; () is all. route : ids of a chain to highlight, our member first.
    always : ids of people who are shown whatever the units are and however many people there are.
    """
    shown = _shown(account, units, (*route, *always))
    network = Network(directed=True)
    sizes = _sizes(account, size)
    for row in np.flatnonzero(shown).tolist():
        network.add_node(account.people.at[row, "id"], **_node(account, row, float(sizes[row]), route, language))
    _add_lines(network, account, shown, groups, route, language)
    network.set_options(json.dumps(_OPTIONS))
    legend = _legend(account, shown, size, groups, language)
    drawn = json.dumps([network.nodes, network.edges, legend], sort_keys=True)
    revision = hashlib.blake2b(drawn.encode(), digest_size=8).hexdigest()
    return MapView(network.nodes, network.edges, network.options, legend, int((~shown).sum()), revision)


def _shown(account: Account, units: Sequence[str], always: Sequence[str]) -> npt.NDArray[np.bool_]:
    people = account.people
    shown = people["unit"].isin(units).to_numpy() if units else np.ones(len(people), bool)
    if shown.sum() > MOST_PEOPLE:
        rank = reporting_tree(account)[:, 1] - people["power"].fillna(0).to_numpy()  # the top of the chart first
        shown &= np.isin(np.arange(len(people)), np.argsort(rank, kind="stable")[:MOST_PEOPLE])
    return shown | people["id"].isin(always).to_numpy()


def _sizes(account: Account, size: str) -> npt.NDArray[np.float64]:
    """Radius of each person in pixels; the smallest where the measure is unknown."""
    if size == "same":
        return np.full(len(account.people), 16.0)
    return 10 + 3 * account.people[size].fillna(0).to_numpy()


def support_level(support: float | None) -> int | None:
    """The named level nearest to a support rating; None stays None."""
    return None if support is None or np.isnan(support) else int(np.clip(np.floor(support + 0.5), -2, 2))


def _node(account: Account, row: int, size: float, route: Sequence[str], language: str) -> dict[str, Any]:
    person = account.people.iloc[row]
    level = support_level(person["support"])
    role = next(iter(split_ids(person["role"])), "")
    on_route = person["id"] in route
    x, y = reporting_tree(account)[row]
    return {
        "label": f"{SUPPORT_GLYPHS[level]} {_two_lines(account.labels[person['id']])}",
        "title": tooltip(account, person["id"], language),
        "shape": "dot",
        "font": {"size": _font_size(account, row)},
        "size": size,
        "x": float(x) * _COLUMN_WIDTH,
        "y": float(y) * _ROW_HEIGHT,
        "borderWidth": 5 if on_route else 4 if role else 1,
        "borderWidthSelected": 7,
        "color": {
            "background": SUPPORT_COLOURS[level],
            "border": ROUTE_COLOUR if on_route else ROLE_BORDERS[role],
            "highlight": {"background": SUPPORT_COLOURS[level], "border": "#1565c0"},
        },
        "shapeProperties": {"borderDashes": [4, 3] if person["confidence"] == "assumed" or level is None else False},
    }


def _font_size(account: Account, row: int) -> float:
    """On a large map, which is seen from farther away, those with much say are written larger."""
    role = str(account.people["role"].iloc[row])
    power = float(account.people["power"].to_numpy(np.float64)[row])
    say = role.startswith("decision_maker") or power >= _MUCH_SAY
    return _FONT_SIZE * (min(2.2, max(1.0, (len(account.people) / 40) ** 0.5)) if say else 1.0)


def tooltip(account: Account, id_: str, language: str) -> str:
    """What we know of a person in four lines; what we do not know is said to be unknown."""
    person = account.person(id_)
    unknown = text("word.support.unknown", language)
    ratings = [
        f"{text(f'word.column.{name}', language)}: {unknown if value is None else f'{value:g}'}"
        for name, value in (("power", person.power), ("influence", person.influence))
    ]
    level = support_level(person.support)
    support = text(f"word.support.{'unknown' if level is None else level}", language)
    roles = ", ".join(text(f"word.role.{role}", language) for role in person.role)
    head = [person.name, " · ".join(part for part in (person.title, person.unit) if part), roles]
    ratings.append(f"{text('word.column.support', language)}: {support}")
    return "\n".join([*(line for line in head if line), " · ".join(ratings)])


def _add_lines(
    network: Network,
    account: Account,
    shown: npt.NDArray[np.bool_],
    groups: Sequence[str],
    route: Sequence[str],
    language: str,
) -> None:
    found = lines(account)
    ids = account.people["id"].tolist()
    group_of = {kind: group for group, kinds in LINE_GROUPS.items() for kind in kinds}
    on_route = {frozenset(pair) for pair in pairwise(route)}
    assumed = _assumed_ties(account)
    for number in range(len(found.source)):
        source, target = ids[found.source[number]], ids[found.target[number]]
        kind = LINE_KINDS[found.kind[number]]
        highlighted = frozenset((source, target)) in on_route and kind != "rival"
        if not (shown[found.source[number]] and shown[found.target[number]]):
            continue
        if group_of[kind] in groups or highlighted:
            style = _edge(found, number, group_of[kind], (source, target, kind) in assumed, language)
            if highlighted:
                style |= {"color": ROUTE_COLOUR, "width": 6}
            network.add_edge(source, target, id=f"{source}|{kind}|{target}", **style)


def _assumed_ties(account: Account) -> set[tuple[str, str, str]]:
    assumed = account.ties[account.ties["confidence"].eq("assumed")]
    return set(zip(assumed["source"], assumed["target"], assumed["kind"], strict=True))


def _edge(found: Lines, number: int, group: str, assumed: bool, language: str) -> dict[str, Any]:
    kind, strength = LINE_KINDS[found.kind[number]], float(found.strength[number])
    known = text("word.support.unknown", language) if np.isnan(strength) else f"{strength:g}"
    title = text(f"word.line.{kind}", language)
    if group != "formal":
        title += f" · {text('word.column.strength', language)}: {known}"
    dashed = assumed or kind == "dotted_to"
    return {
        "title": title,
        "color": LINE_COLOURS[group],
        "width": 1.5 if np.isnan(strength) else 0.8 + 0.8 * strength,
        "dashes": [6, 5] if dashed else False,
        "arrows": "to" if kind == "influences" else "",
        "label": "✕" if kind == "rival" else "",
        "smooth": False if group == "formal" else {"enabled": True, "type": "curvedCW", "roundness": 0.18},
    }


def _legend(
    account: Account, shown: npt.NDArray[np.bool_], size: str, groups: Sequence[str], language: str
) -> list[dict[str, Any]]:
    """Only what is on the picture, in the order of the scales."""
    people = account.people[shown]
    levels = {support_level(value) for value in people["support"]}
    roles = {next(iter(split_ids(cell)), "") for cell in people["role"]}
    support = [
        {
            "fill": SUPPORT_COLOURS[level],
            "glyph": SUPPORT_GLYPHS[level],
            "ink": "#ffffff" if level in (2, -2) else "#1c1c1c",
            "label": text(f"word.support.{'unknown' if level is None else level}", language),
        }
        for level in (2, 1, 0, -1, -2, None)
        if level in levels
    ]
    borders = [
        {"border": colour, "label": text(f"word.role.{role or 'none'}", language)}
        for role, colour in ROLE_BORDERS.items()
        if role in roles
    ]
    strokes = [
        {
            "shape": "line",
            "border": LINE_COLOURS[group],
            "ink": LINE_COLOURS[group],
            "width": 2,
            "label": text(f"screen.map.group.{group}", language),
        }
        for group in LINE_GROUPS
        if group in groups
    ]
    strokes.append({"shape": "line dashed", "width": 2, "label": text("screen.map.dashed", language)})
    legend = [
        {"title": text("word.column.support", language), "entries": support},
        {"title": text("screen.map.border", language), "entries": borders},
        {"title": text("screen.map.lines", language), "entries": strokes},
    ]
    if size != "same":
        rated = [{"shape": "size", "size": 6 + 3 * value, "label": f"{value}"} for value in (1, 3, 5)]
        title = text("screen.map.size_is", language, measure=text(f"word.column.{size}", language))
        legend.append({"title": title, "entries": rated})
    return legend


def _two_lines(name: str, most: int = 14) -> str:
    """A name in at most two short lines."""
    first, _, rest = name.partition(" ") if len(name) > most else (name, "", "")
    return "\n".join(part if len(part) <= most else part[: most - 1] + "…" for part in (first, rest) if part)


_OPTIONS = {
    "physics": {"enabled": False},
    "interaction": {"hover": True, "tooltipDelay": 150, "hideEdgesOnDrag": False, "zoomSpeed": 0.6},
    "nodes": {"font": {"size": _FONT_SIZE}},
    "edges": {"selectionWidth": 2, "arrows": {"to": {"scaleFactor": 0.6}}},
    "layout": {"improvedLayout": False},
}
