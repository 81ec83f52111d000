"""Messages out: with buttons where they are taken, within the windows, each code understood for what it means."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels.zalo_oa import ZaloOA
from bot.channels.zalo_oa.codes import MEANINGS, Meaning
from bot.channels.zalo_oa.writing import letter, payload
from bot.channels.zalo_shared.exchange import AnswerLost
from bot.delivery import Channel, units
from bot.errors import ChatGone, SendError, SendLater, SendRefused, SendTooOften, SendUnknown
from bot.journal import Asker, Journal, forget
from bot.journal.sends import Sends
from bot.model import Button, Incoming, Outgoing
from bot.phrases import zalo_oa
from tests.channels.conftest import until
from tests.channels.zalo_oa.conftest import QUICK, Files, at_work, behind, said, settings_for
from tests.fakes_zalo_oa import OA, FakeOA, Fault

OFFICIAL, OTHER = "5512034567", "5598765432"
CHOICES = Outgoing(
    "đáp",
    buttons=(
        (Button("Nguồn 1", key="s:1:1"), Button("Trích dẫn", copied="“bốn tháng”")),
        (Button("Hữu ích", key="u:1"), Button("Xem trên mạng", url="https://hoi.example.vn/nguon?file=a")),
    ),
    typed="Gõ 1 xem nguồn; “hữu ích”.",
    answers=datetime.now(UTC),
)
PLAIN = Outgoing("a")
TYPED = "đáp\n\nGõ 1 xem nguồn; “hữu ích”."


class Watch:
    """Clock and calendar, set by the test."""

    def __init__(self) -> None:
        self.now, self.seconds = datetime.now(UTC), 1000.0

    def on(self, seconds: float) -> None:
        """Let time pass."""
        self.seconds += seconds
        self.now += timedelta(seconds=seconds)


@contextmanager
def channel(
    fake: FakeOA, folder: Path, told: list[str] | None = None, *, watch: Watch | None = None, **more: Any
) -> Iterator[ZaloOA]:
    """The channel alone, with tokens; both people have just written."""
    fake.know(OFFICIAL, OTHER)
    journal = Journal.open(folder)
    settings = {name: more.pop(name) for name in list(more) if name.startswith("zalo_")}
    timed = {"now": lambda: watch.now, "clock": lambda: watch.seconds} if watch else {}
    options = {**QUICK, "sending": {**QUICK["sending"], **timed}, **more}
    warn = (told if told is not None else []).append
    made = ZaloOA(settings_for(fake, folder, **settings), journal, warn=warn, transport=Files(fake), **options)
    made._tokens.adopt(*fake.give(), float(fake.life), OA)
    for chat in (OFFICIAL, OTHER):
        made._windows.wrote((chat, watch.now if watch else datetime.now(UTC)))
    try:
        yield made
    finally:
        made.close()
        journal.close()


def sends(oa: ZaloOA) -> int:
    """How many messages of this month are counted."""
    allowance = oa._allowance
    return allowance._sends.of(allowance._now()).count


def refused(oa: ZaloOA, outgoing: Outgoing = PLAIN, chat: str = OFFICIAL) -> SendError:
    """What a message that is not sent raises."""
    with pytest.raises(SendError) as caught:
        oa.send(chat, outgoing)
    return caught.value


def test_it_is_a_channel(fake: FakeOA, tmp_path: Path) -> None:
    with channel(fake, tmp_path) as made:
        held: Channel = made
        assert (held.name, held.limit, held.buttons) == ("zalo_oa", 1900, True)
        assert made.link("12345-67890") is None
        name = made.send(OFFICIAL, Outgoing("chữ"))
        assert [(one.id, one.text, one.buttons) for one in fake.sent] == [(name, "chữ", [])]
        assert sends(made) == 1
        assert (made.used or "").endswith("đã gửi 1 tin")


@pytest.mark.parametrize(("template", "calls"), [("bare", 1), ("typed", 2)])
def test_buttons_in_whatever_form_the_server_takes(template: str, calls: int, fake: FakeOA, tmp_path: Path) -> None:
    fake.template = template
    with channel(fake, tmp_path) as made:
        made.send(OFFICIAL, CHOICES)
        assert len(fake.made("send")) == calls
        made.send(OFFICIAL, CHOICES)
        assert len(fake.made("send")) == calls + 1  # what was learnt is kept
    assert [one.text for one in fake.sent] == [TYPED] * 2
    assert [button["title"] for button in fake.sent[-1].buttons] == ["Nguồn 1", "Hữu ích", "Xem trên mạng"]
    assert [button["type"] for button in fake.sent[-1].buttons] == ["oa.query.hide"] * 2 + ["oa.open.url"]


def test_without_templates_it_is_plain_text_and_asked_again_after_a_while(
    fake: FakeOA, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fake.template = None
    watch = Watch()
    with channel(fake, tmp_path, watch=watch) as made:
        for _ in range(4):
            made.send(OFFICIAL, CHOICES)
        assert [(one.text, one.buttons) for one in fake.sent] == [(TYPED, [])] * 4
        assert len(fake.made("send")) == 6  # each form is tried once
        assert said(caplog, zalo_oa.TEMPLATES_REFUSED) == 1
        assert sends(made) == 4
        fake.template = "bare"
        watch.on(7 * 3600)
        made.send(OFFICIAL, CHOICES)
    assert fake.sent[-1].buttons


@pytest.mark.parametrize("code", [-201, -210, -233])
def test_words_that_are_refused_are_not_blamed_on_the_buttons(code: int, fake: FakeOA, tmp_path: Path) -> None:
    told: list[str] = []
    with channel(fake, tmp_path, told) as made:
        fake.fail("send", Fault(code=code), Fault(code=code))
        assert type(refused(made, CHOICES)) is SendRefused
        assert told == [zalo_oa.fault(code)]
        made.send(OFFICIAL, CHOICES)
        assert fake.sent[-1].buttons
        fake.fail("send", Fault(code=code), Fault(code=code))
        refused(made, CHOICES)
        assert len(told) == 1  # once


KINDS = {
    Meaning.SLOWER: SendTooOften,
    Meaning.RETRY: SendRefused,
    Meaning.FAULT: SendRefused,
    Meaning.STOP: SendLater,
    Meaning.OPERATOR: SendLater,
    Meaning.SKIP: ChatGone,
    Meaning.LATER: SendLater,
    Meaning.NIGHT: SendLater,
    Meaning.WAIT: SendLater,
}
# The table of the platform's sheet, by hand.
SHEET = {
    KINDS[Meaning.SLOWER]: (-32,),
    SendRefused: (-100, -200, -201, -210, -233, -240, -242, -248),
    SendLater: (*(-204, -205, -209, -212, -219, -221, -223, -224, -235, -237, -320, -321), *(-211, -218, -234)),
    ChatGone: (-213, -217, -227, -244, -403),
}


def test_every_code_of_the_sheet_has_a_meaning() -> None:
    assert {code for codes in SHEET.values() for code in codes} | {-230, -232} == set(MEANINGS)


@pytest.mark.parametrize(("code", "kind"), [(code, kind) for kind, codes in SHEET.items() for code in codes])
def test_what_a_code_means(code: int, kind: type[SendError], fake: FakeOA, tmp_path: Path) -> None:
    told: list[str] = []
    with channel(fake, tmp_path, told) as made:
        fake.fail("send", *[Fault(code=code)] * 2)
        error = refused(made)
        assert type(error) is kind
        assert sends(made) == 0
        calls = len(fake.made("send"))
        assert calls == (2 if code == -200 else 1)
        meaning = MEANINGS[code]
        if meaning in (Meaning.STOP, Meaning.OPERATOR, Meaning.SLOWER):
            assert type(refused(made, chat=OTHER)) is kind  # nobody is asked for now
            assert len(fake.made("send")) == calls
        else:
            fake._faults.clear()
            made.send(OTHER, Outgoing("b"))
        wanted = {
            Meaning.STOP: [zalo_oa.stopped(code)],
            Meaning.FAULT: [zalo_oa.fault(code)],
            Meaning.RETRY: [zalo_oa.failed(code)],
        }
        if meaning is Meaning.OPERATOR:
            assert "mã -211" in told[0]
        else:
            assert told == wanted.get(meaning, [])
        assert ((made.trouble or "") == zalo_oa.stopped(code)) is (meaning is Meaning.STOP)


def test_one_slip_of_the_server_is_tried_over_at_once(fake: FakeOA, tmp_path: Path) -> None:
    with channel(fake, tmp_path) as made:
        fake.fail("send", Fault(code=-200))
        made.send(OFFICIAL, Outgoing("a"))
    assert fake.texts() == ["a"]


@pytest.mark.parametrize(
    "fault", [Fault(cut=True), Fault(status=502, body=b"<h1>"), Fault(status=200, body=b"<h1>"), Fault(code=-14002)]
)
@pytest.mark.parametrize("expired", [True, False])
def test_a_token_that_cannot_be_had_is_no_message_that_may_have_been_sent(
    expired: bool, fault: Fault, fake: FakeOA, tmp_path: Path
) -> None:
    told: list[str] = []
    with channel(fake, tmp_path, told) as made:
        if expired:
            made._tokens.adopt(*fake.give(), -1.0, OA)
        else:
            fake.access = "somebody else's"
        fake.fail("token", fault)
        for _ in range(9):  # the server is asked once, and what it said stands for a while
            made._tokens._failed_until += 60.0
            assert type(refused(made)) is SendLater
        assert len(fake.made("token")) == 1
        assert sends(made) == 0
        assert told == []
        made._tokens._failed_until = float("-inf")
        made.send(OFFICIAL, PLAIN)
    assert fake.texts() == ["a"]


def test_what_stopped_it_is_over_with_the_next_message(fake: FakeOA, tmp_path: Path) -> None:
    watch, told = Watch(), list[str]()
    with channel(fake, tmp_path, told, watch=watch) as made:
        fake.fail("send", Fault(code=-224))
        assert isinstance(refused(made), SendLater)
        assert "gói dịch vụ" in (made.trouble or "")
        watch.on(301)
        made.send(OFFICIAL, Outgoing("a"))
        assert made.trouble is None
        fake.fail("send", Fault(code=-224))
        refused(made)
        assert told == [zalo_oa.stopped(-224)] * 2


def test_the_night_ends_in_the_morning(fake: FakeOA, tmp_path: Path) -> None:
    watch = Watch()
    watch.now = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)  # half past eleven in Vietnam
    with channel(fake, tmp_path, watch=watch) as made:
        fake.fail("send", Fault(code=-234))
        error = refused(made)
        assert isinstance(error, SendLater)
        assert error.seconds == 6.5 * 3600


def test_a_code_that_nobody_knows_is_told_and_tried_again(fake: FakeOA, tmp_path: Path) -> None:
    told: list[str] = []
    with channel(fake, tmp_path, told) as made:
        for _ in range(2):
            fake.fail("send", Fault(code=-7777))
            assert type(refused(made)) is SendLater
        assert told == [zalo_oa.unknown(-7777)]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault(cut=True), SendUnknown),
        (Fault(cut=True, done=True), SendUnknown),
        (Fault(status=502, body=b"<html>"), SendUnknown),
        (Fault(status=504, body=b""), SendUnknown),
        (Fault(status=200, body=b"<html>"), SendUnknown),
        (Fault(status=200, body=b"{}"), SendUnknown),
        (Fault(status=503, body=b"<html>"), SendLater),
        (Fault(status=403, body=b"<html>firewall"), SendLater),
        (Fault(status=401, body=b"<html>"), SendLater),
        (Fault(status=413, body=b"<html>"), SendRefused),
    ],
)
def test_what_somebody_in_between_means(fault: Fault, kind: type[SendError], fake: FakeOA, tmp_path: Path) -> None:
    with channel(fake, tmp_path) as made:
        fake.fail("send", fault)
        assert type(refused(made)) is kind
        assert sends(made) == (1 if kind is SendUnknown else 0)


def test_a_slow_answer_is_waited_for_and_one_that_is_too_slow_is_lost(fake: FakeOA, tmp_path: Path) -> None:
    with channel(fake, tmp_path) as made:
        fake.fail("send", Fault(seconds=0.3, done=True))
        assert made.send(OFFICIAL, Outgoing("a")) == fake.sent[0].id
        fake.fail("send", Fault(seconds=2.0, done=True))
        with pytest.raises(AnswerLost):
            made._client.send(str(fake.access), payload(OFFICIAL, letter(Outgoing("b"), "b"), None), seconds=0.2)
        assert fake.texts() == ["a", "b"]  # it arrived, and nobody could know


def test_an_error_counts_whatever_the_http_status(fake: FakeOA, tmp_path: Path) -> None:
    with channel(fake, tmp_path) as made:
        fake.fail("send", Fault(code=-213, status=400))
        assert type(refused(made)) is ChatGone


def test_no_network_means_later(fake: FakeOA, tmp_path: Path) -> None:
    with channel(fake, tmp_path) as made:
        fake.close()
        assert type(refused(made)) is SendLater
        fake.back()


def test_nothing_to_show_is_refused(fake: FakeOA, tmp_path: Path) -> None:
    with channel(fake, tmp_path) as made:
        assert type(refused(made, Outgoing(" \n"))) is SendRefused


def test_a_file_is_replaced_by_a_line(fake: FakeOA, tmp_path: Path) -> None:
    pages = {"a.md": "https://hoi.example.vn/nguon?file=a.md"}
    with channel(fake, tmp_path, page=pages.get) as made:
        made.send(OFFICIAL, Outgoing("Quy định 65", file="a.md"))
        made.send(OFFICIAL, Outgoing("", file="b.md"))
    assert fake.texts() == [f"Quy định 65\n\n{zalo_oa.file_on_page(pages['a.md'])}", zalo_oa.FILE_NOT_SENT]


# --- windows -------------------------------------------------------------------------------------------------------


def test_nothing_is_sent_that_would_be_refused_or_charged(fake: FakeOA, tmp_path: Path) -> None:
    watch, told = Watch(), list[str]()
    with channel(fake, tmp_path, told, watch=watch) as made:
        for number in range(8):
            made.send(OFFICIAL, Outgoing(str(number), answers=watch.now))
        assert isinstance(refused(made, Outgoing("a", answers=watch.now)), SendLater)
        made.send(OTHER, Outgoing("người khác"))
        assert told == [zalo_oa.WINDOW_CLOSED]
        made._windows.wrote((OFFICIAL, watch.now + timedelta(seconds=1)))
        fake.know(OFFICIAL)
        made.send(OFFICIAL, Outgoing("đáp"))
        watch.on(49 * 3600)
        assert isinstance(refused(made), SendLater)
        assert isinstance(refused(made, chat="nguoi-la"), SendLater)
        calls = len(fake.made("send"))
    assert calls == len(fake.sent) == 10  # the server was not asked
    assert fake.charged == 0


def test_what_costs_is_sent_where_the_operator_says_so(fake: FakeOA, tmp_path: Path) -> None:
    watch = Watch()
    fake.charges = True
    with channel(fake, tmp_path, watch=watch, zalo_oa_paid=True) as made:
        for number in range(9):
            made.send(OFFICIAL, Outgoing(str(number)))
        assert fake.charged == 1
        fake.know(OTHER, ago=3 * 24 * 3600)
        watch.on(3 * 24 * 3600)
        made.send(OTHER, Outgoing("ba ngày sau"))
        assert fake.charged == 2
        watch.on(5 * 24 * 3600)
        assert isinstance(refused(made, chat=OTHER), SendLater)
        assert len(fake.made("send")) == 10


def test_windows_outlive_a_restart(fake: FakeOA, tmp_path: Path) -> None:
    with channel(fake, tmp_path) as made:
        for number in range(8):
            made.send(OFFICIAL, Outgoing(str(number), answers=datetime.now(UTC)))
    with at_work(fake, tmp_path, consented=False) as desk:
        assert isinstance(refused(desk.oa), SendLater)
        desk.oa.send(OTHER, Outgoing("a"))
    assert len(fake.sent) == 9


@pytest.mark.parametrize("code", [-230, -232])
def test_a_message_waits_for_its_reader(code: int, fake: FakeOA, tmp_path: Path) -> None:
    with behind(fake, tmp_path / "data") as desk:
        desk.hears(fake.say(OFFICIAL, "câu 1"))
        fake.wait_for_sent(1)
        fake.fail("send", Fault(code=code))
        desk.delivery.say("zalo_oa", OFFICIAL, Outgoing("bản tin"))
        until(lambda: zalo_oa.WINDOW_CLOSED in desk.warned)
        calls = len(fake.made("send"))
        assert fake.texts() == ["đáp: câu 1"]
        desk.hears(fake.say(OFFICIAL, "câu 2"))
        fake.wait_for_sent(3)
        assert len(fake.made("send")) == calls + 2  # nobody was asked in between
    assert fake.texts()[0] == "đáp: câu 1"
    assert sorted(fake.texts()[1:]) == ["bản tin", "đáp: câu 2"]
    assert len(desk.warned) == 1


def test_notices_leave_room_for_answers_and_wait_their_turn(fake: FakeOA, tmp_path: Path) -> None:
    """Ten that wait for a person must not use up what may follow their question."""
    notices = [f"tin {number}" for number in range(10)]
    long = "\n\n".join(f"{number}. " + "chữ " * 400 for number in range(4))  # four messages

    def sent() -> list[str]:
        return [text for text in fake.texts() if text in notices]

    def answer(incoming: Incoming) -> list[Outgoing]:
        return [Outgoing(long if incoming.text == "dài" else "đáp")]

    with behind(fake, tmp_path / "data", answer) as desk:
        for text in notices:
            desk.delivery.say("zalo_oa", OFFICIAL, Outgoing(text))
        until(lambda: zalo_oa.WINDOW_CLOSED in desk.warned)
        assert fake.texts() == []
        desk.hears(fake.say(OFFICIAL, "dài"))
        until(lambda: [text[:2] for text in fake.texts() if text not in notices] == ["0.", "1.", "2.", "3."])
        assert len(sent()) <= 4
        for question in range(1, 5):  # with an answer of one message at least three of them go too
            desk.hears(fake.say(OFFICIAL, "ngắn"))
            until(lambda question=question: fake.texts().count("đáp") == question)
            until(lambda question=question: len(sent()) >= min(10, 3 * question))
        assert sent() == notices
    assert len(desk.warned) == 1  # those that were held back while others went were no trouble


def test_who_is_forgotten_is_told_so_and_no_trace_of_it_is_left(fake: FakeOA, tmp_path: Path) -> None:
    """The window goes with the person's own words, and the answer that says so still goes out."""
    with channel(fake, tmp_path) as made:
        journal = made._windows._journal
        written = datetime.now(UTC)
        journal.store.write(lambda connection: forget(journal, connection, Asker("zalo_oa", OFFICIAL)))
        assert made._windows.of(OFFICIAL) is None
        assert made._windows.of(OTHER) is not None
        assert isinstance(refused(made), SendLater)  # nothing else follows
        made.send(OFFICIAL, Outgoing("đã xóa", answers=written))
        assert made._windows.of(OFFICIAL) is None
        fake.fail("send", Fault(code=-230))
        answer = Outgoing("đáp", answers=written)
        assert isinstance(refused(made, answer), SendLater)
        assert isinstance(refused(made, answer), SendLater)
        assert len(fake.made("send")) == 2  # and the platform was not asked again


