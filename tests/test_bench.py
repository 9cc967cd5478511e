"""The bench compares results as well as speed; speed is not tested here, because a busy machine would fail it."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import time
import tomllib

import numpy as np
import pytest

from bench import leverage, network, reading, routes
from bench.accounts import org_chart, random_account, unseen
from bench.routes import compared
from bench.table import DIFFERENT, Line, Ratio, Run, growth, ratio, run
from tests.conftest import ROOT
from tests.test_house import _PIN, pins
from tools.dev import BENCH_LOCK, DEV_LOCK, RUN_LOCK, TASKS

PEERS = ("igraph", "rustworkx", "NetworKit")
AGREEMENT = {
    "10 best routes": "same probabilities",
    "best route": "same probabilities",
    "leverage of all on one": "solves the equation",
    "plan of 6 meetings": "same best route",
    "plan of 10 meetings": "same best route",
    "reading": "same rows",
    "betweenness": "same values",
    "structural holes": "same values",
    "constraint": "same values",
}


@pytest.fixture(scope="module")
def printed() -> list[list[str]]:
    """The cells of all lines of the quick run."""
    command = [sys.executable, "-m", "bench", "--quick"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    lines = [line for line in ran.stdout.splitlines() if line.startswith("|") and "---" not in line]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_all_results_agree(printed: list[list[str]]) -> None:
    """Every work is compared to a library that is always there, and nowhere does a result differ."""
    assert not [line for line in printed if DIFFERENT in line[-1]]
    agreement = {(line[1], line[-1]) for line in printed}
    assert set(AGREEMENT.items()) <= agreement
    assert {people for people, *_ in printed} >= {"200", "2,000"}


@pytest.mark.parametrize("peer", PEERS)
def test_a_peer_that_is_not_installed_is_a_line(printed: list[list[str]], peer: str) -> None:
    measured = {line[3] for line in printed if line[2].startswith(peer)}
    assert ("not installed" in measured) == (importlib.util.find_spec(peer.lower()) is None)
    assert len(measured) > 1 or measured == {"not installed"}


# -- what a line says --------------------------------------------------------------------------------------------------


def test_a_line_says_what_was_measured_promised_and_kept() -> None:
    line = Line(20_000, "work", "peer", Ratio(41.23, 40.5, 43), at_least=40, agreement="same")
    assert str(line) == "| 20,000 | work | peer | 41.2 (40.5 to 43) times as fast | at least 40 | yes | same |"


@pytest.mark.parametrize(
    "line, kept",
    [
        (Line(1, "", "", Ratio.of(39.9), at_least=40), "no"),
        (Line(1, "", "", Ratio.of(1.2), at_most=1.2), "yes"),
        (Line(1, "", "", Ratio.of(1.3), at_most=1.2), "no"),
        (Line(1, "", "", Ratio.of(50.0), at_least=40, agreement=DIFFERENT), "no"),
        (Line(1, "", "", Ratio.of(50.0), at_least=40, agreement="modularity LOWER: 0.1, theirs 0.2"), "no"),
        (Line(1, "", "", Ratio.of(30.0), at_least=40, is_bound=True), "unclear"),  # the peer was stopped: nobody knows
        (Line(1, "", "", Ratio(41, 39, 43), at_least=40), "unclear"),
        (Line(1, "", "", "not installed", at_least=40), ""),
        (Line(1, "", "", "ours stopped after 60 s", at_least=40), "no"),
        (Line(1, "", "", Ratio.of(50.0)), ""),
    ],
)
def test_a_promise_is_kept_only_with_right_results(line: Line, kept: str) -> None:
    assert line.kept == kept


def test_growth_is_per_tenfold() -> None:
    grown = growth("work", {100: 1.0, 1_000: 3.0, 5_000: 3.0 * 5**2}, at_most=12)
    assert [(line.people, pytest.approx(line.measured.middle), line.kept) for line in grown] == [
        (1_000, 3, "yes"),
        (5_000, 100, "no"),  # quadratic
    ]


def test_work_that_takes_too_long_is_stopped() -> None:
    def forever() -> None:
        while True:
            pass

    start = time.perf_counter()
    assert run(forever, limit=0.05).result is None
    assert 0.05 <= time.perf_counter() - start < 20
    assert run(lambda: 7).result == 7


def test_waiting_is_not_work() -> None:
    """A busy machine makes a program wait; that is nothing about the program."""
    assert run(lambda: time.sleep(0.2)).seconds < 0.1


def test_a_ratio_is_that_of_pairs() -> None:
    assert ratio([Run(1, 0), Run(1, 0), Run(2, 0)], [Run(3, 0), Run(90, 0), Run(8, 0)]) == Ratio(4, 3.5, 47)


# -- that a wrong result would be seen ---------------------------------------------------------------------------------


def test_other_probabilities_are_seen() -> None:
    line, ours = Line(1, "", "", ""), [Run(1.0, [0.5, 0.25])]
    lengths = -np.log([0.5, 0.25])
    assert compared(line, ours, [Run(1.0, lengths)]).agreement == "same probabilities"
    assert compared(line, ours, [Run(1.0, lengths + 1e-8)]).agreement == DIFFERENT
    assert compared(line, ours, [Run(1.0, lengths[:1])]).agreement == DIFFERENT
    assert compared(line, ours, [Run(9.0, None)]) == Line(
        1, "", "", Ratio.of(9.0), is_bound=True, agreement="stopped before it had any"
    )


def test_other_values_are_seen() -> None:
    graph = network.simple_graph(random_account(30))
    values, together = np.linspace(0, 1, 30), np.zeros(30)
    assert network.agreement(network.BETWEENNESS, graph, values, values) == "same values"
    assert network.agreement(network.BETWEENNESS, graph, values, values + 1e-6) == DIFFERENT
    circles = network.OURS[network.COMMUNITIES](random_account(30))
    assert network.agreement(network.COMMUNITIES, graph, circles, together).startswith("modularity no lower")
    assert network.agreement(network.COMMUNITIES, graph, together, circles).startswith("modularity LOWER")


def test_other_leverage_is_seen() -> None:
    weights, susceptibility = leverage.listening(random_account(50))
    decides = np.eye(1, 50).ravel()
    effects = leverage.total_effects(weights, susceptibility, decides)
    heard_by = weights.T.tocsr()
    assert leverage.solves(heard_by, susceptibility, decides, effects)
    assert not leverage.solves(heard_by, susceptibility, decides, effects * 1.001)


def test_a_row_that_is_read_otherwise_is_seen() -> None:
    content = org_chart(50)
    ours, theirs = reading.graphkit(content), reading.pandas(content)
    assert reading.agreement(ours, theirs) == "same rows"
    assert reading.agreement(ours, theirs[1:]) == DIFFERENT
    assert reading.agreement(ours, theirs.replace({"title": {"Buyer": "Seller"}})) == DIFFERENT
    assert reading.agreement(ours, theirs.replace({"power": {"3": "4"}})) == DIFFERENT


# -- that nothing is timed that was known already ----------------------------------------------------------------------


def test_an_unseen_account_has_the_same_people_and_no_cache() -> None:
    account = random_account(50)
    fresh = unseen(account)
    assert fresh.people.equals(account.people) and fresh != account and fresh != unseen(account)


def test_no_target_is_asked_for_twice() -> None:
    """What a query finds out about its target may be kept, and would be no work the second time."""
    account, targets = random_account(60), list(range(60))
    asked: list[int] = []
    for k in routes.WORKS:
        mine, theirs = routes.in_turns(account, lambda target: asked.append(target) or [], targets, k)
        assert len(mine) == len(theirs) == routes.QUERIES
    assert len(set(asked)) == len(asked) == 2 * routes.QUERIES


def test_memory_is_that_of_the_reader_alone() -> None:
    """Not of the process that starts it, which holds more here than the reader ever does."""
    ballast = np.ones(400 * 2**20 // 8)
    frame, _ = reading.memory(2_000, org_chart(2_000))
    assert isinstance(frame.measured, Ratio) and 0 < frame.measured.middle < 400
    assert ballast.all()


# -- what is installed for it ------------------------------------------------------------------------------------------


def test_the_peers_are_locked_for_the_bench_only() -> None:
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    names = {name for name, _ in pins(BENCH_LOCK)}
    driver = [name for name in groups["bench"] if name.startswith("playwright")]  # the map is measured in a browser
    assert len(groups["bench"]) - len(driver) == len(PEERS) and {peer.lower() for peer in PEERS} <= names
    assert not {"igraph", "networkit"} & {name for lock in (RUN_LOCK, DEV_LOCK) for name, _ in pins(lock)}
    assert TASKS["bench"].lock == BENCH_LOCK


def test_the_lock_of_the_bench_is_like_the_others() -> None:
    """Hashed pins only, and the versions of what we ship, so that one environment serves all."""
    assert _PIN.sub("", (ROOT / BENCH_LOCK).read_text(encoding="utf-8")) == ""
    assert pins(RUN_LOCK).items() <= pins(BENCH_LOCK).items()
