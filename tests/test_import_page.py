"""The import page: what somebody decides about a file, what a second file does, and what logs propose."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from graphkit.changes import diff
from graphkit.model import Account
from graphkit.store import Store
from tests.strategies import account
from tests.test_pages import editors, headline, keep, said, store, uploaded, visit

__all__ = ["store"]  # the fixture
RATED = b"id,name,manager,influence,support\na,Ada,,10,low\nb,Bea,a,3,high\nc,Cleo,a,5,\n"


def choose(app: AppTest, key: str, rows: dict[int, dict[str, object]]) -> AppTest:
    """Cells of a table on the page changed."""
    (editor,) = editors(app, key)
    app.session_state[editor] = {"edited_rows": rows, "added_rows": [], "deleted_rows": []}
    app.run()
    assert not app.exception, app.exception[0].value
    return app


def button(app: AppTest, label: str) -> AppTest:
    (found,) = [one for one in app.button if one.label == label]
    found.click().run()
    assert not app.exception, app.exception[0].value
    return app


def as_a_new_account(app: AppTest) -> AppTest:
    """The file kept as an account of its own, whatever is open."""
    for radio in app.radio:
        if radio.key and radio.key.startswith("into-"):
            radio.set_value("new").run()
            return button(app, "Keep as a new account")
    return button(app, "Keep as a new account")


def newest(store: Store) -> tuple[int, Account]:
    id_ = store.listings()[0].id
    return id_, store.load(id_)[0]


def ratings(known: Account, column: str) -> dict[str, float]:
    return {id_: value for id_, value in zip(known.people["id"], known.people[column], strict=True) if value == value}


def test_an_uncertain_scale_is_shown_and_applied_only_when_told(store: Store) -> None:
    app = uploaded("people.csv", RATED)
    assert "It is not certain what these values mean" in said(app)
    button(app, "Keep as a new account")
    assert ratings(newest(store)[1], "support") == {}
    app = uploaded("people.csv", RATED)
    button(app, "Use these")
    assert "It is not certain what these values mean" not in said(app)
    as_a_new_account(app)
    assert ratings(newest(store)[1], "support") == {"a": -2, "b": 2}


def test_a_value_of_a_scale_can_be_changed_and_is_remembered(store: Store) -> None:
    app = uploaded("people.csv", RATED)
    (editor,) = editors(app, "scale-")[:1]
    choose(app, editor, {0: {"ours": "1"}})
    button(app, "Keep as a new account")
    before = ratings(newest(store)[1], "influence")
    assert before["b"] == 1, "the lowest value of the file is the first row of its scale"
    app = uploaded("later.csv", RATED)
    assert any("as the last file with these columns" in caption.value for caption in app.caption)
    as_a_new_account(app)
    assert ratings(newest(store)[1], "influence") == before


def test_a_circle_is_cut_where_somebody_says(store: Store) -> None:
    app = uploaded("circle.csv", b"id,name,reports_to\na,Ada,b\nb,Bea,a\nc,Cleo,a\n")
    (cut,) = [box for box in app.multiselect if box.label.startswith("Some people report in a circle")]
    cut.select("a").run()
    assert not app.exception
    assert "errors: 0" in headline(app)
    button(app, "Keep as a new account")
    known = newest(store)[1]
    assert [known.person(id_).reports_to for id_ in "abc"] == ["", "a", "a"]


def test_a_person_stands_in_for_a_manager_who_is_not_there(store: Store) -> None:
    app = uploaded("people.csv", b"id,name,reports_to\na,Ada,z9\nb,Bea,z9\n")
    (made,) = [toggle for toggle in app.toggle if "manager" in toggle.label]
    made.set_value(True).run()
    assert headline(app).startswith("3 people read. Rows: 2")
    button(app, "Keep as a new account")
    assert set(newest(store)[1].people["id"]) == {"a", "b", "z9"}


def test_the_same_file_twice_is_a_file(store: Store) -> None:
    app = visit("import")
    for _ in range(3):
        app.file_uploader[0].upload("people.csv", b"name,title\nAda,Boss\nBea,Clerk\n")
    app.run()
    assert not app.exception
    assert headline(app).startswith("2 people read")


def test_a_file_may_be_opened_in_another_way(store: Store) -> None:
    app = uploaded("people.csv", "name,title\nBjörn,Boss\nZoë,Clerk\n".encode("cp1252"))
    (encoding,) = [box for box in app.selectbox if box.label == "Encoding"]
    encoding.select("latin-1").run()
    assert not app.exception
    (header,) = [box for box in app.number_input if box.label == "Row with the headings"]
    header.set_value(2).run()
    assert not app.exception


# -- a second file -----------------------------------------------------------------------------------------------------

FIRST = b"id,name,title,manager\na,Ada,CEO,\nb,Bea,Buyer,a\nc,Cleo,Clerk,b\n"
SECOND = b"id,name,title,manager\na,Ada,CEO,\nb,Bea,Head of buying,a\nd,Dora,Clerk,a\n"


@pytest.fixture
def imported(store: Store) -> int:
    """An account from the first file, with a title and a contact of the team's own."""
    button(uploaded("first.csv", FIRST), "Keep as a new account")
    id_, known = newest(store)
    team = pd.DataFrame({"id": ["m"], "name": ["Mo"], "title": [""], "email": [""]}, dtype="str")
    contacts = account(
        [{"id": "c", "name": "Cleo"}],
        team=[{"id": "m", "name": "Mo"}],
        contacts=[{"member": "m", "person": "c", "trust": "2"}],
    ).contacts
    people = known.people.copy()
    people.loc[people["id"].eq("b"), "title"] = "Purchasing"
    store.save(id_, known.with_(people=people, team=team, contacts=contacts), version=1, actor="ada")
    return id_


