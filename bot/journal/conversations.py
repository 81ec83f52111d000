"""What each conversation remembers for a day: it survives a restart, and a follow-up leans on it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta

from pydantic import TypeAdapter
from sqlalchemy import Connection, delete, insert, select

from bot.journal.entry import Asker
from bot.journal.journal import Journal, storable
from bot.journal.tables import conversations, sent
from bot.model import State

LIVES = timedelta(hours=24)
_STATE = TypeAdapter(State)


def _now() -> datetime:
    return datetime.now(UTC)


class Conversations:
    """The states of conversations, under a keyed hash of channel, chat and person. Functions of a transaction."""

    def __init__(self, journal: Journal, *, now: Callable[[], datetime] = _now) -> None:
        self._journal = journal
        self._now = now

    def talk(self, channel: str, chat: str, person: str) -> str:
        """The name under which a person's conversation in a chat is kept."""
        return self._journal.keyed("talk", channel, chat, person)

    def get(self, connection: Connection, talk: str) -> State | None:
        """What a conversation remembers; None where that is nothing, too old, or nothing that can be read."""
        row = connection.execute(select(conversations).where(conversations.c.talk == talk)).first()
        if row is None or row.changed_at <= self._now() - LIVES:
            return None
        try:
            return _STATE.validate_python(json.loads(row.state))
        except (ValueError, RecursionError):  # of another version, or damaged: the talk begins anew
            return None

    def put(self, connection: Connection, talk: str, asker: Asker, state: State) -> None:
        """Remember a state, personal data in its words covered, and forget those that are too old."""
        now = self._now()
        old = (conversations.c.talk == talk) | (conversations.c.changed_at <= now - LIVES)
        connection.execute(delete(conversations).where(old))
        kept = replace(state, searched=self._journal.masked(state.searched))
        row = {
            "talk": talk,
            "asker": self._journal.pseudonym(asker),
            "changed_at": now,
            "state": storable(json.dumps(asdict(kept), ensure_ascii=False)),
        }
        connection.execute(insert(conversations).values(row))

    def replied_to(self, connection: Connection, channel: str, chat: str, message: str) -> int | None:
        """The number of the question that a message of ours answered; None where it answered none or is not known."""
        place = self._journal.keyed(channel, chat, message)
        here = (sent.c.channel == channel) & (sent.c.place == place)
        return connection.execute(select(sent.c.question_id).where(here)).scalar()
