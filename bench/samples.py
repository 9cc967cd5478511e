"""`python -m bench.samples`: what the plan gains on the sample accounts, and what the whole answer takes."""

import datetime
import time

from graphkit.campaign import campaign
from graphkit.model import Account
from graphkit.plan import plan
from graphkit.samples import SAMPLES, read_sample

TODAY = datetime.date.today()  # noqa: DTZ011 as the pages do


def whole_answer(account: Account) -> float:
    """Seconds for the plan with its curve, ceiling and tree, and the campaign, for an account not seen before."""
    start = time.perf_counter()
    plan(account.rated_for(account.decision().id), account.decision().target, meetings=10)
    campaign(account, decision=account.decision().id, today=TODAY)
    return time.perf_counter() - start


def main() -> None:
    print("| sample | people | best single route | plan, 6 meetings | gain | 10 meetings | ceiling | whole answer |")
    print("|---|---|---|---|---|---|---|---|")
    for name in SAMPLES:
        seconds = whole_answer(read_sample(name, TODAY))
        account = read_sample(name, TODAY)
        of_decision, target = account.rated_for(account.decision().id), account.decision().target
        six, ten = (plan(of_decision, target, meetings=n) for n in (6, 10))
        gain = f"{six.value / six.best_route:.2f} times"
        ends = f"{six.best_route:.3f} | {six.value:.3f} | {gain} | {ten.value:.3f} | {ten.ceiling:.3f}"
        print(f"| {name} | {len(account.people)} | {ends} | {1000 * seconds:.0f} ms |")


if __name__ == "__main__":
    main()
