"""The chat in a terminal: lines in, answers out, the typed forms of every step."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

from bot import phrases
from bot.conversation.service import Assistant, Exchange
from bot.conversation.sources import mark_of
from bot.journal import Verdict
from bot.model import StyleKind
from bot.vietnamese import fold

_CHANNEL, _PERSON = "terminal", "terminal"
_BOLD, _DIM, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"
_LEAVE = {"thoat", "exit", "quit", "q"}


def chat(assistant: Assistant, lines: Iterator[str], write: Callable[[str], None], *, colours: bool) -> None:
    """Talk until the lines end or the person leaves."""
    write(phrases.CHAT_OPENING)
    for example in assistant.examples():
        write(f"  – {example}")
    last: Exchange | None = None
    for line in lines:
        text = line.strip()
        word = fold(text).strip(" .!")
        if not text:
            continue
        if word in _LEAVE:
            break
        if last is not None and word in phrases.UP_WORDS | phrases.DOWN_WORDS:
            verdict = Verdict.UP if word in phrases.UP_WORDS else Verdict.DOWN
            assistant.rate(last.question_id, channel=_CHANNEL, person=_PERSON, verdict=verdict)
            write(phrases.RATED)
            continue
        if last is not None and word.isdigit() and 1 <= int(word) <= len(last.answer.citations):
            write(_source(assistant, last, int(word)))
            continue
        last = assistant.ask(text, channel=_CHANNEL, chat=_PERSON, person=_PERSON)
        write(_shown(last, colours=colours))
        if last.answer.citations:
            write(phrases.CHAT_STEPS)


def stdin_lines() -> Iterator[str]:
    """Lines as they are typed, with a prompt on a terminal."""
    while True:
        try:
            yield input(phrases.CHAT_PROMPT if sys.stdin.isatty() else "")
        except (EOFError, KeyboardInterrupt):
            return


def _shown(exchange: Exchange, *, colours: bool) -> str:
    answer = exchange.answer
    if not colours:
        return answer.text
    parts, at = [], 0
    for style in answer.styles:
        if style.start < at:
            continue
        parts.append(answer.text[at : style.start])
        code = {StyleKind.BOLD: _BOLD, StyleKind.QUOTE: _BOLD, StyleKind.SOURCE: _DIM}.get(style.kind, _DIM)
        parts.append(f"{code}{answer.text[style.start : style.end]}{_PLAIN}")
        at = style.end
    return "".join(parts) + answer.text[at:]


def _source(assistant: Assistant, exchange: Exchange, number: int) -> str:
    citation = exchange.answer.citations[number - 1]
    view = assistant.source(citation.file, citation.start, citation.end, mark=mark_of(citation.quote))
    if view is None:
        return phrases.SOURCE_CHANGED
    where = ", ".join(part for part in (view.describes, view.address) if part)
    shown = f"{view.before}»{view.highlighted}«{view.after}" if view.highlighted else view.before + view.after
    return "\n\n".join(part for part in (view.notice, where, shown, view.copied) if part)
