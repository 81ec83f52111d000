"""Forgetting a person: what they asked and thought of it, what their conversations remember, when they wrote last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import Connection, delete, select, update

from bot.journal.entry import Asker
from bot.journal.journal import Journal
from bot.journal.tables import conversations, members, questions, themes
from bot.journal.themes.keeping import chunks, recentre
from bot.journal.windows import forget_windows


def forget(journal: Journal, connection: Connection, asker: Asker) -> int:
    """Erase all that is kept of a person within a transaction, and return how many questions that were.

    Citations, ratings, vectors, judgements and chosen tests go with their questions; themes are made anew of what is
    left in them, and go where that is nothing. That they may ask stays, without their unit's name, so that they need no
    new code. The file is written anew after the transaction, so that no copy stays in it or in the log of changes.
    """
    who = journal.pseudonym(asker)
    theirs = questions.c.asker == who
    counted_in = select(questions.c.theme_id).where(theirs, questions.c.theme_id.is_not(None)).distinct()
    touched = [int(number) for number in connection.execute(counted_in).scalars()]
    erased = connection.execute(delete(questions).where(theirs)).rowcount
    shrink(connection, touched)
    connection.execute(delete(conversations).where(conversations.c.asker == who))
    # Where a platform has windows, nobody but the person is in a chat, and it bears their name.
    forget_windows(connection, asker.channel, journal.keyed(asker.channel, asker.person))
    connection.execute(update(members).where(members.c.asker == who).values(unit=None))
    journal.store.scrub(rewrite=True)
    return erased


def shrink(connection: Connection, touched: Collection[int]) -> None:
    """Make the centres of themes anew that lost questions or vectors; delete those in which no question is left."""
    for part in chunks(touched):
        held = select(questions.c.theme_id).where(questions.c.theme_id.in_(part)).distinct()
        left = {int(number) for number in connection.execute(held).scalars()}
        gone = [number for number in part if number not in left]
        if gone:  # with those that were merged into them, which hold nothing of their own
            connection.execute(delete(themes).where(themes.c.merged_into.in_(gone)))
            connection.execute(delete(themes).where(themes.c.id.in_(gone)))
        by_encoder: dict[str, list[int]] = defaultdict(list)
        for row in connection.execute(select(themes.c.id, themes.c.encoder).where(themes.c.id.in_(left))):
            by_encoder[row.encoder].append(row.id)
        for encoder, numbers in by_encoder.items():
            recentre(connection, numbers, encoder)
