"""Themes over a period, counted from the questions that there are; nothing that is listed is stored."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select, true

from bot.journal.entry import Outcome, Recorded, Verdict
from bot.journal.journal import read_question
from bot.journal.tables import citations, questions, ratings, themes
from bot.journal.themes import changing, keeping
from bot.journal.themes.theme import COUNTED, AnsweringFile, Theme
from bot.journal.themes.wording import Wordings


@dataclass(frozen=True, slots=True)
class Period:
    """From a moment until before another one; and when the period before it began."""

    since: datetime
    until: datetime
    before: datetime

    @property
    def asked(self) -> ColumnElement[bool]:
        """Questions of the period."""
        return (questions.c.asked_at >= self.since) & (questions.c.asked_at < self.until) & _COUNTED

    @property
    def asked_before(self) -> ColumnElement[bool]:
        """Questions of the period before."""
        return (questions.c.asked_at >= self.before) & (questions.c.asked_at < self.since) & _COUNTED


_COUNTED = questions.c.status.in_(COUNTED) & questions.c.theme_id.is_not(None)


def listed(
    connection: Connection, period: Period, wordings: Wordings, *, min_askers: int, hidden: bool, most: int | None
) -> tuple[Theme, ...]:
    """Themes asked in the period, most first, then the ones that were made first."""
    number = func.count().label("number")
    query = select(questions.c.theme_id, number).join(themes, themes.c.id == questions.c.theme_id).where(period.asked)
    if not hidden:
        query = query.where(themes.c.hidden.is_(False))
    query = query.group_by(questions.c.theme_id).order_by(number.desc(), questions.c.theme_id).limit(most)
    ordered = [int(row.theme_id) for row in connection.execute(query)]
    found = _themes(connection, period, wordings, ordered, min_askers)
    return tuple(found[one] for one in ordered)


def one(connection: Connection, theme: int, period: Period, wordings: Wordings, *, min_askers: int) -> Theme | None:
    """One theme, whether it was asked in the period or not."""
    number = changing.target(connection, theme)
    if number is None:
        return None
    return _themes(connection, period, wordings, [number], min_askers)[number]


def questions_of(
    connection: Connection,
    theme: int,
    *,
    min_askers: int,
    since: datetime | None,
    until: datetime | None,
    most: int | None,
    skip: int,
) -> tuple[Recorded, ...]:
    """Questions of a theme, latest first; none where too few people ever asked."""
    number = changing.target(connection, theme)
    asked = questions.c.theme_id == number
    askers = connection.execute(select(func.count(questions.c.asker.distinct())).where(asked, _COUNTED)).scalar_one()
    if number is None or askers < min_askers:
        return ()
    query = select(questions.c.id).where(asked, _COUNTED)
    if since is not None:
        query = query.where(questions.c.asked_at >= since)
    if until is not None:
        query = query.where(questions.c.asked_at < until)
    query = query.order_by(questions.c.asked_at.desc(), questions.c.id.desc()).limit(most).offset(skip)
    found = (read_question(connection, row.id) for row in connection.execute(query).all())
    return tuple(recorded for recorded in found if recorded is not None)


def _themes(
    connection: Connection, period: Period, wordings: Wordings, numbers: list[int], min_askers: int
) -> dict[int, Theme]:
    # A few are counted for these alone, many in one go over all.
    these = questions.c.theme_id.in_(numbers) if len(numbers) <= keeping.CHUNK else true()
    theme = questions.c.theme_id
    outcomes: dict[int, dict[Outcome, int]] = defaultdict(dict)
    by_status = select(theme, questions.c.status, func.count()).where(period.asked, these)
    for number, status, count in connection.execute(by_status.group_by(theme, questions.c.status)):
        outcomes[number][Outcome(status)] = count
    askers = select(theme, func.count(questions.c.asker.distinct())).group_by(theme)
    asked_by = _numbers(connection, askers.where(period.asked, these))
    # Those of the period are enough for most themes, and the rest is small: all there ever were need not be counted.
    enough = {number for number in numbers if asked_by.get(number, 0) >= min_askers}
    for part in keeping.chunks(set(numbers) - enough):
        ever_by = _numbers(connection, askers.where(theme.in_(part), _COUNTED))
        enough.update(number for number, people in ever_by.items() if people >= min_askers)
    before = _numbers(connection, select(theme, func.count()).where(period.asked_before, these).group_by(theme))
    verdicts = _verdicts(connection, period, these)
    files = _files(connection, period, these)
    rows: dict[int, Row[Any]] = {}
    for part in keeping.chunks(numbers):
        rows.update((row.id, row) for row in connection.execute(select(themes).where(themes.c.id.in_(part))))
    words = wordings.of(connection, [rows[number] for number in numbers if number in enough])
    return {
        number: Theme(
            id=number,
            name=rows[number].name,
            wording=words.get(number),
            few=number not in enough,
            count=sum(outcomes[number].values()),
            askers=asked_by.get(number, 0),
            before=before.get(number, 0),
            outcomes=outcomes[number],
            ups=verdicts.get((number, Verdict.UP.value), 0),
            downs=verdicts.get((number, Verdict.DOWN.value), 0),
            files=tuple(files[number]),
            hidden=rows[number].hidden,
        )
        for number in numbers
    }


def _numbers(connection: Connection, query: Select[Any]) -> dict[int, int]:
    return {int(theme): int(count) for theme, count in connection.execute(query) if theme is not None}


def _verdicts(connection: Connection, period: Period, these: ColumnElement[bool]) -> dict[tuple[int, str], int]:
    """(theme, verdict) → how many answers of the period were given it last."""
    # Narrowed inside: outside, SQLite goes through the latest words once for each question of a big theme.
    latest = (
        select(func.max(ratings.c.id))
        .join(questions, questions.c.id == ratings.c.question_id)
        .where(period.asked, these)
        .group_by(ratings.c.question_id)
    )
    rows = connection.execute(
        select(questions.c.theme_id, ratings.c.verdict, func.count())
        .join(questions, questions.c.id == ratings.c.question_id)
        .where(ratings.c.id.in_(latest))
        .group_by(questions.c.theme_id, ratings.c.verdict)
    )
    return {(theme, verdict): count for theme, verdict, count in rows}


def _files(connection: Connection, period: Period, these: ColumnElement[bool]) -> dict[int, list[AnsweringFile]]:
    """The documents that answered questions of the period, by theme, most first."""
    answered = func.count(citations.c.question_id.distinct()).label("answered")
    rows = connection.execute(
        select(questions.c.theme_id, citations.c.file, func.max(citations.c.document_number), answered)
        .join(questions, questions.c.id == citations.c.question_id)
        .where(period.asked, these, questions.c.status == Outcome.ANSWERED.value)
        .group_by(questions.c.theme_id, citations.c.file)
        .order_by(answered.desc(), citations.c.file)
    )
    found: dict[int, list[AnsweringFile]] = defaultdict(list)
    for theme, file, number, count in rows:
        found[theme].append(AnsweringFile(file, number, count))
    return found
