"""What a team keeps for all its accounts: how files are understood, its own texts, its choices, its target profile."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Connection, DateTime, Integer, String, Table, Text, delete, insert, select

from graphkit.database import METADATA, Database, in_utc
from graphkit.playbook.wording import Version, checked

_RECIPES = Table(  # how a kind of file was understood, for the next one of its kind
    "recipe",
    METADATA,
    Column("key", String(64), primary_key=True),
    Column("recipe", Text, nullable=False),
)
_WORDINGS = Table(  # a team's own texts of the playbook, every version; a blank one went back to ours
    "wording",
    METADATA,
    Column("key", String(120), primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("actor", String(200), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)
_PREFERENCES = Table(  # what a user of the app has chosen for good
    "preference",
    METADATA,
    Column("user", String(200), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)
_CRITERIA = Table(  # what the team's target customer looks like, one list for all accounts
    "criterion",
    METADATA,
    Column("place", Integer, primary_key=True),
    Column("words", Text, nullable=False),
)


class Settings(Database):
    """What a database holds for every account alike."""

    def remember(self, recipe: Mapping[str, Any]) -> None:
        """Keep how a file was understood (`importing.remember`), in place of what was kept for the same columns."""
        key = hashlib.blake2b(json.dumps(recipe["columns"]).encode(), digest_size=16).hexdigest()
        with self.writing() as connection:
            connection.execute(delete(_RECIPES).where(_RECIPES.c.key == key))
            connection.execute(insert(_RECIPES).values(key=key, recipe=json.dumps(recipe, ensure_ascii=False)))

    def recipes(self) -> list[dict[str, Any]]:
        """How files were understood so far, one entry for each set of columns."""
        with self.reading() as connection:
            found = connection.execute(select(_RECIPES.c.recipe).order_by(_RECIPES.c.key)).scalars().all()
        return [json.loads(recipe) for recipe in found]

    def word(self, key: str, language: str, text: str, *, actor: str) -> None:
        """Keep the team's own text of the playbook as one more version; "" goes back to ours.

        A GraphkitError where it would lose a placeholder (`wording.checked`).
        """
        text = checked(key, language, text)
        with self.writing() as connection:
            versions = self._versions(connection, key, language)
            if text != (versions[0].text if versions else ""):
                values = {"version": len(versions) + 1, "text": text, "actor": actor, "at": datetime.now(UTC)}
                connection.execute(insert(_WORDINGS).values(key=key, language=language, **values))

    def wordings(self, language: str) -> dict[str, str]:
        """The team's own texts of the playbook as they are by now, by key."""
        query = select(_WORDINGS.c.key, _WORDINGS.c.text).where(_WORDINGS.c.language == language)
        with self.reading() as connection:
            newest = {row.key: row.text for row in connection.execute(query.order_by(_WORDINGS.c.version))}
        return {key: text for key, text in newest.items() if text}

    def wording_history(self, key: str, language: str) -> list[Version]:
        """Every version of one text of the team's, the newest first."""
        with self.reading() as connection:
            return self._versions(connection, key, language)

    def _versions(self, connection: Connection, key: str, language: str) -> list[Version]:
        same = (_WORDINGS.c.key == key) & (_WORDINGS.c.language == language)
        rows = connection.execute(select(_WORDINGS).where(same).order_by(_WORDINGS.c.version.desc())).all()
        return [Version(row.key, row.language, row.version, row.text, row.actor, in_utc(row.at)) for row in rows]

    def prefer(self, user: str, name: str, value: str) -> None:
        """Keep what a user has chosen, in place of what they chose before."""
        with self.writing() as connection:
            chosen = (_PREFERENCES.c.user == user) & (_PREFERENCES.c.name == name)
            connection.execute(delete(_PREFERENCES).where(chosen))
            connection.execute(insert(_PREFERENCES).values(user=user, name=name, value=value))

    def preference(self, user: str, name: str) -> str:
        """What a user has chosen; "" where nothing yet."""
        chosen = (_PREFERENCES.c.user == user) & (_PREFERENCES.c.name == name)
        with self.reading() as connection:
            return connection.execute(select(_PREFERENCES.c.value).where(chosen)).scalar() or ""

    def keep_criteria(self, criteria: Iterable[str]) -> None:
        """Keep the target profile, one list for all accounts, in place of what it was; blank lines and repeats go."""
        wanted = dict.fromkeys(words.strip() for words in criteria if words.strip())
        with self.writing() as connection:
            connection.execute(delete(_CRITERIA))
            for place, words in enumerate(wanted):
                connection.execute(insert(_CRITERIA).values(place=place, words=words))

    def criteria(self) -> tuple[str, ...]:
        """The target profile of the team: what its best customers have in common."""
        with self.reading() as connection:
            return tuple(connection.execute(select(_CRITERIA.c.words).order_by(_CRITERIA.c.place)).scalars())
