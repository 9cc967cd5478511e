"""Real files from outside, made files in every shape, and the law that no row is lost."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit import folder, schema
from graphkit.check import check
from graphkit.errors import Finding, GraphkitError
from graphkit.files.tables import Sheet, read_table
from graphkit.graph import lines, managers
from graphkit.importing.importer import (
    Import,
    guess_mapping,
    import_files,
    read_contacts,
    read_lines,
    read_people,
    read_team,
)
from graphkit.model import Account
from tests.strategies import account, accounts

OUTSIDE = Path(__file__).parents[2] / "shared" / "data"
LEFT_OUT = ("missing_value", "repeated_row", "same_row", "stranger", "ambiguous_person", "root_mark", "not_joined")

needs_outside = pytest.mark.skipif(not OUTSIDE.is_dir(), reason=f"the real files are not here: no folder {OUTSIDE}")


def outside(*names: str) -> list[tuple[str, bytes]]:
    return [(Path(name).name, (OUTSIDE / name).read_bytes()) for name in names]


def sheet(text: str, name: str = "people.csv") -> Sheet:
    return read_table(text.encode(), name)


def people(text: str) -> Import:
    return read_people(sheet(text))


def found(findings: tuple[Finding, ...] | list[Finding], code: str) -> list[tuple[int | None, str]]:
    return [(finding.row, finding.value) for finding in findings if finding.code == code]


def counts(read: Import) -> Counter[str]:
    return Counter(finding.code for finding in read.findings if finding.code != "column_not_read")


def managers_of(read: Account) -> dict[str, str]:
    """The manager of each person who has one, by id."""
    ids = read.people["id"].tolist()
    return {ids[row]: ids[manager] for row, manager in enumerate(managers(read)) if manager >= 0}


def assert_no_row_lost(read: Import) -> None:
    assert read.rows_lost == 0 and len(read.account.people) == read.rows_read - read.rows_left_out
    for finding in read.findings:
        assert finding.message != finding.say("zh")


# -- laws --------------------------------------------------------------------------------------------------------------


def is_plain(read: Account) -> bool:
    """No reporting to oneself: of one such person the importer makes the top, and says so."""
    return not read.people["id"].eq(read.people["reports_to"]).any()


@settings(max_examples=25)
@given(
    accounts(max_members=0, max_ties=0).filter(is_plain),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
    st.sampled_from([",", ";", "\t", "|"]),
)
def test_our_own_people_file_comes_back_in_any_encoding(before: Account, encoding: str, delimiter: str) -> None:
    text = schema.to_text(before.people, schema.PEOPLE).map(folder.guard).to_csv(index=False, sep=delimiter)
    read = read_people(
        read_table(text.encode(encoding), "people.csv", encoding="gb18030" if encoding == "gb18030" else "")
    )
    assert read.account.people.equals(before.people)
    assert_no_row_lost(read)


NAMES = ["张伟", "王芳", "李娜", "刘洋", "陈静", "杨帆", "赵磊", "黄丽", "周杰", "吴敏"]
TITLES = ["总经理", "采购经理", "工程师", "财务总监", "销售代表"]


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(TITLES)), min_size=1, max_size=8),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
    st.sampled_from([",", ";", "\t", "|"]),
)
def test_a_chinese_file_is_read_without_being_told_anything(
    rows: list[tuple[str, str]], encoding: str, delimiter: str
) -> None:
    table = [["工号", "姓名", "职位", "部门", "直属上级"]]
    table += [[f"00{i}", name, title, "总部", f"00{i // 2}" if i else ""] for i, (name, title) in enumerate(rows)]
    text = "\r\n".join(delimiter.join(row) for row in table)
    read = read_people(read_table(text.encode(encoding), "客户.csv"))
    assert read.account.people["name"].tolist() == [name for name, _ in rows]
    assert read.account.people["title"].tolist() == [title for _, title in rows]
    assert managers_of(read.account) == {f"00{i}": f"00{i // 2}" for i in range(1, len(rows))}
    assert read.account.name == "客户"
    assert_no_row_lost(read)


cell = st.sampled_from(
    ["", "1", "2", "3.0", "Ann", "Bob", "ann", "a@x.org", "XX", "n/a", "1;2", "Ann / Bob", "Vacant", "张伟", "=1"]
)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(cell, cell, cell, cell, cell), max_size=7),
    st.permutations(["id", "name", "email", "reports to", "code"]),
)
def test_whatever_the_cells_no_row_is_lost(rows: list[tuple[str, ...]], header: list[str]) -> None:
    text = "\n".join(",".join(row) for row in [header, *rows])
    read = people(text)
    assert_no_row_lost(read)
    assert read.account.people["id"].is_unique
    again, findings = folder.from_files(folder.to_files(read.account))
    assert again == read.account and findings == check(read.account)


@settings(max_examples=40)
@given(st.randoms(use_true_random=False), st.integers(1, 4))
def test_damaged_bytes_raise_nothing_but_a_refusal(random: st.DrawFn, times: int) -> None:
    content = bytearray(
        "id,姓名,职位,直属上级\n".encode("gb18030")
        + "".join(f"{i},王芳{i},经理,1\n" for i in range(9)).encode("gb18030")
    )
    for _ in range(times):
        content[random.randrange(len(content))] = random.randrange(256)
    try:
        read = read_people(read_table(bytes(content), "x.csv"))
    except GraphkitError:
        return
    assert_no_row_lost(read)


@settings(max_examples=30)
@given(st.permutations(range(8)))
def test_the_order_of_rows_is_irrelevant(order: list[int]) -> None:
    rows = [f"{i},Name {i},{(i + 1) // 2 or ''}" for i in range(8)]
    read = people("\n".join(["id,name,manager", *(rows[i] for i in order)]))
    assert read.account == people("\n".join(["id,name,manager", *rows])).account


# -- real files --------------------------------------------------------------------------------------------------------


@needs_outside
def test_home_office() -> None:
    """151 posts, one root written XX, three post ids used twice, 119 posts without a named person."""
    (file,) = outside("uk_organograms/home_office-2011-09-30-senior.csv")
    read = import_files([file])
    assert (len(read.account.people), len(managers_of(read.account))) == (151, 150)
    expected = {"source_recognised": 1, "unnamed_column": 1, "root_mark": 1, "placeholder": 119}
    assert counts(read) == expected | {"repeated_id": 3, "post_shared": 1, "email_shared": 2}
    assert found(read.findings, "repeated_id") == [(47, "1CPG19-2"), (52, "1SIIGPROJ-2"), (55, "2SIIGSEC-2")]
    assert found(read.findings, "root_mark")[0][1] == "XX"
    assert (
        read.account.person("2SIIGSEC").name == "Paul Maltby" and read.account.person("2SIIGSEC-2").name == "Ben Jupp"
    )
    assert_no_row_lost(read)


@needs_outside
@pytest.mark.parametrize("date", ["2011-03-31", "2011-09-30"])
def test_driver_and_vehicle_licensing_agency(date: str) -> None:
    (file,) = outside(f"uk_organograms/driver_and_vehicle_licensing_agency-{date}-senior.csv")
    read = import_files([file])
    assert (len(read.account.people), len(managers_of(read.account))) == (7, 6)
    assert counts(read)["replacement_character"] == (date == "2011-03-31")
    assert_no_row_lost(read)


@needs_outside
def test_pay_grades_are_not_people() -> None:
    with pytest.raises(GraphkitError, match=r"counts posts and names no person \(UK organogram, junior posts\)"):
        import_files(outside("uk_organograms/driver_and_vehicle_licensing_agency-2011-09-30-junior.csv"))


@needs_outside
@pytest.mark.parametrize(
    ("file", "size", "linked", "orphans", "namesakes"),
    [
        ("team_2021-12", 232, 19, 0, 1),
        ("team_2022-02-21_dangling_managers", 252, 221, 6, 2),
        ("team_2022-04-05_vp_left_16_orphans", 273, 255, 16, 1),
    ],
)
def test_sourcegraph(file: str, size: int, linked: int, orphans: int, namesakes: int) -> None:
    """Managers are named by a code that stands in a column of its own."""
    (content,) = outside(f"sourcegraph_team/{file}.csv")
    read = import_files([content])
    assert (len(read.account.people), len(managers_of(read.account))) == (size, linked)
    assert len(found(read.findings, "orphan")) == orphans and counts(read)["same_name"] == namesakes
    by = [finding.params for finding in read.findings if finding.code == "managers_by_column"]
    assert by == [{"n": linked, "key": "manager_role_slug"}]
    assert read.account.person("quinn_slack").title == "CEO, Cofounder, Board of Directors"  # a link in the file
    assert (read.mapping.column("title"), read.mapping.column("role")) == ("role", "")
    assert_no_row_lost(read)
    for row, id_ in found(read.findings, "orphan"):
        assert row is not None and content[1].decode().splitlines()[row - 1].startswith(id_)


@needs_outside
def test_chinook() -> None:
    """ReportsTo was turned into 1.0 by pandas; names stand in two columns, the last one first."""
    read = import_files(outside("tool_samples/chinook_employee.csv"))
    assert read.account.person("1").name == "Andrew Adams"
    assert managers_of(read.account) == {"2": "1", "3": "2", "4": "2", "5": "2", "6": "1", "7": "6", "8": "6"}
    assert [finding.column for finding in read.findings if finding.code == "float_ids"] == ["ReportsTo"]


@needs_outside
def test_chinook_customers_have_a_representative_of_ours_and_no_manager() -> None:
    ((name, content),) = outside("tool_samples/chinook_customer_contacts_with_SupportRepId.csv")
    ((team_name, team),) = outside("tool_samples/chinook_employee.csv")
    read = import_files([(name, content)], team=(team_name, team))
    assert (len(read.account.people), len(read.account.team), len(managers_of(read.account))) == (59, 8, 0)
    assert read.account.person("2").name == "Leonie Köhler"
    with_contacts, findings = read_contacts(
        read_table(b"SupportRepId,Contact,Trust\n3,leonekohler@surfeu.de,safety\n3,Nobody,1\n", "contacts.csv"),
        read.account,
    )
    assert with_contacts.contacts[["member", "person", "trust"]].to_numpy().tolist() == [["3", "2", 1.0]]
    assert found(findings, "stranger") == [(3, "Nobody")]


@needs_outside
def test_d3_org_chart() -> None:
    """`name` is the first name here, `parentId` the manager."""
    read = import_files(outside("tool_samples/d3_org_chart_bumbeishvili.csv"))
    assert (len(read.account.people), len(managers_of(read.account))) == (107, 106)
    person = read.account.person("101")
    assert (person.name, person.title, person.unit, person.reports_to) == (
        "Neena Kochhar",
        "Administration Vice President",
        "Executive",
        "100",
    )


@needs_outside
def test_adventure_works_has_names_in_one_file_and_the_hierarchy_in_another() -> None:
    """OrganizationNode /3/1/1/2/ stands under /3/1/1/; 1, Ken Sánchez, is the top."""
    read = import_files(
        outside("tool_samples/adventureworks_vEmployee.csv", "tool_samples/adventureworks_Employee.csv"), name="AW"
    )
    assert (len(read.account.people), len(managers_of(read.account))) == (290, 289)
    assert read.account.person("1").name == "Ken J Sánchez" and read.account.name == "AW"
    assert read.account.person("1").title == "Chief Executive Officer"  # not the column Title, which holds Mr. and Ms.
    assert counts(read)["joined"] == 1
    assert_no_row_lost(read)


@needs_outside
def test_krackhardt() -> None:
    """21 managers, CEO = 7; 102 friendships and 190 times somebody asks somebody for advice (Krackhardt 1987)."""
    folder_ = "krackhardt_hightech"
    read = import_files(outside(*(f"{folder_}/{file}.csv" for file in ("people", "reports_to", "friends", "advice"))))
    assert (len(read.account.people), len(managers_of(read.account))) == (21, 20)
    assert "7" not in managers_of(read.account)
    assert read.account.ties["kind"].value_counts().to_dict() == {"influences": 190, "friend": 102}
    asked = read.account.ties[read.account.ties["kind"].eq("influences")]
    assert ("2", "1") in set(zip(asked["source"], asked["target"], strict=True))  # row "1,2": 1 asks 2, so 2 sways 1
    assert read.account.person("1").unit == "4"
    assert counts(read) == {"name_from_id": 1, "float_ids": 1, "kind_from_name": 3}
    assert len(lines(read.account).source) == 20 + 190 + 102


@needs_outside
def test_thurman() -> None:
    """15 people named by name; the ties' file name does not say their kind."""
    (chart, ties) = outside("thurman_office/org_chart.csv", "thurman_office/personal_multiplex_ties.csv")
    read = import_files([chart], ties=[(*ties, "friend")])
    assert (len(read.account.people), len(managers_of(read.account)), len(read.account.ties)) == (15, 14, 33)
    assert managers_of(read.account)["Pete"] == "President"
    with pytest.raises(GraphkitError, match="FILE:KIND"):
        import_files([chart], ties=[(*ties, "")])


