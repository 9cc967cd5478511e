"""A second import of the same account: what it would add, change and no longer list, before anything is kept."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from graphkit.merging.combine import FILE, OURS, named
from graphkit.merging.doubts import ASK
from graphkit.merging.judged import Judgement, judge, together
from graphkit.merging.merge import Merge, merge
from graphkit.merging.moves import KINDS, NEW_MANAGER, Move, contacts_affected, moves
from graphkit.merging.proposals import MOST_TWICE, Proposal, duplicates
from graphkit.merging.unite import unite
from graphkit.model import Account
from graphkit.store import Store
from ui.answers import names_of, table
from ui.session import Session
from ui.words import plain

SAME, NEW = "same", "new"


@dataclass(frozen=True, eq=False)
class Second:
    """A second import as somebody has decided it so far.

    judged : all that has been said of who is the same person, to be kept with it. ready : whether nothing is left that
    somebody has to say first.
    """

    merge: Merge
    judged: tuple[Judgement, ...]
    ready: bool


def merging(session: Session, imported: Account, base: Account | None, key: str) -> Second | None:
    """The account after the file, with every decision that is somebody's to take; None where it cannot be."""
    said: dict[tuple[str, str], bool] = st.session_state.setdefault(f"judged-{key}", {})
    choices = st.session_state.setdefault(f"choices-{key}", {})
    before = session.store.judgements(session.id, version=session.kept)
    same = {one: other for (one, other), is_same in said.items() if is_same}
    judged = together(before, judge(imported, said))

    def merged(whole: bool) -> Merge | None:
        options = {"matches": same, "judged": judged, "choices": choices, "whole": whole}
        return session.attempt(lambda: merge(session.account, imported, today=session.today, base=base, **options))

    found = merged(True)
    if found is None:
        return None
    whole, ready = _ask_first(session, found, key)
    found = found if whole else merged(False) or found
    counts = {"added": len(found.added), "gone": len(found.gone), "changed": len(found.changed)}
    st.markdown(session.say("merge.answer", n=len(imported.people), **counts, conflicts=len(found.conflicts)))
    for finding in found.findings:
        if finding.code not in ASK:
            st.caption(plain(finding.say(session.language)))
    _edit_matches(session, imported, found, said, key)
    _edit_conflicts(session, found, choices, key)
    _show_moves(session, found)
    return Second(found, judged, ready and _is_news(session, found, judged, before))


def _is_news(session: Session, found: Merge, judged: tuple[Judgement, ...], before: tuple[Judgement, ...]) -> bool:
    return found.account is not session.account or judged != before


def _ask_first(session: Session, found: Merge, key: str) -> tuple[bool, bool]:
    """Whether the file lists everybody, and whether that is said where it is in doubt; until then nobody is gone."""
    asked = [finding for finding in found.findings if finding.code in ASK]
    for finding in asked:
        st.error(plain(finding.say(session.language)), icon=":material/warning:")
    lists = st.radio(
        session.say("merge.lists"),
        ["whole", "part"],
        index=None if asked else 0,
        format_func=lambda word: session.say(f"merge.{word}"),
        help=session.say("merge.lists_help"),
        horizontal=True,
        key=f"lists-{key}-{bool(asked)}",
    )
    is_ours = True
    if any(finding.code == "other_organisation" for finding in asked):
        is_ours = st.checkbox(session.say("merge.right_file", name=plain(session.account.name)), key=f"right-{key}")
    if lists is None or not is_ours:
        st.info(session.say("merge.say_first"))
    return lists == "whole", lists is not None and is_ours


def _edit_matches(
    session: Session, imported: Account, found: Merge, said: dict[tuple[str, str], bool], key: str
) -> None:
    """Who in the file may be somebody we know under another name: a person says so, nobody else.

    What was said, now or with an earlier file, stays in the list, so that it can be taken back.
    """
    answers = {(j.one, j.other): (NEW, SAME)[j.same] for j in found.matches.remembered}
    answers |= {pair: (NEW, SAME)[is_same] for pair, is_same in said.items()}
    why = {(p.one, p.other): (p.score, p.why.say(session.language)) for p in found.matches.proposals}
    listed = [*why, *(pair for pair in answers if pair not in why)]
    if not listed:
        return
    st.subheader(session.say("merge.matches"), help=session.say("merge.matches_help"), anchor=False)
    rows = pd.DataFrame(
        {
            "in_file": [imported.options.get(one, one) for one, _ in listed],
            "ours": [session.option(other) for _, other in listed],
            "score": [why.get(pair, (None, ""))[0] for pair in listed],
            "reasons": [why.get(pair, (None, session.say("merge.said")))[1] for pair in listed],
            "decided": [answers.get(pair) for pair in listed],
        }
    )
    config = {name: session.say(f"merge.{name}") for name in rows}
    edited = st.data_editor(
        rows,
        hide_index=True,
        placeholder="",
        disabled=["in_file", "ours", "score", "reasons"],
        column_config=config
        | {
            "decided": st.column_config.SelectboxColumn(
                config["decided"], options=[SAME, NEW], format_func=lambda word: session.say(f"merge.{word}")
            )
        },
        key=f"matches-editor-{key}-{len(said)}-{sum(said.values())}",
    )
    words = zip(listed, edited["decided"], strict=True)
    if new := {pair: word == SAME for pair, word in words if word in (SAME, NEW) and word != answers.get(pair)}:
        _say(said, new)
        st.rerun()


