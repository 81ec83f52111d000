"""Hits → Answer, near passage or refusal. No I/O: the promise, readable in one sitting.

The bar decides before anything is composed. Above it the sentences that answer are quoted; below it, what comes near
is shown as such, or nothing is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot import phrases
from bot.answer.about import (
    by_subject,
    fact_about,
    heading_span,
    meant,
    names_a_document,
    shown_for,
    speaks_of_it,
    tells_it,
)
from bot.answer.compose import TextBuilder, add_quotes, add_sources, authority, cite, suggestion
from bot.answer.evidence import Evidence, bar
from bot.answer.judging import (
    WEIGHED,
    WEIGHED_FOR_NOW,
    in_force,
    is_left_over,
    judge,
    metadata_of,
    newest_first,
    quoted,
    surest_first,
)
from bot.answer.kinds import asks_for_now
from bot.answer.placed import place_asked, section_of, window_at
from bot.answer.related import related
from bot.index import Generation
from bot.model import (
    Answer,
    Citation,
    Metadata,
    Span,
    Status,
    StyleKind,
    Suggestion,
    Validity,
)
from bot.phrases import ceasing
from bot.search import Found, Prepared, bearer_of, catalogue
from bot.vietnamese import find_document_numbers

_MOST_QUOTES = 3
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
    evidence, gone = in_force(generation, prepared, found, most=WEIGHED_FOR_NOW if now else WEIGHED)
    evidence = newest_first(generation, evidence) if now else surest_first(evidence)
    if prepared.numbers or names_a_document(prepared.encoded):
        evidence = [one for one in evidence if speaks_of_it(prepared.encoded, quoted(generation, one))]
    best = evidence[0].probability if evidence else 0.0
    if best >= bar().answer and not is_left_over(generation, gone, evidence[0]):
        return _answered(generation, prepared, evidence, day, now=now)
    # A question that names a document of the folder is about that one, not about others that are out of force.
    old = judge(generation, prepared, found, found.expired) if not prepared.named else []
    if old and old[0].probability >= max(bar().answer, best):
        return _near(generation, old[0], day, contact, phrases.NEAR_EXPIRED)
    if gone is not None and gone.probability >= bar().answer:
        return _near(generation, gone, day, contact, ceasing.NEAR_CEASED)
    if best >= bar().near or (evidence and evidence[0].besides >= bar().answer):
        return _near(generation, evidence[0], day, contact, phrases.NEAR)
    return _refused(generation, prepared, found, best, contact)


def _placed(generation: Generation, prepared: Prepared, day: date) -> Answer | None:
    """The place that a question names in a document that it names (or in the only one that there is)."""
    place = place_asked(prepared.encoded)
    documents = prepared.named or ((0,) if len(generation.documents) == 1 and not prepared.numbers else ())
    if place is None or not documents:
        return None
    citations: list[Citation] = []
    cut: list[int] = []
    for document in documents[:_MOST_QUOTES]:
        held = generation.documents[document]
        section = section_of(held, place)
        if section is not None:
            window = window_at(held, section, prepared)
            citation = cite(generation, len(citations) + 1, document, window.span, day)
            if all(_said(citation.quote) != _said(one.quote) for one in citations):
                citations.append(citation)
                cut += [citation.number] if window.cut else []
    if not citations:
        return None
    out = TextBuilder()
    if len(citations) > 1:
        out.add(f"{phrases.AMBIGUOUS}\n\n")
    add_quotes(out, citations, cut=cut)
    add_sources(out, generation, citations, day)
    return Answer(Status.ANSWERED, out.text, out.styles, tuple(citations), confidence=_FACT_CONFIDENCE)


def _facts(generation: Generation, prepared: Prepared, found: Found, day: date) -> Answer | None:
    """What is known of the documents that the question names or means, where it asks about them themselves."""
    said = []
    for document in (prepared.named or _meant(generation, prepared))[:_MOST_QUOTES]:
        held = generation.documents[document]
        # Accents put back may have made another word of what was typed ("o bao nao": ở báo nào).
        fact = fact_about(prepared.encoded, held, day) or fact_about(prepared.question.searched, held, day)
        if fact is None:
            return None
        said.append((document, fact))
    if not said:
        return None
    told: dict[tuple[str, str], tuple[str, Citation]] = {}
    cut: list[int] = []
    for document, fact in said:
        hits = [hit for hit in found.hits if generation.passages[hit.passage].document == document]
        held = generation.documents[document]
        sure = [one for one in judge(generation, prepared, found, hits) if one.probability >= _SURE]
        # What a document is about is shown by how it begins; any other fact by its name, unless a sentence says it.
        windows = [one.window for one in sure if tells_it(prepared.encoded, held.text[slice(*one.window.span)], held)]
        opening = shown_for(prepared.encoded, held)
        span = opening or (windows[0].span if windows else heading_span(held))
        citation = cite(generation, len(told) + 1, document, span, day)
        if (fact, _said(citation.quote)) not in told:
            told[fact, _said(citation.quote)] = (fact, citation)
            cut += [citation.number] if windows and not opening and windows[0].cut else []
    citations = [citation for _, citation in told.values()]
    out = TextBuilder()
    if len(citations) > 1:
        out.add(f"{phrases.AMBIGUOUS}\n\n")
    for fact, citation in told.values():
        out.add("\n\n" if citation.number > 1 else "").add(f"{fact}\n\n")
        add_quotes(out, [citation], cut=cut)
    add_sources(out, generation, citations, day)
    return Answer(Status.ANSWERED, out.text, out.styles, tuple(citations), confidence=_FACT_CONFIDENCE)


def _meant(generation: Generation, prepared: Prepared) -> tuple[int, ...]:
    """The documents that a question means without a number of theirs."""
    if prepared.numbers or prepared.misdated:
        return ()
    this = meant(prepared.encoded, generation.documents)
    if this is not None:
        return (this,)
    asked = prepared.asked
    words = zip(asked.weights.items(), asked.cohesion, strict=True)
    # Two syllables that merely met ("trợ người") need not stand in a title.
    weights = {term: value * cohesion for (term, value), cohesion in words}
    found = by_subject(prepared.encoded, generation.documents, weights)
    return tuple(at for at in found if at not in catalogue(generation).hidden)


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


def _told(about: Metadata) -> str | None:
    """When something that is no norm was told, in words: it may have changed since; None for norms."""
    if about.stated_validity is not Validity.NOT_APPLICABLE:
        return None
    return about.source_date or phrases.date_words(about)


def _answered(
    generation: Generation, prepared: Prepared, evidence: Sequence[Evidence], day: date, *, now: bool
) -> Answer:
    chosen = _one_each(generation, prepared, evidence) or _choose(generation, evidence)
    citations = _cite_all(generation, chosen, day)
    out = TextBuilder()
    told = _told(metadata_of(generation, chosen[0])) if now else None
    if told is not None:
        out.add(phrases.newest_told(told), StyleKind.ITALIC).add("\n\n")
    if len({citation.file for citation in citations}) > 1 and len(prepared.named) > 1:
        out.add(f"{phrases.AMBIGUOUS}\n\n")
    add_quotes(out, citations, cut=[number for number, one in enumerate(chosen, start=1) if one.window.cut])
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
    return sorted(chosen, key=lambda one: authority(metadata_of(generation, one)))


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
    different = list({_said(quoted(generation, one)): one for one in reversed(best.values())}.values())[::-1]
    return different[:_MOST_QUOTES] if len(different) > 1 else []


def _length(evidence: Evidence) -> int:
    return evidence.window.span[1] - evidence.window.span[0]


def _said(quote: str) -> str:
    """The words of a quote, however their lines are broken."""
    return " ".join(quote.split())


def _overlaps(generation: Generation, one: Evidence, other: Evidence) -> bool:
    """Whether two quotes share words: in one document, or as two copies of it have them."""
    if _said(quoted(generation, one)) == _said(quoted(generation, other)):
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
    add_quotes(out, citations, cut=(1,) if evidence.window.cut else ())
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
