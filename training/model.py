"""The weights as a sentence-transformers model in torch: whole, or with a part of the pieces or layers."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from training.vocabulary import SPECIAL, make_tokenizer
from training.weights import Weights

PROMPTS = {"query": "query: ", "document": "passage: "}
_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def state_dict(weights: Weights, rows: Sequence[int]) -> dict[str, torch.Tensor]:
    """The tensors under the names of transformers' BertModel; of the word embeddings the named rows."""
    held = {
        "embeddings.word_embeddings.weight": weights.tensors["emb.word"][np.asarray(rows)],
        "embeddings.position_embeddings.weight": weights.tensors["emb.pos"],
        "embeddings.token_type_embeddings.weight": weights.tensors["emb.type"],
        "embeddings.LayerNorm.weight": weights.tensors["emb.ln.w"],
        "embeddings.LayerNorm.bias": weights.tensors["emb.ln.b"],
    }
    for layer in range(weights.shape.layers):
        for short, name in _NAMES.items():
            for kind, letter in (("weight", "w"), ("bias", "b")):
                held[f"encoder.layer.{layer}.{name}.{kind}"] = weights.tensors[f"l{layer}.{short}.{letter}"]
    return {name: torch.from_numpy(np.ascontiguousarray(value)) for name, value in held.items()}


def build(weights: Weights, rows: Sequence[int] | None = None) -> SentenceTransformer:
    """A model with the pieces of some rows (SPECIAL first), or with all of them."""
    rows = list(range(len(weights.pieces))) if rows is None else list(rows)
    pieces = [weights.pieces[row] for row in rows]
    if tuple(pieces[: len(SPECIAL)]) != SPECIAL:
        raise ValueError(f"the first pieces are not {SPECIAL}")
    shape = weights.shape
    config = BertConfig(
        vocab_size=len(rows),
        hidden_size=shape.width,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.inner,
        max_position_embeddings=shape.positions,
        type_vocab_size=shape.types,
        layer_norm_eps=shape.epsilon,
        pad_token_id=SPECIAL.index("<pad>"),
        hidden_act="gelu",
    )
    model = BertModel(config, add_pooling_layer=False)
    missing = model.load_state_dict(state_dict(weights, rows), strict=False)
    if missing.unexpected_keys or any("pooler" not in name and "_ids" not in name for name in missing.missing_keys):
        raise ValueError(f"weights do not fit: {missing}")
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=make_tokenizer(pieces, [float(weights.scores[row]) for row in rows]),
        bos_token="<s>",
        eos_token="</s>",
        cls_token="<s>",
        sep_token="</s>",
        unk_token="<unk>",
        pad_token="<pad>",
        model_max_length=shape.positions,
        model_input_names=["input_ids", "attention_mask"],
    )
    return _assembled(model, tokenizer, shape.positions)


def _assembled(model: Any, tokenizer: Any, positions: int) -> SentenceTransformer:
    with tempfile.TemporaryDirectory() as folder:
        model.save_pretrained(folder)
        tokenizer.save_pretrained(folder)
        transformer = Transformer(folder, max_seq_length=positions)
    parts = [transformer, Pooling(model.config.hidden_size, "mean"), Normalize()]
    return SentenceTransformer(modules=parts, prompts=PROMPTS, device="cpu")


def load(folder: Path) -> SentenceTransformer:
    """A saved model."""
    return SentenceTransformer(str(folder), device="cpu", local_files_only=True)


def blend(before: SentenceTransformer, after: SentenceTransformer, share: float) -> SentenceTransformer:
    """`after` with its weights drawn back to `before`: `share` of the way that it went.

    Weights between a model and its fine-tuned self keep much of what both know.
    """
    old, new = before[0].auto_model.state_dict(), after[0].auto_model.state_dict()
    mixed = {
        name: torch.lerp(old[name], value, share) if value.is_floating_point() else value for name, value in new.items()
    }
    after[0].auto_model.load_state_dict(mixed)
    return after
