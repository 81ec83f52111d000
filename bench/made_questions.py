"""Any number of made questions, shaped like the labelled set: for measuring what themes, dashboard and report cost.

Themes have a heavy tail (a Pitman-Yor process): a few are asked all the time, half are asked once. A made theme has the
wordings of a labelled one with words, a document or a level of its own; its centre lies as the centres of the labelled
themes lie, half of them as close to another theme as the two sides of a pair, and its questions lie about it as the
wordings of the labelled themes lie about theirs. People, hours, outcomes, citations and ratings are made too.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Connection, Table, insert

from bot.journal import Journal
from bot.journal.tables import citations, questions, ratings, themes, vectors
from bot.journal.themes.alike import Floats
from bot.journal.themes.packing import pack_centre, pack_vector
from bot.vietnamese import fold

GOLDEN = Path(__file__).resolve().parents[1] / "tests" / "golden"
BEGINS = datetime(2026, 1, 1, tzinfo=UTC)
MONTHS = 12
_DISCOUNT, _STRENGTH = 0.6, 50.0  # of the process: about 8,000 themes among 100,000 questions
_NEAR = 0.5  # of the themes lie close to another one
_UNACCENTED = 0.35  # of the questions
_ROWS = 2_000  # in one statement
_DOCUMENTS = 36


@dataclass(frozen=True, slots=True)
class Labelled:
    """Questions of a labelled theme: words, and vectors of shape (n, dimension)."""

    texts: tuple[str, ...]
    vectors: Floats


class Made:
    """Questions with their themes (numbers from 0) and vectors; `pairs` are vectors of sides that lie close."""

    def __init__(self, number: int, labelled: Sequence[Labelled], pairs: Sequence[tuple[Floats, Floats]]) -> None:
        self.number = number
        self._pick, self._noise = random.Random(7), np.random.default_rng(7)
        self._labelled = labelled
        self.themes = self._seated(number)
        count = max(self.themes) + 1
        centres = np.stack([one.vectors.mean(axis=0) for one in labelled])
        self._middle = centres.mean(axis=0)
        self._apart = np.stack([one - other for one, other in pairs])
        spread = [one.vectors - one.vectors.mean(axis=0) for one in labelled if len(one.texts) > 2]
        # The sum of squares about a mean is one short of what the questions themselves have.
        self._about = np.concatenate([one * (len(one) / (len(one) - 1)) ** 0.5 for one in spread])
        self._centres = self._placed(centres, count)
        words = _pairs_of_words()
        self._tails = [self._tail(words) for _ in range(count)]
        self.written = [self._said(theme) for theme in self.themes]  # with all accents
        self.texts = [fold(text) if self._pick.random() < _UNACCENTED else text for text in self.written]

    @cached_property
    def vectors(self) -> Floats:
        """Shape (number, dimension), of length 1."""
        found = np.empty((self.number, len(self._middle)), np.float32)
        for first in range(0, self.number, _ROWS):
            some = self.themes[first : first + _ROWS]
            moved = self._centres[some] + self._drawn(self._about, len(some))
            found[first : first + _ROWS] = moved / np.linalg.norm(moved, axis=1, keepdims=True)
        return found

    def _seated(self, number: int) -> list[int]:
        found: list[int] = []
        count = 0
        weights: list[int] = []  # of a theme, once for every question after its first
        for at in range(number):
            if self._pick.random() * (at + _STRENGTH) < _STRENGTH + _DISCOUNT * count:
                found.append(count)
                count += 1
                continue
            # A theme of n questions weighs n - discount: one of its later questions, or its first at what is left.
            if self._pick.random() * (at - _DISCOUNT * count) < len(weights):
                theme = self._pick.choice(weights)
            else:
                theme = self._pick.randrange(count)
            weights.append(theme)
            found.append(theme)
        return found

    def _placed(self, centres: Floats, count: int) -> Floats:
        found = self._middle + self._drawn(centres - self._middle, count)
        for theme in range(1, count):
            if self._pick.random() < _NEAR:
                away = self._apart[self._pick.randrange(len(self._apart))]
                found[theme] = found[self._pick.randrange(theme)] + self._pick.choice((-1, 1)) * away
        return found

    def _drawn(self, examples: Floats, count: int) -> Floats:
        """Normal noise with the covariance of some examples, shape (count, dimension)."""
        mixed = self._noise.standard_normal((count, len(examples))).astype(np.float32) @ examples
        return np.asarray(mixed / len(examples) ** 0.5, dtype=np.float32)

    def _tail(self, words: Sequence[str]) -> str:
        own = " ".join(self._pick.sample(words, 2))
        slot = self._pick.random()
        if slot < 0.35:
            return f"{own} theo quy định {self._pick.randrange(1, 400)}"
        return f"{own} ở {self._pick.choice(('cấp xã', 'cấp tỉnh', 'đặc khu', 'phường'))}" if slot < 0.6 else own

    def _said(self, theme: int) -> str:
        # The wordings of a theme are those of one labelled theme.
        wording = self._pick.choice(self._labelled[theme % len(self._labelled)].texts)
        return f"{wording.rstrip('?. ')} {self._tails[theme]}"


def _pairs_of_words() -> list[str]:
    """Two words that stand side by side in questions of the development set."""
    found: dict[str, None] = {}
    for name in ("digests", "refused"):
        for row in map(json.loads, (GOLDEN / f"{name}.jsonl").read_text("utf-8").splitlines()):
            words = [word for word in row["question"].rstrip("?.").split() if word.isalpha() and not word.isascii()]
            found.update((f"{one} {other}".lower(), None) for one, other in pairwise(words))
    return list(found)


def peak_mb() -> float:
    """The most memory that this process has held, in MB."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024  # type: ignore[index]


