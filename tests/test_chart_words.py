"""Org charts in the words that people write them in: headings, names, managers, departures and units of every kind."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from graphkit.errors import Finding
from graphkit.files.tables import read_table
from graphkit.importing import headers, words
from graphkit.importing.chinese import simplified
from graphkit.importing.importer import Import, import_files
from graphkit.importing.mapping import guess_mapping


def chart(folder: Path, text: str, name: str = "chart.csv", **options: object) -> Import:
    """A file of this text, written and read."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return import_files([(name, path.read_bytes())], **options)  # type: ignore[arg-type]


def found(read: Import, code: str) -> list[Finding]:
    """Findings with this code; each says something in both languages, and not the same."""
    listed = [finding for finding in read.findings if finding.code == code]
    assert all(finding.say("en") != finding.say("zh") for finding in listed)
    return listed


def managers_of(read: Import) -> dict[str, str]:
    people = read.account.people
    return dict(zip(people["name"], people["reports_to"], strict=True))


# -- traditional characters --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("員工編號", "id"), ("姓名", "name"), ("職稱", "title"), ("職位", "title"), ("部門", "unit"), ("單位", "unit"),
        ("主管", "reports_to"), ("直屬主管", "reports_to"), ("上級", "reports_to"), ("直屬上司", "reports_to"),
        ("電郵", "email"), ("電子郵件", "email"), ("電話", "phone"), ("行動電話", "phone"), ("虛線主管", "dotted_to"),
        ("影響力", "influence"), ("權力", "power"), ("支持度", "support"), ("離職日期", "left_on"), ("備註", "notes"),
    ],
)  # fmt: skip
def test_headings_in_traditional_characters(header: str, field: str) -> None:
    sheet = read_table(f"姓名2,{header}\n張偉,1\n".encode(), "chart.csv")
    assert headers.is_known(header) and guess_mapping(sheet).column(field) in (header, "")
    assert headers.rank(header, "people", field) < float("inf")


def test_a_chart_from_taipei(tmp_path: Path) -> None:
    text = "員工編號,姓名,職稱,部門,主管,影響力,支持度\n1,張偉,總經理,總部,,高,支持\n"
    text += "2,李娜,採購經理,採購,張偉總經理,低,反對\n"
    person = chart(tmp_path, text).account.person("2")
    assert (person.name, person.title, person.unit) == ("李娜", "採購經理", "採購"), "what is kept stays as written"
    assert (person.reports_to, person.influence, person.support) == ("1", 1, -2)


def test_no_simplified_word_of_ours_lacks_its_traditional_characters() -> None:
    """Big5 holds no character that only simplified writing has: each of ours has to come from another."""
    fields = [(table, field) for table in ("people", "ties", "team", "contacts") for field in headers.fields_of(table)]
    listed = [word for table, field in fields for word in headers.words_for(table, field)]
    listed += [word for known in words.VALUES.values() for word in known]
    listed += [*words.GRADES, *words.UNKNOWN_WORDS, *words.YES, *words.NO]
    chinese = set("".join(listed)) & set(map(chr, range(0x4E00, 0xA000)))
    of_traditional = {simplified(chr(code)) for code in range(0x4E00, 0xA000) if simplified(chr(code)) != chr(code)}
    assert {sign for sign in chinese if not sign.encode("big5", "ignore")} <= of_traditional


# -- cells that say that nobody knows ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "word",
    [
        "不了解",
        "未接触",
        "未接觸",
        "未知",
        "Not met",
        "No opinion",
        "N/A",
        "Don't know",
        "?",
        "-",
        "TBD",
        "待定",
        "not sure",
    ],
)
def test_what_nobody_knows_is_blank_and_no_error(tmp_path: Path, word: str) -> None:
    text = "name,power,influence,support,disc,role\nAnn,5,high,1,D,User\nBob" + f',"{word}"' * 5 + "\n"
    read = chart(tmp_path, text)
    bob = read.account.person("Bob")
    assert (bob.power, bob.influence, bob.support, bob.disc, bob.role) == (None, None, None, "", ())
    assert {finding.severity for finding in read.findings} == {"info"}
    assert {finding.column for finding in found(read, "left_blank")} >= {"power", "influence", "support", "disc"}
    assert not any("?" in finding.message for finding in read.findings if word != "?")