def second(id_: int) -> AppTest:
    app = visit("import", account=id_)
    app.file_uploader[0].upload("second.csv", SECOND)
    app.run()
    assert not app.exception
    return app


def test_a_second_file_is_merged_and_can_be_taken_back(store: Store, imported: int) -> None:
    app = second(imported)
    (answer,) = [written.value for written in app.markdown if written.value.startswith("Of 3 people in the file")]
    assert "1 are new; 1 of ours are no longer listed" in answer and "conflicts: 1" in answer
    assert store.version(imported) == 2, "nothing is kept until it is said"
    button(app, "Bring up to date")
    known, version = store.load(imported)
    assert version == 3
    assert set(known.people["id"]) == {"a", "b", "c", "d"}
    assert known.person("b").title == "Purchasing", "the team's word stands"
    assert known.person("c").left_on is not None and len(known.contacts) == 1, "who is gone is kept"
    assert app.title[0].value == "Coverage"
    assert "Of the people we know, one is affected: Cleo." in [written.value for written in app.markdown]
    button(visit("coverage", account=imported), "Undo this import")
    again, _ = store.load(imported)
    assert diff(store.load(imported, version=2)[0], again) == ()
    button(second(imported), "Bring up to date")
    assert diff(known, store.load(imported)[0]) == ()


def test_whose_word_counts_is_somebodys_choice(store: Store, imported: int) -> None:
    app = second(imported)
    choose(app, "conflicts-editor", {0: {"taken": "file"}})
    button(app, "Bring up to date")
    assert store.load(imported)[0].person("b").title == "Head of buying"


def test_a_file_without_news_changes_nothing(store: Store, imported: int) -> None:
    button(second(imported), "Bring up to date")
    app = second(imported)
    assert "The file says nothing new." in said(app)
    (keep_it,) = [one for one in app.button if one.label == "Bring up to date"]
    assert keep_it.disabled


def test_a_file_may_still_become_an_account_of_its_own(store: Store, imported: int) -> None:
    as_a_new_account(second(imported))
    assert len(store.listings()) == 2


