"""Who of ours and who of theirs is named in each row of an activity list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from graphkit.errors import Finding
from graphkit.files.tables import Sheet
from graphkit.importing.hierarchy import NOBODY, SEVERAL_PEOPLE
from graphkit.importing.mapping import full_names
from graphkit.logs.log import Bools, Hints, cells
from graphkit.logs.parties import Ints, Parties, parties
from graphkit.logs.proposals import typed
from graphkit.logs.questions import strangers, unsure_findings, unsure_of
from graphkit.logs.who import look_up, taken_for, titles_looked_past
from graphkit.model import Account

_SEVERAL_COLUMNS = ("attendees", "status", "outcome")


@dataclass(frozen=True, eq=False)
class Named:
    """Everybody in some columns: `who[party]` is a row of `table`, NOBODY or SEVERAL_PEOPLE."""

    parties: Parties
    who: Ints
    table: pd.DataFrame

    def named(self, mask: Bools) -> pd.DataFrame:
        """Columns row and party, for the parties of the mask wherever they are named."""
        kept = mask[self.parties.party]
        return pd.DataFrame({"row": self.parties.row[kept], "party": self.parties.party[kept]})

    def found(self, first: int = 0, last: int | None = None) -> pd.DataFrame:
        """Columns row and who, for those found between two rows of the table; `who` counts from the first."""
        end = len(self.table) if last is None else last
        named = self.named((self.who >= first) & (self.who < end))
        return pd.DataFrame({"row": named["row"], "who": self.who[named["party"]] - first})


@dataclass(frozen=True, eq=False)
class Attendance:
    """Who is named in a list: `ours` in the columns of owners, `theirs` in those of contacts, `both` in guest lists.

    The table of `ours` is the team and then the newcomers, that of `theirs` the people, that of `both` the people and
    then the team. unsure : who may be meant by those not found. newcomers : owners whom the team lacks.
    """

    rows: int
    people: int
    ours: Named
    theirs: Named
    both: Named
    unsure: pd.DataFrame
    newcomers: pd.DataFrame

    def __iter__(self) -> Iterator[Named]:
        return iter((self.ours, self.theirs, self.both))

    def has(self, named: pd.DataFrame) -> Bools:
        """Whether each row of the list is a `row` among these."""
        return np.bincount(named["row"], minlength=self.rows) > 0

    def members(self) -> pd.DataFrame:
        """Columns row and member, for everybody of ours who is named."""
        found = pd.concat([self.ours.found(), self.both.found(first=self.people)])
        return found.rename(columns={"who": "member"})

    def persons(self) -> pd.DataFrame:
        """Columns row and person, for everybody of the account who is named."""
        found = pd.concat([self.theirs.found(), self.both.found(last=self.people)])
        return found.rename(columns={"who": "person"})

    def pairs(self, owner: int | None) -> pd.DataFrame:
        """Every member of a row with every person of it, once; a row that names nobody of ours is the owner's."""
        members = self.members()
        if owner is not None:
            alone = np.setdiff1d(np.arange(self.rows), members["row"])
            members = pd.concat([members, pd.DataFrame({"row": alone, "member": owner})])
        return members.merge(self.persons(), on="row").drop_duplicates(ignore_index=True)

    def guests(self, group: Ints) -> Ints:
        """How many of theirs and of a guest list are named in all rows of the group that each row is in."""
        counts = np.zeros(self.rows, np.intp)
        for one in (self.theirs, self.both):
            seen = pd.DataFrame({"group": group[one.parties.row], "party": one.parties.party}).drop_duplicates()
            counts += np.bincount(seen["group"], minlength=self.rows)
        return counts[group]

    def reasons(self, pairs: pd.DataFrame) -> dict[str, Bools]:
        """Why rows without a pair have none."""
        asked = [*set(self.unsure["text"])]
        is_asked = [one.named((one.who == NOBODY) & np.isin(one.parties.texts, asked)) for one in self]
        is_several = [one.named(one.who == SEVERAL_PEOPLE) for one in self]
        alone = ~self.has(pairs)
        return {
            "unsure": alone & self.has(pd.concat(is_asked)),
            "several": alone & self.has(pd.concat(is_several)),
            "unknown_member": alone & ~self.has(self.members()),
            "unknown_person": alone,
        }

    def findings(self, account: Account, file: str) -> list[Finding]:
        """What was asked, who is not known, and where titles were looked past."""
        found = unsure_findings(self.unsure, account, file)
        for one in self:
            found += strangers(one.parties, one.who, self.unsure, file)
        taken = [taken_for(one.parties, one.who, one.table) for one in self]
        return found + titles_looked_past({text: name for part in taken for text, name in part.items()}, file)


