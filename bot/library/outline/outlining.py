"""`outline`: which shape a text has, and its sections."""

from __future__ import annotations

from collections.abc import Sequence

from bot.library.outline import furniture
from bot.library.outline.interview import interview
from bot.library.outline.items import items
from bot.library.outline.letterhead import Letterhead, find_letterhead
from bot.library.outline.markers import Level, quoted_lines
from bot.library.outline.parts import Line, Node, Outline, RowSpan, assemble, split_lines
from bot.library.outline.plain import plain
from bot.library.outline.regulation import regulation
from bot.library.reading import Reading
from bot.model import Section, SectionKind

_ARTICLES = 2  # as many articles make a regulation whatever else the text looks like


def outline(reading: Reading) -> Outline:
    """Return the sections and the furniture of a text; every section nests within its parent."""
    lines = furniture.find_furniture(split_lines(reading))
    return Outline(assemble(_nodes(lines), lines), furniture.spans(lines))


def outline_rows(text: str, rows: Sequence[RowSpan]) -> tuple[Section, ...]:
    """Return one article for each row, with the clauses and points inside it; nothing ever reaches across rows."""
    sections: list[Section] = []
    reading = Reading(text)
    for row in rows:
        base = len(sections)
        sections.append(Section(SectionKind.ARTICLE, row.label, row.title, row.start, row.body, row.end))
        lines = split_lines(reading, row.body, row.end)
        for section in assemble(items(lines, 0, len(lines), quoted_lines(lines)), lines):
            parent = base if section.parent is None else base + 1 + section.parent
            sections.append(
                Section(
                    section.kind,
                    section.label,
                    section.title,
                    section.start,
                    section.body,
                    section.end,
                    parent,
                    section.number,
                )
            )
    return tuple(sections)


def _nodes(lines: Sequence[Line]) -> list[Node]:
    if not lines:
        return []
    letterhead = find_letterhead(lines)
    structured = regulation(lines, letterhead)
    if _is_regulation(structured, letterhead):
        return structured
    turns = interview(lines)
    if turns is not None:
        return turns
    return structured if _is_structured(structured, letterhead) else plain(lines, letterhead)


def _is_regulation(nodes: Sequence[Node], letterhead: Letterhead) -> bool:
    """Articles or chapters, or a document's own heading above numbered paragraphs."""
    articles = sum(node.kind is SectionKind.ARTICLE for node in nodes)
    chapters = sum(node.level in (Level.PART, Level.CHAPTER) for node in nodes)
    return articles >= _ARTICLES or chapters >= 2 or (letterhead.administrative and bool(nodes))


def _is_structured(nodes: Sequence[Node], letterhead: Letterhead) -> bool:
    """Without a heading of its own: a lone article, or Roman headings with numbers below them."""
    if any(node.kind is SectionKind.ARTICLE for node in nodes):
        return True
    romans = sum(node.level is Level.ROMAN for node in nodes)
    return romans >= 2
