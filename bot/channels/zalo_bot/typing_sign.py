"""The sign "typing" in a chat while an answer is made; one thread for all chats, so that none of them waits for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_FIRST_SECONDS = 0.5  # most answers are there sooner, and each sign is one more call
_EVERY_SECONDS = 4.0  # it is shown for about five


class TypingSign:
    """`show` shows the sign in a chat, and may take its time."""

    def __init__(
        self, show: Callable[[str], None], *, first: float = _FIRST_SECONDS, every: float = _EVERY_SECONDS
    ) -> None:
        self._show = show
        self._first = first
        self._every = every
        self._changed = threading.Condition()
        self._due: dict[object, tuple[float, str]] = {}  # a block of work → (when to show it next, chat)
        self._thread: threading.Thread | None = None
        self._closed = False

    @contextmanager
    def shown(self, chat: str) -> Iterator[None]:
        """Show it while the block runs."""
        block = object()
        with self._changed:
            self._due[block] = (time.monotonic() + self._first, chat)
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._run, name="zalo-typing", daemon=True)
                self._thread.start()
            self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self._due.pop(block, None)

    def close(self, seconds: float = 1.0) -> None:
        """Show it no more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(seconds)

    def _run(self) -> None:
        while True:
            with self._changed:
                chat = self._next()
            if chat is None:
                return
            self._show(chat)

    def _next(self) -> str | None:
        """The next chat to show it in, as soon as it is due; None where there is to be no more."""
        while not self._closed:
            block = min(self._due, key=lambda one: self._due[one][0], default=None)
            now = time.monotonic()
            if block is not None and self._due[block][0] <= now:
                chat = self._due[block][1]
                self._due[block] = (now + self._every, chat)
                return chat
            self._changed.wait(None if block is None else self._due[block][0] - now)
        return None
