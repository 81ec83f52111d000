"""A bot of its own process over a platform on this computer; it can be told at which moment to die.

Arguments: data folder, port of the platform, and "moment:n", the n-th moment of that name at which SIGKILL comes. Ends
when all is answered and sent, and prints how many messages may have been sent twice.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
from sqlalchemy import Connection, func, select

from bot.delivery import Delivery, Finish
from bot.errors import SendLater, SendUnknown
from bot.journal import Asker, Entry, Journal, Outcome, Store
from bot.journal.pseudonym import load_key
from bot.journal.tables import outbox, sent
from bot.model import Incoming, IncomingKind, Outgoing

_Result = TypeVar("_Result")
WANTED, NTH = (sys.argv[3] if len(sys.argv) > 3 else ":0").split(":")
_seen: Counter[str] = Counter()
_lock = threading.Lock()


def moment(name: str) -> None:
    """Die here if this is the moment."""
    with _lock:
        _seen[name] += 1
        if name == WANTED and _seen[name] == int(NTH):
            os.kill(os.getpid(), signal.SIGKILL)


class DyingStore(Store):
    """The store, with a moment after each of its transactions, told by what is in the file."""

    def write(self, work: Callable[[Connection], _Result]) -> _Result:
        """Run `work` as one transaction."""
        result = super().write(work)
        if WANTED == "answered" and self.read(lambda c: c.execute(select(outbox).filter_by(status="waiting")).first()):
            moment("answered")
        if WANTED == "recorded":
            recorded = self.read(lambda c: c.execute(select(func.count()).select_from(sent)).scalar_one())
            if recorded > _seen["recorded"]:
                moment("recorded")
        return result


class Http:
    """The channel."""

    name, limit, buttons = "http", 120, True

    def __init__(self, client: httpx.Client) -> None:
        self.client = client

    def send(self, chat: str, outgoing: Outgoing) -> str:
        """Post a message."""
        moment("sending")
        words = {"chat": chat, "text": outgoing.text}
        try:
            answer = self.client.post("/send", json=words)
        except httpx.ConnectError as error:
            raise SendLater("no connection") from error
        except httpx.TransportError as error:
            raise SendUnknown("no answer", seconds=0.01) from error
        moment("sent")
        return str(answer.json()["message"])

    def working(self, chat: str) -> Any:
        """Nothing to show."""
        return nullcontext()


def main() -> None:
    """Fetch, answer, send, until nothing is left."""
    folder = Path(sys.argv[1])
    store = DyingStore.open(folder)
    journal = Journal(store, load_key(folder))

    def handler(incoming: Incoming, late: timedelta) -> Finish:
        moment("handling")

        def finish(connection: Connection) -> Sequence[Outgoing]:
            asker = Asker(incoming.channel, incoming.person)
            entry = Entry(datetime.now(UTC), asker, incoming.text, incoming.text, Outcome.ANSWERED, 1.0)
            number = journal.insert(connection, entry)
            text = "\n".join(f"{incoming.text}, phần {part}: {'chữ ' * 18}." for part in (1, 2))
            moment("finishing")
            return [Outgoing(text, question=number)]

        return finish

    with httpx.Client(base_url=f"http://127.0.0.1:{sys.argv[2]}", trust_env=False) as client:
        delivery = Delivery(journal, handler)
        delivery.add(Http(client))
        delivery.start()
        acknowledged = 0
        while True:
            updates = client.get("/updates", params={"after": acknowledged}).json()
            if updates:
                moment("received")
            delivery.receive(
                [
                    Incoming(
                        "http",
                        str(one["id"]),
                        one["chat"],
                        one["chat"],
                        IncomingKind.TEXT,
                        datetime.now(UTC),
                        one["text"],
                    )
                    for one in updates
                ]
            )
            if updates:
                moment("saved")
                acknowledged = updates[-1]["id"]
            elif not delivery.waiting() and not store.read(lambda c: c.execute(select(outbox)).first()):
                break
            time.sleep(0.01)
        delivery.close()
        print(json.dumps({"maybe_twice": delivery.maybe_twice}))
    journal.close()


if __name__ == "__main__":
    main()
