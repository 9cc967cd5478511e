"""Meetings carried from day to day, by mouse, by touch and by keyboard, and two taps that say how one went."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pandas as pd
from playwright.sync_api import BrowserContext, Locator, Page, expect

from graphkit.habits import plan
from graphkit.model import Account
from graphkit.store import Store
from tests.browser import TODAY, opened, settled
from tests.strategies import account

MONDAY = TODAY - datetime.timedelta(days=TODAY.weekday())
NEXT, LATER, LAST = (MONDAY + datetime.timedelta(days=days) for days in (8, 16, 22))


def booked(store: Store, *, due: datetime.date) -> int:
    """Mo is to see Ada, who decides."""
    ours: Account = account(
        [{"id": "a", "name": "Ada", "support": "0"}],
        team=[{"id": "m", "name": "Mo"}],
        contacts=[{"member": "m", "person": "a", "trust": "2", "last_contact": f"{TODAY}"}],
        decisions=[{"id": "d", "target": "a"}],
    )
    ours = plan(ours, "See Ada", kind="visit", member="m", person="a", today=TODAY, due=due)
    return store.create(ours.with_(name=f"Booked {due}"), actor="ada")


def entry(page: Page) -> Locator:
    return page.locator(".calendar .entry[data-id=a1]")


def day(page: Page, date: datetime.date) -> Locator:
    return page.locator(f".calendar .day[data-date='{date}']")


def expect_on(page: Page, date: datetime.date, store: Store, id_: int, *, version: int) -> None:
    """The entry has come to this day, as one revision."""
    expect(day(page, date).locator("[data-id=a1]")).to_be_visible()
    settled(page)
    assert store.load(id_)[0].actions["due"].tolist() == [pd.Timestamp(date)]
    assert store.version(id_) == version


def test_a_meeting_is_dragged_to_another_day(page: Page, app_url: str, app_store: Store) -> None:
    id_ = booked(app_store, due=NEXT)
    opened(page, app_url, "campaign", account=id_)
    day(page, LAST).scroll_into_view_if_needed()
    entry(page).hover()
    page.mouse.down()
    box = day(page, LATER).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=6)
    expect(day(page, LATER)).to_have_class("day aim")
    page.mouse.up()
    expect_on(page, LATER, app_store, id_, version=2)


def test_a_meeting_is_carried_by_keyboard(page: Page, app_url: str, app_store: Store) -> None:
    id_ = booked(app_store, due=NEXT)
    opened(page, app_url, "campaign", account=id_)
    entry(page).focus()
    for key in (" ", "ArrowRight", "Escape"):
        page.keyboard.press(key)
    assert app_store.version(id_) == 1, "let go, nothing moves"
    for key in (" ", "ArrowDown", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect_on(page, LATER, app_store, id_, version=2)


def test_a_finger_drags_it_by_its_grip(
    new_context: Callable[..., BrowserContext], app_url: str, app_store: Store
) -> None:
    id_ = booked(app_store, due=NEXT)
    page = new_context(viewport={"width": 390, "height": 2400}, has_touch=True).new_page()
    opened(page, app_url, "campaign", account=id_)
    grip, there = entry(page).locator(".grip").bounding_box(), day(page, LAST).bounding_box()
    assert grip is not None and there is not None
    touch = page.context.new_cdp_session(page)
    at = {"x": grip["x"] + grip["width"] / 2, "y": grip["y"] + grip["height"] / 2}
    to = {"x": there["x"] + there["width"] / 2, "y": there["y"] + there["height"] / 2}
    half = {"x": at["x"], "y": (at["y"] + to["y"]) / 2}
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [at]})
    for point in (half, to):
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect_on(page, LAST, app_store, id_, version=2)


def test_two_taps_say_how_it_went(page: Page, app_url: str, app_store: Store) -> None:
    id_ = booked(app_store, due=TODAY)
    opened(page, app_url, "campaign", account=id_)
    page.get_by_role("button", name="good").first.click()
    page.get_by_role("button", name="Keep the meeting").click()
    expect(page.get_by_role("heading", name="How did it go?")).to_have_count(0)
    settled(page)
    kept = app_store.load(id_)[0]
    assert kept.meetings["outcome"].tolist() == ["good"]
    assert kept.actions["done_on"].tolist() == [pd.Timestamp(TODAY)]


def test_names_in_the_calendar_are_names(page: Page, app_url: str, app_store: Store) -> None:
    hostile = "<img src=x onerror=alert(2)>"
    id_ = booked(app_store, due=NEXT)
    ours, version = app_store.load(id_)
    people = ours.people.assign(name=hostile)
    app_store.save(id_, ours.with_(people=people), version=version, actor="ada")
    opened(page, app_url, "care", account=id_)
    expect(page.locator(".calendar img")).to_have_count(0)
    if not day(page, NEXT).count():
        page.get_by_role("button", name="Later").click()
    expect(entry(page).locator(".title")).to_have_text(hostile)
