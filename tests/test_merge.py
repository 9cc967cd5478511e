"""Laws of a second import: nothing is lost, nothing is decided twice, everything can be undone."""

from __future__ import annotations

import datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphkit import schema
from graphkit.changes import Change, apply, diff, undo
from graphkit.errors import GraphkitError
from graphkit.folder import from_files, to_files, without_strangers
from graphkit.importing.importer import import_files
from graphkit.merging.combine import FILE, OURS, Conflict
from graphkit.merging.merge import Merge, merge
from graphkit.merging.moves import Affected, Move, contacts_affected, moves
from graphkit.model import Account
from graphkit.store import Store
from tests.strategies import account, ratings, supports, table

TODAY = datetime.date(2026, 12, 1)
OUTSIDE = Path(__file__).parents[2] / "shared" / "data"
needs_outside = pytest.mark.skipif(not OUTSIDE.is_dir(), reason=f"the real files are not here: no folder {OUTSIDE}")

few = settings(max_examples=10)  # a merge is long work
TEAM = table("team", [{"id": "m1", "name": "Kim"}, {"id": "m2", "name": "Lou"}])
IDS = ["1", "2", "3", "1-2", "Ann Lee"]


@st.composite
def charts(draw: st.DrawFn) -> Account:
    """Accounts of a few people whose ids, names and e-mails may mean others in another account."""
    people = [
        {
            "id": id_,
            "name": draw(st.sampled_from([id_, "Ann Lee", "Ann Lee", "Lee, Ann", "Bob Ray", "张伟", "Vacant"])),
            "email": draw(st.sampled_from(["", "", "a@x.example", "b@x.example"])),
            "title": draw(st.sampled_from(["", "Director", "Buyer"])),
            "unit": draw(st.sampled_from(["", "North", "South"])),
            "reports_to": draw(st.sampled_from(["", *IDS, "nobody"])),
            "dotted_to": draw(st.sampled_from(["", "", *IDS, "1;2"])),
            "left_on": draw(st.sampled_from(["", "", "2026-03-01"])),
            "support": draw(supports),
            "power": draw(ratings),
            "notes": draw(st.sampled_from(["", "a note", "another"])),
        }
        for id_ in draw(st.lists(st.sampled_from(IDS), min_size=1, unique=True))
    ]
    ids = [person["id"] for person in people]
    person = st.sampled_from(ids)
    ties = draw(st.lists(st.tuples(person, person, st.sampled_from(["friend", "rival"]), ratings), max_size=4))
    contacts = draw(st.lists(st.tuples(st.sampled_from(["m1", "m2"]), person, st.sampled_from(["", "1", "2"]))))
    return account(
        people,
        ties=[dict(zip(("source", "target", "kind", "strength"), tie, strict=True)) for tie in ties],
        contacts=[dict(zip(("member", "person", "trust"), contact, strict=True)) for contact in contacts],
        decisions=[{"id": "d", "target": ids[0], "committee": tuple(ids[:2])}],
    ).with_(team=TEAM)


bases = st.none() | charts()


def merged(current: Account, file: Account, base: Account | None = None, **options: object) -> Merge:
    return merge(current, file, base=base, today=TODAY, **options)  # type: ignore[arg-type]


def rows(found: Account, name: str) -> dict[tuple[str, ...], dict[str, str]]:
    declared = schema.BY_NAME[name]
    text = schema.to_text(found.table(name), declared).to_dict("records")
    return {
        tuple(str(row[column]) for column in declared.key): {str(k): str(v) for k, v in row.items()} for row in text
    }


# -- laws --------------------------------------------------------------------------------------------------------------


@few
@given(charts(), charts(), bases)
def test_the_laws_of_a_merge(current: Account, file: Account, base: Account | None) -> None:
    """Each on the same merges, as drawing accounts is what takes long."""
    found = merged(current, file, base)
    the_same_file_again_changes_nothing(found, file, base)
    nothing_the_team_knows_is_lost(found, current)
    every_row_of_the_file_is_somebody_and_whoever_is_named_is_there(found, current, file)
    undo_leads_back(found, current)
    a_persons_word_counts(found, current, file, base)
    what_files_said_is_what_they_wrote(found, file)
    whoever_has_left_is_kept_in_files(found)
    an_account_merged_with_itself_is_itself(file, base)
    moves_back_are_the_moves_turned_round(current, file)


