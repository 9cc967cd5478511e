"""The shape of the network: who is well connected, who stands between groups, who is at the edge.

All measures look at the same simple network: two people are joined where at least one line runs between them, in either
direction and of whatever kind, as long as it is not a rivalry alone. Ratings do not enter; `graphkit.influence` says
who is listened to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import coo_array, csr_array

from graphkit.betweenness import shares_between
from graphkit.communities import communities
from graphkit.errors import unknown
from graphkit.graph import lines
from graphkit.model import Account
from graphkit.structural_holes import structural_holes

SOCIAL_ROLES = ("central_connector", "boundary_spanner", "broker", "peripheral")

_DAMPING = 0.85  # of PageRank: how much of their rank people pass on along their lines
_SETTLED = 1e-13  # change of all ranks together after which they are within 1e-12 of where they would end
_DIGITS = 12  # after which two shares count as equal

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Measure:
    """One measure of the network; its words are `measure.<name>.name`, `.meaning` and `.unit` in the catalogue.

    function : account -> one number per person. low, high : between which it lies. unit : "people", "share", "index"
    (no unit) or "group" (a label, not an amount).
    """

    name: str
    function: Callable[[Account], pd.Series]
    low: float
    high: float
    unit: str
    reference: str


@lru_cache(maxsize=16)
def adjacency(account: Account) -> csr_array[Any, Any]:
    """Who is joined to whom: 1.0 where a line runs between two people. Symmetric, in account order, shape (n, n)."""
    found = lines(account)
    joined = ~found.of("rival")
    ends = np.concatenate([found.source[joined], found.target[joined]])
    others = np.concatenate([found.target[joined], found.source[joined]])
    shape = (len(account.people), len(account.people))
    joined_by = csr_array(coo_array((np.ones(len(ends)), (ends, others)), shape=shape))
    joined_by.data[:] = 1.0
    return joined_by


def degree(account: Account) -> pd.Series:
    """How many people this person is joined to. 0 and more; 0 where no line is known. Cost O(n + m)."""
    return _by_person(account, _degrees(account))


def betweenness(account: Account) -> pd.Series:
    """How often this person stands between two others: what they hear and pass on, or hold back.

    The share, 0..1, of the shortest chains between all pairs of others that run through the person; a pair with several
    shortest chains counts in parts. 0 for a person without lines. Lines are walked both ways. Cost O(n m) for each step
    of the longest chain, O(n) for all who hang on the others by one line only: `graphkit.betweenness`.

    References
    ----------
    Freeman, L. C. (1977). A set of measures of centrality based on betweenness. Sociometry 40(1), 35-41.
    doi:10.2307/3033543
    """
    return _by_person(account, _betweenness(account))


def pagerank(account: Account) -> pd.Series:
    """How well connected the people are to whom this person is connected. 0..1, all sum to 1.

    Lines are walked both ways: a measure of position. Who is listened to, by power, influence and the direction of a
    line, is the leverage of `graphkit.influence.forecast`, which is a PageRank of its own. Damping 0.85; the rank of
    people without lines is shared out among all. Cost O(m).

    References
    ----------
    Brin, S. and Page, L. (1998). The anatomy of a large-scale hypertextual web search engine. Computer Networks and
    ISDN Systems 30, 107-117. doi:10.1016/S0169-7552(98)00110-X
    """
    joined, degrees, people = adjacency(account), _degrees(account), max(1, len(account.people))
    rank, change = np.full(len(degrees), 1 / people), np.inf
    while change > _SETTLED:
        before = rank
        passed_on = joined @ (rank / np.maximum(degrees, 1)) + rank[degrees == 0].sum() / people
        rank = _DAMPING * passed_on + (1 - _DAMPING) / people
        change = np.abs(rank - before).sum()
    return _by_person(account, rank)


def constraint(account: Account) -> pd.Series:
    """How much this person depends on a few contacts who talk to each other: low is free to broker, high is boxed in.

    Sum over j of (p_ij + sum over q of p_iq p_qj)^2 over the people j joined to i, with p_ij = 1 / degree of i.
    0..1.125; nan where no line is known. Cost O(m^1.5) at most.

    References
    ----------
    Burt, R. S. (1992). Structural Holes. Harvard University Press. Burt, R. S. (2004). Structural holes and good ideas.
    American Journal of Sociology 110(2), 349-399. doi:10.1086/421787
    """
    return _by_person(account, _structural_holes(account)[0])


def effective_size(account: Account) -> pd.Series:
    """How many different circles this person hears from: contacts, less those who would say the same.

    d - 2 t / d for d contacts with t lines among them. 1..d; nan where no line is known. Cost as for `constraint`.

    References
    ----------
    Borgatti, S. P. (1997). Structural holes: unpacking Burt's redundancy measures. Connections 20(1), 35-38.
    """
    return _by_person(account, _structural_holes(account)[1])


def core_number(account: Account) -> pd.Series:
    """How deep in the dense core this person sits: k where everybody in a group of theirs is joined to k others in it.

    0 for a person without lines. Cost O(m).

    References
    ----------
    Batagelj, V. and Zaversnik, M. (2003). An O(m) algorithm for cores decomposition of networks. arXiv:cs/0310049
    """
    joined = adjacency(account)
    starts, others = joined.indptr.tolist(), joined.indices.tolist()
    left = np.diff(joined.indptr).tolist()  # lines to people who are not yet taken; of who is taken, the answer
    with_lines: list[list[int]] = [[] for _ in range(max(left, default=0) + 1)]
    for row, lines_left in enumerate(left):
        with_lines[lines_left].append(row)
    for k, rows in enumerate(with_lines):
        for row in rows:  # grows on the way
            if left[row] == k:  # else taken when fewer were left
                for other in (other for other in others[starts[row] : starts[row + 1]] if left[other] > k):
                    left[other] -= 1
                    with_lines[left[other]].append(other)
    return _by_person(account, np.array(left, np.float64))


def community(account: Account) -> pd.Series:
    """Which circle this person belongs to: a group with many lines inside and few to others.

    0 for the largest, then 1, 2, ...; of equal ones the first has the first id. nan where no line is known. The Leiden
    algorithm with a fixed seed, a heuristic: the same account gives the same groups, but of near-equal partitions it
    names one. Every group hangs together. Cost about O(m).

    References
    ----------
    Traag, V. A., Waltman, L. and van Eck, N. J. (2019). From Louvain to Leiden: guaranteeing well-connected
    communities. Scientific Reports 9, 5233. doi:10.1038/s41598-019-41695-z
    """
    group = communities(adjacency(account))
    size = np.bincount(group)
    first = np.full(len(size), len(group))
    np.minimum.at(first, group, np.arange(len(group)))
    alone = _degrees(account)[first] == 0
    order = np.lexsort([first, -size, alone])
    return _by_person(account, _where_joined(account, np.argsort(order)[group]))


MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        measure.name: measure
        for measure in (
            Measure("degree", degree, 0, np.inf, "people", "Freeman (1978)"),
            Measure("betweenness", betweenness, 0, 1, "share", "Freeman (1977)"),
            Measure("pagerank", pagerank, 0, 1, "share", "Brin & Page (1998)"),
            Measure("constraint", constraint, 0, 1.125, "index", "Burt (1992)"),
            Measure("effective_size", effective_size, 1, np.inf, "people", "Burt (1992), Borgatti (1997)"),
            Measure("core_number", core_number, 0, np.inf, "people", "Batagelj & Zaversnik (2003)"),
            Measure("community", community, 0, np.inf, "group", "Traag, Waltman & van Eck (2019)"),
        )
    }
)


def measure(account: Account, name: str) -> pd.Series:
    """One measure of `MEASURES` for everybody, by id in account order; nan where it is not defined."""
    if name not in MEASURES:
        raise unknown("unknown_measure", name, MEASURES, names=tuple(MEASURES))
    return MEASURES[name].function(account).rename(name)


def measures(account: Account, names: Sequence[str] = ()) -> pd.DataFrame:
    """Several measures side by side, all of them where none is named: one row per person in account order."""
    columns = {name: measure(account, name) for name in names or MEASURES}
    return pd.DataFrame(columns, index=_ids(account))


def social_roles(account: Account) -> pd.Series:
    """What this person is to the network: holds it together, leads out of it, bridges it, or stands at its edge.

    The first of these that holds; "" for the others, and for people without any known line:

    - central_connector: degree among the top tenth;
    - boundary_spanner: at least half of the contacts, and two or more, are in another unit;
    - broker: betweenness among the top tenth, without a top degree: few lines, many chains;
    - peripheral: one line only.

    Among the top tenth: not below the last of them and above the median of the people who have lines, so that nobody
    stands out where all are alike. Both shares are assumptions (`prominent_share`, `spanner_share`).

    References
    ----------
    The four roles: Cross, R. and Prusak, L. (2002). The people who make organizations go - or stop. Harvard Business
    Review 80(6), 104-112. They name no thresholds; those above are ours.
    """
    contacts = degree(account)
    conditions = [
        _stands_out(account, contacts),
        _spans_units(account),
        _stands_out(account, betweenness(account)),
        contacts.eq(1).to_numpy(),
    ]
    roles = np.select(conditions, SOCIAL_ROLES, "")
    return pd.Series(roles, index=_ids(account), name="social_role", dtype="str")


def _stands_out(account: Account, values: pd.Series) -> npt.NDArray[np.bool_]:
    amount = values.to_numpy(np.float64).round(_DIGITS)
    joined = amount[_degrees(account) > 0]
    if not len(joined):
        return np.zeros(len(amount), bool)
    top = max(1, round(account.assumptions.prominent_share * len(joined)))
    stands_out: npt.NDArray[np.bool_] = (amount >= np.sort(joined)[-top]) & (amount > np.median(joined))
    return stands_out


def _spans_units(account: Account) -> npt.NDArray[np.bool_]:
    """Who has two contacts or more in other units, and enough of all contacts there; unknown units are no others."""
    unit = account.people["unit"].to_numpy()
    joined = adjacency(account).tocoo()
    here, there = joined.coords
    elsewhere = (unit[here] != unit[there]) & (unit[here] != "") & (unit[there] != "")
    outside = np.bincount(here[elsewhere], minlength=len(unit))
    return (outside >= 2) & (outside >= account.assumptions.spanner_share * _degrees(account))


@lru_cache(maxsize=16)
def _betweenness(account: Account) -> Floats:
    return shares_between(adjacency(account))


@lru_cache(maxsize=16)
def _structural_holes(account: Account) -> tuple[Floats, Floats]:
    return structural_holes(adjacency(account))


def _degrees(account: Account) -> Floats:
    return np.diff(adjacency(account).indptr).astype(np.float64)


def _where_joined(account: Account, values: npt.NDArray[Any]) -> Floats:
    return np.where(_degrees(account) > 0, values, np.nan)


def _ids(account: Account) -> pd.Index:
    ids: pd.Index = pd.Index(account.people["id"], name="id")
    return ids


def _by_person(account: Account, values: Floats) -> pd.Series:
    return pd.Series(values, index=_ids(account))
