"""Where accounts live: one database, every save one revision, whole or not at all.

A revision keeps what changed (`graphkit.changes`), so any earlier state is today's with the later changes peeled off,
and the history reads as sentences. Two editors never overwrite each other: whoever saves second is told.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import platformdirs
from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from graphkit.changes import Change, diff, from_json, to_json
from graphkit.database import METADATA, in_utc
from graphkit.errors import GraphkitError, unknown
from graphkit.folder import read_files, to_files
from graphkit.merging.judged import Judgement
from graphkit.model import Account
from graphkit.revisions import (
    IMPORTED,
    REDONE,
    RESTORED,
    UNDONE,
    Entry,
    Revision,
    last_import,
    redoable,
    undoable,
    without_later,
)
from graphkit.scenario import Scenario, from_record, to_record
from graphkit.settings import Settings

_ACCOUNTS = Table(
    "account",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("version", Integer, nullable=False),
    Column("files", Text, nullable=False),  # the account folder as JSON: file name -> content
    sqlite_autoincrement=True,  # the id of a removed account is never another's
)
_REVISIONS = Table(
    "revision",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", String(200), nullable=False),
    Column("kind", String(40), nullable=False),  # created, sample, imported, edited, restored, undone, redone
    Column("note", Text, nullable=False),
    Column("changes", Text, nullable=False),
    UniqueConstraint("account_id", "version"),  # the log itself refuses a lost update
)
_SOURCES = Table(  # what an imported file said, as it was read: the base on which the next one is merged
    "source",
    METADATA,
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("files", Text, nullable=False),
)
_JUDGED = Table(  # all that had been said by a version of whether two records are the same person
    "judged",
    METADATA,
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("judgements", Text, nullable=False),
)
_SCENARIOS = Table(  # what-if scenarios that nobody has kept or thrown away yet: a reload loses none
    "scenario",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    Column("saves", Integer, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", String(200), nullable=False),
    Column("record", Text, nullable=False),
)


@dataclass(frozen=True)
class Listing:
    """One line of the list of accounts."""

    id: int
    name: str
    version: int
    saved_at: datetime


def data_folder() -> Path:
    """The folder of this user's data: GRAPHKIT_DATA, else the usual place of the operating system."""
    named = os.environ.get("GRAPHKIT_DATA")
    return Path(named) if named else platformdirs.user_data_path("graphkit", appauthor=False)


def open_store() -> Store:
    """The store in the user's data folder, made where it is not there yet."""
    folder = data_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return Store(f"sqlite:///{folder / 'accounts.db'}")
    except (OSError, SQLAlchemyError) as reason:
        raise GraphkitError("no_store", path=str(folder), reason=str(reason)) from reason


