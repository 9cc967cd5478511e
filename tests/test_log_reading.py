"""What stands in the cells of a log: days, people, headers."""

from __future__ import annotations

import datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit.dates import read_days
from graphkit.files.tables import Sheet
from graphkit.logs.log_columns import ACTIVITY, CONNECTIONS, MAIL, log_kind
from graphkit.logs.parties import people_in
from graphkit.merging.likeness import pairs
from tests.log_samples import contacts, proposal, said


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (["2026-03-01", "2026-03-01T09:00:00Z", "2026-03-01 9:00 AM"], ["2026-03-01"] * 3),
        (["2026/3/1", "2026.3.1", "2026年3月1日 上午9:30", "20260301T090000Z"], ["2026-03-01"] * 4),
        (["Sun, 1 Mar 2026 10:00:00 +0100", "01 Mar 2026", "1-Mar-26", "Mar 1, 2026"], ["2026-03-01"] * 4),
        (["3/1/2026", "3/13/2026 10:00"], ["2026-03-01", "2026-03-13"]),
        (["1/3/2026", "13/3/2026 10:00"], ["2026-03-01", "2026-03-13"]),
        (["01.03.26", "1. Mär 2026", "1. Mai 2026"], ["2026-03-01", "2026-03-01", "2026-05-01"]),
        (["Mar 1, 2026 at 3:00 PM", "2026年3月1日 星期日", "2026-3-1（周日）下午3:30"], ["2026-03-01"] * 3),
        (["3/1/2026", ""], ["NaT", "NaT"]),
        (["3/3/2026", "3/4/2026"], ["2026-03-03", "NaT"]),
        (["3/3/2026", "3/4/2026", "13/3/2026"], ["2026-03-03", "2026-04-03", "2026-03-13"]),
        (["13/3/2026", "3/13/2026", "3/4/2026"], ["2026-03-13", "2026-03-13", "NaT"]),
        (["31/2/2026", "yesterday", "2026-03-01x"], ["NaT", "NaT", "NaT"]),
        ([], []),
    ],
)
def test_days(cells: list[str], days: list[str]) -> None:
    read = read_days(pd.Series(cells, dtype="str"))
    assert [str(day)[:10] for day in read.day] == days
    assert read.bad.tolist() == [day == "NaT" and cell != "" for cell, day in zip(cells, days, strict=True)]


def test_day_and_month_that_cannot_be_told_apart_are_not_guessed() -> None:
    text = "Date,Owner,Contact,Type\n3/4/2026,Ann Day,Bob Lee,Visit\n"
    unclear = proposal(text)
    assert contacts(unclear)["m1", "p1"][1] is None and said(unclear, "dates_unclear")
    assert contacts(proposal(text, day_first=True))["m1", "p1"][1] == "2026-04-03"
    assert contacts(proposal(text, day_first=False))["m1", "p1"][1] == "2026-03-04"


def test_the_order_that_some_rows_settle_is_that_of_the_column_and_said_once() -> None:
    text = "Date,Owner,Contact,Type\n3/4/2026,Ann Day,Bob Lee,Visit\n13/3/2026,Ann Day,Eve Ray,Visit\n"
    found = proposal(text)
    assert contacts(found)["m1", "p1"][1] == "2026-04-03" and not said(found, "dates_unclear")
    (finding,) = said(found, "dates_day_first")
    assert (finding.column, finding.value) == ("Date", "13/3/2026")
    assert said(proposal(text.replace("13/3", "3/13")), "dates_month_first")
    same = proposal(text.replace("3/4", "3/3"))
    assert contacts(same)["m1", "p1"][1] == "2026-03-03" and not said(same, "dates_day_first")


def test_dates_that_are_unclear_and_cells_that_are_no_date_are_told_apart() -> None:
    rows = [[date, "Ann Day", "Bob Lee", "Visit"] for date in ("3/4/2026", "soon", "3/3/2026")]
    found = proposal([["Date", "Owner", "Contact", "Type"], *rows])
    assert [(f.code, f.value, f.params["n"]) for f in found.findings if f.code.startswith("dates_")] == [
        ("dates_unclear", "3/4/2026", 1),
        ("dates_not_read", "soon", 1),
    ]


@given(st.dates(datetime.date(2000, 1, 1), datetime.date(2060, 1, 1)))
def test_a_day_is_read_as_it_was_written(day: datetime.date) -> None:
    forms = ["%Y-%m-%d", "%Y/%m/%d %H:%M", "%d %b %Y", "%a, %d %b %Y %H:%M:%S", "%B %d, %Y", "%d.%m.%Y", "%Y%m%d"]
    read = read_days(pd.Series([day.strftime(form) for form in forms], dtype="str"))
    assert {str(found)[:10] for found in read.day} == {day.isoformat()}


