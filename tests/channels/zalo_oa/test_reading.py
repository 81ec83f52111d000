"""What Zalo brings of the Official Account, in every form that is known and in those that nobody has seen."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.zalo_oa.reading import OLDEST, Brought, read
from bot.channels.zalo_shared.fields import TooOld
from bot.delivery.stored import incoming_from_json, incoming_to_json
from bot.model import Attachment, Incoming, IncomingKind
from tests.conftest import count

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
SENT = NOW - timedelta(minutes=1)
STAMP = str(int(SENT.timestamp() * 1000))
FILE = {"url": "https://f2.zdn.vn/quy-dinh.docx", "name": "Quy định 65.docx", "size": "20480"}


def event(name: str = "user_send_text", message: Any = None, **more: Any) -> dict[str, Any]:
    """An event as the platform's sheet has it."""
    held = {"app_id": "1", "sender": {"id": "55"}, "recipient": {"id": "43"}, "event_name": name, "timestamp": STAMP}
    return {**held, "message": {"msg_id": "m1", "text": "hỏi"} if message is None else message, **more}


def come(held: dict[str, Any], raw: bytes = b"x") -> Incoming:
    """What arrives."""
    brought = read(held, raw, NOW)
    assert brought.incoming is not None
    assert brought.wrote == (brought.incoming.chat, brought.incoming.sent_at)
    return brought.incoming


def test_a_message() -> None:
    assert come(event()) == Incoming(
        channel="zalo_oa",
        delivery="55/m1",
        chat="55",
        person="55",
        kind=IncomingKind.TEXT,
        sent_at=SENT,
        text="hỏi",
        message="m1",
    )


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("sticker", IncomingKind.OTHER),
        ("image", IncomingKind.OTHER),
        ("gif", IncomingKind.OTHER),
        ("video", IncomingKind.OTHER),
        ("location", IncomingKind.OTHER),
        ("business_card", IncomingKind.OTHER),
        ("link", IncomingKind.OTHER),
        ("audio", IncomingKind.VOICE),
        ("text", IncomingKind.OTHER),
        ("file", IncomingKind.OTHER),
    ],
)
def test_what_has_no_words(name: str, kind: IncomingKind) -> None:
    for message in ({"msg_id": "m1"}, {"msg_id": "m1", "text": " "}, {"msg_id": "m1", "attachments": [{"type": name}]}):
        assert come(event(f"user_send_{name}", message)).kind is kind


def test_words_below_a_picture_and_a_link_are_read_and_nothing_of_a_card() -> None:
    for name in ("image", "link"):
        assert come(event(f"user_send_{name}")).kind is IncomingKind.TEXT
    card = come(event("user_send_business_card", {"msg_id": "m1", "text": "Nguyễn Văn An 0912 345 678"}))
    assert (card.kind, card.text) == (IncomingKind.OTHER, "")


def test_a_file() -> None:
    held = {"msg_id": "m1", "attachments": [{"type": "file", "payload": FILE}]}
    made = come(event("user_send_file", held))
    assert (made.kind, made.attachment) == (IncomingKind.FILE, Attachment(FILE["url"], FILE["name"], 20480))
    for size in (None, "x", -1, True, 1.5, 10**15):
        payload = {"url": FILE["url"], "size": size}
        made = come(event("user_send_file", {"attachments": [{"payload": payload}]}))
        assert made.attachment == Attachment(FILE["url"], "tep", None)


@pytest.mark.parametrize(
    ("text", "kind", "meant"),
    [
        ("cb:s:12:1", IncomingKind.PRESS, "s:12:1"),
        ("cb:s:12:1:30-90:abcdef", IncomingKind.PRESS, "s:12:1:30-90:abcdef"),
        ("cb:u", IncomingKind.PRESS, "u"),
        ("cb:v:2:quy dinh can bo", IncomingKind.PRESS, "v:2:quy dinh can bo"),
        ("cb: s:1", IncomingKind.TEXT, "cb: s:1"),
        ("cb:", IncomingKind.TEXT, "cb:"),
        ("cb:là gì", IncomingKind.TEXT, "cb:là gì"),
        ("s:12:1", IncomingKind.TEXT, "s:12:1"),
    ],
)
def test_a_button_comes_back_as_words(text: str, kind: IncomingKind, meant: str) -> None:
    made = come(event(message={"msg_id": "m1", "text": text}))
    assert (made.kind, made.text) == (kind, meant)


