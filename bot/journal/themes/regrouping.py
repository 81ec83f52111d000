"""All questions grouped anew, and the numbers of the themes carried over to what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from bot.journal.store import Store
from bot.journal.tables import questions, themes, vectors
from bot.journal.themes import keeping
from bot.journal.themes.grouping import BLOCK, Grouping, Member
from bot.journal.themes.known import Read
from bot.journal.themes.packing import unpacked
from bot.journal.themes.reading import Reading
from bot.journal.themes.theme import COUNTED

_MOVED = 200  # questions that are moved in one transaction


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is grouped anew: questions with text, theme and a vector of the encoder, in order; and themes that stay."""

    encoder: str
    ids: list[int]
    held: list[int]  # their themes
    vectors: NDArray[np.float16]  # shape (questions, dimension)
    kept: keeping.Standing  # themes that staff have set


class Texts:
    """Reads what questions say, by their numbers: all of it at once would fill the memory."""

    def __init__(self, store: Store, read: Read) -> None:
        self._store = store
        self._read = read

    def __call__(self, numbers: Sequence[int]) -> list[Reading]:
        """What some questions say, in their order; nothing of one that has been erased since."""
        found = self._store.read(partial(keeping.texts_of, numbers=numbers))
        return [self._read(*found.get(one, ("", None))) for one in numbers]


def set_by_staff(connection: Connection) -> frozenset[int]:
    """Themes that were named, hidden or merged with another one."""
    goals = select(themes.c.merged_into).where(themes.c.merged_into.is_not(None))
    chosen = themes.c.name.is_not(None) | themes.c.hidden | themes.c.id.in_(goals)
    return frozenset(connection.execute(select(themes.c.id).where(chosen)).scalars())


def snapshot(connection: Connection, encoder: str, dimension: int) -> Snapshot:
    """Read what is grouped anew."""
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
    ids, held, packed = [], [], bytearray()
    for row in connection.execute(
        select(questions.c.id, questions.c.theme_id, vectors.c.vector)
        .join(vectors, vectors.c.question_id == questions.c.id)
        .where(questions.c.status.in_(COUNTED), questions.c.searched != "", questions.c.theme_id.is_not(None))
        .where(vectors.c.encoder == encoder)
        .order_by(questions.c.id)
    ):
        if row.theme_id not in chosen:
            ids.append(row.id)
            held.append(row.theme_id)
            packed += row.vector
    return Snapshot(encoder, ids, held, unpacked(packed).reshape(len(ids), dimension), kept)


def regrouped(
    before: Snapshot,
    grouping: Grouping,
    read: Callable[[Sequence[int]], list[Reading]],
    *,
    few: int,
    rest: Callable[[], None],
) -> dict[int, int]:
    """Group anew beside the themes that stay, and return the theme of each question: a new one has a negative number.

    A theme's number goes to the group that most of its questions are in. `rest` is called between blocks.
    """
    places: list[int] = []
    for first in range(0, len(before.ids), BLOCK):
        block = slice(first, first + BLOCK)
        places += grouping.take(before.vectors[block].astype(np.float32), read(before.ids[block]))
        rest()
    kept = len(before.kept.ids)
    of_place: dict[int, list[int]] = {}
    for at, place in enumerate(places):
        of_place.setdefault(place, []).append(at)

    def members(place: int) -> list[Member]:
        some = of_place[place]
        return list(zip(before.vectors[some].astype(np.float32), read([before.ids[at] for at in some]), strict=True))

    def may_go(place: int) -> bool:
        return place >= kept and grouping.size(place) <= few

    gone = dict(grouping.alike(of_place, may_go, members, rest=rest))
    places = [_final(place, gone) for place in places]
    shared = Counter(zip(places, before.held, strict=True))
    numbers: dict[int, int] = dict(enumerate(before.kept.ids))
    taken: set[int] = set()
    for (place, theme), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        if place not in numbers and theme not in taken:
            numbers[place] = theme
            taken.add(theme)
    return {one: numbers.get(place, -1 - place) for one, place in zip(before.ids, places, strict=True)}


def applied(before: Snapshot, found: Mapping[int, int], made_at: datetime) -> Iterator[Callable[[Connection], int]]:
    """Transactions that write down what was found, each a few questions; each gives how many moved.

    What staff have set or people have erased since stays as it is. Every one leaves the centres true.
    """
    held = dict(zip(before.ids, before.held, strict=True))
    # By theme, so that few transactions touch a large one.
    moving = sorted((theme, held[one], one) for one, theme in found.items() if theme != held[one])
    made: dict[int, int] = {}
    for first in range(0, len(moving), _MOVED):
        some = {one: theme for theme, _, one in moving[first : first + _MOVED]}
        yield partial(_apply, before=before, found=some, made=made, made_at=made_at)


def _apply(
    connection: Connection, before: Snapshot, found: Mapping[int, int], made: dict[int, int], made_at: datetime
) -> int:
    chosen = set_by_staff(connection)
    now: dict[int, int] = {}
    for part in keeping.chunks(found):
        with_vector = select(questions.c.id, questions.c.theme_id).join(vectors).where(questions.c.id.in_(part))
        now.update((row.id, row.theme_id) for row in connection.execute(with_vector) if row.theme_id is not None)
    leads = keeping.leading(connection, {*found.values(), *made.values()})
    moved: dict[int, int] = {}
    for question, theme in found.items():
        if question not in now or now[question] in chosen:  # gone, or in a theme that staff have set since
            continue
        if theme not in leads:  # new, or its last question was erased since
            if made.get(theme) not in leads:
                nothing = np.zeros(before.vectors.shape[1], np.float32)
                made[theme] = number = keeping.found_theme(connection, before.encoder, nothing, 0, made_at)
                leads[number] = number
            theme = made[theme]
        theme = leads[theme]
        if theme != now[question]:
            moved[question] = theme
    keeping.move(connection, moved)
    keeping.recentre(connection, {*moved.values(), *(now[one] for one in moved)}, before.encoder)
    return len(moved)


def _final(place: int, gone: dict[int, int]) -> int:
    while place in gone:
        place = gone[place]
    return place
