"""What Zalo delivers, turned into `Incoming`; None for what is not for the bot. Pure; lenient where facts differ."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from bot.channels.zalo_shared.fields import OLDEST, TooOld, moment_of, name_of, words_of
from bot.model import Incoming, IncomingKind

CHANNEL = "zalo"
_TEXT, _IMAGE, _LINK = "message.text.received", "message.image.received", "message.link.received"
_KINDS: Mapping[str, IncomingKind] = {
    _TEXT: IncomingKind.TEXT,
    _IMAGE: IncomingKind.OTHER,
    _LINK: IncomingKind.OTHER,
    "message.sticker.received": IncomingKind.OTHER,
    "message.voice.received": IncomingKind.VOICE,
    "message.unsupported.received": IncomingKind.OTHER,
}
_WORDS: Mapping[str, tuple[str, ...]] = {_TEXT: ("text",), _LINK: ("text",), _IMAGE: ("caption", "text")}


def events(held: Any) -> list[Mapping[str, Any]]:
    """The events of an update: one, flat or in an envelope, or a list of them; none where it holds no event."""
    if isinstance(held, Mapping) and "event_name" not in held and "result" in held:
        held = held["result"]
    found = held if isinstance(held, list) else [held]
    return [one for one in found if isinstance(one, Mapping) and isinstance(one.get("event_name"), str)]


def read(event: Mapping[str, Any], ours: Collection[str], now: datetime) -> Incoming | None:
    """An event as the conversation takes it; `ours` are the names of the bot itself, whose own messages come back.

    Raises TooOld.
    """
    message = event.get("message")
    if event["event_name"] not in _KINDS or not isinstance(message, Mapping):
        return None
    sender, chat = message.get("from"), message.get("chat")
    sender = sender if isinstance(sender, Mapping) else {}
    chat = chat if isinstance(chat, Mapping) else {}
    where = name_of(chat.get("id"))
    person = name_of(sender.get("id")) or where
    if where is None or person is None or person in ours or sender.get("is_bot") is True:
        return None
    if not _is_private(chat, alone=where == person):
        return None
    sent_at = moment_of(message.get("date"), now)
    if now - sent_at > OLDEST:
        raise TooOld
    name = name_of(message.get("message_id"))
    words = _words(message, _WORDS.get(event["event_name"], ()))
    return Incoming(
        channel=CHANNEL,
        delivery=f"{where}/{name or _fingerprint(event)}",
        chat=where,
        person=person,
        kind=_kind(event["event_name"], words),
        sent_at=sent_at,
        text=words,
        message=name,
    )


def _is_private(chat: Mapping[str, Any], *, alone: bool) -> bool:
    """Whether a chat has one person; by its ids where it does not say so in a word that is known."""
    kind = chat.get("chat_type")
    known = kind.upper() if isinstance(kind, str) else ""
    return known == "PRIVATE" or (known != "GROUP" and alone)


def _kind(event: str, words: str) -> IncomingKind:
    if words:
        return IncomingKind.TEXT
    # A text without words, or of nothing but white space.
    return IncomingKind.OTHER if event == _TEXT else _KINDS[event]


def _words(message: Mapping[str, Any], fields: tuple[str, ...]) -> str:
    for field in fields:
        words = words_of(message.get(field))
        if words:
            return words
    return ""


def _fingerprint(event: Mapping[str, Any]) -> str:
    """The name of an event whose message has none."""
    whole = json.dumps(event, sort_keys=True, ensure_ascii=True)
    return "sha256:" + hashlib.sha256(whole.encode("ascii")).hexdigest()
