"""What training staff say of an answer. Functions of a transaction, so that the audit note goes with it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import Connection, delete, insert, select

from bot.journal.tables import judgements, questions

_CHUNK = 500  # numbers in one statement; SQLite allows 999 in its oldest builds


class Judgement(StrEnum):
    """How an answer was."""

    RIGHT = "right"  # đúng
    WRONG = "wrong"  # sai
    INCOMPLETE = "incomplete"  # cần bổ sung


def judge(
    connection: Connection, question_id: int, judgement: Judgement | None, account: str, *, at: datetime | None = None
) -> bool:
    """Keep the word of an account on an answer in place of any before; None takes it back. False: no such question."""
    if connection.execute(select(questions.c.id).where(questions.c.id == question_id)).first() is None:
        return False
    connection.execute(delete(judgements).where(judgements.c.question_id == question_id))
    if judgement is not None:
        row = {"question_id": question_id, "verdict": judgement.value, "account": account}
        connection.execute(insert(judgements).values(row | {"judged_at": at or datetime.now(UTC)}))
    return True


def judged(connection: Connection, question_ids: Iterable[int]) -> dict[int, Judgement]:
    """The words that were said of some questions; those without one are left out."""
    numbers, found = list(question_ids), {}
    for at in range(0, len(numbers), _CHUNK):
        of_them = judgements.c.question_id.in_(numbers[at : at + _CHUNK])
        rows = connection.execute(select(judgements.c.question_id, judgements.c.verdict).where(of_them))
        found.update({int(number): Judgement(verdict) for number, verdict in rows})
    return found
