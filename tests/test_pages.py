"""The logic of every page, run without a browser on a real store (Streamlit's AppTest)."""

from __future__ import annotations

import datetime
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from graphkit.coverage import coverage
from graphkit.forecast import forecast, win_next
from graphkit.i18n import LANGUAGES, text
from graphkit.model import Account
from graphkit.plan import plan
from graphkit.samples import SAMPLES, read_sample
from graphkit.store import Store, open_store
from tests.conftest import ROOT
from tests.strategies import account
from ui.menu import GROUPS, PAGES
from ui.opening import NEEDS_ACCOUNT
from ui.words import percent, plain, signed

TODAY = datetime.date.today()  # noqa: DTZ011 the pages use the user's own day too
FIRST = "accounts"
ANSWERING = ("map", "coverage", "forecast", "plan", "campaign", "brief", "care")
GOOD = "姓名;职务;上级\n王强;总经理;\n李娜;采购经理;王强\n".encode("gb18030")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The store that the pages open too; empty. What Streamlit kept of the last one is forgotten."""
    monkeypatch.setenv("GRAPHKIT_DATA", str(tmp_path))
    st.cache_resource.clear()
    st.cache_data.clear()
    yield open_store()
    st.cache_resource.clear()


def visit(page: str, **query: object) -> AppTest:
    """A page as it stands when somebody opens its address."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = str(value)
    if page != FIRST:
        app.switch_page(f"pages/{page}.py")
    app.run()
    assert not app.exception, (page, app.exception[0].value)
    return app


def headline(app: AppTest) -> str:
    """The answer on top of the page, as it is read: without the backslashes that keep Markdown away."""
    answers = [written.value for written in app.markdown if written.value.startswith("#### ")]
    assert len(answers) == 1, answers
    return re.sub(r"\\(.)", r"\1", answers[0].removeprefix("#### ")).replace("\N{WORD JOINER}", "")


def said(app: AppTest) -> str:
    """What the page says beside its answer: hints, warnings and errors."""
    boxes = [*app.info, *app.warning, *app.error, *app.success]
    return re.sub(r"\\(.)", r"\1", "\n".join(box.value for box in boxes))


def links(app: AppTest) -> set[str]:
    return {link.proto.page for link in app.main.get("page_link")}


def keep(store: Store, kept: Account) -> int:
    return store.create(kept, actor="ada")


def people_of(store: Store, id_: int) -> list[str]:
    return store.load(id_)[0].people["name"].tolist()


def test_the_menu_leads_to_every_page(store: Store) -> None:
    grouped = [page for pages in GROUPS.values() for page in pages]
    assert sorted(grouped) == sorted(PAGES)
    app = visit("accounts")
    menu = [link.proto.page for link in app.sidebar.get("page_link")]
    assert menu == ["" if page == FIRST else page for page in grouped]


# -- nothing there yet -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_store_shows_how_to_begin(store: Store, language: str) -> None:
    for page in PAGES:
        app = visit(page, lang=language)
        assert app.title[0].value == text(f"screen.page.{page}", language)
        if page in NEEDS_ACCOUNT:
            assert said(app) == text("screen.no_account", language)
            assert {"import"} <= links(app)
    assert store.listings() == []


def test_the_first_page_begins_an_account_by_name(store: Store) -> None:
    app = visit(FIRST)
    app.text_input(key="new-name").set_value("  Halden  ")
    app.button[-1].click().run()
    assert not app.exception
    assert [listing.name for listing in store.listings()] == ["Halden"]
    assert headline(app) == "Halden. People: 0, ties: 0, our team: 0."


def test_an_account_without_a_name_is_not_begun(store: Store) -> None:
    app = visit(FIRST)
    app.button[-1].click().run()
    assert said(app) == text("screen.accounts.name_needed")
    assert store.listings() == []


def test_an_account_without_people_says_so(store: Store) -> None:
    id_ = keep(store, Account(name="Empty"))
    for page in ANSWERING:
        app = visit(page, account=id_)
        assert said(app) == text("screen.nobody_yet")
        assert {"import"} <= links(app)
    assert headline(visit("account", account=id_)) == "Empty. People: 0, ties: 0, our team: 0."


