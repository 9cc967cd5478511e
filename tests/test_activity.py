"""Visits from a CRM, e-mail logs and LinkedIn connections: proposals, counted by hand, and what may never happen."""

from __future__ import annotations

import csv
import datetime
import io
from collections import Counter
from dataclasses import fields

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit import schema
from graphkit.assumptions import Assumptions
from graphkit.errors import Finding, GraphkitError
from graphkit.files.tables import Sheet, read_table
from graphkit.folder import without_strangers
from graphkit.i18n import LANGUAGES
from graphkit.logs.activity import read_activity
from graphkit.logs.connections import read_connections
from graphkit.logs.dates import read_days
from graphkit.logs.dealings import quintile
from graphkit.logs.log import Hints
from graphkit.logs.log_columns import ACTIVITY, CONNECTIONS, MAIL, log_kind
from graphkit.logs.mail import TIE_KIND, read_mail
from graphkit.logs.parties import people_in
from graphkit.logs.proposals import KEPT, Proposal, accept
from graphkit.merging.likeness import most_alike
from graphkit.model import Account
from tests.strategies import account

TODAY = datetime.date(2026, 6, 30)
READERS = {ACTIVITY: read_activity, MAIL: read_mail, CONNECTIONS: read_connections}
ACME = account(
    [
        {"id": "p1", "name": "Bob Lee", "email": "bob@acme.com"},
        {"id": "p2", "name": "Eve Ray"},
        {"id": "p3", "name": "张伟"},
        {"id": "p4", "name": "Cy Moss", "email": "cy@acme.com", "reports_to": "p1"},
        {"id": "p5", "name": "Sam Poe", "email": "sam@acme.com"},
        {"id": "p6", "name": "Sam Poe", "email": "poe@acme.com"},
    ],
    team=[{"id": "m1", "name": "Ann Day", "email": "ann@us.com"}, {"id": "m2", "name": "赵磊"}],
    contacts=[{"member": "m1", "person": "p1", "trust": "3", "last_contact": "2026-03-01", "cadence_days": "30"}],
    ties=[{"source": "p5", "target": "p1", "kind": "rival", "strength": "2"}],
).with_(name="Acme Inc.")


def sheet(rows: list[list[str]] | str, name: str = "log.csv") -> Sheet:
    if isinstance(rows, str):
        return read_table(rows.encode(), name)
    held = io.StringIO()
    csv.writer(held).writerows(rows)
    return read_table(held.getvalue().encode(), name)


def proposal(text: list[list[str]] | str, name: str = "log.csv", **hints: object) -> Proposal:
    """What the log proposes to Acme, read by the reader that its headers call for."""
    log = sheet(text, name)
    return READERS[log_kind(log)](log, ACME, today=TODAY, hints=Hints(**hints))  # type: ignore[arg-type]


def contacts(found: Proposal) -> dict[tuple[str, str], tuple[float | None, str, int]]:
    """Trust, last contact and number of dealings by member and person."""
    table = found.contacts.astype({"last_contact": "str"}).replace({np.nan: None, "NaT": None})
    keys = zip(table["member"], table["person"], strict=True)
    return dict(zip(keys, zip(table["trust"], table["last_contact"], table["count"], strict=True), strict=True))


def reasons(found: Proposal) -> dict[int, str]:
    return dict(zip(found.left_out["row"].tolist(), found.left_out["reason"].tolist(), strict=True))


def said(found: Proposal, code: str) -> list[Finding]:
    return [finding for finding in found.findings if finding.code == code]


# -- visits, calls, messages -------------------------------------------------------------------------------------------

SALESFORCE = ["Subject", "Date", "Assigned", "Contact", "Company / Account", "Activity Type", "Status"]


def test_a_salesforce_report() -> None:
    """Six talks within half a year are trust 2, fewer are 1; plans, cancelled and later ones count for nothing."""
    rows = [["Call", f"{month}/{day}/2026", "Ann Day", "Bob Lee", "Acme", "Call", "Completed"] for month, day in DAYS]
    rows += [["Lunch", f"{month}/{day}/2026", "Day, Ann", "Eve Ray", "Acme", "Meeting", ""] for month, day in DAYS[:5]]
    rows += [["Plan", "6/1/2026", "Ann Day", "Cy Moss", "Acme", "Meeting", "Not Started"]]
    rows += [["Demo", "7/13/2026", "Ann Day", "Cy Moss", "Acme", "Meeting", ""], rows[0]]
    found = proposal([SALESFORCE, *rows])
    assert contacts(found) == {("m1", "p1"): (2, "2026-04-20", 6), ("m1", "p2"): (1, "2026-04-02", 5)}
    assert reasons(found) == {13: "not_held", 14: "in_future", 15: "same_row"}
    assert found.meetings[["person", "notes"]].drop_duplicates().to_numpy().tolist() == [["p2", "Lunch"]]
    assert found.meetings["date"].dt.day.tolist() == [2, 20, 2, 20, 2] and not found.meetings["keep"].any()


