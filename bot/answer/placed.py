"""Questions that name a place: "Điều 5 khoản 2 Quy định 65 nói gì" is answered with that place."""

from __future__ import annotations

import re

from bot.answer.kinds import wanted
from bot.answer.windows import LIST_AIM, Window, best_window
from bot.model import Document, Section, SectionKind, Span
from bot.search import Prepared
from bot.vietnamese import fold, sentences, terms
from bot.vietnamese.wordlist import words

_ARTICLE = re.compile(r"\bdieu (\d{1,3}[a-z]?)\b")
_CLAUSE = re.compile(r"\bkhoan (\d{1,2})\b")
_POINT = re.compile(r"\bdiem ([a-z])\b(?! so)")
# What is left of a question that asks for nothing but the place.
_PLAIN = words(
    "dieu khoan diem noi gi noi dung la quy dinh the nao cua trong o xem cho toi hoi trich nguyen van ghi sao ve",
    "chi tiet",
)


def place_asked(question: str) -> tuple[str, str | None, str | None] | None:
    """(article, clause, point) that a question names; None where it names no article."""
    folded = fold(question)
    article = _ARTICLE.search(folded)
    if article is None:
        return None
    clause, point = _CLAUSE.search(folded), _POINT.search(folded)
    return article[1], clause[1] if clause else None, point[1] if point else None


def section_of(document: Document, place: tuple[str, str | None, str | None]) -> Section | None:
    """The section of a document at a place, the deepest that is named; None where the document has no such place."""
    article, clause, point = place
    found = _child(document, None, SectionKind.ARTICLE, f"dieu {article}")
    for kind, label in (
        (SectionKind.CLAUSE, clause and f"khoan {clause}"),
        (SectionKind.POINT, point and f"diem {point}"),
    ):
        if found is None or label is None:
            continue
        found = _child(document, found, kind, label)
    return document.sections[found] if found is not None else None


def window_at(document: Document, section: Section, prepared: Prepared) -> Window:
    """What to quote of a place: the sentences that answer, or all of it from its beginning up to the aim of a list."""
    question = prepared.encoded
    more = [t for t in terms(question) if "_" not in t and t not in _PLAIN and not t[0].isdigit() and len(t) > 1]
    weights = {term: weight for term, weight in prepared.asked.weights.items() if term in more or "_" in term}
    if len(more) > 2 and weights:
        found = best_window(document.text, (section.start, section.end), weights, wanted(question))
        if found.coverage > 0:
            return found
    span, cut = _from_the_beginning(document.text, (section.start, section.end))
    return Window(span, 1.0, cut)


def _from_the_beginning(text: str, span: Span) -> tuple[Span, bool]:
    spans = sentences(text, *span)
    last = 0
    while last + 1 < len(spans) and spans[last + 1][1] - spans[0][0] <= LIST_AIM:
        last += 1
    if not spans:
        return span, False
    return (spans[0][0], spans[last][1]), last + 1 < len(spans)


def _child(document: Document, above: int | None, kind: SectionKind, label: str) -> int | None:
    for number, section in enumerate(document.sections):
        if section.kind is not kind or fold(section.label) != label:
            continue
        if above is None or section.parent == above:
            return number
    return None
