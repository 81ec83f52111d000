"""Messages on their way, and what is remembered of the chats that they go through."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from bot.journal.tables.columns import METADATA, UtcDateTime

# What arrived, saved before the platform is told so. When its answer is delivered, chat, message and content are erased
# and the delivery key stays, so that a second delivery of it is known.
inbox = Table(
    "inbox",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("delivery", Text, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("status", Text, nullable=False),  # delivery.Stage
    Column("chat", Text),
    Column("message", Text),
    Column("content", Text),  # the rest of model.Incoming, as JSON
    UniqueConstraint("channel", "delivery"),
    Index(None, "status"),
    sqlite_autoincrement=True,
)

# What is to be sent; a row goes when it is sent.
outbox = Table(
    "outbox",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("inbox_id", Integer, ForeignKey("inbox.id", ondelete="SET NULL")),
    Column("channel", Text, nullable=False),
    Column("status", Text, nullable=False),  # waiting | sending
    Column("attempts", Integer, nullable=False),
    Column("not_before", UtcDateTime),
    Column("chat", Text, nullable=False),
    Column("content", Text, nullable=False),  # model.Outgoing, as JSON
    Index(None, "status"),
    Index(None, "inbox_id"),
    sqlite_autoincrement=True,
)

# Which question a message of ours answered: what a reply to it, or a typed choice, is about.
sent = Table(
    "sent",
    METADATA,
    Column("channel", Text, primary_key=True),
    Column("place", Text, primary_key=True),  # keyed hash of chat and message
    Column("question_id", Integer, ForeignKey("questions.id", ondelete="CASCADE")),
    Column("sent_at", UtcDateTime, nullable=False),
    Index(None, "question_id"),
    Index(None, "sent_at"),
)

inactive_chats = Table(
    "inactive_chats",
    METADATA,
    Column("channel", Text, primary_key=True),
    Column("chat", Text, primary_key=True),
    Column("since", UtcDateTime, nullable=False),
)

conversations = Table(
    "conversations",
    METADATA,
    Column("talk", Text, primary_key=True),  # keyed hash of channel, chat and person
    Column("asker", Text, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("state", Text, nullable=False),  # model.State, as JSON
    Index(None, "asker"),
)

# How many messages a platform took in a month, where its plan counts them.
sends = Table(
    "sends",
    METADATA,
    Column("channel", Text, primary_key=True),
    Column("month", Text, primary_key=True),  # "2026-11", of Vietnam's calendar
    Column("count", Integer, nullable=False),
    Column("warned_at", UtcDateTime),  # when admins were told that it comes to its end
)

# When a person last wrote, and how many messages they were sent since, where a platform lets only so many follow.
windows = Table(
    "windows",
    METADATA,
    Column("channel", Text, primary_key=True),
    Column("chat", Text, primary_key=True),  # keyed hash of the chat
    Column("written_at", UtcDateTime, nullable=False),
    Column("sent", Integer, nullable=False),
)
