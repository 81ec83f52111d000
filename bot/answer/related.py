"""Questions about what documents are to one another: which amends, explains, rests on or replaces which.

They are answered from the links of the generation, with the words of the document that says so as the quote.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answer.about import heading_span
from bot.answer.places import full_name, short_name
from bot.index import Generation
from bot.index.links import Link, LinkKind, number_of
from bot.model import Document, Span
from bot.phrases import register as words
from bot.search import catalogue
from bot.vietnamese import DocumentNumber, find_document_numbers, fold, fold_map, matches, sentences

MOST = 3  # documents that are quoted
_D = r"(?:van ban|quy dinh|nghi quyet|nghi dinh|ket luan|chi thi|thong tu|huong dan|quyet dinh|luat|cai)"
_YET = r"(?:da |co |co phai |phai chang |van )*"
_AMEND = r"(?:sua doi bo sung|sua doi|bo sung|sua)"
_PARTS = r"(?:cho )?(?:mot so dieu (?:cua )?)?"
_REPLACE = r"thay(?: the)?"
_GUIDE = r"(?:huong dan|quy dinh chi tiet)(?: thi hanh| thuc hien| ap dung| ve)?"
_REST = r"(?:duoc ban hanh )?(?:dua tren|dua vao|can cu)(?: vao| theo)?"
_ASKED = rf"(?:{_D} (?:nao|gi)|gi|nao)"
_END = r"(?: (?:the|khong|ko|k|chua|hay|phai|dung|roi|a|ha|nhi|tu|khi|bao|nao|gio|ngay|luc|vay))*$"
# "#" stands for a document's number. (pattern, kind, the group of the one that does it, of the one it is done to)
_PAIRS = tuple(
    (re.compile(pattern + _END), kind, source, target)
    for pattern, kind, source, target in (
        (rf"(#) {_YET}(?:bi|duoc|do) (?:{_D} )?(#) {_REPLACE}", LinkKind.REPLACES, 2, 1),
        (rf"(#) {_YET}(?:bi |duoc )?{_REPLACE} (?:bang|boi) (?:{_D} )?(#)", LinkKind.REPLACES, 2, 1),
        (rf"(#) {_YET}{_REPLACE} (?:cho )?(?:{_D} )?(#)", LinkKind.REPLACES, 1, 2),
        (rf"(#) {_YET}(?:bi|duoc|do) (?:{_D} )?(#) {_AMEND}", LinkKind.AMENDS, 2, 1),
        (rf"(#) {_YET}(?:bi |duoc ){_AMEND} (?:boi|bang|theo) (?:{_D} )?(#)", LinkKind.AMENDS, 2, 1),
        (rf"(#) {_YET}{_AMEND} {_PARTS}(?:{_D} )?(#)", LinkKind.AMENDS, 1, 2),
        (rf"(#) {_YET}{_GUIDE} (?:cho )?(?:{_D} )?(#)", LinkKind.GUIDES, 1, 2),
        (rf"(#) {_YET}{_REST} (?:{_D} )?(#)", LinkKind.BASED_ON, 1, 2),
    )
)
# (pattern, kind, whether the one that does it is asked for)
_ONES = tuple(
    (re.compile(pattern), kind, wants_source)
    for pattern, kind, wants_source in (
        (rf"\b{_D} nao {_YET}{_AMEND} {_PARTS}#", LinkKind.AMENDS, True),
        (rf"# {_YET}(?:bi|duoc) (?:{_D} nao )?{_AMEND}(?: (?:boi|bang|theo|tai|o))?(?: {_ASKED}| lan nao)?{_END}",
         LinkKind.AMENDS, True),
        (rf"# {_YET}{_AMEND} (?:chua|lan nao){_END}", LinkKind.AMENDS, True),
        (rf"# {_YET}{_AMEND} {_PARTS}(?:nhung |cac )?{_D} (?:nao|gi)", LinkKind.AMENDS, False),
        (rf"\b{_D} nao {_YET}{_GUIDE} #", LinkKind.GUIDES, True),
        (rf"# {_YET}(?:do|duoc) {_D} nao {_GUIDE}", LinkKind.GUIDES, True),
        (rf"# {_YET}(?:{_D} )?(?:nao )?{_GUIDE}(?: nao)? (?:chua|khong|ko|k)$", LinkKind.GUIDES, True),
        (rf"\b{_GUIDE} # la {_D} (?:nao|gi)", LinkKind.GUIDES, True),
        (rf"# {_YET}{_GUIDE} (?:nhung |cac |cho )*{_D} (?:nao|gi)", LinkKind.GUIDES, False),
        (rf"\b{_D} nao {_YET}{_REST} #", LinkKind.BASED_ON, True),
        (rf"# {_YET}{_REST} (?:nhung |cac )?{_ASKED}", LinkKind.BASED_ON, False),
        (rf"\bcan cu (?:phap ly )?(?:de )?(?:ban hanh )?(?:cua )?# (?:la|gom) {_ASKED}", LinkKind.BASED_ON, False),
        (rf"\b{_D} nao {_YET}{_REPLACE} (?:cho )?#", LinkKind.REPLACES, True),
        (rf"# {_YET}(?:bi |duoc ){_REPLACE} (?:bang|boi)(?: {_ASKED})?{_END}", LinkKind.REPLACES, True),
        (rf"# {_YET}(?:bi |duoc )(?:{_D} nao )?{_REPLACE}(?: (?:chua|khong|ko|k|tu|khi)\b|$)", LinkKind.REPLACES, True),
    )
)  # fmt: skip
_WORDS = {
    LinkKind.REPLACES: re.compile(r"thay the|thay cho|thay bang|het hieu luc"),
    LinkKind.AMENDS: re.compile(r"sua doi|bo sung"),
    LinkKind.GUIDES: re.compile(r"huong dan|chi tiet|theo"),
    LinkKind.BASED_ON: re.compile(r"can cu"),
}
_RELATED = re.compile(r"\b(?:thay|sua|bo sung|huong dan|can cu|chi tiet|dua tren|dua vao)\b")
_BARE = re.compile(r"(?<![\w/.,:-])0*([1-9]\d{0,3})(?![\w/.,:-]| ?%)")
_LONGEST = 400  # characters of a line that is quoted whole


@dataclass(frozen=True, slots=True)
class Said:
    """A fact about documents, and the place of a document that goes with it."""

    fact: str
    document: int
    span: Span


@dataclass(frozen=True, slots=True)
class _Mention:
    number: DocumentNumber
    written: str


def related(question: str, generation: Generation) -> list[Said]:
    """What answers a question about what documents are to one another; empty where it asks something else.

    Also empty where no link says so: that a folder holds no amendment does not mean that there is none.
    """
    folded = fold(question)
    if not _RELATED.search(folded):
        return []
    asked, mentions = _masked(question, generation)
    if len(mentions) == 2:
        for pattern, kind, source, target in _PAIRS:
            if pattern.search(asked):
                return _pair(generation, kind, mentions[source - 1], mentions[target - 1])
    if len(mentions) == 1:
        for pattern, kind, wants_source in _ONES:
            if pattern.search(asked):
                return _one(generation, kind, mentions[0], wants_source=wants_source)
    return []


def _masked(question: str, generation: Generation) -> tuple[str, list[_Mention]]:
    """The question in plain words with "#" for each number of a document, and those in order.

    A bare number ("65 có bị 377 thay không") is one where a document of the folder bears it.
    """
    found = [(start, end, number) for number, start, end in find_document_numbers(question)]
    held = {number.digits for number in catalogue(generation).numbers if number is not None}
    folded, positions = fold_map(question)
    for match in _BARE.finditer(folded):
        start, end = positions[match.start()], positions[match.end()]
        inside = any(first < end and start < last for first, last, _ in found)
        if match[1] in held and not inside:
            found.append((start, end, DocumentNumber(match[1])))
    found.sort(key=lambda one: one[0])
    masked = question
    for start, end, _ in reversed(found):
        masked = f"{masked[:start]} # {masked[end:]}"
    plain = " ".join(re.sub(r"[^\w\s#]", " ", fold(masked)).split())
    return plain, [_Mention(number, question[start:end].strip(" ,.;?")) for start, end, number in found]


def _pair(generation: Generation, kind: LinkKind, source: _Mention, target: _Mention) -> list[Said]:
    links = _links(generation, kind, target, wants_source=True)
    same = [link for link in links if _names(generation, link, source, of_source=True)]
    if same:
        return _stated(generation, kind, target, same, wants_source=True)
    if kind is not LinkKind.REPLACES:
        return []  # what no document says is not known
    if links:
        return _stated(
            generation, kind, target, links[:1], wants_source=True, before=f"{words.not_by(source.written)}; "
        )
    for other in (LinkKind.AMENDS, LinkKind.GUIDES, LinkKind.BASED_ON):  # it does something else to it
        links = [
            link
            for link in _links(generation, other, target, wants_source=True)
            if _names(generation, link, source, of_source=True)
        ]
        if links:
            return _stated(generation, other, source, links, wants_source=False)
    return _replaced_instead(generation, source, target)


def _replaced_instead(generation: Generation, source: _Mention, target: _Mention) -> list[Said]:
    """What a document does replace, where none of the folder says that it replaces the one asked about."""
    links = _links(generation, LinkKind.REPLACES, source, wants_source=False)
    if not links:
        return []
    before = f"{words.not_said_to_replace(target.written)}; "
    said = _stated(generation, LinkKind.REPLACES, source, links, wants_source=False, before=before)[:MOST]
    own = links[0].source
    denied = None if own is None else _saying(generation.documents[own], LinkKind.REPLACES, target.number)
    if own is None or denied is None:
        return said
    return [Said(said[0].fact, own, denied), *(one for one in said[1:] if (one.document, one.span) != (own, denied))]


def _one(generation: Generation, kind: LinkKind, asked: _Mention, *, wants_source: bool) -> list[Said]:
    links = _links(generation, kind, asked, wants_source=wants_source)
    return _stated(generation, kind, asked, links[:MOST], wants_source=wants_source) if links else []


def _links(generation: Generation, kind: LinkKind, asked: _Mention, *, wants_source: bool) -> list[Link]:
    """The links of a kind at one end of which the asked document stands; none of digests that are not quoted."""
    hidden = catalogue(generation).hidden
    return [
        link
        for link in generation.links
        if link.kind is kind
        and _names(generation, link, asked, of_source=not wants_source)
        and not {link.source, link.target} & hidden
    ]


def _names(generation: Generation, link: Link, asked: _Mention, *, of_source: bool) -> bool:
    """Whether one end of a link is the document that is asked about."""
    at = link.source if of_source else link.target
    if at is not None:
        number = number_of(generation.documents[at].metadata)
        return number is not None and matches(asked.number, number)
    return any(matches(asked.number, number) for number, _, _ in find_document_numbers(link.written))


def _stated(
    generation: Generation,
    kind: LinkKind,
    asked: _Mention,
    links: Sequence[Link],
    *,
    wants_source: bool,
    before: str = "",
) -> list[Said]:
    """One fact that names all the others, and the words of each document that says so."""
    own = next((link.target if wants_source else link.source for link in links), None)
    subject = short_name(generation.documents[own].metadata) if own is not None else asked.written
    others = [link.source if wants_source else link.target for link in links]
    names = list(
        dict.fromkeys(
            full_name(generation.documents[at].metadata) if at is not None else link.written
            for at, link in zip(others, links, strict=True)
        )
    )
    since = generation.documents[own].metadata.expired_from if own is not None else None
    if since is None and kind is LinkKind.REPLACES and others[0] is not None:
        new = generation.documents[others[0]].metadata
        since = new.in_force_from or new.issued
    relation = words.related(kind, names, passive=wants_source, since=since)
    fact = f"{subject[:1].upper()}{subject[1:]}: {before}{relation}."
    said: list[Said] = []
    for link in links:
        at, span = _place(generation, kind, link)
        if all((at, span) != (one.document, one.span) for one in said):
            said.append(Said("" if said else fact, at, span))
    return said


def _place(generation: Generation, kind: LinkKind, link: Link) -> tuple[int, Span]:
    """The words of either document that say so; the heading of the one that does it where none do."""
    ends = [(at, other) for at, other in ((link.source, link.target), (link.target, link.source)) if at is not None]
    for at, other in ends:
        span = _saying(generation.documents[at], kind, _number_at(generation, other, link.written))
        if span is not None:
            return at, span
    return ends[0][0], heading_span(generation.documents[ends[0][0]])


def _number_at(generation: Generation, at: int | None, written: str) -> DocumentNumber | None:
    held = number_of(generation.documents[at].metadata) if at is not None else None
    named = find_document_numbers(written)
    return held or (named[0][0] if named else None)


def _saying(document: Document, kind: LinkKind, number: DocumentNumber | None) -> Span | None:
    """The place of a document that says what it and another are to one another."""
    if number is None:
        return None
    for match in re.finditer(rf"[^\n]*(?<!\d){number.digits}(?!\d)[^\n]*", document.text):
        start, end = match.span()
        if any(left <= start < right for left, right in document.furniture):
            continue
        for first, last in [(0, end - start)] if end - start <= _LONGEST else sentences(match[0]):
            line = match[0][first:last]
            named = any(matches(one, number) or matches(number, one) for one, _, _ in find_document_numbers(line))
            if named and _WORDS[kind].search(fold(line)):
                lead = len(line) - len(line.lstrip("#>-– \t"))
                return start + first + lead, start + first + len(line.rstrip())
    return None
