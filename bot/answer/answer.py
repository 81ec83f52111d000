"""Hits → Answer, near passage or refusal. No I/O: the promise, readable in one sitting.

The bar decides before anything is composed. Above it the sentences that answer are quoted; below it, what comes near
is shown as such, or nothing is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot import phrases
from bot.answer.about import asks_what_about, beginning_of, fact_about, heading_span, speaks_of_it
from bot.answer.compose import TextBuilder, add_quotes, add_sources, authority, cite, suggestion
from bot.answer.evidence import FEATURES, Evidence, bar, claims, field_of, weigh
from bot.answer.kinds import asks_for_now, asks_for_the_question
from bot.answer.placed import place_asked, section_of, window_at
from bot.answer.related import related
from bot.index import Generation
from bot.model import (
    Answer,
    Citation,
    Hit,
    Metadata,
    SectionKind,
    Span,
    Status,
    StyleKind,
    Suggestion,
    Validity,
)
from bot.phrases import ceasing
from bot.search import Found, Prepared, bearer_of, validity_at, validity_on
from bot.vietnamese import find_document_numbers

CANDIDATES = 10  # hits that are looked at together
_WEIGHED = 3  # first of them that are weighed as answers
_WEIGHED_FOR_NOW = 8  # where the newest of them is wanted
_AS_SURE = 0.5  # of the surest: what is newer goes first from there on
_OTHER_CASE = FEATURES.index("other_case")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_MOST_QUOTES = 3
_CLEARLY = 0.15  # of probability
_SURE = 0.5  # probability from which on a sentence, and not the heading, is quoted beside a fact about a document
_FACT_CONFIDENCE = 0.95  # of an answer from what is known of a document: read from its heading or stated by a person
_BUDGET = 900  # characters of quotation in all, beside lists
_SECOND = 0.85  # a further quote must be this sure, measured against the first


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask where the folder has no answer."""

    unit: str | None = None
    name: str | None = None
    phone: str | None = None

    @property
    def line(self) -> str | None:
        """The sentence that names them, if anybody is set."""
        return phrases.contact(self.unit, self.name, self.phone)


def answer(generation: Generation, prepared: Prepared, found: Found, contact: Contact) -> Answer:
    """The outcome of a prepared and searched question."""
    day = prepared.question.day
    direct = (
        _placed(generation, prepared, day)
        or _facts(generation, prepared, found, day)
        or _related(generation, prepared, day)
    )
    if direct is not None:
        return direct
    now = asks_for_now(prepared.encoded)
    evidence, gone = _in_force(generation, prepared, found, most=_WEIGHED_FOR_NOW if now else _WEIGHED)
    evidence = _newest_first(generation, evidence) if now else _surest_first(evidence)
    if prepared.numbers:
        evidence = [one for one in evidence if speaks_of_it(prepared.encoded, _quoted(generation, one))]
    best = evidence[0].probability if evidence else 0.0
    if best >= bar().answer and not _is_left_over(generation, gone, evidence[0]):
        return _answered(generation, prepared, evidence, day, now=now)
    # A question that names a document of the folder is about that one, not about others that are out of force.
    old = judge(generation, prepared, found, found.expired) if not prepared.named else []
    if old and old[0].probability >= max(bar().answer, best):
        return _near(generation, old[0], day, contact, phrases.NEAR_EXPIRED)
    if gone is not None and gone.probability >= bar().answer:
        return _near(generation, gone, day, contact, ceasing.NEAR_CEASED)
    if best >= bar().near:
        return _near(generation, evidence[0], day, contact, phrases.NEAR)
    return _refused(generation, prepared, found, best, contact)


def _in_force(
    generation: Generation, prepared: Prepared, found: Found, *, most: int
) -> tuple[list[Evidence], Evidence | None]:
    """The evidence; and that of a part its document has lost, where it would have come first."""

    def is_gone(one: Evidence) -> bool:
        held = generation.documents[_document(generation, one.hit)]
        if not held.metadata.ceased or validity_on(held.metadata, day) is not Validity.PARTLY:
            return False
        return validity_at(held, one.window.span, day) is Validity.EXPIRED

    day = prepared.question.day
    unparted = judge(generation, prepared, found, found.whole, most=most)
    passages = {one.hit.passage for one in unparted if is_gone(one)}
    if not passages:
        evidence = unparted if found.whole == found.hits else judge(generation, prepared, found, found.hits, most=most)
        return evidence, None
    first = _surest_first(unparted)[0]
    # Of a passage in force in part, the sentences that answer may be those that are out of force.
    others = [hit for hit in found.hits if hit.passage not in passages]
    left = judge(generation, prepared, found, others, most=most)
    return [one for one in left if not is_gone(one)], first if is_gone(first) else None


