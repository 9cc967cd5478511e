"""Power against support: whom to win, whom to use, whom to watch.

References
----------
Mendelow, A. L. (1981), Environmental scanning: the impact of the stakeholder concept, ICIS 1981 Proceedings 20; with
support in the place of interest, as sellers use it.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import numpy.typing as npt

from graphkit.layouts.layout import HEIGHT, WIDTH, Guide, Layout, block, columns_for
from graphkit.marks import nearest_level
from graphkit.model import Account

SUPPORT = (None, -2, -1, 0, 1, 2)  # from left to right; what nobody has asked yet stands apart
POWER = (5, 4, 3, 2, 1, None)  # from the top down
MARGIN = 14.0
HEAD = 230.0  # width of the rows' names


def power_support(account: Account) -> Layout:
    """Everybody in the cell of the own power (row) and support (column); an unknown rating has a cell of its own."""
    people = account.people
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for person, (power, support) in enumerate(zip(people["power"], people["support"], strict=True)):
        cell = POWER.index(nearest_level(power, 1, 5)), SUPPORT.index(nearest_level(support, -2, 2))
        cells[cell].append(person)
    wide, high = np.full(len(SUPPORT), WIDTH), np.full(len(POWER), HEIGHT)
    for (row, column), members in cells.items():
        columns = columns_for(len(members))
        wide[column] = max(wide[column], columns * WIDTH)
        high[row] = max(high[row], -(-len(members) // columns) * HEIGHT)
    left, top = _edges(wide), _edges(high)
    positions = np.zeros((len(people), 2))
    for (row, column), members in cells.items():
        corner = np.array([left[column], top[row]]) + MARGIN + HEIGHT / 2
        positions[members] = block(len(members), columns_for(len(members))) + corner
    return Layout(positions, np.ones(len(people), bool), tuple(_guides(left, top)))


def _edges(sizes: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Where each row or column begins, and where the last one ends."""
    return np.concatenate([[0.0], np.cumsum(sizes + 2 * MARGIN)])


def _guides(left: npt.NDArray[np.float64], top: npt.NDArray[np.float64]) -> list[Guide]:
    guides = []
    for column, support in enumerate(SUPPORT):
        named = f"support_{'unknown' if support is None else support}"
        is_last = column == len(SUPPORT) - 1  # beside it is room
        wide = HEAD if is_last else left[column + 1] - left[column] - MARGIN
        guides.append(Guide("words", left[column] + MARGIN, -HEIGHT * 0.7, wide, key=named))
    for row, power in enumerate(POWER):
        named = "power_unknown" if power is None else "power_level"
        params: tuple[tuple[str, object], ...] = () if power is None else (("power", power),)
        guides.append(Guide("words", -HEAD, (top[row] + top[row + 1]) / 2, HEAD, key=named, params=params))
        for column in range(len(SUPPORT)):
            x, y = (left[column] + left[column + 1]) / 2, (top[row] + top[row + 1]) / 2
            guides.append(Guide("box", x, y, left[column + 1] - left[column], top[row + 1] - top[row]))
    return guides