def written(
    journal: Journal, made: Made, encoder: str, *, first: int = 0, last: int | None = None, **told: bool
) -> None:
    """Write some of the questions straight into the journal.

    With `grouped` (all of them) they have vectors and are in their themes; without, neither.
    """
    for work in _rows(made, encoder, first, made.number if last is None else last, **told):
        journal.store.write(work)


def _rows(made: Made, encoder: str, first: int, last: int, *, grouped: bool = False) -> Iterator[Any]:
    pick = random.Random(first + 1)
    people = 3_000
    length = timedelta(days=30.4 * MONTHS) / made.number
    if grouped:
        yield from _inserted(themes, _theme_rows(made, encoder, last))
    for start in range(first, last, _ROWS):
        of_questions, cited, rated, meant = [], [], [], []
        for at in range(start, min(last, start + _ROWS)):
            theme = made.themes[at]
            # What a theme is answered with hardly changes; every fifth theme has no document.
            lucky = pick.random() < (0.1 if theme % 5 == 0 else 0.8)
            status = "answered" if lucky else pick.choice(("near", "refused", "refused"))
            person = min(int(pick.expovariate(4 / people)), people - 1)
            asked_at = BEGINS + length * at
            of_questions.append(
                {
                    "id": at + 1,
                    "asked_at": asked_at,
                    "channel": ("telegram", "telegram", "zalo", "web")[person % 4],
                    "asker": f"{person:032x}",
                    "unit": f"Đơn vị {person % 40}",
                    "typed": made.texts[at],
                    "searched": made.texts[at],
                    "status": status,
                    "confidence": pick.random(),
                    "ms": pick.lognormvariate(5, 0.6),
                    "theme_id": theme + 1 if grouped else None,
                }
            )
            if status != "refused":
                cited += [
                    {
                        "question_id": at + 1,
                        "number": number,
                        "file": f"van-ban-{(theme + number) % _DOCUMENTS}.md",
                        "document_number": f"{(theme + number) % _DOCUMENTS}-QĐ/TW",
                        "address": "Điều 4, khoản 2",
                        "start": 0,
                        "end": 100,
                        "validity": "in_force",
                    }
                    for number in range(1, pick.choice((2, 2, 3)))
                ]
            if pick.random() < 0.15:
                verdict = "up" if lucky and pick.random() < 0.8 else "down"
                reason = None if verdict == "up" else pick.choice((None, "incomplete", "not_in_force"))
                rated.append({"question_id": at + 1, "verdict": verdict, "reason": reason, "rated_at": asked_at})
            if grouped:
                vector = pack_vector(made.vectors[at])
                meant.append({"question_id": at + 1, "encoder": encoder, "vector": vector, "text": made.written[at]})
        for table, rows in ((questions, of_questions), (citations, cited), (ratings, rated), (vectors, meant)):
            yield from _inserted(table, rows)


def _theme_rows(made: Made, encoder: str, last: int) -> list[dict[str, Any]]:
    of = made.themes[:last]
    count = max(of) + 1
    sums = np.zeros((count, made.vectors.shape[1]), np.float32)
    np.add.at(sums, of, made.vectors[:last])
    sizes = np.bincount(of, minlength=count).tolist()
    return [
        {
            "id": theme + 1,
            "made_at": BEGINS,
            "hidden": False,
            "encoder": encoder,
            "centre": pack_centre(sums[theme]),
            "size": sizes[theme],
        }
        for theme in range(count)
    ]


def _inserted(table: Table, rows: list[dict[str, Any]]) -> Iterator[Any]:
    def work(connection: Connection) -> None:
        connection.execute(insert(table), rows)

    if rows:
        yield work
