"""What staff do to themes: give a name, merge, hide. Functions of a transaction, which other notes may go into too."""

from __future__ import annotations

from sqlalchemy import Connection, Row, select, update

from bot.journal.journal import storable
from bot.journal.tables import questions, themes, todos
from bot.journal.themes.keeping import recentre
from bot.journal.themes.packing import pack_centre, unpack_centre

LONGEST_NAME = 120  # characters


def target(connection: Connection, theme: int) -> int | None:
    """The theme of that number, or the one that it was merged into; None where there is none."""
    row = _row(connection, theme)
    if row is None:
        return None
    return int(row.id) if row.merged_into is None else int(row.merged_into)


def rename(connection: Connection, theme: int, name: str | None) -> bool:
    """Give a theme a name, or take it away (None or nothing but space); False where there is no such theme."""
    name = " ".join(storable(name or "").split())[:LONGEST_NAME] or None
    return _set(connection, theme, {"name": name})


def hide(connection: Connection, theme: int, *, hidden: bool = True) -> bool:
    """Take a theme out of lists, or show it again; it goes on counting. False where there is no such theme."""
    return _set(connection, theme, {"hidden": hidden})


def merge(connection: Connection, theme: int, into: int) -> bool:
    """Make one theme a part of another one, which keeps its number, its name and whether it is hidden.

    Questions and to-dos move; its number leads to the other one from now on, and so do the numbers that led to it. A
    name goes over where the other one has none. False where either is missing or both are one already.
    """
    source_id, target_id = target(connection, theme), target(connection, into)
    if source_id is None or target_id is None or source_id == target_id:
        return False
    source, goal = _row(connection, source_id), _row(connection, target_id)
    assert source is not None  # just found
    assert goal is not None
    connection.execute(update(questions).where(questions.c.theme_id == source_id).values(theme_id=target_id))
    connection.execute(update(todos).where(todos.c.theme_id == source_id).values(theme_id=target_id))
    connection.execute(update(themes).where(themes.c.merged_into == source_id).values(merged_into=target_id))
    emptied = {
        "merged_into": target_id,
        "name": None,
        "centre": pack_centre(unpack_centre(source.centre) * 0),
        "size": 0,
    }
    connection.execute(update(themes).where(themes.c.id == source_id).values(emptied))
    changed: dict[str, object] = {"name": goal.name or source.name}
    if goal.encoder == source.encoder:
        changed["centre"] = pack_centre(unpack_centre(goal.centre) + unpack_centre(source.centre))
        changed["size"] = goal.size + source.size
    connection.execute(update(themes).where(themes.c.id == target_id).values(changed))
    if goal.encoder != source.encoder:
        recentre(connection, [target_id], goal.encoder)
    return True


def _set(connection: Connection, theme: int, values: dict[str, object]) -> bool:
    number = target(connection, theme)
    if number is None:
        return False
    connection.execute(update(themes).where(themes.c.id == number).values(values))
    return True


def _row(connection: Connection, theme: int) -> Row[tuple[object, ...]] | None:
    return connection.execute(select(themes).where(themes.c.id == theme)).first()
