"""WCAG 2.2 AA on every page, as far as a machine can tell (axe-core), and the way through it by keyboard.

Every page is opened in every language here, so this is also where `page` sees that none asks another host for anything
or logs an error.
"""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ElementHandle, Page, expect

from graphkit.actions import decide
from graphkit.i18n import LANGUAGES, text
from graphkit.store import Store
from tests.browser import HALDEN, TODAY, drawn_map, headline, opened, settled, upload
from ui.menu import PAGES

LEVEL = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
DESK, PHONE = (1280, 900), (390, 844)
SEEN = {"en": (("light", DESK), ("dark", PHONE)), "zh": (("dark", DESK), ("light", PHONE))}  # every pair of the three
# What is Streamlit's own and cannot be mended here: (rule, what its selector matches) -> why. Nothing at present.
NOT_OURS: dict[tuple[str, str], str] = {}
_NUMBER = itertools.count(1)


def violations(page: Page) -> list[str]:
    """Rule, place and reason of everything on the page that does not meet the level."""
    found = Axe().run(page, options=LEVEL).response["violations"]
    nodes = [
        (rule["id"], str(node["target"]), node["html"], node["failureSummary"])
        for rule in found
        for node in rule["nodes"]
    ]
    return [
        f"{rule} at {target}: {html[:200]} ({why})"
        for rule, target, html, why in nodes
        if not any(rule == known and re.search(place, target) for known, place in NOT_OURS)
    ]


def ways_of_seeing(page: Page, language: str) -> Iterator[str]:
    """Light and dark, on a desk and on a phone, without loading the page again."""
    for scheme, (width, height) in SEEN[language]:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(
            """dark => {
              const app = document.querySelector('.stApp');
              const light = getComputedStyle(app).backgroundColor.match(/\\d+/g).every(part => part > 127);
              return dark !== light && app.getAnimations({subtree: true}).every(one => one.playState !== 'running');
            }""",
            arg=scheme == "dark",
        )
        yield f"{scheme}, {width}"


def busy_account(store: Store) -> int:
    """The sample with something to see on every page: an overdue action, and changes made today."""
    late = decide(HALDEN, "Ring the chairman", today=TODAY, member="ms-01", due=TODAY - datetime.timedelta(3))
    id_ = store.create(HALDEN.with_(name=f"Accessible {next(_NUMBER)}"), actor="ada", kind="sample")
    people = late.people.copy()
    people.loc[people["id"].eq("hp-003"), "support"] = -1
    store.save(id_, late.with_(people=people, name=f"Accessible {id_}"), version=1, actor="ada")
    return id_


@pytest.fixture(scope="module")
def busy(app_store: Store) -> int:
    """An account for tests that only look."""
    return busy_account(app_store)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_no_violation(page: Page, app_url: str, busy: int, name: str, language: str) -> None:
    more = {"route": "plan"} if name == "map" else {}  # with the plan drawn on it, and its steps
    opened(page, app_url, "" if name == "accounts" else name, account=busy, lang=language, **more)
    if name == "map":
        drawn_map(page)
    if name == "import":
        upload(page, "people.csv", b"id,name,reports_to,power\na,Ada,b,7\nb,Bea,a,high\n")
        settled(page)
    for seen in ways_of_seeing(page, language):
        assert violations(page) == [], seen


def test_a_violation_is_found(page: Page) -> None:
    page.set_content(
        "<html lang='en'><title>x</title><p style='color:#bbb;background:#fff'>pale</p><img src=''></html>"
    )
    assert {line.split(" ")[0] for line in violations(page)} == {"color-contrast", "image-alt"}


# -- by keyboard -------------------------------------------------------------------------------------------------------

FOCUSED = """() => {
  let element = document.activeElement;
  while (element.shadowRoot && element.shadowRoot.activeElement) element = element.shadowRoot.activeElement;
  return element;
}"""
CALLED = "element => (element.getAttribute('aria-label') || element.innerText || element.className).trim()"
LOOK = """element => {
  const looks = [];
  for (let part = element, n = 0; part && n < 4; part = part.parentElement, n += 1) {
    const style = getComputedStyle(part);
    looks.push([style.outlineStyle, style.outlineColor, style.boxShadow, style.borderColor, style.backgroundColor]);
  }
  return looks.join();
}"""


