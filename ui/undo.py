"""Undo and redo on every page: two buttons that say what they would turn round."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from graphkit.readable import summary
from graphkit.revisions import IMPORTED, RESTORED, redoable, undoable
from graphkit.store import Store
from ui.words import plain

if TYPE_CHECKING:
    from ui.session import Session

# with Ctrl+Z, Streamlit would take the key from a text field, where it means the last letters typed
KEYS = {"undo": "F8", "redo": "F9"}


def undo_redo(session: Session) -> Callable[[], None] | None:
    """The two buttons; what the one that was pressed does."""
    pressed = None
    ways = {"undo": session.undo, "redo": session.redo}
    for column, (way, action), told in zip(st.columns(2), ways.items(), _told(session), strict=True):
        help_ = session.say(f"undo.{way}_this", what=plain(told)) if told else session.say(f"undo.no_{way}")
        if column.button(
            session.say(f"undo.{way}"),
            help=help_,
            icon=f":material/{way}:",
            shortcut=KEYS[way],
            disabled=not told,
            key=way,
            width="stretch",
        ):
            pressed = action
    return pressed


def _told(session: Session) -> tuple[str, str]:
    """What undo and redo would turn round, in words; "" where there is nothing."""
    if session.scenario is None:
        return _told_of_history(session.store, session.id, session.version, session.language, session)
    stacks = (session.scenario.done, session.scenario.undone)
    called = {"labels": session.names, "language": session.language}
    undo, redo = (summary(stack[-1].changes, **called) if stack else "" for stack in stacks)
    return undo, redo


@st.cache_resource(max_entries=64, show_spinner=False)
def _told_of_history(_store: Store, id_: int, version: int, language: str, _session: Session) -> tuple[str, str]:
    log = [entry for entry in _store.log(id_) if entry.version <= version]
    undo, redo = (_told_of(_session, turned) if turned else "" for turned in (undoable(log), redoable(log)))
    return undo, redo


def _told_of(session: Session, version: int) -> str:
    (revision,) = session.store.history(session.id, after=version - 1, until=version)
    if revision.kind in (IMPORTED, RESTORED):
        return session.say("is", what=session.word(f"revision.{revision.kind}"), value=revision.note)
    return summary(revision.changes, labels=session.names, language=session.language)
