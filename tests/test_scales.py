"""Words and numbers of every origin on our scales, what stays blank, and what nobody but the user can say."""

from __future__ import annotations

import json
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit import schema
from graphkit.errors import GraphkitError
from graphkit.files.tables import Sheet, read_table
from graphkit.importing.importer import Import, import_files, read_contacts
from graphkit.importing.remember import recall, remember
from graphkit.importing.scales import Scale, apply, chosen, parse_scale, recognise
from tests.strategies import account


def scale(field: str, *values: str, header: str = "") -> Scale:
    return recognise(pd.Series(values, dtype="str"), schema.PEOPLE.column(field), header or field)


def read(field: str, values: list[str], header: str = "", **options: object) -> Import:
    """A file with a column of these values."""
    rows = [["id", header or field], *([f"p{i}", value] for i, value in enumerate(values))]
    text = "\n".join("\t".join(row) for row in rows)
    return import_files([("x.tsv", text.encode())], **options)  # type: ignore[arg-type]


def column(found: Import, field: str) -> list[float | None]:
    table = found.account.people.assign(row=found.account.people["id"].str[1:].astype(int)).sort_values("row")
    return [None if pd.isna(value) else value for value in table[field]]


def codes(found: Import) -> set[str]:
    return {f.code for f in found.findings} & {
        "words_read", "scale_read", "scale_unsure", "scale_unknown", "scale_chosen", "scale_part_used", "bad_number"
    }  # fmt: skip


ALTIFY_POWER = ["Inner Circle", "Political Structure", "Outside Political Structure"]
ALTIFY_SUPPORT = ["Mentor", "Supporter", "Neutral", "Non-Supporter", "Enemy"]


# -- what is certain ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "header", "values", "ours", "said"),
    [
        ("power", "Power", ["1", "5", "3.0", "2.5"], [1, 5, 3, 2.5], set()),
        ("power", "Power", ["1", "5", "2,5"], [1, 5, 2.5], {"words_read"}),
        ("support", "Support", ["-2", "+2", "0", "-1.5"], [-2, 2, 0, -1.5], set()),
        ("influence", "Influence", ["High", "medium", "LOW", "h"], [5, 3, 1, 5], {"words_read"}),
        ("influence", "影响力", ["高", "中", "低"], [5, 3, 1], {"words_read"}),
        ("influence", "Influence", ["very high", "High", "Medium", "Low", "Very Low"], [5, 4, 3, 2, 1], {"words_read"}),
        ("influence", "影响程度", ["高", "较高", "一般", "较低", "低"], [5, 4, 3, 2, 1], {"words_read"}),
        ("power", "Political Status", ALTIFY_POWER, [5, 3, 1], {"words_read"}),
        ("support", "Support", ALTIFY_SUPPORT, [2, 1, 0, -1, -2], {"words_read"}),
        ("support", "态度", ["支持", "中立", "反对"], [1, 0, -2], {"words_read"}),
        ("support", "态度", ["强烈支持", "支持", "反对", "强烈反对"], [2, 1, -1, -2], {"words_read"}),
        ("power", "Power", ["0", "5", "10", "7.5"], [1, 3, 5, 4], {"scale_read"}),
        ("power", "Power", ["1", "10", "5.5"], [1, 5, 3], {"scale_read"}),
        ("power", "Power", ["5", "100", "50"], [1.2, 5, 3], {"scale_read"}),
        ("power", "Power", ["80 %", "100%", "0%"], [4.2, 5, 1], {"scale_read"}),
        ("power", "Power", ["7/10", "2/10"], [3.8, 1.8], {"scale_read"}),
        ("power", "Power", ["0.25", "1", "0.5"], [2, 5, 3], {"scale_read"}),
        ("power", "Power (1-3)", ["1", "2", "3"], [1, 3, 5], {"scale_read"}),
        ("power", "Power (1-5)", ["1", "2"], [1, 2], set()),
        ("power", "Power (2024-2025)", ["1", "2"], [1, 2], set()),
        ("power", "权力（0～10分）", ["4", "8"], [2.6, 4.2], {"scale_read"}),
        ("power", "Power", ["1 - Low", "5 - High", "4分"], [1, 5, 4], {"words_read"}),
        ("support", "Support", ["-5", "5", "0", "2.5"], [-2, 2, 0, 1], {"scale_read"}),
        ("support", "Support (-10 to 10)", ["-5", "4"], [-1, 0.8], {"scale_read"}),
    ],
)  # fmt: skip
def test_a_certain_scale_is_read_and_said(
    field: str, header: str, values: list[str], ours: list[float], said: set[str]
) -> None:
    found = read(field, values, header)
    assert column(found, field) == ours and codes(found) == said
    assert found.scales[field].is_sure and not found.scales[field].is_chosen
    for language in ("en", "zh"):
        assert found.scales[field].say(language)
        assert all(finding.say(language) for finding in found.findings)


