"""`python -m bench`: each line of the table is one piece of work, ours and a peer's, in the same process."""

import io
import itertools
import math
import statistics
import time
from collections.abc import Callable

import networkx as nx
import numpy as np
import pandas as pd

from bench.accounts import random_account
from graphkit import schema
from graphkit.approach import Approach, approach
from graphkit.importer import import_files
from graphkit.influence import listening, total_effects
from graphkit.model import Account
from graphkit.plan import plan
from graphkit.routes import routes


def seconds(work: Callable[[], object], repeat: int = 3) -> float:
    """The median time of some runs."""
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def digraph(network: Approach, members: range) -> nx.DiGraph:
    """The same steps for NetworkX, our members behind one common source."""
    graph = nx.DiGraph()
    lengths = -np.log(network.probability)
    graph.add_weighted_edges_from(
        zip(network.source.tolist(), network.target.tolist(), lengths.tolist(), strict=True), weight="length"
    )
    graph.add_edges_from(("us", member, {"length": 0.0}) for member in members)
    return graph


def best_routes(account: Account, queries: int) -> tuple[str, str]:
    """Ten best routes to random people, against NetworkX; their probabilities have to agree."""
    network = approach(account)
    people = len(account.people)
    graph = digraph(network, range(people, people + len(account.team)))
    targets = np.random.default_rng(1).integers(0, people, queries).tolist()
    ids = account.people["id"]
    ratios, agree = [], True
    for target in targets:
        start = time.perf_counter()
        ours = [route.probability for route in routes(account, ids[target], k=10)]
        middle = time.perf_counter()
        chains = itertools.islice(nx.shortest_simple_paths(graph, "us", target, weight="length"), 10)
        theirs = [math.exp(-nx.path_weight(graph, chain, "length")) for chain in chains]
        ratios.append((time.perf_counter() - middle) / (middle - start))
        agree &= bool(np.allclose(ours, theirs))
    return (
        f"{statistics.median(ratios):.1f} times as fast as NetworkX",
        "same probabilities" if agree else "DIFFERENT RESULTS",
    )


def leverage(account: Account) -> str:
    """Everybody's leverage on one person, against the bare sparse products that it needs."""
    weights, susceptibility = listening(account)
    goal = np.zeros(len(susceptibility))
    goal[0] = 1.0
    transposed = weights.T.tocsr()

    def products() -> None:
        left = goal
        for _ in range(48):
            left = transposed @ (susceptibility * left)

    ours = seconds(lambda: total_effects(weights, susceptibility, goal))
    return f"{ours / seconds(products):.2f} times the time of 48 products"


def reading(people: int) -> str:
    """From CSV to an account with findings, against pandas parsing the same file."""
    table = schema.to_text(random_account(people).people, schema.PEOPLE)[["id", "name", "reports_to", "power"]]
    content = table.to_csv(index=False).encode()
    ours = seconds(lambda: import_files([("people.csv", content)]), repeat=1)
    return (
        f"{ours / seconds(lambda: pd.read_csv(io.BytesIO(content), dtype='str')):.1f} times the time of pandas parsing"
    )


def planning(account: Account) -> tuple[str, str]:
    """A plan, against one query for the ten best routes."""
    target = account.people["id"][0]
    one = seconds(lambda: routes(account, target, k=10))
    six, ten = (seconds(lambda n=n: plan(account, target, meetings=n)) for n in (6, 10))
    return f"{six / one:.0f} times the time of one route query", f"{ten / one:.0f} times the time of one route query"


def main() -> None:
    print("| work | people | ratio | agreement |\n|---|---|---|---|")
    for people, queries in ((200, 12), (2_000, 12), (20_000, 6)):
        print(
            f"| 10 best routes | {people:,} | {' | '.join(best_routes(random_account(people), queries))} |", flush=True
        )
    for people in (2_000, 20_000, 200_000):
        account = random_account(people)
        print(f"| leverage of all on one | {people:,} | {leverage(account)} | |", flush=True)
    six, ten = planning(random_account(200))
    print(f"| plan, 6 meetings | 200 | {six} | |\n| plan, 10 meetings | 200 | {ten} | |", flush=True)
    print(f"| reading a CSV | 200,000 | {reading(200_000)} | |", flush=True)


if __name__ == "__main__":
    main()
