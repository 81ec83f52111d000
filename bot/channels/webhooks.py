"""What every webhook needs: a secret that only its platform knows, a body that is not too big, and to save first."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from starlette.requests import Request

from bot.model import Incoming

Receive = Callable[[Sequence[Incoming]], None]
MAX_BODY = 1024 * 1024  # bytes; an update is some kilobytes


def secret_of(token: str, platform: str) -> str:
    """The secret that a platform is told to show: whoever holds the token can make it, nobody else."""
    return hmac.new(
        token.encode("utf-8", "replace"), f"cadre-bot {platform} webhook".encode(), hashlib.sha256
    ).hexdigest()


async def body_of(request: Request, most: int = MAX_BODY) -> bytes | None:
    """The body; None where it is bigger than `most` bytes. Raises ClientDisconnect."""
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > most:
            return None
    return bytes(content)


class Watch(Protocol):
    """Who is told how saving goes, and tells the operator."""

    def failed(self, error: Exception) -> object:
        """It did not go."""

    def went_well(self) -> None:
        """It went."""


class Saving:
    """Saves what a webhook was brought, one after the other, on a thread of its own: an event loop must not wait."""

    def __init__(self, name: str, watch: Watch) -> None:
        self._watch = watch
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._receive: Receive | None = None

    def start(self, receive: Receive) -> None:
        """Begin; `receive` has what arrived on the disk when it returns."""
        self._receive = receive

    def stop(self) -> None:
        """Save nothing any more; what is being saved is saved."""
        self._receive = None
        self._thread.shutdown(wait=True)

    @property
    def at_work(self) -> bool:
        """Whether anything is saved now."""
        return self._receive is not None

    async def save(self, arrived: Sequence[Incoming]) -> bool:
        """Whether it is on the disk, or there is nothing to be saved."""
        return not arrived or await self.do(lambda receive: receive(arrived))

    async def do(self, work: Callable[[Receive], None], *, within: float | None = None) -> bool:
        """Whether a piece of saving is done, and done after some seconds at most where `within` says so.

        What takes longer goes on, and is known by its key when the platform brings it again.
        """
        receive = self._receive
        if receive is None:
            return False
        try:
            async with asyncio.timeout(within):
                await asyncio.shield(asyncio.wrap_future(self._thread.submit(work, receive)))
        except Exception as error:  # noqa: BLE001  a full disk, a slow one, or closing
            self._watch.failed(error)
            return False
        self._watch.went_well()
        return True