# -- dates -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "days", "code"),
    [
        (["3/3/2026", "2026-04-01"], ["2026-03-03", "2026-04-01"], None),
        (["03-03-2026", "N/A"], ["2026-03-03", ""], None),
        (["3/4/2026", "13/4/2026"], ["2026-04-03", "2026-04-13"], "dates_read"),
        (["3/4/2026", "4/13/2026", "1/1/2026"], ["2026-03-04", "2026-04-13", "2026-01-01"], "dates_read"),
        (["3/4/2026", "3/3/2026"], ["", "2026-03-03"], "day_or_month"),
        (["2026年3月1日", "1 March 2026"], ["2026-03-01", "2026-03-01"], None),
    ],
)
def test_dates_of_ratings(tmp_path: Path, cells: list[str], days: list[str], code: str | None) -> None:
    text = "name,rated on\n" + "\n".join(f"P{i},{cell}" for i, cell in enumerate(cells)) + "\n"
    read = chart(tmp_path, text)
    assert read.account.people["rated_on"].dt.strftime("%Y-%m-%d").fillna("").tolist() == days
    assert not found(read, "bad_date")
    assert [f.code for f in read.findings if f.code in ("dates_read", "day_or_month")] == [code] * (code is not None)


# -- ratings in other words --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "cells", "field", "ours"),
    [
        ("Support", ["Green", "Amber", "Red"], "support", ["2", "0", "-2"]),
        ("支持度", ["绿", "黄", "红"], "support", ["2", "0", "-2"]),
        ("RAG", ["G", "A", "R"], "support", ["2", "0", "-2"]),
        ("RAG status", ["green", "red", "green"], "support", ["2", "-2", "2"]),
        ("Influence", ["Green", "Yellow", "Red"], "influence", ["5", "3", "1"]),
        ("DISC", ["High D", "D/I", "S"], "disc", ["D", "D", "S"]),
    ],
)
def test_a_scale_that_is_not_certain_is_proposed(
    tmp_path: Path, header: str, cells: list[str], field: str, ours: list[str]
) -> None:
    text = f"name,{header}\n" + "".join(f"P{i},{cell}\n" for i, cell in enumerate(cells))
    read = chart(tmp_path, text)
    scale = read.scales[field]
    assert [scale.pairs[cell] for cell in cells] == ours and not scale.is_applied
    assert read.account.people[field].isin(["", None, float("nan")]).all() and found(read, "scale_unsure")
    taken = chart(tmp_path, text, scales={field: {}})
    assert [f"{value:g}" if field != "disc" else value for value in taken.account.people[field]] == ours


def test_types_of_disc_in_other_words(tmp_path: Path) -> None:
    cells = ["High D", "主导型/D型", "I型", "稳健型", "Conscientiousness", "Type S", "?"]
    read = chart(tmp_path, "name,DISC\n" + "".join(f"P{i},{cell}\n" for i, cell in enumerate(cells)))
    assert read.account.people["disc"].tolist() == ["D", "D", "I", "S", "C", "S", ""]
    assert found(read, "words_read") and found(read, "left_blank")


@pytest.mark.parametrize(
    ("header", "cells", "code"),
    [
        ("Rating (1-10)", ["7", "9", "10"], "rating_not_read"),
        ("评分", ["7", "9", "10"], "rating_not_read"),
        ("关系", ["好", "一般", "差"], "relation_not_read"),
        ("关系程度", ["A", "B", "C"], "relation_not_read"),
        ("Relationship strength", ["1", "2", "3"], "relation_not_read"),
        ("DISC", ["Driver", "Analytical", "Amiable"], "values_not_read"),
        ("Support", ["apple", "pear", "plum"], "values_not_read"),
    ],
)
def test_a_rating_that_is_not_understood_is_a_warning_with_its_values(
    tmp_path: Path, header: str, cells: list[str], code: str
) -> None:
    read = chart(tmp_path, f"name,title,{header}\n" + "".join(f"P{i},Clerk,{cell}\n" for i, cell in enumerate(cells)))
    (warning,) = found(read, code)
    assert warning.severity == "warning" and warning.column == header
    assert all(cell in warning.say(language) for cell in cells for language in ("en", "zh"))
    assert not found(read, "column_not_read")


def test_chinese_sentences_name_fields_in_chinese(tmp_path: Path) -> None:
    read = chart(tmp_path, "姓名,邮箱,DISC\n张伟,a@x.cn,红\n李娜,b@x.cn,蓝\n")
    assert "邮箱" in found(read, "ids_made")[0].say("zh") and "E-mail" in found(read, "ids_made")[0].say("en")


