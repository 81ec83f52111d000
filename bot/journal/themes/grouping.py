"""Which theme each question goes to: the likeliest over the bar, or one of its own. In memory; nothing is written.

Questions come in order and in blocks: one matrix product compares a block with all themes as they were before it, and
what the block itself changed is compared again. A theme is known by its place in the list here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from bot.journal.themes.alike import Bar, Floats, Profile, directions, shipped_bar
from bot.journal.themes.reading import Reading

BLOCK = 256  # questions
_NEAREST = 12  # themes whose words and slots are looked at
_LOOKED_UP = 32  # nearest themes kept of a block's comparison, some of which the block may change
_ROOM = 1.5  # times more themes than there are, when the arrays are made larger

Profiles = Callable[[int], Profile]
Member = tuple[Floats, Reading]
Part = tuple[Floats, Profile]  # direction and profile of some questions of a theme that belong closer together


class Grouping:
    """Themes as centres (sums of unit vectors) and profiles.

    `profiles` gives what is known of a theme of the beginning, by its place; it is asked only for themes that a
    question comes near to. `parts` does the same for themes that were merged of others (`joined`): staff may have put
    together what no centre lies between, so that a question may also belong to one of the parts.
    """

    def __init__(
        self,
        centres: Floats,
        sizes: Sequence[int],
        middle: Floats,
        profiles: Profiles,
        bar: Bar | None = None,
        *,
        joined: Collection[int] = (),
        parts: Callable[[int], Sequence[Part]] = lambda _: (),
    ) -> None:
        self.count = len(centres)
        self.changed: set[int] = set()  # places of the themes whose profile is another one than at the beginning
        self._middle = middle
        self._known = profiles
        self._bar = bar or shipped_bar()
        self._sums = np.array(centres, dtype=np.float32).reshape(self.count, len(middle))
        self._sizes = np.array(sizes, dtype=np.int64)
        self._seen = directions(self._means(), middle)
        self._profiles: dict[int, Profile] = {}
        self._joined = frozenset(joined)
        self._parts_of = lru_cache(maxsize=None)(parts)

    @property
    def parts(self) -> list[Part]:
        """Direction and profile of each theme."""
        return [(self._seen[place], self._profile(place)) for place in range(self.count)]

    def take(self, vectors: Floats, readings: Sequence[Reading]) -> list[int]:
        """Put questions into themes in order, shape (n, dimension), and return the place of each one's theme."""
        places: list[int] = []
        for first in range(0, len(readings), BLOCK):
            block = slice(first, first + BLOCK)
            places += self._take_block(vectors[block], readings[block])
        return places

    def alike(
        self,
        places: Iterable[int],
        may_go: Callable[[int], bool],
        members: Callable[[int], Sequence[Member]],
    ) -> list[tuple[int, int]]:
        """(theme, larger theme that it is the same as), looked for from some themes on.

        A theme goes only if it may, and if each of its questions would now go to the larger one by itself. In the order
        in which they go into one another: one that took another one in may go itself later.
        """
        gone: dict[int, int] = {}
        left = np.ones(self.count, dtype=np.bool_)
        ordered = sorted(set(places), key=lambda one: (self._sizes[one], -one))
        for first in range(0, len(ordered), BLOCK):
            some = ordered[first : first + BLOCK]
            block = self._seen[some] @ self._seen[: self.count].T
            block[np.arange(len(some)), some] = -1
            nearest = self._nearest(block)
            for place, cosines, near in zip(some, block, nearest, strict=True):
                if not left[place]:
                    continue
                near = near[left[near]]
                if len(near) < min(_NEAREST, self.count - 1):
                    near = np.flatnonzero(left)
                own = self._profile(place)
                other = self._likeliest(near, cosines[near], partial(self._theme_in, own), parts=False)
                if other is None:
                    continue
                small, large = sorted((place, other), key=lambda one: (self._sizes[one], -one))
                if may_go(small) and self._all_in(members(small), large):
                    gone[small] = large
                    left[small] = False
                    self._swallow(small, large)
        return list(gone.items())

    def _all_in(self, members: Sequence[Member], place: int) -> bool:
        """Whether each of some questions belongs to a theme."""
        if not members:
            return False
        seen = directions(np.stack([vector for vector, _ in members]), self._middle)
        found = (
            self._question_in(one, reading, place, float(self._seen[place] @ one))
            for one, (_, reading) in zip(seen, members, strict=True)
        )
        return all(probability >= self._bar.least for probability in found)

    def size(self, place: int) -> int:
        """How many questions a theme has."""
        return int(self._sizes[place])

    def _take_block(self, vectors: Floats, readings: Sequence[Reading]) -> list[int]:
        seen = directions(vectors, self._middle)
        block = seen @ self._seen[: self.count].T
        nearest = self._nearest(block)
        # What the block itself changes is compared again: row and place of each such theme.
        rows: dict[int, int] = {}
        again = np.empty_like(seen)
        changed = np.empty(len(readings), dtype=np.int64)
        stale = np.zeros(self.count, dtype=np.bool_)
        places = []
        for at, reading in enumerate(readings):
            near = nearest[at][~stale[nearest[at]]]
            if len(near) < min(_NEAREST, len(stale) - int(stale.sum())):
                near = np.flatnonzero(~stale)
            near = np.concatenate([near, changed[: len(rows)]])
            cosines = np.concatenate([block[at, near[: len(near) - len(rows)]], again[: len(rows)] @ seen[at]])
            place = self._likeliest(near, cosines, partial(self._question_in, seen[at], reading))
            if place is None:
                place = self._found()
            self._sums[place] += vectors[at]
            self._sizes[place] += 1
            self._look(place)
            self._profile(place).add(reading)
            self.changed.add(place)
            row = rows.setdefault(place, len(rows))
            changed[row], again[row] = place, self._seen[place]
            if place < len(stale):
                stale[place] = True
            places.append(place)
        return places

    @staticmethod
    def _nearest(block: Floats) -> NDArray[np.int64]:
        """The places of the themes nearest to each of some questions, in no order, more than are looked at."""
        most = min(_LOOKED_UP, block.shape[1])
        if most == block.shape[1]:
            return np.tile(np.arange(most), (len(block), 1))
        return np.argpartition(block, -most, axis=1)[:, -most:]

    def _likeliest(
        self,
        near: NDArray[np.int64],
        cosines: Floats,
        probability: Callable[[int, float], float],
        *,
        parts: bool = True,
    ) -> int | None:
        """The place of the likeliest theme over the bar; with `parts`, a joined one may be so by one of its parts."""
        order = np.argsort(-cosines, kind="stable")[:_NEAREST]
        best, found = 0.0, 0
        for place, cosine in zip(near[order].tolist(), cosines[order].tolist(), strict=True):
            if cosine < self._bar.least_meaning:
                break
            # Where not even the same words would do, its questions need not be read.
            hopeless = self._bar.probability(cosine, 1.0) < max(best, self._bar.least)
            if hopeless and not (parts and place in self._joined):
                continue
            best, found = max((best, found), (probability(place, cosine), place))
        return found if best >= self._bar.least else None

    def _question_in(self, seen: Floats, reading: Reading, place: int, cosine: float) -> float:
        """How surely a question belongs to a theme, or to a part of it."""
        profile = self._profile(place)
        found = self._probability(reading, cosine, profile)
        if found >= self._bar.least or place not in self._joined:
            return found
        if profile.contradicts(reading.slots) and not profile.torn:
            return 0.0
        parts = self._parts_of(place)
        return max((self._probability(reading, float(one @ seen), own) for one, own in parts), default=0.0)

    def _probability(self, reading: Reading, cosine: float, profile: Profile) -> float:
        if profile.contradicts(reading.slots):
            return 0.0
        return self._bar.probability(cosine, profile.words(reading.terms))

    def _theme_in(self, own: Profile, place: int, cosine: float) -> float:
        """How surely a theme is the same as another one."""
        profile = self._profile(place)
        return 0.0 if profile.contradicts_any(own) else self._bar.probability(cosine, profile.words_of(own))

    def _swallow(self, small: int, large: int) -> None:
        self._sums[large] += self._sums[small]
        self._sizes[large] += self._sizes[small]
        self._look(large)
        self._profile(large).swallow(self._profile(small))
        self.changed.update((small, large))

    def _profile(self, place: int) -> Profile:
        held = self._profiles.get(place)
        if held is None:
            held = self._profiles[place] = self._known(place)
        return held

    def _found(self) -> int:
        """A new theme, empty as yet; its place."""
        if self.count == len(self._sums):
            more = int(self.count * (_ROOM - 1)) + BLOCK
            empty = np.zeros((more, len(self._middle)), np.float32)
            self._sums = np.concatenate([self._sums, empty])
            self._seen = np.concatenate([self._seen, empty])
            self._sizes = np.concatenate([self._sizes, np.zeros(more, np.int64)])
        self._profiles[self.count] = Profile()
        self.count += 1
        return self.count - 1

    def _means(self) -> Floats:
        return np.asarray(self._sums / np.maximum(self._sizes, 1)[:, None], dtype=np.float32)

    def _look(self, place: int) -> None:
        self._seen[place] = directions(self._sums[place] / self._sizes[place], self._middle)
