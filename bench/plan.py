"""Plan: what to try next and after each outcome, against one query for the ten best routes to the same person

Steps are compiled beforehand, and nothing is known of a target when its plan is asked for; the median over several
targets counts. The last lines are no speed: how far the odds of the plan's own rollout stay below the optimum on 300
random networks of seven people, over budgets of 2 to 10 meetings (`python -m bench.plan_gap` has the details).
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from bench import plan_gap
from bench.accounts import random_account, unseen
from bench.table import DIFFERENT, TIME, Line, Ratio, growth, median_seconds, ratio, run
from graphkit.model import Account
from graphkit.plan import plan
from graphkit.routes import routes

SIZES = (200, 2_000, 20_000, 200_000)
TARGETS = 9
PROMISED = {(200, 6): 3.0, (200, 10): 40.0}


def lines(sizes: Sequence[int] = SIZES) -> Iterator[Line]:
    seconds: dict[int, dict[int, float]] = {6: {}, 10: {}}
    for people in sizes:
        account = random_account(people)
        for meetings in seconds:
            line, seconds[meetings][people] = planned(account, meetings)
            yield line
    for meetings, taken in seconds.items():
        yield from growth(f"plan of {meetings} meetings", taken)
    yield from gap()


def planned(account: Account, meetings: int) -> tuple[Line, float]:
    """The line of one budget, and the median seconds of the plans.

    What a plan finds out about its target is kept with the account, so each budget, and the queries beside it, get an
    account that has not met the targets.
    """
    people, ids = len(account.people), account.people["id"].tolist()
    first, *targets = (ids[row] for row in np.random.default_rng(2).choice(people, TARGETS + 1, replace=False))
    to_plan, to_query = unseen(account), unseen(account)
    for compiled in (to_plan, to_query):
        routes(compiled, first)
    plans, queries = [], []
    for target in targets:
        plans.append(run(partial(plan, to_plan, target, meetings=meetings)))
        queries.append(run(partial(routes, to_query, target, k=10)))
    found = [(one.result, other.result) for one, other in zip(plans, queries, strict=True)]
    same = all(made and best and math.isclose(made.best_route, best[0].probability) for made, best in found)
    line = Line(
        people, f"plan of {meetings} meetings", "one query for 10 routes", ratio(queries, plans), TIME,
        at_most=PROMISED.get((people, meetings), math.inf), agreement="same best route" if same else DIFFERENT,
    )  # fmt: skip
    return line, median_seconds(plans)


def gap() -> Iterator[Line]:
    """How much of the optimum the rollout leaves, in percent."""
    ratios = plan_gap.of_the_plan()
    work, unit = f"odds of the rollout, {plan_gap.NETWORKS} networks", "% below it"
    mean, worst = 100 * (1 - statistics.mean(ratios)), 100 * (1 - min(ratios))
    yield Line(plan_gap.PEOPLE, f"{work}, mean", "the optimum", Ratio.of(mean), unit, at_most=0.5)
    yield Line(plan_gap.PEOPLE, f"{work}, worst", "the optimum", Ratio.of(worst), unit, at_most=10)