def the_same_file_again_changes_nothing(once: Merge, file: Account, base: Account | None) -> None:
    again = merge(once.account, file, base=base, today=TODAY + datetime.timedelta(1))
    assert again.account is once.account
    assert (again.changed, again.added, again.gone, again.back, again.moves) == ((), (), (), (), ())


def nothing_the_team_knows_is_lost(found: Merge, current: Account) -> None:
    told = {(change.table, change.key, change.column): change for change in found.changed}
    for name in schema.BY_NAME:
        after = rows(found.account, name)
        for key, row in rows(current, name).items():
            for column, cell in row.items():
                change = told.pop((name, key, column), Change(name, key, column, cell, cell))
                assert (change.before, change.after) == (cell, after[key][column])
                assert change.after or not cell or column == "left_on"  # no blank in place of what was known
    assert not told


def every_row_of_the_file_is_somebody_and_whoever_is_named_is_there(
    found: Merge, current: Account, file: Account
) -> None:
    assert without_strangers(found.account)[1] == []
    assert list(found.ids) == list(file.positions)
    assert len(set(found.ids.values())) == len(found.ids)
    assert set(found.ids.values()) | set(current.positions) == set(found.account.positions)
    assert set(found.added) == set(found.account.positions) - set(current.positions)


def undo_leads_back(found: Merge, current: Account) -> None:
    """What is shown before is what the history will say: changed cells of old rows, all else in new rows."""
    changes = diff(current, found.account)
    assert apply(found.account, undo(changes)) == current
    old = {(table, key) for table in schema.BY_NAME for key in rows(current, table)}
    assert {c for c in changes if (c.table, c.key) in old} == set(found.changed)


def a_persons_word_counts(found: Merge, current: Account, file: Account, base: Account | None) -> None:
    for word in (OURS, FILE) if found.conflicts else ():
        after = merged(current, file, base, choices={(*c.key, c.column): word for c in found.conflicts})
        for conflict in found.conflicts:
            cell = rows(after.account, conflict.table)[conflict.key][conflict.column]
            assert cell == (conflict.ours if word == OURS else conflict.file)


def what_files_said_is_what_they_wrote(found: Merge, file: Account) -> None:
    """Cell by cell the last word that is not blank, under the ids of the account."""
    said = rows(found.said, "people")
    for (id_,), cells in rows(file, "people").items():
        kept = said[(found.ids[id_],)]
        assert all(kept[name] == cells[name] for name in ("title", "unit", "email") if cells[name])


def whoever_has_left_is_kept_in_files(found: Merge) -> None:
    assert from_files(to_files(found.account))[0] == found.account


def an_account_merged_with_itself_is_itself(same: Account, base: Account | None) -> None:
    found = merged(same, same, base)
    assert found.account is same
    assert not (found.changed or found.conflicts or found.added or found.gone or found.back or found.moves)


def moves_back_are_the_moves_turned_round(before: Account, after: Account) -> None:
    there, back = moves(before, after), moves(after, before)
    assert {m.person for m in there if m.kind == "joined"} == {m.person for m in back if m.kind == "left"}
    both_known = {(m.person, m.kind, m.before, m.after) for m in there if m.before and m.after}
    assert both_known == {(m.person, m.kind, m.after, m.before) for m in back if m.before and m.after}


@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(charts(), charts())
def test_the_store_keeps_a_merge_as_one_revision(tmp_path: Path, current: Account, file: Account) -> None:
    store = Store(f"sqlite:///{tmp_path / 'accounts.db'}")
    id_ = store.create(current, actor="kim", kind="imported", source=current)
    found = merged(current, file, store.source(id_))
    version = store.save(id_, found.account, version=1, actor="kim", kind="imported", source=found.said)
    assert version == (1 if found.account is current else 2)
    assert store.load(id_, version=1)[0] == current
    assert merged(found.account, file, store.source(id_)).account is found.account


