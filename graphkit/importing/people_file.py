"""One file of people as the people table of an account, with everything that was understood on the way."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
import pandas as pd

from graphkit import schema
from graphkit.errors import Finding, GraphkitError, few
from graphkit.files.tables import Sheet
from graphkit.importing import hierarchy, ids, roles
from graphkit.importing.employment import left_or_not
from graphkit.importing.headers import (
    EMPLOYMENT_STATUS,
    FLAGS,
    HIERARCHY_PATH,
    IS_DECISION_MAKER,
    IS_LEADER,
    UNIT_LEADER,
)
from graphkit.importing.hierarchy import Key, match, name_all
from graphkit.importing.leaders import Units, managers_from_leaders
from graphkit.importing.managers import Managers, managers, path_and_parent
from graphkit.importing.mapping import Mapping, read_columns, require_name
from graphkit.importing.presets import Preset, recognise
from graphkit.importing.scales import Scale

_NUMBERED = ("id", "reports_to", "dotted_to", "unit", "phone")
_WAYS = {
    hierarchy.FOLDED: "managers_folded",
    hierarchy.READ: "managers_read",
    hierarchy.WITHOUT_ZEROS: "managers_without_zeros",
}


@dataclass(frozen=True)
class PeopleFile:
    """The people table of a file. lines : row in the file of each id. ambiguous : ids of people whose manager may be
    one of several people.
    """

    table: pd.DataFrame
    findings: list[Finding]
    lines: pd.Series
    ambiguous: frozenset[str]
    scales: dict[str, Scale] = field(default_factory=dict)
    source: Preset | None = None


def read_people_file(sheet: Sheet, mapping: Mapping, *, scales: Dict[str, Dict[str, str]] | None = None) -> PeopleFile:
    """The people of a sheet. scales : the user's word on values, `{field: {value of the file: ours}}`."""
    source = recognise(sheet.header)
    if source and source.holds_counts:
        raise GraphkitError("counts_not_people", file=sheet.name, source=source.name)
    require_name(sheet, mapping)
    raw, findings, used = read_columns(sheet, mapping, schema.PEOPLE, said=scales)
    findings = _source(source, mapping, sheet) + findings
    raw, found = _with_numbers(raw, sheet, mapping)
    findings += found
    raw, found = _with_roles(raw, sheet, mapping, scales or {})
    findings += found + _not_used(raw, sheet, mapping)
    given = raw["id"] if "id" in raw else pd.Series("", index=raw.index, dtype="str")
    findings += ids.variants(given, sheet.name, mapping.column("id"))
    raw, lines, found = ids.with_ids(raw, sheet, raw.get("reports_to", pd.Series(dtype="str")))
    findings += found
    given, raw, lines = (
        given.loc[raw.index].reset_index(drop=True),
        raw.reset_index(drop=True),
        lines.reset_index(drop=True),
    )
    raw = _with_stances(raw)
    file = _File(sheet, mapping, lines, source)
    findings += _departures(raw, file)
    is_named = raw["reports_to"].ne("") if "reports_to" in raw else pd.Series(False, index=raw.index)
    raw, found, ambiguous = _with_managers(raw, given, file)
    findings += found
    raw, found = _with_leaders(raw, is_named, file)
    findings += found
    columns = tuple(column for column in schema.PEOPLE.columns if column.name in raw)
    filled = schema.Table("people", ("id",), columns)
    table, unfit = schema.conform(raw[filled.names], filled, file=sheet.name, rows=lines, is_clean=True)
    findings += _as_in_file(unfit, sheet, mapping)
    has_id = raw["id"].ne("")
    given = raw["id"] if has_id.all() else raw["id"][has_id]
    by_id = pd.Series(lines[given.index].to_numpy(), index=pd.Index(given, name=None))
    return PeopleFile(_complete(table), findings, by_id, frozenset(raw["id"].iloc[ambiguous]), used, source)


