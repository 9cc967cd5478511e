"""Files as people damage them: whatever is done to a table, no row of it is lost without a word and nothing crashes.

`python -m tests.reading_fuzz 10000` makes that many files, reads each and prints what came of them.
"""

from __future__ import annotations

import csv
import io
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, field, replace

import openpyxl
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from graphkit.errors import GraphkitError
from graphkit.files.tables import Sheet, read_table

HEADERS = (
    ("id", "name", "title", "reports to"),
    ("工号", "姓名", "职位", "部门", "直属上级"),
    ("Name", "", "Email", "", "Password"),
    ("Wer", "Was", "Seit"),
    ("name",),
    (),
)
WORDS = (
    "Ann",
    "Bob Lee",
    "O'Neil",
    "张伟",
    "José",
    "Director",
    "7",
    "0012",
    "3,5",
    "a@x.org",
    "2026-01-31",
    "",
    "",
    " ",
)
ODD = ('say "hi"', "a;b", "a,b", "a\tb", "a|b", "#REF!", "two\nlines", "#1", "Total", "=1+1", "\ufffd", "'x", "\u00a0")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030", "cp1252", "latin-1", "big5", "shift_jis", "euc_kr")
ENDS = ("\n", "\r\n", "\r")

Rows = list[list[str]]


@dataclass(repr=False)
class Case:
    """A file, and a mark for each row of people in it; `whole` where no byte of it was damaged after it was written.

    made_of : what a workbook was made of, as its bytes say nothing to who reads of a failure.
    """

    name: str
    content: bytes
    marks: list[str]
    made_of: object = None
    whole: bool = True
    options: dict[str, object] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"{self.name} of {self.made_of!r} with {self.options}{'' if self.whole else ', damaged'}"


@st.composite
def tables(draw: st.DrawFn) -> tuple[Rows, list[str]]:
    """Rows of text with what stands above, between and below the people; each person's row bears a mark of its own."""
    header = draw(st.sampled_from(HEADERS))
    width = len(header) or draw(st.integers(1, 4))
    rows: Rows = [list(header)] if header else []
    marks = [f"R{number}q" for number in range(draw(st.integers(0, 10)))]
    cell = st.sampled_from(WORDS) | st.sampled_from(ODD) if draw(st.booleans()) else st.sampled_from(WORDS)
    for mark in marks:
        row = draw(st.lists(cell, min_size=width, max_size=width))
        place = draw(st.integers(0, min(width, 3) - 1))  # not the column of passwords
        row[place] = f"{row[place]} {mark}".strip()
        if draw(st.integers(0, 7)) == 0:
            row = draw(st.sampled_from((row[: place + 1], [*row, "", mark], [""] * (width + 2) + [mark])))
        rows.append(row)
    extra = [["My team 2026"], ["# a comment", "x"], ["Total: 25"], ["合计", "", "25"], [], [""], ["", ""]]
    extra += [list(header)] if header else []
    extra += [["Source: HR, confidential."], ["//", "old"], ["Notes:"], ["", "", "x9"]]
    for row in draw(st.lists(st.sampled_from(extra), max_size=4)):
        rows.insert(draw(st.integers(0, len(rows))), list(row))
    return rows, marks


@st.composite
def csv_files(draw: st.DrawFn) -> Case:
    rows, marks = draw(tables())
    delimiter = draw(st.sampled_from(",;\t|"))
    quoting = draw(st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL)))
    lines = []
    for row in rows:
        line = io.StringIO(newline="")
        csv.writer(line, delimiter=delimiter, quoting=quoting, lineterminator="").writerow(row)
        lines.append(line.getvalue())
    for kind in draw(st.lists(st.sampled_from(("open", "stray", "bare", "nul", "spaced")), max_size=2)):
        lines = _damaged(lines, kind, draw(st.integers(0, 99)), delimiter)
    end = draw(st.sampled_from(ENDS))
    ends = [end if draw(st.integers(0, 9)) else draw(st.sampled_from(ENDS)) for _ in lines]
    text = "".join(line + ending for line, ending in zip(lines, ends, strict=True))
    text = f"sep={delimiter}{end}{text}" if draw(st.integers(0, 9)) == 0 else text
    text += draw(st.sampled_from(("", "", "\x1a", end, end * 3)))
    encoding = draw(st.sampled_from(ENCODINGS))
    try:
        content = text.encode(encoding)
    except UnicodeEncodeError:
        content, encoding = text.encode(), "utf-8"
    options: dict[str, object] = {"encoding": encoding, "delimiter": delimiter} if draw(st.integers(0, 3)) == 0 else {}
    return draw(_bytes_damaged(Case("x.csv", content, marks, content, options=options)))


def _damaged(lines: list[str], kind: str, at: int, delimiter: str) -> list[str]:
    """The lines with one thing wrong: a quote that opens and never closes, one inside a cell, a row cut off, a NUL."""
    if not lines:
        return lines
    row = at % len(lines)
    line = lines[row]
    cells = line.split(delimiter)
    cell = at % len(cells)
    change = {
        "open": lambda: delimiter.join([*cells[:cell], '"' + cells[cell], *cells[cell + 1 :]]),
        "stray": lambda: line[: at % (len(line) + 1)] + '"' + line[at % (len(line) + 1) :],
        "bare": lambda: line.replace('"', ""),
        "nul": lambda: line + "\0",
        "spaced": lambda: line.replace(delimiter, delimiter + " "),
    }
    return [*lines[:row], change[kind](), *lines[row + 1 :]]


