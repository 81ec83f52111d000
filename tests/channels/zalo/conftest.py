"""The channel between a stand-in of the Zalo Bot API and the real delivery, with a handler made for the test."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels.zalo_bot import ZaloBot
from bot.channels.zalo_bot.trouble import Insistence
from bot.delivery import Delivery, Finish
from bot.journal import Journal
from bot.model import Incoming, Outgoing
from bot.settings import Settings
from tests.fakes_zalo import TOKEN, FakeZalo

Answers = Callable[[Incoming], list[Outgoing]]


def echo(incoming: Incoming) -> list[Outgoing]:
    """The words back."""
    return [Outgoing(f"đáp: {incoming.text}")]


def settings_for(fake: FakeZalo, folder: Path, **more: Any) -> Settings:
    """Settings that lead to the stand-in."""
    given = {"zalo_bot_api": fake.address, "zalo_bot_token": TOKEN, "data": folder, **more}
    return Settings(_env_file=None, **given)


def said(caplog: pytest.LogCaptureFixture, sentence: str) -> int:
    """How often the log has a sentence."""
    return sum(sentence in record.getMessage() for record in caplog.records)


@dataclass
class Desk:
    """A bot at work."""

    fake: FakeZalo
    journal: Journal
    delivery: Delivery
    zalo: ZaloBot
    warned: list[str]
    handled: list[Incoming] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)


@contextmanager
def at_work(
    fake: FakeZalo,
    folder: Path,
    answers: Answers = echo,
    *,
    token: str = TOKEN,
    settings: dict[str, Any] | None = None,
    start: bool = True,
    steady: float = 0.0,
    warn: Callable[[Desk, str], None] = lambda desk, sentence: None,
    **options: Any,
) -> Iterator[Desk]:
    """The channel and delivery over a data folder, until the block ends."""
    folder.mkdir(exist_ok=True)
    journal = Journal.open(folder)
    warned: list[str] = []

    def tell(sentence: str) -> None:
        warned.append(sentence)
        warn(desk, sentence)

    zalo = ZaloBot(
        token,
        settings_for(fake, folder, **(settings or {})),
        journal.store,
        warn=tell,
        insistence=Insistence(first=0.05, longest=0.2, too_many=0.2, steady=steady),
        **{"poll_seconds": 1, "pause_seconds": 0.01, "look_seconds": 0.1, "probe_seconds": 0.1, **options},
    )

    def handle(incoming: Incoming, late: timedelta) -> Finish:
        desk.gate.wait(20)
        made = answers(incoming)
        desk.handled.append(incoming)
        return lambda connection: made

    desk = Desk(fake, journal, Delivery(journal, handle), zalo, warned)
    desk.gate.set()
    desk.delivery.add(zalo)
    try:
        desk.delivery.start()
        if start:
            zalo.start(desk.delivery.receive)
        yield desk
    finally:
        desk.gate.set()
        zalo.stop()
        desk.delivery.close(2)
        zalo.close()
        journal.close()


@pytest.fixture
def fake() -> Iterator[FakeZalo]:
    """A Zalo Bot API; at the end it must have been used correctly."""
    made = FakeZalo()
    made.longest_poll = 0.1  # so that no test waits for its end
    yield made
    made.close()
    assert made.wrong == []


@pytest.fixture
def desk(fake: FakeZalo, tmp_path: Path) -> Iterator[Desk]:
    """A bot that says back what it hears."""
    with at_work(fake, tmp_path / "data") as made:
        yield made
