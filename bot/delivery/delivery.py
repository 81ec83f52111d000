"""The one door to delivery: what arrived is saved, answered and sent, across any kill and any restart."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from bot.delivery import inbox, outbox
from bot.delivery.answering import Answering
from bot.delivery.contract import Channel, Handler
from bot.delivery.sending import Sender
from bot.delivery.splitting import pieces
from bot.delivery.stored import Stage
from bot.errors import DataFolderBroken
from bot.journal import Journal
from bot.model import Incoming, IncomingKind, Outgoing
from bot.phrases import platforms

_log = logging.getLogger(__name__)
_SENDERS = 4  # threads of a channel: what it sends waits for the network, not for the processor
_KEPT = timedelta(days=30)  # keys of deliveries and places of sent messages
_MOST_OF_A_CHAT = 100  # messages of one chat that wait
_TOLD_AGAIN = timedelta(minutes=1)
_TIDY_SECONDS = 60.0
_PRUNE_SECONDS = 3600.0


def _now() -> datetime:
    return datetime.now(UTC)


class Delivery:
    """Takes messages from channels to a handler and its answers back. Safe to call from several threads.

    At most `waiting` messages wait for the handler; who writes beyond that is told so.
    """

    def __init__(
        self,
        journal: Journal,
        handler: Handler,
        *,
        threads: int = 4,  # of which an admin's long work takes some
        waiting: int = 500,
        now: Callable[[], datetime] = _now,
    ) -> None:
        self._journal = journal
        self._store = journal.store
        self._threads_count = threads
        self._most = waiting
        self._now = now
        self._channels: dict[str, Channel] = {}
        self._senders: dict[str, Sender] = {}
        self._answering = Answering(self._store, handler, self._channels, self._post, now)
        self._answerers: list[threading.Thread] = []
        self._sending: list[threading.Thread] = []
        self._closed = threading.Event()
        self._told: dict[tuple[str, str], datetime] = {}  # chats whose messages were put off, and when they were told
        self._keeper = threading.Thread(target=self._keep_house, name="delivery-keeper", daemon=True)

    @property
    def maybe_twice(self) -> int:
        """How many messages may have been sent twice since this began: nobody knows how their first sending ended."""
        return sum(sender.maybe_twice for sender in self._senders.values())

    def add(self, channel: Channel) -> None:
        """Connect a channel; before `start`."""
        self._channels[channel.name] = channel
        self._senders[channel.name] = Sender(
            channel,
            self._journal,
            lambda old, new: self._answering.lanes.rename((channel.name, old), (channel.name, new)),
            self._now,
        )

    def receive(self, arrived: Sequence[Incoming]) -> None:
        """Save what arrived. When this returns it is on the disk, and the platform may be told so.

        What is known by its delivery key is dropped. Raises DataFolderBroken: then nothing of it is saved.
        """
        to_answer, to_send = self._store.write(lambda connection: self._take_in(connection, arrived))
        for channel, chat, number in to_answer:
            self._answering.lanes.put((channel, chat), [number])
        for channel, chat, numbers in to_send:
            self._post(channel, chat, numbers)

    def say(self, channel: str, chat: str, outgoing: Outgoing) -> None:
        """Send a message that answers nothing, after all answers to that chat; not to a chat that takes none.

        Raises DataFolderBroken.
        """
        if channel not in self._channels:
            _log.warning("a message was dropped: %s is not connected", channel)
            return

        def work(connection: Connection) -> list[int]:
            if outbox.is_closed(connection, channel, self._journal.keyed(channel, chat)):
                return []
            return self._put_out(connection, channel, chat, outgoing)

        self._senders[channel].lanes.put(chat, self._store.write(work), after_others=True)

    def waiting(self) -> int:
        """How many messages are not answered yet."""
        return self._store.read(lambda connection: inbox.waiting(connection, self._channels))

    def start(self) -> None:
        """Begin to work, with what an earlier run has left: send what was not sent, answer what was not answered."""
        self._prune()
        for sender in self._senders.values():
            sender.take_up()
        for name, number, chat in self._store.read(lambda connection: inbox.left(connection, self._channels)):
            self._answering.lanes.put((name, chat), [number])
        self._answerers = [self._thread(self._answering.run, "answering") for _ in range(self._threads_count)]
        for name, sender in self._senders.items():
            self._sending += [self._thread(sender.run, f"sending-{name}") for _ in range(_SENDERS)]
        self._keeper.start()

    def close(self, seconds: float = 10.0) -> None:
        """Finish what is at hand, within some seconds; all else stays on the disk for the next start."""
        deadline = time.monotonic() + seconds
        self._answering.lanes.stop()
        _join(self._answerers, deadline)
        self._answering.abandoned = True
        for sender in self._senders.values():
            sender.lanes.drain()
        _join(self._sending, deadline)
        for sender in self._senders.values():
            sender.lanes.stop()
        self._closed.set()
        if self._keeper.is_alive():
            self._keeper.join()

    def _take_in(
        self, connection: Connection, arrived: Sequence[Incoming]
    ) -> tuple[list[tuple[str, str, int]], list[tuple[str, str, list[int]]]]:
        """What is to be answered: (channel, chat, number); what is to be sent at once: (channel, chat, numbers)."""
        to_answer: list[tuple[str, str, int]] = []
        to_send: list[tuple[str, str, list[int]]] = []
        before = inbox.waiting(connection, self._channels)
        for incoming in arrived:
            channel, chat = incoming.channel, incoming.chat
            # The key may hold ids, and stays.
            key = self._journal.keyed(channel, incoming.delivery)
            number = inbox.add(connection, incoming, key, self._now())
            if number is None:
                continue
            outbox.open_chat(connection, channel, self._journal.keyed(channel, chat))
            put_off = ""
            if incoming.kind is IncomingKind.EDIT:
                inbox.edit(connection, incoming)
            elif channel not in self._channels:
                continue  # it waits until it is
            elif inbox.waiting_in(connection, channel, chat) > _MOST_OF_A_CHAT:  # one chat must not crowd out others
                put_off = platforms.TOO_MANY
            elif before + len(to_answer) < self._most:
                to_answer.append((channel, chat, number))
                continue
            else:
                put_off = platforms.BUSY
            if put_off == platforms.BUSY or (put_off and self._tells(channel, chat)):
                line = Outgoing(put_off, reply_to=incoming.message, answers=incoming.sent_at)
                to_send.append((channel, chat, self._put_out(connection, channel, chat, line, number)))
            inbox.finish(connection, number, Stage.DONE)
        return to_answer, to_send

    def _tells(self, channel: str, chat: str) -> bool:
        """Whether a chat is to be told that its message is put off: now and then, not once for each of a flood."""
        now = self._now()
        self._told = {of: at for of, at in self._told.items() if now - at < _TOLD_AGAIN}
        if (channel, chat) in self._told:
            return False
        self._told[channel, chat] = now
        return True

    def _put_out(
        self, connection: Connection, channel: str, chat: str, outgoing: Outgoing, inbox_id: int | None = None
    ) -> list[int]:
        shown = self._channels[channel]
        made = pieces(outgoing, shown.limit, buttons=shown.buttons)
        return outbox.add(connection, channel, chat, made, self._now(), inbox_id=inbox_id)

    def _post(self, channel: str, chat: str, numbers: Sequence[int]) -> None:
        self._senders[channel].lanes.put(chat, numbers)

    def _thread(self, target: Callable[[], None], name: str) -> threading.Thread:
        thread = threading.Thread(target=target, name=name, daemon=True)
        thread.start()
        return thread

    def _keep_house(self) -> None:
        """Once in a while, and at the end: forget what is old, and let go of erased words."""
        pruned = time.monotonic()
        closed = False
        while not closed:
            closed = self._closed.wait(_TIDY_SECONDS)
            if time.monotonic() - pruned > _PRUNE_SECONDS:
                pruned = time.monotonic()
                try:
                    self._prune()
                except DataFolderBroken as error:
                    _log.warning("%s", error)
            self._store.scrub()  # erased rows are overwritten in the file, but live on in its log of changes

    def _prune(self) -> None:
        before = self._now() - _KEPT

        def work(connection: Connection) -> None:
            outbox.prune(connection, before)
            inbox.prune(connection, before)

        self._store.write(work)


def _join(threads: Sequence[threading.Thread], deadline: float) -> None:
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
