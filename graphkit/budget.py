"""What a plan may spend: meetings, or days."""

from __future__ import annotations

from dataclasses import dataclass

from graphkit.approach import DAY
from graphkit.errors import GraphkitError
from graphkit.reliability import Part

MOST_MEETINGS = 12
MOST_DAYS = 180
DAYS_APART = 5  # of the curve by days


@dataclass(frozen=True)
class Budget:
    """What may be spent, in whole units: meetings, or parts of a day. curve : the budgets on the way to it."""

    by_days: bool
    unit: int
    curve: tuple[int, ...]

    @classmethod
    def of(cls, meetings: int, days: float | None) -> Budget:
        if days is None:
            if not 1 <= meetings <= MOST_MEETINGS:
                raise GraphkitError("bad_meetings", value=meetings, high=MOST_MEETINGS)
            return cls(False, 1, tuple(range(1, meetings + 1)))
        if not 0 < days <= MOST_DAYS:
            raise GraphkitError("bad_days", value=days, high=MOST_DAYS)
        whole = int(days * DAY)
        return cls(True, DAY, (*range(DAYS_APART * DAY, whole, DAYS_APART * DAY), whole))

    @property
    def all(self) -> int:
        return self.curve[-1]

    @property
    def limit(self) -> dict[str, float]:
        return {"days": self.all / DAY} if self.by_days else {"meetings": self.all}

    @property
    def most_meetings(self) -> int:
        return MOST_MEETINGS if self.by_days else self.all

    def price(self, steps: Part) -> tuple[int, ...]:
        """What each step takes of it."""
        return tuple(round(days * DAY) for days in steps.days) if self.by_days else (1,) * len(steps.steps)

    def points(self, odds: list[float]) -> tuple[tuple[float, float], ...]:
        """The curve by days."""
        return tuple((left / DAY, value) for left, value in zip(self.curve, odds, strict=True))
