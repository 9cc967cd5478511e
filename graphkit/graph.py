"""The account as a graph: NetworkX to work on by hand, arrays for the engines. Both say the same.

Every line between two people of the account is listed once, in the direction in which it is written down:
`reports_to` and `dotted_to` run from report to manager, a tie from its source to its target.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd

from graphkit.lookup import first_rows
from graphkit.model import Account
from graphkit.schema import RATINGS, TIE_KINDS

LINE_KINDS = ("reports_to", "dotted_to", *TIE_KINDS)
KIND = {kind: code for code, kind in enumerate(LINE_KINDS)}

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Lines:
    """All m lines between people, as arrays of length m.

    source, target : rows of `account.people`. kind : position in LINE_KINDS. strength : 1..5, NaN where unknown and
    for reporting lines. probability : 0..1 where a tie carries its own, else NaN.
    """

    source: Ints
    target: Ints
    kind: Ints
    strength: Floats
    probability: Floats

    def of(self, *kinds: str) -> npt.NDArray[np.bool_]:
        """Which lines are of these kinds."""
        return np.isin(self.kind, [KIND[kind] for kind in kinds])


@lru_cache(maxsize=16)
def lines(account: Account) -> Lines:
    """The lines of an account. Cost O(n + m).

    A line to oneself, or of somebody who is not there, or not any more, is no line.
    """
    people, ties = account.people, account.ties
    cells = people["dotted_to"]
    dotted = cells[cells.ne("")].str.split(";").explode().str.strip()
    solid_to, dotted_to, tied, tied_to = rows(account, people["reports_to"], dotted, ties["source"], ties["target"])
    source = np.concatenate([np.arange(len(people)), dotted.index.to_numpy(), tied])
    target = np.concatenate([solid_to, dotted_to, tied_to])
    formal = len(people) + len(dotted)
    code, kinds = pd.factorize(ties["kind"])
    kind = np.concatenate(
        [
            np.full(len(people), KIND["reports_to"]),
            np.full(len(dotted), KIND["dotted_to"]),
            np.array([KIND[kind] for kind in kinds], np.int64)[code],
        ]
    )
    unknown = np.full(formal, np.nan)
    strength = np.concatenate([unknown, ties["strength"].to_numpy(np.float64)])
    probability = np.concatenate([unknown, ties["probability"].to_numpy(np.float64)])
    real = (target >= 0) & (source >= 0) & (source != target) & ~account.gone[source] & ~account.gone[target]
    return Lines(
        source[real].astype(np.int32),
        target[real].astype(np.int32),
        kind[real].astype(np.int32),
        strength[real],
        probability[real],
    )


def rows(account: Account, *columns: pd.Series) -> list[npt.NDArray[np.int64]]:
    """Row of the person that each cell of these columns names, -1 for nobody."""
    named = first_rows(pd.concat(columns, ignore_index=True), account.people["id"])
    return np.split(named, np.cumsum([len(column) for column in columns])[:-1])


def build(account: Account) -> nx.MultiDiGraph:
    """The account's people and lines as a NetworkX graph, yours to change.

    Nodes are ids with every column of people.csv as attribute (a rating is None where unknown); edges run as in
    `Lines`, keyed and labelled by `kind`, with `strength` (None where unknown). No attribute is called `weight`:
    NetworkX reads it as a distance in one function and as a strength in the next.
    """
    graph = nx.MultiDiGraph(name=account.name)
    people = account.people.drop(columns=["id", "reports_to", "dotted_to"])
    people = people.astype(dict.fromkeys(RATINGS, object)).where(people.notna(), None)
    ids = account.people["id"].tolist()
    graph.add_nodes_from(zip(ids, people.to_dict("records"), strict=True))
    found = lines(account)
    for source, target, kind, strength in zip(found.source, found.target, found.kind, found.strength, strict=True):
        name = LINE_KINDS[kind]
        known = None if np.isnan(strength) else float(strength)
        graph.add_edge(ids[source], ids[target], key=name, kind=name, strength=known)
    return graph


def managers(account: Account) -> npt.NDArray[np.int32]:
    """Row of each person's solid manager, -1 for a root, an orphan or a person who names himself. Shape (n,)."""
    (row,) = rows(account, account.people["reports_to"])
    real = (row >= 0) & (row != np.arange(len(row))) & ~account.gone & ~account.gone[row]
    return np.where(real, row, -1).astype(np.int32)


def cycles(manager: npt.NDArray[np.int32]) -> list[list[int]]:
    """Every cycle of the reporting lines, as rows in the order in which they report, the smallest first. Cost O(n).

    manager : row of each person's manager, -1 for none; shape (n,).
    """
    state = np.full(len(manager), 2, np.int8)  # 0 not seen, 1 on the walk now, 2 done
    under_no_root = _under_no_root(manager)
    state[under_no_root] = 0
    found = []
    for start in under_no_root.tolist():
        walk = []
        person = start
        while person >= 0 and not state[person]:
            state[person] = 1
            walk.append(person)
            person = int(manager[person])
        if person >= 0 and state[person] == 1:
            loop = walk[walk.index(person) :]
            first = loop.index(min(loop))
            found.append(loop[first:] + loop[:first])
        state[walk] = 2
    return found


def _under_no_root(manager: npt.NDArray[np.int32]) -> npt.NDArray[np.intp]:
    """Who is on a cycle or below one: going up twice as far each time, they never leave. Cost O(n log n)."""
    top = len(manager)  # a place above every root
    above = np.append(np.where(manager < 0, top, manager), top)
    for _ in range(top.bit_length()):
        above = above[above]
    return np.flatnonzero(above[:top] != top)
