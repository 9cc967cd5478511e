"""Files from a CRM, a directory or somebody's spreadsheet as an account.

Every row of a file is a person, a member, a tie, a contact or a line of a person, or a finding names its row. Nothing
is guessed into the data: what was understood is said, what was not stays blank or as written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Dict
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePath

import numpy as np
import pandas as pd

from graphkit import schema
from graphkit.check import PEOPLE_FILE, check
from graphkit.errors import Finding, GraphkitError
from graphkit.headers import HIERARCHY_PATH
from graphkit.hierarchy import Key, Managers, look_like_floats, managers, name_all, path_and_parent
from graphkit.joins import join
from graphkit.mapping import Mapping, guess_mapping, read_fields, require_name
from graphkit.model import Account, is_placeholder
from graphkit.relations import is_lines, read_contacts, read_lines
from graphkit.tables import Sheet, read_table

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


@dataclass(frozen=True, eq=False)
class Import:
    """What came of the files: the account, everything worth knowing about them, and how the people were read."""

    account: Account
    findings: tuple[Finding, ...]
    mapping: Mapping
    sheet: Sheet
    rows_read: int


@dataclass(frozen=True)
class _People:
    """The people table, the row of each id in its file, and the ids whose manager may be several people."""

    table: pd.DataFrame
    findings: list[Finding]
    lines: pd.Series
    ambiguous: frozenset[str]


def import_files(
    people: Sequence[File],
    *,
    ties: Sequence[tuple[str, bytes, str]] = (),
    team: File | None = None,
    contacts: File | None = None,
    mapping: Dict[str, str] | None = None,
    name: str = "",
) -> Import:
    """One account from all its files.

    people : the first that holds people is the people file; others with the same ids are joined to it; files of two
        columns of ids are lines between them. Files are (name, content), or a `Sheet` read with options of one's own.
    ties : (name, content, kind); a blank kind is looked for in the file and in its name.
    mapping : the user's word on single columns, `{column: field}`.
    """
    sheets = [_opened(file) for file in people]
    edges = [sheet for sheet in sheets if is_lines(sheet)]
    tables = [sheet for sheet in sheets if not is_lines(sheet)]
    if not tables:
        raise GraphkitError("no_people_given", files=", ".join(sheet.name for sheet in sheets))
    sheet, findings = join(tables)
    chosen = guess_mapping(sheet).with_fields(mapping or {})
    found = _read(sheet, chosen)
    account = Account(name=name or PurePath(sheet.name).stem, people=found.table)
    findings += found.findings
    for lines, kind in [(edge, "") for edge in edges] + [(read_table(data, file), kind) for file, data, kind in ties]:
        account, said = read_lines(lines, account, kind)
        findings += [*lines.findings, *said]
    for file, read in ((team, _with_team), (contacts, read_contacts)):
        if file is not None:
            rows = _opened(file)
            account, said = read(rows, account)
            findings += [*rows.findings, *said]
    return Import(account, (*findings, *_checked(account, found, sheet)), chosen, sheet, len(sheet.rows))


def read_people(sheet: Sheet, mapping: Mapping | None = None, *, name: str = "") -> Import:
    """One file of people as an account; its name is `name` or that of the file."""
    chosen = mapping or guess_mapping(sheet)
    found = _read(sheet, chosen)
    account = Account(name=name or PurePath(sheet.name).stem, people=found.table)
    findings = (*sheet.findings, *found.findings, *_checked(account, found, sheet))
    return Import(account, findings, chosen, sheet, len(sheet.rows))


def read_team(sheet: Sheet) -> tuple[pd.DataFrame, list[Finding]]:
    """Our own people, as the team table of an account."""
    mapping = guess_mapping(sheet, schema.TEAM)
    require_name(sheet, mapping)
    raw, findings = read_fields(sheet, mapping, schema.TEAM)
    raw, lines, found = _with_ids(raw, sheet, sheet.lines, pd.Series(dtype="str"))
    table, left_out = schema.conform(
        raw.reindex(columns=schema.TEAM.names, fill_value=""), schema.TEAM, file=sheet.name, rows=lines
    )
    return table, findings + found + left_out


def _with_team(sheet: Sheet, account: Account) -> tuple[Account, list[Finding]]:
    team, findings = read_team(sheet)
    return account.with_(team=team), findings


def _opened(file: File) -> Sheet:
    return file if isinstance(file, Sheet) else read_table(file[1], file[0])


def _checked(account: Account, people: _People, sheet: Sheet) -> list[Finding]:
    """What `graphkit.check` says, with the row of the file that it is about."""
    findings = []
    for finding in check(account):
        if finding.code == "orphan" and finding.value in people.ambiguous:
            continue  # said already, and more exactly
        if finding.file == PEOPLE_FILE:
            row = int(people.lines[finding.value]) if finding.value in people.lines.index else None
            finding = replace(finding, file=sheet.name, row=row)
        findings.append(finding)
    return findings


# -- people ------------------------------------------------------------------------------------------------------------


def _read(sheet: Sheet, mapping: Mapping) -> _People:
    require_name(sheet, mapping)
    raw, findings = read_fields(sheet, mapping, schema.PEOPLE)
    for field in ("id", "reports_to", "unit"):
        if field in raw and look_like_floats(raw[field]):
            raw[field] = raw[field].str.removesuffix(".0")
            findings.append(Finding("float_ids", "info", sheet.name, None, mapping.column(field)))
    given = raw["id"] if "id" in raw else pd.Series("", index=raw.index, dtype="str")
    raw, lines, found = _with_ids(raw, sheet, sheet.lines, raw.get("reports_to", pd.Series(dtype="str")))
    findings += found
    ambiguous: list[int] = []
    raw, found, ambiguous = _with_managers(raw, given.loc[raw.index], sheet, mapping, lines)
    findings += found
    columns = tuple(column for column in schema.PEOPLE.columns if column.name in raw)
    filled = schema.Table("people", ("id",), columns)
    table, unfit = schema.conform(raw[filled.names], filled, file=sheet.name, rows=lines)
    left_out = [replace(finding, column=mapping.column(finding.column) or finding.column) for finding in unfit]
    by_id = pd.Series(lines.to_numpy(), index=raw["id"].to_numpy())
    return _People(_complete(table), findings + left_out, by_id, frozenset(raw["id"].iloc[ambiguous]))


def _complete(table: pd.DataFrame) -> pd.DataFrame:
    """With all columns of people.csv, blank where the file has none."""
    blank = schema.PEOPLE.empty()
    columns = {}
    for name in schema.PEOPLE.names:
        fill = "" if blank[name].dtype == "str" else None
        columns[name] = table[name] if name in table else pd.Series(fill, index=table.index, dtype=blank[name].dtype)
    return pd.DataFrame(columns)


def _with_ids(
    raw: pd.DataFrame, sheet: Sheet, lines: pd.Series, managers: pd.Series
) -> tuple[pd.DataFrame, pd.Series, list[Finding]]:
    """The rows with an id and a name each, no id twice; rows that repeat another word for word are left out."""
    raw = raw.copy()
    blank = pd.Series("", index=raw.index, dtype="str")
    given = raw.get("id", blank)
    raw["id"], source = given, ""
    if given.eq("").any():
        made, source = _made_ids(raw, blank)
        raw["id"] = given.mask(given.eq(""), made)
    findings = []
    is_made = given.eq("") & raw["id"].ne("")
    if is_made.any():
        first = int(lines[is_made.to_numpy()].iloc[0])
        findings.append(
            Finding("ids_made", "info", sheet.name, first, "id", "", {"n": int(is_made.sum()), "source": source})
        )
    split = raw["id"].str.contains(";", regex=False)  # dotted_to lists ids between semicolons
    findings += [
        Finding("id_semicolon", "warning", sheet.name, int(line), "id", id_)
        for line, id_ in zip(lines[split.to_numpy()], raw["id"][split], strict=True)
    ]
    raw["id"] = raw["id"].str.replace(";", ",", regex=False)
    raw, lines, found = _without_copies(raw, sheet, lines, is_made, managers)
    raw, unnamed = _with_names(raw, sheet, lines)
    return raw, lines, findings + found + unnamed


def _made_ids(raw: pd.DataFrame, blank: pd.Series) -> tuple[pd.Series, str]:
    """An id from the e-mail, else the name, else (a post without a person) the title."""
    email, name, title = (raw.get(field, blank) for field in ("email", "name", "title"))
    nobody = name.map(is_placeholder).astype(bool) & title.ne("")
    made = email.where(email.ne(""), name.where(name.ne("") & ~nobody, title.where(title.ne(""), name)))
    return made, "email" if email.ne("").any() else "name"


def _without_copies(
    raw: pd.DataFrame, sheet: Sheet, lines: pd.Series, is_made: pd.Series, managers: pd.Series
) -> tuple[pd.DataFrame, pd.Series, list[Finding]]:
    shared = (raw["id"].duplicated(keep=False) & raw["id"].ne("")).to_numpy()
    if not shared.any():
        return raw, lines, []
    copied = sheet.rows[shared].duplicated()
    copies = copied.index[copied].tolist()
    findings = [
        Finding("same_row", "warning", sheet.name, int(lines[row]), "id", str(raw.at[row, "id"])) for row in copies
    ]
    raw, lines = raw.drop(index=copies), lines.drop(index=copies)
    ids = raw["id"].to_dict()
    taken = set(managers) | set(ids.values())
    again = raw["id"].duplicated(keep=False) & raw["id"].ne("")
    for id_, rows in raw[again].groupby("id", sort=False).groups.items():
        # an id made from a name means none of its namesakes more than another
        for number, row in enumerate(rows, 1):
            if number > 1 or is_made[row]:
                ids[row] = _fresh(str(id_), number, taken)
                taken.add(ids[row])
                params = {"id": id_}
                findings.append(Finding("repeated_id", "warning", sheet.name, int(lines[row]), "id", ids[row], params))
    return raw.assign(id=pd.Series(ids, dtype="str")), lines, findings


def _fresh(id_: str, number: int, taken: set[str]) -> str:
    while f"{id_}-{number}" in taken:
        number += 1
    return f"{id_}-{number}"


def _with_names(raw: pd.DataFrame, sheet: Sheet, lines: pd.Series) -> tuple[pd.DataFrame, list[Finding]]:
    name = raw.get("name", pd.Series("", index=raw.index, dtype="str"))
    unnamed = name.eq("") & raw["id"].ne("")
    raw["name"] = name.mask(unnamed, raw["id"])
    if not unnamed.any():
        return raw, []
    first = int(lines[unnamed].iloc[0])
    return raw, [Finding("name_from_id", "info", sheet.name, first, "name", "", {"n": int(unnamed.sum())})]


def _with_managers(
    raw: pd.DataFrame, given: pd.Series, sheet: Sheet, mapping: Mapping, lines: pd.Series
) -> tuple[pd.DataFrame, list[Finding], list[int]]:
    raw = raw.reset_index(drop=True)
    lines, given = lines.reset_index(drop=True), given.reset_index(drop=True)
    column = mapping.column("reports_to") or mapping.column(HIERARCHY_PATH)
    names = {"email": "email", "name": "name", "title": "title"}
    keys = [Key(mapping.column("id") or "id", given, first_wins=True)]
    keys += [Key(mapping.column(field) or field, raw[field]) for field in names if field in raw]
    others: Callable[[], list[Key]] = list
    if "reports_to" in raw:
        cells = raw["reports_to"]
        others = partial(_unused_keys, sheet, mapping, lines)
    elif HIERARCHY_PATH in raw:
        own, cells = path_and_parent(raw[HIERARCHY_PATH])
        keys = [Key(column, own, first_wins=True)]
    else:
        return raw, [], []
    found = managers(cells, raw["id"], keys, others)
    raw["reports_to"] = found.solid
    findings = _said(found, raw, cells, sheet, column, lines, keys[0].name)
    raw, root = _with_one_top(raw, sheet, column, lines)
    return _with_dotted(raw, found, keys), findings + root, found.ambiguous


def _unused_keys(sheet: Sheet, mapping: Mapping, lines: pd.Series) -> list[Key]:
    """The columns that fill no field of ours; one of them may be a code by which the file names managers."""
    rows = sheet.rows[sheet.lines.isin(lines)].reset_index(drop=True)
    return [Key(column, schema.clean(rows[column])) for column in mapping.unused]


def _said(
    found: Managers, raw: pd.DataFrame, cells: pd.Series, sheet: Sheet, column: str, lines: pd.Series, id_column: str
) -> list[Finding]:
    findings = [
        Finding("managers_by_column", "info", sheet.name, None, column, "", {"n": count, "key": key})
        for key, count in found.by_key.items()
        if key != id_column or len(found.by_key) > 1
    ]
    for mark, rows in found.roots.items():
        findings.append(Finding("root_mark", "info", sheet.name, int(lines[rows[0]]), column, mark, {"n": len(rows)}))
    for row in found.ambiguous:
        params: dict[str, object] = {"id": raw.at[row, "id"]}
        findings.append(
            Finding("ambiguous_manager", "warning", sheet.name, int(lines[row]), column, cells[row], params)
        )
    for row, dotted in found.dotted.items():
        params = {"solid": raw.at[row, "reports_to"], "dotted": ", ".join(dotted)}
        findings.append(Finding("several_managers", "info", sheet.name, int(lines[row]), column, cells[row], params))
    return findings


def _with_one_top(raw: pd.DataFrame, sheet: Sheet, column: str, lines: pd.Series) -> tuple[pd.DataFrame, list[Finding]]:
    """In some tools the top reports to itself; where one person does and nobody else is a root, that is the top."""
    own = np.flatnonzero(raw["reports_to"].eq(raw["id"]) & raw["id"].ne(""))
    if len(own) != 1 or raw["reports_to"].eq("").any():
        return raw, []
    raw.loc[own[0], "reports_to"] = ""
    return raw, [Finding("own_top", "info", sheet.name, int(lines[own[0]]), column, str(raw.at[own[0], "id"]))]


def _with_dotted(raw: pd.DataFrame, found: Managers, keys: list[Key]) -> pd.DataFrame:
    """Dotted lines of their own column, and the further managers of a cell that named several."""
    if "dotted_to" not in raw and not found.dotted:
        return raw
    cells = raw["dotted_to"].tolist() if "dotted_to" in raw else [""] * len(raw)
    written = {row: schema.split_ids(cell) for row, cell in enumerate(cells) if cell}
    named = written | name_all(written, keys, raw["id"])
    for row in {**named, **found.dotted}:
        people = [*named.get(row, []), *found.dotted.get(row, [])]
        cells[row] = ";".join(dict.fromkeys(people))
    return raw.assign(dotted_to=pd.Series(cells, dtype="str"))
