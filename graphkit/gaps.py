"""What a gap is, and what the rules that find gaps look at."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from graphkit.approach import Approach, approach
from graphkit.cuts import Mask, dominator_nodes, reached, vertex_cut_nodes
from graphkit.forecast import Forecast, forecast
from graphkit.graph import Floats
from graphkit.i18n import text
from graphkit.model import Account, Decision

SEVERITIES = ("high", "medium", "low")
CONTACT = 1  # the trust from which somebody is a contact: safety
CHAMPION = 2  # the support of a champion

Found = tuple[tuple[str, ...], dict[str, object]]  # the people named, and the values their sentences need


@dataclass(frozen=True)
class Gap:
    """One thing to mend, and whom it concerns.

    rule : id of its record in `RULES`. severity : "high", "medium" or "low". people : ids, of members where the rule is
    about a member of ours. params : the values of its sentences; a person or member in them is a label, not an id.
    """

    rule: str
    severity: str
    people: tuple[str, ...]
    params: dict[str, object] = field(default_factory=dict, hash=False)

    def name(self, language: str = "en") -> str:
        return text(f"rule.{self.rule}.name", language)

    def why(self, language: str = "en") -> str:
        return text(f"rule.{self.rule}.why", language, **self.params)

    def do(self, language: str = "en") -> str:
        return text(f"rule.{self.rule}.do", language, **self.params)

    def as_dict(self, language: str = "en") -> dict[str, object]:
        head: dict[str, object] = {"rule": self.rule, "severity": self.severity, "people": list(self.people)}
        return head | {"why": self.why(language), "do": self.do(language)}


@dataclass(frozen=True, eq=False)
class Context:
    """What every rule looks at, worked out once. Masks and arrays are per person, in account order.

    account : with the ratings of the decision. forecast : None where the decision names nobody who decides. approach :
    the open steps; a contact whose trust nobody rated may be a way in and is one here.
    """

    account: Account
    decision: Decision
    forecast: Forecast | None
    today: pd.Timestamp
    approach: Approach

    @classmethod
    def of(cls, account: Account, *, decision: str = "", today: datetime.date) -> Context:
        account = account.present
        chosen = _known_deciders(account, account.decision(decision))
        rated = account.rated_for(chosen.id)
        outlook = None
        if chosen.target or chosen.committee:
            named = tuple(chosen if known.id == chosen.id else known for known in account.decisions)
            outlook = forecast(account.with_(decisions=named), decision=chosen.id, today=today)
        return cls(rated, chosen, outlook, pd.Timestamp(today), approach(_hopeful(rated)))

    # -- people --

    def has_role(self, role: str) -> Mask:
        roles = ";" + self.account.people["role"] + ";"
        return roles.str.contains(f";{role};", regex=False).to_numpy(bool)

    @cached_property
    def decides(self) -> Mask:
        """Whom the decision names; where it names nobody, whoever has the role."""
        named = (self.decision.target,) if self.decision.target else self.decision.committee
        if not named:
            return self.has_role("decision_maker")
        return self.account.people["id"].isin(named).to_numpy(bool)

    @cached_property
    def leverage(self) -> Floats:
        """Leverage on the decision, NaN where no forecast can be made."""
        if self.forecast is None:
            return np.full(len(self.account.people), np.nan)
        return self.forecast.people["leverage"].to_numpy(np.float64)

    def leading(self, share: float) -> Mask:
        return leading(self.decides, self.leverage, share)

    @cached_property
    def influential(self) -> Mask:
        return self.leading(self.account.assumptions.influential_share)

    @cached_property
    def key(self) -> Mask:
        return self.leading(self.account.assumptions.key_share)

    def rating(self, name: str) -> Floats:
        return self.account.people[name].to_numpy(np.float64)

    # -- contacts --

    @cached_property
    def contact_rows(self) -> npt.NDArray[np.intp]:
        """Row of the person of each contact."""
        people = pd.Index(self.account.people["id"])
        return np.asarray(people.get_indexer(self.account.contacts["person"]), np.intp)

    def most(self, column: str) -> Floats:
        """The highest known value of a column of contacts.csv per person, NaN where there is none."""
        highest = np.full(len(self.account.people), np.nan)
        np.fmax.at(highest, self.contact_rows, self.account.contacts[column].to_numpy(np.float64))
        return highest

    def with_rows(self, chosen: pd.Series | Mask) -> Mask:
        """Who has at least one of the chosen rows of contacts.csv."""
        mask = np.zeros(len(self.account.people), bool)
        mask[self.contact_rows[np.asarray(chosen, bool)]] = True
        return mask

    @cached_property
    def is_thread(self) -> Mask:
        """Which rows of contacts.csv are or may be contacts: trust of at least `CONTACT`, or not rated."""
        return ~self.account.contacts["trust"].lt(CONTACT).to_numpy(bool)

    @property
    def threads(self) -> pd.DataFrame:
        return self.account.contacts[self.is_thread]

    @cached_property
    def met(self) -> Mask:
        return self.most("trust") >= CONTACT

    @cached_property
    def unrated(self) -> Mask:
        """Listed as a contact, but nobody says how well we know them."""
        return self.with_rows(self.account.contacts["trust"].isna()) & ~self.met

    @cached_property
    def unmet(self) -> Mask:
        return ~self.met & ~self.unrated

    @cached_property
    def touches(self) -> pd.DataFrame:
        """Every day up to today on which a member met a person: columns member, person, date."""
        contacts = self.account.contacts.rename(columns={"last_contact": "date"})
        held = self.account.meetings[self.account.meetings["outcome"].ne("no_show")]
        both = pd.concat([frame[["member", "person", "date"]] for frame in (contacts, held)])
        return both[both["date"].le(self.today)]

    @cached_property
    def days_since_contact(self) -> Floats:
        """Days since each row of contacts.csv last led to a meeting, NaN where no date is known."""
        last = self.touches.groupby(["member", "person"])["date"].max()
        rows = pd.MultiIndex.from_frame(self.account.contacts[["member", "person"]])
        return np.asarray((self.today - last.reindex(rows)).dt.days, np.float64)

    @cached_property
    def days_silent(self) -> Floats:
        """Days since anybody of ours met each person, NaN where no date is known."""
        last = self.touches.groupby("person")["date"].max().reindex(self.account.people["id"])
        return np.asarray((self.today - last).dt.days, np.float64)

    # -- answers --

    def named(self, mask: Mask, **params: object) -> list[Found]:
        """These people as one gap; no people, no gap."""
        ids = tuple(self.account.people["id"][mask])
        return [(ids, params)] if ids else []

    def nobody_of(self, groups: pd.Series, name: str, smallest: float = 1) -> list[Found]:
        """One gap for each group of people of that size of whom we have met nobody; a missing group is none."""
        frame = pd.DataFrame({"group": groups.to_numpy(), "id": self.account.people["id"], "unmet": self.unmet})
        return [
            (tuple(people["id"]), {name: group})
            for group, people in frame.dropna().groupby("group")
            if len(people) >= smallest and people["unmet"].all()
        ]

    def decider(self, row: int) -> str:
        """What to call somebody who decides."""
        return self.account.labels[self.approach.ids[row]]

    def member(self, id_: str) -> str:
        """What to call a member of ours; a person of the account may have the same id."""
        return str(self.account.team.set_index("id").at[id_, "name"])

    @cached_property
    def routes_of(self) -> dict[int, tuple[list[int], list[int]]]:
        """For everybody who decides and can be reached: whom each route passes, and the smallest cut, as nodes."""
        found = {}
        for row in np.flatnonzero(self.decides & reached(self.approach)[: self.approach.people]).tolist():
            passed = dominator_nodes(self.approach, row)
            found[row] = passed, passed[:1] or vertex_cut_nodes(self.approach, row)
        return found


def leading(decides: Mask, leverage: Floats, share: float) -> Mask:
    """Those who decide, and as many of the others as the share of all people, by leverage; equals come along."""
    others = np.where(decides | ~(leverage > 0), -np.inf, leverage)
    count = min(int(np.ceil(share * len(others) - 1e-9)), int(np.isfinite(others).sum()))
    least = np.sort(others)[::-1][count - 1] if count else np.inf
    return np.asarray(decides | (others >= least * (1 - 1e-9)))


def _known_deciders(account: Account, decision: Decision) -> Decision:
    """The decision without deciders who are not in the account; `check` names them, the rest can be answered."""
    target = decision.target if decision.target in account.positions else ""
    return replace(decision, target=target, committee=tuple(i for i in decision.committee if i in account.positions))


def _hopeful(account: Account) -> Account:
    """The account with every contact that nobody rated taken for a contact."""
    trust = account.contacts["trust"]
    return account.with_(contacts=account.contacts.assign(trust=trust.fillna(CONTACT))) if trust.hasnans else account


@dataclass(frozen=True)
class Rule:
    """One rule: what it looks for, how much it matters, and the assumption that says from where on it speaks.

    threshold : name of a field of `Assumptions`, "" where the rule needs no number.
    """

    id: str
    severity: str
    find: Callable[[Context], list[Found]]
    threshold: str = ""

    def gaps(self, context: Context) -> tuple[Gap, ...]:
        """What this rule finds; `n` of a gap is how many it names, `threshold` its assumption."""
        limit = {"threshold": getattr(context.account.assumptions, self.threshold)} if self.threshold else {}
        return tuple(
            Gap(self.id, self.severity, people, {"n": len(people)} | limit | params)
            for people, params in self.find(context)
        )
