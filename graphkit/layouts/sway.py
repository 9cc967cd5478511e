"""By influence on the decision: whoever decides in the middle, the others the farther out the less they move it."""

from __future__ import annotations

import numpy as np

from graphkit.forecast import sway
from graphkit.layouts.layout import APART, Guide, Layout
from graphkit.layouts.radial import BETWEEN_RINGS, on_arcs
from graphkit.model import Account

BANDS = (0.1, 0.03, 0.01, 0.001)  # leverage down to which a band reaches; the last band is everybody else


def by_influence(account: Account, *, decision: str = "") -> Layout:
    """Everybody in the band of the own leverage on the decision; within a band by unit, so that units keep their side.

    Raises GraphkitError where nobody is named who decides.
    """
    found = sway(account, decision=decision)
    present = np.array([account.positions[id_] for id_ in found.account.people["id"]], int)
    share = np.zeros(len(account.people))
    share[present] = np.abs(found.effect) / max(np.abs(found.effect).sum(), 1e-300)
    deciders = account.people["id"].isin(found.votes).to_numpy()
    band = np.where(deciders, -1, np.searchsorted(-np.array(BANDS), -share, side="left"))
    unit = np.unique(account.people["unit"], return_inverse=True)[1]
    order = np.lexsort([np.arange(len(unit)), unit])
    positions, radius = np.zeros((len(unit), 2)), 0.0
    guides = []
    for number in range(-1, len(BANDS) + 1):
        members = order[band[order] == number]
        counts, radii = _arcs(len(members), radius, inner=number == -1)
        positions[members] = on_arcs(counts, radii)
        radius = radii[-1] if radii else radius
        if len(members):
            guides.append(_edge(radius + BETWEEN_RINGS / 2, number))
    return Layout(positions, np.ones(len(unit), bool), tuple(guides), beside=False)


def _arcs(n: int, radius: float, *, inner: bool) -> tuple[list[int], list[float]]:
    """How many people on each ring of a band that begins beyond `radius`, and the rings' radii."""
    if inner:
        return ([1], [0.0]) if n == 1 else ([n], [APART * n / 4]) if n else ([], [])
    counts: list[int] = []
    radii: list[float] = []
    while n:
        radius += BETWEEN_RINGS if not radii else APART
        room = int(2 * np.pi * radius / (1.4 * APART))
        counts.append(min(n, room))
        radii.append(radius)
        n -= counts[-1]
    return counts, radii


def _edge(radius: float, band: int) -> Guide:
    """The outer edge of a band, with the share its people have."""
    width = 2 * radius
    if band == -1:
        return Guide("ring", 0.0, 0.0, width, width, key="decides")
    least = f"{100 * BANDS[band]:g}" if band < len(BANDS) else ""
    key = "share_over" if least else "share_less"
    return Guide("ring", 0.0, 0.0, width, width, key=key, params=(("share", least or f"{100 * BANDS[-1]:g}"),))
