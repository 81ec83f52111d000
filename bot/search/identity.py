"""Which document is meant: identity is number with symbol, issuer and year, and several may share a number."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from weakref import WeakKeyDictionary

from bot.index import Generation
from bot.index.links import number_of
from bot.model import Document, Metadata, Span, TextKind, Validity
from bot.search.validity import validity_at, validity_on
from bot.vietnamese import DocumentNumber, find_document_numbers, fold, matches


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What can be said of a generation's documents once and for all questions."""

    numbers: tuple[DocumentNumber | None, ...]
    hidden: frozenset[int]  # digests whose full text is in the folder too: never quoted
    _expired: dict[date, frozenset[int]] = field(default_factory=dict)
    _ceased: dict[date, frozenset[int]] = field(default_factory=dict)

    def expired(self, generation: Generation, day: date) -> frozenset[int]:
        """The documents that are out of force on a day."""
        if day not in self._expired:
            self._expired[day] = frozenset(
                at
                for at, document in enumerate(generation.documents)
                if validity_on(document.metadata, day) is Validity.EXPIRED
            )
        return self._expired[day]

    def ceased(self, generation: Generation, day: date) -> frozenset[int]:
        """The passages that are out of force on a day while the rest of their documents is not."""
        if day not in self._ceased:
            self._ceased[day] = frozenset(
                int(number)
                for at, document in enumerate(generation.documents)
                if document.metadata.ceased and validity_on(document.metadata, day) is Validity.PARTLY
                for number in generation.passages_of([at])
                if validity_at(document, _span(generation, int(number)), day) is Validity.EXPIRED
            )
        return self._ceased[day]


def _span(generation: Generation, passage: int) -> Span:
    held = generation.passages[passage]
    return held.start, held.end


_CATALOGUES: WeakKeyDictionary[Generation, Catalogue] = WeakKeyDictionary()


def catalogue(generation: Generation) -> Catalogue:
    """The generation's catalogue, made at the first question and kept as long as the generation."""
    found = _CATALOGUES.get(generation)
    if found is None:
        numbers = tuple(number_of(document.metadata) for document in generation.documents)
        found = _CATALOGUES[generation] = Catalogue(numbers, hidden_digests(generation.documents))
    return found


def named_documents(
    numbers: Sequence[DocumentNumber], held: Sequence[DocumentNumber | None]
) -> dict[DocumentNumber, list[int]]:
    """For each number asked, the places in `held` that bear it; an empty list where none does."""
    return {
        asked: [at for at, number in enumerate(held) if number is not None and matches(asked, number)]
        for asked in dict.fromkeys(numbers)
    }


def hidden_digests(documents: Sequence[Document]) -> frozenset[int]:
    """Digests whose full text is in the folder too: they are never quoted.

    A document without a number (an interview, a press report) is told by the one address that it comes from.
    """
    addresses = {
        _address(url)
        for document in documents
        if document.metadata.text_kind is TextKind.FULL
        for url in document.metadata.source_urls
    }
    full = {
        _identity(document.metadata)
        for document in documents
        if document.metadata.text_kind is TextKind.FULL and document.metadata.number
    }
    return frozenset(
        at
        for at, document in enumerate(documents)
        if document.metadata.text_kind is TextKind.DIGEST
        and (_identity(document.metadata) in full if document.metadata.number else _same_source(document, addresses))
    )


def _same_source(document: Document, addresses: Set[str]) -> bool:
    urls = document.metadata.source_urls
    return len(urls) == 1 and _address(urls[0]) in addresses


def _address(url: str) -> str:
    return url.split("://", 1)[-1].removeprefix("www.").rstrip("/").casefold()


def successor_of(metadata: Metadata, generation: Generation) -> int | None:
    """The document of the folder that took the place of another, where it is there."""
    return bearer_of(metadata.replaced_by, generation)


def bearer_of(written: str | None, generation: Generation) -> int | None:
    """The document of the folder that bears a number as somebody wrote it; the first of several."""
    found = find_document_numbers(written or "")
    if not found:
        return None
    asked = found[0][0]
    bearers = named_documents([asked], catalogue(generation).numbers)[asked]
    return bearers[0] if bearers else None


def _identity(metadata: Metadata) -> tuple[str, int | None]:
    number = number_of(metadata)
    if number is None:
        return fold(metadata.number or ""), metadata.year
    return f"{number.digits}/{number.kind}/{number.issuer}", metadata.year