@pytest.mark.parametrize("code", [-230, -232])
def test_who_writes_while_a_message_is_refused_is_answered(code: int, fake: FakeOA, tmp_path: Path) -> None:
    with channel(fake, tmp_path) as made, ThreadPoolExecutor(1) as pool:
        fake.fail("send", Fault(code=code, seconds=0.3))
        news = pool.submit(made.send, OFFICIAL, Outgoing("bản tin"))
        fake.wait(lambda: fake.made("send"))
        made._windows.wrote((OFFICIAL, datetime.now(UTC)))
        assert isinstance(news.exception(20), SendLater)
        made.send(OFFICIAL, PLAIN)
    assert fake.texts() == ["a"]


# --- quota ---------------------------------------------------------------------------------------------------------


def test_what_is_left_is_shown_and_its_end_told(fake: FakeOA, tmp_path: Path) -> None:
    told: list[str] = []
    left = iter([("400", 500), (101, 500), (100, 500), (9, 500)])

    def quota(chat: str) -> dict[str, Any]:
        remain, total = next(left)
        return {"quota_type": "sub_quota", "remain": remain, "total": total, "expired_date": "30/11/2026"}

    fake.quota = quota
    with channel(fake, tmp_path, told, zalo_oa_paid=True) as made:
        made.send(OFFICIAL, Outgoing("a"))
        assert "còn 400/500 tin trong gói, đến 30/11/2026" in (made.used or "")
        made.send(OFFICIAL, Outgoing("a"))
        assert told == []
        made.send(OFFICIAL, Outgoing("a"))
        made.send(OFFICIAL, Outgoing("a"))
        assert told == [zalo_oa.quota_ending("sub_quota", 100, 500)]
        assert "còn 9/500" in (made.used or "")


