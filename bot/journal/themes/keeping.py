"""Reading and writing what grouping works on: questions that wait, vectors, centres. Functions of a transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice

import numpy as np
from sqlalchemy import Connection, and_, bindparam, delete, func, insert, or_, select, update

from bot.journal.tables import questions, themes, todos, vectors
from bot.journal.themes.alike import Floats
from bot.journal.themes.packing import pack_centre, pack_vector, unpack_centre, unpack_vector
from bot.journal.themes.theme import COUNTED

CHUNK = 500  # numbers in one statement; SQLite allows 999 in its oldest builds
_FIRST, _LAST = 10, 10  # questions of a theme by which it is known: its first ones and its latest
KNOWN_BY = _FIRST + _LAST
_NUMBERED = 500  # different questions of a theme that are looked at for their numbers
# Made once: to write such a statement takes longer than to run it.
_MEMBERS = (
    select(questions.c.id, questions.c.searched, vectors.c.vector, vectors.c.text)
    .join(vectors, vectors.c.question_id == questions.c.id)
    .where(questions.c.theme_id == bindparam("theme"), questions.c.searched != "")
    .where(vectors.c.encoder == bindparam("encoder"))
)
_FIRST_OF = _MEMBERS.order_by(questions.c.id).limit(_FIRST)
_LATEST_OF = _MEMBERS.order_by(questions.c.id.desc()).limit(_LAST)
_NUMBERED_OF = (
    select(questions.c.searched)
    .where(questions.c.theme_id == bindparam("theme"))
    .where(or_(*(questions.c.searched.contains(one) for one in "0123456789")))
    .group_by(questions.c.searched)
    .order_by(func.max(questions.c.id).desc())
    .limit(_NUMBERED)
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question that has no vector of the encoder, or no theme; `written` is the text of its reading, where kept."""

    id: int
    text: str
    theme: int | None
    vector: Floats | None = None
    written: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The themes that may take questions: numbers, centres (n, dimension), sizes, which ones staff have set."""

    ids: list[int]
    centres: Floats
    sizes: list[int]
    tiny: frozenset[int]  # unnamed, shown, with no more than a few questions
    joined: frozenset[int]  # others were merged into it


def stacked(waiting: Sequence[Waiting]) -> Floats:
    """The vectors of some questions, shape (n, dimension)."""
    return np.stack([one.vector for one in waiting if one.vector is not None])


def chunks(numbers: Collection[int]) -> Iterator[list[int]]:
    """Numbers in pieces that fit into a statement."""
    ordered = sorted(numbers)
    for at in range(0, len(ordered), CHUNK):
        yield ordered[at : at + CHUNK]


def without_vector(connection: Connection, encoder: str, most: int, after: int) -> list[Waiting]:
    """Questions with text and no vector of the encoder, from above a number on, in order."""
    held = and_(vectors.c.question_id == questions.c.id, vectors.c.encoder == encoder)
    rows = connection.execute(
        select(questions.c.id, questions.c.searched, questions.c.theme_id)
        .outerjoin(vectors, held)
        .where(questions.c.status.in_(COUNTED), questions.c.searched != "", vectors.c.question_id.is_(None))
        .where(questions.c.id > after)
        .order_by(questions.c.id)
        .limit(most)
    )
    return [Waiting(row.id, row.searched, row.theme_id) for row in rows]


def without_theme(connection: Connection, encoder: str, most: int, after: int) -> list[Waiting]:
    """Questions with text and a vector of the encoder and without a theme, from above a number on, in order."""
    rows = connection.execute(
        select(questions.c.id, questions.c.searched, vectors.c.vector, vectors.c.text)
        .join(vectors, vectors.c.question_id == questions.c.id)
        .where(questions.c.status.in_(COUNTED), questions.c.searched != "", questions.c.theme_id.is_(None))
        .where(vectors.c.encoder == encoder, questions.c.id > after)
        .order_by(questions.c.id)
        .limit(most)
    )
    return [Waiting(row.id, row.searched, None, unpack_vector(row.vector), row.text) for row in rows]


def last_question(connection: Connection) -> int:
    """The greatest number of a question; 0 where there is none."""
    return connection.execute(select(func.max(questions.c.id))).scalar() or 0


def save_vectors(connection: Connection, encoder: str, made: Mapping[int, tuple[str, Floats]]) -> None:
    """Keep vectors, with the words they were made of, of questions that are still there, in place of older ones."""
    for part in chunks(made.keys()):
        there = connection.execute(select(questions.c.id).where(questions.c.id.in_(part), questions.c.searched != ""))
        rows = [
            {"question_id": one, "encoder": encoder, "vector": pack_vector(made[one][1]), "text": made[one][0]}
            for one in there.scalars().all()
        ]
        connection.execute(delete(vectors).where(vectors.c.question_id.in_(part)))
        if rows:
            connection.execute(insert(vectors), rows)


def standing(connection: Connection, encoder: str, dimension: int, *, few: int) -> Standing:
    """The themes that are no part of another one and whose centre is of the encoder."""
    of_encoder = (themes.c.encoder == encoder) & themes.c.merged_into.is_(None) & (themes.c["size"] > 0)
    columns = (themes.c.id, themes.c.name, themes.c.hidden, themes.c.centre, themes.c["size"])
    rows = connection.execute(select(*columns).where(of_encoder).order_by(themes.c.id)).all()
    centres = unpack_centre(b"".join([row.centre for row in rows])).reshape(len(rows), dimension)
    tiny = frozenset(row.id for row in rows if row.name is None and not row.hidden and row.size <= few)
    goals = connection.execute(select(themes.c.merged_into).where(themes.c.merged_into.is_not(None)).distinct())
    joined = frozenset(goals.scalars())
    return Standing([row.id for row in rows], centres, [row.size for row in rows], tiny, joined)


def members_of(connection: Connection, theme: int, encoder: str) -> list[Waiting]:
    """Some questions of a theme, by which it is known: the first ones and the latest, with vectors of the encoder."""
    these = {"theme": theme, "encoder": encoder}
    first = connection.execute(_FIRST_OF, these).all()
    last = connection.execute(_LATEST_OF, these).all() if len(first) == _FIRST else []
    rows = {row.id: row for row in (*first, *last)}
    return [Waiting(row.id, row.searched, theme, unpack_vector(row.vector), row.text) for row in rows.values()]


def texts_of(connection: Connection, numbers: Sequence[int]) -> dict[int, tuple[str, str | None]]:
    """Number → what was asked and the text of its reading, of questions that have a text."""
    found: dict[int, tuple[str, str | None]] = {}
    for part in chunks(numbers):
        rows = connection.execute(
            select(questions.c.id, questions.c.searched, vectors.c.text)
            .outerjoin(vectors, vectors.c.question_id == questions.c.id)
            .where(questions.c.id.in_(part), questions.c.searched != "")
        )
        found.update((row.id, (row.searched, row.text)) for row in rows)
    return found


def numbered_of(connection: Connection, theme: int) -> list[str]:
    """The different questions of a theme that have a digit, latest first: numbers keep others out, however many ask."""
    return [str(row.searched) for row in connection.execute(_NUMBERED_OF, {"theme": theme})]


def found_theme(connection: Connection, encoder: str, centre: Floats, size: int, made_at: datetime) -> int:
    """A new theme; its number."""
    row = {"made_at": made_at, "hidden": False, "encoder": encoder, "centre": pack_centre(centre), "size": size}
    made = connection.execute(insert(themes).values(row))
    assert made.inserted_primary_key is not None  # the table numbers its rows
    return int(made.inserted_primary_key[0])


def still_waiting(connection: Connection, numbers: Collection[int]) -> set[int]:
    """Those of some questions that are still there and have no theme yet."""
    found: set[int] = set()
    for part in chunks(numbers):
        waiting = (questions.c.id.in_(part)) & questions.c.theme_id.is_(None) & (questions.c.searched != "")
        found.update(connection.execute(select(questions.c.id).where(waiting)).scalars())
    return found


def move(connection: Connection, moved: Mapping[int, int]) -> None:
    """Put questions into themes: number of the question → number of the theme."""
    if moved:
        put = update(questions).where(questions.c.id == bindparam("question")).values(theme_id=bindparam("theme"))
        connection.execute(put, [{"question": one, "theme": theme} for one, theme in moved.items()])


def leading(connection: Connection, numbers: Collection[int]) -> dict[int, int]:
    """Those of some themes that are there, and the one that each was merged into, or itself."""
    found: dict[int, int] = {}
    for part in chunks(numbers):
        rows = connection.execute(select(themes.c.id, themes.c.merged_into).where(themes.c.id.in_(part)))
        found.update((row.id, row.id if row.merged_into is None else row.merged_into) for row in rows)
    return found


def enlarge(connection: Connection, encoder: str, added: Mapping[int, tuple[Floats, int]]) -> None:
    """Count questions in themes: number → (the sum of their vectors, how many).

    A centre of another encoder stays as it is until it is made anew.
    """
    values = []
    columns = (themes.c.id, themes.c.centre, themes.c["size"])
    for part in chunks(added):
        of_encoder = themes.c.id.in_(part) & (themes.c.encoder == encoder)
        for row in connection.execute(select(*columns).where(of_encoder)):
            total, count = added[row.id]
            centre = pack_centre(unpack_centre(row.centre) + total)
            values.append({"theme": row.id, "total": centre, "count": row.size + count})
    if values:
        grown = update(themes).where(themes.c.id == bindparam("theme"))
        connection.execute(grown.values(centre=bindparam("total"), size=bindparam("count")), values)


def may_go(connection: Connection, theme: int) -> bool:
    """Whether a theme may become a part of another one by itself: nobody has named or hidden it or works on it."""
    unset = themes.c.name.is_(None) & themes.c.hidden.is_(False) & themes.c.merged_into.is_(None)
    worked_on = select(todos.c.id).where(todos.c.theme_id == theme).exists()
    return connection.execute(select(themes.c.id).where(themes.c.id == theme, unset, ~worked_on)).first() is not None


def recentre(connection: Connection, numbers: Collection[int], encoder: str) -> None:
    """Make the centres of themes anew from the vectors of an encoder that their questions have.

    A theme that has none keeps its centre where that is of another encoder, and is empty where it is of this one.
    """
    for part in chunks(numbers):
        sums: dict[int, tuple[Floats, int]] = {}
        rows = connection.execute(
            select(questions.c.theme_id, vectors.c.vector)
            .join(vectors, vectors.c.question_id == questions.c.id)
            .where(questions.c.theme_id.in_(part), vectors.c.encoder == encoder)
            .order_by(questions.c.theme_id)
        )
        for theme, of_theme in groupby(rows, key=lambda row: row.theme_id):
            for some in iter(lambda of_theme=of_theme: list(islice(of_theme, CHUNK)), []):  # type: ignore[misc]
                total = unpack_vector(b"".join([row.vector for row in some])).reshape(len(some), -1).sum(axis=0)
                before = sums.get(theme)
                sums[theme] = (total, len(some)) if before is None else (before[0] + total, before[1] + len(some))
        of_encoder = themes.c.id.in_(part) & (themes.c.encoder == encoder)
        for row in connection.execute(select(themes.c.id, themes.c.centre).where(of_encoder)).all():
            sums.setdefault(row.id, (unpack_centre(row.centre) * 0, 0))
        for theme, (total, size) in sums.items():
            values = {"encoder": encoder, "centre": pack_centre(total), "size": size}
            connection.execute(update(themes).where(themes.c.id == theme).values(values))


def of_other_encoder(connection: Connection, encoder: str) -> list[int]:
    """Themes whose centre is of another encoder, some question of which has a vector of this one."""
    stale = (themes.c.encoder != encoder) & themes.c.merged_into.is_(None)
    rows = connection.execute(
        select(themes.c.id)
        .where(stale)
        .where(
            select(vectors.c.question_id)
            .join(questions, questions.c.id == vectors.c.question_id)
            .where(questions.c.theme_id == themes.c.id, vectors.c.encoder == encoder)
            .exists()
        )
    )
    return [int(row.id) for row in rows]
