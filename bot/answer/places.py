"""Where a span stands in its document: the address that a reader sees and the reference that a drafter copies."""

from __future__ import annotations

from bisect import bisect_right

from bot import phrases
from bot.model import Document, Metadata, Section, SectionKind

_LEGAL = (SectionKind.POINT, SectionKind.CLAUSE, SectionKind.ARTICLE)
_ADDRESSED = (SectionKind.ARTICLE, SectionKind.CLAUSE, SectionKind.POINT)
_FRAMES = (SectionKind.APPENDIX, SectionKind.PART, SectionKind.CHAPTER, SectionKind.MUC)


def section_at(document: Document, start: int, end: int) -> int | None:
    """Index of the deepest section that holds the span whole."""
    best: int | None = None
    for number, section in enumerate(document.sections):
        if section.start > start:
            break
        if section.end >= end:
            best = number  # parents come before children, so the last that fits is the deepest
    return best


def path_to(document: Document, number: int | None) -> list[Section]:
    """The section and its ancestors, outermost first."""
    path: list[Section] = []
    while number is not None:
        section = document.sections[number]
        path.append(section)
        number = section.parent
    return path[::-1]


def address(document: Document, start: int, end: int) -> str | None:
    """The place of a span as a reader looks it up; None where the document has no outline at all.

    "Điều 5, khoản 2, điểm a"; "Trả lời của ông Đỗ Mạnh Hiến, câu hỏi 3"; "mục “Điều kiện”"; "trang 4".
    """
    path = path_to(document, section_at(document, start, end))
    parts: list[str] = []
    if path:
        last = path[-1]
        turn = next((section for section in reversed(path) if section.kind in phrases.TURNS), None)
        if turn is not None:
            return phrases.turn_address(turn)
        frames = [section.label for section in path if section.kind in _FRAMES]
        legal = [section.label for section in path if section.kind in _ADDRESSED]
        headings = [section for section in path if section.kind is SectionKind.HEADING]
        if legal and legal[0].casefold().startswith("điều"):
            # Articles are numbered through a whole document; only an appendix starts its own.
            parts = [label for label in frames if path[0].kind is SectionKind.APPENDIX][:1] + legal
        elif legal:
            parts = frames + legal
        elif headings:
            parts = [phrases.heading_address(headings[-1])]
        elif frames:
            parts = frames
        elif last.kind in phrases.SECTION_NAMES:
            parts = [phrases.SECTION_NAMES[last.kind]]
    if not parts and document.pages:
        parts = [phrases.page_address(page_of(document, start))]
    return ", ".join(parts) or None


def page_of(document: Document, offset: int) -> int:
    """The page (from 1) that an offset stands on."""
    return max(1, bisect_right(document.pages, offset))


def reference(document: Document, start: int, end: int) -> str:
    """The drafting form, smallest place first: "điểm a khoản 2 Điều 5 Quy định số 80-QĐ/TW ngày … của …"."""
    path = path_to(document, section_at(document, start, end))
    legal = [section.label for section in reversed(path) if section.kind in _LEGAL]
    if legal and not path_is_numbered(path):
        legal = []
    place = " ".join(legal)
    if not place:
        place = address(document, start, end) or ""
        place = f"{place}," if place else ""
    return " ".join(part for part in (place, full_name(document.metadata)) if part)


def path_is_numbered(path: list[Section]) -> bool:
    """Whether the place can be named by Điều, khoản, điểm alone."""
    return any(section.kind is SectionKind.ARTICLE for section in path)


def full_name(metadata: Metadata) -> str:
    """The document as a drafter names it: kind, number, date, issuer; its title where it has no number."""
    if not metadata.number:
        return metadata.title
    parts = [f"{metadata.kind} số {metadata.number}" if metadata.kind else f"văn bản số {metadata.number}"]
    when = phrases.date_words(metadata)
    if when:
        parts.append(when)
    if metadata.issuer:
        parts.append(f"của {metadata.issuer}")
    return " ".join(parts)


def short_name(metadata: Metadata) -> str:
    """The document in a few words: "Kết luận 09-KL/TU"; its title where it has no number."""
    if metadata.number:
        return f"{metadata.kind} {metadata.number}" if metadata.kind else metadata.number
    return metadata.title
