"""The command line: the library's functions, for scripts.

Each command prints what a person reads, or with `--json` one JSON document on stdout; what is odd about the files goes
to stderr. Exit codes: 0 done, 1 `check` or `import` is done and reported an error finding, 2 the call was wrong and
nothing was done.
"""

from __future__ import annotations

import argparse
import datetime
import json
import math
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from graphkit import __version__, folder
from graphkit.assumptions import Assumptions, read_assumptions
from graphkit.changes import diff
from graphkit.coverage import coverage
from graphkit.departures import departures
from graphkit.errors import Finding, GraphkitError, has_errors
from graphkit.forecast import ask_next, forecast, win_next
from graphkit.i18n import LANGUAGES
from graphkit.importing.importer import Import, import_files
from graphkit.importing.scales import parse_scale
from graphkit.library import Library
from graphkit.merging.combine import named
from graphkit.merging.doubts import ASK
from graphkit.merging.merge import Merge, merge
from graphkit.model import Account
from graphkit.network import MEASURES, measures, social_roles
from graphkit.plan import Node, plan
from graphkit.playbook import paper
from graphkit.playbook.brief import brief
from graphkit.routes import Route, frontier, routes
from graphkit.shelf import Shelf
from graphkit.store import open_store
from graphkit.truth import as_dict as record
from graphkit.truth import record_text, truth

SAID = "imported"  # folder in an account folder: what files have said by now, the base of the next merge
DONE, FOUND_ERRORS, WRONG_CALL = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except GraphkitError as error:
        print(error, file=sys.stderr)
        return WRONG_CALL
    except BrokenPipeError:  # `graphkit ... | head`
        sys.stderr.close()
        return DONE


# -- commands --


def _check(options: argparse.Namespace) -> int:
    account, findings = _read_all(options.paths)
    _print(options, _contents(account, findings), lambda: _contents_text(account, findings))
    return FOUND_ERRORS if has_errors(findings) else DONE


def _import(options: argparse.Namespace) -> int:
    found = import_files(
        [_file(Path(path)) for path in options.files],
        ties=[_kind_and_file(word) for word in options.ties],
        team=_file(Path(options.team)) if options.team else None,
        contacts=_file(Path(options.contacts)) if options.contacts else None,
        mapping=dict(_column_and_field(word) for word in options.map),
        scales=dict(parse_scale(word) for word in options.scale),
        cut=options.cut,
        placeholders=options.placeholders,
        name=options.name,
    )
    if found.account.people.empty:
        raise GraphkitError("nobody_read", file=found.sheet.name)
    to = Path(options.to)
    taken = (to / folder.ACCOUNT_FILE).exists() or (to / "people.csv").exists()
    if taken and not options.update:
        raise GraphkitError("folder_taken", path=options.to)
    both = _merged(found.account, to, options) if taken else None
    account = both.account if both else found.account
    folder.write(account, to)
    folder.write(both.said if both else found.account, to / SAID)
    findings = [*found.findings, *(both.findings if both else ())]
    answer = _contents(account, findings) | ({"merge": _merge_answer(both)} if both else {})

    def words() -> Iterable[str]:
        yield from _import_text(found, options.to)
        if both:
            yield from _merge_text(both)

    _print(options, answer, words)
    return FOUND_ERRORS if has_errors(found.findings) else DONE


def _merged(imported: Account, to: Path, options: argparse.Namespace) -> Merge:
    """The account of a folder after a later file; refused where it may be the wrong file and nobody says it is not."""
    base = folder.read(to / SAID)[0] if (to / SAID).is_dir() else None
    both = merge(folder.read(to)[0], imported, today=options.today, base=base, whole=options.lists != "part")
    if both.asks and options.lists is None:
        reason = next(finding.message for finding in both.findings if finding.code in ASK)
        raise GraphkitError("asks_first", reason=reason)
    return both


