"""The inbox: what arrived. Functions of a transaction, and nothing else knows this table."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from bot.delivery.stored import Stage, incoming_from_json, incoming_to_json, with_words
from bot.journal.tables import inbox, outbox
from bot.model import Incoming, IncomingKind

_ERASED = {"chat": None, "message": None, "content": None}


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message that waits for its answer."""

    id: int
    channel: str
    chat: str
    content: str  # as stored: by it an edit that comes meanwhile is noticed
    incoming: Incoming
    received_at: datetime


def add(connection: Connection, incoming: Incoming, key: str, now: datetime) -> int | None:
    """Save a message under the key of its delivery and return its number; None where the key is known."""
    known = select(inbox.c.id).where(inbox.c.channel == incoming.channel, inbox.c.delivery == key)
    if connection.execute(known).first() is not None:
        return None
    row = {
        "channel": incoming.channel,
        "delivery": key,
        "received_at": now,
        "status": Stage.RECEIVED.value,
        "chat": incoming.chat,
        "message": incoming.message,
        "content": incoming_to_json(incoming),
    }
    result = connection.execute(insert(inbox).values(row))
    assert result.inserted_primary_key is not None  # the table numbers its rows
    return int(result.inserted_primary_key[0])


def edit(connection: Connection, edited: Incoming) -> None:
    """Give a message that is not answered yet the words that its sender has changed it to."""
    if edited.message is None:
        return
    found = connection.execute(
        select(inbox.c.id, inbox.c.content).where(
            inbox.c.channel == edited.channel,
            inbox.c.chat == edited.chat,
            inbox.c.message == edited.message,
            inbox.c.status == Stage.RECEIVED.value,
        )
    ).all()
    for row in found:
        held = incoming_from_json(row.content)
        # A press and an edit name a message too, but are none.
        if held.kind not in (IncomingKind.PRESS, IncomingKind.EDIT):
            content = incoming_to_json(with_words(held, edited.text))
            connection.execute(update(inbox).where(inbox.c.id == row.id).values(content=content))


def get(connection: Connection, number: int) -> Arrived | None:
    """A message that waits for its answer; None where there is none of that number any more.

    Raises ValueError where it cannot be read back.
    """
    row = connection.execute(select(inbox).where(inbox.c.id == number, inbox.c.status == Stage.RECEIVED.value)).first()
    if row is None or row.chat is None:
        return None
    # The chat may have moved since.
    incoming = replace(incoming_from_json(row.content), chat=row.chat)
    return Arrived(row.id, row.channel, row.chat, row.content, incoming, row.received_at)


def chat_if_same(connection: Connection, arrived: Arrived) -> str | None:
    """The chat of a message, if it still waits and still has the words that it was answered by."""
    still = (inbox.c.id == arrived.id, inbox.c.status == Stage.RECEIVED.value, inbox.c.content == arrived.content)
    return connection.execute(select(inbox.c.chat).where(*still)).scalar()


def finish(connection: Connection, number: int, stage: Stage) -> None:
    """Say that a message has been answered, or never will be."""
    connection.execute(update(inbox).where(inbox.c.id == number).values(status=stage.value))
    settle(connection, number)


def settle(connection: Connection, number: int | None) -> None:
    """Erase all but the key of a message that was answered, once nothing of its answer is left to send."""
    if number is None:
        return
    left = select(outbox.c.id).where(outbox.c.inbox_id == number)
    if connection.execute(left).first() is None:
        answered = (inbox.c.id == number) & (inbox.c.status != Stage.RECEIVED.value)
        connection.execute(update(inbox).where(answered).values(_ERASED))


def waiting(connection: Connection, channels: Collection[str]) -> int:
    """How many messages of some channels are not answered yet."""
    counted = select(func.count()).select_from(inbox)
    of_them = (inbox.c.status == Stage.RECEIVED.value, inbox.c.channel.in_(channels))
    return int(connection.execute(counted.where(*of_them)).scalar_one())


def waiting_in(connection: Connection, channel: str, chat: str) -> int:
    """How many messages of one chat are not answered yet."""
    of_it = (inbox.c.status == Stage.RECEIVED.value, inbox.c.channel == channel, inbox.c.chat == chat)
    return int(connection.execute(select(func.count()).select_from(inbox).where(*of_it)).scalar_one())


def left(connection: Connection, channels: Collection[str]) -> list[tuple[str, int, str]]:
    """(channel, number, chat) of the messages of some channels that wait for an answer, in order."""
    rows = connection.execute(
        select(inbox.c.channel, inbox.c.id, inbox.c.chat)
        .where(inbox.c.channel.in_(channels), inbox.c.status == Stage.RECEIVED.value, inbox.c.chat.is_not(None))
        .order_by(inbox.c.id)
    )
    return [(row.channel, row.id, row.chat) for row in rows]


def rename(connection: Connection, channel: str, old: str, new: str) -> None:
    """A chat has another name from now on."""
    connection.execute(update(inbox).where(inbox.c.channel == channel, inbox.c.chat == old).values(chat=new))


def prune(connection: Connection, before: datetime) -> None:
    """Forget what came before a moment, keys and all."""
    connection.execute(delete(inbox).where(inbox.c.received_at < before))
