"""What the command line reads: an account folder, files, or an account of the store."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from graphkit import folder
from graphkit.assumptions import read_assumptions
from graphkit.cli.printing import finding_text
from graphkit.errors import Finding, GraphkitError
from graphkit.importing.importer import import_files
from graphkit.model import Account
from graphkit.store import open_store


def account_of(options: argparse.Namespace) -> Account:
    """The account of the command, its findings on stderr, with the assumptions the command names."""
    account = account_at(options.path)
    if options.assumptions:
        account = account.with_(assumptions=read_assumptions(Path(options.assumptions), account.assumptions))
    return account


def account_at(path: str) -> Account:
    account, findings = read(path)
    for finding in findings:
        if finding.severity != "info":
            print(finding_text(finding), file=sys.stderr)
    return account


def read(path: str) -> tuple[Account, list[Finding]]:
    """An account folder, a CSV or Excel file, or `account:NAME` in the store."""
    if path.startswith("account:"):
        store = open_store()
        return store.load(store.find(path.removeprefix("account:")))[0], []
    if Path(path).is_dir():
        return folder.read(Path(path))
    found = import_files([file(Path(path))])
    return found.account, list(found.findings)


def read_all(paths: list[str]) -> tuple[Account, list[Finding]]:
    """One account from a folder, or from one or several files of the same people."""
    if len(paths) == 1:
        return read(paths[0])
    found = import_files([file(Path(path)) for path in paths])
    return found.account, list(found.findings)


def file(path: Path) -> tuple[str, bytes]:
    try:
        return path.name, path.read_bytes()
    except OSError as reason:
        raise GraphkitError("unreadable_file", path=str(path), reason=reason.strerror or str(reason)) from reason


def kind_and_file(word: str) -> tuple[str, bytes, str]:
    """`FILE` or `FILE:KIND`."""
    path, colon, kind = word.rpartition(":")
    if not colon or Path(word).exists():
        path, kind = word, ""
    return *file(Path(path)), kind


def column_and_field(word: str) -> tuple[str, str]:
    column, equals, field = word.rpartition("=")
    if not equals:
        raise GraphkitError("bad_mapping", value=word)
    return column.strip(), field.strip()
