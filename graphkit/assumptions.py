"""Every number the engines assume, in one frozen record, with the reason for each.

Nothing else in the code holds a probability. An account carries its own `Assumptions`; a TOML file may change any of
them (`graphkit --assumptions FILE`), and the app shows and edits them.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from graphkit.errors import GraphkitError, unknown

_UNIT = (0.0, 1.0)


def _number(default: float, low: float, high: float) -> Any:
    return field(default=default, metadata={"low": low, "high": high})


def _numbers(*default: float, low: float = 0.0, high: float = 1.0) -> Any:
    return field(default=default, metadata={"low": low, "high": high})


@dataclass(frozen=True)
class Assumptions:
    """Every default number of MODEL.md. The reason of each stands in the catalogue as `assumption.<name>`."""

    # routes: a member approaches a person he knows with trust 0, 1, 2, 3
    step_probability: tuple[float, ...] = _numbers(0.05, 0.35, 0.65, 0.90)
    step_days: tuple[float, ...] = _numbers(15, 5, 5, 5, low=0, high=365)
    # routes: one person introduces us to another, by strength 1..5 of their line and the introducer's support
    strength_probability: tuple[float, ...] = _numbers(0.15, 0.30, 0.50, 0.70, 0.85)
    support_factor: tuple[float, ...] = _numbers(0.05, 0.25, 0.50, 0.80, 0.95)  # support -2..2
    unknown_support_factor: float = _number(0.40, *_UNIT)
    introduction_days: float = _number(10, 0, 365)
    solid_line_strength: float = _number(3, 1, 5)
    dotted_line_strength: float = _number(2, 1, 5)
    unknown_strength: float = _number(3, 1, 5)
    # plan: only for what-if; outcomes are taken as independent
    refusal_cooling: float = _number(0.2, *_UNIT)

    # forecast: how much a person listens, and to whom
    manager_weight: float = _number(1.0, 0, 10)
    report_weight: float = _number(0.35, 0, 10)
    dotted_manager_weight: float = _number(0.5, 0, 10)
    unknown_rating: float = _number(3, 1, 5)
    susceptibility: float = _number(0.9, 0, 0.99)  # at 1 nobody keeps a view of their own, and nothing settles
    susceptibility_per_power: float = _number(0.1, 0, 0.2)
    assumed_half_width: float = _number(0.5, *_UNIT)
    unknown_half_width: float = _number(1.0, *_UNIT)
    stale_days: float = _number(180, 1, 3650)
    verdict_margin: float = _number(0.1, *_UNIT)

    # network: who stands out in it
    prominent_share: float = _number(0.1, *_UNIT)
    spanner_share: float = _number(0.5, *_UNIT)

    # coverage
    silent_champion_days: float = _number(30, 1, 3650)
    trusted_step: float = _number(0.6, *_UNIT)
    influential_share: float = _number(0.1, *_UNIT)
    key_share: float = _number(0.25, *_UNIT)
    majority: float = _number(0.5, *_UNIT)
    enough_known_supports: float = _number(3, 1, 1000)
    smallest_unit: float = _number(3, 1, 1000)
    senior_power: float = _number(4, 1, 5)
    thin_cut: float = _number(2, 1, 100)

    # campaign: what a meeting brings, once it takes place
    meeting_answers: float = _number(0.75, *_UNIT)
    meeting_wins: float = _number(0.25, *_UNIT)
    met_trust: float = _number(1, 0, 3)
    pause_days: float = _number(14, 1, 365)
    worth_a_meeting: float = _number(0.005, *_UNIT)

    # habits: days until each falls due again; a visit by the contact's own cadence where it has one
    visit_days: float = _number(60, 1, 3650)
    reciprocity_days: float = _number(90, 1, 3650)
    stimulation_days: float = _number(30, 1, 3650)
    informant_days: float = _number(30, 1, 3650)
    service_days: float = _number(30, 1, 3650)
    satisfaction_days: float = _number(90, 1, 3650)
    referral_days: float = _number(180, 1, 3650)

    # logs: what visits, e-mails and connections say of a relation
    first_exchanges: float = _number(1, 1, 1000)
    regular_exchanges: float = _number(6, 1, 1000)
    regular_days: float = _number(180, 1, 3650)
    faded_days: float = _number(365, 1, 3650)
    mass_recipients: float = _number(10, 1, 1000)
    connection_trust: float = _number(0.5, 0, 2)
    alike_name: float = _number(0.80, 0.5, 1)

    def __post_init__(self) -> None:
        for item in fields(self):
            value, default = getattr(self, item.name), item.default
            values = value if isinstance(value, tuple) else (value,)
            alike = isinstance(value, tuple) == isinstance(default, tuple)
            shape = len(default) if isinstance(default, tuple) else 1
            low, high = item.metadata["low"], item.metadata["high"]
            numbers = all(type(v) in (int, float) and low <= v <= high for v in values)
            if not (alike and numbers and len(values) == shape):
                raise GraphkitError("bad_assumption", name=item.name, value=value, low=low, high=high, count=shape)

    def with_values(self, values: dict[str, Any]) -> Assumptions:
        """These assumptions with some changed; an unknown name is an error."""
        names = [item.name for item in fields(self)]
        for name in values:
            if name not in names:
                raise unknown("unknown_assumption", name, names)
        changed: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}
        return replace(self, **changed)

    def changed(self) -> dict[str, Any]:
        """What differs from the defaults, as TOML can hold it."""
        changed = {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name) != f.default}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in changed.items()}


def read_assumptions(path: Path, base: Assumptions) -> Assumptions:
    """The assumptions of `base` as changed by a TOML file that names only what it changes."""
    try:
        return base.with_values(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as reason:
        raise GraphkitError("unreadable_toml", path=str(path), reason=str(reason)) from reason
