"""`python -m bench.plan_gap`: how far the rollout stays below the optimum, where both are known.

On small networks the plan itself is exact; here its rollout is forced.
"""

import itertools
import random
import statistics

import numpy as np

from graphkit.approach import Approach
from graphkit.policy import Policy, optimal, rollout
from graphkit.reliability import TEAM, Part, part, relevant

NETWORKS, PEOPLE, STEPS = 300, 7, 16
MEETINGS = (2, 3, 4, 5, 6, 7, 8, 10)


def random_part(pick: random.Random) -> Part:
    """What matters of sixteen random steps among seven people and one of us; the target is the first person."""
    pairs = [(u, v) for u, v in itertools.product(range(PEOPLE + 1), range(PEOPLE)) if u != v]
    source, target = np.array(sorted(pick.sample(pairs, STEPS)), np.int32).T
    odds = np.array([pick.uniform(0.1, 0.95) for _ in range(STEPS)])
    ids = (*map(str, range(PEOPLE)), "m")
    network = Approach(ids, PEOPLE, source, target, np.zeros(STEPS, np.int32), odds, np.full(STEPS, 10.0))
    return part(network, 0, relevant(network, 0).tolist())


def ratios(parts: list[Part], meetings: int, *, width: int) -> list[float]:
    """The odds of the rollout as a share of the best there are, wherever those are not 0."""

    def odds(policy: Policy) -> float:
        return policy(1 << TEAM, 0, meetings).odds

    pairs = [(odds(rollout(steps, width=width)), odds(optimal(steps))) for steps in parts]
    return [ours / best for ours, best in pairs if best]


def line(name: str, found: list[float]) -> str:
    below = sum(ratio < 0.9 for ratio in found)
    return f"| {name} | {len(found)} | {statistics.mean(found):.5f} | {min(found):.4f} | {below} |"


def random_parts() -> list[Part]:
    pick = random.Random(0)
    return [random_part(pick) for _ in range(NETWORKS)]


def of_the_plan() -> list[float]:
    """The ratios of the rollout as the plan uses it, over all networks and budgets."""
    parts = random_parts()
    return [ratio for meetings in MEETINGS for ratio in ratios(parts, meetings, width=0)]


def main() -> None:
    parts = random_parts()
    print(f"steps that matter: {min(len(p.steps) for p in parts)} to {max(len(p.steps) for p in parts)}\n")
    print("| steps weighed | meetings | cases | mean of the optimum | worst | below 0.9 |\n|---|---|---|---|---|---|")
    for width, name in ((1, "1 (best chain, planned anew)"), (2, "2"), (0, "2 or 3 (the plan's own)"), (3, "3")):
        every = {meetings: ratios(parts, meetings, width=width) for meetings in MEETINGS}
        for meetings, found in every.items():
            print(line(f"{name} | {meetings}", found), flush=True)
        print(line(f"{name} | all", list(itertools.chain.from_iterable(every.values()))), flush=True)


if __name__ == "__main__":
    main()
