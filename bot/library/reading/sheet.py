"""Reading .xlsx: each sheet a heading, each row a line that says which column each value belongs to."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from bot import phrases
from bot.errors import UnreadableFile
from bot.library.reading.builder import LINE, PARAGRAPH, TextBuilder
from bot.library.reading.layout import is_layout
from bot.library.reading.old_fonts import OldFonts
from bot.library.reading.parts import MarkKind, Reading
from bot.library.reading.sheet_grid import Row, Span, marks_of, rows_of
from bot.phrases import reading as words

_MAX_ROWS = 10_000  # of a file, with words; each is a line, nine or so a passage
_MAX_LETTERS = 4_000_000
_LOOKED_AT = 40  # rows from the top among which the header is looked for
_SHARE = 0.7  # of a sheet's columns that a header row fills
_HEADER_ROWS = 4  # of one header at most
_LONG_HEADER = 200  # characters of one column's title; more is running text
_GROUP = 120  # characters of a line that heads the rows below it
_COLUMN_NUMBER = re.compile(r"[(\[]?(\d{1,2}|[A-Za-z])[)\]]?(?:\s*=.{0,30})?")
_FEWEST_NUMBERS = 3  # columns that are worth numbering


def read_sheet(data: bytes, fonts: OldFonts) -> Reading:
    """Read an .xlsx file: visible sheets, cells as they are shown, the saved results of formulas."""
    try:
        import openpyxl  # takes a moment, and most folders hold few spreadsheets

        stream = io.BytesIO(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl finds odd in a file is no concern of ours
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True, rich_text=True, keep_links=False)
    except (KeyError, ValueError, zipfile.BadZipFile, OSError) as error:
        raise UnreadableFile(phrases.file_damaged("Excel (.xlsx)")) from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _read(book, data, fonts)
    finally:
        book.close()


def _read(book: Any, data: bytes, fonts: OldFonts) -> Reading:
    builder = TextBuilder()
    notes: list[str] = []
    left = _MAX_ROWS
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible" or left <= 0 or builder.length > _MAX_LETTERS:
            continue
        marks = marks_of(data, sheet._worksheet_path)
        sheet.reset_dimensions()  # what a file says of its own size is often wrong
        rows = list(islice(rows_of(sheet, marks.spans, fonts), left + 1))
        cut = len(rows) > left
        rows = rows[:left]
        left -= len(rows)
        if rows:
            builder.add(sheet.title, kinds=[(MarkKind.HEADING, 1)])
            _write(builder, rows, marks.spans)
        if marks.unsaved:
            notes.append(words.formulas_without_value(sheet.title))
        if cut:
            left = 0
    if left <= 0 or builder.length > _MAX_LETTERS:
        notes.append(words.rows_cut(_MAX_ROWS - max(left, 0)))
    if hidden:
        notes.append(words.sheets_hidden(hidden))
    return Reading(text=builder.text, marks=builder.sorted_marks(), warnings=tuple(notes))


def _write(builder: TextBuilder, rows: Sequence[Row], spans: Sequence[Span]) -> None:
    header = _header(rows, spans)
    if header is None:
        for row in rows:
            _write_plain(builder, row)
        return
    first, last = header
    for row in rows[:first]:
        _write_plain(builder, row)
    titles = _titles(rows[first : last + 1])
    gap = PARAGRAPH
    for row in rows[last + 1 :]:
        values = _distinct(row)
        if _is_numbering(row) and row is rows[last + 1]:
            continue  # "(1) (2) (3)" below the header numbers the columns
        if len(values) == 1 and not row.numeric and len(values[0][1]) <= _GROUP and len(titles) > 2:
            builder.add(values[0][1], kinds=[(MarkKind.HEADING, 2)])
            gap = PARAGRAPH
            continue
        parts = [f"{titles[column]}: {text}" if titles.get(column) else text for column, text in values]
        builder.add("; ".join(parts), gap=gap)
        gap = LINE


def _write_plain(builder: TextBuilder, row: Row) -> None:
    """A row without a header above it: its cells as they stand."""
    texts = [text for _, text in _distinct(row)]
    if is_layout("\n".join(texts), len(texts)):
        for at, text in enumerate(texts):
            builder.add(text, gap=LINE if at else PARAGRAPH)
    else:
        builder.table([texts])


def _header(rows: Sequence[Row], spans: Sequence[Span]) -> tuple[int, int] | None:
    """The first and last of the rows that name the columns, as places in `rows`; None where none does."""
    width = sorted(len(row.cells) for row in rows)[len(rows) // 2 :]
    columns = max(width, default=0)
    if columns < 2 or len(rows) < 2:
        return None
    for at, row in enumerate(rows[:_LOOKED_AT]):
        texts = [text for _, text in _distinct(row)]
        if (
            len(row.cells) >= max(2, _SHARE * columns)
            and len(texts) >= 2
            and not row.numeric
            and all(len(text) <= _LONG_HEADER for text in texts)
            and not is_layout("\n".join(texts), len(texts))
        ):
            return at, _last_of_header(rows, at, spans)
    return None


def _last_of_header(rows: Sequence[Row], first: int, spans: Sequence[Span]) -> int:
    """A header reaches down as far as its merged cells, and to the titles below cells merged across columns."""
    last = first
    while last - first + 1 < _HEADER_ROWS:
        top, bottom = rows[first].number, rows[last].number
        inside = [span for span in spans if top <= span.top <= bottom]
        reach = max((span.bottom for span in inside), default=bottom)
        across = any(span.bottom == bottom and span.right > span.left for span in inside)
        following = rows[last + 1] if last + 1 < len(rows) - 1 else None
        if following is None or following.numeric or _is_numbering(following):
            return last
        if following.number <= reach or (across and _below(following, inside)):
            last += 1
        else:
            return last
    return last


def _below(row: Row, spans: Sequence[Span]) -> bool:
    """Whether all words of a row stand below cells that are merged across columns."""
    covered = {column for span in spans if span.right > span.left for column in range(span.left, span.right + 1)}
    return bool(row.own) and row.own <= covered


def _titles(header: Sequence[Row]) -> dict[int, str]:
    titles: dict[int, list[str]] = {}
    for row in header:
        for column, text in row.cells.items():
            known = titles.setdefault(column, [])
            if text not in known:
                known.append(text)
    return {column: " – ".join(parts).rstrip(" :") for column, parts in titles.items()}


def _distinct(row: Row) -> list[tuple[int, str]]:
    """The words of a row, those of cells merged across columns once."""
    return list(_once(sorted(row.cells.items()), row.own))


def _once(cells: Sequence[tuple[int, str]], own: set[int]) -> Iterator[tuple[int, str]]:
    before: str | None = None
    for column, text in cells:
        if column in own or text != before:
            yield column, text
        before = text


def _is_numbering(row: Row) -> bool:
    """Whether a row numbers the columns: (1) (2) (3), or A B 1 2 3."""
    found = [_COLUMN_NUMBER.fullmatch(text) for _, text in _distinct(row)]
    signs = [match[1] for match in found if match is not None]
    numbers = [int(sign) for sign in signs if sign.isdigit()]
    letters = [sign.upper() for sign in signs if not sign.isdigit()]
    return (
        len(signs) == len(found) >= _FEWEST_NUMBERS
        and numbers in (list(range(len(numbers))), list(range(1, len(numbers) + 1)))
        and letters == sorted(set(letters))
    )
