"""One file to one document: read, checked for stamps of secrecy, outlined, described."""

from __future__ import annotations

from pathlib import Path

from bot import phrases
from bot.errors import StampedFile, UnreadableFile
from bot.library.heading import metadata
from bot.library.outline import outline
from bot.library.passages import passages
from bot.library.reading import read
from bot.library.secrecy import is_internal, stamp
from bot.model import Document, Metadata, TextKind
from bot.phrases import register as words


def document_here(file: Path, name: str) -> Document:
    """Read one file into a document, in this very process. Raises UnreadableFile with a Vietnamese reason."""
    reading = read(file)
    secret = stamp(reading)
    if secret is not None:
        raise StampedFile(phrases.stamped(secret))
    found = outline(reading)
    about, warnings = metadata(reading, found, name)
    internal = is_internal(reading)
    document = Document(
        name,
        reading.text,
        about,
        found.sections,
        found.furniture,
        reading.pages,
        (*reading.warnings, *warnings, *_wanting(about), *((words.INTERNAL_WAITS,) if internal else ())),
        internal,
    )
    if not passages(document):
        raise UnreadableFile(phrases.NO_TEXT)
    return document


def _wanting(about: Metadata) -> tuple[str, ...]:
    """What a document must not be without."""
    if about.text_kind is TextKind.DIGEST and not about.source_urls:
        return (phrases.DIGEST_WITHOUT_SOURCE,)
    return ()
