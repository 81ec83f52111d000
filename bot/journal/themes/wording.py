"""The one question by which a theme is shown: near its middle, and written well."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from sqlalchemy import Connection, Row, select

from bot.journal.tables import questions, vectors
from bot.journal.themes.packing import unpack_centre, unpack_vector
from bot.journal.themes.reading import Reading
from bot.journal.themes.theme import COUNTED

_LATEST = 200  # questions of a theme among which it is looked for
_NEAREST = 12  # of them, among which the best written one is taken
Read = Callable[[str], Reading]


def wording(connection: Connection, number: int, theme: Row[Any], read: Read) -> str | None:
    """The words of a question of a theme (a row of the table); None where no text is left.

    Of the nearest to the centre the first that has its accents, no abbreviations and no slips; of those that all want
    mending the nearest.
    """
    rows = connection.execute(
        select(questions.c.searched, vectors.c.vector, vectors.c.encoder)
        .outerjoin(vectors, vectors.c.question_id == questions.c.id)
        .where(questions.c.theme_id == number, questions.c.searched != "", questions.c.status.in_(COUNTED))
        .order_by(questions.c.id.desc())
        .limit(_LATEST)
    ).all()
    centre = unpack_centre(theme.centre)

    def nearness(row: Any) -> float:
        if row.vector is None or row.encoder != theme.encoder:
            return -np.inf
        return float(unpack_vector(row.vector) @ centre)

    nearest = sorted(rows, key=lambda row: (-nearness(row), row.searched))
    texts = list(dict.fromkeys(row.searched for row in nearest))[:_NEAREST]
    return next((text for text in texts if read(text).written_well(text)), texts[0] if texts else None)
