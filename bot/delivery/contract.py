"""What delivery asks of a channel, and of whoever answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Protocol

from sqlalchemy import Connection

from bot.model import Incoming, Outgoing

Finish = Callable[[Connection], Sequence[Outgoing]]
"""Writes, within a transaction, what an answer leaves behind; returns the messages.

Runs on the store's own thread, so it writes by this connection alone and never by `Store.write`, which would wait for
itself. May be run anew with a fresh answer where the person has changed the words meanwhile.
"""

Handler = Callable[[Incoming, timedelta], Finish]
"""Works out the answer to a message, outside any transaction; the timedelta is how long it has waited since it came."""


class Channel(Protocol):
    """A platform as delivery sees it."""

    name: str
    """Equals `Incoming.channel`."""
    limit: int
    """UTF-16 units that the text of one message may have."""
    buttons: bool
    """Whether it shows `Outgoing.buttons`; else `Outgoing.typed` is put below the text."""

    def send(self, chat: str, outgoing: Outgoing) -> str | None:
        """Send one message, which is within the limit; return the platform's name of it.

        Called from several threads at once, never twice at once for one chat. Raises SendLater, SendUnknown,
        SendRefused, ChatGone or ChatMoved.
        """

    def working(self, chat: str) -> AbstractContextManager[None]:
        """Show that the bot is at work while the block runs. Never raises, never blocks."""
