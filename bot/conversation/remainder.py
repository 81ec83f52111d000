"""One message for each step where a channel's messages are short and dear: the rest of a long one comes on request.

A part has whole quotes, and below them the sources of those quotes; what cannot be parted so is cut by the function
that delivery cuts with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bot.conversation import keys
from bot.conversation.choices import units
from bot.conversation.keys import key, number_of
from bot.conversation.turn import Choices, Reply, Room, Turn, Work, done, said
from bot.model import Outgoing, Rest, Span, Style, StyleKind, mark_of
from bot.phrases import dialogue

Cut = Callable[[Outgoing, int], Sequence[Outgoing]]
"""(message, UTF-16 units) → messages of no more than so many."""

_PARAGRAPH = "\n\n"


class Remainder:
    """Keeps what is too long for a message, and shows it part by part."""

    def __init__(self, cut: Cut) -> None:
        self._cut = cut

    def fitted(self, turn: Turn, reply: Reply) -> Reply:
        """The reply with no more than one message; what is left of that can be asked for."""
        room = turn.room
        if room.buttons or len(reply.messages) != 1:
            return reply
        [outgoing] = reply.messages
        choices = reply.state.choices if reply.state is not None else turn.state.choices
        below = f"{_PARAGRAPH}{outgoing.typed}" if outgoing.typed else ""
        if units(outgoing.text + below) > room.units:
            rest = Rest(outgoing.text, outgoing.styles, outgoing.typed, outgoing.question)
            first, choices = self._part(rest, 1, _others(choices), room)
            first = replace(first, reply_to=outgoing.reply_to, file=outgoing.file)
            return Reply((first,), replace(reply.state or turn.state, choices=choices, rest=rest))
        state = reply.state
        if state is None or state.rest is None or _others(choices) != choices:
            return reply
        # A source that is looked at in between, and what is thought of the answer, leave the way on open.
        left = tuple(one for one in turn.state.choices if one not in _others(turn.state.choices))
        kept = bool(left) and state.rest.question == outgoing.question is not None
        after = replace(state, choices=(*choices, *left)) if kept else replace(state, rest=None)
        return replace(reply, state=after)

    def more(self, turn: Turn, parts: list[str]) -> Work:
        """Another part of what was too long."""
        rest, number = turn.state.rest, number_of(parts, 1)
        if rest is None or number is None or parts[0] != mark_of(rest.text):
            return done(said(turn, dialogue.NOTHING_MORE))
        outgoing, choices = self._part(rest, number, _others(turn.state.choices), turn.room)
        left = rest if _others(choices) != choices else None  # no part follows the last
        return done(Reply((outgoing,), replace(turn.state, choices=choices, rest=left)))

    def _part(self, rest: Rest, number: int, choices: Choices, room: Room) -> tuple[Outgoing, Choices]:
        """A part, and what may be typed below it."""
        all_of_it = Outgoing(rest.text, rest.styles)
        most = room.units - units(_PARAGRAPH + dialogue.more_typed(rest.typed))
        shown = list(_parts(all_of_it, most, self._cut))
        number = min(max(1, number), len(shown))
        part = replace(shown[number - 1], question=rest.question)
        if number == len(shown):
            return replace(part, typed=rest.typed), choices
        more = (dialogue.FORM_MORE, key(keys.MORE, mark_of(rest.text), number + 1))
        return replace(part, typed=dialogue.more_typed(rest.typed)), (more, *choices)


def _others(choices: Choices) -> Choices:
    """The choices but for the one that shows the next part."""
    return tuple(one for one in choices if not one[1].startswith(f"{keys.MORE}:"))


def _parts(outgoing: Outgoing, most: int, cut: Cut) -> Iterator[Outgoing]:
    """A message in parts: as many paragraphs as fit together with the lines of the sources that they quote."""
    body, heading, sources = _taken_apart(outgoing)
    held: list[Span] = []

    def made(spans: Sequence[Span]) -> Outgoing:
        words = _slice(outgoing, (spans[0][0], spans[-1][1]))
        cited = {style.ref for style in words.styles if style.kind is StyleKind.QUOTE}
        lines = [line for ref, line in sources if ref in cited]
        return _joined([words, *([Outgoing(heading, ()), *lines] if lines else [])])

    for paragraph in body:
        if held and units(made([*held, paragraph]).text) > most:
            yield made(held)
            held = []
        held.append(paragraph)
        if units(made(held).text) > most:  # alone
            *before, last = cut(_slice(outgoing, held[0]), most)
            yield from before
            below = Outgoing(made(held).text[held[0][1] - held[0][0] :].strip(), ())
            both = _joined([last, below]) if below.text else last
            yield from [both] if units(both.text) <= most else [last, below]
            held = []
    if held:
        yield made(held)


def _taken_apart(outgoing: Outgoing) -> tuple[list[Span], str, list[tuple[int | None, Outgoing]]]:
    """The paragraphs above the list of sources, the heading of that list, and its lines; all the text has no list."""
    text = outgoing.text
    lines = [style for style in outgoing.styles if style.kind is StyleKind.SOURCE]
    top = text.rfind(_PARAGRAPH, 0, lines[0].start) if lines else -1
    last = lines[-1].end if lines else 0
    if top < 0 or text[last:].strip():
        return _paragraphs(outgoing, len(text)), "", []
    heading = text[top : lines[0].start].strip()
    return _paragraphs(outgoing, top), heading, [(line.ref, _slice(outgoing, (line.start, line.end))) for line in lines]


def _paragraphs(outgoing: Outgoing, end: int) -> list[Span]:
    """The paragraphs up to an offset; a quote is in one of them."""
    quotes = [(style.start, style.end) for style in outgoing.styles if style.kind is StyleKind.QUOTE]
    spans: list[Span] = []
    start = at = 0
    while (at := outgoing.text.find(_PARAGRAPH, at, end)) >= 0:
        if not any(first < at < last for first, last in quotes):
            spans.append((start, at))
            start = at + len(_PARAGRAPH)
        at += len(_PARAGRAPH)
    spans.append((start, end))
    return [span for span in spans if outgoing.text[span[0] : span[1]].strip()]


def _slice(outgoing: Outgoing, span: Span) -> Outgoing:
    first, last = span
    styles = (
        replace(style, start=max(style.start, first) - first, end=min(style.end, last) - first)
        for style in outgoing.styles
        if style.start < last and style.end > first
    )
    return Outgoing(outgoing.text[first:last], tuple(styles))


def _joined(pieces: Sequence[Outgoing]) -> Outgoing:
    """Words, and below them a heading with its lines."""
    text = ""
    styles: list[Style] = []
    for at, piece in enumerate(pieces):
        text += "" if at == 0 else _PARAGRAPH if at == 1 else "\n"
        styles += (replace(one, start=one.start + len(text), end=one.end + len(text)) for one in piece.styles)
        text += piece.text
    return Outgoing(text, tuple(styles))