@dataclass(frozen=True)
class _File:
    """What findings on rows need: the sheet, which column is what, and the line of each row."""

    sheet: Sheet
    mapping: Mapping
    lines: pd.Series
    source: Preset | None

    def finding(
        self, code: str, severity: str, column: str, *, row: int | None = None, value: str = "", **params: object
    ) -> Finding:
        line = None if row is None else int(self.lines.iloc[row])
        return Finding(code, severity, self.sheet.name, line, column, value, params)


def _source(source: Preset | None, mapping: Mapping, sheet: Sheet) -> list[Finding]:
    known = mapping.reasons.count("preset")
    if source is None or not known:
        return []
    return [Finding("source_recognised", "info", sheet.name, None, "", source.name, {"n": known})]


def _as_in_file(findings: list[Finding], sheet: Sheet, mapping: Mapping) -> list[Finding]:
    """Findings with the column and the cell as they stand in the file, at most some hundred of each kind."""
    row_of = {int(line): row for row, line in enumerate(sheet.lines)} if findings else {}
    by_code: dict[str, list[Finding]] = {}
    for finding in findings:
        if column := mapping.column(finding.column):
            finding = replace(finding, column=column)
            if finding.row is not None and finding.value:
                finding = replace(finding, value=str(sheet.rows[column].iloc[row_of[finding.row]]).strip())
        by_code.setdefault(finding.code, []).append(finding)
    return [finding for alike in by_code.values() for finding in ids.at_most(alike)]


def _complete(table: pd.DataFrame) -> pd.DataFrame:
    """With all columns of people.csv, blank where the file has none."""
    blank = schema.PEOPLE.empty()
    unknown = {dtype: pd.Series("" if dtype == "str" else None, table.index, dtype) for dtype in set(blank.dtypes)}
    columns = {name: table[name] if name in table else unknown[blank[name].dtype] for name in blank}
    return pd.DataFrame(columns, copy=False)  # the blank columns are one and the same


# -- cells -------------------------------------------------------------------------------------------------------------


def _with_numbers(raw: pd.DataFrame, sheet: Sheet, mapping: Mapping) -> tuple[pd.DataFrame, list[Finding]]:
    """Whole numbers that a spreadsheet changed, as they were."""
    findings = []
    for name in _NUMBERED:
        if name not in raw:
            continue
        cells, code = ids.mended(raw[name], keep_apart=name == "id")
        if code:
            raw = raw.assign(**{name: cells})
            severity = "warning" if code == "cut_ids" else "info"
            findings.append(Finding(code, severity, sheet.name, None, mapping.column(name)))
    return raw, findings


def _with_roles(
    raw: pd.DataFrame, sheet: Sheet, mapping: Mapping, said: Dict[str, Dict[str, str]]
) -> tuple[pd.DataFrame, list[Finding]]:
    """Roles that a column of yes and no tells, and the stances that a column of roles holds beside them."""
    findings = []
    blank = pd.Series("", index=raw.index, dtype="str")
    for flag in FLAGS:
        if flag in raw and (strange := roles.unclear(raw[flag])):
            params = {"n": int(raw[flag].isin(strange).sum()), "examples": few(strange)}
            findings.append(Finding("flags_unclear", "warning", sheet.name, None, mapping.column(flag), "", params))
    if IS_DECISION_MAKER in raw:
        raw = raw.assign(role=roles.with_decision_makers(raw.get("role", blank), raw[IS_DECISION_MAKER]))
        count, column = int(roles.says_yes(raw[IS_DECISION_MAKER]).sum()), mapping.column(IS_DECISION_MAKER)
        findings.append(Finding("decision_makers", "info", sheet.name, None, column, "", {"n": count}))
    if column := mapping.column("role"):
        written = sheet.rows[column].str.strip()
        if told := roles.stances(written, said.get("role", {})):
            stance = written.map(lambda cell: told.get(cell, "")).astype("str")
            if support := mapping.column("support"):  # whatever stands there was meant, even a dash
                stance = stance.mask(sheet.rows[support].str.strip().ne(""), "")
            raw = raw.assign(**{ids.ROLE_STANCE: stance})
            examples = few(f"{cell} = {stance}" for cell, stance in told.items())
            params = {"n": int(raw[ids.ROLE_STANCE].ne("").sum()), "examples": examples}
            findings.append(Finding("role_is_stance", "info", sheet.name, None, column, "", params))
    return raw, findings


