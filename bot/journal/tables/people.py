"""Who may ask, who may sign in, what staff did, and when the program last did what comes round."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from bot.journal.tables.columns import METADATA, UtcDateTime

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

# When something that comes round was done last (the weekly digest).
rounds = Table(
    "rounds",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("done_at", UtcDateTime, nullable=False),
)
