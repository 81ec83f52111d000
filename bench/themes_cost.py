"""What grouping costs at a size, with made questions and vectors: `python -m bench.themes --size N`."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from sqlalchemy import select

from bench.labelled_themes import Trial, purity
from bench.made_questions import Labelled as Shape
from bench.made_questions import Made, peak_mb, written
from bot.journal import Journal
from bot.journal.tables import questions
from bot.journal.themes import Themes
from bot.journal.themes.alike import Floats, background


def shaped_like(held: Trial, number: int) -> Made:
    """Made questions, shaped like the set."""
    by_label: dict[str, list[int]] = {}
    by_pair: dict[str, list[int]] = {}
    for at, row in enumerate(held.rows):
        by_label.setdefault(row.label, []).append(at)
        if row.pair is not None:
            by_pair.setdefault(row.pair, []).append(at)
    alike_rows = [Shape(tuple(held.rows[at].text for at in some), held.vectors[some]) for some in by_label.values()]
    return Made(number, alike_rows, [(held.vectors[one], held.vectors[other]) for one, other in by_pair.values()])


def cost(number: int, held: Trial, day: int, *, first: bool) -> None:
    """Print what a change of the encoder costs so many questions, and a day's new ones on top of them.

    They are in the themes that they were made for; with `first` they have neither theme nor vector, and finding those
    is measured as well: nearly all of it is mending what was typed. Vectors are handed in.
    """
    made = shaped_like(held, number + day)
    general = frozenset(background())

    def encode(asked: Sequence[str]) -> Floats:
        """Vectors are asked for in the order of the questions, a few at a time."""
        if asked[0] in general:
            return np.tile(held.middle, (len(asked), 1))
        return np.stack([next(waiting) for _ in asked])

    waiting: Iterator[Floats] = iter(made.vectors)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        journal = Journal.open(Path(folder))
        themes = Themes(journal)
        print(f"\n| what | result |\n|---|---|\n| peak memory before | {peak_mb():.0f} MB |")
        written(journal, made, "made", last=number, grouped=not first)
        if first:
            _timed(f"first grouping of {number:,}", lambda: themes.take_in(encode, "made"))
            places, labels = _places(journal), made.themes[:number]
            print(f"| themes | {len(set(places)):,} of {len(set(labels)):,} made |")
            print(f"| purity / inverse purity | {purity(places, labels):.3f} / {purity(labels, places):.3f} |")
        print(f"| peak memory with the questions made | {peak_mb():.0f} MB |", flush=True)
        before = _places(journal)
        themes, waiting = Themes(journal), iter(made.vectors)  # as after a start
        with _longest(journal) as waits:
            again = _timed(f"vectors of another encoder for {number:,}", lambda: _as_served(themes, encode))
        print(f"| a question | {again / number * 1e3:.2f} ms |")
        print(f"| the longest that another writer waited meanwhile | {max(waits, default=0) * 1e3:.0f} ms |")
        moved = sum(one != other for one, other in zip(before, _places(journal), strict=True))
        print(f"| questions that went to another theme by that | {moved:,} |")
        print(f"| peak memory so far | {peak_mb():.0f} MB |", flush=True)
        themes = Themes(journal)
        written(journal, made, "made", first=number)
        _timed(f"a day's {day:,} new ones, 32 at a time", lambda: _as_served(themes, encode))
        journal.close()


def _as_served(themes: Themes, encode: Callable[[Sequence[str]], Floats]) -> None:
    """As housekeeping does it."""
    while themes.take_in(encode, "another", most=32):
        pass


def _places(journal: Journal) -> list[int]:
    query = select(questions.c.theme_id).order_by(questions.c.id)
    return journal.store.read(lambda connection: [one or 0 for one in connection.execute(query).scalars()])


@contextmanager
def _longest(journal: Journal) -> Iterator[list[float]]:
    """How long an empty transaction waits for its turn, tried all the time."""
    waits: list[float] = []
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(0.02):
            began = time.perf_counter()
            journal.store.write(lambda connection: connection.execute(select(1)))
            waits.append(time.perf_counter() - began)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield waits
    finally:
        stop.set()
        watcher.join()


def _timed(name: str, work: Callable[[], object]) -> float:
    """Seconds, with those of the processor beside them: the machine may be shared."""
    began, worked = time.perf_counter(), time.process_time()
    work()
    seconds = time.perf_counter() - began
    print(f"| {name} | {seconds:.1f} s (processor {time.process_time() - worked:.1f} s) |", flush=True)
    return seconds
