"""Counts of what was asked since a moment: outcomes, channels, ratings, the documents cited most."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from bot.journal.entry import Outcome, Verdict
from bot.journal.tables import citations, questions, ratings

_MOST_CITED = 5


@dataclass(frozen=True, slots=True)
class Counts:
    """What was asked since a moment; small talk counts as no question."""

    outcomes: dict[Outcome, int]
    channels: dict[str, int]  # most first
    verdicts: dict[Verdict, int]
    cited: tuple[tuple[str, str | None, int], ...]  # (file, number of the document, questions that it answered)

    @property
    def questions(self) -> int:
        """All of them."""
        return sum(self.outcomes.values())


def counts(connection: Connection, since: datetime) -> Counts:
    """Count within a transaction what was asked since a moment."""
    asked = (questions.c.asked_at >= since) & (questions.c.status != Outcome.TALK.value)
    number = func.count().label("number")
    outcomes = connection.execute(select(questions.c.status, number).where(asked).group_by(questions.c.status))
    channels = connection.execute(
        select(questions.c.channel, number).where(asked).group_by(questions.c.channel).order_by(number.desc())
    )
    latest = select(func.max(ratings.c.id)).group_by(ratings.c.question_id)
    rated = connection.execute(
        select(ratings.c.verdict, number)
        .join(questions, questions.c.id == ratings.c.question_id)
        .where(asked, ratings.c.id.in_(latest))
        .group_by(ratings.c.verdict)
    )
    answered = func.count(citations.c.question_id.distinct()).label("answered")
    cited = connection.execute(
        select(citations.c.file, func.max(citations.c.document_number), answered)
        .join(questions, questions.c.id == citations.c.question_id)
        .where(asked)
        .group_by(citations.c.file)
        .order_by(answered.desc(), citations.c.file)
        .limit(_MOST_CITED)
    )
    return Counts(
        {Outcome(status): count for status, count in outcomes},
        {str(channel): int(count) for channel, count in channels},
        {Verdict(verdict): count for verdict, count in rated},
        tuple((file, document, count) for file, document, count in cited),
    )
