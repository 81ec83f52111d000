"""Who answers the messages of a load, and how a load's times are told."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from bot.delivery import Finish, Handler
from bot.journal import Asker, Entry, Journal, Outcome
from bot.model import Answer, Incoming, Outgoing

THREADS = 4  # as in the product


def handler_of(journal: Journal, answer: Callable[[str], Answer]) -> Handler:
    """What the dialogue does, without its extras: an answer, and its row in the journal."""

    def handle(incoming: Incoming, late: timedelta) -> Finish:
        started = time.perf_counter()
        made = answer(incoming.text)
        asker = Asker(incoming.channel, incoming.person)
        ms = (time.perf_counter() - started) * 1e3
        outcome = Outcome(made.status.value)
        entry = Entry(datetime.now(UTC), asker, incoming.text, made.searched, outcome, ms, citations=made.citations)

        def finish(connection: Connection) -> Sequence[Outgoing]:
            number = journal.insert(connection, entry)
            return [Outgoing(made.text, made.styles, reply_to=incoming.message, question=number)]

        return finish

    return handle


def spread(values: Sequence[float]) -> str:
    """p50 / p95 in milliseconds."""
    ordered = sorted(values)
    return f"{statistics.median(ordered) * 1e3:.1f} / {ordered[int(0.95 * (len(ordered) - 1))] * 1e3:.1f} ms"
