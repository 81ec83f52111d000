"""What Zalo brings of the Official Account, turned into `Incoming`. Pure; lenient where facts differ.

Names, telephone numbers and addresses that an event may hold (`user_submit_info`, business cards) are never looked at.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.channels.zalo_shared.fields import TooOld, moment_of, name_of, words_of
from bot.model import Attachment, Incoming, IncomingKind

CHANNEL = "zalo_oa"
OLDEST = timedelta(days=1)  # the platform brings what was not taken again for about two hours
PRESSED = "cb:"  # before the key of a button, which comes back as the words of a message
# A part may be words of a search, which are folded.
_KEY = re.compile(r"cb:([a-z](?::(?:[^\s:]*|[a-z0-9]+(?: [a-z0-9]+)*))*)")
_SENDS = "user_send_"
_KINDS: Mapping[str, IncomingKind] = {
    "text": IncomingKind.TEXT,
    "link": IncomingKind.OTHER,
    "image": IncomingKind.OTHER,
    "sticker": IncomingKind.OTHER,
    "gif": IncomingKind.OTHER,
    "video": IncomingKind.OTHER,
    "location": IncomingKind.OTHER,
    "business_card": IncomingKind.OTHER,
    "audio": IncomingKind.VOICE,
    "file": IncomingKind.FILE,
}
_WITH_WORDS = ("text", "link", "image")  # kinds whose words are read as a question
_NAMELESS_FILE = "tep"
_MOST_NAME, _MOST_ADDRESS = 200, 2_000  # characters


@dataclass(frozen=True, slots=True)
class Brought:
    """What an event means; all None for what is not for the bot."""

    incoming: Incoming | None = None
    wrote: tuple[str, datetime] | None = None  # a chat that did something, and when
    left: tuple[str, datetime] | None = None  # a chat that follows no more, and since when
    oa: str | None = None  # the Official Account that it was done to; None where the event does not say


def read(event: Mapping[str, Any], raw: bytes, now: datetime, stamp: str | None = None) -> Brought:
    """An event as the conversation takes it. `raw` are its bytes, `stamp` its time where it bears none itself.

    Raises TooOld.
    """
    found = _meant(event, raw, now, stamp)
    # Who follows is brought with `oa_id`, all else that people do with a recipient.
    oa = name_of(event.get("oa_id")) or _id(event.get("recipient"))
    return found if found == Brought() else replace(found, oa=oa)


def _meant(event: Mapping[str, Any], raw: bytes, now: datetime, stamp: str | None) -> Brought:
    name = event.get("event_name")
    if not isinstance(name, str):
        return Brought()
    own = event.get("timestamp")
    moment = min(now, moment_of(own or stamp, now))
    mark = _fingerprint(raw, None if own else stamp)
    if name in ("follow", "unfollow"):
        follower = _id(event.get("follower")) or _id(event.get("sender"))
        if follower is None:
            return Brought()
        if name == "unfollow":
            return Brought(left=(follower, moment))
        _check_age(moment, now)
        return _came(follower, IncomingKind.FOLLOW, moment, mark)
    person = _id(event.get("sender"))
    if person is None:
        return Brought()
    if name == "user_submit_info":
        return Brought(wrote=(person, moment))
    kind, message = name.removeprefix(_SENDS), event.get("message")
    if not name.startswith(_SENDS) or kind not in _KINDS or not isinstance(message, Mapping):
        return Brought()
    _check_age(moment, now)
    return _written(person, kind, message, moment, mark)


def _written(person: str, kind: str, message: Mapping[str, Any], moment: datetime, mark: str) -> Brought:
    number = name_of(message.get("msg_id"))
    words = words_of(message.get("text")) if kind in _WITH_WORDS else ""
    key = f"{person}/{number}" if number else mark
    pressed = _KEY.fullmatch(words)
    if pressed:
        return _came(person, IncomingKind.PRESS, moment, key, text=pressed[1], message=number)
    if words:
        return _came(person, IncomingKind.TEXT, moment, key, text=words, message=number)
    attachment = _file(message.get("attachments")) if kind == "file" else None
    meant = _KINDS[kind]
    if kind == "text" or (kind == "file" and attachment is None):
        meant = IncomingKind.OTHER
    return _came(person, meant, moment, key, message=number, attachment=attachment)


def _came(person: str, kind: IncomingKind, moment: datetime, key: str, **more: Any) -> Brought:
    incoming = Incoming(channel=CHANNEL, delivery=key, chat=person, person=person, kind=kind, sent_at=moment, **more)
    return Brought(incoming, (person, moment))


def _check_age(moment: datetime, now: datetime) -> None:
    if now - moment > OLDEST:
        raise TooOld


def _id(held: Any) -> str | None:
    return name_of(held.get("id")) if isinstance(held, Mapping) else None


def _file(held: Any) -> Attachment | None:
    """The first file of a message; None where it has none that could be fetched."""
    first = held[0] if isinstance(held, list) and held else held
    payload = first.get("payload") if isinstance(first, Mapping) else None
    if not isinstance(payload, Mapping):
        return None
    address = payload.get("url")
    if not isinstance(address, str) or not 0 < len(address) <= _MOST_ADDRESS or not address.isprintable():
        return None
    name = words_of(payload.get("name"))[:_MOST_NAME] or _NAMELESS_FILE
    size = payload.get("size")
    if isinstance(size, str) and re.fullmatch(r"\d{1,12}", size):
        size = int(size)
    known = isinstance(size, int) and not isinstance(size, bool) and 0 <= size < 10**12
    return Attachment(address, name, size if known else None)


def _fingerprint(raw: bytes, stamp: str | None) -> str:
    """The name of an event that has none: brought again, it is the same bytes.

    `stamp` where they hold no time: two messages of the same words differ in nothing else.
    """
    return "sha256:" + hashlib.sha256(raw + (stamp or "").encode()).hexdigest()
