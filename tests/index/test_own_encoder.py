"""The shipped model of our own: loaded offline without torch, and it says what it said when it was made."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bot.index import TextEncoder, encoder_name, load_encoder
from bot.index.encoder import OWN, OWN_FOLDER
from tests.index.test_encoder import NASTY

REFERENCE = Path(__file__).with_name("own_vectors.json")  # of the torch model before int8
MOST_BYTES = 45_000_000


@pytest.fixture(scope="module")
def own() -> TextEncoder:
    return load_encoder(OWN)


def test_it_agrees_with_the_model_that_was_trained(own: TextEncoder) -> None:
    rows = json.loads(REFERENCE.read_text("utf-8"))
    assert len(rows) >= 6
    for row in rows:
        vector = own.encode_query(row["text"]) if row["query"] else own.encode_documents([row["text"]])[0]
        assert float(vector @ np.array(row["vector"], dtype=np.float32)) > 0.99, row["text"]


def test_any_text_gives_a_vector_of_length_1(own: TextEncoder) -> None:
    vectors = [*own.encode_documents(list(NASTY.values())), *map(own.encode_query, NASTY.values())]
    for vector in vectors:
        assert vector.shape == (own.dimension,)
        assert abs(float(np.linalg.norm(vector)) - 1) < 1e-4


def test_it_is_small_and_named_by_its_content(own: TextEncoder) -> None:
    assert sum(file.stat().st_size for file in OWN_FOLDER.iterdir()) < MOST_BYTES
    assert own.name == encoder_name(OWN)
    assert own.name.startswith("cadre-e5@")


def test_it_needs_neither_torch_nor_the_network() -> None:
    code = (
        "import sys; from bot.index import load_encoder; load_encoder('cadre-e5').encode_query('xin chào'); "
        "sys.exit(bool({'torch', 'sentence_transformers', 'transformers', 'huggingface_hub'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0
