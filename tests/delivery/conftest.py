"""A journal and a delivery over it, closed whatever happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.delivery import Delivery, Handler
from bot.journal import Journal
from tests.delivery.parts import Loop, echo

Make = Callable[..., Delivery]


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = Journal.open(tmp_path / "data")
    yield opened
    opened.close()


@pytest.fixture
def loop() -> Loop:
    return Loop()


@pytest.fixture
def deliver(journal: Journal, loop: Loop) -> Iterator[Make]:
    """Make a delivery with the loop and start it; `started=False` leaves that to the test."""
    made: list[Delivery] = []

    def make(
        handler: Handler = echo, *, channels: tuple[Loop, ...] | None = None, started: bool = True, **options: Any
    ) -> Delivery:
        delivery = Delivery(journal, handler, **options)
        for channel in (loop,) if channels is None else channels:
            delivery.add(channel)
        if started:
            delivery.start()
        made.append(delivery)
        return delivery

    yield make
    for delivery in made:
        delivery.close()
