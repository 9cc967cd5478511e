"""What the verdict hangs on: who could flip it, and through whom a person's view reaches the target."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import yen

from graphkit.errors import GraphkitError
from graphkit.forecast import VERDICTS, Sway, parts, sway, verdict
from graphkit.graph import Floats
from graphkit.influence import LEVEL, TOLERANCE, Stances, listening, own_stances
from graphkit.model import Account

_DIGITS = round(-math.log10(TOLERANCE))  # beyond them a difference is rounding


# -- what would flip it ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """One person's stance moves by one level, `toward` us or away.

    gain : by how much that moves the end of the range that has to cross the margin, 0..0.5.
    """

    person: str
    toward: bool
    gain: float


@dataclass(frozen=True)
class Flip:
    """The fewest people whose change by one level flips the verdict, the strongest first, and the forecast after it.

    changes : empty where the verdict is as asked for already.
    """

    changes: tuple[Change, ...]
    stance: float
    low: float
    high: float
    verdict: str

    @property
    def people(self) -> tuple[str, ...]:
        return tuple(change.person for change in self.changes)


def flip(
    account: Account, *, decision: str = "", target: str = "", to: str = "for", today: datetime.date
) -> Flip | None:
    """What would flip the verdict: the smallest set of people whose stance, changed by one level, does.

    A change by one level moves all that a person may think, the whole range, by half a point toward us or away, cut off
    at -1 and 1: an opponent becomes a sceptic, somebody unknown anything but an opponent. What an unknown person's
    answer would bring is another question (`graphkit.forecast.ask_next`).

    Parameters
    ----------
    decision, target, today : as in `graphkit.forecast.forecast`.
    to : the verdict wanted: "against", "open" or "for", in this order. One beyond it, seen from today's, will do.

    Returns
    -------
    None where not even everybody's change would do.

    Raises
    ------
    GraphkitError : as in `graphkit.forecast.forecast`; a verdict that does not exist.

    Notes
    -----
    The verdict flips when one end of the range crosses the margin. Either end is a sum over people of V[t, j] times an
    end of j's own range, so what a change of j adds to it depends on nobody else's change. No k people add more than
    the k largest gains; if those do not reach the margin, no k people do. So the largest gains first, until the margin
    is crossed, are the fewest people. Equal gains by id. Cost: one solve and one sort.
    """
    if to not in VERDICTS:
        raise GraphkitError("unknown_verdict", value=to, choices=VERDICTS)
    found = sway(account, decision=decision, target=target)
    margin, stances = found.account.assumptions.verdict_margin, own_stances(found.account, today)
    before = parts(found.effect, stances)
    _, low, high = before.sum(axis=1).tolist()
    today_is, wanted = verdict(low, high, margin), VERDICTS.index(to)
    upward = wanted > VERDICTS.index(today_is)
    toward = (found.effect > 0) == upward
    added = parts(found.effect, _shifted(stances, toward)) - before
    gain = np.abs(added[1 if "for" in (today_is, to) else 2])
    order = np.argsort(-gain.round(_DIGITS), kind="stable")
    after = before.sum(axis=1) + np.vstack([np.zeros(3), added[:, order].T.cumsum(axis=0)])
    for n, (stance, low, high) in enumerate(after.clip(-1, 1).tolist()):
        then = verdict(low, high, margin)
        if (VERDICTS.index(then) - wanted) * (1 if upward else -1) >= 0:
            return Flip(_changes(found, toward, gain, order[:n]), stance, low, high, then)
    return None


def _shifted(stances: Stances, toward: npt.NDArray[np.bool_]) -> Stances:
    """Everybody's range one level toward us or away."""
    shift = np.where(toward, LEVEL, -LEVEL)
    centre, low, high = (np.clip(end + shift, -1, 1) for end in (stances.centre, stances.low, stances.high))
    return Stances(centre, low, high, stances.half_width)


def _changes(
    found: Sway, toward: npt.NDArray[np.bool_], gain: Floats, rows: npt.NDArray[np.intp]
) -> tuple[Change, ...]:
    ids = found.account.people["id"]
    return tuple(Change(ids.iloc[row], bool(toward[row]), float(gain[row])) for row in rows)


