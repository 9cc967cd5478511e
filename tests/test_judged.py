"""What a person said of two records counts again with the next file, is said, and goes with the revision."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import given

from graphkit.importing.importer import import_files
from graphkit.merging.identity import match_people
from graphkit.merging.judged import Judgement, judge, together
from graphkit.merging.merge import Merge, merge
from graphkit.merging.proposals import duplicates, spelled_twice
from graphkit.model import Account
from graphkit.store import Store
from tests.strategies import account, accounts

TODAY = datetime.date(2026, 12, 1)
BOSS = {"id": "1", "name": "The Boss", "title": "CEO"}
BOB = {"id": "2", "name": "Bob Ray", "title": "Buyer", "reports_to": "1", "support": "2"}
ROBERT = BOB | {"id": "9", "name": "Robert Ray", "support": ""}
CHART = account([BOSS, BOB])
FILE = account([BOSS, ROBERT])


def merged(current: Account, file: Account, **options: object) -> Merge:
    return merge(current, file, today=TODAY, **options)  # type: ignore[arg-type]


def messages(found: Merge) -> list[str]:
    return [finding.message for finding in found.findings]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(f"sqlite:///{tmp_path / 'accounts.db'}")


def test_the_same_person_is_not_asked_about_again() -> None:
    assert [(p.one, p.other) for p in merged(CHART, FILE).matches.proposals] == [("9", "2")]
    said = judge(FILE, {("9", "2"): True})
    found = merged(CHART, FILE, judged=said)
    assert (found.matches.proposals, found.added, found.gone, found.ids["9"]) == ((), (), (), "2")
    assert (found.matches.by["9"], found.account.person("2").support) == ("remembered", 2)
    assert messages(found) == ["Robert Ray in the file was taken for Bob Ray, as you said earlier."]


def test_somebody_else_is_neither_proposed_nor_found() -> None:
    said = judge(FILE, {("9", "2"): False})
    found = merged(CHART, FILE, judged=said)
    assert (found.matches.proposals, found.added) == ((), ("9",))
    assert messages(found) == ["Robert Ray in the file was kept apart from Bob Ray, as you said earlier."]
    namesake = account([BOSS, BOB | {"id": "9"}])  # found by the unique name, had nobody said otherwise
    assert merged(CHART, namesake).ids["9"] == "2"
    assert merged(CHART, namesake, judged=judge(namesake, {("9", "2"): False})).ids["9"] == "9"


def test_it_holds_for_the_id_and_the_name_of_then() -> None:
    said = judge(FILE, {("9", "2"): True})
    for other in (ROBERT | {"name": "Roberta Rayson"}, ROBERT | {"id": "8"}):
        found = merged(CHART, account([BOSS, other]), judged=said)
        assert found.matches.remembered == () and messages(found) == []
    assert merged(account([BOSS]), FILE, judged=said).ids["9"] == "9", "who is no more there is nobody"


def test_what_is_said_now_goes_before_what_was_said() -> None:
    said = judge(FILE, {("9", "2"): True})
    assert merged(CHART, FILE, judged=said, matches={"9": ""}).ids["9"] == "9"
    apart = judge(FILE, {("9", "2"): False})
    assert merged(CHART, FILE, judged=apart, matches={"9": "2"}).ids["9"] == "2"
    assert together(said, apart) == apart and together(apart, said) == said
    other = Judgement("9", "robert ray", "3", same=True)
    assert together(said, [other]) == (other,), "nobody is two"


def test_two_are_never_taken_for_one_unless_the_file_lists_that_one_too() -> None:
    twice = account([BOSS, BOB, ROBERT])
    said = judge(twice, {("9", "2"): True})
    found = merged(CHART, twice, judged=said)
    assert set(found.account.positions) == {"1", "2"} and found.matches.remembered == said
    both = account([BOSS, ROBERT, ROBERT | {"id": "8"}])
    judged = judge(both, {("9", "2"): True, ("8", "2"): True})
    assert [merged(CHART, both, judged=judged).ids[id_] for id_ in "98"] == ["2", "8"]


@given(accounts(), accounts())
def test_whatever_was_said_nobody_is_found_twice(current: Account, file: Account) -> None:
    pairs = {
        (one, other): (i + j) % 3 > 0
        for i, one in enumerate(file.positions)
        for j, other in enumerate(current.positions)
    }
    said = judge(file, pairs)
    found = match_people(current, file, judged=said)
    assert len(set(found.found.values())) == len(found.found)
    apart = {(said.one, said.other) for said in said if not said.same}
    assert not apart & {(p.one, p.other) for p in found.proposals} and not apart & set(found.found.items())


def test_it_is_kept_with_the_account_and_undone_with_the_revision(store: Store) -> None:
    id_ = store.create(CHART, actor="kim", kind="imported", source=CHART)
    said = judge(FILE, {("9", "2"): True})
    found = merged(CHART, FILE, base=CHART, judged=said)
    version = store.save(id_, found.account, version=1, actor="kim", kind="imported", source=found.said, judged=said)
    assert store.judgements(id_) == said
    edited = store.save(id_, found.account.with_(industry="pumps"), version=version, actor="kim")
    assert store.judgements(id_) == said, "an edit says nothing of it"
    assert store.judgements(store.create(CHART, actor="kim")) == (), "another account, another word"
    undone = store.restore(id_, 1, version=edited, actor="kim")
    assert store.judgements(id_) == ()
    store.restore(id_, version, version=undone, actor="kim")
    assert store.judgements(id_) == said
    store.remove(id_)
    assert store.judgements(id_) == ()


def test_a_word_without_another_change_is_kept(store: Store) -> None:
    id_ = store.create(CHART, actor="kim")
    said = judge(FILE, {("9", "2"): False})
    assert store.save(id_, CHART, version=1, actor="kim", judged=said) == 1
    assert store.judgements(id_) == said


# -- a file gone wrong -------------------------------------------------------------------------------------------------


def company(*units: str, names: str = "Abel Berta Cesar Dora Emil") -> Account:
    """Some people in each unit, under ids of their own."""
    rows = [f"{unit}{n},{name} {unit}son,{unit}" for unit in units for n, name in enumerate(names.split())]
    return import_files([("people.csv", "\n".join(["id,name,unit", *rows]).encode())]).account


def codes(found: Merge) -> list[str]:
    return [finding.code for finding in found.findings]


def test_a_file_of_another_company_is_said_loudly() -> None:
    ours, theirs = company("Sales", "Legal"), company("Mwqz", "Kuhk", names="Ulf Vivi Wim Xu Yoyo")
    found = merged(ours, theirs, base=ours)
    assert codes(found) == ["other_organisation"] and found.asks
    assert messages(found) == [
        "Only 0 of the 10 people in this file are known here, where 10 are listed. "
        "Is it a file of another organisation?"
    ]
    same_ids = theirs.with_(people=theirs.people.assign(id=ours.people["id"]))
    assert codes(merged(ours, same_ids, base=ours)) == ["other_organisation"], "ids from 1 on prove nothing"
    assert merged(ours, theirs, base=ours, whole=False).asks


def test_a_file_of_one_department_is_asked_about() -> None:
    ours, part = company("Sales", "Legal", "Works"), company("Legal")
    found = merged(ours, part, base=ours)
    (said,) = found.findings
    assert found.asks and (said.code, said.params["n"], said.params["listed"]) == ("many_gone", 10, 15)
    assert "Abel Salesson" in said.message and "Units of which it lists nobody: Sales, Works." in said.message
    as_part = merged(ours, part, base=ours, whole=False)
    assert (as_part.asks, as_part.gone) == (False, ())


def test_the_usual_comings_and_goings_ask_nothing() -> None:
    ours = company("Sales", "Legal", "Works", "Board")
    later = ours.with_(people=ours.people.iloc[2:].reset_index(drop=True))
    found = merged(ours, later, base=ours)
    assert (len(found.gone), found.asks) == (2, False)
    assert not merged(account([BOSS, BOB]), account([BOSS]), base=account([BOSS, BOB])).asks


def test_namesakes_among_those_who_are_gone_are_told_apart_by_id() -> None:
    ours = account([{"id": str(n), "name": "Ann Lee" if n < 3 else f"Quux {n}", "unit": "x"} for n in range(9)])
    found = merged(ours, ours.with_(people=ours.people.iloc[4:].reset_index(drop=True)), base=ours)
    assert "Ann Lee (0), Ann Lee (1), Ann Lee (2), Quux 3" in messages(found)[0]


def test_two_of_one_account_who_are_two_are_not_named_again() -> None:
    """As long as they bear the names they bore then: under another name it may be the same person after all."""
    bob = BOB | {"title": "", "support": ""}
    both = account([BOSS, bob, bob | {"id": "9", "name": "Robert Ray"}])
    (pair,) = duplicates(both)
    said = judge(both, {(pair.one, pair.other): False})
    assert (duplicates(both, judged=said), spelled_twice(both, judged=said)) == ((), [])
    assert [finding.code for finding in spelled_twice(both)] == ["spelled_twice"]
    renamed = account([BOSS, bob | {"name": "Bobby Ray"}, bob | {"id": "9", "name": "Robert Ray"}])
    assert len(duplicates(renamed, judged=said)) == 1