@needs_outside
def test_a_scale_of_somebody_else_is_spread_over_ours_and_positions_are_no_stances() -> None:
    """Influence runs from 5 to 100 in one file, capability to 0.16 in the other; positions are points on an issue."""
    china = import_files(outside("power_position_salience/ktab_SOE-Policy.csv"))
    assert len(china.account.people) == 26 and china.account.person("XJ").notes == "Xi Jinping"
    said = next(finding for finding in china.findings if finding.code == "scale_read")
    assert (said.column, said.params["least"], said.params["most"]) == ("Influence", "0", "100")
    assert (china.account.person("XJ").influence, china.account.person("USA").influence) == (5, 1.32)
    assert china.account.people["support"].isna().all()
    europe = import_files(outside("power_position_salience/eu_car_emissions_1994.csv"))
    assert len(europe.account.people) == 10
    assert europe.account.people[["power", "influence", "support"]].isna().to_numpy().all()
    assert {"Capability", "Position", "Salience"} <= {f.column for f in europe.findings if f.code == "column_not_read"}


# -- columns -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        (  # Google Workspace
            "First Name [Required],Last Name [Required],Email Address [Required],Employee ID,Employee Title,"
            "Manager Email,Department",
            "first_name,last_name,email,id,title,reports_to,unit",
        ),
        (
            "Employee ID,First name,Last name,Job title,Department,Work Email,Supervisor ID",
            "id,first_name,last_name,title,unit,email,reports_to",
        ),
        ("PersonID,SupervisorID,Name,Title,Department,IsAssistant", "id,reports_to,name,title,unit,"),
        (
            "Contact ID,First Name,Last Name,Title,Department,Reports To",
            "id,first_name,last_name,title,unit,reports_to",
        ),
        ("objectId,displayName,mail,jobTitle,department,telephoneNumber", "id,name,email,title,unit,phone"),
        (
            "员工UserID,姓名,手机号,部门,职位,直属主管,邮箱,办公地点,备注",
            "id,name,phone,unit,title,reports_to,email,location,notes",
        ),
        ("姓名,帐号,职务,部门,手机,直属上级,虚线上级", "name,id,title,unit,phone,reports_to,dotted_to"),
        ("姓,名,职务,汇报对象,影响力,支持度,角色", "last_name,first_name,title,reports_to,influence,support,role"),
        ("MANAGER_ID,EMPLOYEE-ID,  full   name ,Notes", "reports_to,id,name,notes"),
    ],
)
def test_headers_of_well_known_exports(header: str, fields: str) -> None:
    assert ",".join(guess_mapping(sheet(f"{header}\n")).fields) == fields


