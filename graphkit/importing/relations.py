"""Files of lines between people, and of who of us knows whom."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from graphkit import schema
from graphkit.errors import Finding, GraphkitError
from graphkit.files.tables import Sheet
from graphkit.importing.hierarchy import NOBODY, Key, match
from graphkit.importing.manager_cells import is_open_post, is_root_mark
from graphkit.importing.mapping import Mapping, guess_mapping, read_fields, read_words
from graphkit.model import Account

FORMAL = ("reports_to", "dotted_to")
ADVICE = "advice"
KINDS = (*FORMAL, *schema.TIE_KINDS, ADVICE)
_IN_A_NAME = {
    "reports_to": r"report|manager|hierarchy|org.?chart|汇报|上级",
    "dotted_to": r"dotted|虚线",
    ADVICE: r"advice|advise|请教|咨询",
    "influences": r"influence|影响",
    "friend": r"friend|朋友|好友",
    "alumni": r"alumn|校友|同学",
    "ex_colleague": r"ex.?colleague|former.?colleague|前同事",
    "family": r"famil|relative|亲属|亲戚|家人",
    "mentor": r"mentor|导师",
    "rival": r"rival|conflict|对手|竞争",
}

Bools = npt.NDArray[np.bool_]


def is_lines(sheet: Sheet) -> bool:
    """Whether a file is lines between people and not people: its headers say from whom and to whom.

    Without headers two columns, or three, are lines if people of the first stand in it again and in the second too.
    """
    if any(sheet.header):
        mapping = guess_mapping(sheet, schema.TIES)
        return bool(mapping.column("source") and mapping.column("target"))
    if len(sheet.columns) not in (2, 3):
        return False
    first, second = (schema.clean(sheet.rows[column]) for column in sheet.columns[:2])
    return bool(first.duplicated().any() and first.isin(second).any())


def read_lines(sheet: Sheet, account: Account, kind: str = "") -> tuple[Account, list[Finding]]:
    """The account with the lines of a file: ties, reporting lines, or who asks whom for advice.

    kind : one of `KINDS`; "" takes it from the file's column `kind`, else from its name. In a file of advice the first
    person asks the second, so the second influences the first.
    """
    if kind and kind not in KINDS:
        raise GraphkitError("unknown_kind", value=kind, kinds=KINDS)
    sheet, mapping, findings = _ends(sheet, _keys(account.people))
    raw, found = read_fields(sheet, mapping, schema.TIES)
    findings += found
    raw, found = _with_kind(raw, sheet, kind)
    findings += found
    lines = sheet.lines.to_numpy()
    top, found = _without_manager(raw, sheet)
    findings += found
    keep = ~top
    for end in ("source", "target"):
        raw[end], missing, found = _people(raw[end], _keys(account.people), sheet, end, "people", keep)
        keep &= ~missing
        findings += found
    asked = raw["kind"].eq(ADVICE)
    raw.loc[asked, ["source", "target"]] = raw.loc[asked, ["target", "source"]].to_numpy()
    raw.loc[asked, "kind"] = "influences"
    formal = raw["kind"].isin(FORMAL).to_numpy()
    account, found = _with_reporting(account, raw[keep & formal], lines[keep & formal], sheet.name)
    findings += found
    frame, found = _added(account.ties, raw[keep & ~formal], schema.TIES, sheet.name, lines[keep & ~formal])
    return account.with_(ties=frame), findings + found


def read_contacts(sheet: Sheet, account: Account) -> tuple[Account, list[Finding]]:
    """The account with the contacts of a file: which member knows which person, how well, and since when."""
    mapping = guess_mapping(sheet, schema.CONTACTS)
    if not (mapping.column("member") and mapping.column("person")):
        raise GraphkitError("no_contact_columns", file=sheet.name, columns=tuple(sheet.columns))
    raw, findings = read_fields(sheet, mapping, schema.CONTACTS)
    keep = np.ones(len(raw), bool)
    for field, table in (("member", "team"), ("person", "people")):
        raw[field], missing, found = _people(raw[field], _keys(account.table(table)), sheet, field, table, keep)
        keep &= ~missing
        findings += found
    frame, found = _added(account.contacts, raw[keep], schema.CONTACTS, sheet.name, sheet.lines.to_numpy()[keep])
    return account.with_(contacts=frame), findings + found


def _ends(sheet: Sheet, keys: list[Key]) -> tuple[Sheet, Mapping, list[Finding]]:
    """The sheet with its two columns of people, and what was mended to find them.

    In a file of two columns they may be called anything; a third is their strength or kind if it reads so.
    """
    sheet, findings = _aligned(sheet, keys)
    if (
        len(sheet.columns) in (2, 3)
        and all(sheet.header[:2])
        and _both_known(sheet.header[:1], sheet.header[1:2], keys)
    ):
        sheet = _header_as_row(sheet)
        first = " / ".join(sheet.rows.iloc[0])
        findings.append(Finding("header_is_row", "warning", sheet.name, int(sheet.lines.iloc[0]), "", first))
    mapping = guess_mapping(sheet, schema.TIES)
    if mapping.column("source") and mapping.column("target"):
        return sheet, mapping, findings
    columns = sheet.columns
    if len(columns) == 3 and _are_row_names(sheet):
        columns = columns[1:]
    third = _third(sheet.rows[columns[2]]) if len(columns) == 3 else ""
    if len(columns) != 2 and (any(sheet.header) or len(columns) != 3):
        raise GraphkitError("no_line_columns", file=sheet.name, columns=tuple(sheet.columns))
    fields = dict(zip(columns, ("source", "target", third), strict=False))
    entries = [fields.get(column, "") for column in sheet.columns]
    return sheet, Mapping(tuple(sheet.columns), tuple(entries), ("values",) * len(entries)), findings


def _aligned(sheet: Sheet, keys: list[Key]) -> tuple[Sheet, list[Finding]]:
    """The sheet with its headers above their columns.

    R writes a name for each row and none for the column of these names, so that every header stands one too far left.
    """
    if len(sheet.header) < 3 or sheet.header[-1] or not all(sheet.header[:-1]) or sheet.rows.empty:
        return sheet, []
    names = ["column 1", *sheet.columns[:-1]]
    moved = replace(sheet, header=("", *sheet.header[:-1]), rows=sheet.rows.set_axis(names, axis=1))
    gain = _known_lines(moved, keys) - _known_lines(sheet, keys)
    if gain < 0 or (gain == 0 and not _are_row_names(moved)):
        return sheet, []
    values = sheet.header[:-1]
    return moved, [Finding("header_moved", "warning", sheet.name, None, "", ", ".join(values), {"values": values})]


def _are_row_names(sheet: Sheet) -> bool:
    """Whether the first column has no header and counts the rows, as R and pandas write it."""
    count = range(1, len(sheet.rows) + 1)
    first = sheet.rows.iloc[:, 0].str.strip().tolist()
    return not sheet.header[0] and any(sheet.header) and first in ([*map(str, count)], [str(n - 1) for n in count])


def _known_lines(sheet: Sheet, keys: list[Key]) -> int:
    """How many rows name two people where the headers say so."""
    mapping = guess_mapping(sheet, schema.TIES)
    source, target = mapping.column("source"), mapping.column("target")
    return _both_known(sheet.rows[source], sheet.rows[target], keys) if source and target else 0


def _both_known(sources: Iterable[str], targets: Iterable[str], keys: list[Key]) -> int:
    known = [match(schema.clean(pd.Series([*ends], dtype="str")), keys).row >= 0 for ends in (sources, targets)]
    return int((known[0] & known[1]).sum())


def _header_as_row(sheet: Sheet) -> Sheet:
    """The sheet without a header: its first row names two people."""
    columns = [f"column {i}" for i in range(1, len(sheet.header) + 1)]
    rows = pd.concat([pd.DataFrame([sheet.header]), sheet.rows.set_axis(range(len(columns)), axis=1)])
    line = max(int(sheet.lines.min()) - 1, 1) if len(sheet.lines) else 1
    lines = pd.Series([line, *sheet.lines])
    rows = rows.astype("str").set_axis(columns, axis=1).reset_index(drop=True)
    return replace(sheet, header=("",) * len(columns), rows=rows, lines=lines)


def _third(cells: pd.Series) -> str:
    """What the column after the two people says by its values: "kind", "strength" or neither."""
    filled = schema.clean(cells)
    filled = filled[filled.ne("")]
    if len(filled) and read_words(filled, "kind").isin(KINDS).mean() >= 0.5:
        return "kind"
    strength = schema.TIES.column("strength")
    fits = pd.to_numeric(filled, errors="coerce").between(strength.low, strength.high)
    return "strength" if len(filled) and fits.mean() >= 0.5 else ""


def _with_kind(raw: pd.DataFrame, sheet: Sheet, kind: str) -> tuple[pd.DataFrame, list[Finding]]:
    raw = raw.copy()
    if kind:
        raw["kind"] = kind
        return raw, []
    if "kind" in raw:
        return raw, []
    named = [found for found, pattern in _IN_A_NAME.items() if re.search(pattern, sheet.name, re.IGNORECASE)]
    if len(named) != 1:
        raise GraphkitError("no_kind", file=sheet.name, kinds=KINDS)
    raw["kind"] = named[0]
    return raw, [Finding("kind_from_name", "info", sheet.name, None, "kind", named[0])]


def _without_manager(raw: pd.DataFrame, sheet: Sheet) -> tuple[Bools, list[Finding]]:
    """Reporting lines that lead to nobody: whoever is at the top, and whose manager's post is open."""
    lines = sheet.lines.to_numpy()
    formal = raw["kind"].eq("reports_to") & raw["source"].ne("")
    top = (formal & raw["target"].map(lambda cell: not cell or is_root_mark(cell)).astype(bool)).to_numpy(bool)
    open_ = (formal & raw["target"].map(lambda cell: bool(cell) and is_open_post(cell)).astype(bool)).to_numpy(bool)
    findings = []
    for code, severity, hit in (("root_mark", "info", top), ("manager_open", "warning", open_)):
        pairs = zip(lines[hit].tolist(), raw["target"][hit].tolist(), strict=True)
        findings += [Finding(code, severity, sheet.name, line, "target", mark, {"n": 1}) for line, mark in pairs]
    return top | open_, findings


