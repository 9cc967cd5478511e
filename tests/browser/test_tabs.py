"""Two tabs of one user, and two users, on one account: who comes later is told, and nobody's work is lost or undone."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Locator, Page, expect

from graphkit.i18n import text
from graphkit.store import Store
from tests.browser import HALDEN, card_of, halden, opened, search, settled

WEI = "Wei Lin Tan"
ID = next(id_ for id_, name in HALDEN.labels.items() if name == WEI)
DECISION = HALDEN.decisions[0].id
POWER = HALDEN.rated_for(DECISION).person(ID).power
REFUSED = "Nothing was overwritten"


def on_card(page: Page, app_url: str, id_: int) -> Page:
    """The map with the card of one person."""
    opened(page, app_url, "map", account=id_, person=ID)
    expect(card_of(page, WEI)).to_be_visible()
    return page


def tap(page: Page, name: str, level: str) -> None:
    """Rate whoever is on the card."""
    page.get_by_role("radiogroup", name=name).get_by_role("radio", name=level, exact=True).click()


def told(page: Page, words: str) -> Locator:
    return page.get_by_test_id("stMain").get_by_test_id("stAlert").filter(has_text=words)


def behind(**versions: int) -> str:
    """What a page says when somebody saved meanwhile."""
    return text("screen.saved_since", **versions).partition(".")[0]


def reload(page: Page) -> None:
    """Go to the newest version, as the page offers."""
    page.get_by_role("button", name="Reload").click()
    expect(told(page, "Somebody")).to_have_count(0)
    settled(page)


def expect_kept(page: Page, store: Store, id_: int, *, support: float, power: float | None, version: int) -> None:
    """The store comes to this version, and holds what everybody said."""
    for _ in range(100):
        if store.version(id_) == version:
            break
        page.wait_for_timeout(100)
    settled(page)
    account, newest = store.load(id_)
    person = account.rated_for(DECISION).person(ID)
    assert (person.support, person.power, newest) == (support, power, version)


def test_what_one_tab_saved_the_other_is_told_and_nothing_is_lost(
    new_context: Callable[..., BrowserContext], app_url: str, app_store: Store
) -> None:
    id_, user = halden(app_store), new_context()
    first, second = (on_card(user.new_page(), app_url, id_) for _ in range(2))
    tap(first, "Support", "++")
    expect_kept(first, app_store, id_, support=2, power=POWER, version=2)
    tap(second, "Power", "5")  # on what is no longer the newest: refused, and said
    expect(told(second, REFUSED)).to_be_visible()
    expect_kept(second, app_store, id_, support=2, power=POWER, version=2)
    search(second, "Ruth Amory")  # any other action
    expect(told(second, behind(version=2, yours=1))).to_be_visible()
    reload(second)
    search(second, WEI)
    expect(second.get_by_text("Support: Champion")).to_be_visible()
    tap(second, "Power", "5")
    expect_kept(second, app_store, id_, support=2, power=5, version=3)
    expect(told(second, REFUSED)).to_have_count(0)


def test_what_another_user_saved_is_not_undone_unseen(
    new_context: Callable[..., BrowserContext], app_url: str, app_store: Store
) -> None:
    id_ = halden(app_store)
    first = on_card(new_context().new_page(), app_url, id_)
    tap(first, "Support", "++")
    expect_kept(first, app_store, id_, support=2, power=POWER, version=2)
    second = on_card(new_context().new_page(), app_url, id_)
    tap(second, "Power", "5")
    expect_kept(second, app_store, id_, support=2, power=5, version=3)

    undo = first.get_by_role("button", name="Undo")
    undo.click()  # takes it for the last thing done, which it no longer is
    expect(told(first, REFUSED)).to_be_visible()
    expect_kept(first, app_store, id_, support=2, power=5, version=3)
    reload(first)
    undo.hover()
    expect(first.get_by_role("tooltip")).to_contain_text("Power")  # what it would take back, said before
    undo.click()
    expect_kept(first, app_store, id_, support=2, power=POWER, version=4)
    search(second, "Ruth Amory")
    expect(told(second, behind(version=4, yours=3))).to_be_visible()
