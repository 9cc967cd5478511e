"""The reporting tree from the top down, as on a printed chart: who reports to whom."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from graphkit.graph import cycles, managers
from graphkit.layouts.layout import HEIGHT, WIDTH, Layout, Positions
from graphkit.model import Account

INDENT = 0.16  # of a column, from a manager to the reports listed below
MOST_TRIED = 12  # ways of laying the tree out that are compared
SCREEN = 1.4  # times as wide as high


def top_down(account: Account) -> Layout:
    """The reporting tree, managers above their reports."""
    cells = reporting_tree(account, aspect=SCREEN * HEIGHT / WIDTH)
    return Layout(cells * [WIDTH, HEIGHT], np.ones(len(cells), bool))


@lru_cache(maxsize=16)
def reporting_tree(account: Account, *, aspect: float = 1.0) -> Positions:
    """Positions (column, row) of everybody, shape (n, 2): managers above their reports, nobody on top of another.

    Large teams stand side by side, small ones are lists with an indent, as on a printed chart: a tree with everybody
    side by side is forty times as wide as high. Up to which size a team is listed is what brings columns per row
    nearest to `aspect`. Of a cycle the line of its first member is left out here (only here). Cost O(n).
    """
    manager = forest(account)
    roots, reports = children(manager)
    order = down(roots, reports)
    team = np.ones(len(manager), int)  # everybody below and the person
    for person in reversed(order):
        team[person] += team[reports[person]].sum()
    sizes = np.unique(team)
    limits = sizes[np.linspace(0, len(sizes) - 1, min(len(sizes), MOST_TRIED)).astype(int)] if len(sizes) else sizes
    ways = [_place(reports, roots, order, team <= limit) for limit in limits]
    return min(ways, key=lambda way: abs(math.log(_aspect(way) / aspect)), default=np.zeros((0, 2)))


def _aspect(positions: Positions) -> float:
    columns, rows = np.ptp(positions, axis=0) + 1
    return float(columns / rows)


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


def _place(reports: list[list[int]], roots: list[int], order: list[int], listed: npt.NDArray[np.bool_]) -> Positions:
    """Positions with the teams that are `listed` as lists and the others side by side."""
    box = np.zeros((len(reports), 2))  # columns and rows that a person and everybody below need
    anchor = np.zeros(len(reports))  # column of the person within the box
    offset = np.zeros((len(reports), 2))  # of the person's box within the manager's
    for person in reversed(order):
        if listed[person]:
            _listed(person, reports[person], box, offset)
        else:
            _side_by_side(person, reports, box, anchor, offset)
    corner = np.zeros((len(reports), 2))
    corner[roots] = _boxes(roots, reports, box)
    for person in order:
        for report in reports[person]:
            corner[report] = corner[person] + offset[report]
    return corner + np.column_stack([anchor, np.zeros(len(anchor))])


def _side_by_side(
    person: int, reports: list[list[int]], box: Positions, anchor: npt.NDArray[np.float64], offset: Positions
) -> None:
    """The teams of a person's reports next to each other; the manager above the middle."""
    corner = _boxes(reports[person], reports, box)
    offset[reports[person]] = corner + np.array([0, 1])
    right, bottom = (corner + box[reports[person]]).max(axis=0)
    box[person] = right, 1 + bottom
    anchor[person] = (right - 1) / 2


def _listed(person: int, reports: list[int], box: Positions, offset: Positions) -> None:
    row = 1.0
    for report in reports:
        offset[report] = INDENT, row
        row += box[report, 1]
    box[person] = 1 + max(box[reports, 0] - 1 + INDENT, default=0), row


def _boxes(people: list[int], reports: list[list[int]], box: Positions) -> Positions:
    """Corners of several boxes: teams side by side, then those without a team in columns as high as the teams."""
    corner = np.zeros((len(people), 2))
    team = np.array([bool(reports[person]) for person in people], bool)
    size = box[people]
    corner[team, 0] = np.cumsum(size[team, 0]) - size[team, 0]
    alone = np.arange(np.count_nonzero(~team))
    high = math.ceil(size[team, 1].max() if team.any() else math.sqrt(len(alone)))
    corner[~team] = np.column_stack([size[team, 0].sum() + alone // max(high, 1), alone % max(high, 1)])
    return corner
