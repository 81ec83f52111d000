"""Scanning the folder now, one scan at a time: a second one would only wait for the first."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from bot.errors import CadreBotError
from bot.library.build import Built

_log = logging.getLogger(__name__)
Rescan = Callable[[], Built]
"""Bring the index up to date with the folder: `library.live.Live.refresh`."""


class Rescanning:
    """Scans when told to. Safe to call from several threads."""

    def __init__(self, rescan: Rescan | None) -> None:
        self._rescan = rescan
        self._lock = threading.Lock()

    @property
    def possible(self) -> bool:
        """Whether there is a way to scan."""
        return self._rescan is not None

    def now(self) -> Built | None:
        """Scan; None where a scan is running, or there is no way to. Raises CadreBotError."""
        if self._rescan is None or not self._lock.acquire(blocking=False):
            return None
        try:
            return self._rescan()
        finally:
            self._lock.release()

    def quietly(self) -> bool:
        """Scan if nobody else does; whether this has been done. What goes wrong is left to the watcher to say."""
        try:
            return self.now() is not None
        except CadreBotError as error:
            _log.warning("%s", error)
            return False
