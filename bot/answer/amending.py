"""Which documents of the folder have amended another one by a given day."""

from __future__ import annotations

from datetime import date

from bot import phrases
from bot.index import Generation
from bot.index.links import LinkKind
from bot.model import Metadata, Validity
from bot.phrases import register as words
from bot.search import catalogue, validity_on

_MOST = 2  # that are named
_IN_FORCE = (Validity.IN_FORCE, Validity.PARTLY, Validity.UNKNOWN)


def amended_by(generation: Generation, document: int, day: date) -> str:
    """That a document has been amended, and by which others of the folder in force on a day; "" where by none."""
    hidden = catalogue(generation).hidden
    sources = {
        link.source
        for link in generation.links
        if link.kind is LinkKind.AMENDS and link.target == document and link.source is not None
    }
    about = [generation.documents[at].metadata for at in sorted(sources - hidden)]
    held = [one for one in about if _holds(one, day)]
    held.sort(key=lambda one: (one.year or 0, one.issued or date.min), reverse=True)
    names = list(dict.fromkeys(_named(one) for one in held))
    return words.amended_by(names[:_MOST], len(names) - _MOST) if names else ""


def _holds(about: Metadata, day: date) -> bool:
    """Whether a document is in force on a day; one without any date is no help for a day that is past."""
    begun = about.in_force_from or about.issued
    known = begun is not None or (about.year is not None and about.year < day.year)
    return known and validity_on(about, day) in _IN_FORCE


def _named(about: Metadata) -> str:
    when = phrases.date_words(about)
    return f"{about.number or about.title} {when}" if when else about.number or about.title
