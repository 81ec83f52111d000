"""Both searches, their fusion by reciprocal ranks, and the ranker's final order."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.index import Generation, TextEncoder
from bot.index.encoder import Vectors
from bot.model import Hit, Validity
from bot.search.identity import catalogue
from bot.search.query import Prepared
from bot.search.ranking import rank
from bot.search.validity import validity_on

_DEPTH = 60  # hits taken from each search
_RANK_OFFSET = 20  # of reciprocal rank fusion: it only chooses what the ranker looks at


@dataclass(frozen=True, slots=True)
class Found:
    """Hits in the order of search, those of expired documents apart."""

    hits: tuple[Hit, ...]
    expired: tuple[Hit, ...]
    vector: Vectors
    encode_ms: float
    search_ms: float


def search(generation: Generation, encoder: TextEncoder, prepared: Prepared, *, depth: int = _DEPTH) -> Found:
    """Search a generation. Expired documents are searched apart, unless the question names them.

    Passages of documents that the question names come first.
    """
    started = time.perf_counter()
    vector = encoder.encode_query(prepared.encoded)
    encoded = time.perf_counter()
    hidden, expired = _set_aside(generation, prepared)
    hits = _fused(generation, prepared, vector, without=sorted(hidden | expired), depth=depth)
    old = _fused(generation, prepared, vector, only=sorted(expired - hidden), depth=depth) if expired else ()
    done = time.perf_counter()
    return Found(tuple(hits), tuple(old), vector, (encoded - started) * 1e3, (done - encoded) * 1e3)


def _set_aside(generation: Generation, prepared: Prepared) -> tuple[set[int], set[int]]:
    """Documents that are never quoted, and those that answer only when asked for by number."""
    hidden = set(catalogue(generation).hidden)
    expired = {
        at
        for at, document in enumerate(generation.documents)
        if validity_on(document.metadata, prepared.question.day) is Validity.EXPIRED and at not in prepared.named
    }
    return hidden, expired


def _fused(
    generation: Generation,
    prepared: Prepared,
    vector: Vectors,
    *,
    only: Sequence[int] | None = None,
    without: Sequence[int] = (),
    depth: int,
) -> list[Hit]:
    allowed: NDArray[np.int64] | None = None
    if only is not None:
        allowed = generation.passages_of(only)
    elif without:
        allowed = generation.passages_of(sorted(set(range(len(generation.documents))) - set(without)))
    barred = prepared.barred
    deeper = depth + len(barred)
    dense = generation.dense.search(vector, deeper, allowed=allowed)
    lexical = generation.lexical.search(prepared.terms, deeper, only=only, without=without)
    fused = fuse(
        [hit for hit in dense if hit[0] not in barred][:depth],
        [hit for hit in lexical if hit[0] not in barred][:depth],
    )
    hits = rank(generation, prepared.asked, fused)
    named = set(prepared.named)
    return sorted(hits, key=lambda hit: generation.passages[hit.passage].document not in named) if named else hits


def fuse(dense: Sequence[tuple[int, float]], lexical: Sequence[tuple[int, float]]) -> list[Hit]:
    """Reciprocal rank fusion of two ranked lists of (passage, score); best first."""
    of_dense = {passage: (rank, score) for rank, (passage, score) in enumerate(dense)}
    of_lexical = {passage: (rank, score) for rank, (passage, score) in enumerate(lexical)}
    hits = []
    for passage in of_dense.keys() | of_lexical.keys():
        dense_rank, dense_score = of_dense.get(passage, (None, None))
        lexical_rank, lexical_score = of_lexical.get(passage, (None, None))
        score = 0.0
        if dense_rank is not None:
            score += 1 / (_RANK_OFFSET + dense_rank + 1)
        if lexical_rank is not None:
            score += 1 / (_RANK_OFFSET + lexical_rank + 1)
        hits.append(Hit(passage, score, dense_score, dense_rank, lexical_score, lexical_rank))
    return sorted(hits, key=lambda hit: (-hit.score, hit.passage))