def test_who_may_be_the_same_is_asked(store: Store) -> None:
    id_ = keep(store, account([{"id": "1", "name": "Katherine Johnson", "title": "CEO", "unit": "Board"}]))
    app = visit("import", account=id_)
    app.file_uploader[0].upload("second.csv", b"name,title,unit\nKatherine Jonson,CEO,Board\n")
    app.run()
    app.radio(key=next(radio.key for radio in app.radio if radio.key.startswith("into-"))).set_value("update").run()
    assert not app.exception
    choose(app, "matches-editor", {0: {"decided": "same"}})
    button(app, "Bring up to date")
    assert len(store.load(id_)[0].people) == 1


def update_from(id_: int, content: bytes, name: str = "second.csv") -> AppTest:
    """A file uploaded to bring an account up to date."""
    app = visit("import", account=id_)
    app.file_uploader[0].upload(name, content)
    app.run()
    radio = next(radio.key for radio in app.radio if radio.key.startswith("into-"))
    app.radio(key=radio).set_value("update").run()
    assert not app.exception, app.exception[0].value
    return app


def keep_button(app: AppTest) -> Any:
    (found,) = [one for one in app.button if one.label == "Bring up to date"]
    return found


ROBERT = b"id,name,title,manager\n1,The Boss,CEO,\n9,Robert Ray,Buyer,1\n"


@pytest.fixture
def bob(store: Store) -> int:
    people = [{"id": "1", "name": "The Boss", "title": "CEO"}]
    people += [{"id": "2", "name": "Bob Ray", "title": "Buyer", "reports_to": "1"}]
    return keep(store, account(people))


@pytest.mark.parametrize(("word", "people"), [("same", {"1", "2"}), ("new", {"1", "2", "9"})])
def test_what_was_decided_is_not_asked_with_the_next_file(store: Store, bob: int, word: str, people: set[str]) -> None:
    app = update_from(bob, ROBERT)
    choose(app, "matches-editor", {0: {"decided": word}})
    button(app, "Bring up to date")
    known, version = store.load(bob)
    assert set(known.people["id"]) == people
    undone = store.restore(bob, 1, version=version, actor="ada")
    assert "as you said" not in captions(update_from(bob, ROBERT)), "undone with the revision"
    store.restore(bob, version, version=undone, actor="ada")
    back = store.load(bob)[0]
    before = account(
        [{"id": "1", "name": "The Boss", "title": "CEO"}, {"id": "2", "name": "Bob Ray", "title": "Buyer"}]
    )
    store.save(bob, back.with_(people=before.people), version=undone + 1, actor="ada")
    later = update_from(bob, ROBERT, "third.csv")
    sentence = {"same": "was taken for Bob Ray", "new": "was kept apart from Bob Ray"}[word]
    assert f"Robert Ray in the file {sentence}, as you said earlier." in captions(later)
    choose(later, "matches-editor", {0: {"decided": {"same": "new", "new": "same"}[word]}})
    button(later, "Bring up to date")
    assert [said.same for said in store.judgements(bob)] == [word == "new"], "taken back"


UNITS = {
    unit: [f"{name} {unit}son" for name in ("Abel", "Berta", "Cesar", "Dora")] for unit in ("Sales", "Legal", "Works")
}


def chart_of(units: dict[str, list[str]]) -> bytes:
    rows = [f"{unit[0]}{n},{name},{unit}" for unit, names in units.items() for n, name in enumerate(names)]
    return "\n".join(["id,name,unit", *rows]).encode()


def lists(app: AppTest) -> Any:
    return next(radio for radio in app.radio if radio.key.startswith("lists-"))


def captions(app: AppTest) -> str:
    return " ".join(caption.value for caption in app.caption).replace("\\", "")


def errors(app: AppTest) -> str:
    return " ".join(error.value for error in app.error).replace("\\", "")


def test_a_file_of_one_department_makes_nobody_leave_unasked(store: Store) -> None:
    button(uploaded("first.csv", chart_of(UNITS)), "Keep as a new account")
    id_, _ = newest(store)
    app = update_from(id_, chart_of({"Legal": [*UNITS["Legal"], "Nora New"]}))
    assert "8 of the 12 people listed before are not in this file" in errors(app)
    assert "Units of which it lists nobody: Sales, Works." in errors(app)
    assert lists(app).value is None and keep_button(app).disabled
    lists(app).set_value("part").run()
    button(app, "Bring up to date")
    known, _ = store.load(id_)
    assert (len(known.people), known.gone.any()) == (13, False)
    app = update_from(id_, chart_of({"Legal": UNITS["Legal"]}))
    lists(app).set_value("whole").run()
    button(app, "Bring up to date")
    assert store.load(id_)[0].gone.sum() == 9


