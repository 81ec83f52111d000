"""Letters out: what becomes of an answer when the server, the network or the chat will not take it."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from telegram.error import NetworkError, RetryAfter

from bot.channels.telegram.sending import meaning, wait_of
from bot.errors import SendLater, SendUnknown
from bot.model import Button, Outgoing, Style, StyleKind
from bot.phrases import platforms
from tests.channels.conftest import Desk, at_work
from tests.conftest import count
from tests.fakes_telegram import FakeTelegram, Fault

OFFICIAL, OTHER, GROUP = 2001, 2002, -100200
pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")


def texts(fake: FakeTelegram, chat: int = OFFICIAL) -> list[str]:
    """What a chat was sent."""
    return [one.text for one in fake.sent if one.chat == chat]


@pytest.mark.parametrize(
    "fault",
    [
        Fault(code=500, description="Internal Server Error"),
        Fault(code=503, body=b"<html>down</html>"),
        Fault(code=403, body=b"<html>blocked by the firewall</html>"),
        Fault(code=429, description="Too Many Requests: retry after 1", parameters={"retry_after": 1}),
        Fault(code=429, body=b"slow down"),
    ],
    ids=lambda fault: f"{fault.code}{'-page' if fault.body else ''}",
)
def test_what_was_surely_not_taken_is_sent_again(fault: Fault, desk: Desk) -> None:
    desk.fake.fail("sendMessage", fault)
    desk.fake.answer_to(desk.fake.say(OFFICIAL, "một"), OFFICIAL)
    desk.fake.answer_to(desk.fake.say(OFFICIAL, "hai"), OFFICIAL)
    assert texts(desk.fake) == ["đáp: một", "đáp: hai"]
    assert desk.delivery.maybe_twice == 0


@pytest.mark.parametrize(
    ("fault", "times"),
    [
        (Fault(cut=True, done=True), 2),
        (Fault(cut=True), 1),
        (Fault(code=502, body=b"<html>Bad Gateway</html>"), 1),
        (Fault(code=200, body=b"<html>log in</html>", done=True), 2),
        (Fault(done=True, seconds=3.0), 2),
    ],
    ids=["cut-after", "cut-before", "gateway", "nonsense", "silence"],
)
def test_what_may_have_been_taken_is_sent_again_and_known(fault: Fault, times: int, desk: Desk) -> None:
    desk.fake.fail("sendMessage", fault)
    desk.fake.say(OFFICIAL, "một")
    desk.fake.wait_for_sent(times)
    desk.fake.wait(lambda: len(desk.fake.made("sendMessage")) == 2)
    assert texts(desk.fake) == ["đáp: một"] * times
    assert desk.delivery.maybe_twice == 1


def test_a_chat_that_must_wait_holds_up_no_other(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    flood = Fault(code=429, description="Too Many Requests: retry after 2", parameters={"retry_after": 2})
    desk.fake.fail("sendMessage", flood)
    for number in range(3):
        desk.fake.say(OFFICIAL, f"câu {number}")
    desk.fake.wait(lambda: desk.fake.made("sendMessage"))
    desk.fake.answer_to(desk.fake.say(OTHER, "của B"), OTHER)
    assert texts(desk.fake) == []
    desk.fake.wait_for_sent(4)
    assert texts(desk.fake) == [f"đáp: câu {number}" for number in range(3)]
    assert [record.getMessage() for record in caplog.records].count(platforms.TELEGRAM_TOO_OFTEN) == 1
    assert not any("takes no messages" in record.getMessage() for record in caplog.records)


def test_an_unreachable_server_did_not_take_it(desk: Desk) -> None:
    desk.fake.answer_to(desk.fake.say(OFFICIAL, "trước"), OFFICIAL)
    desk.fake.close()
    desk.delivery.say("telegram", str(OFFICIAL), Outgoing("sau"))
    threading.Event().wait(0.5)
    desk.fake.back()
    desk.fake.wait_for_sent(2)
    assert texts(desk.fake) == ["đáp: trước", "sau"]
    assert desk.delivery.maybe_twice == 0


def test_who_blocked_the_bot_gets_nothing_until_they_write(desk: Desk) -> None:
    desk.fake.blocked.add(OFFICIAL)
    desk.fake.say(OFFICIAL, "một")
    desk.fake.wait(lambda: desk.fake.made("sendMessage"))
    desk.fake.blocked.clear()
    desk.fake.answer_to(desk.fake.say(OTHER, "của B"), OTHER)
    asked = desk.fake.say(OFFICIAL, "hai")
    desk.fake.answer_to(asked, OFFICIAL)
    assert texts(desk.fake) == ["đáp: hai"]


def test_a_group_that_moved_is_followed(desk: Desk) -> None:
    new = -100300
    desk.fake.chat(new, group=True)
    desk.gate.clear()
    desk.fake.say(GROUP, "@CanBoHoiBot một", person=OFFICIAL, group=True)
    desk.fake.wait(lambda: not desk.fake.left())
    desk.fake.moved[GROUP] = new
    desk.gate.set()
    desk.fake.wait_for_sent(1)
    assert texts(desk.fake, new) == ["đáp: một"]


def test_a_deleted_question_still_gets_its_answer(fake: FakeTelegram, tmp_path: Path) -> None:
    with at_work(fake, tmp_path / "data", lambda incoming: [Outgoing("đáp", reply_to="777")]):
        fake.say(OFFICIAL, "một")
        fake.wait_for_sent(1)
        # Even a server that does not send without the reply.
        fake.fail("sendMessage", Fault(code=400, description="Bad Request: message to be replied not found"))
        fake.say(OFFICIAL, "hai")
        fake.wait_for_sent(2)
    assert texts(fake) == ["đáp", "đáp"]
    assert all("reply_parameters" in call for call in fake.made("sendMessage")[:2])


def test_what_is_refused_goes_out_plain(fake: FakeTelegram, tmp_path: Path) -> None:
    rich = Outgoing("đậm", (Style(StyleKind.BOLD, 0, 3),), ((Button("Hữu ích", key="u:1"),),), typed="gõ: hữu ích")
    refusal = Fault(code=400, description="Bad Request: can't parse entities")
    with at_work(fake, tmp_path / "data", lambda incoming: [rich]):
        fake.fail("sendMessage", refusal)
        fake.say(OFFICIAL, "một")
        fake.wait_for_sent(1)
    assert fake.sent[0].text == "đậm\n\ngõ: hữu ích"
    assert fake.sent[0].entities == fake.sent[0].buttons == []


def test_a_long_answer_goes_out_in_pieces(fake: FakeTelegram, tmp_path: Path) -> None:
    quote = "Điều này 😀 quy định. " * 90
    text = f"“{quote}” [1]\n\n“{quote}” [2]\n\n“{quote}” [3]"
    starts = [at + 1 for at in range(len(text)) if text[at] == "“"]
    styles = tuple(Style(StyleKind.QUOTE, start, start + len(quote), at + 1) for at, start in enumerate(starts))
    buttons = ((Button("Hữu ích", key="u:1"),),)
    with at_work(
        fake, tmp_path / "data", lambda incoming: [Outgoing(text, styles, buttons, reply_to=incoming.message)]
    ):
        asked = fake.say(OFFICIAL, "một")
        sent = fake.wait_for_sent(2)
        fake.wait(lambda: not fake.left())
    assert len(sent) >= 2
    assert [bool(one.buttons) for one in fake.sent] == [False] * (len(fake.sent) - 1) + [True]
    assert fake.sent[0].reply_to == asked
    quoted = [part for one in fake.sent for part in one.parts("expandable_blockquote")]
    assert len(quoted) == 3
    assert all(quote.strip() in part for part in quoted)


def test_a_document_is_sent_with_its_name_below_the_words(fake: FakeTelegram, tmp_path: Path) -> None:
    file = tmp_path / "Quy định 65 về luân chuyển.txt"
    file.write_text("QUY ĐỊNH", encoding="utf-8")
    words = ["Văn bản gốc:", "dài " * 400, "đã bỏ"]
    answers = iter(
        [
            Outgoing(words[0], file="65.txt", buttons=((Button("Nguồn 1", key="s:1:1"),),)),
            Outgoing(words[1].strip(), file="65.txt"),
            Outgoing(words[2], file="gone.txt"),
        ]
    )

    def original(name: str) -> Path | None:
        return file if name == "65.txt" else None

    with at_work(fake, tmp_path / "data", lambda incoming: [next(answers)], original=original):
        for number in range(3):
            fake.say(OFFICIAL, f"tải {number}")
            fake.wait(lambda count=number: len(fake.sent) > count)  # type: ignore[misc]
        fake.wait_for_sent(4)
    assert [(one.text, one.file) for one in fake.sent[:1]] == [(words[0], (file.name, "QUY ĐỊNH".encode()))]
    assert fake.sent[0].buttons[0][0]["callback_data"] == "s:1:1"
    # Too long to stand below a file.
    assert [one.text for one in fake.sent[1:3]] == [words[1].strip(), ""]
    assert fake.sent[2].file is not None
    assert fake.sent[3].file is None
    assert fake.sent[3].text.startswith(words[2])


def test_typing_is_shown_and_kept_up_while_the_bot_works(desk: Desk) -> None:
    desk.telegram._typing_seconds = 0.1
    desk.gate.clear()
    desk.fake.say(OFFICIAL, "một")
    desk.fake.wait(lambda: len(desk.fake.made("sendChatAction")) >= 3)
    desk.gate.set()
    desk.fake.wait_for_sent(1)
    shown = len(desk.fake.made("sendChatAction"))
    threading.Event().wait(0.5)
    assert len(desk.fake.made("sendChatAction")) <= shown + 1


@pytest.mark.parametrize(
    "fault", [Fault(code=500), Fault(cut=True), Fault(seconds=5.0, done=True), Fault(code=400, description="not found")]
)
def test_failing_to_show_typing_holds_nothing_up(fault: Fault, desk: Desk) -> None:
    desk.fake.fail("sendChatAction", *[fault] * 20)
    for number in range(10):
        desk.fake.answer_to(desk.fake.say(OFFICIAL + number, "một"), OFFICIAL + number, seconds=4)


def test_many_chats_at_once_are_all_answered_in_order(fake: FakeTelegram, tmp_path: Path) -> None:
    chats, turns = range(1, 1 + count(30, 500)), range(3)
    for turn in turns:
        for chat in chats:
            fake.say(chat, f"câu {turn}")
    with at_work(fake, tmp_path / "data", settings={"telegram_timeout": 20.0}, waiting=10_000):
        fake.wait_for_sent(len(chats) * len(turns), seconds=180)
    for chat in chats:
        assert texts(fake, chat) == [f"đáp: câu {turn}" for turn in turns]


def test_a_wait_is_understood_as_a_number_and_as_a_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    assert wait_of(RetryAfter(7)) == 7.0
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    assert isinstance(RetryAfter(7).retry_after, timedelta)
    assert wait_of(RetryAfter(7)) == 7.0


@pytest.mark.parametrize(
    ("cause", "kind"),
    [
        (httpx.ConnectError("x"), SendLater),
        (httpx.ConnectTimeout("x"), SendLater),
        (httpx.PoolTimeout("x"), SendLater),
        (httpx.ProxyError("x"), SendLater),
        (httpx.ReadTimeout("x"), SendUnknown),
        (httpx.ReadError("x"), SendUnknown),
        (httpx.WriteTimeout("x"), SendUnknown),
        (httpx.RemoteProtocolError("x"), SendUnknown),
        (OSError("x"), SendUnknown),
    ],
)
def test_where_the_connection_ended_decides(cause: Exception, kind: type[SendLater]) -> None:
    error = NetworkError("x")
    error.__cause__ = cause
    assert type(meaning(error)) is kind


def test_nothing_of_the_library_hangs_on_our_errors(desk: Desk, fake: FakeTelegram) -> None:
    fake.fail("sendMessage", Fault(cut=True))
    fake.chat(OFFICIAL)
    with pytest.raises(SendUnknown) as caught:
        desk.telegram.send(str(OFFICIAL), Outgoing("một"))
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
