"""Which days a report is about, as typed: 2026-10-31, 31/10/2026, 31-10-2026 or 31.10.2026."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.errors import UsageError
from bot.phrases import report as words

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_VIETNAMESE = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})", re.ASCII)
_YEARS = range(2000, 2101)  # beyond them it is a slip of the hand


def parse_day(text: str) -> date | None:
    """The day that is meant; None where none is, or none of this century."""
    text = text.strip()
    if found := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := _VIETNAMESE.fullmatch(text):
        day, month, year = int(found[1]), int(found[3]), int(found[4])
    else:
        return None
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None


def period(since: str | None, until: str | None, today: date) -> tuple[date, date]:
    """First and last day of a report.

    Neither given: the whole of last month. No last day: up to yesterday. No first day: from the first of the last day's
    month. Raises UsageError where a day cannot be read, or where the last one comes before the first.
    """
    first = None if since is None else _day(words.OPTION_FROM, since)
    last = None if until is None else _day(words.OPTION_TO, until)
    if last is None:
        last = today.replace(day=1) - timedelta(days=1) if first is None else today - timedelta(days=1)
    if first is None:
        first = last.replace(day=1)
    if last < first:
        raise UsageError(words.wrong_period(first, last))
    return first, last


def _day(option: str, text: str) -> date:
    found = parse_day(text)
    if found is None:
        raise UsageError(words.wrong_date(option, text))
    return found