@pytest.mark.parametrize("page", ["care", FIRST])
def test_the_sample_of_the_command_line_is_on_whatever_page_is_opened_first(
    store: Store, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["app.py", "--sample", "halden_pumps"])
    first = visit(page)
    (sample,) = store.listings()
    assert first.title[0].value == text(f"screen.page.{'map' if page == FIRST else page}")
    assert headline(first)
    assert visit(FIRST).title[0].value == text("screen.page.accounts")
    store.remove(sample.id)
    visit(FIRST)
    assert store.listings() == []


# -- the samples -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_is_answered_on_every_page(store: Store, sample: str, language: str) -> None:
    """Each headline says the number that the library computes."""
    story = read_sample(sample, TODAY)
    decision = story.decision()
    id_ = keep(store, story)
    expected = {
        "map": [story.labels[decision.target], str(len(story.people))],
        "coverage": [percent(coverage(story, today=TODAY).score or 0)],
        "forecast": [signed(end) for end in _range(story)],
        "plan": [story.labels[decision.target], percent(plan(story, decision.target).by_meetings[-1])],
        "account": [story.name, str(len(story.people)), str(len(story.ties))],
    }
    for page, parts in expected.items():
        app = visit(page, account=id_, lang=language)
        assert app.title[0].value == text(f"screen.page.{page}", language)
        assert [part for part in parts if part not in headline(app)] == []
        assert said(app) in ("", text("screen.person.choose", language))
    assert story.name in " ".join(written.value for written in visit(FIRST, lang=language).markdown)


def _range(story: Account) -> tuple[float, float]:
    outlook = forecast(story, today=TODAY)
    return outlook.low, outlook.high


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_committee_is_forecast(store: Store, sample: str) -> None:
    story = read_sample(sample, TODAY)
    decision = next(decision for decision in story.decisions if decision.committee)
    outlook = forecast(story, decision=decision.id, today=TODAY)
    app = visit("forecast", account=keep(store, story), decision=decision.id)
    assert headline(app).startswith("The committee: ")
    assert signed(outlook.low) in headline(app) and signed(outlook.high) in headline(app)
    assert outlook.share_for is not None
    share = text("screen.forecast.share", low=percent(outlook.share_for.low), high=percent(outlook.share_for.high))
    assert share in [written.value for written in app.markdown]


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_is_loaded_from_the_first_page(store: Store, sample: str) -> None:
    app = visit(FIRST)
    app.button(key=f"sample-{sample}").click().run()
    assert not app.exception
    story = read_sample(sample, TODAY)
    assert [listing.name for listing in store.listings()] == [story.name]
    assert app.title[0].value == "Map"
    assert headline(app).startswith(f"{len(story.people)} people; ")


# -- small and odd accounts --------------------------------------------------------------------------------------------


def test_one_person_alone(store: Store) -> None:
    id_ = keep(store, account([{"id": "a", "name": "Ada"}], decisions=[{"id": "d", "target": "a"}]))
    assert headline(visit("map", account=id_)) == text("screen.map.answer", n=1, who="Ada", unknown=1)
    assert "between −1.00 and +1.00" in headline(visit("forecast", account=id_))
    assert headline(visit("plan", account=id_)) == "No chain of introductions leads to Ada."
    assert "Gaps: " in headline(visit("coverage", account=id_))


def test_a_decision_that_names_nobody(store: Store) -> None:
    id_ = keep(store, account([{"id": "a", "name": "Ada"}], decisions=[{"id": "d", "name": "Pumps"}]))
    assert "nobody is known who" in headline(visit("map", account=id_))
    assert said(visit("forecast", account=id_)) == text("screen.nobody_decides")
    assert said(visit("plan", account=id_)) == text("screen.plan.choose")
    assert "nobody's influence can be counted" in headline(visit("coverage", account=id_))


def test_a_decision_that_names_a_stranger(store: Store) -> None:
    """Whoever decides may have left the account since."""
    id_ = keep(store, account([{"id": "a", "name": "Ada"}], decisions=[{"id": "d", "target": "gone"}]))
    for page in ("map", "plan", "account"):
        visit(page, account=id_)
    assert "gone" in said(visit("forecast", account=id_))
    visit("coverage", account=id_)


