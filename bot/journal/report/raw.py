"""The questions of a period one by one, as the journal holds them: masked, and without who asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from bot.journal.entry import Outcome, Reason, Verdict
from bot.journal.journal import Journal
from bot.journal.report.counting import asked_in
from bot.journal.report.values import Figures, Span
from bot.journal.tables import citations, questions, ratings
from bot.model import VIETNAM


@dataclass(frozen=True, slots=True)
class Row:
    """One question."""

    asked_at: datetime  # of Vietnam's clock
    channel: str
    unit: str  # as the report calls it
    theme: str | None  # as the report calls it; None where it has none that is shown
    theme_id: int | None
    typed: str  # masked; "" where it is kept no longer
    outcome: Outcome
    confidence: float | None
    ms: float
    verdict: Verdict | None
    reason: Reason | None
    citations: tuple[str, ...]  # number or file of a document, and the place in it


def rows(journal: Journal, figures: Figures) -> tuple[Row, ...]:
    """The questions of the report's period, latest first. Raises DataFolderBroken when the disk fails."""
    return journal.store.read(lambda connection: tuple(_rows(connection, figures)))


def _rows(connection: Connection, figures: Figures) -> Iterator[Row]:
    span = figures.span
    cited = _citations(connection, span)
    rated = _ratings(connection, span)
    columns = (
        questions.c.id,
        questions.c.asked_at,
        questions.c.channel,
        questions.c.unit,
        questions.c.theme_id,
        questions.c.typed,
        questions.c.status,
        questions.c.confidence,
        questions.c.ms,
    )
    latest = (questions.c.asked_at.desc(), questions.c.id.desc())
    for row in connection.execute(select(*columns).where(asked_in(span)).order_by(*latest)):
        verdict, reason = rated.get(row.id, (None, None))
        yield Row(
            row.asked_at.astimezone(VIETNAM),
            row.channel,
            figures.unit(row.unit),
            figures.theme(row.theme_id),
            row.theme_id,
            row.typed,
            Outcome(row.status),
            row.confidence,
            row.ms,
            None if verdict is None else Verdict(verdict),
            None if reason is None else Reason(reason),
            tuple(cited.get(row.id, ())),
        )


def _citations(connection: Connection, span: Span) -> dict[int, list[str]]:
    columns = (citations.c.question_id, citations.c.document_number, citations.c.file, citations.c.address)
    found = connection.execute(
        select(*columns)
        .join(questions, questions.c.id == citations.c.question_id)
        .where(asked_in(span))
        .order_by(citations.c.question_id, citations.c.number)
    )
    cited: dict[int, list[str]] = defaultdict(list)
    for question, number, file, address in found:
        cited[question].append(", ".join(part for part in (number or file, address) if part))
    return cited


def _ratings(connection: Connection, span: Span) -> dict[int, tuple[str, str | None]]:
    latest = (
        select(func.max(ratings.c.id))
        .join(questions, questions.c.id == ratings.c.question_id)
        .where(asked_in(span))
        .group_by(ratings.c.question_id)
    )
    columns = (ratings.c.question_id, ratings.c.verdict, ratings.c.reason)
    found = connection.execute(select(*columns).where(ratings.c.id.in_(latest)))
    return {question: (verdict, reason) for question, verdict, reason in found}
