"""The strategy session, what changed today and the tour, without a browser on a real store."""

from __future__ import annotations

import datetime
import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from streamlit.testing.v1 import AppTest

from graphkit.actions import decide, news, to_do
from graphkit.agenda import agenda
from graphkit.changes import diff
from graphkit.effects import standing
from graphkit.folder import to_files
from graphkit.i18n import LANGUAGES, text
from graphkit.model import Account
from graphkit.readable import Line, grouped, lines, names, public
from graphkit.samples import SAMPLES, read_sample
from graphkit.scenario import Scenario, changed
from graphkit.store import Store
from tests.strategies import account, accounts
from tests.test_pages import TODAY, headline, keep, links, live_markdown, said, store, visit  # noqa: F401 a fixture
from ui.agenda import sentences
from ui.menu import PAGES
from ui.minutes import actions_table, effect, minutes
from ui.session import Session, actor
from ui.tour import STEPS

HOSTILE = '<script>alert(1)</script> ![x](http://evil.example/x.png) **b** "q" &amp; {who}'


def unescaped(words: str) -> str:
    return re.sub(r"\\(.)", r"\1", words).replace("\N{WORD JOINER}", "")


def add(app: AppTest) -> None:
    next(button for button in app.main.button if button.label == text("screen.room.add")).click().run()


def spoken(app: AppTest) -> list[str]:
    return [unescaped(written.value) for written in app.main.markdown]


def session_of(kept: Account, its: Store, language: str = "en") -> Session:
    return Session(language, its, 1, 1, kept, kept.decision(), TODAY, kept, 1)


# -- the agenda --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sample", SAMPLES)
def test_the_agenda_of_a_sample(store: Store, sample: str, language: str) -> None:  # noqa: F811
    story = read_sample(sample, TODAY)
    app = visit("session", account=keep(store, story), lang=language)
    for answer in agenda(story, today=TODAY):
        question, answered, advice = sentences(session_of(story, store, language), answer)
        assert any(question in heading.value for heading in app.subheader)
        assert answered in spoken(app)
        assert any(line.endswith(advice) for line in spoken(app))
    still = int(to_do(story, today=TODAY)["done_on"].isna().sum())
    assert headline(app) == text("screen.room.answer", language, discussed=0, open=still, overdue=1)
    assert links(app) >= {"map", "coverage", "forecast", "plan", "campaign", "today"}
    assert live_markdown(app) == []


def test_a_tick_is_counted(store: Store) -> None:  # noqa: F811
    id_ = keep(store, read_sample("halden_pumps", TODAY))
    app = visit("session", account=id_)
    app.checkbox(key=f"discussed-who-{id_}-monitoring").check().run()
    assert headline(app).startswith("Six questions, 1 discussed.")


def test_a_tick_outlasts_a_reload_but_not_the_day(store: Store) -> None:  # noqa: F811
    id_ = keep(store, read_sample("halden_pumps", TODAY))
    app = visit("session", account=id_)
    for question in ("who", "blind"):
        app.checkbox(key=f"discussed-{question}-{id_}-monitoring").check().run()
    app.checkbox(key=f"discussed-who-{id_}-monitoring").uncheck().run()
    again = visit("session", account=id_)
    assert headline(again).startswith("Six questions, 1 discussed.")
    assert again.checkbox(key=f"discussed-blind-{id_}-monitoring").value
    assert headline(visit("session", account=id_, decision="service")).startswith("Six questions, 0 discussed.")
    kept = store.preference(actor(), f"discussed-{id_}")
    store.prefer(actor(), f"discussed-{id_}", kept.replace(f"{TODAY}", f"{TODAY - datetime.timedelta(1)}"))
    assert headline(visit("session", account=id_)).startswith("Six questions, 0 discussed.")


def test_words_of_files_stay_words(store: Store) -> None:  # noqa: F811
    people = [{"id": "a", "name": HOSTILE}, {"id": "b", "name": HOSTILE, "reports_to": "a"}]
    ours = account(people, team=[{"id": "m", "name": HOSTILE}], decisions=[{"id": "d", "name": HOSTILE, "target": "a"}])
    id_ = keep(store, ours)
    store.save(id_, decide(ours, HOSTILE, today=TODAY, member="m", person="b", due=TODAY), version=1, actor="ada")
    for page in ("session", "today", "accounts"):
        assert live_markdown(visit(page, account=id_)) == []


# -- what was decided --------------------------------------------------------------------------------------------------


