"""Reading .pdf: the text layer, in reading order, with paragraphs mended across lines and pages; scans by OCR."""

from __future__ import annotations

import threading

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from bot import phrases
from bot.errors import UnreadableFile
from bot.library.reading.builder import TextBuilder
from bot.library.reading.ocr import Recogniser
from bot.library.reading.old_fonts import OldFonts
from bot.library.reading.parts import Reading
from bot.library.reading.pdf_lines import PdfLine, page_lines
from bot.library.reading.pdf_paragraphs import Paragraphs, mark_furniture
from bot.phrases import reading as words

_MAX_PAGES = 3_000
_MAX_LETTERS = 8_000_000  # of all pages; the longest law has a tenth of it
_WORDS_ON_A_PAGE = 15  # letters; fewer are a page number or a stamp above a scanned image
_DPI = 300
_MAX_PIXELS = 40_000_000  # of a page; A3 at 300 dpi has less than half of it
_DRAWN = (pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_SHADING)
_LOCK = threading.Lock()  # pdfium may not be called from two threads at once


def read_pdf(data: bytes, fonts: OldFonts) -> Reading:
    """Read a PDF by its text layer, and pages that are images by recognising their words."""
    with _LOCK:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            password = getattr(error, "err_code", None) == pdfium_c.FPDF_ERR_PASSWORD
            raise UnreadableFile(phrases.FILE_PASSWORD if password else phrases.file_damaged("PDF")) from error
        try:
            pages, cut = _pages(document, fonts)
            without = [
                number
                for number, lines in enumerate(pages)
                if _letters(lines) < _WORDS_ON_A_PAGE and _shows_something(document, number)
            ]
            warnings = _recognise(document, pages, without)
        finally:
            document.close()
    mark_furniture(pages)
    builder = TextBuilder()
    paragraphs = Paragraphs(builder)
    paragraphs.write(pages)
    if cut:
        warnings.append(phrases.pages_cut(len(pages)))
    return Reading(
        text=builder.text,
        marks=builder.sorted_marks(),
        pages=tuple(paragraphs.pages),
        warnings=tuple(warnings),
    )


def _pages(document: pdfium.PdfDocument, fonts: OldFonts) -> tuple[list[list[PdfLine]], bool]:
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
            lines = page_lines(page, number, fonts)
            pages.append(lines)
            letters += sum(len(line.text) for line in lines)
        except pdfium.PdfiumError:
            pages.append([])
        finally:
            page.close()
        if letters > _MAX_LETTERS:
            break
    return pages, len(pages) < count


def _recognise(document: pdfium.PdfDocument, pages: list[list[PdfLine]], without: list[int]) -> list[str]:
    """Put the words of scanned pages into `pages`; return warnings. Raises UnreadableFile where no page has words."""
    all_scans = not any(_letters(lines) >= _WORDS_ON_A_PAGE for lines in pages)
    if not without:
        return []
    if not Recogniser.available():
        if all_scans:
            raise UnreadableFile(words.SCAN_NEEDS_OCR)
        return [words.pages_need_ocr([number + 1 for number in without])]
    recogniser = Recogniser()
    for number in without:
        found = _recognised(document, number, recogniser)
        pages[number] = found or pages[number]
    read = recogniser.pages
    if all_scans and not read:
        raise UnreadableFile(words.IMAGE_WITHOUT_WORDS)
    warnings = []
    if read:
        warnings.append(words.READ_BY_OCR if all_scans else words.pages_by_ocr([number + 1 for number in read]))
    unread = [number + 1 for number in without if number not in read and number not in recogniser.blank]
    if unread:
        warnings.append(words.pages_not_recognised(unread))
    return warnings


def _recognised(document: pdfium.PdfDocument, number: int, recogniser: Recogniser) -> list[PdfLine]:
    try:
        page = document[number]
    except pdfium.PdfiumError:
        return []
    try:
        inches = page.get_width() * page.get_height() / 72 / 72
        dpi = min(_DPI, (_MAX_PIXELS / max(inches, 0.01)) ** 0.5)
        image = page.render(scale=dpi / 72, grayscale=True).to_pil()
    except (pdfium.PdfiumError, ValueError):
        return []
    finally:
        page.close()
    return recogniser.lines(image, number, dpi)


def _shows_something(document: pdfium.PdfDocument, number: int) -> bool:
    """Whether a page without words has an image or a drawing on it, which may be of words."""
    try:
        page = document[number]
    except pdfium.PdfiumError:
        return False
    try:
        return any(item.type in _DRAWN for item in page.get_objects(max_depth=4))
    except pdfium.PdfiumError:
        return False
    finally:
        page.close()


def _letters(lines: list[PdfLine]) -> int:
    return sum(char.isalpha() for line in lines for char in line.text)
