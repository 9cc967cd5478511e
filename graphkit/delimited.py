"""The text of a CSV file as rows: which encoding, which delimiter, and what had to be mended to read it."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice

import chardet
import numpy as np
import pandas as pd

from graphkit.errors import Finding, GraphkitError

MOST_CSV_MB = 150
MOST_COLUMNS = 1000
DELIMITERS = (",", ";", "\t", "|")
_HEAD_BYTES = 65_536
_MAGIC = (
    *(b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!"),
    *(b"\x7fELF", b"SQLite format"),
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: it starts with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass
class Delimited:
    """Every row of the file, as wide as the widest; the index is the row's position in the file."""

    cells: pd.DataFrame
    encoding: str
    delimiter: str
    findings: list[Finding] = field(default_factory=list)


def read_delimited(content: bytes, name: str, encoding: str = "", delimiter: str = "") -> Delimited:
    """Every row of a CSV file, header and all. A blank encoding or delimiter is found out."""
    if len(content) > MOST_CSV_MB << 20:
        raise GraphkitError("too_large", file=name, size=f"{len(content) / (1 << 20):.0f}", limit=MOST_CSV_MB)
    findings: list[Finding] = []
    found = _named(encoding) if encoding else guess_encoding(content)
    text = _as_utf8(content, found)
    if not text.strip():
        raise GraphkitError("empty_file", file=name)
    if _is_binary(content, text):
        raise GraphkitError("binary_file", file=name)
    if not encoding and not found.startswith("utf"):
        findings.append(Finding("encoding_guessed", "info", name, None, "", found))
    if nul := text.count(b"\0"):
        text = text.replace(b"\0", b"")
        findings.append(Finding("nul_characters", "warning", name, params={"n": nul}))
    head = text[:_HEAD_BYTES].decode("utf-8", "ignore")
    if len(text) > _HEAD_BYTES:
        head = head[: max(head.rfind("\n"), head.rfind("\r")) + 1] or head
    if delimiter not in ("", *DELIMITERS) and (len(delimiter) != 1 or delimiter in '"\r\n'):
        raise GraphkitError("bad_delimiter", value=delimiter)
    delimiter = delimiter or guess_delimiter(head)
    cells, mended = _parse(text, head, delimiter, name)
    findings += mended + _rows_in_a_cell(text, cells, delimiter, name)
    return Delimited(cells, found, delimiter, findings)


def guess_encoding(content: bytes) -> str:
    """The encoding of a text: its mark, else UTF-8, UTF-16 by its zeros, Chinese by its pairs, else chardet's guess."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return encoding
    if _is_utf8(content):
        return "utf-8"
    head = content[:4096]
    odd, even = head[1::2].count(0), head[0::2].count(0)
    if max(odd, even) > len(head) * 0.05:
        return "utf-16-le" if odd >= even else "utf-16-be"
    guess = (chardet.detect(content[: 4 * _HEAD_BYTES])["encoding"] or "cp1252").lower()
    if guess in ("gb2312", "gbk", "gb18030") or (
        not guess.startswith(("euc", "cp949", "uhc")) and _looks_chinese(content)
    ):
        return "gb18030"
    return guess


def _is_utf8(content: bytes) -> bool:
    """UTF-8, or UTF-8 with a bad byte here and there: twenty good characters beyond ASCII for each bad one."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        text = content[: 16 * _HEAD_BYTES].decode("utf-8", "replace")
        bad = text.count("\ufffd")
        return len(text) - len(text.encode("ascii", "ignore")) > 20 * bad
    return True


def _looks_chinese(content: bytes) -> bool:
    """Whether nearly all bytes beyond ASCII pair up as common characters (GB 2312 level 1) or their punctuation."""
    head = content[:_HEAD_BYTES]
    pairs = len(re.findall(rb"[\xa1-\xa3\xb0-\xd7][\xa1-\xfe]", head))
    return 2 * pairs > 0.8 * sum(byte > 127 for byte in head) > 0


def _named(encoding: str) -> str:
    try:
        codecs.lookup(encoding)
        "".encode(encoding)
    except (LookupError, UnicodeError, TypeError, AttributeError):
        raise GraphkitError("unknown_encoding", value=encoding) from None
    return encoding


def _as_utf8(content: bytes, encoding: str) -> bytes:
    """The text as UTF-8; what the encoding does not know becomes U+FFFD, which is flagged later."""
    try:
        text = content.decode(encoding, "replace")
    except (UnicodeError, LookupError):
        text = content.decode("cp1252", "replace")
    clean = content if encoding == "utf-8" and "\ufffd" not in text else text.encode("utf-8", "replace")
    return clean.removeprefix(codecs.BOM_UTF8)


