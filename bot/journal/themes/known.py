"""Themes as they stand in the journal, for grouping: what their questions say is read when one comes near."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from bot.journal.store import Store
from bot.journal.themes import keeping
from bot.journal.themes.alike import Bar, Floats, Profile
from bot.journal.themes.grouping import Grouping, Member, Part
from bot.journal.themes.keeping import Standing
from bot.journal.themes.reading import Reading
from bot.journal.themes.slots import numbers_of


class Known:
    """Reads the questions by which themes are known; `middle` and vectors are those of one encoder."""

    def __init__(
        self, store: Store, read: Callable[[str], Reading], encoder: str, middle: Floats, bar: Bar | None
    ) -> None:
        self._store = store
        self._read = read
        self._encoder = encoder
        self._middle = middle
        self._bar = bar

    def grouping(self, held: Standing) -> Grouping:
        """Themes ready to take questions in, in the order in which they are held."""
        return Grouping(
            held.centres,
            held.sizes,
            self._middle,
            lambda place: self._profile(held.ids[place]),
            self._bar,
            joined=[place for place, one in enumerate(held.ids) if one in held.joined],
            parts=lambda place: self._parts(held.ids[place]),
        )

    def members(self, theme: int) -> list[Member]:
        """Some questions of a theme: the first ones and the latest."""
        work = partial(keeping.members_of, theme=theme, encoder=self._encoder)
        return [(one.vector, self._read(one.text)) for one in self._store.read(work) if one.vector is not None]

    def _profile(self, theme: int) -> Profile:
        profile = Profile.of([reading for _, reading in self.members(theme)])
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
