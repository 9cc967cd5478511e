"""Map: how smoothly it moves and how soon it answers, in a real browser without a graphics card

By the clock, unlike the other tables. Up to 1,500 people it is the focused map, above that the overview. Frames per
second are counted while the mouse drags the map, or its wheel zooms into it, for about a second, several times: a
screen shows 60, and beside it stands what the same page reaches at rest. The longest frame is the worst of all. A click
takes from the release of the button until what was clicked is named beside the map. A warm rerun is what the server
takes for the whole page when nothing has changed.
"""

from __future__ import annotations

import math
import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bench.accounts import random_account
from bench.table import Line, Ratio
from graphkit.model import Account, Decision
from graphkit.store import Store
from graphkit.views import MOST_PEOPLE
from tools.browser import find_browser

if TYPE_CHECKING:
    from playwright.sync_api import Page

SIZES = (300, 1_500, 10_000, 50_000)
ROOT = Path(__file__).resolve().parent.parent
LEAST_FRAMES = 59.0  # per second, of 60: one is lost to the counting itself
TIMES = 5
_GIVEN = "Ana|Björn|Chidi|Dörte|Élodie|Farid|Grace|Hana|Kenji|Nora|Olga|Zoë"
_FAMILY = "Åkesson|Brown|Castro|Eze|Fischer|Horák|Ito|Jansen|Lindqvist|Müller|Novák|Öz"
_OPTIONS = ("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
_WITHOUT = "no browser, or Playwright is not installed"


def lines(sizes: Sequence[int] = SIZES) -> Iterator[Line]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        executable = None
    else:
        executable = find_browser()
    if executable is None:
        yield from (Line(people, "map", "a screen", _WITHOUT) for people in sizes)
        return
    with tempfile.TemporaryDirectory() as folder, _app(Path(folder)) as url, sync_playwright() as driver:
        root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        browser = driver.chromium.launch(executable_path=executable, args=[*_OPTIONS, *root])
        store = Store(f"sqlite:///{Path(folder) / 'accounts.db'}")
        print(f"<!-- {browser.browser_type.name} {browser.version}, {machine()} -->", flush=True)
        for people in sizes:
            account = store.create(made_account(people), actor="bench")
            page = browser.new_page(viewport={"width": 1440, "height": 1000})
            page.goto(f"{url}/map?account={account}&lang=en")
            yield from _measured(page, people)
            page.close()
            yield _rerun(people, Path(folder), account)
        browser.close()


def machine() -> str:
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def made_account(people: int, *, known: float = 0.02, seed: int = 0) -> Account:
    """An account with names, and with units two deep along its reporting lines; few of its people are rated."""
    account = random_account(people, seed=seed)
    random, table = np.random.default_rng(seed), account.people
    boss = np.append(0, table["reports_to"].iloc[1:].map(account.positions).to_numpy(int))
    above = [np.arange(people)]
    while above[-1].any():
        above.append(boss[above[-1]])
    down = np.array(above[::-1])  # from the top to each person
    first = (down > 0).argmax(axis=0)
    division, department = (down[np.minimum(first + more, len(down) - 1), np.arange(people)] for more in (0, 1))
    unit = [
        f"Division {a} / Department {b}" if a != b else f"Division {a}"
        for a, b in zip(division, department, strict=True)
    ]
    given, family = (random.choice(names.split("|"), people).astype(object) for names in (_GIVEN, _FAMILY))
    rated = table["support"].where(random.random(people) < known)
    table = table.assign(unit=["Board", *unit[1:]], name=given + " " + family, support=rated).astype(
        table.dtypes.to_dict()
    )
    return account.with_(people=table, decisions=(Decision("made", "Made", target=str(table["id"].iloc[0])),))


# -- in the browser ----------------------------------------------------------------------------------------------------


def _measured(page: Page, people: int) -> Iterator[Line]:
    canvas = _drawn(page, people)
    box = canvas.bounding_box() or {}
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    still = _rate(_frames(page, lambda: page.wait_for_timeout(1_000)))
    for work, gesture in (("dragging the map", _drag), ("zooming into the map", _zoom)):
        frames = [_frames(page, lambda move=gesture: move(page, x, y)) for _ in range(TIMES)]
        rates, beside = Ratio.of(*map(_rate, frames)), f"{still:.0f} at rest"
        yield Line(people, work, "a screen", rates, "frames per second", at_least=LEAST_FRAMES, agreement=beside)
        yield Line(people, f"{work}, longest frame", "a screen", Ratio.of(max(map(max, frames))), "milliseconds")
    clicks = [_click(page, people, turn) for turn in range(TIMES)]
    yield Line(people, "a click until the answer", "the clock", Ratio.of(*clicks), "milliseconds", at_most=250)


def _drawn(page: Page, people: int) -> Any:
    """The canvas of the map, once all is drawn and at rest."""
    host = page.locator(".visnet" if people <= MOST_PEOPLE else ".overview[data-drawn]")
    host.locator("canvas").first.wait_for(timeout=60_000)
    host.scroll_into_view_if_needed()
    page.wait_for_timeout(2_000)
    return host.locator("canvas").first


def _drag(page: Page, x: float, y: float) -> None:
    """Round in a circle, from where nobody stands who would be dragged instead."""
    page.mouse.move(x, y)
    page.mouse.down()
    for turn in range(70):
        page.mouse.move(x + 120 * math.sin(turn / 11), y + 90 * math.cos(turn / 11) - 90)
        page.wait_for_timeout(11)
    page.mouse.up()


def _zoom(page: Page, x: float, y: float) -> None:
    page.mouse.move(x, y)
    for turn in range(60):
        page.mouse.wheel(0, -40 if turn < 30 else 40)
        page.wait_for_timeout(13)


def _frames(page: Page, move: Callable[[], None]) -> list[float]:
    """Milliseconds between the frames while the map is moved."""
    page.evaluate(
        """() => {
          window.benchGaps = [];
          let last = 0;
          const frame = (now) => {
            if (last) window.benchGaps.push(now - last);
            last = now;
            window.benchFrame = requestAnimationFrame(frame);
          };
          window.benchFrame = requestAnimationFrame(frame);
        }"""
    )
    move()
    gaps: list[float] = page.evaluate("() => { cancelAnimationFrame(window.benchFrame); return window.benchGaps; }")
    page.wait_for_timeout(400)
    return gaps


def _rate(gaps: Sequence[float]) -> float:
    """Frames per second."""
    return 1000 * len(gaps) / sum(gaps)


def _click(page: Page, people: int, turn: int) -> float:
    """Milliseconds from the release of the button until the name of what was clicked stands beside the map."""
    page.keyboard.press("0")
    page.wait_for_timeout(600)
    x, y, name = _target(page, people, turn)
    page.evaluate(
        """(name) => {
          window.benchAnswer = new Promise((answer) => {
            let start = 0;
            window.addEventListener('pointerup', () => { start = performance.now(); }, { capture: true, once: true });
            const main = document.querySelector('[data-testid=stMain]');
            const look = () => {
              const named = [...main.querySelectorAll('strong, h3')].some((it) => it.textContent.startsWith(name));
              if (start && named) answer(performance.now() - start);
            };
            new MutationObserver(look).observe(main, { subtree: true, childList: true, characterData: true });
          });
        }""",
        name,
    )
    page.mouse.click(x, y)
    took: float = page.evaluate("() => window.benchAnswer")
    return took


def _target(page: Page, people: int, turn: int) -> tuple[float, float, str]:
    """Where to click, and what is named then: a person of the focused map, a unit of the overview."""
    if people <= MOST_PEOPLE:
        found = page.locator(".visnet").evaluate(
            """(host, turn) => {
              host.network.fit();
              const node = host.network.body.data.nodes.get()[3 + 2 * turn];
              const place = host.network.canvasToDOM(host.network.getPosition(node.id));
              const frame = host.querySelector('canvas').getBoundingClientRect();
              return [frame.x + place.x, frame.y + place.y, node.title.textContent.split(String.fromCharCode(10))[0]];
            }""",
            turn,
        )
    else:
        found = page.locator(".overview").evaluate(
            """(host, turn) => {
              const { scene, view, canvas } = host.map;
              const unit = scene.units[0].children[turn + 1];
              const frame = canvas.getBoundingClientRect();
              const place = (at, part) => (unit.box[at] + part * unit.box[at + 2]) * view.scale;
              return [frame.x + view.x + place(0, 0.5), frame.y + view.y + place(1, 0.02), unit.name];
            }""",
            turn,
        )
    return float(found[0]), float(found[1]), str(found[2])


# -- the server --------------------------------------------------------------------------------------------------------


def _rerun(people: int, folder: Path, account: int) -> Line:
    """In a process of its own: what it loads is not loaded here."""
    command = [sys.executable, "-m", "bench.map", str(account)]
    environment = {**os.environ, "GRAPHKIT_DATA": str(folder)}
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    milliseconds = [float(number) for number in ran.stdout.split()]
    return Line(people, "a warm rerun of the page", "the clock", Ratio.of(*milliseconds), "milliseconds", at_most=150)


def rerun(account: int) -> list[float]:
    """Milliseconds of some warm runs of the map page."""
    from streamlit.testing.v1 import AppTest

    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.query_params["account"] = str(account)
    app.switch_page("pages/map.py")
    took = []
    for _ in range(TIMES + 2):
        start = time.perf_counter()
        app.run()
        took.append(1000 * (time.perf_counter() - start))
    return took[2:]


@contextmanager
def _app(folder: Path) -> Iterator[str]:
    """The real app on a free port, with its accounts in `folder`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ("--server.headless=true", "--server.address=127.0.0.1", f"--server.port={port}")
    command = [sys.executable, "-m", "streamlit", "run", "app.py", *options]
    environment = {**os.environ, "GRAPHKIT_DATA": str(folder)}
    quiet: Any = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, cwd=ROOT, env=environment, **quiet) as server:
        try:
            _wait_for(f"http://127.0.0.1:{port}", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    while server.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=2).close()  # noqa: S310  our own address
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The app did not start.")


if __name__ == "__main__":
    print(*rerun(int(sys.argv[1])))
