"""The same words typed in other ways: they shall have the vector that the untrained model gives them as written.

Nothing is asked here and no passage is encoded, so a step is short, and as many texts can be made as there are
sentences: this teaches what words without accents mean, while words as written stay where they are.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.index.onnx_encoder import OnnxEncoder
from training.pairs import as_question, clause, typed

CLAUSES_EACH = 1  # of an article, beside its title
LONGEST = 300  # characters of a text that is held in place as a passage
_AT_ONCE = 64


def sentences(articles: Sequence[dict[str, Any]], count: int, *, seed: int) -> list[str]:
    """Titles, some as questions, and clauses of articles, as they are written; each once."""
    generator = random.Random(seed)
    found: dict[str, None] = {}
    for row in generator.sample(list(articles), len(articles)):
        found[as_question(str(row["title"]), generator)] = None
        for _ in range(CLAUSES_EACH):
            part = clause(str(row["text"]), generator)
            if part:
                found[part] = None
    return list(found)[:count]


def openings(articles: Sequence[dict[str, Any]], count: int, *, seed: int) -> list[str]:
    """How articles begin: texts that are held in place as passages."""
    rows = random.Random(seed).sample(list(articles), min(count, len(articles)))
    return [f"Điều {row['article']}. {row['title']}\n{row['text']}"[:LONGEST] for row in rows]


def retyped(texts: Sequence[str], *, seed: int) -> list[str]:
    """Each text in one of the ways in which people type."""
    generator = random.Random(seed)
    return [typed(text, generator) for text in texts]


def vectors(file: Path, texts: Sequence[str], encoder: OnnxEncoder, *, asked: bool) -> NDArray[np.float32]:
    """What `encoder` makes of the texts, shape (n, dimension); kept in `file`."""
    if not file.is_file():
        encode = encoder.encode_query if asked else encoder.encode_document
        made = np.empty((len(texts), encoder.dimension), dtype=np.float16)
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        for start in range(0, len(order), _AT_ONCE):
            batch = order[start : start + _AT_ONCE]
            made[batch] = encode([texts[at] for at in batch])
        np.save(file, made)
    held = np.load(file).astype(np.float32)
    if len(held) != len(texts):
        raise ValueError(f"{file} holds {len(held)} vectors for {len(texts)} texts: delete it")
    return held
