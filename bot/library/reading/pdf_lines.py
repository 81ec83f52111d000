"""The lines of a PDF page with their geometry, in the order in which a person reads them."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from bot.library.reading.builder import one_line
from bot.library.reading.old_fonts import OldFonts

_HYPHEN = 0x02  # what pdfium puts for a hyphen at the end of a line
_COLUMN_GAP = 2.0  # in heights of a line; justified words stand closer together
_TWO_COLUMNS = 8  # rows side by side with long text on both sides that make a page of two columns
_LONG_CELL = 25  # characters
_NEXT_LINE = 1.5  # as a multiple of the usual distance between lines: what is further off is no line of the column
_MAX_CHARS = 200_000  # of a page; more is no page of words


@dataclass(slots=True)
class Cell:
    """Words that stand together on one line."""

    x0: float
    x1: float
    y0: float
    y1: float
    first: int  # index of its first character on the page
    text: str = ""
    bold: bool = False


@dataclass(slots=True)
class PdfLine:
    """One line of a page; more than one cell where there is a wide gap in it."""

    page: int
    x0: float
    x1: float
    y0: float
    y1: float
    cells: list[str] = field(default_factory=list)
    bold: bool = False
    furniture: bool = False
    column: int = 0  # of two: 1 or 2; 0 where it reaches across the page

    @property
    def text(self) -> str:
        """The words; cells apart by a tab."""
        return "\t".join(self.cells)

    @property
    def height(self) -> float:
        """The height of its letters, in points."""
        return max(self.y1 - self.y0, 1.0)


def page_lines(page: pdfium.PdfPage, number: int, fonts: OldFonts) -> list[PdfLine]:
    """Return the lines of a page with a text layer; none where it has no words."""
    textpage = page.get_textpage()
    try:
        cells = _cells(textpage)
        for cell in cells:
            font = _font(textpage, cell.first)
            cell.bold = "bold" in font.lower()
            cell.text = fonts.unicode(cell.text, font)
        return arranged(cells, number)
    finally:
        textpage.close()


def arranged(cells: Sequence[Cell], number: int) -> list[PdfLine]:
    """The lines that cells of a page make, in reading order."""
    lines = []
    for row, column in _columns_apart(_rows(cells)):
        kept = [text for cell in row if (text := one_line(cell.text))]
        if kept:
            x0, x1 = min(cell.x0 for cell in row), max(cell.x1 for cell in row)
            y0, y1 = min(cell.y0 for cell in row), max(cell.y1 for cell in row)
            bold = all(cell.bold for cell in row)
            lines.append(PdfLine(number, x0, x1, y0, y1, kept, bold, column=column))
    return lines


def _cells(textpage: pdfium.PdfTextPage) -> list[Cell]:
    """Split the characters of a page where the line or the column changes."""
    cells: list[Cell] = []
    current: Cell | None = None
    space = False
    box = pdfium_c.FS_RECTF()
    for index in range(min(textpage.count_chars(), _MAX_CHARS)):
        code = pdfium_c.FPDFText_GetUnicode(textpage, index)
        char = "-" if code == _HYPHEN else chr(code) if 0 < code < 0x110000 else ""
        if not char or char.isspace():
            space = True
            continue
        if not pdfium_c.FPDFText_GetLooseCharBox(textpage, index, ctypes.byref(box)):
            continue
        x0, x1, y0, y1 = box.left, box.right, box.bottom, box.top
        if current is not None and _same_line(current, y0, y1):
            gap = x0 - current.x1
            height = current.y1 - current.y0
            if -height < gap < _COLUMN_GAP * height:
                current.text += (" " if space else "") + char
                current.x1 = max(current.x1, x1)
                space = False
                continue
        current = Cell(x0, x1, y0, y1, index, char)
        cells.append(current)
        space = False
    return cells


def _same_line(cell: Cell, y0: float, y1: float) -> bool:
    overlap = min(cell.y1, y1) - max(cell.y0, y0)
    return overlap > 0.5 * min(cell.y1 - cell.y0, y1 - y0)


def _rows(cells: Sequence[Cell]) -> list[list[Cell]]:
    """Cells at one height, from left to right, from the top of the page to its bottom."""
    rows: list[list[Cell]] = []
    printed: set[tuple[int, str]] = set()
    for cell in sorted(cells, key=lambda c: -(c.y0 + c.y1)):
        row = rows[-1] if rows else None
        if row is not None and _same_line(row[0], cell.y0, cell.y1):
            # Some programs print words twice, a little apart, to make them bold.
            if not any((place, cell.text) in printed for place in _places(cell)):
                row.append(cell)
        else:
            rows.append([cell])
            printed = set()
        printed.add((round(cell.x0), cell.text))
    for row in rows:
        row.sort(key=lambda c: c.x0)
    return rows


def _places(cell: Cell) -> range:
    return range(round(cell.x0) - 1, round(cell.x0) + 2)


def _columns_apart(rows: list[list[Cell]]) -> list[tuple[list[Cell], int]]:
    """Where a page is set in two columns, the left one is read before the right one; each row with its column."""
    whole = [(row, 0) for row in rows]
    pairs = [
        (index, row) for index, row in enumerate(rows) if len(row) == 2 and all(len(c.text) >= _LONG_CELL for c in row)
    ]
    if len(pairs) < _TWO_COLUMNS or 2 * len(pairs) < len(rows):
        return whole
    gutter_left = max(row[0].x1 for _, row in pairs)
    gutter_right = min(row[1].x0 for _, row in pairs)
    if gutter_left >= gutter_right:  # no straight gutter: a table with cells of different width
        return whole
    middle = (gutter_left + gutter_right) / 2
    first, last = pairs[0][0], pairs[-1][0]
    spacing = sorted(above[0].y0 - below[0].y0 for above, below in pairwise(rows[first : last + 1]))
    limit = _NEXT_LINE * spacing[len(spacing) // 2]
    # The last lines of columns are short, and one column is often the longer one.
    while last + 1 < len(rows) and rows[last][0].y0 - rows[last + 1][0].y0 < limit and _beside(rows[last + 1], middle):
        last += 1
    while first > 0 and rows[first - 1][0].y0 - rows[first][0].y0 < limit and _beside(rows[first - 1], middle):
        first -= 1
    inside = rows[first : last + 1]
    if not all(_beside(row, middle) for row in inside):
        return whole
    left = [(part, 1) for row in inside if (part := [c for c in row if c.x1 <= middle])]
    right = [(part, 2) for row in inside if (part := [c for c in row if c.x0 >= middle])]
    return [*whole[:first], *left, *right, *whole[last + 1 :]]


def _beside(row: list[Cell], middle: float) -> bool:
    """Whether no cell of a row reaches across the middle between two columns."""
    return not any(cell.x0 < middle < cell.x1 for cell in row)


def _font(textpage: pdfium.PdfTextPage, index: int) -> str:
    """The name of the font that a character is set in."""
    flags = ctypes.c_int()
    length = pdfium_c.FPDFText_GetFontInfo(textpage, index, None, 0, ctypes.byref(flags))
    if not 0 < length < 1000:
        return ""
    name = ctypes.create_string_buffer(length)
    pdfium_c.FPDFText_GetFontInfo(textpage, index, name, length, ctypes.byref(flags))
    return name.value.decode("utf-8", "replace")
