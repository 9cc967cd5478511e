"""The account: the one type that crosses every border.

An `Account` is frozen and its tables are never changed in place; whoever wants another account makes one
(`graphkit.changes.apply`). It is checked once, when data come in; everything else may rely on it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from graphkit import schema
from graphkit.assumptions import Assumptions
from graphkit.errors import GraphkitError, unknown

if TYPE_CHECKING:
    import networkx as nx

VACANT_NAMES = frozenset(
    {
        *("vacant", "vacancy", "vacant post", "position vacant", "open position", "to be hired", "eliminated"),
        *("tbc", "tbd", "空缺", "暂缺", "待定", "待招聘", "招聘中"),
    }
)
PLACEHOLDER_NAMES = VACANT_NAMES | {"n/d", "n/a", "redacted", "unknown", "-", "未知"}

_AT_ONCE = 10_000  # cells whose text is held in memory to tell a column from another
_AROUND = " '\".()[]（）【】"  # what may stand around such a name


def is_placeholder(name: str) -> bool:
    """A name that stands for nobody in particular: `Vacant`, `N/D`, `空缺`."""
    return name.strip(_AROUND).lower() in PLACEHOLDER_NAMES


def is_vacant(name: str) -> bool:
    """A name that says that nobody holds the post, not only that we do not know who does."""
    return name.strip(_AROUND).lower() in VACANT_NAMES


def are_placeholders(names: pd.Series) -> pd.Series:
    """`is_placeholder` of each name."""
    found: pd.Series = schema.trimmed(names, _AROUND).str.lower().isin(PLACEHOLDER_NAMES)
    return found


@dataclass(frozen=True)
class Decision:
    """What we want the account to decide: one target person, or a committee.

    target : id of the person who decides; "" where unknown or where a committee decides.
    committee : ids of its members; `by_power` says whether their power weighs their votes. stage, lead_source : as in
    `schema.DEAL_STAGES` and `schema.LEAD_SOURCES`, or a team's own words.
    """

    id: str
    name: str = ""
    value: str = ""
    stage: str = ""
    close_date: str = ""
    target: str = ""
    committee: tuple[str, ...] = ()
    by_power: bool = False
    lead_source: str = ""


@dataclass(frozen=True)
class Person:
    """One row of people.csv. A rating that is None is unknown, never neutral; `left_on` None is still there."""

    id: str
    name: str
    title: str
    unit: str
    location: str
    email: str
    phone: str
    reports_to: str
    dotted_to: tuple[str, ...]
    left_on: pd.Timestamp | None
    role: tuple[str, ...]
    power: float | None
    influence: float | None
    support: float | None
    confidence: str
    rated_on: pd.Timestamp | None
    disc: str
    disc_confidence: str
    stage: str
    background: str
    focus: str
    interests: str
    notes: str

    @property
    def label(self) -> str:
        """The name, or the post where nobody is named."""
        return self.title if is_placeholder(self.name) and self.title else self.name


@dataclass(frozen=True, eq=False)
class Account:
    """One customer organisation and what we know of it.

    Tables are pandas frames with the columns of `graphkit.schema`, rows in the order of their keys, and hold these
    truths: keys are unique; ratings lie in their range or are NaN; ties, contacts, stances, needs, meetings and actions
    name people, members and decisions that exist. `reports_to` and `dotted_to` may name somebody who is not there: an
    orphan is kept and shown (`graphkit.check`).
    """

    name: str = ""
    industry: str = ""
    language: str = "en"
    profile: Mapping[str, str] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    people: pd.DataFrame = field(default_factory=schema.PEOPLE.empty)
    ties: pd.DataFrame = field(default_factory=schema.TIES.empty)
    team: pd.DataFrame = field(default_factory=schema.TEAM.empty)
    contacts: pd.DataFrame = field(default_factory=schema.CONTACTS.empty)
    stances: pd.DataFrame = field(default_factory=schema.STANCES.empty)
    needs: pd.DataFrame = field(default_factory=schema.NEEDS.empty)
    offers: pd.DataFrame = field(default_factory=schema.OFFERS.empty)
    meetings: pd.DataFrame = field(default_factory=schema.MEETINGS.empty)
    actions: pd.DataFrame = field(default_factory=schema.ACTIONS.empty)
    assessments: pd.DataFrame = field(default_factory=schema.ASSESSMENTS.empty)
    assumptions: Assumptions = field(default_factory=Assumptions)

    def __post_init__(self) -> None:
        object.__setattr__(self, "profile", MappingProxyType(dict(self.profile)))
        for table in schema.TABLES:
            frame = self.table(table.name)
            if list(frame.columns) != table.names:
                raise GraphkitError("wrong_columns", table=table.name, columns=tuple(frame.columns))

    def table(self, name: str) -> pd.DataFrame:
        frame: pd.DataFrame = getattr(self, name)
        return frame

    def with_(self, **parts: Any) -> Account:
        """This account with some parts exchanged."""
        return replace(self, **parts)

    def __reduce__(self) -> tuple[type[Account], tuple[Any, ...]]:
        values = {item.name: getattr(self, item.name) for item in fields(self)} | {"profile": dict(self.profile)}
        return Account, tuple(values.values())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Account) and self.fingerprint == other.fingerprint

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    @cached_property
    def fingerprint(self) -> str:
        """A short text that is the same for equal accounts and different for different ones; the key of every cache."""
        digest = hashlib.blake2b(digest_size=16)
        head = (self.name, self.industry, self.language, sorted(self.profile.items()), self.decisions, self.assumptions)
        digest.update(repr(head).encode())
        for table in schema.TABLES:
            frame = self.table(table.name)
            digest.update(f"{table.name}{len(frame)}".encode())
            for name in frame:
                digest.update(_digest(frame[name]))
        return digest.hexdigest()

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """Row of each person in `people`."""
        return {person: row for row, person in enumerate(self.people["id"].tolist())}

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """What to call each person and each member of ours on a screen: the name, or the post where nobody is named."""
        rows = zip(self.people["id"], self.people["name"], self.people["title"], strict=True)
        people = {id_: title if title and is_placeholder(name) else name for id_, name, title in rows}
        return dict(zip(self.team["id"], self.team["name"], strict=True)) | people

    @cached_property
    def options(self) -> Mapping[str, str]:
        """What to call each person where one is chosen from many: the label, with the id where two share it."""
        labels = [self.labels[id_] for id_ in self.positions]
        shared = {label for label, count in Counter(labels).items() if count > 1}
        pairs = zip(self.positions, labels, strict=True)
        return {id_: f"{label} ({id_})" if label in shared else label for id_, label in pairs}

    def person(self, id_: str) -> Person:
        """One person as a frozen record."""
        row: dict[str, Any] = self.people.iloc[self.position(id_)].to_dict()  # type: ignore[assignment]
        for name in schema.RATINGS:
            row[name] = None if pd.isna(row[name]) else float(row[name])
        for name in ("left_on", "rated_on"):
            row[name] = None if pd.isna(row[name]) else row[name]
        row["dotted_to"], row["role"] = tuple(schema.split_ids(row["dotted_to"])), tuple(schema.split_ids(row["role"]))
        return Person(**row)

    def position(self, id_: str) -> int:
        """Row of a person; an unknown id is an error that names the nearest known one."""
        try:
            return self.positions[id_]
        except KeyError:
            raise unknown("unknown_person", id_, self.positions, count=len(self.people)) from None

    def decision(self, id_: str = "") -> Decision:
        """The named decision; without a name the first; without any a blank one."""
        if not id_:
            return self.decisions[0] if self.decisions else Decision("")
        for decision in self.decisions:
            if decision.id == id_:
                return decision
        raise unknown("unknown_decision", id_, [decision.id for decision in self.decisions])

    @cached_property
    def gone(self) -> npt.NDArray[np.bool_]:
        """Who has left; shape (n,)."""
        left: npt.NDArray[np.bool_] = self.people["left_on"].notna().to_numpy(bool)
        return left

    @cached_property
    def present(self) -> Account:
        """This account without the people who have left, and without what is known of them."""
        return self.among(~self.gone)

    def among(self, kept: npt.NDArray[np.bool_]) -> Account:
        """This account with these people only, shape (n,), and without what is known of others."""
        if kept.all():
            return self
        gone = set(self.people["id"][~kept])
        tables = {"people": self.people[kept].reset_index(drop=True)}
        for table in schema.TABLES[1:]:
            rows = self.table(table.name)
            about = [rows[column.name].isin(gone) for column in table.columns if column.refers_to == "people"]
            tables[table.name] = rows[~np.logical_or.reduce(about)].reset_index(drop=True) if about else rows
        return self.with_(**tables)

    def rated_for(self, decision: str) -> Account:
        """This account as it is for one decision: without those who have left, with the ratings that hold for it.

        A person may back us in one deal and block the next: a cell of stances.csv that is filled wins over people.csv.
        """
        if self.gone.any():
            return self.present.rated_for(decision)
        stances = self.stances[self.stances["decision"].eq(decision)].set_index("person")
        if stances.empty:
            return self
        people = self.people.set_index("id", drop=False)
        for name in ("role", *schema.RATINGS, "confidence", "rated_on"):
            given = stances[name][~schema.is_blank(stances[name])]
            people[name] = given.reindex(people.index).combine_first(people[name]).astype(people[name].dtype)
        return self.with_(people=people.reset_index(drop=True), stances=schema.STANCES.empty())

    @cached_property
    def graph(self) -> nx.MultiDiGraph:
        """The account as a NetworkX graph; see `graphkit.graph.build`."""
        from graphkit.graph import build

        return build(self)


def _digest(cells: pd.Series) -> bytes:
    """What tells a column from every other; most columns of most accounts are blank throughout."""
    if cells.dtype == "str":
        digest, blank = hashlib.blake2b(digest_size=16), True
        for start in range(0, len(cells), _AT_ONCE):
            words = cells.iloc[start : start + _AT_ONCE].fillna("").tolist()
            blank = blank and not any(words)
            digest.update(np.fromiter(map(len, words), np.int64, len(words)).tobytes())
            digest.update("".join(words).encode("utf-8", "surrogatepass"))
        return b"" if blank else digest.digest()
    if cells.isna().all():
        return b""
    values = cells.to_numpy()
    return bytes((np.where(np.isnan(values), np.nan, values + 0.0) if values.dtype.kind == "f" else values).tobytes())
