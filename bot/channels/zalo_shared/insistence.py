"""What keeps the bot from a platform: tried again with growing pauses, and said to the operator once."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import TypeVar

_log = logging.getLogger(__name__)
_FIRST_SECONDS, _LONGEST_SECONDS = 1.0, 60.0
_TOO_MANY_SECONDS = 30.0
_STEADY_SECONDS = 30.0  # two programs that take turns are in trouble all the time, whichever call went well
_SAID_AFTER = 2  # failures in a row of calls: a long poll that is cut off once is nothing to speak of
_Result = TypeVar("_Result")


class Stopped(Exception):
    """The program ends."""


class Insistence:
    """Calls that are made until they succeed, unless one is beyond help or the program ends.

    What its errors mean is its platform's: `told`, `at_once`, `is_final`, `is_too_many`, `well_again`.
    """

    well_again = ""

    def __init__(
        self,
        *,
        first: float = _FIRST_SECONDS,
        longest: float = _LONGEST_SECONDS,
        too_many: float = _TOO_MANY_SECONDS,
        steady: float = _STEADY_SECONDS,
    ) -> None:
        self.stopped = threading.Event()
        self._first = first
        self._longest = longest
        self._too_many = too_many
        self._steady = steady
        self._failures = 0
        self._said: str | None = None
        self._well_since: float | None = None
        self._telling = threading.Lock()

    def told(self, error: Exception) -> str:
        """What the operator is told; "" for nothing."""
        raise NotImplementedError

    def at_once(self, error: Exception) -> bool:
        """Whether it is said the first time."""
        raise NotImplementedError

    def is_final(self, error: Exception) -> bool:
        """Whether it is of no use to try again."""
        raise NotImplementedError

    def is_too_many(self, error: Exception) -> bool:
        """Whether the platform asks for a rest."""
        raise NotImplementedError

    def on(self, call: Callable[[], _Result]) -> _Result:
        """The result of a call, however long it takes to get one. Raises what is final, and Stopped after a failure."""
        pause = self._first
        while True:
            try:
                result = call()
            except Exception as error:  # nothing else may end what keeps the channel going
                if self.is_final(error):
                    raise
                wait = self.failed(error)
            else:
                self.went_well()
                return result
            if self.stopped.wait(max(pause, wait)):
                raise Stopped
            pause = min(2 * pause, self._longest)

    def failed(self, error: Exception) -> float:
        """Say what an error means, unless that was said last; the least seconds to wait."""
        sentence = self.told(error)
        with self._telling:
            self._well_since = None
            self._failures += 1
            enough = 1 if self.at_once(error) else _SAID_AFTER
            if self._failures >= enough and sentence and sentence != self._said:
                # The kind and the code alone: an error's own text may hold anything.
                _log.error("%s (%s %s)", sentence, type(error).__name__, getattr(error, "code", None) or "")
                self._said = sentence
        return self._too_many if self.is_too_many(error) else 0.0

    def went_well(self) -> None:
        """Say that the trouble is over, when it has been for a while."""
        now = time.monotonic()
        with self._telling:
            self._failures = 0
            if self._well_since is None:
                self._well_since = now
            if self._said is not None and now - self._well_since >= self._steady:
                _log.warning("%s", self.well_again)
                self._said = None

    @property
    def trouble(self) -> str | None:
        """What the operator was told last, while it lasts."""
        return self._said
