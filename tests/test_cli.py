"""The command line as a script calls it: a process, its output and its exit code."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from graphkit import folder
from graphkit.cli import main
from graphkit.store import open_store
from tests.oracles import friedkin_johnsen_account
from tests.strategies import account

SAMPLES = Path(__file__).resolve().parent.parent / "sample_orgs"
HALDEN = str(SAMPLES / "halden_pumps")


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    """The JSON document that a command prints."""
    assert main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def two_ways(tmp_path: Path) -> str:
    """MODEL.md, Plan: member M has trust 2 with A and B; A-D and B-D carry their own probability 0.8."""
    ties = [{"source": x, "target": "D", "kind": "friend", "probability": "0.8"} for x in "AB"]
    oracle = account(
        [{"id": id_, "name": id_} for id_ in "ABD"],
        ties=ties,
        team=[{"id": "M", "name": "M"}],
        contacts=[{"member": "M", "person": x, "trust": "2"} for x in "AB"],
    )
    folder.write(oracle, tmp_path / "two_ways")
    return str(tmp_path / "two_ways")


def test_the_oracle_of_the_plan(capsys: pytest.CaptureFixture[str], two_ways: str) -> None:
    found = answer(capsys, "plan", two_ways, "--target", "D", "--meetings", "4")
    assert list(found) == ["method", "best_route", "by_meetings", "ceiling", "tree"]
    assert found["method"] == "exact"
    assert found["best_route"] == pytest.approx(0.52)
    assert found["by_meetings"] == pytest.approx([0, 0.52, 0.702, 0.7696])
    assert found["ceiling"] == pytest.approx(0.7696)


def test_the_oracle_of_the_forecast(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Friedkin & Johnsen (1990), four people: 0.60, 0.60, 0.75, 0.75."""
    oracle = friedkin_johnsen_account()
    folder.write(oracle, tmp_path / "four")
    stances = [
        answer(capsys, "forecast", str(tmp_path / "four"), "--target", id_)["stance"] for id_ in oracle.people["id"]
    ]
    assert [f"{stance:.2f}" for stance in stances] == ["0.60", "0.60", "0.75", "0.75"]