def _is_left_over(generation: Generation, gone: Evidence | None, best: Evidence) -> bool:
    """Whether a document would answer only because the part of it that did is gone: the rest stands near at most."""
    return gone is not None and _document(generation, gone.hit) == _document(generation, best.hit)


def _document(generation: Generation, hit: Hit) -> int:
    return generation.passages[hit.passage].document


def _placed(generation: Generation, prepared: Prepared, day: date) -> Answer | None:
    """The place that a question names in a document that it names (or in the only one that there is)."""
    place = place_asked(prepared.encoded)
    documents = prepared.named or ((0,) if len(generation.documents) == 1 and not prepared.numbers else ())
    if place is None or not documents:
        return None
    citations: list[Citation] = []
    cut = False
    for document in documents[:_MOST_QUOTES]:
        held = generation.documents[document]
        section = section_of(held, place)
        if section is not None:
            window = window_at(held, section, prepared)
            citation = cite(generation, len(citations) + 1, document, window.span, day)
            if all(_said(citation.quote) != _said(one.quote) for one in citations):
                cut = cut or window.cut
                citations.append(citation)
    if not citations:
        return None
    out = TextBuilder()
    if len(citations) > 1:
        out.add(f"{phrases.AMBIGUOUS}\n\n")
    add_quotes(out, citations, cut=cut)
    add_sources(out, generation, citations, day)
    return Answer(Status.ANSWERED, out.text, out.styles, tuple(citations), confidence=_FACT_CONFIDENCE)


def _facts(generation: Generation, prepared: Prepared, found: Found, day: date) -> Answer | None:
    """What is known of the documents that the question names, where it asks about them themselves."""
    said = []
    for document in prepared.named[:_MOST_QUOTES]:
        fact = fact_about(prepared.encoded, generation.documents[document], day)
        if fact is None:
            return None
        said.append((document, fact))
    if not said:
        return None
    told: dict[tuple[str, str], tuple[str, Citation]] = {}
    for document, fact in said:
        hits = [hit for hit in found.hits if generation.passages[hit.passage].document == document]
        evidence = judge(generation, prepared, found, hits)
        sure = bool(evidence) and evidence[0].probability >= _SURE
        held = generation.documents[document]
        # What a document is about is shown by how it begins; any other fact by its name, unless a sentence says it.
        telling = sure and speaks_of_it(prepared.encoded, held.text[slice(*evidence[0].window.span)])
        opening = beginning_of(held) if asks_what_about(prepared.encoded) else None
        span = opening or (evidence[0].window.span if telling else heading_span(held))
        citation = cite(generation, len(told) + 1, document, span, day)
        told.setdefault((fact, _said(citation.quote)), (fact, citation))
    citations = [citation for _, citation in told.values()]
    out = TextBuilder()
    if len(citations) > 1:
        out.add(f"{phrases.AMBIGUOUS}\n\n")
    for fact, citation in told.values():
        out.add("\n\n" if citation.number > 1 else "").add(f"{fact}\n\n")
        add_quotes(out, [citation])
    add_sources(out, generation, citations, day)
    return Answer(Status.ANSWERED, out.text, out.styles, tuple(citations), confidence=_FACT_CONFIDENCE)


def _related(generation: Generation, prepared: Prepared, day: date) -> Answer | None:
    """What the documents that the question names are to others, where it asks for that."""
    said = related(prepared.encoded, generation)
    if not said:
        return None
    citations = [cite(generation, number, one.document, one.span, day) for number, one in enumerate(said, start=1)]
    out = TextBuilder().add(f"{said[0].fact}\n\n")
    add_quotes(out, citations)
    add_sources(out, generation, citations, day)
    return Answer(Status.ANSWERED, out.text, out.styles, tuple(citations), confidence=_FACT_CONFIDENCE)


def _surest_first(evidence: list[Evidence]) -> list[Evidence]:
    """The evidence in the order of search, unless the first is below the bar and another stands clearly above it."""
    if evidence and evidence[0].features[_OTHER_CASE]:
        evidence = sorted(evidence, key=lambda one: one.features[_OTHER_CASE])
    if evidence and evidence[0].probability < bar().answer:
        surest = max(evidence, key=lambda one: one.probability)
        if surest.probability >= bar().answer + _CLEARLY:
            return [surest, *(one for one in evidence if one is not surest)]
    return evidence