def _keys(people: pd.DataFrame) -> list[Key]:
    return [Key("id", people["id"], first_wins=True), Key("email", people["email"]), Key("name", people["name"])]


def _people(
    cells: pd.Series, keys: list[Key], sheet: Sheet, column: str, table: str, keep: Bools
) -> tuple[pd.Series, Bools, list[Finding]]:
    """Ids in place of whatever names somebody, which cells name nobody, and those as findings. Blanks stay blank."""
    cells = cells.reset_index(drop=True)
    found = match(cells, keys).row
    missing = (found < 0) & cells.ne("").to_numpy(bool)
    findings = []
    named = missing & keep
    for line, cell, row in zip(sheet.lines[named].tolist(), cells[named].tolist(), found[named], strict=True):
        code = "stranger" if row == NOBODY else "ambiguous_person"
        findings.append(Finding(code, "error", sheet.name, line, column, cell, {"table": table}))
    ids = cells.copy()
    ids[found >= 0] = keys[0].values.iloc[found[found >= 0]].to_numpy()
    return ids, missing, findings


def _added(
    old: pd.DataFrame, raw: pd.DataFrame, table: schema.Table, file: str, lines: npt.NDArray[np.int64]
) -> tuple[pd.DataFrame, list[Finding]]:
    """The old rows and the new ones; a new row that stands for what is there already is left out and named."""
    text = raw.reindex(columns=table.names, fill_value="").reset_index(drop=True)
    key = list(table.key)
    known = pd.MultiIndex.from_frame(text[key]).isin(pd.MultiIndex.from_frame(schema.to_text(old, table)[key]))
    again = zip(lines[known].tolist(), text.loc[known, key].to_numpy().tolist(), strict=True)
    findings = [Finding("repeated_row", "error", file, line, key[0], " / ".join(cells)) for line, cells in again]
    new, found = schema.conform(text[~known], table, file=file, rows=pd.Series(lines[~known]))
    both = new if old.empty else pd.concat([old, new], ignore_index=True)
    return schema.in_order(both, table), findings + found


