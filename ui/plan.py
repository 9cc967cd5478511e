"""A plan on the screen: walk through it step by step, see why each step comes next, and its curve."""

from __future__ import annotations

from dataclasses import dataclass, field

import altair as alt
import pandas as pd
import streamlit as st

from graphkit.model import Account
from graphkit.plan import SAME_ODDS, Node, Plan, plan
from graphkit.routes import Step
from ui.answers import OPEN, STRONG, hover, on_map
from ui.brief import brief_link
from ui.session import Session
from ui.words import percent, plain

MOST_MEETINGS, MOST_DAYS = 10, 180  # of a budget
_APART = 0.08  # two marks of the curve that lie nearer than this would write over each other
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Asked:
    """What a plan is asked for: whom to reach, within how many meetings or days, with or without cold approaches."""

    target: str
    unit: str = "meetings"
    most: int = 6
    allow_cold: bool = False

    @classmethod
    def named(cls, target: str) -> Asked:
        """What the address asks for, as far as it says so."""
        cold = st.query_params.get("cold") == "1"
        for unit, most in (("meetings", MOST_MEETINGS), ("days", MOST_DAYS)):
            number = st.query_params.get(unit, "")
            if number.isdecimal() and 1 <= int(number) <= most:
                return cls(target, unit, int(number), cold)
        return cls(target, allow_cold=cold)

    def query(self) -> dict[str, str]:
        """The part of an address that `named` reads, and that draws the plan on the map."""
        return {"route": "plan", self.unit: str(self.most)} | ({"cold": "1"} if self.allow_cold else {})

    def key(self, account: Account) -> str:
        """Under which a session remembers where it stands in this plan, on every page."""
        return f"{account.fingerprint}-{self.target}-{self.unit}-{self.most}-{self.allow_cold}"


@dataclass(frozen=True)
class Tried:
    """Steps tried before the plan was made anew, each with whether it worked, and what is left of the budget."""

    steps: tuple[tuple[str, str, bool], ...] = ()
    budget: dict[str, float] = field(default_factory=dict)

    @classmethod
    def so_far(cls, account: Account, asked: Asked) -> Tried:
        """What this session has tried of a plan, with what is left of its budget."""
        found: Tried = st.session_state.get(f"tried-{asked.key(account)}", cls(budget={asked.unit: asked.most}))
        return found

    def pairs(self, worked: bool) -> Pairs:
        return tuple((source, target) for source, target, outcome in self.steps if outcome == worked)


def planned(account: Account, asked: Asked) -> Plan:
    """The plan from where this session stands."""
    tried = Tried.so_far(account, asked)
    before = tried.pairs(True), tried.pairs(False)
    cooler = st.session_state.get("plan-cooler", account.assumptions.refusal_cooling)
    return _planned(account, account.fingerprint, asked, tried.budget[asked.unit], before, cooler)


@st.cache_resource(max_entries=64, show_spinner=False)
def _planned(
    _account: Account, fingerprint: str, asked: Asked, left: float, tried: tuple[Pairs, Pairs], cooler: float
) -> Plan:
    (done, failed), budget = tried, {asked.unit: left}
    return plan(_account, asked.target, **budget, allow_cold=asked.allow_cold, done=done, failed=failed, cooler=cooler)


def sentence(session: Session, step: Step) -> str:
    """What to do in a step, as an instruction."""
    names = {"source": plain(session.label(step.source)), "target": plain(session.label(step.target))}
    return session.say(f"plan.do_{step.kind if step.kind in ('contact', 'cold') else 'introduction'}", **names)


def why(session: Session, node: Node) -> str:
    """Why this step and not the next best."""
    if node.runner_up is None:
        return session.say("plan.why_only")
    other = sentence(session, node.runner_up)
    if node.advantage >= SAME_ODDS:
        return session.say("plan.why_odds", other=other, points=f"{100 * node.advantage:.1f}")
    if node.days_saved >= 0.5:
        return session.say("plan.why_days", other=other, days=f"{node.days_saved:.0f}")
    return session.say("plan.why_alike", other=other)


@st.fragment
def playbook(session: Session, found: Plan, key: str) -> None:
    """Walk through the plan: say how each step went, see what comes next, plan anew from there."""
    tried: Tried = st.session_state.get(f"tried-{key}", Tried())
    for source, target, worked in tried.steps:
        st.markdown(f"{_mark(worked)} {plain(session.label(source))} → {plain(session.label(target))}")
    walked: list[bool] = st.session_state.setdefault(f"walk-{key}", [])
    node, steps = found.tree, list(tried.steps)
    reached = node is None and found.value == 1
    for number, worked in enumerate(walked if node else [], 1):
        st.markdown(f"{_mark(worked)} {number}. {sentence(session, node.step)}")
        steps.append((node.step.source, node.step.target, worked))
        reached, node = worked and node.reached, node.yes if worked else node.no
    if reached:
        st.success(session.say("plan.reached", who=plain(session.label(found.target))))
    elif node is None:
        st.warning(session.say("plan.exhausted"))
    else:
        _next_step(session, node, f"walk-{key}", walked)
    _ways_on(session, node, key, tuple(steps), walked)


