"""After a deal: through whom a won decision is served. One person stands for everybody who uses what was bought."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from graphkit import schema
from graphkit.graph import managers
from graphkit.model import Account, Decision, are_placeholders

WON = "won"


def won(account: Account) -> tuple[Decision, ...]:
    return tuple(each for each in account.decisions if each.stage == WON)


def deciders(account: Account, decision: Decision) -> tuple[str, ...]:
    """Who decided, of those who are there; a post with nobody named on it is among them."""
    named = (decision.target,) if decision.target else decision.committee
    return tuple(person for person in named if person in account.positions)


def served_through(account: Account, decision: Decision) -> str:
    """The person through whom a won decision is served; "" where nobody is named who could be.

    Whom the team named, by the latest service it planned or gave for this decision; else the user whom we know best,
    at or below whoever decided (solid and dotted lines); else whoever decided, the one we know best first.
    """
    account = account.present
    named = _by_service(account, decision.id)
    if named:
        return named
    bought = deciders(account, decision)
    known = _by_trust(account)
    people = account.people["id"]
    users = people[_users(account, decision) & _at_or_below(account, bought)]
    near = [*known[known.isin(users)], *known[known.isin(bought)], *bought]
    unnamed = set(people[are_placeholders(account.people["name"])])
    return next((str(person) for person in near if person not in unnamed), "")


def _by_service(account: Account, decision: str) -> str:
    actions = account.actions
    rows = actions[actions["kind"].eq("service") & actions["decision"].eq(decision) & actions["person"].ne("")]
    latest = rows.sort_values(["done_on", "due", "id"], na_position="last", kind="stable")
    return str(latest["person"].iloc[-1]) if len(latest) else ""


def _by_trust(account: Account) -> pd.Series:
    """Whom we know, the most trusting first, then whom we saw last, then by id."""
    contacts = account.contacts.assign(trust=account.contacts["trust"].fillna(-1)).sort_values("person", kind="stable")
    ordered = contacts.sort_values(["trust", "last_contact"], ascending=False, na_position="last", kind="stable")
    return ordered["person"]


def _users(account: Account, decision: Decision) -> npt.NDArray[np.bool_]:
    roles = account.rated_for(decision.id).people["role"]
    found: npt.NDArray[np.bool_] = roles.map(lambda cell: "user" in schema.split_ids(cell)).to_numpy(bool)
    return found


def _at_or_below(account: Account, heads: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    """Whoever reports to one of them, directly or not; everybody where nobody is named."""
    if not heads:
        return np.ones(len(account.people), bool)
    people, manager = account.people, managers(account)
    solid = people["id"].isin(heads).to_numpy(bool)
    dotted = np.array([not {*heads}.isdisjoint(schema.split_ids(cell)) for cell in people["dotted_to"]], bool)
    found: npt.NDArray[np.bool_] = solid | dotted
    while (more := found | (found[manager] & (manager >= 0))).sum() > found.sum():
        found = more
    return found
