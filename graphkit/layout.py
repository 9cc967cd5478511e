"""Where each person stands on the map: the reporting tree, laid out once, the same at every rerun."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from graphkit.graph import cycles, managers
from graphkit.model import Account

Contour = tuple[list[float], list[float]]  # leftmost and rightmost x of each row below a person, relative to the person


@lru_cache(maxsize=16)
def reporting_tree(account: Account) -> npt.NDArray[np.float64]:
    """Positions (x, row) of everybody, shape (n, 2): managers above their reports, nobody on top of another.

    Reports who lead nobody hang in a small block under their manager, as on a printed chart, so that the tree is not
    forty times as wide as high. Of a cycle the line of its first member is left out here (only here). Cost O(n).

    References
    ----------
    E. Reingold and J. Tilford, "Tidier Drawings of Trees", 1981, doi:10.1109/TSE.1981.234519.
    """
    manager = managers(account)
    for loop in cycles(manager):
        manager[loop[0]] = -1
    reports: list[list[int]] = [[] for _ in manager]
    for person, boss in enumerate(manager.tolist()):
        if boss >= 0:
            reports[boss].append(person)
    roots = [person for person, boss in enumerate(manager.tolist()) if boss < 0]
    roots.sort(key=lambda root: (not reports[root], root))  # people without any line come last
    return _place(reports, roots)


def _place(reports: list[list[int]], roots: list[int]) -> npt.NDArray[np.float64]:
    offset = np.zeros((len(reports), 2))  # from the manager
    contours: dict[int, Contour] = {}
    for person in reversed(_top_down(reports, roots)):
        contours[person] = _hang(person, reports, contours, offset)
    position = np.zeros((len(reports), 2))
    edge = 0.0
    for root in roots:
        left, right = contours[root]
        position[root, 0] = edge - min(left)
        edge = position[root, 0] + max(right) + 1.0
    for person in _top_down(reports, roots):
        for report in reports[person]:
            position[report] = position[person] + offset[report]
    return position


def _top_down(reports: list[list[int]], roots: list[int]) -> list[int]:
    order, waiting = [], list(reversed(roots))
    while waiting:  # not recursive: a chart may be 5,000 deep
        person = waiting.pop()
        order.append(person)
        waiting.extend(reversed(reports[person]))
    return order


def _hang(
    person: int, reports: list[list[int]], contours: dict[int, Contour], offset: npt.NDArray[np.float64]
) -> Contour:
    """Set the offsets of a person's reports; the contour of the whole."""
    leaders = [report for report in reports[person] if reports[report]]
    leaves = [report for report in reports[person] if not reports[report]]
    blocks = [contours.pop(leader) for leader in leaders]
    columns = math.ceil(math.sqrt(len(leaves) / 1.5)) if len(leaves) > 3 else max(1, len(leaves))
    if leaves:
        blocks.append(_block(len(leaves), columns))
    if not blocks:
        return [0.0], [0.0]
    places, left, right = _side_by_side(blocks)
    middle = (left[0] + right[0]) / 2
    for leader, place in zip(leaders, places, strict=False):
        offset[leader] = place - middle, 1
    for number, leaf in enumerate(leaves):
        offset[leaf] = places[-1] - middle + number % columns, 1 + number // columns
    return [0.0] + [x - middle for x in left], [0.0] + [x - middle for x in right]


def _block(count: int, columns: int) -> Contour:
    rows = math.ceil(count / columns)
    last = count - (rows - 1) * columns
    return [0.0] * rows, [columns - 1.0] * (rows - 1) + [last - 1.0]


def _side_by_side(blocks: list[Contour]) -> tuple[list[float], list[float], list[float]]:
    places, left, right = [0.0], list(blocks[0][0]), list(blocks[0][1])
    for block_left, block_right in blocks[1:]:
        place = max(a - b for a, b in zip(right, block_left, strict=False)) + 1.0
        places.append(place)
        for row, x in enumerate(block_right):
            if row < len(right):
                right[row] = x + place
            else:
                right.append(x + place)
                left.append(block_left[row] + place)
    return places, left, right
