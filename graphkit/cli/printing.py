"""How the command line prints: sentences for people, one JSON document for programs."""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import pandas as pd

from graphkit.errors import Finding
from graphkit.importing.importer import Import
from graphkit.merging.combine import named
from graphkit.merging.merge import Merge
from graphkit.model import Account
from graphkit.plan import SAME_ODDS, Node
from graphkit.routes import Route


def say(options: argparse.Namespace, answer: dict[str, Any], words: Any) -> None:
    if options.json:
        print(json.dumps(answer, ensure_ascii=False, indent=2, allow_nan=False))
    else:
        for line in words():
            print(line)


def contents(account: Account, findings: Iterable[Finding]) -> dict[str, Any]:
    counts = {"people": account.people, "ties": account.ties, "members": account.team, "contacts": account.contacts}
    listed = [finding.as_dict() for finding in findings]
    return {name: len(table) for name, table in counts.items()} | {"findings": listed}


def contents_text(account: Account, findings: Iterable[Finding]) -> Iterable[str]:
    people, ties, team, contacts = map(len, (account.people, account.ties, account.team, account.contacts))
    yield f"{people} people, {ties} ties, {team} members, {contacts} contacts."
    yield from map(finding_text, findings)


def import_text(found: Import, to: str) -> Iterable[str]:
    yield from contents_text(found.account, found.findings)
    yield "Columns: " + ", ".join(
        f"{column} = {field or '(not read)'}"
        for column, field in zip(found.mapping.columns, found.mapping.fields, strict=True)
    )
    yield f"Written to {to}."


def finding_text(finding: Finding) -> str:
    place = f"{finding.file}:{finding.row}" if finding.row else finding.file
    return f"{finding.severity}: {place}: {finding.message}"


def routes_text(account: Account, found: list[Route]) -> Iterable[str]:
    if not found:
        yield "No chain of introductions leads there."
    for route in found:
        path = " -> ".join(account.labels[id_] for id_ in route.path)
        yield f"{route.probability:6.1%}  {route.meetings} meetings  {route.days:g} days  {path}"


def tree_text(account: Account, node: Node | None, indent: str) -> Iterable[str]:
    if node is None:
        return
    step = node.step
    names = f"{account.labels[step.source]} -> {account.labels[step.target]}"
    yield f"{indent}{names} ({step.probability:.0%}); from here {node.value:.1%}{_why(account, node)}"
    if node.folded:
        yield f"{indent}  …"
        return
    if node.reached:
        yield f"{indent}  if yes: reached"
    elif node.yes:
        yield f"{indent}  if yes:"
        yield from tree_text(account, node.yes, indent + "    ")
    if node.no:
        yield f"{indent}  if no:"
        yield from tree_text(account, node.no, indent + "    ")


def _why(account: Account, node: Node) -> str:
    """Why this step and not the next best."""
    if not (other := node.runner_up):
        return ""
    if node.advantage >= SAME_ODDS:
        more = f"{node.advantage:.1%} more than"
    else:
        more = f"{node.days_saved:.0f} days less than" if node.days_saved >= 0.5 else "as good as"
    return f"; {more} {account.labels[other.source]} -> {account.labels[other.target]}"


def table_text(table: pd.DataFrame) -> Iterable[str]:
    text = table.to_string(index=False, na_rep="", float_format=lambda value: f"{value:.4g}")
    yield "Nobody." if table.empty else text


def plain(row: dict[Any, Any]) -> dict[str, Any]:
    """A row as JSON can hold it: NaN is null."""
    return {key: None if isinstance(value, float) and math.isnan(value) else value for key, value in row.items()}


def merge_answer(both: Merge) -> dict[str, Any]:
    """What a second file did to an account, as JSON holds it."""
    proposals = [asdict(proposal) | {"why": proposal.why.say("en")} for proposal in both.matches.proposals]
    lists = {"added": list(both.added), "gone": list(both.gone), "back": list(both.back)}
    cells = {"changed": len(both.changed), "conflicts": [asdict(conflict) for conflict in both.conflicts]}
    return {**lists, **cells, "proposals": proposals}


def merge_text(both: Merge) -> Iterable[str]:
    yield from map(finding_text, both.findings)
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
