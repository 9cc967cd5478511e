"""Ways through the app: from a sample or a file to an answer, by link, back and again."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from graphkit.i18n import text
from graphkit.plan import plan
from graphkit.store import Store
from tests.browser import HALDEN, address, expect_people, halden, headline, opened, people_drawn, settled, upload
from tests.conftest import running_app, store_in
from ui.words import percent

PLAN = plan(HALDEN, HALDEN.decision().target)
ODDS = {"plan": percent(PLAN.by_meetings[-1]), "route": percent(PLAN.best_route)}
ANSWER = {
    language: text("screen.plan.answer", language, n=6, who=HALDEN.labels[HALDEN.decision().target], **ODDS)
    for language in ("en", "zh")
}
CHINESE = "姓名;职务;部门;上级\n王强;总经理;公司领导;\n李娜;采购经理;采购部;王强\n赵敏;工程师;网络部;王强\n"


def accounts_of(store: Store) -> list[int]:
    return [listing.id for listing in store.listings()]


def choose_language(page: Page, name: str) -> None:
    page.get_by_test_id("stSidebar").get_by_role("radio", name=name).click()


def test_from_the_first_page_to_the_map_of_a_sample(page: Page, app_url: str, app_store: Store) -> None:
    before = accounts_of(app_store)
    opened(page, app_url, "").get_by_role("button", name="Halden Pumps").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Map")
    expect_people(page, HALDEN.people["id"])
    (new,) = set(accounts_of(app_store)) - set(before)
    assert address(page) == ("map", {"account": str(new), "decision": "monitoring", "lang": "en"})


@pytest.mark.parametrize(("sample", "pause"), [("云河移动", 0), ("Port of Merrow", 150)])
def test_a_double_click_loads_one_sample(page: Page, app_url: str, app_store: Store, sample: str, pause: int) -> None:
    before = accounts_of(app_store)
    button = opened(page, app_url, "").get_by_role("button", name=sample)
    button.evaluate("(button, pause) => { button.click(); setTimeout(() => button.click(), pause); }", pause)
    expect(page.get_by_role("heading", level=1)).to_have_text("Map")
    settled(page)
    assert people_drawn(page)
    assert len(accounts_of(app_store)) == len(before) + 1


def test_of_two_accounts_of_one_name_the_open_one_stays_open(page: Page, app_url: str, app_store: Store) -> None:
    """The sample loaded twice, or a file imported twice: no click may lead to the other one."""
    for _ in range(2):
        newer = app_store.create(HALDEN.with_(name="Twice"), actor="ada")
    opened(page, app_url, "map", account=newer)
    page.get_by_role("button", name="Draw", exact=True).click()
    page.get_by_role("button", name="Rivalry").click()
    expect(page.get_by_role("button", name="Rivalry")).to_have_attribute("aria-pressed", "false")
    settled(page)
    page.keyboard.press("Escape")
    page.get_by_test_id("stSidebar").get_by_role("link", name="Accounts").click()
    settled(page).get_by_role("button", name="Create").click()
    expect(page.get_by_text("Give the account a name.")).to_be_visible()
    assert address(page)[1]["account"] == str(newer)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_plan_says_what_the_library_computes(page: Page, app_url: str, app_store: Store, language: str) -> None:
    opened(page, app_url, "plan", account=halden(app_store), lang=language)
    expect(headline(page)).to_have_text(ANSWER[language])


def test_the_plan_is_walked_step_by_step(page: Page, app_url: str, app_store: Store) -> None:
    opened(page, app_url, "plan", account=halden(app_store))
    assert PLAN.tree is not None
    first = PLAN.tree.step
    who, whom = HALDEN.labels[first.source], HALDEN.labels[first.target]
    expect(page.get_by_text(f"Next: {who} meets {whom}")).to_be_visible()
    page.get_by_role("button", name="It did not").click()
    expect(page.get_by_text(f"1. {who} meets {whom}")).to_be_visible()
    assert PLAN.tree.no is not None
    expect(page.get_by_test_id("stMetricValue").nth(1)).to_have_text(percent(PLAN.tree.no.value))
    page.get_by_role("button", name="One step back").click()
    expect(page.get_by_text(f"Next: {who} meets {whom}")).to_be_visible()


def test_a_link_on_a_cold_server(page: Page, tmp_path: Path) -> None:
    """Nobody has asked this server for anything before."""
    with running_app(tmp_path) as url:
        id_ = halden(store_in(tmp_path))
        opened(page, url, "plan", account=id_, lang="zh")
        expect(headline(page)).to_have_text(ANSWER["zh"])
        expect(page.get_by_role("heading", level=1)).to_have_text("计划")
        page.close()


def test_back_leads_back(page: Page, app_url: str, app_store: Store) -> None:
    id_ = halden(app_store)
    opened(page, app_url, "map", account=id_)
    page.get_by_test_id("stSidebar").get_by_role("link", name="Plan").click()
    expect(headline(page)).to_have_text(ANSWER["en"])
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Map")
    expect(headline(page)).to_contain_text(f"{len(HALDEN.people)} people")
    settled(page)
    assert address(page)[1]["account"] == str(id_)


def test_reload_keeps_account_and_language(page: Page, app_url: str, app_store: Store) -> None:
    id_ = halden(app_store)
    halden(app_store)  # would be shown if the account were forgotten
    opened(page, app_url, "account", account=id_)
    choose_language(page, "简体中文")
    expect(page.get_by_role("heading", level=1)).to_have_text("客户资料")
    settled(page)
    page.reload()
    settled(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("客户资料")
    expect(headline(page)).to_contain_text(f"{app_store.load(id_)[0].name}：42 人")


def test_the_language_outlives_the_way_to_an_account_and_a_reload(page: Page, app_url: str, app_store: Store) -> None:
    """Chosen on the first page, then an account is opened, then the page is loaded again."""
    halden(app_store)
    opened(page, app_url, "")
    choose_language(page, "简体中文")
    expect(page.get_by_role("heading", level=1)).to_have_text("客户列表")
    settled(page).get_by_test_id("stMain").get_by_role("link", name="打开").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("关系图")
    settled(page)
    page.reload()
    settled(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("关系图")


def test_a_chinese_file_becomes_a_map(page: Page, app_url: str, app_store: Store) -> None:
    before = accounts_of(app_store)
    opened(page, app_url, "import")
    upload(page, "客户.csv", CHINESE.encode("gb18030"))
    expect(headline(page)).to_have_text("3 people read. Rows: 3, errors: 0, warnings: 0.")
    expect(page.get_by_text("Read as: 客户.csv · gb18030 · ;")).to_be_visible()
    assert accounts_of(app_store) == before
    page.get_by_role("button", name="Keep as a new account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Map")
    (new,) = set(accounts_of(app_store)) - set(before)
    kept, _ = app_store.load(new)
    assert set(kept.people["name"]) == {"王强", "李娜", "赵敏"}
    expect_people(page, kept.people["id"])
    labels = page.locator(".visnet").evaluate("host => host.network.body.data.nodes.get().map(n => n.name).join()")
    assert all(name in labels for name in kept.people["name"])


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.csv", b" ", "empty.csv is empty."),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "picture.csv is not a text or Excel file."),
        ("colours.csv", b"colour,size\nred,big\nblue,small\n", "colours.csv has no column that says who a person is"),
    ],
)
def test_a_wrong_file_is_a_sentence(page: Page, app_url: str, name: str, content: bytes, sentence: str) -> None:
    opened(page, app_url, "import")
    upload(page, name, content)
    expect(page.get_by_test_id("stAlert").get_by_text(sentence).first).to_be_visible()
    settled(page)
    expect(page.get_by_text("Traceback")).to_have_count(0)
    expect(page.get_by_role("button", name="Keep as a new account")).to_have_count(0)


def test_a_file_of_another_kind_is_refused(page: Page, app_url: str) -> None:
    opened(page, app_url, "import")
    upload(page, "notes.pdf", b"%PDF-1.7")
    expect(page.get_by_text("not allowed")).to_be_visible()
    settled(page)
