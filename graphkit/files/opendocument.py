"""Sheets of an .ods file (LibreOffice, OpenOffice): one pass over its content that keeps nothing but cells."""

from __future__ import annotations

import io
import re
import zipfile
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml import sax

from graphkit.errors import GraphkitError
from graphkit.files.workbook import MOST_CELLS, MOST_COLUMNS, MOST_UNPACKED_MB, Book, Page, bounded, number_text

_MANIFEST = "META-INF/manifest.xml"
_NO_TEXT = frozenset({"annotation", "frame", "custom-shape", "ruby-text", "forms", "shapes"})
_TIME = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")


def open_opendocument(content: bytes, name: str) -> Book:
    """The sheets of an .ods file; a formula is read as what it came to when the file was saved."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if _MANIFEST in archive.namelist() and b"encryption-data" in archive.read(_MANIFEST):
            raise GraphkitError("password_protected", file=name)
        found = _Content(name)
        with archive.open("content.xml") as source:
            sax.parse(source, found, forbid_dtd=True)
    if not found.is_spreadsheet:
        raise GraphkitError("not_excel", file=name)
    return Book(found.hidden, lambda title: found.pages[title])


class _Content(ContentHandler):
    """The sheets in the order in which the file tells them: columns, then rows of cells of paragraphs."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.is_spreadsheet = False
        self.pages: dict[str, Page] = {}
        self.hidden: dict[str, bool] = {}
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._page: Page | None = None
        self._position = self._column = self._count = 0
        self._row: list[str] = []
        self._row_is = (1, False)  # how often the row stands there, and whether it is hidden
        self._cell: AttributesImpl | None = None
        self._text: list[str] = []
        self._paragraphs = 0
        self._silent = 0  # how deep inside something that is no text of a cell

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        kind = name.rpartition(":")[2]
        if self._silent or kind in _NO_TEXT or (kind == "table" and self._page):
            self._silent += 1
            return
        match kind:
            case "p" if self._cell is not None:
                self._text += ["\n"] if self._paragraphs else []
                self._paragraphs += 1
            case "s" | "tab" | "line-break" if self._cell is not None:
                self._text.append({"s": " ", "tab": "\t"}.get(kind, "\n") * min(_number(attrs, "text:c"), 1000))
            case "table-cell" | "covered-table-cell":
                self._cell, self._text, self._paragraphs = attrs.copy(), [], 0
            case "table-row":
                self._row, self._row_is = [], (_number(attrs, "table:number-rows-repeated"), _is_hidden(attrs))
            case "table-column":
                self._add_column(_number(attrs, "table:number-columns-repeated"), _is_hidden(attrs))
            case "table":
                self._page, self._position, self._column = Page({}), 0, 0
                title = attrs.get("table:name", "")
                self.pages[title] = self._page
                self.hidden[title] = attrs.get("table:style-name") in self._hidden_styles
            case "style":
                self._style = attrs.get("style:name", "")
            case "table-properties" if attrs.get("table:display") == "false":
                self._hidden_styles.add(self._style)
            case "spreadsheet":
                self.is_spreadsheet = True

    def characters(self, content: str) -> None:
        if self._paragraphs and not self._silent:
            self._text.append(content)

    def endElement(self, name: str) -> None:
        if self._silent:
            self._silent -= 1
            return
        match name.rpartition(":")[2]:
            case "table-cell" | "covered-table-cell" if self._cell is not None and self._page is not None:
                self._add_cell(self._page, self._cell)
            case "table-row" if self._page is not None:
                self._add_row(self._page)
            case "table":
                self._page = None

    def _add_column(self, repeated: int, hidden: bool) -> None:
        if self._page is not None and hidden:
            self._page.hidden_columns += range(self._column, min(self._column + repeated, MOST_COLUMNS))
        self._column += repeated

    def _add_cell(self, page: Page, cell: AttributesImpl) -> None:
        text, column = _value(cell, "".join(self._text)), len(self._row)
        repeated = _number(cell, "table:number-columns-repeated")
        if text.strip() and column + repeated > MOST_COLUMNS:
            raise GraphkitError("too_many_columns", file=self.name, limit=MOST_COLUMNS)
        self._row += [text] * min(repeated, MOST_COLUMNS - column)
        down, right = _number(cell, "table:number-rows-spanned"), _number(cell, "table:number-columns-spanned")
        if down * right > 1:
            page.merged.append((self._position, self._position + down - 1, column, column + right - 1))
        if cell.get("table:formula") and not cell.get("office:value-type"):
            page.without_result.append((self._position, column))
        self._cell, self._paragraphs = None, 0

    def _add_row(self, page: Page) -> None:
        """Puts a row where it stands, as often as it stands there; one that is blank takes only its place."""
        repeated, hidden = self._row_is
        cells = next((cells for _, cells in bounded([(0, self._row)], self.name)), [])
        self._count += repeated * len(cells)
        if self._count > MOST_CELLS:
            raise GraphkitError("excel_too_large", file=self.name, limit=MOST_UNPACKED_MB)
        places = range(self._position, self._position + repeated) if cells else range(0)
        page.rows.update((place, list(cells)) for place in places)
        page.hidden_rows += places if hidden else ()
        self._position += repeated


def _number(attrs: AttributesImpl, name: str) -> int:
    return int(attrs.get(name, "1"))


def _is_hidden(attrs: AttributesImpl) -> bool:
    return attrs.get("table:visibility", "visible") != "visible"


def _value(cell: AttributesImpl, shown: str) -> str:
    """A cell as it reads in a CSV: dates as 2026-03-31, leading zeros as they are shown."""
    match cell.get("office:value-type", "string"):
        case "float" | "percentage" | "currency":
            value = float(cell.get("office:value", "nan"))
            return number_text(value, "0" * len(shown) if re.fullmatch(r"0\d+", shown) else "")
        case "date":
            return str(cell.get("office:date-value", shown)).removesuffix("T00:00:00").replace("T", " ")
        case "time":
            parts = _TIME.fullmatch(cell.get("office:time-value", ""))
            return ":".join(parts.groups()) if parts else shown
        case "boolean":
            return str(cell.get("office:boolean-value", shown)).upper()
        case _:
            return shown or str(cell.get("office:string-value", ""))
