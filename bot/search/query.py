"""What is searched for a question: the text for the encoder, the terms, the documents that it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.index import Generation
from bot.model import Question, Span, Validity
from bot.search.dating import asks_about_itself, day_asked, last_day, names_other_year
from bot.search.identity import catalogue, named_documents
from bot.search.ranking import Weighted, weighted
from bot.search.validity import validity_on
from bot.search.weights import FUNCTION_WORDS, weight
from bot.vietnamese import (
    DocumentNumber,
    expand,
    find_document_numbers,
    fold,
    in_digits,
    in_vietnamese,
    normalise,
    repair,
    terms,
    terms_among,
)

MAX_CHARACTERS = 1_000  # of a question; a longer one is cut, and the person is told
_UNTOLD = 0.5  # cohesion of a pair with a number, or with a word that was never counted
_STRESSED = 3.0  # times the weight of a word that a follow-up says itself
_COMPARED = re.compile(r"\b(?:so voi|khac (?:gi )?(?:so )?voi|khac gi|giong (?:voi|nhu)?|hon so voi) $")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A question made ready for both searches."""

    question: Question
    encoded: str
    terms: tuple[str, ...]
    asked: Weighted  # those of them that say anything, with their weights
    numbers: tuple[DocumentNumber, ...]  # documents that the question names
    named: tuple[int, ...]  # those of them that the folder holds
    unknown: tuple[DocumentNumber, ...]  # those that it does not
    barred: frozenset[int] = frozenset()  # passages taken as not there: near misses, what was not yet in force
    misdated: bool = False  # it gives a document of the folder a year that is not its own


def prepare(
    text: str,
    generation: Generation,
    day: date,
    *,
    searched: str | None = None,
    stress: str = "",
    anywhere: bool = False,
    barred: frozenset[int] = frozenset(),
) -> Prepared:
    """Make a question ready; `searched` is what it was joined or mended to, where that differs from the words typed.

    Words of it that are in `stress` count more: what a follow-up says itself is what it asks about. With `anywhere`, a
    document that it names need only be mentioned by what answers. A document all of whose passages are `barred` counts
    as one that the folder does not hold.
    """
    typed = normalise(searched or text).strip()[:MAX_CHARACTERS]
    english = in_vietnamese(typed, generation.restorer.restore)
    typed = english or typed
    words, alternatives = (typed, ()) if english else _mended(typed, generation)
    words, asked_day = _without_day(words, day)
    words = _without_compared(words, generation, barred)
    mentions = find_document_numbers(words)
    bearers = _bearers([number for number, _, _ in mentions], generation, barred)
    itself = asks_about_itself(words)
    misdated = names_other_year(words, generation.documents) and not itself
    for number, found in bearers.items():
        others = _bearers([replace(number, year=None)], generation, barred) if number.year and not found else {}
        bearing = [at for of_other in others.values() for at in of_other]
        if bearing and itself and asked_day is None:  # "Quy định 80 năm 2023 còn hiệu lực không"
            bearers[number], asked_day = bearing, last_day(int(number.year or day.year))
        elif bearing:
            misdated = True
    named = sorted({at for found in bearers.values() for at in found})
    if asked_day is not None and asked_day < day:
        # What was not in force on that day, and is not asked for by its number, does not answer for it.
        barred |= _not_yet(generation, asked_day, besides=named)
    # The words as typed are looked up too: what looked like a slip may be a name.
    as_typed = "" if english else _without_compared(_without_day(typed, day)[0], generation, barred)
    parts = (words, *alternatives, as_typed)
    found_terms = tuple(dict.fromkeys(term for part in parts for term in terms(part)))
    weights = _asked_weights(words, [(start, end) for number, start, end in mentions if bearers[number]], generation)
    if stress:
        own_terms = frozenset(terms(_mended(normalise(stress), generation)[0]))
        weights = {term: value * _STRESSED if term in own_terms else value for term, value in weights.items()}
    restored = words if english else generation.restorer.restore(words)
    cohesion = generation.restorer.cohesion(restored)
    return Prepared(
        Question(text, typed, asked_day or day),
        restored,
        found_terms,
        weighted(weights, [cohesion.get(term, _UNTOLD if "_" in term else 1.0) for term in weights]),
        tuple(bearers),
        () if anywhere else tuple(named),
        tuple(number for number, found in bearers.items() if not found),
        barred,
        misdated,
    )


