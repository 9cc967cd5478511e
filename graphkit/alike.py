"""Names that are nearly the same. Likeness is a proposal with a score; a person decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from graphkit.names import fold_name as fold

_MOST_COMPARISONS = 20_000_000  # about two seconds
_BY_SOUND = 0.95  # 张伟 and 章伟 sound the same and are two people

Scores = npt.NDArray[np.float32]


def most_alike(texts: Sequence[str], names: Sequence[str], *, least: float) -> list[tuple[int, float]]:
    """For each text the position of the name most like it and the likeness, 0..1; (-1, 0) below `least`.

    Latin names are compared without the order of their words, Chinese ones by characters and by pinyin. Of equals the
    first. Beyond 20 million comparisons the last texts are not compared: give the most frequent first.
    """
    asked = texts[: _MOST_COMPARISONS // max(len(names), 1)]
    if not asked or not names:
        return [(-1, 0.0)] * len(texts)
    scores = _likeness([fold(text) for text in asked], [fold(name) for name in names])
    best = scores.argmax(axis=1)
    found = [(int(i), round(float(row[i]), 3)) for i, row in zip(best, scores, strict=True)]
    unasked = [(-1, 0.0)] * (len(texts) - len(asked))
    return [(i, score) if score >= least else (-1, 0.0) for i, score in found] + unasked


def _likeness(texts: list[str], names: list[str]) -> Scores:
    scores = _compared(texts, names, fuzz.token_sort_ratio)
    if any(map(_is_chinese, [*texts, *names])):
        spoken, turned = ([_spoken(change(text)) for text in texts] for change in (str, _surname_first))
        names_spoken, names_turned = ([_spoken(change(name)) for name in names] for change in (str, _surname_first))
        for some, others in ((spoken, names_spoken), (turned, names_spoken), (spoken, names_turned)):
            scores = np.maximum(scores, _compared(some, others, fuzz.ratio) * np.float32(_BY_SOUND))
    return scores


def _compared(texts: list[str], names: list[str], scorer: Callable[..., float]) -> Scores:
    return np.asarray(process.cdist(texts, names, scorer=scorer, dtype=np.float32), np.float32) / np.float32(100)


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


def _surname_first(text: str) -> str:
    """`wei zhang` -> `zhang wei`."""
    given, _, surname = text.rpartition(" ")
    return f"{surname} {given}"


def _spoken(text: str) -> str:
    """A name as it sounds, without blanks: 欧阳娜 and `ouyang na` -> `ouyangna`."""
    if not _is_chinese(text):
        return text.replace(" ", "")
    from pypinyin import lazy_pinyin  # slow to load, and only Chinese names need it

    return "".join(lazy_pinyin(text)).replace(" ", "")
