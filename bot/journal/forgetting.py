"""Forgetting a person: what they asked, what they thought of it, what their conversations remember."""

from __future__ import annotations

from sqlalchemy import Connection, delete, update

from bot.journal.entry import Asker
from bot.journal.journal import Journal
from bot.journal.tables import conversations, members, questions


def forget(journal: Journal, connection: Connection, asker: Asker) -> int:
    """Erase all that is kept of a person within a transaction, and return how many questions that were.

    Citations and ratings go with their questions. That they may ask stays, without their unit's name, so that they need
    no new code. The log of changes is scrubbed after the transaction.
    """
    who = journal.pseudonym(asker)
    erased = connection.execute(delete(questions).where(questions.c.asker == who)).rowcount
    connection.execute(delete(conversations).where(conversations.c.asker == who))
    connection.execute(update(members).where(members.c.asker == who).values(unit=None))
    journal.store.scrub()
    return erased
