"""The trash: files that were taken out of the knowledge folder or replaced there, each with the day and its place."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from bot.index.disk import sync
from bot.library.folder import Seen
from bot.library.placing import copied
from bot.model import VIETNAM

_KEY = re.compile(r"\d{4}-\d\d-\d\d/\d{6}-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Trashed:
    """A file that was taken out."""

    key: str
    file: str  # where it stood in the folder
    taken: datetime
    about: str = ""  # number and title of the document, where they were known


class Trash:
    """A folder of taken out files. What the disk does not take raises OSError."""

    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        self._folder, self._now = folder, now

    def entries(self) -> list[Trashed]:
        """What is in the trash, what was taken out last first."""
        keys = (path.relative_to(self._folder).as_posix() for path in self._folder.glob("*/*") if path.is_dir())
        found = [self.entry(key) for key in sorted(keys, reverse=True)]
        return [entry for entry in found if entry is not None]

    def entry(self, key: str) -> Trashed | None:
        """A file of the trash; None where it is not there."""
        if not _KEY.fullmatch(key):
            return None
        entry = self._folder / key
        file = next((path for path in sorted(entry.rglob("*")) if path.is_file()), None)
        if file is None:
            return None
        taken = datetime.strptime(key[:17], "%Y-%m-%d/%H%M%S").replace(tzinfo=VIETNAM)
        try:
            about = _about_file(entry).read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            about = ""  # taken out by an older version, or the disk broke off there
        return Trashed(key, file.relative_to(entry).as_posix(), taken, about)

    def file(self, entry: Trashed) -> Path:
        """Where the copy lies."""
        return self._folder / entry.key / entry.file

    def keep(self, seen: Seen, about: str) -> Trashed:
        """Put a copy of a file into the trash, with a word on what it is; it is whole when it bears its name there."""
        now = self._now().astimezone(VIETNAM)
        key = f"{now:%Y-%m-%d}/{now:%H%M%S}-{uuid4().hex[:8]}"
        entry = self._folder / key
        half = entry.with_name(f".{entry.name}.tmp")
        file = half / seen.name
        file.parent.mkdir(parents=True)
        try:
            copied(seen.path, file)
            half.replace(entry)
        except BaseException:
            shutil.rmtree(half, ignore_errors=True)
            raise
        sync(entry.parent)
        with suppress(OSError):  # the copy is what counts
            _about_file(entry).write_text(about, encoding="utf-8")
        return Trashed(key, seen.name, now.replace(microsecond=0), about)

    def forget(self, entry: Trashed) -> None:
        """Let go of a file that is back."""
        shutil.rmtree(self._folder / entry.key)
        _about_file(self._folder / entry.key).unlink(missing_ok=True)

    def half_done(self) -> list[Path]:
        """What a crash may have left."""
        return list(self._folder.glob("*/.*"))


def _about_file(entry: Path) -> Path:
    """Beside an entry of the trash: what its document is."""
    return entry.with_name(f"{entry.name}.txt")
