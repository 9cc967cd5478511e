"""Visits, calls and messages from a CRM: proposals, counted by hand."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pandas as pd
import pytest

from graphkit.assumptions import Assumptions
from graphkit.errors import GraphkitError
from graphkit.files.tables import read_table
from graphkit.logs.activity import read_activity
from graphkit.logs.companies import may_be
from graphkit.logs.log import Hints
from graphkit.logs.log_columns import ACTIVITY, log_kind
from graphkit.logs.proposals import Proposal, accept
from tests.log_samples import ACME, CROWD, TODAY, contacts, log_file, pairs, proposal, reasons, said, sheet
from tests.strategies import account

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


# -- what a seller's own list looks like -------------------------------------------------------------------------------

HEADER = ["Date", "Owner", "Contact", "Type", "Company"]


def read_file(folder: Path, rows: list[list[str]], name: str = "visits.csv", **hints: object) -> Proposal:
    return read_activity(log_file(folder, rows, name), ACME, today=TODAY, hints=Hints(**hints))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "column", ["Company", "Account Name", "Company / Account", "Related To", "客户", "客户名称", "公司", "Customer"]
)
def test_a_namesake_at_another_customer_does_not_count(tmp_path: Path, column: str) -> None:
    rows = [["2026-05-01", "Ann Day", "Eve Ray", "Visit", "ACME GmbH"]]
    rows += [["2026-05-02", "Ann Day", "Eve Ray", "Visit", company] for company in ("Globex Ltd.", "Globex", "Initech")]
    rows += [["2026-05-03", "Ann Day", "Bob Lee", "Visit", ""], ["2026-05-04", "Zed", "Al Unknown", "Visit", "Globex"]]
    found = read_file(tmp_path, [[*HEADER[:4], column], *rows])
    assert contacts(found) == {("m1", "p1"): (1, "2026-05-03", 1), ("m1", "p2"): (1, "2026-05-01", 1)}
    assert reasons(found) == dict.fromkeys((3, 4, 5, 7), "elsewhere")
    (finding,) = said(found, "left_out_elsewhere")
    assert (finding.row, finding.params["n"]) == (3, 4)
    assert finding.params["companies"] == ("Globex (2)", "Globex Ltd. (1)", "Initech (1)")
    assert found.companies.to_numpy().tolist() == [["Globex", 2], ["Globex Ltd.", 1], ["Initech", 1]]
    assert not said(found, "log_stranger") and found.team.empty  # nobody of another customer's rows is asked about
    brought_back = read_file(tmp_path, [[*HEADER[:4], column], *rows], companies=["Initech"])
    assert contacts(brought_back)["m1", "p2"] == (1, "2026-05-02", 2)


def test_where_no_row_has_the_accounts_name_most_rows_tell_its_company(tmp_path: Path) -> None:
    rows = [["2026-05-01", "Ann Day", "Eve Ray", "Visit", "Roadrunner Traps"]]
    rows += [["2026-05-01", "Ann Day", "Bob Lee", "Visit", "Roadrunner Traps Inc"]]
    rows += [["2026-05-02", "Ann Day", "Eve Ray", "Visit", "Globex"]]
    found = read_file(tmp_path, [HEADER, *rows])
    assert reasons(found) == {4: "elsewhere"}
    (finding,) = said(found, "company_taken")
    assert finding.value == "Roadrunner Traps" and finding.params["account"] == "Acme Inc."


def test_a_company_that_cannot_be_told_is_a_question(tmp_path: Path) -> None:
    """One of each tells nothing; nor do the many rows of one person, who may be a namesake."""
    rows = [
        ["2026-05-01", "Ann Day", "Eve Ray", "Visit", "Globex"],
        ["2026-05-02", "Ann Day", "Bob Lee", "Visit", "Initech"],
    ]
    found = read_file(tmp_path, [HEADER, *rows])
    assert found.contacts.empty and reasons(found) == dict.fromkeys((2, 3), "company_unclear")
    (finding,) = said(found, "left_out_company_unclear")
    assert finding.severity == "warning" and finding.params["companies"] == ("Globex (1)", "Initech (1)")
    assert set(contacts(read_file(tmp_path, [HEADER, *rows], companies=["Globex"]))) == {("m1", "p2")}
    alone = read_file(tmp_path, [HEADER, rows[0], ["2026-05-03", *rows[0][1:]]])
    assert set(reasons(alone).values()) == {"company_unclear"}


@pytest.mark.parametrize(
    ("company", "name", "is_ours"),
    [
        ("ACME, Inc.", "Acme Inc.", True),
        ("Acme - renewal 2026", "Acme Inc.", True),
        ("Halden", "Halden Pumps AS", True),
        ("HP", "Halden Pumps AS", True),
        ("HaldenPumps", "Halden Pumps AS", True),
        ("华为", "华为技术有限公司", True),
        ("北京华为数字技术有限公司", "华为", True),
        ("Acmeology", "Acme", False),
        ("Halden Motors", "Halden Pumps AS", False),
        ("中兴通讯股份有限公司", "华为技术有限公司", False),
        ("Anything", "", False),
    ],
)
def test_what_is_plainly_another_company(company: str, name: str, is_ours: bool) -> None:
    assert may_be(pd.Series([company]), [name]).tolist() == [is_ours]


def test_a_first_name_of_ours_is_asked_about_and_no_newcomer(tmp_path: Path) -> None:
    rows = [["2026-05-01", "Ann", "Eve Ray", "Visit", ""], ["2026-05-02", "Zoe", "Eve Ray", "Visit", ""]]
    rows += [["2026-05-03", "Zoe", "Nobody Known", "Visit", ""], ["2026-05-04", "Kim", "Nobody Known", "Visit", ""]]
    found = read_file(tmp_path, [HEADER, *rows])
    assert found.team[["name", "count"]].to_numpy().tolist() == [["Zoe", 1]]  # only rows that are used
    assert said(found, "newcomers")[0].params["n"] == 1
    assert found.unsure[["text", "id", "reason"]].to_numpy().tolist() == [["Ann", "m1", "part"]]
    assert said(found, "unsure_part")[0].message.startswith("'Ann' is only a part of a name, and may be Ann Day.")
    assert set(contacts(read_file(tmp_path, [HEADER, *rows], who={"Ann": "m1"}))) == {("m1", "p2"), ("Zoe", "p2")}


def test_forms_of_address_are_looked_past(tmp_path: Path) -> None:
    """A whole name beside them is taken and said; a surname alone is a question, with everybody it may be."""
    people = [{"id": "a", "name": "李娜"}, {"id": "b", "name": "王伟"}, {"id": "c", "name": "王芳"}]
    people += [{"id": "d", "name": "Anna Weber"}, {"id": "e", "name": "张伟"}]
    held = account(people, team=[{"id": "m", "name": "赵磊"}])
    names = ["李娜女士", "王总", "Dr. Anna Weber", "张伟 先生", "Frau Weber", "Weber, Prof. Anna"]
    rows = [["2026-05-01", "赵磊", name, "拜访", ""] for name in names]
    found = read_activity(log_file(tmp_path, [HEADER, *rows]), held, today=TODAY)
    assert set(contacts(found)) == {("m", "a"), ("m", "d"), ("m", "e")}
    assert said(found, "titles_looked_past")[0].params["n"] == 4
    asked = found.unsure[["text", "id", "reason"]].to_numpy().tolist()
    assert asked == [["Frau Weber", "d", "part"], ["王总", "b", "part"], ["王总", "c", "part"]]
    assert reasons(found) == {3: "unsure", 6: "unsure"}
    (finding,) = [one for one in said(found, "unsure_part") if one.value == "王总"]
    assert finding.say("zh") == "“王总”只是姓名的一部分，可能是王伟、王芳（1 行）。请说明指谁；在此之前这些行不采用。"


def test_two_of_one_name_are_a_question_with_and_without_a_title(tmp_path: Path) -> None:
    people = [{"id": "a", "name": "张伟", "title": "采购总监"}, {"id": "b", "name": "张伟", "unit": "研发部"}]
    held = account(people, team=[{"id": "m", "name": "赵磊"}])
    rows = [["2026-05-01", "赵磊", name, "拜访", ""] for name in ("张伟", "张伟先生")]
    found = read_activity(log_file(tmp_path, [HEADER, *rows]), held, today=TODAY)
    assert found.contacts.empty and reasons(found) == {2: "several", 3: "several"}
    asked = [(finding.value, finding.params["names"]) for finding in said(found, "unsure_namesakes")]
    assert asked == [(text, ("张伟 (采购总监)", "张伟 (研发部)")) for text in ("张伟", "张伟先生")]
    told = read_activity(log_file(tmp_path, [HEADER, *rows]), held, today=TODAY, hints=Hints(who={"张伟先生": "b"}))
    assert set(contacts(told)) == {("m", "b")}


def test_of_two_columns_of_companies_the_first_that_says_anything(tmp_path: Path) -> None:
    rows = [["2026-05-01", "Ann Day", "Eve Ray", "Visit", "", company] for company in ("Acme", "Globex")]
    found = read_file(tmp_path, [[*HEADER[:4], "Account Name", "Related To"], *rows])
    assert reasons(found) == {3: "elsewhere"}


@pytest.mark.parametrize(
    "guests", ["Bob Lee / Eve Ray", "Bob Lee and Eve Ray", "Bob Lee, Eve Ray", "Lee, Bob; Ray, Eve"]
)
def test_several_guests_in_a_cell(tmp_path: Path, guests: str) -> None:
    found = read_file(tmp_path, [HEADER, ["2026-05-01", "Ann Day", guests, "Visit", ""]])
    assert set(contacts(found)) == {("m1", "p1"), ("m1", "p2")}


def test_one_meeting_that_stands_in_the_list_once_per_guest_counts_once(tmp_path: Path) -> None:
    """As in an export with a row per attendee, or in the calendars of two of ours."""
    header = ["Date", "Subject", "Owner", "Contact", "Attendees", "Type"]
    rows = [["2026-05-01", "Kick-off", "Ann Day", who, "Bob Lee; Eve Ray", "Meeting"] for who in ("Bob Lee", "Eve Ray")]
    rows += [["2026-05-01", "Kick-off", "赵磊", "Bob Lee", "Ann Day; Eve Ray", "Meeting"]]
    found = read_file(tmp_path, [header, *rows])
    assert {pair: count for pair, (_, _, count) in contacts(found).items()} == {
        ("m1", "p1"): 1,
        ("m1", "p2"): 1,
        ("m2", "p1"): 1,
        ("m2", "p2"): 1,
    }
    assert reasons(found) == {3: "same_meeting"}


def test_a_fair_with_a_row_per_guest_is_a_crowd(tmp_path: Path) -> None:
    header = ["Date", "Subject", "Owner", "Contact", "Type"]
    rows = [["2026-05-01", "Fair", "Ann Day", who, "Event"] for who in CROWD.split(";")]
    assert set(reasons(read_file(tmp_path, [header, *rows])).values()) == {"crowd"}
    calls = [["2026-05-01", "Call", "Ann Day", who, "Call"] for who in CROWD.split(";")]
    assert set(contacts(read_file(tmp_path, [header, *calls]))) == {("m1", "p1")}


def test_what_was_called_off_does_not_count(tmp_path: Path) -> None:
    header = ["Date", "Subject", "Owner", "Contact", "Type", "Status"]
    subjects = {"Canceled: Kick-off": "", "取消：评审会": "", "Visit": "Not Held", "Demo": "Declined", "Lunch": "Held"}
    rows = [["2026-05-01", subject, "Ann Day", "Bob Lee", "Meeting", status] for subject, status in subjects.items()]
    assert reasons(read_file(tmp_path, [header, *rows])) == dict.fromkeys((2, 3, 4, 5), "not_held")


def test_rows_that_do_not_count_ask_nothing(tmp_path: Path) -> None:
    rows = [["2026-05-01", "Zoe", "Evee Ray", "Cancelled visit", ""], ["2027-05-01", "Zoe", "Al Unknown", "Visit", ""]]
    found = read_file(tmp_path, [[*HEADER[:3], "Status", "Type"], *rows])
    assert reasons(found) == {2: "not_held", 3: "in_future"}
    assert found.unsure.empty and found.team.empty and not said(found, "log_stranger")


def test_guests_with_an_address_alone(tmp_path: Path) -> None:
    header = ["Subject", "Start Date", "Meeting Organizer", "Required Attendees"]
    row = ["Kick-off", "2026-05-04", "Ann Day", "bob@acme.com, eve.ray@acme.com; x@else.org"]
    found = read_file(tmp_path, [header, row])
    assert set(contacts(found)) == {("m1", "p1")}
    assert found.unsure[["text", "id", "reason"]].to_numpy().tolist() == [["eve.ray@acme.com", "p2", "address"]]
    assert [finding.value for finding in said(found, "log_stranger")] == ["x@else.org"]