def _departures(raw: pd.DataFrame, file: _File) -> list[Finding]:
    if EMPLOYMENT_STATUS not in raw:
        return []
    left_on = raw.get("left_on", pd.Series("", index=raw.index, dtype="str"))
    return left_or_not(
        raw[EMPLOYMENT_STATUS], left_on, raw["name"], file.mapping.column(EMPLOYMENT_STATUS), file.finding
    )


def _with_stances(raw: pd.DataFrame) -> pd.DataFrame:
    """The support that a role tells, for those of whom the file says none."""
    if ids.ROLE_STANCE not in raw:
        return raw
    told = raw[ids.ROLE_STANCE]
    support = raw.get("support", pd.Series("", index=raw.index, dtype="str"))
    return raw.assign(support=support.mask(support.eq(""), told)).drop(columns=ids.ROLE_STANCE)


def _not_used(raw: pd.DataFrame, sheet: Sheet, mapping: Mapping) -> list[Finding]:
    """Columns that say something only together with, or without, another one."""
    idle = [HIERARCHY_PATH] if "reports_to" in raw else []
    idle += [] if "unit" in raw else [IS_LEADER, UNIT_LEADER]
    columns = [mapping.column(name) for name in idle if name in raw]
    return [Finding("column_not_read", "info", sheet.name, None, column) for column in columns]


# -- managers ----------------------------------------------------------------------------------------------------------


def _with_managers(raw: pd.DataFrame, given: pd.Series, file: _File) -> tuple[pd.DataFrame, list[Finding], list[int]]:
    mapping = file.mapping
    column = next(filter(None, map(mapping.column, ("reports_to", HIERARCHY_PATH, "manager_last_name"))), "")
    keys = [Key(mapping.column("id") or "id", given, first_wins=True)]
    keys += [Key(mapping.column(name) or name, raw[name]) for name in ("email", "name", "title") if name in raw]
    others: Callable[[], list[Key]] = list
    if "reports_to" in raw:
        cells = raw["reports_to"]
        others = partial(_unused_keys, file)
    elif HIERARCHY_PATH in raw:
        own, cells = path_and_parent(raw[HIERARCHY_PATH])
        keys = [Key(column, own, first_wins=True)]
    else:
        return _with_dotted(raw, {}, keys), [], []
    found = managers(cells, raw["id"], keys, others)
    raw = raw.assign(reports_to=found.solid)
    findings = _said(found, raw, cells, column, file, keys[0].name)
    raw, root = _with_one_top(raw, column, file)
    return _with_dotted(raw, found.dotted, keys), findings + root, found.ambiguous


def _unused_keys(file: _File) -> list[Key]:
    """The columns that fill no field of ours; one of them may be a code by which the file names managers."""
    rows = file.sheet.rows[file.sheet.lines.isin(file.lines)].reset_index(drop=True)
    return [Key(column, schema.clean(rows[column])) for column in file.mapping.unused]


def _said(
    found: Managers, raw: pd.DataFrame, cells: pd.Series, column: str, file: _File, id_column: str
) -> list[Finding]:
    say = file.finding
    who = partial(_who, raw)
    row_of = dict(zip(raw["id"], raw.index, strict=True)) if found.dotted else {}
    findings = [
        say("managers_by_column", "info", column, n=count, key=key)
        for key, count in found.by_key.items()
        if key != id_column or len(found.by_key) > 1
    ]
    for way, (count, example, row) in found.by_way.items():
        findings.append(say(_WAYS[way], "info", column, n=count, example=example, name=str(raw.at[row, "name"])))
    for code, severity, texts in (("root_mark", "info", found.roots), ("manager_open", "warning", found.posts)):
        for text, rows in texts.items():
            findings.append(say(code, severity, column, row=rows[0], value=text, n=len(rows)))
    findings += ids.at_most(
        [
            say("ambiguous_manager", "warning", column, row=row, value=cells[row], who=who(row))
            for row in found.ambiguous
        ]
    )
    several = []
    for row, dotted in found.dotted.items():
        named = [str(raw.at[row, "reports_to"]), *dotted]
        solid, *others = (who(row_of[id_]) if id_ in row_of else id_ for id_ in named)
        code = "several_managers" if solid else "dotted_only"
        several.append(say(code, "info", column, row=row, value=cells[row], solid=solid, dotted=others))
    return findings + ids.at_most(several)


