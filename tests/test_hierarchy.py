"""Managers named in every way a file may name them, and never one who was not meant."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.graph import managers as rows_of_managers
from graphkit.importing.hierarchy import SEVERAL_PEOPLE, Key, match
from graphkit.importing.importer import Import, import_files
from graphkit.importing.leaders import Units, managers_from_leaders
from graphkit.importing.manager_cells import Lines, lines_of
from graphkit.importing.names import fold_name, folded_names, readings, turned, turned_names


def people(text: str, **options: object) -> Import:
    return import_files([("people.csv", text.encode())], **options)  # type: ignore[arg-type]


def managers_of(read: Import) -> dict[str, str]:
    ids = read.account.people["id"].tolist()
    return {ids[row]: ids[boss] for row, boss in enumerate(rows_of_managers(read.account)) if boss >= 0}


def codes(read: Import) -> dict[str, int]:
    return {finding.code: int(str(finding.params.get("n", 1))) for finding in read.findings}


def keys(**columns: list[str]) -> list[Key]:
    return [Key(name, pd.Series(values, dtype="str"), name == "id") for name, values in columns.items()]


# -- one manager -------------------------------------------------------------------------------------------------------

FILE = """id,name,email,title,manager
007,Ann Lee,ann@x.org,VP Sales,
12,张伟,zhang@x.org,销售总监,007
13,"Day, Cy",cy@x.org,Clerk,{manager}
"""


@pytest.mark.parametrize(
    ("manager", "boss", "way"),
    [
        ("007", "007", None),
        ("ann@x.org", "007", None),
        ("ANN@X.org ", "007", "managers_folded"),
        ("ann   lee", "007", "managers_folded"),
        ('"Lee, Ann"', "007", "managers_read"),
        ('"Lee, Ann VP Sales"', "007", "managers_read"),
        ('"LEE, Ann  K."', "007", "managers_read"),
        ('"Lee, Ann Dr."', "007", "managers_read"),
        ('"Ann Lee, VP Sales"', "007", "managers_read"),
        ("Ann Lee VP Sales", "007", "managers_read"),
        ("Ann Lee (on leave)", "007", "managers_read"),
        ("Ann Lee (007)", "007", "managers_read"),
        ("Ann Lee <ann@x.org>", "007", "managers_read"),
        ("Ann Lee - VP Sales", "007", "managers_read"),
        ("VP Sales", "007", None),
        ("7", "007", "managers_without_zeros"),
        ("张伟", "12", None),
        ("张 伟", "12", "managers_folded"),
        ("张　伟", "12", "managers_folded"),
        ("张伟 销售总监", "12", "managers_read"),
        ("张伟销售总监", "12", "managers_read"),
        ("张伟（销售总监）", "12", "managers_read"),
        ("１２", "12", "managers_folded"),
    ],
)
def test_a_manager_is_found_however_written_and_it_is_said(manager: str, boss: str, way: str | None) -> None:
    read = people(FILE.format(manager=manager))
    assert managers_of(read) == {"12": "007", "13": boss}
    ways = {code for code in codes(read) if code in ("managers_folded", "managers_read", "managers_without_zeros")}
    assert ways == ({way} if way else set())
    assert all(finding.say("zh") for finding in read.findings)


def test_chinese_names_of_any_length_before_a_post() -> None:
    read = people("姓名,上级\n欧阳娜娜,\n张伟,欧阳娜娜总监\n王小明,张伟采购经理\n李娜,王小明主任\n")
    assert managers_of(read) == {"张伟": "欧阳娜娜", "王小明": "张伟", "李娜": "王小明"}


def test_the_name_may_be_turned_on_the_other_side_too() -> None:
    read = people('name,manager\n"Lee, Ann",\n"Day, Cy",Ann Lee\nBob Ray (on leave),Cy Day\nEd,bob ray\n')
    assert managers_of(read) == {"Day, Cy": "Lee, Ann", "Bob Ray (on leave)": "Day, Cy", "Ed": "Bob Ray (on leave)"}
    assert codes(read)["managers_read"] == 3


@pytest.mark.parametrize(
    "manager",
    [
        "Ann Lee Smith",
        "Ann",
        "Lee",
        '"Lee, Bea"',
        '"Smith, Ann Lee"',
        "Ann Leeds",
        "8",
        "Sales",
        "张伟明",
        "张",
        "(Ann)",
    ],
)
def test_nobody_is_taken_for_somebody_else(manager: str) -> None:
    read = people(FILE.format(manager=manager))
    assert managers_of(read) == {"12": "007"} and codes(read)["orphan"] == 1


def test_another_reading_never_beats_what_is_written() -> None:
    read = people('id,name,manager\n1,Ann Lee,\n2,"Lee, Ann",\n3,Cy,"Lee, Ann"\n4,Di,Ann Lee\n5,Ed,"LEE, ANN"\n')
    assert managers_of(read) == {"3": "2", "4": "1", "5": "2"}


def test_namesakes_stay_a_question_in_every_reading() -> None:
    read = people('id,name,title,manager\n1,Ann Lee,A,\n2,Ann Lee,B,\n3,Cy,C,"Lee, Ann"\n4,Di,D,Ann Lee (2)\n')
    assert managers_of(read) == {"4": "2"} and codes(read)["ambiguous_manager"] == 1
    zeros = match(pd.Series(["7"], dtype="str"), keys(id=["007", "07"]))
    assert zeros.row.tolist() == [SEVERAL_PEOPLE]


names = st.lists(st.sampled_from(["Ann", "Lee", "张", "伟", "van", "O'Neil", "José"]), min_size=1, max_size=3).map(
    " ".join
)


@given(names, names)
def test_turning_a_name_round_and_back_is_the_name(first: str, last: str) -> None:
    assert turned(f"{last}, {first}") == f"{first} {last}"
    assert (f"{first} {last}", "") in readings(f"{last}, {first}")
    assert fold_name(f" {first.upper()}  {last}") == fold_name(f"{first} {last}")


@given(st.lists(st.text(st.sampled_from("aA张伟 ,，(）)é\u3000"), max_size=8), max_size=6))
def test_the_fast_forms_are_the_slow_ones(texts: list[str]) -> None:
    cells = pd.Series(texts, dtype="str")
    assert folded_names(cells).tolist() == [fold_name(text) for text in texts]
    assert turned_names(cells).tolist() == [fold_name(turned(text)) for text in texts]


@settings(max_examples=40)
@given(st.lists(st.sampled_from(["1", "01", "Ann", "ann", "Lee, Ann", "Ann Lee", "", "x"]), min_size=1, max_size=6))
def test_a_match_is_the_first_row_or_nobody(values: list[str]) -> None:
    """Whatever stands in a column of ids, looking it up finds the first row that holds it."""
    found = match(pd.Series(values, dtype="str"), keys(id=values))
    assert found.row.tolist() == [values.index(value) if value else -1 for value in values]


# -- several, and parts ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "solid", "dotted"),
    [
        ("1; 2", "1", ("2",)),
        ("Ann Lee / Bob Ray", "1", ("2",)),
        ("1、2、3", "1", ("2", "3")),
        ('"2, 1"', "2", ("1",)),
        ("Ann Lee and Bob Ray", "1", ("2",)),
        ("Ann Lee & Bob Ray", "1", ("2",)),
        ("Ann Lee (dotted); Bob Ray (solid)", "2", ("1",)),
        ("1（虚线）/2（实线）", "2", ("1",)),
        ("dotted: 1; solid: 2", "2", ("1",)),
        ("Lee Ann; 2", "Lee Ann", ("2",)),
    ],
)
def test_two_managers_in_a_cell(cell: str, solid: str, dotted: tuple[str, ...]) -> None:
    read = people(f"id,name,manager\n1,Ann Lee,\n2,Bob Ray,1\n3,Cy,1\n4,Di,{cell}\n")
    person = read.account.person("4")
    assert (person.reports_to, person.dotted_to) == (solid, dotted) and "several_managers" in codes(read)


@pytest.mark.parametrize("cell", ['"Lee, Zoe"', "Ann Lee and Zoe", '"1, 9"', "R&D"])
def test_a_sign_that_may_stand_in_a_name_splits_only_where_all_are_known(cell: str) -> None:
    read = people(f"id,name,manager\n1,Ann Lee,\n2,Bob Ray,1\n4,Di,{cell}\n")
    assert read.account.person("4").reports_to == cell.strip('"') and "several_managers" not in codes(read)


def test_marks_of_lines_are_no_part_of_a_name() -> None:
    assert lines_of("Ann [dotted line] / Bob") == Lines(("Bob",), ("Ann",), is_marked=True)
    assert lines_of("Sol Idol; Dot Ted") == Lines(("Sol Idol", "Dot Ted"), (), is_marked=False)


def test_a_manager_in_two_columns() -> None:
    text = "First Name,Last Name,Manager Last Name,Manager First Name\nAnn,Lee,,\nBob,Ray,Lee,Ann\n伟,张,Ray,Bob\n"
    assert managers_of(people(text)) == {"Bob Ray": "Ann Lee", "张伟": "Bob Ray"}


def test_a_path_is_a_hierarchy() -> None:
    read = people("id,name,org path,Organization Node\n1,A,,/\n2,B,,/3/\n3,C,,/3/1/\n4,D,,/3/1/2/\n5,E,,/9/9/\n")
    assert managers_of(read) == {"2": "1", "3": "2", "4": "3"} and codes(read)["orphan"] == 1


# -- leaders of units --------------------------------------------------------------------------------------------------


def led(rows: list[tuple[str, str, str]], units: Units | None = None) -> dict[str, str]:
    """Managers by (id, unit, flag)."""
    frame = pd.DataFrame(rows, columns=["id", "unit", "flag"], dtype="str")
    found = managers_from_leaders(frame["unit"], frame["id"], frame["flag"], frame["id"].ne(""), units)
    return {id_: manager for id_, manager in zip(frame["id"], found.manager, strict=True) if manager}


def test_members_report_to_their_leader_and_leaders_to_the_one_above() -> None:
    rows = [("a", "集团", "是"), ("b", "集团/市场", "是"), ("c", "集团/市场/华东", "是"), ("d", "集团/市场/华东", "否")]
    rows += [("e", "集团/市场/华东", ""), ("f", "集团/研发", ""), ("g", "另一公司", "")]
    assert led(rows) == {"b": "a", "c": "b", "d": "c", "e": "c", "f": "a"}


def test_the_first_of_several_units_counts_and_each_has_its_own_flag() -> None:
    rows = [("a", "X", "是"), ("b", "X/1;X/2", "否;是"), ("c", "X/2", ""), ("d", "X/1", "是"), ("e", "X/2;X/1", "")]
    assert led(rows) == {"b": "d", "c": "b", "d": "a", "e": "b"}
    dashed = [("a", "X", "是"), ("b", "X-1,X-2", "否,是"), ("c", "X-2", "")]
    assert led(dashed, Units.written("-", ",")) == {"b": "a", "c": "b"}


def test_whoever_leads_a_unit_and_the_one_above_reports_above_both() -> None:
    assert led([("t", "X", "1"), ("a", "X/1/2;X/1", "1;1"), ("b", "X/1", ""), ("c", "X/1/2", "")]) == {
        "a": "t", "b": "a", "c": "a",
    }  # fmt: skip


def test_several_leaders_of_a_unit_are_a_question() -> None:
    text = "id,name,部门,是否部门负责人\n1,A,总部,是\n2,B,总部/市场,是\n3,C,总部/市场,是\n4,D,总部/市场,否\n"
    read = people(text + "5,E,总部/市场,否\n")
    assert managers_of(read) == {"2": "1", "3": "1"}
    (doubt,) = (finding for finding in read.findings if finding.code == "several_leaders")
    assert (doubt.value, doubt.params["n"]) == ("总部/市场", 2)


def test_a_manager_the_file_names_wins_over_the_leader() -> None:
    text = "id,name,部门,部门主管,直属上级\n1,A,总部,是,\n2,B,总部/市场,是,\n3,C,总部/市场,否,1\n4,D,总部/市场,否,无\n"
    read = people(text + "5,E,总部/市场,否,\n")
    assert managers_of(read) == {"2": "1", "3": "1", "5": "2"}
    assert codes(read)["managers_from_leaders"] == codes(read)["leaders_from_above"] == 1


def test_leaders_named_in_a_column() -> None:
    text = "姓名,部门,部门负责人\n张伟,总部,张伟\n李娜,总部/市场,李 娜\n王芳,总部/市场,李娜\n"
    read = people(text)
    assert read.mapping.fields == ("name", "unit", "unit_leader")
    assert managers_of(read) == {"李娜": "张伟", "王芳": "李娜"}
    assert codes(read) | {"leaders_from_above": 1, "managers_from_leaders": 1} == codes(read)


unit = st.lists(st.sampled_from("AB"), min_size=1, max_size=3).map("/".join)


@given(st.lists(st.tuples(unit, st.sampled_from(["是", ""])), min_size=1, max_size=7))
def test_leaders_make_no_circles_where_each_person_has_one_unit(rows: list[tuple[str, str]]) -> None:
    found = led([(f"p{i}", unit, flag) for i, (unit, flag) in enumerate(rows)])
    for person in found:
        seen = []
        while person in found:
            assert person not in seen
            seen.append(person)
            person = found[person]
