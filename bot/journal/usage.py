"""Which places of a document the answers have quoted, and how often."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from bot.journal.tables import citations


@dataclass(frozen=True, slots=True)
class Quoted:
    """A place of a document, as it was quoted."""

    start: int
    end: int
    mark: str | None  # fingerprint of its words then; None in rows of before it was kept
    questions: int


def quoted(connection: Connection, file: str) -> tuple[Quoted, ...]:
    """The places of a file that answers have quoted, in order."""
    place = (citations.c.start, citations.c.end, citations.c.mark)
    wanted = select(*place, func.count(citations.c.question_id.distinct())).where(citations.c.file == file)
    rows = connection.execute(wanted.group_by(*place).order_by(*place))
    return tuple(Quoted(*row) for row in rows)
