"""Who bridges groups that do not talk to each other, and who is boxed in among people who all do (Burt 1992).

Both measures come from the same question, asked of every line: whom do its two ends both know? It is answered from the
end that knows fewer people, so that nobody's long list is gone through once for each name on it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.integer[Any]]


def constraint(joined: csr_array[Any, Any]) -> Floats:
    """How much each person depends on a few contacts who talk to each other; nan for a person without lines.

    joined : 1.0 where two people are joined, symmetric, nobody joined to themselves; shape (n, n).
    Formula and reference: `graphkit.network.constraint`.
    """
    people, degrees = joined.shape[0], _degrees(joined)
    one, other = _lines(joined)
    line, shared = _shared_contacts(joined)
    times_degree = 1 + np.bincount(line, 1 / degrees[shared], minlength=len(one))  # p_ij + sum of p_iq p_qj, times d_i
    squares = np.bincount(one, times_degree**2, people) + np.bincount(other, times_degree**2, people)
    return squares / degrees**2


def effective_size(joined: csr_array[Any, Any]) -> Floats:
    """How many different circles each person hears from; nan for a person without lines.

    joined : as in `constraint`. Formula and reference: `graphkit.network.effective_size`.
    """
    degrees = _degrees(joined)
    _, shared = _shared_contacts(joined)
    return degrees - 2 * np.bincount(shared, minlength=joined.shape[0]) / degrees


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
