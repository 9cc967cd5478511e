"""What changes did, on the screen: coverage, forecast and plan before (pale) and after (strong)."""

from __future__ import annotations

import datetime

import altair as alt
import pandas as pd
import streamlit as st

from graphkit.effects import MEETINGS, Effects, Standing, compared, standing
from graphkit.model import Account
from ui.answers import AGAINST, FOR, OPEN, STRONG, hover, table
from ui.session import Session
from ui.words import percent, plain, signed

MOST_MOVED = 7


@st.cache_resource(max_entries=512, show_spinner=False)
def standing_of(fingerprint: str, decision: str, today: datetime.date, whole: bool, _account: Account) -> Standing:
    """`standing`, worked out once for each state of an account."""
    return standing(_account, decision=decision, today=today, whole=whole)


def effects_of(session: Session, before: Account, after: Account, today: datetime.date) -> Effects:
    """`effects` on the chosen decision, worked out once."""
    with st.spinner(session.say("effects.thinking"), show_time=True):
        sides = (standing_of(side.fingerprint, session.decision.id, today, True, side) for side in (before, after))
        return compared(*sides)


def show_effects(session: Session, found: Effects, key: str) -> None:
    """Three cards side by side, and the people whose weight or stance moved most."""
    if found.is_unchanged:
        st.markdown(f":material/check: {session.say('effects.unchanged')}")
        return
    parts = {"coverage": _coverage, "forecast": _forecast, "plan": _plan}
    for column, (part, show) in zip(st.columns(3), parts.items(), strict=True):
        with column, st.container(border=True, height="stretch", key=f"effect-{part}-{key}"):
            st.markdown(f"**{session.say(f'page.{part}')}**", help=session.say(f"effects.{part}_help", n=MEETINGS))
            show(session, found)
    if found.moved:
        _moved(session, found, key)


def answer(session: Session, found: Effects) -> str:
    """The three answers before and after, in one sentence."""
    same = {part: getattr(found, f"is_{part}_unchanged") for part in _CHANGES}
    told = [
        session.say(f"effects.{part}_{'still' if same[part] else 'is'}", change=change(session, found))
        for part, change in _CHANGES.items()
    ]
    return session.say("effects.then").join(told)


def _share(value: float | None) -> str:
    return "—" if value is None else percent(value)


def _change(before: str, after: str) -> str:
    return after if before == after else f"{before} → {after}"


def _range(session: Session, side: Standing) -> str:
    if side.low is None or side.high is None:
        return "—"
    word = session.word(f"verdict.{side.verdict}")
    return session.say("effects.range", verdict=word, low=signed(side.low), high=signed(side.high))


def _coverage_change(session: Session, found: Effects) -> str:
    return _change(_share(found.before.score), _share(found.after.score))


def _forecast_change(session: Session, found: Effects) -> str:
    return _change(_range(session, found.before), _range(session, found.after))


def _plan_change(session: Session, found: Effects) -> str:
    return _change(_share(found.before.plan), _share(found.after.plan))


_CHANGES = {"coverage": _coverage_change, "forecast": _forecast_change, "plan": _plan_change}


def _coverage(session: Session, found: Effects) -> None:
    if found.is_coverage_unchanged:
        return _unchanged(session, _share(found.after.score))
    st.markdown(f"##### {_coverage_change(session, found)}")
    _shares(session, found.before.score, found.after.score)
    urgent = _change(str(found.before.urgent), str(found.after.urgent))
    st.markdown(session.say("effects.urgent", urgent=urgent))
    for name, rules in (("closed", found.closed), ("opened", found.opened)):
        if rules:
            gaps = session.say("comma").join(session.sentence(f"rule.{rule}.name") for rule in rules)
            st.markdown(session.say(f"effects.{name}", gaps=gaps))


