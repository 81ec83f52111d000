"""Looking for questions by their words, with accents or without, and by how they went."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, Select, func, select

from bot.journal.entry import Outcome, Recorded, Verdict
from bot.journal.journal import Journal, read_question
from bot.journal.tables import golden, questions, ratings
from bot.vietnamese import fold, normalise

_LOOKED = 5_000  # questions looked at in one reading, so that no long one holds up the log of changes


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which questions; what is not given does not matter. Small talk is none."""

    since: datetime | None = None
    until: datetime | None = None  # left out
    words: tuple[str, ...] = ()  # as `words_of` gives them
    outcome: Outcome | None = None
    disliked: bool = False  # the asker's latest word is that it was not right
    chosen: bool = False  # chosen as a test


def words_of(text: str) -> tuple[str, ...]:
    """The words that are looked for, folded; each stands at the beginning of a word of what is found."""
    return tuple(dict.fromkeys(re.findall(r"\w+", fold(normalise(text)))))


def holds(text: str, words: tuple[str, ...]) -> bool:
    """Whether a text holds all words."""
    folded = fold(text)
    # Nearly all texts lack a word altogether, and are told so fast.
    return all(word in folded for word in words) and all(
        re.search(rf"(?<!\w){re.escape(word)}", folded) for word in words
    )


def find(
    journal: Journal, wanted: Wanted, *, most: int, before: int | None = None
) -> tuple[tuple[Recorded, ...], int | None]:
    """Questions, latest first, and the number to go on `before` where there are more. Raises DataFolderBroken."""
    found: list[int] = []
    at = before
    while len(found) <= most:
        part = journal.store.read(partial(_part, wanted=wanted, before=at))
        found += [number for number, typed, searched in part if holds(f"{typed} {searched}", wanted.words)]
        if len(part) < _LOOKED:
            break
        at = part[-1][0]
    shown = found[:most]
    recorded = journal.store.read(lambda connection: [read_question(connection, number) for number in shown])
    return tuple(one for one in recorded if one is not None), shown[-1] if len(found) > most else None


def _part(connection: Connection, *, wanted: Wanted, before: int | None) -> list[tuple[int, str, str]]:
    query: Select[Any] = _narrowed(select(questions.c.id, questions.c.typed, questions.c.searched), wanted)
    query = query.order_by(questions.c.id.desc()).limit(_LOOKED)
    if before is not None:
        query = query.where(questions.c.id < before)
    return [(row.id, row.typed, row.searched) for row in connection.execute(query)]


def _narrowed(query: Select[Any], wanted: Wanted) -> Select[Any]:
    query = query.where(questions.c.status != Outcome.TALK.value)
    if wanted.since is not None:
        query = query.where(questions.c.asked_at >= wanted.since)
    if wanted.until is not None:
        query = query.where(questions.c.asked_at < wanted.until)
    if wanted.outcome is not None:
        query = query.where(questions.c.status == wanted.outcome.value)
    if wanted.chosen:
        query = query.where(questions.c.id.in_(select(golden.c.question_id)))
    if wanted.disliked:
        latest = select(func.max(ratings.c.id)).group_by(ratings.c.question_id)
        down = (ratings.c.verdict == Verdict.DOWN.value) & ratings.c.id.in_(latest)
        query = query.where(questions.c.id.in_(select(ratings.c.question_id).where(down)))
    return query
