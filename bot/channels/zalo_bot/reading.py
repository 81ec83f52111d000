"""What Zalo delivers, turned into `Incoming`; None for what is not for the bot. Pure; lenient where facts differ."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.model import Incoming, IncomingKind

CHANNEL = "zalo"
# Keys of deliveries are kept for 30 days; what is older than this is a replay, or has waited too long to be answered.
OLDEST = timedelta(days=7)
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
_ID = re.compile(r"[!-~]{1,128}")
_LONE = re.compile(r"[\ud800-\udfff]")
_MILLISECONDS_FROM = 10**11  # a moment that is bigger is in milliseconds; in seconds it would lie beyond the year 5000
_AHEAD = timedelta(days=1)  # that a clock may be wrong


class TooOld(Exception):
    """A message of a time that nothing is answered from any more."""


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
    where = _name(chat.get("id"))
    person = _name(sender.get("id")) or where
    if where is None or person is None or person in ours or sender.get("is_bot") is True:
        return None
    if not _is_private(chat, alone=where == person):
        return None
    sent_at = _moment(message.get("date"), now)
    if now - sent_at > OLDEST:
        raise TooOld
    name = _name(message.get("message_id"))
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
        held = message.get(field)
        if isinstance(held, str) and held.strip():
            return _LONE.sub("\ufffd", held).strip()
    return ""


def _name(held: Any) -> str | None:
    """The name of a chat, a person or a message; None for what cannot be one."""
    if isinstance(held, int) and not isinstance(held, bool) and abs(held) < 10**30:
        held = str(held)
    return held if isinstance(held, str) and _ID.fullmatch(held) else None


def _moment(held: Any, now: datetime) -> datetime:
    """When something was sent, in milliseconds or seconds; now where that cannot be."""
    if isinstance(held, str) and re.fullmatch(r"\d{1,15}", held):
        held = int(held)
    if not isinstance(held, (int, float)) or isinstance(held, bool) or not 0 < held < 10**14:
        return now
    moment = datetime.fromtimestamp(held / 1000 if held >= _MILLISECONDS_FROM else held, UTC)
    return now if moment > now + _AHEAD else moment


def _fingerprint(event: Mapping[str, Any]) -> str:
    """The name of an event whose message has none."""
    whole = json.dumps(event, sort_keys=True, ensure_ascii=True)
    return "sha256:" + hashlib.sha256(whole.encode("ascii")).hexdigest()
