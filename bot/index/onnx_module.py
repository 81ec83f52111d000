"""The folder of `onnx_encoder` as a sentence-transformers module, so that the library loads it as any other model."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import torch
from sentence_transformers.base.modules import InputModule

from bot.index.onnx_encoder import NETWORK, SETTINGS, TOKENIZER, OnnxEncoder


class OnnxModule(InputModule):
    """Encodes text to normalised floats; the prompts are the library's (config_sentence_transformers.json)."""

    config_keys: list[str] = []  # noqa: RUF012  the base class's own form

    def __init__(self, folder: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._folder = Path(folder)
        self._encoder = OnnxEncoder(self._folder)

    @property
    def max_seq_length(self) -> int:
        """Tokens of a text that are encoded; the rest is cut."""
        return self._encoder.max_tokens

    def get_sentence_embedding_dimension(self) -> int:
        """Length of a vector, under the library's older name."""
        return self._encoder.dimension

    def get_embedding_dimension(self) -> int:
        """Length of a vector, under the library's present name."""
        return self._encoder.dimension

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **_: Any) -> dict[str, Any]:
        """The texts after their prompt; the encoder does its own tokenising."""
        return {"texts": [(prompt or "") + str(text) for text in inputs]}

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Encode `features["texts"]` into `sentence_embedding`, shape (n, dimension)."""
        features["sentence_embedding"] = torch.from_numpy(self._encoder.encode(features["texts"]))
        return features

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        """Copy the module's files."""
        for name in (SETTINGS, TOKENIZER, NETWORK):
            shutil.copyfile(self._folder / name, Path(output_path) / name)

    @classmethod
    def load(cls, model_name_or_path: str, subfolder: str = "", *_: Any, **__: Any) -> Self:
        """The module of a saved folder. Raises OSError for a name that is not one."""
        return cls(str(Path(model_name_or_path) / subfolder))
