"""From a file to an account: what was read, how it was understood, and everything that did not fit."""

import pandas as pd
import streamlit as st

import ui
from graphkit.errors import SEVERITIES
from graphkit.headers import fields_of
from graphkit.importer import Import, import_files
from graphkit.schema import PEOPLE, TIE_KINDS, to_text
from ui.answers import headline, table
from ui.session import actor, open_account

session = ui.start("import")
st.markdown(session.say("import.intro"))
TYPES = ["csv", "txt", "tsv", "xlsx", "xlsm"]
people = st.file_uploader(session.say("import.people"), type=TYPES, accept_multiple_files=True, key="import-people")
with st.expander(session.say("import.more")):
    ties = st.file_uploader(session.say("import.ties"), type=TYPES, accept_multiple_files=True, key="import-ties")
    kinds = ["", "reports_to", "dotted_to", *TIE_KINDS, "advice"]
    kind_of = {
        file.file_id: st.selectbox(
            session.say("import.kind", file=file.name),
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


files = "-".join(file.file_id for file in [*people, *ties])
chosen: dict[str, str] = st.session_state.setdefault(f"mapping-{files}", {})
found = read(chosen)
if found is None:
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
sheet = found.sheet
facts = [sheet.name, *(value for value in (sheet.encoding, repr(sheet.delimiter)[1:-1], sheet.sheet) if value)]
st.caption(session.say("import.read_as", facts=" · ".join(facts)).replace("\t", "tab"))

st.subheader(session.say("import.columns"), help=session.say("import.columns_help"), anchor=False)
samples = [", ".join([cell for cell in sheet.rows[c].tolist() if cell][:3]) for c in sheet.rows.columns]


def named(field: str) -> str:
    """A field in the words of the screen."""
    return session.word(f"column.{field}") if field else "—"


understood = pd.DataFrame(
    {"column": found.mapping.columns, "field": found.mapping.fields, "reason": found.mapping.reasons, "sample": samples}
)
understood["reason"] = [session.say(f"import.reason_{reason or 'none'}") for reason in understood["reason"]]
edited = st.data_editor(
    understood,
    hide_index=True,
    disabled=["column", "reason", "sample"],
    column_config={
        "column": session.say("import.column"),
        "field": st.column_config.SelectboxColumn(
            session.say("import.field"), options=["", *fields_of("people")], format_func=named
        ),
        "reason": session.say("import.reason"),
        "sample": session.say("import.sample"),
    },
    key=f"mapping-editor-{files}-{len(chosen)}",
)
differs = {
    column: field or ""
    for column, field, was in zip(edited["column"], edited["field"], found.mapping.fields, strict=True)
    if (field or "") != was
}
if differs:
    st.session_state[f"mapping-{files}"] = chosen | differs
    st.rerun()

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
    if st.form_submit_button(session.say("import.keep"), type="primary"):
        account = found.account.with_(name=name.strip() or found.account.name, language=session.language)
        note = ", ".join(file.name for file in [*people, *ties])
        open_account(session.store.create(account, actor=actor(), kind="imported", note=note))
        st.switch_page("pages/map.py", query_params={"account": str(st.session_state["account"])})
