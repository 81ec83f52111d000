"""From a saved answer to a sent one. Within a chat answers come before notices, which nobody asked for."""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection

from bot.delivery import inbox, outbox
from bot.delivery.contract import Channel
from bot.delivery.lanes import Lanes, work_off
from bot.delivery.outbox import Posted
from bot.delivery.splitting import plain
from bot.errors import ChatGone, ChatMoved, DataFolderBroken, SendLater, SendRefused, SendTooOften, SendUnknown
from bot.journal import Journal
from bot.phrases import platforms

_log = logging.getLogger(__name__)
_TOO_OLD = timedelta(hours=24)  # a message that could not be sent for so long is not wanted any more
_LATER_SECONDS = 60.0  # between two tries at most, where the platform names no time
_UNKNOWN_SECONDS = 1800.0  # the same where each try may be one copy more
_COMPLAINT_SECONDS = 600.0  # between two lines of the log on one and the same trouble
_DISK_SECONDS = 1.0  # between two tries to write down what has happened
_MOVES = 5  # a chat that moves more often goes in circles
_Result = TypeVar("_Result")


class Sender:
    """Sends saved messages of one channel, those of a chat one at a time and in order.

    `moved` is told (old, new) of a chat that has another name.
    """

    def __init__(
        self,
        channel: Channel,
        journal: Journal,
        moved: Callable[[str, str], None],
        now: Callable[[], datetime],
    ) -> None:
        self.channel = channel
        self.lanes: Lanes[str] = Lanes()
        self.maybe_twice = 0  # messages that may have been sent twice
        self._journal = journal
        self._moved = moved
        self._now = now
        self._complained = float("-inf")
        self._counting = threading.Lock()

    def take_up(self) -> None:
        """Line up what an earlier run has left."""
        left, uncertain = self._journal.store.write(lambda connection: outbox.left(connection, self.channel.name))
        if uncertain:
            self._may_be_twice(uncertain)
        for number, chat, answer in left:
            self.lanes.put(chat, [number], after_others=not answer)

    def run(self) -> None:
        """Send messages until the lanes are stopped or drained."""
        work_off(self.lanes, self._send)

    def _send(self, lane: str, number: int) -> float | None:
        posted = self._journal.store.write(lambda connection: self._begin(connection, number))
        if posted is None or isinstance(posted, float):
            return posted
        if posted.begun:
            self._may_be_twice(1)
        try:
            message = self.channel.send(posted.chat, posted.outgoing)
        except SendLater as error:
            return self._later(posted, error)
        except ChatMoved as error:
            if error.chat == posted.chat or posted.attempts >= _MOVES:
                return self._later(posted, SendLater("moves in circles"))
            self._move(lane, posted, error.chat)
        except ChatGone:
            self._close(posted)
        except SendRefused as error:
            return self._refused(posted, error)
        except Exception as error:  # noqa: BLE001  a fault of the channel with one message must not stop the others
            frames = "".join(traceback.format_tb(error.__traceback__))
            _log.error("%s: sending failed: %s\n%s", self.channel.name, type(error).__name__, frames)
            self._may_be_twice(1)
            return self._refused(posted, error)
        else:
            self._record(posted, message)
        return None

    def _begin(self, connection: Connection, number: int) -> Posted | float | None:
        """Mark a message as being sent; or the seconds after which to do so, or None where it is not to be sent."""
        now = self._now()
        try:
            posted = outbox.get(connection, number)
        except ValueError as error:
            outbox.drop(connection, number)
            _log.error("%s: a message was dropped: %s", self.channel.name, error)
            return None
        if posted is None:
            return None
        if posted.not_before is not None and posted.not_before > now:
            return (posted.not_before - now).total_seconds()
        if posted.attempts and now - posted.made_at > _TOO_OLD:
            outbox.drop(connection, number)
            _log.warning("%s: a message was given up after %d tries", self.channel.name, posted.attempts)
            return None
        outbox.sending(connection, number)
        return posted

    def _record(self, posted: Posted, message: str | None) -> None:
        name = self.channel.name
        place = None if message is None else self._journal.keyed(name, posted.chat, message)
        self._keep(lambda connection: outbox.record(connection, posted, name, place, self._now()))

    def _later(self, posted: Posted, error: SendLater) -> float:
        unknown = isinstance(error, SendUnknown)
        if unknown:
            self._may_be_twice(1)
        tries = min(posted.attempts, 20)
        seconds = error.seconds
        if seconds is None:
            seconds = min(_UNKNOWN_SECONDS, 4.0**tries) if unknown else min(_LATER_SECONDS, 2.0**tries)
        seconds = min(max(0.0, seconds), _TOO_OLD.total_seconds() / 2)  # it must be tried again before it is too old
        if time.monotonic() - self._complained > _COMPLAINT_SECONDS:
            self._complained = time.monotonic()
            if isinstance(error, SendTooOften):
                _log.warning("%s", platforms.too_often(self.channel.name))
            else:
                _log.warning("%s: takes no messages for now (%s)", self.channel.name, type(error).__name__)
        until = self._now() + timedelta(seconds=seconds)
        self._keep(lambda connection: outbox.again(connection, posted, not_before=until))
        return seconds

    def _refused(self, posted: Posted, error: Exception) -> float | None:
        simple = replace(posted, outgoing=plain(posted.outgoing, self.channel.limit, platforms.FILE_NOT_SENT))
        reason, name = type(error).__name__, self.channel.name
        if simple.outgoing == posted.outgoing or not simple.outgoing.text.strip():
            _log.error("%s: a message was dropped: %s", name, reason)
            self._keep(lambda connection: outbox.drop(connection, posted.id))
            return None
        _log.warning("%s: a message was refused (%s) and goes out once more as plain text", name, reason)
        self._keep(lambda connection: outbox.again(connection, simple))
        return 0.0

    def _close(self, posted: Posted) -> None:
        name = self.channel.name
        key = self._journal.keyed(name, posted.chat)
        self._keep(lambda connection: outbox.close_chat(connection, name, posted.chat, key, self._now()))
        _log.info("%s: a chat takes no messages any more", name)

    def _move(self, lane: str, posted: Posted, new: str) -> None:
        def work(connection: Connection) -> None:
            inbox.rename(connection, self.channel.name, posted.chat, new)
            outbox.rename(connection, self.channel.name, posted.chat, new)
            outbox.again(connection, posted)

        self._keep(work)
        self.lanes.rename(lane, new)
        self.lanes.put(new, [posted.id], after_others=posted.outgoing.answers is None)
        self._moved(posted.chat, new)
        _log.info("%s: a chat has moved", self.channel.name)

    def _may_be_twice(self, count: int) -> None:
        with self._counting:
            self.maybe_twice += count
        _log.warning("%s: messages that may have been sent twice: %d", self.channel.name, count)

    def _keep(self, work: Callable[[Connection], _Result]) -> _Result:
        """Write down how sending went, however long the disk takes nothing: the message must not go out again."""
        told = False
        while True:
            try:
                return self._journal.store.write(work)
            except DataFolderBroken as error:
                if not told:
                    _log.error("%s", error)
                told = True
                if not self.lanes.pause(_DISK_SECONDS):
                    raise
