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

_BRACKETED = re.compile(r"[(（\[<【]([^)）\]>】]*)[)）\]>】]")
_CODE = re.compile(r"[\d@]")
_BLANKS = re.compile(r"\s+")
_BETWEEN_CHINESE = re.compile(r"(?<=[\u4e00-\u9fff])[\s·]+(?=[\u4e00-\u9fff])")
_SEVERAL = re.compile(r"[;；、\n/／|&]")
_DASH = re.compile(r"\s+[-–—|]\s+")
# As they are written: `Jack Ma` bears no degree. What tells father from son (Jr, III) is part of the name.
_DEGREE = (
    r"Ph\.?D|M\.?B\.?A|EMBA|Dr|M\.?D|J\.?D|Esq|M\.?Sc|B\.?Sc|M\.?Eng|B\.?Eng|B\.?A|M\.?A|B\.?S|M\.?S|LL\.?M|LL\.?B|Ed\.?D|DBA"
    r"|CPA|CFA|FCA|ACCA|FCCA|CMA|CIA|PMP|CISSP|CISA|CISM|PE|RN|MPH|MPA|SHRM-S?CP|S?PHR|CSM|ITIL|MCIPS|CSCP"
)
_DEGREES = re.compile(rf"(?:[\s,，]+(?:{_DEGREE})\.?)+\s*$")
_TITLE = r"mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|herr|frau|hr|fr|ing|dipl|dipl\.?-ing|mme|mlle"
_TITLES = re.compile(rf"^(?:(?:{_TITLE})(?:\.\s*|\s+))+", re.IGNORECASE)
_CHINESE_TITLE = r"(?:先生|女士|小姐|博士|教授|老师|老師|同志)"
_CHINESE_TITLES = re.compile(rf"(?<=[\u4e00-\u9fff]{{2}})\s*{_CHINESE_TITLE}$")
_MAY_TURN = rf"[,，(（\[<【]|\s(?:{_DEGREE})\.?\s*$|{_CHINESE_TITLE}\s*$|^\s*(?i:{_TITLE})[.\s]"
_HONORIFIC = re.compile(r"(mr|mrs|ms|mx|dr|prof|sir|phd|mba|md|jr|sr|ii|iii|iv|先生|女士|博士|教授)", re.IGNORECASE)
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
    """`Lee, Ann (On Leave)` and `Dr. Ann Lee, MBA` as `Ann Lee`; what is written in its order already stays."""
    bare = untitled(_BLANKS.sub(" ", _BRACKETED.sub(" ", text)).strip())
    last, comma, first = bare.replace("，", ",").partition(",")
    return f"{first.strip()} {last.strip()}".strip() if comma else bare


def untitled(name: str) -> str:
    """A name without titles before it and degrees after it: `Dr. Ann Lee, MBA` as `Ann Lee`, `李娜女士` as `李娜`."""
    bare = _DEGREES.sub("", name)
    bare = bare if len(bare.replace(",", " ").split()) > 1 else name
    return _CHINESE_TITLES.sub("", _TITLES.sub("", bare) or bare)


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
    return is_initial or bool(_HONORIFIC.fullmatch(bare.replace(".", "")) or _POST.search(bare))


def may_read_otherwise(text: str) -> bool:
    """Whether a text has anything in it that could be understood in another way."""
    return bool(re.search(r"[,，(（\[<【]|\S\s+\S", text) or _CHINESE_POST.fullmatch(simplified(text)))