# -- managers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "solid", "dotted"),
    [
        ("Bob Lee (dotted: Cy Poe)", "Bob Lee", ("Cy Poe",)),
        ("Bob Lee / Cy Poe (dotted)", "Bob Lee", ("Cy Poe",)),
        ("Bob Lee (matrix: Cy Poe)", "Bob Lee", ("Cy Poe",)),
        ("Bob Lee [dotted line to Cy Poe]", "Bob Lee", ("Cy Poe",)),
        ("Bob Lee; dotted line: Cy Poe", "Bob Lee", ("Cy Poe",)),
        ('"Bob Lee, dotted: Cy Poe"', "Bob Lee", ("Cy Poe",)),
        ("Bob Lee (dotted: Cy Poe; 李娜)", "Bob Lee", ("Cy Poe", "李娜")),
        ("李娜（虚线：王强）", "李娜", ("王强",)),
        ("李娜（虛線：王强）", "李娜", ("王强",)),
        ("李娜（虚线王强）", "李娜", ("王强",)),
        ("李娜（虚线汇报给：王强）", "李娜", ("王强",)),
        ("Bob Lee (dotted: Zoe Fox)", "Bob Lee", ("Zoe Fox",)),
        ("Zoe Fox (dotted: Cy Poe)", "Zoe Fox", ("Cy Poe",)),
        ("Cy Poe (dotted)", "", ("Cy Poe",)),
        ("Bob Lee (solid)", "Bob Lee", ()),
    ],
)
def test_a_dotted_line_in_the_cell_of_the_manager(
    tmp_path: Path, cell: str, solid: str, dotted: tuple[str, ...]
) -> None:
    read = chart(tmp_path, f"name,manager\nBob Lee,\nCy Poe,Bob Lee\n李娜,Bob Lee\n王强,李娜\nAnn,{cell}\n")
    ann = read.account.person("Ann")
    assert (ann.reports_to, ann.dotted_to) == (solid, dotted)
    said = found(read, "several_managers") + found(read, "dotted_only")
    assert [finding.row for finding in said] == [6] * bool(dotted)


@pytest.mark.parametrize("mark", ["N/A", "none", "-", "无", "無", "n/a", "没有"])
def test_nobody_above(tmp_path: Path, mark: str) -> None:
    read = chart(tmp_path, f"name,manager\nAnn,{mark}\nBob,Ann\n")
    assert managers_of(read) == {"Ann": "", "Bob": "Ann"}
    assert [(f.severity, f.row, f.value) for f in found(read, "root_mark")] == [("info", 2, mark)]
    assert not found(read, "manager_open") and not found(read, "orphan")


@pytest.mark.parametrize(
    "mark", ["TBD", "vacant", "Vacant", "待定", "空缺", "空缺 ", "to be hired", "unknown", "?", "不详"]
)
def test_a_manager_whose_post_is_open_is_unknown(tmp_path: Path, mark: str) -> None:
    read = chart(tmp_path, f"name,manager\nAnn,\nBob,{mark}\nCy,{mark}\n")
    assert managers_of(read) == {"Ann": "", "Bob": "", "Cy": ""}
    (said,) = found(read, "manager_open")
    assert (said.severity, said.row, said.params["n"]) == ("warning", 3, 2)
    assert not found(read, "orphan") and not found(read, "root_mark")


# -- names with more than the name -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("listed", "cell"),
    [
        ('"Jane Roe, MBA, PhD"', "Jane Roe"),
        ("Jane Roe MBA", "Jane Roe"),
        ("Jane Roe", '"Jane Roe, MBA, PhD"'),
        ("Jane Roe", "Jane Roe MBA"),
        ('"Roe, Jane, MBA"', "Jane Roe"),
        ("Dr. Jane Roe", "jane roe"),
        ("Jane Roe", "Prof. Dr. Jane Roe"),
        ('"Jane Roe, Ph.D."', "Dr. Jane Roe"),
        ("Jane Roe (on leave)", "Jane Roe"),
        ("李娜女士", "李娜"),
        ("李娜", "李娜女士"),
        ("王强(总监)", "王强"),
        ("王强", "王强（总监）"),
    ],
)
def test_a_manager_is_found_through_titles_and_degrees(tmp_path: Path, listed: str, cell: str) -> None:
    read = chart(tmp_path, f"id,name,manager\n1,{listed},\n2,Bob Lee,{cell}\n")
    assert read.account.person("2").reports_to == "1"
    (said,) = found(read, "managers_read") + found(read, "managers_folded")
    assert said.params["example"] == cell.strip('"')


