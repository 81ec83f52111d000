"""`Outgoing` as the Official Account sends it: plain text with its line of choices, and up to five buttons. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.zalo_oa.reading import PRESSED
from bot.channels.zalo_shared.writing import MOST, composed, whole_signs
from bot.conversation import keys
from bot.delivery import units
from bot.model import Button, Outgoing

_MOST_BUTTONS = 5
_MOST_TITLE = 100  # characters
_MOST_PAYLOAD = 1_000
_OF_FILES = (keys.FILE, keys.ORIGINAL)  # what cannot be had here is not offered
# Whether a template of nothing but buttons must say that it is one is told both ways.
TEMPLATES: tuple[Mapping[str, str], ...] = ({}, {"template_type": "button"})


@dataclass(frozen=True, slots=True)
class Letter:
    """One message in the platform's terms."""

    text: str
    buttons: tuple[Mapping[str, Any], ...] = ()


def letter(outgoing: Outgoing, text: str) -> Letter:
    """A message, with `text` as its words.

    The line of choices stands below the words even where there are buttons: not everything that can be typed has room
    on them, and whether a phone shows them is not known.
    """
    typed = outgoing.typed.strip()
    below = f"{text}\n\n{typed}".strip() if typed else text
    whole = whole_signs(below if units(below) <= MOST else text)
    rows = [[one for button in row if (one := _button(button)) is not None] for row in outgoing.buttons]
    return Letter("".join(composed([whole])), _chosen(rows))


def payload(chat: str, made: Letter, template: Mapping[str, str] | None) -> dict[str, Any]:
    """What is sent; without buttons where `template`, what else the template holds, is None."""
    message: dict[str, Any] = {"text": made.text}
    if made.buttons and template is not None:
        held = {**template, "buttons": [dict(button) for button in made.buttons]}
        message["attachment"] = {"type": "template", "payload": held}
    return {"recipient": {"user_id": chat}, "message": message}


def _chosen(rows: Sequence[Sequence[Mapping[str, Any]]]) -> tuple[Mapping[str, Any], ...]:
    """As many as there is room for: the first of each row before the second of any, and all in their order."""
    places = sorted((at, row) for row, held in enumerate(rows) for at in range(len(held)))[:_MOST_BUTTONS]
    return tuple(rows[row][at] for row, at in sorted((row, at) for at, row in places))


def _button(button: Button) -> Mapping[str, Any] | None:
    """A button; None for one that the platform has no kind for."""
    title = _shortened(" ".join(whole_signs(button.label).split()))
    if not title:
        return None
    if button.key is not None and button.key.partition(":")[0] in _OF_FILES:
        return None
    if button.key is not None and len(PRESSED + button.key) <= _MOST_PAYLOAD:
        return {"title": title, "type": "oa.query.hide", "payload": f"{PRESSED}{button.key}"}
    if button.url is not None and button.url.startswith(("https://", "http://")) and len(button.url) <= _MOST_PAYLOAD:
        return {"title": title, "type": "oa.open.url", "payload": {"url": button.url}}
    return None


def _shortened(title: str) -> str:
    return title if units(title) <= _MOST_TITLE else f"{title[: _MOST_TITLE // 2 - 1].rstrip()}…"
