"""The one question by which a theme is shown: near its middle, and the clearest of those that are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np
from sqlalchemy import Connection, Row, bindparam, func, select

from bot.journal.tables import questions, vectors
from bot.journal.themes.keeping import CHUNK, texts_of
from bot.journal.themes.packing import unpack_centre, unpack_vector
from bot.journal.themes.reading import Reading, written_well
from bot.journal.themes.theme import COUNTED
from bot.vietnamese import tokens
from bot.vietnamese.courtesies import without_courtesies

Read = Callable[[str, str | None], Reading]
_LATEST = 100  # questions of a theme among which it is looked for
_NEAREST = 12  # of them, among which the clearest one is taken
_SHORT, _LONG = 0.6, 1.5  # times the usual length of those: keywords, stories
_NUMBERED = (
    select(
        questions.c.id,
        func.row_number().over(partition_by=questions.c.theme_id, order_by=questions.c.id.desc()).label("place"),
    )
    .where(questions.c.theme_id.in_(bindparam("themes", expanding=True)))
    .where(questions.c.searched != "", questions.c.status.in_(COUNTED))
    .subquery()
)
_MEMBERS = (
    select(
        questions.c.id, questions.c.theme_id, questions.c.searched, vectors.c.text, vectors.c.vector, vectors.c.encoder
    )
    .join(_NUMBERED, _NUMBERED.c.id == questions.c.id)
    .outerjoin(vectors, vectors.c.question_id == questions.c.id)
    .where(_NUMBERED.c.place <= _LATEST)
    .order_by(questions.c.theme_id, questions.c.id.desc())
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A question of a theme that might stand for it."""

    id: int
    shown: str  # without its courtesies
    mended: bool  # it lacks accents, or has abbreviations or slips
    plain: bool  # nothing was taken from it
    tokens: int

    def rank(self, usual: float) -> tuple[bool, ...]:
        """What makes it less clear, the worst first; `usual` is how many tokens such questions have."""
        asks = self.shown.endswith("?") and self.shown[:1].isupper()
        covered = "[" in self.shown  # personal data: it tells somebody's story
        return covered, self.mended, not _SHORT * usual <= self.tokens <= _LONG * usual, not asks, not self.plain


class Wordings:
    """Chooses, and remembers which question it chose while nothing is changed in its theme. Safe for several threads.

    The words themselves are read anew each time, so that what was erased is never shown.
    """

    def __init__(self, read: Read) -> None:
        self._read = read
        self._chosen: dict[int, tuple[tuple[int, int], int]] = {}

    def of(self, connection: Connection, themes: Sequence[Row[Any]]) -> dict[int, str]:
        """Number → words, of themes (rows of the table) that have a question with text."""
        marks = {row.id: (row.size, hash(row.centre)) for row in themes}
        held = {
            number: self._chosen[number][1]
            for number, mark in marks.items()
            if number in self._chosen and self._chosen[number][0] == mark
        }
        texts = texts_of(connection, list(held.values()))
        words = {number: without_courtesies(texts[one][0]) for number, one in held.items() if one in texts}
        missing = [row for row in themes if row.id not in words]
        for first in range(0, len(missing), CHUNK):
            for number, best in self._choose(connection, missing[first : first + CHUNK]).items():
                words[number] = best.shown
                self._chosen[number] = marks[number], best.id
        return words

    def _choose(self, connection: Connection, themes: Sequence[Row[Any]]) -> dict[int, _Candidate]:
        members: dict[int, list[Any]] = defaultdict(list)
        for row in connection.execute(_MEMBERS, {"themes": [row.id for row in themes]}):
            members[row.theme_id].append(row)
        found = {}
        for theme in themes:
            if theme.id in members:
                candidates = self._candidates(_nearest(members.pop(theme.id), theme))
                usual = median(one.tokens for one in candidates)
                found[theme.id] = min(candidates, key=lambda one: one.rank(usual))  # of equals the nearest
        return found

    def _candidates(self, near: Sequence[Any]) -> list[_Candidate]:
        """The first of different words."""
        found: dict[str, _Candidate] = {}
        for row in near:
            text = row.searched
            if text in found:
                continue
            if len(found) == _NEAREST:
                break
            shown = without_courtesies(text)
            mended = not written_well(text, row.text or self._read(text, None).text)
            found[text] = _Candidate(row.id, shown, mended, shown == text.strip(), len(tokens(shown)))
        return list(found.values())


def _nearest(members: Sequence[Any], theme: Row[Any]) -> list[Any]:
    """The questions of a theme, nearest to its centre first, then the latest; those without a vector last."""
    centre = unpack_centre(theme.centre)
    usable = [row.vector is not None and row.encoder == theme.encoder for row in members]
    packed = b"".join([row.vector for row, use in zip(members, usable, strict=True) if use])
    nearness = np.full(len(members), -np.inf)
    if packed:
        nearness[usable] = unpack_vector(packed).reshape(-1, len(centre)) @ centre
    return [members[at] for at in np.argsort(-nearness, kind="stable").tolist()]
