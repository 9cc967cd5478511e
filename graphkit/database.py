"""The database: where it is opened, how it is locked, and how its times are read.

Each module that keeps something declares its tables on `METADATA` and speaks to them through a `Database`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from graphkit.errors import GraphkitError

METADATA = MetaData()
# SQLite before 3.51.3 may corrupt a write-ahead log when two connections write at the same instant
_WAL_IS_SAFE = sqlite3.sqlite_version_info >= (3, 51, 3)


class Database:
    """Tables and transactions. Safe to share between threads and between processes.

    wait : seconds until we give up while somebody else writes.
    """

    def __init__(self, url: str, *, wait: float = 15) -> None:
        self._wait = wait
        self._engine = _engine(url, wait)
        self.make_tables()

    def make_tables(self) -> None:
        """Make the tables that are declared by now and not there yet."""
        with self.writing() as connection:
            METADATA.create_all(connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of everything."""
        with self._engine.connect().execution_options(reading=True) as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is kept whole or not at all; one writes at a time.

        Raises
        ------
        GraphkitError : somebody else has been writing for so long that we gave up waiting.
        """
        try:
            with self._engine.begin() as connection:
                yield connection
        except OperationalError as reason:
            if "locked" in str(reason.orig):
                raise GraphkitError("store_busy", seconds=f"{self._wait:g}") from reason
            raise


def in_utc(at: datetime) -> datetime:
    """SQLite forgets the zone; what is stored is UTC."""
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


def _engine(url: str, wait: float) -> Engine:
    engine = create_engine(url, connect_args={"timeout": wait}, poolclass=NullPool)  # a file: opening costs nothing

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # the driver must not open transactions of its own
        journal = (
            ("journal_mode=WAL", "synchronous=FULL") if _WAL_IS_SAFE else ("journal_mode=TRUNCATE", "synchronous=EXTRA")
        )
        for pragma in (*journal, "foreign_keys=ON", f"busy_timeout={int(wait * 1000)}", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # a writer takes its lock at once, so that two never deadlock on an upgrade
        reading = connection.get_execution_options().get("reading")
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine
