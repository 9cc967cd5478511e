"""The map: drawn, clicked, searched, and never moved under the reader's hands."""

import pytest
from playwright.sync_api import Page, expect

from graphkit.samples import read_sample
from graphkit.store import Store
from tests.browser import (
    HALDEN,
    TODAY,
    card_of,
    click_person,
    drawn_map,
    expect_people,
    halden,
    headline,
    opened,
    search,
    selected_on_map,
    settled,
    standing,
)

PRIYA, RUTH, WEI = "hp-002", "hp-001", next(id_ for id_, name in HALDEN.labels.items() if name == "Wei Lin Tan")


@pytest.fixture
def map_page(page: Page, app_url: str, app_store: Store) -> Page:
    """The map of the sample."""
    return opened(page, app_url, "map", account=halden(app_store))


def test_everybody_is_drawn_and_named_in_the_legend(map_page: Page) -> None:
    expect_people(map_page, HALDEN.people["id"])
    expect(headline(map_page)).to_contain_text(f"{len(HALDEN.people)} people; {HALDEN.labels[PRIYA]} decides.")
    ink = (
        drawn_map(map_page)
        .locator("canvas")
        .evaluate(
            "canvas => new Set(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data).size"
        )
    )
    assert ink > 20, "the canvas is blank"
    legend = drawn_map(map_page).locator(".legend")
    for word in ("Support", "Champion", "Unknown", "Border: role", "Rivalry", "Size: Influence"):
        expect(legend.get_by_text(word, exact=True)).to_be_visible()


def test_a_click_opens_the_card(map_page: Page) -> None:
    expect(map_page.get_by_text("Click a person on the map, or search.")).to_be_visible()
    click_person(map_page, PRIYA)
    expect(card_of(map_page, "Priya Raghunathan")).to_be_visible()
    expect(map_page.get_by_test_id("stMain").get_by_test_id("stText").first).to_contain_text("Chief Operating Officer")
    click_person(map_page, RUTH)
    expect(card_of(map_page, "Ruth Amory")).to_be_visible()
    expect(card_of(map_page, "Priya Raghunathan")).to_have_count(0)


def test_search_selects_on_the_map_and_in_the_card(map_page: Page) -> None:
    search(map_page, "Wei Lin Tan")
    expect(card_of(map_page, "Wei Lin Tan")).to_be_visible()
    assert selected_on_map(map_page) == [WEI]


def test_a_click_after_a_search_opens_the_card_again(map_page: Page) -> None:
    """The map and the card show the same person, whatever was clicked before."""
    click_person(map_page, PRIYA)
    expect(card_of(map_page, "Priya Raghunathan")).to_be_visible()
    search(map_page, "Ruth Amory")
    expect(card_of(map_page, "Ruth Amory")).to_be_visible()
    still(map_page)
    click_person(map_page, PRIYA)
    assert selected_on_map(map_page) == [PRIYA]
    expect(card_of(map_page, "Priya Raghunathan")).to_be_visible()


def test_the_selection_is_there_after_another_page(map_page: Page) -> None:
    click_person(map_page, PRIYA)
    expect(card_of(map_page, "Priya Raghunathan")).to_be_visible()
    go(map_page, "Plan")
    go(map_page, "Map")
    drawn_map(map_page)
    expect(card_of(map_page, "Priya Raghunathan")).to_be_visible()
    assert selected_on_map(map_page) == [PRIYA]


def test_nothing_moves_when_something_else_changes(map_page: Page) -> None:
    """The language, the size and the lines change; places, zoom and view stay."""
    drawn_map(map_page).get_by_role("button", name="+").click()
    still(map_page)
    before = standing(map_page)
    map_page.get_by_role("button", name="Rivalry").click()
    settled(map_page)
    assert standing(map_page) == before
    map_page.get_by_role("radio", name="简体中文").click()
    expect(map_page.get_by_role("heading", level=1)).to_have_text("关系图")
    expect(drawn_map(map_page).locator(".legend").get_by_text("支持度", exact=True)).to_be_visible()
    assert standing(map_page) == before


def test_a_unit_leaves_out_the_others_and_moves_nobody(map_page: Page) -> None:
    before = standing(map_page)["places"]
    box = map_page.get_by_role("combobox", name="Units")
    box.fill("Finance")
    map_page.get_by_role("option", name="Finance", exact=True).click()
    expect(map_page.get_by_text("people are not on this map")).to_be_visible()
    finance = HALDEN.people[HALDEN.people["unit"].eq("Finance")]
    map_page.keyboard.press("Escape")
    settled(map_page)
    expect_people(map_page, finance["id"])
    after = standing(map_page)["places"]
    assert isinstance(before, dict) and isinstance(after, dict)
    assert after == {id_: before[id_] for id_ in after}


def test_another_account_is_in_the_frame(map_page: Page, app_store: Store) -> None:
    """Whoever changes the account sees all of the new one, not a corner of it."""
    story = read_sample("yunhe_mobile", TODAY).with_(name="Another account")
    app_store.create(story, actor="ada")
    map_page.reload()
    settled(map_page)
    drawn_map(map_page).get_by_role("button", name="+").click()
    still(map_page)
    map_page.get_by_role("combobox", name="Account").click()
    map_page.get_by_role("option", name=story.name).first.click()
    expect(headline(map_page)).to_contain_text(f"{len(story.people)} people")
    expect_people(map_page, story.people["id"])
    still(map_page)
    outside = drawn_map(map_page).evaluate(
        """host => host.network.body.data.nodes.getIds().filter(id => {
          const place = host.network.canvasToDOM(host.network.getPosition(id));
          const canvas = host.querySelector('canvas');
          return place.x < 0 || place.y < 0 || place.x > canvas.clientWidth || place.y > canvas.clientHeight;
        }).length"""
    )
    assert outside == 0


def go(page: Page, name: str) -> None:
    """Follow the menu."""
    page.get_by_test_id("stSidebar").get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    settled(page)


def still(page: Page) -> None:
    """Wait until the view has stopped moving."""
    page.evaluate(
        """async () => {
          const find = root => [...root.querySelectorAll('*')].map(
            e => e.classList.contains('visnet') ? e : e.shadowRoot && find(e.shadowRoot)).find(Boolean);
          const network = find(document).network;
          const look = () => JSON.stringify([network.getScale(), network.getViewPosition()]);
          for (let last = '', same = 0; same < 12; last = look()) {
            await new Promise(requestAnimationFrame);
            same = look() === last ? same + 1 : 0;
          }
        }"""
    )
