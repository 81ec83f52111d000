"""What the plan allows in a month: counted by ourselves, told to admins in time, and rested from when it is refused."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from bot.errors import CadreBotError, DataFolderBroken
from bot.journal.sends import Sends
from bot.model import VIETNAM

_log = logging.getLogger(__name__)
_WARN_AT = 0.8  # of what the plan allows
_FIRST_REST, _LONGEST_REST = 60.0, 3600.0  # seconds after a refusal, doubled with each that follows
_AGAIN = timedelta(days=1)  # between two words to admins about refusals


def _now() -> datetime:
    return datetime.now(UTC)


class Words(Protocol):
    """What is said of it, by the module of phrases of a channel; `monthly` is 0 where no limit is known."""

    def month(self, moment: datetime, count: int, monthly: int) -> str:
        """How many messages were sent in a month."""

    def month_ending(self, moment: datetime, count: int, monthly: int) -> str:
        """Most of what the plan allows is sent."""

    def too_many(self, moment: datetime, count: int, monthly: int) -> str:
        """The platform takes no messages for now."""


class Allowance:
    """The messages of a month. Safe to call from several threads; `warn` tells the admins something.

    With `monthly` 0 nothing is counted; with None all is, and no limit is known.
    """

    def __init__(
        self,
        sends: Sends,
        monthly: int | None,
        warn: Callable[[str], None],
        *,
        words: Words,
        now: Callable[[], datetime] = _now,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sends = sends
        self._counts = monthly != 0
        self._monthly = monthly or 0
        self._warn = warn
        self._words = words
        self._now = now
        self._clock = clock
        self._working = threading.Lock()
        self._uncounted = 0  # messages that the disk would not take down
        self._rest_until = float("-inf")
        self._last_rest = 0.0
        self._told_at: datetime | None = None

    def rest(self) -> float:
        """The seconds in which nothing is to be sent; 0 where something may be."""
        return max(0.0, self._rest_until - self._clock())

    def taken(self, *, surely: bool = True) -> None:
        """The platform took a message, or may have."""
        with self._working:
            if surely:
                self._last_rest = 0.0
            if self._counts:
                self._count()

    def refused(self) -> float:
        """The platform takes no more for now; the seconds to rest."""
        with self._working:
            if not self.rest():  # of several that were on their way at once, one counts
                self._last_rest = min(_LONGEST_REST, max(_FIRST_REST, 2 * self._last_rest))
                self._rest_until = self._clock() + self._last_rest
                self._tell_of_refusal()
            return max(1.0, self.rest())

    def note(self) -> str | None:
        """How much of the month's allowance is used; None where nothing is counted."""
        if not self._counts:
            return None
        now = self._now()
        return self._words.month(now.astimezone(VIETNAM), self._sends.of(now).count + self._uncounted, self._monthly)

    def _count(self) -> None:
        now = self._now()
        self._uncounted += 1
        try:
            total = self._sends.add(now, self._uncounted)
            self._uncounted = 0
            if self._monthly and not total.warned and total.count >= _WARN_AT * self._monthly:
                self._tell(self._words.month_ending(now.astimezone(VIETNAM), total.count, self._monthly))
                self._sends.warned(now)
        except DataFolderBroken as error:  # the message is sent all the same
            _log.error("%s", error)

    def _tell_of_refusal(self) -> None:
        now = self._now()
        if self._told_at is not None and now - self._told_at < _AGAIN:
            return
        self._told_at = now
        try:
            count = self._sends.of(now).count if self._counts else 0
            self._tell(self._words.too_many(now.astimezone(VIETNAM), count, self._monthly))
        except DataFolderBroken as error:
            _log.error("%s", error)

    def _tell(self, sentence: str) -> None:
        _log.warning("%s", sentence)
        try:
            self._warn(sentence)
        except DataFolderBroken:
            raise
        except (CadreBotError, RuntimeError) as error:  # the program ends, say
            _log.error("admins could not be told: %s", type(error).__name__)
