"""What admins start and what takes minutes, reading a file or scanning the folder: few at once, questions go on."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.errors import CadreBotError
from bot.library.build import Built

AT_ONCE = 2  # of the threads that answer; the others are for questions
_log = logging.getLogger(__name__)
Rescan = Callable[[], Built]
"""Bring the index up to date with the folder: `library.live.Live.refresh`."""


class Rescanning:
    """Scans when told to, one scan at a time. Safe to call from several threads."""

    def __init__(self, rescan: Rescan | None) -> None:
        self._rescan = rescan
        self._lock = threading.Lock()
        self._free = threading.BoundedSemaphore(AT_ONCE)

    @property
    def possible(self) -> bool:
        """Whether there is a way to scan."""
        return self._rescan is not None

    def now(self) -> Built | None:
        """Scan; None where a scan or too much else is running, or there is no way to. Raises CadreBotError."""
        if self._rescan is None or not self._lock.acquire(blocking=False):
            return None
        try:
            with self.place() as free:
                return self._rescan() if free else None
        finally:
            self._lock.release()

    @contextmanager
    def place(self) -> Iterator[bool]:
        """A place among the works that take long; False where all are taken."""
        free = self._free.acquire(blocking=False)
        try:
            yield free
        finally:
            if free:
                self._free.release()

    def quietly(self) -> bool:
        """Scan if nobody else does; whether this has been done. What goes wrong is left to the watcher to say."""
        try:
            return self.now() is not None
        except CadreBotError as error:
            _log.warning("%s", error)
            return False
