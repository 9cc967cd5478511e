"""LinkedIn connections: whom a colleague has linked, and what is a question."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphkit import schema
from graphkit.errors import GraphkitError
from graphkit.logs.connections import read_connections
from graphkit.logs.log import Hints
from graphkit.logs.proposals import Proposal, accept
from tests.log_samples import ACME, TODAY, contacts, log_file, proposal, reasons, said

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
    asked = found.unsure[["text", "detail", "id", "reason", "score"]].to_numpy().tolist()
    assert asked == [
        ["Eve Ray", "Other Corp", "p2", "other_company", 1.0],
        ["Sam Poe", "", "p5", "namesakes", 1.0],
        ["Sam Poe", "", "p6", "namesakes", 1.0],
        ["Wei Zhang", "ACME", "p3", "pinyin", 0.95],
    ]
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


def test_who_may_be_meant_is_named_with_the_reason(tmp_path: Path) -> None:
    """By name, title where a name is not enough, and never by id alone."""
    titled = ACME.with_(people=ACME.people.assign(title=["", "", "", "", "Buyer", "Chemist"]))
    text = "Sam,Poe,u,,,,12 Mar 2024\nEve,Ray,u,,Other Corp,,12 Mar 2024\nEvee,Ray,u,,Acme,,12 Mar 2024\n"
    log = log_file(tmp_path, LINKEDIN + text, "Connections.csv")
    found = read_connections(log, titled, today=TODAY, hints=Hints(member="m1"))
    messages = {finding.value: finding.message for finding in found.findings if finding.code.startswith("unsure_")}
    assert messages == {
        "Sam Poe": "'Sam Poe' is the name of several people: Sam Poe (Buyer), Sam Poe (Chemist). "
        "Say who is meant; until then the row is left out.",
        "Eve Ray": "'Eve Ray' at 'Other Corp' has the name of Eve Ray, but works at another company. "
        "Say who is meant; until then the row is left out.",
        "Evee Ray": "'Evee Ray' is spelled like Eve Ray (alike by 93%). "
        "Say who is meant; until then the row is left out.",
    }
    told = read_connections(log, titled, today=TODAY, hints=Hints(member="m1", who={"Sam Poe": "p6"}))
    assert set(contacts(told)) == {("m1", "p6")}


def test_titles_and_degrees_are_looked_past_and_said(tmp_path: Path) -> None:
    text = (
        'Eve,"Ray, MBA, PhD",u,,Acme,,12 Mar 2024\nCy,Moss CPA,u,,Acme,,12 Mar 2024\nDr. Bob,Lee,u,,Acme,,12 Mar 2024\n'
    )
    log = log_file(tmp_path, LINKEDIN + text + "伟,张,u,,Acme,,12 Mar 2024\n", "Connections.csv")
    found = read_connections(log, ACME, today=TODAY, hints=Hints(member="m1"))
    assert set(contacts(found)) == {("m1", p) for p in ("p1", "p2", "p3", "p4")} and found.unsure.empty
    (finding,) = said(found, "titles_looked_past")
    assert finding.params["n"] == 3 and "Eve Ray, MBA, PhD = Eve Ray" in finding.message
