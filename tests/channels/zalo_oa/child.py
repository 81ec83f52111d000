"""A bot on the stand-in of the Official Account, in a process of its own; it can be told at which moment to die.

Arguments: data folder, address of the stand-in, port to listen on, and "moment:n", the n-th moment of that name at
which SIGKILL comes. Ends when it is told to on its standard input, and prints how many messages may have been sent
twice.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import threading
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import uvicorn
from sqlalchemy import Connection
from starlette.applications import Starlette

from bot.channels.zalo_oa import ZaloOA
from bot.channels.zalo_oa.vault import Pair, Vault
from bot.delivery import Delivery, Finish
from bot.journal import Asker, Entry, Journal, Outcome
from bot.model import Incoming, Outgoing
from bot.settings import Settings
from tests.fakes_zalo_oa import APP, APP_SECRET, OA_SECRET

WANTED, NTH = (sys.argv[4] if len(sys.argv) > 4 else ":0").split(":")
_seen: Counter[str] = Counter()
_lock = threading.Lock()


def moment(name: str) -> None:
    """Die here if this is the moment."""
    with _lock:
        _seen[name] += 1
        if name == WANTED and _seen[name] == int(NTH):
            os.kill(os.getpid(), signal.SIGKILL)


class Wire(httpx.HTTPTransport):
    """The network, with a moment before and after each sending."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on."""
        sends = request.url.path.endswith("/message/cs")
        if sends:
            moment("sending")
        response = super().handle_request(request)
        response.read()
        if sends:
            moment("sent")
        return response


class Watched(Vault):
    """The file of the tokens, with a moment before and after it is written."""

    def keep(self, pair: Pair) -> None:
        """Have a pair on the disk."""
        moment("keeping")
        super().keep(pair)
        moment("kept")


def main() -> None:
    """Answer until there is something on the standard input."""
    folder, address = Path(sys.argv[1]), sys.argv[2]
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
        moment("arrived")
        delivery.receive(arrived)
        moment("saved")

    given = {"zalo_oa_api": address, "zalo_oa_oauth": address, "zalo_oa_app_id": APP, "data": folder}
    settings = Settings(_env_file=None, zalo_oa_app_secret=APP_SECRET, zalo_oa_secret=OA_SECRET, **given)  # type: ignore[call-arg]
    options = {"least": 0.0, "first_pause": 0.05}
    oa = ZaloOA(settings, journal, transport=Wire(), renewing=options, sending={"window_seconds": 0.05})
    oa._tokens._vault = Watched(folder, None)
    delivery = Delivery(journal, handler)
    delivery.add(oa)
    delivery.start()
    oa.start(receive)
    listening = socket.create_server(("127.0.0.1", int(sys.argv[3])))
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=oa.routes()), log_config=None))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    sys.stdin.readline()
    server.should_exit = True
    thread.join()
    oa.stop()
    delivery.close()
    oa.close()
    print(json.dumps({"maybe_twice": delivery.maybe_twice}))
    journal.close()


if __name__ == "__main__":
    main()
