"""E-mail logs: ties and contacts, counted by hand."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest

from graphkit.errors import GraphkitError
from graphkit.logs.dealings import quintile
from graphkit.logs.mail import TIE_KIND, read_mail
from graphkit.logs.proposals import accept
from tests.log_samples import ACME, TODAY, contacts, proposal, reasons, said, sheet


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
    assert found.unsure[["text", "id", "reason", "score"]].to_numpy().tolist() == [
        ["Sam Poe", "p5", "namesakes", 1.0],
        ["Sam Poe", "p6", "namesakes", 1.0],
        ["eve.ray@acme.com", "p2", "address", 1.0],
    ]
    told = proposal([["sender", "recipients", "sent"], [*rows[6], "2026-05-01"]], who={"eve.ray@acme.com": "p2"})
    assert told.rows_used == 1 and told.unsure.empty
    nobody = proposal([["sender", "recipients", "sent"], [*rows[6], "2026-05-01"]], who={"eve.ray@acme.com": ""})
    assert reasons(nobody) == {2: "unknown_sender"} and nobody.unsure.empty
    with pytest.raises(GraphkitError, match="Unknown person 'p99'"):
        proposal([["sender", "recipients", "sent"], [*rows[6], "2026-05-01"]], who={"eve.ray@acme.com": "p99"})


def test_an_address_that_two_share_is_a_question_about_both() -> None:
    shared = ACME.with_(people=ACME.people.assign(email=["desk@acme.com", "desk@acme.com", "", "", "", ""]))
    log = sheet([["sender", "recipients", "sent"], ["ann@us.com", "desk@acme.com", "2026-05-01"]])
    found = read_mail(log, shared, today=TODAY)
    assert reasons(found) == {2: "several"}
    assert found.unsure[["id", "reason"]].to_numpy().tolist() == [["p1", "shared_email"], ["p2", "shared_email"]]
    assert "belongs to several people: Bob Lee, Eve Ray." in said(found, "unsure_shared_email")[0].message


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
