"""The keys of buttons, made and read only here: a letter and numbers, never words, so that they outlive a restart.

    s:<question>:<citation>                      a source; s:<question> lists them
    s:<question>:<citation>:a[:<part>]           the whole article around it
    s:<question>:<citation>:<start>-<end>:<mark>[:<part>]   another place of its document
    c:<question>[:<citation>]    u:<question>    d:<question>    r:<question>:<reason>
    f:<question>:<citation>      q:<question>    a:<question>:<mark>    e:<mark>
    o:<document>[:r:<part>]      o:<document>:<start>-<end>:<mark>[:<part>]      g:<document>
    v:<page>[:<words>]           x:<person>[:n]  y:<filing>[:<document>:<bytes>]        n:<filing>
    t:<page>[:<words>]    k:<document>[:y]    b:<page>[:<trashed>]    h:<hint>
    m:<text>:<part>              the rest of a message    w:<question>[:<citation>]    l:<document>    addresses as text

<mark>, <document>, <bytes>, <person>, <text> and <trashed> are fingerprints.
"""

from __future__ import annotations

from bot.model import Span

MOST_BYTES = 64  # of a key: Telegram's limit of callback_data

SOURCE, COPY, UP, DOWN, REASON, FILE, RELATED = "s", "c", "u", "d", "r", "f", "q"
ASK_RELATED, ASK_EXAMPLE, DOCUMENT, ORIGINAL, SHELVES, FORGET = "a", "e", "o", "g", "v", "x"
PUT, DROP, FILES, FILE_OUT, TRASH, HINT = "y", "n", "t", "k", "b", "h"
MORE, WEB, LINK = "m", "w", "l"
WHOLE, READ, YES, NO = "a", "r", "y", "n"
_MOST_DIGITS = 18  # what SQLite can number has no more


def key(*parts: str | int) -> str:
    """The key of some parts."""
    made = ":".join(map(str, parts))
    assert len(made.encode()) <= MOST_BYTES, made
    return made


def place(span: Span) -> str:
    """A span as a part of a key."""
    return f"{span[0]}-{span[1]}"


def parts_of(pressed: str) -> tuple[str, list[str]]:
    """The letter of a key and its other parts; of anything else too, since a platform may hand us anything."""
    letter, *rest = pressed.split(":")
    return letter, rest


def number_of(parts: list[str], at: int) -> int | None:
    """A part that is a number; None where there is none."""
    part = parts[at] if at < len(parts) else ""
    return int(part) if part.isascii() and part.isdigit() and len(part) <= _MOST_DIGITS else None


def span_of(parts: list[str], at: int) -> Span | None:
    """A part that is a span; None where there is none."""
    start, dash, end = (parts[at] if at < len(parts) else "").partition("-")
    numbers = number_of([start, end], 0), number_of([start, end], 1)
    return (numbers[0], numbers[1]) if dash and numbers[0] is not None and numbers[1] is not None else None