def _merge_answer(both: Merge) -> dict[str, Any]:
    """What a second file did to an account, as JSON holds it."""
    proposals = [asdict(proposal) | {"why": proposal.why.say("en")} for proposal in both.matches.proposals]
    lists = {"added": list(both.added), "gone": list(both.gone), "back": list(both.back)}
    cells = {"changed": len(both.changed), "conflicts": [asdict(conflict) for conflict in both.conflicts]}
    return {**lists, **cells, "proposals": proposals}


def _merge_text(both: Merge) -> Iterable[str]:
    yield from map(_finding_text, both.findings)
    yield f"{len(both.added)} new, {len(both.gone)} no longer listed, {len(both.changed)} cells changed."
    names = both.account.options
    for name, ids in (("new", both.added), ("left", both.gone), ("back", both.back)):
        if ids:
            yield f"  {name}: {', '.join(names[id_] for id_ in ids)}"
    for conflict in both.conflicts:
        who = " / ".join(names.get(id_, id_) for id_ in conflict.key)
        ours, theirs = (named(both.account, conflict, cell) for cell in (conflict.ours, conflict.file))
        yield f"  {who}, {conflict.column}: we say '{ours}', the file '{theirs}'; taken: {conflict.taken}"
    for proposal in both.matches.proposals:
        one, other = names[both.ids[proposal.one]], names[proposal.other]
        yield f"  warning: {one} may be {other}, {proposal.score} of 100 ({proposal.why.say('en')}); kept apart"


def _network(options: argparse.Namespace) -> int:
    account = _account(options)
    values = measures(account, options.measure)
    table = values.assign(social_role=social_roles(account)).reset_index(names="id")
    answer = {"people": [_plain(row) for row in table.to_dict("records")]}
    _print(options, answer, lambda: _table(table.assign(id=table["id"].map(account.labels))))
    return DONE


def _coverage(options: argparse.Namespace) -> int:
    account = _account(options)
    found = coverage(account, decision=options.decision or "", today=options.today)
    leaving = departures(account, decision=options.decision or "") if found.score is not None else ()

    def words() -> Iterable[str]:
        score = "unknown: nobody is named who decides" if found.score is None else f"{found.score:.1%}"
        yield f"Leverage on the decision held by people we know: {score}. {len(found.gaps)} gaps."
        for gap in found.gaps:
            yield f"\n[{gap.severity}] {gap.name()}: {gap.why()}"
            if gap.people:
                yield f"  {', '.join(account.labels[id_] for id_ in gap.people)}"
            yield f"  {gap.do()}"
        for one in leaving[:5]:
            lost = f"{one.routes_lost} of the {one.routes} best routes to {account.labels[one.target]} lost"
            best = f"the best falls from {one.best:.1%} to {one.best_without:.1%}" if one.loss else "the best one stays"
            yield f"\nIf {account.labels[one.id]} leaves: {lost}, {best}."

    _print(options, found.as_dict() | {"departures": [one.as_dict() for one in leaving]}, words)
    return DONE


def _forecast(options: argparse.Namespace) -> int:
    account = _account(options)
    found = forecast(account, decision=options.decision or "", target=options.target or "", today=options.today)

    def words() -> Iterable[str]:
        who = account.labels[found.target] if found.target else "The committee"
        yield f"{who}: {found.verdict}, {found.stance:+.2f} between {found.low:+.2f} and {found.high:+.2f} (model)."
        for title, best, value in (
            ("Ask next", ask_next(found, 5), "ask_value"),
            ("Win next", win_next(found, 5), "win_value"),
        ):
            yield f"\n{title}"
            yield from (
                f"  {account.labels[id_]}: {worth:.3f}" for id_, worth in zip(best["id"], best[value], strict=True)
            )

    _print(options, found.as_dict(), words)
    return DONE


def _routes(options: argparse.Namespace) -> int:
    account = _account(options)
    if options.frontier:
        found = frontier(account, options.target, allow_cold=options.allow_cold)
    else:
        found = routes(account, options.target, k=options.k, allow_cold=options.allow_cold)
    answer = {"routes": [route.as_dict() for route in found]}
    _print(options, answer, lambda: _routes_text(account, found))
    return DONE


