"""Files into the knowledge folder by hand, out of it and back; nothing half-written ever appears there."""

from __future__ import annotations

import hashlib
import io
import logging
import os
import re
import shutil
import threading
import traceback
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from itertools import count
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from uuid import uuid4

from bot import phrases
from bot.errors import DataFolderBroken, UnreadableFile
from bot.index import Generation
from bot.index.links import number_of
from bot.library.folder import Seen, is_document, scan
from bot.library.foreseeing import foreseen
from bot.library.passages import passages
from bot.library.reading import SUFFIXES
from bot.library.reading.sniffing import sniff
from bot.library.reading_process import document_from
from bot.library.register import carry_row
from bot.model import Document, Metadata, TextKind
from bot.phrases import filing as words
from bot.settings import Settings
from bot.vietnamese import fold

_log = logging.getLogger(__name__)
_VIETNAM = timezone(timedelta(hours=7))
_HELD = timedelta(hours=24)  # a file that nobody has said yes to is dropped
_TEMPORARY = ".cadre-filing.tmp"  # no document by its name: neither the watcher nor a scan sees it
_HELD_KEY = re.compile(r"[0-9a-f]{16}")
_COMING = ".new"  # behind the key of a file that is not whole yet, or that its sender waits to have read
_TRASH_KEY = re.compile(r"\d{4}-\d\d-\d\d/\d{6}-[0-9a-f]{8}")
_MARK = 12  # hexadecimal digits of a fingerprint: it goes into a button
_NAME_BYTES = 180  # file systems take 255 (some 143), and a number may be put behind the name
_DEVICES = frozenset(("con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))))
_NOT_IN_NAMES = '<>:"|?*'  # what Windows takes in no name; folders of knowledge are often shared with it


class FolderChanged(Exception):
    """The folder is not any more as it was when somebody was asked whether a file shall replace another."""


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


@dataclass(frozen=True, slots=True)
class Held:
    """A file that somebody has sent and not decided about yet."""

    key: str
    file: str  # the name that it will have
    since: datetime


@dataclass(frozen=True, slots=True)
class Trashed:
    """A file that was taken out."""

    key: str
    file: str  # where it stood in the folder
    taken: datetime
    about: str = ""  # number and title of the document, where they were known


def _now() -> datetime:
    return datetime.now(_VIETNAM)


class Filing:
    """Keeps the knowledge folder by hand. Safe to call from several threads.

    What is asked for by a key or a name that is not there any more raises LookupError; a disk that takes nothing raises
    DataFolderBroken. Each step may be done again after a crash: it then finds done what is done. What a crash has left
    half sent, or unread by `look`, is removed when the next one is made: one process owns a data folder.
    """

    def __init__(
        self, settings: Settings, generation: Callable[[], Generation], *, now: Callable[[], datetime] = _now
    ) -> None:
        self._knowledge = settings.knowledge
        self._held = settings.data / "filing"
        self._trash = settings.data / "trash"
        self._generation = generation
        self._now = now
        self._lock = threading.Lock()
        for left in self._held.glob(f"*{_COMING}"):
            shutil.rmtree(left, ignore_errors=True)

    def look(self, name: str, content: bytes) -> Look:
        """Read a file as it would be read in the folder, and hold it until it is put or dropped, or for a day.

        Raises UnreadableFile, and holds nothing, where it cannot be read.
        """
        with self._told(), self._coming(name, io.BytesIO(content)) as (key, file):
            return self._looked(key, file)[0]

    def hold(self, name: str, content: BinaryIO) -> Held:
        """Hold a file without reading it, until it is put or dropped, or for a day.

        Raises UnreadableFile, and holds nothing, where its name is that of no document.
        """
        with self._told():
            with self._coming(name, content) as (key, file):
                pass
            return _held(self._held / key / file.name)

    def held(self) -> list[Held]:
        """The files that wait for a word, the latest first."""
        with self._told():
            self._tidy()
            folders = [folder for folder in self._held.glob("*") if _HELD_KEY.fullmatch(folder.name)]
            found = [_held(file) for folder in folders for file in list(folder.glob("*"))[:1]]
            return sorted(found, key=lambda one: (one.since, one.key), reverse=True)

    def looked(self, key: str) -> tuple[Look, Document]:
        """Read a file that is held. Raises UnreadableFile, and holds it no more, where it cannot be read."""
        with self._told():
            file = next(iter((self._held / key).glob("*")) if _HELD_KEY.fullmatch(key) else iter(()), None)
            if file is None:
                raise LookupError(key)
            try:
                return self._looked(key, file)
            except UnreadableFile:
                shutil.rmtree(file.parent, ignore_errors=True)
                raise

    def put(self, key: str, *, replace: str | None, mark: str | None = None) -> str:
        """Move a file that was looked at into the folder and return its name there; what it replaces goes to the trash.

        It goes where the replaced one stood. Another file's name is never taken: the new one then bears a number.
        Raises FolderChanged where a `mark` is given and the file to be replaced is gone or does not bear it any more.
        """
        with self._lock, self._told():
            file = self._held_file(key)
            if file.parent.name != key:  # by the same yes, said before: what was taken out since stays out
                there = self._same(file)
                if there is None:
                    raise LookupError(key)
                return there
            old = self._seen(replace) if replace is not None else None
            if mark is not None and (old is None or self._mark(replace) != mark):
                there = self._same(file)  # by the same yes, said before
                if there is None:
                    raise FolderChanged(key)
                return there
            folder = self._folder_for(replace, old)
            with _beside(folder, file) as temporary:
                if old is not None and _same_name(old.path.name, file.name):
                    if not _same_content(old.path, file):
                        self._keep(old)
                        temporary.replace(old.path)
                    placed = old.path
                else:
                    placed = _placed(temporary, folder, file.name)
                    if old is not None:
                        self._keep(old)
                        old.path.unlink()
                        _sync(old.path.parent)
            _sync(folder)
            if file.parent.name == key:
                file.parent.rename(self._done(key))
            return self._name(placed)

    def carry_row(self, old: str, new: str) -> str | None:
        """Let what the register says of a replaced file go over to the new one: None, or why that was not written."""
        return carry_row(self._knowledge, self._held.parent, self._generation(), old, new)

    def drop(self, key: str) -> None:
        """Forget a file that was looked at and not put."""
        with self._lock, self._told():
            file = self._held_file(key)
            if file.parent.name != key:
                raise LookupError(key)
            shutil.rmtree(file.parent)

    def take_out(self, file: str) -> Trashed:
        """Move a file of the folder to the trash."""
        with self._lock, self._told():
            seen = self._seen(file)
            if seen is None:
                raise LookupError(file)
            trashed = self._keep(seen)
            seen.path.unlink()
            _sync(seen.path.parent)
            return trashed

    def trashed(self) -> list[Trashed]:
        """What is in the trash, what was taken out last first."""
        with self._told():
            entries = (path.relative_to(self._trash).as_posix() for path in self._trash.glob("*/*") if path.is_dir())
            found = [self._entry(key) for key in sorted(entries, reverse=True) if _TRASH_KEY.fullmatch(key)]
            return [entry for entry in found if entry is not None]

    def restore(self, key: str) -> str:
        """Move a file of the trash back and return its name in the folder: its old one, if nobody bears it now."""
        with self._lock, self._told():
            entry = self._entry(key) if _TRASH_KEY.fullmatch(key) else None
            if entry is None:
                raise LookupError(key)
            kept = self._trash / key / entry.file
            target = self._knowledge / entry.file
            target.parent.mkdir(parents=True, exist_ok=True)
            with _beside(target.parent, kept) as temporary:
                placed = _placed(temporary, target.parent, target.name)
            _sync(target.parent)
            shutil.rmtree(self._trash / key)
            _about_file(self._trash / key).unlink(missing_ok=True)
            return self._name(placed)

    @contextmanager
    def _coming(self, name: str, content: BinaryIO) -> Iterator[tuple[str, Path]]:
        """A new file under a name that nobody asks by; held under its key once the block has ended well."""
        key, name = uuid4().hex[:16], _clean(name)
        if not is_document(name):
            raise UnreadableFile(phrases.file_unsupported(PurePosixPath(name).suffix, sorted(SUFFIXES)))
        self._tidy()
        file = self._held / f"{key}{_COMING}" / name
        file.parent.mkdir(parents=True)
        try:
            _write(file, content)
            file = _named_by_content(file)
            yield key, file
            file.parent.rename(self._held / key)
        except BaseException:
            shutil.rmtree(file.parent, ignore_errors=True)
            raise

    def _looked(self, key: str, file: Path) -> tuple[Look, Document]:
        name = file.name
        document = _read(file, name)
        with file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        about = document.metadata
        twin, notes = self._twin(document, name, digest)
        notes += foreseen(document, self._generation(), twin)
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
            mark=self._mark(twin),
            same=self._same(file),
        )
        return look, document

    def _twin(self, document: Document, name: str, digest: str) -> tuple[str | None, list[str]]:
        """The file of the folder that this one may replace; and what else there is to be said about the folder."""
        generation, notes = self._generation(), []
        same = [file for file, state in generation.states.items() if state.sha256 == digest]
        if same:
            notes.append(words.already_there(same[0]))
        alike = [held for held in generation.documents if _same_document(held.metadata, document.metadata)]
        kind = document.metadata.text_kind
        if kind is TextKind.DIGEST:
            full = [held.file for held in alike if held.metadata.text_kind is TextKind.FULL]
            notes += [words.full_text_there(file) for file in full[:1]]
        present = [seen.name for seen in scan(self._knowledge)]
        named = [file for file in present if _same_name(PurePosixPath(file).name, name)]
        candidates = [*same, *(held.file for held in alike if held.metadata.text_kind is kind)]
        # Of several, the one with the same name.
        others = [file for file in named if self._is_another(file, document)]
        notes += [words.name_of_another(file) for file in others[:1] if file not in candidates]
        named = [file for file in named if file not in others]
        candidates = [file for file in candidates if file in named] + candidates + named
        return next((file for file in candidates if file in present), None), notes

    def mark(self, file: str) -> str:
        """The fingerprint of a file of the folder, for `put`; "" where it is not there."""
        with self._told():
            return self._mark(file)

    def _mark(self, name: str | None) -> str:
        """The fingerprint of a file's bytes; "" where there is none."""
        seen = self._seen(name) if name is not None else None
        return hashlib.sha256(seen.path.read_bytes()).hexdigest()[:_MARK] if seen is not None else ""

    def _same(self, file: Path) -> str | None:
        """The file of the folder that has the very bytes of another one."""
        return next((seen.name for seen in scan(self._knowledge) if _same_content(seen.path, file)), None)

    def _is_another(self, file: str, looked_at: Document) -> bool:
        """Whether a file of the folder is another document than this one, by the numbers of both."""
        generation = self._generation()
        at = generation.document_of(file)
        held = generation.documents[at].metadata if at is not None else None
        if held is None or number_of(held) is None or number_of(looked_at.metadata) is None:
            return False
        return not _same_document(held, looked_at.metadata)

    def _seen(self, file: str) -> Seen | None:
        return next((seen for seen in scan(self._knowledge) if seen.name == file), None)

    def _folder_for(self, replace: str | None, old: Seen | None) -> Path:
        """Where a file goes: to the folder of the one that it replaces, even if that one is gone meanwhile."""
        if old is not None:
            return old.path.parent
        if replace is not None:
            folder = self._knowledge / PurePosixPath(replace).parent
            if folder.is_dir() and folder.resolve().is_relative_to(self._knowledge.resolve()):
                return folder
        return self._knowledge

    def _held_file(self, key: str) -> Path:
        """A file that was looked at, put or not."""
        if _HELD_KEY.fullmatch(key):
            self._tidy()
            for folder in (self._held / key, self._done(key)):
                for file in folder.glob("*"):
                    return file
        raise LookupError(key)

    def _done(self, key: str) -> Path:
        """Where a file is held once it was put, so that the same yes said twice is one."""
        return self._held / f"{key}.put"

    def _keep(self, seen: Seen) -> Trashed:
        """Put a copy of a file into the trash; it is whole when it bears its name there."""
        now = self._now().astimezone(_VIETNAM)
        key = f"{now:%Y-%m-%d}/{now:%H%M%S}-{uuid4().hex[:8]}"
        entry = self._trash / key
        half = entry.with_name(f".{entry.name}.tmp")
        file = half / seen.name
        file.parent.mkdir(parents=True)
        try:
            _copy(seen.path, file)
            half.replace(entry)
        except BaseException:
            shutil.rmtree(half, ignore_errors=True)
            raise
        _sync(entry.parent)
        about = self._about(seen.name)
        with suppress(OSError):  # the copy is what counts
            _about_file(entry).write_text(about, encoding="utf-8")
        return Trashed(key, seen.name, now.replace(microsecond=0), about)

    def _entry(self, key: str) -> Trashed | None:
        entry = self._trash / key
        file = next((path for path in sorted(entry.rglob("*")) if path.is_file()), None)
        if file is None:
            return None
        taken = datetime.strptime(key[:17], "%Y-%m-%d/%H%M%S").replace(tzinfo=_VIETNAM)
        try:
            about = _about_file(entry).read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            about = ""  # taken out by an older version, or the disk broke off there
        return Trashed(key, file.relative_to(entry).as_posix(), taken, about)

    def _about(self, name: str) -> str:
        generation = self._generation()
        at = generation.document_of(name)
        if at is None:
            return ""
        known = generation.documents[at].metadata
        return ": ".join(part for part in (known.number, known.subject or known.title) if part)

    def _name(self, path: Path) -> str:
        return unicodedata.normalize("NFC", path.relative_to(self._knowledge).as_posix())

    def _tidy(self) -> None:
        """Drop what nobody has said yes to, and what a crash has left."""
        before = (self._now() - _HELD).timestamp()
        for path in [*self._held.glob("*"), *self._trash.glob("*/.*"), *self._knowledge.rglob(f".*{_TEMPORARY}")]:
            try:
                old = path.stat().st_mtime < before
            except FileNotFoundError:
                continue  # another thread was faster
            if old and path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            elif old:
                path.unlink(missing_ok=True)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what the disk complains about into the sentence that a person gets."""
        try:
            yield
        except OSError as error:
            raise DataFolderBroken(words.not_kept(phrases.system_reason(error))) from error


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


def _named_by_content(file: Path) -> Path:
    """A held file under a name that says what it is: a page of the web must not lie in the folder as a program."""
    if file.suffix.casefold() in SUFFIXES:
        return file
    seen = sniff(file.read_bytes())
    return file.rename(file.with_name(f"{file.name}{seen}")) if seen is not None else file


def _clean(name: str) -> str:
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


def _same_name(one: str, other: str) -> bool:
    return _comparable(one) == _comparable(other)


def _comparable(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _same_content(one: Path, other: Path) -> bool:
    return one.stat().st_size == other.stat().st_size and one.read_bytes() == other.read_bytes()


@contextmanager
def _beside(folder: Path, file: Path) -> Iterator[Path]:
    """A copy of a file in a folder, under a name that nobody reads; gone afterwards, unless it was moved."""
    temporary = folder / f".{uuid4().hex}{_TEMPORARY}"
    try:
        _copy(file, temporary)
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def _placed(temporary: Path, folder: Path, name: str) -> Path:
    """Give a file a name in its folder that no other bears, and return where it is; the same file is not put twice."""
    taken = {_comparable(path.name): path for path in folder.iterdir()}
    path = PurePosixPath(name)
    for number in count(1):
        wanted = name if number == 1 else f"{path.stem} ({number}){path.suffix}"
        held = taken.get(_comparable(wanted))
        if held is None:
            target = folder / wanted
            try:
                os.link(temporary, target)  # never over a file that came this moment
            except FileExistsError:
                continue
            except OSError:  # a file system without links
                temporary.replace(target)
            return target
        if held.is_file() and _same_content(held, temporary):
            return held
    raise AssertionError  # numbers do not end


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as stream, target.open("xb") as out:
        shutil.copyfileobj(stream, out)
        out.flush()
        os.fsync(out.fileno())


def _about_file(entry: Path) -> Path:
    """Beside an entry of the trash: what its document is."""
    return entry.with_name(f"{entry.name}.txt")


def _held(file: Path) -> Held:
    since = datetime.fromtimestamp(file.parent.stat().st_mtime, _VIETNAM)
    return Held(file.parent.name, file.name, since.replace(microsecond=0))


def _write(file: Path, content: BinaryIO) -> None:
    with file.open("xb") as out:
        shutil.copyfileobj(content, out)
        out.flush()
        os.fsync(out.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
