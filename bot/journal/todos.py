"""Themes that want a document: who asked for one, with which questions, and what has come of it.

Functions of a transaction. A to-do keeps no words of askers: its questions are read from the journal each time, so that
they go with whoever asked them.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from bot.journal.entry import Outcome
from bot.journal.tables import questions, themes, todos
from bot.journal.themes.theme import COUNTED
from bot.vietnamese import fold
from bot.vietnamese.courtesies import without_courtesies

LONGEST_NOTE = 500  # characters
_LATEST = 300  # unanswered questions of a theme among which its wordings are looked for
_ALIKE = 0.7  # share of words in common from which two questions are shown as one
_LACKING = (Outcome.NEAR.value, Outcome.REFUSED.value)


@dataclass(frozen=True, slots=True)
class Todo:
    """A theme that wants a document."""

    id: int
    theme_id: int
    made_at: datetime
    account: str  # who asked for it
    note: str | None
    answered_at: datetime | None  # when a document was found that answers it …
    answered_by: str | None  # … and its file
    closed_at: datetime | None


def make(
    connection: Connection, theme: int, account: str, note: str | None, *, at: datetime | None = None
) -> int | None:
    """Ask for a document about a theme, or say more where one is asked for already; None where there is no such theme.

    `note` must hold no personal data; only its first 500 characters are kept.
    """
    row = connection.execute(select(themes.c.id, themes.c.merged_into).where(themes.c.id == theme)).first()
    if row is None:
        return None
    number = row.id if row.merged_into is None else row.merged_into
    kept = " ".join((note or "").split())[:LONGEST_NOTE] or None
    before = open_of(connection, number)
    if before is not None:
        if kept is not None:
            connection.execute(update(todos).where(todos.c.id == before.id).values(note=kept))
        return before.id
    values = {"theme_id": number, "made_at": at or datetime.now(UTC), "account": account, "note": kept}
    made = connection.execute(insert(todos).values(values))
    assert made.inserted_primary_key is not None  # the table numbers its rows
    return int(made.inserted_primary_key[0])


def listed(connection: Connection, *, closed: bool = False, most: int | None = None) -> tuple[Todo, ...]:
    """Those that are open, or those that are closed; the latest first."""
    wanted = todos.c.closed_at.is_not(None) if closed else todos.c.closed_at.is_(None)
    rows = connection.execute(select(todos).where(wanted).order_by(todos.c.id.desc()).limit(most))
    return tuple(map(_todo, rows))


def open_of(connection: Connection, theme: int) -> Todo | None:
    """The open to-do of a theme; None where there is none."""
    here = (todos.c.theme_id == theme) & todos.c.closed_at.is_(None)
    row = connection.execute(select(todos).where(here).order_by(todos.c.id).limit(1)).first()
    return None if row is None else _todo(row)


def close(connection: Connection, number: int, *, at: datetime | None = None) -> bool:
    """Close a to-do by hand; False where none of that number is open."""
    here = (todos.c.id == number) & todos.c.closed_at.is_(None)
    return bool(connection.execute(update(todos).where(here).values(closed_at=at or datetime.now(UTC))).rowcount)


def set_answered(connection: Connection, number: int, file: str | None, *, at: datetime | None = None) -> bool:
    """Note the file that answers a to-do now, or None that none does any more; False where none of it is open."""
    here = (todos.c.id == number) & todos.c.closed_at.is_(None)
    when = None if file is None else at or datetime.now(UTC)
    return bool(connection.execute(update(todos).where(here).values(answered_at=when, answered_by=file)).rowcount)


def wordings(connection: Connection, theme: int, *, min_askers: int, most: int) -> tuple[str, ...]:
    """How people asked what was not answered of a theme, most often first, those with covered personal data last.

    They stand without their courtesies; of nearly the same words there is only one.
    None where fewer than `min_askers` different people ever asked about the theme.
    """
    of_theme = questions.c.theme_id == theme
    askers = select(func.count(questions.c.asker.distinct())).where(of_theme, questions.c.status.in_(COUNTED))
    if connection.execute(askers).scalar_one() < min_askers:
        return ()
    latest = (
        select(questions.c.searched)
        .where(of_theme, questions.c.status.in_(_LACKING), questions.c.searched != "")
        .order_by(questions.c.id.desc())
        .limit(_LATEST)
    )
    texts = [(text, _words(text)) for text in map(without_courtesies, connection.execute(latest).scalars())]
    counted = Counter(words for _, words in texts)
    shown: dict[str, frozenset[str]] = {}
    for text, words in sorted(texts, key=lambda one: ("[" in one[0], -counted[one[1]], one[0].isascii(), len(one[0]))):
        if len(shown) == most:
            break
        if all(_shared(words, others) < _ALIKE for others in shown.values()):
            shown[text] = words
    return tuple(shown)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", fold(text)))


def _shared(words: frozenset[str], others: frozenset[str]) -> float:
    """The share of the words of two questions that both have."""
    return len(words & others) / max(1, len(words | others))


def _todo(row: Row[Any]) -> Todo:
    return Todo(**row._mapping)
