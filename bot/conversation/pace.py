"""How often somebody may do something: so many times in so many seconds, counted for each person."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from datetime import datetime, timedelta

_PEOPLE = 10_000  # that are remembered


class Pace:
    """Counts what people do. Safe to call from several threads."""

    def __init__(self, most: int, seconds: float) -> None:
        self.most = most
        self._within = timedelta(seconds=seconds)
        self._done: OrderedDict[str, list[datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def has_done(self, who: str) -> bool:
        """Whether somebody has done it at all, as far as is remembered."""
        with self._lock:
            return bool(self._done.get(who))

    def wait(self, who: str, at: datetime, *, count: bool = True) -> int:
        """Whole seconds until somebody may do it; 0 when they may now, and then it is counted unless told otherwise.

        `at` is when they did it, which for messages is when they sent them: what has waited for us is no haste.
        """
        with self._lock:
            recent = [moment for moment in self._done.get(who, []) if abs(at - moment) < self._within]
            if len(recent) >= self.most:
                return max(1, math.ceil((min(recent) + self._within - at).total_seconds()))
            if count:
                recent.append(at)
            self._done[who] = recent
            self._done.move_to_end(who)
            if len(self._done) > _PEOPLE:
                self._done.popitem(last=False)
            return 0