def test_a_role_is_ours_only_if_its_values_are() -> None:
    """`Role` is the job in a directory and the part in the decision in a CRM."""
    directory = people("name,role\nAnn,Engineer\nBob,User researcher\n").account
    assert directory.people["title"].tolist() == ["Engineer", "User researcher"]
    crm = people("name,role\nAnn,Economic Buyer;Influencer\nBob,技术把关者\nCy,END_USER\nDan,Astronaut\n")
    assert crm.account.people["role"].tolist() == ["decision_maker;influencer", "gatekeeper", "user", ""]
    assert found(crm.findings, "bad_choices") == [(5, "Astronaut")]


def test_words_for_support() -> None:
    read = people("name,态度\n甲,内线\n乙,支持\n丙,中立\n丁,不支持\n戊,反对\n己,未知\n庚,\n辛,-1\n壬,很好\n癸,7\n")
    support = dict(zip(read.account.people["name"], read.account.people["support"], strict=True))
    assert {name: value for name, value in support.items() if value == value} == {
        "甲": 2,
        "乙": 1,
        "丙": 0,
        "丁": -1,
        "戊": -2,
        "辛": -1,
    }
    assert found(read.findings, "bad_number") == [(10, "很好"), (11, "7")]
    assert counts(read)["words_read"] == 1