@pytest.mark.parametrize("field", ["power", "influence", "support"])
def test_unknown_is_blank_and_never_neutral(field: str) -> None:
    words = ["N/A", "unknown", "-", "未知", "TBD", "?", "n/d", "不详", "none", "Not Set", "", "—", "nan"]
    found = read(field, ["1", *words, *["2"] * len(words)])
    assert column(found, field) == [1, *[None] * len(words), *[2] * len(words)] and "bad_number" not in codes(found)


@given(st.lists(st.integers(0, 100), min_size=1, max_size=8))
def test_numbers_keep_their_order_and_their_ends(numbers: list[int]) -> None:
    found = scale("influence", "0", "100", *map(str, numbers))
    pairs = sorted((float(value), float(ours)) for value, ours in found.pairs.items())
    assert pairs[0] == (0, 1) and pairs[-1] == (100, 5)
    assert all(one[1] < two[1] for one, two in pairwise(pairs))


@given(st.lists(st.sampled_from(["", "1", "2.5", "5", "High", "low", "N/A", "?", "中", "7", "wat"]), max_size=12))
def test_a_scale_covers_its_column_and_its_order_is_irrelevant(values: list[str]) -> None:
    found = scale("power", *values)
    assert set(found.table["value"]) == set(values) - {""}
    assert int(found.table["rows"].sum()) == sum(value != "" for value in values)
    again = scale("power", *reversed(values))
    assert again.table.equals(found.table) and (again.kind, again.is_sure) == (found.kind, found.is_sure)
    for before, after in zip(values, apply(found, pd.Series(values, dtype="str")), strict=True):
        assert after in (before, "", found.pairs.get(before)) and (found.is_applied or after in ("", before))


# -- what is not certain -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "values", "proposal"),
    [
        ("support", ["1", "3", "5"], {"1": "-2", "3": "0", "5": "2"}),  # is 1 an opponent, or a supporter?
        ("support", ["1", "2", "3"], {"1": "-2", "2": "0", "3": "2"}),
        ("support", ["0", "10", "5"], {"0": "-2", "5": "0", "10": "2"}),
        ("support", ["50%", "100%"], {"50%": "0", "100%": "2"}),
        ("support", ["High", "Medium", "Low"], {"High": "2", "Medium": "0", "Low": "-2"}),
        ("power", ["0", "3", "5"], {"0": "1", "3": "3.4", "5": "5"}),  # is 0 none, or never rated?
        ("power", ["2", "7", "8"], {"2": "1.44", "7": "3.67", "8": "4.11"}),  # of 10?
        ("power", ["0", "0", "0", "10"], {"0": "1", "10": "5"}),
        ("support", ["-3", "4", "-4"], {"-4": "-1.6", "-3": "-1.2", "4": "1.6"}),
    ],
)
def test_what_may_mean_two_things_stays_blank_until_somebody_says(
    field: str, values: list[str], proposal: dict[str, str]
) -> None:
    found = read(field, values)
    assert column(found, field) == [None] * len(values) and codes(found) == {"scale_unsure"}
    assert found.scales[field].pairs == proposal and not found.scales[field].is_applied
    agreed = read(field, values, scales={field: {}})
    assert column(agreed, field) == [float(proposal[value]) for value in values]
    assert codes(agreed) == {"scale_chosen"} and agreed.scales[field].is_chosen
    (warning,) = (finding for finding in found.findings if finding.code == "scale_unsure")
    assert warning.severity == "warning" and all(f"{a} = {b}" in warning.message for a, b in proposal.items())


def test_one_number_too_large_makes_a_question_of_a_scale_that_looks_like_ours() -> None:
    values = ["1", "2", "3", "4"] * 5 + ["9"]
    found = read("power", values)
    assert codes(found) == {"scale_unsure", "bad_number"} and column(found, "power") == [None] * 21
    ours = read("power", values, scales={"power": {}})
    assert column(ours, "power") == [float(value) for value in values[:-1]] + [None]


def test_numbers_on_no_scale_are_blank() -> None:
    found = read("power", ["120", "5000"], mapping={"power": "power"})
    assert codes(found) == {"scale_unknown"} and column(found, "power") == [None, None]
    assert found.scales["power"].say("en") == "numbers on an unknown scale"
    said = read("power", ["120", "5000"], mapping={"power": "power"}, scales={"power": {"120": "2"}})
    assert column(said, "power") == [2, None]


def test_many_ratings_on_the_lower_part_of_our_scale_are_read_and_questioned() -> None:
    few, many = read("power", ["1", "2", "3"] * 3), read("power", ["1", "2", "3"] * 7)
    assert codes(few) == set() and codes(many) == {"scale_part_used"}
    assert column(many, "power") == [1, 2, 3] * 7
    assert codes(read("support", ["-1", "1", "2"] * 7)) == set()


