"""A place of a document in its surroundings: what a citation opens."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bot import phrases
from bot.answer import address, reference
from bot.answer.compose import describe, standing
from bot.index import Generation
from bot.model import Document, SectionKind, Span, Validity, mark_of
from bot.search import validity_at, validity_on

__all__ = ["Level", "Place", "SourceView", "locate", "mark_of", "source_view"]
_AROUND = 600  # characters shown before and after a cited passage
_UNITS = set(SectionKind) - {SectionKind.CLAUSE, SectionKind.POINT, SectionKind.PAGE}
_ABOVE_ARTICLES = {SectionKind.PART, SectionKind.CHAPTER, SectionKind.MUC, SectionKind.HEADING}

_HEADED = _ABOVE_ARTICLES | {SectionKind.ARTICLE, SectionKind.APPENDIX}


class Level(StrEnum):
    """How much of a document is shown around a place."""

    PASSAGE = "passage"
    ARTICLE = "article"  # the whole Điều, turn or section
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to go: a span with its address and the fingerprint of its words."""

    address: str | None
    start: int
    end: int
    mark: str


@dataclass(frozen=True, slots=True)
class SourceView:
    """A place in its surroundings: `before + highlighted + after` is a slice of the document's stored text."""

    file: str
    describes: str
    kind: str  # "toàn văn" or "bản tóm lược"
    validity: Validity
    validity_words: str
    source_url: str | None
    address: str | None
    copied: str | None  # the quotation with its reference, ready for a draft
    start: int
    end: int
    before: str
    highlighted: str
    after: str
    cut_before: bool  # whether the document goes on there
    cut_after: bool
    shows: Level
    whole_unit: bool  # the place is a whole Điều or section, nothing in it is cited in particular
    buttons: tuple[str, str, str]  # words for: one back, one on, the whole
    previous: Place | None = None
    next: Place | None = None
    headings: tuple[Span, ...] = ()  # of what is shown; offsets of the document
    notice: str | None = None  # a word to the reader, where the document has changed since


def source_view(
    generation: Generation,
    file: str,
    span: Span | None,
    *,
    level: Level,
    mark: str | None,
    day: date,
) -> SourceView | None:
    """A place in its surroundings, or the document where none is named; None where the folder has no such file.

    A place that is not there any more, or whose words do not bear the `mark`, gives the document with a notice.
    """
    at = generation.document_of(file)
    if at is None:
        return None
    document = generation.documents[at]
    if span is None:
        return _view(generation, at, None, level, day)
    start, end = span
    there = 0 <= start < end <= len(document.text)
    if there and mark in (None, mark_of(document.text[start:end])):
        return _view(generation, at, span, level, day)
    view = _view(generation, at, None, Level.DOCUMENT, day)
    return replace(view, notice=phrases.SOURCE_CHANGED)


def locate(generation: Generation, file: str, wanted: str | None) -> Span | None:
    """The span of an address in a document: what a suggestion points to."""
    at = generation.document_of(file)
    if at is None or wanted is None:
        return None
    document = generation.documents[at]
    spans = [(section.start, section.end) for section in document.sections]
    spans += list(zip(document.pages, [*document.pages[1:], len(document.text)], strict=False))
    return next((span for span in spans if span[0] < span[1] and address(document, *span) == wanted), None)


@dataclass(frozen=True, slots=True)
class _Unit:
    """A stretch of a document that is turned to as one; `kind` is None for a group of paragraphs."""

    start: int
    end: int
    kind: SectionKind | None


def _units(generation: Generation, at: int) -> list[_Unit]:
    """A document's units in order: articles, turns, headed sections, top clauses; its passages where it has none."""
    document = generation.documents[at]
    kinds = {section.kind for section in document.sections}
    chosen = _UNITS - _ABOVE_ARTICLES if SectionKind.ARTICLE in kinds else _UNITS
    units = [
        _Unit(section.start, section.end, section.kind)
        for section in document.sections
        if section.kind in chosen
        or (
            section.kind is SectionKind.CLAUSE
            and SectionKind.ARTICLE not in kinds
            and (section.parent is None or document.sections[section.parent].kind in _ABOVE_ARTICLES)
        )
    ]
    if not units:
        held = (generation.passages[int(number)] for number in generation.passages_of([at]))
        units = [_Unit(passage.start, passage.end, None) for passage in held]
    # A section ends, for turning pages, where one within it begins.
    ends = [*(unit.start for unit in units[1:]), len(document.text)]
    cut = [replace(unit, end=min(unit.end, end)) for unit, end in zip(units, ends, strict=True)]
    return [unit for unit in cut if document.text[unit.start : unit.end].strip()]