def test_whose_leaving_costs_the_best_route(store: Store) -> None:
    """One of ours knows one of theirs who knows the boss: 0.9 x 0.5 x 0.4, or nothing."""
    ways = account(
        [{"id": "boss", "name": "Bea"}, {"id": "a", "name": "Ada", "reports_to": "boss"}],
        team=[{"id": "m", "name": "Mo"}],
        contacts=[{"member": "m", "person": "a", "trust": "3"}],
        decisions=[{"id": "d", "name": "d", "target": "boss"}],
    )
    app = visit("coverage", account=keep(store, ways))
    assert "If Ada leaves, the best route to Bea falls from 18% to 0%." in [written.value for written in app.markdown]
    (leaving,) = [frame.value for frame in app.dataframe if "Who leaves" in frame.value]
    assert leaving["Who leaves"].tolist() == ["Ada", "Mo"]
    assert leaving["Best routes lost"].tolist() == ["1 of 1", "1 of 1"]


def test_a_route_longer_than_the_budget_is_still_a_route(store: Store) -> None:
    """Two meetings lead to Bea; with one there is no plan, but nobody may read that there is no way."""
    people = [{"id": "a", "name": "Ada"}, {"id": "b", "name": "Bea"}]
    ways = account(
        people,
        ties=[{"source": "a", "target": "b", "kind": "friend", "strength": "4"}],
        team=[{"id": "m", "name": "Mo"}],
        contacts=[{"member": "m", "person": "a", "trust": "2"}],
        decisions=[{"id": "d", "target": "b"}],
    )
    app = visit("plan", account=keep(store, ways))
    assert percent(plan(ways, "b").by_meetings[-1]) in headline(app)
    app.slider(key="plan-meetings").set_value(1).run()
    assert not app.exception
    assert "No chain of introductions" not in headline(app)


def test_an_unknown_account_in_the_address_is_not_answered_with_another_one(store: Store) -> None:
    """A link to an account that is not there must say so, or the reader takes one customer for the other."""
    keep(store, account([{"id": "a", "name": "Ada"}], decisions=[{"id": "d", "target": "a"}]))
    for strange in ("99", "-1", "abc", "1 OR 1=1"):
        app = visit("map", account=strange)
        assert text("screen.no_such_account") in said(app)
        assert text("screen.no_account") not in said(app), "there is one, only not this one"
        assert not [line for line in app.markdown if "Ada" in line.value]


def test_an_unknown_decision_or_language_in_the_address_does_no_harm(store: Store) -> None:
    id_ = keep(store, account([{"id": "a", "name": "Ada"}], decisions=[{"id": "d", "target": "a"}]))
    for page in PAGES:
        assert visit(page, account=id_, decision="<b>", lang="xx").title[0].value == text(f"screen.page.{page}")


def test_a_removed_account_is_never_shown_again(store: Store) -> None:
    """The next account may not be shown with the people of the one that was removed."""
    removed = keep(store, account([{"id": "a", "name": "Ada"}], decisions=[{"id": "d", "target": "a"}]))
    assert "Ada" in headline(visit("map", account=removed))
    store.remove(removed)
    new = keep(store, account([{"id": "b", "name": "Bea"}], decisions=[{"id": "d", "target": "b"}]))
    assert "Bea" in headline(visit("map", account=new))


def test_a_long_list_of_accounts_is_shown_in_parts_and_searched(store: Store) -> None:
    for number in range(23):
        keep(store, account(_ids("a")).with_(name=f"Customer {number:02}"))
    app = visit("accounts")

    def listed() -> list[str]:
        return [line.value.strip("*") for line in app.markdown if line.value.startswith("**Customer")]

    assert listed() == [f"Customer {number:02}" for number in range(22, 12, -1)]
    app.button(key="more-accounts").click().run()
    assert listed() == [f"Customer {number:02}" for number in range(22, 2, -1)]
    app.text_input(key="find-account").input("customer 01").run()
    assert listed() == ["Customer 01"]
    app.text_input(key="find-account").input("nobody").run()
    assert listed() == []
    assert "nobody" in app.info[0].value


