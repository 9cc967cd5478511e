"""Where accounts live: one database, every save one revision, whole or not at all.

A revision keeps what changed (`graphkit.changes`), so any earlier state is today's with the later changes peeled off,
and the history reads as sentences. Two editors never overwrite each other: whoever saves second is told.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import platformdirs
from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Engine,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    delete,
    event,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from graphkit.changes import Change, diff, from_json, to_json
from graphkit.errors import GraphkitError, unknown
from graphkit.folder import from_files, to_files
from graphkit.merging.judged import Judgement
from graphkit.model import Account
from graphkit.playbook.wording import Version, checked
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

_METADATA = MetaData()
_ACCOUNTS = Table(
    "account",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("version", Integer, nullable=False),
    Column("files", Text, nullable=False),  # the account folder as JSON: file name -> content
    sqlite_autoincrement=True,  # the id of a removed account is never another's
)
_REVISIONS = Table(
    "revision",
    _METADATA,
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
    _METADATA,
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("files", Text, nullable=False),
)
_JUDGED = Table(  # all that had been said by a version of whether two records are the same person
    "judged",
    _METADATA,
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("judgements", Text, nullable=False),
)
_SCENARIOS = Table(  # what-if scenarios that nobody has kept or thrown away yet: a reload loses none
    "scenario",
    _METADATA,
    Column("id", String(32), primary_key=True),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    Column("saves", Integer, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", String(200), nullable=False),
    Column("record", Text, nullable=False),
)
_RECIPES = Table(  # how a kind of file was understood, for the next one of its kind
    "recipe",
    _METADATA,
    Column("key", String(64), primary_key=True),
    Column("recipe", Text, nullable=False),
)
_WORDINGS = Table(  # a team's own texts of the playbook, every version; a blank one went back to ours
    "wording",
    _METADATA,
    Column("key", String(120), primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("actor", String(200), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)
_PREFERENCES = Table(  # what a user of the app has chosen for good
    "preference",
    _METADATA,
    Column("user", String(200), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)
_CRITERIA = Table(  # what the team's target customer looks like, one list for all accounts
    "criterion",
    _METADATA,
    Column("place", Integer, primary_key=True),
    Column("words", Text, nullable=False),
)
# SQLite before 3.51.3 may corrupt a write-ahead log when two connections write at the same instant
_WAL_IS_SAFE = sqlite3.sqlite_version_info >= (3, 51, 3)


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


class Store:
    """Accounts in a database. Safe to share between threads."""

    def __init__(self, url: str) -> None:
        self._engine = _engine(url)
        with self._writing() as connection:
            _METADATA.create_all(connection)

    def listings(self) -> list[Listing]:
        """Every account, the one saved last first."""
        latest = (_REVISIONS.c.account_id == _ACCOUNTS.c.id) & (_REVISIONS.c.version == _ACCOUNTS.c.version)
        query = (
            select(_ACCOUNTS.c.id, _ACCOUNTS.c.name, _ACCOUNTS.c.version, _REVISIONS.c.at)
            .join(_REVISIONS, latest)
            .order_by(_REVISIONS.c.at.desc(), _ACCOUNTS.c.id.desc())
        )
        with self._reading() as connection:
            rows = connection.execute(query).all()
        return [Listing(row.id, row.name, row.version, _in_utc(row.at)) for row in rows]

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
        with self._writing() as connection:
            values = {"name": account.name, "version": 1, "files": _pack(account)}
            id_ = int(connection.execute(insert(_ACCOUNTS).values(values).returning(_ACCOUNTS.c.id)).scalar_one())
            self._log(connection, id_, 1, diff(Account(), account), actor, kind, note)
            self._keep_source(connection, id_, 1, source)
            return id_

    def version(self, id_: int) -> int:
        with self._reading() as connection:
            found = connection.execute(select(_ACCOUNTS.c.version).where(_ACCOUNTS.c.id == id_)).scalar()
        if found is None:
            raise GraphkitError("unknown_account", value=id_)
        return int(found)

    def load(self, id_: int, *, version: int | None = None) -> tuple[Account, int]:
        """An account and its version; with `version`, as it was then."""
        with self._reading() as connection:
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
        try:
            with self._writing() as connection:
                before, current = self._load(connection, id_, None)
                if current != version:
                    raise GraphkitError("saved_meanwhile", name=account.name, version=version, current=current)
                changes = diff(before, account)
                if not changes:
                    self._keep_source(connection, id_, version, source)
                    self._keep_judged(connection, id_, version, judged)
                    return version
                values = {"name": account.name, "version": version + 1, "files": _pack(account)}
                connection.execute(update(_ACCOUNTS).where(_ACCOUNTS.c.id == id_).values(values))
                self._log(connection, id_, version + 1, changes, actor, kind, note)
                self._keep_source(connection, id_, version + 1, source)
                self._keep_judged(connection, id_, version + 1, judged)
                return version + 1
        except IntegrityError as reason:
            raise GraphkitError("saved_meanwhile", name=account.name, version=version, current=version + 1) from reason

    def history(self, id_: int, *, after: int = 0, until: int | None = None) -> list[Revision]:
        """Every revision of an account, the newest first; with bounds, those later than `after` up to `until`."""
        with self._reading() as connection:
            return list(self._revisions(connection, id_, after, until))

    def log(self, id_: int) -> list[Entry]:
        """Who saved when and why, the newest first: the history without what was changed, quick for a long one."""
        columns = (_REVISIONS.c[name] for name in ("version", "at", "actor", "kind", "note"))
        query = select(*columns).where(_REVISIONS.c.account_id == id_).order_by(_REVISIONS.c.version.desc())
        with self._reading() as connection:
            rows = connection.execute(query).all()
        return [Entry(row.version, _in_utc(row.at), row.actor, row.kind, row.note) for row in rows]

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
        with self._reading() as connection:
            files = connection.execute(query.limit(1)).scalar()
        found, _ = from_files(json.loads(files)) if files else (Account(), [])
        return None if found.people.empty else found

    def judgements(self, id_: int, *, version: int | None = None) -> tuple[Judgement, ...]:
        """What people had said, by now or by a version, of whether two records are the same person."""
        query = select(_JUDGED.c.judgements).where(_JUDGED.c.account_id == id_).order_by(_JUDGED.c.version.desc())
        if version is not None:
            query = query.where(_JUDGED.c.version <= version)
        with self._reading() as connection:
            kept = connection.execute(query.limit(1)).scalar()
        return tuple(Judgement(**said) for said in json.loads(kept or "[]"))

    def remember(self, recipe: Mapping[str, Any]) -> None:
        """Keep how a file was understood (`importing.remember`), in place of what was kept for the same columns."""
        key = hashlib.blake2b(json.dumps(recipe["columns"]).encode(), digest_size=16).hexdigest()
        with self._writing() as connection:
            connection.execute(delete(_RECIPES).where(_RECIPES.c.key == key))
            connection.execute(insert(_RECIPES).values(key=key, recipe=json.dumps(recipe, ensure_ascii=False)))

    def recipes(self) -> list[dict[str, Any]]:
        """How files were understood so far, one entry for each set of columns."""
        with self._reading() as connection:
            found = connection.execute(select(_RECIPES.c.recipe).order_by(_RECIPES.c.key)).scalars().all()
        return [json.loads(recipe) for recipe in found]

    def word(self, key: str, language: str, text: str, *, actor: str) -> None:
        """Keep the team's own text of the playbook as one more version; "" goes back to ours.

        A GraphkitError where it would lose a placeholder (`wording.checked`).
        """
        text = checked(key, language, text)
        with self._writing() as connection:
            versions = self._versions(connection, key, language)
            if text != (versions[0].text if versions else ""):
                values = {"version": len(versions) + 1, "text": text, "actor": actor, "at": datetime.now(UTC)}
                connection.execute(insert(_WORDINGS).values(key=key, language=language, **values))

    def wordings(self, language: str) -> dict[str, str]:
        """The team's own texts of the playbook as they are by now, by key."""
        query = select(_WORDINGS.c.key, _WORDINGS.c.text).where(_WORDINGS.c.language == language)
        with self._reading() as connection:
            newest = {row.key: row.text for row in connection.execute(query.order_by(_WORDINGS.c.version))}
        return {key: text for key, text in newest.items() if text}

    def wording_history(self, key: str, language: str) -> list[Version]:
        """Every version of one text of the team's, the newest first."""
        with self._reading() as connection:
            return self._versions(connection, key, language)

    def _versions(self, connection: Connection, key: str, language: str) -> list[Version]:
        same = (_WORDINGS.c.key == key) & (_WORDINGS.c.language == language)
        rows = connection.execute(select(_WORDINGS).where(same).order_by(_WORDINGS.c.version.desc())).all()
        return [Version(row.key, row.language, row.version, row.text, row.actor, _in_utc(row.at)) for row in rows]

    def keep_scenario(self, id_: int, scenario: Scenario, *, actor: str) -> Scenario:
        """Keep a what-if scenario as it is by now; a GraphkitError where it was changed elsewhere since."""
        kept = scenario.kept()
        values = {"saves": kept.saves, "at": datetime.now(UTC), "actor": actor, "record": to_record(kept)}
        same = (_SCENARIOS.c.id == scenario.id) & (_SCENARIOS.c.saves == scenario.saves)
        with self._writing() as connection:
            if not scenario.saves:
                connection.execute(insert(_SCENARIOS).values(id=kept.id, account_id=id_, **values))
            elif not connection.execute(update(_SCENARIOS).where(same).values(values)).rowcount:
                raise GraphkitError("scenario_changed")
        return kept

    def scenarios(self, id_: int) -> list[Scenario]:
        """The scenarios of an account that are neither kept nor thrown away, the one changed last first."""
        query = select(_SCENARIOS.c.record).where(_SCENARIOS.c.account_id == id_).order_by(_SCENARIOS.c.at.desc())
        with self._reading() as connection:
            return [from_record(record) for record in connection.execute(query).scalars()]

    def drop_scenario(self, scenario: str) -> None:
        """Forget a scenario: it was kept as a revision, or thrown away."""
        with self._writing() as connection:
            connection.execute(delete(_SCENARIOS).where(_SCENARIOS.c.id == scenario))

    def prefer(self, user: str, name: str, value: str) -> None:
        """Keep what a user has chosen, in place of what they chose before."""
        with self._writing() as connection:
            chosen = (_PREFERENCES.c.user == user) & (_PREFERENCES.c.name == name)
            connection.execute(delete(_PREFERENCES).where(chosen))
            connection.execute(insert(_PREFERENCES).values(user=user, name=name, value=value))

    def preference(self, user: str, name: str) -> str:
        """What a user has chosen; "" where nothing yet."""
        chosen = (_PREFERENCES.c.user == user) & (_PREFERENCES.c.name == name)
        with self._reading() as connection:
            return connection.execute(select(_PREFERENCES.c.value).where(chosen)).scalar() or ""

    def keep_criteria(self, criteria: Iterable[str]) -> None:
        """Keep the target profile, one list for all accounts, in place of what it was; blank lines and repeats go."""
        wanted = dict.fromkeys(words.strip() for words in criteria if words.strip())
        with self._writing() as connection:
            connection.execute(delete(_CRITERIA))
            for place, words in enumerate(wanted):
                connection.execute(insert(_CRITERIA).values(place=place, words=words))

    def criteria(self) -> tuple[str, ...]:
        """The target profile of the team: what its best customers have in common."""
        with self._reading() as connection:
            return tuple(connection.execute(select(_CRITERIA.c.words).order_by(_CRITERIA.c.place)).scalars())

    def remove(self, id_: int) -> None:
        """Delete an account and its history."""
        with self._writing() as connection:
            connection.execute(delete(_JUDGED).where(_JUDGED.c.account_id == id_))
            connection.execute(delete(_SCENARIOS).where(_SCENARIOS.c.account_id == id_))
            connection.execute(delete(_SOURCES).where(_SOURCES.c.account_id == id_))
            connection.execute(delete(_REVISIONS).where(_REVISIONS.c.account_id == id_))
            connection.execute(delete(_ACCOUNTS).where(_ACCOUNTS.c.id == id_))

    def _load(self, connection: Connection, id_: int, version: int | None) -> tuple[Account, int]:
        row = connection.execute(select(_ACCOUNTS).where(_ACCOUNTS.c.id == id_)).one_or_none()
        if row is None:
            raise GraphkitError("unknown_account", value=id_)
        account, _ = from_files(json.loads(row.files))
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
                row.version, _in_utc(row.at), row.actor, row.kind, row.note, from_json(json.loads(row.changes))
            )

    def _keep_source(self, connection: Connection, id_: int, version: int, source: Account | None) -> None:
        if source is None:
            return
        at = (_SOURCES.c.account_id == id_) & (_SOURCES.c.version == version)
        connection.execute(delete(_SOURCES).where(at))
        connection.execute(insert(_SOURCES).values(account_id=id_, version=version, files=_pack(source)))

    def _keep_judged(self, connection: Connection, id_: int, version: int, judged: Iterable[Judgement] | None) -> None:
        if judged is None:
            return
        connection.execute(delete(_JUDGED).where((_JUDGED.c.account_id == id_) & (_JUDGED.c.version == version)))
        kept = json.dumps([said.as_dict() for said in judged], ensure_ascii=False)
        connection.execute(insert(_JUDGED).values(account_id=id_, version=version, judgements=kept))

    def _log(
        self,
        connection: Connection,
        id_: int,
        version: int,
        changes: tuple[Change, ...],
        actor: str,
        kind: str,
        note: str,
    ) -> None:
        values: dict[str, Any] = {"account_id": id_, "version": version, "at": datetime.now(UTC), "actor": actor}
        values |= {"kind": kind, "note": note, "changes": json.dumps(to_json(changes), ensure_ascii=False)}
        connection.execute(insert(_REVISIONS).values(values))

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._engine.connect().execution_options(reading=True) as connection, connection.begin():
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._engine.begin() as connection:
            yield connection


def _in_utc(at: datetime) -> datetime:
    """SQLite forgets the zone; what is stored is UTC."""
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


def _pack(account: Account) -> str:
    return json.dumps(to_files(account), ensure_ascii=False)


def _engine(url: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": 15}, poolclass=NullPool)  # a file: opening costs nothing

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # the driver must not open transactions of its own
        journal = (
            ("journal_mode=WAL", "synchronous=FULL") if _WAL_IS_SAFE else ("journal_mode=TRUNCATE", "synchronous=EXTRA")
        )
        for pragma in (*journal, "foreign_keys=ON", "busy_timeout=15000", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # a writer takes its lock at once, so that two never deadlock on an upgrade
        reading = connection.get_execution_options().get("reading")
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine
