"""An event loop on a thread of its own, for a library that knows no other way; the rest of the house is synchronous."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")


class LoopClosed(Exception):
    """The loop takes no more work."""


class Loop:
    """The loop; its thread begins with the first work that is handed in."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._closed = False

    def submit(self, work: Coroutine[Any, Any, _Result]) -> Future[_Result]:
        """Run a coroutine there. Raises LoopClosed."""
        try:
            return asyncio.run_coroutine_threadsafe(work, self._running())
        except (LoopClosed, RuntimeError):
            work.close()
        raise LoopClosed

    def call(self, function: Callable[[], object]) -> None:
        """Run a function there soon; nothing happens when the loop is closed."""
        try:
            self._running().call_soon_threadsafe(function)
        except (LoopClosed, RuntimeError):
            return

    def close(self) -> None:
        """Cancel what still runs and end the thread."""
        with self._lock:
            self._closed = True
            loop, thread = self._loop, self._thread
        if loop is None or thread is None or loop.is_closed():
            return
        asyncio.run_coroutine_threadsafe(_cancel_all(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._closed:
                raise LoopClosed
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._loop.set_exception_handler(_tell)
                self._thread = threading.Thread(target=self._loop.run_forever, name=self._name, daemon=True)
                self._thread.start()
            return self._loop


async def _cancel_all() -> None:
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def _tell(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    # The kind alone: an error's own text may hold an address, and with it the token.
    _log.error("event loop: %s", type(context.get("exception")).__name__)
