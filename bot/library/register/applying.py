"""What people state goes over what was read; what is wrong between documents is said where it shows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from bot import phrases
from bot.index.links import Numbers, circles, same_document
from bot.library.ceasing import has_articles, parts_there
from bot.library.folder import REGISTER_FILE
from bot.library.register.columns import CEASED, COLUMNS
from bot.library.register.matching import matched
from bot.library.register.rows import Register, Row, Trouble
from bot.model import Document, Metadata, TextKind
from bot.phrases import ceasing as ceasing_words
from bot.phrases import register as words
from bot.vietnamese import find_document_numbers
from bot.vietnamese.labels import sections_at

MOST_SHOWN = 3  # things that are wrong with the register, where it is only one of many files


@dataclass(frozen=True, slots=True)
class Applied:
    """The documents as they are known now, in the same order, and the register with its rows matched."""

    documents: tuple[Document, ...]
    register: Register

    @property
    def reason(self) -> str | None:
        """All that is wrong with the register in one sentence; None where all is well."""
        return reason_of(self.register)


def reason_of(register: Register) -> str | None:
    """What is wrong with a register, shortened to one sentence; None where all is well."""
    lines = [words.at_line(trouble.line, trouble.text) for trouble in register.troubles]
    return words.summary(lines, MOST_SHOWN) if lines else None


def apply(register: Register, documents: Sequence[Document], unread: Collection[str] = ()) -> Applied:
    """Put the register over documents as they were read; `unread` are the files that are none."""
    found = matched(register.rows, documents, unread)
    troubles = found.troubles
    about: list[Metadata] = []
    notes: list[list[str]] = []
    for document in documents:
        row = found.rows.get(document.file)
        notes.append([] if row is None else [_at(row, note) for note in (*row.notes, *_undivided(row, document))])
        about.append(document.metadata if row is None else _stated(row, document, troubles))
    known = [
        document
        if now == document.metadata
        else replace(document, metadata=now, warnings=_wanting(document.warnings, now))
        for document, now in zip(documents, about, strict=True)
    ]
    _unknown_successors(found.rows, known, notes)
    _same_identity(known, notes)
    _circles(known, notes)
    warned = tuple(
        replace(document, warnings=(*document.warnings, *more)) if more else document
        for document, more in zip(known, notes, strict=True)
    )
    lines = {file: row.line for file, row in found.rows.items()}
    return Applied(warned, replace(register, unmatched=tuple(troubles), lines=lines))


def _stated(row: Row, document: Document, troubles: list[Trouble]) -> Metadata:
    """What is known of a document with its row.

    Dates that contradict one another are left as they were read, and places that it has not are left out.
    """
    read = document.metadata
    stated = row.stated.over(read)
    if row.stated.ceased:
        there, wrong = parts_there(document.sections, row.stated.ceased)
        troubles += [Trouble(row.line, words.in_column(COLUMNS[CEASED], text)) for text in wrong]
        stated = replace(stated, ceased=there or read.ceased)
    begun, expired = stated.in_force_from or stated.issued, stated.expired_from
    if (
        begun is None
        or expired is None
        or expired >= begun
        or not {"in_force_from", "expired_from"} & {*row.stated.names}
    ):
        return stated
    troubles.append(Trouble(row.line, words.ends_before_it_begins(expired, begun)))
    return replace(stated, in_force_from=read.in_force_from, expired_from=read.expired_from)


def _undivided(row: Row, document: Document) -> tuple[str, ...]:
    """A word where places are named of a text that is not divided into articles: which words are meant is not known."""
    parts = row.stated.ceased
    if not parts or has_articles(document.sections):
        return ()
    lost = [one for one in parts if not sections_at(document.sections, one.place)]
    return (words.in_column(COLUMNS[CEASED], ceasing_words.no_articles(lost)),) if lost else ()


def _wanting(warnings: tuple[str, ...], about: Metadata) -> tuple[str, ...]:
    """The warnings of a document, that of a digest without its source as it is now."""
    others = tuple(warning for warning in warnings if warning != phrases.DIGEST_WITHOUT_SOURCE)
    lacks = about.text_kind is TextKind.DIGEST and not about.source_urls
    return (*others, phrases.DIGEST_WITHOUT_SOURCE) if lacks else others


def _unknown_successors(rows: Mapping[str, Row], documents: Sequence[Document], notes: list[list[str]]) -> None:
    numbers = Numbers(documents)
    for document, more in zip(documents, notes, strict=True):
        row = rows.get(document.file)
        named = row.stated.replaced_by if row else None
        if row and named and find_document_numbers(named) and not numbers.named_in(named):
            more.append(_at(row, words.successor_unknown(named)))


def _same_identity(documents: Sequence[Document], notes: list[list[str]]) -> None:
    """Full text and digest of one document are as they should be; two of a kind are not."""
    by_digits: dict[str, list[int]] = {}
    for at, document in enumerate(documents):
        for number, _, _ in find_document_numbers(document.metadata.number or "")[:1]:
            by_digits.setdefault(number.digits, []).append(at)
    for alike in by_digits.values():
        for at in alike:
            one = documents[at].metadata
            others = [
                documents[other].file
                for other in alike
                if other != at
                and documents[other].metadata.text_kind is one.text_kind
                and same_document(one, documents[other].metadata)
            ]
            if others:
                notes[at].append(words.same_identity(others))


def _circles(documents: Sequence[Document], notes: list[list[str]]) -> None:
    for circle in circles(documents):
        numbers = [documents[at].metadata.number or documents[at].file for at in circle]
        for at in circle:
            notes[at].append(words.circle(list(dict.fromkeys(numbers))))


def _at(row: Row, text: str) -> str:
    return words.in_register(REGISTER_FILE, row.line, text)
