"""Records: documents with their passages and terms, as read and with people's statements over that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot import phrases
from bot.index import AsRead, FileState, Problem, Record
from bot.library.passages import passages
from bot.library.register import Confirmed, Register, apply
from bot.model import Document, Passage
from bot.phrases import register as words
from bot.vietnamese import terms


def record_of(document: Document, state: FileState, number: int = 0) -> Record:
    """A document with its passages and their terms."""
    found = passages(document, number)
    return Record(state, document, found, tuple(_terms(document, passage) for passage in found))


def encoded_text(document: Document, passage: Passage) -> str:
    """The exact text that is encoded for a passage."""
    words = document.text[passage.start : passage.end]
    return f"{passage.context}\n{words}" if passage.context else words


def stated(records: Sequence[Record], register: Register, unread: Sequence[str]) -> tuple[list[Record], Register]:
    """The records with what people state put over what was read, none of them read again."""
    read = [as_read(record) for record in records]
    applied = apply(register, read, unread)
    known: list[Record] = []
    for record, plain, document in zip(records, read, applied.documents, strict=True):
        if document == record.document:
            known.append(record)
            continue
        over = None if document == plain else AsRead(plain.metadata, plain.warnings)
        same = document.metadata == record.document.metadata
        fresh = replace(record, document=document) if same else record_of(document, record.state)
        known.append(replace(fresh, read=over))
    return known, applied.register


def take_in(record: Record, allowed: Confirmed, records: list[Record], problems: list[Problem]) -> None:
    """Take a document in; one for internal circulation waits for a person's word, and nothing of it is kept."""
    document = record.document
    if not document.internal:
        records.append(record)
        return
    if not allowed.holds(document.file, record.state.sha256):
        reason = allowed.reason(document.file, record.state.sha256)
        problems.append(Problem(document.file, reason, record.state, waits=True))
        return
    # The word was given: that it is wanted need not be said.
    plain = as_read(record)
    without = tuple(warning for warning in plain.warnings if warning != words.INTERNAL_WAITS)
    if without == plain.warnings:
        records.append(record)
    else:
        records.append(replace(record, document=replace(plain, warnings=without), read=None))


def numbered(records: Sequence[Record]) -> tuple[Record, ...]:
    """The records with each passage naming its document's place in this generation."""
    return tuple(
        record
        if not record.passages or record.passages[0].document == number
        else replace(record, passages=tuple(replace(passage, document=number) for passage in record.passages))
        for number, record in enumerate(records)
    )


def as_read(record: Record) -> Document:
    """The document before people's own statements."""
    if record.read is None:
        return record.document
    return replace(record.document, metadata=record.read.metadata, warnings=record.read.warnings)


def _terms(document: Document, passage: Passage) -> tuple[str, str]:
    about = document.metadata
    facts = (about.title, about.number, about.subject, about.issuer, about.signer, about.speaker)
    head = "\n".join(part for part in (*facts, phrases.date_words(about), passage.context) if part)
    return " ".join(terms(document.text[passage.start : passage.end])), " ".join(terms(head))
