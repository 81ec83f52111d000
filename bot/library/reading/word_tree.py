"""Walking a Word document's tree: what belongs to the document, through wrappers without a meaning of their own."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from bot.library.reading.word_numbering import W

FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Words that were deleted or moved away in tracked changes, and instructions of fields, are no words of the document.
LEFT_OUT = {
    f"{W}del",
    f"{W}moveFrom",
    f"{W}instrText",
    f"{W}delText",
    f"{W}delInstrText",
    f"{W}pPr",
    f"{W}rPr",
    FALLBACK,
}


def block_elements(container: etree._Element, depth: int = 0) -> Iterator[etree._Element]:
    """Paragraphs and tables in order, through content controls, insertions and other wrappers."""
    if depth > 40:
        return
    for element in container:
        if element.tag in (f"{W}p", f"{W}tbl"):
            yield element
        elif isinstance(element.tag, str) and element.tag not in LEFT_OUT and element.tag != f"{W}tcPr":
            yield from block_elements(element, depth + 1)


def rows_of(table: etree._Element, depth: int = 0) -> Iterator[etree._Element]:
    """The rows of a table, without those that were deleted in tracked changes."""
    for element in table:
        if element.tag == f"{W}tr":
            if element.find(f"{W}trPr/{W}del") is None:
                yield element
        elif isinstance(element.tag, str) and element.tag not in LEFT_OUT and depth < 10:
            yield from rows_of(element, depth + 1)


def cells_of(row: etree._Element, depth: int = 0) -> Iterator[etree._Element]:
    """The cells of a row."""
    for element in row:
        if element.tag == f"{W}tc":
            yield element
        elif isinstance(element.tag, str) and element.tag not in LEFT_OUT and depth < 10:
            yield from cells_of(element, depth + 1)
