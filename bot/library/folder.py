"""The knowledge folder: which of its files are documents, and how each looked when it was seen."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path, PurePosixPath

from bot import phrases
from bot.errors import SettingsError
from bot.index import FileState
from bot.library.reading.programs import office_part, soffice, tesseract

_READERS = 9  # Bump when reading, outline, metadata, passages or their terms change what they make of a file.
# Files that wanted a program are read again once it is installed.
_PROGRAMS = (bool(tesseract()), bool(soffice()), office_part("calc"), office_part("impress"))
READER_VERSION = (_READERS << len(_PROGRAMS)) + sum(there << at for at, there in enumerate(_PROGRAMS))

# Not documents: what office programs, editors, file systems and copying tools leave beside them.
_TEMPORARY = ("~$", ".", "._")
_TEMPORARY_ENDS = (".tmp", ".part", ".crdownload", ".partial", ".swp", "~", ".lock", ".bak")
ABBREVIATION_FILE = "viet-tat.tsv"  # the admins' own abbreviations
REGISTER_FILE = "danh-muc.xlsx"  # what people state of documents
_OF_SYSTEMS = ("lost+found/", "System Volume Information/", "$RECYCLE.BIN/")  # folders closed to everybody
_OWN = (ABBREVIATION_FILE, "thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class Seen:
    """A file of the folder: its name relative to it (NFC, forward slashes, unique), where it is, how it looks."""

    name: str
    path: Path
    size: int
    modified_ns: int
    changed_ns: int

    def same_as(self, state: FileState) -> bool:
        """Whether nothing has touched it since; the change time catches edits that keep size and date."""
        return (self.size, self.modified_ns, self.changed_ns, READER_VERSION) == (
            state.size,
            state.modified_ns,
            state.changed_ns,
            state.reader,
        )


def scan(folder: Path) -> list[Seen]:
    """The document files of a folder and its subfolders, by name; no two bear the same one.

    Raises SettingsError where the folder is not there.
    """
    if not folder.is_dir():
        raise SettingsError(phrases.knowledge_missing(str(folder)))
    # Names that differ on the disk (composed and decomposed letters, other bytes) may be one here.
    found: dict[str, Seen] = {}
    for seen in sorted(_walk(folder, folder), key=lambda seen: (seen.name, os.fsencode(seen.path))):
        name = next(name for name in _variants(seen.name) if name not in found)
        found[name] = seen if name == seen.name else replace(seen, name=name)
    return sorted(found.values(), key=lambda seen: seen.name)


def is_document(name: str) -> bool:
    """Whether a file of that name is meant to be read."""
    temporary = name.startswith(_TEMPORARY) or name.casefold().endswith(_TEMPORARY_ENDS)
    return not (temporary or name.casefold() in _OWN or is_register(name))


def is_register(name: str) -> bool:
    """Whether a file of that name is the register, however it is capitalised."""
    return name.casefold() == REGISTER_FILE


def register_in(folder: Path) -> Seen | None:
    """The register of a folder; None where there is none. One that cannot be looked at has neither size nor dates."""
    try:
        found = sorted(path for path in folder.iterdir() if is_register(path.name))
    except OSError:
        return None
    for path in found:
        try:
            stat = path.stat()
            if path.is_file() and _within(folder, path):
                return Seen(REGISTER_FILE, path, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
        except FileNotFoundError:
            continue  # it went away while it was looked at
        except OSError:
            return Seen(REGISTER_FILE, path, 0, 0, 0)
    return None


def seen_as(folder: Path, name: str) -> Seen | None:
    """A file of the folder by its name; None where there is none."""
    return next((seen for seen in scan(folder) if seen.name == name), None)


def file_of(folder: Path, name: str) -> Path:
    """Where a file of the folder lies, a document that was read or not. Raises LookupError, SettingsError."""
    seen = seen_as(folder, name)
    path = seen.path.resolve() if seen else None
    if path is None or not path.is_relative_to(folder.resolve()) or not path.is_file():
        raise LookupError(name)
    return path


def state_of(seen: Seen) -> FileState:
    """The state under which a file's reading is kept."""
    return FileState(seen.size, seen.modified_ns, seen.changed_ns, checksum(seen.path), READER_VERSION)


def checksum(file: Path) -> str:
    """The SHA-256 of a file's bytes, by which a content is known."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _walk(root: Path, folder: str | Path, above: str = "") -> Iterator[Seen]:
    """The document files below a folder; `above` is its name relative to the root. A path is costly: one for each."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return  # it went away between listing and looking
    except OSError:
        if above and not above.endswith(_OF_SYSTEMS):
            # Read as a file it gives the reason, so that what it holds is missed by name.
            yield Seen(_readable(phrases.folder_named(above.rstrip("/"))), Path(folder), 0, 0, 0)
        return
    for entry in entries:
        try:
            if entry.is_symlink() and not _within(root, Path(entry.path)):
                continue  # a link out of the folder: what was not put here must not be quoted
            if entry.is_dir(follow_symlinks=False):
                if not entry.name.startswith("."):
                    yield from _walk(root, entry.path, f"{above}{entry.name}/")
            elif entry.is_file() and is_document(entry.name):
                stat = entry.stat()
                yield Seen(
                    _readable(f"{above}{entry.name}"),
                    Path(entry.path),
                    stat.st_size,
                    stat.st_mtime_ns,
                    stat.st_ctime_ns,
                )
        except OSError:
            continue  # it went away between listing and looking


def _within(root: Path, link: Path) -> bool:
    return link.resolve().is_relative_to(root.resolve())


def _readable(name: str) -> str:
    """A name in composed letters, with a sign in place of each byte that is no text."""
    if name.isascii():
        return name
    return unicodedata.normalize("NFC", os.fsencode(name).decode("utf-8", "replace"))


def _variants(name: str) -> Iterator[str]:
    """The name, then "name (2).txt" and so on."""
    yield name
    suffix = PurePosixPath(name).suffix
    yield from (f"{name.removesuffix(suffix)} ({number}){suffix}" for number in count(2))
