"""Which syllables there are, and which stand next to each other, without accents: what repairs are checked against."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.vietnamese.fold import fold
from bot.vietnamese.ngrams import Floats, Ints, Ngrams, pair_key, split_key
from bot.vietnamese.syllable_ids import SPECIAL


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Counts of folded syllables and pairs, and the accented syllables, of the product and of one folder."""

    accented: Mapping[str, tuple[str, ...]]  # folded syllable → the ways to accent it that were seen
    singles: Mapping[str, float]
    others: frozenset[str]  # folded words that are no syllables, but were seen: names, foreign words
    _ids: Mapping[str, int]
    _pair_keys: Ints
    _pair_counts: Floats

    def pair(self, first: str, second: str) -> float:
        """Return how often two folded syllables were seen next to each other."""
        one, two = self._ids.get(first), self._ids.get(second)
        if one is None or two is None:
            return 0.0
        key = pair_key(np.array([one]), np.array([two]))
        place = int(np.searchsorted(self._pair_keys, key)[0])
        found = place < len(self._pair_keys) and self._pair_keys[place] == key[0]
        return float(self._pair_counts[place]) if found else 0.0


def build_lexicon(words: Sequence[str], tables: Sequence[Ngrams], others: frozenset[str]) -> Lexicon:
    """Return the lexicon of some tables of counts over the same words."""
    ids: dict[str, int] = {}
    to_folded = np.array([ids.setdefault(fold(word), len(ids)) for word in words], np.int64)
    singles = np.zeros(len(ids))
    keys: list[Ints] = []
    counts: list[Floats] = []
    for table in tables:
        singles += np.bincount(to_folded[: len(table.singles)], weights=table.singles, minlength=len(ids))
        first, second = split_key(table.pair_keys, 2)
        inside = (first >= len(SPECIAL)) & (second >= len(SPECIAL))
        keys.append(pair_key(to_folded[first[inside]], to_folded[second[inside]]))
        counts.append(table.pair_counts[inside])
    pair_keys, places = np.unique(np.concatenate(keys), return_inverse=True)
    pair_counts = np.bincount(places, weights=np.concatenate(counts), minlength=len(pair_keys)).astype(np.float64)
    accented: dict[str, list[str]] = {}
    for word in words[len(SPECIAL) :]:
        accented.setdefault(fold(word), []).append(word)
    names = [name for name in ids if name not in SPECIAL]
    return Lexicon(
        accented={name: tuple(ways) for name, ways in accented.items()},
        singles={name: float(singles[ids[name]]) for name in names if singles[ids[name]] >= _FEWEST},
        others=others,
        _ids={name: ids[name] for name in names},
        _pair_keys=pair_keys,
        _pair_counts=pair_counts,
    )


_FEWEST = 2.0  # a syllable that was seen less often is likelier a slip of the writer than a syllable
