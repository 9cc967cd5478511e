"""What is to be expected in the course of a campaign: whom we have met, what they think, and what we know of it.

Everything is an expected value, meeting by meeting, with outcomes taken as independent: simple enough to check by hand
(MODEL.md, Campaign). A meeting counts only where it takes place, and its odds are those of `graphkit.approach`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphkit.approach import Approach
from graphkit.forecast import Sway
from graphkit.graph import Floats
from graphkit.influence import LEVEL, Stances
from graphkit.model import Account


@dataclass(frozen=True)
class Expected:
    """The forecast to be expected, -1..1, and the odds that we have met whoever decides.

    reach : 0..1; of a committee, the share of its votes to be expected among those met.
    """

    stance: float
    low: float
    high: float
    reach: float


@dataclass(frozen=True)
class Move:
    """One meeting of a member with a person, as rows of `team` and `people`, in a week from 1.

    step : position of the step in the network that brings it about; -1 for another meeting with somebody met before.
    """

    week: int
    member: int
    person: int
    step: int


class Course:
    """The state of a campaign. It is held, one move after the other, by `hold`; all arrays are in account order.

    reached : the odds that we have met each person in this campaign. known, centre : the odds that we know their
    stance, and the stance to be expected, given that we have met them.
    """

    def __init__(self, found: Sway, stances: Stances, network: Approach) -> None:
        account, effect = found.account, found.effect
        self.assumed, self.effect, self.network = account.assumptions, effect, network
        self.votes = {account.position(person): vote for person, vote in found.votes.items()}
        self.trust = _trust(account)
        self.first_centre = stances.centre
        below, above = stances.centre - stances.low, stances.high - stances.centre
        self.doubt = np.where(effect > 0, below, above)  # what pulls the low end down
        self.hope = np.where(effect > 0, above, below)  # what holds the high end up
        self.reached, self.known = np.zeros(len(effect)), np.zeros(len(effect))
        self.centre = stances.centre.copy()

    def odds(self, move: Move) -> float:
        """The odds that this meeting takes place."""
        if move.step < 0:
            return float(self.reached[move.person] * self.again(move.member, move.person))
        source = int(self.network.source[move.step])
        known = 1.0 if source >= self.network.people else float(self.reached[source])
        return known * float(self.network.probability[move.step])

    def again(self, member: int, person: int) -> float:
        """The odds that somebody met meets the same member again: those of a contact, whose trust has grown."""
        trust = max(self.trust.get((member, person), 0.0), self.assumed.met_trust)
        return float(np.interp(trust, np.arange(4.0), self.assumed.step_probability))

    def ask(self, *, first: bool) -> Floats:
        """By how much a meeting lifts the low end of the forecast, as it tells us what each person thinks."""
        unknown = 1.0 if first else 1 - self.known
        return np.asarray(self.assumed.meeting_answers * np.abs(self.effect) * self.doubt * unknown)

    def win(self, *, first: bool) -> Floats:
        """By how much a meeting lifts the low end, as it wins support: of nobody whose support would harm."""
        return np.maximum(self.effect, 0) * self._won(self.first_centre if first else self.centre)

    def hold(self, move: Move) -> None:
        """What is to be expected after one more meeting.

        A new way to somebody matters only where the ways so far have failed.
        """
        person, answers = move.person, self.assumed.meeting_answers
        if move.step < 0:
            odds = self.again(move.member, person)
            self.known[person] += odds * answers * (1 - self.known[person])
            self.centre[person] += odds * self._won(self.centre)[person]
            return
        new = (1 - self.reached[person]) * self.odds(move)
        reached = self.reached[person] + new
        if new > 0:
            first = self.first_centre[person] + self._won(self.first_centre)[person]
            self.known[person] += (answers - self.known[person]) * new / reached
            self.centre[person] += (first - self.centre[person]) * new / reached
            self.reached[person] = reached

    def expected(self) -> Expected:
        """The forecast to be expected now. Its range is what the answers to be expected leave open."""
        met, effect = self.reached, self.effect
        stance = float(effect @ (met * self.centre + (1 - met) * self.first_centre))
        open_ = 1 - met * self.known
        room = np.where(effect > 0, 1 - self.centre, 1 + self.centre)
        hope = (1 - met) * self.hope + met * (1 - self.known) * np.minimum(self.hope, room)
        low, high = stance - float(np.abs(effect) @ (open_ * self.doubt)), stance + float(np.abs(effect) @ hope)
        reach = sum(vote * float(met[person]) for person, vote in self.votes.items())
        return Expected(stance, max(low, -1.0), min(high, 1.0), min(reach, 1.0))

    def _won(self, centre: Floats) -> Floats:
        """The gain of support to be expected of a meeting with each person: one level, as far as there is one left."""
        wanted = np.where(self.effect > 0, np.minimum(LEVEL, 1 - centre), 0.0)
        return np.asarray(self.assumed.meeting_wins * wanted)


def _trust(account: Account) -> dict[tuple[int, int], float]:
    """What is recorded of (member, person); blank is none."""
    member = {id_: row for row, id_ in enumerate(account.team["id"])}
    rows = zip(account.contacts["member"], account.contacts["person"], account.contacts["trust"].fillna(0), strict=True)
    return {
        (member[m], account.positions[p]): float(trust)
        for m, p, trust in rows
        if m in member and p in account.positions
    }
