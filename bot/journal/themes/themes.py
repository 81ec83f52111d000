"""Themes of questions: made of what is in the journal, kept there, listed for staff.

Questions are encoded and compared outside any transaction, so that nobody waits for it; what came of it is written in
short ones that look again at what is still there. A theme keeps its number as it grows.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

import numpy as np
from sqlalchemy import Connection

from bot.journal.entry import Recorded
from bot.journal.journal import Journal
from bot.journal.themes import changing, keeping, listing
from bot.journal.themes.alike import Bar, Floats, background
from bot.journal.themes.grouping import BLOCK, Grouping, Member
from bot.journal.themes.keeping import Standing, Waiting, stacked
from bot.journal.themes.known import Known
from bot.journal.themes.reading import Reader, Reading
from bot.journal.themes.theme import Theme
from bot.journal.themes.wording import Wordings

Encode = Callable[[Sequence[str]], Floats]
_ENCODED = 16  # questions encoded at a time
_KEPT = 128  # questions whose vectors are written at a time
_PLACED = BLOCK  # questions placed, and written down, at a time
_FEW = 5  # questions of a theme that may go into another one by itself
_EVERYTHING = 1 << 62
_Result = TypeVar("_Result")


def _now() -> datetime:
    return datetime.now(UTC)


class Themes:
    """The themes of a journal. Safe to call from several threads; everything raises DataFolderBroken.

    `abbreviations` are the admins' own. What staff do (rename, merge, hide, unhide) is a transaction of its own, or
    goes into the one that is handed in; it leads to the theme that another one was merged into.
    """

    def __init__(
        self,
        journal: Journal,
        *,
        now: Callable[[], datetime] = _now,
        abbreviations: Mapping[str, Sequence[str]] | None = None,
        bar: Bar | None = None,
    ) -> None:
        self._store = journal.store
        self._now = now
        self._abbreviations = abbreviations
        self._bar = bar
        self._reader: Reader | None = None
        self._known: dict[str, Known] = {}
        self._wordings = Wordings(self._reading)
        self._done_with: tuple[str, int] = ("", 0)  # encoder, and the number up to which nothing waits for it
        self._working = threading.Lock()

    def take_in(self, encode: Encode, encoder: str, *, most: int | None = None) -> int:
        """Make vectors and find themes for questions that have none, oldest first; how many questions that were.

        `encode` turns texts into unit vectors, shape (n, dimension), the way questions are encoded; `encoder` is its
        name and version: vectors of another one are made again, and the themes stay, with what staff have set; what is
        new waits for that, so that it meets whole centres. At most `most` are encoded; 0 means that nothing was left
        to do.
        """
        with self._working:
            return self._take_in(encode, encoder, _EVERYTHING if most is None else most)

    def listed(
        self,
        since: datetime,
        until: datetime,
        *,
        min_askers: int,
        before: datetime | None = None,
        hidden: bool = False,
        most: int | None = None,
    ) -> tuple[Theme, ...]:
        """Themes asked in a period (until is left out), most first; `hidden` ones only where wanted.

        `before` is when the period before began (as long as this one where not given). A wording is shown only of
        themes that at least `min_askers` different people ever asked.
        """
        before = before or since - (until - since)
        period = listing.Period(since, until, before)
        return self._store.read(
            lambda connection: listing.listed(
                connection, period, self._wordings, min_askers=min_askers, hidden=hidden, most=most
            )
        )

    def theme(
        self, number: int, since: datetime, until: datetime, *, min_askers: int, before: datetime | None = None
    ) -> Theme | None:
        """One theme over a period, hidden or not; the one that it was merged into. None where there is none."""
        period = listing.Period(since, until, before or since - (until - since))
        return self._store.read(
            lambda connection: listing.one(connection, number, period, self._wordings, min_askers=min_askers)
        )

    def questions_of(
        self,
        number: int,
        *,
        min_askers: int,
        since: datetime | None = None,
        until: datetime | None = None,
        most: int | None = None,
        skip: int = 0,
    ) -> tuple[Recorded, ...]:
        """Questions of a theme, latest first; none where fewer than `min_askers` different people ever asked it."""
        return self._store.read(
            lambda connection: listing.questions_of(
                connection, number, min_askers=min_askers, since=since, until=until, most=most, skip=skip
            )
        )

    def rename(self, number: int, name: str | None, *, connection: Connection | None = None) -> bool:
        """Give a theme a name, or take it away; False where there is no such theme."""
        return self._done(connection, partial(changing.rename, theme=number, name=name))

    def merge(self, number: int, into: int, *, connection: Connection | None = None) -> bool:
        """Make one theme a part of another one; False where either is missing or both are one already."""
        return self._done(connection, partial(changing.merge, theme=number, into=into))

    def hide(self, number: int, *, connection: Connection | None = None) -> bool:
        """Take a theme out of lists; it goes on counting. False where there is no such theme."""
        return self._done(connection, partial(changing.hide, theme=number))

    def unhide(self, number: int, *, connection: Connection | None = None) -> bool:
        """Show a theme again; False where there is no such theme."""
        return self._done(connection, partial(changing.hide, theme=number, hidden=False))

    def _done(self, connection: Connection | None, work: Callable[[Connection], _Result]) -> _Result:
        return self._store.write(work) if connection is None else work(connection)

    def _take_in(self, encode: Encode, encoder: str, most: int) -> int:
        """How many questions got a vector or a theme."""
        of_encoder, before = self._done_with
        after = before if of_encoder == encoder else 0
        last = self._store.read(keeping.last_question)
        encoded = self._encode(encode, encoder, most, after)
        placed = self._place(encode, encoder, after)
        if len(encoded) < most:
            self._done_with = encoder, last
        return len(encoded | placed)

    def _encode(self, encode: Encode, encoder: str, most: int, after: int) -> set[int]:
        """Make vectors, a few at a time, so that askers wait for none; the numbers of their questions."""
        done: set[int] = set()
        again: set[int] = set()
        while len(done) < most:
            size = min(_KEPT, most - len(done))
            waiting = self._store.read(partial(keeping.without_vector, encoder=encoder, most=size, after=after))
            if not waiting:
                break
            texts = [self._reading(one.text).text for one in waiting]
            made = np.concatenate([encode(texts[at : at + _ENCODED]) for at in range(0, len(texts), _ENCODED)])
            vectors = {one.id: (text, vector) for one, text, vector in zip(waiting, texts, made, strict=True)}
            self._store.write(partial(keeping.save_vectors, encoder=encoder, made=vectors))
            done.update(vectors)
            again.update(one.theme for one in waiting if one.theme is not None)
            after = waiting[-1].id
        stale = again.union(self._store.read(partial(keeping.of_other_encoder, encoder=encoder)))
        if stale:
            self._store.write(partial(keeping.recentre, numbers=stale, encoder=encoder))
        return done

    def _place(self, encode: Encode, encoder: str, after: int) -> set[int]:
        """Find themes for questions that have a vector; their numbers."""
        waiting = self._store.read(partial(keeping.without_theme, encoder=encoder, most=_PLACED, after=after))
        if not waiting:
            return set()
        known = self._of(encode, encoder)
        held = self._store.read(partial(keeping.standing, encoder=encoder, dimension=known.dimension, few=_FEW))
        ids: list[int | None] = [*held.ids]
        grouping = known.grouping(held)
        done: set[int] = set()
        touched: set[int] = set()
        while waiting:
            places = grouping.take(stacked(waiting), [self._reading(one.text, one.written) for one in waiting])
            ids += [None] * (grouping.count - len(ids))
            work = partial(_save, waiting=waiting, places=places, ids=ids, encoder=encoder, made_at=self._now())
            done |= self._store.write(work)
            touched.update(places)
            after = waiting[-1].id
            waiting = self._store.read(partial(keeping.without_theme, encoder=encoder, most=_PLACED, after=after))
        self._join(grouping, touched, ids, held, known)
        known.changed(number for number in map(ids.__getitem__, grouping.changed) if number is not None)
        return done

    def _join(
        self, grouping: Grouping, touched: set[int], ids: Sequence[int | None], held: Standing, known: Known
    ) -> None:
        """Put small themes that turned out to be the same as another one into that."""
        before = len(held.ids)

        def members(place: int) -> list[Member]:
            number = ids[place]
            return [] if number is None else known.members(number)

        pairs = grouping.alike(
            touched,
            lambda place: grouping.size(place) <= _FEW and (place >= before or held.ids[place] in held.tiny),
            members,
        )
        numbers = [(ids[one], ids[other]) for one, other in pairs]
        joined = [(one, other) for one, other in numbers if one is not None and other is not None]
        if joined:
            self._store.write(partial(_joined, pairs=joined))

    def _reading(self, text: str, written: str | None = None) -> Reading:
        if self._reader is None:
            self._reader = Reader(self._abbreviations)
        return self._reader.of(text, written)

    def _of(self, encode: Encode, encoder: str) -> Known:
        if encoder not in self._known:
            middle = np.asarray(np.mean(encode(background()), axis=0), dtype=np.float32)
            self._known = {encoder: Known(self._store, self._reading, encoder, middle, self._bar)}
        return self._known[encoder]


def _save(
    connection: Connection,
    *,
    waiting: Sequence[Waiting],
    places: Sequence[int],
    ids: list[int | None],
    encoder: str,
    made_at: datetime,
) -> set[int]:
    """Write down where questions went, but for those that have gone since; `ids` gets the numbers of new themes."""
    left = keeping.still_waiting(connection, [one.id for one in waiting])
    members: dict[int, list[Waiting]] = {}
    for place, one in zip(places, waiting, strict=True):
        if one.id in left:
            members.setdefault(place, []).append(one)
    # A theme goes when its last question is erased, and one that staff merged leads to another one.
    leads = keeping.leading(connection, {number for place in members if (number := ids[place]) is not None})
    added: dict[int, tuple[Floats, int]] = {}
    moved: dict[int, int] = {}
    for place, some in members.items():
        total = stacked(some).sum(axis=0)
        number = leads.get(ids[place] or 0)
        if number is None:
            number = keeping.found_theme(connection, encoder, total, len(some), made_at)
        else:
            before, count = added.get(number, (0, 0))
            added[number] = total + before, len(some) + count
        ids[place] = number
        moved.update((one.id, number) for one in some)
    keeping.move(connection, moved)
    keeping.enlarge(connection, encoder, added)
    return left


def _joined(connection: Connection, *, pairs: Sequence[tuple[int, int]]) -> None:
    for one, other in pairs:
        if keeping.may_go(connection, one):
            changing.merge(connection, one, other)
