"""Which days the pages are about: this week, last month, from one day to another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from starlette.requests import Request

from bot.journal.report import parse_day
from bot.journal.report.values import Span
from bot.phrases import training

OTHER = "khac"
_USUAL = "thang-nay"
_WEEK = timedelta(days=7)
_MOST_DAYS = 1_100  # three years: beyond that no plot can be read


@dataclass(frozen=True, slots=True)
class Period:
    """Days with their name; `problem` says what was wrong with those that were asked for."""

    key: str  # of `training.PERIODS`, or OTHER
    span: Span
    unfinished: bool
    problem: str = ""

    @property
    def fields(self) -> dict[str, str]:
        """What a form or an address carries so that it is about the same days."""
        if self.key != OTHER:
            return {"ky": self.key}
        return {"ky": OTHER, "tu": self.span.since.isoformat(), "den": self.span.until.isoformat()}

    @property
    def words(self) -> str:
        """The days as people write them."""
        return training.period(self.span.since, self.span.until)

    def link(self, path: str, **more: object) -> str:
        """An address about the same days."""
        given = {name.replace("_", "-"): value for name, value in more.items() if value not in (None, "", False)}
        return f"{path}?{urlencode({**self.fields, **given})}"


def period_of(request: Request, today: date) -> Period:
    """The days that an address is about; this month where it says nothing, or nothing that makes sense."""
    params = request.query_params
    key = params.get("ky", _USUAL)
    if key == OTHER:
        since, until = parse_day(params.get("tu", "")), parse_day(params.get("den", ""))
        if since is not None and until is not None and 0 <= (until - since).days < _MOST_DAYS:
            return Period(OTHER, Span(since, until), until >= today)
    if key in training.PERIODS:
        return _named(key, today)
    usual = _named(_USUAL, today)
    return Period(_USUAL, usual.span, usual.unfinished, training.PERIOD_WRONG.replace("{period}", usual.words))


def _named(key: str, today: date) -> Period:
    """Whole weeks from Monday, months and quarters, so that a week is compared with a week."""
    monday, first = today - timedelta(days=today.weekday()), today.replace(day=1)
    match key:
        case "tuan-nay":
            span = Span(monday, monday + _WEEK - timedelta(days=1))
        case "tuan-truoc":
            span = Span(monday - _WEEK, monday - timedelta(days=1))
        case "thang-truoc":
            last = first - timedelta(days=1)
            span = Span(last.replace(day=1), last)
        case "quy-nay":
            begins = first.replace(month=(today.month - 1) // 3 * 3 + 1)
            span = Span(begins, _month_after(_month_after(_month_after(begins))) - timedelta(days=1))
        case _:
            span = Span(first, _month_after(first) - timedelta(days=1))
    return Period(key, span, span.until >= today)


def _month_after(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