def test_names_in_parts() -> None:
    assert people("姓,名\n张,伟\n欧阳,娜娜\n").account.people["name"].tolist() == ["张伟", "欧阳娜娜"]
    text = "id,Name,First Name,Middle Name,Last Name\n1,Annie,Ann,,Lee\n2,,Bob,Q,Ray\n"
    assert people(text).account.people["name"].tolist() == ["Annie", "Bob Q Ray"]
    assert people("id,name,surname\n1,Ann Lee,Lee\n2,Bob Ray,Ray\n").account.people["name"].tolist() == [
        "Ann Lee",
        "Bob Ray",
    ]


def test_the_user_has_the_last_word() -> None:
    text = "who,what,name\nu1,Boss,Ann\nu2,Clerk,Bob\n"
    read = import_files([("x.csv", text.encode())], mapping={"WHO": "id", "what": "title", "name": ""})
    assert read.mapping.fields == ("id", "title", "") and read.mapping.reasons == ("user", "user", "user")
    assert read.account.people["id"].tolist() == ["u1", "u2"]
    with pytest.raises(GraphkitError, match=r"no column 'whom'\. Did you mean 'who'"):
        import_files([("x.csv", text.encode())], mapping={"whom": "id"})
    with pytest.raises(GraphkitError, match=r"no field 'titel'\. Did you mean 'title'"):
        import_files([("x.csv", text.encode())], mapping={"what": "titel"})


