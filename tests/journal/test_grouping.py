"""Which theme questions go to does not hang on how many are taken at a time."""

from __future__ import annotations

import numpy as np

from bot.journal.themes.alike import Bar, Profile
from bot.journal.themes.grouping import BLOCK, Grouping
from bot.journal.themes.reading import Reading

DIMENSION = 24
BAR = Bar(meaning=12.0, words=6.0, intercept=-9.0, least=0.3)


def questions(count: int, themes: int) -> tuple[np.ndarray, list[Reading]]:
    noise = np.random.default_rng(3)
    centres = noise.standard_normal((themes, DIMENSION))
    of = noise.zipf(1.4, count) % themes
    vectors = centres[of] + 0.25 * noise.standard_normal((count, DIMENSION))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    readings = [Reading("", {f"t{theme % 40}": 0.8, f"w{noise.integers(5)}": 0.6}, {}) for theme in of]
    return vectors.astype(np.float32), readings


def empty() -> Grouping:
    nothing = np.zeros(DIMENSION, np.float32)
    return Grouping(np.zeros((0, DIMENSION), np.float32), [], nothing, lambda _: Profile(), BAR)


def test_blocks_give_what_one_at_a_time_gives() -> None:
    vectors, readings = questions(3 * BLOCK, 180)
    whole, single = empty(), empty()
    together = whole.take(vectors, readings)
    alone = [single.take(vectors[at : at + 1], readings[at : at + 1])[0] for at in range(len(readings))]
    assert whole.count > 90  # many more themes than are looked up for a question
    assert together == alone


def test_what_is_alike_does_not_hang_on_what_is_already_gone() -> None:
    vectors, readings = questions(2 * BLOCK, 120)
    doubled = empty()
    places = doubled.take(vectors, readings)
    members: dict[int, list[tuple[np.ndarray, Reading]]] = {}
    for at, place in enumerate(places):
        members.setdefault(place, []).append((vectors[at], readings[at]))
    pairs = doubled.alike(members, lambda _: True, lambda place: members[place])
    gone = dict(pairs)
    assert len(gone) == len(pairs)  # each goes once
    assert all(one != other for one, other in pairs)
