"""Amounts of money in the words of a team: "£640,000 over four years", "2860 万元". What is not certain is not read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

# "$" and "¥" are used by several countries: they stay as they are written, and are never added to a code
_CURRENCIES = {
    **{"US$": "USD", "£": "GBP", "€": "EUR", "₹": "INR", "₩": "KRW", "HK$": "HKD", "A$": "AUD", "C$": "CAD"},
    **{"人民币": "CNY", "RMB": "CNY", "元": "CNY", "美元": "USD", "欧元": "EUR", "英镑": "GBP", "日元": "JPY"},
    **{"港元": "HKD", "港币": "HKD", "euros": "EUR", "euro": "EUR", "pounds": "GBP", "$": "$", "¥": "¥", "￥": "¥"},
    **{code: code for code in ("USD", "EUR", "GBP", "CNY", "JPY", "CHF", "SEK", "NOK", "DKK", "PLN", "HKD", "SGD")},
    **{code: code for code in ("AUD", "CAD", "INR", "KRW", "TWD", "BRL", "MXN", "ZAR", "AED", "SAR", "CZK", "NZD")},
}
_SCALES = {
    **{"k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9},
    **{"千": 1e3, "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8},
}


def _one_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_AMOUNT = re.compile(
    rf"(?P<before>{_one_of(_CURRENCIES)})?\s*"
    r"(?<![\d.,])(?P<minus>[-−])?(?P<number>\d(?:[\d.,' \u00a0\u202f]*\d)?)\s*"
    rf"(?P<scale>(?:{_one_of(_SCALES)})(?![a-z]))?\s*"
    rf"(?P<after>(?:{_one_of(_CURRENCIES)})(?![a-z]))?",
    re.IGNORECASE,
)
_BY_WORD = {word.casefold(): code for word, code in _CURRENCIES.items()}


@dataclass(frozen=True, order=True)
class Money:
    """An amount and its currency: a code, or the sign as it was written where several countries use it."""

    currency: str
    amount: float


@dataclass(frozen=True)
class Sums:
    """What several amounts come to, one sum for each currency; currencies are never added to each other.

    unread : the texts that name no certain amount, each once.
    """

    by_currency: tuple[Money, ...]
    counted: tuple[int, ...]  # how many amounts are in each sum
    unread: tuple[str, ...]

    @property
    def averages(self) -> tuple[Money, ...]:
        pairs = zip(self.by_currency, self.counted, strict=True)
        return tuple(Money(money.currency, money.amount / count) for money, count in pairs)


def read_amount(words: str) -> Money | None:
    """The one amount that the words name; None where there is none, several, or one that may be read in two ways.

    >>> read_amount("€4.2 million over six years")
    Money(currency='EUR', amount=4200000.0)
    >>> read_amount("€1.500") is None  # one and a half, or one thousand five hundred?
    True
    """
    found = [match for match in _AMOUNT.finditer(words) if match["before"] or match["after"]]
    if len(found) != 1 or found[0]["minus"] or _is_range(words, found[0]):
        return None
    match = found[0]
    codes = {_BY_WORD[sign.casefold()] for sign in (match["before"], match["after"]) if sign}
    if codes == {"¥", "CNY"}:  # "¥2860 万元"
        codes = {"CNY"}
    number = _number(match["number"])
    if number is None or len(codes) != 1:
        return None
    return Money(codes.pop(), number * _SCALES.get((match["scale"] or "").casefold(), 1.0))


def total(texts: Iterable[str]) -> Sums:
    """What the amounts in these texts come to; a blank text is one that cannot be read."""
    texts = list(texts)
    read = [(words, read_amount(words)) for words in texts]
    known = [money for _, money in read if money]
    codes = sorted({money.currency for money in known})
    of_each = [[money.amount for money in known if money.currency == code] for code in codes]
    sums = tuple(Money(code, sum(amounts)) for code, amounts in zip(codes, of_each, strict=True))
    unread = tuple(dict.fromkeys(words for words, money in read if money is None))
    return Sums(sums, tuple(map(len, of_each)), unread)


def _is_range(words: str, match: re.Match[str]) -> bool:
    """`£1m–£2m`, `500 to 700 euros`: whichever end was meant."""
    end = r"\s*(?:-|–|—|~|～|至|到|to\b)\s*"
    before, after = words[: match.start()], words[match.end() :]
    return bool(re.search(rf"\d[^\d]{{0,9}}?{end}$", before) or re.match(rf"{end}[^\d\s]{{0,3}}\d", after))


def _number(digits: str) -> float | None:
    """The number of digits with separators; None where a separator may mark thousands or decimals."""
    plain = re.sub(r"[ '\u00a0\u202f]", "", digits)
    marks = re.findall(r"[.,]", plain)
    if not marks:
        return float(plain)
    last = marks[-1]
    head, _, tail = plain.rpartition(last)
    if len(set(marks)) == 2:  # the last one marks decimals: 1.234,56
        thousands = next(mark for mark in marks if mark != last)
        return float(f"{head.replace(thousands, '')}.{tail}") if marks.count(last) == 1 else None
    if len(marks) > 1:
        return float(plain.replace(last, "")) if all(len(part) == 3 for part in plain.split(last)[1:]) else None
    if len(tail) != 3:
        return float(f"{head}.{tail}")
    return float(head + tail) if last == "," else None
