"""A route or a plan as it is drawn on the map: a leg for each meeting, and whom the whole of it may lead over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graphkit.plan import Node
from graphkit.routes import Route, Step

DONE, REFUSED, WAY, OTHERWISE = STATES = ("done", "refused", "way", "otherwise")
_OURS = ("contact", "cold")  # kinds of steps that begin with one of us


@dataclass(frozen=True)
class Leg:
    """One meeting: `source` (one of ours, or a person who introduces us) leads us to the person `target`.

    number : the how-manieth meeting; 0 of a plan that was made anew since. state : "done" (it worked), "refused", "way"
    (what is next, and what follows while all works) or "otherwise" (what follows if the next one does not work).
    """

    source: str
    target: str
    ours: bool
    number: int
    state: str


@dataclass(frozen=True)
class Walk:
    """What is drawn on top of the map.

    members, people : everybody whom the whole of it may lead over. They stay on the map whatever is drawn of it for
    now, so that the next step moves nothing.
    """

    legs: tuple[Leg, ...] = ()
    members: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


NO_WALK = Walk()


def route_walk(route: Route, meetings: int) -> Walk:
    """The first meetings of a route."""
    legs = [_leg(step, number, WAY) for number, step in enumerate(route.steps[:meetings], 1)]
    return Walk(tuple(legs), route.path[:1], route.path[1:])


def plan_walk(tree: Node | None, outcomes: Sequence[bool], tried: Sequence[Leg] = ()) -> Walk:
    """Where a plan stands: what was tried, what is next, and what follows each of its outcomes while all works.

    outcomes : whether each meeting so far worked. tried : legs from before the plan was made anew.

    A step that belongs to both ways is drawn on the one where all works.
    """
    node, legs = tree, list(tried)
    for number, worked in enumerate(outcomes, 1):
        if node is not None:
            legs.append(_leg(node.step, number, DONE if worked else REFUSED))
            node = node.yes if worked else node.no
    now = len(outcomes) + 1
    legs += [_leg(step, now + i, WAY) for i, step in enumerate(_way(node))]
    drawn = {(leg.source, leg.target) for leg in legs}
    fallback = enumerate(_way(node and node.no), now + 1)
    legs += [_leg(step, i, OTHERWISE) for i, step in fallback if (step.source, step.target) not in drawn]
    every = [*tried, *(_leg(step, 0, WAY) for step in _steps(tree))]
    members = {leg.source for leg in every if leg.ours}
    people = {leg.target for leg in every} | {leg.source for leg in every if not leg.ours}
    return Walk(tuple(legs), tuple(sorted(members)), tuple(sorted(people)))


def stands(tree: Node | None, outcomes: Sequence[bool]) -> tuple[Node | None, bool]:
    """What a plan tries next after these outcomes, and whether the last of them reached the target."""
    node, reached = tree, False
    for worked in outcomes:
        if node is not None:
            reached, node = worked and node.reached, node.yes if worked else node.no
    return node, reached


def _leg(step: Step, number: int, state: str) -> Leg:
    return Leg(step.source, step.target, step.kind in _OURS, number, state)


def _way(node: Node | None) -> Iterator[Step]:
    """The steps from here on while all works."""
    while node is not None:
        yield node.step
        node = node.yes


def _steps(node: Node | None) -> Iterator[Step]:
    if node is not None:
        yield node.step
        yield from _steps(node.yes)
        yield from _steps(node.no)