DAYS = [(2, 2), (2, 20), (3, 2), (3, 20), (4, 2), (4, 20)]


def test_a_chinese_visit_list() -> None:
    text = "拜访时间,负责人,联系人,方式\n2026-03-01 09:00,赵磊,张伟,电话沟通\n2026年4月1日,赵磊,张炜,微信\n"
    text += "2026/4/2 下午3:30,赵磊,张伟、Eve Ray,上门拜访\n"
    log = read_table(text.encode("gb18030"), "跟进记录.csv")
    assert log_kind(log) == ACTIVITY
    found = read_activity(log, ACME, today=TODAY)
    assert contacts(found) == {("m2", "p2"): (1, "2026-04-02", 1), ("m2", "p3"): (1, "2026-04-02", 2)}
    assert found.unsure[["text", "id", "score"]].to_numpy().tolist() == [["张炜", "p3", 0.8]]
    assert reasons(found) == {3: "unsure"}


@pytest.mark.parametrize(
    ("kind", "more", "trust"),
    [
        ("Meeting", "", 1),
        ("Call", "", 1),
        ("Call", "No answer", None),
        ("Email", "", None),
        ("Email", "Outgoing", None),
        ("Incoming email", "", None),
        ("Task", "", None),
        ("", "", None),
    ],
)
def test_one_dealing_shows_trust_only_if_it_came_from_both(kind: str, more: str, trust: float | None) -> None:
    header = ["Activity date", "Activity assigned to", "Contact", "Activity type", "Call outcome"]
    found = proposal([header, ["2026-06-01", "Ann Day", "Eve Ray", kind, more]])
    assert contacts(found) == {("m1", "p2"): (trust, "2026-06-01", 1)}


def test_a_mail_from_each_side_is_an_exchange() -> None:
    header = ["Date", "Owner", "Contact", "Type", "Email direction"]
    rows = [["2026-05-01", "Ann Day", "Eve Ray", "Email", way] for way in ("INCOMING_EMAIL", "Outgoing")]
    assert contacts(proposal([header, rows[0]]))["m1", "p2"][0] is None
    assert contacts(proposal([header, *rows]))["m1", "p2"][0] == 1


def test_what_a_log_cannot_show_stays_unknown() -> None:
    header = ["Date", "Owner", "Contact", "Type"]
    long_ago = [["2024-01-01", "Ann Day", "Eve Ray", "Meeting"]] * 1
    assert contacts(proposal([header, *long_ago])) == {("m1", "p2"): (None, "2024-01-01", 1)}
    undated = [["", "Ann Day", "Eve Ray", "Meeting"], ["soon", "Ann Day", "Eve Ray", "Meeting"]]
    found = proposal([header, *undated])
    assert contacts(found) == {("m1", "p2"): (1, None, 2)}  # undated: no proof that it was lately
    assert [(f.row, f.value) for f in said(found, "dates_not_read")] == [(3, "soon")]
    typeless = proposal("Date,Owner,Contact\n2026-05-01,Ann Day,Eve Ray\n")
    assert contacts(typeless)["m1", "p2"][0] is None and said(typeless, "no_activity_type")
    assert contacts(proposal("Date,Owner,Contact\n2026-05-01,Ann Day,Eve Ray\n", "visits.csv"))["m1", "p2"][0] == 1


def test_owners_whom_the_team_lacks_come_with_their_contacts() -> None:
    found = proposal("Date,Owner,Contact,Type\n2026-05-01,zoe@us.com,Eve Ray,Visit\n2026-05-02,Bob Lee,Eve Ray,Visit\n")
    assert found.team[["id", "name", "email"]].to_numpy().tolist() == [["zoe@us.com"] * 3]
    assert reasons(found) == {3: "unknown_member"}  # Bob is one of theirs
    with_zoe = accept(ACME, found)
    assert "zoe@us.com" in with_zoe.team["id"].tolist() and ("zoe@us.com", "p2") in pairs(with_zoe)
    assert accept(ACME, found, rows={"team": []}) == ACME


