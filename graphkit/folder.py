"""An account folder, both ways: `account.toml` and one CSV per table.

`read(write(account))` is the account. Text is UTF-8; a cell that a spreadsheet would run as a formula is written with
a leading apostrophe, which reading takes away again.
"""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
import tomllib
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import pandas as pd
import tomli_w

from graphkit import schema
from graphkit.assumptions import Assumptions
from graphkit.check import check
from graphkit.errors import Finding, GraphkitError
from graphkit.model import Account, Decision

ACCOUNT_FILE = "account.toml"
_FILES = (ACCOUNT_FILE, *(table.file for table in schema.TABLES))
_FORMULA_START = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def read(folder: Path) -> tuple[Account, list[Finding]]:
    """The account in a folder, and everything in it that did not fit."""
    if not (folder / schema.PEOPLE.file).is_file():
        raise GraphkitError("no_people_file", path=str(folder))
    try:
        files = {name: (folder / name).read_bytes().decode("utf-8-sig") for name in _FILES if (folder / name).is_file()}
    except UnicodeDecodeError as reason:
        raise GraphkitError("not_utf8", path=str(folder), reason=str(reason)) from reason
    return from_files(files, name=folder.name)


def write(account: Account, folder: Path) -> None:
    """Write an account folder whole or not at all: another folder is filled first and then put in its place."""
    if folder.is_dir() and any(folder.iterdir()) and not (folder / schema.PEOPLE.file).is_file():
        raise GraphkitError("not_an_account_folder", path=str(folder))
    fresh = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        for name, content in to_files(account).items():
            (fresh / name).write_text(content, encoding="utf-8", newline="")
        if folder.exists():
            for name in _FILES:
                if (fresh / name).exists():
                    (fresh / name).replace(folder / name)
                else:
                    (folder / name).unlink(missing_ok=True)
            fresh.rmdir()
        else:
            fresh.chmod(0o755)
            fresh.rename(folder)
    except OSError as reason:
        if fresh:
            shutil.rmtree(fresh, ignore_errors=True)
        raise GraphkitError("cannot_write", path=str(folder), reason=str(reason)) from reason


def to_files(account: Account) -> dict[str, str]:
    """The content of each file of the account folder; empty tables but people.csv have none."""
    files = {ACCOUNT_FILE: tomli_w.dumps(_head(account))}
    for table in schema.TABLES:
        frame = account.table(table.name)
        if len(frame) or table is schema.PEOPLE:
            files[table.file] = _guarded(schema.to_text(frame, table)).to_csv(index=False, lineterminator="\r\n")
    return files


def from_files(files: dict[str, str], name: str = "") -> tuple[Account, list[Finding]]:
    """The account in the texts of its files, and everything in them that did not fit. The inverse of `to_files`."""
    account, findings = read_files(files, name)
    return account, findings + check(account)


def read_files(files: dict[str, str], name: str = "") -> tuple[Account, list[Finding]]:
    """As `from_files`, without looking for what is odd about the account itself (`graphkit.check`)."""
    head, findings = _read_head(files.get(ACCOUNT_FILE, ""), name)
    for table in schema.TABLES:
        if files.get(table.file, "").strip():
            raw, odd = _read_table(files[table.file], table)
            head[table.name], found = _conform(raw, table)
            findings += odd + found
    account = Account(**head)
    account, found = without_strangers(account)
    return account, findings + found


def without_strangers(account: Account) -> tuple[Account, list[Finding]]:
    """The account without rows that name a person, member or decision that does not exist, each of them named."""
    known = {
        "people": set(account.people["id"]),
        "team": set(account.team["id"]),
        "decisions": {decision.id for decision in account.decisions},
        "offers": set(account.offers["id"]),
    }
    findings: list[Finding] = []
    kept: dict[str, pd.DataFrame] = {}
    for table in schema.TABLES[1:]:
        frame = account.table(table.name)
        strange = pd.Series(False, index=frame.index)
        for column in table.columns:
            if not column.refers_to:
                continue
            missing = frame[column.name].ne("") & ~frame[column.name].isin(known[column.refers_to])
            findings += [
                Finding("stranger", "error", table.file, None, column.name, value, {"table": column.refers_to})
                for value in frame.loc[missing, column.name]
            ]
            strange |= missing
        kept[table.name] = frame[~strange].reset_index(drop=True)
    return account.with_(**kept), findings


def guard(cell: str) -> str:
    """A cell that a spreadsheet shows as text and never runs (OWASP, CSV injection)."""
    return f"'{cell}" if cell.lstrip(" \u00a0\u3000'").startswith(_FORMULA_START) and not _is_number(cell) else cell


