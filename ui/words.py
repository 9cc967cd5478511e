"""Text from files on the screen: Streamlit reads labels and messages as Markdown, people's names are not."""

from __future__ import annotations

import re

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:^=&/@])")


# after Markdown is read, bare addresses become links and arrows and dashes become signs: a joiner that nobody sees, and
# that joins nothing else, keeps their letters apart
_JOINER = "\N{WORD JOINER}"
_MADE_INTO = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?=@)|(?<=[-<=])(?=[->=])", re.IGNORECASE)


def plain(words: str) -> str:
    """Words that Markdown leaves as they are: no picture is fetched, no link made, nothing run."""
    return _MARKDOWN.sub(r"\\\1", _MADE_INTO.sub(_JOINER, words.replace("\n", " ")))


def percent(probability: float) -> str:
    """0.7026 -> `70%`; what is possible is never written as 0, what is uncertain never as 100."""
    if 0 < probability < 0.005:
        return "< 1%"
    if 0.995 <= probability < 1:
        return "> 99%"
    return f"{100 * probability:.0f}%"


def signed(stance: float) -> str:
    return f"{stance:+.2f}".replace("-", "−")
