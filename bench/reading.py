"""Reading: a CSV of people from its bytes to a checked account with findings

Eight columns, rows in random order, names in UTF-8, commas in quotes. The peer is `pandas.read_csv(dtype=str)` of the
same bytes, which neither links managers nor looks for cycles nor checks a value. Memory is the peak of a process of its
own, less what it held after importing the libraries, the bytes of the file included; it stands against the size of the
frame that pandas reads (`memory_usage(deep=True)`), and against the same peak with pandas in our place.
"""

from __future__ import annotations

import io
import math
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import pandas as pd

from bench.accounts import org_chart
from bench.table import DIFFERENT, MEMORY, TIME, Line, Ratio, growth, in_turn, least_seconds, ratio
from graphkit.importing.importer import import_files

SIZES = (2_000, 20_000, 200_000, 1_000_000)
PROMISED = 1_000_000  # people
WORK = "reading"
_NAMED = ["id", "name", "title", "unit", "location", "email", "reports_to"]


def lines(sizes: Sequence[int] = SIZES) -> Iterator[Line]:
    seconds: dict[int, float] = {}
    for people in sizes:
        content = org_chart(people)
        mine, theirs = in_turn(partial(graphkit, content), partial(pandas, content))
        most = 10.0 if people >= PROMISED else math.inf
        same = agreement(graphkit(content), pandas(content))
        yield Line(people, WORK, "pandas", ratio(theirs, mine), TIME, at_most=most, agreement=same)
        yield from memory(people, content)
        seconds[people] = least_seconds(mine)
    yield from growth(WORK, seconds)


def graphkit(content: bytes) -> pd.DataFrame:
    return import_files([("people.csv", content)]).account.people


def pandas(content: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)


def agreement(ours: pd.DataFrame, theirs: pd.DataFrame) -> str:
    theirs = theirs.sort_values("id", ignore_index=True)
    power = pd.to_numeric(theirs["power"], errors="coerce")
    same = ours[_NAMED].equals(theirs[_NAMED]) and ours["power"].astype("float64").equals(power)
    return "same rows" if same else DIFFERENT


# -- memory ------------------------------------------------------------------------------------------------------------


def memory(people: int, content: bytes) -> Iterator[Line]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.csv"
        path.write_bytes(content)
        ours, theirs = (peak_of(reader, path) for reader in ("graphkit", "pandas"))
    frame = int(pandas(content).memory_usage(deep=True).sum())
    most = 4.0 if people >= PROMISED else math.inf
    yield Line(people, "peak memory of reading", "the frame of pandas", Ratio.of(ours / frame), MEMORY, at_most=most)
    yield Line(people, "peak memory of reading", "pandas", Ratio.of(ours / theirs), MEMORY)


def peak_of(reader: str, path: Path) -> int:
    """Bytes at most, in a process that does nothing else."""
    command = [sys.executable, "-m", "bench.reading", reader, str(path)]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def peak() -> int:
    """The most memory that this process has held, in bytes.

    Linux starts `ru_maxrss` with what the process that started us held, so there the kernel's own mark is read.
    """
    status = Path("/proc/self/status")
    if status.exists():
        mark = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
        assert mark
        return int(mark[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    read = {"graphkit": graphkit, "pandas": pandas}[sys.argv[1]]
    read(b"id,name,reports_to\na,A,\nb,B,a\n")  # so that everything is imported
    before = peak()
    read(Path(sys.argv[2]).read_bytes())
    print(peak() - before)
