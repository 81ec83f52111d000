"""A channel that ends in this process, messages to put in, and how to wait for what threads do."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.sql import FromClause

from bot.delivery import Finish
from bot.journal import Journal
from bot.model import Incoming, IncomingKind, Outgoing

SENT_AT = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
_deliveries = count(1)


def incoming(text: str = "câu hỏi", **changes: Any) -> Incoming:
    """A plausible message, with a delivery key of its own."""
    number = next(_deliveries)
    held: dict[str, Any] = {
        "channel": "loop",
        "delivery": f"giao-{number}",
        "chat": "phong-1",
        "person": "nguoi-1",
        "kind": IncomingKind.TEXT,
        "sent_at": SENT_AT,
        "text": text,
        "message": f"tin-{number}",
    }
    return Incoming(**{**held, **changes})


class Loop:
    """A channel that keeps what it is sent, and fails when told to."""

    def __init__(self, name: str = "loop", *, limit: int = 4096, buttons: bool = True) -> None:
        self.name, self.limit, self.buttons = name, limit, buttons
        self.sent: list[tuple[str, Outgoing]] = []
        self.tried: list[tuple[str, Outgoing]] = []
        self.failing: deque[Exception] = deque()  # for the next sendings
        self.hurdle: Callable[[str, Outgoing], None] = lambda chat, outgoing: None
        self.at_work: list[str] = []
        self._lock = threading.Lock()
        self._busy: set[str] = set()
        self.overlaps = 0  # two sendings at once to one chat

    def send(self, chat: str, outgoing: Outgoing) -> str:
        """Keep a message and name it."""
        with self._lock:
            self.overlaps += chat in self._busy
            self._busy.add(chat)
            self.tried.append((chat, outgoing))
            failure = self.failing.popleft() if self.failing else None
        try:
            if failure is not None:
                raise failure
            self.hurdle(chat, outgoing)
            with self._lock:
                self.sent.append((chat, outgoing))
                return f"gui-{len(self.sent)}"
        finally:
            with self._lock:
                self._busy.discard(chat)

    @contextmanager
    def working(self, chat: str) -> Iterator[None]:
        """Note that it was shown."""
        self.at_work.append(chat)
        yield

    def texts(self, chat: str | None = None) -> list[str]:
        """The words sent, to one chat or to all."""
        return [outgoing.text for to, outgoing in list(self.sent) if chat in (None, to)]


def echo(incoming: Incoming, late: timedelta) -> Finish:
    """A handler that says what it was told."""
    return lambda connection: [Outgoing(f"Trả lời {incoming.text}", reply_to=incoming.message)]


def eventually(happened: Callable[[], Any], seconds: float = 30.0) -> None:
    """Wait for what another thread is about to do; the time is only a guard against waiting for ever."""
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.005)


def rows(journal: Journal, table: FromClause, *where: Any) -> list[Any]:
    """The rows of a table."""
    return journal.store.read(lambda connection: list(connection.execute(select(table).where(*where))))


def number_of(journal: Journal, table: FromClause, *where: Any) -> int:
    """How many rows a table has."""

    def work(connection: Connection) -> int:
        return int(connection.execute(select(func.count()).select_from(table).where(*where)).scalar_one())

    return journal.store.read(work)
