"""Links between documents of one folder: what one says that it replaces, the other is replaced by.

Drawn each time a generation is loaded, never stored, so that taking a document out takes its links out too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.model import Document, Metadata
from bot.vietnamese import DocumentNumber, find_document_numbers, matches


def number_of(metadata: Metadata) -> DocumentNumber | None:
    """The document's own number in comparable form, its year of issue filled in where the symbol has none."""
    if not metadata.number:
        return None
    written = f"{metadata.kind} số {metadata.number}" if metadata.kind else metadata.number
    found = find_document_numbers(written) or find_document_numbers(metadata.number)
    if not found:
        return None
    number = found[0][0]
    if number.year is None and metadata.year is not None:
        number = DocumentNumber(number.digits, str(metadata.year), number.kind, number.issuer)
    return number


def with_successors(documents: Sequence[Document]) -> tuple[Document, ...]:
    """The documents, those that another one replaces bearing its number and the day on which it took their place.

    What a document's own heading or front matter says of its successor stands.
    """
    held = [number_of(document.metadata) for document in documents]
    linked = list(documents)
    for successor in documents:
        about = successor.metadata
        if not about.replaces or not about.number:
            continue
        asked = [number for text in about.replaces for number, _, _ in find_document_numbers(text)]
        for at, number in enumerate(held):
            old = linked[at].metadata
            if number is None or documents[at] is successor or old.replaced_by:
                continue
            if about.year is not None and old.year is not None and old.year > about.year:
                continue  # nothing replaces what came after it
            if any(matches(one, number) for one in asked):
                since = old.expired_from or about.in_force_from or about.issued
                linked[at] = replace(linked[at], metadata=replace(old, replaced_by=about.number, expired_from=since))
    return tuple(linked)
