"""The customer profile, the six efforts and the form of a decision, without a browser on a real store."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from graphkit.assessment import HOLDS, assess
from graphkit.efforts import RECORDED, efforts
from graphkit.i18n import LANGUAGES, has, text
from graphkit.model import Account
from graphkit.opportunity import validation
from graphkit.profile import PARTS
from graphkit.samples import SAMPLES, read_sample
from graphkit.store import Store
from graphkit.tallies import account_facts
from tests.conftest import ROOT
from tests.strategies import account
from tests.test_pages import TODAY, headline, keep, links, live_markdown, said, store, visit  # noqa: F401 a fixture
from tests.test_session_page import HOSTILE, spoken

TABS = ("validation", "fit", "target", "profile")


def opened(app: AppTest, name: str, language: str = "en") -> AppTest:
    app.session_state["profile-tabs"] = text(f"opportunity.tab.{name}", language)
    app.run()
    assert not app.exception, app.exception[0].value
    return app


def saved(app: AppTest, nth: int = 0, label: str = "Save") -> AppTest:
    """The page after one of its forms was sent."""
    [button for button in app.main.button if button.label == label][nth].click().run()
    assert not app.exception, app.exception[0].value
    return app


def deal() -> Account:
    return account(
        [{"id": "a", "name": "Ada"}],
        team=[{"id": "m", "name": "Mo"}],
        decisions=[{"id": "d", "name": "Deal", "target": "a"}],
    )


# -- the profile -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_on_every_tab(store: Store, sample: str, language: str) -> None:  # noqa: F811
    """The headline is the verdict that the library finds, and every text of the account is on its tab."""
    story = read_sample(sample, TODAY)
    app = visit("profile", account=keep(store, story), lang=language)
    verdict = validation(story, today=TODAY).say(language)
    assert headline(app).endswith(verdict)
    for name in TABS:
        opened(app, name, language)
        assert live_markdown(app) == []
        assert said(app) == ""
    assert [part for part in PARTS if story.profile[part] not in "\n".join(spoken(app))] == []


def test_a_question_answered_by_hand(store: Store) -> None:  # noqa: F811
    id_ = keep(store, deal())
    app = visit("profile", account=id_)
    before = validation(deal(), today=TODAY)
    app.selectbox(key=f"item-validation-d-{id_}").select("budget").run()
    app.main.segmented_control[0].set_value(HOLDS)
    app.main.text_area[0].set_value("Named by the CFO")
    saved(app)
    kept, version = store.load(id_)
    assert version == 2 and kept == assess(
        deal(), "validation", "budget", decision="d", holds=HOLDS, evidence="Named by the CFO", today=TODAY
    )
    assert "Named by the CFO" in spoken(app)
    after = validation(kept, today=TODAY)
    assert len(after.having(HOLDS)) == len(before.having(HOLDS)) + 1
    assert headline(app).endswith(after.say())
    assert store.history(id_)[0].note == "Opportunity validation: Budget"


def test_a_rating_is_kept_and_taken_back(store: Store) -> None:  # noqa: F811
    id_ = keep(store, deal())
    app = opened(visit("profile", account=id_), "fit")
    assert spoken(app).count(":material/help: Unknown") == 7
    app.main.segmented_control[0].set_value(4)
    saved(app)
    assert store.load(id_)[0] == assess(deal(), "fit", "funding", rating=4, today=TODAY)
    assert any("No evidence given" in line for line in spoken(app))
    app.selectbox(key=f"item-fit--{id_}").select("funding").run()
    app.main.segmented_control[0].set_value(None)
    saved(app)
    assert store.load(id_)[0] == deal()


def test_the_target_profile_is_written_once_for_all(store: Store) -> None:  # noqa: F811
    ids = [keep(store, deal().with_(name=name)) for name in ("One", "Two")]
    app = opened(visit("profile", account=ids[0]), "target")
    assert said(app) == text("opportunity.text.target_none")
    app.text_area(key="criteria-words").set_value("pays\n\nbig\npays")
    saved(app, label=text("opportunity.text.criteria_save"))
    assert store.criteria() == ("pays", "big")
    other = opened(visit("profile", account=ids[1]), "target")
    assert "**0 of 2 criteria hold; not known: 2.**" in spoken(other)
    other.main.segmented_control[0].set_value(HOLDS)
    saved(other)
    assert "**1 of 2 criteria hold; not known: 1.**" in spoken(other)
    assert store.load(ids[0])[0].assessments.empty, "judged for each account by itself"


def test_profile_texts_and_when_they_were_changed(store: Store) -> None:  # noqa: F811
    id_ = keep(store, deal())
    app = opened(visit("profile", account=id_), "profile")
    assert "**0 of 6 parts known.**" in spoken(app)
    asked = [line.value for line in app.caption if line.value.startswith("Ask")]
    assert len(asked) == len(PARTS)
    app.text_area(key=f"text-strategy-{id_}-1").set_value("Grow in the north")
    saved(app)
    assert dict(store.load(id_)[0].profile) == {"strategy": "Grow in the north"}
    assert "Grow in the north" in spoken(app)
    changed = text("opportunity.text.changed", date=f"{store.history(id_)[0].at.astimezone():%Y-%m-%d}")
    assert [line.value for line in app.caption].count(changed) == 1


def test_without_people_or_decisions_there_is_a_way_on(store: Store) -> None:  # noqa: F811
    app = visit("profile", account=keep(store, Account(name="Empty")))
    assert headline(app) == text("opportunity.headline.no_decision")
    for name in TABS:
        opened(app, name)


# -- where the verdict is shown too, and the form of a decision --------------------------------------------------------


def test_the_verdict_stands_with_the_decision(store: Store) -> None:  # noqa: F811
    story = read_sample("halden_pumps", TODAY)
    id_ = keep(store, story)
    for page, decisions in (("account", story.decisions), ("session", story.decisions[:1])):
        app = visit(page, account=id_)
        for decision in decisions:
            verdict = validation(story, decision=decision.id, today=TODAY).say()
            assert f"Opportunity validation: {verdict}" in spoken(app)
        assert "profile" in links(app)


def test_stage_and_lead_source_of_a_decision(store: Store) -> None:  # noqa: F811
    id_ = keep(store, deal())
    app = visit("account", account=id_)
    stage, source = (next(box for box in app.main.selectbox if box.label == name) for name in ("Stage", "Lead source"))
    assert (stage.value, source.value) == (None, None)
    stage.select("won")
    source.select("referral")
    saved(app)
    decision = store.load(id_)[0].decisions[0]
    assert (decision.stage, decision.lead_source) == ("won", "referral")


def test_a_stage_in_the_teams_own_words_stays(store: Store) -> None:  # noqa: F811
    own = deal()
    own = own.with_(decisions=(own.decisions[0].__class__("d", name="Deal", stage="market consultation"),))
    id_ = keep(store, own)
    app = visit("account", account=id_, lang="zh")
    assert next(box for box in app.main.selectbox if box.label == "阶段").value == "market consultation"
    assert "名称" in [field.label for field in app.main.text_input]
    saved(app, label="保存")
    assert store.version(id_) == 1, "nothing changed"


# -- the six efforts ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_weakest_effort_is_named_over_all_accounts(store: Store, language: str) -> None:  # noqa: F811
    stories = [read_sample(sample, TODAY) for sample in SAMPLES]
    ids = [keep(store, story) for story in stories]
    facts = {id_: account_facts(story, today=TODAY) for id_, story in zip(ids, stories, strict=True)}
    weakest = efforts(facts).weakest
    assert weakest is not None and weakest.weakest is not None
    app = visit("efforts", lang=language)
    assert text(f"efforts.effort.{weakest.id}", language) in headline(app)
    advice = text(f"efforts.measure_do.{weakest.weakest.measure.id}", language)
    assert any(line.endswith(advice) for line in spoken(app))
    ways = [line for line in spoken(app) if line.startswith(":material/arrow_forward:")]
    assert [line.partition(" ")[2] for line in ways] == [
        text(f"efforts.measure_do.{measured.measure.id}", language) for measured in efforts(facts).to_do
    ], "the weakest effort's action first"
    assert {measured.measure.page for measured in efforts(facts).to_do} <= links(app)
    assert any("enters the tender" in line.value for line in app.caption), "what was not counted is named"


def test_nothing_known_is_said_to_be_unknown(store: Store) -> None:  # noqa: F811
    assert said(visit("efforts")) == text("efforts.none")
    keep(store, account([{"id": "a", "name": "Ada"}]))
    app = visit("efforts")
    assert headline(app) == text("efforts.answer_unknown")
    assert spoken(app).count(":material/help: Unknown") == 6
    assert {*RECORDED.values()} <= links(app)
    assert "0%" not in " ".join(spoken(app))


def test_words_of_the_team_stay_words(store: Store) -> None:  # noqa: F811
    hostile = account(
        [{"id": "a", "name": HOSTILE, "unit": HOSTILE}],
        needs=[{"id": "n", "person": "a", "need": HOSTILE, "environment": "holds", "logic": "holds", "value": HOSTILE}],
        decisions=[
            {"id": "d", "name": HOSTILE, "stage": HOSTILE, "lead_source": HOSTILE, "value": HOSTILE, "target": "a"}
        ],
    ).with_(name=HOSTILE, profile={"strategy": HOSTILE})
    for topic, item, decision in (("fit", "funding", ""), ("target", HOSTILE, ""), ("validation", "budget", "d")):
        cells = {"rating": 3} if topic == "fit" else {"holds": HOLDS}
        hostile = assess(hostile, topic, item, decision=decision, evidence=HOSTILE, today=TODAY, **cells)
    id_ = keep(store, hostile)
    store.keep_criteria([HOSTILE, "other"])
    app = visit("profile", account=id_)
    for name in TABS:
        assert live_markdown(opened(app, name)) == []
    for page in ("efforts", "account", "session"):
        assert live_markdown(visit(page, account=id_)) == []


def test_the_pages_use_only_texts_that_exist() -> None:
    for name in ("pages/profile.py", "pages/efforts.py", "ui/opportunity.py", "ui/profile.py", "ui/efforts.py"):
        written = (ROOT / name).read_text(encoding="utf-8")
        keys = re.findall(r"""(?:tell|sentence)\(\s*"([a-z_.]+)["]""", written)
        assert keys and [key for key in keys if not has(key)] == [], name