def _with_reporting(
    account: Account, raw: pd.DataFrame, lines: npt.NDArray[np.int64], file: str
) -> tuple[Account, list[Finding]]:
    """Reporting lines put into the people table: the first solid manager stays, a second one becomes a dotted line."""
    people = account.people
    solid = dict(zip(people["id"], people["reports_to"], strict=True))
    dotted = {id_: schema.split_ids(cell) for id_, cell in zip(people["id"], people["dotted_to"], strict=True)}
    findings = []
    rows = zip(raw["source"], raw["target"], raw["kind"], lines.tolist(), strict=True)
    for source, target, kind, line in rows:
        if not (source and target):
            findings.append(Finding("missing_value", "error", file, line, "source" if target else "target"))
        elif kind == "reports_to" and not solid[source]:
            solid[source] = target
        elif target in (solid[source], *dotted[source]):
            findings.append(Finding("repeated_row", "warning", file, line, "source", f"{source} / {target}"))
        else:
            dotted[source].append(target)
            if kind == "reports_to":
                params = {"solid": solid[source], "dotted": target}
                findings.append(Finding("second_manager", "warning", file, line, "source", source, params))
    if raw.empty:
        return account, findings
    changed = people.assign(
        reports_to=pd.Series([solid[id_] for id_ in people["id"]], dtype="str"),
        dotted_to=pd.Series([";".join(dotted[id_]) for id_ in people["id"]], dtype="str"),
    )
    return account.with_(people=changed), findings
