"""What customers object and how we answer, ways of closing and when they fit, and what worked: the team's own."""

import streamlit as st

import ui
from graphkit.library import KINDS, Saying, fitting, records, search
from ui.answers import headline
from ui.library import ask_who, edit, open_shelf, show, tell

session = ui.start("library")
shelf = open_shelf(session.store)
library = shelf.library()
sayings, uses = library.sayings, library.uses
counts = {f"{kind}s": sum(saying.kind == kind for saying in sayings) for kind in KINDS}
headline(tell(session, "answer", n=len(uses), uses=len(uses), **counts))
st.caption(tell(session, "advice"))


@st.fragment
def entries() -> None:
    """Search and filters rerun only the list."""
    label = tell(session, "search")
    words = st.text_input(label, live=True, type="search", placeholder=label, key="library-search")
    kind, role, support, stage = ask_who(session)
    found = fitting(search(sayings, words), kind=kind, role=role, support=support, stage=stage)
    if not found:
        st.info(tell(session, "none"))
        st.caption(tell(session, "none_do"))
    worked = records(uses)
    for group in KINDS:
        of_kind = [saying for saying in found if saying.kind == group]
        if of_kind:
            st.subheader(tell(session, f"kind_{group}"), anchor=False)
        for saying in of_kind:
            show(session, shelf, saying, worked.get(saying.id))


entries()
with st.expander(tell(session, "add"), icon=":material/add:"):
    new = st.segmented_control(
        tell(session, "add_kind"),
        KINDS,
        default=KINDS[0],
        required=True,
        format_func=lambda kind: tell(session, f"kind_{kind}"),
        key="library-new",
    )
    edit(session, shelf, Saying("", new))
