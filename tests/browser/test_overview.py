"""The overview of a big organisation: drawn, clicked, reached by keys and fingers, and a way on to the focused map."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from bench.map import made_account
from graphkit.model import Account
from graphkit.overview_map import overview_map, path
from graphkit.store import Store
from graphkit.views import MOST_PEOPLE
from tests.browser import card_of, drawn_map, opened, settled

HOSTILE = "<img src=x onerror=alert(1)>"


def made() -> Account:
    """An organisation of more people than a focused map shows; one person's name and one unit's is a program."""
    account = made_account(MOST_PEOPLE + 500, known=0.3)
    people = account.people.copy()
    people.loc[1, "name"] = HOSTILE
    people["unit"] = people["unit"].str.replace("Division 3", HOSTILE, regex=False)
    return account.with_(name="Large", people=people)


LARGE = made()
VIEW = overview_map(LARGE, decision="made")
FIRST = max(range(1, len(VIEW.names)), key=lambda place: VIEW.overview.units[place].headcount)


@pytest.fixture(scope="module")
def large(app_store: Store) -> int:
    return app_store.create(LARGE, actor="ada")


@pytest.fixture
def overview_page(page: Page, app_url: str, large: int) -> Page:
    return opened(page, app_url, "map", account=large, lang="en")


def drawn(page: Page) -> Locator:
    """The overview, once it stands still and sharp."""
    host = page.locator(".overview[data-drawn]")
    host.wait_for()
    host.scroll_into_view_if_needed()
    still(host)
    return host


def still(host: Locator) -> None:
    host.evaluate(
        """async (host) => {
          for (let same = 0; same < 5; same = host.map.isSharp && !host.map.gliding ? same + 1 : 0) {
            await new Promise(requestAnimationFrame);
          }
        }"""
    )


def seen(host: Locator) -> dict[str, float]:
    return dict(host.evaluate("host => host.map.view"))


def on_screen(host: Locator, x: float, y: float) -> tuple[float, float]:
    """Where on the page a place of the picture is now."""
    left, top = host.evaluate(
        """(host, [x, y]) => {
          const { view, canvas } = host.map;
          const frame = canvas.getBoundingClientRect();
          return [frame.x + x * view.scale + view.x, frame.y + y * view.scale + view.y];
        }""",
        [x, y],
    )
    return left, top


def heading_of(host: Locator, place: int) -> tuple[float, float]:
    x, y, width, height = VIEW.overview.units[place].box
    return on_screen(host, x + width / 2, y + 0.005 * height)


def colours(host: Locator) -> int:
    """How many colours there are on the canvas; one is a blank canvas."""
    return int(
        host.locator("canvas").evaluate(
            """canvas => new Set(new Uint32Array(
              canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size"""
        )
    )


def test_units_and_people_are_drawn_and_named_in_the_legend(overview_page: Page) -> None:
    host = drawn(overview_page)
    assert colours(host) > 20
    for word in ("Support", "Champion", "Unknown", "Decision-maker", "Our contact"):
        expect(host.locator(".legend").get_by_text(word, exact=True)).to_be_visible()
    expect(host.locator("canvas")).to_have_attribute(
        "aria-label", re.compile(f"Overview of {len(LARGE.people)} people")
    )


def test_a_click_on_a_unit_says_what_we_know_of_it_and_opens_it(overview_page: Page) -> None:
    host = drawn(overview_page)
    overview_page.mouse.click(*heading_of(host, FIRST))
    expect(card_of(overview_page, path(VIEW, FIRST))).to_be_visible()
    unit = VIEW.overview.units[FIRST]
    for number in (unit.headcount, unit.known):
        expect(overview_page.get_by_test_id("stMetricValue").get_by_text(f"{number:,}", exact=True)).to_be_visible()
    overview_page.get_by_role("button", name="Open this unit").click()
    settled(overview_page)
    assert drawn_map(overview_page).evaluate("host => host.network.body.data.nodes.length") >= unit.headcount
    overview_page.get_by_role("button", name="Back to the overview").click()
    drawn(overview_page)


def test_near_enough_a_click_means_the_person_whom_python_placed_there(overview_page: Page) -> None:
    host = drawn(overview_page)
    row = int(VIEW.overview.order[len(LARGE.people) // 2])
    x, y = float(VIEW.overview.x[row]), float(VIEW.overview.y[row])
    overview_page.mouse.move(*on_screen(host, x, y))
    for _ in range(12):
        overview_page.mouse.wheel(0, -200)
    still(host)
    overview_page.mouse.click(*on_screen(host, x, y))
    expect(card_of(overview_page, str(LARGE.people["name"].iloc[row]))).to_be_visible()
    expect(overview_page.get_by_test_id("stMain").get_by_text(str(LARGE.people["unit"].iloc[row]))).to_be_visible()


def test_a_name_is_never_a_program(overview_page: Page) -> None:
    host = drawn(overview_page)
    host.get_by_role("button", name=HOSTILE, exact=False).first.wait_for(state="attached")
    place = VIEW.overview.x[1], VIEW.overview.y[1]
    overview_page.mouse.move(*on_screen(host, *map(float, place)))
    for _ in range(12):
        overview_page.mouse.wheel(0, -200)
    still(host)
    overview_page.mouse.move(*(part + 1 for part in on_screen(host, *map(float, place))))
    expect(host.locator(".tip")).to_contain_text(HOSTILE)
    overview_page.mouse.click(*on_screen(host, *map(float, place)))
    expect(card_of(overview_page, HOSTILE)).to_be_visible()
    assert host.locator("img").count() == overview_page.get_by_test_id("stMain").locator("img").count() == 0


def test_keys_move_the_picture_and_go_through_the_units(overview_page: Page) -> None:
    host = drawn(overview_page)
    whole = seen(host)
    host.locator("canvas").focus()
    overview_page.keyboard.press("+")
    still(host)
    near = seen(host)
    assert near["scale"] == pytest.approx(1.5 * whole["scale"])
    overview_page.keyboard.press("ArrowRight")
    still(host)
    assert seen(host)["x"] == pytest.approx(near["x"] - 60)
    overview_page.keyboard.press("0")
    still(host)
    assert seen(host) == pytest.approx(whole)
    overview_page.keyboard.press("Tab")
    unit = host.locator(".units button").first
    expect(unit).to_be_focused()
    overview_page.keyboard.press("Enter")
    expect(card_of(overview_page, VIEW.names[1])).to_be_visible()
    expect(unit).to_be_focused()
    expect(unit).to_have_attribute("aria-pressed", "true")
    overview_page.keyboard.press("Escape")
    expect(overview_page.get_by_text("Click a unit, or zoom in and click a person.")).to_be_visible()


def test_a_click_moves_nothing(overview_page: Page) -> None:
    host = drawn(overview_page)
    host.get_by_role("button", name="+").last.click()
    still(host)
    before = seen(host)
    overview_page.mouse.click(*on_screen(host, VIEW.overview.width / 2, VIEW.overview.height / 2))
    overview_page.get_by_test_id("stMain").locator("strong").first.wait_for()
    settled(overview_page)
    assert seen(host) == before


def test_another_language_keeps_the_view_and_what_is_chosen(overview_page: Page) -> None:
    host = drawn(overview_page)
    overview_page.mouse.click(*heading_of(host, FIRST))
    expect(card_of(overview_page, path(VIEW, FIRST))).to_be_visible()
    host.get_by_role("button", name="+").last.click()
    still(host)
    before = seen(host)
    overview_page.get_by_role("radio", name="简体中文").click()
    expect(host.locator(".legend").get_by_text("支持度", exact=True)).to_be_visible()
    expect(card_of(overview_page, path(VIEW, FIRST))).to_be_visible()
    assert seen(host) == before


def test_it_is_drawn_in_the_dark_too(new_context: Callable[..., BrowserContext], app_url: str, large: int) -> None:
    page = opened(new_context(color_scheme="dark").new_page(), app_url, "map", account=large)
    host = drawn(page)
    assert colours(host) > 20
    corner = host.locator("canvas").evaluate("canvas => [...canvas.getContext('2d').getImageData(1, 1, 1, 1).data]")
    assert max(corner[:3]) < 60


def test_two_fingers_zoom(new_context: Callable[..., BrowserContext], app_url: str, large: int) -> None:
    context = new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = opened(context.new_page(), app_url, "map", account=large)
    host = drawn(page)
    before = seen(host)["scale"]
    x, y = on_screen(host, VIEW.overview.width / 2, VIEW.overview.height / 2)
    fingers = context.new_cdp_session(page)

    def touch(kind: str, *places: float) -> None:
        points = [{"x": x + place, "y": y, "id": number} for number, place in enumerate(places)]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", -20, 20)
    for apart in (30, 40, 60):
        touch("touchMove", -apart, apart)
    touch("touchEnd")
    still(host)
    assert seen(host)["scale"] == pytest.approx(3 * before, rel=0.2)
