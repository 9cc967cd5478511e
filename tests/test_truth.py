"""The track record: cases whose outcome is known, from their tables to the page."""

from __future__ import annotations

import datetime
import json
import re
from dataclasses import replace
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import streamlit as st
from hypothesis import given
from hypothesis import strategies as some
from streamlit.testing.v1 import AppTest

from graphkit.assumptions import Assumptions
from graphkit.cli import main
from graphkit.errors import GraphkitError, has_errors
from graphkit.forecast import forecast
from graphkit.i18n import LANGUAGES, text
from graphkit.published import CASES, POSITIONS, TEXTS, TIES, Case, Scale, account_of, facts, read_case
from graphkit.store import Store, open_store
from graphkit.truth import GRADES, Result, Tally, Trial, as_dict, headline, on_scale, result, tally, total, truth
from tests.conftest import ROOT
from tests.strategies import account

TODAY = datetime.date(2000, 1, 1)
TIED = tuple(name for name in CASES if read_case(name).kind == TIES)
stances = some.floats(-1, 1).map(lambda value: round(value, 6))


@pytest.fixture(scope="module")
def record() -> dict[str, Result]:
    return {found.case.id: found for found in truth()}


# -- the facts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CASES)
def test_a_case_is_read_whole(name: str) -> None:
    case = read_case(name)
    found, findings = account_of(case)
    assert not has_errors(findings)
    assert found.people["id"].tolist() == sorted(case.people["id"])
    assert len(found.ties) == (len(case.ties) if case.kind == TIES else len(found.people) * (len(found.people) - 1) / 2)
    assert set(found.ties["source"]) | set(found.ties["target"]) <= set(found.people["id"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CASES)
def test_a_case_says_what_it_is_and_where_it_comes_from(name: str, language: str) -> None:
    case = read_case(name)
    assert all(case.words(key, language) for key in TEXTS)
    assert re.search(r"\b(19|20)\d\d\b", case.words("source", language)), "a source has a year"
    assert len(set(case.names(language).values())) == len(case.people)
    assert not facts(case, language).isin(["", "unknown"]).any(axis=None)


def test_the_club_is_the_one_of_networkx() -> None:
    club, leaders, factions = nx.karate_club_graph(), read_case("karate_leaders"), read_case("karate_factions")
    contexts = {
        frozenset((int(row.source[1:]) - 1, int(row.target[1:]) - 1)): int(row.contexts)
        for row in leaders.ties.itertuples()
    }
    assert contexts == {frozenset((u, v)): joined for u, v, joined in club.edges(data="weight")}
    sides = {"Mr. Hi": "for", "Officer": "against"}
    joined = [sides[club.nodes[n]["club"]] for n in club]
    for case in (leaders, factions):
        assert [said or side for said, side in zip(case.people["outcome"], joined, strict=True)] == joined
        assert case.people.loc[case.people["outcome"].eq(""), "id"].tolist() == ["k01", "k34"]
    assert leaders.people.loc[leaders.people["side"].ne(""), "id"].tolist() == ["k01", "k34"]
    other = [faction != side for faction, side in zip(factions.people["side"], joined, strict=True)]
    assert factions.people.loc[other, "id"].tolist() == ["k09"]


def test_sides_become_levels_of_support() -> None:
    """Five for the union, two of them quietly; three top managers against it, and three others quietly."""
    support = account_of(read_case("union_vote"))[0].people["support"]
    assert support.value_counts().to_dict() == {2: 3, 1: 2, -1: 3, -2: 3}
    assert support.isna().sum() == 25


def test_positions_become_ratings() -> None:
    """By hand: Germany 0.16 of 0.16, position 4 of 4..10; Luxembourg 5 x 0.03 / 0.16 < 1; Greece 0.08, 7, 70."""
    people = account_of(read_case("car_emissions"))[0].people.set_index("name")[["power", "influence", "support"]]
    assert people.loc["Germany"].tolist() == pytest.approx([5, 4, -2])
    assert people.loc["Luxembourg"].tolist() == pytest.approx([1, 1, -2])
    assert people.loc["Greece"].tolist() == pytest.approx([2.5, 3.5, 0])


def test_an_unknown_case_names_the_nearest() -> None:
    with pytest.raises(GraphkitError, match="union_vote"):
        read_case("union_votes")


# -- the forecasts -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in CASES if name not in TIED])
def test_a_bargain_by_dense_algebra(name: str, record: dict[str, Result]) -> None:
    """Straight from the source's numbers: x = (I - A W)^-1 (I - A) s, the mean weighted by power, +-0.5 on each s."""
    case = read_case(name)
    capability, position, salience = (case.people[c].astype(float).to_numpy() for c in POSITIONS_COLUMNS)
    power = np.maximum(1, 5 * capability / capability.max())
    weights = np.tile(np.maximum(1, salience / 20), (len(power), 1))
    np.fill_diagonal(weights, 0)
    weights /= weights.sum(axis=1, keepdims=True)
    moved = np.diag(0.9 - 0.1 * power)
    effect = (power / power.sum()) @ np.linalg.solve(np.eye(len(power)) - moved @ weights, np.eye(len(power)) - moved)
    own = 2 * (position - case.scale.low) / (case.scale.high - case.scale.low) - 1
    ends = [effect @ own, effect @ np.maximum(own - 0.5, -1), effect @ np.minimum(own + 0.5, 1)]
    (trial,) = record[name].trials
    assert [trial.stance, trial.low, trial.high] == pytest.approx(ends, abs=1e-9)


POSITIONS_COLUMNS = ("capability", "position", "salience")


@pytest.mark.parametrize("name", CASES)
def test_the_mirrored_case_is_graded_alike(name: str, record: dict[str, Result]) -> None:
    """Whatever is called for is called against: every stance changes its sign and no grade changes."""
    case, before = read_case(name), record[name]
    after = result(mirrored(case))
    for here, there in zip(before.trials, after.trials, strict=True):
        assert [there.stance, there.low, there.high] == pytest.approx([-here.stance, -here.high, -here.low], abs=1e-9)
        assert (there.grade, there.leans_right) == (here.grade, here.leans_right)


def mirrored(case: Case) -> Case:
    other = {"for": "against", "against": "for", "": ""}
    people = case.people.copy()
    for column in {"side", "outcome"} & set(people):
        people[column] = people[column].map(other)
    outcome = other[case.outcome] if isinstance(case.outcome, str) else case.outcome
    return replace(case, people=people, outcome=outcome, scale=Scale(case.scale.high, case.scale.low))


@pytest.mark.parametrize("name", CASES)
def test_where_nobody_was_asked_everything_is_open(name: str) -> None:
    found, _ = account_of(read_case(name))
    unasked = found.with_(people=found.people.assign(support=np.nan))
    outlook = forecast(unasked, today=TODAY)
    assert outlook.verdict == "open"
    assert (outlook.low, outlook.high) == pytest.approx((-outlook.high, -outlook.low))
    if not unasked.ties["kind"].eq("rival").any():  # two who cancel each other leave less than everything open
        assert (outlook.low, outlook.high) == pytest.approx((-1, 1))
    assert {member.verdict for member in outlook.committee} == {"open"}


@pytest.mark.parametrize("name", TIED)
def test_the_leaders_are_not_counted(name: str, record: dict[str, Result]) -> None:
    """Whose side is given without an outcome is no forecast."""
    case = record[name].case
    forecast_for = {trial.person for trial in record[name].trials}
    assert forecast_for == ({""} if case.outcome else set(case.people.loc[case.people["outcome"].ne(""), "id"]))


def test_the_record(record: dict[str, Result]) -> None:
    """What the texts of the cases say of them holds."""
    grades = {name: {trial.grade for trial in found.trials} for name, found in record.items()}
    assert grades["karate_leaders"] == grades["jail_council"] == grades["union_vote"] == {"open"}
    assert [t.person for t in record["karate_leaders"].trials if not t.leans_right] == ["k09"]
    assert [t.person for t in record["karate_factions"].trials if t.grade != "hit"] == ["k09"]
    assert all(trial.leans_right for trial in record["jail_council"].trials)
    (strike,) = record["sawmill_strike"].trials
    assert (strike.verdict, strike.side, strike.grade) == ("against", "for", "miss")
    assert (strike.width, strike.stance) == pytest.approx((0, -1), abs=1e-9)
    (cars,), (oil,) = record["car_emissions"].trials, record["oil_reform"].trials
    assert cars.outcome is not None and cars.outcome > cars.high and cars.grade == "miss"
    assert oil.outcome is not None and oil.low < oil.outcome < oil.stance < 0 and oil.grade == "open"
    assert total(record.values()).misses > 0 and total(record.values()).open > 0


def test_without_the_top_managers_the_union_vote_leans_the_other_way() -> None:
    found, _ = account_of(read_case("union_vote"))
    staff = tuple(found.people.loc[~found.people["name"].str.startswith("Top manager"), "id"])
    assert len(staff) == 33
    everybody = forecast(found, today=TODAY)
    without = forecast(found.with_(decisions=(replace(found.decision(), committee=staff),)), today=TODAY)
    assert everybody.stance < 0 < without.stance
    assert (everybody.verdict, without.verdict) == ("open", "open")


def test_the_record_follows_the_assumptions() -> None:
    """With a margin of 1 no side is ever named: what was right is open, and what is wrong is outside its range."""
    strict = truth(assumptions=Assumptions(verdict_margin=1.0))
    assert {trial.verdict for found in strict for trial in found.trials} == {"open"}
    assert total(strict).hits == 0
    wide = truth(assumptions=Assumptions(assumed_half_width=1.0))
    assert {found.case.id: found.tally.misses for found in wide}["car_emissions"] == 0


# -- grades and tallies ------------------------------------------------------------------------------------------------


@some.composite
def trials(draw: some.DrawFn) -> Trial:
    low, stance, high = sorted(draw(some.lists(stances, min_size=3, max_size=3)))
    verdict = "for" if low > 0.1 else "against" if high < -0.1 else "open"
    outcome = draw(some.none() | stances.filter(bool))
    side = draw(some.sampled_from(["for", "against"])) if outcome is None else "for" if outcome > 0 else "against"
    return Trial("", stance, low, high, verdict, draw(some.booleans()), side, outcome)


@given(trials())
def test_a_trial_is_graded_by_what_it_said(trial: Trial) -> None:
    assert trial.grade in GRADES
    assert (trial.grade == "open") <= (trial.verdict == "open")
    assert (trial.grade == "hit") == (trial.verdict == trial.side and trial.holds)
    anything = replace(trial, low=-1.0, high=1.0, verdict="open")
    assert anything.grade == "open", "who says that everything is possible is never wrong"
    other = {"for": "against", "against": "for", "open": "open"}
    mirror = Trial(
        "",
        -trial.stance,
        -trial.high,
        -trial.low,
        other[trial.verdict],
        trial.on_record,
        other[trial.side],
        None if trial.outcome is None else -trial.outcome,
    )
    assert (mirror.grade, mirror.leans_right, mirror.error) == (trial.grade, trial.leans_right, trial.error)


@given(some.lists(trials(), max_size=6), some.lists(trials(), max_size=6))
def test_tallies_add_up(some_trials: list[Trial], more: list[Trial]) -> None:
    one, two, both = tally(some_trials), tally(more), tally(some_trials + more)
    for count in ("trials", "hits", "misses", "open", "leaning"):
        assert getattr(one, count) + getattr(two, count) == getattr(both, count)
    assert both.trials == both.hits + both.misses + both.open
    assert both.width * both.trials == pytest.approx(one.width * one.trials + two.width * two.trials)
    assert (both.error is None) == all(trial.outcome is None for trial in some_trials + more)


def test_the_parts_of_the_record_add_up(record: dict[str, Result]) -> None:
    found = tuple(record.values())
    known, unknown, whole = total(found, on_record=True), total(found, on_record=False), total(found)
    for count in ("trials", "hits", "misses", "open", "leaning"):
        assert getattr(known, count) + getattr(unknown, count) == getattr(whole, count)
        assert sum(getattr(each.tally, count) for each in found) == getattr(whole, count)
    assert unknown.hits == unknown.misses == 0, "nothing was named where a stance was unknown"
    assert tally([]) == Tally(0, 0, 0, 0, 0, 0.0, None)


@given(some.floats(-100, 100), some.floats(0.1, 100), stances)
def test_a_scale_and_back(low: float, length: float, stance: float) -> None:
    scale = Scale(low, low + length)
    assert scale.stance(scale.value(stance)) == pytest.approx(stance, abs=1e-6)
    assert (scale.value(-1), scale.value(1)) == pytest.approx((scale.low, scale.high))


# -- what it says ------------------------------------------------------------------------------------------------------


def test_the_document(capsys: pytest.CaptureFixture[str], record: dict[str, Result]) -> None:
    assert main(["truth", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document == as_dict(tuple(record.values()))
    counts = ["trials", "hits", "misses", "open", "leaning", "width", "error"]
    assert list(document["summary"]) == ["cases", *counts, "on_record", "not_on_record"]
    assert [case["id"] for case in document["cases"]] == list(CASES)
    assert list(document["cases"][0]) == ["id", "kind", "title", "source", *counts, "forecasts"]
    said = ["person", "stance", "low", "high", "verdict", "on_record", "side", "outcome"]
    derived = ["grade", "leans_right", "width", "error"]
    assert list(document["cases"][0]["forecasts"][0]) == said + derived
    assert [len(case["forecasts"]) for case in document["cases"]] == [case["trials"] for case in document["cases"]]


def test_the_words(capsys: pytest.CaptureFixture[str], tmp_path: Path, record: dict[str, Result]) -> None:
    assert main(["truth"]) == 0
    printed = capsys.readouterr().out
    assert printed.splitlines()[0] == next(headline(tuple(record.values())))
    assert all(found.case.words("source") in printed for found in record.values())
    (tmp_path / "strict.toml").write_text("verdict_margin = 1.0", encoding="utf-8")
    assert main(["truth", "--assumptions", str(tmp_path / "strict.toml")]) == 0
    assert ": 0 right, " in capsys.readouterr().out


def test_a_number_is_told_on_its_own_scale(record: dict[str, Result]) -> None:
    assert on_scale(record["car_emissions"]).endswith("outcome 8.83.")
    assert on_scale(record["oil_reform"], "zh").endswith("结果 25。")
    assert on_scale(record["union_vote"]) == ""


# -- the page ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("GRAPHKIT_DATA", str(tmp_path))
    st.cache_resource.clear()
    return open_store()


def visit(page: str, **query: object) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = str(value)
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception, app.exception[0].value
    return app


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page(store: Store, language: str, record: dict[str, Result]) -> None:
    """It needs no account, opens with the tally, and has every case with its source."""
    app = visit("truth", lang=language)
    assert app.title[0].value == text("screen.page.truth", language)
    written = [re.sub(r"\\(.)", r"\1", part.value) for part in [*app.markdown, *app.caption]]
    answer, *rest = headline(tuple(record.values()), language)
    assert f"#### {answer}" in written
    assert set(rest) <= set(written)
    assert text("truth.limits", language) in written
    assert [re.sub(r"\\(.)", r"\1", part.label) for part in app.expander] == [
        found.case.words("title", language) for found in record.values()
    ]
    assert {found.case.words("source", language) for found in record.values()} <= set(written)
    first = app.dataframe[0].value
    hits = first[text("truth.column.hits", language)]
    assert hits.tolist() == [found.tally.hits for found in record.values()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_forecast_leads_to_it(store: Store, language: str) -> None:
    kept = account([{"id": "a", "name": "Ada"}], decisions=[{"id": "d", "target": "a"}])
    app = visit("forecast", account=store.create(kept, actor="ada"), lang=language)
    labels = [link.proto.label for link in app.main.get("page_link")]
    assert text("truth.from_forecast", language) in labels


def test_every_text_of_a_case_belongs_to_one() -> None:
    from graphkit.i18n import catalogue

    keys = {key.split(".")[1] for key in catalogue("truth", "en") if key.startswith("case.")}
    assert keys == set(CASES)
    assert {read_case(name).kind for name in CASES} == {TIES, POSITIONS}


def test_facts_are_told_in_words() -> None:
    told = facts(read_case("jail_council"), "zh")
    assert isinstance(told, pd.DataFrame)
    assert told.iloc[0].tolist() == ["县行政长官", "支持", "积极参与", "未知"]
