"""A bot on the stand-in of Zalo, in a process of its own; it can be told at which moment to die.

Arguments: data folder, address of the stand-in, and "moment:n", the n-th moment of that name at which SIGKILL comes.
Ends when it is told to on its standard input, and prints how many messages may have been sent twice.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from sqlalchemy import Connection

from bot.channels.zalo_bot import ZaloBot
from bot.delivery import Delivery, Finish
from bot.journal import Asker, Entry, Journal, Outcome
from bot.model import Incoming, Outgoing
from bot.settings import Settings
from tests.fakes_zalo import TOKEN

WANTED, NTH = (sys.argv[3] if len(sys.argv) > 3 else ":0").split(":")
_seen: Counter[str] = Counter()
_lock = threading.Lock()


def moment(name: str) -> None:
    """Die here if this is the moment."""
    with _lock:
        _seen[name] += 1
        if name == WANTED and _seen[name] == int(NTH):
            os.kill(os.getpid(), signal.SIGKILL)


class Wire(httpx.HTTPTransport):
    """The network, with a moment before each sending, and after it and after each update that came."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on."""
        sends = request.url.path.endswith("/sendMessage")
        if sends:
            moment("sending")
        response = super().handle_request(request)
        response.read()
        if sends:
            moment("sent")
        elif request.url.path.endswith("/getUpdates") and response.status_code == 200:
            moment("polled")
        return response


def main() -> None:
    """Answer until there is something on the standard input."""
    folder = Path(sys.argv[1])
    journal = Journal.open(folder)

    def handler(incoming: Incoming, late: timedelta) -> Finish:
        moment("handling")

        def finish(connection: Connection) -> Sequence[Outgoing]:
            asker = Asker(incoming.channel, incoming.person)
            entry = Entry(datetime.now(UTC), asker, incoming.text, incoming.text, Outcome.ANSWERED, 1.0)
            number = journal.insert(connection, entry)
            moment("finishing")
            return [Outgoing(f"đáp: {incoming.text}", question=number)]

        return finish

    def receive(arrived: Sequence[Incoming]) -> None:
        delivery.receive(arrived)
        moment("saved")

    settings = Settings(_env_file=None, zalo_bot_api=sys.argv[2], data=folder)  # type: ignore[call-arg]
    zalo = ZaloBot(TOKEN, settings, journal.store, transport=Wire(), poll_seconds=1, pause_seconds=0.01)
    delivery = Delivery(journal, handler)
    delivery.add(zalo)
    delivery.start()
    zalo.start(receive)
    sys.stdin.readline()
    zalo.stop()
    delivery.close()
    zalo.close()
    print(json.dumps({"maybe_twice": delivery.maybe_twice}))
    journal.close()


if __name__ == "__main__":
    main()
