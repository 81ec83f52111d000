"""Files that somebody has sent and not decided about yet: each in a folder of its own, for a day."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from uuid import uuid4

from bot import phrases
from bot.errors import UnreadableFile
from bot.library.file_names import cleaned, named_by_content
from bot.library.folder import is_document
from bot.library.placing import written
from bot.library.reading import SUFFIXES
from bot.model import VIETNAM

_KEPT = timedelta(hours=24)  # a file that nobody has said yes to is dropped
_KEY = re.compile(r"[0-9a-f]{16}")
_COMING = ".new"  # behind the key of a file that is not whole yet, or that its sender waits to have read


@dataclass(frozen=True, slots=True)
class Held:
    """A file that somebody has sent and not decided about yet."""

    key: str
    file: str  # the name that it will have
    since: datetime


class HeldFiles:
    """A folder of sent files; what a crash has left half sent, or unread by its sender, goes when it is opened.

    What the disk does not take raises OSError.
    """

    def __init__(self, folder: Path, now: Callable[[], datetime], others: Callable[[], Iterable[Path]]) -> None:
        """`others` are files elsewhere that a crash may have left; they go when they are as old as files held here."""
        self._folder, self._now, self._others = folder, now, others
        for left in folder.glob(f"*{_COMING}"):
            shutil.rmtree(left, ignore_errors=True)

    @contextmanager
    def coming(self, name: str, content: BinaryIO) -> Iterator[tuple[str, Path]]:
        """A new file under a name that nobody asks by; held under its key once the block has ended well."""
        key, name = uuid4().hex[:16], cleaned(name)
        if not is_document(name):
            raise UnreadableFile(phrases.file_unsupported(PurePosixPath(name).suffix, sorted(SUFFIXES)))
        self.tidy()
        file = self._folder / f"{key}{_COMING}" / name
        file.parent.mkdir(parents=True)
        try:
            written(file, content)
            file = named_by_content(file)
            yield key, file
            file.parent.rename(self._folder / key)
        except BaseException:
            shutil.rmtree(file.parent, ignore_errors=True)
            raise

    def all(self) -> list[Held]:
        """The files that wait for a word, the latest first."""
        self.tidy()
        folders = [folder for folder in self._folder.glob("*") if _KEY.fullmatch(folder.name)]
        found = [_held(file) for folder in folders for file in list(folder.glob("*"))[:1]]
        return sorted(found, key=lambda one: (one.since, one.key), reverse=True)

    def get(self, key: str) -> Held:
        """A file that waits for a word. Raises LookupError."""
        return _held(self.waiting(key))

    def waiting(self, key: str) -> Path:
        """Where it lies. Raises LookupError."""
        file = next(iter((self._folder / key).glob("*")) if _KEY.fullmatch(key) else iter(()), None)
        if file is None:
            raise LookupError(key)
        return file

    def put_or_not(self, key: str) -> Path:
        """A file that was looked at, put or not; where it was not, its folder bears the key. Raises LookupError."""
        if _KEY.fullmatch(key):
            self.tidy()
            for folder in (self._folder / key, self._done(key)):
                for file in folder.glob("*"):
                    return file
        raise LookupError(key)

    def was_put(self, key: str) -> None:
        """A file has its place in the folder now."""
        (self._folder / key).rename(self._done(key))

    def tidy(self) -> None:
        """Drop what nobody has said yes to, and what a crash has left: here and in `others`."""
        before = (self._now() - _KEPT).timestamp()
        for path in [*self._folder.glob("*"), *self._others()]:
            try:
                old = path.stat().st_mtime < before
            except FileNotFoundError:
                continue  # another thread was faster
            if old and path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            elif old:
                path.unlink(missing_ok=True)

    def _done(self, key: str) -> Path:
        """Where a file is held once it was put, so that the same yes said twice is one."""
        return self._folder / f"{key}.put"


def _held(file: Path) -> Held:
    since = datetime.fromtimestamp(file.parent.stat().st_mtime, VIETNAM)
    return Held(file.parent.name, file.name, since.replace(microsecond=0))
