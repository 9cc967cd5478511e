"""Undo, redo and what-if in a real browser."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from graphkit.store import Store
from tests.browser import HALDEN as STORY
from tests.browser import halden, headline, opened, settled


def edited(store: Store) -> int:
    """The sample with one edit by somebody else."""
    id_ = halden(store)
    before, version = store.load(id_)
    people = before.people.copy()
    people.loc[people["id"].eq("hp-002"), "support"] = 2.0
    store.save(id_, before.with_(people=people), version=version, actor="lee")
    return id_


def banner(page: Page) -> Locator:
    return page.locator(".st-key-whatif-banner")


def support(store: Store, id_: int) -> float | None:
    return store.load(id_)[0].person("hp-002").support


def test_an_edit_is_undone_by_key_and_redone_by_button(page: Page, app_url: str, app_store: Store) -> None:
    id_ = edited(app_store)
    opened(page, app_url, "history", account=id_)
    expect(page.get_by_text("→ Champion").first).to_be_visible()
    page.keyboard.press("F8")
    expect(page.get_by_role("button", name="Redo")).to_be_enabled()
    settled(page)
    assert support(app_store, id_) == STORY.person("hp-002").support
    expect(page.get_by_text("Champion →").first).to_be_visible()
    opened(page, app_url, "forecast", account=id_)  # another page, after a reload
    page.get_by_role("button", name="Redo").click()
    expect(page.get_by_role("button", name="Redo")).to_be_disabled()
    settled(page)
    assert support(app_store, id_) == 2.0


def test_a_key_in_a_text_field_undoes_nothing(page: Page, app_url: str, app_store: Store) -> None:
    id_ = edited(app_store)
    opened(page, app_url, "", account=id_)
    field = page.get_by_label("Name of the account")
    field.fill("Acme")
    field.press("F8")
    field.press("Control+z")
    settled(page)
    assert support(app_store, id_) == 2.0


def test_what_if_is_tried_compared_and_thrown_away(page: Page, app_url: str, app_store: Store) -> None:
    id_ = edited(app_store)
    opened(page, app_url, "history", account=id_)
    page.get_by_text("Version 1 ·").click()
    look = page.get_by_role("button", name="Look around in this version")
    look.wait_for()
    settled(page)
    look.press("Enter")  # a click misses where a chart above is still growing
    expect(banner(page)).to_contain_text("What if: 1 change, nothing is kept yet")
    opened_map = settled(page).get_by_role("link", name="Forecast")
    opened_map.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Forecast")
    tried = headline(settled(page)).inner_text()
    page.reload()
    expect(banner(settled(page))).to_contain_text("1 change")
    expect(headline(page)).to_have_text(tried)
    banner(page).get_by_role("button", name="Compare").click()
    expect(headline(page)).to_contain_text("Forecast")
    expect(page.get_by_role("button", name="Take out")).to_have_count(1)
    banner(settled(page)).get_by_role("button", name="Throw away").click()
    page.get_by_test_id("stPopoverBody").get_by_role("button", name="Throw away").click()
    expect(banner(page)).to_have_count(0)
    settled(page)
    assert (app_store.scenarios(id_), app_store.version(id_)) == ([], 2)
