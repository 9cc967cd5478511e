"""The parts of the import page: how a file is opened and understood, and what somebody decides about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
import streamlit as st

from graphkit import schema
from graphkit.files.tables import Sheet, read_table
from graphkit.importing.headers import fields_of
from graphkit.importing.importer import Import
from graphkit.importing.mapping import Mapping
from graphkit.importing.scales import Scale
from ui.session import Session
from ui.words import plain

TYPES = ["csv", "txt", "tsv", "xlsx", "xlsm", "xls", "ods"]
ENCODINGS = ("utf-8", "utf-16", "gb18030", "big5", "shift_jis", "euc-kr", "cp1252", "latin-1")
DELIMITERS = {",": ",", ";": ";", "\t": "tab", "|": "|"}

Choices = dict[str, Any]  # what the user decided about these files, by what it is about


def opened(session: Session, file: Any) -> Sheet | None:
    """The rows of an uploaded file, and how it was opened, to be changed; None where it cannot be read."""
    asked = {
        name: st.session_state.get(f"{name}-{file.file_id}") for name in ("encoding", "delimiter", "sheet", "header")
    }
    options = {name: value for name, value in asked.items() if value not in (None, "")}
    with st.spinner(session.say("import.reading"), show_time=True):
        sheet = session.attempt(lambda: _read(file.file_id, options, file))
    facts = [] if sheet is None else [sheet.encoding, DELIMITERS.get(sheet.delimiter, sheet.delimiter), sheet.sheet]
    facts = [file.name, *filter(None, facts)]
    with st.expander(session.say("import.read_as", facts=plain(" · ".join(facts))), expanded=sheet is None):
        _reading_options(session, file.file_id, sheet)
    return sheet


@st.cache_resource(max_entries=12, show_spinner=False, scope="session")
def _read(file_id: str, options: dict[str, Any], _file: Any) -> Sheet:
    return read_table(_file.getvalue(), _file.name, **options)


def _reading_options(session: Session, file_id: str, sheet: Sheet | None) -> None:
    def detected(found: str) -> str:
        return session.say("import.detected", value=found) if found else session.say("import.detect")

    columns = st.columns(4)
    if sheet is not None and sheet.sheets:
        columns[0].selectbox(
            session.say("import.sheet"),
            ["", *sheet.sheets],
            format_func=lambda name: name or detected(sheet.sheet),
            key=f"sheet-{file_id}",
        )
    else:
        columns[0].selectbox(
            session.say("import.encoding"),
            ["", *ENCODINGS],
            format_func=lambda name: name or detected(sheet.encoding if sheet else ""),
            key=f"encoding-{file_id}",
        )
        columns[1].selectbox(
            session.say("import.delimiter"),
            ["", *DELIMITERS],
            format_func=lambda sign: (
                DELIMITERS.get(sign) or detected(DELIMITERS.get(sheet.delimiter, "") if sheet else "")
            ),
            key=f"delimiter-{file_id}",
        )
    columns[2].number_input(
        session.say("import.header_row"),
        min_value=0,
        value=None,
        placeholder=detected(str(sheet.header_row) if sheet else ""),
        help=session.say("import.header_row_help"),
        key=f"header-{file_id}",
    )


def edit_mapping(session: Session, sheet: Sheet, mapping: Mapping, choices: Choices, key: str) -> None:
    """How each column was understood, to be corrected; a correction reads the file again."""
    st.subheader(session.say("import.columns"), help=session.say("import.columns_help"), anchor=False)
    understood = pd.DataFrame(
        {
            "column": mapping.columns,
            "field": mapping.fields,
            "reason": [session.say(f"import.reason_{reason or 'none'}") for reason in mapping.reasons],
            "sample": [session.say("comma").join(_samples(sheet.rows[column])) for column in sheet.columns],
        }
    )
    headings = {name: session.say(f"import.{name}") for name in understood}
    choice = st.column_config.SelectboxColumn(
        headings["field"],
        options=["", *fields_of("people")],
        format_func=lambda field: session.word(f"column.{field}") if field else "—",
    )
    edited = st.data_editor(
        understood,
        hide_index=True,
        placeholder="",
        disabled=["column", "reason", "sample"],
        column_config=headings | {"field": choice},
        key=f"mapping-editor-{key}-{len(choices['fields'])}",
    )
    pairs = zip(edited["column"], edited["field"], mapping.fields, strict=True)
    if differs := {column: field or "" for column, field, was in pairs if (field or "") != was}:
        choices["fields"] |= differs
        st.rerun()


def _samples(cells: pd.Series) -> list[str]:
    filled = cells[cells.str.strip().ne("")]
    return filled.drop_duplicates().head(3).tolist()


def edit_scales(session: Session, scales: Iterable[Scale], choices: Choices, key: str) -> None:
    """What the file's words and numbers are with us; an uncertain scale is applied only once somebody says so."""
    shown = [scale for scale in scales if scale.kind != "own" or not scale.is_applied]
    if not shown:
        return
    st.subheader(session.say("import.scales"), help=session.say("import.scales_help"), anchor=False)
    for scale in shown:
        name = f"{session.word(f'column.{scale.field}')} · {plain(scale.column)} · {scale.say(session.language)}"
        with st.expander(name, expanded=not scale.is_applied):
            _edit_scale(session, scale, choices, key)


