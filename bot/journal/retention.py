"""What is kept for how long: words and vectors for some months, what they add up to for good.

An empty text in the journal means that it was erased here; nobody asks an empty question.
"""

from __future__ import annotations

import calendar
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from bot.journal.conversations import LIVES
from bot.journal.forgetting import shrink
from bot.journal.journal import Journal
from bot.journal.tables import conversations, golden, questions, rounds, vectors
from bot.journal.windows import expire_windows

_ROUND = "retention"
_EVERY = timedelta(hours=24)


def expire(journal: Journal, connection: Connection, now: datetime, months: int) -> int:
    """Erase, within a transaction, the words and vectors of questions older than some months; how many those were.

    What was counted stays: time, channel, pseudonym, outcome, citations, ratings, the theme. The centre of a theme is
    that of the vectors left; one that has none keeps its number and its counts and takes no more questions. A chosen
    test goes with its words. States of conversations that have run out go too, whoever spoke last, and windows in which
    nothing may follow any more. The file is written anew after the transaction.
    """
    old = questions.c.asked_at < _before(now, months)
    numbers = select(questions.c.id).where(old).scalar_subquery()
    with_vector = select(vectors.c.question_id).where(vectors.c.question_id == questions.c.id).exists()
    counted_in = select(questions.c.theme_id).where(old, questions.c.theme_id.is_not(None), with_vector).distinct()
    touched = [int(number) for number in connection.execute(counted_in).scalars()]
    held = old & ((questions.c.typed != "") | (questions.c.searched != ""))
    erased = connection.execute(update(questions).where(held).values(typed="", searched="")).rowcount
    connection.execute(delete(vectors).where(vectors.c.question_id.in_(numbers)))
    connection.execute(delete(golden).where(golden.c.question_id.in_(numbers)))
    connection.execute(delete(conversations).where(conversations.c.changed_at <= now - LIVES))
    expire_windows(connection, now)
    shrink(connection, touched)
    journal.store.scrub(rewrite=True)
    return erased


def expire_daily(journal: Journal, now: datetime, months: int) -> int | None:
    """The same once a day, in a transaction of its own; None where it was done less than a day ago.

    Raises DataFolderBroken.
    """

    def work(connection: Connection) -> int | None:
        done_at = connection.execute(select(rounds.c.done_at).where(rounds.c.name == _ROUND)).scalar()
        if done_at is not None and now - _EVERY < done_at <= now:
            return None
        connection.execute(delete(rounds).where(rounds.c.name == _ROUND))
        connection.execute(insert(rounds).values(name=_ROUND, done_at=now))
        return expire(journal, connection, now, months)

    return journal.store.write(work)


def _before(now: datetime, months: int) -> datetime:
    """The moment so many months of the calendar before another; the last of the month where it has no such day."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    return now.replace(year=year, month=month + 1, day=min(now.day, calendar.monthrange(year, month + 1)[1]))
