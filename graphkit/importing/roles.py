"""Who decides, where a file says it with yes and no, and the stances that stand among its roles."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from graphkit.importing.headers import fold
from graphkit.importing.words import STANCES, parts, yes_or_no


def says_yes(flags: pd.Series) -> pd.Series:
    """Which cells say yes: `是`, `Yes`, `x`, or one of several flags does."""
    return flags.isin([flag for flag in flags.drop_duplicates() if any(yes_or_no(part) for part in parts(flag))])


def unclear(flags: pd.Series) -> list[str]:
    """The cells that say neither yes nor no."""
    return [flag for flag in flags.drop_duplicates() if any(yes_or_no(part) is None for part in parts(flag))]


def with_decision_makers(role: pd.Series, flags: pd.Series) -> pd.Series:
    """Roles with `decision_maker` for everybody whose flag says yes."""
    new = says_yes(flags) & ~role.str.contains("decision_maker", regex=False)
    return role.mask(new, ("decision_maker;" + role).str.removesuffix(";"))


def stances(roles: pd.Series, said: Mapping[str, str]) -> dict[str, str]:
    """The support that cells of roles tell: a champion is no part in the decision but a stance.

    Of several stances in a cell the worst counts, as it costs the most to miss. said : words that the user gave a
    meaning of their own.
    """
    found = {}
    for cell in roles.drop_duplicates():
        told = [STANCES[fold(part)] for part in parts(cell) if part not in said and fold(part) in STANCES]
        if told:
            found[cell] = min(told, key=int)
    return found