# -- the user's word ---------------------------------------------------------------------------------------------------


def test_any_pair_can_be_changed_and_the_others_stay() -> None:
    found = read("influence", ["High", "Low", "Low"], scales={"influence": {"Low": "2"}})
    assert column(found, "influence") == [5, 2, 2] and codes(found) == {"scale_chosen"}
    found = read("influence", ["High", "Low", "Wow"], scales={"influence": {"Low": "", "Wow": "4"}})
    assert column(found, "influence") == [5, None, 4] and "bad_number" not in codes(found)


def test_of_an_uncertain_scale_only_what_was_said_is_kept() -> None:
    found = read("support", ["1", "4", "5"], scales={"support": {"5": "2"}})
    assert column(found, "support") == [None, None, 2]


def test_a_word_that_is_no_value_of_ours_is_refused() -> None:
    with pytest.raises(GraphkitError, match=r"'9' is not a value of power\. Allowed: 1 … 5"):
        read("power", ["1"], scales={"power": {"1": "9"}})
    with pytest.raises(GraphkitError, match=r"'boss' is not a value of role\. Allowed: decision_maker"):
        read("role", ["Influencer"], scales={"role": {"Influencer": "boss"}})


def test_scales_on_the_command_line() -> None:
    assert parse_scale("support=1:-2, 5:2") == ("support", {"1": "-2", "5": "2"})
    assert parse_scale("power=") == ("power", {})
    for wrong, message in (("power", "is not FIELD"), ("power=1", "is not FIELD"), ("size=1:2", "no field 'size'")):
        with pytest.raises(GraphkitError, match=message):
            parse_scale(wrong)


# -- roles -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("Business User", "user"), ("Decision Maker", "decision_maker"), ("Economic Buyer", "decision_maker"),
        ("Economic Decision Maker", "decision_maker"), ("Evaluator", "gatekeeper"), ("Technical Buyer", "gatekeeper"),
        ("Executive Sponsor", "influencer"), ("Influencer", "influencer"), ("Other", ""),  # Salesforce
        ("BUDGET_HOLDER", "decision_maker"), ("DECISION_MAKER", "decision_maker"), ("END_USER", "user"),
        ("EXECUTIVE_SPONSOR", "influencer"), ("LEGAL_AND_COMPLIANCE", "gatekeeper"), ("OTHER", ""),  # HubSpot
        ("Approver", "decision_maker"), ("Procurement", "gatekeeper"), ("User Influencer", "influencer"),
        ("决策人", "decision_maker"), ("使用者", "user"), ("影响者", "influencer"), ("技术把关者", "gatekeeper"),
        ("decision_maker;user", "decision_maker;user"), ("Influencer, End User", "user;influencer"),
    ],
)  # fmt: skip
def test_words_for_roles(word: str, role: str) -> None:
    found = read("role", [word, "gatekeeper", "user"], "Buying Role")
    assert found.account.person("p0").role == tuple(role.split(";") if role else ())
    assert "bad_choices" not in {finding.code for finding in found.findings}


def test_a_stance_in_a_role_column_fills_support_where_there_is_none() -> None:
    text = "id,Buying Role,Support\n1,CHAMPION;INFLUENCER,\n2,BLOCKER,1\n3,教练,\n4,Champion;Blocker,\n"
    found = import_files([("x.csv", text.encode())])
    people = found.account.people.set_index("id")
    assert people["role"].tolist() == ["influencer", "", "", ""] and people["support"].tolist() == [2, 1, 2, -2]
    (said,) = (finding for finding in found.findings if finding.code == "role_is_stance")
    assert said.params["n"] == 3
    not_so = import_files([("x.csv", text.encode())], scales={"role": {"CHAMPION": "user", "教练": ""}})
    assert not_so.account.person("1").role == ("user", "influencer") and not_so.account.person("3").support is None


def test_an_unknown_role_is_named_as_it_stands_in_the_file() -> None:
    found = read("role", ["END_USER", "User", "Influencer;WIZARD"], "Buying Role")
    assert [(f.row, f.value) for f in found.findings if f.code == "bad_choices"] == [(4, "Influencer;WIZARD")]
    assert found.scales["role"].pairs["WIZARD"] == ""
    mended = read(
        "role", ["END_USER", "User", "Influencer;WIZARD"], "Buying Role", scales={"role": {"WIZARD": "gatekeeper"}}
    )
    assert mended.account.person("p2").role == ("gatekeeper", "influencer")