def _forecast(session: Session, found: Effects) -> None:
    if found.is_forecast_unchanged:
        return _unchanged(session, _range(session, found.after))
    st.markdown(f"##### {_forecast_change(session, found)}")
    named = {"before": found.before, "after": found.after}
    rows = pd.DataFrame(
        [
            {"side": session.say(f"effects.{name}"), "name": name, "verdict": side.verdict}
            | {end: getattr(side, end) for end in ("stance", "low", "high")}
            for name, side in named.items()
            if side.low is not None
        ]
    )
    x = alt.X("low:Q", scale=alt.Scale(domain=[-1, 1]), title=None, axis=_axis([-1, 0, 1], "~g"))
    domain, colours = ["for", "open", "against"], [FOR, OPEN, AGAINST]
    base = alt.Chart(rows).encode(
        y=alt.Y("side:N", sort=None, title=None),
        color=alt.Color("verdict:N", scale=alt.Scale(domain=domain, range=colours), legend=None),
        opacity=_paleness(),
        tooltip=hover(session, side=session.say("effects.when")) + hover(session, "low", "stance", "high", form="+.2f"),
    )
    bars = base.mark_bar(height=14, cornerRadius=3).encode(x=x, x2="high:Q")
    ticks = base.mark_tick(thickness=3, size=24).encode(x="stance:Q")
    st.altair_chart((bars + ticks).properties(height=96), width="stretch")


def _plan(session: Session, found: Effects) -> None:
    if found.is_plan_unchanged:
        return _unchanged(session, _share(found.after.plan))
    st.markdown(f"##### {_plan_change(session, found)}")
    _shares(session, found.before.plan, found.after.plan)
    odds = _change(_share(found.before.route), _share(found.after.route))
    st.markdown(session.say("effects.route", odds=odds, path=_path(session, found.after)))
    if found.before.path != found.after.path:
        st.markdown(session.say("effects.route_before", path=_path(session, found.before)))


def _path(session: Session, side: Standing) -> str:
    names = session.names
    return " → ".join(plain(names.get(id_, id_)) for id_ in side.path) or "—"


def _unchanged(session: Session, value: str) -> None:
    st.markdown(f"##### {value}")
    st.caption(session.say("effects.same"))


def _shares(session: Session, before: float | None, after: float | None) -> None:
    """Two bars from 0 to 100%."""
    sides = {"before": before, "after": after}
    rows = [{"side": session.say(f"effects.{name}"), "name": name, "share": share} for name, share in sides.items()]
    x = alt.X("share:Q", scale=alt.Scale(domain=[0, 1]), axis=_axis([0, 0.5, 1], "%"), title=None)
    tooltip = hover(session, side=session.say("effects.when"))
    tooltip += hover(session, form=".1%", share=session.say("effects.share"))
    base = alt.Chart(pd.DataFrame(rows)).mark_bar(height=14, cornerRadiusEnd=3, color=STRONG)
    chart = base.encode(x=x, y=alt.Y("side:N", sort=None, title=None), opacity=_paleness(), tooltip=tooltip)
    st.altair_chart(chart.properties(height=96), width="stretch")


def _axis(values: list[float], form: str) -> alt.Axis:
    return alt.Axis(values=values, format=form, labelFlush=True)


def _paleness() -> alt.Opacity:
    return alt.Opacity("name:N", scale=alt.Scale(domain=["before", "after"], range=[0.4, 1]), legend=None)


def _moved(session: Session, found: Effects, key: str) -> None:
    names = session.names
    rows = [
        {
            session.say("effects.person"): names.get(one.id, one.id),
            session.say("effects.leverage"): _pair(
                f"{100 * one.leverage_before:.1f}%", f"{100 * one.leverage_after:.1f}%"
            ),
            session.say("effects.stance"): _pair(signed(one.stance_before), signed(one.stance_after)),
        }
        for one in found.moved[:MOST_MOVED]
    ]
    st.markdown(f"**{session.say('effects.moved', n=len(found.moved))}**", help=session.say("effects.moved_help"))
    table(session, pd.DataFrame(rows), f"moved-{key}")


def _pair(before: str, after: str) -> str:
    """Two numbers; one of somebody who is not there is a dash."""
    return _change(*("—" if "nan" in side else side for side in (before, after)))
