"""An account folder, both ways: `account.toml` and one CSV per table.

`read(write(account))` is the account. Text is UTF-8; a cell that a spreadsheet would run as a formula is written with
a leading apostrophe, which reading takes away again.
"""

from __future__ import annotations

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
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
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
    """The account in the texts of its files. The inverse of `to_files`."""
    findings: list[Finding] = []
    head = _read_head(files.get(ACCOUNT_FILE, ""), name)
    for table in schema.TABLES:
        if files.get(table.file, "").strip():
            head[table.name], found = schema.conform(_read_table(files[table.file], table), table)
            findings += found
    account = Account(**head)
    account, found = without_strangers(account)
    return account, findings + found + check(account)


def without_strangers(account: Account) -> tuple[Account, list[Finding]]:
    """The account without rows that name a person, member or decision that does not exist, each of them named."""
    known = {
        "people": set(account.people["id"]),
        "team": set(account.team["id"]),
        "decisions": {decision.id for decision in account.decisions},
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


def _read_table(content: str, table: schema.Table) -> pd.DataFrame:
    try:
        frame = pd.read_csv(io.StringIO(content), dtype="str", keep_default_na=False)
    except (pd.errors.ParserError, ValueError) as reason:
        raise GraphkitError("unreadable_table", file=table.file, reason=str(reason)) from reason
    return frame.apply(lambda cells: cells.map(unguard) if cells.str.startswith("'").any() else cells)


def _guarded(text: pd.DataFrame) -> pd.DataFrame:
    return text.apply(lambda cells: cells.map(guard) if cells.ne("").any() else cells)


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


def _read_head(content: str, name: str) -> dict[str, Any]:
    try:
        head = tomllib.loads(content)
        known = {f.name for f in fields(Decision)}
        decisions = tuple(
            Decision(**{k: tuple(v) if k == "committee" else v for k, v in entry.items() if k in known})
            for entry in head.get("decisions", [])
        )
    except (tomllib.TOMLDecodeError, TypeError) as reason:
        raise GraphkitError("unreadable_toml", path=ACCOUNT_FILE, reason=str(reason)) from reason
    return {
        "name": str(head.get("name", name)),
        "industry": str(head.get("industry", "")),
        "language": str(head.get("language", "en")),
        "profile": {str(k): str(v) for k, v in head.get("profile", {}).items()},
        "decisions": decisions,
        "assumptions": Assumptions().with_values(head.get("assumptions", {})),
    }
