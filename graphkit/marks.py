"""The visual language of every picture: one colour, glyph or width for one meaning.

Colour and glyph are support, the border is the role, an arc is our trust, width is strength, dashed is assumed.
Nothing is shown by colour alone, and unknown looks unknown.
"""

from __future__ import annotations

from typing import Any

import numpy as np

# a diverging scale that a colour-blind reader tells apart (ColorBrewer PuOr, darker ends), and its glyphs
SUPPORT_COLOURS = {2: "#3c4aa0", 1: "#9fa8da", 0: "#f5f5f5", -1: "#fdb863", -2: "#c25a00", None: "#c9c9c9"}
SUPPORT_GLYPHS = {2: "++", 1: "+", 0: "0", -1: "−", -2: "−−", None: "?"}
SUPPORT_INKS = {level: "#ffffff" if level in (2, -2) else "#1c1c1c" for level in SUPPORT_COLOURS}
ROLE_BORDERS = {
    "decision_maker": "#b8860b",
    "gatekeeper": "#00897b",
    "influencer": "#b04fc2",
    "user": "#607d8b",
    "": "#868686",
}
LINE_GROUPS = {
    "formal": ("reports_to", "dotted_to"),
    "influences": ("influences",),
    "personal": ("friend", "alumni", "ex_colleague", "family", "mentor"),
    "work": ("works_with",),
    "rival": ("rival",),
    "ours": ("contact",),
}
LINE_COLOURS = {
    "formal": "#868c92",
    "influences": "#b04fc2",
    "personal": "#00897b",
    "work": "#5c7a29",
    "rival": "#d84315",
    "ours": "#1e88e5",
}
OURS_COLOUR = LINE_COLOURS["ours"]
ROUTE_COLOUR = "#b8860b"
LEG_STYLES: dict[str, dict[str, Any]] = {  # of a route or a plan, by `walk.STATES`; pixels on the screen, at any zoom
    "done": {"colour": ROUTE_COLOUR, "width": 2.5, "dash": [], "shape": "line", "mark": "✓"},
    "refused": {"colour": "#78868c", "width": 2.5, "dash": [2.5, 4], "shape": "line dotted", "mark": "✕"},
    "way": {"colour": ROUTE_COLOUR, "width": 5, "dash": [], "shape": "line", "mark": ""},
    "otherwise": {"colour": "#d6357a", "width": 3, "dash": [9, 6], "shape": "line dashed", "mark": ""},
}


def support_level(support: float | None) -> int | None:
    """The named level nearest to a support rating; None stays None."""
    return nearest_level(support, -2, 2)


def nearest_level(rating: float | None, low: int, high: int) -> int | None:
    """The whole number of a scale nearest to a rating, halves upwards; None and NaN are None."""
    return None if rating is None or np.isnan(rating) else int(np.clip(np.floor(rating + 0.5), low, high))