def test_following_and_leaving() -> None:
    held = {"oa_id": "43", "follower": {"id": "55"}, "source": "oa_profile", "app_id": "1", "timestamp": STAMP}
    made = come({**held, "event_name": "follow"}, b"raw")
    assert (made.kind, made.chat, made.text) == (IncomingKind.FOLLOW, "55", "")
    assert made.delivery.startswith("sha256:")
    assert made.delivery != come({**held, "event_name": "follow"}, b"raw 2").delivery
    assert read({**held, "event_name": "unfollow"}, b"raw", NOW) == Brought(left=("55", SENT), oa="43")


def test_what_people_tell_of_themselves_is_not_read() -> None:
    info = {"name": "Nguyễn Văn An", "phone": "84912345678", "address": "Lê Chân"}
    brought = read(event("user_submit_info", info=info), b"raw", NOW)
    assert brought == Brought(wrote=("55", SENT), oa="43")


@pytest.mark.parametrize(
    "name",
    [
        *("oa_send_text", "oa_send_image", "oa_send_list", "user_received_message", "user_seen_message"),
        *(
            "anonymous_send_text",
            "user_click_chatnow",
            "user_send_group_text",
            "",
            "user_send_",
            "user_reacted_message",
        ),
    ],
)
def test_mirrors_and_what_nobody_knows_are_dropped(name: str) -> None:
    assert read(event(name), b"raw", NOW) == Brought()


@pytest.mark.parametrize(
    "spoilt",
    [{"sender": None}, {"sender": {}}, {"sender": {"id": "a b"}}, {"event_name": 7}, {"message": "hỏi"}],
)
def test_what_is_not_whole_is_dropped(spoilt: dict[str, Any]) -> None:
    assert read({**event(), **spoilt}, b"raw", NOW) == Brought()


def test_without_a_name_it_is_known_by_its_bytes() -> None:
    for message in ({"text": "hỏi"}, {"text": "hỏi", "msg_id": None}, {"text": "hỏi", "msg_id": ""}):
        one, again, other = (come(event(message=message), raw) for raw in (b"a", b"a", b"b"))
        assert one == again
        assert one.delivery != other.delivery
        assert one.message is None
    assert come(event(message={"text": "hỏi", "msg_id": 77})).delivery == "55/77"


def test_the_same_words_at_another_time_are_another_message() -> None:
    """Where the time stands in the head alone, the bytes are the same."""
    held = event(message={"text": "thêm"})
    later = str(int(STAMP) + 60_000)

    def key(stamp: str) -> str:
        incoming = read(held, b"x", NOW, stamp).incoming
        assert incoming is not None
        return incoming.delivery

    assert key(later) == key(STAMP)  # what is signed with the body is in it; the head may be anybody's
    del held["timestamp"]
    assert key(later) != key(STAMP)
    assert key(STAMP) == key(STAMP)


def test_its_time_stands_in_the_body_or_in_the_head() -> None:
    held = event()
    del held["timestamp"]
    assert read(held, b"x", NOW, STAMP).wrote == ("55", SENT)
    assert read(held, b"x", NOW).wrote == ("55", NOW)
    ahead = str(int((NOW + timedelta(hours=5)).timestamp() * 1000))
    assert read(event(timestamp=ahead), b"x", NOW).wrote == ("55", NOW)  # no window is opened ahead of time


def test_the_old_is_passed_over_and_retries_are_not() -> None:
    def at(age: timedelta) -> dict[str, Any]:
        return event(timestamp=str(int((NOW - age).timestamp() * 1000)))

    assert come(at(timedelta(hours=2, minutes=10))).text == "hỏi"
    assert come(at(OLDEST)).text == "hỏi"
    with pytest.raises(TooOld):
        read(at(OLDEST + timedelta(seconds=1)), b"x", NOW)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=count(80, 5_000), deadline=None)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "event_name": st.sampled_from(
                ["user_send_text", "user_send_file", "follow", "unfollow", "user_submit_info"]
            ),
            "sender": JSON | st.fixed_dictionaries({"id": JSON}),
            "follower": JSON | st.fixed_dictionaries({"id": JSON}),
            "message": JSON
            | st.fixed_dictionaries({}, optional={"msg_id": JSON, "text": JSON, "attachments": JSON | st.lists(JSON)}),
            "timestamp": JSON,
        },
    )
)
def test_whatever_it_is_nothing_breaks(held: dict[str, Any]) -> None:
    try:
        brought = read(held, json.dumps(held).encode(), NOW)
    except TooOld:
        return
    if brought.incoming is not None:
        assert incoming_from_json(incoming_to_json(brought.incoming)) == brought.incoming