def test_two_accounts_of_one_name_can_be_told_apart(store: Store) -> None:
    """Streamlit tells options by their words: of two that read alike it opens the last."""
    older, _ = (keep(store, account(_ids(letter)).with_(name="Same")) for letter in "ab")
    assert len(set(visit("account", account=older).sidebar.selectbox[0].options)) == 2


def test_the_right_one_of_two_namesakes_is_picked(store: Store) -> None:
    """Two people of one name are kept apart on import, so they are on every list."""
    people = [{"id": "a", "name": "Wei Zhang", "title": "Buyer"}, {"id": "b", "name": "Wei Zhang", "title": "Lawyer"}]
    id_ = keep(store, account(people, decisions=[{"id": "d", "target": "a"}]))
    app = visit("map", account=id_)
    app.selectbox(key="map-search").select_index(0).run()
    assert any(line.value.startswith("Buyer") for line in app.text)
    assert len(set(visit("plan", account=id_).selectbox(key=f"plan-target-{id_}-d").options)) == 2


def test_search_opens_the_card(store: Store) -> None:
    id_ = keep(store, read_sample("halden_pumps", TODAY))
    app = visit("map", account=id_)
    app.selectbox(key="map-search").select("Wei Lin Tan").run()
    assert "Wei Lin Tan" in [written.value for written in app.subheader]
    assert said(app) == ""


# -- import ------------------------------------------------------------------------------------------------------------


def uploaded(name: str, content: bytes) -> AppTest:
    """The import page after a file of people was chosen."""
    app = visit("import")
    app.file_uploader[0].upload(name, content)
    return app.run()


def test_a_file_is_read_shown_and_kept_only_when_told(store: Store) -> None:
    app = uploaded("客户.csv", GOOD)
    assert not app.exception
    assert headline(app).startswith("2 people read. Rows: 2, errors: 0,")
    assert any("gb18030" in box.label for box in app.expander)
    assert store.listings() == [], "nothing is kept until it is said"
    app.button[-1].click().run()
    assert not app.exception
    (listing,) = store.listings()
    kept, _ = store.load(listing.id)
    assert (kept.name, set(people_of(store, listing.id))) == ("客户", {"王强", "李娜"})
    reports_to = dict(zip(kept.people["name"], kept.people["reports_to"], strict=True))
    assert reports_to == {"王强": "", "李娜": kept.people.set_index("name").at["王强", "id"]}
    assert [(r.version, r.kind, r.note) for r in store.history(listing.id)] == [(1, "imported", "客户.csv")]
    assert app.title[0].value == "Map" and headline(app).startswith("2 people")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.csv", b"", "empty.csv is empty."),
        ("blank.csv", b"\n \n\t\n", "blank.csv is empty."),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00" * 9, "picture.csv is not a text or Excel file."),
        ("nobody.csv", b"colour,size\nred,big\nblue,small\n", "nobody.csv has no column that says who a person is"),
        ("text.xlsx", b"name,title\nAda,Boss\n", "text.xlsx is not an Excel file"),
        ("broken.xlsx", b"PK\x03\x04 and nothing more", "broken.xlsx"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value[:12] else "",
)
def test_a_wrong_file_is_a_sentence(store: Store, name: str, content: bytes, sentence: str) -> None:
    app = uploaded(name, content)
    assert not app.exception
    assert sentence in said(app)
    assert len(app.error) == 1, "said twice"
    assert "--" not in said(app), "advice for the command line does not help on a page"
    assert not app.button, "there is nothing to keep"
    assert store.listings() == []


def test_managers_in_a_circle_are_named(store: Store) -> None:
    app = uploaded("circle.csv", b"id,name,reports_to\na,Ada,b\nb,Bea,a\nc,Cleo,a\n")
    assert not app.exception
    assert headline(app).startswith("3 people read. Rows: 3, errors: 1,")
    messages = [message for frame in app.dataframe for message in frame.value.get("message", [])]
    assert any(
        message.startswith("2 people report to each other in a circle: Ada (a) → Bea (b) → Ada (a)")
        for message in messages
    )
    assert store.listings() == []


