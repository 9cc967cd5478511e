"""How often each person stands between two others, exactly, for everybody at once.

Brandes's two sweeps, from many people at a time: outwards, how many shortest chains lead to each person; back, how much
of them runs through each. Whoever hangs on the others by one line only, as most of an org chart does, is folded into
the person at its other end first and counted there, so that the sweeps see but the part of the network with detours.
"""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]

_TOGETHER = 16  # sources of one sweep: enough to be worth a sparse product, few enough for the cache
_DEEP = 300  # steps: beyond, NetworkX is faster, which goes from person to person


def shares_between(joined: csr_array[Any, Any]) -> Floats:
    """How often each person stands between two others: the share, 0..1, of the shortest chains between all pairs.

    joined : 1.0 where two people are joined, symmetric, nobody joined to themselves; shape (n, n).

    Notes
    -----
    Equal to NetworkX's `betweenness_centrality`. Cost O(n m) for each step of the longest of the shortest chains, of
    the people on whom two lines or more are left after folding; the folding is O(n + m).

    References
    ----------
    Brandes, U. (2001). A faster algorithm for betweenness centrality. Journal of Mathematical Sociology 25(2), 163-177.
    doi:10.1080/0022250X.2001.9990249
    Baglioni, M., Geraci, F., Pellegrini, M. and Lastres, E. (2012). Fast exact computation of betweenness centrality in
    social networks. ASONAM 2012. Sariyuce, A. E., Saule, E., Kaya, K. and Catalyurek, U. V. (2012). Shattering and
    compressing networks for centrality analysis. arXiv:1209.6007

    >>> shares_between(csr_array([[0.0, 1, 0], [1, 0, 1], [0, 1, 0]]))
    array([0., 1., 0.])
    """
    people = joined.shape[0]
    weight, pairs, core = _folded(joined)
    inner = joined[core][:, core]
    if _depth(inner) > _DEEP:
        return np.array(list(nx.betweenness_centrality(nx.from_scipy_sparse_array(joined)).values()))
    for first in range(0, len(core), _TOGETHER):
        sources = np.arange(first, min(first + _TOGETHER, len(core)))
        pairs[core] += _pairs_between(inner, weight[core], sources)
    shares: Floats = pairs / max(1, (people - 1) * (people - 2))
    return shares


def _folded(joined: csr_array[Any, Any]) -> tuple[Floats, Floats, Places]:
    """Everybody who hangs on the others by one line folded into the person at its other end, again and again.

    Returns
    -------
    weight : how many people each one stands for: themselves and who was folded into them.
    pairs : ordered pairs that each one stands between, of whom one at least was folded into this person.
    core : rows of those who are left.
    """
    degree = np.diff(joined.indptr).tolist()
    others = (joined @ np.arange(len(degree))).tolist()  # sum of the rows of those still joined: the last one's row
    weight, squares = [1] * len(degree), [0] * len(degree)
    ends = [row for row, count in enumerate(degree) if count == 1]
    for end in ends:  # grows on the way
        if degree[end]:  # else everybody else was folded into this one
            other = int(others[end])
            degree[end] = 0
            degree[other] -= 1
            others[other] -= end
            weight[other] += weight[end]
            squares[other] += weight[end] ** 2
            if degree[other] == 1:
                ends.append(other)
    stands_for = np.array(weight, np.float64)
    behind, outside = stands_for - 1, _within_reach(joined) - stands_for
    pairs = behind * (behind + 2 * outside) - squares  # two from behind the same line do not need this person
    return stands_for, pairs, np.flatnonzero(degree)


def _within_reach(joined: csr_array[Any, Any]) -> Places:
    """How many people are in the same connected part of the network, the person included."""
    _, part = connected_components(joined, directed=False)
    return np.bincount(part)[part]


def _depth(joined: csr_array[Any, Any]) -> float:
    """How far the farthest is from the first person of their part: at least half of the longest shortest chain."""
    _, part = connected_components(joined, directed=False)
    _, first = np.unique(part, return_index=True)
    return float(dijkstra(joined, indices=first, unweighted=True, min_only=True).max()) if len(first) else 0.0


def _pairs_between(joined: csr_array[Any, Any], weight: Floats, sources: Places) -> Floats:
    """How many pairs of one of the sources and somebody else each person stands between, by weight; shape (n,)."""
    levels, chains = _outwards(joined, sources)
    width = len(sources)
    own = np.repeat(weight, width) / np.maximum(chains, 1)
    passed_on = np.zeros(len(chains))  # to each person, by those one step further, for each of this person's chains
    frontier = np.zeros((len(weight), width))
    for here, before in zip(levels[:1:-1], levels[-2:0:-1], strict=True):
        frontier.ravel()[here] = own[here] + passed_on[here]
        passed_on[before] = (joined @ frontier).ravel()[before]
        frontier.ravel()[here] = 0
    through: Floats = (chains * passed_on).reshape(-1, width) @ weight[sources]
    return through


def _outwards(joined: csr_array[Any, Any], sources: Places) -> tuple[list[Places], Floats]:
    """Who is reached after 0, 1, ... steps, and by how many shortest chains from each source.

    A place is row * number of sources + position of the source. Chains has one number for each place.
    """
    width = len(sources)
    here = sources * width + np.arange(width)
    frontier = np.zeros((joined.shape[0], width))
    chains = np.zeros(frontier.size)
    chains[here] = 1
    levels = []
    while len(here):
        levels.append(here)
        frontier.ravel()[here] = chains[here]
        found = (joined @ frontier).ravel()
        frontier.ravel()[here] = 0
        here = np.flatnonzero((found > 0) & (chains == 0))
        chains[here] = found[here]
    return levels, chains
