"""A big organisation in one picture: everybody of up to 50,000 people and more, unit by unit, and what we know of them.

Each unit is a box as large as its headcount, its people stand in it in reporting order. Far away a unit shows how its
people stand toward us, as shares; near, each person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from graphkit.gaps import CONTACT
from graphkit.model import Account
from graphkit.treemap import Boxes, nested
from graphkit.units import Region, unit_tree

LEVELS = (2, 1, 0, -1, -2, None)  # of support, in the order of a unit's shares; unknown last
UNKNOWN = LEVELS.index(None)
CONTACTED, DECIDES = 1, 2  # bits of `Overview.mark`
ASPECT = 1.4  # width by height of the whole

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]
Counts = npt.NDArray[np.int64]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Unit:
    """A region on the overview.

    box : x, y, width, height. cell : the part of it where those people stand who are in no region within; width 0
    where there are none. columns, rows : of the grid in the cell. first, people : where its people begin in
    `Overview.order`, and how many they are. shares : how many of these have each of LEVELS.
    headcount, known, covered : everybody in the box; those whose support is known; those with whom one of us has a
    contact of trust 1 or more.
    """

    region: Region
    box: Box
    cell: Box
    columns: int
    rows: int
    first: int
    people: int
    shares: tuple[int, ...]
    headcount: int
    known: int
    covered: int


@dataclass(frozen=True, eq=False)
class Overview:
    """Where everybody stands, in account order; shape (n,) each. About one unit of area for a person.

    unit : place of the innermost of `units`. level : of support, position in LEVELS. influence : 1..5, 0 is unknown.
    mark : bits CONTACTED and DECIDES. order : everybody's row in the order of the picture.
    """

    width: float
    height: float
    units: tuple[Unit, ...]
    x: Floats
    y: Floats
    unit: Ints
    level: npt.NDArray[np.int8]
    influence: npt.NDArray[np.int8]
    mark: npt.NDArray[np.int8]
    order: Ints


@lru_cache(maxsize=8)
def overview(account: Account, *, decision: str = "") -> Overview:
    """The overview of an account that is rated for a decision. Cost O(n log n): half a second for 50,000 people.

    Places depend on who is there, the units and the reporting lines only: no rating, contact or decision moves anybody.
    """
    tree = unit_tree(account)
    people = np.bincount(tree.region, minlength=len(tree.regions))
    boxes, cells = nested([region.parent for region in tree.regions], people.astype(float), ASPECT)
    grids = [_grid(int(n), width, height) for n, (width, height) in zip(people, cells[:, 2:], strict=True)]
    x, y = _places(tree.region, tree.order, cells, np.array(grids))
    level, mark = _levels(account), _marks(account, decision)
    shares = np.zeros((len(people), len(LEVELS)), np.int64)
    np.add.at(shares, (tree.region, level), 1)
    contacted = np.bincount(tree.region, mark & CONTACTED, len(people)).astype(np.int64)
    return Overview(
        float(boxes[0, 2]),
        float(boxes[0, 3]),
        _units_of(tree.regions, boxes, cells, grids, shares, contacted),
        x,
        y,
        tree.region,
        level,
        np.nan_to_num(account.people["influence"].to_numpy(float)).round().astype(np.int8),
        mark,
        tree.order,
    )


def _grid(people: int, width: float, height: float) -> tuple[int, int]:
    """Columns and rows for so many people that leave each the most room."""
    if not people:
        return 0, 0
    near = int(np.sqrt(people * width / height))
    columns = np.arange(max(1, near - 3), max(1, near) + 4)
    rows = -(-people // columns)
    best = int(np.minimum(width / columns, height / rows).argmax())
    return int(columns[best]), int(rows[best])


def _places(region: Ints, order: Ints, cells: Boxes, grids: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Everybody in the middle of a square of the own region's grid, row by row."""
    sorted_region = region[order]
    place = np.arange(len(order)) - np.searchsorted(sorted_region, sorted_region)
    cell, (columns, rows) = cells[sorted_region], grids[sorted_region].T if len(order) else np.ones((2, 0), int)
    x, y = np.empty((2, len(order)))
    x[order] = cell[:, 0] + (place % columns + 0.5) * cell[:, 2] / columns
    y[order] = cell[:, 1] + (place // columns + 0.5) * cell[:, 3] / rows
    return x, y


def _levels(account: Account) -> npt.NDArray[np.int8]:
    """Position in LEVELS of each person's support."""
    support = account.people["support"].to_numpy(float)
    level = LEVELS[0] - np.clip(np.floor(support + 0.5), -2, 2)
    return np.where(np.isnan(support), UNKNOWN, np.nan_to_num(level)).astype(np.int8)


def _marks(account: Account, decision: str) -> npt.NDArray[np.int8]:
    people, contacts, chosen = account.people, account.contacts, account.decision(decision)
    met = people["id"].isin(contacts["person"][contacts["trust"].ge(CONTACT)])
    decides = people["id"].isin([chosen.target, *chosen.committee]) | people["role"].str.contains("decision_maker")
    return (CONTACTED * met.to_numpy() + DECIDES * decides.to_numpy()).astype(np.int8)


def _units_of(
    regions: tuple[Region, ...],
    boxes: Boxes,
    cells: Boxes,
    grids: Sequence[tuple[int, int]],
    shares: Counts,
    contacted: Counts,
) -> tuple[Unit, ...]:
    people = shares.sum(axis=1)
    first = np.cumsum(people) - people
    counted = np.column_stack([people, people - shares[:, UNKNOWN], contacted])
    for place in range(len(regions) - 1, 0, -1):
        counted[regions[place].parent] += counted[place]
    return tuple(
        Unit(
            region=region,
            box=_box(boxes[place]),
            cell=_box(cells[place]),
            columns=grids[place][0],
            rows=grids[place][1],
            first=int(first[place]),
            people=int(people[place]),
            shares=tuple(shares[place].tolist()),
            headcount=int(counted[place, 0]),
            known=int(counted[place, 1]),
            covered=int(counted[place, 2]),
        )
        for place, region in enumerate(regions)
    )


def _box(sides: npt.NDArray[np.float64]) -> Box:
    x, y, width, height = sides.tolist()
    return x, y, width, height
