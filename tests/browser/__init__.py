"""The real app in a real browser: what a person does with it and sees of it."""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import PurePosixPath
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

import ui.menu
from graphkit.i18n import text
from graphkit.samples import read_sample
from graphkit.store import Store

TODAY = datetime.date.today()  # noqa: DTZ011 the pages use the user's own day too
PAGES = {"" if page == "accounts" else page: text(f"screen.page.{page}") for page in ui.menu.PAGES}
HALDEN = read_sample("halden_pumps", TODAY)
_NUMBER = itertools.count(1)
expect.set_options(timeout=20_000)  # a busy machine is slow and not wrong


def opened(page: Page, app_url: str, name: str, **query: object) -> Page:
    """The page at this address, fully drawn."""
    page.goto(f"{app_url}/{name}?{urlencode(query)}" if query else f"{app_url}/{name}")
    return settled(page)


def settled(page: Page) -> Page:
    """Wait until the app has said everything, and be sure that it did not break."""
    page.get_by_role("heading", level=1).wait_for()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.get_by_test_id("stException")).to_have_count(0)
    return page


def headline(page: Page) -> Locator:
    """The answer on top of the page."""
    return page.get_by_test_id("stMain").get_by_role("heading", level=4).first


def address(page: Page) -> tuple[str, dict[str, str]]:
    """The page and the query that the address names."""
    parts = urlsplit(page.url)
    return PurePosixPath(parts.path).name, {name: values[0] for name, values in parse_qs(parts.query).items()}


def halden(store: Store) -> int:
    """The sample in the store of the running app, under a name of its own: all tests share that store."""
    return store.create(HALDEN.with_(name=f"Halden {next(_NUMBER)}"), actor="ada", kind="sample")


def upload(page: Page, name: str, content: bytes) -> None:
    """Choose a file until the page has taken it: one chosen while the page still connects is dropped by Streamlit."""
    page.get_by_test_id("stFileUploader").first.wait_for()
    settled(page)  # while the page is drawn anew, the first one may be another for a moment
    chooser = page.get_by_test_id("stFileUploader").filter(visible=True).first
    for _ in range(3):
        chooser.locator("input").set_input_files({"name": name, "mimeType": "", "buffer": content})
        with suppress(PlaywrightTimeout):
            return chooser.get_by_test_id("stFileChip").first.wait_for(timeout=10_000)
    raise AssertionError(f"The page does not take {name}.")


# -- the map -----------------------------------------------------------------------------------------------------------


def drawn_map(page: Page) -> Locator:
    """The map, once people are drawn on it."""
    host = page.locator(".visnet")
    host.locator("canvas").wait_for()
    host.scroll_into_view_if_needed()
    expect(host).to_be_visible()
    return host


def people_drawn(page: Page) -> list[str]:
    ids: list[str] = drawn_map(page).evaluate("host => host.network.body.data.nodes.getIds()")
    return sorted(ids)


def expect_people(page: Page, ids: Iterable[str]) -> None:
    """These people, and nobody else, come to be drawn: the map may follow the page by a moment."""
    wanted = sorted(ids)
    drawn_map(page).evaluate(
        """async (host, wanted) => {
          const ids = () => host.network.body.data.nodes.getIds();
          const drawn = () => [...ids()].sort().join() === [...wanted].sort().join();
          for (let frames = 0; frames < 1200 && !drawn(); frames += 1) await new Promise(requestAnimationFrame);
        }""",
        wanted,
    )
    assert people_drawn(page) == wanted


def standing(page: Page) -> dict[str, object]:
    """Where everybody stands on the map, and from where it is looked at."""
    return dict(
        drawn_map(page).evaluate(
            "host => ({places: host.network.getPositions(), scale: host.network.getScale(),"
            " view: host.network.getViewPosition()})"
        )
    )


def place_of(page: Page, id_: str) -> tuple[float, float]:
    """Where a person stands in the window."""
    x, y = drawn_map(page).evaluate(
        """(host, id) => {
          const place = host.network.canvasToDOM(host.network.getPosition(id));
          const frame = host.querySelector('canvas').getBoundingClientRect();
          return [frame.x + place.x, frame.y + place.y];
        }""",
        id_,
    )
    return x, y


def click_person(page: Page, id_: str) -> None:
    page.mouse.click(*place_of(page, id_))


def selected_on_map(page: Page) -> list[str]:
    return list(drawn_map(page).evaluate("host => host.network.getSelectedNodes()"))


def expect_in_address(page: Page, name: str, value: str) -> None:
    """The address follows a choice as soon as the server has heard of it."""
    expect(page).to_have_url(re.compile(rf"[?&]{name}={re.escape(value)}(&|$)"))


def choose(page: Page, box: str, option: int | str) -> None:
    """Open a list and take one of its options; a list folds when the page moves under it, so it is opened again."""
    by_name = page.get_by_role("option", name=str(option), exact=True)
    wanted = page.get_by_role("option").nth(option) if isinstance(option, int) else by_name
    for _ in range(3):
        page.get_by_role("combobox", name=box).scroll_into_view_if_needed()
        page.get_by_role("combobox", name=box).click()
        with suppress(PlaywrightTimeout):
            return wanted.click(timeout=5_000)
    raise AssertionError(f"{box} does not open.")


def search(page: Page, name: str) -> None:
    box = page.get_by_role("combobox", name="Find a person")
    box.scroll_into_view_if_needed()  # a list that is open folds when the page scrolls
    box.click()
    box.fill(name)
    page.get_by_role("option", name=name).first.wait_for()
    box.press("Enter")


def card_of(page: Page, name: str) -> Locator:
    """The name on top of a person's card."""
    return page.get_by_test_id("stMain").get_by_role("heading", name=name, exact=True, level=3)
