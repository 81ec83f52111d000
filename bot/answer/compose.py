"""From chosen windows to the text that a person reads, every quote a slice of the stored document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date

from bot import phrases
from bot.answer.amending import amended_by
from bot.answer.places import address, full_name, path_to, reference, section_at
from bot.index import Generation
from bot.model import Ceased, Citation, Document, Metadata, SectionKind, Span, Style, StyleKind, Suggestion, Validity
from bot.search import bearer_of, ceased_at, validity_at
from bot.vietnamese import fold

_CITY = re.compile(r"(?:/|\b)(?:tu|hdnd|ubnd)\b|thanh uy|thanh pho|tinh uy|quan uy|huyen uy|dang uy (?:phuong|xa)")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DISTRICTS = re.compile(r"\b(?:cap huyen|quan huyen|quan|huyen)\b")
_NO_DISTRICTS_SINCE = 2025  # on 1 July 2025 the district level was abolished (Resolution 203/2025/QH15)


_SUBJECT = 110  # characters of a document's subject in the list of sources


class TextBuilder:
    """Plain text that grows, with styled spans in code points."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._styles: list[Style] = []

    def add(self, text: str, kind: StyleKind | None = None, ref: int | None = None) -> TextBuilder:
        """Append text, styled if a kind is given."""
        if kind is not None and text:
            self._styles.append(Style(kind, self._length, self._length + len(text), ref))
        self._parts.append(text)
        self._length += len(text)
        return self

    @property
    def text(self) -> str:
        """All that was added."""
        return "".join(self._parts)

    @property
    def styles(self) -> tuple[Style, ...]:
        """The styled spans, in order."""
        return tuple(self._styles)


def cite(generation: Generation, number: int, document: int, span: Span, day: date) -> Citation:
    """A citation of a span of a document."""
    held = generation.documents[document]
    about = held.metadata
    start, end = span
    validity = validity_at(held, span, day)
    parts = ceased_at(held, span, day) if validity is Validity.EXPIRED else ()
    turn = next(
        (s for s in path_to(held, section_at(held, start, end)) if s.kind is SectionKind.ANSWER),
        None,
    )
    return Citation(
        number=number,
        document=about.title,
        document_number=about.number,
        address=address(held, start, end),
        reference=reference(held, start, end),
        quote=held.text[start:end],
        file=held.file,
        start=start,
        end=end,
        validity=validity,
        kind=about.text_kind,
        source_url=about.source_urls[0] if about.source_urls else None,
        describes=describe(held),
        successor=_successor(parts[0]) if parts else about.replaced_by,
        speaker=turn.label if turn else None,
    )


def _successor(part: Ceased) -> str | None:
    """What took the place of a part; what was done away with has no successor."""
    return None if part.repealed else part.by


def standing(generation: Generation, document: int, span: Span, day: date) -> str:
    """Whether a place is in force on a day, since when not, what took its place, and what has amended its document."""
    held = generation.documents[document]
    validity = validity_at(held, span, day)
    words = [phrases.validity_words(validity, held.metadata, ceased_at(held, span, day))]
    if validity is not Validity.EXPIRED:
        words.append(amended_by(generation, document, day))
    return "; ".join(word for word in words if word)


def authority(metadata: Metadata) -> int:
    """The order of sources: 0 for law and regulation of State and Party, 1 for the city's own, 2 for the rest."""
    if not metadata.number or metadata.stated_validity is Validity.NOT_APPLICABLE:
        return 2
    folded = fold(f"{metadata.number} {metadata.issuer or ''}")
    return 1 if _CITY.search(folded) else 0


def _time_of(document: Document, citation: Citation) -> str | None:
    """The time that an undated interview or article speaks of: when it was published, else the year named most."""
    about = document.metadata
    if about.stated_validity is not Validity.NOT_APPLICABLE or about.year is not None:
        return None
    published = _YEAR.findall(about.source_date or "")
    years = [published[-1]] if published else [year for year, _ in Counter(_YEAR.findall(document.text)).most_common(1)]
    if not years or years[0] in _YEAR.findall(citation.quote):
        return None  # the words say it themselves
    year = int(years[0])
    return phrases.spoken_of(year, year < _NO_DISTRICTS_SINCE and bool(_DISTRICTS.search(fold(citation.quote))))


def describe(document: Document) -> str:
    """A document in one line: its name as drafters give it and its subject."""
    about = document.metadata
    name = full_name(about)
    return f"{name} ({_shortened(about.subject)})" if about.number and about.subject else name


def _shortened(subject: str) -> str:
    if len(subject) <= _SUBJECT:
        return subject
    return subject[:_SUBJECT].rsplit(" ", 1)[0].rstrip(" ,;") + "…"


def add_quotes(out: TextBuilder, citations: Sequence[Citation], *, cut: Collection[int] = ()) -> None:
    """The quotes, each on its own with its number; who speaks stands before an interviewed person's words.

    `cut` are the numbers of those that end before their list does.
    """
    for at, citation in enumerate(citations):
        if at:
            out.add("\n\n")
        if citation.speaker:
            out.add(f"{citation.speaker}: ", StyleKind.BOLD)
        out.add("“").add(citation.quote, StyleKind.QUOTE, citation.number).add("”").add(f"\u00a0[{citation.number}]")
        if citation.number in cut:
            out.add(f" {phrases.MORE}", StyleKind.ITALIC)


def add_sources(out: TextBuilder, generation: Generation, citations: Sequence[Citation], day: date) -> None:
    """One line for each source: number, what it is, place, full text or digest, validity, successor."""
    out.add(f"\n\n{phrases.SOURCES}")
    for citation in citations:
        at = generation.document_of(citation.file)
        parts = [citation.address, phrases.TEXT_KIND[citation.kind]]
        if at is not None:
            parts.append(standing(generation, at, (citation.start, citation.end), day))
            parts.append(_time_of(generation.documents[at], citation))
            expired, successor = citation.validity is Validity.EXPIRED, citation.successor
            if expired and successor and bearer_of(successor, generation) is None:
                parts.append(phrases.successor_missing(successor).rstrip("."))
        line = f"[{citation.number}] {citation.describes} – " + "; ".join(part for part in parts if part) + "."
        out.add("\n").add(line, StyleKind.SOURCE, citation.number)


def suggestion(generation: Generation, document: int, span: Span) -> Suggestion:
    """A place worth looking at."""
    held = generation.documents[document]
    return Suggestion(held.metadata.title, held.metadata.number, address(held, *span), held.file)
