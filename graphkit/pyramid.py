"""The trust pyramid: how many people stand on which step, now and wanted, and whose next step is which."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphkit.model import Account

STEPS = (0, 1, 2, 3)  # none, safety, value, dependence


@dataclass(frozen=True)
class Climb:
    """Somebody who should trust us more than today, and the next step on the way there.

    member : who of us knows them best. now, wanted, next : steps 0..3; a trust between two steps stands on the lower.
    """

    person: str
    member: str
    now: int
    wanted: int
    next: int


@dataclass(frozen=True)
class Pyramid:
    """People on each step of trust, 0..3. now, wanted : counts per step; whoever nobody of us knows is in neither.

    climbs : whose next step is which, the lowest step first, for most is lost there.
    """

    now: tuple[int, ...]
    wanted: tuple[int, ...]
    climbs: tuple[Climb, ...]


def pyramid(account: Account) -> Pyramid:
    """The trust pyramid of the people somebody of us knows; of several contacts of a person the most trusted counts.

    Nobody is wanted on a lower step than today; where no trust is wanted, it is today's. Unknown trust is none.
    """
    contacts = account.present.contacts
    known = contacts.assign(now=contacts["trust"].fillna(0), wanted=contacts["target_trust"].fillna(0))
    best = known.sort_values("now", ascending=False, kind="stable").drop_duplicates("person").sort_values("person")
    now = np.floor(best["now"].to_numpy(float)).astype(int)
    highest = known.groupby("person")["wanted"].max().reindex(best["person"]).to_numpy(float)
    wanted = np.maximum(now, np.floor(highest).astype(int))
    rows = zip(best["person"], best["member"], now.tolist(), wanted.tolist(), strict=True)
    climbs = (Climb(person, member, step, goal, step + 1) for person, member, step, goal in rows if goal > step)
    return Pyramid(
        tuple(int((now == step).sum()) for step in STEPS),
        tuple(int((wanted == step).sum()) for step in STEPS),
        tuple(sorted(climbs, key=lambda climb: (climb.now, -climb.wanted, climb.person))),
    )