def _newest_first(generation: Generation, evidence: list[Evidence]) -> list[Evidence]:
    """The evidence by how new its documents are, among those that are about as sure as the surest."""
    if not evidence:
        return []
    surest = max(one.probability for one in evidence)
    sure = [one for one in evidence if one.probability >= _AS_SURE * surest]
    sure.sort(key=lambda one: -(_latest_year(_about(generation, one)) or 0))
    return [*sure, *(one for one in evidence if one not in sure)]


def _told(about: Metadata) -> str | None:
    """When something that is no norm was told, in words: it may have changed since; None for norms."""
    if about.stated_validity is not Validity.NOT_APPLICABLE:
        return None
    return about.source_date or phrases.date_words(about)


def _latest_year(about: Metadata) -> int | None:
    """The latest year that a document's own dates name: of issue, or of the sources of a digest."""
    years = [int(year) for year in _YEAR.findall(about.source_date or "")]
    return max([*years, *([about.year] if about.year else [])], default=None)


def _with_replies(generation: Generation, prepared: Prepared, hits: Sequence[Hit]) -> Sequence[Hit]:
    """The hits with the reply in place of a reporter's question, which says nothing that an official has said."""
    if asks_for_the_question(prepared.encoded):
        return hits
    seen: set[int] = set()
    kept: list[Hit] = []
    for hit in hits:
        passage = hit.passage
        if _kind_of(generation, passage) is SectionKind.QUESTION:
            passage += 1
            if passage >= len(generation.passages) or _kind_of(generation, passage) is not SectionKind.ANSWER:
                continue
        if passage not in seen:
            seen.add(passage)
            kept.append(hit if passage == hit.passage else Hit(passage, hit.score))
    return kept


def _kind_of(generation: Generation, passage: int) -> SectionKind | None:
    held = generation.passages[passage]
    return None if held.section is None else generation.documents[held.document].sections[held.section].kind


def judge(
    generation: Generation, prepared: Prepared, found: Found, hits: Sequence[Hit], *, most: int = _WEIGHED
) -> list[Evidence]:
    """The evidence of the passages most likely to answer, the picked one first."""
    hits = _with_replies(generation, prepared, hits)
    if not hits:
        return []
    claimed = claims(prepared)
    candidates = hits[:CANDIDATES]
    weighed = list(candidates[:most])
    if len(prepared.named) > 1:  # one number may name several documents: each has its say
        seen = {generation.passages[hit.passage].document for hit in weighed}
        for hit in hits:
            document = generation.passages[hit.passage].document
            if document in prepared.named and document not in seen:
                seen.add(document)
                weighed.append(hit)
    candidates = list(dict.fromkeys([*candidates, *weighed]))
    field = field_of(generation, prepared, found, candidates)
    return [weigh(generation, prepared, claimed, field, hit) for hit in weighed]


def _answered(
    generation: Generation, prepared: Prepared, evidence: Sequence[Evidence], day: date, *, now: bool
) -> Answer:
    chosen = _one_each(generation, prepared, evidence) or _choose(generation, evidence)
    citations = _cite_all(generation, chosen, day)
    out = TextBuilder()
    told = _told(_about(generation, chosen[0])) if now else None
    if told is not None:
        out.add(phrases.newest_told(told), StyleKind.ITALIC).add("\n\n")
    if len({citation.file for citation in citations}) > 1 and len(prepared.named) > 1:
        out.add(f"{phrases.AMBIGUOUS}\n\n")
    add_quotes(out, citations, cut=chosen[-1].window.cut)
    add_sources(out, generation, citations, day)
    return Answer(
        Status.ANSWERED,
        out.text,
        out.styles,
        citations,
        confidence=evidence[0].probability,
        searched=prepared.question.searched,
    )


