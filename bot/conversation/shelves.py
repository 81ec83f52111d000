"""The documents of the folder as a reader looks them over: by issuer, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot import phrases
from bot.answer.compose import describe
from bot.index import Generation
from bot.model import Document
from bot.search import validity_on


@dataclass(frozen=True, slots=True)
class Listed:
    """A document of the folder in a list."""

    file: str
    describes: str
    year: int | None
    kind: str
    validity_words: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """An issuer's documents, newest first."""

    issuer: str
    documents: tuple[Listed, ...]


def shelves_of(generation: Generation, day: date) -> list[Shelf]:
    """The documents of a generation by issuer, those of each newest first; those without an issuer come last."""
    shelves: dict[str, list[Document]] = {}
    for document in generation.documents:
        shelves.setdefault(document.metadata.issuer or phrases.NO_ISSUER, []).append(document)
    return [
        Shelf(
            issuer,
            tuple(
                Listed(
                    document.file,
                    describe(document),
                    document.metadata.year,
                    phrases.TEXT_KIND[document.metadata.text_kind],
                    phrases.validity_words(validity_on(document.metadata, day), document.metadata),
                )
                for document in sorted(held, key=lambda one: (-(one.metadata.year or 0), one.file))
            ),
        )
        for issuer, held in sorted(shelves.items(), key=lambda item: (item[0] == phrases.NO_ISSUER, item[0]))
    ]
