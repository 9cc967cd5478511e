"""The words of the command line: its commands, their options and what these may hold."""

from __future__ import annotations

import argparse
import datetime
from collections.abc import Callable
from typing import TypeAlias

from graphkit import __version__
from graphkit.cli import commands
from graphkit.i18n import LANGUAGES
from graphkit.network import MEASURES

Command = Callable[[argparse.Namespace], int]
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # argparse has no public name for it


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line; what it returns holds the command's function as `run`."""
    made = argparse.ArgumentParser(prog="graphkit", description="Find the way to a decision in a large customer.")
    made.add_argument("--version", action="version", version=f"graphkit {__version__}")
    to = made.add_subparsers(required=True, metavar="COMMAND")
    _check(to)
    _import(to)
    _network(to)
    _coverage(to)
    _forecast(to)
    _routes(to)
    _plan(to)
    _brief(to)
    _truth(to)
    _diff(to)
    return made


def _check(to: Commands) -> None:
    made = _command(to, "check", commands.run_check, "Read a folder, CSV or Excel file and say what is odd about it.")
    made.add_argument("paths", nargs="+", metavar="PATH")


def _import(to: Commands) -> None:
    made = _command(to, "import", commands.run_import, "Turn an org chart into an account folder.")
    made.add_argument("files", nargs="+", metavar="FILE", help="CSV or Excel files of the same people")
    made.add_argument("--to", required=True, type=_word, metavar="DIR", help="the account folder to write")
    made.add_argument("--name", default="", help="name of the account; default: the file's")
    made.add_argument("--team", metavar="FILE", help="our own people")
    _add_many(made, "--ties", "FILE[:KIND]", "ties between people")
    made.add_argument("--contacts", metavar="FILE", help="who of us knows whom")
    _add_many(made, "--map", "COLUMN=FIELD", "read a column as a field")
    _add_many(made, "--scale", "FIELD=VALUE:OURS,...", "what the file's ratings are with us")
    _add_many(made, "--cut", "ID", "cut this person's line in a circle")
    _add_flag(made, "--placeholders", "make a person for each manager who is not in the file")
    _add_flag(made, "--update", "merge into the account that is in DIR")
    lists = made.add_mutually_exclusive_group()
    for name, about in (
        ("whole", "with --update: the file lists everybody"),
        ("part", "with --update: one part; nobody leaves by it"),
    ):
        lists.add_argument(f"--{name}", dest="lists", action="store_const", const=name, help=about)
    _add_today(made)


def _network(to: Commands) -> None:
    about = "Measures of the network: who connects, who brokers, who stands apart."
    made = _of_account(to, "network", commands.run_network, about)
    made.add_argument("--measure", action="append", default=[], choices=list(MEASURES))


def _coverage(to: Commands) -> None:
    made = _of_account(to, "coverage", commands.run_coverage, "Where we are blind or thin, and what to do.")
    made.add_argument("--decision", type=_word, metavar="ID")
    _add_today(made)


def _forecast(to: Commands) -> None:
    about = "Where the decision stands, whom to ask and whom to win."
    made = _of_account(to, "forecast", commands.run_forecast, about)
    of = made.add_mutually_exclusive_group()
    of.add_argument("--decision", type=_word, metavar="ID")
    of.add_argument("--target", type=_word, metavar="ID")
    _add_today(made)


def _routes(to: Commands) -> None:
    made = _of_account(to, "routes", commands.run_routes, "The best chains of introductions to a person.")
    _add_target(made)
    made.add_argument("-k", type=_count, default=10, help="how many routes")
    _add_flag(made, "--frontier", "routes that no other beats in all respects")


def _plan(to: Commands) -> None:
    made = _of_account(to, "plan", commands.run_plan, "What to try next, and next after each outcome.")
    _add_target(made)
    budget = made.add_mutually_exclusive_group()
    budget.add_argument("--meetings", type=_count, default=6)
    budget.add_argument("--days", type=float, help="a budget in days instead of meetings")


def _brief(to: Commands) -> None:
    made = _of_account(to, "brief", commands.run_brief, "What to prepare for a meeting with one person.")
    made.add_argument("person", metavar="PERSON", help="id of the person")
    made.add_argument("--decision", type=_word, metavar="ID")
    made.add_argument("--member", type=_word, metavar="ID", help="who of us goes; default: whoever is nearest")
    made.add_argument("--language", choices=list(LANGUAGES), default="en")
    _add_flag(made, "--private", "with background, interests and other private columns")
    _add_today(made)


def _truth(to: Commands) -> None:
    about = "How the forecast does on published cases with a known outcome."
    _add_assumptions(_command(to, "truth", commands.run_truth, about))


def _diff(to: Commands) -> None:
    made = _command(to, "diff", commands.run_diff, "What changed between two accounts.")
    made.add_argument("before", metavar="BEFORE")
    made.add_argument("after", metavar="AFTER")


# -- what several commands share --


def _command(to: Commands, name: str, run: Command, about: str) -> argparse.ArgumentParser:
    made = to.add_parser(name, help=about, description=about)
    made.set_defaults(run=run)
    _add_flag(made, "--json", "print one JSON document")
    return made


def _of_account(to: Commands, name: str, run: Command, about: str) -> argparse.ArgumentParser:
    made = _command(to, name, run, about)
    made.add_argument("path", metavar="PATH", help="an account folder, a CSV or Excel file, or account:NAME")
    _add_assumptions(made)
    return made


def _add_assumptions(made: argparse.ArgumentParser) -> None:
    made.add_argument("--assumptions", metavar="FILE", help="TOML file with assumptions that differ")


def _add_target(made: argparse.ArgumentParser) -> None:
    made.add_argument("--target", required=True, type=_word, metavar="ID")
    _add_flag(made, "--allow-cold", "allow approaches without an introduction")


def _add_today(made: argparse.ArgumentParser) -> None:
    made.add_argument("--today", type=_day, default=datetime.date.today(), metavar="DATE")  # noqa: DTZ011


def _add_flag(made: argparse.ArgumentParser, name: str, about: str) -> None:
    made.add_argument(name, action="store_true", help=about)


def _add_many(made: argparse.ArgumentParser, name: str, holds: str, about: str) -> None:
    made.add_argument(name, action="append", default=[], metavar=holds, help=about)


def _word(word: str) -> str:
    if not word.strip():
        raise argparse.ArgumentTypeError("it is blank")
    return word


def _day(word: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(word)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{word}' is not a date like 2026-03-31") from None


def _count(word: str) -> int:
    if not word.isdecimal() or int(word) < 1:
        raise argparse.ArgumentTypeError(f"'{word}' is not a number from 1")
    return int(word)