def test_a_name_that_looks_like_a_degree_is_a_name(tmp_path: Path) -> None:
    read = chart(
        tmp_path, "id,name,manager\n1,Jack Ma,\n2,Jack,\n3,Bo,Jack Ma\n4,Di,JACK MA\n5,John Roe Jr,\n6,Ed,John Roe\n"
    )
    managers = dict(zip(read.account.people["id"], read.account.people["reports_to"], strict=True))
    assert managers == {"1": "", "2": "", "3": "1", "4": "1", "5": "", "6": "John Roe"}


def test_a_headline_is_a_title_where_there_is_no_better(tmp_path: Path) -> None:
    read = chart(tmp_path, "Full Name,Headline\nAnn,VP Sales at X\n")
    assert read.account.person("Ann").title == "VP Sales at X"
    both = chart(tmp_path, "Full Name,Headline,Job Title\nAnn,Helping people,VP Sales\n")
    assert both.account.person("Ann").title == "VP Sales"


# -- who has left ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("header", ["Status", "Employment status", "状态", "在职状态", "在職狀態"])
@pytest.mark.parametrize("word", ["Terminated", "Inactive", "Left", "离职", "已离职", "已離職", "Former"])
def test_whoever_left_leaves_on_their_day_or_is_named(tmp_path: Path, header: str, word: str) -> None:
    text = f"name,{header},Termination date\nAnn,Active,\nBob,{word},2026-03-31\nCy,{word},\nDi,在职,\nEd,,\n"
    read = chart(tmp_path, text)
    people = read.account.people.set_index("name")
    assert people["left_on"].dropna().dt.strftime("%Y-%m-%d").to_dict() == {"Bob": "2026-03-31"}
    (named,) = found(read, "left_without_date")
    assert (named.severity, named.row, named.value, named.params["name"]) == ("warning", 4, word, "Cy")
    assert {finding.code for finding in read.findings if finding.severity != "info"} == {"left_without_date"}


def test_a_day_beside_an_active_status_and_words_that_say_nothing_are_named(tmp_path: Path) -> None:
    read = chart(tmp_path, "name,status,end date\nAnn,Active,2027-01-31\nBob,Active,\nCy,Blue,\n")
    assert [finding.row for finding in found(read, "left_yet_there")] == [2]
    assert "Blue" in found(read, "status_unclear")[0].message


def test_a_status_of_something_else_is_no_employment(tmp_path: Path) -> None:
    read = chart(tmp_path, "name,status\nAnn,Open\nBob,Lead\n")
    assert read.mapping.unused == ["status"] and not found(read, "left_without_date")


# -- units in several columns ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "columns",
    [
        ("一级部门", "二级部门", "三级部门"),
        ("一級部門", "二級部門", "三級部門"),
        ("Department level 1", "Department Level 2", "Department Level 3"),
        ("Level 1", "Level 2", "Level 3"),
        ("Division", "Department", "Team"),
    ],
)
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
def test_levels_of_units_make_one_path(tmp_path: Path, columns: tuple[str, ...], order: tuple[int, ...]) -> None:
    rows = [columns, ("Sales", "EMEA", "North"), ("Sales", "EMEA", ""), ("Sales", "Sales", "")]
    lines = [",".join([str(i), *(row[level] for level in order)]) for i, row in enumerate(rows)]
    read = chart(tmp_path, "\n".join(["name" + lines[0][1:], *lines[1:]]) + "\n")
    assert read.account.people["unit"].tolist() == ["Sales / EMEA / North", "Sales / EMEA", "Sales"]
    (said,) = found(read, "units_joined")
    assert said.params["columns"] == tuple(columns) and not found(read, "column_not_read")


def test_one_level_is_the_unit(tmp_path: Path) -> None:
    read = chart(tmp_path, "name,一级部门\nAnn,Sales\n")
    assert read.mapping.fields == ("name", "unit") and read.account.person("Ann").unit == "Sales"


# -- several files and sheets ------------------------------------------------------------------------------------------

SALES = "id,name,title,manager\n1,Ann,CEO,\n2,Bob,VP Sales,1\n3,Cy,Clerk,9\n"
LABS = "id,name,title,manager\n8,Di,CTO,1\n9,Ed,VP Labs,8\n10,Flo,Engineer,2\n"


def charts(folder: Path, *texts: str) -> Import:
    files = [(f"{'abc'[i]}.csv", text.encode()) for i, text in enumerate(texts)]
    for name, content in files:
        (folder / name).write_bytes(content)
    return import_files([(name, (folder / name).read_bytes()) for name, _ in files])


