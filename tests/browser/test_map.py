"""The map: drawn, clicked, searched, and never moved under the reader's hands."""

import pytest
from playwright.sync_api import Page, expect

from bench.map import made_account
from graphkit.i18n import text
from graphkit.layouts.radial import around
from graphkit.plan import plan
from graphkit.routes import routes
from graphkit.samples import read_sample
from graphkit.store import Store
from graphkit.walk import Walk, plan_walk, route_walk
from tests.browser import (
    HALDEN,
    TODAY,
    address,
    card_of,
    choose,
    click_person,
    drawn_map,
    expect_in_address,
    expect_people,
    halden,
    headline,
    opened,
    people_drawn,
    place_of,
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
    drawn_map(map_page).get_by_role("button", name="Zoom in").click()
    still(map_page)
    before = standing(map_page)
    map_page.get_by_role("button", name="Draw", exact=True).click()
    map_page.get_by_role("button", name="Rivalry").click()
    settled(map_page)
    map_page.keyboard.press("Escape")
    assert standing(map_page) == before
    map_page.get_by_role("radio", name="简体中文").click()
    expect(map_page.get_by_role("heading", level=1)).to_have_text("关系图")
    expect(drawn_map(map_page).locator(".legend").get_by_text("支持度", exact=True)).to_be_visible()
    assert standing(map_page) == before


def test_a_unit_leaves_out_the_others_and_moves_nobody(map_page: Page) -> None:
    before = standing(map_page)["places"]
    map_page.get_by_role("button", name="Show", exact=True).click()
    box = map_page.get_by_role("combobox", name="Units")
    box.fill("Finance")
    map_page.get_by_role("option", name="Finance", exact=True).click()
    expect(map_page.get_by_text("Hidden by your filter")).to_be_visible()
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
    drawn_map(map_page).get_by_role("button", name="Zoom in").click()
    still(map_page)
    map_page.get_by_role("combobox", name="Account").click()
    map_page.get_by_role("option", name=story.name).first.click()
    expect(headline(map_page)).to_contain_text(f"{len(story.people)} people")
    expect_people(map_page, story.people["id"])
    assert outside(map_page) == 0


def test_a_link_shows_the_person_on_a_cold_start(page: Page, app_url: str, app_store: Store) -> None:
    opened(page, app_url, "map", account=halden(app_store), person=WEI)
    expect(card_of(page, "Wei Lin Tan")).to_be_visible()
    assert selected_on_map(page) == [WEI]


def test_the_way_back_goes_from_person_to_person(map_page: Page) -> None:
    for id_, name in ((PRIYA, "Priya Raghunathan"), (RUTH, "Ruth Amory")):
        click_person(map_page, id_)
        expect(card_of(map_page, name)).to_be_visible()
        expect_in_address(map_page, "person", id_)
    map_page.go_back()
    expect(card_of(map_page, "Priya Raghunathan")).to_be_visible()


@pytest.mark.parametrize(
    "layout",
    [
        "By unit",
        "By influence on the decision",
        "Power against support",
        "Around one person",
        "Reporting tree, in rings",
    ],
)
def test_each_layout_shows_everybody_it_places(map_page: Page, layout: str) -> None:
    choose(map_page, "Where people stand", layout)
    settled(map_page)
    people = HALDEN.people["id"]
    if layout == "Around one person":
        expect(map_page.get_by_text("Further away, not shown")).to_be_visible()
        people = people[around(HALDEN, PRIYA, steps=2).shown]
    expect_people(map_page, people)
    assert outside(map_page) == 0


def test_a_route_is_walked_step_by_step(map_page: Page) -> None:
    still(map_page)
    choose(map_page, "Route or plan to who decides", 2)
    best = routes(HALDEN, HALDEN.decisions[0].target)[0]
    said = map_page.get_by_test_id("stMain").get_by_text(f"of {best.meetings}:")
    expect(said).to_contain_text(f"Step {best.meetings} of {best.meetings}")
    expect_legs(map_page, route_walk(best, best.meetings))
    still(map_page)
    before = standing(map_page)["places"]
    map_page.keyboard.press("Shift+F2")
    expect(said).to_contain_text(f"Step {best.meetings - 1} of {best.meetings}")
    expect_legs(map_page, route_walk(best, best.meetings - 1))
    assert standing(map_page)["places"] == before


def test_the_plan_is_walked_on_the_map_and_moves_nobody(page: Page, app_url: str, app_store: Store) -> None:
    opened(page, app_url, "plan", account=halden(app_store))
    page.get_by_role("link", name="Show the plan on the map").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Map")
    tree = plan(HALDEN, HALDEN.decisions[0].target).tree
    expect_legs(page, plan_walk(tree, []))
    still(page)
    before = standing(page)["places"]
    courses = {"Shift+F4": [True], "Shift+F2": [], "Shift+F6": [False]}
    for key, outcomes in courses.items():
        page.keyboard.press(key)
        expect_legs(page, plan_walk(tree, outcomes))
    page.get_by_role("button", name="If it works").click()
    expect_legs(page, plan_walk(tree, [False, True]))
    assert standing(page)["places"] == before


def test_the_way_back_goes_from_layout_to_layout(map_page: Page) -> None:
    for layout, name in (("By unit", "units"), ("Power against support", "grid")):
        choose(map_page, "Where people stand", layout)
        expect_in_address(map_page, "layout", name)
    map_page.go_back()
    box = map_page.get_by_role("combobox", name="Where people stand")
    expect(box).to_have_value("By unit")
    map_page.go_back()
    expect(box).to_have_value("Reporting tree")
    assert "layout" not in address(map_page)[1]


def test_whoever_is_on_the_card_comes_into_the_middle(map_page: Page) -> None:
    search(map_page, "Wei Lin Tan")
    expect(card_of(map_page, "Wei Lin Tan")).to_be_visible()
    settled(map_page).get_by_role("button", name=text("screen.person.around")).click()
    expect_people(map_page, HALDEN.people["id"][around(HALDEN, WEI, steps=2).shown])
    expect_in_address(map_page, "layout", "around")


def test_a_rating_is_one_tap_and_is_kept(map_page: Page, app_store: Store) -> None:
    click_person(map_page, WEI)
    expect(card_of(map_page, "Wei Lin Tan")).to_be_visible()
    id_ = int(address(map_page)[1]["account"])
    before = standing(map_page)
    card = map_page.get_by_test_id("stMain")
    card.get_by_role("radio", name="++", exact=True).click()
    expect(card.get_by_text("Support: Champion")).to_be_visible()
    settled(map_page)
    kept, version = app_store.load(id_)
    assert (kept.rated_for(HALDEN.decisions[0].id).person(WEI).support, version) == (2, 2)
    assert standing(map_page) == before and selected_on_map(map_page) == [WEI]


def test_a_line_is_drawn_by_two_clicks_and_removed(map_page: Page, app_store: Store) -> None:
    id_ = int(address(map_page)[1]["account"])
    host = drawn_map(map_page)
    host.get_by_role("button", name="Draw a line between two people").click()
    expect(host.get_by_role("status")).to_contain_text("Click the person the line begins with")
    click_person(map_page, WEI)
    expect(host.get_by_role("status")).to_contain_text("From Wei Lin Tan to")
    click_person(map_page, RUTH)
    main = map_page.get_by_test_id("stMain")
    expect(main.get_by_text("New line")).to_be_visible()
    main.get_by_role("combobox", name="Kind").click()
    map_page.get_by_role("option", name="Mentor", exact=True).click()
    main.get_by_role("button", name="Save", exact=True).click()
    expect(main.get_by_text("New line")).to_have_count(0)
    settled(map_page)
    ties = app_store.load(id_)[0].ties
    assert ((ties["source"] == WEI) & (ties["target"] == RUTH) & (ties["kind"] == "mentor")).sum() == 1


def test_somebody_is_dragged_under_another_manager(map_page: Page, app_store: Store) -> None:
    id_ = int(address(map_page)[1]["account"])
    drawn_map(map_page).get_by_role("button", name="Put somebody under another manager").click()
    (x, y), (to_x, to_y) = place_of(map_page, WEI), place_of(map_page, RUTH)
    map_page.mouse.move(x, y)
    map_page.mouse.down()
    map_page.mouse.move((x + to_x) / 2, (y + to_y) / 2, steps=4)
    map_page.mouse.move(to_x + 3, to_y, steps=4)
    map_page.mouse.up()
    still(map_page)
    settled(map_page)
    for _ in range(50):
        if app_store.load(id_)[1] == 2:
            break
        map_page.wait_for_timeout(100)
    assert app_store.load(id_)[0].person(WEI).reports_to == RUTH


def test_the_map_is_worked_by_keyboard(map_page: Page) -> None:
    host = drawn_map(map_page)
    click_person(map_page, PRIYA)
    expect(card_of(map_page, "Priya Raghunathan")).to_be_visible()
    host.locator(".canvas").focus()
    map_page.keyboard.press("Alt+ArrowUp")
    expect(card_of(map_page, "Ruth Amory")).to_be_visible()
    scale = host.evaluate("host => host.network.getScale()")
    map_page.keyboard.press("+")
    still(map_page)
    assert host.evaluate("host => host.network.getScale()") > scale


def test_while_a_large_map_moves_its_picture_stands_where_the_people_stand(
    page: Page, app_url: str, app_store: Store
) -> None:
    """Moved by hand it shows what was drawn before; at rest it is drawn anew, and differs in nothing."""
    opened(page, app_url, "map", account=app_store.create(made_account(250), actor="ada"))
    people_drawn(page)
    still(page)
    anew, differing = drawn_map(page).evaluate(
        """async (host) => {
          const { network } = host;
          const canvas = host.querySelector('canvas');
          const pixels = () => {
            const margin = 80; // what comes into the picture from outside was not drawn before
            const { width, height } = canvas;
            const box = [margin, margin, width - 2 * margin, height - 2 * margin];
            return canvas.getContext('2d').getImageData(...box).data;
          };
          let drawn = 0;
          network.on('afterDrawing', () => { drawn += 1; });
          const { x, y } = network.getViewPosition();
          const scale = network.getScale();
          network.moveTo({ position: { x: x + 60 / scale, y: y - 40 / scale } });
          network.redraw();
          const [before, moving] = [drawn, pixels()];
          await new Promise((done) => setTimeout(done, 600));
          const rest = pixels();
          let differing = 0;
          for (let at = 3; at < rest.length; at += 4) if (Math.abs(moving[at] - rest[at]) > 60) differing += 1;
          return [[before, drawn > 0], differing / (rest.length / 4)];
        }"""
    )
    assert anew == [0, True]
    assert differing < 0.01


def outside(page: Page) -> int:
    """How many people stand outside the frame."""
    still(page)
    return int(
        drawn_map(page).evaluate(
            """host => host.network.body.data.nodes.getIds().filter(id => {
              const place = host.network.canvasToDOM(host.network.getPosition(id));
              const canvas = host.querySelector('canvas');
              return place.x < 0 || place.y < 0 || place.x > canvas.clientWidth || place.y > canvas.clientHeight;
            }).length"""
        )
    )


def expect_legs(page: Page, walk: Walk) -> None:
    """These meetings, and no others, come to be drawn."""
    wanted = [[f"our {leg.source}" if leg.ours else leg.source, leg.target, leg.number, leg.state] for leg in walk.legs]
    drawn = drawn_map(page).evaluate(
        """async (host, wanted) => {
          const drawn = () => host.legs.map((leg) => [leg.from, leg.to, leg.number, leg.state]);
          const same = () => JSON.stringify(drawn()) === JSON.stringify(wanted);
          for (let frames = 0; frames < 1200 && !same(); frames += 1) await new Promise(requestAnimationFrame);
          return drawn();
        }""",
        wanted,
    )
    assert drawn == wanted


def go(page: Page, name: str) -> None:
    """Follow the menu."""
    page.get_by_test_id("stSidebar").get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    settled(page)


def still(page: Page) -> None:
    """Wait until the view has stopped moving."""
    drawn_map(page).evaluate(
        """async ({network}) => {
          const look = () => JSON.stringify([network.getScale(), network.getViewPosition()]);
          for (let last = '', same = 0; same < 12; last = look()) {
            await new Promise(requestAnimationFrame);
            same = look() === last ? same + 1 : 0;
          }
        }"""
    )
