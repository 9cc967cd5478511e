"""Accounts whose right answers are published, and the same account under other names."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from graphkit import schema
from graphkit.model import Account, Decision
from tests.strategies import account

# Friedkin & Johnsen's four people (1990): who listens to whom, themselves included; how far; their own stances
FJ_WEIGHTS = np.array(
    [[0.220, 0.120, 0.360, 0.300], [0.147, 0.215, 0.344, 0.294], [0, 0, 1, 0], [0.090, 0.178, 0.446, 0.286]]
)
FJ_SUSCEPTIBILITY = np.array([0.78, 0.785, 0, 0.714])
FJ_STANCES = np.array([25, 25, 75, 85]) / 100
FJ_RESULT = np.array([0.60, 0.60, 0.75, 0.75])  # to two decimals


def friedkin_johnsen_account() -> Account:
    """Friedkin & Johnsen's four people p1..p4 as an account that decides through p1.

    Nobody in an account listens to themselves, so the diagonal of W is taken out: the same x solves x_i = L' sum over j
    of W'_ij x_j + (1 - L') s_i for L' = L (1 - W_ii) / (1 - L W_ii) and W'_ij = W_ij / (1 - W_ii). The power that gives
    L' is (0.9 - L') / 0.1, and `influences` ties of a strength in proportion to W' give W'. p3 listens to nobody.
    """
    own = np.diag(FJ_WEIGHTS)
    susceptibility = FJ_SUSCEPTIBILITY * (1 - own) / (1 - FJ_SUSCEPTIBILITY * own)
    people, ties = [], []
    for i, (moved, stance) in enumerate(zip(susceptibility, FJ_STANCES, strict=True)):
        power = "" if not moved else repr(float((0.9 - moved) / 0.1))
        person = {"id": f"p{i + 1}", "name": f"Person {i + 1}", "power": power, "confidence": "confirmed"}
        people.append(person | {"support": repr(float(2 * stance))})
        voices = {j: FJ_WEIGHTS[i, j] for j in range(4) if j != i and FJ_WEIGHTS[i, j]}
        for j, voice in voices.items():
            strength = repr(float(voice / min(voices.values())))
            ties.append({"source": f"p{j + 1}", "target": f"p{i + 1}", "kind": "influences", "strength": strength})
    return account(people, ties=ties, decisions=[{"id": "d", "target": "p1"}])


def relabelled(account: Account, names: Mapping[str, str]) -> Account:
    """The same account with other ids for its people; its decisions keep their targets, under the new ids."""
    tables = {}
    for table in schema.TABLES:
        frame = account.table(table.name).copy()
        for column in table.columns:
            if column.refers_to == "people" or (table is schema.PEOPLE and column.name == "id"):
                frame[column.name] = frame[column.name].map(lambda id_: names.get(id_, id_)).astype("str")
        tables[table.name] = schema.in_order(frame, table)
    decisions = tuple(Decision(each.id, target=names.get(each.target, each.target)) for each in account.decisions)
    return account.with_(**tables, decisions=decisions)


def with_person(account: Account, id_: str, **cells: object) -> Account:
    """The account with some cells of one person changed."""
    people: pd.DataFrame = account.people.copy()
    for name, value in cells.items():
        people.loc[account.position(id_), name] = value
    return account.with_(people=people)
