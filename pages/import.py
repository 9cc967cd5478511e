"""From a file to an account: what was read, how it was understood, and everything that did not fit."""

from contextlib import suppress

import pandas as pd
import streamlit as st

import ui
from graphkit.errors import SEVERITIES, GraphkitError
from graphkit.headers import fields_of
from graphkit.importer import Import, Mapping, guess_mapping, import_files
from graphkit.schema import PEOPLE, TIE_KINDS, to_text
from graphkit.tables import Sheet, read_table
from ui.answers import headline, table
from ui.session import actor, address, open_account
from ui.words import plain

session = ui.start("import")
st.markdown(session.say("import.intro"))
TYPES = ["csv", "txt", "tsv", "xlsx", "xlsm"]
people = st.file_uploader(session.say("import.people"), type=TYPES, accept_multiple_files=True, key="import-people")
with st.expander(session.say("import.more")):
    ties = st.file_uploader(session.say("import.ties"), type=TYPES, accept_multiple_files=True, key="import-ties")
    kinds = ["", "reports_to", "dotted_to", *TIE_KINDS, "advice"]
    kind_of = {
        file.file_id: st.selectbox(
            session.say("import.kind", file=plain(file.name)),
            kinds,
            format_func=lambda kind: (
                session.say(f"import.kind_{kind or 'auto'}") if kind in ("", "advice") else session.word(f"line.{kind}")
            ),
            key=f"kind-{file.file_id}",
        )
        for file in ties
    }
    team = st.file_uploader(session.say("import.team"), type=TYPES, key="import-team")
    contacts = st.file_uploader(session.say("import.contacts"), type=TYPES, key="import-contacts")
if not people:
    st.stop()


@st.cache_resource(max_entries=4, show_spinner=False, scope="session")
def read_files(named: tuple, tied: tuple, of_team: tuple | None, of_contacts: tuple | None, chosen: dict) -> Import:
    return import_files(named, ties=tied, team=of_team, contacts=of_contacts, mapping=chosen)


def read(chosen: dict[str, str]) -> Import | None:
    named = tuple((file.name, file.getvalue()) for file in people)
    tied = tuple((file.name, file.getvalue(), kind_of[file.file_id]) for file in ties)
    parts = [(file.name, file.getvalue()) if file else None for file in (team, contacts)]
    with st.spinner(session.say("import.reading"), show_time=True):
        return session.attempt(lambda: read_files(named, tied, *parts, chosen))


def field_name(field: str) -> str:
    """A field in the words of the screen."""
    return session.word(f"column.{field}") if field else "—"


def edit_mapping(sheet: Sheet, mapping: Mapping) -> None:
    """How each column was understood, to be corrected; a correction reads the file again."""
    facts = [sheet.name, sheet.encoding, {"\t": "tab"}.get(sheet.delimiter, sheet.delimiter), sheet.sheet]
    st.caption(session.say("import.read_as", facts=plain(" · ".join(fact for fact in facts if fact))))
    st.subheader(session.say("import.columns"), help=session.say("import.columns_help"), anchor=False)
    understood = pd.DataFrame(
        {
            "column": mapping.columns,
            "field": mapping.fields,
            "reason": [session.say(f"import.reason_{reason or 'none'}") for reason in mapping.reasons],
            "sample": [", ".join([cell for cell in sheet.rows[c] if cell][:3]) for c in sheet.rows.columns],
        }
    )
    headings = {name: session.say(f"import.{name}") for name in understood}
    fields = ["", *fields_of("people")]
    choice = st.column_config.SelectboxColumn(headings["field"], options=fields, format_func=field_name)
    edited = st.data_editor(
        understood,
        hide_index=True,
        disabled=["column", "reason", "sample"],
        column_config=headings | {"field": choice},
        key=f"mapping-editor-{files}-{len(chosen)}",
    )
    pairs = zip(edited["column"], edited["field"], mapping.fields, strict=True)
    if differs := {column: field or "" for column, field, was in pairs if (field or "") != was}:
        st.session_state[f"mapping-{files}"] = chosen | differs
        st.rerun()


files = "-".join(file.file_id for file in [*people, *ties])
chosen: dict[str, str] = st.session_state.setdefault(f"mapping-{files}", {})
found = read(chosen)
if found is None:
    with suppress(GraphkitError):  # readable, but nobody knows who the people are: perhaps the user does
        first = read_table(people[0].getvalue(), people[0].name)
        edit_mapping(first, guess_mapping(first).with_fields(chosen))
    st.stop()

count = {severity: sum(f.severity == severity for f in found.findings) for severity in SEVERITIES}
headline(
    session.say(
        "import.answer",
        n=len(found.account.people),
        rows=found.rows_read,
        errors=count["error"],
        warnings=count["warning"],
    )
)
edit_mapping(found.sheet, found.mapping)

st.subheader(session.say("import.findings"), anchor=False)
shown = st.pills(
    session.word("column.severity"),
    SEVERITIES,
    default=list(SEVERITIES),
    selection_mode="multi",
    format_func=lambda severity: f"{session.word(f'severity.{severity}')} ({count[severity]})",
    key="import-severity",
)
gravest = sorted(found.findings, key=lambda finding: SEVERITIES.index(finding.severity))
rows = [finding.as_dict(session.language) for finding in gravest if finding.severity in shown]
findings = pd.DataFrame(rows, columns=["severity", "file", "row", "column", "value", "message"])
findings = findings.rename(columns={"value": "cell"})
findings["severity"] = [session.word(f"severity.{severity}") for severity in findings["severity"]]
findings["row"] = ["" if pd.isna(row) else f"{row:.0f}" for row in findings["row"]]
table(session, findings, "findings", height=min(420, 60 + 36 * max(1, len(findings))))

st.subheader(session.say("import.preview"), anchor=False)
filled = to_text(found.account.people, PEOPLE)
table(session, filled[[name for name in filled if filled[name].ne("").any()]], "people", height=320)

with st.form("keep-import"):
    name = st.text_input(session.say("accounts.name"), value=found.account.name, max_chars=200, key=f"name-{files}")
    keep = session.say("import.keep")
    if st.form_submit_button(keep, type="primary", disabled=found.account.people.empty):
        account = found.account.with_(name=name.strip() or found.account.name, language=session.language)
        note = ", ".join(file.name for file in [*people, *ties])
        open_account(session.store.create(account, actor=actor(), kind="imported", note=note))
        st.switch_page("pages/map.py", query_params=address(st.session_state["account"]))