def _without_day(words: str, today: date) -> tuple[str, date | None]:
    """A question without the day that it asks to be answered for, and that day."""
    asked = day_asked(words, today)
    if asked is None:
        return words, None
    return f"{words[: asked.start]} {words[asked.end :]}".strip(), asked.day


def _without_compared(words: str, generation: Generation, barred: frozenset[int]) -> str:
    """A question without the document that it only compares another with: "so với Quy định 80 thì Quy định 377 …"."""
    mentions = find_document_numbers(words)
    if len(mentions) < 2:
        return words
    for number, start, end in reversed(mentions):
        marker = _COMPARED.search(fold(words[:start]))
        if marker and _bearers([number], generation, barred)[number]:
            words = f"{words[: marker.start()]}{words[end:]}".strip()
    return words


def _bearers(
    numbers: Sequence[DocumentNumber], generation: Generation, barred: frozenset[int]
) -> dict[DocumentNumber, list[int]]:
    """The documents of the folder that bear each number, but for hidden and barred ones."""
    hidden = catalogue(generation).hidden
    return {
        number: [
            at
            for at in found
            if at not in hidden and not (barred and barred.issuperset(generation.passages_of([at]).tolist()))
        ]
        for number, found in named_documents(numbers, catalogue(generation).numbers).items()
    }


def _asked_weights(words: str, named: Sequence[Span], generation: Generation) -> dict[str, float]:
    """The weights of what is asked: the words that name a document that was found say nothing of what is asked."""
    rest = words
    for start, end in reversed(named):
        rest = f"{rest[:start]}\n{rest[end:]}"
    return _weights(rest, generation) or _weights(words, generation)


def _not_yet(generation: Generation, day: date, *, besides: Sequence[int]) -> frozenset[int]:
    """The passages of documents that were not yet in force on a day."""
    later = [
        at
        for at, document in enumerate(generation.documents)
        if at not in besides and validity_on(document.metadata, day) is Validity.NOT_YET
    ]
    return frozenset(generation.passages_of(later).tolist())


def carried(words: str, said: str, generation: Generation) -> float:
    """The share of what words say that a text carries; 1 where they say nothing of their own."""
    mended = _mended(normalise(words), generation)[0]
    for _, start, end in reversed(find_document_numbers(mended)):
        mended = f"{mended[:start]}\n{mended[end:]}"
    # A pair with a question word is one that the answer need not have: "thay cho" is answered by "thay thế".
    weights = {
        term: value
        for term, value in _weights(mended, generation).items()
        if FUNCTION_WORDS.isdisjoint(term.split("_"))
    }
    total = sum(weights.values())
    held = terms_among(said, frozenset(weights))
    return sum(weights[term] for term in held) / total if total else 1.0


def _mended(typed: str, generation: Generation) -> tuple[str, tuple[str, ...]]:
    """The question with slips repaired, numbers in digits, abbreviations written out, and other ways to read those."""
    repaired = repair(typed, generation.lexicon, keep=generation.abbreviations)
    expanded = expand(in_digits(repaired), generation.abbreviations)
    return expanded.text, expanded.alternatives


def _weights(words: str, generation: Generation) -> dict[str, float]:
    """The terms that say anything, with their weights."""
    weights = {term: weight(term, generation) for term in dict.fromkeys(terms(words))}
    return {term: value for term, value in weights.items() if value > 0}