def _say(said: dict[tuple[str, str], bool], new: dict[tuple[str, str], bool]) -> None:
    """The new answers among the earlier; who is said to be somebody is not said to be somebody else any more."""
    for pair, is_same in new.items():
        for earlier in [earlier for earlier, was_same in said.items() if is_same and was_same]:
            if earlier[0] == pair[0] or earlier[1] == pair[1]:
                del said[earlier]
        said[pair] = is_same


def _edit_conflicts(session: Session, found: Merge, choices: dict[tuple[str, ...], str], key: str) -> None:
    """Cells that the file and the team fill differently, side by side, and whose word counts."""
    if not found.conflicts:
        return
    st.subheader(session.say("merge.conflicts"), help=session.say("merge.conflicts_help"), anchor=False)
    rows = pd.DataFrame(
        {
            "who": [" / ".join(map(session.option, conflict.key)) for conflict in found.conflicts],
            "column": [session.word(f"column.{conflict.column}") for conflict in found.conflicts],
            "ours": [named(found.account, conflict, conflict.ours) for conflict in found.conflicts],
            "file": [named(found.account, conflict, conflict.file) for conflict in found.conflicts],
            "taken": [conflict.taken for conflict in found.conflicts],
        }
    )
    config = {name: session.say(f"merge.{name}") for name in rows}
    edited = st.data_editor(
        rows,
        hide_index=True,
        placeholder="",
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
            session.undo()


@st.cache_resource(max_entries=16, show_spinner=False)
def _moves(_store: Store, id_: int, version: int, state: str) -> tuple[tuple[Move, ...], Account]:
    (before, _), (after, _) = (_store.load(id_, version=number) for number in (version - 1, version))
    return moves(before, after), after


def moves_table(session: Session, moves: tuple[Move, ...], after: Account) -> pd.DataFrame:
    """Moves as a table: ids of managers as names."""

    def shown(move: Move, cell: str) -> str:
        return after.options.get(cell, cell) if move.kind == NEW_MANAGER else cell

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
    """Who may be in the account twice: a person says whether the two records are one, and is not asked again."""
    account = session.account
    if len(account.people) > MOST_TWICE:
        return
    judged = session.store.judgements(session.id, version=session.kept)
    found = _duplicates(account.fingerprint, judged, account)
    if not found:
        return
    with st.expander(session.say("merge.duplicates", n=len(found))):
        answers = _answers(session, found)
        st.caption(session.say("merge.unite_help"))
        if st.button(session.say("merge.unite_keep"), disabled=not answers, key=f"unite-{session.id}"):
            others = {pair: False for pair, word in answers.items() if word == NEW}
            for one, other in (pair for pair, word in answers.items() if word == SAME):
                if {one, other} <= account.positions.keys():
                    account = unite(account, one, other).account
            said = together(judged, judge(session.account, others))
            session.save(account, note=session.say("merge.united"), judged=said)


def _answers(session: Session, found: tuple[Proposal, ...]) -> dict[tuple[str, str], str]:
    """What somebody says of each pair; that they are two is kept with the account and cannot only be tried."""
    rows = pd.DataFrame(
        {
            "one": [session.option(proposal.one) for proposal in found],
            "other": [session.option(proposal.other) for proposal in found],
            "decided": [None] * len(found),
            "score": [proposal.score for proposal in found],
            "reasons": [proposal.why.say(session.language) for proposal in found],
        }
    )
    config: dict[str, object] = {name: session.say(f"merge.{name}") for name in rows}
    config["decided"] = st.column_config.SelectboxColumn(
        session.say("merge.decided"),
        options=[SAME] if session.scenario else [SAME, NEW],
        format_func=lambda word: session.say(f"merge.{word}"),
    )
    disabled = [name for name in rows if name != "decided"]
    key = f"duplicates-{session.id}-{session.version}-{len(found)}"
    edited = st.data_editor(rows, hide_index=True, placeholder="", disabled=disabled, column_config=config, key=key)
    pairs = zip(found, edited["decided"], strict=True)
    return {(proposal.one, proposal.other): word for proposal, word in pairs if word in (SAME, NEW)}


@st.cache_resource(max_entries=4, show_spinner=False)
def _duplicates(fingerprint: str, judged: tuple[Judgement, ...], _account: Account) -> tuple[Proposal, ...]:
    return duplicates(_account, judged=judged)
