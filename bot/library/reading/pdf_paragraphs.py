"""Lines of PDF pages to paragraphs: page furniture told apart, lines that the page's width broke mended."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from bot.library.reading.builder import LINE, PARAGRAPH, TextBuilder
from bot.library.reading.parts import MarkKind
from bot.library.reading.pdf_lines import PdfLine
from bot.library.reading.wrapping import goes_on, join, starts_anew
from bot.vietnamese import fold

_EDGE_LINES = 2  # lines at the top and at the bottom of a page that may be a running header or footer
_PAGE_NUMBER = re.compile(r"[-–—\s]*(?:trang\s*)?(?:\d{1,4}|[ivx]{1,5})(?:\s*[/|]\s*\d{1,4})?[-–—\s.]*")
_DIGITS = re.compile(r"\d+")
_INDENT = 0.8  # in heights of a line
_HIGH_GAP = 3.0  # between lines, in heights: no writer sets the lines of one paragraph so far apart
_WIDE_GAP = 1.6  # between lines, as a multiple of the usual one


def mark_furniture(pages: Sequence[Sequence[PdfLine]]) -> None:
    """Flag running headers, footers and page numbers: page numbers and lines that come again at the edges."""
    edges = [_edge(lines) for lines in pages]
    seen: Counter[tuple[str, bool]] = Counter()
    for lines in edges:
        seen.update({(_key(line), top) for line, top in lines})
    needed = max(2, (sum(bool(lines) for lines in pages) + 1) // 2)
    for number, lines in enumerate(edges, 1):
        for line, top in lines:
            text = fold(line.text)
            counted = _PAGE_NUMBER.fullmatch(text) is not None and (len(pages) > 1 or str(number) in text)
            if counted or (seen[_key(line), top] >= needed and not starts_anew(line.text)):
                line.furniture = True


def _edge(lines: Sequence[PdfLine]) -> list[tuple[PdfLine, bool]]:
    """Lines near the top (True) and the bottom (False); a page with few lines has no more than it can spare."""
    count = min(_EDGE_LINES, len(lines) // 2)
    if count == 0:
        return []
    return [(line, True) for line in lines[:count]] + [(line, False) for line in lines[-count:]]


def _key(line: PdfLine) -> str:
    return _DIGITS.sub("#", fold(line.text))


class Paragraphs:
    """Writes lines as paragraphs; `pages` gets the place where each page starts."""

    def __init__(self, builder: TextBuilder) -> None:
        self._builder = builder
        self.pages: list[int] = [0]
        self._open: list[PdfLine] = []
        self._rows: list[PdfLine] = []
        self._furniture: list[str] = []
        self._after_centred = False
        self._right = 0.0  # edge of the column in which the last open line stands

    def write(self, pages: Sequence[Sequence[PdfLine]]) -> None:
        """Write all pages."""
        for lines in pages:
            content = [line for line in lines if not line.furniture]
            measures = {at: _measures([line for line in content if line.column == at]) for at in range(3)}
            self._furniture += [line.text for line in lines if line.furniture and line is lines[0]]
            if not self._open and not self._rows:
                self._flush_furniture()
            for index, line in enumerate(content):
                left, right, spacing = measures[line.column]
                limit = min(_WIDE_GAP * spacing, _HIGH_GAP * line.height)
                gap = content[index - 1].y0 - line.y0 if index else None
                self._line(line, left, right, wide=gap is not None and gap > limit)
            self._furniture += [line.text for line in lines if line.furniture and line is not lines[0]]
        self._close()
        total = max((line.page for lines in pages for line in lines), default=-1) + 1
        while len(self.pages) < max(total, len(pages)):
            self.pages.append(self._builder.length)

    def _line(self, line: PdfLine, left: float, right: float, *, wide: bool) -> None:
        if len(line.cells) > 1:
            self._close_paragraph()
            self._rows.append(line)
            return
        self._close_rows()
        if self._open and (wide or not self._continues(self._open[-1], line, left, right)):
            self._close_paragraph()
        if not self._open:
            centred = _is_centred(line, left, right)
            if centred:
                self._write_centred(line)
                return
        self._open.append(line)
        self._right = right

    def _continues(self, line: PdfLine, following: PdfLine, left: float, right: float) -> bool:
        if _is_centred(following, left, right) or line.bold != following.bold:
            return False
        together = (following.page, following.column) == (line.page, line.column)
        if following.x0 > line.x0 + _INDENT * line.height and together:
            return False
        if not together and following.x0 > left + _INDENT * line.height and not following.text[0].islower():
            return False
        # The line is full when the next one's first word would not have fitted into it.
        word = following.text.split(" ", 1)[0]
        letter = (following.x1 - following.x0) / max(len(following.text), 1)
        return goes_on(line.text, following.text, full=line.x1 + (len(word) + 1) * letter > self._right)

    def _write_centred(self, line: PdfLine) -> None:
        gap = LINE if self._after_centred else PARAGRAPH
        self._flush_furniture()
        start = self._builder.length + (len(gap) if self._builder.length else 0)
        kinds = [(MarkKind.CENTRED, 0)] + ([(MarkKind.BOLD, 0)] if line.bold else [])
        self._builder.add(line.text, gap=gap, kinds=kinds)
        self._at_page(line.page, start)
        self._after_centred = True

    def _close(self) -> None:
        self._close_paragraph()
        self._close_rows()
        self._flush_furniture()

    def _close_paragraph(self) -> None:
        if not self._open:
            return
        start = self._builder.length + (len(PARAGRAPH) if self._builder.length else 0)
        text = ""
        for line in self._open:
            joined = join(text, line.text) if text else line.text
            self._at_page(line.page, start + len(joined) - len(line.text))
            text = joined
        bold = all(line.bold for line in self._open)
        self._builder.add(text, kinds=[(MarkKind.BOLD, 0)] if bold else [])
        self._open = []
        self._after_centred = False
        self._flush_furniture()

    def _close_rows(self) -> None:
        if not self._rows:
            return
        start = self._builder.length + (len(PARAGRAPH) if self._builder.length else 0)
        for row in self._rows:
            self._at_page(row.page, start)
            start += len(row.text) + len(LINE)
        self._builder.table([row.cells for row in self._rows])
        self._rows = []
        self._after_centred = False
        self._flush_furniture()

    def _flush_furniture(self) -> None:
        """Furniture stands between paragraphs, so that none is cut in two by the end of a page."""
        for text in self._furniture:
            self._builder.add(text, kinds=[(MarkKind.FURNITURE, 0)])
        self._furniture = []

    def _at_page(self, page: int, offset: int) -> None:
        while len(self.pages) <= page:
            self.pages.append(offset)


def _measures(lines: Sequence[PdfLine]) -> tuple[float, float, float]:
    """The left and right edge of a page's text, and the usual distance between its lines."""
    if not lines:
        return 0.0, 0.0, 1.0
    starts = sorted(line.x0 for line in lines)
    ends = sorted(line.x1 for line in lines)
    gaps: defaultdict[int, int] = defaultdict(int)
    for above, below in pairwise(lines):
        if above.y0 > below.y0:
            gaps[round(above.y0 - below.y0)] += 1
    usual = max(gaps, key=lambda gap: (gaps[gap], -gap), default=round(lines[0].height))
    return starts[len(starts) // 10], ends[-1 - len(ends) // 20], max(float(usual), 1.0)


def _is_centred(line: PdfLine, left: float, right: float) -> bool:
    before, after = line.x0 - left, right - line.x1
    return min(before, after) > 2 * line.height and abs(before - after) < 2 * line.height
