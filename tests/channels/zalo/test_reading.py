"""What Zalo delivers, in every form that it was seen in and in those that nobody has seen."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.zalo_bot.reading import events, read
from bot.channels.zalo_shared.fields import OLDEST, TooOld
from bot.delivery.stored import incoming_from_json, incoming_to_json
from bot.model import Incoming, IncomingKind
from tests.conftest import count

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
SENT = NOW - timedelta(minutes=1)
OURS = {"999"}
MESSAGE = {
    "from": {"id": "a1", "display_name": "Ông A", "is_bot": False},
    "chat": {"id": "a1", "chat_type": "PRIVATE"},
    "message_id": "m1",
    "date": int(SENT.timestamp() * 1000),
    "text": "tuổi bổ nhiệm?",
}


def event(name: str = "text", *without: str, **more: Any) -> dict[str, Any]:
    """An event of a private chat."""
    message = {key: held for key, held in {**MESSAGE, **more}.items() if key not in without}
    return {"event_name": f"message.{name}.received", "message": message}


def understood(held: Any) -> Incoming | None:
    """What one event holds."""
    (only,) = events(held)
    return read(only, OURS, NOW)


def test_a_text() -> None:
    assert understood(event()) == Incoming(
        channel="zalo",
        delivery="a1/m1",
        chat="a1",
        person="a1",
        kind=IncomingKind.TEXT,
        sent_at=SENT,
        text="tuổi bổ nhiệm?",
        message="m1",
    )


def test_the_forms_of_a_body() -> None:
    bare = event()
    for body in (bare, {"ok": True, "result": bare}, {"ok": True, "error_code": 0, "result": [bare]}, [bare]):
        assert understood(body) == understood(bare)
    assert events([bare, event(message_id="m2")]) == [bare, event(message_id="m2")]
    for nothing in (None, {}, [], "", 0, {"ok": True}, {"result": None}, {"event_name": None}, {"result": {"a": 1}}):
        assert events(nothing) == []


@pytest.mark.parametrize(
    ("held", "kind", "text"),
    [
        (event("text", text="  hỏi \n"), IncomingKind.TEXT, "hỏi"),
        (event("text", text=" \n"), IncomingKind.OTHER, ""),
        (event("text", "text"), IncomingKind.OTHER, ""),
        (event("text", text=5), IncomingKind.OTHER, ""),
        (event("text", text="a\ud800b"), IncomingKind.TEXT, "a\ufffdb"),
        (event("image", "text", photo="https://a"), IncomingKind.OTHER, ""),
        (event("image", "text", photo_url="https://a", caption="hỏi"), IncomingKind.TEXT, "hỏi"),
        (event("sticker", "text", sticker="s1", url="https://a"), IncomingKind.OTHER, ""),
        (event("voice", "text", voice_url="https://a"), IncomingKind.VOICE, ""),
        (event("unsupported", "text"), IncomingKind.OTHER, ""),
        (event("unsupported", "text", "message_id", "date", "from"), IncomingKind.OTHER, ""),
        (event("link", text="https://a hỏi"), IncomingKind.TEXT, "https://a hỏi"),
        (event("link", "text"), IncomingKind.OTHER, ""),
    ],
)
def test_kinds(held: dict[str, Any], kind: IncomingKind, text: str) -> None:
    read_ = understood(held)
    assert read_ is not None
    assert (read_.kind, read_.text) == (kind, text)


@pytest.mark.parametrize(
    "held",
    [
        event("reaction"),
        event("Text"),
        {"event_name": "user.followed"},
        {"event_name": "message.unsupported.received"},
        {"event_name": "message.text.received", "message": None},
        {"event_name": "message.text.received", "message": [MESSAGE]},
        event("text", "chat"),
        event("text", "chat", "from"),
        event(chat={"id": "", "chat_type": "PRIVATE"}),
        event(chat={"id": "có dấu", "chat_type": "PRIVATE"}),
        event(chat={"id": "a\ud800", "chat_type": "PRIVATE"}),
        event(chat={"id": "a" * 129, "chat_type": "PRIVATE"}),
        event(chat={"id": True, "chat_type": "PRIVATE"}),
        event(chat={"id": "zgr-1", "chat_type": "GROUP"}),
        event(chat={"id": "a1", "chat_type": "group"}),
        event(chat={"id": "zgr-1", "chat_type": "COMMUNITY"}),
        event(chat={"id": "zgr-1"}),
        event(**{"from": {"id": "a1", "is_bot": True}}),
        event(**{"from": {"id": "999", "is_bot": False}}, chat={"id": "a1", "chat_type": "PRIVATE"}),
    ],
)
def test_what_is_not_for_the_bot(held: dict[str, Any]) -> None:
    assert understood(held) is None


def test_a_private_chat_is_known_by_its_ids_where_it_does_not_say_so() -> None:
    for chat in ({"id": "a1"}, {"id": "a1", "chat_type": "USER"}, {"id": "a1", "chat_type": None}):
        assert understood(event(chat=chat)) is not None
    named = understood(event(chat={"id": "c7", "chat_type": "private"}))
    assert named is not None
    assert (named.chat, named.person, named.delivery) == ("c7", "a1", "c7/m1")


def test_ids_may_be_numbers() -> None:
    held = understood(event(**{"from": {"id": 12}}, chat={"id": 12, "chat_type": "PRIVATE"}, message_id=7))
    assert held is not None
    assert (held.chat, held.person, held.message, held.delivery) == ("12", "12", "7", "12/7")


def test_a_message_without_a_name_is_known_by_its_content() -> None:
    nameless = [understood(event("unsupported", "message_id", date=MESSAGE["date"] + at)) for at in (0, 0, 1)]
    keys = [one.delivery for one in nameless if one is not None]
    assert keys[0] == keys[1] != keys[2]
    assert all(one is not None and one.message is None for one in nameless)


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        (int(SENT.timestamp() * 1000), SENT),
        (int(SENT.timestamp()), SENT),
        (str(int(SENT.timestamp() * 1000)), SENT),
        (None, NOW),
        ("hôm qua", NOW),
        (True, NOW),
        (-1, NOW),
        (float("nan"), NOW),
        (float("inf"), NOW),
        (10**30, NOW),
        (int((NOW + timedelta(days=400)).timestamp() * 1000), NOW),
    ],
)
def test_moments(date: Any, moment: datetime) -> None:
    held = understood(event(date=date))
    assert held is not None
    assert held.sent_at == moment


def test_what_is_too_old_is_a_replay() -> None:
    for age in (OLDEST + timedelta(seconds=1), timedelta(days=400)):
        with pytest.raises(TooOld):
            understood(event(date=int((NOW - age).timestamp() * 1000)))
    assert understood(event(date=int((NOW - timedelta(days=6)).timestamp() * 1000))) is not None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["a1", "PRIVATE"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=8,
)
FIELDS = st.dictionaries(
    st.sampled_from(["from", "chat", "message_id", "date", "text", "caption", "photo", "id", "chat_type", "is_bot"]),
    JSON | st.dictionaries(st.sampled_from(["id", "chat_type", "is_bot"]), JSON),
)
NAMES = st.sampled_from(["message.text.received", "message.image.received", "message.unsupported.received", "?"])


@settings(max_examples=count(200, 5_000), deadline=None)
@given(st.fixed_dictionaries({"event_name": NAMES | JSON, "message": FIELDS | JSON}) | JSON)
def test_whatever_arrives_is_read_or_passed_over(held: Any) -> None:
    for body in (held, {"ok": True, "result": held}):
        for one in events(body):
            try:
                arrived = read(one, OURS, NOW)
            except TooOld:
                continue
            if arrived is not None:
                assert incoming_from_json(incoming_to_json(arrived)) == arrived
                assert arrived.chat.isascii()
                assert arrived.delivery.startswith(f"{arrived.chat}/")
                json.dumps(arrived.text).encode()
                arrived.text.encode()
