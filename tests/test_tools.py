"""`make` sets up what it needs, and only when it has to."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tools.browser import COMMANDS, VARIABLE, find_browser, usual_places
from tools.dev import DEV_LOCK, LOCKS, RUN_LOCK, TASKS, Environment, clean, run, usage


@pytest.fixture
def project(tmp_path: Path) -> Environment:
    """A project whose environment was made for its run lock (an empty one: no test here asks an index)."""
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "graphkit"\nversion = "1"\n')
    for lock in LOCKS:
        (tmp_path / lock).write_text("")
    environment = Environment(tmp_path)
    environment.create()
    environment.stamp.write_text(f"{environment.state()}\n{RUN_LOCK}")
    return environment


def test_what_is_in_place_is_not_done_again(project: Environment, capfd: pytest.CaptureFixture[str]) -> None:
    project.sync(RUN_LOCK)
    assert capfd.readouterr().out == ""
    assert project.in_place() == [RUN_LOCK]


def test_a_second_lock_is_added_to_the_same_environment(project: Environment) -> None:
    (project.folder / "kept").touch()
    project.sync(DEV_LOCK)
    assert project.in_place() == [RUN_LOCK, DEV_LOCK]
    assert (project.folder / "kept").exists()


@pytest.mark.parametrize("file", [*LOCKS, "pyproject.toml"])
def test_a_change_of_what_to_install_undoes_the_stamp(project: Environment, file: str) -> None:
    path = project.root / file
    path.write_text(path.read_text() + '\ndescription = "changed"\n')
    assert project.in_place() == []


def test_a_change_of_style_rules_does_not(project: Environment) -> None:
    path = project.root / "pyproject.toml"
    path.write_text(path.read_text() + "\n[tool.ruff]\nline-length = 100\n")
    assert project.in_place() == [RUN_LOCK]


def test_a_moved_folder_starts_anew(project: Environment) -> None:
    """Scripts in an environment name its place."""
    moved = Environment(project.root.rename(project.root.with_name("moved")))
    assert moved.stamp.exists() and moved.in_place() == []


def test_an_environment_without_its_python_starts_anew(project: Environment) -> None:
    project.python.unlink()
    assert project.in_place() == []


def test_making_an_environment_removes_the_old_one(project: Environment) -> None:
    (project.folder / "left over").touch()
    project.create()
    assert not (project.folder / "left over").exists() and not project.stamp.exists() and project.python.exists()


_SETS_UP = """
import sys, time
from pathlib import Path
from tools.dev import Environment

project = Environment(Path(sys.argv[1]))
with project.alone(), (project.root / "log").open("a", buffering=1) as log:
    log.write("begun\\n")
    time.sleep(0.3)
    log.write("done\\n")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fcntl: tasks begun at once are not held apart")
def test_of_two_tasks_begun_at_once_one_waits(project: Environment) -> None:
    command = [sys.executable, "-c", _SETS_UP, str(project.root)]
    tasks = [subprocess.Popen(command, cwd=ROOT) for _ in range(3)]
    assert [task.wait(timeout=60) for task in tasks] == [0, 0, 0]
    assert (project.root / "log").read_text().split() == ["begun", "done"] * 3


def test_a_failed_install_leaves_no_stamp(project: Environment) -> None:
    (project.root / RUN_LOCK).write_text("no requirement\n")
    with pytest.raises(SystemExit, match=r"Could not set up \.venv"):
        project.sync(RUN_LOCK)
    assert project.in_place() == []


def test_the_first_command_that_fails_ends_a_task(tmp_path: Path) -> None:
    task = type(TASKS["lint"])("", (("-c", "raise SystemExit(3)"), ("-c", f"open({str(tmp_path / 'ran')!r}, 'w')")))
    assert run(Path(sys.executable), task, []) == 3
    assert not (tmp_path / "ran").exists()


def test_clean_removes_what_was_made_and_nothing_else(project: Environment) -> None:
    made = [project.root / "graphkit/__pycache__", project.root / "graphkit.egg-info", project.root / ".mypy_cache"]
    for folder in made:
        folder.mkdir(parents=True)
    (project.root / "graphkit/model.py").touch()
    clean(project.root)
    kept = {path.relative_to(project.root).as_posix() for path in project.root.rglob("*")}
    assert kept == {"pyproject.toml", *LOCKS, "graphkit", "graphkit/model.py"}


def test_every_task_is_a_target_with_a_help_line() -> None:
    makefile = (ROOT / "Makefile").read_text()
    (targets,) = (line.partition(":=")[2].split() for line in makefile.splitlines() if line.startswith("TASKS"))
    assert set(targets) == {*TASKS, "clean", "help"}
    assert all(f"make {name}" in usage() for name in (*TASKS, "clean"))


def test_an_unknown_task_shows_the_tasks() -> None:
    ran = subprocess.run([sys.executable, "-m", "tools.dev", "biuld"], cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 2 and "make test" in ran.stdout


@pytest.fixture
def no_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without a browser: an empty home, an empty folder `bin` for a PATH. Yields the home."""
    for name in (VARIABLE, "PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA", "PLAYWRIGHT_BROWSERS_PATH"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return tmp_path


def program(path: Path) -> str:
    """An executable file, with all folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")
    path.chmod(0o755)
    return str(path)


def test_no_browser_is_an_answer(no_browser: Path) -> None:
    assert find_browser([]) is None


def test_the_named_browser_comes_first(no_browser: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(no_browser / "bin/chromium")
    named = program(no_browser / "mine/browser")
    monkeypatch.setenv(VARIABLE, named)
    assert find_browser() == named


def test_a_wrong_name_is_an_error_not_a_reason_to_take_another(
    no_browser: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(no_browser / "bin/chromium")
    monkeypatch.setenv(VARIABLE, str(no_browser / "missing"))
    with pytest.raises(FileNotFoundError, match=r"missing is not a program. Correct it"):
        find_browser()


def test_the_path_comes_before_the_usual_places(no_browser: Path) -> None:
    place = Path(program(no_browser / "place/chrome"))
    assert find_browser([no_browser / "nowhere", place]) == str(place)
    for command in reversed(COMMANDS):  # each comes before those found so far
        on_path = program(no_browser / "bin" / command)
        assert find_browser([place]) == on_path


def test_places_of_windows_and_macos(no_browser: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROGRAMFILES", str(no_browser / "Program Files"))
    edge = program(no_browser / "Program Files/Microsoft/Edge/Application/msedge.exe")
    assert find_browser(p for p in usual_places() if no_browser in p.parents) == edge
    chrome = program(no_browser / "Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
    assert find_browser(p for p in usual_places() if no_browser in p.parents) == chrome


@pytest.mark.parametrize(
    "cache, copy",
    [
        (".cache", "chromium-1234/chrome-linux64/chrome"),
        ("Library/Caches", "chromium-1234/chrome-mac-arm64/Chromium.app/Contents/MacOS/Chromium"),
        ("AppData/Local", "chromium-1234/chrome-win64/chrome.exe"),
    ],
)
def test_the_copy_of_playwright_comes_last(no_browser: Path, cache: str, copy: str) -> None:
    found = program(no_browser / cache / "ms-playwright" / copy)
    assert list(usual_places())[-1] == Path(found)
