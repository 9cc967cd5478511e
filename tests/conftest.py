"""What every test may ask for: the real app on a free port, and a real browser that is watched.

`app_url` starts the app once for the whole run; `page` is a fresh page in a fresh context, and the test fails if it
asked any other host for anything or logged an error. No browser, no app: the tests fail, they are never skipped.
"""

from __future__ import annotations

import datetime
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, sync_playwright
from xdist.scheduler import LoadScopeScheduling

from graphkit.store import Store
from tools.browser import NOT_FOUND, find_browser

ROOT = Path(__file__).resolve().parent.parent
LOCALHOST = "127.0.0.1"
_BROWSER_OPTIONS = (
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {LOCALHOST}",  # nothing leaves this machine, whatever a page asks
)
_LOG = pytest.StashKey[Path]()
# On an address below the first page Streamlit looks for its server under that page first, is told 404 and goes on.
_PROBE = re.compile(rf"http://{re.escape(LOCALHOST)}:\d+/[a-z]+/_stcore/(health|host-config)")

# The same examples in every run. To look for new ones: make test ARGS=--hypothesis-profile=default
settings.register_profile("repeatable", derandomize=True, deadline=None, database=None, max_examples=25)
settings.load_profile("repeatable")


@dataclass
class Watch:
    """What a browser context did that no page of ours may do. A test that provokes it on purpose clears the list."""

    foreign_requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def follow(self, context: BrowserContext) -> None:
        context.on("request", lambda request: self.requested(request.url))
        context.on("page", lambda page: page.on("websocket", lambda web_socket: self.requested(web_socket.url)))
        context.on("console", self.logged)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))

    def logged(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not _PROBE.fullmatch(message.location["url"]):
            self.errors.append(message.text)

    def requested(self, url: str) -> None:
        address = urlsplit(url)
        if address.scheme not in ("data", "blob", "about") and address.hostname != LOCALHOST:
            self.foreign_requests.append(url)


@contextmanager
def running_app(folder: Path, *arguments: str, script: Path = ROOT / "app.py") -> Iterator[str]:
    """The real app on a free port; yields its address. Its data are in `folder/data`, its log is `folder/app.log`."""
    port, log, data = free_port(), folder / "app.log", folder / "data"
    data.mkdir()
    options = ("--server.headless=true", f"--server.address={LOCALHOST}", f"--server.port={port}")
    command = [sys.executable, "-m", "streamlit", "run", str(script), *options, "--", *arguments]
    environment = {**os.environ, "GRAPHKIT_DATA": str(data), "PYTHONUNBUFFERED": "1"}
    url = f"http://{LOCALHOST}:{port}"
    with (
        log.open("wb") as output,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output) as server,
    ):
        try:
            _wait_until_healthy(url, server, log)
            yield url
        finally:
            _stop(server)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOCALHOST, 0))
        return int(probe.getsockname()[1])


def _wait_until_healthy(url: str, server: subprocess.Popen[bytes], log: Path, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while server.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):  # noqa: S310  our own address
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"The app did not start at {url}. Its log:\n{log.read_text(errors='replace')}", pytrace=False)


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()


@pytest.fixture(scope="session")
def app_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the app that all browser tests share keeps its data and its log."""
    return tmp_path_factory.mktemp("app")


@pytest.fixture(scope="session")
def app_url(app_folder: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Address of the one app that all browser tests share. Its data folder starts empty."""
    request.config.stash[_LOG] = app_folder / "app.log"
    with running_app(app_folder) as url:
        yield url


@pytest.fixture(scope="session")
def app_store(app_url: str, app_folder: Path) -> Store:
    """The accounts of that app: what a test puts here, its next page shows."""
    return store_in(app_folder)


def store_in(folder: Path) -> Store:
    """The accounts of an app that runs on this folder."""
    return Store(f"sqlite:///{folder / 'data' / 'accounts.db'}")


@pytest.fixture(scope="module")  # not longer: Playwright's event loop would run on under other tests
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The browser of this machine; as root it runs without its sandbox, which it would refuse to start with."""
    executable = find_browser()
    if executable is None:
        pytest.fail(NOT_FOUND, pytrace=False)
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    options = [*_BROWSER_OPTIONS, *(["--no-sandbox"] if is_root else [])]
    chromium = playwright.chromium.launch(executable_path=executable, args=options)
    yield chromium
    chromium.close()


@pytest.fixture
def watch() -> Watch:
    """What `context` and all its pages asked for and complained about, so far."""
    return Watch()


@pytest.fixture
def new_context(browser: Browser, watch: Watch) -> Iterator[Callable[..., BrowserContext]]:
    """Makes fresh browser contexts (`new_context(color_scheme="dark")`), all watched: a second user, another screen."""
    contexts: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        wanted = {"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", "accept_downloads": True, **options}
        contexts.append(browser.new_context(**wanted))
        contexts[-1].set_default_timeout(20_000)
        watch.follow(contexts[-1])
        return contexts[-1]

    yield make
    for context in contexts:
        context.close()
    assert not watch.foreign_requests, "the page asked another host"
    assert not watch.errors, "the page logged errors"


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    """A page of a fresh, watched context."""
    return new_context().new_page()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """With two processes the browser's tests stay in one of them, and every other file's tests together."""
    return _BrowserApart(config, log)


class _BrowserApart(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        return "browser" if nodeid.startswith("tests/browser/") else nodeid.partition("::")[0]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The quick tests speak first; with two processes the browser's, the longest, begin at once in one of them."""
    items.sort(key=_needs_browser, reverse=hasattr(config, "workerinput"))


def _needs_browser(item: pytest.Item) -> bool:
    return "playwright" in getattr(item, "fixturenames", ())


def pytest_runtest_setup() -> None:
    """A run that goes over midnight goes on with the new day: the pages that are tested look at the clock."""
    today = datetime.date.today()  # noqa: DTZ011 the user's own day, as in the pages
    modules = [module for name, module in sys.modules.items() if name.startswith("tests.")]
    clocks = [module.TODAY for module in modules if module.__name__ in ("tests.test_pages", "tests.browser")]
    for module in modules:
        if any(getattr(module, "TODAY", None) is day for day in clocks if day != today):
            vars(module)["TODAY"] = today


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A failed browser test shows the end of the app's log."""
    report = yield
    log = item.config.stash.get(_LOG, None)
    if report.failed and log and log.exists() and "app_url" in getattr(item, "fixturenames", ()):
        report.sections.append(("the app's log", log.read_text(errors="replace")[-4000:]))
    return report
