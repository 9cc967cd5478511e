"""Visits, e-mails and connections as proposals: who of us knows whom, shown before anything is kept."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from graphkit.files.tables import Sheet
from graphkit.i18n import has
from graphkit.logs.activity import read_activity
from graphkit.logs.connections import read_connections
from graphkit.logs.log import Hints
from graphkit.logs.log_columns import ACTIVITY, CONNECTIONS, MAIL, log_kind
from graphkit.logs.mail import read_mail
from graphkit.logs.proposals import KEPT, Proposal, accept
from ui.answers import headline, table
from ui.importing import TYPES, opened
from ui.session import Session
from ui.words import percent

_READERS = {ACTIVITY: read_activity, MAIL: read_mail, CONNECTIONS: read_connections}


def propose(session: Session) -> None:
    """From a log to what the account gains by it."""
    st.markdown(session.say("logs.intro"))
    file = st.file_uploader(session.say("logs.file"), type=TYPES, key="import-log")
    if not file:
        return
    sheet = opened(session, file)
    if sheet is None:
        return
    key = file.file_id
    kind, hints = _asked(session, sheet, key)
    if kind == CONNECTIONS and not hints.member:
        st.info(session.say("logs.whose"))
        return
    found = session.attempt(lambda: _READERS[kind](sheet, session.account, today=session.today, hints=hints))
    if found is None:
        return
    counts = {name: len(getattr(found, name)) for name in KEPT}
    headline(session.say("logs.answer", rows=found.rows_read, used=found.rows_used, **counts))
    _ask_companies(session, found, key)
    _ask_who(session, found, key)
    rows = {name: _kept(session, found, name, key) for name in KEPT}
    _show_rest(session, found)
    if st.button(session.say("logs.keep"), type="primary", disabled=not any(rows.values()), key=f"keep-{key}"):
        kept = session.attempt(lambda: accept(session.account, found, rows=rows))
        if kept is not None:
            session.save(kept, note=file.name, page="pages/coverage.py")


def _asked(session: Session, sheet: Sheet, key: str) -> tuple[str, Hints]:
    """What kind of log it is and whose, where the file does not say."""
    guess = log_kind(sheet)
    left, right = st.columns(2)
    kinds = list(_READERS)
    kind = left.selectbox(
        session.say("logs.kind"),
        kinds,
        index=kinds.index(guess) if guess else 0,
        format_func=lambda name: session.say(f"logs.kind_{name}"),
        key=f"log-kind-{key}",
    )
    member = right.selectbox(
        session.say("logs.member"),
        ["", *session.account.team["id"]],
        format_func=lambda id_: session.label(id_) if id_ else "—",
        help=session.say("logs.member_help"),
        key=f"log-member-{key}",
    )
    who = st.session_state.setdefault(f"log-who-{key}", {})
    return kind, Hints(who=dict(who), member=member, companies=st.session_state.get(f"log-companies-{key}", ()))


def _ask_companies(session: Session, found: Proposal, key: str) -> None:
    """Companies whose rows are left out: a person says which of them are this account."""
    said = st.session_state.get(f"log-companies-{key}", [])
    count = dict(zip(found.companies["company"], found.companies["count"], strict=True))
    if not said and not count:
        return
    st.multiselect(
        session.say("logs.companies", account=session.account.name),
        [*said, *count],
        format_func=lambda name: session.say("beside", what=name, more=count[name]) if name in count else name,
        help=session.say("logs.companies_help"),
        placeholder=session.say("choose"),
        key=f"log-companies-{key}",
    )


def _ask_who(session: Session, found: Proposal, key: str) -> None:
    """Texts that may mean somebody: a person says whom."""
    if found.unsure.empty:
        return
    st.subheader(session.say("logs.unsure"), help=session.say("logs.unsure_help"), anchor=False)
    who: dict[str, str] = st.session_state[f"log-who-{key}"]
    frame = found.unsure.assign(decided=None)
    shown = pd.DataFrame(
        {
            "text": frame["text"],
            "detail": frame["detail"],
            "person": frame["id"].map(session.option),
            "why": [session.say(f"logs.reason.{reason}") for reason in frame["reason"]],
            "score": ["" if score != score else percent(score) for score in frame["score"]],
            "decided": frame["decided"],
        }
    )
    shown = shown if frame["detail"].any() else shown.drop(columns="detail")
    config: dict[str, Any] = {name: session.say(f"logs.{name}") for name in shown}
    config["decided"] = st.column_config.SelectboxColumn(
        config["decided"], options=["same", "new"], format_func=lambda word: session.say(f"merge.{word}")
    )
    edited = st.data_editor(
        shown,
        hide_index=True,
        placeholder="",
        disabled=[name for name in shown if name != "decided"],
        column_config=config,
        key=f"log-unsure-{key}-{len(who)}",
    )
    rows = [*zip(frame["text"], frame["id"], edited["decided"], strict=True)]
    nobody = {text: "" for text, _, word in rows if word == "new"}
    if said := nobody | {text: id_ for text, id_, word in rows if word == "same"}:
        who |= said
        st.rerun()


def _kept(session: Session, found: Proposal, name: str, key: str) -> list[int]:
    """One table of the proposal with a tick per row; the positions of those ticked."""
    frame: pd.DataFrame = getattr(found, name)
    if frame.empty:
        return []
    st.subheader(session.say("beside", what=session.word(f"table.{name}"), more=len(frame)), anchor=False)
    told = [column for column in frame if column != "confidence" and frame[column].notna().any()]
    shown = frame[[column for column in told if frame[column].ne("").any()]].copy()
    for column in ("member", "person", "source", "target"):
        if column in shown:
            shown[column] = shown[column].map(session.label)
    for column in shown.select_dtypes("datetime"):
        shown[column] = shown[column].dt.strftime("%Y-%m-%d")
    shown = shown[["keep", *(column for column in shown if column != "keep")]]
    edited = st.data_editor(
        shown,
        hide_index=True,
        placeholder="",
        disabled=[column for column in shown if column != "keep"],
        column_config={column: _heading(session, column) for column in shown},
        height=min(360, 60 + 36 * len(shown)),
        key=f"log-{name}-{key}",
    )
    return [position for position, keep in enumerate(edited["keep"]) if keep]


def _heading(session: Session, column: str) -> str:
    own = f"logs.column.{column}"
    return session.say(own) if has(f"screen.{own}") else session.word(f"column.{column}")


def _show_rest(session: Session, found: Proposal) -> None:
    """Who is at the company and not in the account, and what was left out and why."""
    if not found.outside.empty:
        with st.expander(session.say("logs.outside", n=len(found.outside))):
            table(session, found.outside.drop(columns="row"), "outside")
    with st.expander(session.say("logs.findings", n=len(found.findings))):
        rows = [finding.as_dict(session.language) for finding in found.findings]
        table(session, pd.DataFrame(rows, columns=["file", "row", "column", "value", "message"]), "log-findings")
