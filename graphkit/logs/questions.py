"""Who may be meant in a log, and why that is a question: two of one name, a like name, a part of a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from graphkit.errors import Finding, few
from graphkit.importing.hierarchy import NOBODY, SEVERAL_PEOPLE
from graphkit.importing.names import fold_name as fold
from graphkit.importing.names import turned
from graphkit.logs.parties import Ints, Parties
from graphkit.logs.who import plain_name
from graphkit.merging.likeness import pairs
from graphkit.model import Account

UNSURE = {
    "text": "str",
    "detail": "str",
    "id": "str",
    "name": "str",
    "reason": "str",
    "score": "float64",
    "count": "int64",
}
_MOST_NAMED = 50  # strangers named one by one; the rest is counted
_MOST_ASKED = 500  # texts for which a likeness is looked up
_MOST_COMPARISONS = 20_000_000  # about two seconds
_MOST_CANDIDATES = 30
_MOST_IN_A_SENTENCE = 5
_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")


@dataclass(frozen=True)
class Asked:
    """A text that may mean somebody.

    name : what to compare. detail : what helps to decide (what an address is called, where somebody works). count : in
    how many rows it stands. reason : why it is a question whoever is like it, "" for how alike they are.
    """

    name: str
    detail: str
    count: int
    reason: str = ""


def unsure_of(found: Parties, row: Ints, table: pd.DataFrame, account: Account, who: Mapping[str, str]) -> pd.DataFrame:
    """Who of `table` may be meant by the parties that nobody or several were found for; the user's word ends it."""
    count = found.rows_of()
    open_ = [i for i in np.flatnonzero((row < 0) & (count > 0)).tolist() if found.texts[i] not in who]
    asked = {
        found.texts[i]: Asked(
            plain_name(found.names[i] or _local_part(found.texts[i])),
            found.names[i],
            int(count[i]),
            _reason(found.texts[i], found.names[i], row[i] == SEVERAL_PEOPLE),
        )
        for i in open_
    }
    return candidates(asked, table, account)


def _reason(text: str, name: str, is_several: bool) -> str:
    if "@" not in text:
        return "namesakes" if is_several else ""
    return "other_address" if name else "address"


def _local_part(text: str) -> str:
    """`ann.lee@x.org` -> `ann lee`."""
    return re.sub(r"[._\-\d]+", " ", text.partition("@")[0]) if "@" in text else text


