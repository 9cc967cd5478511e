"""What keeps every relation alive: the four habits, what follows a deal, and the trust pyramid."""

import datetime
from functools import partial

import streamlit as st

import ui
from graphkit.habits import due
from graphkit.pyramid import pyramid
from graphkit.relations import KINDS
from ui.answers import headline, table
from ui.calendar import choose_month, follow, month_calendar
from ui.care import (
    by_member,
    calendar_file,
    card,
    entry,
    late_ones,
    legend,
    move,
    rows,
    show_climbs,
    show_pyramid,
    show_satisfaction,
    tell,
)

WEEK = datetime.timedelta(days=7)

session = ui.start("care")
account = session.account


@st.cache_resource(max_entries=64, show_spinner=False)
def answer(fingerprint: str, today: object):
    return due(account, today=session.today)


found = answer(account.fingerprint, session.today)
if not found:
    headline(tell(session, "none"))
    st.markdown(tell(session, "none_do"))
    st.page_link("pages/account.py", label=session.say("page.account"), icon=":material/table_edit:")
    st.stop()
late = [item for item in found if item.overdue]
soon = [item for item in found if session.today <= item.date <= session.today + WEEK]
counts = {"late": len(late), "soon": len(soon), "people": len({item.person for item in (*late, *soon)})}
headline(tell(session, "answer", **counts))

whose, kinds, save = st.columns([2, 4, 2], vertical_alignment="bottom")
members = ["", *(id_ for id_ in account.team["id"] if any(item.member == id_ for item in found))]
member = whose.selectbox(
    tell(session, "whose"),
    members,
    format_func=lambda id_: session.label(id_) or tell(session, "everybody"),
    key="care-member",
)
wanted = kinds.multiselect(
    tell(session, "kinds"),
    [kind for kind in KINDS if any(item.kind == kind for item in found)],
    format_func=lambda kind: session.word(f"habit.{kind}"),
    placeholder=tell(session, "all_kinds"),
    key="care-kinds",
)
shown = {item.key: item for item in found if item.kind in (wanted or KINDS) and item.member in (member or item.member,)}
save.download_button(
    tell(session, "download"),
    lambda: calendar_file(session, shown.values()),
    file_name="graphkit.ics",
    mime="text/calendar",
    icon=":material/event:",
    on_click="ignore",
)

drawn, beside = st.columns([11, 4])
with drawn:
    span = choose_month(session, key="care-month")
    gesture = month_calendar(session, span, [entry(session, item) for item in shown.values()], key="care-calendar")
    legend(session, shown.values())
chosen = follow(gesture, shown, move=partial(move, session), key="care-chosen")
with beside, st.container(border=True):
    if chosen:
        card(session, chosen)
    else:
        st.caption(tell(session, "choose"))
        late_ones(session, [item for item in shown.values() if item.overdue])

st.subheader(tell(session, "list"), help=tell(session, "list_help"), anchor=False)
listed = [item for item in shown.values() if item.overdue or item.date <= span.last]
by_member(session, listed)
if not listed:
    st.caption(tell(session, "nothing_listed"))
with st.expander(tell(session, "table")):
    table(session, rows(session, shown.values()), "care")

built = pyramid(account)
trust, after = st.columns([2, 3])
with trust:
    st.subheader(tell(session, "pyramid"), help=tell(session, "pyramid_help"), anchor=False)
    show_pyramid(session, built)
with after:
    st.subheader(tell(session, "after"), anchor=False)
    st.caption(tell(session, "after_text"))
    show_satisfaction(session)
st.markdown(f"**{tell(session, 'climbs')}**")
show_climbs(session, built)
