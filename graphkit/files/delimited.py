"""The text of a CSV file as rows: which encoding, which delimiter, and what had to be mended to read it."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv

from graphkit.errors import Finding, GraphkitError
from graphkit.files.encoding import decodes, guess_encoding
from graphkit.importing.headers import is_known

MOST_CSV_MB = 150
MOST_COLUMNS = 1000
DELIMITERS = (",", ";", "\t", "|")
_HEAD_BYTES = 65_536
_MOST_OPEN_QUOTES = 8
_MAGIC = (
    *(b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!"),
    *(b"\x7fELF", b"SQLite format"),
)
_MARKUP = re.compile(rb"\s*(<(!doctype|html|head|body|meta|table|div|style|\?xml|\w+:?workbook)\b|mime-version:)", re.I)
_SEPARATOR_LINE = re.compile(rb'"?sep=(.)"?[ \t]*(\r\n|\r|\n)', re.IGNORECASE)
_END_OF_FILE = b"\x1a"  # what DOS programs wrote behind the last line


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
    if delimiter not in ("", *DELIMITERS) and not _can_delimit(delimiter):
        raise GraphkitError("bad_delimiter", value=delimiter)
    found = _named(encoding) if encoding else guess_encoding(content)
    text = _as_utf8(content, found).rstrip(_END_OF_FILE)
    _refuse_other_files(content, text, name)
    findings: list[Finding] = []
    if not encoding and not found.startswith("utf"):
        findings.append(Finding("encoding_guessed", "info", name, None, "", found))
    if nul := text.count(b"\0"):
        text = text.replace(b"\0", b"")
        findings.append(Finding("nul_characters", "warning", name, params={"n": nul}))
    if line := _SEPARATOR_LINE.match(text):
        delimiter, text = delimiter or line[1].decode("utf-8", "replace"), text[line.end() :]
        findings.append(Finding("separator_line", "info", name, None, "", line[0].decode("utf-8", "replace").strip()))
    if not text or text.isspace():
        raise GraphkitError("empty_file", file=name)
    head = _head(text)
    delimiter = delimiter if _can_delimit(delimiter) else guess_delimiter(head)
    cells, mended = _parse(text, head, delimiter, name)
    return Delimited(cells, found, delimiter, findings + mended)


def _can_delimit(delimiter: str) -> bool:
    return len(delimiter) == 1 and delimiter.isascii() and delimiter not in '"\r\n\0 '


def _named(encoding: str) -> str:
    try:
        codecs.lookup(encoding)
        "".encode(encoding)
    except (LookupError, UnicodeError, TypeError, AttributeError):
        raise GraphkitError("unknown_encoding", value=encoding) from None
    return encoding


def _as_utf8(content: bytes, encoding: str) -> bytes:
    """The text as UTF-8; what the encoding does not know becomes U+FFFD, which is flagged later."""
    if encoding == "utf-8" and decodes(content, encoding):
        return content.removeprefix(codecs.BOM_UTF8)
    try:
        text = content.decode(encoding, "replace")
    except (UnicodeError, LookupError):
        text = content.decode("cp1252", "replace")
    return text.encode("utf-8", "replace").removeprefix(codecs.BOM_UTF8)


def _refuse_other_files(content: bytes, text: bytes, name: str) -> None:
    if not text or text.isspace():
        raise GraphkitError("empty_file", file=name)
    head = text[:4096]
    control = sum(byte < 9 or 13 < byte < 32 for byte in head)
    if content.startswith(_MAGIC) or control > 0.05 * len(head):
        raise GraphkitError("binary_file", file=name)
    if _MARKUP.match(head) or _is_json(text):
        raise GraphkitError("markup_file", file=name)


def _is_json(text: bytes) -> bool:
    if text[:256].lstrip()[:1] + text[-256:].rstrip()[-1:] not in (b"{}", b"[]"):
        return False
    try:
        json.JSONDecoder().raw_decode(text.decode("utf-8").strip())  # one value, or the first of one a line
    except (ValueError, RecursionError):
        return False
    return True


def _head(text: bytes) -> str:
    head = text[:_HEAD_BYTES].decode("utf-8", "ignore")
    return head[: max(head.rfind("\n"), head.rfind("\r")) + 1] or head if len(text) > _HEAD_BYTES else head


def guess_delimiter(head: str) -> str:
    """The delimiter that splits most rows into equally many cells, at least half of all; of equals the one with more.

    Where rows differ too much for that, one that splits more than half of them at all, or one of the first into words
    that name columns; a file that none splits so is one column. A quote that never closes hides all delimiters behind
    it, so there quotes are tried as letters too.
    """
    quoted = {delimiter: _head_rows(head, delimiter) for delimiter in DELIMITERS}
    plain = {delimiter: [line.split(delimiter) for line in head.splitlines()] for delimiter in DELIMITERS}
    for rows in (quoted, plain) if head.count('"') % 2 else (quoted,):
        for measure, least in ((_agreement, (0.5, 1)), (_splitting, (0.5, 0)), (_naming, (1.0, 0))):
            scores = {delimiter: measure([row for row in found if row]) for delimiter, found in rows.items()}
            best = max(DELIMITERS, key=lambda delimiter: scores[delimiter])
            if scores[best] > least:
                return best
    return ","


def _agreement(rows: list[list[str]]) -> tuple[float, int]:
    """The share of rows that are as wide as most that are split at all, and how wide that is."""
    split = Counter(len(row) for row in rows if len(row) > 1)
    width, agreeing = max(split.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
    return agreeing / max(1, len(rows)), width


def _splitting(rows: list[list[str]]) -> tuple[float, int]:
    return sum(len(row) > 1 for row in rows) / max(1, len(rows)), 0


def _naming(rows: list[list[str]]) -> tuple[float, int]:
    """The most words for columns that one of the first rows holds."""
    return float(max((sum(map(is_known, row)) for row in rows[:5]), default=0)), 0


def _head_rows(head: str, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter))
    except csv.Error:
        return [line.split(delimiter) for line in head.splitlines()]


# -- the cells ---------------------------------------------------------------------------------------------------------


def _parse(text: bytes, head: str, delimiter: str, name: str) -> tuple[pd.DataFrame, list[Finding]]:
    """Every row of the file: quickly where all are alike, else as wide as the widest and with open quotes mended."""
    rows = _head_rows(head, delimiter)
    spaced = _has_quotes_after_spaces(head, delimiter)
    quick = None if spaced else _rows_alike(text, delimiter, len(rows[0]) if rows else 1)
    if quick is not None:
        return quick, []
    first = head.splitlines()[0].count(delimiter) + 1  # pandas checks the width of every row but the first
    width = max(first, *map(len, rows)) + 1
    quoting: int = csv.QUOTE_MINIMAL
    findings: list[Finding] = []
    while width <= MOST_COLUMNS:
        try:
            cells = _any_rows(text, delimiter, width, quoting, spaced)
            return cells, findings + _rows_in_a_cell(text, cells, delimiter, name)
        except pd.errors.ParserError as reason:
            if wide := re.search(r"saw (\d+)", str(reason)):
                width = max(int(wide[1]) + 1, min(2 * width, MOST_COLUMNS))
            elif left_open := re.search(r"EOF inside string starting at row (\d+)", str(reason)):
                more = len(findings) < _MOST_OPEN_QUOTES
                text, quoting, finding = _mended(text, int(left_open[1]), delimiter, name, more)
                findings.append(finding)
            else:
                raise GraphkitError("unreadable_table", file=name, reason=str(reason)) from reason
        except (pd.errors.EmptyDataError, ValueError) as reason:
            raise GraphkitError("unreadable_table", file=name, reason=str(reason)) from reason
    raise GraphkitError("too_many_columns", file=name, limit=MOST_COLUMNS)


def _has_quotes_after_spaces(head: str, delimiter: str) -> bool:
    """`1, "Lee, Ann"`: a blank before a quote, which then still keeps a delimiter."""
    mark = re.escape(delimiter)
    return bool(re.search(rf'(?m)(^|{mark}) +"[^"\r\n]*{mark}[^"\r\n]*" *({mark}|$)', head))


def _rows_alike(text: bytes, delimiter: str, width: int) -> pd.DataFrame | None:
    """The cells where all rows are equally wide and none holds a line break; None for any other file.

    Arrow reads these as pandas does, ten times as fast, and refuses a row that is wider or narrower.
    """
    names = [str(position) for position in range(width)]
    if text.count(b'"') % 2 or width > MOST_COLUMNS:
        return None
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(text),
            read_options=arrow_csv.ReadOptions(column_names=names, use_threads=False),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.large_string()), strings_can_be_null=False, check_utf8=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    if table.num_rows != _lines(text):
        return None
    cells: pd.DataFrame = table.to_pandas()
    return cells.set_axis(range(width), axis=1)


def _lines(text: bytes) -> int:
    alone = text.count(b"\r") - text.count(b"\r\n") if b"\r" in text else 0
    return text.count(b"\n") + alone + (text[-1:] not in (b"\n", b"\r"))


def _any_rows(text: bytes, delimiter: str, width: int, quoting: int, spaced: bool) -> pd.DataFrame:
    return pd.read_csv(  # type: ignore[call-overload,no-any-return]
        io.BytesIO(text),
        sep=delimiter,
        header=None,
        names=list(range(width)),
        index_col=False,
        dtype="str",
        na_filter=False,
        skip_blank_lines=False,
        skipinitialspace=spaced,
        quoting=quoting,
        engine="c",
    )


def _mended(text: bytes, row: int, delimiter: str, name: str, more: bool) -> tuple[bytes, int, Finding]:
    """The text without the quote that opens in a row and never closes; where that fails, all quotes are letters."""
    mended = _without_open_quote(text, row, delimiter) if more else None
    if mended is None:
        return text, csv.QUOTE_NONE, Finding("quotes_ignored", "warning", name, row + 1)
    return mended, csv.QUOTE_MINIMAL, Finding("open_quote", "warning", name, row + 1)


def _without_open_quote(text: bytes, row: int, delimiter: str) -> bytes | None:
    lines = list(io.StringIO(text.decode("utf-8"), newline=""))
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        for _ in islice(reader, row):
            pass
    except csv.Error:
        return None
    at = next((at for at in range(reader.line_num, len(lines)) if lines[at].count('"') % 2), None)
    if at is None:
        return None
    before, _, after = lines[at].rpartition('"')
    lines[at] = before + after
    return "".join(lines).encode("utf-8")


def _rows_in_a_cell(text: bytes, cells: pd.DataFrame, delimiter: str, name: str) -> list[Finding]:
    """Cells that look as if a quote had swallowed whole rows, or the end of one and the beginning of the next."""
    if _lines(text) <= len(cells):
        return []
    filled = (cells != "").to_numpy()
    widths = filled.shape[1] - filled[:, ::-1].argmax(axis=1)
    usual = int(np.bincount(widths).argmax())
    findings = []
    for column in cells:
        for row in np.flatnonzero(cells[column].str.contains(r"[\r\n]", regex=True)):
            lines = str(cells.at[row, column]).splitlines()[1:]
            # a row with a line break and more cells than others was put together from two
            least = max(usual - 1, 1) if widths[row] <= usual else 1
            if swallowed := sum(line.count(delimiter) >= least for line in lines):
                findings.append(Finding("rows_in_cell", "warning", name, int(row) + 1, params={"n": swallowed}))
    return findings
