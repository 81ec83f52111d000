"""The load on Zalo: real messages to the webhook of a real server, a real adapter, and a stand-in that takes answers.

Everything is in this process, the stand-in too, so that the memory is that of both.
"""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

import httpx
import uvicorn
from sqlalchemy import Connection
from starlette.applications import Starlette

from bench.__main__ import QUESTIONS, row, rss
from bench.answerers import THREADS, handler_of, spread
from bot.channels.platforms import Platform
from bot.channels.zalo_bot import ZaloBot
from bot.channels.zalo_oa import ZaloOA
from bot.channels.zalo_oa.vault import Pair, Vault
from bot.channels.zalo_oa.webhook import PATH
from bot.delivery import Delivery, Finish, Handler
from bot.journal import Journal
from bot.model import Answer, Incoming, Outgoing
from bot.settings import Settings
from tests.fakes_zalo import TOKEN, FakeZalo
from tests.fakes_zalo_oa import APP, APP_SECRET, OA_SECRET, FakeOA

_NAMED = re.compile(r"\n#(\S+)\Z")  # which message an answer answers: Zalo has no replies
_POSTS = 8  # messages that the platform brings at once


class Side(Protocol):
    """One of Zalo's two products: its stand-in, and our adapter to it."""

    @property
    def sent(self) -> list[Any]:
        """What was sent, in order."""

    @property
    def wrong(self) -> list[str]:
        """Calls that a correct adapter does not make."""

    def made(self, public: str, folder: Path, journal: Journal) -> Platform:
        """The adapter."""

    def begun(self, public: str) -> None:
        """It has been started."""

    def written(self, chat: str, text: str) -> tuple[str, Any]:
        """A message of a person: its name, and its event."""

    def request(self, event: Any) -> tuple[str, bytes, dict[str, str]]:
        """(address, body, headers) with which it is brought."""

    def close(self) -> None:
        """End the stand-in."""


@dataclass
class Bot:
    """The Zalo Bot Platform."""

    fake: FakeZalo = field(default_factory=FakeZalo)

    @property
    def sent(self) -> list[Any]:
        """What was sent, in order."""
        return self.fake.sent

    @property
    def wrong(self) -> list[str]:
        """Calls that a correct adapter does not make."""
        return self.fake.wrong

    def made(self, public: str, folder: Path, journal: Journal) -> Platform:
        """The adapter."""
        given: dict[str, Any] = {"zalo_bot_api": self.fake.address, "zalo_bot_token": TOKEN, "data": folder}
        settings = Settings(_env_file=None, public_url=public, zalo_bot_monthly=1_000_000, **given)  # type: ignore[call-arg]
        return ZaloBot(TOKEN, settings, journal.store)

    def begun(self, public: str) -> None:
        """It has told where to bring messages."""
        self.fake.wait(lambda: self.fake.webhook is not None)

    def written(self, chat: str, text: str) -> tuple[str, Any]:
        """A message of a person: its name, and its event."""
        message = self.fake.message(chat, text=text)
        return message["message_id"], {"event_name": "message.text.received", "message": message}

    def request(self, event: Any) -> tuple[str, bytes, dict[str, str]]:
        """(address, body, headers) with which it is brought."""
        assert self.fake.webhook is not None
        headers = {"X-Bot-Api-Secret-Token": self.fake.webhook["secret_token"], "Content-Type": "application/json"}
        return self.fake.webhook["url"], json.dumps(self.fake.body(event)).encode(), headers

    def close(self) -> None:
        """End the stand-in."""
        self.fake.close()


@dataclass
class Account:
    """The Official Account."""

    fake: FakeOA = field(default_factory=FakeOA)

    @property
    def sent(self) -> list[Any]:
        """What was sent, in order."""
        return self.fake.sent

    @property
    def wrong(self) -> list[str]:
        """Calls that a correct adapter does not make."""
        return self.fake.wrong

    def made(self, public: str, folder: Path, journal: Journal) -> Platform:
        """The adapter, with consent."""
        access, refresh = self.fake.give()
        Vault(folder, None).keep(Pair(access, refresh, 4e9, 90_000.0))
        address = self.fake.address
        given: dict[str, Any] = {"zalo_oa_api": address, "zalo_oa_oauth": address, "zalo_oa_app_id": APP}
        given |= {"zalo_oa_app_secret": APP_SECRET, "zalo_oa_secret": OA_SECRET, "data": folder}
        return ZaloOA(Settings(_env_file=None, public_url=public, **given), journal)

    def begun(self, public: str) -> None:
        """The console was told where to bring messages."""
        self.fake.address_of_webhook = f"{public}{PATH}"

    def written(self, chat: str, text: str) -> tuple[str, Any]:
        """A message of a person: its name, and its event."""
        event = self.fake.say(chat, text)
        return event["message"]["msg_id"], event

    def request(self, event: Any) -> tuple[str, bytes, dict[str, str]]:
        """(address, body, headers) with which it is brought."""
        return self.fake.address_of_webhook, *self.fake.signed(event)

    def close(self) -> None:
        """End the stand-in."""
        self.fake.close()


@dataclass(frozen=True)
class Written:
    """A message of a person."""

    chat: str
    name: str
    text: str
    event: Any


