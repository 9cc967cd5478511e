"""A second import of the same account: what it would add, change and no longer list, before anything is kept."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from graphkit.merging.combine import FILE, OURS
from graphkit.merging.merge import Merge, merge
from graphkit.merging.moves import KINDS, Move, contacts_affected, moves
from graphkit.merging.proposals import MOST_TWICE, Proposal, duplicates
from graphkit.merging.unite import unite
from graphkit.model import Account
from graphkit.store import Store
from ui.answers import names_of, table
from ui.session import Session

SAME, NEW = "same", "new"


def merging(session: Session, imported: Account, base: Account | None, key: str) -> Merge | None:
    """The account after the file, with every decision that is somebody's to take; None where it cannot be."""
    decided = st.session_state.setdefault(f"matches-{key}", {})
    choices = st.session_state.setdefault(f"choices-{key}", {})
    whole = st.toggle(session.say("merge.whole"), value=True, help=session.say("merge.whole_help"), key=f"whole-{key}")
    found = session.attempt(
        lambda: merge(
            session.account, imported, today=session.today, base=base, matches=decided, choices=choices, whole=whole
        )
    )
    if found is None:
        return None
    counts = {"added": len(found.added), "gone": len(found.gone), "changed": len(found.changed)}
    st.markdown(session.say("merge.answer", n=len(imported.people), **counts, conflicts=len(found.conflicts)))
    _edit_matches(session, imported, found, decided, key)
    _edit_conflicts(session, found, choices, key)
    _show_moves(session, found)
    return found


def _edit_matches(session: Session, imported: Account, found: Merge, decided: dict[str, str], key: str) -> None:
    """Who in the file may be somebody we know under another name: a person says so, nobody else."""
    proposals = found.matches.proposals
    if not proposals:
        return
    st.subheader(session.say("merge.matches"), help=session.say("merge.matches_help"), anchor=False)
    rows = pd.DataFrame(
        {
            "in_file": [imported.options.get(proposal.one, proposal.one) for proposal in proposals],
            "ours": [session.option(proposal.other) for proposal in proposals],
            "score": [proposal.score for proposal in proposals],
            "reasons": [proposal.why.say(session.language) for proposal in proposals],
            "decided": [None] * len(proposals),
        }
    )
    config = {name: session.say(f"merge.{name}") for name in rows}
    edited = st.data_editor(
        rows,
        hide_index=True,
        disabled=["in_file", "ours", "score", "reasons"],
        column_config=config
        | {
            "decided": st.column_config.SelectboxColumn(
                config["decided"], options=[SAME, NEW], format_func=lambda word: session.say(f"merge.{word}")
            )
        },
        key=f"matches-editor-{key}-{len(decided)}",
    )
    said = {
        proposal.one: proposal.other if word == SAME else ""
        for proposal, word in zip(proposals, edited["decided"], strict=True)
        if word in (SAME, NEW)
    }
    if said:
        decided |= said
        st.rerun()


def _edit_conflicts(session: Session, found: Merge, choices: dict[tuple[str, ...], str], key: str) -> None:
    """Cells that the file and the team fill differently, side by side, and whose word counts."""
    if not found.conflicts:
        return
    st.subheader(session.say("merge.conflicts"), help=session.say("merge.conflicts_help"), anchor=False)
    rows = pd.DataFrame(
        {
            "who": [" / ".join(map(session.label, conflict.key)) for conflict in found.conflicts],
            "column": [session.word(f"column.{conflict.column}") for conflict in found.conflicts],
            "ours": [conflict.ours for conflict in found.conflicts],
            "file": [conflict.file for conflict in found.conflicts],
            "taken": [conflict.taken for conflict in found.conflicts],
        }
    )
    config = {name: session.say(f"merge.{name}") for name in rows}
    edited = st.data_editor(
        rows,
        hide_index=True,
        disabled=["who", "column", "ours", "file"],
        column_config=config
        | {
            "taken": st.column_config.SelectboxColumn(
                config["taken"],
                options=[OURS, FILE],
                required=True,
                format_func=lambda word: session.say(f"merge.take_{word}"),
            )
        },
        key=f"conflicts-editor-{key}-{len(choices)}",
    )
    said = {
        (*conflict.key, conflict.column): word
        for conflict, word in zip(found.conflicts, edited["taken"], strict=True)
        if word != conflict.taken
    }
    if said:
        choices |= said
        st.rerun()


