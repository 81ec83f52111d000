"""What a file is that somebody wants to file, and what it is to the files of the folder."""

from __future__ import annotations

import logging
import traceback
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from bot import phrases
from bot.errors import UnreadableFile
from bot.index import Generation
from bot.index.links import number_of
from bot.library.file_names import same_name
from bot.library.folder import checksum, scan, seen_as
from bot.library.foreseeing import foreseen
from bot.library.passages import passages
from bot.library.placing import same_content
from bot.library.reading_process import document_from
from bot.model import Document, Metadata, TextKind
from bot.phrases import filing as words
from bot.vietnamese import fold

_log = logging.getLogger(__name__)
_MARK = 12  # hexadecimal digits of a fingerprint: it goes into a button


@dataclass(frozen=True, slots=True)
class Look:
    """What was found in a file that somebody wants to file."""

    key: str
    file: str  # the name that it will have
    number: str | None
    kind: str | None
    subject: str | None
    issued: date | str | None  # as written where the day is not known
    passages: int
    problems: tuple[str, ...]  # Vietnamese sentences
    replaces: str | None  # the file of the folder with the same document or the same name
    mark: str = ""  # fingerprint of that file's bytes
    same: str | None = None  # the file of the folder that has these very bytes


def looked_at(key: str, file: Path, knowledge: Path, generation: Generation) -> tuple[Look, Document]:
    """Read a file and look around for what it is to the files of the folder. Raises UnreadableFile, OSError."""
    name = file.name
    document = _read(file, name)
    about = document.metadata
    twin, notes = _twin(document, name, checksum(file), knowledge, generation)
    notes += foreseen(document, generation, twin)
    look = Look(
        key=key,
        file=name,
        number=about.number,
        kind=about.kind,
        subject=about.subject or about.title,
        issued=about.issued or about.issued_as_written,
        passages=len(passages(document)),
        problems=(*notes, *document.warnings),
        replaces=twin,
        mark=fingerprint(knowledge, twin),
        same=same_bytes(knowledge, file),
    )
    return look, document


def fingerprint(knowledge: Path, name: str | None) -> str:
    """The first digits of the checksum of a file of the folder; "" where there is none."""
    seen = seen_as(knowledge, name) if name is not None else None
    return checksum(seen.path)[:_MARK] if seen is not None else ""


def same_bytes(knowledge: Path, file: Path) -> str | None:
    """The file of the folder that has the very bytes of another one."""
    return next((seen.name for seen in scan(knowledge) if same_content(seen.path, file)), None)


def _twin(
    document: Document, name: str, digest: str, knowledge: Path, generation: Generation
) -> tuple[str | None, list[str]]:
    """The file of the folder that this one may replace; and what else there is to be said about the folder."""
    notes: list[str] = []
    same = [file for file, state in generation.states.items() if state.sha256 == digest]
    if same:
        notes.append(words.already_there(same[0]))
    alike = [held for held in generation.documents if _same_document(held.metadata, document.metadata)]
    kind = document.metadata.text_kind
    if kind is TextKind.DIGEST:
        full = [held.file for held in alike if held.metadata.text_kind is TextKind.FULL]
        notes += [words.full_text_there(file) for file in full[:1]]
    present = [seen.name for seen in scan(knowledge)]
    named = [file for file in present if same_name(PurePosixPath(file).name, name)]
    candidates = [*same, *(held.file for held in alike if held.metadata.text_kind is kind)]
    # Of several, the one with the same name.
    others = [file for file in named if _is_another(file, document, generation)]
    notes += [words.name_of_another(file) for file in others[:1] if file not in candidates]
    named = [file for file in named if file not in others]
    candidates = [file for file in candidates if file in named] + candidates + named
    return next((file for file in candidates if file in present), None), notes


def _is_another(file: str, looked_at: Document, generation: Generation) -> bool:
    """Whether a file of the folder is another document than this one, by the numbers of both."""
    at = generation.document_of(file)
    held = generation.documents[at].metadata if at is not None else None
    if held is None or number_of(held) is None or number_of(looked_at.metadata) is None:
        return False
    return not _same_document(held, looked_at.metadata)


def _read(file: Path, name: str) -> Document:
    try:
        return document_from(file, name)
    except (UnreadableFile, OSError):
        raise
    except Exception as error:
        frames = "".join(traceback.format_tb(error.__traceback__))
        _log.error("reading failed: %s\n%s", type(error).__name__, frames)
        raise UnreadableFile(phrases.FILE_FAILED) from error


def _same_document(held: Metadata, looked_at: Metadata) -> bool:
    """Whether two files are of one document: by number, symbol, issuer and year; by title where there is no number."""
    one, other = number_of(held), number_of(looked_at)
    if held.year and looked_at.year and held.year != looked_at.year:
        return False
    if one is None or other is None:
        return one is other and fold(held.title) == fold(looked_at.title)
    years = {number.year for number in (one, other) if number.year}
    return (one.digits, one.kind, one.issuer) == (other.digits, other.kind, other.issuer) and len(years) < 2
