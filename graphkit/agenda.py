"""The agenda of a strategy session: six questions, each answered from the account, each with what to do about it.

The answers are the numbers with which the pages open, so that the room and the pages never disagree.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from graphkit.campaign import campaign
from graphkit.coverage import coverage
from graphkit.forecast import Forecast, ask_next, forecast, win_next
from graphkit.gaps import Gap
from graphkit.model import Account, Decision
from graphkit.plan import plan
from graphkit.sensitivity import flip

QUESTIONS = ("who", "blind", "stands", "moves", "reach", "meet")
FOR, OPEN = "for", "open"
_NAMED = 3  # people in a sentence that is read across a room

People = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Answer:
    """One question of the agenda: what the account answers, and what is most worth doing about it.

    question : one of `QUESTIONS`. page : where the evidence is. answer, advice : names of the two sentences.
    people : ids of people and members by their place in the sentences. numbers : what else stands in them. gap : what
    the advice is about, where that is a gap.
    """

    question: str
    page: str
    answer: str
    advice: str
    people: People = field(default_factory=dict, hash=False)
    numbers: Mapping[str, float] = field(default_factory=dict, hash=False)
    gap: Gap | None = None


def agenda(account: Account, *, decision: str = "", today: datetime.date) -> tuple[Answer, ...]:
    """Where the account stands, question by question, for a team that has an hour.

    Parameters
    ----------
    decision : id; default: the account's first. today : the day on which contacts and ratings are aged.

    Returns
    -------
    One answer for each of `QUESTIONS`, in their order. As long as nobody is named who decides, or one of them is not
    there (any more), the questions about the decision are open, and the advice is to say who decides.

    Raises
    ------
    GraphkitError : unknown decision.

    Notes
    -----
    Cost: one forecast, coverage, plan and campaign, as the pages take them.
    """
    chosen = account.decision(decision)
    rated = account.rated_for(chosen.id)
    deciders = (chosen.target,) if chosen.target else chosen.committee
    if not deciders or not set(deciders) <= rated.positions.keys():
        undecided = [Answer(question, "account", "undecided", "name") for question in QUESTIONS[2:]]
        return (_who(rated), _blind(account, chosen, today), *undecided)
    outlook = forecast(account, decision=chosen.id, today=today)
    return (
        _who(rated, outlook, deciders),
        _blind(account, chosen, today),
        _stands(account, chosen, today, outlook, deciders),
        _moves(outlook),
        _reach(rated, deciders[0]),
        _meet(account, chosen, today),
    )


def _who(rated: Account, outlook: Forecast | None = None, deciders: tuple[str, ...] = ()) -> Answer:
    """Who decides, and whose views count most beside theirs; which of these views nobody knows."""
    unknown = rated.people["support"].isna().to_numpy()
    numbers = {"n": len(rated.people), "unknown": int(unknown.sum())}
    if outlook is None:
        return Answer("who", "map", "nobody", "name", numbers=numbers)
    by_leverage = outlook.people.sort_values(["leverage", "id"], ascending=[False, True])
    strong = [id_ for id_ in by_leverage["id"][by_leverage["leverage"].gt(0)] if id_ not in deciders]
    silent = [id_ for id_ in (*deciders, *strong) if unknown[rated.positions[id_]]]
    people = {"who": deciders, "sway": tuple(strong[:_NAMED]), "silent": tuple(silent[:_NAMED])}
    return Answer("who", "map", "sway" if strong else "alone", "learn" if silent else "known", people, numbers)


def _blind(account: Account, chosen: Decision, today: datetime.date) -> Answer:
    """How much of the influence on the decision we know, and the gravest gap."""
    if not {chosen.target, *chosen.committee} - {""} <= account.positions.keys():
        return Answer("blind", "account", "undecided", "name")
    found = coverage(account, decision=chosen.id, today=today)
    numbers = {"n": len(found.gaps), "urgent": sum(gap.severity == "high" for gap in found.gaps)}
    worst = found.gaps[0] if found.gaps else None
    known = {} if found.score is None else {"score": found.score}
    return Answer(
        "blind",
        "coverage",
        "known" if known else "unweighed",
        ("gap_of" if worst.people else "gap") if worst else "none",
        {},
        numbers | known,
        worst,
    )


def _stands(
    account: Account, chosen: Decision, today: datetime.date, outlook: Forecast, deciders: tuple[str, ...]
) -> Answer:
    """The verdict and its range, and the fewest people who would bring it over to us, or make us lose it."""
    is_ours = outlook.verdict == FOR
    change = flip(account, decision=chosen.id, to=OPEN if is_ours else FOR, today=today)
    advice = ("keep" if is_ours else "win") + ("" if change else "_none")
    people = {"who": deciders, "change": change.people[:_NAMED] if change else ()}
    numbers = {"low": outlook.low, "high": outlook.high, "n": len(change.changes) if change else 0}
    return Answer("stands", "forecast", outlook.verdict, advice, people, numbers)


def _moves(outlook: Forecast) -> Answer:
    """Whose support lifts the forecast most, and whose answer narrows it most."""
    people: dict[str, tuple[str, ...]] = {}
    numbers: dict[str, float] = {}
    for name, best in (("win", win_next(outlook, 1)), ("ask", ask_next(outlook, 1))):
        for row in best.to_dict("records"):
            people[name] = (row["id"],)
            numbers |= {f"{name}_leverage": row["leverage"], f"{name}_value": row[f"{name}_value"]}
    answer, advice = "win" if "win" in people else "nobody", "ask" if "ask" in people else "told"
    return Answer("moves", "forecast", answer, advice, people, numbers)


def _reach(rated: Account, target: str) -> Answer:
    """The odds of the plan, and its first step."""
    found = plan(rated, target)
    people: dict[str, tuple[str, ...]] = {"who": (target,)}
    numbers = {"n": len(found.by_meetings), "plan": found.value, "route": found.best_route}
    if found.tree is None:
        return Answer("reach", "plan", "no_way", "ways", people, numbers)
    step = found.tree.step
    way = "contact" if step.kind == "contact" else "introduction"
    people |= {"source": (step.source,), "target": (step.target,)}
    return Answer("reach", "plan", "plan", way, people, numbers | {"odds": step.probability})


def _meet(account: Account, chosen: Decision, today: datetime.date) -> Answer:
    """What the meetings of the coming weeks should bring, and the first of them."""
    found = campaign(account, decision=chosen.id, today=today)
    if not found.meetings:
        return Answer("meet", "campaign", "none", "ways")
    first = found.meetings[0]
    numbers = {"n": len(found.meetings), "before": found.start.low, "after": found.end.low}
    people = {"member": (first.member,), "person": (first.person,), "aim": (first.aim,)}
    return Answer("meet", "campaign", "campaign", first.kind, people, numbers)
