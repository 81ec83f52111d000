"""Plausible numbering: out of all lines that look numbered, the ones that really count up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

# Points go a b c d đ e g h …; Word's own numbering uses all Latin letters. Either is followed.
_VIETNAMESE = "abcdđeghiklmnopqrstuvxy"
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_LEAST = -1.0  # what a neighbour across a gap of any size is worth at least
_MAX_GAP = 3  # numbers that may be missing between two neighbours: repealed clauses, digests that leave some out

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_PARTS = re.compile(r"(\d+)([a-zđ]*)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that looks numbered: `number` as written in lower case ("12a", "1.2", "đ"); `doubt` lowers its weight."""

    line: int
    number: str
    doubt: float = 0.0


def roman(written: str) -> int | None:
    """The value of a Roman number, None where it is none ("iiv")."""
    values = [_ROMAN[char] for char in written.lower() if char in _ROMAN]
    if len(values) != len(written) or not values:
        return None
    total = sum(-v if any(v < later for later in values[i + 1 : i + 2]) else v for i, v in enumerate(values))
    return total if to_roman(total) == written.lower() else None


def to_roman(value: int) -> str:
    """A number in Roman letters, lower case."""
    signs = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
             (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
    text = ""
    for worth, sign in signs:
        text += sign * (value // worth)
        value %= worth
    return text


@lru_cache(maxsize=65_536)
def step(previous: str, following: str) -> int | None:
    """How far one number is after another: 1 is the very next, None cannot follow. "12" → "12a" → "13" are 1."""
    if "." in previous or "." in following:  # 1.1 → 1.2
        head, _, tail = previous.rpartition(".")
        next_head, _, next_tail = following.rpartition(".")
        return step(tail, next_tail) if head == next_head else None
    first, second = _PARTS.fullmatch(previous), _PARTS.fullmatch(following)
    if first and second:
        letter = _VIETNAMESE.find(second[2][:1]) if second[2] else 0  # 0 for a; an extract may begin at 31b
        if first[1] == second[1]:
            if not second[2]:
                return None
            return step(first[2], second[2]) if first[2] else letter + 1
        distance = int(second[1]) - int(first[1])
        return distance + letter if distance > 0 else None
    if first or second:
        return None
    if len(following) == 2 and following[0] == previous[0] and following[1].isdigit():  # an inserted điểm a1
        return 1 if following[1] == "1" or previous[1:] == str(int(following[1]) - 1) else None
    previous = previous[0]
    distances = [
        alphabet.index(following) - alphabet.index(previous)
        for alphabet in (_VIETNAMESE, _LATIN)
        if previous in alphabet and following in alphabet
    ]
    positive = [distance for distance in distances if distance > 0]
    return min(positive) if positive else None


def starts(number: str) -> bool:
    """Whether a number is the first of a list: 1, a, 1.1."""
    return number.rpartition(".")[2] in ("1", "a")


def best_chain(
    candidates: Sequence[Candidate],
    *,
    max_gap: int = _MAX_GAP,
    gap_cost: float = 0.6,
    least: float = _LEAST,
    need_start: bool = True,
) -> list[Candidate]:
    """Return the candidates that count up most plausibly, in order of place.

    Every neighbour by one earns 3, a gap earns less (`least` at least), a start at 1 earns 2. A list that does not
    start at 1 (a digest) needs two neighbours by one. On equal scores the earlier line wins, so that a repeated number
    is not the one.
    """
    if not candidates:
        return []
    score = [(2.0 if starts(c.number) else -1.0 if need_start else 0.0) - c.doubt for c in candidates]
    back: list[int | None] = [None] * len(candidates)
    best: dict[str, int] = {}  # for each number, the candidate so far whose chain is worth most
    for index, candidate in enumerate(candidates):
        for number, earlier in best.items():
            distance = step(number, candidate.number)
            if distance is None or distance > max_gap:
                continue
            worth = 3.0 if distance == 1 else max(1.0 - gap_cost * (distance - 1), least)
            gain = score[earlier] + worth - candidate.doubt
            if gain > score[index]:
                score[index], back[index] = gain, earlier
        if candidate.number not in best or score[index] > score[best[candidate.number]]:
            best[candidate.number] = index
    at: int | None = max(range(len(candidates)), key=lambda i: (score[i], -i))
    chain: list[Candidate] = []
    while at is not None:
        chain.append(candidates[at])
        at = back[at]
    chain.reverse()
    if not starts(chain[0].number) and need_start and (len(chain) < 2 or step(chain[0].number, chain[1].number) != 1):
        return []
    return chain
