"""Forms of address, posts and degrees around a name."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit.importing.honorifics import MAY_HOLD_ONE, is_credential, is_honorific, without_honorifics


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("李娜女士", "李娜"),
        ("张伟 先生", "张伟"),
        ("李娜博士女士", "李娜"),
        ("王总", "王"),
        ("王总经理", "王"),
        ("陈副总监", "陈"),
        ("欧阳主任", "欧阳"),
        ("王工", "王"),
        ("老王", "王"),
        ("小李", "李"),
        ("Dr. Anna Weber", "Anna Weber"),
        ("Prof. Dr. med. Anna Weber", "Anna Weber"),
        ("Frau Dr. Weber", "Weber"),
        ("Mr.Bob Lee", "Bob Lee"),
        ("Weber, Dr. Anna", "Weber, Anna"),
        ("Dr. Weber, Anna", "Weber, Anna"),
        ("Weber Anna Dr.", "Weber Anna"),
        ("Jane Roe, MBA, PhD", "Jane Roe"),
        ("Jane Roe MBA, Ph.D.", "Jane Roe"),
        ("Roe, Jane, MBA", "Roe, Jane"),
        ("John Doe CPA", "John Doe"),
        ("John Doe, PMI-ACP, CSPO®", "John Doe"),
        ("Anna Weber, XYZ-A", "Anna Weber"),
        ("李娜，MBA", "李娜"),
    ],
)
def test_what_stands_around_a_name_goes(text: str, name: str) -> None:
    assert without_honorifics(text) == name


@pytest.mark.parametrize(
    "name",
    [
        *("", "Bob Lee", "Lee, Bob", "ROE, JANE", "Roe, JJ", "Jack MA", "Yo-Yo MA", "Nguyen Van DO", "Md Rahman"),
        *("Drew Barr", "Herrmann, Franz", "Missy Lee", "Jane Roe-Smith", "Sir", "Ing Lee", "a@x.org", "John Doe Jr."),
        *("李娜", "李建工", "总经理", "副总经理", "张", "销售, 王", "?", " ", ","),
    ],
)  # fmt: skip
def test_a_bare_name_stays(name: str) -> None:
    assert without_honorifics(name) == name


@given(st.text(max_size=20))
def test_whatever_it_is_something_is_left_and_done_twice_is_done_once(text: str) -> None:
    bare = without_honorifics(text)
    assert bool(bare.strip()) == bool(text.strip()) and without_honorifics(bare) == bare


SOME = ["Bob Lee M.B.A", "Bob Ray Lee PHD", "Hr. Lee", "王总", "老王", "Dr Lee", "0 0 M.BA", "Ann Lee Dr"]


@given(st.one_of(st.text(max_size=20), st.sampled_from(SOME)))
def test_the_quick_look_misses_nothing(text: str) -> None:
    text = " ".join(text.split())
    assert without_honorifics(text) == text or re.search(MAY_HOLD_ONE, text)


@given(st.sampled_from(["Anna Weber", "李娜", "Weber, Anna"]), st.sampled_from(["Mr.", "Dr", "Prof. Dr.", "Frau"]))
def test_a_form_of_address_changes_nobody(name: str, address: str) -> None:
    assert without_honorifics(f"{address} {name}") == name


def test_a_title_alone() -> None:
    titles = ["女士", "副总监", "Dr.", "李娜", "王总", "Weber", ""]
    assert [is_honorific(title) for title in titles] == [True, True, True, False, False, False, False]


def test_degrees_after_a_comma() -> None:
    assert is_credential("MBA", after="Roe") and is_credential("CPA CMA", after="Jane Roe")
    assert not is_credential("Jane", after="Roe") and not is_credential("", after="Roe")
    assert not is_credential("JB", after="Roe") and is_credential("QQX", after="Jane Roe")