def test_a_file_of_another_company_is_not_kept_by_mistake(store: Store) -> None:
    button(uploaded("first.csv", chart_of(UNITS)), "Keep as a new account")
    id_, before = newest(store)
    other = {unit: [f"{name} {unit}wala" for name in ("Ulf", "Vivi", "Xu", "Yoyo")] for unit in ("Sx", "Lq", "Wk")}
    app = update_from(id_, chart_of(other))
    assert "Only 0 of the 12 people in this file are known here" in errors(app)
    lists(app).set_value("whole").run()
    assert keep_button(app).disabled and "Nothing is kept before you have answered this." in said(app)
    assert diff(before, store.load(id_)[0]) == ()
    (sure,) = [box for box in app.checkbox if box.label.startswith("This is a file of")]
    sure.check().run()
    assert not keep_button(app).disabled


def test_two_of_the_file_are_not_both_said_to_be_one(store: Store, bob: int) -> None:
    app = update_from(bob, ROBERT + b"8,Rob Ray,Buyer,1\n")
    choose(app, "matches-editor", {0: {"decided": "same"}, 1: {"decided": "same"}})
    assert not app.error
    button(app, "Bring up to date")
    assert len(store.load(bob)[0].people) == 3


def test_conflicts_name_people_by_name(store: Store) -> None:
    first = b"id,name,manager\na,Ada,\nb,Bea,a\nc,Cleo,a\nd,Cleo,b\n"
    button(uploaded("first.csv", first), "Keep as a new account")
    id_, known = newest(store)
    people = known.people.assign(reports_to=["", "c", "a", "b"])
    store.save(id_, known.with_(people=people), version=1, actor="ada")
    app = update_from(id_, b"id,name,manager\na,Ada,\nb,Bea,d\nc,Cleo,a\nd,Cleo,a\n")
    (table,) = [frame.value for frame in app.dataframe if "taken" in frame.value]
    assert table[["who", "ours", "file"]].to_numpy().tolist() == [["Bea", "Cleo (c)", "Cleo (d)"]]


# -- logs --------------------------------------------------------------------------------------------------------------


def test_visits_become_contacts_once_they_are_kept(store: Store) -> None:
    known = account(
        [{"id": "a", "name": "Ada Lovelace"}, {"id": "b", "name": "Bea Bell"}], team=[{"id": "m", "name": "Mo Ray"}]
    )
    id_ = keep(store, known)
    app = visit("import", account=id_)
    app.segmented_control(key="import-what").set_value("log").run()
    app.file_uploader[0].upload(
        "visits.csv",
        b"Date,Assigned,Contact,Type\n2026-01-05,Mo Ray,Ada Lovelace,Meeting\n2026-01-06,Kim New,Bea Bell,Call\n",
    )
    app.run()
    assert not app.exception
    assert headline(app).startswith("Rows used: 2 of 2. Proposed: contacts 2")
    assert store.version(id_) == 1
    choose(app, "log-team", {0: {"keep": False}})
    button(app, "Keep what is ticked")
    kept, _ = store.load(id_)
    assert kept.contacts[["member", "person"]].to_numpy().tolist() == [["m", "a"]]
    assert kept.team["id"].tolist() == ["m"]


