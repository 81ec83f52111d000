"""Names of files that strangers chose, made such as every file system takes; and names that count as the same."""

from __future__ import annotations

import unicodedata
from pathlib import Path, PurePosixPath

from bot.library.reading import SUFFIXES
from bot.library.reading.sniffing import sniff
from bot.phrases import filing as words

_NAME_BYTES = 180  # file systems take 255 (some 143), and a number may be put behind the name
_DEVICES = frozenset(("con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))))
_NOT_IN_NAMES = '<>:"|?*'  # what Windows takes in no name; folders of knowledge are often shared with it


def cleaned(name: str) -> str:
    """A name that every file system takes, out of one that a stranger chose."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(
        " " if character in _NOT_IN_NAMES or character.isspace() else character
        for character in last
        if character.isspace() or unicodedata.category(character)[0] != "C"  # no control, no mark of direction
    )
    path = PurePosixPath(" ".join(kept.split()).lstrip("~$._ ").rstrip(". ") or words.UNNAMED)
    stem, suffix = path.stem.rstrip(". "), path.suffix
    if f".{path.name}".casefold() in SUFFIXES:  # nothing but a suffix
        stem, suffix = words.UNNAMED, f".{path.name}"
    if stem.split(".")[0].casefold() in _DEVICES:
        stem = f"{words.UNNAMED} {stem}"
    while len(f"{stem}{suffix}".encode()) > _NAME_BYTES:
        stem, suffix = (stem[:-1].rstrip(), suffix) if len(stem) > 1 else (stem, suffix[:-1])
    return f"{stem}{suffix}"


def named_by_content(file: Path) -> Path:
    """A held file under a name that says what it is: a page of the web must not lie in the folder as a program."""
    if file.suffix.casefold() in SUFFIXES:
        return file
    seen = sniff(file.read_bytes())
    return file.rename(file.with_name(f"{file.name}{seen}")) if seen is not None else file


def same_name(one: str, other: str) -> bool:
    """Whether two names are one to a file system that knows no capitals, or to people."""
    return comparable(one) == comparable(other)


def comparable(name: str) -> str:
    """A name as it is compared."""
    return unicodedata.normalize("NFC", name).casefold()
