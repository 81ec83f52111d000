"""The weights that were read are the package's, and what is exported says what the torch model says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.errors import EncoderUnavailable
from bot.index import TextEncoder, encoder_name, load_encoder
from bot.index.onnx_encoder import OnnxEncoder
from training.model import build
from training.vocabulary import SPECIAL, count_pieces, whole_tokenizer
from training.weights import Weights, read_weights

TEXTS = [
    "Cán bộ được luân chuyển giữ nguyên phụ cấp chức vụ.",
    "can bo luan chuyen",
    "What is the retirement age?",
]


def test_the_network_is_that_of_the_package(weights: Weights, encoder: TextEncoder) -> None:
    tokenizer = whole_tokenizer(weights)
    special = [weights.pieces.index(name) for name in SPECIAL]
    used = count_pieces(tokenizer, [f"{prompt}: {text}" for text in TEXTS for prompt in ("query", "passage")])
    model = build(weights, special + sorted(set(used) - set(special)))
    for text in TEXTS:
        assert float(model.encode_query(text) @ encoder.encode_query(text)) > 0.999
    assert np.all((model.encode_document(TEXTS) * encoder.encode_documents(TEXTS)).sum(axis=1) > 0.999)


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "w.bin").write_bytes(b"nothing of the kind")
    with pytest.raises(ValueError, match="not a file of weights"):
        read_weights(tmp_path / "w.bin")


def test_the_exported_network_agrees_with_torch(small: Any, exported: Path, tmp_path: Path) -> None:
    from training.export import export

    export(small, tmp_path / "floats", [], int8=False)
    long = " ".join(TEXTS) * 4  # beyond the 64 tokens that the model takes
    texts = [*TEXTS, long, "", "1"]
    expected = small.encode_document(texts)
    floats = OnnxEncoder(tmp_path / "floats").encode_document(texts)
    assert np.allclose(floats, expected, atol=1e-4)
    int8 = OnnxEncoder(exported).encode_document(texts)
    assert np.all((int8 * expected).sum(axis=1) > 0.99)
    assert np.allclose(np.linalg.norm(int8, axis=1), 1, atol=1e-5)


def test_a_batch_says_what_each_text_alone_says(exported: Path) -> None:
    encoder = OnnxEncoder(exported)
    texts = [*TEXTS, "nghỉ " * 40]
    together = encoder.encode_query(texts)
    # Inputs are made int8 with one scale for a whole batch, so they agree nearly and not wholly.
    for text, vector in zip(texts, together, strict=True):
        assert float(encoder.encode_query([text])[0] @ vector) > 0.99


def test_the_folder_is_a_setting_and_a_sentence_transformers_model(exported: Path) -> None:
    from sentence_transformers import SentenceTransformer

    ours = load_encoder(str(exported))
    library = SentenceTransformer(str(exported), device="cpu", local_files_only=True, trust_remote_code=True)
    assert ours.name == encoder_name(str(exported))
    for text in TEXTS:
        assert np.allclose(library.encode_query(text), ours.encode_query(text), atol=1e-5)
        assert np.allclose(library.encode_document(text), ours.encode_documents([text])[0], atol=1e-5)


def test_a_broken_folder_is_told(exported: Path, tmp_path: Path) -> None:
    for name in ("encoder.json", "tokenizer.json"):
        (tmp_path / name).write_bytes((exported / name).read_bytes())
    (tmp_path / "model.onnx").write_bytes((exported / "model.onnx").read_bytes()[:5_000])
    with pytest.raises(EncoderUnavailable):
        load_encoder(str(tmp_path))