def _who(raw: pd.DataFrame, row: int) -> str:
    """The name in a row, with the id where others bear it too."""
    name, id_ = str(raw.at[row, "name"]), str(raw.at[row, "id"])
    return f"{name} ({id_})" if raw["name"].eq(name).sum() > 1 else name


def _with_one_top(raw: pd.DataFrame, column: str, file: _File) -> tuple[pd.DataFrame, list[Finding]]:
    """In some tools the top reports to itself; where one person does and nobody else is a root, that is the top."""
    own = np.flatnonzero(raw["reports_to"].eq(raw["id"]) & raw["id"].ne(""))
    if len(own) != 1 or raw["reports_to"].eq("").any():
        return raw, []
    reports_to = raw["reports_to"].mask(raw.index == own[0], "")
    return raw.assign(reports_to=reports_to), [
        file.finding(
            "own_top", "info", column, row=int(own[0]), value=str(raw.at[own[0], "id"]), who=_who(raw, int(own[0]))
        )
    ]


def _with_dotted(raw: pd.DataFrame, dotted: dict[int, list[str]], keys: list[Key]) -> pd.DataFrame:
    """Dotted lines of their own column, and the further managers of a cell that named several."""
    if "dotted_to" not in raw and not dotted:
        return raw
    cells = raw["dotted_to"].tolist() if "dotted_to" in raw else [""] * len(raw)
    written = {row: schema.split_ids(cell) for row, cell in enumerate(cells) if cell}
    named = written | name_all(written, keys, raw["id"])
    for row in {**named, **dotted}:
        people = [*named.get(row, []), *dotted.get(row, [])]
        cells[row] = ";".join(dict.fromkeys(people))
    return raw.assign(dotted_to=pd.Series(cells, dtype="str"))


# -- managers that only the leaders of units tell ----------------------------------------------------------------------


def _with_leaders(raw: pd.DataFrame, is_named: pd.Series, file: _File) -> tuple[pd.DataFrame, list[Finding]]:
    """Managers by the leaders of units, for those of whom the file says nothing else (`none` is something)."""
    if "unit" not in raw or not {IS_LEADER, UNIT_LEADER} & set(raw):
        return raw, []
    blank = pd.Series("", index=raw.index, dtype="str")
    reports_to = raw.get("reports_to", blank)
    flags = raw[IS_LEADER] if IS_LEADER in raw else _flags_of_named(raw)
    written = Units.written(file.source.unit_levels, file.source.units) if file.source else Units()
    led = managers_from_leaders(raw["unit"], raw["id"], flags, reports_to.eq("") & ~is_named, written)
    column = file.mapping.column(IS_LEADER) or file.mapping.column(UNIT_LEADER)
    findings = []
    if led.members:
        findings.append(file.finding("managers_from_leaders", "info", column, n=led.members))
    if led.leaders:
        findings.append(file.finding("leaders_from_above", "info", column, n=led.leaders))
    findings += [
        file.finding("several_leaders", "warning", column, value=unit, n=count) for unit, count in led.doubtful.items()
    ]
    return raw.assign(reports_to=reports_to.mask(led.manager.ne(""), led.manager)), ids.at_most(findings)


def _flags_of_named(raw: pd.DataFrame) -> pd.Series:
    """`是` for everybody whom their own unit names as its leader."""
    keys = [Key("id", raw["id"], first_wins=True), *(Key(name, raw[name]) for name in ("email", "name") if name in raw)]
    leads = match(raw[UNIT_LEADER], keys).row == np.arange(len(raw))
    return pd.Series(np.where(leads, "是", ""), index=raw.index, dtype="str")