def test_what_was_decided_is_not_asked_again() -> None:
    """The team's word on a conflict stands until a file says something new."""
    first, edited, second, third = titled("Buyer", "Head", "Lead", "Chief")
    found = merged(edited, second, first)
    assert [(c.ours, c.file, c.taken) for c in found.conflicts] == [("Head", "Lead", OURS)]
    again = merged(found.account, second, found.said)
    assert (again.conflicts, again.account) == ((), found.account)
    assert [c.file for c in merged(found.account, third, found.said).conflicts] == ["Chief"]


# -- three sides: what the files said, what the team wrote, what the file says now -------------------------------------

ANN = {"id": "1", "name": "Ann Lee", "title": "Buyer", "phone": "11"}


@pytest.mark.parametrize(
    ("said", "ours", "file", "becomes", "claimed"),
    [
        ("Buyer", "Buyer", "Director", "Director", False),  # only the file has changed
        ("Buyer", "Head", "Buyer", "Head", False),  # only the team has
        ("Buyer", "Head", "Director", "Head", True),  # both have
        ("Buyer", "Head", "Head", "Head", False),  # both have, alike
        ("Buyer", "Buyer", "", "Buyer", False),  # a blank says nothing
        ("Buyer", "Head", "", "Head", False),
        ("", "", "Director", "Director", False),
        ("", "Head", "Director", "Head", True),  # the team filled what the file now fills too
        ("Buyer", "", "Buyer", "", False),  # the team took it out, and the file says nothing new
        ("Buyer", "", "Director", "Director", False),
        (None, "", "Director", "Director", False),
        (None, "Head", "Director", "Director", True),  # nobody knows who wrote it: the chart is the file's
    ],
)
def test_three_sides(said: str | None, ours: str, file: str, becomes: str, claimed: bool) -> None:
    current, imported_, base = (account([ANN | {"title": title or ""}]) for title in (ours, file, said))
    found = merged(current, imported_, None if said is None else base)
    assert found.account.person("1").title == becomes
    word = FILE if said is None else OURS
    assert found.conflicts == ((Conflict("people", ("1",), "title", ours, file, word),) if claimed else ())


def test_without_a_base_what_the_team_knows_is_ours() -> None:
    current = account([ANN | {"support": "1", "notes": "sails", "title": "Buyer"}])
    found = merged(current, account([ANN | {"support": "-1", "notes": "golf", "title": "Head"}]))
    person = found.account.person("1")
    assert (person.support, person.notes, person.title) == (1, "sails", "Head")
    assert {(c.column, c.taken) for c in found.conflicts} == {("support", OURS), ("notes", OURS), ("title", FILE)}


def test_a_person_may_refuse_any_cell() -> None:
    """Also one that nobody contests; it is then shown with what was decided."""
    current = account([ANN])
    found = merged(current, account([ANN | {"title": "Head"}]), current, choices={("1", "title"): OURS})
    assert found.account is current
    assert found.conflicts == (Conflict("people", ("1",), "title", "Buyer", "Head", OURS),)


def test_a_post_that_is_vacant_now_keeps_its_name_until_somebody_decides() -> None:
    current, file = account([ANN]), account([ANN | {"name": "Vacant"}])
    assert merged(current, file, current).account is current
    decided = merged(current, file, current, choices={("1", "name"): FILE})
    assert decided.account.person("1").name == "Vacant"


def test_no_manager_in_a_file_of_managers_is_not_taken_unasked() -> None:
    current = account(
        [ANN | {"reports_to": "2"}, {"id": "2", "name": "Bo", "reports_to": "3"}, {"id": "3", "name": "C"}]
    )
    file = account([ANN, {"id": "2", "name": "Bo", "reports_to": "1"}, {"id": "3", "name": "C"}])
    found = merged(current, file, current)
    assert found.conflicts == (Conflict("people", ("1",), "reports_to", "2", "", OURS),)
    assert merged(current, account([ANN, {"id": "2", "name": "Bo"}, {"id": "3", "name": "C"}]), current).conflicts == ()


