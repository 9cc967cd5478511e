"""The page of briefs, without a browser on a real store: what it says, what it fills in, and the team's own texts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from graphkit.cli import main
from graphkit.i18n import LANGUAGES, catalogue, text
from graphkit.library import Use
from graphkit.playbook.brief import brief
from graphkit.playbook.rules import SECTIONS
from graphkit.playbook.shared import compliance, message
from graphkit.playbook.wording import say
from graphkit.samples import SAMPLES, read_sample
from graphkit.shelf import Shelf
from graphkit.store import Store
from tests.conftest import ROOT
from tests.strategies import account
from tests.test_pages import TODAY, headline, keep, links, said, store, visit  # noqa: F401 a fixture

SMALL = account(
    [{"id": "pat", "name": "Pat", "reports_to": "boss"}, {"id": "boss", "name": "Bo"}],
    team=[{"id": "max", "name": "Max"}],
    decisions=[{"id": "d", "name": "Deal", "target": "boss"}],
    needs=[{"id": "n1", "person": "pat", "need": "less waiting"}],
)


def written(app: AppTest) -> str:
    """Everything on the page as it is read."""
    words = "\n".join(each.value for each in app.main.markdown)
    return re.sub(r"\\(.)", r"\1", words).replace("\N{WORD JOINER}", "")


def open_tab(page: AppTest, tab: str) -> AppTest:
    page.session_state["brief-fill"] = text(f"brief.{tab}")
    return page.run()


def save(page: AppTest, form: str) -> None:
    button = next(each for each in page.button if each.proto.form_id.startswith(form))
    button.click().run()
    assert not page.exception


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sample", SAMPLES)
def test_the_page_says_what_the_library_says(store: Store, sample: str, language: str) -> None:  # noqa: F811
    story = read_sample(sample, TODAY)
    person = story.decision().target
    found = brief(story, person, today=TODAY)
    app = visit("brief", account=keep(store, story), lang=language)
    assert story.labels[person] in headline(app) and str(found.asked) in headline(app)
    words = written(app)
    assert [line.key for line in found.lines if say(line, language) not in words] == []
    assert all(text(f"playbook.title.{name}", language) in words for name in SECTIONS)
    assert said(app) == ""


def test_the_address_names_the_person_and_the_member_can_be_chosen(store: Store) -> None:  # noqa: F811
    id_ = keep(store, SMALL)
    app = visit("brief", account=id_, person="pat")
    assert headline(app).startswith("Pat:") and "less waiting" in written(app)
    app.selectbox(key=f"brief-member-{id_}").set_value("max").run()
    assert not app.exception
    app.selectbox(key=f"brief-person-{id_}-pat").set_value("boss").run()
    assert headline(app).startswith("Bo:")
    assert app.query_params["person"] == "boss"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_worked_in_the_library_stands_on_the_page_and_on_paper(
    store: Store,  # noqa: F811
    language: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    people = [{"id": "pat", "name": "Pat", "role": "user", "support": "-1", "stage": "unease"}]
    id_ = keep(store, account(people).with_(name="Acme"))
    line = text("playbook.objections.library_used", language).partition("{said}")[0]
    assert line.format(uses=1, worked=1) not in written(visit("brief", account=id_, person="pat", lang=language))
    Shelf(store).use(Use("satisfied", id_, "pat", TODAY, worked=True))
    app = visit("brief", account=id_, person="pat", lang=language)
    assert line.format(uses=1, worked=1) in written(app) and "library" in links(app)
    assert main(["brief", "account:Acme", "pat", "--language", language]) == 0
    assert line.format(uses=1, worked=1) in capsys.readouterr().out


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_a_post_with_nobody_named_no_type_and_no_focus_are_asked(store: Store, language: str) -> None:  # noqa: F811
    people = [{"id": "gap", "name": "Vacant", "title": "Head of Data", "disc": "D", "focus": "fewer stops"}]
    app = visit("brief", account=keep(store, account(people)), person="gap", lang=language)
    words = written(app)
    assert text("playbook.learn.post_filling", language) in words and "fewer stops" not in words
    assert text("brief.post_fill", language) in [each.value for each in app.info]
    assert not [each for each in app.button_group if f"{each.key}".startswith("disc")] and "account" in links(app)


def test_where_each_line_comes_from_is_shown_on_demand(store: Store) -> None:  # noqa: F811
    app = visit("brief", account=keep(store, SMALL), person="pat")
    assert "From: not known" not in written(app)
    app.toggle(key="brief-sources").set_value(True).run()
    assert "From: not known, Support" in written(app)


def test_a_file_or_an_answer_of_a_person_is_never_markdown(store: Store) -> None:  # noqa: F811
    hostile = account([{"id": "p", "name": "![x](http://e.example/x.png)", "focus": "<b>**loud**"}])
    app = visit("brief", account=keep(store, hostile), person="p")
    assert not [each.value for each in app.main.markdown if "](http" in each.value or "<b>" in each.value]


def test_what_the_brief_asks_for_about_a_person_is_filled_in(store: Store) -> None:  # noqa: F811
    id_ = keep(store, SMALL)
    app = visit("brief", account=id_, person="pat")
    of = f"{id_}-pat-1"
    app.button_group(key=f"disc-{of}").set_value("C")
    app.button_group(key=f"stage-{of}").set_value("desire")
    app.text_input(key=f"focus-{of}").set_value("fewer stops")
    save(app, "about")
    pat = store.load(id_)[0].person("pat")
    assert (pat.disc, pat.disc_confidence, pat.stage, pat.focus) == ("C", "assumed", "desire", "fewer stops")
    assert "Exact (C)" in written(app) and "fewer stops" in written(app)


def test_a_need_is_checked_and_answered_on_the_spot(store: Store) -> None:  # noqa: F811
    id_ = keep(store, SMALL)
    app = open_tab(visit("brief", account=id_, person="pat"), "needs")
    of = f"{id_}-pat-n1-1"
    app.selectbox(key=f"answer-to-{of}").set_value("+").run()
    app.selectbox(key=f"kind-{of}").set_value("latent")
    app.selectbox(key=f"environment-{of}").set_value("holds")
    app.text_input(key=f"feature-+-{of}").set_value("one queue")
    save(app, "need")
    kept = store.load(id_)[0]
    assert kept.needs[["kind", "environment", "logic", "offer"]].values.tolist() == [["latent", "holds", "", "o1"]]
    assert kept.offers["feature"].tolist() == ["one queue"]
    assert "one queue" in written(app)


def test_the_message_and_the_rules_of_the_customer_are_kept(store: Store) -> None:  # noqa: F811
    id_ = keep(store, SMALL)
    app = open_tab(visit("brief", account=id_, person="pat"), "account_wide")
    app.text_area(key=f"message-{id_}-d-1").set_value("No more stops")
    app.text_area(key=f"compliance-{id_}-1").set_value("no gifts")
    save(app, "shared")
    kept = store.load(id_)[0]
    assert (message(kept, "d"), compliance(kept)) == ("No more stops", "no gifts")
    assert "“No more stops”" in written(app)


def test_a_text_of_the_team_stands_on_every_brief(store: Store) -> None:  # noqa: F811
    app = visit("brief", account=keep(store, SMALL), person="pat")
    app.selectbox(key="text-section").set_value("spin").run()
    key = "playbook.spin.payoff"
    app.selectbox(key="text-spin-en").set_value(key).run()
    app.text_area(key=f"words-{key}-en-0").set_value("Ask them to dream.")
    save(app, f"text-{key}")
    assert "Ask them to dream." in written(app)
    assert store.wordings("en") == {key: "Ask them to dream."}
    back = next(each for each in app.button if each.label == text("brief.text_back"))
    back.click().run()
    assert not app.exception
    assert any(text("brief.text_reset") in caption.value for caption in app.caption)
    assert store.wordings("en") == {} and "Ask them to dream." not in written(app)


def test_a_text_that_loses_a_placeholder_is_refused_with_a_sentence(store: Store) -> None:  # noqa: F811
    app = visit("brief", account=keep(store, SMALL), person="pat")
    app.selectbox(key="text-section").set_value("message").run()
    app.selectbox(key="text-message-en").set_value("playbook.message.shared").run()
    app.text_area(key="words-playbook.message.shared-en-0").set_value("Say something nice.")
    save(app, "text-playbook.message.shared")
    assert said(app) == text("error.wording_lost", "en", placeholder="{message}")
    assert store.wordings("en") == {}


def test_the_page_uses_only_texts_that_exist() -> None:
    known = catalogue("brief", "en")
    for path in [*(ROOT / "pages").glob("*.py"), *(ROOT / "ui").glob("*.py")]:
        for key in re.findall(r"""told\(session, ["']([a-z_.]+)["']""", Path(path).read_text(encoding="utf-8")):
            assert key in known, f"{path.name}: {key}"
