"""Whether a document, or a place in it, is in force on a given day; computed when a question is asked, never stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.model import Ceased, Document, Metadata, Span, Validity
from bot.vietnamese.labels import sections_at

_MAY_CEASE = (Validity.IN_FORCE, Validity.PARTLY, Validity.UNKNOWN)


def validity_on(metadata: Metadata, day: date) -> Validity:
    """Validity of a document on a day: what its dates say, then what a person stated, then whether it has a successor.

    A statement ("hết hiệu lực") without a date holds for every day. A document of which only the day of issue is known
    counts as unknown: nobody has said that it is in force. One with parts that are out of force is in force in part.
    """
    whole = _whole(metadata, day)
    return Validity.PARTLY if whole in _MAY_CEASE and ceased_on(metadata, day) else whole


def ceased_on(metadata: Metadata, day: date) -> tuple[Ceased, ...]:
    """The parts of a document that are out of force on a day."""
    return tuple(one for one in metadata.ceased if one.since is None or day >= one.since)


def validity_at(document: Document, span: Span, day: date) -> Validity:
    """Validity of a place on a day: out of force where all of it has ceased, in part where some of it has.

    Where nobody can tell which words a ceased part holds, every place is in force in part.
    """
    whole = _whole(document.metadata, day)
    if whole not in _MAY_CEASE or not (parts := ceased_on(document.metadata, day)):
        return whole
    spans = _spans(document, parts)
    touched = [held for held in spans.values() if held[0] < span[1] and span[0] < held[1]]
    if touched and not _left(document, span, touched):
        return Validity.EXPIRED
    return Validity.PARTLY if touched or len(spans) < len(parts) else whole


def ceased_at(document: Document, span: Span, day: date) -> tuple[Ceased, ...]:
    """The parts out of force on a day that a place touches, or that nobody can find; () where none has ceased."""
    if _whole(document.metadata, day) not in _MAY_CEASE:
        return ()
    parts = ceased_on(document.metadata, day)
    spans = _spans(document, parts)
    return tuple(one for one in parts if (held := spans.get(one)) is None or (held[0] < span[1] and span[0] < held[1]))


def _whole(metadata: Metadata, day: date) -> Validity:
    """Validity of a document but for parts that have ceased on their own."""
    stated = metadata.stated_validity
    if stated is Validity.NOT_APPLICABLE:
        return Validity.NOT_APPLICABLE
    if metadata.expired_from is not None and day >= metadata.expired_from:
        return Validity.EXPIRED
    start = metadata.in_force_from or metadata.issued
    if start is not None and day < start:
        return Validity.NOT_YET
    if metadata.expired_from is not None:  # before that day it was in force
        return Validity.PARTLY if stated is Validity.PARTLY else Validity.IN_FORCE
    if stated is not None:
        return stated
    if metadata.replaced_by:
        return Validity.EXPIRED
    return Validity.IN_FORCE if metadata.in_force_from is not None else Validity.UNKNOWN


def _spans(document: Document, parts: Sequence[Ceased]) -> dict[Ceased, Span]:
    """Where the parts stand; none of those that are not found, or that may be in several places."""
    found: dict[Ceased, Span] = {}
    for one in parts:
        held = sections_at(document.sections, one.place)
        if len(held) == 1:
            section = document.sections[held[0]]
            found[one] = section.start, section.end
    return found


def _left(document: Document, span: Span, gone: Sequence[Span]) -> bool:
    """Whether any words of a span stand outside of some others, headings of what is within it not counted."""
    headings = [
        (section.start, section.body)
        for section in document.sections
        if section.start < span[1] and section.body > span[0] and any(section.start <= start for start, _ in gone)
    ]
    at = span[0]
    for start, end in sorted([*gone, *headings]):
        if start > at and any(map(str.isalnum, document.text[at : min(start, span[1])])):
            return True
        at = max(at, end)
    return at < span[1] and any(map(str.isalnum, document.text[at : span[1]]))
