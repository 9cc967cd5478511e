"""The pages of care, campaign and library, without a browser on a real store."""

from __future__ import annotations

import datetime
import time
from dataclasses import replace

import pandas as pd
import pytest

from graphkit.campaign import campaign, unreported
from graphkit.habits import due, overdue, plan
from graphkit.i18n import LANGUAGES, text
from graphkit.library import starter
from graphkit.model import Account
from graphkit.samples import SAMPLES, read_sample
from graphkit.shelf import Shelf
from graphkit.store import Store
from tests.strategies import account
from tests.test_pages import TODAY, headline, keep, live_markdown, said, store, visit  # noqa: F401 a fixture
from tests.test_session_page import HOSTILE, spoken
from ui.words import plain

DAY = datetime.timedelta(days=1)


def backer(*, last: int = -70) -> Account:
    """Ada decides and backs us; Mo saw her so many days ago."""
    met = {"member": "m", "person": "a", "trust": "2", "last_contact": f"{TODAY + last * DAY}"}
    return account(
        [{"id": "a", "name": "Ada", "support": "1", "confidence": "confirmed", "rated_on": f"{TODAY}"}],
        team=[{"id": "m", "name": "Mo"}],
        contacts=[met],
        decisions=[{"id": "d", "target": "a"}],
    )


# -- care --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_is_cared_for(store: Store, sample: str, language: str) -> None:  # noqa: F811
    story = read_sample(sample, TODAY)
    app = visit("care", account=keep(store, story), lang=language)
    items = due(story, today=TODAY)
    late = [item for item in items if item.overdue]
    soon = [item for item in items if TODAY <= item.date <= TODAY + 7 * DAY]
    people = len({item.person for item in (*late, *soon)})
    assert headline(app) == text("care.answer", language, late=len(late), soon=len(soon), people=people)
    assert live_markdown(app) == []


def test_nothing_to_care_for(store: Store) -> None:  # noqa: F811
    app = visit("care", account=keep(store, account([{"id": "a", "name": "Ada"}])))
    assert headline(app) == text("care.none")


def test_one_tap_does_a_habit(store: Store) -> None:  # noqa: F811
    id_ = keep(store, backer())
    key = next(item.key for item in due(backer(), today=TODAY) if item.kind == "reciprocity")
    app = visit("care", account=id_)
    app.button(key=f"done-list-{key}-{id_}-1").click().run()
    assert not app.exception
    (row,) = store.load(id_)[0].actions.to_dict("records")
    assert (row["kind"], row["member"], row["person"]) == ("reciprocity", "m", "a")
    assert row["done_on"] == pd.Timestamp(TODAY)
    assert [item.date for item in due(store.load(id_)[0], today=TODAY) if item.kind == "reciprocity"] == [
        TODAY + 90 * DAY
    ]


def test_a_visit_is_done_by_how_it_went(store: Store) -> None:  # noqa: F811
    """The first tap says how it went, the second keeps what follows; the row's own form, whatever card is open."""
    id_ = keep(store, backer())
    app = visit("care", account=id_)
    app.session_state["care-chosen"] = "visit-counts-m-a"
    app.button_group(key=f"met-visit-counts-m-a-{id_}-1").set_value("good").run()
    assert not app.exception
    next(button for button in app.button if button.label == text("screen.meeting.keep")).click().run()
    assert not app.exception
    kept = store.load(id_)[0]
    assert kept.meetings["outcome"].tolist() == ["good"]
    assert not [item for item in due(kept, today=TODAY) if item.kind == "visit" and item.overdue]


def test_what_a_customer_says_after_the_deal_is_kept(store: Store) -> None:  # noqa: F811
    won = backer()
    won = won.with_(decisions=(replace(won.decisions[0], stage="won", name="Trial"),))
    id_ = keep(store, won)
    app = visit("care", account=id_)
    app.text_input(key="satisfaction-item").set_value(" the result ")
    button = next(each for each in app.button if each.proto.form_id.startswith("satisfaction"))
    button.click().run()
    assert said(app) == text("error.satisfaction_incomplete"), "without a rating nothing is kept"
    app.button_group(key="satisfaction-rating").set_value(4)
    app.text_input(key="satisfaction-words").set_value("it just runs")
    next(each for each in app.button if each.proto.form_id.startswith("satisfaction")).click().run()
    assert not app.exception
    (row,) = store.load(id_)[0].assessments.to_dict("records")
    assert (row["topic"], row["item"], row["decision"], row["rating"]) == ("satisfaction", "the result", "d", 4)
    assert row["evidence"] == "it just runs" and row["rated_on"] == pd.Timestamp(TODAY)
    shown = next(table.value for table in app.dataframe if "rated_on" in table.value)
    assert shown["decision"].tolist() == ["Trial"]


def test_hostile_words_stay_words(store: Store) -> None:  # noqa: F811
    ours = backer()
    people = ours.people.assign(name=HOSTILE, focus=HOSTILE)
    hostile = ours.with_(people=people, team=ours.team.assign(name=HOSTILE))
    hostile = plan(hostile, HOSTILE, kind="visit", member="m", person="a", today=TODAY, due=TODAY)
    id_ = keep(store, hostile)
    for page in ("care", "campaign", "library", "accounts"):
        assert live_markdown(visit(page, account=id_)) == [], page