def unguard(cell: str) -> str:
    """Takes away exactly what `guard` added."""
    return cell[1:] if cell.startswith("'") and guard(cell[1:]) == cell else cell


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _conform(raw: pd.DataFrame, table: schema.Table) -> tuple[pd.DataFrame, list[Finding]]:
    """A table of the folder; people without ids are read as any other org chart is."""
    if table is not schema.PEOPLE or "id" in raw:
        return schema.conform(raw, table)
    from graphkit.files.tables import read_table
    from graphkit.importing.importer import read_people

    content = raw.to_csv(index=False).encode()
    found = read_people(read_table(content, table.file, encoding="utf-8", delimiter=","))
    said_later = {finding.code for finding in check(found.account)}
    return found.account.people, [finding for finding in found.findings if finding.code not in said_later]


def _read_table(content: str, table: schema.Table) -> tuple[pd.DataFrame, list[Finding]]:
    """The cells of a CSV file as text, and the rows that do not fit its header."""
    try:
        rows = [row for row in csv.reader(io.StringIO(content, newline=""), strict=True) if row]
    except csv.Error as reason:
        raise GraphkitError("unreadable_table", file=table.file, reason=str(reason)) from reason
    header, findings, names = rows[0], [], (*table.key, "name")
    for number, row in enumerate(rows[1:], start=2):
        extra = [cell for cell in row[len(header) :] if cell.strip()]
        if extra:
            params = {"width": len(header)}
            findings.append(Finding("extra_cells", "error", table.file, number, "", " | ".join(extra), params))
        swallowed = max((cell.count("\n") for cell, name in zip(row, header, strict=False) if name in names), default=0)
        if swallowed:
            findings.append(Finding("rows_in_cell", "warning", table.file, number, "", "", {"n": swallowed}))
    width = len(header)
    padded = [([unguard(cell) for cell in row] + [""] * width)[:width] for row in rows[1:]]
    return pd.DataFrame(padded, columns=header, dtype="str"), findings


def _guarded(text: pd.DataFrame) -> pd.DataFrame:
    filled = [name for name in text.columns if text[name].ne("").any()]
    return text.assign(**{name: text[name].map(guard) for name in filled})


def _head(account: Account) -> dict[str, Any]:
    head: dict[str, Any] = {"name": account.name, "industry": account.industry, "language": account.language}
    if account.profile:
        head["profile"] = dict(account.profile)
    if changed := account.assumptions.changed():
        head["assumptions"] = changed
    head["decisions"] = [_decision_head(decision) for decision in account.decisions]
    return head


def _decision_head(decision: Decision) -> dict[str, Any]:
    values = {name: value for name, value in asdict(decision).items() if value}
    return values | ({"committee": list(decision.committee)} if decision.committee else {})


def _read_head(content: str, name: str) -> tuple[dict[str, Any], list[Finding]]:
    """The parts of the account that stand in account.toml, and the keys that mean nothing there."""
    try:
        head = tomllib.loads(content)
        parts = {
            "name": str(head.get("name", name)),
            "industry": str(head.get("industry", "")),
            "language": str(head.get("language", "en")),
            "profile": {str(key): str(value) for key, value in head.get("profile", {}).items()},
            "decisions": _decisions(head.get("decisions", [])),
            "assumptions": Assumptions().with_values(head.get("assumptions", {})),
        }
    except (tomllib.TOMLDecodeError, AttributeError) as reason:
        raise GraphkitError("unreadable_toml", path=ACCOUNT_FILE, reason=str(reason)) from reason
    strange = [key for key in head if key not in parts]
    strange += [f"decisions.{key}" for entry in head.get("decisions", []) for key in entry if key not in _DECISION_KEYS]
    return parts, [Finding("unknown_key", "warning", ACCOUNT_FILE, None, key) for key in strange]


def _decisions(entries: Any) -> tuple[Decision, ...]:
    if not isinstance(entries, list) or not all(isinstance(entry, dict) and entry.get("id") for entry in entries):
        raise GraphkitError("bad_decisions")
    decisions = tuple(_decision(entry) for entry in entries)
    for decision in decisions:
        if sum(other.id == decision.id for other in decisions) > 1:
            raise GraphkitError("repeated_decision", value=decision.id)
    return decisions


def _decision(entry: dict[str, Any]) -> Decision:
    committee = entry.get("committee", [])
    if not isinstance(committee, list):
        raise GraphkitError("bad_committee", value=entry["id"])
    said = ("name", "value", "stage", "close_date", "target", "lead_source")
    words = {key: str(entry[key]) for key in said if key in entry}
    members = tuple(str(id_) for id_ in committee)
    return Decision(str(entry["id"]), committee=members, by_power=bool(entry.get("by_power", False)), **words)


_DECISION_KEYS = {item.name for item in fields(Decision)}
