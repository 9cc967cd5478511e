"""The texts of the sales method: ours, or what a team has made of them."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from graphkit.errors import GraphkitError, Phrase
from graphkit.i18n import catalogue, filled
from graphkit.library import Quoted
from graphkit.playbook.brief import Line

Wordings = Mapping[str, str]  # a team's own texts in one language, by key


@dataclass(frozen=True)
class Version:
    """One version of a team's own text; a blank text went back to ours."""

    key: str
    language: str
    version: int
    text: str
    actor: str
    at: datetime


def keys() -> tuple[str, ...]:
    """The keys of all texts that a team may edit, in the order of the brief."""
    return tuple(f"playbook.{name}" for name in catalogue("playbook", "en"))


def ours(key: str, language: str) -> str:
    """The text that comes with the product."""
    texts = catalogue("playbook", language)
    name = key.removeprefix("playbook.")
    if name not in texts:
        raise GraphkitError("unknown_text", value=key)
    return texts[name]


def wording(key: str, language: str, given: Wordings | None = None) -> str:
    """The team's text where there is one, else ours."""
    return (given or {}).get(key) or ours(key, language)


def checked(key: str, language: str, text: str) -> str:
    """The team's text without blanks around it; "" is the way back to ours.

    Raises
    ------
    GraphkitError : an unknown key; braces that do not match; a placeholder that is lost, or that nobody fills.
    """
    text, wanted = text.strip(), _placeholders(ours(key, language))
    try:
        found = _placeholders(text) if text else wanted
    except ValueError as reason:
        raise GraphkitError("wording_braces") from reason
    for name in sorted(wanted - found):
        raise GraphkitError("wording_lost", placeholder=f"{{{name}}}")
    for name in sorted(found - wanted):
        raise GraphkitError("wording_strange", placeholder=f"{{{name}}}")
    return text


def say(line: Line, language: str, given: Wordings | None = None) -> str:
    """A line of a brief as a sentence."""
    shown = line.params.items()
    values = {name: value.say(language) if isinstance(value, Phrase | Quoted) else value for name, value in shown}
    return filled(wording(line.key, language, given), language, **values)


def _placeholders(text: str) -> set[str]:
    """What stands in braces, with everything that could reach into a value or format it."""
    parts = string.Formatter().parse(text)
    return {
        f"{name}{f'!{how}' if how else ''}{f':{spec}' if spec else ''}"
        for _, name, spec, how in parts
        if name is not None
    }