def _plan(options: argparse.Namespace) -> int:
    account = _account(options)
    found = plan(account, options.target, meetings=options.meetings, days=options.days, allow_cold=options.allow_cold)
    budget = f"{options.meetings} meetings" if options.days is None else f"{options.days:g} days"

    def words() -> Iterable[str]:
        yield f"{found.value:.1%} to reach {account.labels[found.target]} in {budget} ({found.method})."
        yield f"Best single route {found.best_route:.1%}; ceiling {found.ceiling_low:.1%} to {found.ceiling_high:.1%}."
        if found.by_days is None:
            yield "By meetings: " + " ".join(f"{p:.4f}" for p in found.by_meetings)
        else:
            yield "By days: " + " ".join(f"{days:g}: {p:.4f}" for days, p in found.by_days)
        yield from _tree_text(account, found.tree, "")

    _print(options, found.as_dict(), words)
    return DONE


def _brief(options: argparse.Namespace) -> int:
    account = _account(options)
    asked = {"decision": options.decision or "", "member": options.member or "", "today": options.today}
    store = open_store() if options.path.startswith("account:") else None
    library = Shelf(store).library() if store else Library()
    found = brief(account, options.person, library=library, **asked)
    if not options.private:
        found = found.without_private()
    given = store.wordings(options.language) if store else {}
    answer = paper.as_dict(found, options.language, given)
    _print(options, answer, lambda: [paper.markdown(found, account, options.language, given)])
    return DONE


def _diff(options: argparse.Namespace) -> int:
    before, after = _account_at(options.before), _account_at(options.after)
    changes = diff(before, after)
    answer = {"changes": [asdict(change) for change in changes]}
    _print(
        options,
        answer,
        lambda: (
            f"{change.table} {' / '.join(change.key)} {change.column}: {change.before!r} -> {change.after!r}"
            for change in changes
        ),
    )
    return DONE


def _truth(options: argparse.Namespace) -> int:
    assumed = read_assumptions(Path(options.assumptions), Assumptions()) if options.assumptions else None
    found = truth(assumptions=assumed)
    _print(options, record(found), lambda: record_text(found))
    return DONE


# -- reading --


def _account(options: argparse.Namespace) -> Account:
    """The account of the command, its findings on stderr, with the assumptions the command names."""
    account = _account_at(options.path)
    if options.assumptions:
        account = account.with_(assumptions=read_assumptions(Path(options.assumptions), account.assumptions))
    return account


def _account_at(path: str) -> Account:
    account, findings = _read(path)
    for finding in findings:
        if finding.severity != "info":
            print(_finding_text(finding), file=sys.stderr)
    return account


def _read(path: str) -> tuple[Account, list[Finding]]:
    """An account folder, a CSV or Excel file, or `account:NAME` in the store."""
    if path.startswith("account:"):
        store = open_store()
        return store.load(store.find(path.removeprefix("account:")))[0], []
    if Path(path).is_dir():
        return folder.read(Path(path))
    found = import_files([_file(Path(path))])
    return found.account, list(found.findings)


def _read_all(paths: list[str]) -> tuple[Account, list[Finding]]:
    """One account from a folder, or from one or several files of the same people."""
    if len(paths) == 1:
        return _read(paths[0])
    found = import_files([_file(Path(path)) for path in paths])
    return found.account, list(found.findings)


def _file(path: Path) -> tuple[str, bytes]:
    try:
        return path.name, path.read_bytes()
    except OSError as reason:
        raise GraphkitError("unreadable_file", path=str(path), reason=reason.strerror or str(reason)) from reason


def _kind_and_file(word: str) -> tuple[str, bytes, str]:
    """`FILE` or `FILE:KIND`."""
    path, colon, kind = word.rpartition(":")
    if not colon or Path(word).exists():
        path, kind = word, ""
    return *_file(Path(path)), kind