def _is_binary(content: bytes, text: bytes) -> bool:
    head = text[:4096]
    control = sum(byte < 9 or 13 < byte < 32 for byte in head)
    return content.startswith(_MAGIC) or control > 0.05 * len(head)


def guess_delimiter(head: str) -> str:
    """The delimiter that splits most rows into equally many cells, at least half of all; of equals the one with more.

    A file that none splits so is one column.
    """
    if match := re.match(r"sep=(.)\s*[\r\n]", head, re.IGNORECASE):
        return match[1]
    best, found = (0.5, 1), ","
    for delimiter in DELIMITERS:
        widths = [len(row) for row in _head_rows(head, delimiter) if row]
        split = Counter(width for width in widths if width > 1)
        width, agreeing = max(split.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
        if agreeing and (agreeing / len(widths), width) > best:
            best, found = (agreeing / len(widths), width), delimiter
    return found


def _head_rows(head: str, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter))
    except csv.Error:
        return [line.split(delimiter) for line in head.splitlines()]


def _parse(text: bytes, head: str, delimiter: str, name: str) -> tuple[pd.DataFrame, list[Finding]]:
    """Every row of the file by pandas' C parser; rows that are too wide or a quote left open make it try again."""
    first = head.splitlines()[0].count(delimiter) + 1  # pandas checks the width of every row but the first
    width = max(first, *map(len, _head_rows(head, delimiter))) + 1
    findings: list[Finding] = []
    for _ in range(20):
        if width > MOST_COLUMNS:
            raise GraphkitError("too_many_columns", file=name, limit=MOST_COLUMNS)
        try:
            return _c_parser(text, delimiter, width), findings
        except pd.errors.ParserError as reason:
            if wide := re.search(r"saw (\d+)", str(reason)):
                width = max(int(wide[1]) + 1, min(2 * width, MOST_COLUMNS))
            elif left_open := re.search(r"EOF inside string starting at row (\d+)", str(reason)):
                text = _without_open_quote(text, int(left_open[1]), delimiter, name)
                findings.append(Finding("open_quote", "warning", name, int(left_open[1]) + 1))
            else:
                raise GraphkitError("unreadable_table", file=name, reason=str(reason)) from reason
        except (pd.errors.EmptyDataError, ValueError) as reason:
            raise GraphkitError("unreadable_table", file=name, reason=str(reason)) from reason
    raise GraphkitError("unreadable_table", file=name, reason="quotes")


def _c_parser(text: bytes, delimiter: str, width: int) -> pd.DataFrame:
    return pd.read_csv(
        io.BytesIO(text),
        sep=delimiter,
        header=None,
        names=list(range(width)),
        index_col=False,
        dtype="str",
        na_filter=False,
        skip_blank_lines=False,
        engine="c",
        low_memory=False,
    )


def _without_open_quote(text: bytes, row: int, delimiter: str, name: str) -> bytes:
    """The text without the quote that opens in a row and never closes, so that the rows behind it are rows again."""
    lines = list(io.StringIO(text.decode("utf-8"), newline=""))
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        for _ in islice(reader, row):
            pass
    except csv.Error as reason:
        raise GraphkitError("unreadable_table", file=name, reason=str(reason)) from reason
    odd = (at for at in range(reader.line_num, len(lines)) if lines[at].count('"') % 2)
    at = next(odd, None)
    if at is None:
        raise GraphkitError("unreadable_table", file=name, reason='"')
    before, _, after = lines[at].rpartition('"')
    lines[at] = before + after
    return "".join(lines).encode("utf-8")


def _rows_in_a_cell(text: bytes, cells: pd.DataFrame, delimiter: str, name: str) -> list[Finding]:
    """Cells that look as if a quote had swallowed whole rows."""
    if max(text.count(b"\n"), text.count(b"\r")) <= len(cells):
        return []
    findings = []
    width = int((cells != "").any().sum())
    for column in cells:
        for row in np.flatnonzero(cells[column].str.contains(r"[\r\n]", regex=True)):
            cell = str(cells.at[row, column])
            swallowed = sum(line.count(delimiter) >= max(width - 1, 1) for line in cell.splitlines()[1:])
            if swallowed:
                findings.append(Finding("rows_in_cell", "warning", name, int(row) + 1, params={"n": swallowed}))
    return findings
