"""The most probable path through columns of candidates: pairs prune, triples decide."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.vietnamese.ngrams import Floats, Ints

_KEEP_WITHIN = 7.0  # nats behind the best path of pairs at which a candidate is dropped before triples are looked at
_MOST_KEPT = 6
_MAX = np.maximum.reduce

# Log probabilities of the last of two or three rows of ids, each after the ids above it.
Logs = Callable[[Ints], Floats]


@dataclass(frozen=True, slots=True)
class Column:
    """The candidates for one written word, each with what choosing it costs (nats, at most 0)."""

    ids: tuple[int, ...]
    costs: tuple[float, ...]
    scored: bool = True  # False for the end of a sentence, which says nothing about the word before it


def best_path(columns: Sequence[Column], start: int, logs: Logs) -> list[int]:
    """Return the place of the chosen candidate in each column; start is the id before the first column."""
    if all(len(column.ids) == 1 for column in columns):
        return [0] * len(columns)
    kept = _prune(columns, start, logs)
    if all(len(places) == 1 for places in kept):
        return [places[0] for places in kept]
    ids: list[tuple[int, ...]] = [(start,), (start,)]
    ids += [tuple(column.ids[place] for place in places) for column, places in zip(columns, kept, strict=True)]
    triples = [(x, y, z) for i in range(len(columns)) for x in ids[i] for y in ids[i + 1] for z in ids[i + 2]]
    steps = _split(logs(np.array(triples, np.int64).T), [tuple(map(len, ids[i : i + 3])) for i in range(len(columns))])
    score = np.zeros((1, 1))
    choices = []
    for column, places, step in zip(columns, kept, steps, strict=True):
        paths = score[:, :, None] + step if column.scored else score[:, :, None] + 0.0 * step
        if len(places) > 1:
            paths = paths + np.array([column.costs[place] for place in places])
        choices.append(paths.argmax(axis=0))
        score = _MAX(paths, axis=0)
    second, third = divmod(int(score.argmax()), score.shape[1])
    path = []
    for places, choice in zip(reversed(kept), reversed(choices), strict=True):
        path.append(places[third])
        second, third = int(choice[second, third]), second
    return path[::-1]


def _split(values: Floats, shapes: Sequence[tuple[int, ...]]) -> list[Floats]:
    parts = []
    at = 0
    for shape in shapes:
        size = math.prod(shape)
        parts.append(values[at : at + size].reshape(shape))
        at += size
    return parts


def _prune(columns: Sequence[Column], start: int, logs: Logs) -> list[list[int]]:
    """Return the places of each column that are on a path of pairs not far behind the best one, best first."""
    ids = [(start,), *(column.ids for column in columns)]
    pairs = [(x, y) for i in range(len(columns)) for x in ids[i] for y in ids[i + 1]]
    steps = _split(logs(np.array(pairs, np.int64).T), [(len(ids[i]), len(ids[i + 1])) for i in range(len(columns))])
    for column, step in zip(columns, steps, strict=True):
        if not column.scored:
            step[:] = 0.0
        elif len(column.ids) > 1:
            step += column.costs
    forward = [np.zeros(1)]
    for step in steps:
        forward.append(_MAX(forward[-1][:, None] + step, axis=0))
    behind = np.zeros(len(ids[-1]))
    kept: list[list[int]] = []
    for index in range(len(columns) - 1, -1, -1):
        if len(columns[index].ids) == 1:
            kept.append([0])
        else:
            through = (forward[index + 1] + behind).tolist()
            least = max(through) - _KEEP_WITHIN
            near = [place for place, score in enumerate(through) if score >= least]
            near.sort(key=lambda place: -through[place])
            kept.append(near[:_MOST_KEPT])
        behind = _MAX(steps[index] + behind, axis=1)
    return kept[::-1]
