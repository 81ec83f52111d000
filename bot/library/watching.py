"""Watching the knowledge folder: when something in it may have changed, and when what changes has come to rest."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from bot import phrases
from bot.library.folder import ABBREVIATION_FILE, Seen, is_document, is_register, register_in, scan

_log = logging.getLogger(__name__)
_QUIET_MS = 400  # a burst of file events is over after this long without one
_WAKE_MS = 1_000  # how often the watcher looks up when nothing happens
_SETTLED_SECONDS = 1.0  # a file is whole when nothing has moved for so long
_UNSETTLED_SECONDS = 30.0  # one that keeps growing holds the others up for so long at most
_LOOK_SECONDS = 0.25


def wakes(folder: Path, stop: threading.Event, scan_seconds: float) -> Iterator[bool]:
    """Whether anything may have changed: True when something has, False once a second when nothing was heard of.

    The first is True: what happened before events were collected is found by looking. It ends with `stop`; how often
    the folder is looked through in between (`scan_seconds`) is only said here, where no events are to be had.
    """
    from watchfiles import watch

    complaint = ""
    while not stop.is_set():
        try:
            watched, fresh = _identity(folder), True
            # No filter of watchfiles: a temporary file that never rests would keep it from timing out.
            for events in watch(
                folder,
                watch_filter=None,
                stop_event=stop,
                step=_QUIET_MS,
                debounce=_QUIET_MS * 4,
                rust_timeout=_WAKE_MS,
                yield_on_timeout=True,
                raise_interrupt=False,
                ignore_permission_denied=True,
            ):
                yield fresh or any(_matters(Path(path).name) for _, path in events)
                fresh, complaint = False, ""
                if _identity(folder) != watched:
                    break  # another folder has taken its place, and nothing more would be heard of it
        except (OSError, RuntimeError) as error:  # no folder, or no more events to be had: scans go on
            if str(error) != complaint:
                complaint = str(error)
                _log.warning("%s", phrases.folder_unwatched(str(folder), scan_seconds))
            yield False
            stop.wait(_WAKE_MS / 1_000)


def settled(folder: Path, stop: threading.Event) -> bool:
    """Wait while a file is still being written: its size or date moves between two looks. False where `stop` came."""
    before, since = _look(folder), time.monotonic()
    deadline = since + _UNSETTLED_SECONDS
    while time.monotonic() < deadline:
        if stop.wait(_LOOK_SECONDS):
            return False
        now = _look(folder)
        if now != before:
            before, since = now, time.monotonic()
        elif time.monotonic() - since >= _SETTLED_SECONDS:
            return True
    return True


def _matters(name: str) -> bool:
    return is_document(name) or is_register(name) or name == ABBREVIATION_FILE


def _look(folder: Path) -> list[Seen]:
    """The files of a folder that must have come to rest before they are read."""
    register = register_in(folder)
    return [*scan(folder), *([register] if register else [])]


def _identity(folder: Path) -> tuple[int, int]:
    stat = folder.stat()
    return stat.st_dev, stat.st_ino