def test_a_calendar_whose_guests_are_ours_and_theirs() -> None:
    header = ["Subject", "Start Date", "Meeting Organizer", "Required Attendees", "Optional Attendees"]
    rows = [["Kick-off", "2026-05-04", "Bob Lee", "Ann Day;Eve Ray", "赵磊; Stranger"]]
    rows += [["Ours", "2026-05-05", "Ann Day", "赵磊", ""], ["Fair", "2026-05-06", "Ann Day", CROWD, ""]]
    found = proposal([header, *rows], "calendar meetings.csv")
    assert set(contacts(found)) == {(m, p) for m in ("m1", "m2") for p in ("p1", "p2")}
    assert reasons(found) == {3: "unknown_person", 4: "crowd"}


CROWD = ";".join(["Bob Lee", *(f"Guest {i}" for i in range(10))])


def test_a_list_of_ones_own_needs_no_column_of_owners() -> None:
    text = "Date,Customer contact,Method\n2026-05-01,Bob Lee,visit\n"
    assert log_kind(sheet(text)) == ""
    found = read_activity(sheet(text), ACME, today=TODAY, hints=Hints(member="m2"))
    assert contacts(found) == {("m2", "p1"): (1, "2026-05-01", 1)}
    with pytest.raises(GraphkitError, match="lacks a column for: member"):
        read_activity(sheet(text), ACME, today=TODAY)
    with pytest.raises(GraphkitError, match="Unknown member 'm9'"):
        read_activity(sheet(text), ACME, today=TODAY, hints=Hints(member="m9"))


def test_of_two_columns_the_one_that_names_people_we_know() -> None:
    text = "Id,WhoId,Contact Name,ActivityDate,OwnerId,Assigned,Type\n1,003A,Bob Lee,2026-05-01,005A,Ann Day,Call\n"
    assert set(contacts(proposal(text))) == {("m1", "p1")}
    by_id = ACME.with_(people=ACME.people.assign(id=ACME.people["id"].replace("p1", "003A")), ties=ACME.ties.iloc[:0])
    by_id = by_id.with_(contacts=by_id.contacts.iloc[:0])
    text = "Id,WhoId,Contact Name,ActivityDate,OwnerId,Assigned,Type\n1,003A,B. L.,2026-05-01,005A,Ann Day,Call\n"
    assert set(contacts(read_activity(sheet(text), by_id, today=TODAY))) == {("m1", "003A")}


# -- mail --------------------------------------------------------------------------------------------------------------


def mails(*entries: tuple[str, str, int]) -> list[list[str]]:
    return [["from", "to", "count"], *([source, target, str(n)] for source, target, n in entries)]


def test_two_who_write_to_each_other_are_tied() -> None:
    """There and back 9 and 7, at least 6 each way: a tie, alone and so of strength 3. 5 each way are none."""
    found = proposal(mails(("p2", "p5", 9), ("p5", "p2", 7), ("p2", "p4", 5), ("p4", "p2", 5), ("p1", "p2", 99)))
    tie = found.ties.iloc[0]
    assert len(found.ties) == 1 and (tie["source"], tie["target"], tie["kind"]) == ("p2", "p5", TIE_KIND)
    assert (tie["there"], tie["back"], tie["strength"], tie["line_now"]) == (9, 7, 3, "")
    assert [f.params["n"] for f in said(found, "too_rare_for_a_tie")] == [2]


def test_strength_is_the_quintile_of_the_smaller_count() -> None:
    counts = pd.Series([6, 7, 8, 9, 10, 20, 30, 40, 50, 60])
    assert quintile(counts).tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert quintile(pd.Series([7, 7, 7, 7])).tolist() == [3, 3, 3, 3]
    assert quintile(pd.Series([8.0])).tolist() == [3] and quintile(pd.Series([], dtype="float64")).tolist() == []
    assert quintile(pd.Series([5, 1])).tolist() == [4, 2]