def test_a_column_of_unknown_heading_can_be_named_on_the_page(store: Store) -> None:
    """The page offers to say what each column holds; most of all where it could not tell itself."""
    app = uploaded("odd.csv", b"kolor,wer\nred,Ada Lovelace\nblue,Bea Bell\n")
    assert not app.exception
    assert editors(app, "mapping-editor"), "there is no way to say which column holds the names"


def test_a_column_left_out_by_mistake_can_be_taken_back(store: Store) -> None:
    app = uploaded("people.csv", b"name,title\nAda,Boss\nBea,Clerk\n")
    (editor,) = editors(app, "mapping-editor")
    app.session_state[editor] = {"edited_rows": {0: {"field": ""}}, "added_rows": [], "deleted_rows": []}
    app.run()
    assert not app.exception
    assert "people.csv has no column that says who a person is" in said(app)
    assert editors(app, "mapping-editor"), "the page is stuck: nothing to take the choice back with"


def editors(app: AppTest, key: str) -> list[str]:
    """Keys of the tables on the page that can be edited."""
    ids = [table.proto.id for table in app.get("data_editor")]  # $$ID-<hash>-<key>
    return [id_.split("-", 2)[2] for id_ in ids if id_.split("-", 2)[2].startswith(key)]


def test_the_name_of_a_file_may_be_long(store: Store) -> None:
    app = uploaded("n" * 240 + ".csv", b"name\nAda\n")
    assert not app.exception
    app.button[-1].click().run()
    assert not app.exception
    assert len(store.listings()[0].name) <= 200


# -- tables, versions --------------------------------------------------------------------------------------------------


def opened_tab(app: AppTest, name: str) -> AppTest:
    app.session_state["account-tabs"] = name
    return app.run()


def edited(app: AppTest, table: str, id_: int, version: int, rows: dict[int, dict[str, object]]) -> AppTest:
    """Cells of a table changed, not saved yet."""
    app.session_state[f"edit-{table}-{id_}-{version}"] = {"edited_rows": rows, "added_rows": [], "deleted_rows": []}
    return app.run()


def two_people() -> Account:
    people = [{"id": "a", "name": "Ada", "power": "3"}, {"id": "b", "name": "Bea", "reports_to": "a"}]
    return account(people, decisions=[{"id": "d", "target": "a"}])


def test_a_saved_table_is_one_revision(store: Store) -> None:
    id_ = keep(store, two_people())
    app = edited(opened_tab(visit("account", account=id_), "People"), "people", id_, 1, {0: {"power": 5.0}})
    assert store.version(id_) == 1, "nothing is kept before Save"
    app.button(key="people").click().run()
    assert not app.exception
    newest, _ = store.history(id_)
    assert [(c.table, c.key, c.column, c.before, c.after) for c in newest.changes] == [
        ("people", ("a",), "power", "3", "5")
    ]
    assert (newest.version, newest.kind, newest.note) == (2, "edited", "People")


def test_an_edit_that_does_not_fit_is_refused_with_a_sentence(store: Store) -> None:
    ties = [{"source": "a", "target": "b", "kind": "friend"}]
    id_ = keep(store, two_people().with_(ties=account(_ids("ab"), ties=ties).ties))
    app = opened_tab(visit("account", account=id_), "People")
    app.session_state[f"edit-people-{id_}-1"] = {"edited_rows": {}, "added_rows": [], "deleted_rows": [1]}
    app.run().button(key="people").click().run()
    assert not app.exception
    assert said(app) == "Nothing was saved: 'b' is still named in ties.csv. Take those rows out first."
    assert store.version(id_) == 1


def _ids(letters: str) -> list[dict[str, str]]:
    return [{"id": letter, "name": letter} for letter in letters]


@pytest.mark.parametrize("tab", ["People", "Ties", "Our team", "Contacts", "Needs", "Meetings"])
def test_every_table_of_a_sample_opens_and_is_unchanged(store: Store, tab: str) -> None:
    id_ = keep(store, read_sample("halden_pumps", TODAY))
    app = opened_tab(visit("account", account=id_), tab)
    assert not app.exception
    assert [button for button in app.button if button.key and not button.disabled] == []


