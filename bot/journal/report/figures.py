"""All that a report shows, counted in one go."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import Connection

from bot.journal.entry import Outcome
from bot.journal.journal import Journal
from bot.journal.report import counting, topics
from bot.journal.report.values import Figures, Span, Topic
from bot.journal.tables import questions
from bot.journal.themes import Themes
from bot.model import VIETNAM
from bot.phrases import report as words


def figures(
    journal: Journal,
    since: date,
    until: date,
    *,
    min_askers: int,
    now: datetime | None = None,
    themes: Themes | None = None,
) -> Figures:
    """Count what was asked from one day of Vietnam's calendar to another, both included.

    `min_askers` people must have asked before a theme's words or a unit's name are shown; `now` is when the report is
    made; `themes` are those of the journal, where they are at hand already. Raises ValueError where the period ends
    before it begins, DataFolderBroken when the disk fails.
    """
    span = Span(since, until)
    if until < since:
        raise ValueError("a period ends before it begins")
    listed = topics.listed(themes or Themes(journal), span, min_askers)
    made_at = (now or datetime.now(UTC)).astimezone(VIETNAM)
    return journal.store.read(lambda connection: _count(connection, span, listed, min_askers, made_at))


def _count(
    connection: Connection, span: Span, listed: tuple[Topic, ...], min_askers: int, made_at: datetime
) -> Figures:
    found = counting.groups(connection, span)
    weeks, calendar = counting.by_time(connection, span)
    units, named = counting.by_unit(found, min_askers, none=words.NO_UNIT, others=words.other_units(min_askers))
    without_theme = questions.c.theme_id.is_(None) & (questions.c.status != Outcome.FAILED.value)
    return Figures(
        span=span,
        made_at=made_at,
        min_askers=min_askers,
        whole=counting.whole(connection, span, found),
        before=counting.whole(connection, span.before, counting.groups(connection, span.before)),
        reasons=counting.reasons(connection, span),
        weeks=weeks,
        calendar=calendar,
        channels=counting.by_channel(found),
        units=units,
        named_units=named,
        topics=listed,
        labels=topics.labels(connection, listed, min_askers),
        cited=counting.cited(connection, span),
        without_text=counting.count_where(connection, span, questions.c.typed == ""),
        unthemed=counting.count_where(connection, span, without_theme),
    )