def test_a_tie_beside_a_line_that_is_there_is_shown_and_not_kept_unasked() -> None:
    found = proposal(mails(("p4", "p1", 9), ("p1", "p4", 9), ("p1", "p5", 9), ("p5", "p1", 9)))
    assert dict(zip(found.ties["target"], found.ties["line_now"], strict=True)) == {"p4": "reports_to", "p5": "rival"}
    assert accept(ACME, found) == ACME
    assert len(accept(ACME, found, rows={"ties": [0]}).ties) == 2


def test_mail_with_us_is_contact() -> None:
    """Six each way in half a year are trust 2; one mail that nobody answered shows nothing."""
    rows = [["Date", "From", "To", "Cc"]]
    rows += [
        [f"2026-0{m}-10T08:00:00Z", "Ann Day <ann@us.com>", "eve@gmail.com; Bob Lee <BOB@acme.com>", ""] for m in MONTHS
    ]
    rows += [[f"2026-0{m}-11T08:00:00Z", '"Lee, Bob" <bob@acme.com>', "cy@acme.com", "ann@us.com"] for m in MONTHS]
    rows += [["2026-06-01", "ann@us.com", "sam@acme.com", ""]]
    found = proposal(rows)
    assert contacts(found) == {("m1", "p1"): (2, "2026-06-11", 12), ("m1", "p5"): (None, "2026-06-01", 1)}
    assert found.contacts["trust_now"].tolist()[0] == 3 and found.ties.empty


MONTHS = range(1, 7)


def test_mails_that_say_nothing_of_a_relation() -> None:
    many = ";".join(f"u{i}@acme.com" for i in range(10)) + ", bob@acme.com"
    rows = [
        ["no-reply@acme.com", "bob@acme.com"],
        ["ann@us.com", many],
        ["ann@us.com", "m2"],
        ["bob@acme.com", "bob@acme.com"],
        ["new@else.com", "bob@acme.com"],
        ["bob@acme.com", "new@else.com"],
        ["eve.ray@acme.com", "bob@acme.com"],
        ["Sam Poe", "bob@acme.com"],
        ["", "bob@acme.com"],
    ]
    found = proposal([["sender", "recipients", "sent"], *([*row, "2026-05-01"] for row in rows)])
    expected = ["automatic", "mass", "among_ours", "to_oneself", "unknown_sender", "unknown_recipient"]
    expected += ["unsure", "several", "unknown_sender"]
    assert reasons(found) == dict(enumerate(expected, 2)) and found.contacts.empty and found.ties.empty
    assert found.unsure[["text", "id", "score"]].to_numpy().tolist() == [["eve.ray@acme.com", "p2", 1.0]]
    told = proposal([["sender", "recipients", "sent"], [*rows[6], "2026-05-01"]], who={"eve.ray@acme.com": "p2"})
    assert told.rows_used == 1 and told.unsure.empty
    nobody = proposal([["sender", "recipients", "sent"], [*rows[6], "2026-05-01"]], who={"eve.ray@acme.com": ""})
    assert reasons(nobody) == {2: "unknown_sender"} and nobody.unsure.empty
    with pytest.raises(GraphkitError, match="Unknown person 'p99'"):
        proposal([["sender", "recipients", "sent"], [*rows[6], "2026-05-01"]], who={"eve.ray@acme.com": "p99"})


def test_one_mail_that_stands_in_the_log_once_per_recipient() -> None:
    """Exchange traces: rows of one message id are one mail, and eleven recipients are a mass mail."""
    header = ["origin_timestamp_utc", "sender_address", "recipient_status", "message_id"]
    once = ["2026-05-01T00:00:00Z", "ann@us.com", "bob@acme.com##Receive, Deliver;sam@acme.com##Receive, Fail", "<1>"]
    mass = [["2026-05-01T00:00:00Z", "ann@us.com", f"{who}@acme.com##Receive, Deliver", "<2>"] for who in ELEVEN]
    found = proposal([header, once, once, *mass])
    assert contacts(found) == {("m1", "p1"): (None, "2026-05-01", 1), ("m1", "p5"): (None, "2026-05-01", 1)}
    assert Counter(reasons(found).values()) == {"mass": 11}


ELEVEN = ["bob", *(f"u{i}" for i in range(10))]


