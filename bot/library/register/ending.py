"""Documents that an admin should look at: soon out of force, or replaced by another one of the folder."""

from __future__ import annotations

from datetime import date, timedelta

from bot.index import Generation
from bot.index.links import LinkKind
from bot.phrases import register as words
from bot.phrases.ceasing import place

SOON = timedelta(days=60)


def ending(generation: Generation, day: date) -> dict[str, list[str]]:
    """File → what is to be said of its end, on a day; only files of which there is something to be said."""
    found: dict[str, list[str]] = {}
    for document in generation.documents:
        expired = document.metadata.expired_from
        if expired is not None and day < expired <= day + SOON:
            found.setdefault(document.file, []).append(words.expires_soon(expired, (expired - day).days))
        for one in document.metadata.ceased:
            if one.since is not None and day < one.since <= day + SOON:
                said = words.expires_soon(one.since, (one.since - day).days)
                found.setdefault(document.file, []).append(f"{place(one)}: {said}")
    for link in generation.links:
        if link.kind is not LinkKind.REPLACES or link.source is None or link.target is None:
            continue
        old, new = generation.documents[link.target], generation.documents[link.source]
        lines = found.setdefault(old.file, [])
        if not any(new.file in line for line in lines):
            by = new.metadata.number or new.metadata.title
            lines.append(words.replaced_here(by, new.file, old.metadata.expired_from))
    return found
