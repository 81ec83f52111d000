"""Parts of a document that go out of force while the rest of it stays: those that other documents put out of force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.model import Ceased, Document, SectionKind
from bot.vietnamese.labels import comparable, sections_at


def added(document: Document, more: Sequence[Ceased]) -> Document:
    """A document with further parts out of force: what is said of a place already stands, and what it has not is none.

    In a text without articles (a digest) no place can be looked up: there all of them are kept.
    """
    about = document.metadata
    undivided = not any(section.kind is SectionKind.ARTICLE for section in document.sections)
    held = {tuple(map(comparable, one.place)) for one in about.ceased}
    fresh: list[Ceased] = []
    for one in more:
        key = tuple(map(comparable, one.place))
        there = len(sections_at(document.sections, one.place)) == 1 or undivided
        if key not in held and there:
            held.add(key)
            fresh.append(one)
    return replace(document, metadata=replace(about, ceased=(*about.ceased, *fresh))) if fresh else document
