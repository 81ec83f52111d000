"""Drafts as files of other formats, and as what scanning and old programs make of them."""

from __future__ import annotations

import html
import re
import textwrap
from dataclasses import replace
from typing import Any

from tests.library import word_files as word
from tests.library.outline_drafts import Draft, File, Said
from tests.library.pdf_by_hand import Placed, make_pdf
from tests.library.test_reading_fonts import tcvn3

_VIETNAMESE, _LATIN = "abcdđeghiklm", "abcdefghijkl"
_WIDTH, _PER_PAGE = 75, 38  # characters of a line, lines of a page
_MARKERS = (("Điều", re.compile(r"Điều \d+\. ")), ("khoản", re.compile(r"\d+\. ")), ("điểm", re.compile(r"[a-zđ]\) ")))


def wrapped(draft: Draft) -> File:
    """A text file with lines broken at 72 characters."""
    lines = [part for line in draft.lines for part in textwrap.wrap(line, 72) or [""]]
    return File(".txt", "\n".join(lines).encode(), tuple(draft.said))


def as_tcvn3(draft: Draft) -> File:
    """A text file in the letters of .VnTime."""
    text = "\n".join(line for line in draft.lines if not line.isupper())
    return File(".txt", tcvn3(text).encode("latin-1", "replace"), tuple(draft.said))


def as_ocr(draft: Draft) -> File:
    """Blanks where recognition of characters puts them: before stops and brackets, two where one was."""
    lines = []
    for line in draft.lines:
        line = re.sub(r"^Điều (\d+)\. ", lambda m: draft.chance.choice(("Điều {} . ", "Điều  {}. ")).format(m[1]), line)
        line = re.sub(r"^(\d+)\. ", lambda m: draft.chance.choice(("{} . ", "{}.  ", "{}. ")).format(m[1]), line)
        line = re.sub(r"^([a-zđ])\) ", lambda m: draft.chance.choice(("{} ) ", "{})  ", "{}) ")).format(m[1]), line)
        lines.append(re.sub(r" (?=của mình)", "  ", line))
    return File(".txt", "\n".join(lines).encode(), tuple(draft.said))


def as_html(draft: Draft) -> File:
    """A page with a paragraph for each line, articles in bold."""
    body = "".join(
        f"<p><b>{html.escape(line)}</b></p>" if line.startswith("Điều ") else f"<p>{html.escape(line)}</p>"
        for line in draft.lines
        if line
    )
    page = f"<html><head><title>Quy định thí dụ</title></head><body><div>{body}</div></body></html>"
    return File(".html", page.encode(), tuple(draft.said))


def as_markdown(draft: Draft) -> File:
    """Articles as headings, everything else as paragraphs."""
    lines = [f"### {line}" if line.startswith("Điều ") else line for line in draft.lines]
    return File(".md", ("# Quy định thí dụ\n\n" + "\n\n".join(lines) + "\n").encode(), tuple(draft.said))


def as_pdf(draft: Draft) -> File:
    """Pages with a running head and numbers; paragraphs go on from page to page."""
    lines = [part for line in draft.lines for part in textwrap.wrap(line, _WIDTH) or [""]]
    pages: list[list[Placed]] = []
    for at in range(0, len(lines), _PER_PAGE):
        number = at // _PER_PAGE + 1
        step = 740 / _PER_PAGE
        page: list[Placed] = [(200, 820, "Quy định thí dụ của Thành ủy")]
        page += [(60, 790 - step * row, line) for row, line in enumerate(lines[at : at + _PER_PAGE]) if line]
        pages.append([*page, (290, 25, f"{number}")])
    return File(".pdf", make_pdf(pages, size=11), tuple(draft.said))


def as_word(draft: Draft, *, tables: bool = False) -> File:
    """A Word file: with automatic numbers for articles, clauses and points, or with tables between the clauses."""
    document = word.new()
    if tables:
        for line in draft.lines:
            document.add_paragraph(line)
            if _MARKERS[1][1].match(line) and draft.chance.random() < 0.5:
                _table(document)
        return File(".docx", word.data(document), tuple(draft.said))
    levels = word.level(0, "Điều %1.") + word.level(1, "%2.") + word.level(2, "%3)", "lowerLetter")
    word.lists(
        document,
        f'<w:abstractNum w:abstractNumId="1">{levels}</w:abstractNum>',
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>',
    )
    for line in draft.lines:
        level, match = next(
            ((level, match) for level, (_, form) in enumerate(_MARKERS) if (match := form.match(line))), (0, None)
        )
        if match:
            word.numbered(document, line[match.end() :], 1, level)
        else:
            document.add_paragraph(line)
    return File(".docx", word.data(document), tuple(_latin(said) for said in draft.said))


def as_two_columns(draft: Draft) -> File:
    """A Word file whose heading is a table of two columns without lines."""
    document = word.new()
    first = draft.lines.index("")
    office, nation = draft.lines[:4], draft.lines[4:first]
    cells = document.add_table(1, 2).rows[0].cells
    cells[0].text, cells[1].text = "\n".join(office), "\n".join(nation)
    for line in draft.lines[first:]:
        document.add_paragraph(line)
    return File(".docx", word.data(document), tuple(draft.said))


def _table(document: Any) -> None:
    table = document.add_table(3, 3)
    for row, cells in enumerate((("TT", "Chức danh", "Số lượng"), ("1.", "Bí thư", "1"), ("2.", "Phó Bí thư", "2"))):
        for column, words in enumerate(cells):
            table.cell(row, column).text = words


def _latin(said: Said) -> Said:
    """Word letters its lists a b c d e f, without đ."""
    place = tuple(
        f"điểm {_LATIN[_VIETNAMESE.index(part[-1])]}" if part.startswith("điểm ") else part for part in said.place
    )
    return replace(said, place=place)