# -- the first page ----------------------------------------------------------------------------------------------------


def test_what_is_late_is_named_once(store: Store) -> None:  # noqa: F811
    late = plan(backer(), "See Ada", kind="visit", member="m", person="a", today=TODAY, due=TODAY - 2 * DAY)
    keep(store, late)
    lines = [line for line in spoken(visit("accounts")) if line.startswith(":material/alarm:")]
    assert lines == [f":material/alarm: Overdue · See Ada · Mo · Ada · {TODAY - 2 * DAY}"]


def test_a_habit_that_is_late_is_on_the_first_page(store: Store) -> None:  # noqa: F811
    keep(store, backer())
    lines = [line for line in spoken(visit("accounts")) if line.startswith(":material/alarm:")]
    assert lines == [f":material/alarm: Overdue · Visit Ada · Mo · {TODAY - 10 * DAY}"]


def test_the_first_page_asks_no_more_than_it_needs() -> None:
    """Whether a visit is late does not hang on the network: no forecast for each of fifty accounts."""
    story = read_sample("yunhe_mobile", TODAY)
    story = story.with_(actions=story.actions[:0])
    start = time.process_time()
    late = overdue(due(story.with_(), today=TODAY, only_late=True))
    quick = time.process_time() - start
    start = time.process_time()
    whole = due(story.with_(), today=TODAY)
    assert set(late) == set(overdue(whole)) and len(late) > 5
    assert quick < time.process_time() - start


# -- campaign ----------------------------------------------------------------------------------------------------------


def test_a_proposed_meeting_is_taken_into_the_calendar(store: Store) -> None:  # noqa: F811
    story = read_sample("halden_pumps", TODAY)
    story = story.with_(actions=story.actions[:0])
    id_ = keep(store, story)
    first = campaign(story, decision="monitoring", today=TODAY).meetings[0]
    app = visit("campaign", account=id_, decision="monitoring")
    app.button(key=f"take-{first.week}-{first.member}-{first.person}").click().run()
    assert not app.exception
    kept = store.load(id_)[0]
    (row,) = kept.actions.to_dict("records")
    assert (row["kind"], row["member"], row["person"]) == ("visit", first.member, first.person)
    assert row["due"] == pd.Timestamp(max(first.date, TODAY))
    planned = campaign(kept, decision="monitoring", today=TODAY).meetings
    booked = [meeting for meeting in planned if meeting.action]
    assert [(meeting.person, meeting.action) for meeting in booked] == [(first.person, "a1")]
    weeks = [(meeting.week, meeting.person) for meeting in planned]
    assert len(weeks) == len(set(weeks)), "it is not proposed a second time"


def test_two_taps_say_how_it_went(store: Store) -> None:  # noqa: F811
    ours = plan(backer(last=-5), "See Ada", kind="visit", member="m", person="a", today=TODAY, due=TODAY - DAY)
    assert unreported(ours, today=TODAY)["id"].tolist() == ["a1"]
    id_ = keep(store, ours)
    app = visit("campaign", account=id_)
    app.button(key=f"met-{id_}-1-a-good").click().run()
    next(button for button in app.button if button.label == text("screen.meeting.keep")).click().run()
    assert not app.exception
    kept = store.load(id_)[0]
    assert kept.meetings[["member", "person", "outcome"]].to_numpy().tolist() == [["m", "a", "good"]]
    assert kept.meetings["date"].tolist() == [pd.Timestamp(TODAY - DAY)]
    assert kept.actions["done_on"].tolist() == [pd.Timestamp(TODAY - DAY)]
    assert unreported(kept, today=TODAY).empty


def test_a_meeting_that_was_not_held_goes_from_the_calendar(store: Store) -> None:  # noqa: F811
    ours = plan(backer(), "See Ada", kind="visit", member="m", person="a", today=TODAY, due=TODAY)
    id_ = keep(store, ours)
    visit("campaign", account=id_).button(key="not-held-a1").click().run()
    assert store.load(id_)[0].actions.empty


# -- library -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_library_shows_what_is_in_it(store: Store, language: str) -> None:  # noqa: F811
    app = visit("library", lang=language)
    assert headline(app) == text("library.answer", language, objections=10, closings=4, uses=0)
    titles = [saying.text("title", language) for saying in starter()]
    assert [box.label for box in app.expander][: len(titles)] == [plain(title) for title in titles]


def test_search_and_filters(store: Store) -> None:  # noqa: F811
    app = visit("library")
    app.text_input(key="library-search").set_value("buget").run()
    assert "No budget" in [box.label for box in app.expander][:2]
    app.text_input(key="library-search").set_value("zzzqqq").run()
    assert said(app) == text("library.none")
    app.text_input(key="library-search").set_value("")
    app.selectbox(key="library-kind").set_value("closing").run()
    assert [box.label for box in app.expander][:4] == [
        plain(saying.text("title", "en")) for saying in starter() if saying.kind == "closing"
    ]


def test_one_of_ones_own(store: Store) -> None:  # noqa: F811
    app = visit("library")
    app.text_input(key="saying-objection-title-en-0").set_value("We build it ourselves")
    app.button[-1].click().run()
    assert not app.exception
    (own,) = Shelf(store).sayings()
    assert (own.text("title", "en"), own.version) == ("We build it ourselves", 1)
    assert "We build it ourselves" in [box.label for box in visit("library").expander]
