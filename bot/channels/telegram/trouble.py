"""What keeps the bot from Telegram: tried again with growing pauses, and said to the operator once."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.client import ServerTrouble
from bot.channels.telegram.sending import wait_of
from bot.errors import DataFolderBroken
from bot.phrases import platforms

_log = logging.getLogger(__name__)
_FIRST_SECONDS, _LONGEST_SECONDS = 1.0, 60.0
_TOKEN_SECONDS = 300.0  # a wrong token seldom mends itself; but a page of a hotel's network may look like one
_STEADY_SECONDS = 30.0  # two programs that take turns are in trouble all the time, whichever call went well
_Result = TypeVar("_Result")


class AddressRefused(Exception):
    """Telegram does not take the address that it is to bring updates to."""


class AddressNotReached(Exception):
    """Telegram has updates for us and does not get through to our address."""


class Insistence:
    """Calls that are made until they succeed."""

    def __init__(
        self, *, first: float = _FIRST_SECONDS, steady: float = _STEADY_SECONDS, through_proxy: bool = False
    ) -> None:
        self.through_proxy = through_proxy
        self._first = first
        self._steady = steady
        self._said: str | None = None
        self._well_since: float | None = None

    @property
    def trouble(self) -> str | None:
        """What keeps the bot from Telegram now; None where nothing does."""
        return self._said

    async def on(self, call: Callable[[], Awaitable[_Result]]) -> _Result:
        """The result of a call, however long it takes to get one."""
        pause = self._first
        while True:
            try:
                result = await call()
            except Exception as error:  # noqa: BLE001  nothing may end what keeps the channel going
                wait = self.failed(error)
            else:
                self.went_well()
                return result
            await asyncio.sleep(max(pause, wait))
            pause = min(2 * pause, _LONGEST_SECONDS)

    def failed(self, error: Exception) -> float:
        """Say what an error means, unless that was said last; the least seconds to wait."""
        sentence, wait = _told(error)
        if sentence == platforms.TELEGRAM_UNREACHABLE and self.through_proxy:
            sentence = platforms.TELEGRAM_PROXY_UNREACHABLE
        self._well_since = None
        if sentence != self._said:
            # The kind alone: an error's own text may hold an address, and with it the token.
            _log.error("%s (%s)", sentence, type(error).__name__)
            self._said = sentence
        return wait

    def went_well(self) -> None:
        """Say that the trouble is over, when it has been for a while."""
        now = time.monotonic()
        if self._well_since is None:
            self._well_since = now
        if self._said is not None and now - self._well_since >= self._steady:
            _log.warning("%s", platforms.TELEGRAM_WELL_AGAIN)
            self._said = None


def _told(error: Exception) -> tuple[str, float]:
    """What the operator is told, and the least seconds to wait."""
    if isinstance(error, DataFolderBroken):
        return platforms.TELEGRAM_NOT_SAVED, 0.0
    if isinstance(error, AddressRefused):
        return platforms.TELEGRAM_ADDRESS_REFUSED, 0.0
    if isinstance(error, AddressNotReached):
        return platforms.TELEGRAM_ADDRESS_NOT_REACHED, 0.0
    if isinstance(error, InvalidToken):
        return platforms.TELEGRAM_TOKEN_WRONG, _TOKEN_SECONDS
    if isinstance(error, Conflict):
        return platforms.TELEGRAM_CONFLICT, 0.0
    if isinstance(error, RetryAfter):
        return platforms.TELEGRAM_TOO_OFTEN, wait_of(error)
    if isinstance(error, (BadRequest, Forbidden, ServerTrouble)) or not isinstance(error, TelegramError):
        return platforms.TELEGRAM_IN_TROUBLE, 0.0
    return platforms.TELEGRAM_UNREACHABLE, 0.0
