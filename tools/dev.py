"""One word does everything: `python -m tools.dev TASK`, or `make TASK`.

Each task makes `.venv` match its hash-locked requirements file, installs this project into it, finds a browser where
the task needs one, and runs its commands there. Nothing is done twice: a stamp in `.venv` says what is in place.
Standard library only, because it runs before anything is installed. Hosts are never named here nor in the locks: pip
asks whatever index this machine is set up for, and the hashes say whether it got the right files.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tools.browser import NOT_FOUND, VARIABLE, find_browser

ROOT = Path(__file__).resolve().parent.parent
RUN_LOCK = "requirements.lock"
DEV_LOCK = "requirements-dev.lock"
BENCH_LOCK = "requirements-bench.lock"
LOCKS = (RUN_LOCK, DEV_LOCK, BENCH_LOCK)
_GENERATED = (
    ".venv",
    ".venv.lock",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".hypothesis",
    "build",
    "dist",
    "*.egg-info",
)
_COMPILE = (
    *("-m", "uv", "pip", "compile", "pyproject.toml", "--quiet", "--upgrade", "--generate-hashes"),
    *("--universal", "--python-version", "3.11", "--no-emit-index-url", "--no-emit-find-links"),
    *("--no-header", "--no-annotate", "--group", "build"),
)


@dataclass(frozen=True)
class Task:
    """A word of the Makefile.

    commands : arguments for the Python of `.venv`, one after the other; the first that fails ends the task. What the
        user adds to the task (`make test ARGS=tests/test_house.py`) goes to the last one.
    """

    help: str
    commands: tuple[tuple[str, ...], ...]
    lock: str = DEV_LOCK
    browser: bool = False


TASKS = {
    "run": Task(
        "start the app with a sample account and open it in the browser",
        (("-m", "streamlit", "run", "app.py", "--", "--sample", "halden_pumps"),),
        lock=RUN_LOCK,
    ),
    "test": Task(
        "run every test, those in a real browser too",
        (("-m", "pytest", "-q", "--numprocesses", "2", "--dist", "loadscope"),),
        browser=True,
    ),
    "lint": Task(
        "check style, format and types",
        (
            ("-m", "ruff", "check", "."),
            ("-m", "ruff", "format", "--check", "."),
            ("-m", "mypy", "--strict", "graphkit"),
        ),
    ),
    "bench": Task(
        "measure speed side by side with other libraries (15 minutes; ARGS=--quick takes one)",
        (("-m", "bench"),),
        lock=BENCH_LOCK,
    ),
    "format": Task(
        "mend style and format where a machine can",
        (("-m", "ruff", "check", "--fix-only", "."), ("-m", "ruff", "format", ".")),
    ),
    "lock": Task(
        "write all lock files anew: the newest versions that pyproject.toml allows",
        (
            (*_COMPILE, "--output-file", RUN_LOCK),
            # constrained by the one before: what several hold has one version, so one .venv serves all
            (*_COMPILE, "--group", "dev", "--constraint", RUN_LOCK, "--output-file", DEV_LOCK),
            (*_COMPILE, "--group", "bench", "--constraint", DEV_LOCK, "--output-file", BENCH_LOCK),
        ),
    ),
}


@dataclass(frozen=True)
class Environment:
    """The `.venv` of the project in `root`, and the stamp in it that says which locks are installed."""

    root: Path

    @property
    def folder(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        return self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @property
    def stamp(self) -> Path:
        return self.folder / "in_place.txt"

    def state(self) -> str:
        """A digest of all that makes an environment another one: Python, place, what to install, what we are."""
        project = tomllib.loads((self.root / "pyproject.toml").read_text(encoding="utf-8"))
        ours = [project.get("project"), project.get("build-system"), project.get("tool", {}).get("setuptools")]
        locks = [(self.root / name).read_text(encoding="utf-8") for name in LOCKS]
        return hashlib.sha256(repr((sys.version, str(self.root), ours, locks)).encode()).hexdigest()

    def in_place(self) -> list[str]:
        """The locks that are installed; none where the environment is missing, half made, or of another state."""
        if not (self.stamp.is_file() and self.python.exists()):
            return []
        state, *locks = self.stamp.read_text(encoding="utf-8").split()
        return locks if state == self.state() else []

    def sync(self, lock: str) -> None:
        """Install what `lock` names, unless it is in place. A new state starts from an empty environment."""
        with self.alone():
            done = self.in_place()
            if lock not in done:
                self.install(lock, done)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """A task begun while another sets up waits for it; on a system without these locks (Windows) it does not."""
        with (self.root / ".venv.lock").open("w") as file:
            with suppress(ImportError):
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def install(self, lock: str, done: list[str]) -> None:
        """Install what `lock` names beside the locks that are `done`, or into a new environment."""
        print(f"Installing {lock} into .venv (a minute or two, only when it changed) ...", flush=True)
        if not done:
            self.create()
        self.pip("--require-hashes", "--requirement", lock)
        if not done:
            self.pip("--no-deps", "--no-build-isolation", "--editable", ".")
        self.stamp.write_text("\n".join([self.state(), *done, lock]), encoding="utf-8")

    def create(self) -> None:
        """An empty environment, without its own pip where this Python has one: Debian can make no other."""
        if Path(sys.prefix).resolve() == self.folder.resolve():
            sys.exit("The environment .venv has to be made anew and cannot do so itself: run `deactivate`, then again.")
        if not (_has("pip") or _has("ensurepip")):
            sys.exit("This Python has no pip. Install it (Debian, Ubuntu: apt-get install python3-pip), then again.")
        options = ["--without-pip"] if _has("pip") else []
        self._call(sys.executable, "-m", "venv", "--clear", *options, str(self.folder))

    def pip(self, *arguments: str) -> None:
        pip = [sys.executable, "-m", "pip", "--python", str(self.python)]
        if not _has("pip"):
            pip = [str(self.python), "-m", "pip"]
        self._call(*pip, "--disable-pip-version-check", "install", "--quiet", *arguments)

    def _call(self, *command: str) -> None:
        if code := subprocess.call(command, cwd=self.root):
            sys.exit(f"Could not set up .venv: `{' '.join(command[1:4])} ...` ended with {code}, see above.")


def main(arguments: Sequence[str]) -> int:
    """Run the task that the first argument names; the others are added to its last command."""
    name, *extra = arguments or ["help"]
    if name == "clean":
        return clean(ROOT)
    if name not in TASKS:
        print(usage())
        return 0 if name == "help" else 2
    environment = Environment(ROOT)
    environment.sync(TASKS[name].lock)
    if TASKS[name].browser:
        os.environ[VARIABLE] = browser_or_exit(environment.python)
    os.chdir(ROOT)
    return run(environment.python, TASKS[name], extra)


def run(python: Path, task: Task, extra: Sequence[str]) -> int:
    """Run the commands of a task; the last one takes the place of this process, so that Ctrl-C and kill reach it."""
    *first, last = task.commands
    for command in first:
        if code := subprocess.call([python, *command]):
            return code
    final = [str(python), *last, *extra]
    if os.name == "nt":
        return subprocess.call(final)
    os.execv(final[0], final)  # noqa: S606  no shell is what we want


def browser_or_exit(python: Path) -> str:
    """A browser for the tests, fetched if there is none: they are never left out."""
    try:
        return find_browser() or fetched_browser(python) or sys.exit(NOT_FOUND)
    except FileNotFoundError as reason:
        sys.exit(str(reason))


def fetched_browser(python: Path) -> str | None:
    """Playwright's own copy where it can be had, else the system's package where we may install one."""
    print("No browser found for the tests: fetching one ...", flush=True)
    subprocess.call([python, "-m", "playwright", "install", "chromium"])
    found = find_browser()
    if not found and (apt := shutil.which("apt-get")) and os.geteuid() == 0:
        quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.call([apt, "update", "-qq"], env=quietly)
        subprocess.call([apt, "install", "-y", "-qq", "chromium"], env=quietly, stdin=subprocess.DEVNULL)
        found = find_browser()
    return found


def clean(root: Path) -> int:
    """Remove all that the tasks made, and nothing else."""
    caches = (path for path in root.rglob("__pycache__") if ".venv" not in path.parts)
    for path in [*(path for pattern in _GENERATED for path in root.glob(pattern)), *caches]:
        shutil.rmtree(path, ignore_errors=True)
    return 0


def usage() -> str:
    """One line per task."""
    words = {name: task.help for name, task in TASKS.items()} | {"clean": "remove .venv, caches and build output"}
    lines = [f"  make {name:8}{text}" for name, text in words.items()]
    hint = "More words for a task: make test ARGS='-k routes'. Without make: python -m tools.dev TASK"
    return "\n".join([*lines, hint])


def _has(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
