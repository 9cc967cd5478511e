"""The customer profile in a real browser: from the weakest effort to an account, and an answer that counts."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from graphkit.assessment import HOLDS
from graphkit.opportunity import validation
from graphkit.store import Store
from tests.browser import TODAY, address, halden, headline, opened, settled


def test_an_answer_given_by_hand_counts_at_once(page: Page, app_url: str, app_store: Store) -> None:
    """Say who compares the offers and what shows it: one question less is open, here and on the account page."""
    id_ = halden(app_store)
    before = validation(app_store.load(id_)[0], today=TODAY)
    opened(page, app_url, "profile", account=id_, lang="en")
    expect(headline(page)).to_contain_text(before.say().split(",")[0])
    box = page.get_by_role("combobox", name="Which question")
    box.fill("Evaluation criteria")
    box.press("Enter")
    page.get_by_text("By what will offers be compared").last.wait_for()
    page.get_by_role("radio", name="Holds", exact=True).click()
    page.get_by_role("textbox", name="Evidence").fill("The annex, from the procurement manager")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("The annex, from the procurement manager").first).to_be_visible()
    settled(page)
    for _ in range(50):  # the answer shows before it is kept
        if app_store.version(id_) > 1:
            break
        page.wait_for_timeout(100)
    after = validation(app_store.load(id_)[0], today=TODAY)
    assert len(after.having(HOLDS)) == len(before.having(HOLDS)) + 1
    expect(headline(page)).to_contain_text(after.say().split(",")[0])
    opened(page, app_url, "account", account=id_, lang="en")
    expect(page.get_by_test_id("stMain").get_by_text(after.say().split(",")[0]).first).to_be_visible()


def test_the_weakest_effort_leads_to_an_account(page: Page, app_url: str, app_store: Store) -> None:
    halden(app_store)
    opened(page, app_url, "efforts", lang="en")
    expect(headline(page)).to_contain_text("Weakest effort")
    page.get_by_test_id("stMain").get_by_test_id("stPageLink-NavLink").first.click()
    page.get_by_role("heading", name="Four elements and six efforts").wait_for(state="detached")
    settled(page)
    assert "account" in address(page)[1]
