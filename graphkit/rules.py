"""What is missing between our team and a customer: one record per rule, one function per record.

A rule reports what is recorded. Where the tables are silent (a trust nobody rated, a support nobody asked for) no gap
is claimed from it; a rule of its own says that it is not known. Name, reason and advice of each rule stand in the
catalogue as `rule.<id>.name`, `.why` and `.do`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from graphkit.cuts import Mask
from graphkit.gaps import CHAMPION, CONTACT, Context, Found, Rule
from graphkit.graph import managers
from graphkit.schema import RATINGS

# -- who decides -------------------------------------------------------------------------------------------------------


def no_decision_maker(context: Context) -> list[Found]:
    return [] if context.decides.any() else [((), {})]


def no_target(context: Context) -> list[Found]:
    """Somebody has the role, yet the decision names nobody: nothing can be forecast."""
    return context.named(context.decides) if context.forecast is None else []


def role_unfilled(role: str) -> Callable[[Context], list[Found]]:
    return lambda context: [] if context.has_role(role).any() else [((), {})]


def decider_no_contact(context: Context) -> list[Found]:
    return context.named(context.decides & context.unmet & np.isnan(context.most("trust")))


def decider_cold(context: Context) -> list[Found]:
    return context.named(context.decides & context.unmet & ~np.isnan(context.most("trust")))


def decider_single_thread(context: Context) -> list[Found]:
    threads = np.bincount(context.contact_rows[context.is_thread], minlength=len(context.met))
    return context.named(context.decides & context.met & (threads == 1))


# -- the ways to whoever decides ---------------------------------------------------------------------------------------


def decider_unreachable(context: Context) -> list[Found]:
    reached = np.isin(np.arange(len(context.decides)), list(context.routes_of))
    return context.named(context.decides & ~reached)


def route_one_person(context: Context) -> list[Found]:
    return _passed(context, members=False)


def route_one_member(context: Context) -> list[Found]:
    return _passed(context, members=True)


def _passed(context: Context, *, members: bool) -> list[Found]:
    ids, people = context.approach.ids, context.approach.people
    found: list[Found] = []
    for row, (passed, _) in context.routes_of.items():
        named = tuple(ids[node] for node in passed if (node >= people) == members)
        params: dict[str, object] = {"target": context.decider(row)}
        if named:
            found.append((named, params | {"member": context.member(named[0])} if members else params))
    return found


def thin_route(context: Context) -> list[Found]:
    """Few would have to leave at once; a single one is the business of `route_one_person` and `route_one_member`."""
    return [
        (tuple(context.approach.ids[node] for node in cut), {"target": context.decider(row)})
        for row, (_, cut) in context.routes_of.items()
        if 1 < len(cut) <= context.account.assumptions.thin_cut
    ]


# -- how the account hangs on us ---------------------------------------------------------------------------------------


def no_thread(context: Context) -> list[Found]:
    return [] if len(context.threads) or context.account.people.empty else [((), {})]


def single_thread(context: Context) -> list[Found]:
    return context.named(context.met) if len(context.threads) == 1 else []


def single_member(context: Context) -> list[Found]:
    members = context.threads["member"].unique()
    if len(members) != 1 or len(context.threads) == 1:
        return []
    return [((members[0],), {"member": context.member(members[0]), "n": len(context.threads)})]


def unit_nobody(context: Context) -> list[Found]:
    units = context.account.people["unit"]
    return context.nobody_of(units.mask(units.eq("")), "unit", context.account.assumptions.smallest_unit)


def level_nobody(context: Context) -> list[Found]:
    return context.nobody_of(levels(context), "level")


def levels(context: Context) -> pd.Series:
    """Level of each person below the top of their tree, 1 at the top.

    Missing for an orphan, for everybody in or under a circle, and for a person without any line: they stand nowhere.
    """
    manager = managers(context.account)
    leads = np.isin(np.arange(len(manager)), manager)
    top = (manager < 0) & leads & context.account.people["reports_to"].eq("").to_numpy(bool)
    level = np.where(top, 1, 0)
    reached = top
    while reached.any():
        below = (manager >= 0) & reached[manager] & (level == 0)
        level[below] = level[manager[below]] + 1
        reached = below
    return pd.Series(level, dtype="Int64").mask(level == 0)


# -- who sways the decision --------------------------------------------------------------------------------------------


def influential_no_contact(context: Context) -> list[Found]:
    """Those who decide have rules of their own."""
    return context.named(context.influential & context.unmet & ~context.decides)


def influential_support_unknown(context: Context) -> list[Found]:
    return context.named(context.influential & np.isnan(context.rating("support")))


def influential_support_assumed(context: Context) -> list[Found]:
    assumed = context.account.people["confidence"].ne("confirmed").to_numpy(bool)
    return context.named(context.influential & assumed & ~np.isnan(context.rating("support")))


def influential_power_unknown(context: Context) -> list[Found]:
    return context.named(context.influential & np.isnan(context.rating("power")))


def opponent_unattended(context: Context) -> list[Found]:
    return context.named(context.key & (context.rating("support") < 0) & context.unmet)


def no_opponent(context: Context) -> list[Found]:
    support = context.account.people["support"].dropna()
    enough = len(support) >= context.account.assumptions.enough_known_supports
    return [((), {"n": len(support)})] if enough and support.ge(0).all() else []


def key_people_not_supportive(context: Context) -> list[Found]:
    """A majority of all key people, so that those of unknown support cannot make it one."""
    without = context.key & (context.rating("support") <= 0)
    total = int(context.key.sum())
    if context.forecast is None or without.sum() <= context.account.assumptions.majority * total:
        return []
    return context.named(without, total=total)


def champion_silent(context: Context) -> list[Found]:
    silent = context.days_silent > context.account.assumptions.silent_champion_days
    return context.named(silent & _champions(context))


def _champions(context: Context) -> Mask:
    return context.rating("support") >= CHAMPION


# -- how good the contacts are -----------------------------------------------------------------------------------------


def contact_overdue(context: Context) -> list[Found]:
    beyond = context.days_since_contact - context.account.contacts["cadence_days"].to_numpy(np.float64)
    return context.named(context.with_rows(beyond > 0), days=int(np.nanmax(beyond, initial=0)))


def contact_undated(context: Context) -> list[Found]:
    """No date, so nobody can say whether a visit is due or a champion silent."""
    cadence = context.account.contacts["cadence_days"].notna().to_numpy(bool)
    undated = context.with_rows(cadence & np.isnan(context.days_since_contact))
    return context.named(undated | (_champions(context) & np.isnan(context.days_silent)))


def seniority_mismatch(context: Context) -> list[Found]:
    """Much power met at arm's length. Our own members' rank is not in the data, so it is judged by trust alone."""
    trust = context.most("trust")
    closer = context.with_rows(context.account.contacts["trust"].isna())  # perhaps: nobody rated it
    distant = ~closer & (trust <= CONTACT) & (context.most("target_trust") > trust)
    return context.named(distant & (context.rating("power") >= context.account.assumptions.senior_power))


def trust_below_wanted(context: Context) -> list[Found]:
    contacts = context.account.contacts
    return context.named(context.with_rows(contacts["trust"].lt(contacts["target_trust"])))


def trust_unknown(context: Context) -> list[Found]:
    return context.named(context.unrated)


def rating_stale(context: Context) -> list[Found]:
    people = context.account.people
    age = (context.today - people["rated_on"]).dt.days
    rated = people[list(RATINGS)].notna().any(axis=1)
    return context.named((rated & age.gt(context.account.assumptions.stale_days)).to_numpy(bool))


# -- what a meeting needs to be prepared -------------------------------------------------------------------------------


def need_unchecked(context: Context) -> list[Found]:
    """A need that may be false: nobody has asked whether their surroundings and the reasoning bear it out."""
    needs = context.account.needs
    return context.named(context.key & _have_need(context, needs["environment"].eq("") | needs["logic"].eq("")))


def need_unanswered(context: Context) -> list[Found]:
    """A need that no check has refuted, and that nothing we offer is linked to."""
    needs = context.account.needs
    refuted = needs["environment"].eq("fails") | needs["logic"].eq("fails")
    return context.named(context.key & _have_need(context, needs["offer"].eq("") & ~refuted))


def _have_need(context: Context, chosen: pd.Series) -> Mask:
    """Who has at least one of the chosen needs that are not suspected false."""
    needs = context.account.needs
    return context.account.people["id"].isin(needs["person"][chosen & needs["kind"].ne("false")]).to_numpy(bool)


def key_focus_unknown(context: Context) -> list[Found]:
    """Whoever weighs most, and nobody knows what they are busy with: no question of ours can fit."""
    return context.named(context.influential & _unknown(context, "focus"))


def key_stage_unknown(context: Context) -> list[Found]:
    """Asked only of those whom one of us meets: others cannot be watched."""
    return context.named(context.key & context.met & _unknown(context, "stage"))


def key_disc_unknown(context: Context) -> list[Found]:
    return context.named(context.key & context.met & _unknown(context, "disc"))


def _unknown(context: Context, column: str) -> Mask:
    return context.account.people[column].eq("").to_numpy(bool)


# -- the registry, gravest first ---------------------------------------------------------------------------------------

RULES = (
    Rule("no_decision_maker", "high", no_decision_maker),
    Rule("no_target", "high", no_target),
    Rule("decider_no_contact", "high", decider_no_contact),
    Rule("decider_cold", "high", decider_cold),
    Rule("decider_unreachable", "high", decider_unreachable),
    Rule("no_thread", "high", no_thread),
    Rule("single_thread", "high", single_thread),
    Rule("single_member", "high", single_member),
    Rule("route_one_person", "high", route_one_person),
    Rule("route_one_member", "high", route_one_member),
    Rule("influential_no_contact", "high", influential_no_contact, "influential_share"),
    Rule("influential_support_unknown", "high", influential_support_unknown, "influential_share"),
    Rule("opponent_unattended", "high", opponent_unattended, "key_share"),
    Rule("key_people_not_supportive", "high", key_people_not_supportive, "majority"),
    Rule("decider_single_thread", "medium", decider_single_thread),
    Rule("thin_route", "medium", thin_route, "thin_cut"),
    Rule("influential_support_assumed", "medium", influential_support_assumed, "influential_share"),
    Rule("influential_power_unknown", "medium", influential_power_unknown, "influential_share"),
    Rule("no_opponent", "medium", no_opponent, "enough_known_supports"),
    Rule("champion_silent", "medium", champion_silent, "silent_champion_days"),
    Rule("contact_overdue", "medium", contact_overdue),
    Rule("seniority_mismatch", "medium", seniority_mismatch, "senior_power"),
    Rule("no_gatekeeper", "medium", role_unfilled("gatekeeper")),
    Rule("no_user", "medium", role_unfilled("user")),
    Rule("no_influencer", "medium", role_unfilled("influencer")),
    Rule("unit_nobody", "medium", unit_nobody, "smallest_unit"),
    Rule("need_unanswered", "medium", need_unanswered, "key_share"),
    Rule("key_focus_unknown", "medium", key_focus_unknown, "influential_share"),
    Rule("need_unchecked", "low", need_unchecked, "key_share"),
    Rule("key_stage_unknown", "low", key_stage_unknown, "key_share"),
    Rule("key_disc_unknown", "low", key_disc_unknown, "key_share"),
    Rule("trust_below_wanted", "low", trust_below_wanted),
    Rule("level_nobody", "low", level_nobody),
    Rule("trust_unknown", "low", trust_unknown),
    Rule("contact_undated", "low", contact_undated),
    Rule("rating_stale", "low", rating_stale, "stale_days"),
)
