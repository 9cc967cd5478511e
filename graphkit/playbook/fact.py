"""One fact of a brief: what the rules look at, and what a sentence shows of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Fact:
    """One fact: its value for the conditions of rules, "" where unknown; what a sentence shows of it; where it stands.

    shown : text of the account, a number, or a `Phrase` of the catalogue; by default the value.
    source : table and column ("people.focus"), or the engine that worked it out ("forecast", "campaign", "routes").
    """

    value: str
    source: str
    shown: Any = None

    @property
    def said(self) -> Any:
        """Without a full stop of its own: it stands inside a sentence."""
        return self.value.rstrip(" .。") if self.shown is None else self.shown


def flag(holds: bool, source: str) -> Fact:
    return Fact("yes" if holds else "no", source)
