"""One box for each unit: how large it is, and whom of it we know."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from graphkit.layouts.layout import HEIGHT, WIDTH, Guide, Layout, block, columns_for
from graphkit.layouts.tree import SCREEN, children, down, forest
from graphkit.model import Account

MARGIN = 16.0
TITLE = 30.0  # height of a unit's name
GAP = 28.0


def by_unit(account: Account) -> Layout:
    """Everybody in the box of the own unit, managers first; larger units first, people of no named unit last."""
    groups = _units(account)
    sizes = [_size(len(people)) for people in groups.values()]
    corners = shelves(np.array(sizes).reshape(-1, 2))
    positions = np.zeros((len(account.people), 2))
    guides = []
    for (name, people), (x, y), (width, height) in zip(groups.items(), corners.tolist(), sizes, strict=True):
        inside = block(len(people), columns_for(len(people)))
        positions[people] = inside + np.array([x + MARGIN + HEIGHT / 2, y + TITLE + HEIGHT / 2])
        key = "" if name else "no_unit"
        guides.append(Guide("box", x + width / 2, y + height / 2, width, height, words=name, key=key))
    return Layout(positions, np.ones(len(positions), bool), tuple(guides))


def _units(account: Account) -> dict[str, list[int]]:
    roots, reports = children(forest(account))
    unit = account.people["unit"].tolist()
    groups: dict[str, list[int]] = {}
    for person in down(roots, reports):
        groups.setdefault(unit[person], []).append(person)
    return dict(sorted(groups.items(), key=lambda item: (item[0] == "", -len(item[1]), item[0])))


def _size(n: int) -> tuple[float, float]:
    columns = columns_for(n)
    return columns * WIDTH + 2 * MARGIN, -(-n // columns) * HEIGHT + TITLE + MARGIN


def shelves(sizes: npt.NDArray[np.float64], shape: float = SCREEN) -> npt.NDArray[np.float64]:
    """Top left corners of boxes put side by side on shelves, about `shape` times as wide as high in all; shape (n, 2).

    sizes : widths and heights, shape (n, 2).
    """
    corners = np.zeros_like(sizes)
    if not len(sizes):
        return corners
    wide = max(float(sizes[:, 0].max()), (shape * float(((sizes + GAP).prod(axis=1)).sum())) ** 0.5)
    x = y = deepest = 0.0
    for number, (width, height) in enumerate(sizes.tolist()):
        if x and x + width > wide:
            x, y, deepest = 0.0, y + deepest + GAP, 0.0
        corners[number] = x, y
        x, deepest = x + width + GAP, max(deepest, height)
    return corners