def walked(page: Page, steps: int) -> dict[str, bool]:
    """What so many steps with Tab come to, by the last line of what it is called, and whether it shows the focus."""
    found: dict[str, bool] = {}
    for _ in range(steps):
        page.keyboard.press("Tab")
        element = page.evaluate_handle(FOCUSED).as_element()
        assert element is not None
        if element.evaluate("element => element === document.body"):
            break  # past the last one
        name = str(element.evaluate(CALLED))
        found[name.splitlines()[-1] if name else ""] = any(shows_focus(element, pause) for pause in (40, 200, 1000))
    return found


def shows_focus(element: ElementHandle, pause: int) -> bool:
    """Whether it looks otherwise with the focus than without, so many milliseconds after it came and went."""

    def looks_after(change: str) -> str:
        element.evaluate(change)
        element.evaluate("(element, pause) => new Promise(done => setTimeout(done, pause))", pause)
        return str(element.evaluate(LOOK))

    without = looks_after("element => element.blur()")
    return without != looks_after("element => element.focus()")


def test_tab_comes_to_the_menu_the_map_and_the_search(page: Page, app_url: str, app_store: Store) -> None:
    opened(page, app_url, "map", account=busy_account(app_store))
    drawn_map(page)
    found = walked(page, 44)
    assert {*(text(f"screen.page.{name}") for name in PAGES), "Large type", "Dismiss", "Next: Coverage"} <= found.keys()
    assert {"Find a person", "Where people stand", "Route or plan to who decides", "Zoom in"} <= found.keys()
    assert any(name.startswith("Map of 42 people.") for name in found)
    assert [name for name, is_seen in found.items() if not is_seen] == []


def test_tab_comes_to_the_agenda_and_the_form(page: Page, app_url: str, app_store: Store) -> None:
    opened(page, app_url, "session", account=busy_account(app_store))
    page.get_by_role("link", name="Show: Plan").focus()
    found = walked(page, 7)
    assert {"Discussed", "Show: Campaign", "What is to be done", "Which of us", "About whom"} <= found.keys()
    assert [name for name, is_seen in found.items() if not is_seen] == []


def test_an_action_is_written_and_ticked_without_a_mouse(page: Page, app_url: str, app_store: Store) -> None:
    id_ = busy_account(app_store)
    opened(page, app_url, "session", account=id_)
    page.get_by_role("textbox", name="What is to be done").fill("Send the minutes")
    page.keyboard.press("Tab")
    page.keyboard.type("Elena")
    page.get_by_role("option", name="Elena Marsh").wait_for()
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="What is to be done").press("Enter")
    ours = page.get_by_role("checkbox", name="Send the minutes")
    expect(ours).to_be_visible()
    ours.press("Space")
    expect(ours).to_have_count(0)  # folded away with what is done
    settled(page)
    (row,) = [row for row in app_store.load(id_)[0].actions.to_dict("records") if row["what"] == "Send the minutes"]
    assert (row["member"], row["done_on"].date()) == ("ms-01", TODAY)


def test_large_type_makes_everything_larger(page: Page, app_url: str, app_store: Store) -> None:
    """Text, cells of tables and the words of the map's legend; it stays on from page to page."""
    opened(page, app_url, "map", account=busy_account(app_store))
    before = sizes(page)
    page.get_by_text("Large type").click()
    page.wait_for_function("() => getComputedStyle(document.documentElement).fontSize === '22px'")
    assert all(after > 1.2 * was for was, after in zip(before, sizes(page), strict=True))
    page.get_by_role("link", name="Forecast", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Forecast")
    page.wait_for_function("() => getComputedStyle(document.documentElement).fontSize === '22px'")
    assert "room=1" in page.url


def sizes(page: Page) -> list[float]:
    """Height of the headline and of a line of the legend, in pixels."""
    legend = drawn_map(page).locator(".legend")
    return [part.evaluate("e => parseFloat(getComputedStyle(e).fontSize)") for part in (headline(page), legend)]
