"""The reporting tree from the top down, as on a printed chart: who reports to whom."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from graphkit.graph import cycles, managers
from graphkit.layouts.layout import HEIGHT, Layout, Positions, place_width
from graphkit.model import Account

INDENT = 0.15  # of a column, from a manager to the reports listed below
MOST_TRIED = 12  # sizes of teams up to which they are listed, and
WIDTHS = (0.8, 1.1, 1.5, 2.2, np.inf)  # of a row of teams, in parts of the ideal one, that are compared
SCREEN = 1.4  # times as wide as high


def top_down(account: Account) -> Layout:
    """The reporting tree, managers above their reports, a column as wide as the widest name."""
    wide = place_width(account.labels[id_] for id_ in account.people["id"])
    tree = reporting_tree(account, aspect=SCREEN * HEIGHT / wide)
    cell = np.array([wide, HEIGHT])
    return Layout(tree.positions * cell, np.ones(len(tree.positions), bool), risers=tree.risers * cell)


@dataclass(frozen=True)
class Tree:
    """A reporting tree on a grid.

    positions : column and row of everybody; shape (n, 2). risers : of people on a second or later row of teams, where
    the line from their manager goes down (column) and to the right (row); NaN for others; shape (n, 2).
    """

    positions: Positions
    risers: Positions


@lru_cache(maxsize=16)
def reporting_tree(account: Account, *, aspect: float = 1.0) -> Tree:
    """Everybody's place: managers above their reports, nobody on top of another.

    Large teams stand side by side, in several rows where one would be too wide; small ones are lists with an indent, as
    on a printed chart: a tree with everybody side by side is forty times as wide as high. Of several ways the one is
    taken that can be shown largest on a screen of `aspect` columns per row. Of a cycle the line of its first member is
    left out here (only here). Cost O(n).
    """
    manager = forest(account)
    roots, reports = children(manager)
    order = down(roots, reports)
    team = np.ones(len(manager), int)  # everybody below and the person
    for person in reversed(order):
        team[person] += team[reports[person]].sum()
    sizes = np.unique(team)
    limits = sizes[np.linspace(0, len(sizes) - 1, min(len(sizes), MOST_TRIED)).astype(int)] if len(sizes) else sizes
    ideal = math.sqrt(len(manager) * aspect)
    ways = (_place(reports, roots, order, team <= limit, part * ideal) for limit in limits for part in WIDTHS)
    return min(ways, key=lambda way: _height(way, aspect), default=Tree(np.zeros((0, 2)), np.zeros((0, 2))))


def _height(tree: Tree, aspect: float) -> float:
    """Rows of the smallest screen on which the whole tree is seen."""
    columns, rows = np.ptp(tree.positions, axis=0) + 1
    return float(max(columns / aspect, rows))


def forest(account: Account) -> npt.NDArray[np.int32]:
    """Row of each person's manager, -1 for none; of a cycle the line of its first member is left out. Shape (n,)."""
    manager = managers(account)
    for loop in cycles(manager):
        manager[loop[0]] = -1
    return manager


def children(parent: npt.NDArray[np.int32]) -> tuple[list[int], list[list[int]]]:
    """The roots of a forest, and everybody's children."""
    below: list[list[int]] = [[] for _ in parent]
    roots: list[int] = []
    for person, above in enumerate(parent.tolist()):
        (below[above] if above >= 0 else roots).append(person)
    return roots, below


def down(roots: list[int], reports: list[list[int]]) -> list[int]:
    """Everybody, managers before their reports."""
    order, waiting = [], list(reversed(roots))
    while waiting:  # not recursive: a chart may be 5,000 deep
        person = waiting.pop()
        order.append(person)
        waiting.extend(reversed(reports[person]))
    return order


@dataclass(frozen=True)
class _Draft:
    """A tree that grows from the bottom up. Shapes (n, 2), and (n,) of `anchor`; columns and rows.

    box : what a person and everybody below need. anchor : column of the person within the box. offset : of the box
    within the manager's. riser : within the manager's box.
    """

    box: Positions
    anchor: npt.NDArray[np.float64]
    offset: Positions
    riser: Positions


def _place(
    reports: list[list[int]], roots: list[int], order: list[int], listed: npt.NDArray[np.bool_], wide: float
) -> Tree:
    """The tree with the teams that are `listed` as lists, the others side by side in rows about `wide` columns wide."""
    n = len(reports)
    draft = _Draft(np.zeros((n, 2)), np.zeros(n), np.zeros((n, 2)), np.full((n, 2), np.nan))
    for person in reversed(order):
        if listed[person]:
            _listed(person, reports[person], draft)
        else:
            _side_by_side(person, reports, draft, wide)
    corner = np.zeros((n, 2))
    corner[roots] = _boxes(roots, reports, draft.box, np.inf)[0]
    for person in order:
        for report in reports[person]:
            corner[report] = corner[person] + draft.offset[report]
            draft.riser[report] += corner[person]
    return Tree(corner + np.column_stack([draft.anchor, np.zeros(n)]), draft.riser)


def _side_by_side(person: int, reports: list[list[int]], draft: _Draft, wide: float) -> None:
    """The teams of a person's reports next to each other; the manager above the middle of the first row of them."""
    team = reports[person]
    corner, shelf = _boxes(team, reports, draft.box, wide)
    draft.offset[team] = corner + np.array([0, 1])
    ends = corner + draft.box[team]
    draft.box[person] = ends.max(axis=0) + np.array([0, 1])
    draft.anchor[person] = (ends[shelf == 0, 0].max() - 1) / 2
    later = shelf > 0
    draft.riser[np.array(team)[later]] = np.column_stack([np.zeros(later.sum()), shelf[later] + 0.5])


def _listed(person: int, reports: list[int], draft: _Draft) -> None:
    row = 1.0
    for report in reports:
        draft.offset[report] = INDENT, row
        row += draft.box[report, 1]
    draft.box[person] = 1 + max(draft.box[reports, 0] - 1 + INDENT, default=0), row


def _boxes(
    people: list[int], reports: list[list[int]], box: Positions, wide: float
) -> tuple[Positions, npt.NDArray[np.float64]]:
    """Corners of several boxes and the rows where their shelves begin: first the teams, each a box, then those without.

    A shelf is filled up to about `wide` columns; a row is left free between two. Those without a team are one box, in
    columns as high as the highest team.
    """
    team = np.array([bool(reports[person]) for person in people], bool)
    sizes = box[people][team]
    alone = np.arange(np.count_nonzero(~team))
    high = max(1, math.ceil(sizes[:, 1].max() if team.any() else math.sqrt(len(alone))))
    if len(alone):
        sizes = np.concatenate([sizes, [[-(-len(alone) // high), min(high, len(alone))]]])
    corners = _shelves(sizes, wide)
    corner, shelf = np.zeros((len(people), 2)), np.zeros(len(people))
    corner[team], shelf[team] = corners[: team.sum()], corners[: team.sum(), 1]
    if len(alone):
        corner[~team] = corners[-1] + np.column_stack([alone // high, alone % high])
        shelf[~team] = corners[-1, 1]
    return corner, shelf


def _shelves(sizes: Positions, wide: float) -> Positions:
    """Corners of boxes on shelves about `wide` columns wide, a free row between two; shape (number of boxes, 2)."""
    corners = np.zeros((len(sizes), 2))
    x = y = deepest = 0.0
    for number, (width, height) in enumerate(sizes.tolist()):
        if x and x + width > wide:
            x, y, deepest = 0.0, y + deepest + 1, 0.0
        corners[number] = x, y
        x, deepest = x + width, max(deepest, height)
    return corners