def _column_and_field(word: str) -> tuple[str, str]:
    column, equals, field = word.rpartition("=")
    if not equals:
        raise GraphkitError("bad_mapping", value=word)
    return column.strip(), field.strip()


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


# -- printing --


def _print(options: argparse.Namespace, answer: dict[str, Any], words: Any) -> None:
    if options.json:
        print(json.dumps(answer, ensure_ascii=False, indent=2, allow_nan=False))
    else:
        for line in words():
            print(line)


def _contents(account: Account, findings: Iterable[Finding]) -> dict[str, Any]:
    counts = {"people": account.people, "ties": account.ties, "members": account.team, "contacts": account.contacts}
    listed = [finding.as_dict() for finding in findings]
    return {name: len(table) for name, table in counts.items()} | {"findings": listed}


def _contents_text(account: Account, findings: Iterable[Finding]) -> Iterable[str]:
    people, ties, team, contacts = map(len, (account.people, account.ties, account.team, account.contacts))
    yield f"{people} people, {ties} ties, {team} members, {contacts} contacts."
    yield from map(_finding_text, findings)


def _import_text(found: Import, to: str) -> Iterable[str]:
    yield from _contents_text(found.account, found.findings)
    yield "Columns: " + ", ".join(
        f"{column} = {field or '(not read)'}"
        for column, field in zip(found.mapping.columns, found.mapping.fields, strict=True)
    )
    yield f"Written to {to}."


def _finding_text(finding: Finding) -> str:
    place = f"{finding.file}:{finding.row}" if finding.row else finding.file
    return f"{finding.severity}: {place}: {finding.message}"


def _routes_text(account: Account, found: list[Route]) -> Iterable[str]:
    if not found:
        yield "No chain of introductions leads there."
    for route in found:
        path = " -> ".join(account.labels[id_] for id_ in route.path)
        yield f"{route.probability:6.1%}  {route.meetings} meetings  {route.days:g} days  {path}"


def _tree_text(account: Account, node: Node | None, indent: str) -> Iterable[str]:
    if node is None:
        return
    step = node.step
    names = f"{account.labels[step.source]} -> {account.labels[step.target]}"
    other = node.runner_up
    why = other and f"; {node.advantage:.1%} more than {account.labels[other.source]} -> {account.labels[other.target]}"
    yield f"{indent}{names} ({step.probability:.0%}); from here {node.value:.1%}{why or ''}"
    if node.folded:
        yield f"{indent}  …"
        return
    if node.reached:
        yield f"{indent}  if yes: reached"
    elif node.yes:
        yield f"{indent}  if yes:"
        yield from _tree_text(account, node.yes, indent + "    ")
    if node.no:
        yield f"{indent}  if no:"
        yield from _tree_text(account, node.no, indent + "    ")


def _table(table: pd.DataFrame) -> Iterable[str]:
    text = table.to_string(index=False, na_rep="", float_format=lambda value: f"{value:.4g}")
    yield "Nobody." if table.empty else text


def _plain(row: dict[Any, Any]) -> dict[str, Any]:
    """A row as JSON can hold it: NaN is null."""
    return {key: None if isinstance(value, float) and math.isnan(value) else value for key, value in row.items()}


