"""Files from a CRM, a directory or somebody's spreadsheet as an account.

Every row of a file is a person, a member, a tie, a contact or a line of a person, or a finding names its row. Nothing
is guessed into the data: what was understood is said, what was not stays blank or as written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Any

import pandas as pd
import pyarrow as pa

from graphkit import schema
from graphkit.check import PEOPLE_FILE, check
from graphkit.errors import Finding, GraphkitError
from graphkit.files.tables import Sheet, read_table
from graphkit.importing import structure
from graphkit.importing.ids import with_ids
from graphkit.importing.joins import join
from graphkit.importing.mapping import Mapping, guess_mapping, read_fields, require_name
from graphkit.importing.people_file import PeopleFile, read_people_file
from graphkit.importing.presets import Preset
from graphkit.importing.relations import is_lines, read_contacts, read_lines
from graphkit.importing.remember import recall
from graphkit.importing.scales import Scale
from graphkit.importing.stack import each_sheet
from graphkit.lookup import NOWHERE, first_rows
from graphkit.merging.judged import Judgement
from graphkit.merging.proposals import spelled_twice
from graphkit.model import Account

__all__ = [
    "Import",
    "Mapping",
    "guess_mapping",
    "import_files",
    "read_contacts",
    "read_lines",
    "read_people",
    "read_team",
]

File = tuple[str, bytes] | Sheet
LEFT_OUT = ("missing_value", "repeated_row", "same_row", "file_doubled", "rows_joined")


@dataclass(frozen=True, eq=False)
class Import:
    """What came of the files: the account, everything worth knowing about them, and how the people were read.

    source : where the file comes from, None for any other. scales : how the values of each column of ratings or words
    were read, by field. lines : row of the file by person. remembered : whether the columns were read as last time.
    """

    account: Account
    findings: tuple[Finding, ...]
    mapping: Mapping
    sheet: Sheet
    rows_read: int
    source: Preset | None = None
    scales: Dict[str, Scale] = field(default_factory=dict)
    lines: pd.Series = field(default_factory=lambda: pd.Series(dtype="int64"))
    remembered: bool = False

    @property
    def rows_left_out(self) -> int:
        """How many rows of the people file are no person, each named or counted by a finding."""
        files = {self.sheet.name, *(part.name for part in self.sheet.parts)}
        said = [finding for finding in self.findings if finding.file in files]
        counted = [finding for finding in said if finding.code in LEFT_OUT]
        more = [finding for finding in said if finding.code == "more_alike" and finding.value in LEFT_OUT]
        return sum(int(str(finding.params.get("n", 1))) for finding in (*counted, *more))

    @property
    def rows_lost(self) -> int:
        """Rows of the people file that are neither a person nor left out and named: 0, or the import is wrong."""
        return self.rows_read - len(self.lines) - self.rows_left_out


def import_files(
    people: Sequence[File],
    *,
    ties: Sequence[tuple[str, bytes, str]] = (),
    team: File | None = None,
    contacts: File | None = None,
    mapping: Dict[str, str] | None = None,
    scales: Dict[str, Dict[str, str]] | None = None,
    cut: Collection[str] = (),
    placeholders: bool = False,
    remembered: Iterable[Dict[str, Any]] = (),
    judged: Iterable[Judgement] = (),
    name: str = "",
) -> Import:
    """One account from all its files.

    people : the first that holds people is the people file; others with the same ids are joined to it; files of two
        columns of ids are lines between them. Files are (name, content), or a `Sheet` read with options of one's own.
    ties : (name, content, kind); a blank kind is looked for in the file and in its name.
    mapping : the user's word on single columns, `{column: field}`.
    scales : the user's word on values, `{field: {value of the file: ours}}`; an empty dict takes the proposed scale.
    cut : ids whose line to their manager is taken away, to open a cycle.
    placeholders : whether a person is made of each manager who is named and not there.
    remembered : entries of `graphkit.importing.remember`; the one with these columns counts where the user is silent.
    judged : who was said before to be two people, and is not named again as one spelled twice.
    """
    opened = [_opened(file) for file in people]
    sheets, findings = _each_sheet(opened)
    edges = [sheet for sheet in sheets if is_lines(sheet)]
    tables = [sheet for sheet in sheets if not is_lines(sheet)]
    if not tables:
        raise GraphkitError("no_people_given", files=[sheet.name for sheet in sheets])
    sheet, found_joining = join(tables)
    findings += found_joining
    known = recall(remembered, sheet)
    chosen = guess_mapping(sheet)
    if known:
        chosen = chosen.with_fields(known["fields"], reason="remembered")
    chosen = chosen.with_fields(mapping or {})
    said = {**(known or {}).get("scales", {}), **(scales or {})}
    found = read_people_file(sheet, chosen, scales=said)
    written = next(file.name for file in opened if sheet.name in (file.name, f"{file.name} [{file.sheet}]"))
    account = Account(name=name or PurePath(written).stem, people=found.table)
    pa.default_memory_pool().release_unused()  # what reading a large file took for a moment
    findings += found.findings
    for lines, kind in [(edge, "") for edge in edges] + [(read_table(data, file), kind) for file, data, kind in ties]:
        account, told = read_lines(lines, account, kind)
        findings += [*lines.findings, *told]
    account, told = structure.without_lines(account, cut)
    findings += _in_file(told, found, sheet, chosen)
    if placeholders:
        account, told = structure.with_placeholders(account, found.ambiguous)
        findings += _in_file(told, found, sheet, chosen)
    for file, read in ((team, _with_team), (contacts, read_contacts)):
        if file is not None:
            rows = _opened(file)
            account, told = read(rows, account)
            findings += [*rows.findings, *told]
    findings += _checked(account, found, sheet, chosen, judged)
    rows_read = len(sheet.rows)
    return Import(
        account,
        tuple(_placed(findings, sheet)),
        chosen,
        sheet,
        rows_read,
        found.source,
        found.scales,
        found.lines,
        known is not None,
    )


def read_people(sheet: Sheet, mapping: Mapping | None = None, *, name: str = "") -> Import:
    """One file of people as an account; its name is `name` or that of the file."""
    chosen = mapping or guess_mapping(sheet)
    found = read_people_file(sheet, chosen)
    account = Account(name=name or PurePath(sheet.name).stem, people=found.table)
    findings = (*sheet.findings, *found.findings, *_checked(account, found, sheet, chosen, ()))
    return Import(account, findings, chosen, sheet, len(sheet.rows), found.source, found.scales, found.lines)


def read_team(sheet: Sheet) -> tuple[pd.DataFrame, list[Finding]]:
    """Our own people, as the team table of an account."""
    mapping = guess_mapping(sheet, schema.TEAM)
    require_name(sheet, mapping)
    raw, findings = read_fields(sheet, mapping, schema.TEAM)
    raw, lines, found = with_ids(raw, sheet, pd.Series(dtype="str"))
    table, left_out = schema.conform(
        raw.reindex(columns=schema.TEAM.names, fill_value=""), schema.TEAM, file=sheet.name, rows=lines
    )
    return table, findings + found + left_out


def _with_team(sheet: Sheet, account: Account) -> tuple[Account, list[Finding]]:
    team, findings = read_team(sheet)
    return account.with_(team=team), findings


def _opened(file: File) -> Sheet:
    return file if isinstance(file, Sheet) else read_table(file[1], file[0])


def _each_sheet(opened: Iterable[Sheet]) -> tuple[list[Sheet], list[Finding]]:
    """The sheets of all files, of a workbook those with the same headings."""
    sheets, findings = [], []
    for sheet in opened:
        several, said = each_sheet(sheet)
        sheets += several
        findings += said
    return sheets, findings


def _placed(findings: Iterable[Finding], sheet: Sheet) -> list[Finding]:
    """Findings on a table of several files with the file and the row that each is about."""
    placed = []
    for finding in findings:
        if sheet.parts and finding.file == sheet.name and finding.row is not None:
            file, row = sheet.place(finding.row)
            finding = replace(finding, file=file, row=row)
        placed.append(finding)
    return placed


def _checked(
    account: Account, people: PeopleFile, sheet: Sheet, mapping: Mapping, judged: Iterable[Judgement]
) -> list[Finding]:
    """What `graphkit.check` says, with the row of the file that it is about."""
    found = structure.with_loops(account, check(account))
    # who may be one of several people was named already, and more exactly
    found = [finding for finding in found if not (finding.code == "orphan" and finding.value in people.ambiguous)]
    if len(account.people) > 1 and account.people["reports_to"].eq("").all():
        found.append(Finding("no_managers", "info", PEOPLE_FILE))
    found += structure.who_is_meant(account, [finding for finding in found if finding.code == "orphan"])
    found += spelled_twice(account, file=PEOPLE_FILE, judged=judged)
    return _in_file(found, people, sheet, mapping)


def _in_file(findings: list[Finding], people: PeopleFile, sheet: Sheet, mapping: Mapping) -> list[Finding]:
    """Findings on the people table with the file, the row and the column that they are about."""
    ours = [finding for finding in findings if finding.file == PEOPLE_FILE]
    about = [str(finding.params.get("person", finding.value)) for finding in ours]
    rows = first_rows(pd.Series(about, dtype="str"), people.lines.index.to_series()).tolist() if ours else []
    lines = iter([None if row == NOWHERE else int(people.lines.iloc[row]) for row in rows])
    placed = []
    for finding in findings:
        if finding.file == PEOPLE_FILE:
            column = mapping.column(finding.column) or finding.column
            finding = replace(finding, file=sheet.name, row=next(lines), column=column)
        placed.append(finding)
    return placed
