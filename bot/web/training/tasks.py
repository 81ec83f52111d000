"""The themes that want a document, as the pages show them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from bot.conversation.naming import document_name, theme_name
from bot.conversation.service import Assistant
from bot.journal import todos
from bot.journal.todos import Todo
from bot.phrases import report, training

_WORDINGS = 6
_CLOSED = 20  # that are still shown


@dataclass(frozen=True, slots=True)
class Task:
    """A to-do with what a person reads of it."""

    id: int
    theme: int
    label: str
    made: str  # when and by whom
    note: str | None
    wordings: tuple[str, ...]
    answered: str | None  # when
    document: str | None  # that answers it now
    closed: str | None


def tasks(assistant: Assistant, *, least: int, theme: int | None = None, closed: bool = False) -> list[Task]:
    """Those that are open, or the latest closed ones; of one theme or of all. Raises DataFolderBroken.

    Wordings are only of those that are open, and not of one theme: its page has them, and a closed one shows none.
    """

    def read(connection: Connection) -> list[tuple[Todo, tuple[str, ...]]]:
        if theme is not None:
            one = todos.open_of(connection, theme)
            found = [one] if one is not None else []
        else:
            found = list(todos.listed(connection, closed=closed, most=_CLOSED if closed else None))
        if closed or theme is not None:
            return [(one, ()) for one in found]
        return [(one, todos.wordings(connection, one.theme_id, min_askers=least, most=_WORDINGS)) for one in found]

    return [
        Task(
            one.id,
            one.theme_id,
            theme_name(assistant, one.theme_id, least),
            training.made_by(one.account, one.made_at),
            one.note,
            wordings,
            report.clock(one.answered_at) if one.answered_at else None,
            document_name(assistant, one.answered_by) if one.answered_by else None,
            report.clock(one.closed_at) if one.closed_at else None,
        )
        for one, wordings in assistant.journal.store.read(read)
    ]