@pytest.mark.parametrize("header", ["是否关键决策人", "Decision Maker", "Is decision maker"])
@pytest.mark.parametrize(("yes", "no"), [("是", "否"), ("Yes", "No"), ("TRUE", "FALSE"), ("1", "0"), ("x", "")])
def test_yes_and_no_make_decision_makers(header: str, yes: str, no: str) -> None:
    text = f"id,{header},Buying Role\n1,{yes},\n2,{no},End User\n3,{yes},End User\n4,,\n"
    people = import_files([("x.csv", text.encode())]).account.people
    assert people["role"].tolist() == ["decision_maker", "user", "decision_maker;user", ""]


# -- remembered --------------------------------------------------------------------------------------------------------

FILE = "Who,Rank,Standing\nAnn,3,1\nBob,1,5\n"


def sheet(text: str, name: str = "x.csv") -> Sheet:
    return read_table(text.encode(), name)


def test_what_was_confirmed_is_read_the_same_way_next_time() -> None:
    told = {"Who": "name", "Rank": "power", "Standing": "support"}
    first = import_files([sheet(FILE)], mapping=told, scales={"support": {"1": "-1", "5": "2"}})
    entry = json.loads(json.dumps(remember(first.sheet, first.mapping, first.scales)))
    later = "STANDING,who,Rank\n5,Cy,2\n1,Dee,\n4,Ed,1\n"
    again = import_files([sheet(later)], remembered=[entry])
    assert again.remembered and set(again.mapping.reasons) == {"remembered"}
    assert again.account.people["name"].tolist() == ["Cy", "Dee", "Ed"]
    support = again.account.people["support"]
    assert support[:2].tolist() == [2, -1] and pd.isna(support[2])  # nobody said what 4 is
    corrected = import_files([sheet(later)], remembered=[entry], mapping={"Rank": ""})
    assert corrected.account.people["power"].isna().all() and "user" in corrected.mapping.reasons


def test_only_a_file_with_the_same_columns_is_remembered() -> None:
    first = import_files([sheet(FILE)], mapping={"Who": "name"})
    entry = remember(first.sheet, first.mapping, first.scales)
    assert recall([entry], sheet("who,rank\nAnn,1\n")) is None
    assert recall([], sheet(FILE)) is None
    assert recall([entry], sheet(FILE)) == entry


def test_a_file_that_was_first_read_wrongly_is_recognised_by_how_it_looked_then() -> None:
    content = "姓名,职位\n张伟,经理\n".encode("gb18030")
    detected = read_table(content, "x.csv", encoding="latin-1")
    right = read_table(content, "x.csv", encoding="gb18030")
    first = import_files([right])
    entry = remember(right, first.mapping, first.scales, detected=detected)
    found = recall([entry], read_table(content, "y.csv", encoding="latin-1"))
    assert found is not None and found["reading"]["encoding"] == "gb18030"
    assert chosen(scale("power", "1"), {}).is_chosen


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("Coverage", ["No Contact", "Brief Contact", "Multiple Contacts", "In Depth"]),
        ("ALTF__Coverage__c", ["No contact", "Brief contact", "Multiple contacts", "In-depth"]),
        ("信任", ["无", "安全", "价值", "依赖"]),
    ],
)
def test_words_for_how_well_we_know_somebody(header: str, words: list[str]) -> None:
    org = account([{"id": f"p{i}", "name": f"N{i}"} for i in range(5)], team=[{"id": "m", "name": "M"}])
    rows = [f"m,p{i},{word}" for i, word in enumerate([*words, "Unknown"])]
    after, findings = read_contacts(sheet("\n".join([f"member,person,{header}", *rows])), org)
    assert after.contacts["trust"].tolist()[:4] == [0, 1, 2, 3] and pd.isna(after.contacts["trust"][4])
    assert not {"bad_number", "column_not_read"} & {finding.code for finding in findings}


def test_what_is_not_on_the_files_scale_is_unknown_and_named() -> None:
    read = import_files([("p.csv", b"name,Support (1-10),Influence (1-10)\nA,8,10\nB,0,0\nC,5,5\nD,9,7\n")])
    assert read.account.people["support"].isna().all(), "0 of 1 to 10 is not our neutral"
    assert read.account.person("B").influence is None
    said = {finding.column: finding.value for finding in read.findings if finding.code == "off_scale"}
    assert said == {"Support (1-10)": "0", "Influence (1-10)": "0"}


def test_a_stance_that_is_never_against_is_named() -> None:
    read = import_files([("p.csv", b"name,support\nA,2\nB,1\nC,2\n")])
    assert [finding.code for finding in read.findings if finding.column == "support"] == ["scale_part_used"]


def test_a_dash_beside_a_champion_stays_unknown() -> None:
    read = import_files([("p.csv", b"name,role,support\nA,Champion,-\nB,Champion,\n")])
    assert (read.account.person("A").support, read.account.person("B").support) == (None, 2)
