"""The brief for one meeting with one person: every line from a rule, every rule from a fact that is named."""

from __future__ import annotations

import datetime
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from graphkit import schema
from graphkit.i18n import catalogue
from graphkit.library import Library
from graphkit.model import Account, is_placeholder
from graphkit.playbook.errand import Errand, errand
from graphkit.playbook.fact import Fact
from graphkit.playbook.facts import Facts, gather
from graphkit.playbook.rules import MOST, POST_RULES, RULES, SECTIONS, Rule

QUESTION = "question"
NOTHING = Library()
_PRIVATE = {f"{table.name}.{column.name}" for table in schema.TABLES for column in table.columns if column.private}


@dataclass(frozen=True)
class Line:
    """One line: key of its text, the values of its placeholders, and the facts that made it speak or stand in it.

    source : "table.column" or the engine of each fact; `QUESTION` first where one of them is missing and is asked for;
    the rule itself where it holds for everybody.
    """

    key: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)
    source: tuple[str, ...] = ()

    @property
    def asks(self) -> bool:
        return QUESTION in self.source

    @property
    def is_private(self) -> bool:
        """It rests on a column that does not leave the room."""
        return not _PRIVATE.isdisjoint(self.source)


@dataclass(frozen=True)
class Section:
    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Brief:
    """What to say to one person about one decision, and what to find out.

    person, decision, member : ids; member is "" where nobody of us is named who goes. sections : in their order.
    """

    person: str
    decision: str
    member: str
    sections: tuple[Section, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for section in self.sections for line in section.lines)

    @property
    def asked(self) -> int:
        """How many lines ask for what is not known."""
        return sum(line.asks for line in self.lines)

    @property
    def known(self) -> int:
        """How many lines rest on what is known."""
        return len(self.lines) - self.asked

    def without_private(self) -> Brief:
        """The brief as it may leave the room: without the lines that rest on private columns."""
        kept = (Section(each.name, tuple(ln for ln in each.lines if not ln.is_private)) for each in self.sections)
        return Brief(self.person, self.decision, self.member, tuple(kept))


def brief(
    account: Account,
    person: str,
    *,
    decision: str = "",
    today: datetime.date,
    member: str = "",
    meeting: Errand | None = None,
    library: Library = NOTHING,
) -> Brief:
    """What to prepare for a meeting with one person: one page of advice, each line with the facts behind it.

    Parameters
    ----------
    decision : id; default: the account's first. today : the day on which contacts and ratings are aged.
    member : who of us goes; default: whoever the meeting names. meeting : the one to prepare; default: the next with
    this person (`errand`). library : the team's objections and closings; what fits the person stands in the brief.
    Of a post with nobody named on it the brief says whom to ask about it, and what.

    Raises
    ------
    GraphkitError : an unknown person, decision or member; somebody who has left.

    Notes
    -----
    The rules stand in `rules.toml`, the texts in the catalogue under `playbook.`. Advice, no measurement: nothing in
    it was tried on data.
    """
    chosen = account.decision(decision)
    is_post = is_placeholder(account.person(person).name)
    asked = meeting if meeting and not is_post else None
    meant = asked or errand(account, person, decision=chosen.id, today=today, member=member)
    facts = gather(account, person, decision=chosen.id, today=today, errand=meant, library=library)
    sections = tuple(Section(name, tuple(islice(_lines(name, facts), MOST.get(name)))) for name in SECTIONS)
    return Brief(person, chosen.id, meant.member, sections)


def _lines(section: str, facts: Facts) -> Iterator[Line]:
    """Every line of a section; rules that are repeated for the same items take turns, item by item."""
    is_post = facts.person["post"].value != ""
    rules = [rule for rule in (POST_RULES if is_post else RULES) if rule.section == section]
    done: set[str] = set()
    for rule in rules:
        if not rule.each:
            yield from _line(rule, facts.person)
        elif rule.each not in done:
            done.add(rule.each)
            together = [other for other in rules if other.each == rule.each]
            for item in facts.items[rule.each]:
                for other in together:
                    yield from _line(other, {**facts.person, **item})


def _line(rule: Rule, facts: Mapping[str, Fact]) -> Iterator[Line]:
    if not rule.speaks(facts):
        return
    shown = placeholders(rule.key)
    source = [facts[name].source for name in (*(rule.when or ()), *shown) if name != "name"]
    asked = [QUESTION] if rule.asks else []
    params = {name: facts[name].said for name in shown}
    yield Line(rule.key, params, tuple(dict.fromkeys([*asked, *source])) or (f"rule.{rule.section}.{rule.id}",))


def placeholders(key: str) -> tuple[str, ...]:
    """The facts that a text shows."""
    template = catalogue("playbook", "en")[key.partition(".")[2]]
    return tuple(dict.fromkeys(name for _, name, _, _ in string.Formatter().parse(template) if name))
