"""`read`: choose the reader by content, then by name; whatever happens, the outcome is a Reading or a named reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from bot import phrases
from bot.errors import UnreadableFile
from bot.library.reading.decode import decode, in_old_font
from bot.library.reading.html import read_html
from bot.library.reading.image import read_image
from bot.library.reading.markdown import read_markdown
from bot.library.reading.office import (
    read_old_sheet,
    read_old_slides,
    read_old_word,
    read_open_sheet,
    read_open_slides,
    read_open_text,
)
from bot.library.reading.old_fonts import OldFonts, guess
from bot.library.reading.parts import Reading
from bot.library.reading.pdf import read_pdf
from bot.library.reading.plain import read_plain
from bot.library.reading.rtf import read_rtf
from bot.library.reading.sheet import read_sheet
from bot.library.reading.slides import read_slides
from bot.library.reading.sniffing import sniff
from bot.library.reading.word import read_word
from bot.phrases import reading as words

Reader = Callable[[bytes, OldFonts], Reading]

MAX_BYTES = 50 * 1024 * 1024

SUFFIXES: Mapping[str, Reader] = MappingProxyType(
    {
        ".txt": read_plain,
        ".md": read_markdown,
        ".markdown": read_markdown,
        ".docx": read_word,
        ".docm": read_word,
        ".doc": read_old_word,
        ".rtf": read_rtf,
        ".xlsx": read_sheet,
        ".xlsm": read_sheet,
        ".xls": read_old_sheet,
        ".pptx": read_slides,
        ".pptm": read_slides,
        ".ppt": read_old_slides,
        ".odt": read_open_text,
        ".ods": read_open_sheet,
        ".odp": read_open_slides,
        ".pdf": read_pdf,
        ".html": read_html,
        ".htm": read_html,
        ".png": read_image,
        ".jpg": read_image,
        ".jpeg": read_image,
        ".tif": read_image,
        ".tiff": read_image,
        ".bmp": read_image,
        ".gif": read_image,
    }
)
"""The reader of each kind of file: the door for more kinds."""

_KIND_NAMES = {
    ".docx": "Word (.docx)",
    ".docm": "Word (.docm)",
    ".doc": "Word (.doc)",
    ".rtf": "RTF (.rtf)",
    ".xlsx": "Excel (.xlsx)",
    ".xlsm": "Excel (.xlsm)",
    ".xls": "Excel (.xls)",
    ".pptx": "PowerPoint (.pptx)",
    ".pptm": "PowerPoint (.pptm)",
    ".ppt": "PowerPoint (.ppt)",
    ".odt": "OpenDocument (.odt)",
    ".ods": "OpenDocument (.ods)",
    ".odp": "OpenDocument (.odp)",
    ".pdf": "PDF",
    ".html": "trang web (.html)",
    ".htm": "trang web (.htm)",
    ".md": "Markdown (.md)",
    ".markdown": "Markdown (.md)",
    ".txt": "chữ thuần (.txt)",
    ".png": "ảnh (.png)",
    ".jpg": "ảnh (.jpg)",
    ".jpeg": "ảnh (.jpg)",
    ".tif": "ảnh (.tif)",
    ".tiff": "ảnh (.tif)",
    ".bmp": "ảnh (.bmp)",
    ".gif": "ảnh (.gif)",
}
_TEXT = (".txt", ".md", ".markdown", ".html", ".htm")


def read(file: Path) -> Reading:
    """Read a file of any kind in SUFFIXES; raise UnreadableFile, in Vietnamese, for everything that cannot be read."""
    suffix = file.suffix.lower()
    try:
        size = file.stat().st_size
        if size > MAX_BYTES:
            raise UnreadableFile(phrases.file_too_big(size / 1024 / 1024, MAX_BYTES // 1024 // 1024))
        data = file.read_bytes()
    except OSError as error:
        raise UnreadableFile(phrases.file_unavailable(phrases.system_reason(error))) from error
    return read_bytes(data, suffix)


def read_bytes(data: bytes, suffix: str) -> Reading:
    """Read a file's bytes; `suffix` is what its name says, in lower case."""
    if not data.strip():
        raise UnreadableFile(phrases.FILE_EMPTY)
    kind, warnings = _kind(data, suffix)
    try:
        reading = _converted(SUFFIXES[kind], data)
    except (UnreadableFile, MemoryError):
        raise
    except Exception as error:
        # Parsers fail in many ways on bytes that are not what they seem; the reason that helps is always the same one.
        raise UnreadableFile(phrases.file_damaged(_KIND_NAMES.get(kind, kind))) from error
    if not reading.text.strip():
        raise UnreadableFile(phrases.FILE_NO_WORDS)
    if in_old_font(reading.text):
        raise UnreadableFile(phrases.FILE_OLD_FONT)
    return replace(reading, warnings=(*warnings, *reading.warnings))


def _converted(reader: Reader, data: bytes) -> Reading:
    """Read a file, its words in Unicode letters whatever they were typed in."""
    fonts = OldFonts()
    reading = reader(data, fonts)
    if fonts.contradicted:
        fonts = OldFonts(by_font=False)
        reading = reader(data, fonts)
    everywhere = guess(reading.text)
    if everywhere is not None:
        fonts = OldFonts(everywhere=everywhere, by_font=not fonts.contradicted)
        reading = reader(data, fonts)
    if not fonts.used:
        return reading
    return replace(reading, warnings=(*reading.warnings, words.converted_from(sorted(fonts.used))))


def _kind(data: bytes, suffix: str) -> tuple[str, tuple[str, ...]]:
    """Return the key of SUFFIXES to read by, and a warning where the name says otherwise."""
    seen = sniff(data)
    if seen is not None and SUFFIXES.get(suffix) is SUFFIXES.get(seen):
        return suffix, ()
    if seen is not None:
        return seen, (phrases.wrong_suffix(suffix, _KIND_NAMES[seen]),)
    if suffix in _TEXT:
        return suffix, ()
    if suffix not in SUFFIXES:
        raise UnreadableFile(phrases.file_unsupported(suffix, sorted(SUFFIXES)))
    # The name says Word or PDF, the bytes do not: plain text with a wrong name, or a damaged file.
    try:
        decode(data)
    except UnreadableFile as error:
        raise UnreadableFile(phrases.file_damaged(_KIND_NAMES[suffix])) from error
    return ".txt", (phrases.wrong_suffix(suffix, _KIND_NAMES[".txt"]),)
