"""A treemap: boxes within boxes, each as large as what it holds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Boxes = npt.NDArray[np.float64]  # rows of x, y, width, height

ROOM = 1.3  # a box is so much larger than what it holds: its heading and the gap to its neighbours
LEAST = 1 / 400  # of the box around it, that any box has: room enough to be seen and met by a finger
_HEADING = 0.14  # of the shorter side, and at most
_HIGHEST = 0.04  # of the whole
_GAP = 0.025  # of the shorter side


def squarify(areas: Sequence[float], box: Sequence[float]) -> Boxes:
    """Boxes that fill `box`, in proportion to `areas`, as near to squares as rows of them can be; shape (n, 4).

    Parameters
    ----------
    areas : above 0, the largest first.
    box : x, y, width, height.

    References
    ----------
    Bruls, Huizing & van Wijk (2000), Squarified treemaps. https://doi.org/10.1007/978-3-7091-6783-0_4
    """
    x, y, width, height = box
    scaled = np.asarray(areas, float) * (width * height / sum(areas)) if len(areas) else np.zeros(0)
    boxes = np.zeros((len(scaled), 4))
    first = 0
    while first < len(scaled):
        side = min(width, height)
        row = scaled[first : _end_of_row(scaled, first, side)]
        long = row / row.sum() * side
        deep = np.full(len(row), row.sum() / side)
        along = np.cumsum(long) - long
        placed = boxes[first : first + len(row)]
        if width >= height:  # a column at the left
            placed[:] = np.column_stack([np.full(len(row), x), y + along, deep, long])
            x, width = x + deep[0], width - deep[0]
        else:
            placed[:] = np.column_stack([x + along, np.full(len(row), y), long, deep])
            y, height = y + deep[0], height - deep[0]
        first += len(row)
    return boxes


def _end_of_row(areas: npt.NDArray[np.float64], first: int, side: float) -> int:
    """Where the row that begins at `first` ends: with the next box its worst would be longer."""
    total = smallest = largest = areas[first]
    worst, end = side**2 / total, first + 1
    worst = max(worst, 1 / worst)
    while end < len(areas):
        total, smallest = total + areas[end], min(smallest, areas[end])
        longer = max(side**2 * largest / total**2, total**2 / (side**2 * smallest))
        if longer > worst:
            break
        worst, end = longer, end + 1
    return end


def nested(parent: Sequence[int], content: npt.NDArray[np.float64], aspect: float) -> tuple[Boxes, Boxes]:
    """The box of each node of a tree, and the cell in it that holds the node's own content.

    Parameters
    ----------
    parent : of each node, listed before its children; -1 for the first, the root.
    content : how much each node holds itself, apart from its children; 0 is no cell.
    aspect : width by height of the whole.

    Returns
    -------
    Boxes and cells, two arrays of shape (n, 4); one unit of content is about one unit of area, and more where a box
    would be too small to be seen (`LEAST`).
    """
    children: list[list[int]] = [[] for _ in parent]
    for node in range(1, len(parent)):
        children[parent[node]].append(node)
    area = content.astype(float)
    for node in range(len(parent) - 1, -1, -1):
        area[node] = ROOM * (area[node] + area[children[node]].sum())
    boxes, cells = np.zeros((2, len(parent), 4))
    boxes[0] = 0, 0, np.sqrt(area[0] * aspect), np.sqrt(area[0] / aspect)
    highest = _HIGHEST * boxes[0, 3]
    for node in range(len(parent)):
        inner = _inside(boxes[node], highest) if node else boxes[0]
        held = [(float(area[child]), child) for child in children[node]]
        held += [(float(content[node]), -1)] * bool(content[node])
        held.sort(key=lambda pair: -pair[0])
        least = LEAST * sum(size for size, _ in held)
        placed = squarify([max(size, least) for size, _ in held], inner)
        for (_, child), box in zip(held, placed, strict=True):
            (cells if child < 0 else boxes)[node if child < 0 else child] = box
    return boxes, cells


def _inside(box: npt.NDArray[np.float64], highest: float) -> tuple[float, float, float, float]:
    """What a box leaves for its content below a heading that is `highest` at most."""
    x, y, width, height = box.tolist()
    side = min(width, height)
    gap, heading = min(_GAP * side, highest / 4), min(_HEADING * side, highest)
    return x + gap, y + heading, width - 2 * gap, height - heading - gap
