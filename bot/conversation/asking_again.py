"""Themes that want a document: admins are told of new ones, and all are told when a document answers one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, delete, insert, select

from bot.conversation.digest import Post, page_of
from bot.conversation.naming import document_name, theme_name
from bot.conversation.service import Assistant
from bot.journal import todos
from bot.journal.tables import rounds
from bot.journal.todos import Todo
from bot.model import Outgoing
from bot.phrases import training
from bot.settings import Settings

_ROUND = "todos"
_WORDINGS = 6


class AskingAgain:
    """Looks after the open to-dos. One thread at a time; raises DataFolderBroken."""

    def __init__(self, assistant: Assistant, settings: Settings, post: Post | None) -> None:
        self._assistant = assistant
        self._store = assistant.journal.store
        self._settings = settings
        self._least = settings.theme_min_askers
        self._post = post
        self._asked: dict[int, str] = {}  # to-do → name of the generation that its questions were last asked of

    def look(self, now: datetime, *, go_on: Callable[[], bool] = lambda: True) -> int:
        """Tell of new ones; ask the questions of each again where the documents have changed. How many are answered.

        Nothing is written down of the asking. `go_on` is asked before each question.
        """
        found = self._store.read(todos.listed)
        self._tell_new(found)
        generation, _ = self._assistant.state()
        answered = 0
        for one in found:
            if self._asked.get(one.id) == generation:
                continue
            if not go_on():
                break
            answered += self._look_at(one, now, go_on)
            self._asked[one.id] = generation
        self._asked = {one.id: self._asked[one.id] for one in found if one.id in self._asked}
        return answered

    def _look_at(self, one: Todo, now: datetime, go_on: Callable[[], bool]) -> bool:
        if one.answered_by is not None:
            if self._assistant.passages_of(one.answered_by) is None:  # taken out again
                self._store.write(partial(todos.set_answered, number=one.id, file=None))
            return False
        # For asking, not for showing: a theme of few askers is asked again too.
        asked = self._store.read(partial(todos.wordings, theme=one.theme_id, min_askers=1, most=_WORDINGS))
        for wording in asked:
            if not go_on():
                return False
            file = self._assistant.answering_file(wording)
            if file is not None:
                where = page_of(self._settings, "/dao-tao")
                label = theme_name(self._assistant, one.theme_id, self._least)
                self._say(training.todo_answered(label, document_name(self._assistant, file), where), staff=True)
                # After the telling: what breaks off between is told twice rather than never.
                self._store.write(partial(todos.set_answered, number=one.id, file=file, at=now))
                return True
        return False

    def _tell_new(self, found: Sequence[Todo]) -> None:
        told = self._store.read(_told)
        for one in sorted(found, key=lambda one: one.made_at):
            if told is not None and one.made_at <= told:
                continue
            shown = self._store.read(
                partial(todos.wordings, theme=one.theme_id, min_askers=self._least, most=_WORDINGS)
            )
            where = page_of(self._settings, "/quan-tri/viec")
            label = theme_name(self._assistant, one.theme_id, self._least)
            self._say(training.todo_made(label, one.note, shown, where), staff=False)
            self._store.write(partial(_set_told, at=one.made_at))

    def _say(self, sentence: str, *, staff: bool) -> None:
        if self._post is not None:
            for channel, chat in self._post.staff() if staff else self._post.admins():
                self._post.say(channel, chat, Outgoing(sentence))


def _told(connection: Connection) -> datetime | None:
    told: datetime | None = connection.execute(select(rounds.c.done_at).where(rounds.c.name == _ROUND)).scalar()
    return told


def _set_told(connection: Connection, at: datetime) -> None:
    connection.execute(delete(rounds).where(rounds.c.name == _ROUND))
    connection.execute(insert(rounds).values(name=_ROUND, done_at=at))
