"""A sign of life during long work on one file: whoever waits for it then waits on."""

from __future__ import annotations

from collections.abc import Callable

_listeners: list[Callable[[], None]] = []


def alive() -> None:
    """Say that work goes on: a page is done."""
    for listener in _listeners:
        listener()


def listen(listener: Callable[[], None]) -> None:
    """Have a function called at each sign of life, until the process ends."""
    _listeners.append(listener)
