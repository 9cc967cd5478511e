"""Rings: the reporting tree around its top, and everybody within a few steps around one person."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order

from graphkit.graph import Lines, lines
from graphkit.layouts.layout import Guide, Layout, Positions
from graphkit.layouts.tree import children, down, forest
from graphkit.model import Account

BETWEEN_RINGS = 110.0
NEIGHBOURS = 46.0  # at least so far apart on a ring
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

    Everybody stands in the middle of the arc of those below. An arc is as wide as those below need on their own rings,
    so that nobody touches a neighbour; the rings are as far apart as all arcs together ask for. Several roots share the
    first ring; around one root its reports do.
    """
    roots, below = children(parent)
    order = down(roots, below)
    level = np.full(len(parent), 0 if len(roots) == 1 else 1)
    for person in order:
        level[below[person]] = level[person] + 1
    arc = NEIGHBOURS / np.maximum(level, 1)  # in pixels at a distance of one ring
    for person in reversed(order):
        arc[person] = max(arc[person], arc[below[person]].sum())
    apart = max(BETWEEN_RINGS, float(arc[roots].sum()) / (2 * np.pi))
    angle = 2 * np.pi * _middles(roots, below, order, arc)
    radius = level * apart
    radii = [float(ring) * apart for ring in range(level.min(), level.max() + 1)] if len(level) else []
    return np.column_stack([radius * np.sin(angle), -radius * np.cos(angle)]), radii


def _middles(
    roots: list[int], below: list[list[int]], order: list[int], arc: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Where the middle of everybody's arc is, clockwise from the top; 0..1, shape (n,)."""
    begin, share = np.zeros(len(below)), np.zeros(len(below))
    share[roots] = arc[roots] / max(arc[roots].sum(), 1e-9)
    begin[roots] = np.cumsum(share[roots]) - share[roots]
    for person in order:
        reports = below[person]
        share[reports] = share[person] * arc[reports] / max(arc[reports].sum(), 1e-9)
        begin[reports] = begin[person] + np.cumsum(share[reports]) - share[reports]
    return np.asarray(begin + share / 2)


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
