"""Which row names the columns: nobody is taken for a header, and what was decided can be changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit.errors import GraphkitError
from graphkit.files.tables import Sheet, read_table

people = st.sampled_from(["ann", "bob", "cy", "dan", "eve", "fay", "gus", "hal"])


def read(text: str, header: int | None = None) -> Sheet:
    return read_table(text.encode(), "x.csv", header=header)


def decided(sheet: Sheet) -> tuple[int, list[str]]:
    return sheet.header_row, [f.code for f in sheet.findings if f.code in ("no_header", "header_guessed")]


@given(st.lists(st.tuples(people, people), min_size=2, max_size=12), st.sampled_from(",;\t"))
def test_no_line_of_an_edge_list_is_taken_for_a_header(lines: list[tuple[str, str]], delimiter: str) -> None:
    sheet = read("".join(f"{a}{delimiter}{b}\n" for a, b in lines))
    assert sheet.rows.to_numpy().tolist() == [list(line) for line in lines]
    assert decided(sheet) == (0, ["no_header"])


@pytest.mark.parametrize(
    "text",
    [
        "张伟\n王芳\n李娜\n",
        "Ann Lee\nBob Ray\nCy Fox\n",
        "ann@x.org,bob@x.org\nbob@x.org,cy@x.org\n",
        "a1,a2\na2,a3\n",
        "A,B\nB,C\nA,C\n",  # though A and B are words for the ends of a line
        "1,2\n2,3\n",
        "Ann Lee,Manager,Sales\nBob Ray,Engineer,Sales\n",  # though Manager is a word for a column
    ],
)
def test_a_first_row_like_all_others_is_data(text: str) -> None:
    sheet = read(text)
    assert decided(sheet) == (0, ["no_header"])
    assert len(sheet.rows) == text.count("\n") and set(sheet.header) == {""}
    assert sheet.columns == [f"column {i + 1}" for i in range(len(sheet.header))]


@pytest.mark.parametrize(
    "text",
    [
        "Teilnehmer\nHans Meier\nEva Kurz\n",  # one word over two
        "Nom,Poste,Service\nJean Dupont,Directeur,Ventes\nMarc Leroy,Acheteur,Achats\n",
        "Absender,Menge\nann,5\nbob,7\n",  # a word over numbers
        "Wer,Post\nann,ann@x.org\nbob,b@x.org\n",
        "Von,Nach\nann,bob\ncy,dan\nann,cy\n",  # capitals over small letters
        "氏名,役職\n佐藤 太郎,部長\n鈴木 花子,課長\n",
    ],
)
def test_a_header_in_words_we_do_not_know_is_found_and_said(text: str) -> None:
    assert decided(read(text)) == (1, ["header_guessed"])


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("id,name\n1,Ann\n", 1),
        ("id,name\n", 1),
        ("#id,name\n1,Ann\n", 1),
        ("\n\nname\nAnn\n", 3),
        ("# a, list, of people\nname,title,unit\nAnn,CEO,x\n", 2),
        ("Contact,,Org\nname,phone,unit\nAnn,1,x\n", 2),
        ("sep=;\nname;title\nAnn;CEO\n", 1),  # Excel does not show the line that names the separator
        ("\n" * 60 + "name,title\nAnn,CEO\n", 61),
    ],
)
def test_a_header_in_words_we_know_needs_no_word(text: str, row: int) -> None:
    assert decided(read(text)) == (row, [])


def test_the_user_has_the_last_word() -> None:
    text = "Wer,Was\nAnn,Manager\nBob,Boss\n"
    assert decided(read(text)) == (0, ["no_header"])
    told = read(text, header=1)
    assert (told.header, decided(told), told.lines.tolist()) == (("Wer", "Was"), (1, []), [2, 3])
    third = read(text, header=3)
    assert (third.header, third.left_out) == (("Bob", "Boss"), {1: "preamble", 2: "preamble"})
    assert [f.value for f in third.findings] == ["Wer | Was / Ann | Manager"]
    none = read("id,name\n1,Ann\n", header=0)
    assert (decided(none), none.rows.to_numpy().tolist()) == ((0, []), [["id", "name"], ["1", "Ann"]])
    for row in (2, 9, -1):
        with pytest.raises(GraphkitError, match=f"no text in row {row}"):
            read("id,name\n\n1,Ann\n", header=row)


def test_rows_between_pages_are_no_evidence_against_the_header() -> None:
    page = "Wer,Wo,Zahl\nAnn,Bonn,1\nBob,Ulm,2\n"
    sheet = read(page * 3)
    assert decided(sheet) == (1, ["header_guessed"])
    assert sheet.left_out == {4: "repeated_header", 7: "repeated_header"}
