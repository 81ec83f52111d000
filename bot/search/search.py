"""Both searches, their fusion by reciprocal ranks, and the ranker's final order."""

from __future__ import annotations

import time
from collections.abc import Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.index import Generation, TextEncoder
from bot.index.encoder import Vectors
from bot.model import Hit
from bot.search.identity import catalogue
from bot.search.query import Prepared
from bot.search.ranking import rank

_DEPTH = 60  # hits taken from each search
_ENCODING = ThreadPoolExecutor(max_workers=2, thread_name_prefix="encode")  # as many as may answer at once
_RANK_OFFSET = 20  # of reciprocal rank fusion: it only chooses what the ranker looks at


@dataclass(frozen=True, slots=True)
class Found:
    """Hits in the order of search, those of expired documents apart."""

    hits: tuple[Hit, ...]
    expired: tuple[Hit, ...]
    whole: tuple[Hit, ...]  # `hits` with the parts that documents in force have lost, as if they had not
    vector: Vectors
    encode_ms: float
    search_ms: float


def search(generation: Generation, encoder: TextEncoder, prepared: Prepared, *, depth: int = _DEPTH) -> Found:
    """Search a generation. Expired documents are searched apart, unless the question names them.

    The parts that a document in force has lost are no hits even where it is named: its number asks for what holds.
    Passages of documents that the question names come first.
    """
    started = time.perf_counter()
    # The lexical side needs no vector: it searches while the question is encoded.
    encoding = _ENCODING.submit(_timed, encoder, prepared.encoded)
    hidden = catalogue(generation).hidden
    expired = catalogue(generation).expired(generation, prepared.question.day).difference(prepared.named)
    ceased = catalogue(generation).ceased(generation, prepared.question.day)
    aside, old = sorted(hidden | expired), sorted(expired - hidden)
    deep = depth + len(ceased)
    lexical = _lexical(generation, prepared, deep, without=aside)
    old_lexical = _lexical(generation, prepared, depth, only=old)
    vector, encode_ms = encoding.result()
    dense = _dense(generation, prepared, vector, deep, ~_among(generation, aside))
    hits = _ranked(generation, prepared, _without(dense, ceased)[:depth], _without(lexical, ceased)[:depth])
    lost = any(passage in ceased for passage, _ in (*dense[:depth], *lexical[:depth]))
    unparted = _ranked(generation, prepared, dense[:depth], lexical[:depth]) if lost else hits
    old_dense = _dense(generation, prepared, vector, depth, _among(generation, old)) if old else []
    out_of_force = _ranked(generation, prepared, old_dense, old_lexical)
    whole = (time.perf_counter() - started) * 1e3
    return Found(tuple(hits), tuple(out_of_force), tuple(unparted), vector, encode_ms, whole - encode_ms)


def _timed(encoder: TextEncoder, text: str) -> tuple[Vectors, float]:
    started = time.perf_counter()
    return encoder.encode_query(text), (time.perf_counter() - started) * 1e3


def _among(generation: Generation, documents: Sequence[int]) -> NDArray[np.bool_]:
    """Of each passage, whether it is of one of some documents."""
    mask = np.zeros(len(generation.passages), dtype=np.bool_)
    mask[generation.passages_of(documents)] = True
    return mask


def _lexical(
    generation: Generation,
    prepared: Prepared,
    depth: int,
    *,
    only: Sequence[int] | None = None,
    without: Sequence[int] = (),
) -> list[tuple[int, float]]:
    found = generation.lexical.search(prepared.terms, depth + len(prepared.barred), only=only, without=without)
    return [hit for hit in found if hit[0] not in prepared.barred][:depth]


def _dense(
    generation: Generation, prepared: Prepared, vector: Vectors, depth: int, allowed: NDArray[np.bool_]
) -> list[tuple[int, float]]:
    found = generation.dense.search(vector, depth + len(prepared.barred), allowed=None if allowed.all() else allowed)
    return [hit for hit in found if hit[0] not in prepared.barred][:depth]


def _without(found: Sequence[tuple[int, float]], ceased: Set[int]) -> Sequence[tuple[int, float]]:
    """What was found, but for the passages that are out of force on their own."""
    return [hit for hit in found if hit[0] not in ceased] if ceased else found


def _ranked(
    generation: Generation,
    prepared: Prepared,
    dense: Sequence[tuple[int, float]],
    lexical: Sequence[tuple[int, float]],
) -> list[Hit]:
    hits = rank(generation, prepared.asked, fuse(dense, lexical))
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