def test_the_second_of_two_editors_is_told_and_loses_nothing(store: Store) -> None:
    """Lee saves while Kim's table is open. Kim's Save is refused with a sentence, and her work is still there."""
    id_ = keep(store, two_people())
    kim = edited(opened_tab(visit("account", account=id_), "People"), "people", id_, 1, {1: {"power": 4.0}})
    lee = edited(opened_tab(visit("account", account=id_), "People"), "people", id_, 1, {0: {"power": 5.0}})
    lee.button(key="people").click().run()
    assert store.version(id_) == 2
    kim.button(key="people").click().run()
    assert not kim.exception
    assert store.load(id_)[0].person("a").power == 5, "Lee's work is never overwritten"
    saved = store.load(id_)[0].person("b").power == 4
    assert saved or "Somebody else saved 'Test'" in said(kim), "Kim's work is gone and nothing says so"


# -- hostile text ------------------------------------------------------------------------------------------------------

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "picture": "![x](http://evil.example/x.png)",
    "link": "[a](javascript:alert(1))",
    "formula": "=1+1",
    "colour": ":red[x]",
    "maths": "$x$ and $y$",
    "long": "n" * 300,
    "right-to-left": "مدير المشتريات אבג",
    "braces": "{who} {0} %s",
    "marks": "**a** `b` ~c~ _d_ #e |f|",
}


def hostile_account(words: str) -> Account:
    """Everything that a file can say says these words."""
    people = [
        {"id": "a", "name": words, "title": words, "unit": words, "focus": words, "role": "decision_maker"},
        {"id": "b", "name": f"{words} 2", "reports_to": "a", "unit": "Other", "notes": words},
    ]
    decisions = [{"id": "d", "name": words, "target": "a"}, {"id": "e", "name": words, "committee": ("a", "b")}]
    return account(
        people,
        ties=[{"source": "a", "target": "b", "kind": "friend", "strength": "4", "note": words}],
        team=[{"id": "m", "name": words}],
        contacts=[{"member": "m", "person": "b", "trust": "2", "note": words}],
        decisions=decisions,
    ).with_(name=words, industry=words)


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_hostile_words_stay_words(store: Store, words: str) -> None:
    id_ = keep(store, hostile_account(words))
    pages = {page: visit(page, account=id_) for page in PAGES}
    committee = visit("forecast", account=id_, decision="e")
    for page, app in [*pages.items(), ("committee", committee)]:
        assert live_markdown(app) == [], page
    for page in ("map", "forecast", "plan", "account"):
        assert words in headline(pages[page]), page


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_stays_words(store: Store, words: str) -> None:
    app = uploaded(f"{words.replace('/', '')[:200]}.csv", f'name,title\n"{words}",Boss\n'.encode())
    assert not app.exception
    assert live_markdown(app) == []
    app.button[-1].click().run()
    assert not app.exception
    linked = {HOSTILE["picture"]: "x", HOSTILE["link"]: "a"}  # a link keeps its text, and a finding says so
    assert people_of(store, store.listings()[0].id) == [linked.get(words, words)]


def test_the_name_of_a_file_of_ties_stays_words(store: Store) -> None:
    """It stands in a label, and labels are Markdown."""
    app = uploaded("people.csv", b"id,name\na,Ada\nb,Bea\n")
    ties = app.file_uploader[1]
    ties.upload("![x](evil) :red[y].csv", b"source,target,kind\na,b,friend\n")
    app.run()
    assert not app.exception
    assert live_markdown(app) == []


_LIVE = re.compile(r"(?<!\\)(?:<\w|\]\(|:[a-z]+\[[^]]|\$[^ $]+(?<!\\)\$)")


def live_markdown(app: AppTest) -> list[str]:
    """What Streamlit would make a link, a picture, a colour, a formula or HTML of: nothing of ours is one."""
    written = [*app.markdown, *app.caption, *app.info, *app.warning, *app.error, *app.success]
    widgets = [*app.selectbox, *app.multiselect, *app.text_input, *app.button, *app.expander, *app.checkbox]
    texts = [element.value for element in written] + [element.label for element in widgets]
    return [text_ for text_ in texts if _LIVE.search(text_)]