def test_a_mail_of_outlook_whose_addresses_are_no_addresses() -> None:
    header = ["Subject", "From: (Name)", "From: (Address)", "From: (Type)", "To: (Name)", "To: (Address)", "CC: (Name)"]
    found = proposal([header, ["x", "Eve Ray", "/O=ACME/CN=EVE", "EX", "Ann Day", "ann@us.com", ""]])
    assert found.rows_used == 0 and reasons(found) == {2: "unknown_sender"}
    chosen = proposal(
        [header, ["x", "Eve Ray", "/O=ACME/CN=EVE", "EX", "Ann Day", "ann@us.com", ""]],
        columns={"From: (Name)": "sender"},
    )
    assert set(contacts(chosen)) == {("m1", "p2")}


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
        ("undisclosed-recipients:;", {}),
        (" ; ,", {}),
        ("", {}),
    ],
)
def test_the_people_in_a_cell(cell: str, people: dict[str, str]) -> None:
    assert people_in(cell) == people


# -- connections -------------------------------------------------------------------------------------------------------

LINKEDIN = 'Notes:\n"When exporting your connection data, you may notice that some of the addresses are missing."\n\n'
LINKEDIN += "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"


def linked(text: str, **hints: object) -> Proposal:
    return proposal(LINKEDIN + text, "Connections.csv", member="m1", **hints)


def test_linkedin_connections() -> None:
    text = "Bob,Lee,u,,Acme Norway AS,Head,01 Jan 2024\nC.,Moss,u,cy@acme.com,,Boss,12 Mar 2024\n"
    text += (
        'Eve,Ray,u,,Other Corp,,12 Mar 2024\nWei,Zhang,u,,ACME,,12 Mar 2024\nNew,Face,u,,"Acme, Inc.",CFO,13 Mar 2024\n'
    )
    text += (
        "X,Y,u,,Acmeology,,12 Mar 2024\n,,u,,,,12 Mar 2024\nSam,Poe,u,,,,12 Mar 2024\nBob,Lee,u,,Acme,,01 Feb 2023\n"
    )
    found = linked(text)
    assert contacts(found) == {("m1", "p1"): (0.5, None, 2), ("m1", "p4"): (0.5, None, 1)}
    assert found.contacts["first"].astype("str").tolist() == ["2023-02-01", "2024-03-12"]
    expected = {7: "unsure", 8: "unsure", 9: "not_in_chart", 10: "other_company", 11: "nameless", 12: "several"}
    assert reasons(found) == expected
    outside = found.outside[["name", "title", "company", "row"]].to_numpy().tolist()
    assert outside == [["New Face", "CFO", "Acme, Inc.", 9]]
    asked = found.unsure[["text", "detail", "id", "score"]].to_numpy().tolist()
    assert asked == [["Eve Ray", "Other Corp", "p2", 1.0], ["Wei Zhang", "ACME", "p3", 0.95]]
    kept = accept(ACME, found)
    assert kept.contacts["trust"].tolist() == [3, 0.5]  # what the team rated stays
    assert schema.to_text(kept.contacts, schema.CONTACTS)["last_contact"].tolist() == ["2026-03-01", ""]


def test_the_user_says_who_a_connection_is() -> None:
    row = "Evelyn,Ray-Smith,u,,Holding One,,12 Mar 2024\n"
    assert reasons(linked(row)) == {5: "other_company"}
    assert set(contacts(linked(row, who={"Evelyn Ray-Smith": "p2"}))) == {("m1", "p2")}
    assert reasons(linked(row, companies=["Holding One"])) == {5: "not_in_chart"}
    assert reasons(linked("Eve,Ray,u,,Acme,,12 Mar 2024\n", who={"Eve Ray": ""})) == {5: "not_in_chart"}
    with pytest.raises(GraphkitError, match="Unknown member ''"):
        proposal(LINKEDIN + row)


# -- dates, names, headers ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (["2026-03-01", "2026-03-01T09:00:00Z", "2026-03-01 9:00 AM"], ["2026-03-01"] * 3),
        (["2026/3/1", "2026.3.1", "2026年3月1日 上午9:30", "20260301T090000Z"], ["2026-03-01"] * 4),
        (["Sun, 1 Mar 2026 10:00:00 +0100", "01 Mar 2026", "1-Mar-26", "Mar 1, 2026"], ["2026-03-01"] * 4),
        (["3/1/2026", "3/13/2026 10:00"], ["2026-03-01", "2026-03-13"]),
        (["1/3/2026", "13/3/2026 10:00"], ["2026-03-01", "2026-03-13"]),
        (["01.03.26"], ["2026-03-01"]),
        (["3/1/2026", ""], ["NaT", "NaT"]),
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