def test_dates_with_the_year_first_are_read_and_others_named() -> None:
    read = people("id,rated on\n1,2026/3/1\n2,2026年12月5日\n3,2026-03-01T09:30:00\n4,03/04/2026\n")
    assert read.account.people["rated_on"].dt.strftime("%Y-%m-%d").tolist()[:3] == [
        "2026-03-01",
        "2026-12-05",
        "2026-03-01",
    ]
    assert found(read.findings, "day_or_month") == [(5, "03/04/2026")] and not found(read.findings, "bad_date")


# -- ids and managers --------------------------------------------------------------------------------------------------


def test_leading_zeros_stay() -> None:
    read = people("id,name,manager\n007,Ann,\n7,Bob,007\n")
    assert managers_of(read.account) == {"7": "007"}


def test_numbers_turned_into_floats_are_mended_only_if_all_are() -> None:
    assert managers_of(people("id,manager\n1.0,\n2.0,1.0\n").account) == {"2": "1"}
    versions = people("id,name\n1.0,Ann\n1.5,Bob\n")
    assert versions.account.people["id"].tolist() == ["1.0", "1.5"] and not counts(versions)["float_ids"]


def test_ids_used_twice() -> None:
    read = people("id,name,manager\n1,Ann,\n2,Bob,1\n2,Bob,1\n2,Bea,1\n2-2,Cy,2\n")
    assert read.account.people["id"].tolist() == ["1", "2", "2-2", "2-3"]
    assert read.account.person("2-3").name == "Bea"
    assert (found(read.findings, "same_row"), found(read.findings, "repeated_id")) == ([(4, "2")], [(5, "2-3")])
    assert_no_row_lost(read)


def test_namesakes_are_not_mistaken_for_each_other() -> None:
    read = people("姓名,职位,上级\n张伟,经理,\n张伟,工程师,李娜\n李娜,总监,\n王芳,助理,张伟\n")
    assert read.account.people["id"].tolist() == ["张伟-1", "张伟-2", "李娜", "王芳"]
    assert managers_of(read.account) == {"张伟-2": "李娜"}
    assert read.account.person("王芳").reports_to == "张伟"  # as written: nothing is lost
    assert found(read.findings, "ambiguous_manager") == [(5, "张伟")]
    assert not counts(read)["orphan"]


