"""`danh-muc.xlsx` → rows, whatever people and Excel have made of it."""

from __future__ import annotations

import hashlib
import io
import itertools
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bot import phrases
from bot.errors import UnreadableFile
from bot.index import FileState
from bot.library.folder import Seen, register_in
from bot.library.register.cells import Cell, read_cell, shows_day, text_of
from bot.library.register.columns import ALLOWED, FILE, HEADER_ROWS, Header, find_header
from bot.library.register.confirming import saying
from bot.library.register.rows import Register, Row, Shown, Stated, Trouble
from bot.phrases import register as words

REGISTER_VERSION = 4  # Bump when reading makes something else of the same workbook.
MAX_BYTES = 20 * 1024 * 1024
_MAX_UNPACKED = 200 * 1024 * 1024
_MAX_ROWS = 20_000
_MAX_COLUMNS = 200
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")  # the lists to choose from are formulas of another kind: <formula1>


_KEPT = 2  # workbooks that were read last: the one before a change and the one after it
_MOST_KEPT = 200_000  # cells of one that is kept


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet that holds the register: its name, its header, and (line, cells) of each row below that."""

    title: str
    header: Header
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    cut: bool = False  # there are more rows than are read


_READ_LAST: dict[bytes, Sheet] = {}  # by checksum; each step on it is one of a dict's own, so threads may share it


def renewed(folder: Path, held: Register) -> Register:
    """The register as it is now; `held`, with the reason, where it cannot be read. Its rows are not yet matched."""
    seen = register_in(folder)
    if seen is None:
        return Register()
    if is_held(seen, held):
        return held
    try:
        content = seen.path.read_bytes() if seen.size <= MAX_BYTES else b""
    except OSError as error:
        # Without a state: it is looked at again by each scan.
        reason = f"{words.not_opened(phrases.system_reason(error))} {words.KEPT}"
        return replace(held, state=None, broken=reason)
    digest = hashlib.sha256(content).hexdigest()
    state = FileState(seen.size, seen.modified_ns, seen.changed_ns, digest, REGISTER_VERSION)
    try:
        if seen.size > MAX_BYTES:
            raise UnreadableFile(words.TOO_BIG)
        rows, troubles = rows_of(content)
    except UnreadableFile as error:
        return replace(held, state=state, broken=f"{error} {words.KEPT}" if held.rows else str(error))
    return Register(state, rows, troubles)


def is_held(seen: Seen | None, held: Register) -> bool:
    """Whether the register is the one that was read last."""
    state = held.state
    if seen is None or state is None:
        return seen is None and held == Register()
    return (seen.size, seen.modified_ns, seen.changed_ns, REGISTER_VERSION) == (
        state.size,
        state.modified_ns,
        state.changed_ns,
        state.reader,
    )


def rows_of(content: bytes) -> tuple[tuple[Row, ...], tuple[Trouble, ...]]:
    """The rows of a workbook and what is wrong with them. Raises UnreadableFile where it is no register at all."""
    return rows_in(sheet_of(content))


def rows_in(sheet: Sheet) -> tuple[tuple[Row, ...], tuple[Trouble, ...]]:
    """The rows of a sheet that was read, and what is wrong with them."""
    troubles = [Trouble(sheet.header.line, words.doubled_column(name)) for name in sheet.header.doubled]
    rows: list[Row] = []
    for line, cells in sheet.rows:
        row, wrong = _row(line, cells, sheet.header)
        troubles += [Trouble(line, text) for text in wrong]
        if row is not None:
            rows.append(row)
    if sheet.cut:
        troubles.append(Trouble(None, words.too_many_rows(_MAX_ROWS)))
    return tuple(rows), tuple(troubles)


def sheet_of(content: bytes) -> Sheet:
    """The sheet of a workbook that has the columns of the register. Raises UnreadableFile where there is none.

    Those that were read last are kept: a form shows a register, its saving reads it again, and the index once more.
    """
    key = hashlib.sha256(content).digest()
    held = _READ_LAST.get(key)
    if held is not None:
        return held
    _check_size(content)
    try:
        sheet = _sheet(content)
        if sum(len(cells) for _, cells in sheet.rows) <= _MOST_KEPT:
            _READ_LAST[key] = sheet
            for old in list(_READ_LAST)[:-_KEPT]:
                _READ_LAST.pop(old, None)
        return sheet
    except UnreadableFile:
        raise
    except Exception as error:
        # openpyxl fails in many ways on bytes that are not what they seem; the reason that helps is always the same.
        raise UnreadableFile(words.BROKEN) from error


def _check_size(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise UnreadableFile(words.BROKEN) from error
    if unpacked > _MAX_UNPACKED:
        raise UnreadableFile(words.TOO_BIG)


def _sheet(content: bytes) -> Sheet:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    found: tuple[Any, Header] | None = None
    for sheet in book.worksheets:
        header = find_header([[cell.value for cell in row] for row in _rows(sheet, HEADER_ROWS)])
        if header is not None and (found is None or len(header.at) > len(found[1].at)):
            found = sheet, header
    if found is None:
        raise UnreadableFile(words.NO_HEADER)
    sheet, header = found
    formulas = _formulas(content, sheet.title)
    rows = [
        (line, _cells(line, row, formulas))
        for line, row in enumerate(_rows(sheet, _MAX_ROWS + 1), start=1)
        if line > header.line
        and any(
            (line, at) in formulas or (cell.value is not None and text_of(cell.value)) for at, cell in enumerate(row)
        )
    ]
    cut = bool(rows) and rows[-1][0] > _MAX_ROWS
    return Sheet(sheet.title, header, tuple(rows[:-1] if cut else rows), cut)


def _rows(sheet: Any, most: int) -> Iterator[Sequence[Any]]:
    sheet.reset_dimensions()  # what a file says of its own size need not be so
    return itertools.islice(sheet.iter_rows(max_col=_MAX_COLUMNS), most)


def _cells(line: int, row: Sequence[Any], formulas: frozenset[tuple[int, int]]) -> tuple[Cell, ...]:
    """The cells of a row up to the last in which something stands."""
    width = len(row)
    while width and row[width - 1].value is None and (line, width - 1) not in formulas:
        width -= 1
    return tuple(_cell(cell, (line, at) in formulas) for at, cell in enumerate(row[:width]))


def _cell(cell: Any, formula: bool) -> Cell:
    # What is no date has no format that matters, and looking the format up costs more than the cell itself.
    shows = shows_day(cell.number_format or "") if isinstance(cell.value, (date, datetime)) else True
    return Cell(cell.value, shows, formula)


def _formulas(content: bytes, title: str) -> frozenset[tuple[int, int]]:
    """The places (line from 1, column from 0) of formulas: one without a stored result reads as an empty cell."""
    from openpyxl import load_workbook

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        if not any(_FORMULA.search(archive.read(name)) for name in sheets):
            return frozenset()
    sheet = load_workbook(io.BytesIO(content), read_only=True)[title]
    return frozenset(
        (line, at)
        for line, row in enumerate(_rows(sheet, _MAX_ROWS), start=1)
        for at, cell in enumerate(row)
        if getattr(cell, "data_type", None) == "f"
    )


def _row(line: int, cells: Sequence[Cell], header: Header) -> tuple[Row | None, list[str]]:
    """A row, and what is wrong with its cells; None for a row that says nothing."""
    changes: dict[str, Any] = {}
    wrong: list[str] = []
    notes: list[str] = []
    file: str | None = None
    allowed: bool | None = None
    allowed_for: str | None = None
    for field, column in header.at.items():
        cell = cells[column] if column < len(cells) else Cell(None)
        name = header.names[field]
        if field == FILE:
            file = text_of(cell.value) or None
        elif field == ALLOWED:
            word = text_of(cell.value)
            allowed, allowed_for = saying(word) if word else (None, None)
            if word and allowed is None:
                wrong.append(words.value_wrong(name, word, (words.YES, words.NO)))
        else:
            read = read_cell(field, name, cell)
            changes |= read.changes
            wrong += [read.trouble] if read.trouble else []
            notes += [read.note] if read.note else []
    stated = Stated(**changes)
    if allowed and file is None:
        wrong.append(words.allowed_without_file(header.names[ALLOWED]))
    if file is None and stated.number is None:
        if stated.names:
            wrong.append(words.NAMELESS)
        return None, wrong
    if file is None:
        allowed = allowed_for = None
    return Row(line, file, stated, allowed, allowed_for, tuple(notes), _shown(cells, header)), wrong


def _shown(cells: Sequence[Cell], header: Header) -> Shown | None:
    """What the bot's own cells say of the row's document; None where they name no number."""
    values = {
        field: text_of(cells[column].value) or None if column < len(cells) else None
        for field, column in header.read.items()
        if field in ("number", "kind", "issuer", "issued")
    }
    number = values.pop("number", None)
    return Shown(number, **values) if number else None