def test_a_choice_is_ours_or_the_files() -> None:
    with pytest.raises(GraphkitError, match="'mine' does not say which counts"):
        merged(account([ANN]), account([ANN]), choices={("1", "title"): "mine"})


# -- who came, went and moved ------------------------------------------------------------------------------------------

CHART = [
    {"id": "1", "name": "Ann Lee", "title": "Director"},
    {"id": "2", "name": "Bob Ray", "title": "Buyer", "unit": "North", "reports_to": "1"},
    {"id": "3", "name": "Cy Doe", "title": "Clerk", "reports_to": "2"},
]


def test_people_gone_are_kept_as_left_with_all_that_is_known_of_them() -> None:
    team = [{"id": "m", "name": "Kim"}]
    current = account(
        [*CHART, {"id": "x", "name": "Our Friend"}], team=team, contacts=[{"member": "m", "person": "2", "trust": "2"}]
    )
    file = account([CHART[0], CHART[2] | {"reports_to": "1"}, {"id": "4", "name": "Di Fox", "reports_to": "1"}])
    found = merged(current, file, account(CHART))
    assert (found.added, found.gone, found.back) == (("4",), ("2",), ())
    assert found.account.person("2").left_on == pd.Timestamp(TODAY)
    assert found.account.person("x").left_on is None  # never was in a file
    assert found.account.contacts.equals(current.contacts)
    assert found.moves == (
        Move("2", "left", "Buyer", ""),
        Move("3", "new_manager", "2", "1"),
        Move("4", "joined", "", ""),
    )
    assert contacts_affected(found.account, found.moves) == (Affected("2", ("m",), (Move("2", "left", "Buyer", ""),)),)
    assert merged(current, file, account(CHART), whole=False).gone == ()
    assert merged(current, file, account(CHART), choices={("2", "left_on"): OURS}).gone == ()


def test_without_a_base_gone_is_who_has_a_place_in_the_lines() -> None:
    current = account([*CHART, {"id": "x", "name": "Our Friend"}])
    assert merged(current, account([CHART[0]])).gone == ("2", "3")


def test_who_is_listed_again_is_back_if_a_file_said_they_left() -> None:
    left = [CHART[0], CHART[1] | {"left_on": "2026-06-01"}, CHART[2]]
    found = merged(account(left), account(CHART), account(left))
    assert (found.back, found.account.person("2").left_on) == (("2",), None)
    assert found.moves == (Move("2", "joined", "", "Buyer"),)
    asked = merged(account(left), account(CHART))  # it may be the team that knows better
    assert asked.conflicts == (Conflict("people", ("2",), "left_on", "2026-06-01", "", OURS),)


def test_the_team_says_they_are_still_there() -> None:
    said = account([CHART[0], CHART[1] | {"left_on": "2026-06-01"}, CHART[2]])
    assert merged(account(CHART), account([CHART[0], CHART[2]]), said).gone == ()


def test_moves_are_of_people_who_are_there_and_of_what_was_known() -> None:
    before = account([*CHART, {"id": "5", "name": "Ed", "unit": "North"}, {"id": "6", "name": "Flo", "title": "VP"}])
    after = account(
        [
            CHART[0] | {"reports_to": "6", "unit": "Board"},  # nothing was known: no move
            CHART[1] | {"unit": "NORTH", "title": "Chief Buyer"},
            CHART[2] | {"reports_to": ""},
            {"id": "5", "name": "Ed", "unit": "South", "left_on": "2026-01-01"},
            {"id": "7", "name": "Gus", "title": "CFO"},
        ]
    )
    assert moves(before, after) == (
        Move("2", "new_title", "Buyer", "Chief Buyer"),
        Move("3", "new_manager", "2", ""),
        Move("5", "left", "", ""),
        Move("6", "left", "VP", ""),
        Move("7", "joined", "", "CFO"),
    )


