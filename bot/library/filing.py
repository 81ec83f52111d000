"""Files into the knowledge folder by hand, out of it and back; nothing half-written ever appears there."""

from __future__ import annotations

import io
import shutil
import threading
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from bot import phrases
from bot.errors import DataFolderBroken, UnreadableFile
from bot.index import Generation
from bot.index.disk import sync
from bot.library.file_names import same_name
from bot.library.folder import Seen, seen_as
from bot.library.held import Held, HeldFiles
from bot.library.looking import Look, fingerprint, looked_at, same_bytes
from bot.library.placing import TEMPORARY, beside, placed, same_content
from bot.library.register import carry_row
from bot.library.trash import Trash, Trashed
from bot.model import Document, now_in_vietnam
from bot.phrases import filing as words
from bot.settings import Settings


class FolderChanged(Exception):
    """The folder is not any more as it was when somebody was asked whether a file shall replace another."""


class Filing:
    """Keeps the knowledge folder by hand. Safe to call from several threads.

    What is asked for by a key or a name that is not there any more raises LookupError; a disk that takes nothing raises
    DataFolderBroken. Each step may be done again after a crash: it then finds done what is done. What a crash has left
    half sent, or unread by `look`, is removed when the next one is made: one process owns a data folder.
    """

    def __init__(
        self, settings: Settings, generation: Callable[[], Generation], *, now: Callable[[], datetime] = now_in_vietnam
    ) -> None:
        self._knowledge = settings.knowledge
        self._data = settings.data
        self._trash = Trash(settings.data / "trash", now)
        self._held = HeldFiles(settings.data / "filing", now, self._half_done)
        self._generation = generation
        self._lock = threading.Lock()

    def look(self, name: str, content: bytes) -> Look:
        """Read a file as it would be read in the folder, and hold it until it is put or dropped, or for a day.

        Raises UnreadableFile, and holds nothing, where it cannot be read.
        """
        with self._told(), self._held.coming(name, io.BytesIO(content)) as (key, file):
            return looked_at(key, file, self._knowledge, self._generation())[0]

    def hold(self, name: str, content: BinaryIO) -> Held:
        """Hold a file without reading it, until it is put or dropped, or for a day.

        Raises UnreadableFile, and holds nothing, where its name is that of no document.
        """
        with self._told():
            with self._held.coming(name, content) as (key, _):
                pass
            return self._held.get(key)

    def held(self) -> list[Held]:
        """The files that wait for a word, the latest first."""
        with self._told():
            return self._held.all()

    def looked(self, key: str) -> tuple[Look, Document]:
        """Read a file that is held. Raises UnreadableFile, and holds it no more, where it cannot be read."""
        with self._told():
            file = self._held.waiting(key)
            try:
                return looked_at(key, file, self._knowledge, self._generation())
            except UnreadableFile:
                shutil.rmtree(file.parent, ignore_errors=True)
                raise

    def put(self, key: str, *, replace: str | None, mark: str | None = None) -> str:
        """Move a file that was looked at into the folder and return its name there; what it replaces goes to the trash.

        It goes where the replaced one stood. Another file's name is never taken: the new one then bears a number.
        Raises FolderChanged where a `mark` is given and the file to be replaced is gone or does not bear it any more.
        """
        with self._lock, self._told():
            file = self._held.put_or_not(key)
            if file.parent.name != key:  # by the same yes, said before: what was taken out since stays out
                there = same_bytes(self._knowledge, file)
                if there is None:
                    raise LookupError(key)
                return there
            old = seen_as(self._knowledge, replace) if replace is not None else None
            if mark is not None and (old is None or fingerprint(self._knowledge, replace) != mark):
                there = same_bytes(self._knowledge, file)  # by the same yes, said before
                if there is None:
                    raise FolderChanged(key)
                return there
            folder = self._folder_for(replace, old)
            with beside(folder, file) as temporary:
                if old is not None and same_name(old.path.name, file.name):
                    if not same_content(old.path, file):
                        self._keep(old)
                        temporary.replace(old.path)
                    lies = old.path
                else:
                    lies = placed(temporary, folder, file.name)
                    if old is not None:
                        self._keep(old)
                        old.path.unlink()
                        sync(old.path.parent)
            sync(folder)
            if file.parent.name == key:
                self._held.was_put(key)
            return self._name(lies)

    def carry_row(self, old: str, new: str) -> str | None:
        """Let what the register says of a replaced file go over to the new one: None, or why that was not written."""
        return carry_row(self._knowledge, self._data, self._generation(), old, new)

    def drop(self, key: str) -> None:
        """Forget a file that was looked at and not put."""
        with self._lock, self._told():
            file = self._held.put_or_not(key)
            if file.parent.name != key:
                raise LookupError(key)
            shutil.rmtree(file.parent)

    def take_out(self, file: str) -> Trashed:
        """Move a file of the folder to the trash."""
        with self._lock, self._told():
            seen = seen_as(self._knowledge, file)
            if seen is None:
                raise LookupError(file)
            trashed = self._keep(seen)
            seen.path.unlink()
            sync(seen.path.parent)
            return trashed

    def trashed(self) -> list[Trashed]:
        """What is in the trash, what was taken out last first."""
        with self._told():
            return self._trash.entries()

    def restore(self, key: str) -> str:
        """Move a file of the trash back and return its name in the folder: its old one, if nobody bears it now."""
        with self._lock, self._told():
            entry = self._trash.entry(key)
            if entry is None:
                raise LookupError(key)
            kept = self._trash.file(entry)
            target = self._knowledge / entry.file
            target.parent.mkdir(parents=True, exist_ok=True)
            with beside(target.parent, kept) as temporary:
                there = placed(temporary, target.parent, target.name)
            sync(target.parent)
            self._trash.forget(entry)
            return self._name(there)

    def mark(self, file: str) -> str:
        """The fingerprint of a file of the folder, for `put`; "" where it is not there."""
        with self._told():
            return fingerprint(self._knowledge, file)

    def _folder_for(self, replace: str | None, old: Seen | None) -> Path:
        """Where a file goes: to the folder of the one that it replaces, even if that one is gone meanwhile."""
        if old is not None:
            return old.path.parent
        if replace is not None:
            folder = self._knowledge / PurePosixPath(replace).parent
            if folder.is_dir() and folder.resolve().is_relative_to(self._knowledge.resolve()):
                return folder
        return self._knowledge

    def _keep(self, seen: Seen) -> Trashed:
        """Put a copy of a file into the trash."""
        return self._trash.keep(seen, self._about(seen.name))

    def _about(self, name: str) -> str:
        generation = self._generation()
        at = generation.document_of(name)
        if at is None:
            return ""
        known = generation.documents[at].metadata
        return ": ".join(part for part in (known.number, known.subject or known.title) if part)

    def _half_done(self) -> list[Path]:
        """What a crash may have left outside of the held files."""
        return [*self._trash.half_done(), *self._knowledge.rglob(f".*{TEMPORARY}")]

    def _name(self, path: Path) -> str:
        return unicodedata.normalize("NFC", path.relative_to(self._knowledge).as_posix())

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what the disk complains about into the sentence that a person gets."""
        try:
            yield
        except OSError as error:
            raise DataFolderBroken(words.not_kept(phrases.system_reason(error))) from error