@st.composite
def excel_files(draw: st.DrawFn) -> Case:
    rows, marks = draw(tables())
    book = openpyxl.Workbook()
    page = book.active
    for row in rows:
        page.append([_typed(cell) for cell in row])
    blocks = []
    for _ in range(draw(st.integers(0, 2))):
        top, left = draw(st.integers(1, 12)), draw(st.integers(1, 4))
        bottom, right = top + draw(st.integers(0, 3)), left + draw(st.integers(0, 2))
        # a program that merges cells drops what stood in those it covers, so only free cells are covered
        covered = [(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)][1:]
        if covered and not any(page.cell(r, c).value for r, c in covered):
            page.merge_cells(start_row=top, end_row=bottom, start_column=left, end_column=right)
            blocks.append((top, bottom, left, right))
    page.row_dimensions[draw(st.integers(1, 9))].hidden = draw(st.booleans())
    page.column_dimensions[draw(st.sampled_from("ABC"))].hidden = draw(st.booleans())
    options: dict[str, object] = {}
    if draw(st.booleans()):
        book.create_sheet("Other", draw(st.integers(0, 1)))["A1"] = "cover"
        options = {"sheet": "Sheet"} if len(rows) < 2 or draw(st.booleans()) else {}
    content = io.BytesIO()
    book.save(content)
    return draw(_bytes_damaged(Case("x.xlsx", content.getvalue(), marks, (rows, blocks), options=options)))


def _typed(cell: str) -> object:
    if re.fullmatch(r"[1-9]\d*", cell):
        return int(cell)
    return (cell.lstrip("=") if "q" in cell else cell) or None  # a formula without its result would be blank


@st.composite
def _bytes_damaged(draw: st.DrawFn, case: Case) -> Case:
    """The case as it is, mostly; else with some bytes changed, cut out or put in, or with its end cut off."""
    content = bytearray(case.content)
    if draw(st.integers(0, 4)):
        return case
    places = st.integers(0, 1 << 20)  # a workbook holds the time, so that its length is not the same when made again
    for _ in range(draw(st.integers(1, 3))):
        at, size = draw(places) % (len(content) + 1), draw(st.integers(0, 4))
        content[at : at + size] = draw(st.binary(max_size=4))
    if draw(st.integers(0, 5)) == 0:
        del content[draw(places) % (len(content) + 1) :]
    return replace(case, content=bytes(content), made_of=bytes(content)[:2000], whole=False)


cases = csv_files() | csv_files() | excel_files()


def read_case(case: Case, header: int | None = None) -> Sheet | GraphkitError:
    """What comes of a case, after the laws of reading were checked on it. Any other error passes through."""
    try:
        sheet = read_table(case.content, case.name, header=header, **case.options)  # type: ignore[arg-type]
    except GraphkitError as refusal:
        assert "{" not in str(refusal) + refusal.say("zh")
        return refusal
    lines = sheet.lines.tolist()
    assert lines == sorted(set(lines)) and len(lines) == len(sheet.rows)
    places = [*lines, *sheet.left_out, *([sheet.header_row] if sheet.header_row else [])]
    assert len(set(places)) == len(places) == sheet.file_rows - sheet.blank_rows, "a row is neither read nor named"
    assert all(1 <= place <= sheet.file_rows for place in places)
    named = {(finding.row, finding.code) for finding in sheet.findings}
    for row, code in sheet.left_out.items():
        assert (row, code) in named or (code == "preamble" and row < sheet.header_row)
    told = [f"{finding.value} {finding.column}" for finding in sheet.findings if finding.message and finding.say("zh")]
    if case.whole:
        text = "\n".join([*sheet.header, *told, *("\n".join(row) for row in sheet.rows.to_numpy().tolist())])
        lost = [mark for mark in case.marks if mark not in text.replace('"', "")]  # a quote may stand inside a mark
        assert len(lost) <= _not_read(sheet), f"{lost} lost"
    return sheet


def _not_read(sheet: Sheet) -> float:
    """How many marks may be missing because a quote put them into the column of passwords, or its name into theirs.

    The first are counted but for the last, in which the quote closes; the second are marks of rows that are read.
    """
    passwords = [finding.column for finding in sheet.findings if finding.code == "password_column"]
    if set(passwords) - {"Password"}:
        return float("inf")
    said = [finding for finding in sheet.findings if finding.code == "rows_in_cell"]
    return sum(int(str(finding.params["n"])) + 1 for finding in said) if passwords else 0


def main(count: int, number: int) -> None:
    came: Counter[str] = Counter()
    start = time.perf_counter()

    @seed(number)
    @settings(
        max_examples=count, deadline=None, database=None, derandomize=False, suppress_health_check=list(HealthCheck)
    )
    @given(cases, st.none() | st.none() | st.integers(0, 6))
    def run(case: Case, header: int | None) -> None:
        came["cases"] += 1
        came[case.name + ("" if case.whole else " with damaged bytes")] += 1
        found = read_case(case, header)
        if isinstance(found, GraphkitError):
            came[f"refused: {found.key}"] += 1
        else:
            came["read"] += 1
            came.update({f"finding: {code}" for code in {finding.code for finding in found.findings}})

    run()
    for what, times in sorted(came.items()):
        print(f"{times:>8} {what}")
    print(f"no crash, no lost row; {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000, int(sys.argv[2]) if len(sys.argv) > 2 else 1)
