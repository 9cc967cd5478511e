"""Leverage: how much everybody's own stance counts for one person's

Who listens to whom is compiled beforehand. Ours is the whole computation; the peers are the bare sparse matrix-vector
products it cannot do without (48, and as many as its precision of 1e-12 needs on this account), and SciPy's direct
solver on the same equation, at the sizes where its fill-in lets it end. Both sides run in turn; the median ratio
counts. Ours contains all the products it needs, so no ratio to those is really below 1. The last lines say how the bare
products grow by themselves: beyond 200,000 people a vector no longer fits into the cache of the processor.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csc_array, csr_array, diags_array, eye_array
from scipy.sparse.linalg import spsolve

from bench.accounts import random_account
from bench.table import DIFFERENT, TIME, Line, growth, in_turn, least_seconds, ratio
from graphkit.influence import listening, total_effects

SIZES = (200, 2_000, 20_000, 200_000, 1_000_000)
PRODUCTS, PRECISION = 48, 1e-12
LARGEST_DIRECT, PROMISED = 2_000, 200_000  # people
WORK = "leverage of all on one"

Floats = npt.NDArray[np.float64]


def lines(sizes: Sequence[int] = SIZES) -> Iterator[Line]:
    seconds: dict[int, float] = {}
    bare: dict[int, float] = {}
    for people in sizes:
        weights, susceptibility = listening(random_account(people))
        decides = np.eye(1, people).ravel()
        heard_by = csr_array(weights.T)
        ours = partial(total_effects, weights, susceptibility, decides)
        agreement = "solves the equation" if solves(heard_by, susceptibility, decides, ours()) else DIFFERENT
        most = 1.2 if people >= PROMISED else math.inf
        for count in (PRODUCTS, products_needed(heard_by, susceptibility, decides)):
            mine, theirs = in_turn(ours, partial(products, heard_by, decides, count))
            times = ratio(theirs, mine)
            yield Line(people, WORK, f"{count} sparse products", times, TIME, at_most=most, agreement=agreement)
            seconds[people] = min(seconds.get(people, math.inf), least_seconds(mine))
            bare.setdefault(people, least_seconds(theirs))
        if people <= LARGEST_DIRECT:
            solve = partial(spsolve, *equation(weights, susceptibility, decides))
            mine, theirs = in_turn(ours, solve)
            same = np.allclose((1 - susceptibility) * solve(), ours(), rtol=1e-9, atol=1e-12)
            agreement = "same leverage" if same else DIFFERENT
            yield Line(people, WORK, "SciPy spsolve", ratio(mine, theirs), agreement=agreement)
    yield from growth(WORK, seconds, at_most=12)
    yield from growth(f"{PRODUCTS} sparse products", bare)


def products(matrix: csr_array[Any, Any], vector: Floats, count: int) -> Floats:
    """Nothing but so many products, one after the other."""
    for _ in range(count):
        vector = matrix @ vector
    return vector


def products_needed(heard_by: csr_array[Any, Any], susceptibility: Floats, decides: Floats) -> int:
    """How many terms of the series leave less than the precision; the rest is at most term * a / (1 - a)."""
    most, term, count = susceptibility.max(), decides, 0
    while np.abs(term).sum() * most / (1 - most) > PRECISION:
        term = heard_by @ (susceptibility * term)
        count += 1
    return count


def equation(weights: csr_array[Any, Any], susceptibility: Floats, decides: Floats) -> tuple[Any, Floats]:
    """(I - A W)^T y = decides."""
    return csc_array((eye_array(len(decides)) - diags_array(susceptibility) @ weights).T), decides


def solves(heard_by: csr_array[Any, Any], susceptibility: Floats, decides: Floats, effects: Floats) -> bool:
    solution = effects / (1 - susceptibility)
    left = solution - heard_by @ (susceptibility * solution) - decides
    return bool(np.abs(left).max() < 1e-10)
