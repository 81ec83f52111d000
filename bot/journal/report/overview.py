"""The first sheet of the workbook: the figures of the period, and charts for those who look rather than read."""

from __future__ import annotations

from typing import Any

from openpyxl import Workbook
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties

from bot.journal.entry import Outcome
from bot.journal.report import plots
from bot.journal.report.described import counts
from bot.journal.report.proposals import proposals
from bot.journal.report.sheet import Kind, Sheet, Value
from bot.journal.report.values import Figures
from bot.phrases import report as words

_WIDTHS = (58, 13, 13, 13, 13)
_BESIDE = "G"  # the column where the charts begin
_CHART_WIDTH = 22.0  # cm
_CHART_ROWS = 17  # rows of a sheet that a chart covers
_TOPICS = 10


def add(book: Workbook, figures: Figures, *, with_questions: bool) -> None:
    """Add the sheet; its notes say where the workbook comes without single questions."""
    sheet = Sheet(book, words.SHEETS["overview"], _WIDTHS, frozen="A5")
    span, before = figures.span, figures.span.before
    sheet.line(words.TITLE, size=16, bold=True)
    sheet.line(words.period(span.since, span.until), size=12)
    sheet.line(words.compared(before.since, before.until))
    sheet.line(words.made(figures.made_at))
    if not figures.whole.tally.questions:
        sheet.line(words.EMPTY, size=12, bold=True)
    sheet.head([words.COLUMNS[name] for name in ("figure", "now", "before", "change")])
    for line in _lines(figures):
        sheet.mixed(line)
    sheet.line()
    _weeks(sheet, figures)
    sheet.line()
    _topics(sheet, figures)
    notes = words.notes(figures.min_askers, figures.without_text, figures.unthemed)
    if not with_questions:
        notes = (*notes, words.ONLY_TOTALS)
    for title, lines in ((words.SECTIONS["proposals"], proposals(figures)), (words.SECTIONS["notes"], notes)):
        sheet.line()
        sheet.line(title, size=12, bold=True)
        for text in lines:
            sheet.paragraph(text)


def _lines(figures: Figures) -> list[list[tuple[Kind, Value]]]:
    now, before = figures.whole, figures.before

    def counted(name: str, value: int, value_before: int) -> list[tuple[Kind, Value]]:
        change: Value = (value - value_before) / value_before if value_before else None
        return [
            (Kind.TEXT, words.FIGURES[name]),
            (Kind.COUNT, value),
            (Kind.COUNT, value_before),
            (Kind.CHANGE, change),
        ]

    counted_now, counted_before = counts(now), counts(before)
    lines = [counted(name, counted_now[name], counted_before[name]) for name in counted_now]
    share, share_before = now.tally.share, before.tally.share
    moved = None if share is None or share_before is None else 100 * (share - share_before)
    lines.insert(
        3,
        [
            (Kind.TEXT, words.FIGURES["share"]),
            (Kind.SHARE, share),
            (Kind.SHARE, share_before),
            (Kind.POINTS, moved),
        ],
    )
    for name, value, value_before in (
        ("median_ms", now.median_ms, before.median_ms),
        ("p95_ms", now.p95_ms, before.p95_ms),
    ):
        seconds: list[tuple[Kind, Value]] = [
            (Kind.SECONDS, None if ms is None else ms / 1000) for ms in (value, value_before)
        ]
        lines.append([(Kind.TEXT, words.FIGURES[name]), *seconds, (Kind.CHANGE, None)])
    return lines


def _weeks(sheet: Sheet, figures: Figures) -> None:
    sheet.line(words.SECTIONS["weeks"], size=12, bold=True)
    names = [words.COLUMNS[name] for name in ("week", "answered", "lacking", "failed", "share")]
    head = sheet.head(names)
    count = sheet.rows(
        [Kind.DAY, Kind.COUNT, Kind.COUNT, Kind.COUNT, Kind.SHARE],
        ((week, tally.answered, tally.lacking, tally.of(Outcome.FAILED), tally.share) for week, tally in figures.weeks),
    )
    bars: Any = BarChart()
    bars.type, bars.grouping, bars.overlap = "col", "stacked", 100
    bars.add_data(_block(sheet, head, 2, 4, count), titles_from_data=True)
    bars.set_categories(_block(sheet, head + 1, 1, 1, count - 1))
    for series, colour in zip(bars.series, (plots.ANSWERED, plots.LACKING, plots.FAILED), strict=True):
        series.graphicalProperties.solidFill = colour.lstrip("#")
    _place(sheet, bars, words.PLOT_WEEKS, 0)
    line: Any = LineChart()
    line.add_data(_block(sheet, head, 5, 5, count), titles_from_data=True)
    line.set_categories(_block(sheet, head + 1, 1, 1, count - 1))
    line.series[0].graphicalProperties.line.solidFill = plots.ANSWERED.lstrip("#")
    line.series[0].smooth = False
    line.series[0].marker.symbol = "circle"
    line.y_axis.scaling.min, line.y_axis.scaling.max = 0, 1
    line.y_axis.number_format = "0%"
    line.legend = None
    _place(sheet, line, words.PLOT_SHARE, 1)
    for chart in (bars, line):
        chart.x_axis.number_format = "dd/mm"


def _topics(sheet: Sheet, figures: Figures) -> None:
    sheet.line(words.SECTIONS["themes"], size=12, bold=True)
    head = sheet.head([words.COLUMNS[name] for name in ("theme", "answered", "lacking", "failed", "share")])
    shown = figures.topics[:_TOPICS]
    count = sheet.rows(
        [Kind.TEXT, Kind.COUNT, Kind.COUNT, Kind.COUNT, Kind.SHARE],
        (
            (
                topic.label,
                topic.tally.answered,
                topic.tally.lacking,
                topic.tally.of(Outcome.FAILED),
                topic.tally.share,
            )
            for topic in shown
        ),
    )
    if not count:
        sheet.line(words.NO_THEMES)
        return
    bars: Any = BarChart()
    bars.type, bars.grouping, bars.overlap = "bar", "stacked", 100
    bars.add_data(_block(sheet, head, 2, 4, count), titles_from_data=True)
    bars.set_categories(_block(sheet, head + 1, 1, 1, count - 1))
    for series, colour in zip(bars.series, (plots.ANSWERED, plots.LACKING, plots.FAILED), strict=True):
        series.graphicalProperties.solidFill = colour.lstrip("#")
    bars.x_axis.scaling.orientation = "maxMin"  # the first on top
    bars.x_axis.tickLblSkip = 1  # every theme is named
    bars.y_axis.crosses = "max"  # and the numbers stay below
    bars.gapWidth = 40
    _place(sheet, bars, words.PLOT_THEMES, 2, height=11.0)


def _block(sheet: Sheet, row: int, first: int, last: int, more: int) -> Reference:
    return Reference(sheet.sheet, min_col=first, max_col=last, min_row=row, max_row=row + more)


def _place(sheet: Sheet, chart: Any, title: str, place: int, *, height: float = 8.0) -> None:
    chart.title = title
    chart.title.overlay = False
    chart.width = _CHART_WIDTH
    chart.height = height
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill="DDDDDD"))
    chart.x_axis.delete = chart.y_axis.delete = False
    if chart.legend is not None:
        chart.legend.position = "b"
    sheet.sheet.add_chart(chart, f"{_BESIDE}{2 + place * _CHART_ROWS}")
