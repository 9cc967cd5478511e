"""The two error channels: a wrong call raises, bad data are reported.

A `GraphkitError` says that the caller asked for something that cannot be answered. Whatever is wrong in somebody's
files is a `Finding`: all of them at once, none raised, nothing dropped in silence.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice

SEVERITIES = ("error", "warning", "info")


class GraphkitError(Exception):
    """A wrong call. `key` and `params` name the sentence in the catalogue; `str(error)` is that sentence in English.

    A param that is a tuple or a list is said as a list of the sentence's language.
    """

    def __init__(self, key: str, **params: object) -> None:
        self.key = f"error.{key}"
        self.params = params
        super().__init__(self.key)

    def __str__(self) -> str:
        return self.say("en")

    def say(self, language: str) -> str:
        from graphkit.i18n import text

        return text(self.key, language, **{name: _in_words(value, language) for name, value in self.params.items()})


def unknown(key: str, value: str, known: Iterable[str], **params: object) -> GraphkitError:
    """The error for an id that does not exist, with the nearest one that does."""
    near = difflib.get_close_matches(value, list(known), n=1, cutoff=0.5)
    return GraphkitError(key if not near else f"{key}_near", value=value, near=near[0] if near else "", **params)


@dataclass(frozen=True)
class Phrase:
    """A part of a sentence in the sentence's own language: texts of the catalogue, listed."""

    keys: tuple[str, ...]
    params: Mapping[str, object] = field(default_factory=dict, hash=False)

    def say(self, language: str) -> str:
        from graphkit.i18n import text

        return text("screen.comma", language).join(text(key, language, **self.params) for key in self.keys)


@dataclass(frozen=True)
class Finding:
    """One thing worth knowing about a file, and where it stands.

    code : key of the sentence in the catalogue (`finding.<code>`).
    severity : "error" (a row or a value was left out, or nothing could be read), "warning" (kept, but look at it),
        "info" (something was understood or mended, and this is what).
    row : 1-based line of the file as a spreadsheet shows it, header included; None where it concerns the whole file.
    value : the text of the cell, or all that is meant between commas; `params["values"]` then has them one by one.
    params : further values the sentence needs; a `Phrase` is said in its language, and so are the parts of a tuple or
        a list, joined as that language does it.
    """

    code: str
    severity: str
    file: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    params: Mapping[str, object] = field(default_factory=dict, hash=False)

    @property
    def message(self) -> str:
        return self.say("en")

    def say(self, language: str) -> str:
        from graphkit.i18n import text

        params = {name: _said(name, value, language) for name, value in self.params.items()}
        return text(f"finding.{self.code}", language, value=self.value, column=self.column, **params)

    def as_dict(self, language: str = "en") -> dict[str, object]:
        return {
            "code": self.code,
            "severity": self.severity,
            "file": self.file,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "message": self.say(language),
        }


def few(values: Iterable[object], most: int = 6) -> tuple[str, ...]:
    """The first of many values, for a list in a sentence; "…" stands for all others."""
    listed = [str(value) for value in islice(values, most + 1)]
    return (*listed[:most], "…") if len(listed) > most else tuple(listed)


def _said(name: str, value: object, language: str) -> object:
    """A field or a table of ours by what it is called on the screen; anything else in words."""
    from graphkit.i18n import has, text

    key = f"word.{'table' if name == 'table' else 'column'}.{value}"
    return text(key, language) if name in ("field", "source", "table") and has(key) else _in_words(value, language)


def _in_words(value: object, language: str) -> object:
    """A phrase in words, a list as the language joins it; anything else as it is."""
    from graphkit.i18n import text

    if isinstance(value, Phrase):
        return value.say(language)
    if isinstance(value, tuple | list):
        return text("screen.comma", language).join(str(_in_words(part, language)) for part in value)
    return value


def has_errors(findings: Iterable[Finding]) -> bool:
    return any(finding.severity == "error" for finding in findings)
