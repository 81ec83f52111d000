"""How well an encoder finds the answering passage among those of documents that were never trained on."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.index.onnx_encoder import OnnxEncoder
from bot.vietnamese import fold
from training.data import read_jsonl
from training.passages import JUDGED, Passage, read
from training.typed import Way, half, keywords, slipped

WAYS: dict[str, Way] = {
    "as written": lambda question, _: question,
    "no accents": lambda question, _: fold(question),
    "half accented": half,
    "slips, no accents": lambda question, generator: fold(slipped(question, generator)),
    "keywords, no accents": lambda question, generator: fold(keywords(question, generator)),
}
_AT_ONCE = 64
Figures = dict[str, dict[str, float]]


def judge(encoder: OnnxEncoder, work: Path, data: Path) -> Figures:
    """hit@1, hit@10 and MRR@10 for each way of typing, by vectors alone."""
    passages, _ = read(work, JUDGED)
    vectors = encode(encoder, [passage.text for passage in passages])
    found = {}
    questions, gold = asked(passages, data)
    for name, way in WAYS.items():
        generator = random.Random(7)
        typed = encoder.encode_query([way(question, generator) for question in questions])
        found[name] = figures(typed @ vectors.T, gold)
    return found


def encode(encoder: OnnxEncoder, texts: Sequence[str]) -> NDArray[np.float32]:
    """Vectors of passages, shape (n, dimension)."""
    parts = [encoder.encode_document(texts[start : start + _AT_ONCE]) for start in range(0, len(texts), _AT_ONCE)]
    return np.concatenate(parts)


def asked(passages: Sequence[Passage], data: Path) -> tuple[list[str], list[set[int]]]:
    """The real questions that some of the passages answer, and the numbers of those."""
    numbers: dict[str, int] = {passage.article: at for at, passage in enumerate(passages)}
    questions, gold = [], []
    for row in read_jsonl(data / "questions.jsonl"):
        answers = {numbers[article] for article in row["gold"] if article in numbers}
        if answers:
            questions.append(row["question"])
            gold.append(answers)
    return questions, gold


def figures(scores: NDArray[np.float32], gold: Sequence[set[int]]) -> dict[str, float]:
    """hit@1, hit@10, MRR@10 of scores, shape (questions, passages)."""
    order = np.argsort(-scores, axis=1)[:, :10]
    ranks = [
        next((at for at, held in enumerate(row) if int(held) in right), None)
        for row, right in zip(order, gold, strict=True)
    ]
    count = len(ranks)
    return {
        "hit@1": round(sum(rank == 0 for rank in ranks) / count, 3),
        "hit@10": round(sum(rank is not None for rank in ranks) / count, 3),
        "MRR@10": round(sum(1 / (1 + rank) for rank in ranks if rank is not None) / count, 3),
    }
