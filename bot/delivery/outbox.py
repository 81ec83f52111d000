"""The outbox: what is to be sent. Functions of a transaction, and nothing else knows these tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from bot.delivery import inbox
from bot.delivery.stored import Posting, outgoing_from_json, outgoing_to_json
from bot.journal.tables import inactive_chats, outbox, questions, sent
from bot.model import Outgoing


@dataclass(frozen=True, slots=True)
class Posted:
    """A message to be sent, and how it has gone so far."""

    id: int
    chat: str
    attempts: int  # that failed
    not_before: datetime | None
    begun: bool  # it was handed to the platform before, and nobody knows how that went
    made_at: datetime
    outgoing: Outgoing


def add(
    connection: Connection,
    channel: str,
    chat: str,
    outgoing: Sequence[Outgoing],
    now: datetime,
    *,
    inbox_id: int | None = None,
) -> list[int]:
    """Take in the pieces of an answer, in order, and return their numbers."""
    made = []
    for one in outgoing:
        row = {
            "inbox_id": inbox_id,
            "channel": channel,
            "status": Posting.WAITING.value,
            "attempts": 0,
            "chat": chat,
            "content": outgoing_to_json(one, now),
        }
        result = connection.execute(insert(outbox).values(row))
        assert result.inserted_primary_key is not None  # the table numbers its rows
        made.append(int(result.inserted_primary_key[0]))
    return made


def get(connection: Connection, number: int) -> Posted | None:
    """A message to be sent; None where there is none of that number any more.

    Raises ValueError where it cannot be read back.
    """
    row = connection.execute(select(outbox).where(outbox.c.id == number)).first()
    if row is None:
        return None
    outgoing, made_at = outgoing_from_json(row.content)
    begun = row.status == Posting.SENDING.value
    return Posted(row.id, row.chat, row.attempts, row.not_before, begun, made_at, outgoing)


def sending(connection: Connection, number: int) -> None:
    """Say that a message is about to be handed to its platform."""
    connection.execute(update(outbox).where(outbox.c.id == number).values(status=Posting.SENDING.value))


def again(connection: Connection, posted: Posted, *, not_before: datetime | None = None) -> None:
    """Put a message back that its platform did not take, as it is now."""
    values = {
        "status": Posting.WAITING.value,
        "attempts": posted.attempts + 1,
        "not_before": not_before,
        "content": outgoing_to_json(posted.outgoing, posted.made_at),
    }
    connection.execute(update(outbox).where(outbox.c.id == posted.id).values(values))


def record(connection: Connection, posted: Posted, channel: str, place: str | None, now: datetime) -> None:
    """A message was sent, and stands at a place."""
    if place is not None:
        here = (sent.c.channel == channel) & (sent.c.place == place)
        connection.execute(delete(sent).where(here))
        # The question may have been erased meanwhile.
        question = select(questions.c.id).where(questions.c.id == posted.outgoing.question).scalar_subquery()
        connection.execute(insert(sent).values(channel=channel, place=place, question_id=question, sent_at=now))
    drop(connection, posted.id)


def drop(connection: Connection, number: int) -> None:
    """A message is not to be sent any more; what it answers is erased with the last of its answer."""
    inbox_id = connection.execute(select(outbox.c.inbox_id).where(outbox.c.id == number)).scalar()
    connection.execute(delete(outbox).where(outbox.c.id == number))
    inbox.settle(connection, inbox_id)


def left(connection: Connection, channel: str) -> tuple[list[tuple[int, str, bool]], int]:
    """What an earlier run left: (number, chat, whether it is an answer) of what is to be sent, in order.

    And how many of these may have been sent.
    """
    of_channel = outbox.c.channel == channel
    begun = of_channel & (outbox.c.status == Posting.SENDING.value)
    values = {"status": Posting.WAITING.value, "attempts": outbox.c.attempts + 1}
    uncertain = connection.execute(update(outbox).where(begun).values(values)).rowcount
    columns = (outbox.c.id, outbox.c.chat, outbox.c.inbox_id)
    rows = connection.execute(select(*columns).where(of_channel).order_by(outbox.c.id))
    return [(row.id, row.chat, row.inbox_id is not None) for row in rows], uncertain


def rename(connection: Connection, channel: str, old: str, new: str) -> None:
    """A chat has another name from now on."""
    connection.execute(update(outbox).where(outbox.c.channel == channel, outbox.c.chat == old).values(chat=new))


def close_chat(connection: Connection, channel: str, chat: str, key: str, now: datetime) -> int:
    """Nothing can be sent to a chat any more: drop what was to be, and return how much; remember it by its key."""
    of_chat = (outbox.c.channel == channel) & (outbox.c.chat == chat)
    rows = connection.execute(select(outbox.c.id, outbox.c.inbox_id).where(of_chat)).all()
    connection.execute(delete(outbox).where(of_chat))
    for inbox_id in {row.inbox_id for row in rows}:
        inbox.settle(connection, inbox_id)
    open_chat(connection, channel, key)
    connection.execute(insert(inactive_chats).values(channel=channel, chat=key, since=now))
    return len(rows)


def open_chat(connection: Connection, channel: str, key: str) -> None:
    """Somebody wrote from a chat: it can be written to."""
    this = (inactive_chats.c.channel == channel) & (inactive_chats.c.chat == key)
    connection.execute(delete(inactive_chats).where(this))


def is_closed(connection: Connection, channel: str, key: str) -> bool:
    """Whether nothing can be sent to a chat."""
    this = (inactive_chats.c.channel == channel) & (inactive_chats.c.chat == key)
    return connection.execute(select(inactive_chats.c.chat).where(this)).first() is not None


def prune(connection: Connection, before: datetime) -> None:
    """Forget where messages stand that were sent before a moment, and what was to be sent since before it."""
    connection.execute(delete(sent).where(sent.c.sent_at < before))
    for row in connection.execute(select(outbox.c.id, outbox.c.content)).all():
        try:
            old = outgoing_from_json(row.content)[1] < before
        except ValueError:
            old = True
        if old:
            drop(connection, row.id)