class Store(Settings):
    """Accounts in a database, and what the team keeps for all of them."""

    def listings(self) -> list[Listing]:
        """Every account, the one saved last first."""
        latest = (_REVISIONS.c.account_id == _ACCOUNTS.c.id) & (_REVISIONS.c.version == _ACCOUNTS.c.version)
        query = (
            select(_ACCOUNTS.c.id, _ACCOUNTS.c.name, _ACCOUNTS.c.version, _REVISIONS.c.at)
            .join(_REVISIONS, latest)
            .order_by(_REVISIONS.c.at.desc(), _ACCOUNTS.c.id.desc())
        )
        with self.reading() as connection:
            rows = connection.execute(query).all()
        return [Listing(row.id, row.name, row.version, in_utc(row.at)) for row in rows]

    def find(self, name: str) -> int:
        """The id of the account of that name."""
        listings = self.listings()
        for listing in listings:
            if listing.name == name:
                return listing.id
        raise unknown("unknown_account", name, [listing.name for listing in listings])

    def create(
        self, account: Account, *, actor: str, kind: str = "created", note: str = "", source: Account | None = None
    ) -> int:
        """Keep a new account; returns its id. Its first revision holds everything as a change from nothing.

        source : what the imported file said, where there was one.
        """
        values = {"name": account.name, "version": 1, "files": _pack(account)}
        record = _record(1, diff(Account(), account), actor, kind, note)
        said = None if source is None else _pack(source)
        with self.writing() as connection:
            id_ = int(connection.execute(insert(_ACCOUNTS).values(values).returning(_ACCOUNTS.c.id)).scalar_one())
            connection.execute(insert(_REVISIONS).values(account_id=id_, **record))
            self._keep_source(connection, id_, 1, said)
            return id_

    def version(self, id_: int) -> int:
        with self.reading() as connection:
            return self._version(connection, id_)

    def load(self, id_: int, *, version: int | None = None) -> tuple[Account, int]:
        """An account and its version; with `version`, as it was then."""
        with self.reading() as connection:
            return self._load(connection, id_, version)

    def save(
        self,
        id_: int,
        account: Account,
        *,
        version: int,
        actor: str,
        kind: str = "edited",
        note: str = "",
        source: Account | None = None,
        judged: Iterable[Judgement] | None = None,
    ) -> int:
        """Keep a changed account as one revision; returns the new version, the old one where nothing changed.

        version : the version the change started from; a GraphkitError where somebody saved since. source : what the
        imported file said, where there was one. judged : all that has been said by now of who is the same person.
        """
        changes = diff(self.load(id_)[0], account)
        next_ = version + 1 if changes else version
        values = {"name": account.name, "version": next_, "files": _pack(account)}
        record = _record(next_, changes, actor, kind, note)
        said = None if source is None else _pack(source)
        try:
            with self.writing() as connection:  # all that takes time is done by now
                current = self._version(connection, id_)
                if current != version:
                    raise GraphkitError("saved_meanwhile", name=account.name, version=version, current=current)
                if changes:
                    connection.execute(update(_ACCOUNTS).where(_ACCOUNTS.c.id == id_).values(values))
                    connection.execute(insert(_REVISIONS).values(account_id=id_, **record))
                self._keep_source(connection, id_, next_, said)
                self._keep_judged(connection, id_, next_, judged)
        except IntegrityError as reason:
            raise GraphkitError("saved_meanwhile", name=account.name, version=version, current=version + 1) from reason
        return next_

    def history(self, id_: int, *, after: int = 0, until: int | None = None) -> list[Revision]:
        """Every revision of an account, the newest first; with bounds, those later than `after` up to `until`."""
        with self.reading() as connection:
            return list(self._revisions(connection, id_, after, until))

    def log(self, id_: int) -> list[Entry]:
        """Who saved when and why, the newest first: the history without what was changed, quick for a long one."""
        columns = (_REVISIONS.c[name] for name in ("version", "at", "actor", "kind", "note"))
        query = select(*columns).where(_REVISIONS.c.account_id == id_).order_by(_REVISIONS.c.version.desc())
        with self.reading() as connection:
            rows = connection.execute(query).all()
        return [Entry(row.version, in_utc(row.at), row.actor, row.kind, row.note) for row in rows]

    def restore(self, id_: int, to: int, *, version: int, actor: str, note: str = "") -> int:
        """Make an earlier version the newest, as one revision; what files and people had said by then counts again."""
        return self._return(id_, to, version=version, actor=actor, kind=RESTORED, note=note, with_source=True)

    def undo(self, id_: int, *, version: int, actor: str) -> int:
        """Take back the latest change that is not undone yet, as one revision.

        version : the version that is shown; a GraphkitError where somebody saved since, or nothing is left to undo. An
        import takes back what its file said, too.
        """
        return self._turn(id_, UNDONE, version=version, actor=actor)

    def redo(self, id_: int, *, version: int, actor: str) -> int:
        """Bring back what was undone last, as one revision; errors as in `undo`."""
        return self._turn(id_, REDONE, version=version, actor=actor)

    def _turn(self, id_: int, kind: str, *, version: int, actor: str) -> int:
        log = [entry for entry in self.log(id_) if entry.version <= version]
        turned = undoable(log) if kind == UNDONE else redoable(log)
        if turned is None:
            raise GraphkitError("nothing_to_undo" if kind == UNDONE else "nothing_to_redo")
        entry = next(entry for entry in log if entry.version == turned)
        to = turned - 1 if kind == UNDONE else turned
        said = entry.kind in (IMPORTED, RESTORED)
        return self._return(id_, to, version=version, actor=actor, kind=kind, note=entry.note, with_source=said)

    def _return(self, id_: int, to: int, *, version: int, actor: str, kind: str, note: str, with_source: bool) -> int:
        """Save an earlier state as the newest one."""
        earlier, _ = self.load(id_, version=to)
        said: dict[str, Any] = {"judged": self.judgements(id_, version=to)}
        if with_source:
            said["source"] = self.source(id_, version=to) or Account()
        return self.save(id_, earlier, version=version, actor=actor, kind=kind, note=note, **said)

    def last_import(self, id_: int) -> int | None:
        """The version that the last imported file made; None where it is undone or nothing was imported."""
        return last_import(self.log(id_))

    def source(self, id_: int, *, version: int | None = None) -> Account | None:
        """What imported files had said, by now or by a version: the base of a merge; None where none was imported."""
        query = select(_SOURCES.c.files).where(_SOURCES.c.account_id == id_).order_by(_SOURCES.c.version.desc())
        if version is not None:
            query = query.where(_SOURCES.c.version <= version)
        with self.reading() as connection:
            files = connection.execute(query.limit(1)).scalar()
        found = _unpack(files) if files else Account()
        return None if found.people.empty else found

    def judgements(self, id_: int, *, version: int | None = None) -> tuple[Judgement, ...]:
        """What people had said, by now or by a version, of whether two records are the same person."""
        query = select(_JUDGED.c.judgements).where(_JUDGED.c.account_id == id_).order_by(_JUDGED.c.version.desc())
        if version is not None:
            query = query.where(_JUDGED.c.version <= version)
        with self.reading() as connection:
            kept = connection.execute(query.limit(1)).scalar()
        return tuple(Judgement(**said) for said in json.loads(kept or "[]"))

    def keep_scenario(self, id_: int, scenario: Scenario, *, actor: str) -> Scenario:
        """Keep a what-if scenario as it is by now; a GraphkitError where it was changed elsewhere since."""
        kept = scenario.kept()
        values = {"saves": kept.saves, "at": datetime.now(UTC), "actor": actor, "record": to_record(kept)}
        same = (_SCENARIOS.c.id == scenario.id) & (_SCENARIOS.c.saves == scenario.saves)
        with self.writing() as connection:
            if not scenario.saves:
                connection.execute(insert(_SCENARIOS).values(id=kept.id, account_id=id_, **values))
            elif not connection.execute(update(_SCENARIOS).where(same).values(values)).rowcount:
                raise GraphkitError("scenario_changed")
        return kept

    def scenarios(self, id_: int) -> list[Scenario]:
        """The scenarios of an account that are neither kept nor thrown away, the one changed last first."""
        query = select(_SCENARIOS.c.record).where(_SCENARIOS.c.account_id == id_).order_by(_SCENARIOS.c.at.desc())
        with self.reading() as connection:
            return [from_record(record) for record in connection.execute(query).scalars()]

    def drop_scenario(self, scenario: str) -> None:
        """Forget a scenario: it was kept as a revision, or thrown away."""
        with self.writing() as connection:
            connection.execute(delete(_SCENARIOS).where(_SCENARIOS.c.id == scenario))

    def remove(self, id_: int) -> None:
        """Delete an account and its history."""
        with self.writing() as connection:
            connection.execute(delete(_JUDGED).where(_JUDGED.c.account_id == id_))
            connection.execute(delete(_SCENARIOS).where(_SCENARIOS.c.account_id == id_))
            connection.execute(delete(_SOURCES).where(_SOURCES.c.account_id == id_))
            connection.execute(delete(_REVISIONS).where(_REVISIONS.c.account_id == id_))
            connection.execute(delete(_ACCOUNTS).where(_ACCOUNTS.c.id == id_))

    def _version(self, connection: Connection, id_: int) -> int:
        found = connection.execute(select(_ACCOUNTS.c.version).where(_ACCOUNTS.c.id == id_)).scalar()
        if found is None:
            raise GraphkitError("unknown_account", value=id_)
        return int(found)

    def _load(self, connection: Connection, id_: int, version: int | None) -> tuple[Account, int]:
        row = connection.execute(select(_ACCOUNTS).where(_ACCOUNTS.c.id == id_)).one_or_none()
        if row is None:
            raise GraphkitError("unknown_account", value=id_)
        account = _unpack(row.files)
        if version is None or version == row.version:
            return account, row.version
        if not 1 <= version < row.version:
            raise GraphkitError("unknown_version", version=version, current=row.version)
        return without_later(account, self._revisions(connection, id_, version)), version

    def _revisions(
        self, connection: Connection, id_: int, after: int = 0, until: int | None = None
    ) -> Iterator[Revision]:
        query = select(_REVISIONS).where(_REVISIONS.c.account_id == id_, _REVISIONS.c.version > after)
        if until is not None:
            query = query.where(_REVISIONS.c.version <= until)
        for row in connection.execute(query.order_by(_REVISIONS.c.version.desc())):
            yield Revision(
                row.version, in_utc(row.at), row.actor, row.kind, row.note, from_json(json.loads(row.changes))
            )

    def _keep_source(self, connection: Connection, id_: int, version: int, files: str | None) -> None:
        if files is None:
            return
        at = (_SOURCES.c.account_id == id_) & (_SOURCES.c.version == version)
        connection.execute(delete(_SOURCES).where(at))
        connection.execute(insert(_SOURCES).values(account_id=id_, version=version, files=files))

    def _keep_judged(self, connection: Connection, id_: int, version: int, judged: Iterable[Judgement] | None) -> None:
        if judged is None:
            return
        connection.execute(delete(_JUDGED).where((_JUDGED.c.account_id == id_) & (_JUDGED.c.version == version)))
        kept = json.dumps([said.as_dict() for said in judged], ensure_ascii=False)
        connection.execute(insert(_JUDGED).values(account_id=id_, version=version, judgements=kept))


def _record(version: int, changes: tuple[Change, ...], actor: str, kind: str, note: str) -> dict[str, Any]:
    """A revision as a row of its table, without the account's id."""
    said = json.dumps(to_json(changes), ensure_ascii=False)
    return {"version": version, "at": datetime.now(UTC), "actor": actor, "kind": kind, "note": note, "changes": said}


def _pack(account: Account) -> str:
    return json.dumps(to_files(account), ensure_ascii=False)


@lru_cache(maxsize=8)  # an account is never changed in place, so the same text may be the same account
def _unpack(files: str) -> Account:
    return read_files(json.loads(files))[0]