def test_connections_ask_whose_they_are(store: Store) -> None:
    id_ = keep(store, account([{"id": "a", "name": "Ada Lovelace"}], team=[{"id": "m", "name": "Mo Ray"}]))
    app = visit("import", account=id_)
    app.segmented_control(key="import-what").set_value("log").run()
    app.file_uploader[0].upload(
        "Connections.csv",
        b"First Name,Last Name,URL,Email Address,Company,Position,Connected On\nAda,Lovelace,,,Test,CEO,05 Jan 2026\n",
    )
    app.run()
    assert "Say whose connections these are." in said(app)
    app.selectbox(key=next(box.key for box in app.selectbox if box.key.startswith("log-member"))).select("m").run()
    assert not app.exception
    button(app, "Keep what is ticked")
    assert store.load(id_)[0].contacts[["member", "person", "trust"]].to_numpy().tolist() == [["m", "a", 0.5]]


def test_whose_rows_and_who_is_meant_are_asked_with_the_reason(store: Store) -> None:
    known = account(
        [{"id": "a", "name": "王伟"}, {"id": "b", "name": "王芳"}, {"id": "c", "name": "Bea Bell"}],
        team=[{"id": "m", "name": "Mo Ray"}],
    )
    id_ = keep(store, known)
    app = visit("import", account=id_)
    app.segmented_control(key="import-what").set_value("log").run()
    text = "Date,Assigned,Contact,Type,Company\n2026-01-05,Mo Ray,王总,Meeting,Globex\n"
    app.file_uploader[0].upload("visits.csv", f"{text}2026-01-06,Mo Ray,Bea Bell,Call,Initech\n".encode())
    app.run()
    assert headline(app).startswith("Rows used: 0 of 2.")
    asked = next(box for box in app.multiselect if box.key.startswith("log-companies"))
    asked.select("Globex").run()
    assert not app.exception
    shown = next(frame.value for frame in app.dataframe if "decided" in frame.value)
    assert shown[["text", "person", "why"]].to_numpy().tolist() == [
        ["王总", "王伟", "only a part of a name"],
        ["王总", "王芳", "only a part of a name"],
    ]
    choose(app, "log-unsure", {1: {"decided": "same"}})
    assert headline(app).startswith("Rows used: 1 of 2. Proposed: contacts 1")
    button(app, "Keep what is ticked")
    assert store.load(id_)[0].contacts[["member", "person"]].to_numpy().tolist() == [["m", "b"]]


def test_two_records_of_one_person_become_one(store: Store) -> None:
    known = account(
        [
            {"id": "1", "name": "Katherine Johnson", "power": "4"},
            {"id": "2", "name": "Katherine Jonson", "title": "CEO"},
        ],
        team=[{"id": "m", "name": "Mo"}],
        contacts=[{"member": "m", "person": "2", "trust": "2"}],
    )
    id_ = keep(store, known)
    app = visit("account", account=id_)
    app.session_state["account-tabs"] = "People"
    app.run()
    choose(app, "duplicates-", {0: {"decided": "same"}})
    button(app, "Keep these answers")
    united, version = store.load(id_)
    (one,) = united.people["id"]
    assert (united.person(one).power, united.person(one).title, version) == (4, "CEO", 2)
    assert united.contacts["person"].tolist() == [one]


def test_two_people_who_are_two_are_not_asked_about_again(store: Store) -> None:
    """Neither on the account page nor when the same two come in a file; what is said can be undone with the account."""
    file = b"id,name,power\n1,Katherine Johnson,4\n2,Katherine Jonson,\n"
    id_ = keep(store, account([{"id": "1", "name": "Katherine Johnson"}, {"id": "2", "name": "Katherine Jonson"}]))
    assert "could be the same person" in told(uploaded("people.csv", file))
    app = visit("account", account=id_)
    app.session_state["account-tabs"] = "People"
    app.run()
    choose(app, "duplicates-", {0: {"decided": "new"}})
    button(app, "Keep these answers")
    assert (len(store.load(id_)[0].people), store.version(id_)) == (2, 1)
    assert [(said.one, said.other, said.same) for said in store.judgements(id_)] == [("1", "2", False)]
    again = visit("account", account=id_)
    again.session_state["account-tabs"] = "People"
    again.run()
    assert not [box for box in again.expander if "same person twice" in box.label]
    assert "could be the same person" not in told(uploaded("people.csv", file))


def told(app: AppTest) -> str:
    return "\n".join(str(frame.value.to_dict()) for frame in app.dataframe)
