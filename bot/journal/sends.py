"""How many messages a platform took in a month: kept on the disk, since its plan counts them across our restarts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, insert, select, update

from bot.journal.store import Store
from bot.journal.tables import sends
from bot.model import VIETNAM


@dataclass(frozen=True, slots=True)
class Total:
    """What a channel sent in a month."""

    count: int
    warned: bool  # admins were told that the month's allowance comes to its end


def month_of(moment: datetime) -> str:
    """The month of Vietnam's calendar that a moment lies in: "2026-11"."""
    return moment.astimezone(VIETNAM).strftime("%Y-%m")


class Sends:
    """The counts of one channel. Each call is a transaction of its own and raises DataFolderBroken."""

    def __init__(self, store: Store, channel: str) -> None:
        self._store = store
        self._channel = channel

    def add(self, moment: datetime, number: int = 1) -> Total:
        """Count messages that were sent at a moment; what its month has come to."""
        month = month_of(moment)

        def work(connection: Connection) -> Total:
            held = self._held(connection, month)
            if held is None:
                connection.execute(insert(sends).values(channel=self._channel, month=month, count=number))
                return Total(number, warned=False)
            count = held.count + number
            connection.execute(update(sends).where(self._row(month)).values(count=count))
            return Total(count, held.warned)

        return self._store.write(work)

    def of(self, moment: datetime) -> Total:
        """What was sent in the month of a moment."""
        return self._store.read(lambda connection: self._held(connection, month_of(moment))) or Total(0, warned=False)

    def warned(self, moment: datetime) -> None:
        """Admins were told, at a moment, of its month."""
        row = self._row(month_of(moment))
        self._store.write(lambda connection: connection.execute(update(sends).where(row).values(warned_at=moment)))

    def _held(self, connection: Connection, month: str) -> Total | None:
        found = connection.execute(select(sends.c["count"], sends.c.warned_at).where(self._row(month))).first()
        return None if found is None else Total(int(found[0]), warned=found[1] is not None)

    def _row(self, month: str) -> ColumnElement[bool]:
        return (sends.c.channel == self._channel) & (sends.c.month == month)
