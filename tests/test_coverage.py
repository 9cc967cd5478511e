"""Laws of coverage: every rule where it speaks and where it is silent, the score, the smallest set."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graphkit.approach import approach
from graphkit.assumptions import Assumptions
from graphkit.coverage import Coverage, coverage, smallest_set
from graphkit.forecast import forecast
from graphkit.gaps import SEVERITIES, Gap
from graphkit.i18n import LANGUAGES, catalogue
from graphkit.model import Account
from graphkit.rules import RULES
from graphkit.schema import ROLES, TABLES, in_order
from tests.oracles import relabelled
from tests.strategies import account, accounts

TODAY = datetime.date(2026, 7, 1)
DECISION = [{"id": "d", "target": "boss"}]
TEAM = [{"id": "max", "name": "Max"}, {"id": "mia", "name": "Mia"}]
WITHOUT_CONTACT = {"decider_no_contact", "influential_no_contact", "opponent_unattended", "unit_nobody", "level_nobody"}


def org(known: str = "", people: dict[str, dict[str, str]] | None = None, **tables: list[dict[str, str]]) -> Account:
    """Ann and Bob report to the boss, who decides; Max and Mia are ours. `known`: "max boss 2, mia ann ?"."""
    rows = [cell.split() for cell in known.split(",") if cell]
    contacts = [{"member": who, "person": whom, "trust": trust.strip("?")} for who, whom, trust in rows]
    lines = {"boss": {}, "ann": {"reports_to": "boss"}, "bob": {"reports_to": "boss"}}
    changed = lines | {id_: lines.get(id_, {}) | cells for id_, cells in (people or {}).items()}
    return account(
        [{"id": id_, "name": id_.title()} | cells for id_, cells in changed.items()],
        **({"team": TEAM, "contacts": contacts, "decisions": DECISION} | tables),
    )


def contact(person: str, **cells: str) -> list[dict[str, str]]:
    return [{"member": "max", "person": person} | cells]


def gaps(of: Account, rule: str) -> list[Gap]:
    return [gap for gap in coverage(of, today=TODAY).gaps if gap.rule == rule]


def everybody(**cells: str) -> dict[str, dict[str, str]]:
    return dict.fromkeys(("boss", "ann", "bob"), cells)


def tie(source: str, target: str, kind: str = "friend", **cells: str) -> dict[str, str]:
    return {"source": source, "target": target, "kind": kind} | cells


def need(person: str, **cells: str) -> dict[str, str]:
    return {"id": "n1", "person": person, "need": "less waiting"} | cells


NO_LINES = {"ann": {"reports_to": ""}, "bob": {"reports_to": ""}}
OLD, NEW = "2026-05-01", "2026-06-25"  # 61 and 6 days before TODAY
ONE_DOOR = {"people": NO_LINES, "ties": [tie("ann", "boss")]}
TWO_DOORS = {"people": NO_LINES, "ties": [tie("ann", "boss"), tie("bob", "boss")]}
ROLE_HOLDER = {"ann": {"role": "decision_maker"}}

# rule, an account in which it speaks, whom it names, an account in which it is silent
CASES = [
    ("no_decision_maker", org(decisions=[{"id": "d"}]), (), org(people=ROLE_HOLDER, decisions=[{"id": "d"}])),
    ("no_target", org(people=ROLE_HOLDER, decisions=[{"id": "d"}]), ("ann",), org(people=ROLE_HOLDER)),
    ("decider_no_contact", org("max ann 2"), ("boss",), org("max boss ?")),
    ("decider_cold", org("max boss 0"), ("boss",), org("max boss 0, mia boss ?")),
    ("decider_unreachable", org("max ann 3", people=NO_LINES), ("boss",), org("max boss ?", people=NO_LINES)),
    ("no_thread", org("max boss 0"), (), org("max boss ?")),
    ("single_thread", org("max ann 1"), ("ann",), org("max ann 1, mia bob ?")),
    ("single_member", org("max ann 1, max bob 2"), ("max",), org("max ann 1, max bob 2, mia bob ?")),
    ("route_one_person", org("max ann 2, mia ann 2", **ONE_DOOR), ("ann",), org("max ann 2, mia bob 2", **TWO_DOORS)),
    ("route_one_member", org("max ann 2, max bob 2"), ("max",), org("max ann 2, mia bob ?")),
    (
        "influential_no_contact",
        org("max boss 2, max bob 2", people={"ann": {"influence": "5"}, "bob": {"influence": "1"}}),
        ("ann",),
        org("max boss 2, max bob 2, mia ann ?", people={"ann": {"influence": "5"}, "bob": {"influence": "1"}}),
    ),
    (
        "influential_support_unknown",
        org(people={"ann": {"influence": "5"}, "boss": {"support": "0"}}),
        ("ann",),
        org(people={"ann": {"influence": "5", "support": "0"}, "boss": {"support": "0"}}),
    ),
    (
        "opponent_unattended",
        org(people={"ann": {"influence": "5", "support": "-1"}}),
        ("ann",),
        org("max ann ?", people={"ann": {"influence": "5", "support": "-1"}}),
    ),
    (
        "key_people_not_supportive",
        org(people={"boss": {"support": "0"}, "ann": {"influence": "5", "support": "-2"}}),
        ("ann", "boss"),
        org(people={"boss": {"support": "0"}, "ann": {"influence": "5", "support": ""}}),
    ),
    ("decider_single_thread", org("max boss 2, mia ann 2"), ("boss",), org("max boss 2, mia boss ?")),
    ("thin_route", org("max ann 2, mia bob 2", **TWO_DOORS), ("ann", "bob"), org("max ann 2", **TWO_DOORS)),
    (
        "influential_support_assumed",
        org(people={"boss": {"support": "1", "confidence": "assumed"}}),
        ("boss",),
        org(people={"boss": {"support": "1", "confidence": "confirmed"}}),
    ),
    (
        "influential_power_unknown",
        org(people={"boss": {"power": ""}, "ann": {"power": "3"}, "bob": {"power": "3"}}),
        ("boss",),
        org(people=everybody(power="3")),
    ),
    (
        "no_opponent",
        org(people=everybody(support="1")),
        (),
        org(people=everybody(support="1") | {"ann": {"support": ""}}),
    ),
    (
        "champion_silent",
        org(people={"ann": {"support": "2"}}, contacts=contact("ann", trust="3", last_contact="2026-05-31")),
        ("ann",),
        org(people={"ann": {"support": "2"}}, contacts=contact("ann", trust="3", last_contact="2026-06-01")),
    ),
    (
        "contact_overdue",
        org(contacts=contact("ann", trust="1", last_contact=OLD, cadence_days="60")),
        ("ann",),
        org(contacts=contact("ann", trust="1", last_contact=OLD, cadence_days="61")),
    ),
    (
        "seniority_mismatch",
        org(people={"boss": {"power": "4"}}, contacts=contact("boss", trust="1", target_trust="2")),
        ("boss",),
        org(people={"boss": {"power": "3"}}, contacts=contact("boss", trust="1", target_trust="2")),
    ),
    *(
        (
            f"no_{role}",
            org(people={"ann": {"role": ";".join(set(ROLES) - {role})}}),
            (),
            org(people={"ann": {"role": role}}),
        )
        for role in ("gatekeeper", "user", "influencer")
    ),
    (
        "unit_nobody",
        org(people=everybody(unit="North")),
        ("ann", "bob", "boss"),
        org("max bob ?", people=everybody(unit="North")),
    ),
    (
        "trust_below_wanted",
        org(contacts=contact("ann", trust="1", target_trust="2")),
        ("ann",),
        org(contacts=contact("ann", trust="", target_trust="2")),
    ),
    ("level_nobody", org("max boss 1"), ("ann", "bob"), org("max boss 1, max bob ?")),
    ("trust_unknown", org("max ann ?"), ("ann",), org("max ann ?, mia ann 1")),
    ("contact_undated", org(contacts=contact("ann", cadence_days="30")), ("ann",), org("max ann 2")),
    (
        "rating_stale",
        org(people={"ann": {"power": "3", "rated_on": "2026-01-01"}}),
        ("ann",),
        org(people={"ann": {"power": "3", "rated_on": "2026-01-02"}}),
    ),
    ("need_unanswered", org(needs=[need("boss")]), ("boss",), org(needs=[need("boss", logic="fails")])),
    ("need_unchecked", org(needs=[need("boss")]), ("boss",), org(needs=[need("boss", kind="false")])),
    (
        "key_focus_unknown",
        org(people={"ann": {"focus": "cost"}, "bob": {"focus": "cost"}}),
        ("boss",),
        org(people=everybody(focus="cost")),
    ),
    ("key_stage_unknown", org("max boss 1"), ("boss",), org("max boss 1", people={"boss": {"stage": "unease"}})),
    ("key_disc_unknown", org("max boss 1"), ("boss",), org("max boss 1", people={"boss": {"disc": "D"}})),
]


@pytest.mark.parametrize(("rule", "speaks", "people", "silent"), CASES, ids=[case[0] for case in CASES])
def test_a_rule_speaks_where_it_should_and_only_there(
    rule: str, speaks: Account, people: tuple[str, ...], silent: Account
) -> None:
    assert [gap.people for gap in gaps(speaks, rule)] == [people]
    assert gaps(silent, rule) == []


def test_every_rule_has_a_case_and_the_gravest_come_first() -> None:
    assert sorted(rule.id for rule in RULES) == sorted(case[0] for case in CASES)
    ranks = [SEVERITIES.index(rule.severity) for rule in RULES]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_its_sentences(language: str) -> None:
    expected = {f"{rule.id}.{part}" for rule in RULES for part in ("name", "why", "do")}
    assert set(catalogue("rule", language)) == expected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_every_sentence_gets_all_its_values(case: tuple[str, Account, tuple[str, ...], Account], language: str) -> None:
    for gap in gaps(case[1], case[0]):
        sentences = gap.name(language), gap.why(language), gap.do(language)
        assert all(sentence and "{" not in sentence and "}" not in sentence for sentence in sentences)


# -- single rules, further ---------------------------------------------------------------------------------------------


def test_each_member_of_a_committee_needs_a_contact() -> None:
    committee = [{"id": "d", "committee": ("ann", "boss")}]
    assert gaps(org("max boss 2", decisions=committee), "decider_no_contact")[0].people == ("ann",)


def test_the_ratings_of_the_decision_count() -> None:
    stances = [{"decision": "e", "person": "ann", "role": "gatekeeper"}]
    two = org(stances=stances, decisions=[{"id": "d", "target": "boss"}, {"id": "e", "target": "boss"}])
    assert gaps(two, "no_gatekeeper")
    assert "no_gatekeeper" not in [gap.rule for gap in coverage(two, decision="e", today=TODAY).gaps]


def test_a_meeting_is_a_contact_too_unless_nobody_came() -> None:
    overdue = contact("ann", trust="1", last_contact=OLD, cadence_days="30")
    met = [{"date": NEW, "member": "max", "person": "ann", "outcome": "good"}]
    missed = [met[0] | {"outcome": "no_show"}]
    assert not gaps(org(contacts=overdue, meetings=met), "contact_overdue")
    assert gaps(org(contacts=overdue, meetings=missed), "contact_overdue")
    assert gaps(org(contacts=overdue), "contact_overdue")[0].params["days"] == 31


def test_a_meeting_still_to_come_is_no_contact_yet() -> None:
    overdue = contact("ann", trust="1", last_contact=OLD, cadence_days="30")
    planned = [{"date": "2026-07-02", "member": "max", "person": "ann"}]
    assert gaps(org(contacts=overdue, meetings=planned), "contact_overdue")


def test_a_champion_without_any_date_is_unknown_not_silent() -> None:
    champion = org("max ann 2", people={"ann": {"support": "2"}})
    assert not gaps(champion, "champion_silent")
    assert gaps(champion, "contact_undated")[0].people == ("ann",)


def test_a_member_with_the_id_of_a_person_keeps_his_own_name() -> None:
    twins = org(team=[{"id": "ann", "name": "Our Ann"}], contacts=[{"member": "ann", "person": "boss", "trust": "2"}])
    (gap,) = gaps(twins, "route_one_member")
    assert gap.params == {"n": 1, "target": "Boss", "member": "Our Ann"}


def test_whoever_stands_in_no_tree_has_no_level() -> None:
    """A circle, an orphan and a person without lines: nobody knows how high they stand."""
    odd = {
        "boss": {"reports_to": "ann"},
        "bob": {"reports_to": "gone"},
        "eve": {},
    }
    assert not gaps(org(people=odd), "level_nobody")


def test_levels_are_counted_from_the_top() -> None:
    deep = org("max boss 1, mia ann 1", people={"cal": {"reports_to": "bob"}})
    assert [(gap.people, gap.params["level"]) for gap in gaps(deep, "level_nobody")] == [(("cal",), 3)]


def test_a_contact_closer_than_aimed_at_is_no_mismatch() -> None:
    """Max stands at 1 and aims at 2, Mia is there already."""
    both = [*contact("boss", trust="1", target_trust="2"), {"member": "mia", "person": "boss", "trust": "2"}]
    assert not gaps(org(people={"boss": {"power": "5"}}, contacts=both), "seniority_mismatch")
    unrated = [both[0], both[1] | {"trust": ""}]
    assert not gaps(org(people={"boss": {"power": "5"}}, contacts=unrated), "seniority_mismatch")
    assert gaps(org(people={"boss": {"power": "5"}}, contacts=both[:1]), "seniority_mismatch")


def test_a_contact_nobody_rated_is_no_thread_for_sure() -> None:
    assert not gaps(org("max boss ?"), "decider_single_thread")
    assert not gaps(org("max boss ?"), "single_thread")


def test_a_single_thread_is_not_reported_as_a_single_member_too() -> None:
    assert gaps(org("max ann 2"), "single_thread") and not gaps(org("max ann 2"), "single_member")


def test_units_of_less_than_three_people_are_no_unit() -> None:
    assert not gaps(org(people={"ann": {"unit": "North"}, "bob": {"unit": "North"}}), "unit_nobody")


def test_a_threshold_is_an_assumption() -> None:
    pair = org(people={"ann": {"unit": "North"}, "bob": {"unit": "North"}})
    (gap,) = gaps(pair.with_(assumptions=replace(pair.assumptions, smallest_unit=2)), "unit_nobody")
    assert (gap.people, gap.params) == (("ann", "bob"), {"n": 2, "threshold": 2, "unit": "North"})


def test_equals_in_leverage_are_named_together() -> None:
    """Ann and Bob weigh the same; a tenth of three people is one, and neither comes first."""
    assert gaps(org("max boss 2"), "influential_no_contact")[0].people == ("ann", "bob")


def test_those_who_decide_have_rules_of_their_own() -> None:
    assert gaps(org("max bob 2"), "influential_no_contact")[0].people == ("ann",)


def test_nobody_at_all() -> None:
    empty = coverage(account([]), today=TODAY)
    assert empty.score is None and empty.matrix.shape == (0, 0)
    assert [gap.rule for gap in empty.gaps] == ["no_decision_maker", "no_gatekeeper", "no_user", "no_influencer"]


def test_a_decision_that_names_a_stranger_is_a_gap_and_the_rest_is_answered() -> None:
    found = coverage(org(decisions=[{"id": "d", "target": "bos"}]), today=TODAY)
    assert found.score is None
    assert {gap.rule for gap in found.gaps} & {"no_target", "no_decision_maker"}


def test_a_committee_is_answered_without_its_stranger() -> None:
    both, one = ([{"id": "d", "committee": committee}] for committee in (("boss", "bos"), ("boss",)))
    assert coverage(org(decisions=both), today=TODAY).score == coverage(org(decisions=one), today=TODAY).score


# -- matrix and score --------------------------------------------------------------------------------------------------


def test_the_matrix_by_hand() -> None:
    found = coverage(org(contacts=[*contact("boss", trust="2", target_trust="3"), *contact("ann")]), today=TODAY)
    answer = json.loads(json.dumps(found.as_dict()))
    assert answer["matrix"] == {
        "members": ["max", "mia"],
        "people": ["ann", "bob", "boss"],
        "trust": [[None, None, 2.0], [None, None, None]],
        "target_trust": [[None, None, 3.0], [None, None, None]],
    }
    assert found.matrix.at["max", "boss"] == 2 and np.isnan(found.matrix.at["mia", "ann"])
    assert list(answer) == ["matrix", "gaps", "score"]
    assert all(list(gap) == ["rule", "severity", "people", "why", "do"] for gap in answer["gaps"])


def test_the_score_by_hand() -> None:
    """Two people; Ann reports to the boss, both of power and influence 3, so each is moved by 0.9 - 0.1 * 3 = 0.6.

    x = 0.6 W x + 0.4 s with W = [[0, 1], [1, 0]]: V[boss, boss] = 0.4 / 0.64 = 0.625,
    V[boss, ann] = 0.6 * 0.625 = 0.375.
    """
    two = account(
        [{"id": "boss", "name": "B"}, {"id": "ann", "name": "A", "reports_to": "boss"}],
        team=TEAM,
        contacts=[*contact("ann", trust="1"), *contact("boss", trust="0")],
        decisions=DECISION,
    )
    assert coverage(two, today=TODAY).score == pytest.approx(0.375)
    closer = two.contacts.assign(trust=[1.0, 1.0])
    assert coverage(two.with_(contacts=closer), today=TODAY).score == pytest.approx(1)


def test_no_score_where_nobody_decides() -> None:
    assert coverage(org("max ann 3", decisions=[]), today=TODAY).score is None


# -- laws --------------------------------------------------------------------------------------------------------------


@given(accounts())
@settings(max_examples=25)
def test_every_account_has_an_answer_in_range(any_account: Account) -> None:
    found = coverage(any_account, today=TODAY)
    known = set(any_account.people["id"]) | set(any_account.team["id"])
    assert found.score is not None and 0 <= found.score <= 1
    assert all(set(gap.people) <= known and gap.why("zh") and gap.do("zh") for gap in found.gaps)
    assert found.gaps == coverage(any_account, today=TODAY).gaps


@given(accounts(), st.randoms(use_true_random=False))
@settings(max_examples=25)
def test_the_order_of_the_rows_is_irrelevant(any_account: Account, chance: object) -> None:
    seed = chance.randrange(2**31)  # type: ignore[attr-defined]
    shuffled = any_account.with_(
        **{t.name: in_order(any_account.table(t.name).sample(frac=1, random_state=seed), t) for t in TABLES}
    )
    assert coverage(shuffled, today=TODAY).as_dict() == coverage(any_account, today=TODAY).as_dict()


@given(accounts(), st.data())
@settings(max_examples=25)
def test_other_ids_give_the_same_gaps_under_other_ids(any_account: Account, data: st.DataObject) -> None:
    ids = any_account.people["id"].tolist()
    names = dict(zip(ids, data.draw(st.permutations([f"q{i}" for i in range(len(ids))])), strict=True))
    renamed = coverage(relabelled(any_account, names), today=TODAY)
    plain = coverage(any_account, today=TODAY)
    expected = [(gap.rule, {names.get(id_, id_) for id_ in gap.people}) for gap in plain.gaps]
    assert sorted((gap.rule, sorted(gap.people)) for gap in renamed.gaps) == sorted((r, sorted(p)) for r, p in expected)
    assert renamed.score == pytest.approx(plain.score)


def unmet(found: Coverage) -> set[tuple[str, str]]:
    return {(gap.rule, id_) for gap in found.gaps if gap.rule in WITHOUT_CONTACT for id_ in gap.people}


@given(accounts(), st.data())
@settings(max_examples=25)
def test_a_new_contact_never_adds_a_gap_without_contact(any_account: Account, data: st.DataObject) -> None:
    assume(len(any_account.team))
    person, member = data.draw(st.sampled_from(any_account.people["id"].tolist())), any_account.team["id"].iloc[0]
    others = any_account.contacts[any_account.contacts["person"].ne(person) | any_account.contacts["member"].ne(member)]
    new = pd.DataFrame([{"member": member, "person": person, "trust": 2.0}]).reindex(columns=others.columns)
    both = pd.concat([others, new.astype(others.dtypes)])
    met = any_account.with_(contacts=in_order(both, next(t for t in TABLES if t.name == "contacts")))
    before, after = coverage(any_account, today=TODAY), coverage(met, today=TODAY)
    assert unmet(after) <= unmet(before)
    assert person not in {id_ for _, id_ in unmet(after)}
    assert after.score >= before.score


# -- the smallest set --------------------------------------------------------------------------------------------------


def key_people(of: Account) -> set[str]:
    """Who counts, by the docstring: the target, and as many as a quarter of all by leverage."""
    people = forecast(of, today=TODAY).people.set_index("id")["leverage"]
    target = of.decision().target
    others = people.drop(target)[people.drop(target) > 0].sort_values(ascending=False)
    count = min(-(-len(people) // 4), len(others))
    top = set(others.index[others >= others.iloc[count - 1] * (1 - 1e-9)]) if count else set()
    return top | {target}


def covered(of: Account, met: tuple[str, ...]) -> set[str]:
    steps = approach(of)
    trusted = steps.probability >= of.assumptions.trusted_step
    pairs = zip(steps.source[trusted], steps.target[trusted], strict=True)
    return set(met) | {steps.ids[v] for u, v in pairs if u < steps.people and steps.ids[u] in met}


@given(accounts(max_people=7, max_ties=16))
@settings(max_examples=40)
def test_no_smaller_set_reaches_everybody_who_counts(any_account: Account) -> None:
    found, wanted = smallest_set(any_account, today=TODAY), key_people(any_account)
    assert wanted <= covered(any_account, found.exact) and wanted <= covered(any_account, found.greedy)
    assert len(found.exact) <= len(found.greedy)
    fewer = combinations(any_account.people["id"], len(found.exact) - 1)
    assert not any(wanted <= covered(any_account, met) for met in fewer)
    assert found.exact == tuple(sorted(found.exact)) and set(found.unreachable) <= wanted


def test_greedy_can_be_beaten() -> None:
    """The classic: a and b split six users between them, c takes four of the six first and then needs two more."""
    users = [f"u{i}" for i in range(6)]
    opens = {"a": users[:3], "b": users[3:], "c": [users[0], users[1], users[3], users[4]]}
    sure = [tie(who, user, "influences", probability="1") for who, opened in opens.items() for user in opened]
    people = [{"id": id_, "name": id_} for id_ in [*opens, *users]]
    decisions = [{"id": "d", "committee": tuple(users)}]
    only_deciders = replace(Assumptions(), key_share=0.0)
    six = account(people, ties=sure, team=TEAM, decisions=decisions).with_(assumptions=only_deciders)
    found = smallest_set(six, today=TODAY)
    assert found.exact == ("a", "b") and found.greedy == ("a", "b", "c")
    assert found.unreachable == tuple(users)


def test_one_trusted_step_is_an_assumption() -> None:
    """A friend of strength 5 opens the door with 0.85 * 0.95 = 0.8075, a solid line of strength 3 with 0.475."""
    known = org(people={"ann": {"support": "2", "role": "user"}}, ties=[tie("ann", "boss", strength="5")])
    assert smallest_set(known, today=TODAY).exact == ("ann",)
    stricter = known.with_(assumptions=replace(known.assumptions, trusted_step=0.81))
    assert "boss" in smallest_set(stricter, today=TODAY).exact
