"""Which terms stand in each passage, as sorted hashes in a memory-mapped file.

Weighing evidence asks this of a dozen passages a question; cutting their texts into terms anew would cost more than
the search itself, and the sets of 100,000 passages must not sit in memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.index.disk import save_array


def term_hash(term: str) -> int:
    """32 bits of a term; a passage of 300 terms holds a foreign one by chance once in 14 million."""
    return crc32(term.encode())


class _Hashes(dict[str, int]):
    """Hashes of the terms met so far: a folder's few thousand terms come a hundred times each and more."""

    def __missing__(self, term: str) -> int:
        found = self[term] = term_hash(term)
        return found


def write_term_sets(folder: Path, rows: Sequence[tuple[str, str]]) -> None:
    """Write the sets of (own words, headings), each a blank-separated string of terms, in the order of passages."""
    hashes = _Hashes()
    parts: list[NDArray[np.uint32]] = []
    for body, head in rows:
        for text in (body, head):
            distinct = [hashes[term] for term in set(text.split())]
            parts.append(np.sort(np.array(distinct, dtype=np.uint32)))
    ends = np.cumsum([0, *(len(part) for part in parts)], dtype=np.int64)
    save_array(folder / "terms.npy", np.concatenate(parts) if parts else np.zeros(0, dtype=np.uint32))
    save_array(folder / "term_ends.npy", ends)


class TermSets:
    """The written sets, opened for asking."""

    def __init__(self, folder: Path) -> None:
        terms = folder / "terms.npy"
        self._ends: NDArray[np.int64] = np.load(folder / "term_ends.npy", allow_pickle=False)
        # An empty file cannot be mapped. The plain view of a map is cut several times faster than the map itself.
        mapped = np.load(terms, mmap_mode="r" if self._ends[-1] else None, allow_pickle=False)
        self._terms: NDArray[np.uint32] = mapped.view(np.ndarray)

    @property
    def size(self) -> int:
        """Number of passages."""
        return (len(self._ends) - 1) // 2

    def holds(self, passage: int, hashes: NDArray[np.uint32]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """For each hash whether it stands in the passage's own words, and whether in the headings above it."""
        start, middle, end = self._ends[2 * passage : 2 * passage + 3]
        return _within(self._terms[start:middle], hashes), _within(self._terms[middle:end], hashes)

    def holds_anywhere(self, first: int, after: int, hashes: NDArray[np.uint32]) -> NDArray[np.bool_]:
        """For each hash whether it stands in any of the passages first … after - 1, headings included."""
        return np.isin(hashes, self._terms[self._ends[2 * first] : self._ends[2 * after]])


def _within(held: NDArray[np.uint32], asked: NDArray[np.uint32]) -> NDArray[np.bool_]:
    if not len(held):
        return np.zeros(len(asked), dtype=np.bool_)
    at = held.searchsorted(asked)
    at[at == len(held)] = 0
    return np.asarray(held[at] == asked)
