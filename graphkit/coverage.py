"""Where we are blind or thin: who of us knows whom, which gaps that leaves, and whom to meet to close them."""

from __future__ import annotations

import datetime
import heapq
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from graphkit.approach import Approach
from graphkit.cuts import reached
from graphkit.errors import GraphkitError
from graphkit.gaps import Context, Gap
from graphkit.model import Account
from graphkit.rules import RULES

_CHOSEN = 0.5  # HiGHS answers 0 or 1 up to rounding


@dataclass(frozen=True, eq=False)
class Coverage:
    """How well our team covers an account for one decision.

    matrix : trust 0..3 of each member (rows) with each person (columns), NaN where there is no contact or nobody rated
    it. wanted : the same of the trust aimed at. gaps : the gravest rule first, see `graphkit.rules.RULES`. score : the
    share of leverage on the decision, 0..1, that sits with people whom somebody of ours knows with a trust of at least
    1; None where the decision names nobody who decides, so that nobody has leverage.
    """

    matrix: pd.DataFrame
    wanted: pd.DataFrame
    gaps: tuple[Gap, ...]
    score: float | None

    def as_dict(self, language: str = "en") -> dict[str, object]:
        matrix = {
            "members": self.matrix.index.tolist(),
            "people": self.matrix.columns.tolist(),
            "trust": _rows(self.matrix),
            "target_trust": _rows(self.wanted),
        }
        return {"matrix": matrix, "gaps": [gap.as_dict(language) for gap in self.gaps], "score": self.score}


@dataclass(frozen=True)
class SmallestSet:
    """Whom to meet so that everybody who counts is at most one trusted step away; ids in account order.

    exact : a set than which none is smaller. greedy : what always taking the person who adds most finds. unreachable :
    those who count and to whom no route leads today; they need a first contact.
    """

    exact: tuple[str, ...]
    greedy: tuple[str, ...]
    unreachable: tuple[str, ...]


def coverage(account: Account, *, decision: str = "", today: datetime.date) -> Coverage:
    """Where our team is blind or thin in this account, and what to do about it.

    Parameters
    ----------
    decision : id; its ratings and its target or committee are used. Default: the account's first.
    today : the day on which contacts and ratings are aged.

    Raises
    ------
    GraphkitError : unknown decision, or a decision that names somebody who is not in the account.

    Notes
    -----
    Cost: one forecast, one compilation of the steps, a few maximum flows per person who decides;
    the matrix holds members x people numbers.
    """
    context = Context.of(account, decision=decision, today=today)
    gaps = tuple(gap for rule in RULES for gap in rule.gaps(context))
    known = context.account
    return Coverage(_matrix(known, "trust"), _matrix(known, "target_trust"), gaps, score(context))


def smallest_set(account: Account, *, decision: str = "", today: datetime.date) -> SmallestSet:
    """The fewest people to meet so that everybody who counts is one trusted step away.

    Who counts: those who decide, and the share `key_share` with the most leverage on the decision. One is a step away
    from oneself, and from anybody whose introduction succeeds with at least `trusted_step`.

    Parameters
    ----------
    As in `coverage`.

    Raises
    ------
    GraphkitError : as in `coverage`; the solver did not finish.

    Notes
    -----
    Minimum set cover as an integer program (HiGHS), proven optimal; the greedy answer is at most ln(n) + 1 times as
    large. Of several smallest sets it is the one that HiGHS finds: the same for the same account and version of
    SciPy, not the first by ids.

    References
    ----------
    Chvatal (1979), A greedy heuristic for the set-covering problem. https://doi.org/10.1287/moor.4.3.233
    """
    context = Context.of(account, decision=decision, today=today)
    wanted = np.flatnonzero(context.key)
    covers = _covers(context.approach, wanted, context.account.assumptions.trusted_step)
    ids = context.account.people["id"].to_numpy()
    far = wanted[~reached(context.approach)[wanted]]
    return SmallestSet(*(tuple(ids[rows]) for rows in (_smallest_cover(covers), _greedy_cover(covers), far)))


def _matrix(account: Account, column: str) -> pd.DataFrame:
    members, people = pd.Index(account.team["id"]), pd.Index(account.people["id"])
    values = np.full((len(members), len(people)), np.nan)
    contacts = account.contacts
    values[members.get_indexer(contacts["member"]), people.get_indexer(contacts["person"])] = contacts[column]
    return pd.DataFrame(values, members.rename("member"), people.rename("person"))


def _rows(matrix: pd.DataFrame) -> list[list[float | None]]:
    """JSON knows no NaN."""
    return [[None if value != value else value for value in row] for row in matrix.to_numpy().tolist()]


def score(context: Context) -> float | None:
    """The share of leverage, 0..1, that sits with people we know; see `Coverage`."""
    return None if context.forecast is None else min(float(context.leverage[context.met].sum()), 1.0)


def _covers(approach: Approach, wanted: npt.NDArray[np.intp], trusted_step: float) -> sparse.csr_array[Any, Any]:
    """Whom (column, everybody) to meet in order to be within one trusted step of whom (row, those wanted)."""
    step = (approach.probability >= trusted_step) & (approach.source < approach.people)
    trusted = sparse.csr_array(
        (np.ones(step.sum()), (approach.target[step], approach.source[step])), shape=(approach.people, approach.people)
    )
    return sparse.csr_array(trusted + sparse.eye_array(approach.people))[wanted]


def _smallest_cover(covers: sparse.csr_array[Any, Any]) -> npt.NDArray[np.intp]:
    if not covers.shape[0]:
        return np.empty(0, np.intp)
    people = np.ones(covers.shape[1], int)
    answer = milp(
        people,
        integrality=people,
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(covers, lb=1),
        options={"mip_rel_gap": 0},
    )
    if not answer.success:
        raise GraphkitError("no_smallest_set", reason=answer.message)
    return np.flatnonzero(answer.x > _CHOSEN)


def _greedy_cover(covers: sparse.csr_array[Any, Any]) -> npt.NDArray[np.intp]:
    """Whoever brings the most of those still missing, the first by id of equals, until nobody is missing."""
    brings = sparse.csr_array(covers.T)
    missing = np.ones(covers.shape[0], bool)
    queue = [(-most, person) for person, most in enumerate(np.diff(brings.indptr).tolist())]
    heapq.heapify(queue)
    chosen = []
    left = len(missing)
    while left:
        promised, person = heapq.heappop(queue)
        rows = brings.indices[brings.indptr[person] : brings.indptr[person + 1]]
        gain = int(missing[rows].sum())
        if gain < -promised:  # some of them were brought by others since
            heapq.heappush(queue, (-gain, person))
            continue
        chosen.append(person)
        missing[rows] = False
        left -= gain
    return np.sort(np.array(chosen, np.intp))
