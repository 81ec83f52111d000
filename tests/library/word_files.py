"""Word files made for a test: python-docx for what it can do, raw XML for the rest."""

from __future__ import annotations

import io
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from bot.library.reading import Reading
from bot.library.reading.reader import read_bytes


def new() -> Any:
    """An empty document."""
    return docx.Document()


def data(document: Any) -> bytes:
    """The bytes of a document."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def read_back(document: Any) -> Reading:
    """A document saved and read."""
    return read_bytes(data(document), ".docx")


def xml(source: str) -> Any:
    """An element; the prefix w is known."""
    head, rest = source.split(">", 1) if not source.split(">", 1)[0].endswith("/") else (source[:-2], "")
    return parse_xml(f"{head} {nsdecls('w')}>{rest}" if rest else f"{head} {nsdecls('w')}/>")


def lists(document: Any, abstracts: str, numbers: str) -> None:
    """Put list definitions in place of those of the template."""
    root = document.part.numbering_part.element
    for child in list(root):
        root.remove(child)
    for source in (abstracts, numbers):
        for element in parse_xml(f"<w:x {nsdecls('w')}>{source}</w:x>"):
            root.append(element)


def level(index: int, text: str, style: str = "decimal", extra: str = "") -> str:
    """One level of a list definition."""
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>{extra}<w:lvlText '
        f'w:val="{text}"/></w:lvl>'
    )


def numbered(document: Any, text: str, number: int, at: int = 0) -> Any:
    """A paragraph that belongs to a list."""
    paragraph = document.add_paragraph(text)
    properties = paragraph._p.get_or_add_pPr()
    properties.append(xml(f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>'))
    return paragraph


def append(document: Any, source: str) -> None:
    """Put raw XML at the end of the body."""
    body = document.element.body
    body.insert(list(body).index(body.find(qn("w:sectPr"))), xml(source))
