"""What was asked and answered, what it means, and what people and staff say of it."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, LargeBinary, Table, Text

from bot.journal.tables.columns import METADATA, UtcDateTime

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
    Index(None, "merged_into"),
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