def _edit_scale(session: Session, scale: Scale, choices: Choices, key: str) -> None:
    said = choices["scales"].get(scale.field)
    if not scale.is_applied:
        st.warning(session.say("import.scale_unsure"))
    column = schema.PEOPLE.column(scale.field)
    config: dict[str, Any] = {name: session.say(f"import.{name}") for name in ("value", "rows")}
    if column.kind == schema.NUMBER:
        limits = f"{column.low:g} … {column.high:g}"
        config["ours"] = st.column_config.TextColumn(session.say("import.ours", limits=limits))
    else:
        config["ours"] = st.column_config.SelectboxColumn(
            session.say("import.ours", limits=""),
            options=["", *column.choices],
            format_func=lambda word: session.word(f"{scale.field}.{word}") if word else "—",
        )
    table = scale.table[["value", "ours", "rows"]]
    edited = st.data_editor(
        table,
        hide_index=True,
        placeholder="",
        disabled=["value", "rows"],
        column_config=config,
        key=f"scale-{key}-{scale.field}-{len(said or {})}-{scale.is_chosen}",
    )
    pairs = zip(edited["value"], edited["ours"].fillna(""), table["ours"], strict=True)
    if differs := {value: ours.strip() for value, ours, was in pairs if ours.strip() != was}:
        proposed = {} if scale.is_applied else scale.pairs
        choices["scales"][scale.field] = (said or proposed) | differs
        st.rerun()
    if not scale.is_applied and st.button(session.say("import.scale_take"), key=f"take-{key}-{scale.field}"):
        choices["scales"][scale.field] = {}
        st.rerun()


def edit_structure(session: Session, found: Import, choices: Choices, key: str) -> None:
    """Circles to be cut by whoever knows, and managers who are named and not there."""
    loops = {id_ for finding in found.findings if finding.code == "manager_cycle" for id_ in finding.params["ids"]}
    orphans = [finding for finding in found.findings if finding.code == "orphan"]
    if not (loops or choices["cut"] or orphans or choices["placeholders"]):
        return
    st.subheader(session.say("import.structure"), anchor=False)
    people = found.account
    if loops or choices["cut"]:
        cut = st.multiselect(
            session.say("import.cut"),
            sorted(loops | set(choices["cut"])),
            default=choices["cut"],
            format_func=lambda id_: f"{people.options.get(id_, id_)}",
            help=session.say("import.cut_help"),
            placeholder=session.say("choose"),
            key=f"cut-{key}",
        )
        if cut != choices["cut"]:
            choices["cut"] = cut
            st.rerun()
    if orphans or choices["placeholders"]:
        made = st.toggle(
            session.say("import.placeholders", n=len(orphans)),
            value=choices["placeholders"],
            help=session.say("import.placeholders_help"),
            key=f"placeholders-{key}",
        )
        if made != choices["placeholders"]:
            choices["placeholders"] = made
            st.rerun()
