"""`python -m bench`: every table, or those named; `--quick` leaves out all above 2,000 people."""

import argparse
import os
import time

from bench import leverage, network, plan, reading, routes
from bench.table import show

TABLES = {"routes": routes, "leverage": leverage, "plan": plan, "reading": reading, "network": network}
QUICK = 2_000  # people


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Ratios to other libraries, from one run.")
    parser.add_argument("table", nargs="*", help=f"{', '.join(TABLES)}; none named is all")
    parser.add_argument("--quick", action="store_true", help=f"up to {QUICK:,} people")
    arguments = parser.parse_args()
    if unknown := set(arguments.table) - set(TABLES):
        parser.error(f"There is no table {', '.join(sorted(unknown))}; there are {', '.join(TABLES)}.")
    start, before = time.perf_counter(), os.getloadavg()[0]
    print(
        "Time is that of the clock, or of the processor where that is less: waiting for other programs does not count."
    )
    for name in arguments.table or TABLES:
        table = TABLES[name]
        sizes = [size for size in table.SIZES if size <= QUICK or not arguments.quick]
        show(table.__doc__ or name, table.lines(sizes))
    minutes = (time.perf_counter() - start) / 60
    print(
        f"\nThe run took {minutes:.1f} minutes on {os.cpu_count()} cores. Processes that wanted to run: {before:.1f}",
        end="",
    )
    print(f" on average when it began, {os.getloadavg()[0]:.1f} when it ended; above the cores, ratios are rough.")


if __name__ == "__main__":
    main()
