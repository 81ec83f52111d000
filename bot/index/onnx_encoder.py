"""A model folder run by ONNX Runtime: tokenizer, int8 network, a few settings. Needs neither torch nor a hub.

The folder holds `encoder.json` (prompts, longest text, dimension), `tokenizer.json` and `model.onnx` with the inputs
`input_ids` and `attention_mask` and the output `embedding`, already of length 1. It is a sentence-transformers folder
too (`modules.json`), read there through `bot.index.onnx_module`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

SETTINGS, TOKENIZER, NETWORK = "encoder.json", "tokenizer.json", "model.onnx"
_TOKENS_AT_ONCE = 2_048  # of a batch, padding counted: more is no faster and holds more memory
_CHARACTERS_A_TOKEN = 8  # a text is cut at this many times its tokens before it is tokenised


class OnnxEncoder:
    """Encodes texts to vectors of length 1. A folder that is no model raises what the runtime or tokenizer raises."""

    def __init__(self, folder: Path, *, threads: int | None = None) -> None:
        settings = json.loads((folder / SETTINGS).read_text("utf-8"))
        self.dimension = int(settings["dimension"])
        self.max_tokens = int(settings["max_tokens"])
        self.prompts: dict[str, str] = settings["prompts"]
        self._tokenizer = Tokenizer.from_str((folder / TOKENIZER).read_text("utf-8"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(self.max_tokens)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or int(os.environ.get("OMP_NUM_THREADS") or os.cpu_count() or 1)
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # Waiting threads sleep: the two cores have questions, pages and files to serve as well.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(str(folder / NETWORK), options, providers=["CPUExecutionProvider"])

    def encode_query(self, texts: Sequence[str], **_: Any) -> NDArray[np.float32]:
        """Questions, shape (n, dimension)."""
        return self.encode(texts, self.prompts["query"])

    def encode_document(self, texts: Sequence[str], **_: Any) -> NDArray[np.float32]:
        """Passages, shape (n, dimension)."""
        return self.encode(texts, self.prompts["document"])

    def encode(self, texts: Sequence[str], prompt: str = "") -> NDArray[np.float32]:
        """Texts after a prompt, shape (n, dimension); those of like length are run together."""
        longest = self.max_tokens * _CHARACTERS_A_TOKEN
        held = self._tokenizer.encode_batch_fast([(prompt + text)[:longest] for text in texts])
        tokens = [one.ids for one in held]
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda at: -len(tokens[at]))
        start = 0
        while start < len(order):
            width = len(tokens[order[start]])
            batch = order[start : start + max(1, _TOKENS_AT_ONCE // width)]
            vectors[batch] = self._run([tokens[at] for at in batch], width)
            start += len(batch)
        return vectors

    def _run(self, tokens: Sequence[Sequence[int]], width: int) -> NDArray[np.float32]:
        ids = np.ones((len(tokens), width), dtype=np.int64)
        mask = np.zeros((len(tokens), width), dtype=np.int64)
        for row, held in enumerate(tokens):
            ids[row, : len(held)] = held
            mask[row, : len(held)] = 1
        [vectors] = self._session.run(["embedding"], {"input_ids": ids, "attention_mask": mask})
        return np.asarray(vectors, dtype=np.float32)
