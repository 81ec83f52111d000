"""A sheet's cells as a grid of words, within limits: merged cells hold their words everywhere they reach."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.library.reading.old_fonts import OldFonts, Piece
from bot.library.reading.sheet_values import shown

_MAX_COLUMNS = 200
_MAX_EMPTY = 200_000  # rows without words that are passed over; a format set for a whole column makes a million
_MAX_SPANS = 50_000
_CHUNK = 1 << 20
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_UNSAVED = re.compile(rb"</(?:\w+:)?f>(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>")


@dataclass(frozen=True, slots=True)
class Span:
    """Merged cells: first and last column and row, from 1."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(slots=True)
class Row:
    """A row with words: column → words; `number` counts as the sheet does."""

    number: int
    cells: dict[int, str] = field(default_factory=dict)
    numeric: set[int] = field(default_factory=set)  # columns whose value is a number or a date
    own: set[int] = field(default_factory=set)  # columns that hold a value themselves, not through a merged cell


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands in a sheet beside its cells."""

    spans: tuple[Span, ...]
    unsaved: bool  # formulas whose result was never saved


def marks_of(data: bytes, part: str) -> Marks:
    """Merged cells and unsaved formulas of a sheet, found without building a tree of it."""
    spans: list[Span] = []
    unsaved = False
    with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(part.lstrip("/")) as stream:
        rest = b""
        while chunk := stream.read(_CHUNK):
            text = rest + chunk
            unsaved = unsaved or _UNSAVED.search(text) is not None
            end = text.rfind(b">") + 1
            for match in _MERGED.finditer(text, 0, end):
                if len(spans) < _MAX_SPANS:
                    spans.append(Span(_column(match[1]), int(match[2]), _column(match[3]), int(match[4])))
            # What may be the beginning of a sign is looked at again with what follows; signs are short.
            rest = text[max(end, len(text) - 4_096) :] if end else text[-4_096:]
    return Marks(tuple(dict.fromkeys(spans)), unsaved)


def _column(letters: bytes) -> int:
    """The number of a column, from 1, by its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def rows_of(sheet: Any, spans: tuple[Span, ...], fonts: OldFonts) -> Iterator[Row]:
    """The rows of a sheet that have words, from the top."""
    starting = {(span.top, span.left): span for span in spans}
    open_spans: list[tuple[Span, str]] = []
    empty = 0
    for number, cells in enumerate(sheet.iter_rows(), 1):
        row = Row(number)
        for column, cell in enumerate(cells[:_MAX_COLUMNS], 1):
            words = _words(cell, fonts)
            if not words:
                continue
            row.cells[column] = words
            row.own.add(column)
            if isinstance(cell.value, (int, float)) or cell.is_date:
                row.numeric.add(column)
            span = starting.get((number, column))
            if span is not None:
                open_spans.append((span, words))
        open_spans = [(span, words) for span, words in open_spans if span.bottom >= number]
        if not row.cells:
            empty += 1
            if empty > _MAX_EMPTY:
                return
            continue
        for span, words in open_spans:
            for column in range(span.left, min(span.right, _MAX_COLUMNS) + 1):
                row.cells.setdefault(column, words)
        yield row


def _words(cell: Any, fonts: OldFonts) -> str:
    value = cell.value
    if value is None:
        return ""
    font = cell.font.name if isinstance(value, (str, list)) and cell.has_style else None
    if isinstance(value, str):
        return shown(fonts.unicode(value, font), None)
    if isinstance(value, list):  # words in several fonts
        return shown("".join(text for text, _ in fonts.runs([_piece(run, font) for run in value])), None)
    return shown(value, cell.number_format)


def _piece(run: Any, font: str | None) -> Piece:
    if isinstance(run, str):
        return run, False, font
    return run.text or "", False, run.font.rFont or font