def test_a_contact_without_trust_is_none_of_ours() -> None:
    contacts = [("m1", "1", "1"), ("m2", "1", "3"), ("m1", "2", "0"), ("m1", "3", "")]
    after = account(
        CHART,
        team=[{"id": "m1", "name": "Kim"}, {"id": "m2", "name": "Lou"}],
        contacts=[dict(zip(("member", "person", "trust"), row, strict=True)) for row in contacts],
    )
    happened = [Move(id_, "new_title", "a", "b") for id_ in ("1", "2", "3")]
    found = contacts_affected(after, happened)
    assert [(one.person, one.members) for one in found] == [("1", ("m2", "m1")), ("3", ("m1",))]


# -- ids of the file and ids of the account ----------------------------------------------------------------------------


def test_a_person_under_another_id_keeps_theirs_and_lines_follow() -> None:
    current = account([{"id": "ann", "name": "Ann Lee", "email": "ann@x.example"}, {"id": "bob", "name": "Bob Ray"}])
    file = account(
        [
            {"id": "7", "name": "Lee, Ann", "email": "Ann@X.example"},
            {"id": "8", "name": "Robert Ray", "reports_to": "7", "dotted_to": "7;9"},
            {"id": "9", "name": "Cy", "reports_to": "8"},
        ],
        ties=[{"source": "7", "target": "8", "kind": "friend"}],
    )
    found = merged(current, file, matches={"8": "bob"})
    assert found.ids == {"7": "ann", "8": "bob", "9": "9"}
    assert (found.account.person("bob").reports_to, found.account.person("bob").dotted_to) == ("ann", ("ann", "9"))
    assert found.account.person("9").reports_to == "bob"
    assert found.account.ties[["source", "target"]].to_numpy().tolist() == [["ann", "bob"]]


def test_a_post_that_passed_to_somebody_else_is_somebody_else() -> None:
    """The successor gets a number; the one before has left, and what we knew of them stays theirs."""
    current = account([CHART[0], CHART[1] | {"support": "2", "email": "head@x.example"}, CHART[2]])
    file = account([CHART[0], CHART[1] | {"name": "Eve Moss", "email": "head@x.example"}, CHART[2]])
    found = merged(current, file, current)
    assert (found.ids["2"], found.added, found.gone) == ("2-2", ("2-2",), ("2",))
    assert (found.account.person("2").support, found.account.person("2-2").support) == (2, None)
    assert found.account.person("3").reports_to == "2-2"
    assert [(p.one, p.other, "id" in p.reasons) for p in found.matches.proposals] == [("2", "2", True)]
    renamed = merged(current, file, current, matches={"2": "2"})
    assert (renamed.added, renamed.account.person("2").name) == ((), "Eve Moss")


def test_decisions_of_a_file_come_along_under_the_ids_of_the_account() -> None:
    current = account([{"id": "ann", "name": "Ann Lee"}], decisions=[{"id": "d", "target": "ann", "name": "ours"}])
    new = [{"id": "d", "target": "7"}, {"id": "e", "target": "7", "committee": ("7", "ghost")}]
    found = merged(current, account([{"id": "7", "name": "Ann Lee"}], decisions=new))
    assert found.account.decisions[0] == current.decisions[0]
    assert (found.account.decisions[1].target, found.account.decisions[1].committee) == ("ann", ("ann", "ghost"))


# -- what earlier files said -------------------------------------------------------------------------------------------


def titled(*titles: str) -> list[Account]:
    return [account([ANN | {"title": title}]) for title in titles]


def test_going_back_goes_back_in_what_was_said_too(tmp_path: Path) -> None:
    """So the file that was undone can be imported again."""
    store = Store(f"sqlite:///{tmp_path / 'accounts.db'}")
    first, second = titled("Buyer", "Head")
    id_ = store.create(first, actor="kim", kind="imported", source=first)
    found = merged(first, second, store.source(id_))
    store.save(id_, found.account, version=1, actor="kim", kind="imported", source=found.said)
    assert store.last_import(id_) == 2
    assert store.restore(id_, 1, version=2, actor="kim") == 3
    assert store.last_import(id_) is None
    assert (store.load(id_)[0], store.source(id_)) == (first, first)
    assert merged(first, second, store.source(id_)).account.person("1").title == "Head"


# -- from files --------------------------------------------------------------------------------------------------------


def read(content: str) -> Account:
    return import_files([("people.csv", content.encode())]).account


