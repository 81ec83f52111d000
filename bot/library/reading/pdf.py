"""Reading .pdf: the text layer, in reading order, with paragraphs mended across lines and pages."""

from __future__ import annotations

import threading

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from bot import phrases
from bot.errors import UnreadableFile
from bot.library.reading.builder import TextBuilder
from bot.library.reading.parts import Reading
from bot.library.reading.pdf_lines import PdfLine, page_lines
from bot.library.reading.pdf_paragraphs import Paragraphs, mark_furniture

_MAX_PAGES = 3_000
_MAX_LETTERS = 8_000_000  # of all pages; the longest law has a tenth of it
_WORDS_ON_A_PAGE = 15  # letters; fewer are a page number or a stamp above a scanned image
_LOCK = threading.Lock()  # pdfium may not be called from two threads at once


def read_pdf(data: bytes) -> Reading:
    """Read a PDF with a text layer."""
    with _LOCK:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            password = getattr(error, "err_code", None) == pdfium_c.FPDF_ERR_PASSWORD
            raise UnreadableFile(phrases.FILE_PASSWORD if password else phrases.file_damaged("PDF")) from error
        try:
            pages, cut = _pages(document)
        finally:
            document.close()
    without = [number for number, lines in enumerate(pages, 1) if _letters(lines) < _WORDS_ON_A_PAGE]
    if len(without) == len(pages):
        raise UnreadableFile(phrases.FILE_SCAN)
    mark_furniture(pages)
    builder = TextBuilder()
    paragraphs = Paragraphs(builder)
    paragraphs.write(pages)
    warnings = [phrases.pages_without_text(without)] if without else []
    if cut:
        warnings.append(phrases.pages_cut(len(pages)))
    return Reading(
        text=builder.text,
        marks=builder.sorted_marks(),
        pages=tuple(paragraphs.pages),
        warnings=tuple(warnings),
    )


def _pages(document: pdfium.PdfDocument) -> tuple[list[list[PdfLine]], bool]:
    """The lines of each page; a damaged page has none."""
    pages: list[list[PdfLine]] = []
    count = len(document)
    letters = 0
    for number in range(min(count, _MAX_PAGES)):
        try:
            page = document[number]
        except pdfium.PdfiumError:
            pages.append([])
            continue
        try:
            lines = page_lines(page, number)
            pages.append(lines)
            letters += sum(len(line.text) for line in lines)
        except pdfium.PdfiumError:
            pages.append([])
        finally:
            page.close()
        if letters > _MAX_LETTERS:
            break
    return pages, len(pages) < count


def _letters(lines: list[PdfLine]) -> int:
    return sum(char.isalpha() for line in lines for char in line.text)
