"""Every way to lay the map out, by name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from graphkit.layouts.grid import power_support
from graphkit.layouts.layout import Layout
from graphkit.layouts.radial import around, radial
from graphkit.layouts.sway import by_influence
from graphkit.layouts.tree import top_down
from graphkit.layouts.units import by_unit
from graphkit.model import Account

LAYOUTS = ("tree", "radial", "units", "influence", "grid", "around")


@dataclass(frozen=True)
class Arrangement:
    """Which layout, and what it is about.

    name : one of LAYOUTS. decision : of "influence". person, steps, kinds : of "around"; see each layout's function.
    """

    name: str = "tree"
    decision: str = ""
    person: str = ""
    steps: int = 2
    kinds: tuple[str, ...] = ()


TREE = Arrangement()


@lru_cache(maxsize=32)
def places(account: Account, arrangement: Arrangement) -> Layout:
    """The layout of an account: the same account and arrangement give the same places."""
    if arrangement.name == "around":
        return around(account, arrangement.person, steps=arrangement.steps, kinds=arrangement.kinds)
    if arrangement.name == "influence":
        return by_influence(account, decision=arrangement.decision)
    return {"tree": top_down, "radial": radial, "units": by_unit, "grid": power_support}[arrangement.name](account)
