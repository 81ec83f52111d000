"""The lines of a PDF page with their geometry, in the order in which a person reads them."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass, field

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from bot.library.reading.builder import one_line

_HYPHEN = 0x02  # what pdfium puts for a hyphen at the end of a line
_COLUMN_GAP = 2.0  # in heights of a line; justified words stand closer together
_TWO_COLUMNS = 8  # rows side by side with long text on both sides that make a page of two columns
_LONG_CELL = 25  # characters
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

    @property
    def text(self) -> str:
        """The words; cells apart by a tab."""
        return "\t".join(self.cells)

    @property
    def height(self) -> float:
        """The height of its letters, in points."""
        return max(self.y1 - self.y0, 1.0)


def page_lines(page: pdfium.PdfPage, number: int) -> list[PdfLine]:
    """Return the lines of a page with a text layer; none where it has no words."""
    textpage = page.get_textpage()
    try:
        rows = _rows(_cells(textpage))
        ordered = _columns_apart(rows)
        lines = []
        for row in ordered:
            texts = [one_line(cell.text) for cell in row]
            kept = [text for text in texts if text]
            if kept:
                lines.append(
                    PdfLine(
                        number,
                        min(c.x0 for c in row), max(c.x1 for c in row), min(c.y0 for c in row), max(c.y1 for c in row),
                        kept, all(_is_bold(textpage, c.first) for c in row),
                    )
                )  # fmt: skip
        return lines
    finally:
        textpage.close()


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


def _columns_apart(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Where a page is set in two columns, the left one is read before the right one."""
    pairs = [
        (index, row) for index, row in enumerate(rows) if len(row) == 2 and all(len(c.text) >= _LONG_CELL for c in row)
    ]
    if len(pairs) < _TWO_COLUMNS or 2 * len(pairs) < len(rows):
        return rows
    gutter_left = max(row[0].x1 for _, row in pairs)
    gutter_right = min(row[1].x0 for _, row in pairs)
    if gutter_left >= gutter_right:  # no straight gutter: a table with cells of different width
        return rows
    middle = (gutter_left + gutter_right) / 2
    first, last = pairs[0][0], pairs[-1][0]
    inside = rows[first : last + 1]
    if any(cell.x0 < middle < cell.x1 for row in inside for cell in row):
        return rows
    left = [part for row in inside if (part := [c for c in row if c.x1 <= middle])]
    right = [part for row in inside if (part := [c for c in row if c.x0 >= middle])]
    return [*rows[:first], *left, *right, *rows[last + 1 :]]


def _is_bold(textpage: pdfium.PdfTextPage, index: int) -> bool:
    """Whether a character is set in a font whose name says bold."""
    flags = ctypes.c_int()
    length = pdfium_c.FPDFText_GetFontInfo(textpage, index, None, 0, ctypes.byref(flags))
    if not 0 < length < 1000:
        return False
    name = ctypes.create_string_buffer(length)
    pdfium_c.FPDFText_GetFontInfo(textpage, index, name, length, ctypes.byref(flags))
    return b"bold" in name.value.lower()