def test_every_answer_has_its_keys(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert list(answer(capsys, "check", HALDEN)) == ["people", "ties", "members", "contacts", "findings"]
    assert list(answer(capsys, "coverage", HALDEN)) == ["matrix", "gaps", "score", "departures"]
    forecast = answer(capsys, "forecast", HALDEN)
    assert list(forecast) == ["target", "stance", "low", "high", "verdict", "people"]
    person = ["id", "stance", "low", "high", "leverage", "ask_value", "win_value"]
    assert list(forecast["people"][0]) == person
    route = answer(capsys, "routes", HALDEN, "--target", "hp-002", "-k", "1")["routes"][0]
    assert list(route) == ["path", "steps", "probability", "days", "meetings"]
    assert list(route["steps"][0]) == ["source", "target", "kind", "probability", "days"]
    people = answer(capsys, "network", HALDEN, "--measure", "degree")["people"]
    assert list(people[0]) == ["id", "degree", "social_role"]
    assert answer(capsys, "diff", HALDEN, HALDEN) == {"changes": []}


def test_a_process_answers_like_the_function(two_ways: str) -> None:
    command = [sys.executable, "-m", "graphkit", "routes", two_ways, "--target", "D", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert [route["path"] for route in json.loads(done.stdout)["routes"][:2]] == [["M", "A", "D"], ["M", "B", "D"]]
    assert done.stderr == ""


def wrong(name: str, content: bytes, folder_: Path) -> str:
    (folder_ / name).write_bytes(content)
    return str(folder_ / name)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.csv", b"", "empty"),
        ("binary.csv", bytes(range(256)) * 8, "binary"),
        ("noname.csv", b"salary,grade\n1,2\n", "name"),
        ("picture.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(100), "Excel"),
    ],
)
def test_a_wrong_file_is_refused_in_a_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    path = wrong(name, content, tmp_path)
    assert main(["import", path, "--to", str(tmp_path / "out")]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert sentence in printed.err and "Traceback" not in printed.err and printed.err.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_huge_file_is_refused_before_it_is_parsed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as file:
        file.truncate(200 << 20)
    assert main(["import", str(huge), "--to", str(tmp_path / "out")]) == 2
    assert "150 MB" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_manager_cycle_is_named_and_the_exit_code_says_so(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = wrong("loop.csv", b"id,name,reports_to\na,Ada,b\nb,Bob,c\nc,Cy,a\n", tmp_path)
    assert main(["check", path, "--json"]) == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert [f["message"] for f in findings if f["code"] == "manager_cycle"] == [
        "3 people report to each other in a circle: Ada (a) → Bob (b) → Cy (c) → Ada (a). Decide which line to cut."
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ["routes", HALDEN, "--target", "hp-02"],
        ["forecast", HALDEN, "--decision", "monitorin"],
        ["plan", HALDEN, "--target", "hp-002", "--meetings", "50"],
        ["check", "/nowhere/at/all.csv"],
        ["coverage", "account:nothing like it"],
        ["import", HALDEN + "/people.csv", "--to", "/dev/null/x"],
        ["import", HALDEN + "/people.csv", "--to", "unused", "--map", "nonsense"],
    ],
)
def test_a_wrong_call_is_one_sentence_and_exit_code_2(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: list[str]
) -> None:
    monkeypatch.setenv("GRAPHKIT_DATA", str(tmp_path))
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.strip().count("\n") == 0 and printed.err.strip().endswith((".", "?", "'"))


def test_an_account_of_the_store_is_a_path_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GRAPHKIT_DATA", str(tmp_path))
    halden, _ = folder.read(Path(HALDEN))
    open_store().create(halden, actor="kim")
    stored = answer(capsys, "routes", "account:Halden Pumps", "--target", "hp-002")
    assert stored == answer(capsys, "routes", HALDEN, "--target", "hp-002")


def test_assumptions_of_a_file_change_the_answer(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    changed = tmp_path / "assumptions.toml"
    changed.write_text("step_probability = [0.05, 0.35, 1.0, 1.0]\n")
    plain = answer(capsys, "routes", HALDEN, "--target", "hp-002")["routes"][0]
    hopeful = answer(capsys, "routes", HALDEN, "--target", "hp-002", "--assumptions", str(changed))["routes"][0]
    assert hopeful["probability"] == pytest.approx(plain["probability"] / 0.65)


def test_import_leaves_an_account_that_is_there_alone(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    halden, _ = folder.read(Path(HALDEN))
    folder.write(halden, tmp_path / "halden")
    people = wrong("people.csv", b"id,name\na,Ada\n", tmp_path)
    assert main(["import", people, "--to", str(tmp_path / "halden")]) == 2
    assert "already holds an account" in capsys.readouterr().err
    assert folder.read(tmp_path / "halden")[0] == halden


def test_assumptions_of_a_file_leave_those_of_the_account(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    halden, _ = folder.read(Path(HALDEN))
    own = halden.with_(assumptions=halden.assumptions.with_values({"step_probability": [0.1, 0.1, 0.1, 0.1]}))
    folder.write(own, tmp_path / "halden")
    (tmp_path / "more.toml").write_text("verdict_margin = 0.2\n")
    arguments = ["routes", str(tmp_path / "halden"), "--target", "hp-002"]
    changed = answer(capsys, *arguments, "--assumptions", str(tmp_path / "more.toml"))
    assert changed == answer(capsys, *arguments)


def test_a_blank_id_is_a_wrong_call(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["forecast", HALDEN, "--target", ""])
    assert stopped.value.code == 2
    assert "it is blank" in capsys.readouterr().err


def test_what_only_the_user_can_decide_about_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("id,name,reports_to,support\na,Ada,b,low\nb,Bea,a,high\nc,Cleo,z,\n", encoding="utf-8")
    options = ["--cut", "a", "--placeholders", "--scale", "support=low:-1,high:2"]
    answer(capsys, "import", str(people), "--to", str(tmp_path / "known"), *options)
    known, _ = folder.read(tmp_path / "known")
    assert {id_: known.person(id_).reports_to for id_ in "abcz"} == {"a": "", "b": "a", "c": "z", "z": ""}
    assert (known.person("a").support, known.person("b").support, known.person("c").support) == (-1, 2, None)


def test_a_later_file_is_merged_into_a_folder(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_text("id,name,reports_to,support\na,Ada,,2\nb,Bea,a,\n", encoding="utf-8")
    second.write_text("id,name,reports_to\na,Ada Lovelace,\nc,Cleo,a\n", encoding="utf-8")
    answer(capsys, "import", str(first), "--to", str(tmp_path / "known"))
    assert main(["import", str(second), "--to", str(tmp_path / "known")]) == 2, (
        "never over an account without being told"
    )
    capsys.readouterr()
    answer(capsys, "import", str(second), "--to", str(tmp_path / "known"), "--update", "--today", "2026-05-04")
    known, _ = folder.read(tmp_path / "known")
    assert (known.person("a").name, known.person("a").support) == ("Ada Lovelace", 2)
    assert f"{known.person('b').left_on:%Y-%m-%d}" == "2026-05-04"
    assert known.person("c").left_on is None


def csv(path: Path, content: str) -> str:
    path.write_text(content, encoding="utf-8")
    return str(path)


def test_a_folder_knows_what_the_last_file_said(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """So the team's own word on the chart stands, and only whoever a file listed can leave."""
    known = str(tmp_path / "known")
    answer(capsys, "import", csv(tmp_path / "1.csv", "id,name,title\na,Ada,CEO\nb,Bea,Buyer\nc,Cleo,\n"), "--to", known)
    account_, _ = folder.read(Path(known))
    people = account_.people.assign(title=["CEO", "Head of buying", "Clerk"])
    folder.write(account_.with_(people=people), Path(known))
    second = csv(tmp_path / "2.csv", "id,name,title\na,Ada,Chair\nb,Bea,Buyer\nc,Cleo,Aide\n")
    told = answer(capsys, "import", second, "--to", known, "--update")["merge"]
    assert folder.read(Path(known))[0].people["title"].tolist() == ["Chair", "Head of buying", "Clerk"]
    assert [(c["key"], c["column"], c["taken"]) for c in told["conflicts"]] == [(["c"], "title", "ours")]
    again = answer(capsys, "import", second, "--to", known, "--update")["merge"]
    assert (again["changed"], again["conflicts"]) == (0, []), "what was decided is not asked again"


def test_a_later_file_that_may_be_the_wrong_one_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    known = str(tmp_path / "known")
    sales = [f"{n},{name} Moss,Sales" for n, name in enumerate(["Ann", "Bo", "Cy", "Di"])]
    first = "\n".join(["id,name,unit", *sales, "4,Ed Moss,Legal", "5,Flo Moss,Legal"])
    answer(capsys, "import", csv(tmp_path / "1.csv", first), "--to", known)
    before, _ = folder.read(Path(known))
    part = csv(tmp_path / "2.csv", "id,name,unit\n4,Ed Moss,Legal\n5,Flo Moss,Legal\n")
    assert main(["import", part, "--to", known, "--update"]) == 2
    said = capsys.readouterr().err
    assert "4 of the 6 people listed before are not in this file: Ann Moss" in said and "Say --whole or --part" in said
    assert folder.read(Path(known))[0] == before
    assert answer(capsys, "import", part, "--to", known, "--update", "--part")["merge"]["gone"] == []
    assert answer(capsys, "import", part, "--to", known, "--update", "--whole")["merge"]["gone"] == ["0", "1", "2", "3"]


def test_a_merge_names_people_by_name_and_says_why(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    known = str(tmp_path / "known")
    first = "id,name,title,reports_to\na,Ada,CEO,\nb,Bob Ray,Buyer,a\nc,Cleo,,a\nd,Cleo,,b\n"
    answer(capsys, "import", csv(tmp_path / "1.csv", first), "--to", known)
    account_, _ = folder.read(Path(known))
    folder.write(account_.with_(people=account_.people.assign(reports_to=["", "a", "b", "b"])), Path(known))
    second = "id,name,title,reports_to\na,Ada,CEO,\nr,Robert Ray,Buyer,a\nc,Cleo,,d\nd,Cleo,,a\n"
    assert main(["import", csv(tmp_path / "2.csv", second), "--to", known, "--update"]) == 0
    printed = capsys.readouterr().out
    assert "  new: Robert Ray\n  left: Bob Ray\n" in printed
    assert "  Cleo (c), reports_to: we say 'Bob Ray', the file 'Cleo (d)'; taken: ours\n" in printed
    why = "one name is short for the other, same title, same manager, another id"
    assert f"  warning: Robert Ray may be Bob Ray, 76 of 100 ({why}); kept apart\n" in printed
