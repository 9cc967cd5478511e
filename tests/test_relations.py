"""Files of lines between people, however they were saved: without a header, with one too many columns, from R."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit import schema
from graphkit.errors import Finding, GraphkitError
from graphkit.files.tables import Sheet, read_table
from graphkit.importing.relations import is_lines, read_lines
from graphkit.model import Account
from tests.strategies import account

IDS = ["p1", "p2", "p3", "p4"]
OFFICE = account([{"id": id_, "name": name} for id_, name in zip(IDS, ("Ann", "Bob", "Cy Roe", "Dee"), strict=True)])
NUMBERED = account([{"id": str(i), "name": f"N{i}"} for i in range(1, 6)])


def sheet(text: str, name: str = "friends.csv") -> Sheet:
    return read_table(text.encode(), name)


def ties(after: Account) -> list[tuple[str, str, str]]:
    """Source, target and strength of each tie."""
    text = schema.to_text(after.ties, schema.TIES)
    return list(zip(text["source"], text["target"], text["strength"], strict=True))


def codes(findings: list[Finding]) -> set[str]:
    return {finding.code for finding in findings}


def test_a_first_row_that_names_two_people_is_a_line() -> None:
    after, findings = read_lines(sheet("Ann,Bob\np2,Dee\n"), OFFICE, "friend")
    assert ties(after) == [("p1", "p2", ""), ("p2", "p4", "")]
    assert [(f.row, f.value) for f in findings if f.code == "header_is_row"] == [(1, "Ann / Bob")]
    alone, _ = read_lines(sheet("Ann,Cy Roe\n"), OFFICE, "friend")
    assert ties(alone) == [("p1", "p3", "")]


def test_a_third_column_without_a_header_is_strength_or_kind_if_it_reads_so() -> None:
    strong, _ = read_lines(sheet("Ann,Bob,3\nBob,Dee,5\n"), OFFICE, "friend")
    assert ties(strong) == [("p1", "p2", "3"), ("p2", "p4", "5")]
    kinds, _ = read_lines(sheet("Ann,Bob,朋友\nBob,Dee,rival\n"), OFFICE)
    assert kinds.ties["kind"].tolist() == ["friend", "rival"]
    neither, findings = read_lines(sheet("Ann,Bob,x1\nBob,Dee,x2\n"), OFFICE, "friend")
    assert ties(neither) == [("p1", "p2", ""), ("p2", "p4", "")] and "column_not_read" in codes(findings)


def test_a_sheet_without_a_header_is_lines_if_its_people_come_again() -> None:
    assert is_lines(sheet("1,2\n1,3\n3,1\n"))
    assert is_lines(sheet("1,2,5\n1,3,4\n3,1,2\n"))
    assert not is_lines(sheet("1,8\n2,9\n3,8\n"))  # people and their ages
    assert not is_lines(sheet("1,,2,3\n2,1,4,5\n2,1,4,6\n"))
    after, _ = read_lines(sheet("1,2,5\n1,3,4\n3,1,2\n"), NUMBERED, "friend")
    assert ties(after) == [("1", "2", "5"), ("1", "3", "4"), ("3", "1", "2")]


@pytest.mark.parametrize(
    ("text", "is_moved"),
    [
        ('"from","to","strength"\n"1","p1","p2",3\n"2","p2","p4",5\n', True),  # write.table(sep = ",")
        ('"from","to","strength"\n"a","p1","p2",3\n"b","p2","p4",5\n', True),  # with row names of one's own
        ('"","from","to","strength"\n"1","p1","p2",3\n"2","p2","p4",5\n', False),  # write.csv
        (",from,to,strength\n0,p1,p2,3\n1,p2,p4,5\n", False),  # pandas, to_csv
    ],
)
def test_row_names_of_r_and_pandas(text: str, is_moved: bool) -> None:
    after, findings = read_lines(sheet(text), OFFICE, "friend")
    assert ties(after) == [("p1", "p2", "3"), ("p2", "p4", "5")]
    assert ("header_moved" in codes(findings)) == is_moved


def test_row_names_before_two_columns_called_anything() -> None:
    after, _ = read_lines(sheet('"","V1","V2"\n"1","p1","p2"\n"2","p2","p4"\n'), OFFICE, "friend")
    assert ties(after) == [("p1", "p2", ""), ("p2", "p4", "")]


def test_a_column_without_a_header_moves_nothing_where_the_headers_are_right() -> None:
    after, findings = read_lines(sheet("from,to,\np1,p2,since school\np2,p4,\np3,p4,?\n"), OFFICE, "friend")
    assert ties(after) == [("p1", "p2", ""), ("p2", "p4", ""), ("p3", "p4", "")]
    assert "header_moved" not in codes(findings)


def test_numbers_that_are_people_and_row_names_at_once_are_row_names_and_said() -> None:
    after, findings = read_lines(sheet('"from","to"\n"1","4","5"\n"2","5","1"\n"3","2","3"\n'), NUMBERED, "friend")
    assert ties(after) == [("2", "3", ""), ("4", "5", ""), ("5", "1", "")] and "header_moved" in codes(findings)


LINES = st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)), min_size=1, max_size=6, unique=True)


@given(LINES.filter(lambda pairs: pairs[0][0] != pairs[0][1]))  # a header says no word twice
def test_the_same_lines_however_they_were_saved(pairs: list[tuple[str, str]]) -> None:
    """With a header, without one, with row names above and beside: the same ties, and nothing lost."""
    lines = [f"{a},{b}" for a, b in pairs]
    named = [f"{i},{line}" for i, line in enumerate(lines, 1)]
    saved = ["\n".join(["from,to", *lines]), "\n".join(lines), "\n".join([",from,to", *named])]
    saved += ["\n".join(["from,to", *named])]
    frames = [read_lines(sheet(text + "\n"), OFFICE, "friend")[0].ties for text in saved]
    assert len(frames[0]) == len(pairs)
    for frame in frames[1:]:
        pd.testing.assert_frame_equal(frame, frames[0])


def test_files_of_other_shapes_are_refused() -> None:
    for text in ("x,y,z\n1,2,3\n", "1,2,3,4\n2,3,4,5\n"):
        with pytest.raises(GraphkitError, match="needs two columns of people"):
            read_lines(sheet(text), NUMBERED, "friend")
