"""The dense index: exact inner product by FAISS over normalised vectors, on one thread."""

from __future__ import annotations

from collections.abc import Sequence

import faiss
import numpy as np
from numpy.typing import NDArray

from bot.index.encoder import Vectors

# Exact search over 100,000 passages takes 10 ms on one thread; more threads only get in the way of the encoder.
faiss.omp_set_num_threads(1)


class DenseIndex:
    """Vectors of passages, searched by cosine similarity; safe to use from several threads."""

    def __init__(self, vectors: Vectors) -> None:
        self._index = faiss.IndexFlatIP(vectors.shape[1])
        if len(vectors):
            self._index.add(np.ascontiguousarray(vectors, dtype=np.float32))

    @property
    def size(self) -> int:
        """Number of passages held."""
        return int(self._index.ntotal)

    def search(
        self, vector: Vectors, limit: int, *, allowed: NDArray[np.bool_] | None = None
    ) -> list[tuple[int, float]]:
        """(passage, cosine), best first; `allowed` says of each passage whether it may be found."""
        limit = min(limit, self.size)
        if limit <= 0:
            return []
        parameters = None
        if allowed is not None:
            bits = np.packbits(allowed, bitorder="little")
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))  # type: ignore[call-arg,arg-type]  # its stubs lag
        scores, passages = self._index.search(vector.reshape(1, -1), limit, params=parameters)
        return [(int(p), float(s)) for p, s in zip(passages[0], scores[0], strict=True) if p >= 0]

    def similarities(self, vector: Vectors, passages: Sequence[int]) -> Vectors:
        """Cosine of a question to given passages, shape (n,)."""
        if not passages:
            return np.zeros(0, dtype=np.float32)
        rows = self._index.reconstruct_batch(np.asarray(passages, dtype=np.int64))
        return np.asarray(rows @ vector, dtype=np.float32)
