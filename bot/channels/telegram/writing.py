"""`Outgoing` turned into what Telegram takes: plain text with entities, never markup. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from telegram import (
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    MessageEntity,
    ReplyParameters,
)

from bot.delivery import offsets, units
from bot.model import Button, Outgoing, Style, StyleKind

LIMIT = 4096  # UTF-16 units of a message; whether the server counts these or code points, units are never fewer
CAPTION_LIMIT = 1024  # below a file
MAX_ENTITIES = 100
_MAX_KEY = 64  # bytes of a button's key
_MAX_COPIED = 256
_ROW, _ROWS = 8, 12  # buttons; the server takes 100 in all
_FOLDED = 300  # a longer quote is shown folded up
_LONE = re.compile(r"[\ud800-\udfff]")
_CLOSING = re.compile("”(?:\u00a0\\[\\d+\\])?")
_PLAIN = {StyleKind.BOLD: MessageEntity.BOLD, StyleKind.ITALIC: MessageEntity.ITALIC}


@dataclass(frozen=True, slots=True)
class Letter:
    """One message in Telegram's terms."""

    text: str
    entities: tuple[MessageEntity, ...]
    keyboard: InlineKeyboardMarkup | None
    reply: ReplyParameters | None
    document: InputFile | None = None


def letter(outgoing: Outgoing, document: InputFile | None = None) -> Letter:
    """A message as Telegram takes it."""
    text = _LONE.sub("\ufffd", outgoing.text)
    return Letter(text, entities(text, outgoing.styles), keyboard(outgoing.buttons), _reply(outgoing), document)


def entities(text: str, styles: Sequence[Style]) -> tuple[MessageEntity, ...]:
    """Styled spans as entities: offsets in UTF-16 units, in order, each inside another or beside it.

    A quote is a block of its own there, so that its quotation marks and its number go into the block.
    """
    spans: list[tuple[int, int, str]] = []
    for style in sorted(styles, key=lambda one: (one.kind is not StyleKind.QUOTE, one.start, -one.end)):
        start, end = max(0, style.start), min(len(text), style.end)
        kind = _PLAIN.get(style.kind)
        if style.kind is StyleKind.QUOTE and start < end:
            start, end = _block(text, start, end)
            kind = MessageEntity.EXPANDABLE_BLOCKQUOTE if end - start > _FOLDED else MessageEntity.BLOCKQUOTE
            if any(start < other_end and other_start < end for other_start, other_end, _ in spans):
                continue  # quotes cannot nest
        if kind is not None and start < end:
            spans += [(first, last, kind) for first, last in _uncrossed(start, end, spans)]
    measured = offsets(text)
    made = [MessageEntity(kind, measured[start], measured[end] - measured[start]) for start, end, kind in spans]
    return tuple(sorted(made[:MAX_ENTITIES], key=lambda one: (one.offset, -one.length)))


def keyboard(buttons: Sequence[Sequence[Button]]) -> InlineKeyboardMarkup | None:
    """Rows of buttons; what the server would refuse, and the whole message with it, is left out."""
    rows = [[made for made in map(_button, row) if made is not None][:_ROW] for row in buttons]
    rows = [row for row in rows if row][:_ROWS]
    return InlineKeyboardMarkup(rows) if rows else None


def _button(button: Button) -> InlineKeyboardButton | None:
    if not button.label.strip():
        return None
    if button.key is not None and 0 < len(button.key.encode()) <= _MAX_KEY:
        return InlineKeyboardButton(button.label, callback_data=button.key)
    if button.url is not None and button.url.casefold().startswith(("https://", "http://")):
        return InlineKeyboardButton(button.label, url=button.url)
    if button.copied is not None and 0 < units(button.copied) <= _MAX_COPIED:
        return InlineKeyboardButton(button.label, copy_text=CopyTextButton(button.copied))
    return None


def _reply(outgoing: Outgoing) -> ReplyParameters | None:
    held = outgoing.reply_to or ""
    if not (held.isascii() and held.isdigit()):
        return None
    # The question may have been deleted meanwhile; its answer is sent all the same.
    return ReplyParameters(int(held), allow_sending_without_reply=True)


def _block(text: str, start: int, end: int) -> tuple[int, int]:
    if text[start - 1 : start] == "“":
        start -= 1
    closing = _CLOSING.match(text, end)
    return start, closing.end() if closing else end


def _uncrossed(start: int, end: int, spans: Sequence[tuple[int, int, str]]) -> list[tuple[int, int]]:
    """A span in pieces, none of which begins inside another span and ends outside it."""
    cuts = set()
    for other_start, other_end, _ in spans:
        if start < other_start < end < other_end:
            cuts.add(other_start)
        if other_start < start < other_end < end:
            cuts.add(other_end)
    edges = [start, *sorted(cuts), end]
    return list(pairwise(edges))
