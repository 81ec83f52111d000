"""Paragraphs and tables of an .rtf file as they end, written in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.library.reading.builder import LINE, PARAGRAPH, Run, TextBuilder, clean_runs
from bot.library.reading.layout import is_layout
from bot.library.reading.parts import MarkKind

_MAX_CELLS = 200  # of a row


@dataclass
class _Paragraph:
    runs: list[Run]
    level: int
    centred: bool


@dataclass
class Blocks:
    """The blocks so far; `in_table`, `level` and `centred` are how the paragraph at hand is set."""

    builder: TextBuilder
    in_table: bool = False
    level: int = 0  # of a heading
    centred: bool = False
    _cell: list[_Paragraph] = field(default_factory=list)
    _row: list[list[_Paragraph]] = field(default_factory=list)
    _rows: list[list[list[_Paragraph]]] = field(default_factory=list)
    _after_centred: bool = False

    def end_paragraph(self, runs: list[Run]) -> None:
        """End a paragraph with these words; one without words is none."""
        if not any(text.strip() for text, _ in runs):
            return
        paragraph = _Paragraph(runs, self.level, self.centred)
        if self.in_table:
            self._cell.append(paragraph)
            return
        self.end()
        self._write(paragraph, PARAGRAPH)

    def end_cell(self) -> None:
        """End a cell of the row at hand."""
        if len(self._row) < _MAX_CELLS:
            self._row.append(self._cell)
        self._cell = []

    def end_row(self) -> None:
        """End a row of the table at hand."""
        if self._cell:  # a damaged file: the cell was never ended
            self.end_cell()
        if self._row:
            self._rows.append(self._row)
            self._row = []

    def end(self) -> None:
        """End the table at hand, where there is one."""
        self.end_row()
        rows, self._rows = self._rows, []
        if not rows:
            return
        texts = [[" ".join(clean_runs(p.runs)[0] for p in cell) for cell in row] for row in rows]
        if is_layout(_joined(texts), max(len(row) for row in rows)):
            for paragraph in (p for row in rows for cell in row for p in cell):
                self._write(paragraph, LINE)
            return
        self.builder.table(texts)
        self._after_centred = False

    def _write(self, paragraph: _Paragraph, gap: str) -> None:
        kinds = [(MarkKind.HEADING, paragraph.level)] if paragraph.level else []
        if paragraph.centred:
            kinds.append((MarkKind.CENTRED, 0))
            gap = LINE if self._after_centred else gap
        if self.builder.add(paragraph.runs, gap=gap, kinds=kinds):
            self._after_centred = paragraph.centred


def _joined(texts: Sequence[Sequence[str]]) -> str:
    return "\n".join(text for row in texts for text in row)
