"""A bot in a process of its own that dies of kill -9 at a named moment of a question's life.

python -m tests.channels.child ADDRESS FOLDER MOMENT
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection

from bot.channels.telegram import Telegram
from bot.channels.telegram.trouble import Insistence
from bot.delivery import Delivery, Finish
from bot.journal import Journal
from bot.model import Incoming, Outgoing
from bot.settings import Settings
from tests.channels.conftest import no_file
from tests.fakes_telegram import TOKEN

MOMENTS = ("arrived", "saved", "handled", "answered", "sending", "sent")


def die_at(moment: str) -> None:
    """Die, if this is the moment."""
    if sys.argv[3] == moment:
        os.kill(os.getpid(), signal.SIGKILL)


class Mortal(Telegram):
    """A channel that may die around a call."""

    def send(self, chat: str, outgoing: Outgoing) -> str:
        """Send one message."""
        if sys.argv[3] == "answered":
            time.sleep(60)  # all is answered before anything is sent
        die_at("sending")
        made = super().send(chat, outgoing)
        die_at("sent")
        return made


def handle(incoming: Incoming, late: timedelta) -> Finish:
    """The words back."""
    time.sleep(0.02)
    die_at("handled")

    def finish(connection: Connection) -> Sequence[Outgoing]:
        return [Outgoing(f"đáp: {incoming.text}", reply_to=incoming.message)]

    return finish


def main(address: str, folder: Path) -> None:
    """Work until killed."""
    settings = Settings(_env_file=None, telegram_api=address, telegram_timeout=5.0)  # type: ignore[call-arg]
    journal = Journal.open(folder)
    telegram = Mortal(TOKEN, settings, original=no_file, poll_seconds=2, insistence=Insistence(first=0.05))
    delivery = Delivery(journal, handle)
    delivery.add(telegram)

    def receive(arrived: Sequence[Incoming]) -> None:
        die_at("arrived")
        delivery.receive(arrived)
        die_at("saved")

    delivery.start()
    telegram.start(receive)
    while True:
        if delivery.waiting() == 0 and journal.store.read(_rows):
            die_at("answered")
        time.sleep(0.001)


def _rows(connection: Connection) -> int:
    return int(connection.exec_driver_sql("SELECT count(*) FROM outbox").scalar_one())


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
