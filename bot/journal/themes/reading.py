"""A question as grouping sees it: written out in full for the encoder, its weighted words, its slots.

Spelling, accents and abbreviations go here, so that they cannot part two questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt

from bot.journal.themes.slots import Slots, slots_of
from bot.vietnamese import expand, in_digits, in_vietnamese, load_restorer, normalise, repair, terms
from bot.vietnamese.lexicon import Lexicon
from bot.vietnamese.wordlist import words

LONGEST = 1_000  # characters of a question that are read
_PAIR = 0.5  # of its weight, for a pair of syllables: both stand alone as well
# Folded words that make a sentence a question, address somebody or hold it together: they say nothing of its matter.
_EMPTY = words(
    "a ad ai anh ban bao bi biet boi cac cai can chi cho chung co con cua cung da dang day de den di do duoc em gi gio",
    "gom hay ho hoi khi khong ko la lai lam luc may minh moi mot muon nam nao nay nen neu nhe nhi nhieu nhu nhung noi",
    "o phai ra roi sao sau se tai the theo thi thoi toi tren trong truoc tu va van vao vay ve vi viec voi xin",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A question made ready: `text` for the encoder, `terms` with weights (length 1 together), `slots`."""

    text: str
    terms: Mapping[str, float]
    slots: Slots


def written_well(question: str, written: str) -> bool:
    """Whether a question needed no mending to become the text of its reading: accents, no abbreviations, no slips."""
    return written == normalise(question).strip()


class Reader:
    """Reads questions; keeps the latest. `abbreviations` are the admins' own, before the shipped ones.

    `read` mends a question as it was typed; `again` reads the `text` of a reading, which takes a fifth of the time.
    """

    def __init__(self, abbreviations: Mapping[str, Sequence[str]] | None = None) -> None:
        self._abbreviations = dict(abbreviations or {})
        self._restorer = load_restorer()
        self._lexicon = self._restorer.lexicon()
        self._weights = _Weights(self._lexicon)
        self.read = lru_cache(maxsize=4_096)(self._read)
        self.again = lru_cache(maxsize=4_096)(self._again)

    def of(self, question: str, written: str | None) -> Reading:
        """A question as it was typed, and the `text` of its reading where that was kept."""
        return self.read(question) if written is None else self.again(written)

    def _read(self, question: str) -> Reading:
        question = normalise(question).strip()[:LONGEST]
        return self.again(in_vietnamese(question, self._restorer.restore) or self._mended(question))

    def _again(self, text: str) -> Reading:
        return Reading(text, self._weights.of(terms(text)), slots_of(text))

    def _mended(self, question: str) -> str:
        repaired = repair(question, self._lexicon, keep=self._abbreviations)
        return self._restorer.restore(expand(in_digits(repaired), self._abbreviations).text)


class _Weights:
    """What each term says: rare words and pairs much, words that hold a sentence together nothing."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._total = 1 + sum(lexicon.singles.values())
        self._of = lru_cache(maxsize=65_536)(self._weight)

    def of(self, found: Iterable[str]) -> dict[str, float]:
        """The weights of some terms, of length 1 together; empty where none says anything."""
        weights = {term: self._of(term) for term in dict.fromkeys(found)}
        length = sqrt(sum(value * value for value in weights.values()))
        return {term: value / length for term, value in weights.items() if value} if length else {}

    def _weight(self, term: str) -> float:
        first, _, second = term.partition("_")
        if second:
            if first in _EMPTY and second in _EMPTY:
                return 0.0
            return _PAIR * log(self._total / (1 + self._lexicon.pair(first, second)))
        if first in _EMPTY or len(first) == 1:
            return 0.0
        return log(self._total / (1 + self._lexicon.singles.get(first, 0.0)))
