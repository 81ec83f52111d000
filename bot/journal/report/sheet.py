"""One sheet of a workbook: header, rows, widths, filter; and cells that hold any text without running it.

Cells of a column are one object that is filled again for each row: the workbook is written as it grows.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from textwrap import wrap
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from bot.journal.report.text import for_xml
from bot.phrases import report as words

Value = str | float | datetime | date | None
MOST_ROWS = 1_048_576  # of a sheet of Excel, its header included
_MOST_UNITS = 32_767  # UTF-16 units in a cell
_FONT = "Calibri"
_LINE_HEIGHT = 15.0  # points
_MOST_HEIGHT = 409.0  # points, of a row of Excel
_A4 = 9  # as Excel numbers the sizes of paper
_RUNS = "=+-@＝＋－＠"  # what a spreadsheet may take for the start of a formula
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # Excel reads "_x000D_" as a line end
_HEAD = PatternFill("solid", fgColor="1F4E79")
_LINE = Border(bottom=Side(style="thin", color="DDDDDD"))


class Kind(StrEnum):
    """What a column holds, and how it is shown."""

    TEXT = "text"
    COUNT = "count"
    SHARE = "share"
    DECIMAL = "decimal"
    MOMENT = "moment"
    DAY = "day"
    CHANGE = "change"  # a share by which something grew
    POINTS = "points"  # percentage points
    SECONDS = "seconds"


_FORMATS = {
    Kind.COUNT: "#,##0",
    Kind.SHARE: "0.0%",
    Kind.DECIMAL: "0.00",
    Kind.MOMENT: "dd/mm/yyyy hh:mm",
    Kind.DAY: "dd/mm/yyyy",
    Kind.CHANGE: "+0.0%;-0.0%;0.0%",
    Kind.POINTS: f'+0.0"{words.POINTS}";-0.0"{words.POINTS}";0.0"{words.POINTS}"',
    Kind.SECONDS: f'0.00"{words.SECONDS}"',
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    title: str
    width: float  # in characters
    kind: Kind = Kind.TEXT


class Sheet:
    """A sheet that grows row by row."""

    def __init__(self, book: Workbook, title: str, widths: Sequence[float], *, frozen: str) -> None:
        self.sheet: Any = book.create_sheet(title)
        self.row = 0  # the last one written
        self._widths = tuple(widths)
        for index, width in enumerate(widths, 1):
            self.sheet.column_dimensions[get_column_letter(index)].width = width
        self.sheet.freeze_panes = frozen
        self.sheet.sheet_view.showGridLines = False
        self.sheet.page_setup.orientation = "landscape"
        self.sheet.page_setup.paperSize = _A4
        self.sheet.page_setup.fitToHeight = 0
        self.sheet.sheet_properties.pageSetUpPr.fitToPage = True

    def line(self, text: str = "", *, size: int = 11, bold: bool = False) -> None:
        """A line of text of its own."""
        cell = WriteOnlyCell(self.sheet)
        cell.font = Font(name=_FONT, size=size, bold=bold, color="1F4E79" if bold else "444444")
        _put_text(cell, text)
        self._append([cell])

    def paragraph(self, text: str) -> None:
        """Lines of text as wide as the columns together."""
        for line in wrap(text, int(sum(self._widths))):
            self.line(line)

    def head(self, titles: Sequence[str]) -> int:
        """The header of a table; returns its row."""
        cells = []
        for title in titles:
            cell = WriteOnlyCell(self.sheet)
            cell.font = Font(name=_FONT, bold=True, color="FFFFFF")
            cell.fill = _HEAD
            cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
            _put_text(cell, title)
            cells.append(cell)
        self._append(cells, self._lines(titles, breadth=1.25))
        return self.row

    def rows(self, kinds: Sequence[Kind], values: Iterable[Sequence[Value]]) -> int:
        """Rows of a table, as many as the sheet still takes; returns how many those were."""
        plain = [self._cell(kind) for kind in kinds]
        quoted = [self._cell(kind) for kind in kinds]
        for cell in quoted:
            cell.quotePrefix = True
        first = self.row
        for row in values:
            if self.row == MOST_ROWS:
                break
            cells = [
                _filled(quoted[index] if _looks_like_formula(value) else plain[index], value)
                for index, value in enumerate(row)
            ]
            self._append(cells, self._lines(row))
        return self.row - first

    def mixed(self, values: Sequence[tuple[Kind, Value]]) -> None:
        """One row whose cells have kinds of their own."""
        cells = [self._cell(kind) for kind, _ in values]
        self._append([_filled(cell, value) for cell, (_, value) in zip(cells, values, strict=True)])

    def filter(self, head: int, columns: int) -> None:
        """Let the rows from a header down to the last one be filtered and sorted."""
        self.sheet.auto_filter.ref = f"A{head}:{get_column_letter(columns)}{max(self.row, head)}"

    def _cell(self, kind: Kind) -> Any:
        cell: Any = WriteOnlyCell(self.sheet)
        cell.border = _LINE
        cell.font = Font(name=_FONT, size=11)
        left = kind in (Kind.TEXT, Kind.MOMENT, Kind.DAY)
        cell.alignment = Alignment(
            vertical="top", wrap_text=kind is Kind.TEXT, horizontal="left" if left else "right", indent=int(left)
        )
        if kind in _FORMATS:
            cell.number_format = _FORMATS[kind]
        return cell

    def _append(self, cells: list[Any], lines: int = 1) -> None:
        if lines > 1:  # not every program finds the height of wrapped text by itself
            self.sheet.row_dimensions[self.row + 1].height = min(_LINE_HEIGHT * lines, _MOST_HEIGHT)
        self.sheet.append(cells)
        self.row += 1

    def _lines(self, values: Sequence[Value], *, breadth: float = 1.1) -> int:
        """How many lines the longest text takes in its column, about; `breadth` is that of a character."""
        return max(
            sum(max(1, math.ceil(breadth * len(line) / width)) for line in value.split("\n"))
            if isinstance(value, str)
            else 1
            for value, width in zip(values, self._widths, strict=False)
        )


def table(
    book: Workbook, title: str, columns: Sequence[Column], values: Iterable[Sequence[Value]], empty: str
) -> Sheet:
    """A sheet that is one table: a frozen header that is repeated in print, a filter; a line where it has no rows."""
    sheet = Sheet(book, title, [column.width for column in columns], frozen="A2")
    sheet.sheet.print_title_rows = "1:1"
    head = sheet.head([column.title for column in columns])
    count = sheet.rows([column.kind for column in columns], values)
    sheet.filter(head, len(columns))
    if not count:
        sheet.line(empty)
    return sheet


def cell_text(text: str) -> str:
    """Text as a cell of Excel holds it: legal in XML, no longer than a cell, nothing in it read as an escape."""
    text = _ESCAPE.sub("_x005F_", for_xml(text))
    units = text.encode("utf-16-le")
    if len(units) <= 2 * _MOST_UNITS:
        return text
    return units[: 2 * (_MOST_UNITS - 1)].decode("utf-16-le", "ignore") + "…"


def _looks_like_formula(value: Value) -> bool:
    return isinstance(value, str) and (value[:1] in ("\t", "\r", "\n") or value.lstrip()[:1] in tuple(_RUNS))


def _filled(cell: Any, value: Value) -> Any:
    if isinstance(value, str):
        _put_text(cell, value)
    else:
        cell.value = value.replace(tzinfo=None) if isinstance(value, datetime) else value
    return cell


def _put_text(cell: Any, text: str) -> None:
    cell.value = cell_text(text)
    cell.data_type = "s"  # whatever it looks like: a formula, an error, a number
