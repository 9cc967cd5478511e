"""Changes in words: whom they are about, what changed, from what to what, with names in place of ids."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from graphkit import schema
from graphkit.assessment import name_of
from graphkit.changes import HEAD, Change, by_row
from graphkit.i18n import has, text
from graphkit.model import Account

_ABOUT = {"people": 0, "ties": 0, "team": 0, "contacts": 1, "stances": 1, "meetings": 2}  # which part of the key
_OF_SOMEBODY = ("needs", "actions")  # tables with a person in a cell, not in the key
_WORDS = {"support": "support", "trust": "trust", "target_trust": "trust"}  # columns whose numbers have words
_CHOICES = {"outcome": "word.outcome", "need": "word.need", "role": "word.role", "topic": "word.topic"} | {
    "confidence": "word.confidence",
    "disc_confidence": "word.confidence",
    "habit": "word.habit",
    "line": "word.line",
    **dict.fromkeys(("environment", "logic", "holds"), "change.check"),
}  # where the words of choices stand, if not with the changes
_KINDS = {"needs": "need", "actions": "habit", "ties": "line"}  # what a kind is of
_DECISION_WORDS = {"stage": "deal_stage", "lead_source": "lead_source"}  # what is said in words where it is ours
BLANK = "—"


@dataclass(frozen=True)
class Line:
    """One change as a sentence.

    about : id of the person or member it is about, "" where it is about the account. changes : what it tells.
    """

    about: str
    sentence: str
    changes: tuple[Change, ...]


def names(account: Account) -> dict[str, str]:
    """What people, members and decisions of an account are called, and whose its needs and actions are."""
    whose = {
        f"{table} {id_}": person
        for table in _OF_SOMEBODY
        for id_, person in account.table(table)[["id", "person"]].itertuples(index=False)
    }
    return {f"decision {d.id}": d.name or d.id for d in account.decisions} | whose | dict(account.labels)


def public(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes without those of private columns, which stay in the room."""
    declared = schema.BY_NAME
    return tuple(
        c for c in changes if c.table == HEAD or not c.column or not declared[c.table].column(c.column).private
    )


def names_in(changes: Iterable[Change]) -> dict[str, str]:
    """What people and members are called in the changes themselves: whoever came, went or got another name."""
    named = [change for change in changes if change.table in ("people", "team") and change.column == "name"]
    return {change.key[0]: change.after or change.before or "" for change in named}


def lines(changes: Iterable[Change], *, labels: Mapping[str, str], language: str) -> list[Line]:
    """Every change as a sentence; a row that came or went with its cells is one.

    labels : what to call people and members (`names` of the account); whoever is missing is called as in the changes.
    """
    changes = tuple(changes)
    names = names_in(changes) | dict(labels)
    return [Line(_about(row, names), _sentence(row, names, language), row) for row in by_row(changes)]


def grouped(found: Iterable[Line]) -> dict[str, list[Line]]:
    """Lines by whom they are about, in the order in which these come."""
    groups: dict[str, list[Line]] = {}
    for line in found:
        groups.setdefault(line.about, []).append(line)
    return groups


def summary(changes: Iterable[Change], *, labels: Mapping[str, str], language: str) -> str:
    """The first change in one sentence, and how many more there are."""
    changes = tuple(changes)
    rows = by_row(changes)
    if not rows:
        return ""
    first = lines(rows[0], labels=names_in(changes) | dict(labels), language=language)[0]
    name = labels.get(first.about, names_in(changes).get(first.about, first.about))
    told = text("change.about", language, name=name, sentence=first.sentence) if first.about else first.sentence
    return told if len(rows) == 1 else text("change.and_more", language, first=told, n=len(rows) - 1)


def _about(row: tuple[Change, ...], names: Mapping[str, str]) -> str:
    change = row[0]
    if change.table in _OF_SOMEBODY:
        known = names.get(f"{change.table} {change.key[0]}", "")
        return next((c.after or c.before or "" for c in row if c.column == "person"), known)
    return change.key[_ABOUT[change.table]] if change.table in _ABOUT else ""


def _sentence(row: tuple[Change, ...], names: Mapping[str, str], language: str) -> str:
    table = row[0].table
    if table == HEAD:
        return _head(row, names, language)
    subject = _subject(row[0], names, language)
    came = next((change for change in row if not change.column), None)
    if came is None:
        (change,) = row
        was, now = (
            _cell(change.table, change.column, value, names, language) for value in (change.before, change.after)
        )
        told = text(
            "change.cell", language, column=text(f"word.column.{change.column}", language), before=was, after=now
        )
    else:
        value: Callable[[Change], str | None] = lambda c: c.after if came.before is None else c.before  # noqa: E731
        cells = [
            text(
                "change.value",
                language,
                column=text(f"word.column.{c.column}", language),
                value=_cell(table, c.column, value(c), names, language),
            )
            for c in row
            if c.column and not (table == "people" and c.column == "name")
        ]
        key = "added" if came.before is None else "removed"
        told = text(f"change.{key}", language)
        if cells:
            told = text("change.with", language, what=told, cells=text("screen.comma", language).join(cells))
    return text("change.subject", language, subject=subject, told=told) if subject else told


