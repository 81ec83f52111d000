"""What keeps the bot from the Official Account: said to the operator once, to admins once a day."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from bot.channels.zalo_oa.client import PairLost
from bot.channels.zalo_shared import insistence
from bot.channels.zalo_shared.exchange import AnswerLost, Refusal, Unreachable
from bot.errors import CadreBotError, DataFolderBroken
from bot.phrases import zalo_oa

_log = logging.getLogger(__name__)
_AGAIN_SECONDS = 24 * 3600.0
_UNTOLD_SECONDS = 60.0  # the same where nobody could be told


class Renewals(insistence.Insistence):
    """How renewing the tokens goes."""

    well_again = zalo_oa.WELL_AGAIN

    def told(self, error: Exception) -> str:
        """What the operator is told."""
        if isinstance(error, PairLost):
            return ""  # said where it is noticed, and for as long as it lasts
        if isinstance(error, DataFolderBroken):
            return zalo_oa.TOKENS_NOT_KEPT
        if isinstance(error, Refusal):
            return zalo_oa.refresh_refused(error.code or 0)
        return zalo_oa.UNREACHABLE if isinstance(error, (Unreachable, AnswerLost)) else zalo_oa.IN_TROUBLE

    def at_once(self, error: Exception) -> bool:
        """Whether it is said the first time."""
        return isinstance(error, (DataFolderBroken, Refusal))

    def is_final(self, error: Exception) -> bool:
        """Nothing is."""
        return False

    def is_too_many(self, error: Exception) -> bool:
        """Nothing is."""
        return False


class Savings(Renewals):
    """How saving what was brought goes."""

    def told(self, error: Exception) -> str:
        """What the operator is told."""
        return zalo_oa.NOT_SAVED

    def at_once(self, error: Exception) -> bool:
        """Whether it is said the first time: a disk that is slow once is nothing to speak of."""
        return not isinstance(error, TimeoutError)


class Telling:
    """Tells admins what they can do something about, each thing once a day. Safe to call from several threads."""

    def __init__(self, warn: Callable[[str], None], *, clock: Callable[[], float] = time.monotonic) -> None:
        self._warn = warn
        self._clock = clock
        self._told: dict[object, float] = {}
        self._working = threading.Lock()

    def once(self, what: object, sentence: str) -> None:
        """Tell of something, unless that was done within a day."""
        now = self._clock()
        with self._working:
            before = self._told.get(what)
            if before is not None and now - before < _AGAIN_SECONDS:
                return
            self._told[what] = now
        _log.error("%s", sentence)
        try:
            self._warn(sentence)
        except (CadreBotError, RuntimeError) as error:  # a full disk; the program ends
            _log.error("admins could not be told: %s", type(error).__name__)
            with self._working:
                self._told[what] = now - _AGAIN_SECONDS + _UNTOLD_SECONDS

    def over(self, what: object) -> None:
        """It is mended: should it come again, it is told again."""
        with self._working:
            self._told.pop(what, None)
