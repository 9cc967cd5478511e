"""One of us and one of them: what the habits look at, from contacts, meetings, actions and the open decisions."""

from __future__ import annotations

import datetime
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from graphkit import schema
from graphkit.errors import GraphkitError
from graphkit.forecast import sway
from graphkit.gaps import leading
from graphkit.model import Account, Decision, are_placeholders
from graphkit.served import deciders, served_through, won

KINDS = (*schema.HABITS, *schema.AFTER_THE_DEAL)
_OVER = ("won", "lost")
_DOORS = ("decision_maker", "gatekeeper")  # who counts by role, whatever their leverage

Days = Mapping[str, pd.Timestamp]  # by person


@dataclass(frozen=True)
class Relation:
    """One of us and one of them, as the rules see it.

    member : "" where nobody of us knows the person through whom a won decision is served. trust : 0..3, NaN unknown.
    cadence : days, NaN where none is agreed. is_closest : nobody of us knows them better. was_served : apart from what
    is won. went_well : the day of the last meeting, if it was a good one and is not stale.
    """

    known: Known
    member: str
    person: str
    trust: float
    cadence: float
    is_closest: bool
    stage: str
    focus: str
    was_served: bool
    went_well: pd.Timestamp | None

    @property
    def counts(self) -> bool:
        """Whether they decide, keep the door, or have leverage, and one of us knows them."""
        return bool(self.member) and self.person in self.known.counting

    @property
    def support(self) -> float:
        """The lowest known of all decisions that are open, NaN unknown: a backer is one nowhere against us."""
        return self.known.support[self.person]

    @property
    def deal(self) -> str:
        """The won decisions that are served through this person; "" where none is."""
        return self.known.deals.get(self.person, "")

    @property
    def has_won(self) -> bool:
        """A deal is won with them: they decided it, or it is served through them."""
        return self.person in self.known.won_with


