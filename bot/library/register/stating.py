"""What a person states of one document, from a form into its row of the register; everything else stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from lxml import etree

from bot import phrases
from bot.errors import RegisterNotWritten, UnreadableFile
from bot.index import Generation
from bot.library.folder import REGISTER_FILE, register_in
from bot.library.register.cells import Cell, read_cell, text_of
from bot.library.register.columns import ALLOWED, COLUMNS, FILE
from bot.library.register.confirming import saying
from bot.library.register.fresh import fresh_workbook
from bot.library.register.matching import Names, matched, others
from bot.library.register.patching import Place, patched
from bot.library.register.reading import MAX_BYTES, Sheet, rows_in, sheet_of
from bot.library.register.rows import Row
from bot.library.register.writing import (
    READ,
    backed_up,
    check_free,
    fresh_row,
    put,
    read_by_file,
    width_of,
)
from bot.model import Metadata, now_in_vietnam
from bot.phrases import register as words


@dataclass(frozen=True, slots=True)
class Cells:
    """What the register says of a file, field by field as it stands there; "" where it says nothing."""

    line: int | None  # its row, as Excel shows it; None where it has none
    values: Mapping[str, str]
    shared: bool = False  # the row names no file and holds for another one of the same number too


def cells_of(knowledge: Path, generation: Generation, file: str) -> Cells:
    """What the register says of a file now. Raises RegisterNotWritten where it cannot be read."""
    seen = register_in(knowledge)
    if seen is None:
        return Cells(None, {})
    try:
        return _cells(_content(knowledge), generation, file)
    except UnreadableFile as error:
        raise RegisterNotWritten(words.cannot_add(str(error))) from error
    except OSError as error:
        raise RegisterNotWritten(words.not_opened(phrases.system_reason(error))) from error


def wrong(values: Mapping[str, str]) -> dict[str, str]:
    """Field → what is wrong with what shall stand in its cell; only fields with which something is wrong."""
    found: dict[str, str] = {}
    for field, text in values.items():
        if field == ALLOWED:
            if text and saying(text)[0] is None:
                found[field] = words.value_wrong(COLUMNS[field], text, (words.YES, words.NO))
        elif trouble := read_cell(field, COLUMNS[field], Cell(text)).trouble:
            found[field] = trouble
    return found


def write_cells(
    knowledge: Path,
    data: Path,
    generation: Generation,
    file: str,
    values: Mapping[str, str],
    *,
    before: Mapping[str, str],
    now: Callable[[], datetime] = now_in_vietnam,
) -> bool:
    """Set the cells of a file's row, by field; whether anything was written.

    The row is made where there is none, and so is the register. `before` is what the cells held when the person saw
    them: where one of those that are to change holds something else now, nothing is written. The old register is kept
    in `data`/backup first. Raises RegisterNotWritten with everything as it was.
    """
    changes = {field: text_of(text) for field, text in values.items() if text_of(text) != before.get(field, "")}
    if not changes:
        return False
    check_free(knowledge)
    seen = register_in(knowledge)
    with _told():
        if seen is None:
            rows = [
                fresh_row(name, shown) | ({(one, False): text for one, text in changes.items()} if name == file else {})
                for name, shown in (read_by_file(generation) | {file: read_by_file(generation).get(file, {})}).items()
            ]
            put(knowledge / REGISTER_FILE, fresh_workbook(READ, rows), None)
            return True
        old = _content(knowledge)
        sheet = sheet_of(old)
        held = _cells_in(sheet, generation, file)
        if any(held.values.get(field, "") != before.get(field, "") for field in changes):
            raise RegisterNotWritten(words.CHANGED_MEANWHILE)
        new = _with_cells(old, sheet, held, file, changes, read_by_file(generation).get(file, {}))
        backed_up(old, data, now())
        put(seen.path, new, old)
    return True


def move_row(
    knowledge: Path,
    data: Path,
    generation: Generation,
    old: str,
    new: str,
    *,
    now: Callable[[], datetime] = now_in_vietnam,
) -> bool:
    """Let the row that names a file name the one that took its place; whether anything was written.

    The old register is kept in `data`/backup first. Raises RegisterNotWritten with everything as it was, also where
    the new file has a row of its own already.
    """
    seen = register_in(knowledge)
    if old == new or seen is None:
        return False
    with _told():
        content = _content(knowledge)
        sheet = sheet_of(content)
        held, there = _cells_in(sheet, generation, old), _cells_in(sheet, generation, new)
        if held.line is None or not held.values.get(FILE) or held.line == there.line:
            return False
        if there.line is not None:
            raise RegisterNotWritten(words.same_row(there.line, new))
        check_free(knowledge)
        changes = {FILE: new}
        if held.values.get(ALLOWED):
            changes[ALLOWED] = ""  # the word was given for the content of the old one
        made = _with_cells(content, sheet, held, new, changes, read_by_file(generation).get(new, {}))
        backed_up(content, data, now())
        put(seen.path, made, content)
    return True


def carry_row(
    knowledge: Path, data: Path, generation: Generation, old: str, new: str, about: Metadata | None = None
) -> str | None:
    """Let what the register says of a file that was replaced go over to the one that took its place.

    Nothing is done where `about`, what was read of the new one, is another document. Returns why the register could
    not be written, in Vietnamese; None where all is well.
    """
    before = generation.read.get(old)
    if before is not None and about is not None and others(before, about):
        return None
    try:
        move_row(knowledge, data, generation, old, new)
    except RegisterNotWritten as error:
        return words.not_moved(old, new, str(error))
    return None


@contextmanager
def _told() -> Iterator[None]:
    """Turns what goes wrong with the file into RegisterNotWritten."""
    try:
        yield
    except UnreadableFile as error:
        raise RegisterNotWritten(words.cannot_add(str(error))) from error
    except OSError as error:
        raise RegisterNotWritten(words.not_kept(REGISTER_FILE, phrases.system_reason(error))) from error


def _content(knowledge: Path) -> bytes:
    seen = register_in(knowledge)
    if seen is None:
        raise RegisterNotWritten(words.CHANGED_MEANWHILE)
    if seen.size > MAX_BYTES:
        raise UnreadableFile(words.TOO_BIG)
    return seen.path.read_bytes()


def _cells(content: bytes, generation: Generation, file: str) -> Cells:
    return _cells_in(sheet_of(content), generation, file)


def _cells_in(sheet: Sheet, generation: Generation, file: str) -> Cells:
    rows = rows_in(sheet)[0]
    documents = [replace(one, metadata=generation.read[one.file]) for one in generation.documents]
    unread = {problem.file for problem in generation.problems} | {file}
    found = matched(rows, documents, unread - generation.read.keys()).rows
    row = found.get(file)
    if row is None:
        return Cells(None, {})
    present = dict(sheet.rows)[row.line]
    values = {
        field: text_of(present[column].value) if column < len(present) else ""
        for field, column in sheet.header.at.items()
    }
    others = any(one.line == row.line for name, one in found.items() if name != file)
    return Cells(row.line, values, row.file is None and others)


def _with_cells(
    old: bytes, sheet: Sheet, held: Cells, file: str, changes: Mapping[str, str], read: Mapping[str, str]
) -> bytes:
    """A workbook with cells of one row set; columns and the row are added where they are not there yet.

    A row that holds for several files goes on to hold for the others as it is. What the bot read of the file is shown
    where there are columns for that: it tells the row's document again when the file is renamed.
    """
    rows = rows_in(sheet)[0]
    last = max((number for number, _ in sheet.rows), default=sheet.header.line)
    kept = {field: text for field, text in held.values.items() if text} if held.shared else {}
    named = bool(Names([file]).meant(held.values.get(FILE, ""))) and not held.shared
    wanted = changes if named else {**kept, FILE: file, **changes}
    at = last + 1 if held.line is None or held.shared else held.line
    width = max(sheet.header.width, *(width_of(cells) for _, cells in sheet.rows), 0)
    columns, cells = dict(sheet.header.at), dict[Place, str]()
    for field in wanted:
        if field not in columns:
            columns[field], width = width, width + 1
            cells[sheet.header.line, columns[field]] = COLUMNS[field]
        cells[at, columns[field]] = wanted[field]
    own = {(at, column): text_of(read[field]) for field, column in sheet.header.read.items() if field in read}
    like = last if last > sheet.header.line else None
    try:
        new = patched(old, sheet.title, cells | own, grey=own.keys(), like=like)
        made = sheet_of(new)
        if not _only_that_row(rows, rows_in(made)[0], at) or not _holds(made, at, wanted):
            raise RegisterNotWritten(words.NOT_WRITABLE)
    except (ValueError, KeyError, StopIteration, etree.LxmlError) as error:
        raise RegisterNotWritten(words.NOT_WRITABLE) from error
    return new


def _only_that_row(old: tuple[Row, ...], new: tuple[Row, ...], line: int) -> bool:
    """Whether all other rows say what they said."""
    was, now = ({row.line: row for row in rows if row.line != line} for rows in (old, new))
    return was == now


def _holds(sheet: Sheet, line: int, wanted: Mapping[str, str]) -> bool:
    """Whether the cells read as they were meant."""
    cells = dict(sheet.rows).get(line, ())
    for field, text in wanted.items():
        column = sheet.header.at.get(field)
        if column is None or (text_of(cells[column].value) if column < len(cells) else "") != text:
            return False
    return True