@given(st.dates(datetime.date(2000, 1, 1), datetime.date(2060, 1, 1)))
def test_a_day_is_read_as_it_was_written(day: datetime.date) -> None:
    forms = ["%Y-%m-%d", "%Y/%m/%d %H:%M", "%d %b %Y", "%a, %d %b %Y %H:%M:%S", "%B %d, %Y", "%d.%m.%Y", "%Y%m%d"]
    read = read_days(pd.Series([day.strftime(form) for form in forms], dtype="str"))
    assert {str(found)[:10] for found in read.day} == {day.isoformat()}


def test_names_that_are_nearly_the_same() -> None:
    names = ["John Smith", "张伟", "欧阳娜"]
    texts = ["Smith John", "Jon Smith", "张炜", "Wei Zhang", "Na Ouyang", "Bob"]
    assert [row for row, _ in most_alike(texts, names, least=0.8)] == [0, 0, 1, 1, 2, -1]
    assert [score for _, score in most_alike(texts, names, least=0.8)] == [1, 0.95, 0.8, 0.95, 0.95, 0]
    assert most_alike(["x"], [], least=0.5) == [(-1, 0)] and most_alike([], names, least=0.5) == []


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


# -- keeping -----------------------------------------------------------------------------------------------------------


def text_rows(ties: pd.DataFrame) -> list[tuple[str, ...]]:
    return list(schema.to_text(ties, schema.TIES).itertuples(index=False, name=None))


def pairs(held: Account) -> set[tuple[str, str]]:
    return set(zip(held.contacts["member"], held.contacts["person"], strict=True))


def test_last_contact_only_moves_later_and_an_unknown_trust_is_filled() -> None:
    text = "Date,Owner,Contact,Type\n{0},Ann Day,Bob Lee,Visit\n{0},Ann Day,Cy Moss,Visit\n"
    unrated = ACME.contacts.assign(person="p4", trust=np.nan)
    team = ACME.with_(contacts=schema.in_order(pd.concat([ACME.contacts, unrated]), schema.CONTACTS))
    for day, last in (("2026-01-10", "2026-03-01"), ("2026-05-01", "2026-05-01")):
        kept = accept(team, read_activity(sheet(text.format(day)), team, today=TODAY)).contacts
        assert kept["trust"].tolist() == [3, 1] and kept["cadence_days"].tolist() == [30, 30]
        assert kept["last_contact"].astype("str").tolist() == [last, last]


def test_a_proposal_that_no_longer_fits_is_refused() -> None:
    found = proposal("Date,Owner,Contact,Type\n2026-05-01,Ann Day,Cy Moss,Visit\n")
    with pytest.raises(GraphkitError, match="no row 1 in contacts; it has 1"):
        accept(ACME, found, rows={"contacts": [0, 1]})
    left = ACME.with_(people=ACME.people[ACME.people["id"] != "p4"].reset_index(drop=True))
    with pytest.raises(GraphkitError, match="'p4' is no longer in people"):
        accept(left, found)


def test_meetings_are_kept_if_asked() -> None:
    found = proposal("Date,Owner,Contact,Type\n2026-05-01,Ann Day,Cy Moss,Visit\n2026-05-02,Ann Day,Cy Moss,Call\n")
    kept = accept(ACME, found, rows={"meetings": [0]})
    assert kept.meetings[["member", "person", "outcome"]].to_numpy().tolist() == [["m1", "p4", ""]]
    assert accept(kept, found, rows={"meetings": [0]}) == kept and accept(ACME, found).meetings.empty


# -- laws, for logs of every shape -------------------------------------------------------------------------------------