def test_two_exports_and_what_the_team_did_between_them(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'accounts.db'}")
    first = read(
        "name,email,title,manager\nAnn Lee,a@x.example,CEO,\nBob Ray,b@x.example,Buyer,Ann Lee\nCy Doe,,,Bob Ray\n"
    )
    id_ = store.create(first, actor="kim", kind="imported", source=first)
    people = first.people.assign(support=[-1.0, 2.0, 1.0], title=["", "CEO", "Head of buying"])  # Cy, Ann, Bob
    store.save(id_, first.with_(people=people), version=1, actor="lou")
    current, version = store.load(id_)
    file = read(
        "name,email,title,manager\nLee Ann,A@x.example,Chair,\nBob Ray,b@x.example,Buyer,Lee Ann\n张伟,,CEO,Lee Ann\n"
    )
    found = merged(current, file, store.source(id_))
    assert found.matches.by == {"A@x.example": "email", "b@x.example": "id"}
    titles = {person: found.account.person(person).title for person in found.account.positions}
    assert titles == {"a@x.example": "Chair", "b@x.example": "Head of buying", "Cy Doe": "", "张伟": "CEO"}
    assert (found.gone, found.added) == (("Cy Doe",), ("张伟",))
    assert found.account.person("Cy Doe").support == -1
    saved = store.save(id_, found.account, version=version, actor="kim", kind="imported", source=found.said)
    assert len(store.history(id_)) == 3
    assert store.load(id_, version=saved - 1)[0] == current
    assert merged(found.account, file, store.source(id_)).account is found.account


def outside(name: str) -> Account:
    return import_files([(name, (OUTSIDE / name).read_bytes())]).account


@needs_outside
def test_an_agency_at_two_dates() -> None:
    """Seven posts, the same people (one of them with a middle initial since), one mailbox for all; titles changed."""
    dates = ("2011-03-31", "2011-09-30")
    old, new = (outside(f"uk_organograms/driver_and_vehicle_licensing_agency-{date}-senior.csv") for date in dates)
    found = merged(old, new, old)
    assert (set(found.matches.by.values()), len(found.matches.found)) == ({"id"}, 7)
    assert (found.added, found.gone, found.conflicts) == ((), (), ())
    assert [sum(move.kind == kind for move in found.moves) for kind in ("new_title", "new_unit")] == [7, 6]
    assert found.account.person("193").name == "David L Evans"


@needs_outside
def test_a_team_list_at_three_dates() -> None:
    names = ("team_2021-12.csv", "team_2022-02-21_dangling_managers.csv", "team_2022-04-05_vp_left_16_orphans.csv")
    first, second, third = (outside(f"sourcegraph_team/{name}") for name in names)
    once = merged(first, second, first)
    assert (len(once.ids), len(once.added), len(once.gone)) == (252, 32, 12)
    twice = merged(once.account, third, once.account)
    assert (len(twice.ids), len(twice.added), len(twice.gone)) == (273, 27, 6)
    assert len(twice.account.people) == 232 + 32 + 27
    assert merged(twice.account, third, once.account).account is twice.account


@needs_outside
def test_a_chart_with_vacant_posts_and_repeated_ids_is_itself_the_second_time() -> None:
    chart = outside("uk_organograms/home_office-2011-09-30-senior.csv")
    assert merged(chart, chart).account is chart


def test_an_id_given_to_somebody_else_is_no_proof() -> None:
    """John is in the file, under another id: the Jane who got his old one is not him."""
    current = read("id,name,title,email,manager id,power\n1,Ada,CEO,,,5\n7,John Smith,CFO,john@x.example,1,4\n")
    file = read(
        "id,name,title,email,manager id\n1,Ada,CEO,,\n7,Jane Smith,Aide,,1\n8,John Smith,CFO,john@x.example,1\n"
    )
    found = merged(current, file, current)
    assert found.matches.found["8"] == "7"
    assert (found.account.person("7").name, found.account.person("7").power) == ("John Smith", 4)
    assert [found.account.person(id_).name for id_ in found.added] == ["Jane Smith"]