def test_names_that_are_nearly_the_same() -> None:
    names = ["John Smith", "张伟", "欧阳娜"]
    texts = ["Smith John", "Jon Smith", "张炜", "Wei Zhang", "Na Ouyang", "Bob"]
    found = {pair: points for pair, (points, _) in pairs(texts, names).items()}
    assert found == {(0, 0): 100, (1, 0): 95, (2, 1): 80, (3, 1): 95, (4, 2): 95}
    assert pairs(["x"], []) == pairs([], names) == {}


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("First Name,Last Name,URL,Email Address,Company,Position,Connected On", CONNECTIONS),
        ("Subject,Date,Assigned,Contact,Company / Account,Opportunity,Activity Type", ACTIVITY),
        ("Id,WhoId,WhatId,Subject,ActivityDate,OwnerId,Status,TaskSubtype", ACTIVITY),
        ("Subject,Start Date,Start Time,Meeting Organizer,Required Attendees", ACTIVITY),
        ("跟进时间,跟进人,联系人,跟进方式,跟进内容", ACTIVITY),
        ("from,to,count", MAIL),
        ("Date,From,To,Cc,Subject", MAIL),
        ("origin_timestamp,sender_address,recipient_status,message_subject,message_id", MAIL),
        ("发件人,收件人,抄送,主题,发送时间", MAIL),
        ("from,to", ""),
        ("source,target,kind,strength", ""),
        ("member,person,trust,last_contact", ""),
        ("Id,Name,Title,Email,Reports To,Start Date", ""),
        ("姓名,客户名称,手机,负责人,创建时间,下次联系时间", ""),
    ],
)
def test_a_log_is_known_by_its_headers(header: str, kind: str) -> None:
    log = Sheet(
        "x.csv",
        tuple(header.split(",")),
        pd.DataFrame(columns=header.split(","), dtype="str"),
        pd.Series(dtype="int64"),
    )
    assert log_kind(log) == kind


@pytest.mark.parametrize(
    ("cell", "people"),
    [
        ("ann@x.org", {"ann@x.org": ""}),
        ("Ann Lee <Ann@X.org>", {"ann@x.org": "Ann Lee"}),
        ('"Lee, Ann" <a@x.org>; b@x.org', {"a@x.org": "Lee, Ann", "b@x.org": ""}),
        ("Lee, Ann <a@x.org>, Bo <b@x.org>", {"a@x.org": "Lee, Ann", "b@x.org": "Bo"}),
        ("a@x.org,b@x.org; c@x.org", {"a@x.org": "", "b@x.org": "", "c@x.org": ""}),
        ("'a@x.org'", {"a@x.org": ""}),
        ("Lee, Ann", {"Lee, Ann": ""}),
        ("Ann Lee, Bo Ray", {"Ann Lee": "", "Bo Ray": ""}),
        ("张伟、李娜，王芳", {"张伟": "", "李娜": "", "王芳": ""}),
        ("Ann Lee / Bo Ray", {"Ann Lee": "", "Bo Ray": ""}),
        ("Ann Lee, Bo Ray, and Cy Moss", {"Ann Lee": "", "Bo Ray": "", "Cy Moss": ""}),
        ("Tom & Eve", {"Tom": "", "Eve": ""}),
        ("张伟,李娜", {"张伟": "", "李娜": ""}),
        ("张伟和李娜", {"张伟": "", "李娜": ""}),
        ("李和平", {"李和平": ""}),
        ("张伟 李娜 王小芳", {"张伟": "", "李娜": "", "王小芳": ""}),
        ("王总 李经理 张伟", {"王总": "", "李经理": "", "张伟": ""}),
        ("张伟 采购经理", {"张伟 采购经理": ""}),
        ("张 伟", {"张 伟": ""}),
        ("张伟 总监", {"张伟 总监": ""}),
        ("张伟、李娜等3人", {"张伟": "", "李娜": ""}),
        ("Bob Lee (Acme), Eve Ray (Acme)", {"Bob Lee (Acme)": "", "Eve Ray (Acme)": ""}),
        ("Jane Roe, MBA, PhD; Bo Ray, CPA", {"Jane Roe, MBA, PhD": "", "Bo Ray, CPA": ""}),
        ("van der Berg, Jan", {"van der Berg, Jan": ""}),
        ("Ann Lee (Ann@x.org), b@x.org", {"ann@x.org": "Ann Lee", "b@x.org": ""}),
        ("Bo Ray, a@x.org c@x.org", {"Bo Ray": "", "a@x.org": "", "c@x.org": ""}),
        ("Eve Ray </O=ACME/CN=EVE>", {"/O=ACME/CN=EVE": "Eve Ray"}),
        ("N/A", {}),
        ("undisclosed-recipients:;", {}),
        (" ; ,", {}),
        ("", {}),
    ],
)
def test_the_people_in_a_cell(cell: str, people: dict[str, str]) -> None:
    assert people_in(cell) == people
