"""Links between documents of one folder: what replaces, amends, rests on or explains what.

Drawn each time a generation is loaded, never stored, so that taking a document out takes its links out too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.index.ceasing import added
from bot.model import Ceased, Document, Metadata, Validity
from bot.vietnamese import DocumentNumber, find_document_numbers, fold, matches


class LinkKind(StrEnum):
    """What one document is to another; the Vietnamese name stands beside it."""

    REPLACES = "replaces"  # thay thế
    AMENDS = "amends"  # sửa đổi, bổ sung
    BASED_ON = "based_on"  # căn cứ
    GUIDES = "guides"  # hướng dẫn, quy định chi tiết


@dataclass(frozen=True, slots=True)
class Link:
    """`source` replaces, amends, rests on or explains `target`; at least one of them is in the folder."""

    kind: LinkKind
    source: int | None  # index into the generation's documents
    target: int | None
    written: str  # the number of the one that is named, as it is written where it is named


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


def same_document(one: Metadata, other: Metadata) -> bool:
    """Whether two files are of one document: number with symbol, issuer and year, as far as both are known."""
    first, second = number_of(one), number_of(other)
    if first is None or second is None:
        return False
    if (first.digits, first.kind, first.issuer) != (second.digits, second.kind, second.issuer):
        return False
    if first.year and second.year and first.year != second.year:
        return False
    return not (one.issuer and other.issuer) or fold(one.issuer) == fold(other.issuer)


class Numbers:
    """The numbers that the documents of a folder bear, looked up by their digits."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._of = [number_of(document.metadata) for document in documents]
        self._by_digits: dict[str, list[int]] = {}
        for at, number in enumerate(self._of):
            if number is not None:
                self._by_digits.setdefault(number.digits, []).append(at)

    def bearers(self, asked: DocumentNumber) -> list[int]:
        """The documents that may be meant by a number, in order."""
        found = self._by_digits.get(asked.digits, ())
        return [at for at in found if (number := self._of[at]) is not None and matches(asked, number)]

    def named_in(self, written: str) -> list[int]:
        """The documents that the numbers in a text may mean, in order of mention."""
        found = [at for number, _, _ in find_document_numbers(written) for at in self.bearers(number)]
        return list(dict.fromkeys(found))


def with_successors(documents: Sequence[Document]) -> tuple[Document, ...]:
    """The documents, those that another one replaces bearing its number and the day on which it took their place.

    What a document's own heading, its front matter or the register says of its successor stands. Documents that
    replace one another in a circle replace nothing: nobody could say which of them is in force.
    """
    linked = list(_linked(documents))
    for circle in _circles(linked):
        for at in circle:
            linked[at] = replace(linked[at], metadata=replace(documents[at].metadata, replaced_by=None))
    return _with_parts_out_of_force(linked)


def _with_parts_out_of_force(documents: Sequence[Document]) -> tuple[Document, ...]:
    """The documents, those of which others do away with parts knowing which, from what day on and by whom.

    What is stated of a document itself stands. Where only the other document is named, its first day is the day.
    """
    said: dict[int, list[Ceased]] = {}
    wanted = any(document.metadata.repeals or document.metadata.ceased for document in documents)
    numbers = Numbers(documents) if wanted else None
    if numbers is None:
        return tuple(documents)
    for at, document in enumerate(documents):
        about = document.metadata
        for repeal in about.repeals:
            since = repeal.ceased.since or about.in_force_from or about.issued
            for old in numbers.named_in(repeal.document):
                if old != at and since is not None and _not_later(documents[old], document):
                    said.setdefault(old, []).append(replace(repeal.ceased, since=since, by=about.number))
    known = [added(document, said.get(at, ())) for at, document in enumerate(documents)]
    for at, document in enumerate(known):
        dated = tuple(_dated(one, documents, numbers) for one in document.metadata.ceased)
        if dated != document.metadata.ceased:
            known[at] = replace(document, metadata=replace(document.metadata, ceased=dated))
    return tuple(known)


def _dated(one: Ceased, documents: Sequence[Document], numbers: Numbers) -> Ceased:
    if one.since is not None or not one.by:
        return one
    of = (documents[at].metadata for at in numbers.named_in(one.by))
    return replace(one, since=next((day for about in of if (day := about.in_force_from or about.issued)), None))


