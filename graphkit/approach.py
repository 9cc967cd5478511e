"""The steps we can take in an account, each with its odds and days (MODEL.md, Routes).

`approach` compiles an account into a directed network: a member meets somebody he knows, a person introduces us to
another. So that equal odds are really equal, probability and meetings are one whole number per step
(`Approach.cost`), exact in sums below 2**53.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from graphkit.graph import LINE_KINDS, Floats, Ints, lines, rows
from graphkit.model import Account

STEP_KINDS = ("contact", "cold", *LINE_KINDS)
_CONTACT, _COLD, _FIRST_LINE = range(3)
_SUPPORTS, _STRENGTHS, _TRUSTS = np.arange(-2.0, 3.0), np.arange(1.0, 6.0), np.arange(4.0)

NAT = 2.0**33  # units of cost per unit of -ln(probability)
MEETING = 2.0**10  # a cost is units * MEETING + meetings
DAY = 1024  # days are compared in these parts, exact in sums
HOPELESS = 690 * NAT * MEETING  # beyond this cost a probability is no float any more
_ROUND = 10_000  # probabilities of up to four decimals are round numbers


@dataclass(frozen=True, eq=False)
class Approach:
    """Every step we can take: directed steps over n people and m members of ours.

    Nodes 0..n-1 are the rows of `account.people`, n..n+m-1 the rows of `account.team`. Steps are sorted by
    (source, target) and unique per (source, target); none has probability 0, none leads to a member.

    ids : node -> id. people : n. kind : position in STEP_KINDS. probability : 0..1. days : days the step takes.
    """

    ids: tuple[str, ...]
    people: int
    source: Ints
    target: Ints
    kind: Ints
    probability: Floats
    days: Floats

    @cached_property
    def cost(self) -> Floats:
        """-ln(probability) in whole units, and one meeting: the smaller the sum, the better the route.

        Round probabilities get their logarithm from their prime factors, so that equal products are equal sums.
        """
        units = np.rint(-np.log(self.probability) * NAT)
        whole = np.rint(self.probability * _ROUND).astype(np.int64)
        is_round = (np.abs(self.probability * _ROUND - whole) < 1e-8) & (whole > 0)
        logarithm = _logarithms()
        units[is_round] = logarithm[_ROUND] - logarithm[whole[is_round]]
        return units * MEETING + 1

    @cached_property
    def pointer(self) -> npt.NDArray[np.int64]:
        """The steps of node u are pointer[u] : pointer[u + 1]."""
        return np.searchsorted(self.source, np.arange(len(self.ids) + 1))

    @cached_property
    def from_team(self) -> Floats:
        """The cost of the best way from any of us to each node, without the meetings; -inf where there is none."""
        members, size = np.arange(self.people, len(self.ids)), len(self.ids)
        if not len(members):
            return np.full(size, -np.inf)
        forward = csr_array((self.cost, self.target, self.pointer.astype(np.int32)), shape=(size, size))
        cost: Floats = dijkstra(forward, indices=members, min_only=True, limit=HOPELESS)
        return np.where(cost < np.inf, np.floor(cost / MEETING) * MEETING, -np.inf)

    @cached_property
    def backward(self) -> csr_array:
        """From each node against the arrows to those whom we can get to: how much worse each step is than the best.

        That is, the cost of the best way from us over this step less that of the best way to its target, and a meeting.
        """
        size, keep = len(self.ids), np.flatnonzero(self.from_team[self.source] > -np.inf)
        source, target = self.source[keep], self.target[keep]
        worse = self.from_team[source] + self.cost[keep] - self.from_team[target]
        forward = csr_array((worse, (source, target)), shape=(size, size))
        return csr_array(forward.T.tocsr())

    @cached_property
    def pace(self) -> float:
        """The days that any introduction takes at least."""
        introductions = self.days[: self.pointer[self.people]]
        return float(np.rint(introductions.min() * DAY)) if len(introductions) else 0.0

    def days_ahead(self, node: int, cost: float) -> float:
        """What a way of this cost from a node takes at least: all but a member's first meeting are introductions."""
        return self.pace * max(cost % MEETING - (node >= self.people), 0.0)

    @cached_property
    def _rows(self) -> dict[int, list[tuple[float, float, int]]]:
        return {}

    def row(self, node: int) -> list[tuple[float, float, int]]:
        """The steps from a node as (cost, days, node), read when first asked for: a search sees few of a million."""
        if node not in self._rows:
            steps = slice(self.pointer[node], self.pointer[node + 1])
            days = np.rint(self.days[steps] * DAY)
            self._rows[node] = list(
                zip(self.cost[steps].tolist(), days.tolist(), self.target[steps].tolist(), strict=True)
            )
        return self._rows[node]

    def step(self, source: int, target: int) -> int:
        """Position of the step between two nodes."""
        begin, end = self.pointer.item(source), self.pointer.item(source + 1)
        return begin + int(self.target[begin:end].searchsorted(target))

    def only(self, keep: npt.NDArray[np.bool_]) -> Approach:
        """The same nodes with some of the steps."""
        ends = self.source[keep], self.target[keep], self.kind[keep]
        return Approach(self.ids, self.people, *ends, self.probability[keep], self.days[keep])


