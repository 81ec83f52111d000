"""Long work beside the pages: one piece at a time, told how far it is, and its outcome kept for whoever asks again."""

from __future__ import annotations

import logging
import threading
import traceback
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from bot.errors import CadreBotError
from bot.library.build import Progress, Report
from bot.phrases import folder as words

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Running:
    """A piece of work that is not done yet."""

    progress: Progress | None = None  # None while it waits for its turn


@dataclass(frozen=True, slots=True)
class Broken:
    """A piece of work that came to nothing, and why (a Vietnamese sentence)."""

    reason: str


class _Stopped(Exception):
    """The program ends in the middle of a piece of work."""


class Later:
    """Does pieces of work on a thread of its own, each known by a key. Safe to call from several threads."""

    def __init__(self, name: str, *, kept: int, queued: int | None = None) -> None:
        """So many outcomes are kept, and so many pieces of work wait at most (as many as are kept, if not said)."""
        self._name, self._kept, self._queued = name, kept, kept if queued is None else queued
        self._found: OrderedDict[Hashable, Any] = OrderedDict()
        self._waiting: OrderedDict[Hashable, Callable[[Report], Any]] = OrderedDict()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closed = False

    def get(self, key: Hashable, work: Callable[[Report], Any], *, wait: float = 0.0) -> Any:
        """What `work` gives, Running while it does not yet, Broken where it came to nothing; begun at the first call.

        It is waited for at most `wait` seconds.
        """
        with self._changed:
            if key not in self._found:
                if len(self._waiting) >= self._queued:
                    return Running()
                self._found[key] = Running()
                self._waiting[key] = work
                if self._thread is None:  # a daemon: reading a long scan must not hold up the end of the program
                    self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                    self._thread.start()
                self._changed.notify_all()
            if wait and key in self._waiting:  # somebody looks at its page
                self._waiting.move_to_end(key, last=False)
            self._changed.wait_for(lambda: not isinstance(self._found.get(key), Running), wait or 0)
            found = self._found.get(key, Running())
            if key in self._found:
                self._found.move_to_end(key)
            return found

    def keys(self) -> set[Hashable]:
        """The pieces of work that are known: done, running or waiting."""
        with self._changed:
            return set(self._found)

    def forget(self, key: Hashable) -> None:
        """Let go of what a piece of work has given."""
        with self._changed:
            if not isinstance(self._found.get(key), Running):
                self._found.pop(key, None)

    def close(self) -> None:
        """Begin nothing more; what runs ends when it next tells how far it is."""
        with self._changed:
            self._closed = True
            self._waiting.clear()
            self._changed.notify_all()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closed)
                if self._closed:
                    return
                key, work = self._waiting.popitem(last=False)
            try:
                found = work(lambda progress, key=key: self._told(key, progress))  # type: ignore[misc]
            except _Stopped:
                return
            except CadreBotError as error:
                found = Broken(str(error))
            except Exception as error:  # noqa: BLE001  the next piece of work must not suffer for this one
                frames = "".join(traceback.format_tb(error.__traceback__))
                _log.error("%s failed: %s\n%s", self._name, type(error).__name__, frames)
                found = Broken(words.WORK_FAILED)
            with self._changed:
                self._found[key] = found
                self._found.move_to_end(key)
                finished = [one for one, held in self._found.items() if not isinstance(held, Running)]
                for old in finished[: max(0, len(finished) - self._kept)]:
                    del self._found[old]
                self._changed.notify_all()
            del work, found  # what is let go of must not live on here until there is something else to do

    def _told(self, key: Hashable, progress: Progress) -> None:
        with self._changed:
            if self._closed:
                raise _Stopped
            self._found[key] = Running(progress)
