"""What the Bot API checks of a message before it takes it; each problem is the description that it refuses with."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any
from urllib.parse import urlsplit

_ENTITIES = {
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "code",
    "pre",
    "text_link",
    "blockquote",
    "expandable_blockquote",
}
_QUOTES = {"blockquote", "expandable_blockquote"}
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")


def units(text: str) -> int:
    """UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def text_problem(text: str, limit: int) -> str | None:
    """A message's text."""
    if not text.strip():
        return "Bad Request: message text is empty"
    return "Bad Request: message is too long" if units(text) > limit else None


def entities_problem(text: str, entities: list[dict[str, Any]]) -> str | None:
    """Entities: known, in range, on the borders of characters, none across another."""
    wide = text.encode("utf-16-le")
    if len(entities) > 100:
        return "Bad Request: too many entities"
    for one in entities:
        start, length = one.get("offset"), one.get("length")
        if one.get("type") not in _ENTITIES:
            return "Bad Request: unsupported type of an entity"
        if not isinstance(start, int) or not isinstance(length, int) or start < 0 or length < 1:
            return "Bad Request: entity beyond the text"
        if 2 * (start + length) > len(wide):
            return "Bad Request: entity beyond the text"
        try:
            wide[2 * start : 2 * (start + length)].decode("utf-16-le")
            wide[: 2 * start].decode("utf-16-le")
        except UnicodeDecodeError:
            return "Bad Request: entity begins or ends in the middle of a character"
    for one, other in combinations(entities, 2):
        first, last = (
            (one["offset"], one["offset"] + one["length"]),
            (other["offset"], other["offset"] + other["length"]),
        )
        crossing = first[0] < last[0] < first[1] < last[1] or last[0] < first[0] < last[1] < first[1]
        if crossing:
            return "Bad Request: entities cross"
        if {one["type"], other["type"]} <= _QUOTES and first[0] < last[1] and last[0] < first[1]:
            return "Bad Request: a quote within a quote"
    return None


def keyboard_problem(markup: Any) -> str | None:
    """Buttons under a message."""
    rows = markup.get("inline_keyboard") if isinstance(markup, dict) else None
    if not isinstance(rows, list) or not rows or not all(isinstance(row, list) and row for row in rows):
        return "Bad Request: object expected as reply markup"
    if sum(map(len, rows)) > 100 or any(len(row) > 8 for row in rows):
        return "Bad Request: too many buttons"
    for button in (button for row in rows for button in row):
        does = {"callback_data", "url", "copy_text"} & button.keys()
        if not str(button.get("text", "")).strip():
            return "Bad Request: text of a button is empty"
        if len(does) != 1 or set(button) - does != {"text"}:
            return "Bad Request: a button does exactly one thing"
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
            return "Bad Request: BUTTON_DATA_INVALID"
        if "copy_text" in button and not 1 <= units(button["copy_text"]["text"]) <= 256:
            return "Bad Request: BUTTON_COPY_TEXT_INVALID"
        if "url" in button and ("." not in (urlsplit(button["url"]).hostname or "")):
            return "Bad Request: BUTTON_URL_INVALID"
    return None


def commands_problem(commands: Any) -> str | None:
    """A menu of commands."""
    if not isinstance(commands, list) or not 1 <= len(commands) <= 100:
        return "Bad Request: BOT_COMMANDS_INVALID"
    for one in commands:
        if not _COMMAND.fullmatch(one["command"]):
            return "Bad Request: BOT_COMMAND_INVALID"
        if not 1 <= len(one["description"]) <= 256:
            return "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID"
    return None
