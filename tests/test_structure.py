"""Roots, orphans, circles and doubles: kept and named, and changed only where the user says so."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit import schema
from graphkit.check import check
from graphkit.errors import Finding, GraphkitError
from graphkit.graph import cycles, managers
from graphkit.importing.ids import MOST_ALIKE, mended
from graphkit.importing.importer import Import, import_files
from graphkit.importing.structure import with_placeholders, without_lines
from tests.strategies import account


def people(text: str, **options: object) -> Import:
    return import_files([("people.csv", text.encode())], **options)  # type: ignore[arg-type]


def named(read: Import, code: str) -> list[Finding]:
    return [finding for finding in read.findings if finding.code == code]


# -- circles -----------------------------------------------------------------------------------------------------------


def test_a_circle_is_named_with_the_lines_that_may_be_cut() -> None:
    text = "id,name,manager\n1,A,3\n2,B,1\n3,C,2\n4,D,1\n5,E,6\n6,F,5\n7,G,7\n8,H,\n"
    read = people(text)
    loops = named(read, "manager_cycle")
    assert [loop.params["ids"] for loop in loops] == [("1", "3", "2"), ("5", "6")]
    assert [loop.row for loop in loops] == [2, 6] and "A (1) → C (3) → B (2) → A (1)" in loops[0].message
    cut = people(text, cut={"3", "6"})
    assert not named(cut, "manager_cycle")
    assert [(line.value, line.params["manager"], line.row) for line in named(cut, "line_cut")] == [
        ("3", "2", 4),
        ("6", "5", 7),
    ]
    assert cut.account.people["reports_to"].tolist() == ["3", "1", "", "1", "6", "", "7", ""]
    with pytest.raises(GraphkitError, match="Unknown person '9'"):
        people(text, cut={"9"})


lines = st.lists(st.integers(0, 6), min_size=1, max_size=7)


@given(lines)
def test_cutting_one_line_of_every_circle_leaves_none(bosses: list[int]) -> None:
    org = account([{"id": str(i), "name": "x", "reports_to": str(boss)} for i, boss in enumerate(bosses)])
    ids = org.people["id"].tolist()
    loops = cycles(managers(org))
    opened, said = without_lines(org, {ids[loop[0]] for loop in loops})
    assert not cycles(managers(opened)) and len(said) == len(loops)
    untouched = opened.people["id"].isin(ids[loop[0]] for loop in loops)
    assert opened.people[~untouched].equals(org.people[~untouched])


# -- people who are named and not there --------------------------------------------------------------------------------


def test_an_orphan_is_kept_and_shown_with_a_guess() -> None:
    text = "id,name,title,manager\n1,Katherine Jones,CEO,\n2,Bob Ray,VP Sales,Catherine Jones\n"
    text += (
        "3,Cy,Clerk,Catherine Jones\n4,Di,Clerk,vp_sales\n5,Ed,Clerk,Zoltan Quux\n6,张小明,Clerk,\n7,Flo,Clerk,张小民\n"
    )
    read = people(text)
    assert [orphan.value for orphan in named(read, "orphan")] == ["2", "3", "4", "5", "7"]
    assert read.account.person("2").reports_to == "Catherine Jones"
    guesses = {
        guess.value: (guess.params["near"], guess.params["n"], guess.row) for guess in named(read, "manager_guess")
    }
    assert guesses["Catherine Jones"] == ("1", 2, 3) and guesses["vp_sales"] == ("2", 1, 5)
    assert guesses.keys() == {"Catherine Jones", "vp_sales"}  # 张小民 shares two of three signs: 67 of 100
    assert all(75 <= int(str(guess.params["score"])) <= 100 for guess in named(read, "manager_guess"))
    assert read.account.people["reports_to"].ne("").sum() == 5


@pytest.mark.parametrize(
    ("written", "name", "score", "why"),
    [
        ("Wang Qiang", "王强", 95, "same sound (pinyin)"),
        ("Qiang Wang", "王强", 95, "same sound (pinyin)"),
        ("王強", "王强", 95, "same name in traditional characters"),
        ("王强", "Wang Qiang", 95, "same sound (pinyin)"),
        ("J. Smith", "John Smith", 85, "same initials"),
        ("Bob Ray", "Robert Ray", 80, "one name is short for the other"),
        ("Mueller, Jan", "Jan Müller", 100, "same name"),
        ("Katharina Maier", "Katharina Mayer", 93, "name alike at 0.93"),
    ],
)
def test_a_manager_is_guessed_however_the_name_is_written(written: str, name: str, score: int, why: str) -> None:
    read = people(f'id,name,manager\n1,{name},\n2,Zoltan Quux,1\n3,Flo,"{written}"\n')
    (guess,) = named(read, "manager_guess")
    assert (guess.params["near"], guess.params["score"], guess.row) == ("1", score, 4)
    assert f"may be {name} (1): {score} of 100 alike ({why})" in guess.message
    assert read.account.person("3").reports_to == written, "shown, never applied"


def test_a_manager_is_guessed_by_the_post_too() -> None:
    read = people("id,name,title,manager\n1,Ann,VP Engineering,\n2,Bo,,vp_engineering\n3,Cy,,VP Enginering\n")
    said = {guess.value: guess.message for guess in named(read, "manager_guess")}
    assert "Ann (1): 100 of 100 alike (same title)" in said["vp_engineering"]
    assert "alike (title alike at 0.9" in said["VP Enginering"]


def test_of_several_who_may_be_meant_each_is_named() -> None:
    read = people("id,name,manager\n1,王强,\n2,王蔷,1\n3,Flo,Wang Qiang\n")
    (guess,) = named(read, "manager_guess")
    assert "may be 王强 (1), 王蔷 (2): 95 of 100 alike" in guess.message
    assert "可能是王强 (1)、王蔷 (2)，相似度 95/100（拼音相同）" in guess.say("zh")


def test_nobody_is_guessed_to_be_their_own_manager() -> None:
    assert not named(people("id,name,manager\n1,Ann Lee,\n2,Bob Rayson,Bob Raison\n"), "manager_guess")


def test_placeholders_stand_in_for_unknown_managers() -> None:
    text = "id,name,manager,dotted to\n1,Ann,boss@x.org,\n2,Bob,boss@x.org,9\n3,Cy,1,8;2\n4,Ann,,\n5,Di,Ann,\n"
    read = people(text, placeholders=True)
    org = read.account.people.set_index("id")
    assert set(org.index) == {"1", "2", "3", "4", "5", "8", "9", "boss@x.org"} and org.index.is_monotonic_increasing
    assert org.at["boss@x.org", "email"] == "boss@x.org" and org.at["9", "name"] == "9"
    assert not named(read, "orphan") and not named(read, "dotted_orphan")
    assert [(f.value, f.params["n"], f.row) for f in named(read, "placeholder_made")] == [
        ("boss@x.org", 2, 2), ("9", 1, 3), ("8", 1, 4),
    ]  # fmt: skip
    assert [f.value for f in named(read, "ambiguous_manager")] == ["Ann"]  # two are there: nobody stands in
    assert read.rows_lost == 0 and len(people(text).account.people) == 5
    again, said = with_placeholders(read.account, {"5"})
    assert again == read.account and not said


@settings(max_examples=30)
@given(st.lists(st.sampled_from(["", "1", "2", "boss", "x y"]), min_size=1, max_size=6))
def test_with_placeholders_there_are_no_orphans(bosses: list[str]) -> None:
    org = account([{"id": str(i), "name": f"N{i}", "reports_to": boss} for i, boss in enumerate(bosses)])
    whole, said = with_placeholders(org, ())
    assert "orphan" not in {finding.code for finding in check(whole)}
    assert list(whole.people.columns) == schema.PEOPLE.names and len(whole.people) == len(org.people) + len(said)
    kept = whole.people[whole.people["id"].isin(org.people["id"])].reset_index(drop=True)
    assert kept.equals(org.people)


def test_a_file_without_managers_says_so_once() -> None:
    assert len(named(people("id,name\n1,Ann\n2,Bob\n"), "no_managers")) == 1
    assert not named(people("id,name,manager\n1,Ann,\n2,Bob,1\n"), "no_managers")
    ties = import_files([("p.csv", b"id,name\n1,Ann\n2,Bob\n"), ("reports_to.csv", b"from,to\n2,1\n")])
    assert not named(ties, "no_managers")


# -- ids ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "read", "code"),
    [
        (["1001.0", "1002.0", ""], ["1001", "1002", ""], "float_ids"),
        (["1001.0", "1002"], ["1001", "1002"], "float_ids"),
        (["1.23E+02", "7"], ["123", "7"], "scientific_ids"),
        (["1e+05", "99999"], ["100000", "99999"], "cut_ids"),  # R writes 100000 so; a spreadsheet 123456 too
        (["1.23E+05", "1.0"], ["123000", "1"], "cut_ids"),
        (["007", "008"], ["007", "008"], ""),
        (["007.0", "8"], ["007", "8"], "float_ids"),
        (["1.0", "1.5"], ["1.0", "1.5"], ""),  # versions
        (["1.0", "A2"], ["1.0", "A2"], ""),
        (["1E5", "2E7"], ["1E5", "2E7"], ""),  # rooms
        (["1.0", "1"], ["1.0", "1"], ""),  # two people
        (["1.234E+02", "5"], ["1.234E+02", "5"], ""),
        ([], [], ""),
    ],
)
def test_whole_numbers_that_a_spreadsheet_changed_are_mended(cells: list[str], read: list[str], code: str) -> None:
    found, said = mended(pd.Series(cells, dtype="str"), keep_apart=True)
    assert (found.tolist(), said) == (read, code)


def test_managers_are_mended_like_the_ids_they_name() -> None:
    read = people("id,name,manager\n1.23E+05,Ann,\n1.0,Bob,123000\n2.0,Cy,1\n3.0,Di,1.23E+05\n")
    assert dict(zip(read.account.people["id"], read.account.people["reports_to"], strict=True)) == {
        "123000": "", "1": "123000", "2": "1", "3": "123000",
    }  # fmt: skip
    assert [(f.column, f.severity) for f in named(read, "cut_ids")] == [("id", "warning"), ("manager", "warning")]


def test_ids_in_two_spellings_are_kept_apart_and_named_once() -> None:
    read = people("id,name,manager\nA1,Ann,\na1,Bob,A1\nB2,Cy,a1\nb2,Di,A1\n")
    (said,) = named(read, "ids_alike")
    assert (said.column, said.params["n"]) == ("id", 2) and read.account.people["id"].tolist() == [
        "A1",
        "B2",
        "a1",
        "b2",
    ]
    assert read.account.person("B2").reports_to == "a1" and read.account.person("b2").reports_to == "A1"


# -- rows that belong together -----------------------------------------------------------------------------------------


@given(st.integers(2, 4), st.integers(2, 6))
def test_a_file_doubled_is_read_once_and_said_once(times: int, rows: int) -> None:
    body = [f"{i},Name {i},{i // 2 or ''}" for i in range(1, rows + 1)]
    once, often = people("\n".join(["id,name,manager", *body])), people("\n".join(["id,name,manager", *body * times]))
    assert often.account == once.account and often.rows_lost == 0
    (said,) = named(often, "file_doubled")
    assert (said.params["times"], said.params["n"]) == (times, rows * (times - 1)) and not named(often, "same_row")


def test_some_rows_twice_are_not_a_file_doubled() -> None:
    read = people("id,name\n1,Ann\n2,Bob\n1,Ann \n")
    assert [(f.row, f.value) for f in named(read, "same_row")] == [(4, "1")] and not named(read, "file_doubled")
    names = people("name,manager\nAnn,\nBob,Ann\nAnn,\nBob,Ann\n")
    assert len(names.account.people) == 2 and len(named(names, "file_doubled")) == 1


def test_one_person_in_two_posts_and_two_people_on_one() -> None:
    text = (
        "id,name,email,title\n1,Ann Lee,a@x.org,CFO\n1,ann lee,a@x.org,Treasurer\n2,Bob,b@x.org,Clerk\n2,Bea,,Clerk\n"
    )
    text += "3,Cy,c@x.org,Head\n4,Cy,C@x.org,Deputy\n5,Di,team@x.org,\n6,Ed,team@x.org,\n7,N/D,,\n7,Vacant,,\n"
    read = people(text)
    assert [(f.value, f.params["ids"], f.row) for f in named(read, "two_posts")] == [
        ("1", ("1", "1-2"), 2),
        ("c@x.org", ("3", "4"), 6),
    ]
    assert [(f.value, f.params["name"]) for f in named(read, "post_shared")] == [("2", ("Bob", "Bea"))]
    assert [(f.value, f.params["name"]) for f in named(read, "email_shared")] == [("team@x.org", ("Di", "Ed"))]
    assert len(read.account.people) == 10 and read.rows_lost == 0
    assert len(named(read, "repeated_id")) == 3


def test_thousands_of_like_findings_are_counted() -> None:
    body = "\n".join(f"{i // 2},N{i}" for i in range(3 * MOST_ALIKE))
    read = people("id,name\n" + body)
    assert len(named(read, "repeated_id")) == MOST_ALIKE and len(named(read, "post_shared")) == MOST_ALIKE
    more = {finding.value: finding.params["n"] for finding in named(read, "more_alike")}
    assert more == {"repeated_id": MOST_ALIKE // 2, "post_shared": MOST_ALIKE // 2} and read.rows_lost == 0


def test_left_out_rows_beyond_the_listed_ones_are_not_lost() -> None:
    body = "\n".join(["1,Ann", *[f"{i},N{i}" for i in range(2, 5)] * (MOST_ALIKE)])
    read = people("id,name\n" + body)
    assert len(read.account.people) == 4 and read.rows_lost == 0
    assert read.rows_left_out == 3 * (MOST_ALIKE - 1)


def test_rows_of_one_person_are_joined_only_if_they_say_the_same_but_for_the_role() -> None:
    text = "id,name,title,deal,Buying Role\n1,Ann,CFO,x,User\n1,Ann,CFO,y,Influencer;User\n2,Bob,Clerk,x,User\n"
    text += "2,Bob,Head,y,User\n3,N/D,,x,\n3,N/D,,y,\n,Cy,,x,User\n,Cy,,y,User\n"
    read = people(text)
    assert read.account.person("1").role == ("user", "influencer") and named(read, "rows_joined")[0].params["n"] == 1
    assert read.account.people["id"].tolist() == ["1", "2", "2-2", "3", "3-2", "Cy-1", "Cy-2"] and read.rows_lost == 0


def test_what_looks_like_two_people_in_one_name_is_named() -> None:
    read = people("id,name\n1,Ann Lee / Bob Ray\n2,张伟、李娜\n3,R&D\n4,Ann Lee\n5,A/B\n")
    (said,) = named(read, "names_of_two")
    assert (said.params["n"], said.row) == (2, 2) and len(read.account.people) == 5


def test_flags_that_say_neither_yes_nor_no_are_named() -> None:
    read = people("id,name,lead\n1,Ann,yes\n2,Bob,perhaps\n", mapping={"lead": "is_decision_maker"})
    assert read.account.person("1").role == ("decision_maker",) and read.account.person("2").role == ()
    assert named(read, "flags_unclear")[0].params == {"n": 1, "examples": ("perhaps",)}


def test_columns_that_another_one_makes_idle_are_named() -> None:
    text = "id,name,manager,Organization Node,is leader\n1,Ann,,/,yes\n2,Bob,1,/1/,no\n"
    assert [f.column for f in named(people(text), "column_not_read")] == ["Organization Node", "is leader"]