def read_names(sheet: Sheet, columns: Mapping[str, list[str]], account: Account, hints: Hints) -> Attendance:
    """Whom each row names, as far as the account and the team know them; nothing is asked yet."""
    people, team = account.people[["id", "name", "email"]], account.team[["id", "name", "email"]]
    everybody = pd.concat([people, team], ignore_index=True)
    blank = [cells(sheet, [])]
    found = (
        (parties([sheet.rows[column] for column in columns.get("member", [])] or blank), team),
        (parties([_persons(sheet, columns)]), people),
        (parties([sheet.rows[column] for column in columns.get("attendees", [])] or blank), everybody),
    )
    ours, theirs, both = (Named(named, look_up(named, table, hints.who), table) for named, table in found)
    nobody = typed("team")
    return Attendance(len(sheet.rows), len(people), ours, theirs, both, typed("unsure"), nobody)


def with_questions(found: Attendance, here: Bools, account: Account, hints: Hints) -> Attendance:
    """The names of the rows that are about this account, with who may be meant and the owners whom the team lacks."""
    ours, theirs, both = (replace(one, parties=one.parties.in_rows(here)) for one in found)
    asked = [unsure_of(one.parties, one.who, one.table, account, hints.who) for one in (ours, theirs, both)]
    unsure = pd.concat(asked, ignore_index=True).drop_duplicates(["text", "id"], ignore_index=True)
    ours, newcomers = _with_newcomers(ours, set(unsure["text"]), account, hints)
    return Attendance(found.rows, found.people, ours, theirs, both, unsure, newcomers)


def _with_newcomers(ours: Named, asked: set[str], account: Account, hints: Hints) -> tuple[Named, pd.DataFrame]:
    """The owners whom the team lacks, as rows of the team; nobody who may be somebody else, or has a person's id."""
    named = ours.parties
    taken = {*asked, *hints.who, *account.people["id"], *account.team["id"]}
    is_new = (ours.who == NOBODY) & (look_up(named, account.people, hints.who) == NOBODY) & (named.rows_of() > 0)
    new = [i for i in np.flatnonzero(is_new).tolist() if named.texts[i] not in taken]
    texts = [named.texts[i] for i in new]
    newcomers = typed(
        "team",
        id=texts,
        name=[named.names[i] or named.texts[i] for i in new],
        email=[text if "@" in text else "" for text in texts],
    )
    who = ours.who.copy()
    who[new] = len(ours.table) + np.arange(len(new))
    table = pd.concat([ours.table, newcomers[["id", "name", "email"]]], ignore_index=True)
    return replace(ours, who=who, table=table), newcomers


def _persons(sheet: Sheet, columns: Mapping[str, list[str]]) -> pd.Series:
    """The contact of each row, from one column or from first and last name."""
    given = cells(sheet, columns.get("person", []))
    parts = {name: cells(sheet, columns[name]) for name in ("first_name", "last_name") if name in columns}
    return given.where(given.ne(""), full_names(pd.DataFrame(parts))) if parts else given


def telling(sheet: Sheet, columns: Mapping[str, list[str]], account: Account, hints: Hints) -> dict[str, list[str]]:
    """One column for each field: for owners and contacts the one that names most people we know, else the best header.

    Guest lists, states and outcomes may stand in several; a company in the first column that is not blank throughout.
    """
    chosen = {name: used if name in _SEVERAL_COLUMNS else used[:1] for name, used in columns.items()}
    for name, table in (("member", account.team), ("person", account.people)):
        if len(options := columns.get(name, [])) > 1:
            named = [parties([sheet.rows[option]]) for option in options]
            known = [int(one.rows_of()[look_up(one, table, hints.who) >= 0].sum()) for one in named]
            chosen[name] = [options[int(np.argmax(known))]]
    filled = [option for option in columns.get("company", []) if sheet.rows[option].str.strip().ne("").any()]
    return chosen | {"company": filled[:1]}
