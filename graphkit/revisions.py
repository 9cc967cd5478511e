"""The history of an account as one reads it: who saved what and when, and which change undo and redo would turn round.

What is next to undo is a function of the history alone, so it is the same on every page, after a reload and in another
browser.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from graphkit.changes import Change, apply, undo
from graphkit.model import Account

UNDONE, REDONE = "undone", "redone"
IMPORTED, RESTORED = "imported", "restored"


@dataclass(frozen=True)
class Entry:
    """One line of the log: who saved a version, when and why."""

    version: int
    at: datetime
    actor: str
    kind: str
    note: str


@dataclass(frozen=True)
class Revision(Entry):
    """One save with what it changed."""

    changes: tuple[Change, ...]


def undoable(history: Iterable[Entry]) -> int | None:
    """The version whose change undo takes back next; None where nothing is left but the account's beginning."""
    done, _ = _stacks(history)
    return done[-1].version if done else None


def redoable(history: Iterable[Entry]) -> int | None:
    """The version whose change redo brings back next; None once something new was saved after the last undo."""
    _, taken_back = _stacks(history)
    return taken_back[-1].version if taken_back else None


def last_import(history: Iterable[Entry]) -> int | None:
    """The version that the last imported file made; None where it is undone or nothing was imported."""
    done, _ = _stacks(history)
    first = [entry for entry in history if entry.version == 1]
    made = next((entry for entry in reversed([*first, *done]) if entry.kind in (IMPORTED, RESTORED)), None)
    return made.version if made is not None and made.kind == IMPORTED else None


def without_later(account: Account, later: Iterable[Revision]) -> Account:
    """The account as it was before these revisions, the latest of them first."""
    return apply(account, [change for revision in later for change in undo(revision.changes)])


def _stacks(history: Iterable[Entry]) -> tuple[list[Entry], list[Entry]]:
    """The changes that count by now and those taken back, the latest of each last; whatever order they come in."""
    done: list[Entry] = []
    taken_back: list[Entry] = []
    for entry in sorted(history, key=lambda entry: entry.version):
        if entry.kind == UNDONE and done:
            taken_back.append(done.pop())
        elif entry.kind == REDONE and taken_back:
            done.append(taken_back.pop())
        elif entry.version > 1:
            done.append(entry)
            taken_back.clear()
    return done, taken_back
