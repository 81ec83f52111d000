"""How surely a question belongs to a theme: what it means, its words, and nothing in which they contradict each other.

Encoders of this kind put all texts close together, so that a bare cosine says little. Vectors are seen from the middle
of general questions of offices instead, which every encoder encodes once. The parameters are fitted by
`python -m bench.themes --write`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from itertools import combinations
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from bot.journal.themes.reading import Reading
from bot.journal.themes.slots import Slot, Slots, Value, agree

Floats = NDArray[np.float32]
_MOST_READ = 24  # questions of a theme whose words are added up; what they say in slots is taken of all


@cache
def background() -> tuple[str, ...]:
    """The general questions, from whose middle vectors are seen."""
    return tuple((resources.files("bot.journal.themes") / "background.txt").read_text("utf-8").splitlines())


@dataclass(frozen=True, slots=True)
class Bar:
    """A logistic model of (cosine from the middle, cosine of words), and the probability from which they are one."""

    meaning: float
    words: float
    intercept: float
    least: float

    def probability(self, meaning: float, words: float) -> float:
        """How surely they are one."""
        return 1 / (1 + exp(-(self.meaning * meaning + self.words * words + self.intercept)))

    @property
    def least_meaning(self) -> float:
        """The cosine below which not even the same words lift a pair over the bar."""
        needed = log(self.least / (1 - self.least))
        return (needed - self.intercept - self.words) / self.meaning


@cache
def shipped_bar() -> Bar:
    """The bar as fitted."""
    return Bar(**json.loads((resources.files("bot.journal.themes") / "alike.json").read_text("utf-8")))


@dataclass(slots=True)
class Profile:
    """What is known of a theme beside its centre: the words of its questions added up, what they say in each slot."""

    terms: dict[str, float] = field(default_factory=dict)
    said: dict[Slot, set[Value]] = field(default_factory=dict)  # every different thing said in each slot
    read: int = 0
    _length: float = 0.0

    @classmethod
    def of(cls, readings: Sequence[Reading]) -> Profile:
        """The profile of some questions."""
        profile = cls()
        for reading in readings:
            profile.add(reading)
        return profile

    def add(self, reading: Reading) -> None:
        """Take one more question in."""
        self.heed(reading.slots)
        self.read += 1
        if self.read <= _MOST_READ:
            for term, weight in reading.terms.items():
                self.terms[term] = self.terms.get(term, 0.0) + weight
            self._length = sum(value * value for value in self.terms.values()) ** 0.5

    def heed(self, slots: Slots) -> None:
        """Let nothing in that contradicts these."""
        for slot, value in slots.items():
            self.said.setdefault(slot, set()).add(value)

    def swallow(self, other: Profile) -> None:
        """Let nothing in that contradicts another one."""
        for slot, values in other.said.items():
            self.said.setdefault(slot, set()).update(values)

    def words(self, terms: Mapping[str, float]) -> float:
        """The cosine of its words with those of a question, whose weights have length 1."""
        if not self._length:
            return 0.0
        return sum(weight * self.terms.get(term, 0.0) for term, weight in terms.items()) / self._length

    def words_of(self, other: Profile) -> float:
        """The cosine of its words with another's."""
        return self.words(other.terms) / other._length if other._length else 0.0

    def contradicts(self, slots: Slots) -> bool:
        """Whether any of its questions contradicts a question."""
        return any(not agree(own, value) for slot, value in slots.items() for own in self.said.get(slot, ()))

    def contradicts_any(self, other: Profile) -> bool:
        """Whether any of its questions contradicts any of another one's."""
        return any(self.contradicts({slot: value}) for slot, values in other.said.items() for value in values)

    @property
    def torn(self) -> bool:
        """Whether its own questions contradict each other: somebody put them together all the same."""
        return any(not agree(*pair) for values in self.said.values() for pair in combinations(values, 2))


def directions(vectors: Floats, middle: Floats) -> Floats:
    """Vectors as seen from the middle, of length 1, shape (n, dimension)."""
    moved = vectors - middle
    lengths = np.linalg.norm(moved, axis=-1, keepdims=True)
    return np.asarray(moved / np.maximum(lengths, 1e-9), dtype=np.float32)
