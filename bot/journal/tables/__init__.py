"""The tables as they are now; migrations/ says how they came to be. Portable SQL, so that PostgreSQL can follow."""

from bot.journal.tables.asked import citations, golden, judgements, questions, ratings, themes, todos, vectors
from bot.journal.tables.columns import METADATA, UtcDateTime
from bot.journal.tables.people import accounts, audit, invitations, members, rounds, sessions
from bot.journal.tables.talking import conversations, inactive_chats, inbox, outbox, sends, sent, windows

__all__ = [
    "METADATA",
    "UtcDateTime",
    "accounts",
    "audit",
    "citations",
    "conversations",
    "golden",
    "inactive_chats",
    "inbox",
    "invitations",
    "judgements",
    "members",
    "outbox",
    "questions",
    "ratings",
    "rounds",
    "sends",
    "sent",
    "sessions",
    "themes",
    "todos",
    "vectors",
    "windows",
]