def _subject(change: Change, names: Mapping[str, str], language: str) -> str:
    """Which row of somebody's is meant: the tie, the contact of ours, the decision, the meeting."""

    def name(id_: str) -> str:
        return names.get(id_, id_)

    match change.table, change.key:
        case "ties", (source, target, kind):
            line, ends = text(f"word.line.{kind}", language), f"{name(source)} → {name(target)}"
            return text("change.with", language, what=ends, cells=line)
        case "contacts", (member, _):
            return text("change.contact", language, member=name(member))
        case "stances", (decision, _):
            return text("change.stance", language, decision=names.get(f"decision {decision}", decision))
        case "meetings", (date, member, _):
            return text("change.meeting", language, date=date, member=name(member))
        case "needs", _:
            return text("change.need", language)
        case "assessments", (topic, item, _):
            return f"{text(f'word.topic.{topic}', language)} · {name_of(topic, item, language)}"
        case "offers" | "actions", (id_,):
            return text("change.with", language, what=text(f"word.table.{change.table}", language), cells=id_)
        case _:
            return ""


def _cell(table: str, column: str, value: str | None, names: Mapping[str, str], language: str) -> str:
    """A value as a person says it: names for ids, words for ratings and choices."""
    if not value:
        return text("change.unknown", language) if column in schema.RATINGS else BLANK
    declared = schema.BY_NAME[table].column(column)
    comma = text("screen.comma", language)
    if declared.refers_to:
        return comma.join(names.get(id_, id_) for id_ in schema.split_ids(value))
    if declared.choices:
        return comma.join(choice_word(table, column, choice, language) for choice in schema.split_ids(value))
    key = f"word.{_WORDS.get(column, '')}.{value}"
    return text(key, language) if column in _WORDS and has(key) else value


def choice_word(table: str, column: str, choice: str, language: str) -> str:
    """What one of a column's choices is called: `decision_maker` -> 决策者."""
    of = _KINDS.get(table, column) if column == "kind" else column
    key = f"{_CHOICES.get(of, f'change.{of}')}.{choice}"
    return text(key, language) if has(key) else choice


# -- what stands in account.toml --


def _head(row: tuple[Change, ...], names: Mapping[str, str], language: str) -> str:
    kind, key = row[0].key
    if kind in ("decision", "decisions"):
        return _decisions(row, names, language)
    values = [next((c for c in row if c.column), row[0])]
    was, now = values[0].before or BLANK, values[0].after or BLANK
    part = key.partition(":")[0]  # a message is one decision's
    profile = f"opportunity.profile.{part}" if has(f"opportunity.profile.{part}") else f"change.profile.{part}"
    name = {"assumption": f"assumption.{key}.name", "profile": profile}.get(kind, f"change.{kind}")
    column = text(name, language) if has(name) else key or kind
    if kind == "assumption":
        default = text("change.default", language)
        was, now = (_number(value) or default for value in (values[0].before, values[0].after))
    return text("change.cell", language, column=column, before=was, after=now)


def _number(value: str | None) -> str:
    """A JSON number or list of them, as the assumptions page writes it."""
    found = json.loads(value) if value else ""
    return "; ".join(f"{number:g}" for number in found) if isinstance(found, list) else str(found)


def _decisions(row: tuple[Change, ...], names: Mapping[str, str], language: str) -> str:
    """Which decisions came or went, or what changed in one."""
    cells = [change for change in row if change.key[0] == "decision" and change.column]
    if not cells:
        return text("change.decision_order", language)
    told = []
    for change in cells:
        was, now = (json.loads(value) if value else {} for value in (change.before, change.after))
        name = now.get("name") or was.get("name") or change.key[1]
        if not was or not now:
            told.append(text(f"change.decision_{'added' if now else 'removed'}", language, name=name))
            continue
        for field in (field for field in now if now[field] != was.get(field)):
            sides = (_decision_cell(field, fields.get(field), names, language) for fields in (was, now))
            before, after = sides
            column = text(f"change.decision_field.{field}", language)
            cell = text("change.cell", language, column=column, before=before, after=after)
            told.append(text("change.decision", language, name=name, told=cell))
    return text("change.then", language).join(told)


def _decision_cell(field: str, value: object, names: Mapping[str, str], language: str) -> str:
    if isinstance(value, bool):
        return text(f"change.{'yes' if value else 'no'}", language)
    if isinstance(value, list):
        return text("screen.comma", language).join(names.get(id_, id_) for id_ in value) or BLANK
    if field in _DECISION_WORDS and has(f"word.{_DECISION_WORDS[field]}.{value}"):
        return text(f"word.{_DECISION_WORDS[field]}.{value}", language)
    return names.get(str(value), str(value)) if field == "target" and value else str(value or BLANK)
