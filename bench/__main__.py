"""`python -m bench`: every table, or those named; `--quick` leaves out all above 2,000 people, and the map."""

import argparse
import os
import time

from bench import leverage, map, network, plan, reading, routes
from bench.table import show

TABLES = {"routes": routes, "leverage": leverage, "plan": plan, "reading": reading, "network": network, "map": map}
QUICK = 2_000  # people
SLOW = {"map"}  # opens the app in a browser; `--quick` leaves it out unless it is named


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Ratios to other libraries, from one run.")
    parser.add_argument("table", nargs="*", help=f"{', '.join(TABLES)}; none named is all")
    parser.add_argument("--quick", action="store_true", help=f"up to {QUICK:,} people, without the map")
    arguments = parser.parse_args()
    if unknown := set(arguments.table) - set(TABLES):
        parser.error(f"There is no table {', '.join(sorted(unknown))}; there are {', '.join(TABLES)}.")
    start, load = time.perf_counter(), os.getloadavg()[0]
    print("Everybody on one core, in processor time. A ratio is the median of several, with its quartiles beside it.")
    for name in arguments.table or [name for name in TABLES if name not in SLOW or not arguments.quick]:
        table = TABLES[name]
        show(table.__doc__ or name, table.lines([size for size in table.SIZES if size <= QUICK or not arguments.quick]))
    minutes, work = (time.perf_counter() - start) / 60, time.process_time() / 60
    print(f"\nThe run took {minutes:.1f} minutes by the clock, {work:.1f} of the processor.")
    print(f"Load of the machine: {load:.1f} before, {os.getloadavg()[0]:.1f} after, on {os.cpu_count()} cores.")


if __name__ == "__main__":
    main()
