"""Of which company a row of a log is: the account's, plainly another's, or one that cannot be told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from graphkit.importing.names import fold_name as fold

Bools = npt.NDArray[np.bool_]
Words = tuple[str, ...]

_LEGAL = re.compile(
    "inc|incorporated|corp|corporation|co|company|ltd|limited|llc|llp|plc|gmbh|ag|kg|se|sa|sas|sarl|bv|nv|oyj?|ab|asa?"
    "|aps|spa|srl|kk|pty|pte|group|the"
)
_LEGAL_CHINESE = re.compile(r"(股份有限公司|有限责任公司|有限公司|集团公司|集团|公司)$")
_RUNS = re.compile(r"[\u4e00-\u9fff]+|[^\W\u4e00-\u9fff]+")


def words(company: str) -> Words:
    """The words of a company's name without its legal form.

    >>> words("Halden Pumps GmbH & Co. KG"), words("华为技术有限公司")
    (('halden', 'pumps'), ('华为技术',))
    """
    found = _RUNS.findall(fold(company).replace(".", ""))
    plain = tuple(_LEGAL_CHINESE.sub("", word) for word in found if not _LEGAL.fullmatch(word))
    return tuple(word for word in plain if word) or tuple(found)


def is_company(companies: pd.Series, names: Iterable[str]) -> Bools:
    """Whether a company is one of those named: `Halden Pumps Norway AS` is Halden Pumps, `Halden` is not."""
    return _by_name(companies, names, _starts)


def may_be(companies: pd.Series, names: Iterable[str]) -> Bools:
    """Whether a company is not plainly another than those named: `Halden`, `Pumps for Halden Pumps` and `HP` may be."""
    return _by_name(companies, names, _overlap)


def _by_name(companies: pd.Series, names: Iterable[str], fits: Callable[[Words, Words], bool]) -> Bools:
    ours = [own for name in names if (own := words(name))]
    distinct = {text: any(fits(words(text), own) for own in ours) for text in companies.unique()}
    return companies.map(distinct).to_numpy(bool)


def _starts(company: Words, name: Words) -> bool:
    if len(name) == 1 and not name[0].isascii():  # Chinese names have no blanks between words
        return bool(company) and company[0].startswith(name[0])
    return company[: len(name)] == name


def _overlap(company: Words, name: Words) -> bool:
    """Whether one name has the whole of the other in it, as a run of words, as initials or in Chinese characters."""
    spaced, own = f" {' '.join(company)} ", f" {' '.join(name)} "
    initials = {"".join(word[0] for word in one) for one in (company, name) if len(one) > 1}
    is_part = own in spaced or spaced in own or "".join(company) == "".join(name)
    return is_part or not initials.isdisjoint((*company, *name)) or _share(company, name)


def _share(company: Words, name: Words) -> bool:
    """Chinese names of which one stands in the other: 北京华为 and 华为技术 do not, 华为 and 北京华为 do."""
    return any(
        len(short) > 1 and short in long
        for one in company
        for other in name
        for short, long in [sorted((one, other), key=len)]
        if not short.isascii()
    )


# -- the rows of a log -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Whose:
    """Which rows of a log are not about this account, by the company they name; a row without one may be.

    elsewhere : rows of plainly another company. unclear : rows of companies of which none is known to be the account's.
    taken : the company that was taken for the account's, as most rows say, "" where its own name tells.
    """

    elsewhere: Bools
    unclear: Bools
    taken: str = ""


def whose_rows(company: pd.Series, matched: pd.DataFrame, account: str, said: Sequence[str]) -> Whose:
    """Tell the account's rows from those of other companies.

    company : of each row, "" where none is named. matched : columns row and person, for each row with somebody who may
    be of the account. account, said : the account's name and further ones that the user gave.

    Notes
    -----
    By the account's names where any row has one of them (`may_be`). Else by the company of more than half of the
    matched rows that name one, if they name at least two people: two namesakes at one other company are rare. Else
    nobody knows.
    """
    filled = company.ne("").to_numpy(bool)
    none = filled & False
    here = filled & may_be(company, (account, *said))
    if here.any() or said:
        return Whose(filled & ~here, none)
    if taken := _most_say(company, matched[filled[matched["row"]]]):
        return Whose(filled & ~may_be(company, [taken]), none, taken)
    return Whose(none, filled)


def _most_say(company: pd.Series, matched: pd.DataFrame) -> str:
    """The company that more than half of the rows name, with at least two people; "" if there is none."""
    folded = company.map({text: " ".join(words(text)) for text in company.unique()})
    named = matched.assign(company=folded.to_numpy()[matched["row"]])
    by_company = named.groupby("company")
    rows, people = by_company["row"].nunique(), by_company["person"].nunique()
    found = rows.index[(2 * rows > named["row"].nunique()) & (people > 1)]
    return str(company[folded.eq(found[0])].iloc[0]) if len(found) else ""


def companies_left_out(company: pd.Series, whose: Whose) -> pd.Series:
    """The companies whose rows are left out and in how many rows each stands, the most frequent first."""
    count = company[whose.elsewhere | whose.unclear].value_counts()
    return count.sort_index().sort_values(ascending=False, kind="stable")