def circles(documents: Sequence[Document]) -> list[list[int]]:
    """The documents that are said to take one another's place in a circle, or their own; each circle in order."""
    return _circles(_linked(documents))


def _linked(documents: Sequence[Document]) -> tuple[Document, ...]:
    numbers = Numbers(documents)
    about = [document.metadata for document in documents]
    for successor, old, _ in _replaced(documents, numbers):
        held, new = about[old], documents[successor].metadata
        if not held.replaced_by and new.number:
            since = held.expired_from or new.in_force_from or new.issued
            about[old] = replace(held, replaced_by=new.number, expired_from=since)
    for at, held in enumerate(about):
        # That it is out of force, said without a day, holds for every day.
        if held.replaced_by and held.expired_from is None and held.stated_validity is not Validity.EXPIRED:
            dates = (about[new].in_force_from or about[new].issued for new in numbers.named_in(held.replaced_by))
            begun = held.in_force_from or held.issued
            since = next((day for day in dates if day is not None and (begun is None or day >= begun)), None)
            about[at] = replace(held, expired_from=since)
    return tuple(
        document if found is document.metadata else replace(document, metadata=found)
        for document, found in zip(documents, about, strict=True)
    )


def links_of(documents: Sequence[Document]) -> tuple[Link, ...]:
    """All links of documents that went through `with_successors`, each once."""
    numbers = Numbers(documents)
    found: dict[tuple[LinkKind, int | None, int | None, str], Link] = {}
    for at, document in enumerate(documents):
        about = document.metadata
        for kind, named in (
            (LinkKind.REPLACES, about.replaces),
            (LinkKind.AMENDS, about.amends),
            (LinkKind.BASED_ON, about.based_on),
            (LinkKind.GUIDES, about.guides),
        ):
            for written in named:
                bearers = [one for one in numbers.named_in(written) if _not_later(documents[one], document)]
                for target in (*bearers, *(() if bearers else (None,))):
                    key = (kind, at, target, "" if bearers else written)
                    if target != at:
                        found.setdefault(key, Link(kind, at, target, written))
        if about.replaced_by:
            sources = numbers.named_in(about.replaced_by)
            for source in (*sources, *(() if sources else (None,))):
                if source != at:
                    link = Link(LinkKind.REPLACES, source, at, about.replaced_by)
                    found.setdefault((link.kind, source, at, ""), link)
    # Of two that are said to replace one another, neither does.
    return tuple(
        link
        for (kind, source, target, _), link in found.items()
        if kind is not LinkKind.REPLACES or target is None or (kind, target, source, "") not in found
    )


def _circles(documents: Sequence[Document]) -> list[list[int]]:
    numbers = Numbers(documents)
    after = {
        at: numbers.named_in(document.metadata.replaced_by)
        for at, document in enumerate(documents)
        if document.metadata.replaced_by
    }
    found: list[list[int]] = []
    taken: set[int] = set()
    for at in after:
        if at not in taken and at in (reached := _reached(at, after)):
            circle = sorted(one for one in reached if one in after and at in _reached(one, after))
            taken.update(circle)
            found.append(circle)
    return found


def _reached(start: int, after: dict[int, list[int]]) -> set[int]:
    """What can be reached from a document by going from each to its successors, one step at least."""
    reached: set[int] = set()
    todo = list(after.get(start, ()))
    while todo:
        at = todo.pop()
        if at not in reached:
            reached.add(at)
            todo += after.get(at, ())
    return reached


def _replaced(documents: Sequence[Document], numbers: Numbers) -> Iterator[tuple[int, int, str]]:
    """(successor, what it replaces, as written), in the order of the successors."""
    for at, document in enumerate(documents):
        for written in document.metadata.replaces:
            for old in numbers.named_in(written):
                if old != at and _not_later(documents[old], document):
                    yield at, old, written


def _not_later(old: Document, new: Document) -> bool:
    """Nothing replaces, amends or rests on what came after it."""
    before, after = old.metadata.year, new.metadata.year
    return before is None or after is None or before <= after