PEOPLE = ["Bob Lee", "bob@acme.com", "Lee, Bob", "p2", "Eve Ray", "张伟", "cy@acme.com", "Sam Poe", "sam@acme.com"]
STRANGERS = ["", "Evee Ray", "x@y.z", "no-reply@acme.com", "?", "a;b,c <d@e.f>", ELEVEN_CELL := CROWD, '"']
OURS = ["Ann Day", "ann@us.com", "m2", "赵磊", "zoe@us.com", "Zoe"]
anybody = st.lists(st.sampled_from([*PEOPLE, *PEOPLE, *OURS, *STRANGERS]), max_size=3).map("; ".join)
days = st.sampled_from(["2026-06-01", "2026-05-01 10:00", "1 Apr 2026", "2024-01-01", "2027-01-01", "", "soon"])
words = st.sampled_from(["Meeting", "Call", "Email", "Task", "", "Incoming email", "Cancelled", "No answer"])
SHAPES = {
    ACTIVITY: (
        ["Date", "Owner", "Contact", "Type", "Outcome"],
        (days, st.sampled_from([*OURS, ""]), anybody, words, words),
    ),
    MAIL: (
        ["Date", "From", "To", "Cc", "Count", "Message ID"],
        (
            days,
            anybody,
            anybody,
            anybody,
            st.sampled_from(["1", "7", "", "x", "0"]),
            st.sampled_from(["", "<1>", "<2>"]),
        ),
    ),
    CONNECTIONS: (
        ["First Name", "Last Name", "Email Address", "Company", "Connected On"],
        (
            st.sampled_from(["Bob", "Eve", "Wei", "", "Sam"]),
            st.sampled_from(["Lee", "Ray", "Zhang", "Poe", ""]),
            st.sampled_from(["", "", "cy@acme.com"]),
            st.sampled_from(["Acme", "Acme GmbH", "Other", ""]),
            days,
        ),
    ),
}


@st.composite
def logs(draw: st.DrawFn, *kinds: str) -> Sheet:
    header, columns = SHAPES[draw(st.sampled_from(kinds or [*SHAPES]))]
    rows = draw(st.lists(st.tuples(*columns), min_size=1, max_size=12))
    rows *= draw(st.sampled_from([1, 1, 7]))
    frame = pd.DataFrame(rows, columns=header, dtype="str")
    return Sheet("log.csv", tuple(header), frame, pd.Series(np.arange(2, len(rows) + 2)))


def read(log: Sheet, held: Account = ACME) -> Proposal:
    return READERS[log_kind(log)](log, held, today=TODAY, hints=Hints(member="m1"))


@given(logs())
def test_every_row_is_used_or_left_out_with_a_reason(log: Sheet) -> None:
    found = read(log)
    assert found.rows_used + len(found.left_out) == len(log.rows)
    assert found.left_out["row"].is_unique and set(found.left_out["row"]) <= set(log.lines)
    counted = {
        f.code.removeprefix("left_out_"): f.params["n"] for f in found.findings if f.code.startswith("left_out_")
    }
    assert counted == Counter(found.left_out["reason"]) and said(found, "log_used")[0].params["n"] == found.rows_used
    for finding in found.findings:
        assert all(finding.say(language) for language in LANGUAGES)


@settings(max_examples=12)
@given(logs())
def test_what_is_kept_is_an_account_and_leaves_what_the_team_rated(log: Sheet) -> None:
    found = read(log)
    everything = {name: range(len(getattr(found, name))) for name in KEPT}
    kept = accept(ACME, found, rows=everything)
    assert without_strangers(kept)[1] == []
    for table in schema.TABLES:
        frame, findings = schema.conform(schema.to_text(kept.table(table.name), table), table)
        assert findings == []
        pd.testing.assert_frame_equal(frame, kept.table(table.name))
    assert accept(kept, found, rows=everything) == kept
    before, after = (held.contacts.set_index(["member", "person"]) for held in (ACME, kept))
    assert after.loc[("m1", "p1"), "trust"] == 3
    assert after.loc[("m1", "p1"), "last_contact"] >= before.loc[("m1", "p1"), "last_contact"]
    assert set(text_rows(ACME.ties)) <= set(text_rows(kept.ties))
    assert accept(ACME, found, rows=dict.fromkeys(KEPT, ())) == ACME


@given(logs(ACTIVITY, MAIL))
def test_a_log_shows_no_distrust_and_no_dependence(log: Sheet) -> None:
    found = read(log)
    known = found.contacts["trust"].dropna()
    assert set(known) <= {1, 2} and set(found.ties["strength"]) <= {1, 2, 3, 4, 5}
    assert set(found.contacts["confidence"]) | set(found.ties["confidence"]) <= {"assumed"}
    one_way = found.contacts[["from_us", "from_them"]].min(axis=1).eq(0)
    assert found.contacts.loc[one_way, "trust"].isna().all()
    old = found.contacts["last"].notna() & (found.contacts["last"] < "2025-06-30") & found.contacts["count"].eq(1)
    assert found.contacts.loc[old, "trust"].isna().all()


