"""Messages out: styled, within the limit, each error understood for what it means."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.channels.zalo_bot import ZaloBot
from bot.delivery import Channel, units
from bot.errors import SendError, SendLater, SendRefused, SendUnknown
from bot.journal import Journal
from bot.journal.sends import Sends
from bot.model import Button, Incoming, IncomingKind, Outgoing, Style, StyleKind
from bot.phrases import platforms, zalo
from tests.channels.conftest import until
from tests.channels.zalo.conftest import at_work, said, settings_for
from tests.fakes_zalo import TOKEN, FakeZalo, Fault

OFFICIAL, OTHER = "a1b2c3d4", "e5f6a7b8"
STYLED = Outgoing("Theo 😀 đó: “bốn tháng”", (Style(StyleKind.BOLD, 0, 4), Style(StyleKind.QUOTE, 12, 21)))


@contextmanager
def channel(fake: FakeZalo, folder: Path, **more: Any) -> Iterator[ZaloBot]:
    """The channel alone."""
    fake.know(OFFICIAL, OTHER)
    journal = Journal.open(folder)
    settings = {name: more.pop(name) for name in list(more) if name.startswith("zalo_")}
    made = ZaloBot(TOKEN, settings_for(fake, folder, **settings), journal.store, **more)
    try:
        yield made
    finally:
        made.close()
        journal.close()


def sends(zalo: ZaloBot) -> int:
    """How many messages of this month are counted."""
    allowance = zalo._allowance
    return allowance._sends.of(allowance._now()).count


def test_it_is_a_channel(fake: FakeZalo, tmp_path: Path) -> None:
    with channel(fake, tmp_path) as made:
        held: Channel = made
        assert (held.name, held.limit, held.buttons) == ("zalo", 1900, False)
        assert made.link("12345-67890") is None


def test_a_message_is_sent_with_its_styles(fake: FakeZalo, tmp_path: Path) -> None:
    with channel(fake, tmp_path) as zalo_bot:
        name = zalo_bot.send(OFFICIAL, STYLED)
        (sent,) = fake.sent
        assert (sent.id, sent.text) == (name, STYLED.text)
        assert (sent.parts("b"), sent.parts("c_15a85f")) == (["Theo"], ["bốn tháng"])
        assert fake.made("sendMessage")[0].keys() == {"chat_id", "text", "text_styles"}
        zalo_bot.send(OFFICIAL, Outgoing("chữ thường"))
        assert fake.made("sendMessage")[1].keys() == {"chat_id", "text"}


def test_a_bot_without_styles_sends_plain_text(
    fake: FakeZalo, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fake.takes_styles = False
    with channel(fake, tmp_path) as zalo_bot:
        for _ in range(3):
            zalo_bot.send(OFFICIAL, STYLED)
        assert [(one.text, one.styles) for one in fake.sent] == [(STYLED.text, [])] * 3
        assert len(fake.made("sendMessage")) == 4  # it is asked once in a while, not each time
        assert said(caplog, zalo.STYLES_REFUSED) == 1
        assert sends(zalo_bot) == 3


@pytest.mark.parametrize("in_200", [False, True])
@pytest.mark.parametrize(
    ("code", "kind", "counted"),
    [
        (400, SendRefused, 0),
        (401, SendLater, 0),
        (403, SendLater, 0),
        (404, SendRefused, 0),
        (408, SendUnknown, 1),
        (426, SendLater, 0),
        (429, SendLater, 0),
        (500, SendLater, 0),
        (7777, SendLater, 0),
    ],
)
def test_what_a_refusal_means(
    code: int, kind: type[SendError], counted: int, in_200: bool, fake: FakeZalo, tmp_path: Path
) -> None:
    fake.errors_in_200 = in_200 or code > 599
    with channel(fake, tmp_path) as zalo_bot:
        fake.fail("sendMessage", *[Fault(code=code, description="x")] * 2)
        with pytest.raises(SendError) as caught:
            zalo_bot.send(OFFICIAL, Outgoing("a"))
        assert type(caught.value) is kind
        assert sends(zalo_bot) == counted
        assert len(fake.made("sendMessage")) == 1


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault(cut=True), SendUnknown),
        (Fault(cut=True, done=True), SendUnknown),
        (Fault(code=502, body=b"<html>"), SendUnknown),
        (Fault(code=504, body=b""), SendUnknown),
        (Fault(code=200, body=b"<html>"), SendUnknown),
        (Fault(code=503, body=b"<html>"), SendLater),
        (Fault(code=403, body=b"<html>firewall"), SendLater),
        (Fault(code=404, body=b"<html>"), SendLater),
        (Fault(code=401, body=b"<html>"), SendLater),
        (Fault(code=413, body=b"<html>"), SendRefused),
    ],
)
def test_what_somebody_in_between_means(fault: Fault, kind: type[SendError], fake: FakeZalo, tmp_path: Path) -> None:
    with channel(fake, tmp_path) as zalo_bot:
        fake.fail("sendMessage", fault)
        with pytest.raises(SendError) as caught:
            zalo_bot.send(OFFICIAL, Outgoing("a"))
        assert type(caught.value) is kind
        # One that may have been sent counts as sent.
        assert sends(zalo_bot) == (1 if kind is SendUnknown else 0)


def test_no_network_means_later(fake: FakeZalo, tmp_path: Path) -> None:
    with channel(fake, tmp_path) as zalo_bot:
        fake.close()
        with pytest.raises(SendError) as caught:
            zalo_bot.send(OFFICIAL, Outgoing("a"))
        assert type(caught.value) is SendLater
        fake.back()


def test_403_passes_or_is_tried_ever_less(fake: FakeZalo, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with channel(fake, tmp_path) as zalo_bot:
        fake.fail("sendMessage", *[Fault(code=403, description="Internal server error")] * 4)
        waits = []
        for _ in range(4):
            with pytest.raises(SendLater) as caught:
                zalo_bot.send(OFFICIAL, Outgoing("a"))
            waits.append(caught.value.seconds)
        assert waits == [5.0, 60.0, 600.0, 600.0]
        assert said(caplog, zalo.FORBIDDEN) == 1
        zalo_bot.send(OFFICIAL, Outgoing("a"))
        fake.fail("sendMessage", Fault(code=403))
        with pytest.raises(SendLater) as caught:
            zalo_bot.send(OFFICIAL, Outgoing("a"))
        assert caught.value.seconds == 5.0


def test_nothing_to_show_is_refused(fake: FakeZalo, tmp_path: Path) -> None:
    with channel(fake, tmp_path) as zalo_bot:
        for text in ("", " \n"):
            with pytest.raises(SendRefused):
                zalo_bot.send(OFFICIAL, Outgoing(text))
    assert fake.sent == []


def test_a_file_is_replaced_by_a_line(fake: FakeZalo, tmp_path: Path) -> None:
    pages = {"a.md": "https://hoi.example.vn/nguon?file=a.md"}
    with channel(fake, tmp_path, page=pages.get) as zalo_bot:
        zalo_bot.send(OFFICIAL, Outgoing("Quy định 65", file="a.md"))
        zalo_bot.send(OFFICIAL, Outgoing("Quy định 66", file="b.md"))
        zalo_bot.send(OFFICIAL, Outgoing("", file="b.md"))
        zalo_bot.send(OFFICIAL, Outgoing("d" * 1900, file="b.md"))
    first, second, third, fourth = fake.texts()
    assert first == f"Quy định 65\n\n{zalo.file_on_page(pages['a.md'])}"
    assert second == f"Quy định 66\n\n{zalo.FILE_NOT_SENT}"
    assert third == zalo.FILE_NOT_SENT
    assert fourth == "d" * 1900


# --- through delivery ----------------------------------------------------------------------------------------------


def test_choices_are_typed(fake: FakeZalo, tmp_path: Path) -> None:
    def answers(incoming: Incoming) -> list[Outgoing]:
        return [Outgoing("đáp", buttons=((Button("Hữu ích", key="u:1"),),), typed="Gõ 1 xem nguồn.")]

    with at_work(fake, tmp_path / "data", answers):
        fake.say(OFFICIAL, "hỏi")
        fake.wait_for_sent(1)
    assert fake.texts() == ["đáp\n\nGõ 1 xem nguồn."]


@pytest.mark.parametrize("in_units", [True, False])
def test_a_long_answer_comes_in_pieces_that_the_server_takes(in_units: bool, fake: FakeZalo, tmp_path: Path) -> None:
    fake.counts_units = in_units
    text = " ".join(f"câu {number} 😀." for number in range(600))
    with at_work(fake, tmp_path / "data", lambda incoming: [Outgoing(text)]):
        fake.say(OFFICIAL, "hỏi")
        fake.wait(lambda: sum(len(one.text) + 1 for one in fake.sent) > len(text))
    assert " ".join(fake.texts()) == text
    assert all(units(one.text) <= 1900 for one in fake.sent)


def test_what_is_refused_once_goes_out_plain_and_then_no_more(
    fake: FakeZalo, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fake.unknown_chat = 404
    with at_work(fake, tmp_path / "data") as desk:
        desk.delivery.say("zalo", "khong-ai", STYLED)
        until(lambda: said(caplog, "a message was dropped"))
        fake.say(OFFICIAL, "câu hỏi")
        fake.wait_for_sent(1)
    assert [call["chat_id"] for call in fake.made("sendMessage")] == ["khong-ai", "khong-ai", OFFICIAL]


def test_a_lost_answer_is_sent_again_and_known_to_be_uncertain(fake: FakeZalo, tmp_path: Path) -> None:
    with at_work(fake, tmp_path / "data") as desk:
        fake.fail("sendMessage", Fault(cut=True, done=True))
        fake.say(OFFICIAL, "câu hỏi")
        fake.wait_for_sent(2)
        until(lambda: desk.delivery.maybe_twice == 1)
        until(lambda: desk.zalo._allowance._sends.of(desk.zalo._allowance._now()).count == 2)
    assert fake.texts() == ["đáp: câu hỏi"] * 2


def test_a_chat_in_trouble_holds_up_no_other(fake: FakeZalo, tmp_path: Path) -> None:
    with at_work(fake, tmp_path / "data"):
        fake.fail("sendMessage", *[Fault(code=403)] * 1)
        fake.say(OFFICIAL, "câu 1")
        fake.wait(lambda: fake.made("sendMessage"))
        fake.say(OTHER, "câu 2")
        fake.wait_for_sent(1)
    assert fake.texts() == ["đáp: câu 2"]


def test_typing_is_shown_while_an_answer_takes_its_time(fake: FakeZalo, tmp_path: Path) -> None:
    with at_work(fake, tmp_path / "data", typing_after=0.02) as desk:
        desk.gate.clear()
        fake.fail("sendChatAction", Fault(code=500))
        fake.say(OFFICIAL, "câu 1")
        fake.say(OTHER, "câu 2")
        fake.wait(lambda: {call["chat_id"] for call in fake.made("sendChatAction")} == {OFFICIAL, OTHER})
        assert all(call["action"] == "typing" for call in fake.made("sendChatAction"))
        desk.gate.set()
        fake.wait_for_sent(2)


def test_typing_costs_a_quick_answer_no_call(fake: FakeZalo, tmp_path: Path) -> None:
    with at_work(fake, tmp_path / "data", typing_after=30.0):
        fake.say(OFFICIAL, "câu 1")
        fake.wait_for_sent(1)
    assert fake.made("sendChatAction") == []


def test_a_slow_typing_sign_holds_nobody_up(fake: FakeZalo, tmp_path: Path) -> None:
    with at_work(fake, tmp_path / "data", typing_after=0.0) as desk:
        fake.fail("sendChatAction", Fault(seconds=3.0, code=500))
        desk.gate.clear()
        fake.say(OFFICIAL, "câu 1")
        fake.wait(lambda: fake.made("sendChatAction"))
        desk.gate.set()
        fake.wait_for_sent(1)


def test_the_kinds_that_are_no_words_reach_the_handler(fake: FakeZalo, tmp_path: Path) -> None:
    def answers(incoming: Incoming) -> list[Outgoing]:
        return [Outgoing("xin gõ chữ" if incoming.kind is IncomingKind.OTHER else "?")]

    with at_work(fake, tmp_path / "data", answers):
        fake.unsupported(OFFICIAL)
        fake.wait_for_sent(1)
    assert fake.texts() == ["xin gõ chữ"]
    assert platforms.BUSY not in fake.texts()


def test_the_count_is_of_its_own_channel(fake: FakeZalo, tmp_path: Path) -> None:
    with at_work(fake, tmp_path / "data") as desk:
        fake.say(OFFICIAL, "câu 1")
        fake.wait_for_sent(1)
        until(lambda: Sends(desk.journal.store, "zalo").of(desk.zalo._allowance._now()).count == 1)
        assert (desk.zalo.used or "").endswith("đã gửi 1/3.000 tin (0%)")
        assert desk.zalo.trouble is None
