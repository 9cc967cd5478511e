"""One box for each unit: how large it is, and whom of it we know."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from graphkit.layouts.layout import HEIGHT, WIDTH, Guide, Layout, block, place_width
from graphkit.layouts.tree import children, down, forest
from graphkit.model import Account

MARGIN = 16.0
TITLE = 30.0  # height of a unit's name, where a place is as wide as usual
GAP = 28.0
SCREEN = 1.1  # times as wide as high: a map with a card beside it
PARTS = (0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3)  # of the ideal number of columns, that are compared


def by_unit(account: Account) -> Layout:
    """Everybody in the box of the own unit, managers first; larger units first, people of no named unit last."""
    groups = _units(account)
    wide = place_width(account.labels[id_] for id_ in account.people["id"])
    column, title = wide + MARGIN + GAP, TITLE * wide / WIDTH
    boxes = _boxes([len(people) for people in groups.values()], column, title)
    positions = np.zeros((len(account.people), 2))
    guides = []
    for (name, people), box in zip(groups.items(), boxes, strict=True):
        x, width = box.first * column, box.span * column - GAP
        positions[people] = block(len(people), box.span, column) + np.array([x + MARGIN, box.top + title]) + HEIGHT / 2
        key = "" if name else "no_unit"
        guides.append(Guide("box", x + width / 2, box.top + box.height / 2, width, box.height, words=name, key=key))
    return Layout(positions, np.ones(len(positions), bool), tuple(guides))


def _units(account: Account) -> dict[str, list[int]]:
    roots, reports = children(forest(account))
    unit = account.people["unit"].tolist()
    groups: dict[str, list[int]] = {}
    for person in down(roots, reports):
        groups.setdefault(unit[person], []).append(person)
    return dict(sorted(groups.items(), key=lambda item: (item[0] == "", -len(item[1]), item[0])))


@dataclass(frozen=True)
class _Box:
    """Where a unit is: its first column, its top, how many columns it takes and how high it is."""

    first: int
    top: float
    span: int
    height: float


def _boxes(sizes: list[int], column: float, title: float) -> list[_Box]:
    """The box of each unit of so many people, in as many columns as can be shown largest on a screen."""
    ideal = math.sqrt(SCREEN * sum(_height(size, title) + GAP for size in sizes) / column)
    ways = [_stacked(sizes, max(1, round(part * ideal)), title) for part in PARTS]

    def screen(boxes: list[_Box]) -> float:
        wide = max((box.first + box.span for box in boxes), default=0) * column
        return max(wide / SCREEN, max((box.top + box.height for box in boxes), default=0.0))

    return min(ways, key=screen)


def _stacked(sizes: list[int], columns: int, title: float) -> list[_Box]:
    """Each box in turn as high up as there is room; one that would fill more than a column takes several."""
    full = sum(_height(size, title) + GAP for size in sizes) / columns
    filled = [0.0] * columns
    boxes = []
    for size in sizes:
        span = min(columns, math.ceil(size * HEIGHT / max(HEIGHT, full - _height(0, title))))
        tops = [max(filled[first : first + span]) for first in range(columns - span + 1)]
        top = min(tops)
        first = tops.index(top)
        boxes.append(_Box(first, top, span, _height(-(-size // span), title)))
        filled[first : first + span] = [top + boxes[-1].height + GAP] * span
    return boxes


def _height(rows: int, title: float) -> float:
    return title + rows * HEIGHT + MARGIN
