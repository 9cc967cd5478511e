"""The units of an organisation as a tree of regions: what an overview shows instead of fifty thousand names.

A unit is what `people.unit` says; `A / B` is B within A. Where a unit is large, or where nobody wrote a unit down, the
teams of its leading managers divide it further: by the reporting lines, and by nothing that was not said.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from graphkit.graph import cycles, managers
from graphkit.model import Account

ACCOUNT, UNIT, TEAM, REST, NO_UNIT = "account", "unit", "team", "rest", "no_unit"
DEEPEST = 3  # parts of a path that are regions of their own; what is below counts to the last of them
MOST_BESIDE = 60  # regions within one; the smallest beyond them are one region together
LARGE = 150  # people of a unit from which its teams are shown
SMALLEST_TEAM = 12
TEAM_SHARE = 1 / 60  # of its unit, that a team has at least in order to be a region
NEARLY_ALL = 0.9  # of its unit: such a team is the unit
TEAM_LEVELS = 2  # teams within teams
_SEPARATOR = re.compile(r"\s+[/>›»]\s+")

Ints = npt.NDArray[np.int32]
Path = tuple[str, ...]


@dataclass(frozen=True)
class Region:
    """A part of the organisation.

    kind : "account" (the first, holds all), "unit", "team", "rest" (several small units), "no_unit".
    name : of a unit, the last part of its path; "" of others. leader : id, of a team only.
    parent : place of the region around it, before its own; -1 for the account.
    units : the values of `people.unit` in it, as a focused map filters by them; none for a team and the account.
    """

    kind: str
    name: str
    parent: int
    units: tuple[str, ...] = ()
    leader: str = ""


@dataclass(frozen=True, eq=False)
class UnitTree:
    """All regions, each after the one around it, and where each person belongs.

    region : the innermost region of each person; shape (n,). order : everybody's row, region by region and within it
    in reporting order, a manager before the team; shape (n,).
    """

    regions: tuple[Region, ...]
    region: Ints
    order: Ints


@lru_cache(maxsize=16)
def unit_tree(account: Account) -> UnitTree:
    """The regions of an account. Ratings, ties and contacts have no say in it. Cost O(n log n)."""
    units, unit = np.unique(account.people["unit"].to_numpy(object).astype(str), return_inverse=True)
    regions, of_unit = _units(units.tolist(), np.bincount(unit, minlength=len(units)).tolist())
    boss = _managers_within(account, unit)
    team, order = _reporting_order(boss.tolist())
    region = _teams(account, regions, of_unit[unit], boss.tolist(), team, order)
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    return UnitTree(tuple(regions), region, np.lexsort((place, unit, region)).astype(np.int32))


def _units(units: Sequence[str], count: Sequence[int]) -> tuple[list[Region], Ints]:
    """The account and its units as regions, and the region of each unit."""
    within: dict[Path, dict[Path, int]] = defaultdict(lambda: defaultdict(int))  # headcount of each path in a path
    holds: dict[Path, list[str]] = defaultdict(list)
    for unit, people in zip(units, count, strict=True):
        for depth, path in enumerate(_prefixes(_path(unit))):
            within[path[:depth]][path] += people
            holds[path].append(unit)
    regions, place = [Region(ACCOUNT, "", -1)], dict[Path, int]({(): 0})
    waiting: list[Path] = [()] if holds.keys() != {("",)} else []  # where nobody has a unit, all are the account's
    for path in waiting:
        found = sorted(within[path], key=lambda child: (-within[path][child], child))
        alone = found if len(found) <= MOST_BESIDE + 1 else found[:MOST_BESIDE]
        for child in alone:
            place[child] = len(regions)
            kind = UNIT if child != ("",) else NO_UNIT
            regions.append(Region(kind, child[-1], place[path], tuple(holds[child])))
            waiting.append(child)
        if rest := found[len(alone) :]:
            place |= dict.fromkeys(rest, len(regions))
            regions.append(Region(REST, "", place[path], tuple(unit for child in rest for unit in holds[child])))
    of_unit = [next(place[path] for path in reversed([(), *_prefixes(_path(u))]) if path in place) for u in units]
    return regions, np.array(of_unit, np.int32)


def _path(unit: str) -> Path:
    parts = tuple(part.strip() for part in _SEPARATOR.split(unit) if part.strip())
    return parts[:DEEPEST] or (unit.strip(),)


def _prefixes(path: Path) -> Iterator[Path]:
    return (path[:depth] for depth in range(1, len(path) + 1))


def _managers_within(account: Account, unit: npt.NDArray[np.intp]) -> Ints:
    """Row of each person's manager of the same unit, else -1. Of a cycle the line of its first member is left out."""
    boss = managers(account)
    for loop in cycles(boss):
        boss[loop[0]] = -1
    boss[unit[boss] != unit] = -1
    return boss


def _reporting_order(boss: list[int]) -> tuple[list[int], list[int]]:
    """How many are in each person's team, the person included; and everybody, managers before their teams."""
    reports: list[list[int]] = [[] for _ in boss]
    for person, manager in enumerate(boss):
        if manager >= 0:
            reports[manager].append(person)
    roots = [person for person, manager in enumerate(boss) if manager < 0]
    team = [1] * len(boss)
    for person in reversed(_top_down(reports, roots)):
        if boss[person] >= 0:
            team[boss[person]] += team[person]
    return team, _top_down(reports, sorted(roots, key=lambda person: team[person] == 1))  # whoever is alone comes last


def _top_down(reports: list[list[int]], roots: list[int]) -> list[int]:
    order, waiting = [], roots[::-1]
    while waiting:  # not recursive: a chart may be 5,000 deep
        person = waiting.pop()
        order.append(person)
        waiting.extend(reversed(reports[person]))
    return order


def _teams(
    account: Account, regions: list[Region], region: Ints, boss: list[int], team: list[int], order: list[int]
) -> Ints:
    """The innermost region of each person, with the teams of large units added to the regions."""
    people = np.bincount(region, minlength=len(regions))
    divided = (people >= LARGE) & np.array([found.kind != REST for found in regions])
    at_least = np.maximum(SMALLEST_TEAM, people * TEAM_SHARE)[region]
    size = np.array(team)
    leads = (divided[region] & (size >= at_least) & (size < NEARLY_ALL * people[region])).tolist()
    ids, innermost, level = account.people["id"].tolist(), region.tolist(), [0] * len(boss)
    for person in order:
        if boss[person] >= 0:
            innermost[person], level[person] = innermost[boss[person]], level[boss[person]]
        if leads[person] and level[person] < TEAM_LEVELS:
            regions.append(Region(TEAM, "", innermost[person], leader=ids[person]))
            innermost[person], level[person] = len(regions) - 1, level[person] + 1
    return np.array(innermost, np.int32)
