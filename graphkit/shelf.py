"""Where the team's objections and closings are kept: beside the accounts, for all of them, and never overwritten.

Every edit is a further version of a saying; the newest counts. What was used goes with its account.
"""

from __future__ import annotations

import datetime
import json
import uuid
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Boolean, Column, Date, DateTime, ForeignKey, Integer, Row, String, Table, Text, insert, select
from sqlalchemy.exc import IntegrityError

from graphkit.database import METADATA, in_utc
from graphkit.errors import GraphkitError
from graphkit.library import KINDS, Library, Saying, Use, current
from graphkit.store import Store

_SAYINGS = Table(
    "saying",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("version", Integer, primary_key=True),  # the key itself refuses a lost update
    Column("kind", String(16), nullable=False),
    Column("said", Text, nullable=False),  # roles, support, stages and texts as JSON
    Column("retired", Boolean, nullable=False),
    Column("created_by", String(200), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)
_USED = Table(
    "used",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("saying", String(64), nullable=False),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    Column("person", String(200), nullable=False),
    Column("date", Date, nullable=False),
    Column("worked", Boolean, nullable=False),
    Column("actor", String(200), nullable=False),
)
_SAID = ("roles", "support", "stages", "texts")


class Shelf:
    """The sayings of a store and what they were used for. Safe to share between threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        store.make_tables()

    def sayings(self) -> tuple[Saying, ...]:
        """Every version of every saying the team changed or added; `graphkit.library.current` picks the newest."""
        with self._store.reading() as connection:
            rows = connection.execute(select(_SAYINGS).order_by(_SAYINGS.c.at, _SAYINGS.c.version)).all()
        return tuple(_saying(row) for row in rows)

    def library(self) -> Library:
        """Everything as it stands: the newest version of each saying, and every use."""
        return Library(current(self.sayings()), self.uses())

    def keep(self, saying: Saying, *, actor: str) -> Saying:
        """Keep a saying as its next version; a new one has version 0 and a blank id.

        Raises
        ------
        GraphkitError : no title; somebody changed it since.
        """
        if saying.kind not in KINDS or not any(texts.get("title", "").strip() for texts in saying.texts.values()):
            raise GraphkitError("saying_needs_title")
        at = datetime.datetime.now(datetime.UTC)
        next_ = replace(saying, id=saying.id or uuid.uuid4().hex, version=saying.version + 1, created_by=actor, at=at)
        values = {name: getattr(next_, name) for name in ("id", "version", "kind", "retired", "created_by", "at")}
        said = {name: asdict(next_)[name] for name in _SAID}
        try:
            with self._store.writing() as connection:
                connection.execute(insert(_SAYINGS).values(said=json.dumps(said, ensure_ascii=False), **values))
        except IntegrityError as reason:
            raise GraphkitError("saying_changed_meanwhile") from reason
        return next_

    def retire(self, saying: Saying, *, actor: str) -> Saying:
        """Take a saying out of use, as a version; what was there before stays on record."""
        return self.keep(replace(saying, retired=True), actor=actor)

    def use(self, use: Use) -> None:
        """Note that a saying was used, and whether it worked."""
        values = {"saying": use.saying, "account_id": use.account, "person": use.person, "date": use.date}
        self._store.version(use.account)  # an account that is not there is an error
        with self._store.writing() as connection:
            connection.execute(insert(_USED).values(worked=use.worked, actor=use.actor, **values))

    def uses(self) -> tuple[Use, ...]:
        """Everything that was used, in the order in which it was noted."""
        with self._store.reading() as connection:
            rows = connection.execute(select(_USED).order_by(_USED.c.id)).all()
        return tuple(Use(row.saying, row.account_id, row.person, row.date, row.worked, row.actor) for row in rows)


def _saying(row: Row[Any]) -> Saying:
    said = json.loads(row.said)
    roles, support, stages = (tuple(said[name]) for name in ("roles", "support", "stages"))
    texts: dict[str, dict[str, str]] = said["texts"]
    by = (row.version, row.retired, row.created_by, in_utc(row.at))
    return Saying(row.id, row.kind, roles, support, stages, texts, *by)
