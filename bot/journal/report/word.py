"""The report as a Word file of two pages at most, in the shape of an administrative paper, ready to be sent up."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from bot.journal.entry import Outcome, Verdict
from bot.journal.report import plots
from bot.journal.report.described import described
from bot.journal.report.proposals import proposals
from bot.journal.report.text import for_xml, shortened
from bot.journal.report.values import Figures, Topic
from bot.phrases import report as words

_FONT = "Times New Roman"
_TEXT = Pt(13)
_TABLE = Pt(11)
_WIDTH = 210 - 30 - 15  # mm between the margins
_TOPICS = 5
_UNANSWERED = 4
_UNITS = 3
_PROPOSALS = 4
_LABEL = 90  # characters of a theme: three lines of a table
_UNIT = 60  # characters of a unit's name within a sentence


def summary(figures: Figures, *, unit: str | None = None) -> bytes:
    """The bytes of a .docx file. `unit` is the unit that reports; a place to fill in where it is not known."""
    document: Any = Document()
    _set_up(document)
    _heading(document, figures, unit)
    _title(document, figures)
    if figures.whole.tally.questions:
        _results(document, figures)
        _subject(document, words.SUMMARY_THEMES)
        shown = [topic for topic in figures.topics if topic.shown][:_TOPICS]
        _topics(document, shown, words.COLUMNS["share"], _share, words.NO_THEMES)
        _subject(document, words.SUMMARY_UNANSWERED)
        unanswered = [topic for topic in figures.unanswered if topic.shown][:_UNANSWERED]
        _topics(document, unanswered, words.COLUMNS["lacking"], _lacking, words.NO_UNANSWERED)
        _subject(document, words.SUMMARY_PROPOSALS)
        for line in proposals(figures)[:_PROPOSALS]:
            _paragraph(document, f"- {line}", indent=True)
    else:
        span = figures.span
        _paragraph(document, f"{words.period(span.since, span.until)}: {words.EMPTY}", indent=True)
    _signature(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _set_up(document: Any) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    style = document.styles["Normal"]
    style.font.name = _FONT
    style.font.size = _TEXT
    fonts = style.element.rPr.rFonts
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), _FONT)
    style.paragraph_format.space_before = Pt(0)
    style.paragraph_format.space_after = Pt(3)
    style.paragraph_format.line_spacing = 1.0
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    style.element.rPr.append(language)
    document.core_properties.title = words.TITLE
    document.core_properties.author = ""
    document.core_properties.language = "vi-VN"


def _heading(document: Any, figures: Figures, unit: str | None) -> None:
    table = document.add_table(rows=1, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    left, right = table.rows[0].cells
    _widths(table, (70, _WIDTH - 70))
    name = left.paragraphs[0]
    name.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(name, (unit or words.SUMMARY_UNIT).upper(), bold=True)
    rule = left.add_paragraph()
    rule.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(rule, "―――――――", size=Pt(8))
    place = right.paragraphs[0]
    place.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _run(place, words.place_and_day(figures.made_at.date()), italic=True)


def _title(document: Any, figures: Figures) -> None:
    for text, size, before in (
        (words.SUMMARY_TITLE, Pt(14), Pt(4)),
        (words.SUMMARY_SUBJECT, Pt(14), Pt(0)),
    ):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_before = before
        paragraph.paragraph_format.space_after = Pt(0)
        _run(paragraph, text, bold=True, size=size)
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    span = figures.span
    _run(paragraph, f"({words.period(span.since, span.until)})", italic=True)


def _results(document: Any, figures: Figures) -> None:
    now, before, span = figures.whole, figures.before, figures.span
    tally = now.tally
    _subject(document, words.SUMMARY_RESULTS)
    said = [
        words.said_asked(span.since, span.until, tally.questions, tally.askers, before.tally.questions),
        words.said_answered(
            tally.answered,
            tally.share,
            before.tally.share,
            tally.of(Outcome.NEAR),
            tally.of(Outcome.REFUSED),
            tally.of(Outcome.FAILED),
        ),
        words.said_rated(now.verdicts.get(Verdict.UP, 0), now.verdicts.get(Verdict.DOWN, 0), figures.reasons),
    ]
    if figures.busiest is not None:
        said.append(words.said_when(figures.busiest[0], figures.busiest[1], now.median_ms))
    named = [(shortened(unit, _UNIT), one.questions) for unit, one in figures.units if unit in figures.named_units]
    if named:
        said.append(words.said_units(named[:_UNITS]))
    for text in said:
        _paragraph(document, text, indent=True)
    about = described(figures)
    for title, name, picture in (
        (words.PLOT_WEEKS, "weeks", plots.weeks(figures, "png")),
        (words.PLOT_SHARE, "share", plots.share(figures, "png")),
    ):
        caption = document.add_paragraph()
        caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
        caption.paragraph_format.keep_with_next = True
        caption.paragraph_format.space_after = Pt(0)
        _run(caption, title, bold=True, size=_TABLE)
        holder = document.add_paragraph()
        holder.alignment = WD_ALIGN_PARAGRAPH.CENTER
        holder.add_run().add_picture(BytesIO(picture), width=Mm(150))
        holder._p.xpath(".//wp:docPr")[0].set("descr", for_xml(about[name]))


def _subject(document: Any, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(6)
    paragraph.paragraph_format.keep_with_next = True
    _run(paragraph, text, bold=True)


def _paragraph(document: Any, text: str, *, indent: bool = False) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    if indent:
        paragraph.paragraph_format.first_line_indent = Mm(10)
    _run(paragraph, text)


def _topics(document: Any, topics: Sequence[Topic], last: str, value: Any, empty: str) -> None:
    if not topics:
        _paragraph(document, empty, indent=True)
        return
    table = document.add_table(rows=1, cols=5)
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    titles = [words.COLUMNS[name] for name in ("rank", "theme", "questions", "askers")]
    _row(table.rows[0], [*titles, last], bold=True)
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    for rank, topic in enumerate(topics, 1):
        counts = (words.number(topic.tally.questions), words.number(topic.tally.askers), value(topic))
        row = table.add_row()
        _row(row, [str(rank), shortened(topic.label, _LABEL), *counts])
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for row in table.rows[:-1]:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True  # the table stays on one page
    _widths(table, (11, _WIDTH - 11 - 3 * 24, 24, 24, 24))


def _row(row: Any, texts: Sequence[str], *, bold: bool = False) -> None:
    for index, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(1)
        left = index == 1 and not bold
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if left else WD_ALIGN_PARAGRAPH.CENTER
        _run(paragraph, " ".join(text.split()), bold=bold, size=_TABLE)


def _widths(table: Any, millimetres: Sequence[float]) -> None:
    table.autofit = False
    for column, width in zip(table.columns, millimetres, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, millimetres, strict=True):
            cell.width = Mm(width)  # Word goes by the columns, others by the cells


def _signature(document: Any) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_before = Pt(8)
    paragraph.paragraph_format.left_indent = Mm(90)
    _run(paragraph, words.SUMMARY_SIGNER, bold=True)


def _share(topic: Topic) -> str:
    return words.percent(topic.tally.share)


def _lacking(topic: Topic) -> str:
    return words.number(topic.tally.lacking)


def _run(paragraph: Any, text: str, *, bold: bool = False, italic: bool = False, size: Any = None) -> None:
    run = paragraph.add_run(for_xml(text))
    run.bold, run.italic = bold, italic
    if size is not None:
        run.font.size = size