@dataclass(frozen=True)
class Known:
    """What the rules of the habits need of an account, looked up once."""

    account: Account
    today: datetime.date

    @cached_property
    def relations(self) -> list[Relation]:
        known = self.account.people[["id", "role", "stage", "focus"]].set_index("id").to_dict("index")
        people: dict[str, dict[str, str]] = known  # type: ignore[assignment]
        closest = _closest(self.account.contacts)
        unmet: dict[Hashable, Any] = {"member": "", "trust": float("nan"), "cadence_days": float("nan")}
        rows = self.account.contacts.to_dict("records")
        rows += [unmet | {"person": person} for person in sorted(self.deals.keys() - closest.keys())]
        return [
            Relation(
                known=self,
                member=row["member"],
                person=row["person"],
                trust=row["trust"],
                is_closest=closest.get(row["person"], "") == row["member"],
                cadence=row["cadence_days"],
                stage=people[row["person"]]["stage"],
                focus=people[row["person"]]["focus"],
                was_served=row["person"] in self._served,
                went_well=self._well.get(row["person"]),
            )
            for row in rows
            if row["person"] not in self._unnamed
        ]

    @cached_property
    def _unnamed(self) -> set[str]:
        """Posts with nobody named on them: nobody to visit."""
        people = self.account.people
        return set(people["id"][are_placeholders(people["name"])])

    @cached_property
    def deals(self) -> Mapping[str, str]:
        """The names of the won decisions, by the person through whom each is served."""
        found: dict[str, str] = {}
        for each in won(self.account):
            person = served_through(self.account, each)
            if person:
                found[person] = " · ".join(filter(None, (found.get(person), each.name or each.id)))
        return found

    @cached_property
    def won_with(self) -> set[str]:
        decided = (person for each in won(self.account) for person in deciders(self.account, each))
        return {*decided, *self.deals}

    @cached_property
    def _served(self) -> set[str]:
        """To whom service was given for something that is not a won decision: those have one person each."""
        actions, sold = self.account.actions, [each.id for each in won(self.account)]
        rows = actions[actions["kind"].eq("service") & actions["done_on"].notna() & ~actions["decision"].isin(sold)]
        return set(rows["person"])

    @cached_property
    def _open(self) -> tuple[Decision, ...]:
        """The decisions still to be taken; where all are over, all of them."""
        decisions = self.account.decisions
        return tuple(each for each in decisions if each.stage not in _OVER) or decisions or (Decision(""),)

    @cached_property
    def counting(self) -> set[str]:
        """Who counts for a decision: by leverage, or as the one who decides or keeps the door. The costly part."""
        roles = self.account.people["role"].map(lambda cell: not {*_DOORS}.isdisjoint(schema.split_ids(cell)))
        counts = np.logical_or.reduce([roles.to_numpy(bool), *(self._leading(each.id) for each in self._open)])
        return set(self.account.people["id"][counts])

    def _leading(self, decision: str) -> npt.NDArray[np.bool_]:
        """Who decides, and the share `key_share` with the most leverage; nobody where none is named who decides."""
        try:
            found = sway(self.account, decision=decision)
        except GraphkitError:
            return np.zeros(len(self.account.people), bool)
        decides = self.account.people["id"].isin(found.votes).to_numpy(bool)
        return leading(decides, np.abs(found.effect), self.account.assumptions.key_share)

    @cached_property
    def support(self) -> dict[str, float]:
        ratings = [self.account.rated_for(each.id).people["support"].to_numpy(float) for each in self._open]
        return dict(zip(self.account.people["id"], np.fmin.reduce(ratings).tolist(), strict=True))

    @cached_property
    def done(self) -> Mapping[str, Days]:
        """When each kind was last done about each person; a satisfaction that was assessed was asked of everybody."""
        actions = self.account.actions[self.account.actions["done_on"].notna()]
        found: dict[str, dict[str, Any]] = {kind: {} for kind in ("", *KINDS)}
        for row in actions.sort_values("done_on").to_dict("records"):
            found[row["kind"]][row["person"]] = row["done_on"]
        asked = self.account.assessments
        latest = asked[asked["topic"].eq("satisfaction")]["rated_on"].max()
        if pd.notna(latest):
            for person in self.account.positions:
                found["satisfaction"][person] = max(found["satisfaction"].get(person, latest), latest)
        return found

    @cached_property
    def _visits(self) -> dict[tuple[str, str], pd.Timestamp]:
        """The last time that each member saw each person: by contact, meeting or a visit that was done."""
        account, pair = self.account, ["member", "person"]
        missed = account.meetings[account.meetings["outcome"].eq("no_show")]
        held = account.meetings[account.meetings["outcome"].ne("no_show")]
        visits = account.actions[account.actions["kind"].eq("visit") & account.actions["done_on"].notna()]
        not_held = set(zip(missed["member"], missed["person"], missed["date"], strict=True))
        keys = zip(visits["member"], visits["person"], visits["done_on"], strict=True)
        visits = visits[np.array([key not in not_held for key in keys], bool)]
        days = (
            account.contacts[[*pair, "last_contact"]].set_axis([*pair, "day"], axis=1),
            held[[*pair, "date"]].set_axis([*pair, "day"], axis=1),
            visits[[*pair, "done_on"]].set_axis([*pair, "day"], axis=1),
        )
        known = pd.concat([frame for frame in days if len(frame)] or [days[0]]).dropna(subset="day")
        return known.groupby(pair)["day"].max().to_dict() if len(known) else {}  # type: ignore[return-value]

    def days(self, name: str, relation: Relation) -> int | None:
        """The interval of that name; the contact's own cadence may be missing."""
        value: float = relation.cadence if name == "cadence" else getattr(self.account.assumptions, name)
        return None if value != value else round(value)

    def last_visit(self, relation: Relation) -> pd.Timestamp | None:
        return self._visits.get((relation.member, relation.person))

    @cached_property
    def _well(self) -> dict[str, pd.Timestamp]:
        """The day of each person's last meeting, where it went well and is not stale."""
        last = self.account.meetings.sort_values("date", kind="stable").drop_duplicates("person", keep="last")
        fresh = last["date"] >= pd.Timestamp(self.today) - pd.Timedelta(days=self.account.assumptions.stale_days)
        good = last[last["outcome"].eq("good") & fresh]
        return dict(zip(good["person"], good["date"], strict=True))


def _closest(contacts: pd.DataFrame) -> dict[str, str]:
    """Who of us knows each person best: the most trusted, then the one who saw them last, then by id."""
    known = contacts.assign(trust=contacts["trust"].fillna(-1))
    order = known.sort_values(["trust", "last_contact"], ascending=False, na_position="last", kind="stable")
    first = order.drop_duplicates("person")
    return dict(zip(first["person"], first["member"], strict=True))
