"""The audit trail: who signed in, exported, deleted or changed what. It never holds a question's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import Connection, insert, select

from bot.journal.journal import storable
from bot.journal.tables import audit

# Instead of an account's name; none of them can be one.
CONSOLE = "#"  # whoever works at the server's command line
UNKNOWN = "?"  # somebody whose name is no account's
CHAT = "@"  # and the name of a channel: an admin who writes there, of whom no name is kept
_ABOUT = 200  # characters that are kept of what it was about: a file, a theme's number, a period, an account


class Action(StrEnum):
    """What was done."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    EXPORTED = "exported"
    UPLOADED = "uploaded"
    REPLACED = "replaced"
    TAKEN_OUT = "taken_out"
    RESTORED = "restored"
    METADATA_CHANGED = "metadata_changed"
    REGISTER_WRITTEN = "register_written"
    THEME_RENAMED = "theme_renamed"
    THEME_MERGED = "theme_merged"
    THEME_HIDDEN = "theme_hidden"
    JUDGED = "judged"
    TODO_MADE = "todo_made"
    TODO_CLOSED = "todo_closed"
    GOLDEN_CHOSEN = "golden_chosen"
    ACCOUNT_ADDED = "account_added"
    ACCOUNT_CLOSED = "account_closed"
    PASSWORD_CHANGED = "password_changed"
    CHANNEL_CONNECTED = "channel_connected"


@dataclass(frozen=True, slots=True)
class Noted:
    """A row of the trail."""

    id: int
    at: datetime
    account: str  # name of the account, CONSOLE, UNKNOWN, or CHAT and a channel
    action: Action
    about: str | None


def note(
    connection: Connection, account: str, action: Action, about: str | None = None, *, at: datetime | None = None
) -> None:
    """Write down what somebody did, in the transaction that does it: both are on the disk, or neither.

    `about` names what it was done to (a file, a theme's or question's number, a period, an account), and must not quote
    what people asked; only its first 200 characters are kept.
    """
    kept = storable(about)[:_ABOUT] if about else None
    values = {"at": at or datetime.now(UTC), "account": account, "action": action.value, "about": kept}
    connection.execute(insert(audit).values(values))


def trail(
    connection: Connection, since: datetime | None = None, most: int = 50, *, before: int | None = None
) -> tuple[Noted, ...]:
    """What was done, newest first: at most so many rows, from a moment on, and older than the row of a number."""
    wanted = select(audit).order_by(audit.c.id.desc()).limit(most)
    if since is not None:
        wanted = wanted.where(audit.c.at >= since)
    if before is not None:
        wanted = wanted.where(audit.c.id < before)
    rows = connection.execute(wanted).mappings()
    return tuple(Noted(row["id"], row["at"], row["account"], Action(row["action"]), row["about"]) for row in rows)
