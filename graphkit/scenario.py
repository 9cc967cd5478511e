"""What if: changes that are tried on an account without being kept.

A scenario is a version of the account and the gestures made on it since. The account it shows is an `Account` like any
other, so everything that can be asked of an account can be asked of a scenario.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from graphkit.changes import Change, apply, by_row, diff, from_json, rows_that_fit, to_json, undo
from graphkit.errors import GraphkitError
from graphkit.folder import from_files, to_files, without_strangers
from graphkit.model import Account


@dataclass(frozen=True)
class Gesture:
    """One thing somebody did in a scenario. source : what an imported file said, where it was an import."""

    changes: tuple[Change, ...]
    source: Account | None = None


@dataclass(frozen=True)
class Scenario:
    """What was tried, on which version of the account, and what of it was taken back.

    version : the kept version it starts from. done : the gestures that count, in order. undone : those taken back,
    the next to redo last. id, saves : its name in the store and how often it was saved; "" and 0 before the first.
    """

    version: int
    done: tuple[Gesture, ...] = ()
    undone: tuple[Gesture, ...] = ()
    id: str = ""
    saves: int = 0

    @property
    def changes(self) -> tuple[Change, ...]:
        """Everything that was changed, in order; a cell changed twice is here twice."""
        return tuple(change for gesture in self.done for change in gesture.changes)

    @property
    def source(self) -> Account | None:
        """What the last file imported in this scenario said; None without any."""
        return next((gesture.source for gesture in reversed(self.done) if gesture.source), None)

    def kept(self) -> Scenario:
        """This scenario after one more save."""
        return replace(self, id=self.id or uuid.uuid4().hex, saves=self.saves + 1)


def supposed(scenario: Scenario, base: Account) -> Account:
    """The account as it would be; `base` is the version the scenario starts from."""
    return apply(base, scenario.changes)


def changed(scenario: Scenario, before: Account, after: Account, *, source: Account | None = None) -> Scenario:
    """The scenario after one more gesture; what was taken back before can no longer be redone."""
    gesture = Gesture(diff(before, after), source)
    return replace(scenario, done=(*scenario.done, gesture), undone=()) if gesture.changes else scenario


def taken_back(scenario: Scenario) -> Scenario:
    """The scenario without its last gesture."""
    if not scenario.done:
        raise GraphkitError("nothing_to_undo")
    return replace(scenario, done=scenario.done[:-1], undone=(*scenario.undone, scenario.done[-1]))


def brought_back(scenario: Scenario) -> Scenario:
    """The scenario with the gesture that was taken back last."""
    if not scenario.undone:
        raise GraphkitError("nothing_to_redo")
    return replace(scenario, done=(*scenario.done, scenario.undone[-1]), undone=scenario.undone[:-1])


def without(account: Account, row: Iterable[Change]) -> Account:
    """The scenario's account with some of its changes taken out (`changes.by_row`).

    Raises
    ------
    GraphkitError : a later change builds on them, or somebody who would go is still named elsewhere.
    """
    left = apply(account, undo(row))
    _, strange = without_strangers(left)
    _, known = without_strangers(account)
    if len(strange) > len(known):
        raise GraphkitError("still_named", value=strange[0].value, file=strange[0].file)
    return left


@dataclass(frozen=True)
class Rebased:
    """A scenario on a newer version of the account.

    conflicts : its changes that do not fit there and were left out, row by row.
    """

    scenario: Scenario
    conflicts: tuple[tuple[Change, ...], ...]


def rebased(scenario: Scenario, base: Account, newest: Account, version: int) -> Rebased:
    """The scenario's changes on the account as it was kept by others meanwhile.

    What differs by now from what the scenario started from is a conflict: it is named and left out, and nothing that
    others kept is changed. So is a change that names somebody who is gone by now, or takes away somebody who is named
    by now. The gestures become one.
    """
    wanted = by_row(diff(base, supposed(scenario, base)))
    fit, conflicts = rows_that_fit(newest, wanted)
    strangers = _strange(newest, fit)
    conflicts += [row for row in fit if row in strangers]
    fit = [row for row in fit if row not in strangers]
    gesture = Gesture(tuple(change for row in fit for change in row), scenario.source)
    moved = replace(scenario, version=version, done=(gesture,) if fit else (), undone=())
    return Rebased(moved, tuple(conflicts))


def _strange(newest: Account, rows: list[tuple[Change, ...]]) -> list[tuple[Change, ...]]:
    """The rows after which a line would name somebody who is not there."""
    after = apply(newest, [change for row in rows for change in row])
    clean, findings = without_strangers(after)
    _, known = without_strangers(newest)
    if len(findings) <= len(known):
        return []
    dangling = {(c.table, c.key) for c in diff(after, clean) if not c.column}
    ours = [row for row in rows if (row[0].table, row[0].key) in dangling]
    return ours or [row for row in rows if row[-1].after is None]


# -- as text, for the store --


def to_record(scenario: Scenario) -> str:
    """The scenario as JSON."""
    gestures = {"done": scenario.done, "undone": scenario.undone}
    record: dict[str, Any] = {"version": scenario.version, "id": scenario.id, "saves": scenario.saves}
    record |= {name: [_gesture_record(gesture) for gesture in found] for name, found in gestures.items()}
    return json.dumps(record, ensure_ascii=False)


def from_record(text: str) -> Scenario:
    """`from_record(to_record(scenario)) == scenario`."""
    record = json.loads(text)
    done, undone = (tuple(_gesture(entry) for entry in record[name]) for name in ("done", "undone"))
    return Scenario(record["version"], done, undone, record["id"], record["saves"])


def _gesture_record(gesture: Gesture) -> dict[str, Any]:
    source = {"source": to_files(gesture.source)} if gesture.source else {}
    return {"changes": to_json(gesture.changes)} | source


def _gesture(entry: dict[str, Any]) -> Gesture:
    source = from_files(entry["source"])[0] if "source" in entry else None
    return Gesture(from_json(entry["changes"]), source)
