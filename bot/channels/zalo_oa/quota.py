"""What the server says is left, in its answer to each message."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from typing import Any

from bot.channels.zalo_oa.trouble import Telling
from bot.phrases import zalo_oa

_REPLY = "reply"
_FREE = 8  # free messages that may follow one of a person: few are left of those with every answer
_FEW_SHARE, _FEW = 0.2, 10
_MOST_UNTIL = 40  # characters
_KIND = re.compile(r"[a-z_]{1,32}")


class Quota:
    """The last word of the server on each kind of messages. Safe to call from several threads."""

    def __init__(self, telling: Telling, *, paid: bool) -> None:
        self._telling = telling
        self._paid = paid
        self._left: dict[str, tuple[int, int | None, str]] = {}  # kind → (left, of how many, until when)
        self._working = threading.Lock()

    def seen(self, data: Mapping[str, Any]) -> None:
        """An answer to a message that was taken."""
        held = data.get("quota")
        if not isinstance(held, Mapping):
            return
        kind, remain, total = held.get("quota_type"), _number(held.get("remain")), _number(held.get("total"))
        if not isinstance(kind, str) or not _KIND.fullmatch(kind):
            return
        if kind != _REPLY and not self._paid:
            self._telling.once("charged", zalo_oa.CHARGED)
        if remain is None or (kind == _REPLY and (total or 0) <= _FREE):
            return
        until = held.get("expired_date")
        shown = until[:_MOST_UNTIL] if isinstance(until, str) and until.isprintable() else ""
        with self._working:
            self._left[kind] = (remain, total, shown)
        if remain <= (_FEW if total is None else max(_FEW, _FEW_SHARE * total)):
            self._telling.once(("quota", kind), zalo_oa.quota_ending(kind, remain, total))

    def notes(self) -> list[str]:
        """What is left, one line for each kind."""
        with self._working:
            return [zalo_oa.quota(kind, *left) for kind, left in sorted(self._left.items())]


def _number(held: Any) -> int | None:
    if isinstance(held, str) and re.fullmatch(r"\d{1,12}", held):
        held = int(held)
    return held if isinstance(held, int) and not isinstance(held, bool) and 0 <= held < 10**12 else None