@pytest.mark.parametrize(
    "text",
    [
        "id,email,name,manager\n1,a@x.org,Ann,\n2,b@x.org,Bob,A@X.org\n",
        "id,name,manager\n1,Ann  Lee,\n2,Bob,ann lee\n",
        "id,name,title,manager\n1,Ann,Chief,\n2,Bob,Clerk,Chief\n",
        "id,name,desk,manager\n1,Ann,D-9,\n2,Bob,D-8,D-9\n",
        "id,name,manager\n1,Ann,1\n2,Bob,1\n",  # the top reports to itself
        "id,name,manager\n1,Ann,n/a\n2,Bob,Ann\n",
    ],
)
def test_a_manager_may_be_named_in_many_ways(text: str) -> None:
    assert managers_of(people(text).account) == {"2": "1"}


def test_a_root_mark_is_a_person_if_somebody_has_that_id() -> None:
    assert managers_of(people("id,manager\nXX,\n2,XX\n").account) == {"2": "XX"}


def test_posts_without_a_person_are_kept_and_manage_nobody_by_name() -> None:
    read = people("name,title,manager\nAnn,Head,\nVacant,Clerk,Ann\nVacant,Driver,Ann\nBob,Temp,Vacant\n")
    assert read.account.people["id"].tolist() == ["Ann", "Bob", "Clerk", "Driver"]
    assert managers_of(read.account) == {"Clerk": "Ann", "Driver": "Ann"}
    assert found(read.findings, "manager_open") == [(5, "Vacant")] and not found(read.findings, "orphan")


def test_several_managers_in_one_cell() -> None:
    read = people("id,name,manager\n1,Ann,\n2,Bob/Ray,1\n3,Cy,1;Bob/Ray\n4,Dan,1、3\n5,Eve,x/y\n")
    assert managers_of(read.account) == {"2": "1", "3": "1", "4": "1"}
    assert (read.account.person("3").dotted_to, read.account.person("4").dotted_to) == (("2",), ("3",))
    assert found(read.findings, "several_managers") == [(4, "1;Bob/Ray"), (5, "1、3")]
    assert found(read.findings, "orphan") == [(6, "5")] and read.account.person("5").reports_to == "x/y"


def test_a_column_of_numbers_is_no_code_for_managers_it_hardly_knows() -> None:
    """Managers 8 and 9 left; that somebody is 8 years in the company does not make them the manager."""
    read = people("id,name,tenure,manager\n1,Ann,8,\n2,Bob,4,1\n3,Cy,6,8\n4,Dan,7,9\n5,Eve,5,1\n")
    assert managers_of(read.account) == {"2": "1", "5": "1"}
    assert found(read.findings, "orphan") == [(4, "3"), (5, "4")]


def test_who_cannot_be_named_is_left_out_by_name() -> None:
    read = people("id,name,phone\n1,Ann,5\n,,6\n,Bob,7\n")
    assert (read.account.people["id"].tolist(), found(read.findings, "missing_value")[0][0]) == (["1", "Bob"], 3)
    assert_no_row_lost(read)


def test_cells_that_a_spreadsheet_would_run_come_back_as_they_were() -> None:
    before = account([{"id": "1", "name": "=1+1"}, {"id": "2", "name": "'=x", "notes": "'quoted'"}])
    text = folder.to_files(before)["people.csv"]
    assert people(text).account.people.equals(before.people)


# -- lines, team, contacts ---------------------------------------------------------------------------------------------

OFFICE = account(
    [{"id": "1", "name": "Ann", "email": "a@x.org"}, {"id": "2", "name": "Bob"}, {"id": "3", "name": "Bob"}]
)


def test_every_line_is_a_tie_or_is_named() -> None:
    text = "from,to,kind,strength\n1,2,朋友,3\na@x.org,3,rival,9\n1,Bob,friend,1\n9,1,friend,1\n"
    text += "1,2,friend,2\n1,,friend,\n2,3,enemy,1\n"
    after, findings = read_lines(sheet(text, "ties.csv"), OFFICE)
    ties = after.ties[["source", "target", "kind"]].to_numpy().tolist()
    assert ties == [["1", "2", "friend"], ["1", "3", "rival"]]
    left_out = {finding.row for finding in findings if finding.code in LEFT_OUT}
    assert left_out == {4, 5, 6, 7, 8} and found(findings, "ambiguous_person") == [(4, "Bob")]
    assert found(findings, "bad_number") == [(3, "9")]