@cache
def _logarithms() -> Floats:
    """ln of 0..10,000 in whole units (0 has none), additive: that of a product is the sum of those of its factors."""
    logarithm = np.zeros(_ROUND + 1)
    for prime in range(2, _ROUND + 1):
        if logarithm[prime] == 0:
            unit, power = round(math.log(prime) * NAT), prime
            while power <= _ROUND:
                logarithm[::power] += unit
                power *= prime
    return logarithm


def approach(account: Account, *, allow_cold: bool = False) -> Approach:
    """What each next meeting takes and how likely it comes about, for the whole account; compiled once.

    allow_cold : let any member try any person he does not know (trust 0).

    Notes
    -----
    Of several lines between the same two people the most likely counts; a tie with its own probability wins over
    computed ones in the directions it serves; a rival tie closes both directions. Cost O((n + m) log(n + m)).
    """
    return _compiled(account, allow_cold)


@lru_cache(maxsize=16)
def _compiled(account: Account, allow_cold: bool) -> Approach:
    people = len(account.people)
    first = _first_steps(account, allow_cold)
    parts = [_introductions(account), first]
    source, target, kind, probability, days = (np.concatenate(part) for part in zip(*parts, strict=True))
    possible = probability > 0
    return Approach(
        (*account.people["id"].tolist(), *account.team["id"].tolist()),
        people,
        source[possible].astype(np.int32),
        target[possible].astype(np.int32),
        kind[possible].astype(np.int32),
        probability[possible],
        days[possible],
    )


_Steps = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64], Floats, Floats]


def _first_steps(account: Account, allow_cold: bool) -> _Steps:
    """Member to person, by trust."""
    assumed, people = account.assumptions, len(account.people)
    trust = account.contacts["trust"].to_numpy(np.float64)
    member = pd.Index(account.team["id"]).get_indexer(account.contacts["member"]).astype(np.int64)
    (person,) = rows(account, account.contacts["person"])
    known = (trust > 0) & (member >= 0) & (person >= 0) & ~account.gone[person]
    member, person, trust = member[known], person[known], trust[known]
    kind = np.full(len(trust), _CONTACT)
    probability = np.interp(trust, _TRUSTS, assumed.step_probability)
    days = np.interp(trust, _TRUSTS, assumed.step_days)
    if allow_cold:
        everyone = np.arange(len(account.team) * people)
        better = probability >= assumed.step_probability[0]
        row = np.full(len(everyone), -1)
        row[(member * people + person)[better]] = np.flatnonzero(better)
        cold = row < 0
        kind = np.where(cold, _COLD, _CONTACT)
        probability = np.where(cold, assumed.step_probability[0], np.append(probability, 0.0)[row])
        days = np.where(cold, assumed.step_days[0], np.append(days, 0.0)[row])
        member, person = np.divmod(everyone, max(people, 1))
        probability = np.where(account.gone[person], 0.0, probability)
    order = np.lexsort((person, member))
    return people + member[order], person[order], kind[order], probability[order], days[order]


def _introductions(account: Account) -> _Steps:
    """Person to person, by the line between them and the support of the one who introduces."""
    assumed, found = account.assumptions, lines(account)
    strength = np.where(np.isnan(found.strength), assumed.unknown_strength, found.strength)
    strength[found.of("reports_to")] = assumed.solid_line_strength
    strength[found.of("dotted_to")] = assumed.dotted_line_strength
    back = ~found.of("influences")  # every other line serves both ways
    source = np.concatenate([found.source, found.target[back]]).astype(np.int64)
    target = np.concatenate([found.target, found.source[back]]).astype(np.int64)
    kind, strength, own = (np.concatenate([a, a[back]]) for a in (found.kind, strength, found.probability))
    opens = np.interp(strength, _STRENGTHS, assumed.strength_probability)
    computed = np.round(opens * _support_factor(account)[source], 12)
    probability = np.where(np.isnan(own), computed, own)
    pair = source * max(len(account.people), 1) + target
    rival = kind == LINE_KINDS.index("rival")
    open_ = ~np.isin(pair, pair[rival])
    order = np.argsort(pair, kind="stable")
    same = np.diff(pair[order]) == 0
    several = np.flatnonzero(np.append(same, False) | np.insert(same, 0, False)) if len(order) else order
    among = order[several]  # few pairs have several lines: only those need the long sort
    order[several] = among[np.lexsort((kind[among], -probability[among], np.isnan(own[among]), pair[among]))]
    order = order[open_[order]]
    best = order[np.diff(pair[order], prepend=-1) != 0]
    days = np.full(len(best), assumed.introduction_days, np.float64)
    return source[best], target[best], kind[best].astype(np.int64) + _FIRST_LINE, probability[best], days


def _support_factor(account: Account) -> Floats:
    """How willing each person is to introduce us; shape (n,)."""
    support = account.people["support"].to_numpy(np.float64)
    factor = np.interp(support, _SUPPORTS, account.assumptions.support_factor)
    return np.where(np.isnan(support), account.assumptions.unknown_support_factor, factor)
