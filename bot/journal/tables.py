"""The tables as they are now; migrations/ says how they came to be. Portable SQL, so that PostgreSQL can follow."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: written as UTC whatever its zone, read back with its zone. A moment without a zone is refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """To the database."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """From the database."""
        return None if value is None else value.replace(tzinfo=UTC)


METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Questions that mean the same. A theme that was merged into another points to it and keeps its own number; its wording
# is that of one of its questions, so that it goes with the person who asked it.
themes = Table(
    "themes",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("made_at", UtcDateTime, nullable=False),
    Column("name", Text),  # given by staff
    Column("hidden", Boolean, nullable=False),
    Column("merged_into", Integer, ForeignKey("themes.id", ondelete="SET NULL")),
    Column("encoder", Text, nullable=False),  # whose vectors the centre is made of
    Column("centre", LargeBinary, nullable=False),  # float32, little-endian, the sum of its questions' vectors
    Column("size", Integer, nullable=False),  # how many that are
    sqlite_autoincrement=True,
)

# Numbers are never given twice (autoincrement), so that a rating cannot fall on another question after an erasure.
questions = Table(
    "questions",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("channel", Text, nullable=False),
    Column("asker", Text, nullable=False),  # keyed hash of channel and person
    Column("unit", Text),
    Column("typed", Text, nullable=False),
    Column("searched", Text, nullable=False),
    Column("status", Text, nullable=False),  # Outcome
    Column("confidence", Float),
    Column("ms", Float, nullable=False),
    Column("generation", Text),
    Column("theme_id", Integer),  # of themes: a theme goes only when none of its questions is left
    Index(None, "asked_at"),
    Index(None, "asker"),
    Index(None, "theme_id"),
    sqlite_autoincrement=True,
)

citations = Table(
    "citations",
    METADATA,
    Column("question_id", Integer, ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("file", Text, nullable=False),
    Column("document_number", Text),
    Column("address", Text),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("validity", Text, nullable=False),  # Validity
    Column("mark", Text),  # fingerprint of the words quoted; none in rows of before it was kept
)

# Every rating is kept; the latest of a question counts.
ratings = Table(
    "ratings",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("question_id", Integer, ForeignKey("questions.id", ondelete="CASCADE"), nullable=False),
    Column("verdict", Text, nullable=False),  # Verdict
    Column("reason", Text),  # Reason
    Column("rated_at", UtcDateTime, nullable=False),
    Index(None, "question_id"),
    sqlite_autoincrement=True,
)

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

invitations = Table(
    "invitations",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("code", Text, nullable=False),  # keyed hash of the code
    Column("role", Text, nullable=False),  # Role
    Column("unit", Text),
    Column("uses_left", Integer),  # None: any number
    Column("made_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime),
    UniqueConstraint("code"),
    sqlite_autoincrement=True,
)

# Who was let in. The chat is kept only of training staff and admins, who are written to of the bot's own accord.
members = Table(
    "members",
    METADATA,
    Column("asker", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("unit", Text),
    Column("channel", Text, nullable=False),
    Column("chat", Text),
    Column("joined_at", UtcDateTime, nullable=False),
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

# The meaning of a question, made after it was answered; in a table of its own so that counting never reads it.
vectors = Table(
    "vectors",
    METADATA,
    Column("question_id", Integer, ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True),
    Column("encoder", Text, nullable=False),
    Column("vector", LargeBinary, nullable=False),  # float16, little-endian, of length 1
    Column("text", Text),  # the words that it was made of, written out in full; none in rows of before it was kept
)

# What training staff say of an answer; the latest word of whoever it was.
judgements = Table(
    "judgements",
    METADATA,
    Column("question_id", Integer, ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True),
    Column("verdict", Text, nullable=False),  # Judgement
    Column("account", Text, nullable=False),  # name of the account
    Column("judged_at", UtcDateTime, nullable=False),
)

# Themes that want a document, told to the admins.
todos = Table(
    "todos",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("theme_id", Integer, ForeignKey("themes.id", ondelete="CASCADE"), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("account", Text, nullable=False),
    Column("note", Text),
    Column("answered_at", UtcDateTime),  # when a document was found that answers it …
    Column("answered_by", Text),  # … and its file
    Column("closed_at", UtcDateTime),
    Index(None, "theme_id"),
    sqlite_autoincrement=True,
)

# Real questions that staff chose as tests; what is exported is read from here, so that it goes with its asker.
golden = Table(
    "golden",
    METADATA,
    Column("question_id", Integer, ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True),
    Column("account", Text, nullable=False),
    Column("chosen_at", UtcDateTime, nullable=False),
)

# When something that comes round was done last (the weekly digest).
rounds = Table(
    "rounds",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("done_at", UtcDateTime, nullable=False),
)

# Who may sign in to the pages of staff. A name is never a person's: it is chosen by whoever makes the account.
accounts = Table(
    "accounts",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),  # lower case
    Column("password", Text, nullable=False),  # argon2id
    Column("role", Text, nullable=False),  # accounts.StaffRole
    Column("made_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    UniqueConstraint("name"),
    sqlite_autoincrement=True,
)

sessions = Table(
    "sessions",
    METADATA,
    Column("ticket", Text, primary_key=True),  # keyed hash of what the browser holds
    Column("account_id", Integer, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Index(None, "account_id"),
)

# Who exported, deleted or changed what.
audit = Table(
    "audit",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("account", Text, nullable=False),
    Column("action", Text, nullable=False),  # audit.Action
    Column("about", Text),
    Index(None, "at"),
    sqlite_autoincrement=True,
)