def test_a_message_that_was_charged_without_leave_is_told(fake: FakeOA, tmp_path: Path) -> None:
    told: list[str] = []
    fake.quota = lambda chat: {"quota_type": "purchase_quota", "remain": 90, "total": 100}
    with channel(fake, tmp_path, told) as made:
        made.send(OFFICIAL, Outgoing("a"))
        made.send(OFFICIAL, Outgoing("a"))
    assert told == [zalo_oa.CHARGED]


@pytest.mark.parametrize("quota", [None, 7, {}, {"quota_type": 5}, {"quota_type": "reply", "remain": "x"}])
def test_a_quota_of_another_form_harms_nothing(quota: Any, fake: FakeOA, tmp_path: Path) -> None:
    fake.quota = lambda chat: quota
    told: list[str] = []
    with channel(fake, tmp_path, told) as made:
        made.send(OFFICIAL, Outgoing("a"))
        assert (made.used or "").endswith("đã gửi 1 tin")
    assert told == []


# --- through delivery ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("in_units", [True, False])
def test_a_long_answer_comes_in_pieces_that_the_server_takes(in_units: bool, fake: FakeOA, tmp_path: Path) -> None:
    fake.counts_units = in_units
    text = " ".join(f"câu {number} 😀." for number in range(600))
    with behind(fake, tmp_path / "data", lambda incoming: [Outgoing(text, typed="Gõ 1.")]) as desk:
        desk.hears(fake.say(OFFICIAL, "hỏi"))
        fake.wait(lambda: sum(len(one.text) + 1 for one in fake.sent) > len(text))
    assert " ".join(fake.texts()) == f"{text}\n\nGõ 1."
    assert all(units(one.text) <= 2000 for one in fake.sent)


