"""The tables as they are now; migrations/ says how they came to be. Portable SQL, so that PostgreSQL can follow."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, DateTime, Dialect, Float, ForeignKey, Index, Integer, MetaData, Table, Text
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
    Index(None, "asked_at"),
    Index(None, "asker"),
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
