"""From a file to an account: what was read, how it was understood, what did not fit, and what becomes of it."""

from contextlib import suppress
from typing import Any

import pandas as pd
import streamlit as st

import ui
from graphkit.errors import SEVERITIES, GraphkitError
from graphkit.importing.importer import import_files
from graphkit.importing.mapping import guess_mapping
from graphkit.importing.remember import remember
from graphkit.schema import PEOPLE, TIE_KINDS, to_text
from ui.answers import headline, table
from ui.importing import TYPES, edit_mapping, edit_scales, edit_structure, opened
from ui.logs import propose
from ui.menu import address
from ui.merging import merging
from ui.opening import open_account
from ui.session import actor
from ui.words import plain

session = ui.start("import")
if session.id:
    what = st.segmented_control(
        session.say("import.what"),
        ["chart", "log"],
        default="chart",
        required=True,
        format_func=lambda name: session.say(f"import.what_{name}"),
        key="import-what",
    )
    if what == "log":
        propose(session)
        st.stop()

st.markdown(session.say("import.intro"))
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

files = "-".join(file.file_id for file in [*people, *ties])
choices: dict[str, Any] = st.session_state.setdefault(
    f"import-{files}", {"fields": {}, "scales": {}, "cut": [], "placeholders": False}
)
sheets = [opened(session, file) for file in people]
if None in sheets:
    st.stop()


@st.cache_resource(max_entries=4, show_spinner=False, scope="session")
def understood(_sheets: list, _tied: list, _parts: list, recipes: list, judged: tuple, asked: tuple, chosen: dict):
    """asked : what tells these files, opened so, from others."""
    return import_files(
        _sheets,
        ties=_tied,
        team=_parts[0],
        contacts=_parts[1],
        mapping=chosen["fields"],
        scales=chosen["scales"],
        cut=chosen["cut"],
        placeholders=chosen["placeholders"],
        remembered=recipes,
        judged=judged,
    )


tied = [(file.name, file.getvalue(), kind_of[file.file_id]) for file in ties]
parts = [(file.name, file.getvalue()) if file else None for file in (team, contacts)]
asked = (files, *kind_of.values(), *(file.file_id if file else "" for file in (team, contacts)))
asked += tuple((sheet.encoding, sheet.delimiter, sheet.sheet, sheet.header_row) for sheet in sheets)
judged = session.store.judgements(session.id, version=session.kept)
with st.spinner(session.say("import.reading"), show_time=True):
    found = session.attempt(lambda: understood(sheets, tied, parts, session.store.recipes(), judged, asked, choices))
if found is None:
    with suppress(GraphkitError):  # readable, but nobody knows who the people are: perhaps the user does
        edit_mapping(session, sheets[0], guess_mapping(sheets[0]).with_fields(choices["fields"]), choices, files)
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
if found.source or found.remembered:
    name = plain(found.source.name) if found.source else ""
    st.caption(session.say("import.remembered" if found.remembered else "import.recognised", source=name))
edit_mapping(session, found.sheet, found.mapping, choices, files)
edit_scales(session, found.scales.values(), choices, files)
edit_structure(session, found, choices, files)

st.subheader(session.say("import.findings"), anchor=False)
shown = st.pills(
    session.word("column.severity"),
    SEVERITIES,
    default=list(SEVERITIES),
    selection_mode="multi",
    format_func=lambda severity: session.say("beside", what=session.word(f"severity.{severity}"), more=count[severity]),
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

st.subheader(session.say("import.becomes"), anchor=False)
into = "new"
if session.id:
    into = st.radio(
        session.say("import.becomes"),
        ["update", "new"],
        index=int(not found.account.positions.keys() & session.account.positions.keys()),
        format_func=lambda word: session.say(f"import.into_{word}", name=plain(session.account.name)),
        label_visibility="collapsed",
        key=f"into-{files}",
    )
second = merging(session, found.account, session.store.source(session.id), files) if into == "update" else None
if into == "update" and second is None:
    st.stop()
if second and second.merge.account is session.account:
    st.info(session.say("merge.nothing"))
with st.form("keep-import"):
    name = "" if second else st.text_input(session.say("accounts.name"), found.account.name, max_chars=200, key=files)
    again = st.checkbox(session.say("import.remember"), value=True, help=session.say("import.remember_help"))
    keep = session.say("merge.keep" if second else "import.keep")
    is_ready = second is None or second.ready
    if st.form_submit_button(keep, type="primary", disabled=found.account.people.empty or not is_ready):
        note = session.say("comma").join(file.name for file in [*people, *ties])
        if again and (choices["fields"] or choices["scales"]):
            session.store.remember(remember(found.sheet, found.mapping, found.scales))
        if second:
            both = second.merge
            kept = {"kind": "imported", "note": note, "source": both.said, "judged": second.judged}
            session.save(both.account, **kept, page="pages/coverage.py")
            st.stop()
        account = found.account.with_(name=name.strip() or found.account.name, language=session.language)
        open_account(session.store.create(account, actor=actor(), kind="imported", note=note, source=account))
        st.switch_page("pages/map.py", query_params=address(st.session_state["account"]))