def test_two_departments_that_refer_to_each_other(tmp_path: Path) -> None:
    for read in (charts(tmp_path, SALES, LABS), charts(tmp_path, LABS, SALES)):
        people = read.account.people
        managers = dict(zip(people["id"], people["reports_to"], strict=True))
        assert managers == {"1": "", "2": "1", "3": "9", "8": "1", "9": "8", "10": "2"}
        assert read.rows_read == 6 and read.rows_lost == 0 and found(read, "stacked")
        assert {finding.severity for finding in read.findings} == {"info"}


def test_what_two_files_say_differently_of_one_person_is_named_with_both_rows(tmp_path: Path) -> None:
    again = "id,name,title,Reports to\n8,Di,CTO,Ann\n2,Bob,Head of Sales,8\n1,Ann,,\n"
    read = charts(tmp_path, SALES.replace("Ann,CEO", "Ann,"), again.replace("1,Ann,,", "1,Ann,CEO,"))
    assert read.account.person("2").title == "VP Sales" and read.account.person("1").title == "CEO"
    assert read.account.person("8").reports_to == "1" and len(read.account.people) == 4
    told = found(read, "files_differ")
    assert [(f.file, f.row, f.column, f.value) for f in told] == [
        ("b.csv", 3, "title", "Head of Sales"), ("b.csv", 3, "Reports to", "8"),
    ]  # fmt: skip
    assert all("Bob" in f.message and "a.csv, row 3" in f.message for f in told) and found(read, "met_again")


def test_a_finding_on_a_row_names_the_file_it_is_in(tmp_path: Path) -> None:
    read = charts(tmp_path, SALES, LABS.replace("Flo,Engineer,2", "Flo,Engineer,77"))
    assert [(f.file, f.row) for f in found(read, "orphan")] == [("b.csv", 4)]


def test_ids_that_mean_others_in_the_other_file_are_not_the_same_people(tmp_path: Path) -> None:
    read = charts(tmp_path, SALES, "id,name,title,manager\n1,Zoe,CFO,\n11,Yan,Clerk,1\n")
    assert len(read.account.people) == 5 and [(f.file, f.row) for f in found(read, "repeated_id")] == [("b.csv", 2)]


def test_a_row_that_belongs_to_nobody_says_what_to_do(tmp_path: Path) -> None:
    read = charts(tmp_path, SALES, "id,power\n1,5\n2,3\n2,4\n77,1\n")
    assert [(f.row, f.value) for f in found(read, "not_joined")] == [(5, "77")]
    assert [(f.row, f.params["line"]) for f in found(read, "joined_before")] == [(4, "3")]


def test_sheets_with_the_same_headings_are_one_table(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, text in (
        ("Sales", SALES),
        ("Labs", LABS.replace("9,Ed,VP Labs,8", "9,Ed,VP Labs,77")),
        ("Notes", "x,y\n1,2\n"),
    ):
        page = book.create_sheet(title)
        for line in text.splitlines():
            page.append(line.split(","))
    path = tmp_path / "org.xlsx"
    book.save(path)
    read = import_files([("org.xlsx", path.read_bytes())])
    assert len(read.account.people) == 6 and read.account.name == "org" and read.rows_lost == 0
    assert [f.value for f in found(read, "sheets_joined")] == ["Sales, Labs"]
    assert [f.params["others"] for f in found(read, "other_sheets")] == [("Notes",)]
    assert [(f.file, f.row) for f in found(read, "orphan")] == [("org.xlsx [Labs]", 3)]
    assert len(import_files([read_table(path.read_bytes(), "org.xlsx", sheet="Labs")]).account.people) == 3


# -- findings speak of people by name, and of columns as the file does -------------------------------------------------


def test_findings_name_people_and_the_columns_of_the_file(tmp_path: Path) -> None:
    text = "工号,姓名,直属上级\n1,张伟,\n2,李娜,77\n3,王强,88\n4,王强,4\n5,赵磊,王强\n6,陈静,1;2\n"
    read = chart(tmp_path, text)
    said = {code: found(read, code)[0] for code in ("orphan", "self_manager", "ambiguous_manager", "several_managers")}
    assert said["orphan"].say("zh").startswith("李娜的上级“77”") and said["orphan"].column == "直属上级"
    assert found(read, "orphan")[1].message.startswith("王强 (3) reports to '88'")
    assert "王强 (4)" in said["self_manager"].message and "赵磊" in said["ambiguous_manager"].message
    assert "张伟为直属上级，李娜为虚线上级" in said["several_managers"].say("zh")
    assert not any("reports_to" in finding.say("zh") + finding.column for finding in read.findings)
