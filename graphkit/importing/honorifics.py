"""What stands around a name and is no part of it: `Dr. Anna Weber, MBA`, `李娜女士`, `王总`.

Only forms of address, posts and degrees go; letters of a name never change. What is left may be a surname alone
(`王总`), which says less than a name: whoever asks has to decide what that proves.
"""

from __future__ import annotations

import re

_CHINESE = "\u3400-\u4dbf\u4e00-\u9fff"
_ADDRESS = (
    r"(?:(?:mr|mrs|ms|miss|mx|dr|doctor|prof|professor|sir|dame|madame?|mme|mlle|monsieur|herrn?|frau|señora?|signora?)"
    r"(?:\.\s*|\s+)|(?:dipl\.?-?\s?ing|ing|mag|hon|rev|sra?|srta|sig|hr|fr)\.\s*)"
)
_BEFORE = re.compile(
    rf"{_ADDRESS}"
    r"(?:(?:med|rer|nat|phil|jur|oec|ing|habil|h\.?\s?c)\.\s*)*(?=[^\W\d_])",
    re.IGNORECASE,
)
_POSTS = (
    "先生|女士|小姐|太太|夫人|老师|同志|博士|教授|院士|医生|大夫|律师|会计师?|总?经理|总监|主任|主管|总裁|董事长?|书记"
    "|[部处科局院校厂所组行站队店]长|工程师|总工|秘书长?|助理|总"
)
_BEFORE_POSTS = re.compile(rf"(.*?[{_CHINESE}])\s*(?:副?(?:{_POSTS}))+")
_AFTER_SURNAME = re.compile(rf"([{_CHINESE}])[工董]")  # 王工, 王董; in 李建工 it is the name
_FAMILIAR = re.compile(rf"[老小]([{_CHINESE}])")  # 老王, 小李
_ONLY_POST = re.compile(rf"副?(?:{_POSTS})")
_ADDRESSES = frozenset(("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "herr", "frau"))
_LONG = """phd dphil mphil mba emba dba mpa mph msc bsc msn bsn llb llm edd pharmd dds esq cpa cma cfa cfp frm acca fcca
    fca cisa cism cissp cgeit pmp pmi-acp csm cspo itil togaf cpim cscp cpsm cpp mcips fcips shrm-cp shrm-scp phr sphr
    ceng beng meng obe mbe cbe kbe"""
_SHORT = "md jd ms bs pe rn aca cia"  # in capitals only: `Md` is a name
_DEGREES, _IN_CAPITALS = frozenset(_LONG.split()), frozenset(_SHORT.split())
_CAPITALS = re.compile(r"[A-Z][A-Z0-9./-]{1,8}")
_AT_THE_END = "|".join(sorted({*_DEGREES, *_IN_CAPITALS, *_ADDRESSES}))
# a text that `without_honorifics` changes has one of these: to look for them is quick in a long column
MAY_HOLD_ONE = (
    rf"(?i:^\s*{_ADDRESS}|[,，.®™]|\s(?:{_AT_THE_END})$|\s\s)"
    rf"|(?:{_POSTS}|[工董])\s*$|^\s*[老小][{_CHINESE}]\s*$"
)
_SIGNS = str.maketrans("", "", "®™.")


def without_honorifics(text: str) -> str:
    """A name without forms of address, posts and degrees around it; as it is where there are none.

    >>> [without_honorifics(text) for text in ("Prof. Dr. Anna Weber", "Weber, Dr. Anna", "Jane Roe, MBA, PhD", "王总")]
    ['Anna Weber', 'Weber, Anna', 'Jane Roe', '王']
    """
    parts = [part.strip() for part in text.replace("，", ",").split(",")]
    kept = list(parts)
    while len(kept) > 1 and is_credential(kept[-1], after=", ".join(kept[:-1])):
        kept.pop()
    kept = [_without_posts(_without_degrees(_without_address(part))) for part in kept]
    return text if kept == parts else ", ".join(part for part in kept if part) or text


def is_credential(text: str, *, after: str) -> bool:
    """Whether what follows a name and a comma are degrees, not the first name: `MBA`, `PMP®`, `CPA CMA`.

    Capitals that are on no list count only after a whole name that is not in capitals itself: `ROE, JANE` is a name.
    """
    words = text.translate(_SIGNS).split()
    is_whole = len(after.split()) > 1 and after != after.upper()
    return bool(words) and all(_is_degree(word) or (is_whole and bool(_CAPITALS.fullmatch(word))) for word in words)


def is_honorific(text: str) -> bool:
    """Whether a text is a form of address or a post alone: `女士`, `副总监`, `Dr.`"""
    return bool(_ONLY_POST.fullmatch(text)) or text.casefold().strip(".") in _ADDRESSES


def _without_address(name: str) -> str:
    while found := _BEFORE.match(name):
        name = name[found.end() :]
    return name


def _without_degrees(name: str) -> str:
    """At least two words stay: `Jack MA` is a name. `MA`, `DO` and `BA` at the end are too often surnames to go."""
    words = name.split()
    while len(words) > 2 and (_is_degree(words[-1]) or words[-1].lower().strip(".") in _ADDRESSES):
        words.pop()
    return " ".join(words)


def _is_degree(word: str) -> bool:
    plain = word.translate(_SIGNS)
    return plain.casefold() in _DEGREES or (plain.isupper() and plain.casefold() in _IN_CAPITALS)


def _without_posts(name: str) -> str:
    if is_honorific(name):
        return name
    if found := _BEFORE_POSTS.fullmatch(name) or _AFTER_SURNAME.fullmatch(name) or _FAMILIAR.fullmatch(name):
        return found[1]
    return name
