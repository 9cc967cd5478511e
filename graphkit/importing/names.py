"""How one person may be written: `Lee, Ann`, `Ann Lee (On Leave)`, `Lee, Ann VP Sales`, `张伟 总监`.

A reading is another way to understand a text, never a guess at another name: letters that differ are not looked past.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import numpy as np
import pandas as pd

from graphkit.importing.chinese import simplified
from graphkit.importing.honorifics import MAY_HOLD_ONE, is_credential, is_honorific, without_honorifics

_BRACKETED = re.compile(r"[(（\[<【]([^)）\]>】]*)[)）\]>】]")
_CODE = re.compile(r"[\d@]")
_BLANKS = re.compile(r"\s+")
_BETWEEN_CHINESE = re.compile(r"(?<=[\u4e00-\u9fff])[\s·]+(?=[\u4e00-\u9fff])")
_CHARACTER = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_SEVERAL = re.compile(r"[;；、\n/／|&]")
_DASH = re.compile(r"\s+[-–—|]\s+")
_MAY_TURN = rf"[,，(（\[<【]|{MAY_HOLD_ONE}"
_GENERATION = re.compile(r"jr|sr|ii|iii|iv", re.IGNORECASE)
_POST = re.compile(
    r"\b(director|manager|head|vp|evp|svp|avp|vice president|president|chief|c[a-z]o|officer|lead|leader|engineer|"
    r"supervisor|partner|principal|chair(man|woman)?|analyst|consultant|specialist|coordinator|administrator)\b"
    r"|(总裁|总监|总经理|经理|主任|主管|部长|处长|科长|局长|院长|校长|组长|厂长|工程师|董事长?|总工|书记|总)$",
    re.IGNORECASE,
)
_CHINESE_POST = re.compile(r"[\u4e00-\u9fff]{2,10}(?:总裁|总监|经理|主任|主管|部长|工程师|董事长)")


def fold_name(text: str) -> str:
    """A name or an id without case, width and double blanks; Chinese without blanks: `张 伟` is `张伟`."""
    folded = _BLANKS.sub(" ", unicodedata.normalize("NFKC", text).casefold().strip())
    return _BETWEEN_CHINESE.sub("", folded)


def folded_names(names: pd.Series) -> pd.Series:
    """`fold_name` of each."""
    return _changed(names.str.strip().str.lower(), names, r"[^\x20-\x7e]|  ", fold_name)


def turned_names(names: pd.Series) -> pd.Series:
    """`fold_name` of each name `turned`."""
    return _changed(folded_names(names), names, _MAY_TURN, lambda name: fold_name(turned(name)))


def _changed(usual: pd.Series, names: pd.Series, odd: str, form: Callable[[str], str]) -> pd.Series:
    """The usual form where nothing odd stands in a name, else `form`, computed once for each name that occurs."""
    is_odd = names.str.contains(odd, regex=True).to_numpy(bool)
    if not is_odd.any():
        return usual
    codes, distinct = pd.factorize(names[is_odd])
    forms = np.asarray([form(name) for name in distinct], object)
    changed = usual.to_numpy(object, copy=True)
    changed[is_odd] = forms[codes]
    return pd.Series(changed, index=names.index, dtype="str")


def turned(text: str) -> str:
    """`Lee, Ann (On Leave)` and `Dr. Ann Lee, MBA` as `Ann Lee`; what is written in its order already stays.

    Nobody is turned into a Chinese surname alone: `王总` stays.
    """
    whole = _BLANKS.sub(" ", _BRACKETED.sub(" ", text)).strip()
    bare = without_honorifics(whole)
    last, comma, first = (whole if _CHARACTER.fullmatch(bare) else bare).replace("，", ",").partition(",")
    return f"{first.strip()} {last.strip()}".strip() if comma else last


def readings(text: str) -> list[tuple[str, str]]:
    """Other ways to understand a text that names somebody, the likeliest first: (who, what is left over).

    What is left over has to be the person's post (`is_post`) for the reading to hold.
    """
    bare = _BLANKS.sub(" ", _BRACKETED.sub(" ", text)).strip()
    found = [(bare, "")] + [(inside.strip(), "") for inside in _BRACKETED.findall(text) if _CODE.search(inside)]
    if _SEVERAL.search(bare):
        return [(bare, "")] if bare != text else []
    last, comma, first = bare.replace("，", ",").partition(",")
    if comma:
        words = first.split()
        found += [(" ".join([*words[:n], last]), " ".join(words[n:])) for n in range(len(words), 0, -1)]
        found += [(last.strip(), first.strip())]
    found += [(name.strip(), post) for name, *rest in [_DASH.split(bare)] for post in [" ".join(rest)] if rest]
    if not comma:
        words = bare.split()
        found += [(" ".join(words[:n]), " ".join(words[n:])) for n in range(len(words) - 1, 0, -1)]
        if _CHINESE_POST.fullmatch(simplified(bare)):
            found += [(bare[:n], bare[n:]) for n in (4, 3, 2) if n < len(bare)]
    own = fold_name(text)
    return list(dict.fromkeys((who, left) for who, left in found if who and fold_name(who) != own))


def is_post(text: str) -> bool:
    """Whether what stands beside a name says what the person is: `VP Sales`, `Dr.`, a middle initial, `总监`."""
    bare = simplified(text.strip(" .,;:"))
    is_initial = len(bare) <= 1 and not bare.isdigit()
    is_title = is_honorific(bare) or is_credential(bare, after="") or bool(_GENERATION.fullmatch(bare))
    return is_initial or is_title or bool(_POST.search(bare))


def may_read_otherwise(text: str) -> bool:
    """Whether a text has anything in it that could be understood in another way."""
    return bool(re.search(r"[,，(（\[<【]|\S\s+\S", text) or _CHINESE_POST.fullmatch(simplified(text)))
