"""What every screen owes its user: safe text, nothing from elsewhere, dark and light, large and small."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from graphkit.store import Store
from tests.browser import PAGES, drawn_map, halden, headline, opened, search, settled, upload
from tests.conftest import Watch
from tests.strategies import account
from tests.test_house import contrast

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    "![x](http://evil.example/x.png)",
    "[a](javascript:alert(3))",
    ":red[x]",
    "$x$",
    "=1+1",
    "**bold** `code` ~~gone~~",
    "http://evil.example/x",
    "www.evil.example",
    ":material/home:",
    ":smile:",
    "a -> b -- c",
)
FOREIGN_LINK = "a[href*='//evil'], a[href*='//www.evil'], a[href^='javascript']"


def hostile_account(store: Store) -> int:
    """A committee of people with hostile names, in hostile units, known by a hostile member of ours."""
    people = [
        {"id": f"p{i}", "name": words, "title": words, "unit": words, "focus": words, "reports_to": "p0"}
        for i, words in enumerate(HOSTILE)
    ]
    committee = tuple(f"p{i}" for i in range(len(HOSTILE) - 1))
    hostile = account(
        [people[0] | {"reports_to": ""}, *people[1:]],
        team=[{"id": "m", "name": HOSTILE[1]}],
        contacts=[{"member": "m", "person": "p1", "trust": "2"}],
        decisions=[{"id": "d", "name": HOSTILE[2], "committee": committee}, {"id": "e", "name": "x", "target": "p2"}],
    )
    return store.create(hostile.with_(name=HOSTILE[2]), actor=HOSTILE[0], note=HOSTILE[2])


@pytest.fixture
def dialogs(page: Page) -> list[str]:
    """What scripts said in dialogs: nothing, or a name was run."""
    heard: list[str] = []
    page.on("dialog", lambda dialog: (heard.append(dialog.message), dialog.dismiss()))
    return heard


def test_hostile_names_are_names(page: Page, app_url: str, app_store: Store, dialogs: list[str], watch: Watch) -> None:
    id_ = hostile_account(app_store)
    for name, title in PAGES.items():
        opened(page, app_url, name, account=id_, decision="e")
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        assert page.locator("[data-testid=stMain] img, [data-testid=stMain] script").count() == 0, name
        assert page.locator(FOREIGN_LINK).count() == 0, name
    search(opened(page, app_url, "map", account=id_), HOSTILE[1])
    expect(page.get_by_text("Which of us knows them")).to_be_visible()
    canvas = drawn_map(page).locator("canvas")
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    settled(page)
    assert dialogs == []
    assert watch.foreign_requests == []


@pytest.mark.parametrize("place", ["file", "sheet"])
def test_the_name_of_a_file_or_sheet_is_no_picture(page: Page, app_url: str, watch: Watch, place: str) -> None:
    """A file comes from the customer, and so do its name and the names of its sheets."""
    picture = "![x](http://evil.example/x.png)"
    name = picture.replace("/", "") + ".xlsx" if place == "file" else "people.xlsx"
    upload(opened(page, app_url, "import"), name, workbook(picture if place == "sheet" else "People"))
    expect(headline(page)).to_contain_text("2 people read. Rows: 2")
    settled(page).wait_for_load_state("networkidle")
    asked = [*watch.foreign_requests, *watch.errors]
    watch.foreign_requests.clear()
    watch.errors.clear()
    assert asked == []
    assert page.get_by_test_id("stMain").locator("img").count() == 0


def workbook(sheet: str) -> bytes:
    """Two people in a sheet of this name, which Excel itself may not allow."""
    book = openpyxl.Workbook()
    for row in (["name", "title"], ["Ada Lovelace", "Boss"], ["Bea Bell", "Clerk"]):
        book.active.append(row)
    book.active.title = "TITLE"
    plain, hostile = io.BytesIO(), io.BytesIO()
    book.save(plain)
    with zipfile.ZipFile(plain) as parts, zipfile.ZipFile(hostile, "w") as changed:
        for part in parts.namelist():
            changed.writestr(part, parts.read(part).replace(b'"TITLE"', f'"{sheet}"'.encode()))
    return hostile.getvalue()


@pytest.mark.parametrize("words", HOSTILE)
def test_a_name_is_read_as_it_is_written(page: Page, app_url: str, app_store: Store, words: str) -> None:
    """Every letter of it: no emoji, icon, arrow, dash, link or formula is made of it."""
    people = [{"id": "a", "name": words}]
    id_ = app_store.create(account(people, decisions=[{"id": "d", "target": "a"}]), actor="ada")
    opened(page, app_url, "map", account=id_)
    expect(headline(page)).to_contain_text("decides")
    written = headline(page).inner_text().replace("\N{WORD JOINER}", "")
    assert written == f"One person; {words} decides. Support unknown: 1."
    assert headline(page).locator(f"{FOREIGN_LINK}, img, .katex, code, strong, del").count() == 0


def test_the_map_can_be_read_in_the_dark(
    new_context: Callable[..., BrowserContext], app_url: str, app_store: Store
) -> None:
    page = new_context(color_scheme="dark").new_page()
    opened(page, app_url, "map", account=halden(app_store))
    dark = colours(page)
    assert contrast(dark["text"], dark["background"]) >= 7
    assert contrast(dark["legend"], dark["background"]) >= 4.5
    page.emulate_media(color_scheme="light")
    page.wait_for_function("was => getComputedStyle(document.querySelector('.stApp')).color !== was", arg=dark["page"])
    light = colours(page)
    assert contrast(light["text"], light["background"]) >= 7
    assert light["text"] != dark["text"]


def colours(page: Page) -> dict[str, str]:
    """Colours of the names on the map, of its legend and of what is behind them, as #rrggbb."""
    found: dict[str, str] = drawn_map(page).evaluate(
        """host => {
          const style = element => getComputedStyle(element);
          const app = document.querySelector('.stApp');
          return {text: host.ink, background: style(app).backgroundColor,
                  legend: style(host.querySelector('.legend')).color, page: style(app).color};
        }"""
    )
    return {name: colour if name == "page" else hexadecimal(colour) for name, colour in found.items()}


