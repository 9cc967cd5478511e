"""What the tests of a decision share: whole accounts, a day, people in few words, and V by the formula."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import settings

from graphkit.influence import listening
from graphkit.model import Account
from tests.strategies import accounts

TODAY = date(2026, 12, 1)  # of the dates that accounts() draws, one is older than 180 days
CLOSE = 1e-9
thorough, brief = settings(max_examples=30), settings(max_examples=12)


def is_whole(drawn: Account) -> bool:
    """A person drawn with a name of control characters is not in the account; who decides and has ties has to be."""
    named = {drawn.decisions[0].target, *drawn.ties["source"], *drawn.ties["target"]}
    return named <= set(drawn.positions)


whole_accounts = accounts().filter(is_whole)


def person(id_: str, support: str = "", **cells: str) -> dict[str, str]:
    return {"id": id_, "name": id_.upper(), "support": support, "confidence": "confirmed"} | cells


def dense(account: Account) -> np.ndarray:
    """V by the formula of MODEL.md."""
    weights, susceptibility = listening(account)
    identity, moved = np.eye(len(susceptibility)), np.diag(susceptibility)
    return np.linalg.inv(identity - moved @ weights.toarray()) @ (identity - moved)
