"""The bar: how sure it is that a passage answers the question, from evidence that can be explained.

Each piece of evidence is a number with a name. Two small logistic models use them: one picks the passage among the
first hits, the other says how probable it is that this passage answers. Their parameters are in bar.json, made by
`make bar` (bench/fit_bar.py); sign and size say what each piece of evidence is worth.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from bot.answer.kinds import Asked, asked_kind, holds_instance
from bot.answer.weights import weight
from bot.answer.windows import Window, best_window
from bot.index import Generation, term_hash
from bot.index.background import background_level
from bot.model import Hit, SectionKind
from bot.search import Found, Prepared
from bot.vietnamese import terms

PICK = (
    "dense_rank",  # reciprocal rank
    "lexical_rank",
    "dense_behind",  # how far its cosine stays behind the best one
    "lexical_share",  # its BM25 score against the best one
    "coverage",  # share of the question's weight that its own words carry
    "coverage_with_headings",
    "pairs",  # share of the question's pairs of syllables that it carries
    "headings",  # share of the question's weight that its headings carry
    "named",  # it is of a document that the question names
    "kind_missing",  # asks for a number, date, person …, and there is none
    "figure_missing",  # a figure of the question stands nowhere here
    "reporter",  # a reporter's question, an introduction, a signature block
)
BAR = (
    "coverage",
    "coverage_with_headings",
    "pairs",
    "window",  # coverage of the sentences that would be quoted
    "heaviest",  # share of the three heaviest terms carried
    "unheard",  # share of the question's weight that no candidate carries
    "gap",  # weight of the heaviest term that is missing, against 8
    "cosine",  # against the background: in standard deviations, a tenth of it
    "cosine_lead",  # over the next document's best
    "lexical_lead",
    "both_first",  # first in both searches
    "agreement",  # of the two rankings' first ten
    "kind_missing",
    "figure_missing",
    "name_missing",  # share of the question's capitalised names that stand nowhere here
    "document_missing",  # a document that the question names is not this one, nor mentioned here
    "reporter",
    "length",  # of the question
)
_SILENT = (SectionKind.QUESTION, SectionKind.SIGNATURE, SectionKind.PREAMBLE)
_NAME = re.compile(r"(?<!^)(?<![.?!] )\b[A-ZĐÀ-Ỹ][\wà-ỹ’']*(?:\s+[A-ZĐÀ-Ỹ][\wà-ỹ’']*)*")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A candidate passage, the sentences that would be quoted, and how probable it is that they answer."""

    hit: Hit
    window: Window
    features: tuple[float, ...]  # in the order of BAR
    probability: float


@dataclass(frozen=True, slots=True)
class Bar:
    """The fitted parameters; each model is bias + Σ weight · feature, through a logistic function."""

    pick: tuple[float, ...]
    bias: float
    weights: tuple[float, ...]
    answer: float  # probability from which on it is an answer
    near: float  # probability from which on it is shown as near


@dataclass(frozen=True, slots=True)
class Ask:
    """What a question wants, worked out once for all its candidates."""

    weights: Mapping[str, float]
    kind: Asked
    hashes: NDArray[np.uint32]
    values: NDArray[np.float64]
    pair: NDArray[np.bool_]
    figures: NDArray[np.uint32]
    documents: NDArray[np.uint32]  # terms that a mention of a document asked for leaves behind
    names: tuple[NDArray[np.uint32], ...]


@cache
def bar() -> Bar:
    """The bar that ships with the product."""
    held = json.loads((resources.files("bot.answer") / "bar.json").read_text("utf-8"))
    return Bar(
        tuple(held["pick"][name] for name in PICK),
        held["bias"],
        tuple(held["weights"][name] for name in BAR),
        held["answer"],
        held["near"],
    )


def understand(generation: Generation, prepared: Prepared) -> Ask:
    """Work out what a question wants."""
    weights = {term: weight(term, generation) for term in dict.fromkeys(prepared.terms)}
    weights = {term: value for term, value in weights.items() if value > 0}
    question = prepared.question.searched
    return Ask(
        weights,
        asked_kind(question),
        _hashes(weights),
        np.array(list(weights.values()), dtype=float),
        np.array(["_" in term for term in weights], dtype=bool),
        _hashes([term for term in dict.fromkeys(prepared.terms) if term[0].isdigit() and "_" not in term]),
        _hashes([f"{number.kind}_{number.digits}" for number in prepared.numbers if number.kind]),
        tuple(_hashes([t for t in terms(name) if "_" not in t]) for name in _NAME.findall(question)),
    )


def pick(generation: Generation, prepared: Prepared, ask: Ask, hits: Sequence[Hit]) -> list[Hit]:
    """The hits in the order in which they are likely to hold the answer."""
    rows = pick_features(generation, prepared, ask, hits)
    scores = rows @ np.array(bar().pick)
    return [hits[at] for at in np.argsort(-scores, kind="stable")]


