"""Decisions whose outcome is known: small published cases that come with the product, and how they become accounts.

A case is a folder of `cases/`: `case.toml` (its kind, and the outcome where one is known for the whole group),
`people.csv` and `ties.csv` with the source's own facts under made-up names. All cases of a kind become accounts by one
rule (`account_of`, MODEL.md), so that none is tuned to its outcome.
"""

from __future__ import annotations

import io
import itertools
import tomllib
from dataclasses import dataclass
from importlib.resources import files

import pandas as pd

from graphkit import schema
from graphkit.assumptions import Assumptions
from graphkit.check import check
from graphkit.errors import Finding, unknown
from graphkit.i18n import text
from graphkit.model import Account, Decision

CASES = (
    "karate_leaders",
    "karate_factions",
    "jail_council",
    "union_vote",
    "sawmill_strike",
    "car_emissions",
    "oil_reform",
)
TIES, POSITIONS = "ties", "positions"  # the two kinds of cases
TEXTS = ("title", "question", "source", "happened", "lesson", "note")

_FULL_SUPPORT = schema.PEOPLE.column("support").high
_FULL_STRENGTH = schema.TIES.column("strength").high


@dataclass(frozen=True)
class Scale:
    """The source's own scale of what can be decided: `low` is stance -1, `high` is stance 1."""

    low: float = -1
    high: float = 1

    def stance(self, value: float) -> float:
        return 2 * (value - self.low) / (self.high - self.low) - 1

    def value(self, stance: float) -> float:
        return self.low + (stance + 1) / 2 * (self.high - self.low)


@dataclass(frozen=True, eq=False)
class Case:
    """The facts of one decision as its source tells them, and how it ended.

    kind : "ties" (who is tied to whom, and whose side was known before) or "positions" (capability, position on the
    scale and salience of everybody). outcome : "for" or "against", a number on `scale`, or None where the outcome is
    known person by person (column `outcome` of people). people, ties : the source's facts, as text.
    """

    id: str
    kind: str
    outcome: str | float | None
    scale: Scale
    people: pd.DataFrame
    ties: pd.DataFrame

    def names(self, language: str = "en") -> dict[str, str]:
        column = "name_zh" if language == "zh" else "name"
        return dict(zip(self.people["id"], self.people[column], strict=True))

    def words(self, key: str, language: str = "en") -> str:
        """One of the case's `TEXTS`."""
        return text(f"truth.case.{self.id}.{key}", language)


def read_case(name: str) -> Case:
    """The facts of one case; an unknown name is an error that names the nearest one."""
    if name not in CASES:
        raise unknown("unknown_case", name, CASES, names=tuple(CASES))
    head = tomllib.loads(_read(name, "case.toml"))
    ties = _table(head.get("ties_of", name), "ties.csv") if head["kind"] == TIES else pd.DataFrame()
    scale = Scale(**head.get("scale", {}))
    return Case(name, head["kind"], head.get("outcome"), scale, _table(name, "people.csv"), ties)


def _read(case: str, file: str) -> str:
    return (files("graphkit") / "cases" / case / file).read_text(encoding="utf-8")


def _table(case: str, file: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(_read(case, file)), dtype="str", keep_default_na=False)


def facts(case: Case, language: str = "en") -> pd.DataFrame:
    """The source's facts on each person, in words; without the columns in which it has none."""
    words = {"side": "side", "part": "part", "outcome": "side"}
    shown = {"name": list(case.names(language).values())}
    for column in [str(name) for name in case.people if name not in ("id", "name", "name_zh")]:
        cells = case.people[column].tolist()
        if column in words:
            cells = [text(f"truth.{words[column]}.{cell or 'unknown'}", language) for cell in cells]
        if any(case.people[column]):
            shown[column] = cells
    return pd.DataFrame(shown)


# -- from facts to an account: one rule per kind -----------------------------------------------------------------------


def account_of(case: Case, *, assumptions: Assumptions | None = None) -> tuple[Account, list[Finding]]:
    """The case as an account whose group is a committee, by the rule of its kind, and what `check` says of it."""
    rows, ties = (_tied if case.kind == TIES else _positioned)(case)
    people, bad_people = schema.conform(rows, schema.PEOPLE)
    lines, bad_ties = schema.conform(ties, schema.TIES)
    group = Decision("group", committee=tuple(people["id"]), by_power=case.kind == POSITIONS)
    assumed = assumptions or Assumptions()
    account = Account(name=case.id, people=people, ties=lines, decisions=(group,), assumptions=assumed)
    return account, bad_people + bad_ties + check(account)


def _tied(case: Case) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Whoever takes an active part in a side is an opponent or a champion, whoever holds it a sceptic or a supporter.

    Every other stance is unknown, and so is everybody's power and influence, as these sources rate neither. A tie is
    as strong as the number of contexts it joins, up to the scale's end; unknown where the source does not count them.
    """
    people, ties = case.people, case.ties
    level = people["part"].map({"acts": _FULL_SUPPORT, "holds": 1.0, "": float("nan")})
    support = level * people["side"].map({"for": 1.0, "against": -1.0, "": float("nan")})
    rows = people[["id", "name"]].assign(support=_cells(support), confidence="confirmed")
    kind = ties["line"].map(lambda line: "rival" if line == "rival" else "friend")
    strength = pd.to_numeric(ties["contexts"]).clip(upper=_FULL_STRENGTH)
    return rows, ties[["source", "target"]].assign(kind=kind, strength=_cells(strength))


def _positioned(case: Case) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Capability is power, salience influence, in proportion and at least 1; the position is the support.

    These are estimates by experts, so support is assumed, not confirmed. The sources let everybody deal with everybody:
    one tie of unknown strength between every two.
    """
    facts = case.people[["capability", "position", "salience"]].astype("float64")
    rows = case.people[["id", "name"]].assign(
        power=_cells(_rating("power", facts["capability"] / facts["capability"].max())),
        influence=_cells(_rating("influence", facts["salience"] / 100)),
        support=_cells(facts["position"].map(case.scale.stance) * _FULL_SUPPORT),
        confidence="assumed",
    )
    pairs = pd.DataFrame(itertools.combinations(rows["id"], 2), columns=["source", "target"])
    return rows, pairs.assign(kind="friend")


def _rating(name: str, share: pd.Series) -> pd.Series:
    column = schema.PEOPLE.column(name)
    return (share * column.high).clip(lower=column.low)


def _cells(numbers: pd.Series) -> pd.Series:
    """Numbers as cells of a table, blank where unknown."""
    return numbers.map(lambda number: "" if pd.isna(number) else repr(float(number))).astype("str")
