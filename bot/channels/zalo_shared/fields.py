"""Reading what Zalo delivers, lenient where facts differ. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

# Keys of deliveries are kept for 30 days; what is older than this is a replay, or has waited too long to be answered.
OLDEST = timedelta(days=7)
_ID = re.compile(r"[!-~]{1,128}")
_LONE = re.compile(r"[\ud800-\udfff]")
_MILLISECONDS_FROM = 10**11  # a moment that is bigger is in milliseconds; in seconds it would lie beyond the year 5000
_AHEAD = timedelta(days=1)  # that a clock may be wrong


class TooOld(Exception):
    """A message of a time that nothing is answered from any more."""


def name_of(held: Any) -> str | None:
    """The name of a chat, a person or a message; None for what cannot be one."""
    if isinstance(held, int) and not isinstance(held, bool) and abs(held) < 10**30:
        held = str(held)
    return held if isinstance(held, str) and _ID.fullmatch(held) else None


def words_of(held: Any) -> str:
    """Words that somebody wrote; "" where there are none."""
    return _LONE.sub("\ufffd", held).strip() if isinstance(held, str) else ""


def moment_of(held: Any, now: datetime) -> datetime:
    """When something was sent, in milliseconds or seconds; now where that cannot be."""
    if isinstance(held, str) and re.fullmatch(r"\d{1,15}", held):
        held = int(held)
    if not isinstance(held, (int, float)) or isinstance(held, bool) or not 0 < held < 10**14:
        return now
    moment = datetime.fromtimestamp(held / 1000 if held >= _MILLISECONDS_FROM else held, UTC)
    return now if moment > now + _AHEAD else moment
