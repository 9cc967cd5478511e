"""Texts are found where a plain loop finds them."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from graphkit.lookup import NOWHERE, first_rows, times

WORDS = st.lists(st.sampled_from(["", "a", "A", "ä", "a ", "王", "e\u0301", "é"]) | st.text(max_size=3), max_size=12)


def series(words: list[str]) -> pd.Series:
    return pd.Series(words, dtype="str")


@given(WORDS, WORDS)
def test_the_first_equal_text_is_found(wanted: list[str], values: list[str]) -> None:
    by_hand = [values.index(word) if word in values else NOWHERE for word in wanted]
    assert first_rows(series(wanted), series(values)).tolist() == by_hand


@given(WORDS, WORDS)
def test_texts_of_several_columns_put_together_are_found(above: list[str], below: list[str]) -> None:
    values = pd.concat([series(above), series(below)])
    assert first_rows(values, values).tolist() == [(above + below).index(word) for word in above + below]


@given(WORDS)
def test_how_often_a_text_stands_in_a_column(values: list[str]) -> None:
    assert times(series(values)).tolist() == [values.count(word) for word in values]