def _choose(generation: Generation, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The first passage, and others that are nearly as sure and say it elsewhere, within the budget."""
    chosen = [evidence[0]]
    length = _length(evidence[0])
    for one in evidence[1:]:
        if len(chosen) == _MOST_QUOTES or one.probability < max(bar().answer, _SECOND * evidence[0].probability):
            break
        if length + _length(one) > _BUDGET or any(_overlaps(generation, one, other) for other in chosen):
            continue
        chosen.append(one)
        length += _length(one)
    # Law and regulation before city text before interview and press.
    return sorted(chosen, key=lambda one: authority(_about(generation, one)))


def _about(generation: Generation, evidence: Evidence) -> Metadata:
    return generation.documents[generation.passages[evidence.hit.passage].document].metadata


def _one_each(generation: Generation, prepared: Prepared, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Where one number names several documents, the best of each, so that the reader sees which is meant."""
    if len(prepared.numbers) != 1 or len(prepared.named) < 2:
        return []
    best: dict[int, Evidence] = {}
    for one in evidence:
        document = generation.passages[one.hit.passage].document
        if document in prepared.named and one.probability >= bar().near:
            best.setdefault(document, one)
    # Two copies of one document are one.
    different = list({_said(_quoted(generation, one)): one for one in reversed(best.values())}.values())[::-1]
    return different[:_MOST_QUOTES] if len(different) > 1 else []


def _quoted(generation: Generation, evidence: Evidence) -> str:
    document = generation.documents[generation.passages[evidence.hit.passage].document]
    return document.text[slice(*evidence.window.span)]


def _length(evidence: Evidence) -> int:
    return evidence.window.span[1] - evidence.window.span[0]


def _said(quote: str) -> str:
    """The words of a quote, however their lines are broken."""
    return " ".join(quote.split())


def _overlaps(generation: Generation, one: Evidence, other: Evidence) -> bool:
    """Whether two quotes share words: in one document, or as two copies of it have them."""
    if _said(_quoted(generation, one)) == _said(_quoted(generation, other)):
        return True
    same = generation.passages[one.hit.passage].document == generation.passages[other.hit.passage].document
    return same and one.window.span[0] < other.window.span[1] and other.window.span[0] < one.window.span[1]


def _cite_all(generation: Generation, chosen: Sequence[Evidence], day: date) -> tuple[Citation, ...]:
    return tuple(
        cite(generation, number, generation.passages[one.hit.passage].document, one.window.span, day)
        for number, one in enumerate(chosen, start=1)
    )


def _near(generation: Generation, evidence: Evidence, day: date, contact: Contact, opening: str) -> Answer:
    document = generation.passages[evidence.hit.passage].document
    citations = _cite_all(generation, [evidence], day)
    out = TextBuilder().add(f"{opening}\n\n")
    add_quotes(out, citations, cut=evidence.window.cut)
    add_sources(out, generation, citations, day)
    suggestions: tuple[Suggestion, ...] = ()
    if citations[0].validity is Validity.EXPIRED:
        successor = bearer_of(citations[0].successor, generation)
        if successor is not None and successor != document:
            held = generation.documents[successor]
            suggestions = (suggestion(generation, successor, (0, len(held.text))),)
            out.add(f"\n\n{phrases.successor_present(held.metadata.number or held.metadata.title)}")
    if contact.line:
        out.add(f"\n\n{contact.line}")
    return Answer(Status.NEAR, out.text, out.styles, citations, suggestions, evidence.probability)


def _refused(generation: Generation, prepared: Prepared, found: Found, confidence: float, contact: Contact) -> Answer:
    out = TextBuilder()
    if not generation.documents:
        out.add(phrases.REFUSED_EMPTY)
    else:
        out.add(phrases.REFUSED)
        asked = prepared.question.searched
        for number, start, end in find_document_numbers(asked):
            if number in prepared.unknown:
                out.add(f"\n\n{phrases.unknown_document(asked[start:end])}")
                break
    nearest = _nearest(generation, found)
    if nearest:
        out.add(f"\n\n{phrases.SUGGESTIONS}")
        for one in nearest:
            line = ", ".join(part for part in (one.document, one.address) if part)
            out.add(f"\n– {line}")
    if contact.line:
        out.add(f"\n\n{contact.line}")
    return Answer(Status.REFUSED, out.text, out.styles, (), nearest, confidence, prepared.question.searched)


def _nearest(generation: Generation, found: Found) -> tuple[Suggestion, ...]:
    """The best place of each of the three nearest documents."""
    places: dict[int, Span] = {}
    for hit in found.hits:
        passage = generation.passages[hit.passage]
        places.setdefault(passage.document, (passage.start, passage.end))
        if len(places) == 3:
            break
    return tuple(suggestion(generation, document, span) for document, span in places.items())
