"""Files that say nearly the same: the share of their folded shingles that two of them have in common."""

from __future__ import annotations

import time
from collections.abc import Mapping, MutableMapping
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.index import Generation
from bot.model import Document
from bot.vietnamese import fold

NEAR = 0.5  # share of the shingles of both that both have: two drafts of one text, not two texts of one kind
_WORDS = 5  # of a shingle
_LEAST = 20  # shingles of a text that can be compared
_SKETCH = 128  # shingles by which pairs that may be alike are found
_IN_COMMON = _SKETCH // 8  # of them that such a pair has at least; with NEAR in common it is a half of them or so
_CROWD = 50  # files with one shingle: more of them are compared with the first of them only
Shingles = NDArray[np.uint64]


def near(
    generation: Generation, known: MutableMapping[str, Shingles], *, pause: float = 0.0
) -> dict[str, tuple[tuple[str, float], ...]]:
    """File → (file, share) of those that say nearly the same, most alike first; only files that have any.

    `known` keeps the shingles of texts by the checksum of their file. After each text it sleeps for `pause` seconds,
    so that questions have their turn.
    """
    documents = generation.documents
    for document in documents:
        key = generation.states[document.file].sha256
        if key not in known:
            known[key] = shingles(document)
            time.sleep(pause)
    held = [known[generation.states[document.file].sha256] for document in documents]
    found: dict[str, list[tuple[str, float]]] = {}
    for one, other in sorted(_candidates(held)):
        both = len(np.intersect1d(held[one], held[other], assume_unique=True))
        share = both / (len(held[one]) + len(held[other]) - both)
        if share >= NEAR:
            found.setdefault(documents[one].file, []).append((documents[other].file, share))
            found.setdefault(documents[other].file, []).append((documents[one].file, share))
    return {file: tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0]))) for file, pairs in found.items()}


def shingles(document: Document) -> Shingles:
    """The runs of words of a document's text without its page furniture, as sorted hashes; none where it is short."""
    at, parts = 0, []
    for start, end in sorted(document.furniture):
        parts.append(document.text[at:start])
        at = max(at, end)
    words = fold(" ".join([*parts, document.text[at:]])).split()
    hashes: Mapping[str, int] = {word: crc32(word.encode("utf-8", "surrogatepass")) for word in set(words)}
    each = np.array([hashes[word] for word in words], dtype=np.uint64)
    if len(each) < _WORDS + _LEAST:
        return np.zeros(0, dtype=np.uint64)
    mixed = np.zeros(len(each) - _WORDS + 1, dtype=np.uint64)
    for at in range(_WORDS):  # modulo 2⁶⁴, as unsigned numbers of numpy are
        mixed = mixed * np.uint64(6364136223846793005) + each[at : len(each) - _WORDS + 1 + at]
    mixed ^= mixed >> np.uint64(31)
    return np.unique(mixed * np.uint64(0x9E3779B97F4A7C15))


def _candidates(held: list[Shingles]) -> set[tuple[int, int]]:
    """The pairs (lower, higher) that may be alike: they share many of the least of their hashes."""
    bearers: dict[int, list[int]] = {}
    for at, one in enumerate(held):
        for value in one[:_SKETCH].tolist():
            bearers.setdefault(value, []).append(at)
    shared: dict[tuple[int, int], int] = {}
    for files in bearers.values():
        for place, other in enumerate(files):
            for lower in files[: min(place, _CROWD)]:
                shared[lower, other] = shared.get((lower, other), 0) + 1
    least = {at: min(_IN_COMMON, len(one[:_SKETCH]) // 4) for at, one in enumerate(held)}
    return {pair for pair, count in shared.items() if count >= max(1, min(least[pair[0]], least[pair[1]]))}
