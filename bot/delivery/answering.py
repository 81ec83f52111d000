"""From a saved message to a saved answer."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError

from bot.delivery import inbox, outbox
from bot.delivery.contract import Channel, Finish, Handler
from bot.delivery.inbox import Arrived
from bot.delivery.lanes import Lanes, work_off
from bot.delivery.splitting import pieces
from bot.delivery.stored import Stage
from bot.errors import DataFolderBroken
from bot.journal import Store
from bot.model import Outgoing
from bot.phrases import platforms

_log = logging.getLogger(__name__)


class Abandoned(Exception):
    """The program has closed what this answer would be written to."""


class Answering:
    """Answers saved messages, those of a chat one at a time and in order.

    `posted` is told (channel, chat, numbers) of what is to be sent.
    """

    def __init__(
        self,
        store: Store,
        handler: Handler,
        channels: Mapping[str, Channel],
        posted: Callable[[str, str, list[int]], None],
        now: Callable[[], datetime],
    ) -> None:
        self.lanes: Lanes[tuple[str, str]] = Lanes()
        self.abandoned = False
        self._store = store
        self._handler = handler
        self._channels = channels
        self._posted = posted
        self._now = now

    def run(self) -> None:
        """Answer messages until the lanes are stopped."""
        work_off(self.lanes, lambda _, number: self._answer(number))

    def _answer(self, number: int) -> None:
        try:
            while (arrived := self._store.read(lambda connection: inbox.get(connection, number))) is not None:
                # None: the person has changed the words meanwhile, and gets an answer to the new ones.
                saved = self._answered(arrived)
                if saved is not None:
                    self._posted(arrived.channel, *saved)
                    return
        except Abandoned:
            return
        except DataFolderBroken:
            raise
        except Exception as error:  # noqa: BLE001  one message must not keep the others from their answers
            _tell(error)
            self._store.write(lambda connection: inbox.finish(connection, number, Stage.FAILED))

    def _answered(self, arrived: Arrived) -> tuple[str, list[int]] | None:
        channel = self._channels[arrived.channel]
        late = max(self._now() - arrived.received_at, timedelta())
        try:
            with channel.working(arrived.chat):
                finish = self._handler(arrived.incoming, late)
            return self._save(arrived, finish, channel, Stage.DONE)
        except Abandoned:
            raise
        except Exception as error:  # whatever it is, the person gets a word
            if isinstance(error, DataFolderBroken) and not _by_its_content(error):
                raise
            _tell(error)
            sorry = Outgoing(platforms.NOT_ANSWERED, reply_to=arrived.incoming.message)
            return self._save(arrived, lambda _: [sorry], channel, Stage.FAILED)

    def _save(self, arrived: Arrived, finish: Finish, channel: Channel, stage: Stage) -> tuple[str, list[int]] | None:
        def work(connection: Connection) -> tuple[str, list[int]] | None:
            if self.abandoned:
                raise Abandoned
            chat = inbox.chat_if_same(connection, arrived)
            if chat is None:
                return None
            made = [
                replace(piece, answers=arrived.incoming.sent_at)
                for outgoing in finish(connection)
                for piece in pieces(outgoing, channel.limit, buttons=channel.buttons)
            ]
            numbers = outbox.add(connection, channel.name, chat, made, self._now(), inbox_id=arrived.id)
            inbox.finish(connection, arrived.id, stage)
            return chat, numbers

        return self._store.write(work)


def _by_its_content(error: DataFolderBroken) -> bool:
    """Whether the database refused what it was given; trying again would bring the same."""
    cause = error.__cause__
    return (
        isinstance(cause, DBAPIError) and not isinstance(cause, OperationalError) and type(cause) is not DatabaseError
    )


def _tell(error: Exception) -> None:
    # Neither the error's own text nor any value: they may hold what a person wrote.
    frames = "".join(traceback.format_tb(error.__traceback__))
    _log.error("a message could not be answered: %s\n%s", type(error).__name__, frames)