def _show_moves(session: Session, found: Merge) -> None:
    """Who joins, leaves or has another manager, unit or title."""
    if not found.moves:
        return
    st.subheader(session.say("merge.moves"), anchor=False)
    table(session, moves_table(session, found.moves, found.account), "moves", height=280)


def show_moves(session: Session) -> None:
    """What the last file changed in the organisation, whom of those we know it concerns, and the way back."""
    made = session.store.last_import(session.id)
    if made is None or made < 2:
        return
    found, after = _moves(session.store, session.id, made, session.account.fingerprint)
    if not found:
        return
    known = [one.person for one in contacts_affected(after, found)]
    with st.container(border=True):
        st.markdown(f"**{session.say('moves.title')}**", help=session.say("moves.help"))
        st.markdown(
            session.say("moves.answer", n=len(known), who=names_of(session, known))
            if known
            else session.say("moves.answer_none")
        )
        with st.expander(session.say("moves.all", n=len(found))):
            table(session, moves_table(session, found, after), "moves")
        if made == session.version and st.button(session.say("moves.undo"), icon=":material/undo:"):
            session.restore(made - 1)


@st.cache_resource(max_entries=16, show_spinner=False)
def _moves(_store: Store, id_: int, version: int, state: str) -> tuple[tuple[Move, ...], Account]:
    (before, _), (after, _) = (_store.load(id_, version=number) for number in (version - 1, version))
    return moves(before, after), after


def moves_table(session: Session, moves: tuple[Move, ...], after: Account) -> pd.DataFrame:
    """Moves as a table: ids of managers as names."""

    def shown(move: Move, cell: str) -> str:
        return after.labels.get(cell, cell) if move.kind == "new_manager" else cell

    in_order = sorted(moves, key=lambda move: KINDS.index(move.kind))
    rows = [
        {
            "who": after.options.get(move.person, move.person),
            "what": session.say(f"moves.{move.kind}"),
            "before": shown(move, move.before),
            "after": shown(move, move.after),
        }
        for move in in_order
    ]
    frame = pd.DataFrame(rows, columns=["who", "what", "before", "after"])
    return frame.rename(columns=lambda name: session.say(f"moves.{name}"))


def edit_duplicates(session: Session) -> None:
    """Who may be in the account twice; a person says so, and the two records become one."""
    if len(session.account.people) > MOST_TWICE:
        return
    found = _duplicates(session.account.fingerprint, session.account)
    if not found:
        return
    with st.expander(session.say("merge.duplicates", n=len(found))):
        rows = pd.DataFrame(
            {
                "one": [session.option(proposal.one) for proposal in found],
                "other": [session.option(proposal.other) for proposal in found],
                "score": [proposal.score for proposal in found],
                "reasons": [proposal.why.say(session.language) for proposal in found],
                "unite": [False] * len(found),
            }
        )
        config = {name: session.say(f"merge.{name}") for name in rows}
        disabled = [name for name in rows if name != "unite"]
        key = f"duplicates-{session.id}-{session.version}"
        edited = st.data_editor(rows, hide_index=True, disabled=disabled, column_config=config, key=key)
        st.caption(session.say("merge.unite_help"))
        chosen = [proposal for proposal, same in zip(found, edited["unite"], strict=True) if same]
        if st.button(session.say("merge.unite_keep"), disabled=not chosen, key=f"unite-{session.id}"):
            account = session.account
            for proposal in chosen:
                if {proposal.one, proposal.other} <= account.positions.keys():
                    account = unite(account, proposal.one, proposal.other).account
            session.save(account, note=session.say("merge.united"))


@st.cache_resource(max_entries=4, show_spinner=False)
def _duplicates(fingerprint: str, _account: Account) -> tuple[Proposal, ...]:
    return duplicates(_account)
