"""What each command does: read an account, ask the library one question, print the answer."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from graphkit import folder
from graphkit.assumptions import Assumptions, read_assumptions
from graphkit.changes import diff
from graphkit.cli.printing import (
    contents,
    contents_text,
    import_text,
    merge_answer,
    merge_text,
    plain,
    routes_text,
    say,
    table_text,
    tree_text,
)
from graphkit.cli.reading import account_at, account_of, column_and_field, file, kind_and_file, read_all
from graphkit.coverage import coverage
from graphkit.departures import departures
from graphkit.errors import GraphkitError, has_errors
from graphkit.forecast import ask_next, forecast, win_next
from graphkit.importing.importer import import_files
from graphkit.importing.scales import parse_scale
from graphkit.library import Library
from graphkit.merging.doubts import ASK
from graphkit.merging.merge import Merge, merge
from graphkit.model import Account
from graphkit.network import measures, social_roles
from graphkit.plan import plan
from graphkit.playbook import paper
from graphkit.playbook.brief import brief
from graphkit.routes import frontier, routes
from graphkit.shelf import Shelf
from graphkit.store import open_store
from graphkit.truth import as_dict as record
from graphkit.truth import record_text, truth

SAID = "imported"  # folder in an account folder: what files have said by now, the base of the next merge
DONE, FOUND_ERRORS, WRONG_CALL = 0, 1, 2


def run_check(options: argparse.Namespace) -> int:
    account, findings = read_all(options.paths)
    say(options, contents(account, findings), lambda: contents_text(account, findings))
    return FOUND_ERRORS if has_errors(findings) else DONE


def run_import(options: argparse.Namespace) -> int:
    found = import_files(
        [file(Path(path)) for path in options.files],
        ties=[kind_and_file(word) for word in options.ties],
        team=file(Path(options.team)) if options.team else None,
        contacts=file(Path(options.contacts)) if options.contacts else None,
        mapping=dict(column_and_field(word) for word in options.map),
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
    answer = contents(account, findings) | ({"merge": merge_answer(both)} if both else {})

    def words() -> Iterable[str]:
        yield from import_text(found, options.to)
        if both:
            yield from merge_text(both)

    say(options, answer, words)
    return FOUND_ERRORS if has_errors(found.findings) else DONE


def _merged(imported: Account, to: Path, options: argparse.Namespace) -> Merge:
    """The account of a folder after a later file; refused where it may be the wrong file and nobody says it is not."""
    base = folder.read(to / SAID)[0] if (to / SAID).is_dir() else None
    both = merge(folder.read(to)[0], imported, today=options.today, base=base, whole=options.lists != "part")
    if both.asks and options.lists is None:
        reason = next(finding.message for finding in both.findings if finding.code in ASK)
        raise GraphkitError("asks_first", reason=reason)
    return both


def run_network(options: argparse.Namespace) -> int:
    account = account_of(options)
    values = measures(account, options.measure)
    table = values.assign(social_role=social_roles(account)).reset_index(names="id")
    answer = {"people": [plain(row) for row in table.to_dict("records")]}
    say(options, answer, lambda: table_text(table.assign(id=table["id"].map(account.labels))))
    return DONE


def run_coverage(options: argparse.Namespace) -> int:
    account = account_of(options)
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

    say(options, found.as_dict() | {"departures": [one.as_dict() for one in leaving]}, words)
    return DONE


def run_forecast(options: argparse.Namespace) -> int:
    account = account_of(options)
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

    say(options, found.as_dict(), words)
    return DONE


def run_routes(options: argparse.Namespace) -> int:
    account = account_of(options)
    if options.frontier:
        found = frontier(account, options.target, allow_cold=options.allow_cold)
    else:
        found = routes(account, options.target, k=options.k, allow_cold=options.allow_cold)
    answer = {"routes": [route.as_dict() for route in found]}
    say(options, answer, lambda: routes_text(account, found))
    return DONE


def run_plan(options: argparse.Namespace) -> int:
    account = account_of(options)
    found = plan(account, options.target, meetings=options.meetings, days=options.days, allow_cold=options.allow_cold)
    budget = f"{options.meetings} meetings" if options.days is None else f"{options.days:g} days"

    def words() -> Iterable[str]:
        yield f"{found.value:.1%} to reach {account.labels[found.target]} in {budget} ({found.method})."
        yield f"Best single route {found.best_route:.1%}; ceiling {found.ceiling_low:.1%} to {found.ceiling_high:.1%}."
        if found.by_days is None:
            yield "By meetings: " + " ".join(f"{p:.4f}" for p in found.by_meetings)
        else:
            yield "By days: " + " ".join(f"{days:g}: {p:.4f}" for days, p in found.by_days)
        yield from tree_text(account, found.tree, "")

    say(options, found.as_dict(), words)
    return DONE


def run_brief(options: argparse.Namespace) -> int:
    account = account_of(options)
    asked = {"decision": options.decision or "", "member": options.member or "", "today": options.today}
    store = open_store() if options.path.startswith("account:") else None
    library = Shelf(store).library() if store else Library()
    found = brief(account, options.person, library=library, **asked)
    if not options.private:
        found = found.without_private()
    given = store.wordings(options.language) if store else {}
    answer = paper.as_dict(found, options.language, given)
    say(options, answer, lambda: [paper.markdown(found, account, options.language, given)])
    return DONE


def run_diff(options: argparse.Namespace) -> int:
    before, after = account_at(options.before), account_at(options.after)
    changes = diff(before, after)
    answer = {"changes": [asdict(change) for change in changes]}
    say(
        options,
        answer,
        lambda: (
            f"{change.table} {' / '.join(change.key)} {change.column}: {change.before!r} -> {change.after!r}"
            for change in changes
        ),
    )
    return DONE


def run_truth(options: argparse.Namespace) -> int:
    assumed = read_assumptions(Path(options.assumptions), Assumptions()) if options.assumptions else None
    found = truth(assumptions=assumed)
    say(options, record(found), lambda: record_text(found))
    return DONE
