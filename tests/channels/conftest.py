"""The channel between a strict stand-in of the Bot API and the real delivery, with a handler made for the test."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels.telegram import Telegram
from bot.channels.telegram.trouble import Insistence
from bot.delivery import Delivery, Finish
from bot.journal import Journal
from bot.model import Incoming, Outgoing
from bot.settings import Settings
from tests.fakes_telegram import TOKEN, FakeTelegram

Answers = Callable[[Incoming], list[Outgoing]]


def echo(incoming: Incoming) -> list[Outgoing]:
    """The words back, as a reply."""
    return [Outgoing(f"đáp: {incoming.text}", reply_to=incoming.message)]


def settings_for(fake: FakeTelegram, folder: Path, **more: Any) -> Settings:
    """Settings that lead to the stand-in."""
    given = {"telegram_api": fake.address, "telegram_token": TOKEN, "telegram_timeout": 2.0, "data": folder, **more}
    return Settings(_env_file=None, **given)


def until(true: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait for what no server is told of."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def no_file(_: str) -> Path | None:
    """A folder without documents."""
    return None


@dataclass
class Desk:
    """A bot at work."""

    fake: FakeTelegram
    journal: Journal
    delivery: Delivery
    telegram: Telegram
    handled: list[Incoming] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)


@contextmanager
def at_work(
    fake: FakeTelegram,
    folder: Path,
    answers: Answers = echo,
    *,
    token: str = TOKEN,
    original: Callable[[str], Path | None] = no_file,
    settings: dict[str, Any] | None = None,
    start: bool = True,
    steady: float = 0.0,
    waiting: int = 500,
    watch: float = 300.0,
    poll_seconds: int = 2,
) -> Iterator[Desk]:
    """The channel and delivery over a data folder, until the block ends."""
    folder.mkdir(exist_ok=True)
    journal = Journal.open(folder)
    telegram = Telegram(
        token,
        settings_for(fake, folder, **(settings or {})),
        original=original,
        poll_seconds=poll_seconds,
        watch_seconds=watch,
        insistence=Insistence(first=0.05, steady=steady),
    )

    def handle(incoming: Incoming, late: timedelta) -> Finish:
        desk.gate.wait(20)
        made = answers(incoming)
        desk.handled.append(incoming)
        return lambda connection: made

    desk = Desk(fake, journal, Delivery(journal, handle, waiting=waiting), telegram)
    desk.gate.set()
    desk.delivery.add(telegram)
    try:
        desk.delivery.start()
        if start:
            telegram.start(desk.delivery.receive)
        yield desk
    finally:
        desk.gate.set()
        telegram.stop()
        desk.delivery.close(2)
        telegram.close()
        journal.close()


@pytest.fixture
def fake() -> Iterator[FakeTelegram]:
    """A Bot API; at the end it must have been used correctly."""
    made = FakeTelegram()
    yield made
    made.close()
    assert made.wrong == []


@pytest.fixture
def desk(fake: FakeTelegram, tmp_path: Path) -> Iterator[Desk]:
    """A bot that says back what it hears."""
    with at_work(fake, tmp_path / "data") as made:
        yield made
