"""The report as an Excel workbook: an overview with charts, a sheet for each list, and the questions themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.formatting.rule import ColorScaleRule, Rule
from openpyxl.utils import get_column_letter

from bot.journal.entry import Outcome, Verdict
from bot.journal.report import overview
from bot.journal.report.raw import Row
from bot.journal.report.sheet import MOST_ROWS, Column, Kind, Sheet, Value, table
from bot.journal.report.values import Figures, Tally, Topic
from bot.phrases import report as words

_COUNTED = (Outcome.ANSWERED, Outcome.NEAR, Outcome.REFUSED, Outcome.FAILED)
_OUTCOME_COLUMNS = [Column(words.COLUMNS[outcome.value], 12, Kind.COUNT) for outcome in _COUNTED]
_SHARE = Column(words.COLUMNS["share"], 12, Kind.SHARE)


def workbook(figures: Figures, rows: Sequence[Row] | None) -> bytes:
    """The bytes of an .xlsx file. `rows` are the period's questions; more than a sheet holds are cut, which it says.

    With None it has only totals: the sheets of single questions are left out, which its notes say.
    """
    book = Workbook(write_only=True)
    overview.add(book, figures, with_questions=rows is not None)
    _topics(book, figures, words.SHEETS["themes"], figures.topics)
    _topics(book, figures, words.SHEETS["unanswered"], figures.unanswered)
    if rows is not None:
        _disliked(book, figures, rows)
    _topics(book, figures, words.SHEETS["rising"], figures.rising)
    _units(book, figures)
    _hours(book, figures)
    if rows is not None:
        _rows(book, rows)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _topics(book: Workbook, figures: Figures, title: str, topics: Sequence[Topic]) -> None:
    columns = [
        Column(words.COLUMNS["rank"], 5, Kind.COUNT),
        Column(words.COLUMNS["theme"], 60),
        Column(words.COLUMNS["questions"], 10, Kind.COUNT),
        Column(words.COLUMNS["askers"], 10, Kind.COUNT),
        Column(words.COLUMNS["before"], 10, Kind.COUNT),
        Column(words.COLUMNS["growth"], 10, Kind.COUNT),
        *_OUTCOME_COLUMNS,
        _SHARE,
        Column(words.COLUMNS["ups"], 9, Kind.COUNT),
        Column(words.COLUMNS["downs"], 9, Kind.COUNT),
        Column(words.COLUMNS["files"], 48),
    ]
    values: Iterable[Sequence[Value]] = (
        (
            rank,
            topic.label,
            topic.tally.questions,
            topic.tally.askers,
            topic.before,
            topic.growth,
            *_counts(topic.tally),
            topic.ups,
            topic.downs,
            "\n".join(topic.files),
        )
        for rank, topic in enumerate(topics, 1)
    )
    without_before = title == words.SHEETS["rising"] and not figures.before.tally.questions
    table(book, title, columns, values, words.NO_BEFORE if without_before else words.NO_THEMES)


def _disliked(book: Workbook, figures: Figures, rows: Sequence[Row]) -> None:
    columns = [
        Column(words.COLUMNS["theme"], 42),
        Column(words.COLUMNS["theme_downs"], 13, Kind.COUNT),
        Column(words.COLUMNS["asked_at"], 17, Kind.MOMENT),
        Column(words.COLUMNS["typed"], 60),
        Column(words.COLUMNS["reason"], 18),
        Column(words.COLUMNS["citations"], 48),
    ]
    # By number: two themes may be called the same, and all of too few askers are.
    downs: dict[int | None, int] = {topic.id: topic.downs for topic in figures.disliked}
    disliked = [row for row in rows if row.verdict is Verdict.DOWN]
    # Of a theme, the latest first.
    disliked.sort(key=lambda row: (-downs.get(row.theme_id, 0), row.theme or "", row.theme_id or 0))
    values: Iterable[Sequence[Value]] = (
        (
            row.theme,
            downs.get(row.theme_id),
            row.asked_at,
            row.typed or words.TEXT_GONE,
            words.REASONS[row.reason.value if row.reason else ""],
            "\n".join(row.citations),
        )
        for row in disliked
    )
    table(book, words.SHEETS["disliked"], columns, values, words.NO_DISLIKED)


def _units(book: Workbook, figures: Figures) -> None:
    columns = [
        Column(words.COLUMNS["unit"], 48),
        Column(words.COLUMNS["questions"], 11, Kind.COUNT),
        Column(words.COLUMNS["askers"], 11, Kind.COUNT),
        *_OUTCOME_COLUMNS,
        _SHARE,
    ]
    values = ((unit, tally.questions, tally.askers, *_counts(tally)) for unit, tally in figures.units)
    table(book, words.SHEETS["units"], columns, values, words.EMPTY)


def _hours(book: Workbook, figures: Figures) -> None:
    sheet = Sheet(book, words.SHEETS["hours"], [24, *[9.0] * 25], frozen="B2")
    head = sheet.head([words.COLUMNS["hour"], *[str(hour) for hour in range(24)], words.TOTAL])
    kinds = [Kind.TEXT, *[Kind.COUNT] * 25]
    days = zip(words.WEEKDAYS, figures.calendar, strict=True)
    sheet.rows(kinds, ((name, *[count or None for count in hours], sum(hours)) for name, hours in days))
    totals = [sum(hours[hour] for hours in figures.calendar) for hour in range(24)]
    sheet.rows(kinds, [(words.TOTAL, *totals, sum(totals))])
    cells = f"B{head + 1}:{get_column_letter(25)}{head + 7}"
    scale: Rule = ColorScaleRule(  # type: ignore[no-untyped-call]
        start_type="num", start_value=0, start_color="FFFFFF", end_type="max", end_color="0072B2"
    )
    sheet.sheet.conditional_formatting.add(cells, scale)
    sheet.line()
    titles = ("channel", "questions", "askers", *[outcome.value for outcome in _COUNTED], "share")
    head = sheet.head([words.COLUMNS[title] for title in titles])
    values = ((words.channel(name), tally.questions, tally.askers, *_counts(tally)) for name, tally in figures.channels)
    sheet.rows([Kind.TEXT, *[Kind.COUNT] * 6, Kind.SHARE], values)
    sheet.filter(head, len(titles))


def _rows(book: Workbook, rows: Sequence[Row]) -> None:
    columns = [
        Column(words.COLUMNS["asked_at"], 17, Kind.MOMENT),
        Column(words.COLUMNS["channel"], 13),
        Column(words.COLUMNS["unit"], 28),
        Column(words.COLUMNS["theme"], 38),
        Column(words.COLUMNS["typed"], 60),
        Column(words.COLUMNS["outcome"], 17),
        Column(words.COLUMNS["citations"], 44),
        Column(words.COLUMNS["confidence"], 10, Kind.SHARE),
        Column(words.COLUMNS["ms"], 11, Kind.COUNT),
        Column(words.COLUMNS["verdict"], 11),
        Column(words.COLUMNS["reason"], 15),
    ]
    most = MOST_ROWS - 2  # besides the header, and the line that says that some are missing
    values: Iterable[Sequence[Value]] = (
        (
            row.asked_at,
            words.channel(row.channel),
            row.unit,
            row.theme,
            row.typed or words.TEXT_GONE,
            words.OUTCOMES[row.outcome.value],
            "\n".join(row.citations),
            row.confidence,
            row.ms,
            words.VERDICTS[row.verdict.value] if row.verdict else None,
            words.REASONS[row.reason.value] if row.reason else None,
        )
        for row in rows[:most]
    )
    sheet = table(book, words.SHEETS["rows"], columns, values, words.EMPTY)
    if len(rows) > most:
        sheet.line(words.ROWS_CUT)


def _counts(tally: Tally) -> list[Value]:
    return [*[tally.of(outcome) for outcome in _COUNTED], tally.share]
