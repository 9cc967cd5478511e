"""Rings: the reporting tree around its top, and everybody within a few steps around one person."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order

from graphkit.graph import Lines, lines
from graphkit.layouts.layout import APART, Guide, Layout, Positions
from graphkit.layouts.tree import children, down, forest
from graphkit.model import Account

BETWEEN_RINGS = 110.0
STEPS = (1, 2, 3)


def radial(account: Account) -> Layout:
    """The reporting tree with the top in the middle and one ring for each level below it."""
    parent = forest(account)
    positions, radii = rings(parent)
    named = enumerate(radii, start=0 if radii and not radii[0] else 1)  # one top is level 0, several are level 1
    guides = tuple(_ring(radius, "level", level) for level, radius in named if radius)
    return Layout(positions, np.ones(len(parent), bool), guides, beside=False)


def around(account: Account, person: str, *, steps: int = 2, kinds: tuple[str, ...] = ()) -> Layout:
    """Whoever is within a few lines of one person, on one ring for each line; everybody else has no place.

    steps : 1 to 3 lines. kinds : kinds of lines that count; () is all. Lines are walked both ways. Cost O(n + m).
    """
    centre = account.position(person)
    parent, distance = _nearest(lines(account), len(account.people), centre, kinds)
    shown = (distance >= 0) & (distance <= steps)
    rows = np.flatnonzero(shown)
    place = np.full(len(shown), -1, np.int32)
    place[rows] = np.arange(len(rows))
    positions = np.zeros((len(shown), 2))
    positions[rows], radii = rings(np.where(parent[rows] >= 0, place[parent[rows]], -1))
    guides = tuple(_ring(radius, "step", step) for step, radius in enumerate(radii) if radius)
    return Layout(positions, shown, guides, beside=False)


def rings(parent: npt.NDArray[np.int32]) -> tuple[Positions, list[float]]:
    """Positions of a forest, a level to a ring, and the radius of each level's ring.

    Everybody stands in the middle of the arc of those below, who get equal arcs. Several roots share the first ring.
    """
    roots, below = children(parent)
    order = down(roots, below)
    level = np.zeros(len(parent), int)
    for person in order:
        level[below[person]] = level[person] + 1
    angle = _angles(roots, below, order)
    radii: list[float] = []
    for at in range(level.max() + 1 if len(level) else 0):
        inner = radii[-1] + BETWEEN_RINGS if radii else 0.0 if len(roots) == 1 else BETWEEN_RINGS
        radii.append(max(inner, APART / _narrowest(np.sort(angle[level == at]))))
    radius = np.array(radii)[level] if radii else np.zeros(0)
    return np.column_stack([radius * np.sin(angle), -radius * np.cos(angle)]), radii


def _angles(roots: list[int], below: list[list[int]], order: list[int]) -> npt.NDArray[np.float64]:
    """Clockwise from the top, in radians."""
    leaves = np.array([not reports for reports in below], float)
    for person in reversed(order):
        leaves[person] += leaves[below[person]].sum()
    begin = np.zeros(len(below))
    begin[roots] = np.cumsum(leaves[roots]) - leaves[roots]
    for person in order:
        begin[below[person]] = begin[person] + np.cumsum(leaves[below[person]]) - leaves[below[person]]
    all_leaves = leaves[roots].sum()
    return np.asarray(2 * np.pi * (begin + leaves / 2) / max(all_leaves, 1))


def _narrowest(angles: npt.NDArray[np.float64]) -> float:
    """The smallest angle between neighbours on a ring; infinite for one alone."""
    if len(angles) < 2:
        return np.inf
    return max(min(float(np.diff(angles).min()), 2 * np.pi - float(angles[-1] - angles[0])), 1e-6)


def _nearest(
    found: Lines, n: int, centre: int, kinds: tuple[str, ...]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Whom each person is reached from, and in how many lines; -1 where in none. Shapes (n,)."""
    used = found.of(*kinds) if kinds else np.ones(len(found.source), bool)
    ends = (found.source[used], found.target[used])
    network = csr_array((np.ones(used.sum()), ends), shape=(n, n))
    order, before = breadth_first_order(network, centre, directed=False)
    distance = np.full(n, -1, np.int32)
    distance[centre] = 0
    for person in order[1:].tolist():
        distance[person] = distance[before[person]] + 1
    return np.where(before < 0, -1, before).astype(np.int32), distance


def _ring(radius: float, key: str, n: int) -> Guide:
    return Guide("ring", 0.0, 0.0, 2 * radius, 2 * radius, key=key, params=(("n", n),))


def on_arcs(counts: list[int], radii: list[float]) -> Positions:
    """Places on rings, evenly spread on each; shape (sum of counts, 2)."""
    places = []
    for count, radius in zip(counts, radii, strict=True):
        angle = 2 * np.pi * (np.arange(count) + 0.5) / max(count, 1)
        places.append(np.column_stack([radius * np.sin(angle), -radius * np.cos(angle)]))
    return np.concatenate(places) if places else np.zeros((0, 2))