@settings(max_examples=12)
@given(logs(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_is_irrelevant(log: Sheet, random: object) -> None:
    order = list(range(len(log.rows)))
    random.shuffle(order)  # type: ignore[attr-defined]
    turned = Sheet(log.name, log.header, log.rows.iloc[order].reset_index(drop=True), log.lines)
    once, again = read(log), read(turned)
    for name in ("contacts", "ties", "unsure"):
        pd.testing.assert_frame_equal(getattr(once, name), getattr(again, name))


@given(logs(MAIL))
def test_mails_are_counted_as_by_hand(log: Sheet) -> None:
    """Each mail of the rows that were used, from its first sender to each recipient, once."""
    found = read(log)
    names = {"bob@acme.com": "p1", "lee, bob": "p1", "bob lee": "p1", "p2": "p2", "eve ray": "p2", "张伟": "p3"}
    names |= {"cy@acme.com": "p4", "sam@acme.com": "p5", "ann day": "m1", "ann@us.com": "m1", "m2": "m2", "赵磊": "m2"}
    seen: set[tuple[object, str, str]] = set()
    counts: Counter[tuple[str, str]] = Counter()
    left_out = set(found.left_out["row"])
    for line, (_, source, to, cc, n, message) in zip(log.lines, log.rows.to_numpy().tolist(), strict=True):
        if line in left_out:
            continue
        sender = names[next(iter(people_in(source))).lower()]
        for text in {*people_in(to), *people_in(cc)}:
            target = names.get(text.lower(), sender)
            if target != sender and (mail := (message or line, sender, target)) not in seen:
                seen.add(mail)
                counts[sender, target] += int(n)
    rows = zip(*(found.contacts[c] for c in ("member", "person", "from_us", "from_them")), strict=True)
    for member, person, from_us, from_them in rows:
        assert (from_us, from_them) == (counts[member, person], counts[person, member])
    with_us = {frozenset(pair) for pair in counts if sum(id_.startswith("m") for id_ in pair) == 1}
    assert with_us == {frozenset(pair) for pair in zip(found.contacts["member"], found.contacts["person"], strict=True)}
    rows = zip(*(found.ties[c] for c in ("source", "target", "there", "back")), strict=True)
    for source, target, there, back in rows:
        assert there <= counts[source, target] and back <= counts[target, source]  # old ones do not count
        assert min(there, back) >= ACME.assumptions.regular_exchanges


@settings(max_examples=12)
@given(logs(ACTIVITY))
def test_a_list_that_stands_in_the_file_twice_counts_once(log: Sheet) -> None:
    twice = pd.concat([log.rows, log.rows], ignore_index=True)
    both = read(Sheet(log.name, log.header, twice, pd.Series(np.arange(2, len(twice) + 2))))
    pd.testing.assert_frame_equal(both.contacts, read(log).contacts)


@settings(max_examples=12)
@given(logs(MAIL))
def test_more_mail_never_makes_trust_less(log: Sheet) -> None:
    more = pd.concat(
        [log.rows, pd.DataFrame([["2026-06-01", "Bob Lee", "Ann Day", "", "9", ""]], columns=log.rows.columns)]
    )
    longer = Sheet(
        log.name, log.header, more.reset_index(drop=True).astype("str"), pd.Series(np.arange(2, len(more) + 2))
    )
    before, after = (contacts(read(each)) for each in (log, longer))
    for pair, (trust, _, count) in before.items():
        assert after[pair][2] >= count and (after[pair][0] or 0) >= (trust or 0)


def test_every_threshold_is_an_assumption() -> None:
    text = "Date,Owner,Contact,Type\n2026-05-01,Ann Day,Eve Ray,Visit\n"
    assumed = {"regular_exchanges": 1, "first_exchanges": 2, "faded_days": 30, "regular_days": 10, "mass_recipients": 1}
    changes = {name: Assumptions().with_values({name: value}) for name, value in assumed.items()}
    trust = {
        name: contacts(read_activity(sheet(text), ACME.with_(assumptions=a), today=TODAY))["m1", "p2"][0]
        for name, a in changes.items()
    }
    assert trust == {
        "regular_exchanges": 2,
        "first_exchanges": None,
        "faded_days": None,
        "regular_days": 1,
        "mass_recipients": 1,
    }
    names = {item.name for item in fields(Assumptions)}
    assert {*assumed, "connection_trust", "alike_name"} <= names