def test_two_fields_make_an_action_and_a_tick_does_it(store: Store) -> None:  # noqa: F811
    id_ = keep(store, account([{"id": "a", "name": "Ada"}], team=[{"id": "m", "name": "Mo"}]))
    app = visit("session", account=id_)
    assert text("screen.room.no_actions") in said(app)
    app.text_input(key="action-what").set_value("Ring Ada")
    app.selectbox(key="action-member").select("Mo")
    add(app)
    assert not app.exception
    (row,) = store.load(id_)[0].actions.to_dict("records")
    week = pd.Timestamp(TODAY) + pd.Timedelta(days=7)
    assert (row["what"], row["member"], row["due"], row["decided_on"]) == ("Ring Ada", "m", week, pd.Timestamp(TODAY))
    app.checkbox(key=f"action-a1-{id_}-2").check().run()
    assert not app.exception
    assert store.load(id_)[0].actions["done_on"].tolist() == [pd.Timestamp(TODAY)]
    assert [revision.note for revision in store.history(id_)][:2] == ["action: Ring Ada"] * 2


def test_nothing_to_do_is_not_kept(store: Store) -> None:  # noqa: F811
    id_ = keep(store, account([{"id": "a", "name": "Ada"}]))
    app = visit("session", account=id_)
    add(app)
    assert text("error.nothing_to_do") in said(app)
    assert store.version(id_) == 1


def test_what_is_late_stands_first_and_on_the_first_page(store: Store) -> None:  # noqa: F811
    ours = account([{"id": "a", "name": "Ada"}])
    for what, days in (("later", 9), ("late", -3), ("today", 0)):
        ours = decide(ours, what, today=TODAY, due=TODAY + datetime.timedelta(days))
    id_ = keep(store, ours)
    labels = [unescaped(box.label) for box in visit("session", account=id_).checkbox if box.key.startswith("action-")]
    assert [label.split(" · ")[0 if "Overdue" not in label else 1] for label in labels] == ["late", "today", "later"]
    assert [line for line in spoken(visit("accounts")) if "Overdue" in line] == [
        f":material/alarm: Overdue · late · no one yet · {TODAY - datetime.timedelta(3)}"
    ]


# -- what changed ------------------------------------------------------------------------------------------------------


def test_today_says_what_changed_and_what_it_did(store: Store) -> None:  # noqa: F811
    before = read_sample("halden_pumps", TODAY)
    id_ = keep(store, before)
    people = before.people.copy()
    people.loc[people["id"].eq("hp-003"), ["support", "notes"]] = [-1, "between us"]
    after = decide(before.with_(people=people), "Ring him", today=TODAY, person="hp-003")
    store.save(id_, after, version=1, actor="ada")
    app = visit("today", account=id_)
    assert headline(app) == "Changes since the beginning of today: 1, about one person. Actions decided: 1, done: 0."
    assert "- Support: unknown → Sceptic" in spoken(app)
    assert not any("between us" in line for line in spoken(app))
    now = standing(after, decision="monitoring", today=TODAY)
    shown = [frame.value for frame in app.dataframe if "Before" in frame.value]
    assert shown[0]["Now"].tolist()[1] == str(now.urgent)
    app.toggle(key="today-private").set_value(True).run()
    assert any("between us" in line for line in spoken(app))


def test_today_may_begin_at_any_version(store: Store) -> None:  # noqa: F811
    ours = account([{"id": "a", "name": "Ada"}, {"id": "b", "name": "Bea"}])
    id_ = keep(store, ours)
    for number, column in enumerate(("power", "influence"), 1):
        people = ours.people.copy()
        people.loc[0, column] = 4.0
        ours = ours.with_(people=people)
        store.save(id_, ours, version=number, actor="ada")
    app = visit("today", account=id_)
    assert "Changes since the beginning of today: 2" in headline(app)
    app.selectbox(key="today-since").set_value(2).run()
    assert "- Influence: unknown → 4" in spoken(app) and "- Power: unknown → 4" not in spoken(app)


def told(before: Account, after: Account, *, private: bool = False) -> dict[str, list[Line]]:
    changes = diff(before, after)
    called = names(before) | names(after)
    return grouped(lines(changes if private else public(changes), labels=called, language="en"))


def document_of(opened: Session, before: Account, after: Account, decision: str) -> str:
    was, now = (standing(one, decision=decision, today=TODAY) for one in (before, after))
    listed = actions_table(opened, to_do(after, today=TODAY))
    return minutes(opened, told(before, after), names(before) | names(after), effect(opened, was, now), listed)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=accounts(), after=accounts())
def test_every_change_can_be_told(tmp_path: Path, before: Account, after: Account) -> None:
    """About whoever it concerns; the document stands for any two accounts and lists only what differs."""
    changes = told(before, after)
    assert changes.keys() <= {*before.labels, *after.labels, ""}
    assert bool(changes) == (to_files(before) != to_files(after))
    document = document_of(session_of(after, Store(f"sqlite:///{tmp_path / 'a.db'}")), before, after, "d")
    assert document.count("<h3>") == len(changes)