# -- the words of the command line --


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="graphkit", description="Find the way to a decision in a large customer.")
    parser.add_argument("--version", action="version", version=f"graphkit {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Any, about: str, *, reads: bool = True) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=about, description=about)
        made.set_defaults(run=run)
        if reads:
            made.add_argument("path", metavar="PATH", help="an account folder, a CSV or Excel file, or account:NAME")
            made.add_argument("--assumptions", metavar="FILE", help="TOML file with assumptions that differ")
        made.add_argument("--json", action="store_true", help="print one JSON document")
        return made

    made = command("check", _check, "Read a folder, CSV or Excel file and say what is odd about it.", reads=False)
    made.add_argument("paths", nargs="+", metavar="PATH")

    made = command("import", _import, "Turn an org chart into an account folder.", reads=False)
    made.add_argument("files", nargs="+", metavar="FILE", help="CSV or Excel files of the same people")
    made.add_argument("--to", required=True, type=_word, metavar="DIR", help="the account folder to write")
    made.add_argument("--name", default="", help="name of the account; default: the file's")
    made.add_argument("--team", metavar="FILE", help="our own people")
    made.add_argument("--ties", action="append", default=[], metavar="FILE[:KIND]", help="ties between people")
    made.add_argument("--contacts", metavar="FILE", help="who of us knows whom")
    made.add_argument("--map", action="append", default=[], metavar="COLUMN=FIELD", help="read a column as a field")
    made.add_argument(
        "--scale",
        action="append",
        default=[],
        metavar="FIELD=VALUE:OURS,...",
        help="what the file's ratings are with us",
    )
    made.add_argument("--cut", action="append", default=[], metavar="ID", help="cut this person's line in a circle")
    made.add_argument(
        "--placeholders", action="store_true", help="make a person for each manager who is not in the file"
    )
    made.add_argument("--update", action="store_true", help="merge into the account that is in DIR")
    lists = made.add_mutually_exclusive_group()
    lists.add_argument(
        "--whole", dest="lists", action="store_const", const="whole", help="with --update: the file lists everybody"
    )
    lists.add_argument(
        "--part", dest="lists", action="store_const", const="part", help="with --update: one part; nobody leaves by it"
    )
    made.add_argument("--today", type=_day, default=datetime.date.today(), metavar="DATE")  # noqa: DTZ011

    made = command("network", _network, "Measures of the network: who connects, who brokers, who stands apart.")
    made.add_argument("--measure", action="append", default=[], choices=list(MEASURES))

    for name, run, about in (
        ("coverage", _coverage, "Where we are blind or thin, and what to do."),
        ("forecast", _forecast, "Where the decision stands, whom to ask and whom to win."),
    ):
        made = command(name, run, about)
        which = made.add_mutually_exclusive_group()
        which.add_argument("--decision", type=_word, metavar="ID")
        if name == "forecast":
            which.add_argument("--target", type=_word, metavar="ID")
        made.add_argument("--today", type=_day, default=datetime.date.today(), metavar="DATE")  # noqa: DTZ011

    for name, run, about in (
        ("routes", _routes, "The best chains of introductions to a person."),
        ("plan", _plan, "What to try next, and next after each outcome."),
    ):
        made = command(name, run, about)
        made.add_argument("--target", required=True, type=_word, metavar="ID")
        made.add_argument("--allow-cold", action="store_true", help="allow approaches without an introduction")
        if name == "routes":
            made.add_argument("-k", type=_count, default=10, help="how many routes")
            made.add_argument("--frontier", action="store_true", help="routes that no other beats in all respects")
        else:
            budget = made.add_mutually_exclusive_group()
            budget.add_argument("--meetings", type=_count, default=6)
            budget.add_argument("--days", type=float, help="a budget in days instead of meetings")

    made = command("brief", _brief, "What to prepare for a meeting with one person.")
    made.add_argument("person", metavar="PERSON", help="id of the person")
    made.add_argument("--decision", type=_word, metavar="ID")
    made.add_argument("--member", type=_word, metavar="ID", help="who of us goes; default: whoever is nearest")
    made.add_argument("--language", choices=list(LANGUAGES), default="en")
    made.add_argument("--private", action="store_true", help="with background, interests and other private columns")
    made.add_argument("--today", type=_day, default=datetime.date.today(), metavar="DATE")  # noqa: DTZ011

    made = command("truth", _truth, "How the forecast does on published cases with a known outcome.", reads=False)
    made.add_argument("--assumptions", metavar="FILE", help="TOML file with assumptions that differ")

    made = command("diff", _diff, "What changed between two accounts.", reads=False)
    made.add_argument("before", metavar="BEFORE")
    made.add_argument("after", metavar="AFTER")
    return parser


if __name__ == "__main__":
    sys.exit(main())
