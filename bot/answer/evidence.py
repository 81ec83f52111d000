"""The bar: how sure it is that a passage answers the question, from evidence that can be explained.

Each piece of evidence is a number between about 0 and 1 with a name; a small calibrated logistic model turns them
into a probability. Its parameters are in bar.json, made by `make bar` (bench/fit_bar.py), and say with their sign and size
what each piece of evidence is worth.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import exp, log

from bot.answer.kinds import Asked, asked_kind, holds_instance
from bot.answer.weights import weight
from bot.answer.windows import Window, best_window
from bot.index import Generation
from bot.model import Hit
from bot.search import Found, Prepared
from bot.vietnamese import find_document_numbers, matches, terms

FEATURES = (
    "coverage",  # share of the question's weight that the passage's own words carry
    "coverage_with_headings",  # the same with its headings and its document's title
    "coverage_of_window",  # the same in the sentences that would be quoted
    "rarest",  # share of the three heaviest terms carried
    "missing_weight",  # weight of the heaviest term that is nowhere, against a weight of 10
    "dense",  # cosine to the question, against the mean and spread of the folder's own hits
    "dense_lead",  # how far the cosine stands above that of the fifth hit
    "dense_absolute",
    "lexical_first",  # 1 / rank
    "dense_first",
    "kind_missing",  # asks for a number, date, person …, and there is none
    "number_missing",  # a figure of the question stands nowhere here
    "document_missing",  # a document that the question names is not this one, nor mentioned here
    "length",  # of the question, in terms
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A candidate passage with what speaks for it."""

    hit: Hit
    window: Window
    features: tuple[float, ...]  # in the order of FEATURES
    probability: float


@dataclass(frozen=True, slots=True)
class Bar:
    """The fitted parameters: probability = 1 / (1 + exp(-(bias + Σ weight · feature)))."""

    bias: float
    weights: tuple[float, ...]
    answer: float  # probability from which on it is an answer
    near: float  # probability from which on it is shown as near


@cache
def bar() -> Bar:
    """The bar that ships with the product."""
    held = json.loads((resources.files("bot.answer") / "bar.json").read_text("utf-8"))
    return Bar(held["bias"], tuple(held["weights"][name] for name in FEATURES), held["answer"], held["near"])


def weigh(generation: Generation, prepared: Prepared, found: Found, hits: Sequence[Hit]) -> list[Evidence]:
    """Evidence for each hit, most convincing first."""
    weights = question_weights(generation, prepared)
    kind = asked_kind(prepared.question.searched)
    background = [hit.dense for hit in found.hits if hit.dense is not None]
    evidence = []
    for hit in hits:
        features, window = _features(generation, prepared, weights, kind, hit, background)
        evidence.append(Evidence(hit, window, features, probability(features)))
    return sorted(evidence, key=lambda one: -one.probability)


def probability(features: Sequence[float]) -> float:
    """What the bar makes of a row of features."""
    parameters = bar()
    value = parameters.bias + sum(w * f for w, f in zip(parameters.weights, features, strict=True))
    return 1 / (1 + exp(-max(-30.0, min(30.0, value))))


def question_weights(generation: Generation, prepared: Prepared) -> dict[str, float]:
    """The weight of each term of the question that says anything."""
    weights = {term: weight(term, generation) for term in dict.fromkeys(prepared.terms)}
    return {term: value for term, value in weights.items() if value > 0}


def _features(
    generation: Generation,
    prepared: Prepared,
    weights: Mapping[str, float],
    kind: Asked,
    hit: Hit,
    background: Sequence[float],
) -> tuple[tuple[float, ...], Window]:
    passage = generation.passages[hit.passage]
    document = generation.documents[passage.document]
    text = document.text[passage.start : passage.end]
    body = set(terms(text))
    about = document.metadata
    head_text = "\n".join(part for part in (about.title, about.number, about.subject, passage.context) if part)
    everything = body | set(terms(head_text))
    window = best_window(document.text, (passage.start, passage.end), weights, kind)
    total = sum(weights.values()) or 1.0
    heaviest = sorted(weights, key=lambda term: -weights[term])[:3]
    missing = max((value for term, value in weights.items() if term not in everything), default=0.0)
    dense = hit.dense if hit.dense is not None else min(background, default=0.0)
    figures = {term for term in prepared.terms if term[0].isdigit() and "_" not in term}
    wanted = [n for n in prepared.numbers]
    mentioned = [number for number, _, _ in find_document_numbers(f"{head_text}\n{text}")] if wanted else []
    named_here = passage.document in prepared.named
    fifth = background[4] if len(background) > 4 else min(background, default=dense)
    mean = sum(background) / len(background) if background else dense
    features = (
        sum(value for term, value in weights.items() if term in body) / total,
        sum(value for term, value in weights.items() if term in everything) / total,
        window.coverage,
        sum(term in everything for term in heaviest) / max(1, len(heaviest)),
        missing / 10,
        (dense - mean) * 20,
        (dense - fifth) * 20,
        dense,
        1 / (1 + hit.lexical_rank) if hit.lexical_rank is not None else 0.0,
        1 / (1 + hit.dense_rank) if hit.dense_rank is not None else 0.0,
        float(not holds_instance(kind, text)),
        len(figures - everything) / max(1, len(figures)),
        float(bool(wanted) and not named_here and not any(matches(w, m) for w in wanted for m in mentioned)),
        log(1 + len(weights)) / 4,
    )
    return features, window
