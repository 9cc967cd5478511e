"""Amounts of money in a team's own words: what is certain is read, nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit.amounts import Money, read_amount, total

codes = st.sampled_from(["USD", "EUR", "GBP", "CNY"])


@pytest.mark.parametrize(
    ("words", "currency", "amount"),
    [
        ("£640,000 over four years", "GBP", 640_000),
        ("£210,000 pilot", "GBP", 210_000),
        ("£2 million over 3 years", "GBP", 2_000_000),
        ("€4.2 million over six years", "EUR", 4_200_000),
        ("€ 1,5 Mio.", "EUR", 1_500_000),
        ("EUR 1.234.567,89", "EUR", 1_234_567.89),
        ("1 500 000 €", "EUR", 1_500_000),
        ("CHF 1'500'000", "CHF", 1_500_000),
        ("US$ 3bn", "USD", 3e9),
        ("1.2m EUR", "EUR", 1_200_000),
        ("2027: £3m", "GBP", 3_000_000),
        ("2860 万元", "CNY", 28_600_000),
        ("¥2860万元", "CNY", 28_600_000),
        ("人民币 860 万元", "CNY", 8_600_000),
        ("3.5 亿元", "CNY", 350_000_000),
        ("$500k", "$", 500_000),  # of which country is not said
        ("¥3,000", "¥", 3_000),
    ],
)
def test_what_is_certain_is_read(words: str, currency: str, amount: float) -> None:
    read = read_amount(words)
    assert read is not None
    assert (read.currency, read.amount) == (currency, pytest.approx(amount))


@pytest.mark.parametrize(
    "words",
    [
        "",
        "enters the tender",
        "1,200,000",  # of what?
        "2 million over 3 years",
        "€1.500",  # one and a half, or one thousand five hundred?
        "£640,000 (€750,000)",
        "£100,000-200,000",
        "£1m to £2m",
        "500 to 700 euros",
        "100至200万元",
        "£-5",
    ],
)
def test_what_is_not_certain_is_not_read(words: str) -> None:
    assert read_amount(words) is None


@given(codes, st.integers(0, 10**9))
def test_however_it_is_written(code: str, amount: int) -> None:
    for words in (f"{code} {amount}", f"{amount} {code}", f"about {code} {amount:,} a year", f"{amount:,}.00 {code}"):
        assert read_amount(words) == Money(code, amount), words


@given(st.text(max_size=40))
def test_any_text_is_an_answer(words: str) -> None:
    read = read_amount(words)
    assert read is None or (read.amount >= 0 and read.currency)


def test_currencies_are_never_added_to_each_other() -> None:
    found = total(["£100", "£300", "€50", "soon", "", "soon", "$1"])
    assert found.by_currency == (Money("$", 1), Money("EUR", 50), Money("GBP", 400))
    assert found.averages == (Money("$", 1), Money("EUR", 50), Money("GBP", 200))
    assert found.unread == ("soon", "")


@given(st.lists(st.tuples(codes, st.integers(0, 10**6))))
def test_a_sum_is_the_sum_of_its_currency(amounts: list[tuple[str, int]]) -> None:
    found = total(f"{code} {amount}" for code, amount in amounts)
    assert sum(found.counted) == len(amounts) and not found.unread
    for money in found.by_currency:
        assert money.amount == sum(amount for code, amount in amounts if code == money.currency)
