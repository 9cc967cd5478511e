"""The legend of a map: only what is on the picture, from the same values as the picture."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy.typing as npt

from graphkit.i18n import text
from graphkit.marks import (
    LEG_STYLES,
    LINE_COLOURS,
    LINE_GROUPS,
    OURS_COLOUR,
    ROLE_BORDERS,
    SUPPORT_COLOURS,
    SUPPORT_GLYPHS,
    SUPPORT_INKS,
    support_level,
)
from graphkit.model import Account
from graphkit.schema import split_ids

Entries = list[dict[str, Any]]


def legend(
    account: Account,
    shown: npt.NDArray[Any],
    *,
    size: str,
    groups: Sequence[str],
    trusted: bool,
    states: Collection[str] = (),
    language: str,
) -> list[dict[str, Any]]:
    """Groups of entries, each a mark and its meaning.

    shown : who is on the picture; shape (n,). size : the measure that sets the size. groups : kinds of lines drawn.
    trusted : somebody on the picture has our trust. states : of the legs of a route or a plan (`walk.STATES`).
    """
    people = account.people[shown]
    found: list[dict[str, Any]] = [
        {"title": text("word.column.support", language), "entries": _support(people["support"].tolist(), language)},
        {"title": text("screen.map.border", language), "entries": _roles(people["role"].tolist(), language)},
        {"title": text("screen.map.lines", language), "entries": _strokes(groups, language)},
    ]
    if size != "same":
        rated = [{"shape": "size", "size": 6 + 3 * value, "label": f"{value}"} for value in (1, 3, 5)]
        measure = text(f"word.column.{size}", language)
        found.append({"title": text("screen.map.size_is", language, measure=measure), "entries": rated})
    if trusted:
        found.append({"title": text("screen.map.trust_is", language), "entries": _trust(language)})
    if states:
        found.insert(0, {"title": text("screen.map.meetings", language), "entries": _legs(states, language)})
    return found


def _support(ratings: list[float], language: str) -> Entries:
    levels = {support_level(rating) for rating in ratings}
    return [
        {
            "fill": SUPPORT_COLOURS[level],
            "glyph": SUPPORT_GLYPHS[level],
            "ink": SUPPORT_INKS[level],
            "dashed": level is None,
            "label": text(f"word.support.{'unknown' if level is None else level}", language),
        }
        for level in (2, 1, 0, -1, -2, None)
        if level in levels
    ]


def _roles(cells: list[str], language: str) -> Entries:
    roles = {next(iter(split_ids(cell)), "") for cell in cells}
    return [
        {"border": colour, "label": text(f"word.role.{role or 'none'}", language)}
        for role, colour in ROLE_BORDERS.items()
        if role in roles
    ]


def _strokes(groups: Sequence[str], language: str) -> Entries:
    drawn = [group for group in LINE_GROUPS if group in groups]
    strokes: Entries = [
        {
            "shape": "line",
            "border": LINE_COLOURS[group],
            "width": 2,
            "label": text(f"screen.map.group.{group}", language),
        }
        for group in drawn
    ]
    return [*strokes, {"shape": "line dashed", "width": 2, "label": text("screen.map.dashed", language)}]


def _legs(states: Collection[str], language: str) -> Entries:
    return [
        {
            "shape": style["shape"],
            "border": style["colour"],
            "width": style["width"],
            "label": text(f"screen.map.leg.{state}", language),
        }
        for state, style in LEG_STYLES.items()
        if state in states
    ]


def _trust(language: str) -> Entries:
    return [
        {"shape": "arc", "share": level / 3, "border": OURS_COLOUR, "label": text(f"word.trust.{level}", language)}
        for level in (1, 2, 3)
    ]
