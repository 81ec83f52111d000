"""What was done to another Official Account of the same app: one key signs for them all, our token is for one."""

from __future__ import annotations

import logging

from bot.channels.zalo_oa.tokens import Tokens
from bot.phrases import zalo_oa

_log = logging.getLogger(__name__)


class Others:
    """Counts events that are not for us. Called on one event loop; `note` may be read from anywhere."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self.count = 0  # since the start
        self._told_of: tuple[str, str] | None = None  # ours and the other one

    def is_for_another(self, oa: str | None) -> bool:
        """Whether an event is for an Official Account that is not ours; False where either is not known."""
        pair = self._tokens.pair
        ours = pair.oa if pair is not None else None
        if oa is None or ours is None or oa == ours:
            return False
        self.count += 1
        if self._told_of is None or self._told_of[0] != ours:  # after a new consent it is another matter
            _log.warning("%s", zalo_oa.for_another(oa, ours))
        self._told_of = ours, oa
        return True

    @property
    def note(self) -> str | None:
        """What admins are to know; None where there is nothing."""
        return zalo_oa.others(self.count, *self._told_of[::-1]) if self._told_of is not None else None
