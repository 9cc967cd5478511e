"""Who bridges groups that do not talk to each other, and who is boxed in among people who all do (Burt 1992).

It takes one question: which three people all know each other? Each three are found once, by the one of them who knows
the fewest people, so that nobody's long list is gone through.
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
    rank = np.diff(joined.indptr) * people + np.arange(people)  # by how many they know, then as they come
    one, other = _lines(joined, rank)
    line, shared = _shared_contacts(one, other, rank)
    times_degree = 1 + np.bincount(line, 1 / degrees[shared], minlength=len(one))  # p_ij + sum of p_iq p_qj, times d_i
    squares = np.bincount(one, times_degree**2, people) + np.bincount(other, times_degree**2, people)
    lines_among = np.bincount(shared, minlength=people)
    return squares / degrees**2, degrees - 2 * lines_among / degrees


def _lines(joined: csr_array[Any, Any], rank: Rows) -> tuple[Rows, Rows]:
    """The two ends of every line, each line once, from the lower rank to the higher."""
    one, other = np.repeat(np.arange(len(rank)), np.diff(joined.indptr)), joined.indices.astype(np.int64)
    upward = np.flatnonzero(rank[one] < rank[other])
    return one[upward], other[upward]


def _shared_contacts(one: Rows, other: Rows, rank: Rows) -> tuple[Rows, Rows]:
    """Every line and everybody whom both of its ends know, as two arrays of equal length: its place, their row."""
    people, places = len(rank), np.arange(len(one))
    later = np.searchsorted(one, one, side="right") - places - 1  # lines of the same person that come after this one
    first = np.repeat(places, later)
    second = first + 1 + np.arange(len(first)) - np.repeat(np.cumsum(later) - later, later)
    low, high = other[first], other[second]
    turned = rank[low] > rank[high]
    line = one * people + other
    across = np.where(turned, high, low) * people + np.where(turned, low, high)
    third = np.searchsorted(line, across)
    closed = np.flatnonzero(np.append(line, -1)[third] == across)
    first, second, third = first[closed], second[closed], third[closed]
    return np.concatenate([first, second, third]), np.concatenate([other[second], other[first], one[first]])


def _degrees(joined: csr_array[Any, Any]) -> Floats:
    """How many people each person is joined to, nan for none."""
    degrees = np.diff(joined.indptr).astype(np.float64)
    return np.where(degrees > 0, degrees, np.nan)
