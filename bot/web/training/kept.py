"""What the pages show of a period, counted once and kept for a minute; and the files made of it."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.journal import Journal
from bot.journal.report import Figures, Topic, figures, rows
from bot.journal.report.topics import topic_of
from bot.journal.report.values import Span
from bot.journal.themes import Themes
from bot.settings import Settings

PLOTS = ("weeks", "share", "themes", "hours")
WORKBOOK, PAGE, WORD = "xlsx", "html", "docx"
TYPES = {
    WORKBOOK: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    PAGE: "text/html; charset=utf-8",
    WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_SECONDS = 60.0
_PERIODS = 12  # that are kept at a time


@dataclass(slots=True)
class _Held:
    figures: Figures
    made: float
    plots: dict[str, bytes] = field(default_factory=dict)
    hidden: tuple[Topic, ...] | None = None


class Kept:
    """Figures by period. Synchronous; safe to call from several threads, of which one counts at a time."""

    def __init__(
        self, journal: Journal, settings: Settings, themes: Themes, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._journal = journal
        self._settings = settings
        self._themes = themes
        self._clock = clock
        self._held: OrderedDict[Span, _Held] = OrderedDict()
        self._lock = threading.Lock()
        self._stale = False

    def figures(self, span: Span) -> Figures:
        """All that is shown of a period."""
        with self._lock:
            return self._of(span).figures

    def plot(self, span: Span, name: str) -> bytes:
        """One of PLOTS, as SVG."""
        from bot.journal.report import plots

        with self._lock:
            held = self._of(span)
            if name not in held.plots:
                held.plots[name] = getattr(plots, name)(held.figures)
            return held.plots[name]

    def hidden(self, span: Span) -> tuple[Topic, ...]:
        """The themes of a period that staff have hidden."""
        with self._lock:
            held = self._of(span)
            if held.hidden is None:
                least = self._settings.theme_min_askers
                listed = self._themes.listed(
                    span.start, span.end, min_askers=least, before=span.before.start, hidden=True
                )
                held.hidden = tuple(topic_of(theme, least) for theme in listed if theme.hidden)
            return held.hidden

    def forget(self) -> None:
        """Count anew from now on: staff have changed something. Waits for nobody."""
        self._stale = True

    def export(self, span: Span, kind: str) -> bytes:
        """A report of a period as a file: WORKBOOK, PAGE or WORD."""
        found = self.figures(span)
        if kind == WORKBOOK:
            from bot.journal.report.workbook import workbook

            return workbook(found, rows(self._journal, found))
        if kind == PAGE:
            from bot.journal.report.page import page

            return page(found).encode("utf-8")
        from bot.journal.report.word import summary

        return summary(found, unit=self._settings.contact_unit)

    def _of(self, span: Span) -> _Held:
        if self._stale:
            self._stale = False
            self._held.clear()
        now = self._clock()
        held = self._held.get(span)
        if held is None or now - held.made > _SECONDS:
            least = self._settings.theme_min_askers
            found = figures(self._journal, span.since, span.until, min_askers=least, themes=self._themes)
            held = self._held[span] = _Held(found, self._clock())
        self._held.move_to_end(span)
        while len(self._held) > _PERIODS:
            self._held.popitem(last=False)
        return held
