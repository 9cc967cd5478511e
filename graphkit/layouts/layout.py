"""A layout: where everybody stands, in pixels, and the marks behind them that say what a place means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import east_asian_width

import numpy as np
import numpy.typing as npt

Positions = npt.NDArray[np.float64]
Shown = npt.NDArray[np.bool_]

WIDTH, HEIGHT = 168.0, 40.0  # what a person with the name beside needs
NAME = 15.0  # of a name's letter; wider than at scale 1, as names shrink less than the map when it is seen as a whole
LONGEST = 150.0  # a longer name is cut
LEFT, RIGHT = 26.0, 28.0  # of the middle of a person: how far the circle reaches, and where the name begins
APART = 62.0  # between people whose names stand below them
FEW, MANY = 90, 180  # people: a map of more than a few is seen smaller, and a name takes more of it, up to many


@dataclass(frozen=True)
class Guide:
    """One mark behind the people: a "box", a "ring" or only "words".

    x, y : its middle; of words the place where they begin. width, height : a ring's width is its diameter,
    words take their width at most.
    key : which words of the catalogue stand at it, `screen.map.<key>` with `params`; "" where `words` are the
    account's own, such as a unit's name.
    """

    shape: str
    x: float
    y: float
    width: float = 0.0
    height: float = 0.0
    words: str = ""
    key: str = ""
    params: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True)
class Layout:
    """Where everybody stands.

    positions : shape (n, 2), in pixels at scale 1, y downwards, in the order of `account.people`.
    shown : who has a place at all; shape (n,). beside : names stand to the right of people, else below them.
    risers : where the reporting line of somebody far below the manager goes down (x) and to the right (y); shape
    (n, 2), NaN for others; None where reporting lines are straight.
    """

    positions: Positions
    shown: Shown
    guides: tuple[Guide, ...] = ()
    beside: bool = True
    risers: Positions | None = None


def name_width(name: str) -> float:
    """Room that a name takes at most, in pixels; a Chinese letter is as wide as high, others about half as wide."""
    letters = sum(1.0 if east_asian_width(letter) in "WF" else 0.54 for letter in name)
    return min(LONGEST, NAME * letters)


def place_width(names: Iterable[str]) -> float:
    """How wide everybody's place has to be for the name beside the person to be read when the whole map is seen."""
    widths = [name_width(name) for name in names]
    smaller = min(max(len(widths), FEW), MANY) / FEW
    return max(WIDTH, LEFT + RIGHT + max(widths, default=0.0) * smaller)


def columns_for(n: int, wide: float = WIDTH, shape: float = 1.6) -> int:
    """How many columns, each so wide, make a block of n people about `shape` times as wide as high."""
    columns: float = (n * shape * HEIGHT / wide) ** 0.5
    return max(1, min(n, round(columns)))


def block(n: int, columns: int, wide: float = WIDTH) -> Positions:
    """Places of n people in columns, each so wide, filled downwards; shape (n, 2), from (0, 0)."""
    rows = -(-n // columns) if n else 0
    number = np.arange(n)
    return np.column_stack([number // max(rows, 1) * wide, number % max(rows, 1) * HEIGHT])
