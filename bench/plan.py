"""Plan: what to try next and after each outcome, against one query for the ten best routes to the same person

Steps are compiled beforehand, and nothing is known of a target when its plan is asked for; the median over several
targets counts. Beside our own query stands that of NetworkX on its finished graph: the faster ours becomes, the dearer
a plan looks in queries. The last lines are no speed: how far the odds of the plan's own rollout stay below the optimum
on 300 random networks of seven people, over budgets of 2 to 10 meetings (`python -m bench.plan_gap` has the details).
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from bench import plan_gap
from bench.accounts import random_account, unseen
from bench.routes import steps_of, with_networkx
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
            table, seconds[meetings][people] = planned(account, meetings)
            yield from table
    for meetings, taken in seconds.items():
        yield from growth(f"plan of {meetings} meetings", taken)
    yield from gap()


def planned(account: Account, meetings: int) -> tuple[list[Line], float]:
    """The lines of one budget, and the median seconds of the plans.

    What a plan finds out about its target is kept with the account, so each budget, and the queries beside it, get an
    account that has not met the targets.
    """
    people, ids = len(account.people), account.people["id"].tolist()
    first, *targets = np.random.default_rng(2).choice(people, TARGETS + 1, replace=False).tolist()
    to_plan, to_query = unseen(account), unseen(account)
    for compiled in (to_plan, to_query):
        routes(compiled, ids[first])
    networkx = with_networkx(steps_of(account))[10]
    plans, queries, theirs = [], [], []
    for target in targets:
        plans.append(run(partial(plan, to_plan, ids[target], meetings=meetings)))
        queries.append(run(partial(routes, to_query, ids[target], k=10)))
        theirs.append(run(partial(networkx, target)))
    best = {
        "one query for 10 routes": (queries, [max(found.probability for found in one.result) for one in queries]),
        "NetworkX, one query for 10 routes": (theirs, [math.exp(-min(one.result)) for one in theirs]),
    }
    most = PROMISED.get((people, meetings), math.inf)
    lines = []
    for against, (peer, odds) in best.items():
        same = all(math.isclose(made.result.best_route, p) for made, p in zip(plans, odds, strict=True))
        lines.append(
            Line(
                people, f"plan of {meetings} meetings", against, ratio(peer, plans), TIME,
                at_most=most if peer is queries else math.inf, agreement="same best route" if same else DIFFERENT,
            )
        )  # fmt: skip
    return lines, median_seconds(plans)


def gap() -> Iterator[Line]:
    """How much of the optimum the rollout leaves, in percent."""
    ratios = plan_gap.of_the_plan()
    work, unit = f"odds of the rollout, {plan_gap.NETWORKS} networks", "% below it"
    mean, worst = 100 * (1 - statistics.mean(ratios)), 100 * (1 - min(ratios))
    yield Line(plan_gap.PEOPLE, f"{work}, mean", "the optimum", Ratio.of(mean), unit, at_most=0.5)
    yield Line(plan_gap.PEOPLE, f"{work}, worst", "the optimum", Ratio.of(worst), unit, at_most=10)
