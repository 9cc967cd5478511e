"""Who is who: found by themselves only where it is sure, all else proposed, and two records made one without loss."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit import schema
from graphkit.changes import Change, apply, diff, undo
from graphkit.errors import GraphkitError
from graphkit.folder import without_strangers
from graphkit.importing.importer import import_files
from graphkit.merging.identity import match_people
from graphkit.merging.likeness import alike, pairs
from graphkit.merging.proposals import MOST_TWICE, Proposal, duplicates, spelled_twice
from graphkit.merging.unite import unite
from graphkit.model import Account
from tests.strategies import account, accounts

OUTSIDE = Path(__file__).parents[2] / "shared" / "data"
needs_outside = pytest.mark.skipif(not OUTSIDE.is_dir(), reason=f"the real files are not here: no folder {OUTSIDE}")

NAMES = [
    "Ann Lee",
    "Lee, Ann",
    "Anne Lee",
    "A. Lee",
    "Bob Ray",
    "张伟",
    "章薇",
    "Zhang Wei",
    "Wei ZHANG 张伟",
    "Vacant",
    "x",
]


# -- names -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "score", "why"),
    [
        ("Ann Lee", "ann  LEE", 100, "name"),
        ("Ann Lee", "Lee, Ann", 100, "name"),
        ("Jürgen Müller", "Juergen Mueller", 100, "name"),
        ("Jürgen Müller", "MULLER Jurgen", 100, "name"),
        ("Pat O'Brien", "OBrien, Pat", 100, "name"),
        ("Søren Ødegård", "Soren Odegard", 100, "name"),
        ("Jane Doe (On Leave)", "Jane Doe", 100, "name"),
        ("Анна Иванова", "Иванова Анна", 100, "name"),
        ("John Smith", "Jon Smith", 95, "similar"),  # 2 * 9 / 19
        ("John Smith", "J. Smith", 85, "initials"),
        ("Smith, J.", "John Michael Smith", 85, "initials"),
        ("Anna van der Berg", "A van der Berg", 90, "similar"),
        ("张伟", "張偉", 95, "script"),
        ("陈晓红", "陳曉紅", 95, "script"),
        ("張偉", "章薇", 80, "pinyin"),  # 章 and 薇 are in both scripts
        ("张伟", "張维", 80, "pinyin"),  # both scripts mixed
        ("Bob Ray", "Robert Ray", 80, "nickname"),
        ("Ray, Bob", "Robert J. Ray", 80, "nickname"),
        ("Bill Gates", "William Gates", 80, "nickname"),
        ("Kate Moss", "Katherine Moss", 80, "nickname"),
        ("王小明", "王晓明", 80, "pinyin"),
        ("张 伟", "张伟", 100, "name"),
        ("张伟", "Zhang Wei", 95, "pinyin"),
        ("张伟", "Wei Zhang", 95, "pinyin"),
        ("王小明", "Xiao-Ming Wang", 95, "pinyin"),
        ("王小明", "Wang Xiaoming", 95, "pinyin"),
        ("单雄信", "Shan Xiongxin", 95, "pinyin"),  # dan, but not as a surname
        ("欧阳锋", "Ouyang Feng", 95, "pinyin"),
        ("吕布", "Lü Bu", 95, "pinyin"),
        ("张伟（网络部）", "张伟", 100, "name"),
        ("张伟 (Wei Zhang)", "Wei Zhang", 100, "name"),
    ],
)
def test_names_that_may_be_one_persons(one: str, other: str, score: int, why: str) -> None:
    assert pairs([one], [other]) == {(0, 0): (score, why)}
    assert pairs([other], [one]) == {(0, 0): (score, why)}
    assert alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann Lee", "Bob Ray"),
        ("张伟", "李强"),
        ("王明", "李明"),
        ("Bob Ray", "Robert Kay"),
        ("Bob", "Robert"),  # no surname to agree on
        ("Vacant", "Vacant"),
        ("J. Smith", "K. Smith"),
        ("", ""),
    ],
)
def test_names_that_are_not(one: str, other: str) -> None:
    assert pairs([one], [other]) == {}


def test_whether_a_name_may_have_become_another() -> None:
    assert alike("Anna Smith", "Anna Brown")
    assert alike("张伟", "Wei Zhang") and alike("张伟", "Bob Ray")  # other scripts cannot be compared
    assert alike("Ann Lee", "Vacant") and alike("", "Ann Lee")
    assert not alike("Anna Smith", "Tom Brown")
    assert not alike("张伟", "李强")


def test_a_name_that_many_share_tells_nothing() -> None:
    assert len(pairs(["Wei Zhang"] * 30, ["Wei Zhang"])) == 30
    assert pairs(["Wei Zhang"] * 31, ["Wei Zhang"]) == {}


@given(st.lists(st.sampled_from(NAMES), max_size=6), st.lists(st.sampled_from(NAMES), max_size=6))
def test_comparing_names_has_no_direction(ones: list[str], others: list[str]) -> None:
    assert pairs(ones, others) == {(i, j): why for (j, i), why in pairs(others, ones).items()}


# -- who in a file is who in the account -------------------------------------------------------------------------------


def test_found_by_id_then_mail_then_a_unique_name() -> None:
    current = account(
        [
            {"id": "1", "name": "Ann Lee"},
            {"id": "2", "name": "Bob Ray", "email": "bob@x.example"},
            {"id": "3", "name": "Cy Doe", "unit": "North"},
            {"id": "4", "name": "Di Fox", "unit": "North"},
        ]
    )
    file = account(
        [
            {"id": "1", "name": "Ann Brown"},
            {"id": "b", "name": "Robert Ray", "email": "BOB@x.example"},
            {"id": "c", "name": "cy doe"},
            {"id": "d", "name": "Di Fox", "unit": "South"},
        ]
    )
    found = match_people(current, file)
    assert found.found == {"1": "1", "b": "2", "c": "3"}
    assert found.by == {"1": "id", "b": "email", "c": "name"}
    assert found.proposals == (Proposal("d", "4", 70, ("name",)),)  # the unit contradicts: 0.7 x 100


def test_namesakes_are_told_apart_or_not_at_all() -> None:
    current = account([{"id": "1", "name": "张伟", "unit": "网络部"}, {"id": "2", "name": "张伟", "unit": "财务部"}])
    file = account([{"id": "a", "name": "张伟", "unit": "财务部"}])
    found = match_people(current, file)
    assert found.found == {}
    assert found.proposals == (Proposal("a", "2", 80, ("name", "unit")), Proposal("a", "1", 70, ("name",)))


def test_who_shares_a_post_or_a_mailbox_is_not_found_by_it() -> None:
    current = account([{"id": "10", "name": "Ann Lee", "email": "desk@x.example"}])
    file = account(
        [
            {"id": "10", "name": "Tom Moss", "email": "desk@x.example"},
            {"id": "11", "name": "Eve Hart", "email": "desk@x.example"},
        ]
    )
    assert match_people(current, file).found == {}


def test_one_person_in_two_posts_stays_two() -> None:
    twice = account(
        [{"id": "1", "name": "Ann Lee", "title": "Buyer"}, {"id": "2", "name": "Ann Lee", "title": "Clerk"}]
    )
    assert match_people(twice, twice).found == {"1": "1", "2": "2"}
    assert duplicates(twice) == (Proposal("1", "2", 70, ("name",)),)


def test_a_name_does_not_bring_back_who_has_left() -> None:
    current = account([{"id": "1", "name": "Ann Lee", "left_on": "2026-01-01"}])
    found = match_people(current, account([{"id": "9", "name": "Ann Lee"}]))
    assert (found.found, [p.other for p in found.proposals]) == ({}, ["1"])


def test_everything_that_agrees_raises_the_score() -> None:
    """0.7 x 95 + 10 each for unit, title and manager; + 30 for the e-mail, which alone would be enough."""
    boss = {"id": "b", "name": "The Boss"}
    one = {"name": "张伟", "unit": "North", "title": "Buyer", "reports_to": "b", "email": "w@x.example"}
    other = one | {"id": "2", "name": "Wei Zhang", "unit": "north"}
    twice = account([boss, one | {"id": "1"}, other])
    assert duplicates(twice) == (Proposal("1", "2", 100, ("pinyin", "email", "unit", "title", "reports_to")),)
    apart = account([boss, one | {"id": "1"}, other | {"email": "v@x.example"}])
    assert duplicates(apart)[0].score == round(66.5 + 30 - 20)


def test_managers_are_compared_by_who_they_are() -> None:
    current = account([{"id": "1", "name": "The Boss"}, {"id": "2", "name": "张伟", "reports_to": "1"}])
    file = account([{"id": "x", "name": "The Boss"}, {"id": "y", "name": "Zhang Wei", "reports_to": "x"}])
    assert match_people(current, file).proposals == (Proposal("y", "2", 76, ("pinyin", "reports_to")),)


def test_what_a_person_decides_goes_before_all_else() -> None:
    current = account([{"id": "1", "name": "Ann Lee"}, {"id": "2", "name": "Bob Ray"}])
    found = match_people(current, current, decided={"1": "2", "2": ""})
    assert (found.found, found.by, found.proposals) == ({"1": "2"}, {"1": "decided"}, ())
    with pytest.raises(GraphkitError, match="Both '1' and '2' of the file are said to be 2"):
        match_people(current, current, decided={"1": "2", "2": "2"})
    with pytest.raises(GraphkitError, match="Unknown person 'ghost'"):
        match_people(current, current, decided={"ghost": "2"})


def test_proposals_are_left_out_unasked_where_they_take_long() -> None:
    current = account([{"id": f"c{n}", "name": "Ann Lee"} for n in range(5000)])
    file = account([{"id": f"f{n}", "name": "Bob Ray"} for n in range(5001)])
    found = match_people(current, file)
    assert (found.proposals, found.compared) == ((), False)
    assert match_people(current, file, propose=True).compared


@given(accounts(), accounts())
def test_nobody_is_found_twice_and_whoever_is_found_is_not_proposed(current: Account, file: Account) -> None:
    found = match_people(current, file)
    assert len(set(found.found.values())) == len(found.found)
    assert set(found.found) <= set(file.positions) and set(found.found.values()) <= set(current.positions)
    assert not {p.one for p in found.proposals} & set(found.found)
    assert not {p.other for p in found.proposals} & set(found.found.values())
    assert all(0 <= p.score <= 100 for p in found.proposals)


def proposed(current: Account, file: Account) -> list[tuple[str, str, str]]:
    """Who may be whom, and why, in the words of the screen."""
    return [(p.one, p.other, p.why.say("en")) for p in match_people(current, file).proposals]


@pytest.mark.parametrize(
    ("one", "other"), [("Bob Ray", "Robert Ray"), ("Bill Fox", "William Fox"), ("Kate Moss", "Katherine Moss")]
)
def test_a_name_for_short_is_proposed_with_the_post_or_the_manager(one: str, other: str) -> None:
    """0.7 x 80 + 10 for the title or the manager = 66."""
    boss = {"id": "1", "name": "The Boss"}
    for same in ({"title": "Buyer"}, {"reports_to": "1"}):
        current = account([boss, {"id": "2", "name": one} | same])
        file = account([boss, {"id": "9", "name": other} | same])
        (found,) = match_people(current, file).proposals
        assert (found.one, found.other, found.score, found.reasons) == ("9", "2", 66, ("nickname", *same))
    other_post = account([boss, {"id": "9", "name": other, "title": "Clerk"}])
    assert match_people(account([boss, {"id": "2", "name": one, "title": "Buyer"}]), other_post).proposals == ()


def test_every_proposal_says_why_and_what_speaks_against_it() -> None:
    current = account(
        [
            {"id": "1", "name": "Ann Lee", "unit": "North"},
            {"id": "2", "name": "John Smith", "email": "j@x.example", "title": "CFO"},
            {"id": "Kate Moss", "name": "Kate Moss", "title": "Buyer"},
        ]
    )
    file = account(
        [
            {"id": "7", "name": "Ann Lee", "unit": "South"},
            {"id": "8", "name": "Jon Smith", "email": "k@x.example", "title": "CFO", "unit": "Board"},
            {"id": "9", "name": "Katherine Moss", "title": "buyer"},
        ]
    )
    assert proposed(current, file) == [
        ("7", "1", "same name, another id, another unit"),
        ("9", "Kate Moss", "one name is short for the other, same title"),
    ]
    mailed = file.with_(people=file.people.assign(email=""))
    assert ("8", "2", "name alike at 0.95, same title, another id") in proposed(current, mailed)
    assert match_people(current, mailed).proposals[0].why.say("zh") == "姓名相似度 0.95、职务相同、编号不同"


def test_a_namesake_with_an_id_of_their_own_does_not_take_a_post_away() -> None:
    """Found when 7 was vacant here, whoever bears the same name at 8; and so with the next file too."""
    current = account([{"id": "7", "name": "Vacant"}, {"id": "8", "name": "Ann Lee", "title": "Buyer"}])
    file = account([{"id": "7", "name": "Ann Lee", "title": "CFO"}, {"id": "8", "name": "Ann Lee", "title": "Buyer"}])
    assert match_people(current, file).found == {"7": "7", "8": "8"}


# -- one file, one person in two spellings -----------------------------------------------------------------------------


def spelled(content: str) -> list[tuple[str, int | None]]:
    """What an import says of people who may stand in the file twice."""
    read = import_files([("people.csv", content.encode())])
    assert len(read.account.people) == content.strip().count("\n"), "nobody is made one with somebody else unasked"
    return [(finding.message, finding.row) for finding in read.findings if finding.code == "spelled_twice"]


@pytest.mark.parametrize(
    ("one", "other", "score", "why"),
    [
        ("张伟", "張偉", 66, "same name in traditional characters"),
        ("Jon Smith", "John Smith", 66, "name alike at 0.95"),
        ("Müller Jan", "Jan Mueller", 70, "same name"),
        ("LI Na", "Na Li", 70, "same name"),
        ("李娜", "Li Na", 66, "same sound (pinyin)"),
    ],
)
def test_one_person_in_two_spellings_is_asked_about(one: str, other: str, score: int, why: str) -> None:
    said = "{} and {} could be the same person: {} of 100 ({}). They are kept apart until you say so."
    either = [(said.format(one, other, score, why), 2)], [(said.format(other, one, score, why), 4)]
    assert spelled(f"name\n{one}\nZoltan Quux\n{other}\n") in either


def test_the_post_says_whether_two_spellings_may_be_one_person() -> None:
    head = "id,name,title,unit,email\n"
    (same_unit,) = spelled(head + "1,Jon Smith,CFO,Finance,\n2,John Smith,Head of finance,Finance,\n")
    assert "name alike at 0.95, same unit, another id, another title" in same_unit[0]
    (same_post,) = spelled(head + "1,李娜,总监,,\n2,Li Na,总监,网络部,\n")
    assert "same sound (pinyin), same title, another id" in same_post[0]
    for one, other in [
        ("CFO,Finance,", "Clerk,Sales,"),
        ("CFO,,", "Clerk,,"),
        (",Finance,", ",Sales,"),
        (",,a@x.example", ",,b@x.example"),
    ]:
        assert spelled(head + f"1,Jon Smith,{one}\n2,John Smith,{other}\n") == []
    assert spelled(head + "1,Ann Lee,,,\n2,Ann Lee,,,\n") == [], "the same name is named already"
    assert spelled("id,name\n172,\n72,\n") == [], "a number in place of a name is none"


def test_of_many_in_two_spellings_a_hundred_are_named() -> None:
    many = "".join(f"Jo{a}{b} Kwelder,{a}{b}\nJo{a}{b} Kwelders,{a}{b}\n" for a in "aeioubcdfg" for b in "klmnprstvwxz")
    read = import_files([("people.csv", f"name,unit\n{many}".encode())])
    codes = [finding.code for finding in read.findings]
    assert codes.count("spelled_twice") == 100
    (more,) = [finding for finding in read.findings if finding.code == "more_alike"]
    assert more.params["n"] == len(duplicates(read.account)) - 100 > 0


def test_a_very_long_file_says_that_nobody_was_compared() -> None:
    many = account([{"id": str(n), "name": "Ann"} for n in range(MOST_TWICE + 1)])
    assert [finding.code for finding in spelled_twice(many)] == ["names_not_compared"]


@needs_outside
@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("uk_organograms/home_office-2011-09-30-senior.csv", 0),
        ("sourcegraph_team/team_2022-02-21_dangling_managers.csv", 0),
        ("sourcegraph_team/team_2022-04-05_vp_left_16_orphans.csv", 0),
        ("tool_samples/adventureworks_vEmployee.csv", 0),
        ("tool_samples/adventureworks_vEmployeeDepartment.csv", 0),
        ("tool_samples/adventureworks_Employee.csv", 0),
    ],
)
def test_real_files_are_not_flooded(name: str, most: int) -> None:
    read = import_files([(name, (OUTSIDE / name).read_bytes())])
    found = [finding.message for finding in read.findings if finding.code == "spelled_twice"]
    print(f"{len(read.account.people)} people, {len(found)} may be the same: {found}")
    assert len(found) <= most


# -- two records as one ------------------------------------------------------------------------------------------------


@given(accounts(min_people=2))
def test_what_named_the_one_names_the_other(before: Account) -> None:
    keep, drop = before.people["id"].iloc[[1, 0]]
    found = unite(before, keep, drop)
    assert set(found.account.positions) == set(before.positions) - {drop}
    assert without_strangers(found.account)[1] == []
    for table in schema.TABLES:
        text = schema.to_text(found.account.table(table.name), table)
        for column in (column for column in table.columns if column.refers_to == "people"):
            assert not text[column.name].map(schema.split_ids).map(lambda ids: drop in ids).any()
    assert found.account.decision().target == keep
    assert apply(found.account, undo(diff(before, found.account))) == before


@given(accounts(min_people=2))
def test_no_cell_of_two_records_is_lost(before: Account) -> None:
    keep, drop = before.people["id"].iloc[[0, 1]]
    found = unite(before, keep, drop)
    for table in (schema.PEOPLE, schema.CONTACTS):
        key = table.key[-1]
        old = schema.to_text(before.table(table.name), table)
        new = schema.to_text(found.account.table(table.name), table)
        told = {(c.key, c.column, side) for c in found.conflicts for side in (c.ours, c.file)}
        fallen = {(c.key[0], c.column) for c in found.removed}
        for _, row in old[old[key].isin([keep, drop])].iterrows():
            place = tuple(keep if name == key else row[name] for name in table.key)
            (now,) = (r for _, r in new.iterrows() if tuple(r[name] for name in table.key) == place)
            for column in set(table.names) - set(table.key):
                cell = row[column].replace(drop, keep) if table.column(column).refers_to == "people" else row[column]
                assert cell in ("", now[column]) or (place, column, cell) in told or (row[key], column) in fallen


@given(accounts(min_people=2))
def test_no_tie_is_lost_but_those_between_the_two(before: Account) -> None:
    keep, drop = before.people["id"].iloc[[0, 1]]
    found = unite(before, keep, drop)
    ends = [(row[0].replace(drop, keep), row[1].replace(drop, keep), row[2]) for row in before.ties.to_numpy().tolist()]
    fallen = [c.key for c in found.removed if c.table == "ties"]
    expected = {
        (source, target, kind)
        for (source, target, kind), row in zip(ends, before.ties.to_numpy().tolist(), strict=True)
        if tuple(row[:3]) not in fallen
    }
    assert {tuple(row[:3]) for row in found.account.ties.to_numpy().tolist()} == expected
    assert all({key[0], key[1]} == {keep, drop} for key in fallen)


def test_uniting_two_records_by_hand() -> None:
    before = account(
        [
            {"id": "k", "name": "Wei Zhang", "title": "Buyer", "reports_to": "d", "support": "1"},
            {"id": "d", "name": "张伟", "email": "w@x.example", "reports_to": "b", "dotted_to": "k;b", "support": "2"},
            {"id": "b", "name": "Boss", "reports_to": "d"},
        ],
        ties=[
            {"source": "k", "target": "d", "kind": "friend"},
            {"source": "d", "target": "b", "kind": "rival", "strength": "2"},
            {"source": "k", "target": "b", "kind": "rival", "strength": "4"},
        ],
        team=[{"id": "m", "name": "Kim"}, {"id": "n", "name": "Lou"}],
        contacts=[
            {"member": "m", "person": "k", "trust": "1"},
            {"member": "m", "person": "d", "trust": "3", "note": "old friends"},
            {"member": "n", "person": "d", "trust": "2"},
        ],
        stances=[{"decision": "x", "person": "d", "power": "4"}],
        needs=[{"id": "1", "person": "d", "need": "time"}],
        meetings=[{"date": "2026-05-05", "member": "m", "person": "d", "outcome": "good"}],
        decisions=[{"id": "x", "target": "d", "committee": ("d", "k", "b")}],
    )
    found = unite(before, "k", "d")
    person = found.account.person("k")
    assert (person.name, person.email, person.reports_to, person.dotted_to) == ("Wei Zhang", "w@x.example", "b", ("b",))
    assert found.account.person("b").reports_to == "k"
    assert found.account.ties[["source", "target", "strength"]].to_numpy().tolist() == [["k", "b", 4]]
    contacts = found.account.contacts[["member", "person", "trust", "note"]].to_numpy().tolist()
    assert contacts == [["m", "k", 1, "old friends"], ["n", "k", 2, ""]]
    assert [found.account.table(t)["person"].tolist() for t in ("stances", "needs", "meetings")] == [["k"]] * 3
    assert (found.account.decision("x").target, found.account.decision("x").committee) == ("k", ("k", "b"))
    told = {(c.table, c.column, c.ours, c.file) for c in found.conflicts}
    assert told == {
        ("people", "name", "Wei Zhang", "张伟"),
        ("people", "support", "1", "2"),
        ("ties", "strength", "4", "2"),
        ("contacts", "trust", "1", "3"),
    }
    assert found.removed == (
        Change("people", ("k",), "reports_to", "d", ""),
        Change("people", ("d",), "dotted_to", "k;b", "b"),
        Change("ties", ("k", "d", "friend"), "", "", None),
    )


@pytest.mark.parametrize(
    ("kept", "dropped", "becomes"),
    [("", "2026-01-01", ""), ("2026-01-01", "", ""), ("2026-01-01", "2026-02-02", "2026-01-01"), ("", "", "")],
)
def test_if_either_is_there_the_person_is(kept: str, dropped: str, becomes: str) -> None:
    before = account([{"id": "k", "name": "Ann", "left_on": kept}, {"id": "d", "name": "Ann", "left_on": dropped}])
    found = unite(before, "k", "d")
    assert schema.to_text(found.account.people, schema.PEOPLE)["left_on"].tolist() == [becomes]
    assert {c.column for c in found.conflicts} == ({"left_on"} if kept != dropped else set())


def test_only_two_people_can_be_united() -> None:
    twice = account([{"id": "1", "name": "Ann"}, {"id": "2", "name": "Ann"}])
    with pytest.raises(GraphkitError, match="'1' cannot be united with themselves"):
        unite(twice, "1", "1")
    with pytest.raises(GraphkitError, match="Unknown person '3'"):
        unite(twice, "1", "3")
