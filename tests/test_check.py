"""What is odd about an account is said, once each, and nothing else is."""

from __future__ import annotations

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings

from graphkit import schema
from graphkit.check import check
from graphkit.errors import SEVERITIES, has_errors
from graphkit.model import Account, are_placeholders, is_placeholder
from tests.strategies import account, accounts


def said(read: Account) -> list[tuple[str, str]]:
    return [(finding.code, finding.value) for finding in check(read)]


def test_an_account_in_order_has_nothing_to_say() -> None:
    assert check(account([{"id": "1", "name": "Ann"}, {"id": "2", "name": "Bob", "reports_to": "1"}])) == []


def test_an_empty_account_is_an_error() -> None:
    assert said(Account()) == [("nobody", "")] and has_errors(check(Account()))


def test_each_kind_of_oddity() -> None:
    read = account(
        [
            {"id": "1", "name": "Ann", "reports_to": "1"},
            {"id": "2", "name": "bob", "reports_to": "9", "dotted_to": "1;8"},
            {"id": "3", "name": "Bob", "reports_to": "4"},
            {"id": "4", "name": "Vacant", "reports_to": "5"},
            {"id": "5", "name": "N/D", "reports_to": "3"},
            {"id": "6", "name": "Cy"},
            {"id": "7", "name": "Dan"},
        ],
        ties=[{"source": "6", "target": "6", "kind": "friend"}],
        decisions=[{"id": "d", "target": "77", "committee": ("6", "78")}],
    )
    assert said(read) == [
        ("self_manager", "1"),
        ("orphan", "2"),
        ("dotted_orphan", "2"),
        ("several_roots", ""),
        ("manager_cycle", "3"),
        ("placeholder", "4"),
        ("placeholder", "5"),
        ("same_name", "2"),
        ("self_tie", "6"),
        ("unknown_decider", "77"),
        ("unknown_decider", "78"),
    ]
    assert [finding.params.get("loop") for finding in check(read) if finding.code == "manager_cycle"] == [
        "Bob (3) → 4 → 5 → Bob (3)"
    ]


@settings(max_examples=25)
@given(accounts())
def test_orphans_and_circles_are_those_of_the_graph(read: Account) -> None:
    found = check(read)
    people = read.people
    ids = set(people["id"])
    orphans = people.loc[people["reports_to"].ne("") & ~people["reports_to"].isin(ids), "id"].tolist()
    assert [finding.value for finding in found if finding.code == "orphan"] == orphans
    formal = nx.DiGraph((a, b) for a, b, kind in read.graph.edges(keys=True) if kind == "reports_to")
    assert sum(finding.code == "manager_cycle" for finding in found) == len(list(nx.simple_cycles(formal)))
    assert sum(finding.code == "placeholder" for finding in found) == sum(map(is_placeholder, people["name"]))


@settings(max_examples=25)
@given(accounts())
def test_every_finding_is_a_sentence_in_both_languages(read: Account) -> None:
    for finding in check(read):
        assert finding.severity in SEVERITIES
        assert finding.file in {table.file for table in schema.TABLES} | {"account.toml"}
        assert finding.message != finding.say("zh")


@settings(max_examples=25)
@given(accounts(min_people=2))
def test_checking_changes_nothing_and_says_the_same_again(read: Account) -> None:
    before = read.fingerprint
    assert said(read) == said(read.with_(name="Other"))
    assert read.with_().fingerprint == before


@pytest.mark.parametrize("name", ["（空缺）", "(vacant)", "【待招聘】", "'Eliminated'", "Position vacant", "N/D."])
def test_a_vacancy_is_known_by_its_name(name: str) -> None:
    assert is_placeholder(name)
    assert are_placeholders(pd.Series([name, "Ann Vacantia"])).tolist() == [True, False]
