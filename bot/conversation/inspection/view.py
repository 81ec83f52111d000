"""One document as an admin looks it through: what is known of it and from where, its outline, text and passages."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from bot import phrases
from bot.answer.compose import TextBuilder, add_sources, cite
from bot.index import Generation
from bot.index.links import LinkKind
from bot.journal.usage import Quoted
from bot.library.register import COLUMNS, Stated
from bot.model import Ceased, Document, Metadata, Span, StyleKind, Validity, mark_of
from bot.phrases import ceasing
from bot.phrases import folder as words
from bot.phrases import register as register_words
from bot.vietnamese.labels import sections_at

_NOT_SHOWN = ("file", "allowed", "note")  # of the register: no words of the document


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of a document: as it was read, as the register has it, as it counts."""

    name: str
    read: str
    stated: str
    used: str


@dataclass(slots=True)
class Node:
    """A section of the outline with what stands below it."""

    label: str
    title: str
    start: int
    end: int
    gone: str = ""  # that it is out of force on its own, or will be, in words
    below: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Linked:
    """What a document is to another one, in words; `file` where that one is in the folder."""

    words: str
    file: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """A place that can be quoted."""

    address: str
    reference: str  # for a draft
    gone: tuple[str, ...] = ()  # what of it is out of force on its own, or will be, in words


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage, and how it is cited."""

    number: int  # 1-based, in its document
    address: str
    text: str
    start: int
    end: int
    mark: str
    source: str  # the line below an answer that quotes its first place
    places: tuple[Place, ...]  # each one in it that can be quoted
    questions: int | None  # that quoted it; None where nobody counts


def facts(about: Metadata, read: Metadata, stated: Stated | None) -> list[Fact]:
    """Every field of the register of which something is known."""
    found = []
    for name, column in COLUMNS.items():
        if name in _NOT_SHOWN:
            continue
        row = Fact(column, _words(read, name), _words(stated, name) if stated else "", _words(about, name))
        if row.read or row.stated or row.used:
            found.append(row)
    return found


def outline(document: Document, day: date) -> list[Node]:
    """The sections as a tree, those marked that are out of force on their own."""
    gone = {at: ceasing.goes(one, day) for at, one in _ceased(document).items()}
    nodes = [
        Node(section.label, " ".join(section.title.split()), section.start, section.end, gone.get(at, ""))
        for at, section in enumerate(document.sections)
    ]
    top: list[Node] = []
    for node, section in zip(nodes, document.sections, strict=True):
        (top if section.parent is None else nodes[section.parent].below).append(node)
    return top


def gone_at(document: Document, span: Span, day: date) -> tuple[str, ...]:
    """What of a place is out of force on its own, or will be, in words: the parts that it touches."""
    return tuple(
        f"{ceasing.place(one)} {ceasing.goes(one, day)}"
        for at, one in _ceased(document).items()
        if document.sections[at].start < span[1] and span[0] < document.sections[at].end
    )


def pieces(document: Document) -> list[tuple[str, bool]]:
    """The stored text, cut into what counts and what is page furniture (True)."""
    found, at = [], 0
    for start, end in sorted(document.furniture):
        if start > at:
            found.append((document.text[at:start], False))
        if end > max(at, start):
            found.append((document.text[max(at, start) : end], True))
        at = max(at, end)
    if at < len(document.text):
        found.append((document.text[at:], False))
    return found


def links(generation: Generation, at: int) -> list[Linked]:
    """What a document is to others, and they to it."""
    found = []
    for link in generation.links:
        if at not in (link.source, link.target):
            continue
        passive = link.target == at
        other = link.source if passive else link.target
        document = generation.documents[other] if other is not None else None
        name = (document.metadata.number or document.metadata.title) if document else link.written
        since = generation.documents[at].metadata.expired_from if passive and link.kind is LinkKind.REPLACES else None
        said = register_words.related(link.kind.value, [name], passive=passive, since=since)
        found.append(Linked(said, document.file if document else None))
    return list(dict.fromkeys(found))


def counts(generation: Generation, at: int, quoted: Sequence[Quoted]) -> list[int]:
    """How many questions quoted something of each passage of a document."""
    held = [generation.passages[int(number)] for number in generation.passages_of([at])]
    return _found(generation.documents[at], [(one.start, one.end) for one in held], quoted)


def shown(
    generation: Generation, at: int, day: date, numbers: Sequence[int], found: Sequence[int] | None
) -> list[Shown]:
    """Some passages of a document, by number from 0; `found` is how many questions quoted each of all."""
    document, first = generation.documents[at], int(generation.first_passage[at])
    made = []
    for number in numbers:
        passage = generation.passages[first + number]
        spans = _leaves(document, (passage.start, passage.end))
        cited = [cite(generation, 1, at, span, day) for span in spans]
        citation = cite(generation, 1, at, (passage.start, passage.end), day)
        out = TextBuilder()
        add_sources(out, generation, cited[:1], day)
        line = next(style for style in out.styles if style.kind is StyleKind.SOURCE)
        made.append(
            Shown(
                number + 1,
                citation.address or "",
                citation.quote,
                passage.start,
                passage.end,
                mark_of(citation.quote),
                out.text[line.start : line.end],
                tuple(
                    dict.fromkeys(
                        Place(one.address or "", one.reference, gone_at(document, span, day))
                        for one, span in zip(cited, spans, strict=True)
                    )
                ),
                found[number] if found is not None else None,
            )
        )
    return made


def _ceased(document: Document) -> dict[int, Ceased]:
    """Section → that it is out of force on its own; none that are not found, or that may be several."""
    return {
        held[0]: one for one in document.metadata.ceased if len(held := sections_at(document.sections, one.place)) == 1
    }


def _leaves(document: Document, span: Span) -> list[Span]:
    """The parts of a span that lie in different places of the outline; the whole where it has none there."""
    start, end = span
    parents = {section.parent for section in document.sections}
    parts = [
        (max(start, section.body), min(end, section.end))
        for number, section in enumerate(document.sections)
        if number not in parents and section.start < end and section.end > start
    ]
    return [part for part in parts if document.text[part[0] : part[1]].strip()] or [span]


def _found(document: Document, spans: Sequence[tuple[int, int]], quoted: Sequence[Quoted]) -> list[int]:
    """How many questions quoted something of each span; words that do not stand there any more count for none."""
    counts = [0] * len(spans)
    ends = [end for _, end in spans]
    for one in quoted:
        if one.mark != mark_of(document.text[one.start : one.end]):
            continue
        for number in range(bisect_left(ends, one.start + 1), len(spans)):
            if spans[number][0] >= one.end:
                break
            counts[number] += one.questions
    return counts


def _words(about: Metadata | Stated, name: str) -> str:
    if name == "issued":
        return phrases.day(about.issued) if about.issued else about.issued_as_written or ""
    if name == "text_kind":
        return phrases.TEXT_KIND[about.text_kind].removeprefix("bản ") if about.text_kind else ""
    if name == "stated_validity":
        if about.stated_validity is Validity.NOT_APPLICABLE:
            return words.NO_VALIDITY
        return phrases.VALIDITY[about.stated_validity] if about.stated_validity else ""
    if name == "ceased":
        return ceasing.written(about.ceased or ())
    value = getattr(about, name)
    if isinstance(value, date):
        return phrases.day(value)
    return ", ".join(value) if isinstance(value, tuple) else value or ""
