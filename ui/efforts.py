"""Four elements and six efforts on the screen."""

from __future__ import annotations

import streamlit as st

from graphkit.amounts import Money, Sums
from graphkit.efforts import RECORDED, Effort, Elements, Facts, Measured
from graphkit.i18n import has
from graphkit.tallies import STILL_DAYS
from ui.menu import PAGES
from ui.session import Session
from ui.words import percent, plain

_WAN = 10_000  # how Chinese counts large amounts


def money(session: Session, amount: Money) -> str:
    """An amount as one writes it in the user's language."""
    key = f"efforts.currency.{amount.currency}"
    number = f"{amount.amount:,.0f}"
    if session.language == "zh" and amount.amount >= _WAN:
        number = f"{amount.amount / _WAN:,.2f}".rstrip("0").rstrip(".") + " 万"
    return session.sentence(key if has(key) else "efforts.currency.other", amount=number, currency=amount.currency)


def sums(session: Session, found: Sums, *, average: bool = False) -> str:
    """Each currency by itself; nothing where nothing could be read."""
    amounts = found.averages if average else found.by_currency
    return " · ".join(money(session, amount) for amount in amounts)


def show_elements(session: Session, elements: Elements) -> None:
    """The four elements, each with what it is counted from."""
    tell, unknown = session.sentence, session.sentence("efforts.unknown")
    conversion, repeat = elements.conversion, elements.repeat
    values = {
        "customers": f"{elements.customers}",
        "conversion": unknown if conversion.share is None else percent(conversion.share),
        "orders": sums(session, elements.orders, average=True) or unknown,
        "repeat": f"{repeat.part}" if repeat.whole else unknown,
    }
    counts: dict[str, dict[str, object]] = {
        "customers": {"accounts": elements.accounts, "open": elements.open},
        "conversion": {"part": conversion.part, "n": conversion.whole},
        "orders": {},
        "repeat": {"n": repeat.whole},
    }
    for column, (name, value) in zip(st.columns(4), values.items(), strict=True):
        with column.container(border=True, height="stretch"):
            st.markdown(f"**{tell(f'efforts.element.{name}')}**", help=tell(f"efforts.element_help.{name}"))
            if name == "orders":  # several currencies would be cut off
                st.markdown(f"**{plain(value)}**")
            else:
                st.metric(tell(f"efforts.element.{name}"), value, label_visibility="collapsed")
            st.caption(tell(f"efforts.element_says.{name}", **counts[name]))


def show_effort(session: Session, effort: Effort, *, is_weakest: bool) -> None:
    """One effort: how near to enough, and the numbers it is computed from; unknown where there are none."""
    tell = session.sentence
    with st.container(border=True, height="stretch", key=f"effort-{effort.id}"):
        mark = f" · :material/trending_down: {tell('efforts.weakest')}" if is_weakest else ""
        st.markdown(f"**{tell(f'efforts.effort.{effort.id}')}**{mark}")
        if effort.level is None:
            st.markdown(f":material/help: {tell('efforts.unknown')}")
            st.caption(tell(f"efforts.effort_ask.{effort.id}"))
            _way(session, RECORDED[effort.id])
            return
        st.progress(effort.level, text=tell("efforts.level", level=percent(effort.level)))
        for measured in effort.measured:
            st.markdown(f"- {plain(says(session, measured))}")


def says(session: Session, measured: Measured) -> str:
    """A measure with its numbers, what would be enough, and how far to trust it."""
    tell, tally = session.sentence, measured.tally
    key = f"efforts.measure.{measured.measure.id}"
    if not tally.whole:
        named = tell(f"efforts.measure_name.{measured.measure.id}")
        return session.say("is", what=named, value=tell("efforts.unknown"))
    said = tell(key, part=tally.part, whole=tally.whole, days=STILL_DAYS)
    notes = [tell("efforts.enough", enough=percent(measured.measure.enough))]
    notes += [tell("efforts.thin")] if measured.is_thin else []
    notes += [tell("efforts.silent", n=measured.silent)] if measured.silent else []
    return tell("efforts.noted", what=said, notes=" · ".join(notes))


def show_advice(session: Session, measured: Measured, facts: Facts, most: int = 3) -> None:
    """What to do about a measure, with the way there in the accounts that it concerns most."""
    tell, measure = session.sentence, measured.measure
    with st.container(border=True, key=f"do-{measure.id}"):
        st.markdown(f"**{tell(f'efforts.effort.{measure.effort}')}** · {plain(says(session, measured))}")
        st.markdown(f":material/arrow_forward: {plain(tell(f'efforts.measure_do.{measure.id}'))}")
        with st.container(horizontal=True):
            for id_ in measured.concerned[:most]:
                _way(session, measure.page, f"{id_}", facts[id_].name)
            if not measured.concerned:
                _way(session, measure.page)


def _way(session: Session, page: str, account: str = "", name: str = "") -> None:
    """A link to a page: of the named account, or of the one that is open."""
    path, icon = PAGES[page]
    called = session.say(f"page.{page}")
    label = session.sentence("efforts.open", account=plain(name), page=called) if name else called
    st.page_link(
        path, label=label, icon=icon, query_params={"account": account or f"{session.id}", "lang": session.language}
    )
