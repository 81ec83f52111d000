"""Background similarity: how close a question stands to texts that have nothing to do with it.

Cosines of one question cannot be compared with those of another; against the same general sentences they can. The
sentences are the product's own and are encoded once by whatever encoder is set, so that this holds in a folder of
one document too.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

import numpy as np

from bot.index.encoder import Vectors


@cache
def background_texts() -> tuple[str, ...]:
    """The general sentences."""
    return tuple((resources.files("bot.index") / "background.txt").read_text("utf-8").splitlines())


def background_level(background: Vectors, question: Vectors) -> tuple[float, float]:
    """Mean and standard deviation of a question's cosines to the background, shape (n, dimension)."""
    if not len(background):
        return 0.0, 1.0
    cosines = background @ question
    return float(np.mean(cosines)), float(np.std(cosines)) or 1.0