def test_a_lost_answer_is_sent_again_and_known_to_be_uncertain(fake: FakeOA, tmp_path: Path) -> None:
    with behind(fake, tmp_path / "data") as desk:
        fake.fail("send", Fault(cut=True, done=True))
        desk.hears(fake.say(OFFICIAL, "câu hỏi"))
        fake.wait_for_sent(2)
        until(lambda: desk.delivery.maybe_twice == 1)
        until(lambda: Sends(desk.journal.store, "zalo_oa").of(datetime.now(UTC)).count == 2)
    assert fake.texts() == ["đáp: câu hỏi"] * 2


def test_what_is_refused_goes_out_plain_and_then_no_more(
    fake: FakeOA, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with behind(fake, tmp_path / "data", lambda incoming: [CHOICES]) as desk:
        fake.fail("send", *[Fault(code=-248)] * 2)
        desk.hears(fake.say(OFFICIAL, "câu 1"))
        until(lambda: said(caplog, "a message was dropped"))
        desk.hears(fake.say(OFFICIAL, "câu 2"))
        fake.wait_for_sent(1)
        assert desk.warned == [zalo_oa.fault(-248)]
    assert ["attachment" in call["message"] for call in fake.made("send")] == [True, False, True]


def test_who_takes_nothing_is_left_alone_until_they_write(fake: FakeOA, tmp_path: Path) -> None:
    with behind(fake, tmp_path / "data") as desk:
        desk.hears(fake.say(OFFICIAL, "câu 1"))
        fake.wait_for_sent(1)
        fake.fail("send", Fault(code=-217))
        desk.delivery.say("zalo_oa", OFFICIAL, Outgoing("bản tin"))
        until(lambda: len(fake.made("send")) == 2)
        until(lambda: _closed(desk.journal))
        desk.delivery.say("zalo_oa", OFFICIAL, Outgoing("bản tin nữa"))
        desk.hears(fake.say(OFFICIAL, "câu 2"))
        fake.wait_for_sent(2)
    assert fake.texts() == ["đáp: câu 1", "đáp: câu 2"]


def _closed(journal: Journal) -> int:
    return journal.store.read(
        lambda connection: int(connection.exec_driver_sql("SELECT count(*) FROM inactive_chats").scalar_one())
    )


def test_a_pressed_button_comes_back_as_one(fake: FakeOA, tmp_path: Path) -> None:
    with behind(fake, tmp_path / "data", lambda incoming: [CHOICES]) as desk:
        desk.hears(fake.say(OFFICIAL, "hỏi"))
        (sent,) = fake.wait_for_sent(1)
        desk.hears(fake.press(sent, "Hữu ích"))
        fake.wait_for_sent(2)

        def told(incoming: Incoming) -> tuple[str, str]:
            return incoming.kind.value, incoming.text

        assert [told(one) for one in desk.handled] == [("text", "hỏi"), ("press", "u:1")]