def test_the_page_stands_in_what_if_mode(store: Store) -> None:  # noqa: F811
    """What is tried is compared with what was kept."""
    story = read_sample("halden_pumps", TODAY)
    id_ = keep(store, story)
    people = story.people.copy()
    people.loc[people["id"].eq("hp-003"), "support"] = -1
    tried = changed(Scenario(1), story, story.with_(people=people))
    scenario = store.keep_scenario(id_, tried, actor="ada")
    app = visit("today", account=id_, whatif=scenario.id)
    assert "- Support: unknown → Sceptic" in spoken(app)


class Tags(HTMLParser):
    """The elements of a document and its words."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.words: list[str] = []
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_the_document_says_words_and_runs_nothing(store: Store) -> None:  # noqa: F811
    before = account([{"id": "a", "name": HOSTILE}], team=[{"id": "m", "name": HOSTILE}]).with_(name=HOSTILE)
    people = before.people.assign(title=HOSTILE, background=HOSTILE, interests="golf")
    after = decide(before.with_(people=people), HOSTILE, today=TODAY, member="m", person="a")
    opened = session_of(after, store)
    document = document_of(opened, before, after, "")
    found = Tags(document)
    assert not found.tags & {"script", "img", "a", "link", "iframe", "b"}
    assert HOSTILE in found.words
    assert "golf" not in document, "private columns are left out"
    assert "golf" in str(told(before, after, private=True))
    assert news(before, after) == ({"a1"}, set())


# -- the tour ----------------------------------------------------------------------------------------------------------


def bar(app: AppTest) -> list[str]:
    return [line for line in spoken(app) if re.match(r"\*\*(\d of \d\.|第 \d 步)", line)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_five_steps_lead_through_the_account(store: Store, language: str) -> None:  # noqa: F811
    id_ = keep(store, read_sample("halden_pumps", TODAY))
    assert len(STEPS) <= 5
    for number, page in enumerate(STEPS, 1):
        app = visit(page, account=id_, lang=language)
        (line,) = bar(app)
        assert line.startswith(f"**{text('screen.tour.step', language, number=number, all=len(STEPS))}**")
        assert set(STEPS[number : number + 1]) <= links(app)
    assert not [page for page in PAGES if page not in STEPS and page != "truth" and bar(visit(page, account=id_))]


def test_dismissed_is_kept_and_can_be_taken_back(store: Store) -> None:  # noqa: F811
    id_ = keep(store, read_sample("halden_pumps", TODAY))
    app = visit("map", account=id_)
    app.button(key="tour-dismiss").click().run()
    assert bar(app) == []
    assert bar(visit("map", account=id_)) == [], "another visit, the same user"
    assert bar(visit("map", account=id_, tour="1"))
    assert bar(visit("plan", account=id_))


def test_a_preference_is_one_users(store: Store) -> None:  # noqa: F811
    assert store.preference("ada", "tour") == ""
    store.prefer("ada", "tour", "dismissed")
    store.prefer("ada", "tour", "again")
    assert (store.preference("ada", "tour"), store.preference("lee", "tour")) == ("again", "")


# -- large type, and pages with nothing to show ------------------------------------------------------------------------


def test_large_type_stays_in_the_address(store: Store) -> None:  # noqa: F811
    id_ = keep(store, read_sample("halden_pumps", TODAY))
    app = visit("session", account=id_, room="1")
    assert app.toggle(key="room").value
    app.toggle(key="room").set_value(False).run()
    assert not app.toggle(key="room").value and "room" not in app.query_params


PEOPLE = [{"id": "a", "name": "Ada"}, {"id": "b", "name": "Bea"}]
BARE = {
    "nobody": Account(name="Empty"),
    "nobody decides": account(PEOPLE),
    "none of us": account(PEOPLE, decisions=[{"id": "d", "target": "a"}]),
    "nobody known": account(PEOPLE, decisions=[{"id": "d", "target": "a"}], team=[{"id": "m", "name": "Mo"}]),
}


@pytest.mark.parametrize("kind", BARE)
@pytest.mark.parametrize("page", ["coverage", "forecast", "plan", "campaign", "session", "today"])
def test_a_page_with_little_to_show_has_a_way_on(store: Store, page: str, kind: str) -> None:  # noqa: F811
    store.prefer(actor(), "tour", "dismissed")
    app = visit(page, account=keep(store, BARE[kind]))
    assert links(app) - {"truth"} or app.dataframe, (page, kind)
