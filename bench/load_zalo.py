"""The load on Zalo: real messages to the webhook of a real server, the real adapter, and a stand-in that takes answers.

Everything is in this process, the stand-in too, so that the memory is that of both.
"""

from __future__ import annotations

import re
import socket
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from sqlalchemy import Connection
from starlette.applications import Starlette

from bench.__main__ import QUESTIONS, row, rss
from bench.load import THREADS, handler_of, spread
from bot.channels.zalo_bot import ZaloBot
from bot.delivery import Delivery, Finish, Handler
from bot.journal import Journal
from bot.model import Answer, Incoming, Outgoing
from bot.settings import Settings
from tests.fakes_zalo import TOKEN, FakeZalo

_NAMED = re.compile(r"\n#(\S+)\Z")  # which message an answer answers: Zalo has no replies
_POSTS = 8  # messages that the platform brings at once


def measure(answer: Callable[[str], Answer], folder: Path, *, chats: int, each: int, rounds: int) -> list[str]:
    """Print the rows; what went wrong."""
    problems: list[str] = []
    total = chats * each
    with _served(answer, folder, waiting=total + 1) as (zalo, delivery), httpx.Client(timeout=120) as client:
        assert zalo.webhook is not None
        held = zalo.webhook
        memory = [rss()]
        for number in range(rounds):
            waves = _burst(zalo, chats, each)
            with ThreadPoolExecutor(THREADS) as pool:
                started = time.perf_counter()
                list(pool.map(lambda message: answer(message["text"]), [one for wave in waves for one in wave]))
                bare = time.perf_counter() - started
            zalo.sent.clear()
            at: dict[str, float] = {}
            stop, seen = threading.Event(), {}
            watcher = threading.Thread(target=_watch, args=(zalo, stop, seen))
            watcher.start()

            def bring(message: dict[str, Any], at: dict[str, float] = at) -> int:
                at.setdefault(message["message_id"], time.perf_counter())
                update = {"event_name": "message.text.received", "message": message}
                headers = {"X-Bot-Api-Secret-Token": held["secret_token"]}
                return client.post(held["url"], json=zalo.body(update), headers=headers).status_code

            started = time.perf_counter()
            with ThreadPoolExecutor(_POSTS) as pool:
                statuses = [status for wave in waves for status in pool.map(bring, wave)]
                # Each is brought once more: the platform may do so.
                statuses += pool.map(bring, waves[0])
            taken = time.perf_counter() - started
            deadline = time.monotonic() + 60 + 3 * bare
            while (delivery.waiting() or len(zalo.sent) < total) and time.monotonic() < deadline:
                time.sleep(0.1)
            time.sleep(1.0)  # for what may come twice
            stop.set()
            watcher.join()
            seconds = max(seen.values(), default=started) - started
            memory.append(rss())
            problem = _wrong(zalo, waves) or ("" if set(statuses) == {200} else f"statuses {Counter(statuses)}")
            problems += [problem] if problem else []
            waits = [moment - at[name] for name, moment in seen.items() if name in at]
            row(f"round {number + 1}: all received after, all sent after", f"{taken:.2f} s, {seconds:.1f} s")
            row("the same answers without Zalo and delivery", f"{bare:.1f} s; {seconds / bare:.2f} times")
            row("received → sent, p50 / p95", spread(waits))
            row("lost, twice, out of order", problem or "none")
        row("memory before, after each round", ", ".join(f"{megabytes:.0f}" for megabytes in memory) + " MB")
        problems += zalo.wrong
    return problems


@contextmanager
def _served(answer: Callable[[str], Answer], folder: Path, *, waiting: int) -> Iterator[tuple[FakeZalo, Delivery]]:
    """The channel behind a web server on loopback, its address known to the platform."""
    zalo = FakeZalo()
    listening = socket.create_server(("127.0.0.1", 0), backlog=512)
    public = f"http://127.0.0.1:{listening.getsockname()[1]}"
    given: dict[str, Any] = {"zalo_bot_api": zalo.address, "zalo_bot_token": TOKEN, "data": folder}
    settings = Settings(_env_file=None, public_url=public, zalo_bot_monthly=1_000_000, **given)  # type: ignore[call-arg]
    journal = Journal.open(folder)
    channel = ZaloBot(TOKEN, settings, journal.store)
    delivery = Delivery(journal, _named(handler_of(journal, answer)), threads=THREADS, waiting=waiting)
    delivery.add(channel)
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=channel.routes()), log_config=None))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        delivery.start()
        channel.start(delivery.receive)
        zalo.wait(lambda: zalo.webhook is not None)
        yield zalo, delivery
    finally:
        channel.stop()
        delivery.close()
        channel.close()
        server.should_exit = True
        thread.join(10)
        listening.close()
        zalo.close()
        journal.close()


def _named(handler: Handler) -> Handler:
    """The handler, with the platform's name of the message below each answer."""

    def handle(incoming: Incoming, late: timedelta) -> Finish:
        finish = handler(incoming, late)

        def named(connection: Connection) -> Sequence[Outgoing]:
            return [replace(one, text=f"{one.text}\n#{incoming.message}") for one in finish(connection)]

        return named

    return handle


def _burst(zalo: FakeZalo, chats: int, each: int) -> list[list[dict[str, Any]]]:
    """`each` waves of one message of every chat: those of a chat come one after the other."""
    return [
        [
            zalo.message(f"nguoi-{chat}", text=QUESTIONS[(chat + number) % len(QUESTIONS)], number=number)
            for chat in range(chats)
        ]
        for number in range(each)
    ]


def _watch(zalo: FakeZalo, stop: threading.Event, seen: dict[str, float]) -> None:
    """Note when each answer came out."""
    at = 0
    while not stop.wait(0.005):
        while at < len(zalo.sent):
            named = _NAMED.search(zalo.sent[at].text)
            if named:
                seen.setdefault(named[1], time.perf_counter())
            at += 1


def _wrong(zalo: FakeZalo, waves: Sequence[Sequence[dict[str, Any]]]) -> str:
    """What is lost, twice, out of order or in more than one message; "" where all is well."""
    asked: dict[str, list[str]] = defaultdict(list)
    for wave in waves:
        for message in wave:
            asked[message["chat"]["id"]].append(message["message_id"])
    told: dict[str, list[str]] = defaultdict(list)
    pieces = 0
    for one in zalo.sent:
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
