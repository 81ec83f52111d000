"""The chat in a terminal: lines in, answers out, the typed forms of every step. Whoever sits there is an admin."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

from bot import phrases
from bot.conversation.dialogue import Dialogue
from bot.conversation.service import Assistant
from bot.model import Incoming, IncomingKind, Outgoing, StyleKind
from bot.vietnamese import fold

_CHANNEL, _PERSON = "terminal", "terminal"
_BOLD, _DIM, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"
_LEAVE = {"thoat", "exit", "quit", "q"}


def chat(assistant: Assistant, lines: Iterator[str], write: Callable[[str], None], *, colours: bool) -> None:
    """Talk until the lines end or the person leaves."""
    settings = assistant.settings.model_copy(update={"access": "open", "admins": (f"{_CHANNEL}:{_PERSON}",)})
    dialogue = Dialogue(assistant, settings)
    write(phrases.CHAT_OPENING)
    for example in assistant.examples():
        write(f"  – {example}")
    for number, line in zip(count(1), lines, strict=False):
        if fold(line).strip(" .!\n") in _LEAVE:
            break
        if not line.strip():
            continue
        finish = dialogue.handle(_incoming(line, number), timedelta())
        for outgoing in assistant.journal.store.write(finish):
            write(_shown(outgoing, colours=colours))


def stdin_lines() -> Iterator[str]:
    """Lines as they are typed, with a prompt on a terminal."""
    while True:
        try:
            yield input(phrases.CHAT_PROMPT if sys.stdin.isatty() else "")
        except (EOFError, KeyboardInterrupt):
            return


def _incoming(line: str, number: int) -> Incoming:
    return Incoming(_CHANNEL, str(number), _PERSON, _PERSON, IncomingKind.TEXT, datetime.now(UTC), line.strip())


def _shown(outgoing: Outgoing, *, colours: bool) -> str:
    links = [f"{button.label}: {button.url}" for row in outgoing.buttons for button in row if button.url]
    below = [line for line in (outgoing.file, *links, f"({outgoing.typed})" if outgoing.typed else "") if line]
    return "\n".join([_styled(outgoing) if colours else outgoing.text, *below])


def _styled(outgoing: Outgoing) -> str:
    parts, at = [], 0
    for style in outgoing.styles:
        if style.start < at:
            continue
        parts.append(outgoing.text[at : style.start])
        code = {StyleKind.BOLD: _BOLD, StyleKind.QUOTE: _BOLD, StyleKind.SOURCE: _DIM}.get(style.kind, _DIM)
        parts.append(f"{code}{outgoing.text[style.start : style.end]}{_PLAIN}")
        at = style.end
    return "".join(parts) + outgoing.text[at:]