def measure(
    answer: Callable[[str], Answer], folder: Path, side: Side, *, chats: int, each: int, rounds: int
) -> list[str]:
    """Print the rows; what went wrong."""
    problems: list[str] = []
    total = chats * each
    with _served(answer, folder, side, waiting=total + 1) as delivery, httpx.Client(timeout=120) as client:
        memory = [rss()]
        for number in range(rounds):
            waves = _burst(side, chats, each)
            with ThreadPoolExecutor(THREADS) as pool:
                started = time.perf_counter()
                list(pool.map(lambda message: answer(message.text), [one for wave in waves for one in wave]))
                bare = time.perf_counter() - started
            side.sent.clear()
            at: dict[str, float] = {}
            stop, seen = threading.Event(), {}
            watcher = threading.Thread(target=_watch, args=(side, stop, seen))
            watcher.start()

            def bring(message: Written, at: dict[str, float] = at) -> int:
                at.setdefault(message.name, time.perf_counter())
                address, body, headers = side.request(message.event)
                return client.post(address, content=body, headers=headers).status_code

            started = time.perf_counter()
            with ThreadPoolExecutor(_POSTS) as pool:
                statuses = [status for wave in waves for status in pool.map(bring, wave)]
                # Each is brought once more: the platform may do so.
                statuses += pool.map(bring, waves[0])
            taken = time.perf_counter() - started
            deadline = time.monotonic() + 60 + 3 * bare
            while (delivery.waiting() or len(side.sent) < total) and time.monotonic() < deadline:
                time.sleep(0.1)
            time.sleep(1.0)  # for what may come twice
            stop.set()
            watcher.join()
            seconds = max(seen.values(), default=started) - started
            memory.append(rss())
            problem = _wrong(side, waves) or ("" if set(statuses) == {200} else f"statuses {Counter(statuses)}")
            problems += [problem] if problem else []
            waits = [moment - at[name] for name, moment in seen.items() if name in at]
            row(f"round {number + 1}: all received after, all sent after", f"{taken:.2f} s, {seconds:.1f} s")
            row("the same answers without Zalo and delivery", f"{bare:.1f} s; {seconds / bare:.2f} times")
            row("received → sent, p50 / p95", spread(waits))
            row("lost, twice, out of order", problem or "none")
        row("memory before, after each round", ", ".join(f"{megabytes:.0f}" for megabytes in memory) + " MB")
        problems += side.wrong
    return problems


@contextmanager
def _served(answer: Callable[[str], Answer], folder: Path, side: Side, *, waiting: int) -> Iterator[Delivery]:
    """The channel behind a web server on loopback, its address known to the platform."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=512)
    public = f"http://127.0.0.1:{listening.getsockname()[1]}"
    journal = Journal.open(folder)
    channel = side.made(public, folder, journal)
    delivery = Delivery(journal, _named(handler_of(journal, answer)), threads=THREADS, waiting=waiting)
    delivery.add(channel)
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=channel.routes()), log_config=None))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        delivery.start()
        channel.start(delivery.receive)
        side.begun(public)
        yield delivery
    finally:
        channel.stop()
        delivery.close()
        channel.close()
        server.should_exit = True
        thread.join(10)
        listening.close()
        side.close()
        journal.close()


def _named(handler: Handler) -> Handler:
    """The handler, with the platform's name of the message below each answer."""

    def handle(incoming: Incoming, late: timedelta) -> Finish:
        finish = handler(incoming, late)

        def named(connection: Connection) -> Sequence[Outgoing]:
            return [replace(one, text=f"{one.text}\n#{incoming.message}") for one in finish(connection)]

        return named

    return handle


def _burst(side: Side, chats: int, each: int) -> list[list[Written]]:
    """`each` waves of one message of every chat: those of a chat come one after the other."""

    def written(chat: str, text: str) -> Written:
        name, event = side.written(chat, text)
        return Written(chat, name, text, event)

    return [
        [written(f"nguoi-{chat}", QUESTIONS[(chat + number) % len(QUESTIONS)]) for chat in range(chats)]
        for number in range(each)
    ]


def _watch(side: Side, stop: threading.Event, seen: dict[str, float]) -> None:
    """Note when each answer came out."""
    at = 0
    while not stop.wait(0.005):
        while at < len(side.sent):
            named = _NAMED.search(side.sent[at].text)
            if named:
                seen.setdefault(named[1], time.perf_counter())
            at += 1


def _wrong(side: Side, waves: Sequence[Sequence[Written]]) -> str:
    """What is lost, twice, out of order or in more than one message; "" where all is well."""
    asked: dict[str, list[str]] = defaultdict(list)
    for wave in waves:
        for message in wave:
            asked[message.chat].append(message.name)
    told: dict[str, list[str]] = defaultdict(list)
    pieces = 0
    for one in side.sent:
        named = _NAMED.search(one.text)
        pieces += named is None
        if named:
            told[one.chat].append(named[1])
    lost = sum(len(set(names) - set(told[chat])) for chat, names in asked.items())
    twice = sum(len(names) - len(set(names)) for names in told.values())
    disordered = sum(told[chat] != [name for name in names if name in told[chat]] for chat, names in asked.items())
    if lost or twice or disordered or pieces:
        return f"{lost} lost, {twice} twice, {disordered} chats out of order, {pieces} messages too many"
    return ""
