"""Counting in the database: everything here is one or two grouped queries, so that 100,000 questions take a second."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, extract, func, select

from bot.journal.entry import Outcome, Verdict
from bot.journal.report.values import Calendar, Cited, Span, Tally, Whole
from bot.journal.tables import citations, questions, ratings
from bot.model import VIETNAM

_MOST_CITED = 20
Group = tuple[str | None, str, str, Outcome, int]  # unit, channel, asker, outcome, questions


def asked_in(span: Span) -> ColumnElement[bool]:
    """The questions of a period; small talk is none."""
    asked_at = questions.c.asked_at
    return (asked_at >= span.start) & (asked_at < span.end) & (questions.c.status != Outcome.TALK.value)


def groups(connection: Connection, span: Span) -> list[Group]:
    """Questions by unit, channel, asker and outcome: as many rows as people, about."""
    keys = (questions.c.unit, questions.c.channel, questions.c.asker, questions.c.status)
    found = connection.execute(select(*keys, func.count()).where(asked_in(span)).group_by(*keys))
    return [(unit, channel, asker, Outcome(status), count) for unit, channel, asker, status, count in found]


def tally(found: Iterable[Group]) -> Tally:
    """Groups together."""
    outcomes: Counter[Outcome] = Counter()
    askers = set()
    for _, _, asker, outcome, count in found:
        outcomes[outcome] += count
        askers.add(asker)
    return Tally(dict(outcomes), len(askers))


def by_channel(found: Iterable[Group]) -> tuple[tuple[str, Tally], ...]:
    """By channel, most questions first."""
    parts: dict[str, list[Group]] = defaultdict(list)
    for group in found:
        parts[group[1]].append(group)
    return _most_first({name: tally(part) for name, part in parts.items()})


def by_unit(
    found: Iterable[Group], least: int, *, none: str, others: str
) -> tuple[tuple[tuple[str, Tally], ...], frozenset[str]]:
    """By unit, most questions first, and the units that are named.

    The units of fewer than `least` askers go together under `others`, last; questions of no unit go under `none`.
    """
    parts: dict[str | None, list[Group]] = defaultdict(list)
    for group in found:
        parts[group[0]].append(group)
    without = parts.pop(None, [])
    tallies = {unit: tally(part) for unit, part in parts.items() if unit is not None}
    named = {unit: one for unit, one in tallies.items() if one.askers >= least}
    rest = [group for unit, part in parts.items() if unit not in named for group in part]
    last = [(others, tally(rest))] if rest else []
    last += [(none, tally(without))] if without else []
    return (*_most_first(named), *last), frozenset(named)


def by_time(connection: Connection, span: Span) -> tuple[tuple[tuple[date, Tally], ...], Calendar]:
    """By week (its Monday) and by weekday and hour, of Vietnam's clock.

    The database counts by hours of UTC; Vietnam's clock is whole hours ahead of it, all year.
    """
    asked_at = questions.c.asked_at
    hour_of = [extract(part, asked_at).label(part) for part in ("year", "month", "day", "hour")]
    by_hour = select(*hour_of, questions.c.status, func.count().label("number")).where(asked_in(span))
    found = connection.execute(by_hour.group_by(*hour_of, questions.c.status))
    weeks: dict[date, Counter[Outcome]] = {}
    monday = _monday(span.since)
    while monday <= span.until:
        weeks[monday] = Counter()
        monday += timedelta(days=7)
    calendar = [[0] * 24 for _ in range(7)]
    for row in found:
        local = datetime(row.year, row.month, row.day, row.hour, tzinfo=UTC).astimezone(VIETNAM)
        weeks[_monday(local.date())][Outcome(row.status)] += row.number
        calendar[local.weekday()][local.hour] += row.number
    return (
        tuple((start, Tally(dict(outcomes))) for start, outcomes in weeks.items()),
        tuple(tuple(hours) for hours in calendar),
    )


def whole(connection: Connection, span: Span, found: Iterable[Group]) -> Whole:
    """All questions of a period together."""
    total = tally(found)
    rated: Counter[Verdict] = Counter()
    for verdict, _, count in _rated(connection, span):
        rated[Verdict(verdict)] += count
    return Whole(
        total,
        dict(rated),
        _quantile(connection, span, total.questions, 0.5),
        _quantile(connection, span, total.questions, 0.95),
    )


def reasons(connection: Connection, span: Span) -> dict[str, int]:
    """Why answers were called wrong, most first; "" where no reason was given."""
    found: Counter[str] = Counter()
    for verdict, reason, count in _rated(connection, span):
        if Verdict(verdict) is Verdict.DOWN:
            found[reason or ""] += count
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def cited(connection: Connection, span: Span) -> tuple[Cited, ...]:
    """The documents cited for most questions."""
    answered = func.count(citations.c.question_id.distinct()).label("answered")
    found = connection.execute(
        select(citations.c.file, func.max(citations.c.document_number), answered)
        .join(questions, questions.c.id == citations.c.question_id)
        .where(asked_in(span))
        .group_by(citations.c.file)
        .order_by(answered.desc(), citations.c.file)
        .limit(_MOST_CITED)
    )
    return tuple(Cited(file, number, count) for file, number, count in found)


def count_where(connection: Connection, span: Span, condition: ColumnElement[bool]) -> int:
    """How many questions of a period are so."""
    return connection.execute(select(func.count()).select_from(questions).where(asked_in(span), condition)).scalar_one()


def _rated(connection: Connection, span: Span) -> list[tuple[str, str | None, int]]:
    """(verdict, reason, questions) of the latest word on each question."""
    latest = (
        select(func.max(ratings.c.id))
        .join(questions, questions.c.id == ratings.c.question_id)
        .where(asked_in(span))
        .group_by(ratings.c.question_id)
    )
    keys = (ratings.c.verdict, ratings.c.reason)
    number = func.count().label("number")
    found = connection.execute(select(*keys, number).where(ratings.c.id.in_(latest)).group_by(*keys))
    return [(row.verdict, row.reason, row.number) for row in found]


def _quantile(connection: Connection, span: Span, count: int, share: float) -> float | None:
    """The least time that this share of the questions does not exceed (nearest rank)."""
    if not count:
        return None
    rank = math.ceil(share * count) - 1
    found = select(questions.c.ms).where(asked_in(span)).order_by(questions.c.ms).offset(rank).limit(1)
    return float(connection.execute(found).scalar_one())


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _most_first(tallies: dict[str, Tally]) -> tuple[tuple[str, Tally], ...]:
    return tuple(sorted(tallies.items(), key=lambda item: (-item[1].questions, item[0])))