# -- why a person matters ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Chain:
    """The target listens to the second of `path`, who listens to the third, and so on to the person, who is last.

    weight : what passes along it, so much of one point of the person's own stance; below 0 through an odd number of
    rivals. share : of the person's whole effect; NaN where all ways together cancel or there is none.
    """

    path: tuple[str, ...]
    weight: float
    share: float


@dataclass(frozen=True)
class Why:
    """Through whom a person's view reaches the target.

    effect : by how much the forecast rises per unit of the person's own stance, V[t, j]. chains : the strongest first.
    other : the share of all other ways, so that all shares sum to 1; below 0 where they work against the chains.
    """

    person: str
    effect: float
    chains: tuple[Chain, ...]
    other: float


def why(account: Account, person: str, *, decision: str = "", target: str = "", k: int = 3) -> Why:
    """Why a person matters: the k strongest chains of listening through which their view reaches the target.

    Parameters
    ----------
    person : id; the target's own chain is the target alone.
    decision, target : as in `graphkit.forecast.forecast`. Of a committee, a chain begins with any of its members.
    k : how many chains; fewer come back where there are no more.

    Raises
    ------
    GraphkitError : as in `graphkit.forecast.forecast`; an unknown person.

    Notes
    -----
    V[t, j] is the sum over every walk of listening from t to j of the product of A_i W[i, next] over its steps, times
    1 - A_j; of a committee, times the vote of the member where it begins. A chain is a walk on which nobody comes
    twice; walks that go back and forth, and the weaker chains, are `other`. Strongest by |weight|, then shorter, then
    by ids; exact, by Yen's algorithm on -log |A_i W|. Cost: one solve, and k searches per person on a chain.

    References
    ----------
    J. Y. Yen (1971), Finding the k shortest loopless paths in a network, doi:10.1287/mnsc.17.11.712.
    """
    found = sway(account, decision=decision, target=target)
    row, ids = found.account.position(person), found.account.people["id"]
    effect = float(found.effect[row])
    whole = effect if abs(effect) > 10 * TOLERANCE else math.nan
    passed, kept = _passed_on(found), 1 - float(listening(found.account)[1][row])
    chains = []
    for path in _paths(passed, row, k):
        weight = math.prod(float(passed[step]) for step in pairwise(path)) * kept
        chains.append(Chain(tuple(ids.iloc[list(path[1:])]), weight, weight / whole))
    chains.sort(key=lambda chain: (-round(abs(chain.weight), _DIGITS), len(chain.path), chain.path))
    other = (whole - math.fsum(chain.weight for chain in chains)) / whole
    return Why(person, effect, tuple(chains), other)


def _passed_on(found: Sway) -> csr_array[Any, Any]:
    """A W, and one more row for the decision itself, which listens to those who decide by their votes."""
    weights, susceptibility = listening(found.account)
    people = len(susceptibility)
    lines = coo_array(weights)
    voters = [found.account.position(member) for member in found.votes]
    row = np.concatenate([lines.row, np.full(len(voters), people)]).astype(np.int32)
    passed = np.concatenate([susceptibility[lines.row] * lines.data, list(found.votes.values())])
    column = np.concatenate([lines.col, voters]).astype(np.int32)
    return csr_array(coo_array((passed, (row, column)), shape=(people + 1, people + 1)))


def _paths(passed: csr_array[Any, Any], row: int, k: int) -> list[tuple[int, ...]]:
    """The k strongest loop-free paths from the decision, the last row, to a person."""
    start = passed.shape[0] - 1
    length = abs(passed)
    length.eliminate_zeros()
    length.data = -np.log(length.data)
    length.data[length.indptr[start] :] += 1  # a vote of 1 has length 0, which would be no line
    _, before = yen(length, start, row, max(k, 1), return_predecessors=True)
    return [_walked(previous, start, row) for previous in before[: max(k, 0)]]


def _walked(previous: npt.NDArray[np.int32], start: int, end: int) -> tuple[int, ...]:
    path = [end]
    while path[-1] != start:
        path.append(int(previous[path[-1]]))
    return tuple(reversed(path))