def candidates(asked: Mapping[str, Asked], table: pd.DataFrame, account: Account) -> pd.DataFrame:
    """Who of `table` may be meant by each text: those most like it, else those of whose name it is a part.

    One row per text and candidate, the most frequent text first; the score is the likeness, 0..1, NaN for a part of a
    name. Only the most frequent texts are compared.
    """
    texts = sorted(asked, key=lambda text: (-asked[text].count, text))[:_MOST_ASKED]
    texts = texts[: max(_MOST_COMPARISONS // max(len(table), 1), 1)]
    ids, names = table["id"].tolist(), table["name"].tolist()
    found = _sharing_address(texts, table)
    alike = {text: asked[text].name for text in texts if text not in found}
    found |= _most_alike(alike, names, account.assumptions.alike_name)
    found |= _partly({text: asked[text].name for text in texts if text not in found}, names)
    rows = [
        (text, asked[text].detail, ids[i], names[i], _why(asked[text], reason), score, asked[text].count)
        for text in texts
        for i, score, reason in found.get(text, [])[:_MOST_CANDIDATES]
    ]
    return pd.DataFrame(rows, columns=[*UNSURE]).astype(UNSURE)


def _why(asked: Asked, found: str) -> str:
    """Why a text is a question; an address that several share is one whatever else it looks like."""
    return found if found == "shared_email" else asked.reason or found


Candidates = dict[str, list[tuple[int, float, str]]]  # text -> position in the table, score 0..1, why


def _most_alike(texts: Mapping[str, str], names: list[str], least: float) -> Candidates:
    """For each text those of the names that are most like its own, several where they are equally so."""
    best: Candidates = {}
    written = [*texts]
    for (i, name), (points, reason) in sorted(pairs([*texts.values()], names).items() if texts else ()):
        text, score = written[i], points / 100
        if score >= max([least, *(other for _, other, _ in best.get(text, []))]):
            best[text] = [other for other in best.get(text, []) if other[1] == score] + [(name, score, reason)]
    return best


def _sharing_address(texts: list[str], table: pd.DataFrame) -> Candidates:
    """Those who share an address."""
    asked = {text for text in texts if "@" in text}
    found: Candidates = {}
    for i, email in enumerate(table["email"].str.lower().tolist() if asked else ()):
        if email in asked:
            found.setdefault(email, []).append((i, np.nan, "shared_email"))
    return found


def _partly(texts: Mapping[str, str], names: list[str]) -> Candidates:
    """Those of whose name a text is only the first or the last name."""
    asked: dict[str, list[str]] = {}
    for text, name in texts.items():
        asked.setdefault(fold(name), []).append(text)
    found: Candidates = {}
    for i, name in enumerate(names if asked else ()):
        for text in (text for part in sorted(parts_of(name) & asked.keys()) for text in asked[part]):
            found.setdefault(text, []).append((i, np.nan, "part"))
    return found


def parts_of(name: str) -> set[str]:
    """The first and the last name; of a Chinese name the surname, of one character or two, and a given name of two.

    >>> sorted(parts_of("Becker, Tom")), sorted(parts_of("王小明")), sorted(parts_of("Tom"))
    (['becker', 'tom'], ['小明', '王', '王小'], [])
    """
    whole = fold(turned(name))
    if _CHINESE.fullmatch(whole):
        cuts = [cut for cut in (1, 2) if cut < len(whole)]
        return {whole[:cut] for cut in cuts} | {whole[cut:] for cut in cuts if len(whole) - cut > 1}
    words = whole.split()
    return {word for word in (words[0], words[-1]) if len(word) > 1} if len(words) > 1 else set()


# -- in sentences ------------------------------------------------------------------------------------------------------


def unsure_findings(unsure: pd.DataFrame, account: Account, file: str) -> list[Finding]:
    """Each text that is a question, who may be meant, and why it is a question."""
    findings = []
    for (text, reason), group in unsure.groupby(["text", "reason"], sort=False):
        score = group["score"].iloc[0]
        params = {
            "names": few(called(group["id"], account), _MOST_IN_A_SENTENCE),
            "detail": group["detail"].iloc[0],
            "score": f"{score:.0%}" if score == score else "",
            "n": int(group["count"].iloc[0]),
        }
        findings.append(Finding(f"unsure_{reason}", "warning", file, None, "", str(text), params))
    return findings


def called(ids: Iterable[str], account: Account) -> list[str]:
    """Names of people; those who share one also by title, by unit or, where that tells nothing, by id."""
    ids = [*ids]
    names = [account.labels.get(id_, id_) for id_ in ids]
    told = [
        f"{name} ({_post(id_, account)})" if names.count(name) > 1 else name
        for id_, name in zip(ids, names, strict=True)
    ]
    return [f"{name} ({id_})" if told.count(one) > 1 else one for id_, name, one in zip(ids, names, told, strict=True)]


def _post(id_: str, account: Account) -> str:
    if id_ not in account.positions:
        return id_
    person = account.person(id_)
    return person.title or person.unit or id_


def strangers(found: Parties, row: Ints, unsure: pd.DataFrame, file: str) -> list[Finding]:
    """Those nobody was found for or several were, the most frequent by name and the rest by number."""
    count = found.rows_of()
    asked = set(unsure["text"])
    findings = []
    for code, which in (("log_ambiguous", SEVERAL_PEOPLE), ("log_stranger", NOBODY)):
        open_ = [i for i in np.flatnonzero((row == which) & (count > 0)).tolist() if found.texts[i] not in asked]
        open_.sort(key=lambda i: (-count[i], found.texts[i]))
        for i in open_[:_MOST_NAMED]:
            findings.append(Finding(code, "warning", file, None, "", found.texts[i], {"n": int(count[i])}))
        if rest := open_[_MOST_NAMED:]:
            findings.append(
                Finding(f"{code}_more", "warning", file, None, "", "", {"n": len(rest), "rows": int(count[rest].sum())})
            )
    return findings