def test_reporting_lines_from_a_file_of_their_own() -> None:
    text = "who,whom\n1,XX\n2,1\n3,1\n3,2\n2,1\n"
    after, findings = read_lines(sheet(text), OFFICE, "reports_to")
    assert managers_of(after) == {"2": "1", "3": "1"} and after.person("3").dotted_to == ("2",)
    assert {code: found(findings, code) for code in ("root_mark", "second_manager", "repeated_row")} == {
        "root_mark": [(2, "XX")],
        "second_manager": [(5, "3")],
        "repeated_row": [(6, "2 / 1")],
    }
    dotted, _ = read_lines(sheet("a,b\n2,3\n", "虚线.csv"), OFFICE)
    assert dotted.person("2").dotted_to == ("3",)


def test_lines_that_cannot_be_understood_are_refused() -> None:
    with pytest.raises(GraphkitError, match="needs two columns of people"):
        read_lines(sheet("x,y,z\n1,2,3\n"), OFFICE, "friend")
    with pytest.raises(GraphkitError, match="'foe' is not a kind of line"):
        read_lines(sheet("a,b\n1,2\n"), OFFICE, "foe")
    numbers, _ = read_lines(sheet("1,2\n2,3\n"), OFFICE, "friend")
    assert len(numbers.ties) == 2  # nobody takes a row of numbers for a header


def test_a_line_that_is_there_already_is_named() -> None:
    once, _ = read_lines(sheet("a,b\n1,2\n"), OFFICE, "friend")
    twice, findings = read_lines(sheet("a,b\n1,2\n2,1\n"), once, "friend")
    assert len(twice.ties) == 2 and found(findings, "repeated_row") == [(2, "1 / 2 / friend")]


def test_team_and_contacts() -> None:
    team, _ = read_team(sheet("姓名,职务,邮箱\n赵磊,客户经理,zhao@us.com\n钱程,顾问,\n"))
    assert team[["id", "name", "title"]].to_numpy().tolist() == [
        ["zhao@us.com", "赵磊", "客户经理"],
        ["钱程", "钱程", "顾问"],
    ]
    ours = OFFICE.with_(team=team)
    text = "我方人员,客户人员,关系程度,最近联系,拜访周期\n赵磊,Ann,价值,2026年3月1日,30\n"
    text += "钱程,Bob,1,,\n谁,Ann,1,,\n钱程,2,4,,\n"
    after, findings = read_contacts(sheet(text), ours)
    assert after.contacts[["member", "person", "trust", "cadence_days"]].replace(
        {np.nan: None}
    ).to_numpy().tolist() == [
        ["zhao@us.com", "1", 2.0, 30.0],
        ["钱程", "2", None, None],
    ]
    assert after.contacts["last_contact"].iloc[0] == pd.Timestamp("2026-03-01")
    assert (found(findings, "ambiguous_person"), found(findings, "stranger")) == ([(3, "Bob")], [(4, "谁")])
    assert found(findings, "bad_number") == [(5, "4")]
    with pytest.raises(GraphkitError, match="'member' and 'person'"):
        read_contacts(sheet("x,y\n1,2\n"), ours)


def test_a_second_file_adds_columns_to_the_people_of_the_first() -> None:
    first, second = b"id,name\n1,Ann\n2,Bob\n", b"id,name,title\n2,Robert,Clerk\n1,Anna,Head\n3,Cy,Driver\n2,Rob,Temp\n"
    read = import_files([("a.csv", first), ("b.csv", second)])
    assert read.account.people[["name", "title"]].to_numpy().tolist() == [["Ann", "Head"], ["Bob", "Clerk"]]
    assert found(read.findings, "not_joined") == [(4, "3")] and found(read.findings, "joined_before") == [(5, "2")]
    assert "name (b.csv)" in [finding.column for finding in read.findings if finding.code == "column_not_read"]
    with pytest.raises(GraphkitError, match=r"not in a\.csv"):
        import_files([("a.csv", first), ("c.csv", b"id,title\n8,X\n9,Y\n")])
    with pytest.raises(GraphkitError, match=r"None of the files holds people: t\.csv"):
        import_files([("t.csv", b"from,to\n1,2\n")])
