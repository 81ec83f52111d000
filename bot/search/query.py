"""What is searched for a question: the text for the encoder, the terms, the documents that it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.index import Generation
from bot.model import Question
from bot.search.identity import catalogue, named_documents
from bot.search.ranking import Weighted, weighted
from bot.search.weights import weight
from bot.vietnamese import DocumentNumber, expand, find_document_numbers, normalise, repair, terms

MAX_CHARACTERS = 1_000  # of a question; a longer one is cut, and the person is told


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
    barred: frozenset[int] = frozenset()  # passages that are to be taken as not there (measuring near misses)


def prepare(
    text: str,
    generation: Generation,
    day: date,
    *,
    searched: str | None = None,
    barred: frozenset[int] = frozenset(),
) -> Prepared:
    """Make a question ready; `searched` is what it was joined or mended to, where that differs from the words typed.

    A document all of whose passages are `barred` counts as one that the folder does not hold.
    """
    typed = normalise(searched or text).strip()[:MAX_CHARACTERS]
    words, alternatives = _mended(typed, generation)
    mentions = find_document_numbers(words)
    numbers: Sequence[DocumentNumber] = [number for number, _, _ in mentions]
    bearers = named_documents(numbers, catalogue(generation).numbers)
    if barred:
        bearers = {
            number: [at for at in found if not barred.issuperset(generation.passages_of([at]).tolist())]
            for number, found in bearers.items()
        }
    hidden = catalogue(generation).hidden
    bearers = {number: [at for at in found if at not in hidden] for number, found in bearers.items()}
    named = sorted({at for found in bearers.values() for at in found})
    unknown = tuple(number for number, found in bearers.items() if not found)
    # The words as typed are looked up too: what looked like a slip may be a name.
    found = tuple(dict.fromkeys(term for part in (words, *alternatives, typed) for term in terms(part)))
    # Once a document is found by its number, the words that name it say nothing of what is asked about it.
    rest = words
    for number, start, end in reversed(mentions):
        if bearers[number]:
            rest = f"{rest[:start]}\n{rest[end:]}"
    weights = _weights(rest, generation) or _weights(words, generation)
    encoded = generation.restorer.restore(words)
    return Prepared(
        Question(text, typed, day), encoded, found, weighted(weights), tuple(bearers), tuple(named), unknown, barred
    )


def _mended(typed: str, generation: Generation) -> tuple[str, tuple[str, ...]]:
    """The question with its typing slips repaired and its abbreviations written out, and other ways to read those."""
    repaired = repair(typed, generation.lexicon, keep=generation.abbreviations)
    expanded = expand(repaired, generation.abbreviations)
    return expanded.text, expanded.alternatives


def _weights(words: str, generation: Generation) -> dict[str, float]:
    """The terms that say anything, with their weights."""
    weights = {term: weight(term, generation) for term in dict.fromkeys(terms(words))}
    return {term: value for term, value in weights.items() if value > 0}