def _view(generation: Generation, at: int, span: Span | None, level: Level, day: date) -> SourceView:
    document, units = generation.documents[at], _units(generation, at)
    text, about = document.text, document.metadata
    # A whole document is what some of its places are: in force in part.
    validity = validity_at(document, span, day) if span else validity_on(about, day)
    everything = _trimmed(text, (0, len(text)))
    previous, unit, following = _neighbours(units, span) if span else (None, None, None)
    around = _around(text, previous, unit, following, span) if span else everything
    shown = everything if level is Level.DOCUMENT else around
    if span and level is Level.PASSAGE:
        shown = _window(text, around, span)
    start, end = span or (shown[0], shown[0])
    shown = (min(shown[0], start), max(shown[1], end))
    return SourceView(
        file=document.file,
        describes=describe(document),
        kind=phrases.TEXT_KIND[about.text_kind],
        validity=validity,
        validity_words=standing(generation, at, span or (0, len(text)), day),
        source_url=about.source_urls[0] if about.source_urls else None,
        address=address(document, start, end) if span else None,
        copied=phrases.copied(text[start:end], reference(document, start, end), about.text_kind, validity)
        if span
        else None,
        start=start,
        end=end,
        before=text[shown[0] : start],
        highlighted=text[start:end],
        after=text[end : shown[1]],
        cut_before=shown[0] > everything[0],
        cut_after=shown[1] < everything[1],
        shows=Level.DOCUMENT if shown == everything else Level.ARTICLE if shown == around else Level.PASSAGE,
        whole_unit=start <= around[0] and end >= around[1],
        buttons=phrases.source_buttons(unit.kind if unit else None),
        previous=_place(document, previous),
        next=_place(document, following),
        headings=tuple(_headings(document, shown)),
    )


def _headings(document: Document, shown: Span) -> Iterator[Span]:
    """The headings within a stretch of a document."""
    for section in document.sections:
        if section.kind in _HEADED and shown[0] <= section.start < section.body <= shown[1]:
            start, end = _trimmed(document.text, (section.start, section.body))
            if start < end:
                yield start, end


def _neighbours(units: Sequence[_Unit], span: Span) -> tuple[_Unit | None, _Unit | None, _Unit | None]:
    """The unit before a span, the one that it begins in (None between two), the one after."""
    index = bisect_right([unit.start for unit in units], span[0]) - 1
    unit = units[index] if index >= 0 and span[0] < units[index].end else None
    previous = index - 1 if unit else index
    following = index + 1
    return (
        units[previous] if previous >= 0 else None,
        unit,
        units[following] if following < len(units) else None,
    )


def _around(text: str, previous: _Unit | None, unit: _Unit | None, following: _Unit | None, span: Span) -> Span:
    """The unit that a span stands in, or the stretch between two units; always all of the span."""
    if unit is None:
        bounds = (previous.end if previous else 0, following.start if following else len(text))
    else:
        bounds = (unit.start, unit.end)
    start, end = _trimmed(text, bounds)
    return min(start, span[0]), max(end, span[1])


def _window(text: str, around: Span, span: Span) -> Span:
    """Some characters on both sides of a span, cut at the ends of lines or else between words."""
    start, end = around
    if span[0] - start > _AROUND:
        cut = text.find("\n", span[0] - _AROUND, span[0])
        cut = cut if cut >= 0 else text.find(" ", span[0] - _AROUND, span[0])
        start = cut + 1 if cut >= 0 else span[0]
    if end - span[1] > _AROUND:
        cut = text.rfind("\n", span[1], span[1] + _AROUND)
        cut = cut if cut >= 0 else text.rfind(" ", span[1], span[1] + _AROUND)
        end = cut if cut >= 0 else span[1]
    return start, end


def _place(document: Document, unit: _Unit | None) -> Place | None:
    if unit is None:
        return None
    start, end = _trimmed(document.text, (unit.start, unit.end))
    return Place(address(document, start, end), start, end, mark_of(document.text[start:end]))


def _trimmed(text: str, span: Span) -> Span:
    words = text[span[0] : span[1]]
    start = span[0] + len(words) - len(words.lstrip())
    return start, max(start, span[0] + len(words.rstrip()))