def hexadecimal(colour: str) -> str:
    """`rgb(2, 4, 5)` -> `#020405`."""
    return colour if colour.startswith("#") else "#" + "".join(f"{int(n):02x}" for n in re.findall(r"\d+", colour)[:3])


def test_a_phone_shows_everything_in_its_width(
    new_context: Callable[..., BrowserContext], app_url: str, app_store: Store
) -> None:
    page = new_context(viewport={"width": 390, "height": 844}).new_page()
    id_ = halden(app_store)
    for name in PAGES:
        opened(page, app_url, name, account=id_)
        if name == "map":
            drawn_map(page)
        wide = page.get_by_test_id("stMain").evaluate(
            """main => [...main.querySelectorAll('[data-testid=stElementContainer]')]
                 .filter(part => part.getBoundingClientRect().right > innerWidth + 1).length
               + (main.scrollWidth > main.clientWidth) + (document.documentElement.scrollWidth > innerWidth)"""
        )
        assert wide == 0, name


def test_the_map_is_worked_by_keyboard(page: Page, app_url: str, app_store: Store) -> None:
    opened(page, app_url, "map", account=halden(app_store))
    host = drawn_map(page)
    before = host.evaluate("host => host.network.getScale()")
    host.locator(".canvas").focus()
    page.keyboard.press("+")
    page.wait_for_function(
        """was => {
          const find = root => [...root.querySelectorAll('*')].map(
            e => e.classList.contains('visnet') ? e : e.shadowRoot && find(e.shadowRoot)).find(Boolean);
          return find(document).network.getScale() > 1.2 * was;
        }""",
        arg=before,
    )