def _mark(worked: bool) -> str:
    return ":material/check_circle:" if worked else ":material/cancel:"


def _next_step(session: Session, node: Node, key: str, walked: list[bool]) -> None:
    with st.container(border=True):
        st.markdown(f"**{session.say('is', what=session.say('plan.next'), value=sentence(session, node.step))}**")
        st.markdown(why(session, node))
        on_map(session, node.step.target)
        brief_link(session, node.step.target)
        after_yes = 1.0 if node.reached else node.yes.value if node.yes else 0.0
        after_no = node.no.value if node.no else 0.0
        odds = st.container(horizontal=True)  # two and two on a phone
        help_ = {name: session.say(f"plan.{name}_help") for name in ("step_odds", "now")}
        numbers = {"step_odds": node.step.probability, "now": node.value}
        if not node.folded:
            numbers |= {"if_yes": after_yes, "if_no": after_no}
        for name, number in numbers.items():
            odds.metric(session.say(f"plan.{name}"), percent(number), help=help_.get(name), width="content")
        if node.folded:
            st.caption(session.say("plan.folded"))
            return
        for column, worked, icon in zip(st.columns(2), (True, False), ("check", "close"), strict=True):
            column.button(
                session.say("plan.worked" if worked else "plan.failed"),
                icon=f":material/{icon}:",
                key="plan-yes" if worked else "plan-no",
                on_click=_keep,
                args=(key, [*walked, worked]),
                width="stretch",
            )


def _keep(key: str, walked: list[bool]) -> None:
    st.session_state[key] = walked


def _ways_on(
    session: Session, node: Node | None, key: str, steps: tuple[tuple[str, str, bool], ...], walked: list[bool]
) -> None:
    """One step back; plan anew with what has been tried; forget what has been tried."""
    back, anew, over = st.columns(3)
    if walked:
        gone = (f"walk-{key}", walked[:-1])
        label = session.say("plan.back")
        back.button(label, icon=":material/undo:", key="plan-back", on_click=_keep, args=gone, width="stretch")
    if walked and node is not None:
        label, help_ = session.say("plan.anew"), session.say("plan.anew_help")
        if anew.button(label, help=help_, icon=":material/alt_route:", key="plan-anew", width="stretch"):
            left = {"days": node.days_left} if node.meetings_left is None else {"meetings": node.meetings_left}
            st.session_state[f"tried-{key}"] = Tried(steps, left)
            st.session_state[f"walk-{key}"] = []
            st.rerun()
    tried = f"tried-{key}" in st.session_state
    if tried and over.button(session.say("plan.over"), icon=":material/restart_alt:", key="plan-over", width="stretch"):
        del st.session_state[f"tried-{key}"]
        st.session_state[f"walk-{key}"] = []
        st.rerun()


def curve(session: Session, found: Plan) -> None:
    """The odds by budget, with the best single route and the ceiling as marks."""
    points = found.by_days or tuple(enumerate(found.by_meetings, 1))
    unit = "meetings" if found.by_days is None else "days"
    marks = pd.DataFrame(
        {"y": [found.best_route, found.ceiling], "name": [session.say("plan.single"), session.say("plan.ceiling")]}
    )
    if found.ceiling - found.best_route < _APART:
        marks["name"] = ["", " · ".join(marks["name"])]
    y = alt.Y("p:Q", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%"), title=None)
    x = alt.X("n:O", title=session.word(f"column.{unit}"), axis=alt.Axis(labelAngle=0, labelOverlap=True, format="~g"))
    tooltip = hover(session, n=session.word(f"column.{unit}")) + hover(
        session, form=".1%", p=session.word("column.odds")
    )
    line = (
        alt.Chart(pd.DataFrame(points, columns=["n", "p"]))
        .mark_line(point={"color": STRONG}, strokeWidth=3, color=STRONG)
        .encode(x=x, y=y, tooltip=tooltip)
    )
    rules = alt.Chart(marks).mark_rule(strokeDash=[5, 4], color=OPEN).encode(y=alt.Y("y:Q"))
    words = (
        alt.Chart(marks, name="words")  # ui/look.css gives them the colour of the page's text
        .mark_text(align="left", dx=4, dy=-7)
        .encode(y="y:Q", x=alt.value(2), text="name:N")
    )
    st.altair_chart((line + rules + words).properties(height=260), width="stretch")
    ends = dict.fromkeys((percent(found.ceiling_low), percent(found.ceiling_high)))
    interval = " – ".join(ends)
    st.caption(session.say("plan.ceiling_is", ceiling=interval))