def pick_features(
    generation: Generation, prepared: Prepared, ask: Ask, hits: Sequence[Hit]
) -> NDArray[np.float64]:
    """Features of each hit in the order of PICK, shape (n, len(PICK))."""
    best_dense = max((hit.dense for hit in hits if hit.dense is not None), default=0.0)
    best_lexical = max((hit.lexical for hit in hits if hit.lexical is not None), default=0.0) or 1.0
    rows = []
    for hit in hits:
        body, head = generation.holds(hit.passage, ask.hashes)
        document = generation.passages[hit.passage].document
        rows.append(
            (
                1 / (1 + hit.dense_rank) if hit.dense_rank is not None else 0.0,
                1 / (1 + hit.lexical_rank) if hit.lexical_rank is not None else 0.0,
                min(1.0, (best_dense - hit.dense) * 20) if hit.dense is not None else 1.0,
                (hit.lexical or 0.0) / best_lexical,
                _share(ask.values, body),
                _share(ask.values, body | head),
                _share(ask.values[ask.pair], (body | head)[ask.pair]),
                _share(ask.values, head),
                float(document in prepared.named),
                _kind_missing(generation, ask, hit),
                _figure_missing(generation, ask, hit),
                float(_is_silent(generation, hit)),
            )
        )
    return np.array(rows, dtype=float).reshape(-1, len(PICK))


def weigh(generation: Generation, prepared: Prepared, ask: Ask, found: Found, hit: Hit, hits: Sequence[Hit]) -> Evidence:
    """What speaks for one of the hits; `hits` are all candidates."""
    passage = generation.passages[hit.passage]
    document = generation.documents[passage.document]
    window = best_window(document.text, (passage.start, passage.end), ask.weights, ask.kind)
    features = bar_features(generation, prepared, ask, found, hit, hits, window)
    return Evidence(hit, window, features, probability(features))


def bar_features(
    generation: Generation,
    prepared: Prepared,
    ask: Ask,
    found: Found,
    hit: Hit,
    hits: Sequence[Hit],
    window: Window,
) -> tuple[float, ...]:
    """Features of a hit in the order of BAR."""
    body, head = generation.holds(hit.passage, ask.hashes)
    both = body | head
    anywhere = both.copy()
    for other in hits:
        held = generation.holds(other.passage, ask.hashes)
        anywhere |= held[0] | held[1]
    heaviest = np.argsort(-ask.values)[:3]
    mean, deviation = background_level(generation.background, found.vector)
    cosine = hit.dense if hit.dense is not None else min((h.dense for h in hits if h.dense is not None), default=mean)
    document = generation.passages[hit.passage].document
    others = [other for other in hits if generation.passages[other.passage].document != document]
    next_dense = max((o.dense for o in others if o.dense is not None), default=mean)
    next_lexical = max((o.lexical for o in others if o.lexical is not None), default=0.0)
    own_lexical = hit.lexical or 0.0
    dense_first = {h.passage for h in found.hits if h.dense_rank is not None and h.dense_rank < 10}
    lexical_first = {h.passage for h in found.hits if h.lexical_rank is not None and h.lexical_rank < 10}
    asked = len(ask.documents) > 0
    mentioned = asked and bool(_either(generation, hit, ask.documents).any())
    named = [bool(_either(generation, hit, name).all()) for name in ask.names if len(name)]
    return (
        _share(ask.values, body),
        _share(ask.values, both),
        _share(ask.values[ask.pair], both[ask.pair]),
        window.coverage,
        float(both[heaviest].mean()) if len(heaviest) else 0.0,
        1 - _share(ask.values, anywhere),
        float(ask.values[~both].max(initial=0.0)) / 8,
        (cosine - mean) / deviation / 10,
        (cosine - next_dense) / deviation / 10,
        (own_lexical - next_lexical) / (own_lexical + next_lexical + 1e-9),
        float(hit.dense_rank == 0 and hit.lexical_rank == 0),
        len(dense_first & lexical_first) / max(1, len(dense_first)),
        _kind_missing(generation, ask, hit),
        _figure_missing(generation, ask, hit),
        1 - sum(named) / len(named) if named else 0.0,
        float(asked and document not in prepared.named and not mentioned),
        float(_is_silent(generation, hit)),
        log(1 + len(ask.values)) / 4,
    )


def probability(features: Sequence[float]) -> float:
    """What the bar makes of a row of features."""
    value = bar().bias + sum(w * f for w, f in zip(bar().weights, features, strict=True))
    return 1 / (1 + exp(-max(-30.0, min(30.0, value))))


def _hashes(of: Sequence[str] | Mapping[str, float]) -> NDArray[np.uint32]:
    return np.fromiter((term_hash(term) for term in of), dtype=np.uint32, count=len(of))


def _share(values: NDArray[np.float64], held: NDArray[np.bool_]) -> float:
    total = float(values.sum())
    return float(values[held].sum()) / total if total else 0.0


def _either(generation: Generation, hit: Hit, hashes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    body, head = generation.holds(hit.passage, hashes)
    return body | head


def _kind_missing(generation: Generation, ask: Ask, hit: Hit) -> float:
    return float(not holds_instance(ask.kind, generation.text_of(hit.passage)))


def _figure_missing(generation: Generation, ask: Ask, hit: Hit) -> float:
    if not len(ask.figures):
        return 0.0
    return float(np.mean(~_either(generation, hit, ask.figures)))


def _is_silent(generation: Generation, hit: Hit) -> bool:
    """Whether the passage is no statement of its document: a reporter's question, "Căn cứ…", the signatures."""
    passage = generation.passages[hit.passage]
    if passage.section is None:
        return False
    return generation.documents[passage.document].sections[passage.section].kind in _SILENT