def test_live_markdown_is_found() -> None:
    for words in ("<script>", "![x](y)", "[a](b)", ":red[x]", "$x$"):
        assert _LIVE.search(words)
        assert not _LIVE.search(plain(words))


# -- from an answer to the map -----------------------------------------------------------------------------------------


def map_links(app: AppTest) -> list[dict[str, list[str]]]:
    """The queries of the links to the map that the page itself draws."""
    links = [link.proto for link in app.main.get("page_link")]
    return [parse_qs(link.query_string) for link in links if link.page == "map"]


def test_people_in_answers_lead_to_the_map(store: Store) -> None:
    story = read_sample("halden_pumps", TODAY)
    id_ = keep(store, story)
    found = coverage(story, decision="monitoring", today=TODAY)
    named = {id_ for gap in found.gaps if gap.severity != "low" for id_ in gap.people[:12]}
    queries = map_links(visit("coverage", account=id_, decision="monitoring", tour="1"))
    assert named <= {query["person"][0] for query in queries if "person" in query}
    assert all((query["account"], query["decision"]) == ([str(id_)], ["monitoring"]) for query in queries)


def chosen(app: AppTest, table: str, row: int) -> AppTest:
    app.session_state[f"table-{table}"] = {"selection": {"rows": [row], "columns": [], "cells": []}}
    app.run()
    assert not app.exception
    return app


def test_a_row_leads_to_its_person_and_a_route_to_the_map(store: Store) -> None:
    story = read_sample("halden_pumps", TODAY)
    id_ = keep(store, story)
    first = win_next(forecast(story, decision="monitoring", today=TODAY), 2)["id"].tolist()
    app = chosen(visit("forecast", account=id_), "win-next", 1)
    assert [first[1]] in [query.get("person") for query in map_links(app)]
    app = chosen(visit("plan", account=id_), "routes", 2)
    assert ["3"] in [query.get("route") for query in map_links(app)]
    drawn = visit("map", account=id_, route="3")
    assert drawn.selectbox(key="address-route").value == "3"


def test_a_line_is_found_and_taken_away_without_the_map(store: Store) -> None:
    ties = [{"source": "a", "target": "b", "kind": "friend", "strength": "4"}]
    id_ = keep(store, account([{"id": "a", "name": "Ada"}, {"id": "b", "name": "Bea", "reports_to": "a"}], ties=ties))
    app = visit("map", account=id_, person="b")
    lines = app.selectbox(key=f"lines-{id_}-1-b")
    assert lines.options == ["Bea → Ada (Reports to)", "Ada → Bea (Friend)"]
    lines.select("Ada → Bea (Friend)").run()
    app.button(key="unline-a-friend-b").click().run()
    assert not app.exception
    assert store.load(id_)[0].ties.empty


def test_choices_in_a_table_are_words_and_names(store: Store) -> None:
    """What a file calls `decision_maker` a table calls Decision-maker; two roles are two, a decision has its name."""
    people = [{"id": "a", "name": "Ada", "role": "decision_maker;user"}, {"id": "b", "name": "Bea"}]
    decisions = [{"id": "d", "name": "Line 4", "target": "a"}]
    id_ = keep(store, account(people, decisions=decisions, stances=[{"decision": "d", "person": "b", "role": "user"}]))
    app = opened_tab(visit("account", account=id_), "People")
    (editor,) = app.get("data_editor")
    assert "Decision-maker" in editor.proto.columns and "None" not in editor.proto.columns
    app = edited(app, "people", id_, 1, {1: {"role": ["influencer", "gatekeeper"]}})
    app.button(key="people").click().run()
    assert not app.exception
    newest, _ = store.history(id_)
    assert [(c.key, c.column, c.before, c.after) for c in newest.changes] == [
        (("b",), "role", "", "gatekeeper;influencer")
    ], "and Ada's two roles are as they were"
    (editor,) = opened_tab(app, "Stances per decision").get("data_editor")
    assert "Line 4" in editor.proto.columns
