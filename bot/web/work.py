"""Work that blocks goes to a few threads; what the queue cannot take is turned away at once, not kept waiting."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from starlette.exceptions import HTTPException

from bot import phrases

_RETRY_AFTER_SECONDS = "3"
_Result = TypeVar("_Result")


class Work:
    """`threads` pieces of work at a time and `waiting` behind them; more than that answers 503."""

    def __init__(self, name: str, *, threads: int, waiting: int) -> None:
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix=name)
        self._room = threads + waiting
        self._lock = threading.Lock()

    async def run(self, work: Callable[[], _Result]) -> _Result:
        """Run `work` on one of the threads. Raises HTTPException 503 when the queue is full."""
        with self._lock:
            if self._room == 0:
                raise HTTPException(503, phrases.WEB_BUSY, {"Retry-After": _RETRY_AFTER_SECONDS})
            self._room -= 1
        # The place is free again when the thread is done, not when the person has gone away.
        future = self._pool.submit(work)
        future.add_done_callback(self._done)
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """Finish what runs; drop what waits."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _done(self, _: Future[_Result]) -> None:
        with self._lock:
            self._room += 1
