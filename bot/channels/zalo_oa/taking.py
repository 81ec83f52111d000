"""Taking in what webhooks bring: many at once in one go, since each must be on the disk within two seconds."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from bot.channels.webhooks import Receive, Saving
from bot.channels.zalo_oa.reading import Brought
from bot.journal.windows import Windows


@dataclass(slots=True, eq=False)
class _Waiting:
    brought: Brought
    settled: bool = False
    error: Exception | None = None


class Taking:
    """Saves events and when their people wrote. Called on an event loop; what is saved is saved on one thread."""

    def __init__(self, saving: Saving, windows: Windows) -> None:
        self._saving = saving
        self._windows = windows
        self._waiting: list[_Waiting] = []
        self._adding = threading.Lock()

    async def take(self, brought: Brought, *, within: float) -> bool:
        """Whether an event is on the disk, after some seconds at most."""
        if not self._saving.at_work:
            return False
        mine = _Waiting(brought)
        with self._adding:
            self._waiting.append(mine)

        def work(receive: Receive) -> None:
            if not mine.settled:
                self._save_all(receive)
            if mine.error is not None:
                raise mine.error

        return await self._saving.do(work, within=within)

    def _save_all(self, receive: Receive) -> None:
        """Save all that waits; on the one thread that saves."""
        with self._adding:
            held, self._waiting = self._waiting, []
        error: Exception | None = None
        try:
            # First: an answer may be ready before anybody could note that its reader wrote.
            self._windows.wrote(*(one.brought.wrote for one in held if one.brought.wrote is not None))
            self._windows.close(*(one.brought.left for one in held if one.brought.left is not None))
            receive([one.brought.incoming for one in held if one.brought.incoming is not None])
        except Exception as caught:  # noqa: BLE001  each of them is told
            error = caught
        for one in held:
            one.error, one.settled = error, True
