"""When a person last wrote and how many messages they were sent since: a platform lets only so many follow.

A chat is known by its keyed hash alone, and forgotten once nothing may be sent to it any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from bot.journal.journal import Journal
from bot.journal.tables import windows

KEPT = timedelta(days=7)  # in which a platform lets anything follow at all


@dataclass(frozen=True, slots=True)
class Window:
    """What is known of a chat."""

    written_at: datetime
    sent: int


def expire_windows(connection: Connection, now: datetime) -> None:
    """Forget, within a transaction, those in which nothing may follow any more."""
    connection.execute(delete(windows).where(windows.c.written_at < now - KEPT))


def forget_windows(connection: Connection, channel: str, chat: str) -> None:
    """Forget, within a transaction, what is known of a chat by its keyed hash."""
    connection.execute(delete(windows).where(windows.c.channel == channel, windows.c.chat == chat))


class Windows:
    """The chats of one channel. Each call is a transaction of its own and raises DataFolderBroken."""

    def __init__(self, journal: Journal, channel: str) -> None:
        self._journal = journal
        self._channel = channel

    def wrote(self, *chats: tuple[str, datetime]) -> None:
        """People wrote, each at a moment; nothing is changed by what is older than is known."""

        def work(connection: Connection) -> None:
            for chat, moment in chats:
                self._wrote(connection, chat, moment)

        if chats:
            self._journal.store.write(work)

    def sent(self, chat: str) -> None:
        """A message was sent, or may have been."""
        more = update(windows).where(self._row(chat)).values(sent=windows.c.sent + 1)
        self._journal.store.write(lambda connection: connection.execute(more))

    def close(self, *chats: tuple[str, datetime]) -> None:
        """Nothing may follow until they write again, each after a moment; whoever did so already stays as they are."""

        def work(connection: Connection) -> None:
            for chat, moment in chats:
                connection.execute(delete(windows).where(self._row(chat), windows.c.written_at <= moment))

        if chats:
            self._journal.store.write(work)

    def of(self, chat: str) -> Window | None:
        """What is known of a chat; None where nothing may follow."""
        return self._journal.store.read(lambda connection: self._held(connection, chat))

    def _wrote(self, connection: Connection, chat: str, moment: datetime) -> None:
        held = self._held(connection, chat)
        if held is None:
            row = {"channel": self._channel, "chat": self._key(chat), "written_at": moment, "sent": 0}
            connection.execute(insert(windows).values(row))
        elif held.written_at < moment:
            connection.execute(update(windows).where(self._row(chat)).values(written_at=moment, sent=0))

    def _held(self, connection: Connection, chat: str) -> Window | None:
        row = connection.execute(select(windows.c.written_at, windows.c.sent).where(self._row(chat))).first()
        return None if row is None else Window(row.written_at, row.sent)

    def _row(self, chat: str) -> ColumnElement[bool]:
        return (windows.c.channel == self._channel) & (windows.c.chat == self._key(chat))

    def _key(self, chat: str) -> str:
        return self._journal.keyed(self._channel, chat)
