"""Themes as they stand in the journal, for grouping: what their questions say is read when one comes near."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from functools import partial

import numpy as np

from bot.journal.store import Store
from bot.journal.themes import keeping
from bot.journal.themes.alike import Bar, Floats, Profile
from bot.journal.themes.grouping import Grouping, Member, Part
from bot.journal.themes.keeping import Standing
from bot.journal.themes.reading import Reading
from bot.journal.themes.slots import numbers_of

_KEPT = 8_192  # themes of which is kept what was read of them; some 5 KB each
_Mark = tuple[int, int]
Read = Callable[[str, str | None], Reading]


class Known:
    """Reads the questions by which themes are known; `middle` and vectors are those of one encoder.

    What was read of a theme is kept while its size and its centre stay as they are, and until `changed` names it.
    """

    def __init__(self, store: Store, read: Read, encoder: str, middle: Floats, bar: Bar | None) -> None:
        self._store = store
        self._read = read
        self._encoder = encoder
        self._middle = middle
        self._bar = bar
        self._profiles: OrderedDict[int, tuple[_Mark, Profile]] = OrderedDict()

    def grouping(self, held: Standing) -> Grouping:
        """Themes ready to take questions in, in the order in which they are held."""
        return Grouping(
            held.centres,
            held.sizes,
            self._middle,
            lambda place: self._kept(held.ids[place], (held.sizes[place], hash(held.centres[place].tobytes()))),
            self._bar,
            joined=[place for place, one in enumerate(held.ids) if one in held.joined],
            parts=lambda place: self._parts(held.ids[place]),
        )

    def members(self, theme: int) -> list[Member]:
        """Some questions of a theme: the first ones and the latest."""
        work = partial(keeping.members_of, theme=theme, encoder=self._encoder)
        found = self._store.read(work)
        return [(one.vector, self._read(one.text, one.written)) for one in found if one.vector is not None]

    @property
    def dimension(self) -> int:
        """Of the encoder's vectors."""
        return len(self._middle)

    def changed(self, numbers: Iterable[int]) -> None:
        """Read anew what is known of some themes when it is wanted again."""
        for number in numbers:
            self._profiles.pop(number, None)

    def _kept(self, theme: int, mark: _Mark) -> Profile:
        held = self._profiles.pop(theme, None)
        profile = held[1] if held is not None and held[0] == mark else self._profile(theme, mark[0])
        self._profiles[theme] = mark, profile
        while len(self._profiles) > _KEPT:
            self._profiles.popitem(last=False)
        return profile

    def _profile(self, theme: int, size: int) -> Profile:
        profile = Profile.of([reading for _, reading in self.members(theme)])
        if size <= keeping.KNOWN_BY:  # all of them have been read
            return profile
        for text in self._store.read(partial(keeping.numbered_of, theme=theme)):
            profile.heed(numbers_of(text))
        return profile

    def _parts(self, theme: int) -> list[Part]:
        """What a theme that was merged of others consists of, found again among some of its questions."""
        nothing = np.zeros((0, len(self._middle)), np.float32)
        alone = Grouping(nothing, [], self._middle, lambda _: Profile(), self._bar)
        some = self.members(theme)
        if some:
            alone.take(np.stack([vector for vector, _ in some]), [reading for _, reading in some])
        return alone.parts
