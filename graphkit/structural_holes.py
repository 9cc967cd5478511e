"""Who bridges groups that do not talk to each other, and who is boxed in among people who all do (Burt 1992).

It takes one question, asked of every line: whom do its two ends both know? It is answered from the end that knows fewer
people, so that nobody's long list is gone through once for each name on it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.integer[Any]]


def structural_holes(joined: csr_array[Any, Any]) -> tuple[Floats, Floats]:
    """How much each person depends on a few contacts who talk to each other, and how many circles they hear from.

    joined : 1.0 where two people are joined, symmetric, nobody joined to themselves; shape (n, n).
    Returns the constraint and the effective size of each person, each of shape (n,); nan for a person without lines.
    Formulas and references: `graphkit.network.constraint`, `graphkit.network.effective_size`. Cost O(m^1.5) at most.

    >>> structural_holes(csr_array([[0.0, 1, 1], [1, 0, 0], [1, 0, 0]]))
    (array([0.5, 1. , 1. ]), array([2., 1., 1.]))
    """
    people, degrees = joined.shape[0], _degrees(joined)
    one, other = _lines(joined)
    line, shared = _shared_contacts(joined)
    times_degree = 1 + np.bincount(line, 1 / degrees[shared], minlength=len(one))  # p_ij + sum of p_iq p_qj, times d_i
    squares = np.bincount(one, times_degree**2, people) + np.bincount(other, times_degree**2, people)
    lines_among = np.bincount(shared, minlength=people)
    return squares / degrees**2, degrees - 2 * lines_among / degrees


def _shared_contacts(joined: csr_array[Any, Any]) -> tuple[Rows, Rows]:
    """Every line and everybody whom both of its ends know, as two arrays of equal length: its place, their row."""
    degrees = np.diff(joined.indptr)
    one, other = _lines(joined)
    fewer = np.where(degrees[one] <= degrees[other], one, other)
    more = one + other - fewer
    count = degrees[fewer]
    line = np.repeat(np.arange(len(one)), count)
    nth = np.arange(len(line)) - np.repeat(np.cumsum(count) - count, count)
    contact = joined.indices[joined.indptr[fewer][line] + nth]
    both = joined[more[line], contact].nonzero()[0]
    return line[both], contact[both]


def _lines(joined: csr_array[Any, Any]) -> tuple[Rows, Rows]:
    """The two ends of every line, each line once."""
    one = np.repeat(np.arange(joined.shape[0]), np.diff(joined.indptr))
    once = one < joined.indices
    return one[once], joined.indices[once]


def _degrees(joined: csr_array[Any, Any]) -> Floats:
    """How many people each person is joined to, nan for none."""
    degrees = np.diff(joined.indptr).astype(np.float64)
    return np.where(degrees > 0, degrees, np.nan)
