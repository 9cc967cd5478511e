"""Which people form a circle of their own: groups with many lines inside and few to others."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from graspologic_native import leiden_csr
from scipy.sparse import csr_array

SEED = 0  # of the order in which people are tried in one group and another

_ROUNDS = 2  # one leaves a large network below the modularity of Louvain's method, two above it
_TRIED = 2_000  # people: a network of fewer is partitioned several times, and the best partition kept


def communities(joined: csr_array[Any, Any]) -> npt.NDArray[np.int64]:
    """The group of each person, numbered from 0 on without gaps; whoever has no line is alone.

    joined : 1.0 where two people are joined, symmetric, nobody joined to themselves; shape (n, n).
    Algorithm and reference: `graphkit.network.community`.

    >>> communities(csr_array([[0.0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]])).tolist()
    [0, 0, 1, 1]
    """
    people = joined.shape[0]
    if not joined.nnz:
        return np.arange(people)
    arrays = joined.indptr.astype(np.int64), joined.indices.astype(np.int32), joined.data
    _, group = leiden_csr(*arrays, people, seed=SEED, iterations=_ROUNDS, trials=max(1, _TRIED // people))
    return np.fromiter(map(group.__getitem__, range(people)), np.int64, people)
