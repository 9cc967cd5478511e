"""A brief in a real browser: reached from the plan, taken along as one file, one page on paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from graphkit.store import Store
from tests.browser import address, halden, headline, opened, settled


def test_a_brief_is_one_click_from_the_plan_and_one_page_on_paper(
    page: Page, app_url: str, app_store: Store, new_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    opened(page, app_url, "plan", account=halden(app_store))
    page.get_by_role("link", name=re.compile("^Brief: ")).first.click()
    expect(page.get_by_role("heading", level=1, name="Brief")).to_be_visible()
    settled(page)
    assert address(page)[0] == "brief" and address(page)[1]["person"]
    who = headline(page).inner_text().partition(":")[0]
    with page.expect_download() as begun:
        page.get_by_role("button", name="For paper and phone (HTML)").click()
    begun.value.save_as(tmp_path / "brief.html")
    paper = new_context().new_page()
    paper.set_content((tmp_path / "brief.html").read_text(encoding="utf-8"))
    expect(paper.get_by_role("heading", level=1)).to_have_text(f"Brief: {who}")
    assert len(re.findall(rb"/Type\s*/Page\b", paper.pdf(prefer_css_page_size=True))) == 1
    paper.set_viewport_size({"width": 390, "height": 800})
    assert paper.evaluate("document.documentElement.scrollWidth") <= 390
