"""Rows added to the register on request; what stands in it is neither changed nor lost."""

from __future__ import annotations

import os
import shutil
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from lxml import etree

from bot import phrases
from bot.errors import RegisterNotWritten, UnreadableFile
from bot.index import Generation
from bot.index.disk import sync
from bot.library.folder import REGISTER_FILE, register_in
from bot.library.register.cells import Cell, text_of
from bot.library.register.columns import ALLOWED, COLUMNS, FILE
from bot.library.register.fresh import fresh_workbook
from bot.library.register.matching import matched
from bot.library.register.patching import Place, patched
from bot.library.register.reading import MAX_BYTES, Sheet, rows_in, rows_of, sheet_of
from bot.library.register.rows import Row
from bot.model import VIETNAM, Metadata, now_in_vietnam
from bot.phrases import register as words

_LOCKS = (f"~${REGISTER_FILE}", f".~lock.{REGISTER_FILE}#")  # of Excel and of LibreOffice
_TEMPORARY = ".cadre-register.tmp"  # no document by its name: neither the watcher nor a scan sees it
# What the bot shows of what it read itself, beside the columns that belong to people.
READ = (
    "number", "kind", "subject", "issuer", "signer", "issued", "in_force_from", "expired_from", "replaces",
    "replaced_by", "amends", "guides", "text_kind", ALLOWED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """What writing the register did; nothing was written where there was nothing to add or to refresh."""

    file: Path
    added: int
    created: bool = False
    backup: Path | None = None  # the register as it was before

    @property
    def text(self) -> str:
        """The same as a sentence."""
        if not self.created and not self.added:
            return words.NOTHING_TO_ADD
        return words.written(
            self.file.name, self.added, created=self.created, backup=str(self.backup) if self.backup else None
        )


def write_register(
    knowledge: Path, data: Path, generation: Generation, *, now: Callable[[], datetime] = now_in_vietnam
) -> Written:
    """Add a row for every document that has none, and show beside each what the bot read itself.

    The old register is kept in `data`/backup first, and the new one takes its place in one step. Raises
    RegisterNotWritten, with everything as it was, while somebody has it open and where it cannot be read or written.
    """
    check_free(knowledge)
    seen = register_in(knowledge)
    file = seen.path if seen else knowledge / REGISTER_FILE
    read = read_by_file(generation)
    try:
        if seen is None:
            put(file, fresh_workbook(READ, [fresh_row(name, shown) for name, shown in read.items()]), None)
            return Written(file, len(read), created=True)
        if seen.size > MAX_BYTES:
            raise RegisterNotWritten(words.cannot_add(words.TOO_BIG))
        old = file.read_bytes()
        new, added = _with_rows(old, generation, read)
        if new == old:
            return Written(file, 0)
        backup = backed_up(old, data, now())
        put(file, new, old)
        return Written(file, added, backup=backup)
    except UnreadableFile as error:
        raise RegisterNotWritten(words.cannot_add(str(error))) from error
    except OSError as error:
        raise RegisterNotWritten(words.not_kept(REGISTER_FILE, phrases.system_reason(error))) from error


def check_free(knowledge: Path) -> None:
    """See to it that nobody has the register open. Raises RegisterNotWritten."""
    for path in _listed(knowledge):
        if _folded(path.name) in _LOCKS:
            raise RegisterNotWritten(words.open_elsewhere(REGISTER_FILE))
        if path.name.endswith(_TEMPORARY):
            with suppress(OSError):
                path.unlink()  # what a kill has left


def _with_rows(old: bytes, generation: Generation, read: dict[str, dict[str, str]]) -> tuple[bytes, int]:
    """A workbook with the rows that it lacks, and how many they are."""
    sheet = sheet_of(old)
    rows = rows_in(sheet)[0]
    documents = [replace(one, metadata=generation.read[one.file]) for one in generation.documents]
    unread = [name for name in read if name not in generation.read]
    held = {file: row.line for file, row in matched(rows, documents, unread).rows.items()}
    missing = [name for name in read if name not in held]
    last = max((line for line, _ in sheet.rows), default=sheet.header.line)
    lines = held | {name: last + at for at, name in enumerate(missing, start=1)}
    cells, grey = _cells(sheet, lines, read, frozenset(missing))
    like = last if last > sheet.header.line else None
    if not cells:
        return old, 0
    try:
        new = patched(old, sheet.title, cells, grey=grey, like=like)
        kept = _still_there(rows, rows_of(new)[0], missing)
    except (ValueError, KeyError, StopIteration, etree.LxmlError, UnreadableFile) as error:
        raise RegisterNotWritten(words.NOT_WRITABLE) from error
    if not kept:  # what was written does not read as it was meant: it is not put in the place of what does
        raise RegisterNotWritten(words.NOT_WRITABLE)
    return new, len(missing)


def _cells(
    sheet: Sheet, lines: dict[str, int], read: dict[str, dict[str, str]], missing: frozenset[str]
) -> tuple[dict[Place, str], frozenset[Place]]:
    """The cells to be set, and those of them that are the bot's own."""
    header, present = sheet.header, dict(sheet.rows)
    width = max(header.width, *(width_of(held) for held in present.values()), 0)
    cells: dict[Place, str] = {}
    file = header.at.get(FILE)
    if file is None and missing:
        file, width = width, width + 1
        cells[header.line, file] = COLUMNS[FILE]
    grey: set[Place] = set()
    columns = dict(header.read)
    for field in READ:
        if field not in columns and any(field in shown for shown in read.values()):
            columns[field], width = width, width + 1
            cells[header.line, columns[field]] = f"{words.READ_PREFIX} {COLUMNS[field]}"
            grey.add((header.line, columns[field]))
    for name, line in lines.items():
        held = present.get(line, ())
        for field, column in columns.items():
            before = text_of(held[column].value) if column < len(held) else ""
            after = text_of(read[name].get(field)) if name in read else ""
            if before != after:
                cells[line, column] = after
                grey.add((line, column))
        if name in missing and file is not None:
            cells[line, file] = name
    return cells, frozenset(grey)


def width_of(cells: Sequence[Cell]) -> int:
    """How many columns of a row something stands in, empty ones between them included."""
    return max((at for at, cell in enumerate(cells, start=1) if cell.value is not None), default=0)


def _still_there(old: Iterable[Row], new: Iterable[Row], missing: Iterable[str]) -> bool:
    """Whether all rows say what they said, and the new ones name their files and nothing else."""
    was, now = {row.line: row for row in old}, {row.line: row for row in new}
    # What the bot shows beside is what was written.
    kept = all(line in now and replace(now[line], shown=row.shown) == row for line, row in was.items())
    return kept and len(now) - len(was) <= len(list(missing))


def read_by_file(generation: Generation) -> dict[str, dict[str, str]]:
    """What the bot read of each file that is a document, or would be one with a person's word."""
    shown = {document.file: _shown(generation.read[document.file]) for document in generation.documents}
    for document in generation.documents:
        if document.internal:
            shown[document.file][ALLOWED] = words.INTERNAL
    return shown | {problem.file: {ALLOWED: words.INTERNAL} for problem in generation.problems if problem.waits}


def _shown(about: Metadata) -> dict[str, str]:
    values = {
        "number": about.number,
        "kind": about.kind,
        "subject": about.subject or about.title,
        "issuer": about.issuer,
        "signer": about.signer,
        "issued": phrases.day(about.issued) if about.issued else about.issued_as_written,
        "in_force_from": phrases.day(about.in_force_from) if about.in_force_from else None,
        "expired_from": phrases.day(about.expired_from) if about.expired_from else None,
        "replaces": ", ".join(about.replaces),
        "replaced_by": about.replaced_by,
        "amends": ", ".join(about.amends),
        "guides": ", ".join(about.guides),
        "text_kind": phrases.TEXT_KIND[about.text_kind].removeprefix("bản "),
    }
    return {field: value for field, value in values.items() if value}


def fresh_row(name: str, shown: dict[str, str]) -> dict[tuple[str, bool], str]:
    """The row of a file in a new register."""
    return {(FILE, False): name} | {(field, True): value for field, value in shown.items()}


def backed_up(content: bytes, data: Path, moment: datetime) -> Path:
    """Keep the register as it was; no backup takes the place of another."""
    folder = data / "backup"
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"danh-muc-{moment.astimezone(VIETNAM):%Y%m%d-%H%M%S}"
    target = next(
        path
        for path in (folder / f"{stem}{end}.xlsx" for end in ("", *(f"-{n}" for n in range(2, 1_000))))
        if not path.exists()
    )
    _write(target.with_name(f".{target.name}.tmp"), content).replace(target)
    sync(folder)
    return target


def put(file: Path, content: bytes, expected: bytes | None) -> None:
    """Put a register in the place of the one that is expected there (None: of none), whole or not at all."""
    temporary = file.with_name(f".{uuid4().hex}{_TEMPORARY}")
    try:
        _write(temporary, content)
        if expected is None:
            try:
                os.link(temporary, file)  # never over one that came this moment
            except FileExistsError as error:
                raise RegisterNotWritten(words.CHANGED_MEANWHILE) from error
            except OSError:  # a file system without links
                temporary.replace(file)
        else:
            if file.read_bytes() != expected:
                raise RegisterNotWritten(words.CHANGED_MEANWHILE)
            with suppress(OSError):  # some network shares know no modes
                shutil.copymode(file, temporary)
            temporary.replace(file)
        sync(file.parent)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> Path:
    with path.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    return path


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError as error:
        raise RegisterNotWritten(words.not_kept(REGISTER_FILE, phrases.system_reason(error))) from error


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
