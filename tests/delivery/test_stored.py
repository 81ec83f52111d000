"""Messages in and out of the file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.delivery.stored import incoming_from_json, incoming_to_json, outgoing_from_json, outgoing_to_json
from bot.model import Attachment, Button, Incoming, IncomingKind, Outgoing, Style, StyleKind
from tests.delivery.parts import incoming

MOMENT = datetime(2026, 11, 22, 14, 30, 5, 123456, tzinfo=timezone(timedelta(hours=7)))
AWKWARD = "e\u0302 👍🏽 \x00 \ud83d “hoà”\n\t\u2028"


@pytest.mark.parametrize("kind", list(IncomingKind))
def test_what_arrived(kind: IncomingKind) -> None:
    attachment = Attachment("AgAD", "Quyết định 80.docx", 12_345) if kind is IncomingKind.FILE else None
    one = Incoming("zalo", "7", "c", "p", kind, MOMENT, AWKWARD, "m", "r", True, attachment)
    text = incoming_to_json(one)
    assert text.isascii()
    assert incoming_from_json(text) == one
    assert incoming_from_json(incoming_to_json(incoming())).attachment is None


def test_what_goes_out() -> None:
    one = Outgoing(
        AWKWARD,
        tuple(Style(kind, 0, 3, number) for number, kind in enumerate(StyleKind)),
        ((Button("1", key="s:1:1"), Button("2", url="https://x")), (Button("3", copied="khoản 2"),)),
        "Gõ 1",
        "tin-1",
        7,
        "thư mục/a.docx",
    )
    for outgoing in (one, Outgoing("chữ")):
        text = outgoing_to_json(outgoing, MOMENT)
        assert text.isascii()
        assert outgoing_from_json(text) == (outgoing, MOMENT)


@pytest.mark.parametrize(
    "text",
    ["", "không phải", "[]", "null", "{}", '{"made_at": 1, "outgoing": {}}', '{"kind": "text", "sent_at": "bí mật"}'],
)
def test_anything_else_is_said_without_a_word_of_it(text: str) -> None:
    for read in (incoming_from_json, outgoing_from_json):
        with pytest.raises(ValueError, match="not a message of this version") as told:
            read(text)
        assert "bí mật" not in str(told.value)
    held = outgoing_to_json(Outgoing("chữ"), datetime.now(UTC)).replace('"typed"', '"khac"')
    with pytest.raises(ValueError, match="TypeError"):
        outgoing_from_json(held)
