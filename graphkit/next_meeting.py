"""The best next meeting of a campaign: the first step of the way that brings most per meeting (MODEL.md, Campaign)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from graphkit.approach import Approach
from graphkit.course import Course, Move
from graphkit.graph import Floats

_DIGITS = 12  # beyond them a difference is rounding

Rows = npt.NDArray[np.integer[Any]]


@dataclass(frozen=True)
class Choice:
    """A meeting, why it is held, for whom (a row of people), and what it is worth per meeting on the way to them.

    action : id of the action by which the team took it into its calendar; "" where it is only proposed.
    """

    move: Move
    kind: str
    aim: int
    value: float
    action: str = ""


class Calendar:
    """Who is booked when. Weeks run from 1; `weeks` + 1 says that there is none."""

    def __init__(self, *, team: int, people: int, per_member_per_week: int, weeks: int) -> None:
        self.capacity, self.weeks = per_member_per_week, weeks
        self.held = np.zeros((team, weeks + 2), np.int64)
        self.last = np.zeros(people, np.int64)  # the week of the last meeting with each person
        self.ready = np.zeros(people, np.int64)  # the week of the last attempt to get to know each person
        self.host = np.full(people, -1)  # who of us is to meet each person first

    def first_week(self, member: Rows, earliest: Rows) -> Rows:
        """The first week in which each member has time, from the earliest on."""
        beyond = self.weeks + 1
        free = np.where(self.held < self.capacity, np.arange(self.weeks + 2), beyond)
        following = np.minimum.accumulate(free[:, ::-1], axis=1)[:, ::-1]
        return np.asarray(following[member, np.clip(earliest, 1, beyond)])

    def book(self, move: Move) -> None:
        self.held[move.member, move.week] += 1
        self.last[move.person] = max(self.last[move.person], move.week)
        if move.step >= 0:
            self.ready[move.person] = max(self.ready[move.person], move.week)
            if self.host[move.person] < 0:
                self.host[move.person] = move.member


@dataclass(frozen=True)
class _Ways:
    """Ways to people, one per entry; arrays of one length.

    odds : that it leads there; 0 where there is none. worth : the sum of what its meetings bring. week : of its last
    meeting. start : the person met before with whom it begins, -1 for our team. step : its last step.
    """

    odds: Floats
    worth: Floats
    week: Rows
    start: Rows
    step: Rows


class Search:
    """Where a campaign stands, and which meeting is best next."""

    def __init__(self, course: Course, calendar: Calendar) -> None:
        self.course, self.calendar, self.network = course, calendar, course.network
        self.untried = np.ones(len(self.network.source), bool)
        self.weeks_ahead = weeks_ahead(self.network)
        self.ask, self.win = course.ask(first=True), course.win(first=True)

    def best(self, meetings: int) -> Choice | None:
        """What to do next with so many meetings left; None where nothing is worth a meeting."""
        candidates = [*self._firsts(meetings), *self._again()]
        best = max(candidates, key=lambda choice: round(choice.value, _DIGITS), default=None)
        return best if best and best.value >= self.course.assumed.worth_a_meeting else None

    def hold(self, move: Move) -> None:
        self.course.hold(move)
        self.calendar.book(move)
        if move.step >= 0:
            self.untried[move.step] = False

    def booked(self, week: int, member: int, person: int, action: str) -> Choice:
        """A meeting that the team took into its calendar: directly, else through whoever is likeliest to introduce us.

        Where nobody we are to have met can do so, its odds are 0.
        """
        step = self.step(member, person)
        if step < 0 and not self.course.reached[person]:
            step = self._introduction(person)
        first = step >= 0
        ask, win = self.course.ask(first=first)[person], self.course.win(first=first)[person]
        kind = "visit" if not max(ask, win) > 0 else "ask" if ask >= win else "win"
        return Choice(Move(week, member, person, step), kind, person, 0.0, action)

    def _introduction(self, person: int) -> int:
        """The likeliest step to a person from somebody we are to have met; -1 where there is none."""
        inner = int(self.network.pointer[self.network.people])
        odds = self.course.reached[self.network.source[:inner]] * self.network.probability[:inner]
        odds = np.where(self.untried[:inner] & (self.network.target[:inner] == person), odds, 0.0)
        return int(np.argmax(odds)) if odds.any() else -1

    def step(self, member: int, person: int) -> int:
        """The step by which a member meets a person directly; -1 where there is none, or it has been tried."""
        position = self.network.step(self.network.people + member, person)
        ends = (self.network.people + member, person)
        is_there = (
            position < len(self.untried) and (self.network.source[position], self.network.target[position]) == ends
        )
        return position if is_there and self.untried[position] else -1

    def _again(self) -> Iterator[Choice]:
        """Another meeting with somebody met before."""
        ask, win = self.course.ask(first=False), self.course.win(first=False)
        met = np.flatnonzero(self.course.reached > 0)
        pause = max(1, math.ceil(self.course.assumed.pause_days / 7))
        weeks = self.calendar.first_week(self.calendar.host[met], self.calendar.last[met] + pause)
        for person, week in zip(met.tolist(), weeks.tolist(), strict=True):
            if week <= self.calendar.weeks:
                move = Move(week, int(self.calendar.host[person]), person, -1)
                value = self.course.odds(move) * float(ask[person] + win[person])
                yield Choice(move, "ask" if ask[person] >= win[person] else "win", person, value)

    def _firsts(self, meetings: int) -> Iterator[Choice]:
        """The best way of each number of meetings, as its first meeting."""
        layers = [self._likeliest(self._open_steps())]
        best_odds = layers[0].odds
        while layers[-1].odds.any():
            mean = (layers[-1].worth / len(layers)).round(_DIGITS)
            yield self._first_meeting(layers, int(np.argmax(np.where(layers[-1].odds > 0, mean, -1))))
            if len(layers) == meetings:
                return
            layers.append(self._likeliest(self._longer(layers[-1], best_odds)))
            best_odds = np.maximum(best_odds, layers[-1].odds)

    def _open_steps(self) -> _Ways:
        """Every step that can be taken next: by a member, or through somebody met before."""
        network, calendar, people = self.network, self.calendar, self.network.people
        known = np.append(self.course.reached, 1.0)[np.minimum(network.source, people)]
        step = np.flatnonzero(self.untried & (known > 0))
        source, target = network.source[step], network.target[step]
        is_ours, through = source >= people, np.where(source >= people, 0, source)
        member = np.where(is_ours, source - people, calendar.host[through])
        earliest = np.where(is_ours, 0, calendar.ready[through]) + self.weeks_ahead[step]
        week = calendar.first_week(member, np.maximum(earliest, calendar.last[target] + 1))
        odds = known[step] * network.probability[step]
        return _Ways(odds, self._worth(odds, target), week, np.where(is_ours, -1, source), step)

    def _longer(self, ways: _Ways, best_odds: Floats) -> _Ways:
        """The same ways with one meeting more, where that makes them likelier; none comes back to where it began."""
        inner = int(self.network.pointer[self.network.people])  # members come last
        source, target = self.network.source[:inner], self.network.target[:inner]
        odds = ways.odds[source] * self.network.probability[:inner]
        likelier = (odds > best_odds[target] * (1 + 10.0**-_DIGITS)) & (target != ways.start[source])
        step = np.flatnonzero(self.untried[:inner] & likelier)
        source, target, odds = source[step], target[step], odds[step]
        worth = np.add(ways.worth[source], self._worth(odds, target))
        return _Ways(odds, worth, ways.week[source] + self.weeks_ahead[step], ways.start[source], step)

    def _worth(self, odds: Floats, person: Rows) -> Floats:
        """What a way to a person brings, where the ways so far have failed."""
        return np.asarray((1 - self.course.reached[person]) * odds * (self.ask + self.win)[person])

    def _likeliest(self, ways: _Ways) -> _Ways:
        """The likeliest way to each person that fits the calendar; of equal ones the earlier, then by ids."""
        fits = np.flatnonzero(ways.week <= self.calendar.weeks)
        target = self.network.target[ways.step]
        order = fits[np.lexsort((ways.step[fits], ways.week[fits], -ways.odds[fits].round(_DIGITS), target[fits]))]
        first = order[np.diff(target[order], prepend=-1) != 0]
        spread = {}
        for name, values in vars(ways).items():
            spread[name] = np.zeros(self.network.people, values.dtype)
            spread[name][target[first]] = values[first]
        return _Ways(**spread)

    def _first_meeting(self, layers: list[_Ways], aim: int) -> Choice:
        """The way to `aim` that the layers hold, as its first meeting."""
        person = aim
        for layer in reversed(layers[1:]):
            person = int(self.network.source[layer.step[person]])
        step, week = int(layers[0].step[person]), int(layers[0].week[person])
        source = int(self.network.source[step])
        member = source - self.network.people if source >= self.network.people else int(self.calendar.host[source])
        kind = "approach" if len(layers) > 1 else "ask" if self.ask[aim] >= self.win[aim] else "win"
        return Choice(Move(week, member, person, step), kind, aim, float(layers[-1].worth[aim] / len(layers)))


def weeks_ahead(network: Approach) -> Rows:
    """Weeks from asking for each step to its meeting: each seven days begun are a week."""
    return np.asarray(np.ceil(network.days / 7).astype(np.int64))
