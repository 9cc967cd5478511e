"""Which names may be one person's, whatever their order, accents, abbreviation or script.

A name is compared by its words, in any order (`Last, First`), by its Chinese characters, by their pinyin, with the
readings that characters have as surnames, and by what an English given name is for short (`Bob`, Robert). What stands
in brackets counts only where nothing else does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz, process

from graphkit.importing.names import fold_name as fold
from graphkit.model import is_placeholder

if TYPE_CHECKING:
    from nicknames import NickNamer

LEAST_SIMILAR = {"words": 80, "characters": 75}  # of 100, from which spellings may be slips of one another
_LEAST_ALIKE = 60
_MOST_NAMESAKES = 30  # a name that more people share tells nothing
_CHUNK = 1000

# How well two names agree that have one form in common, by what the form is, and the word for it.
_SAME = {
    ("words", "words"): (100, "name"),
    ("characters", "characters"): (100, "name"),
    ("words", "pinyin"): (95, "pinyin"),
    ("pinyin", "words"): (95, "pinyin"),
    ("short", "given"): (85, "initials"),
    ("given", "short"): (85, "initials"),
    ("formal", "short for"): (80, "nickname"),
    ("short for", "formal"): (80, "nickname"),
    ("pinyin", "pinyin"): (80, "pinyin"),
}
_SAME_SOUND, _OTHER_SCRIPT = (80, "pinyin"), (95, "script")
_CHINESE = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
_WORD = re.compile(r"[^\W_]+")
_ACCENTS = re.compile("[\u0300-\u036f]")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_APOSTROPHES = str.maketrans("", "", "'’‘`´")

_TWO_CHARACTERS = "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯 端木 万俟 南宫 西门 轩辕 长孙 宇文 独孤"
_READINGS = """单:shan 曾:zeng 仇:qiu 解:xie 朴:piao 覃:qin 查:zha 盖:ge 区:ou 缪:miao 冼:xian 翟:zhai 宓:mi 乐:yue
    员:yun 种:chong 繁:po 洗:xian 折:she 召:shao 纪:ji 牟:mu 任:ren 葛:ge 尉迟:yuchi 万俟:moqi"""
_LONG_SURNAMES = frozenset(_TWO_CHARACTERS.split())
_SURNAMES = dict(pair.split(":") for pair in _READINGS.split())  # characters that are read otherwise in a surname


def alike(one: str, other: str) -> bool:
    """Whether two names have enough in common to be one person's, or cannot be compared: no name, another script.

    >>> alike("Anna Smith", "Anna Brown"), alike("Anna Smith", "Bo Lee"), alike("张伟", "Bo Lee")
    (True, False, True)
    """
    if fold(one) == fold(other) or is_placeholder(one) or is_placeholder(other):
        return True
    (words, chinese), (others, characters) = _parts(one), _parts(other)
    agree = []
    if words and others:
        shared = {word for word in words if len(word) > 1} & set(others)
        agree += [bool(shared) or fuzz.token_sort_ratio(" ".join(words), " ".join(others)) >= _LEAST_ALIKE]
    if chinese and characters:
        sound = set(_pinyin(chinese)) & set(_pinyin(characters))
        agree += [bool(sound) or fuzz.ratio(chinese, characters) >= _LEAST_ALIKE]
    return any(agree) or not agree


def pairs(ones: Sequence[str], others: Sequence[str]) -> dict[tuple[int, int], tuple[int, str]]:
    """Which of some names may be which of others: positions -> how well they agree, 0..100, and why.

    Why is "name" (the same words or characters), "script" (the same in traditional characters), "pinyin", "initials",
    "nickname" or "similar" (a slip or two).

    Notes
    -----
    Every name is compared with every other for slips: O(n m), about 10 million pairs a second.

    References
    ----------
    Given names and what they are for short: C. Northern, N. Crews, nicknames (Apache-2.0).
    """
    left = _forms(ones)
    right = left if others is ones else _forms(others)
    found: dict[tuple[int, int], tuple[int, str]] = {}
    for score, reason, rows, others_rows in (*_same(left, right), *_similar(left, right)):
        if len(rows) <= _MOST_NAMESAKES and len(others_rows) <= _MOST_NAMESAKES:
            for i, j in product(rows, others_rows):
                why = score, reason
                if why == _SAME_SOUND and _in_two_scripts(ones[i], others[j]):
                    why = _OTHER_SCRIPT
                found[i, j] = max(found.get((i, j), why), why, key=lambda known: known[0])
    return found


Forms = dict[str, dict[str, list[int]]]  # kind -> form -> positions of the names that have it
Found = Iterator[tuple[int, str, list[int], list[int]]]


def _same(left: Forms, right: Forms) -> Found:
    """Names that have a form in common."""
    for (kind, other), (score, reason) in _SAME.items():
        for form, rows in left[kind].items():
            if form in right[other]:
                yield score, reason, rows, right[other][form]


def _similar(left: Forms, right: Forms) -> Found:
    """Names of which one may be a misspelling of the other."""
    for kind, least in LEAST_SIMILAR.items():
        forms, others = list(left[kind]), list(right[kind])
        for start in range(0, len(forms) if others else 0, _CHUNK):
            part = forms[start : start + _CHUNK]
            scores = process.cdist(part, others, scorer=fuzz.ratio, score_cutoff=least, dtype=np.uint8)
            for i, j in np.argwhere(scores).tolist():
                if not _other_initials(part[i], others[j]):
                    yield int(scores[i, j]), "similar", left[kind][part[i]], right[kind][others[j]]


def _other_initials(one: str, other: str) -> bool:
    initials = [{word for word in form.split() if len(word) == 1} for form in (one, other)]
    return all(initials) and initials[0] != initials[1]


def _forms(names: Sequence[str]) -> Forms:
    """Every form by which each name may be found."""
    forms: Forms = {kind: {} for kinds in _SAME for kind in kinds}
    for row, name in enumerate(names):
        for form, kind in sorted(_forms_of(name)):
            forms[kind].setdefault(form, []).append(row)
    return forms


def _forms_of(name: str) -> set[tuple[str, str]]:
    if is_placeholder(name):
        return set()
    words, chinese = _parts(name)
    spelled = [_words(name, _TWO_LETTERS) or words, words] if words else []
    sounds = _pinyin(chinese) if len(chinese) > 1 else ()
    forms = {(" ".join(sorted(spelling)), "words") for spelling in spelled}
    forms |= {(chinese, "characters")} if chinese else set()
    forms |= {(" ".join(sorted(sound)), "pinyin") for sound in sounds}
    forms |= {form for spelling in spelled for form in _for_short(spelling)}
    return forms.union(*(_initials(spelling) for spelling in [*spelled, *sounds]))


def _for_short(words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """`ray/robert` for "Robert J. Ray" (formal) and for "Bob Ray" (short for), whatever word is the given name."""
    full = [word for word in words if len(word) > 1]
    for i, word in enumerate(full if len(full) > 1 else ()):
        rest = " ".join(sorted(full[:i] + full[i + 1 :]))
        yield f"{rest}/{word}", "formal"
        yield from ((f"{rest}/{name}", "short for") for name in _nicknames().canonicals_of(word))


@cache
def _nicknames() -> NickNamer:
    from nicknames import NickNamer  # reads its table

    return NickNamer()


def _in_two_scripts(one: str, other: str) -> bool:
    """Whether two names of one sound may be one in traditional and in simplified characters.

    GB 2312 holds no traditional character that has a simplified form, Big5 no simplified one.
    """
    written = [_parts(name)[1] for name in (one, other)]
    for traditional, simplified in (written, written[::-1]):
        if _in(traditional, "big5") and _in(simplified, "gb2312") and not _in(simplified, "big5"):
            both = zip(traditional, simplified, strict=False)
            return len(traditional) == len(simplified) and not any(_in(x, "gb2312") for x, y in both if x != y)
    return False


def _in(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _initials(words: tuple[str, ...]) -> set[tuple[str, str]]:
    """`smith/j` for "J. Smith" (short) and, among others, for "John Smith", whatever word is the given name."""
    full = sorted(word for word in words if len(word) > 1)
    first = next((word for word in words if len(word) == 1), "")
    if first:
        return {(f"{' '.join(full)}/{first}", "short")} if full else set()
    forms = {(f"{' '.join(sorted(words[:i] + words[i + 1 :]))}/{word[0]}", "given") for i, word in enumerate(words)}
    return forms | {(f"{words[-1]}/{words[0][0]}", "given")} if len(words) > 1 else set()


def _parts(name: str) -> tuple[tuple[str, ...], str]:
    """The words of a name in other scripts, and its Chinese characters."""
    characters = _CHINESE.findall(_BRACKETS.sub(" ", name)) or _CHINESE.findall(name)
    return _words(name), "".join(characters)


def _words(name: str, letters: dict[int, str] | None = None) -> tuple[str, ...]:
    text = unicodedata.normalize("NFKC", name).casefold().translate(letters or {})
    plain = _ACCENTS.sub("", unicodedata.normalize("NFD", text)).translate(_LETTERS).translate(_APOSTROPHES)
    plain = _CHINESE.sub(" ", unicodedata.normalize("NFC", plain))
    return tuple(_WORD.findall(_BRACKETS.sub(" ", plain))) or tuple(_WORD.findall(plain))


@lru_cache(maxsize=10_000)
def _pinyin(chinese: str) -> tuple[tuple[str, ...], ...]:
    """王小明 as (wang, xiaoming) and (wang, xiao, ming)."""
    from pypinyin import lazy_pinyin  # 50 MB that only Chinese names need

    size = 2 if len(chinese) > 2 and chinese[:2] in _LONG_SURNAMES else 1
    surname, given = chinese[:size], lazy_pinyin(chinese[size:], v_to_u=True)
    read = _SURNAMES.get(surname) or "".join(lazy_pinyin(surname, v_to_u=True))
    spellings = dict.fromkeys([(read, "".join(given)), (read, *given)])
    return tuple(tuple(_ACCENTS.sub("", unicodedata.normalize("NFD", part)) for part in one) for one in spellings)
