"""The ranker: a small linear model over explainable features puts the fused hits in their final order.

Its parameters are in ranker.json, fitted by `make bar` (bench/fit_bar.py) on pairs of a right and a wrong passage;
sign and size say what each feature is worth. In cross-validation over documents it beats reciprocal rank fusion of
any weights.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from bot.index import Generation, term_hash
from bot.model import Hit, Section, SectionKind
from bot.vietnamese import fold

RANKED = 30  # fused hits that are put in order; those after them keep theirs
FEATURES = (
    "dense_rank",  # reciprocal rank in the dense search
    "lexical_rank",
    "dense_behind",  # how far its cosine stays behind the best one
    "lexical_share",  # its BM25 score against the best one
    "coverage",  # share of the question's weight that its words and headings carry
    "pairs",  # the same of pairs of syllables alone
    "syllables",  # the same of single syllables alone
    "headings",  # share that its headings carry
    "silent",  # no statement of its document: a reporter's question, "Căn cứ…", a signature block, "Chưa rõ"
)
# Development data has no such passages, so this price is set, not fitted.
SILENT_PRICE = -1.5
_SILENT = (SectionKind.QUESTION, SectionKind.SIGNATURE, SectionKind.PREAMBLE)
_UNKNOWN = "chua ro"  # the heading of a digest's list of what it does not know


@dataclass(frozen=True, slots=True)
class Weighted:
    """A question's terms that say anything: hashes, weights, which of them are pairs, how much each is a word."""

    weights: Mapping[str, float]
    hashes: NDArray[np.uint32]
    values: NDArray[np.float64]
    pair: NDArray[np.bool_]
    cohesion: NDArray[np.float64]


def weighted(weights: Mapping[str, float], cohesion: Sequence[float]) -> Weighted:
    """Terms with their weights and cohesion as arrays."""
    return Weighted(
        weights,
        np.fromiter((term_hash(term) for term in weights), dtype=np.uint32, count=len(weights)),
        np.array(list(weights.values()), dtype=np.float64),
        np.array(["_" in term for term in weights], dtype=np.bool_),
        np.array(cohesion, dtype=np.float64),
    )


def features(generation: Generation, asked: Weighted, hits: Sequence[Hit]) -> NDArray[np.float64]:
    """Features of each hit in the order of FEATURES, shape (n, 9)."""
    best_dense = max((hit.dense for hit in hits if hit.dense is not None), default=0.0)
    best_lexical = max((hit.lexical for hit in hits if hit.lexical is not None), default=0.0) or 1.0
    if not hits:
        return np.zeros((0, len(FEATURES)))
    held = [generation.holds(hit.passage, asked.hashes) for hit in hits]
    head = np.array([head for _, head in held])
    both = np.array([body for body, _ in held]) | head
    # Each column of weights sums to 1, so that a product with what is held gives shares.
    kinds = np.stack([asked.values, asked.values * asked.pair, asked.values * ~asked.pair], axis=1)
    kinds = kinds / np.where(kinds.any(axis=0), kinds.sum(axis=0), 1.0)
    shares = both @ kinds
    ranks = [
        (
            1 / (1 + hit.dense_rank) if hit.dense_rank is not None else 0.0,
            1 / (1 + hit.lexical_rank) if hit.lexical_rank is not None else 0.0,
            min(1.0, (best_dense - hit.dense) * 20) if hit.dense is not None else 1.0,
            (hit.lexical or 0.0) / best_lexical,
        )
        for hit in hits
    ]
    silent = [float(is_silent(generation, hit.passage)) for hit in hits]
    return np.column_stack([ranks, shares, head @ kinds[:, 0], silent])


def is_silent(generation: Generation, passage: int) -> bool:
    """Whether a passage is no statement of its document."""
    held = generation.passages[passage]
    if held.section is None:
        return False
    section = generation.documents[held.document].sections[held.section]
    return section.kind in _SILENT or is_unknown(section)


def is_unknown(section: Section) -> bool:
    """Whether a section is a digest's list of what it does not know."""
    return fold(section.title).strip() == _UNKNOWN


def rank(generation: Generation, asked: Weighted, hits: Sequence[Hit]) -> list[Hit]:
    """The hits, best first: those that were looked at bear the ranker's score, those behind them their own."""
    first = hits[:RANKED]
    scores = features(generation, asked, first) @ _parameters()
    order = np.argsort(-scores, kind="stable")
    ranked = [_with_score(first[at], float(scores[at])) for at in order]
    return [*ranked, *hits[RANKED:]]


@cache
def _parameters() -> NDArray[np.float64]:
    held = json.loads((resources.files("bot.search") / "ranker.json").read_text("utf-8"))
    return np.array([SILENT_PRICE if name == "silent" else held[name] for name in FEATURES])


def _with_score(hit: Hit, score: float) -> Hit:
    return Hit(hit.passage, score, hit.dense, hit.dense_rank, hit.lexical, hit.lexical_rank)
