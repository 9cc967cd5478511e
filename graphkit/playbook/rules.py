"""The rules of a brief: one row of `rules.toml` each, and when a row speaks."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from graphkit.playbook.fact import Fact

KNOWN, UNKNOWN = "*", "?"
ITEMS = ("role", "need", "promise", "open", "objection", "closing")  # what a rule may be repeated for


@dataclass(frozen=True)
class Rule:
    """One row: in which section it speaks, of which item, and the values that its facts must have.

    when : values allowed for each fact; `KNOWN` is any but a blank one, `UNKNOWN` only that.
    """

    section: str
    id: str
    each: str = ""
    when: Mapping[str, tuple[str, ...]] | None = None

    @property
    def key(self) -> str:
        """Key of its text."""
        return f"playbook.{self.section}.{self.id}"

    @property
    def asks(self) -> bool:
        """It speaks because something is not known, and asks for it."""
        return any(UNKNOWN in allowed for allowed in (self.when or {}).values())

    def speaks(self, facts: Mapping[str, Fact]) -> bool:
        return all(_fits(facts[name].value, allowed) for name, allowed in (self.when or {}).items())


def _fits(value: str, allowed: tuple[str, ...]) -> bool:
    return value in allowed or (UNKNOWN if value == "" else KNOWN) in allowed


def _read() -> tuple[tuple[Rule, ...], tuple[Rule, ...], dict[str, int]]:
    table = tomllib.loads((files("graphkit.playbook") / "rules.toml").read_text(encoding="utf-8"))
    return _rules(table["rules"]), _rules(table["post"]), table["most"]


def _rules(table: Mapping[str, Any]) -> tuple[Rule, ...]:
    return tuple(_rule(section, row) for section, rows in table.items() for row in rows)


def _rule(section: str, row: dict[str, Any]) -> Rule:
    when = (
        {name: (allowed,) if isinstance(allowed, str) else tuple(allowed) for name, allowed in row["when"].items()}
        if "when" in row
        else {}
    )
    return Rule(section, row["id"], row.get("each", ""), when)


RULES, POST_RULES, MOST = _read()  # of a person; of a post with nobody named on it
SECTIONS = tuple(dict.fromkeys(rule.section for rule in RULES))
