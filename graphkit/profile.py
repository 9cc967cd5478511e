"""What a team should know of a customer as a whole, and when each part of it was last looked at."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from graphkit.changes import HEAD
from graphkit.model import Account
from graphkit.revisions import Revision

PARTS = ("strategy", "goals", "innovation", "operations", "finance", "organisation")


def describe_account(account: Account, **texts: str) -> Account:
    """The account with other profile texts; a blank one is unknown again."""
    profile = dict(account.profile) | {part: words.strip() for part, words in texts.items()}
    return account.with_(profile={part: words for part, words in profile.items() if words})


def last_changed(history: Iterable[Revision]) -> dict[str, datetime.datetime]:
    """When each profile text was last changed; of one that never was, nothing. Revisions in any order."""
    changed: dict[str, datetime.datetime] = {}
    for revision in sorted(history, key=lambda revision: revision.version):
        named = {c.key[1] for c in revision.changes if c.table == HEAD and c.key[0] == "profile"}
        changed |= dict.fromkeys(named, revision.at)
    return changed
