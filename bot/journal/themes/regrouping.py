"""All questions grouped anew, and the numbers of the themes carried over to what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import Connection, select, update

from bot.journal.tables import questions, themes, vectors
from bot.journal.themes import keeping
from bot.journal.themes.alike import Floats
from bot.journal.themes.grouping import BLOCK, Grouping, Member
from bot.journal.themes.packing import unpack_vector
from bot.journal.themes.reading import Reading
from bot.journal.themes.theme import COUNTED


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is grouped anew: questions with text, theme and a vector of the encoder, in order; and themes that stay."""

    encoder: str
    ids: list[int]
    texts: list[str]
    held: list[int]  # their themes
    vectors: Floats
    kept: keeping.Standing  # themes that staff have set


def set_by_staff(connection: Connection) -> frozenset[int]:
    """Themes that were named, hidden or merged with another one."""
    goals = select(themes.c.merged_into).where(themes.c.merged_into.is_not(None))
    chosen = themes.c.name.is_not(None) | themes.c.hidden | themes.c.id.in_(goals)
    return frozenset(connection.execute(select(themes.c.id).where(chosen)).scalars())


def snapshot(connection: Connection, encoder: str, dimension: int) -> Snapshot:
    """Read what is grouped anew."""
    rows = connection.execute(
        select(questions.c.id, questions.c.searched, questions.c.theme_id, vectors.c.vector)
        .join(vectors, vectors.c.question_id == questions.c.id)
        .where(questions.c.status.in_(COUNTED), questions.c.searched != "", questions.c.theme_id.is_not(None))
        .where(vectors.c.encoder == encoder)
        .order_by(questions.c.id)
    ).all()
    chosen = set_by_staff(connection)
    all_themes = keeping.standing(connection, encoder, dimension, few=0)
    at = [place for place, one in enumerate(all_themes.ids) if one in chosen]
    kept = keeping.Standing(
        [all_themes.ids[place] for place in at],
        all_themes.centres[at],
        [all_themes.sizes[place] for place in at],
        all_themes.tiny,
        all_themes.joined,
    )
    rows = [row for row in rows if row.theme_id not in chosen]
    held = np.array([unpack_vector(row.vector) for row in rows], dtype=np.float32).reshape(len(rows), dimension)
    return Snapshot(
        encoder, [row.id for row in rows], [row.searched for row in rows], [row.theme_id for row in rows], held, kept
    )


def regrouped(before: Snapshot, grouping: Grouping, read: Callable[[str], Reading], *, few: int) -> dict[int, int]:
    """Group anew beside the themes that stay, and return the theme of each question: a new one has a negative number.

    A theme's number goes to the group that most of its questions are in.
    """
    places: list[int] = []
    for first in range(0, len(before.ids), BLOCK):  # readings of all questions at once would fill the memory
        block = slice(first, first + BLOCK)
        places += grouping.take(before.vectors[block], [read(text) for text in before.texts[block]])
    kept = len(before.kept.ids)
    of_place: dict[int, list[int]] = {}
    for at, place in enumerate(places):
        of_place.setdefault(place, []).append(at)

    def members(place: int) -> list[Member]:
        return [(before.vectors[at], read(before.texts[at])) for at in of_place[place]]

    gone = dict(grouping.alike(of_place, lambda place: place >= kept and grouping.size(place) <= few, members))
    places = [_final(place, gone) for place in places]
    shared = Counter(zip(places, before.held, strict=True))
    numbers: dict[int, int] = dict(enumerate(before.kept.ids))
    taken: set[int] = set()
    for (place, theme), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        if place not in numbers and theme not in taken:
            numbers[place] = theme
            taken.add(theme)
    return {one: numbers.get(place, -1 - place) for one, place in zip(before.ids, places, strict=True)}


def apply(connection: Connection, before: Snapshot, found: Mapping[int, int], made_at: datetime) -> int:
    """Write down what was found, but for what staff have set or people have erased since; how many questions moved."""
    chosen = set_by_staff(connection)
    held = dict(zip(before.ids, before.held, strict=True))
    now: dict[int, int | None] = {}
    for part in keeping.chunks(held):
        rows = connection.execute(select(questions.c.id, questions.c.theme_id).where(questions.c.id.in_(part)))
        now.update((row.id, row.theme_id) for row in rows)
    there = connection.execute(select(themes.c.id, themes.c.merged_into))
    leads = {row.id: row.id if row.merged_into is None else row.merged_into for row in there}
    made: dict[int, int] = {}
    moved: dict[int, list[int]] = {}
    touched: set[int] = set()
    for question, theme in found.items():
        current = now.get(question)
        if current is None or current in chosen:  # gone, or in a theme that staff have set since
            continue
        if theme not in leads:  # new, or its last question was erased since
            if theme not in made:
                made[theme] = keeping.found_theme(connection, before.encoder, before.vectors.shape[1], made_at)
            theme = made[theme]
        theme = leads.get(theme, theme)
        if theme != current:
            moved.setdefault(theme, []).append(question)
            touched |= {theme, current}
    for theme, numbers in moved.items():
        for part in keeping.chunks(numbers):
            connection.execute(update(questions).where(questions.c.id.in_(part)).values(theme_id=theme))
    keeping.recentre(connection, touched, before.encoder)
    return sum(map(len, moved.values()))


def _final(place: int, gone: dict[int, int]) -> int:
    while place in gone:
        place = gone[place]
    return place
