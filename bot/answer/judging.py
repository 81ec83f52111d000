"""Which passages are weighed, what part of them is in force, and which of them goes first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answer.evidence import Evidence, claims, field_of, weigh
from bot.answer.kinds import Asked
from bot.index import Generation
from bot.model import Hit, Metadata, SectionKind, Validity
from bot.search import Found, Prepared, validity_at, validity_on

CANDIDATES = 10  # hits that are looked at together
WEIGHED = 3  # first of them that are weighed as answers
WEIGHED_FOR_NOW = 8  # where the newest of them is wanted
_AS_SURE = 0.5  # of the surest: what is newer goes first from there on
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def judge(
    generation: Generation, prepared: Prepared, found: Found, hits: Sequence[Hit], *, most: int = WEIGHED
) -> list[Evidence]:
    """The evidence of the passages most likely to answer, the picked one first."""
    claimed = claims(prepared)
    hits = _with_replies(generation, hits, of_reporter=claimed.of_reporter)
    if not hits:
        return []
    candidates = hits[:CANDIDATES]
    # Who somebody is, is told where the name stands beside the office, which may be far down.
    weighed = list(candidates[: CANDIDATES if claimed.kind.kind is Asked.POST else most])
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


def in_force(
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
    first = surest_first(unparted)[0]
    # Of a passage in force in part, the sentences that answer may be those that are out of force.
    others = [hit for hit in found.hits if hit.passage not in passages]
    left = judge(generation, prepared, found, others, most=most)
    return [one for one in left if not is_gone(one)], first if is_gone(first) else None


def is_left_over(generation: Generation, gone: Evidence | None, best: Evidence) -> bool:
    """Whether a document would answer only because the part of it that did is gone: the rest stands near at most."""
    return gone is not None and _document(generation, gone.hit) == _document(generation, best.hit)


def surest_first(evidence: list[Evidence]) -> list[Evidence]:
    """The evidence by how sure it is; what is equally sure stays in the order of search."""
    return sorted(evidence, key=lambda one: -one.probability)


def newest_first(generation: Generation, evidence: list[Evidence]) -> list[Evidence]:
    """The evidence by how new its documents are, among those that are about as sure as the surest."""
    if not evidence:
        return []
    surest = max(one.probability for one in evidence)
    sure = [one for one in evidence if one.probability >= _AS_SURE * surest]
    sure.sort(key=lambda one: -(_latest_year(metadata_of(generation, one)) or 0))
    return [*sure, *(one for one in evidence if one not in sure)]


def metadata_of(generation: Generation, evidence: Evidence) -> Metadata:
    """What is known of the document of a piece of evidence."""
    return generation.documents[generation.passages[evidence.hit.passage].document].metadata


def quoted(generation: Generation, evidence: Evidence) -> str:
    """The sentences that would be quoted."""
    document = generation.documents[generation.passages[evidence.hit.passage].document]
    return document.text[slice(*evidence.window.span)]


def _latest_year(about: Metadata) -> int | None:
    """The latest year that a document's own dates name: of issue, or of the sources of a digest."""
    years = [int(year) for year in _YEAR.findall(about.source_date or "")]
    return max([*years, *([about.year] if about.year else [])], default=None)


def _with_replies(generation: Generation, hits: Sequence[Hit], *, of_reporter: bool) -> Sequence[Hit]:
    """The hits with the reply in place of a reporter's question, which says nothing that an official has said."""
    if of_reporter:
        return [hit for hit in hits if _kind_of(generation, hit.passage) is SectionKind.QUESTION] or hits
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


def _document(generation: Generation, hit: Hit) -> int:
    return generation.passages[hit.passage].document
