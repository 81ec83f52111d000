"""What is saved is sent, whatever the platform says to it."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from bot.delivery import Finish
from bot.delivery.stored import Posting
from bot.errors import ChatGone, ChatMoved, SendLater, SendRefused, SendUnknown
from bot.journal import Asker, Entry, Journal, Outcome
from bot.journal.tables import inactive_chats, inbox, outbox, questions, sent
from bot.model import Button, Incoming, Outgoing, Style, StyleKind
from bot.phrases import platforms
from tests.delivery.conftest import Make
from tests.delivery.parts import SENT_AT, Loop, eventually, incoming, number_of, rows

BUTTONS = ((Button("Nguồn 1", key="s:1:1"),),)
RICH = Outgoing("đậm thường", (Style(StyleKind.BOLD, 0, 3),), BUTTONS, "Gõ 1 để xem nguồn", reply_to="tin-1")


def test_later_is_later_and_in_order(deliver: Make, journal: Journal, loop: Loop) -> None:
    loop.failing.extend(SendLater("chậm lại", seconds=0.05) for _ in range(3))
    delivery = deliver()
    delivery.receive([incoming(str(number)) for number in range(4)])
    eventually(lambda: number_of(journal, sent) == 4)
    assert loop.texts() == [f"Trả lời {number}" for number in range(4)]
    assert [outgoing.text for _, outgoing in loop.tried[:4]] == ["Trả lời 0"] * 4
    assert delivery.maybe_twice == 0


def test_the_platforms_own_seconds_are_kept(deliver: Make, journal: Journal, loop: Loop) -> None:
    clock = [datetime(2026, 11, 22, 8, tzinfo=UTC)]
    loop.failing.append(SendLater("chậm lại", seconds=900))
    first = deliver(now=lambda: clock[0])
    first.receive([incoming("một")])
    eventually(lambda: rows(journal, outbox, outbox.c.not_before.is_not(None)))
    [row] = rows(journal, outbox)
    assert (row.not_before - clock[0], row.attempts, row.status) == (timedelta(seconds=900), 1, "waiting")
    first.close()
    clock[0] += timedelta(seconds=899.9)
    deliver(now=lambda: clock[0])  # it is as late after a restart
    assert not loop.sent
    clock[0] += timedelta(seconds=0.1)
    eventually(lambda: loop.texts() == ["Trả lời một"])


def test_without_seconds_the_pauses_grow(deliver: Make, journal: Journal, loop: Loop) -> None:
    clock = [datetime(2026, 11, 22, 8, tzinfo=UTC)]
    pauses = []
    for number in range(9):
        loop.failing.append(SendLater("mất mạng"))
        delivery = deliver(now=lambda: clock[0])
        if not number:
            delivery.receive([incoming("một")])
        eventually(lambda number=number: rows(journal, outbox, outbox.c.attempts == number + 1))
        delivery.close()
        [row] = rows(journal, outbox)
        pauses.append((row.not_before - clock[0]).total_seconds())
        clock[0] = row.not_before
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_answers_come_before_notices(deliver: Make, loop: Loop) -> None:
    """A notice that must wait keeps nobody from the answer to their own question, before and after a restart."""

    def closed(chat: str, outgoing: Outgoing) -> None:
        if outgoing.answers is None:
            raise SendLater("chưa được gửi", seconds=3600)

    loop.hurdle = closed
    first = deliver()
    for number in range(3):
        first.say("loop", "phong-1", Outgoing(f"tin {number}"))
    eventually(lambda: loop.tried)
    first.receive([incoming("một")])
    eventually(lambda: loop.texts() == ["Trả lời một"])
    assert loop.sent[0][1].answers == SENT_AT
    first.close()
    second = deliver(started=False)
    second.receive([incoming("hai")])
    second.start()
    eventually(lambda: loop.texts() == ["Trả lời một", "Trả lời hai"])
    assert [outgoing.text for _, outgoing in loop.tried if outgoing.answers is None] == ["tin 0"]
    assert loop.overlaps == 0


def test_other_chats_go_on(deliver: Make, loop: Loop) -> None:
    def hurdle(chat: str, outgoing: Outgoing) -> None:
        if chat == "nghen":
            raise SendLater("chậm lại", seconds=3600)

    loop.hurdle = hurdle
    delivery = deliver()
    delivery.receive([incoming(chat="nghen"), *(incoming(chat=f"phong-{number}") for number in range(20))])
    eventually(lambda: len(loop.sent) == 20)
    assert [chat for chat, _ in loop.tried].count("nghen") == 1


def test_another_channel_goes_on_while_one_hangs(deliver: Make, loop: Loop) -> None:
    hung = threading.Event()
    zalo = Loop("zalo")
    zalo.hurdle = lambda chat, outgoing: hung.wait(30) and None
    delivery = deliver(channels=(loop, zalo))
    for number in range(20):
        delivery.receive([incoming(chat=f"phong-{number}", channel=name) for name in ("zalo", "loop")])
    eventually(lambda: len(loop.sent) == 20)
    assert not zalo.sent
    hung.set()
    eventually(lambda: len(zalo.sent) == 20)


def test_trouble_is_said_once(deliver: Make, journal: Journal, loop: Loop, caplog: pytest.LogCaptureFixture) -> None:
    loop.failing.extend(SendLater("mất mạng, phong-1", seconds=0.01) for _ in range(20))
    delivery = deliver()
    with caplog.at_level(logging.DEBUG):
        delivery.receive([incoming("một")])
        eventually(lambda: number_of(journal, sent) == 1)
    assert [record.message for record in caplog.records] == ["loop: takes no messages for now (SendLater)"]


def test_given_up_after_a_day_of_trying(deliver: Make, journal: Journal, loop: Loop) -> None:
    clock = [datetime(2026, 11, 22, 8, tzinfo=UTC)]
    loop.failing.append(SendLater("mất mạng", seconds=1))
    first = deliver(now=lambda: clock[0])
    first.receive([incoming("một")])
    eventually(lambda: rows(journal, outbox, outbox.c.attempts == 1))
    first.close()
    clock[0] += timedelta(hours=24, seconds=2)
    second = deliver(now=lambda: clock[0])
    eventually(lambda: number_of(journal, outbox) == 0)
    assert not loop.sent
    assert rows(journal, inbox)[0].content is None
    second.receive([incoming("hai")])
    eventually(lambda: loop.texts() == ["Trả lời hai"])


def test_an_answer_that_nobody_tried_to_send_is_never_too_old(deliver: Make, journal: Journal, loop: Loop) -> None:
    clock = [datetime(2026, 11, 22, 8, tzinfo=UTC)]
    first = deliver(started=False, now=lambda: clock[0])
    first.say("loop", "phong-1", Outgoing("một"))
    first.close()
    clock[0] += timedelta(days=3)
    deliver(now=lambda: clock[0])
    eventually(lambda: loop.texts() == ["một"])


def test_unknown_is_tried_again_and_counted(
    deliver: Make, journal: Journal, loop: Loop, caplog: pytest.LogCaptureFixture
) -> None:
    loop.failing.append(SendUnknown("mất kết nối", seconds=0.01))
    delivery = deliver()
    with caplog.at_level(logging.WARNING):
        delivery.receive([incoming("một")])
        eventually(lambda: number_of(journal, sent) == 1)
    assert delivery.maybe_twice == 1
    assert "may have been sent twice: 1" in caplog.text


def test_what_was_being_sent_at_the_end_is_sent_again_and_counted(
    deliver: Make, journal: Journal, loop: Loop, caplog: pytest.LogCaptureFixture
) -> None:
    first = deliver(started=False)
    for text in ("một", "hai", "ba"):
        first.say("loop", "phong-1", Outgoing(text))
    begun = update(outbox).where(outbox.c.id < 3).values(status=Posting.SENDING.value)
    journal.store.write(lambda connection: connection.execute(begun))
    with caplog.at_level(logging.WARNING):
        second = deliver()
        eventually(lambda: number_of(journal, sent) == 3)
    assert loop.texts() == ["một", "hai", "ba"]
    assert second.maybe_twice == 2
    assert "may have been sent twice: 2" in caplog.text


def test_a_sending_that_could_not_be_recorded_is_counted_when_it_is_done_again(
    deliver: Make, journal: Journal, loop: Loop
) -> None:
    delivery = deliver(started=False)
    delivery.say("loop", "phong-1", Outgoing("một"))
    begun = update(outbox).values(status=Posting.SENDING.value)
    journal.store.write(lambda connection: connection.execute(begun))
    sender = delivery._senders["loop"]
    sender.lanes.drain()
    sender.run()
    assert loop.texts() == ["một"]
    assert delivery.maybe_twice == 1


def test_refused_goes_out_as_plain_text(deliver: Make, journal: Journal, loop: Loop) -> None:
    loop.failing.append(SendRefused("không vẽ được"))
    delivery = deliver(lambda incoming, late: lambda connection: [RICH, Outgoing("tiếp")])
    delivery.receive([incoming()])
    eventually(lambda: number_of(journal, sent) == 2)
    text = "đậm thường\n\nGõ 1 để xem nguồn"
    assert [outgoing for _, outgoing in loop.sent] == [Outgoing(text, reply_to="tin-1"), Outgoing("tiếp")]


def test_refused_twice_is_dropped_and_said(
    deliver: Make, journal: Journal, loop: Loop, caplog: pytest.LogCaptureFixture
) -> None:
    loop.failing.extend([SendRefused("không vẽ được"), SendRefused("vẫn không")])
    delivery = deliver(lambda incoming, late: lambda connection: [RICH, Outgoing("tiếp")])
    with caplog.at_level(logging.DEBUG):
        delivery.receive([incoming()])
        eventually(lambda: number_of(journal, sent) == 1)
    assert loop.texts() == ["tiếp"]
    assert "a message was dropped: SendRefused" in caplog.text
    assert "đậm" not in caplog.text
    assert rows(journal, inbox)[0].content is None


def test_plain_and_refused_is_not_tried_again(deliver: Make, journal: Journal, loop: Loop) -> None:
    loop.failing.append(SendRefused("không"))
    delivery = deliver()
    delivery.receive([incoming("một")])
    eventually(lambda: number_of(journal, inbox, inbox.c.content.is_(None)) == 1)
    assert len(loop.tried) == 1
    assert number_of(journal, outbox) == 0


def test_a_file_that_is_refused_is_named_as_missing(deliver: Make, journal: Journal, loop: Loop) -> None:
    loop.failing.append(SendRefused("tệp quá lớn"))
    delivery = deliver()
    delivery.say("loop", "phong-1", Outgoing("Bản gốc:", file="a.docx"))
    eventually(lambda: number_of(journal, sent) == 1)
    assert loop.tried[0][1] == Outgoing("Bản gốc:", file="a.docx")
    assert loop.sent[0][1] == Outgoing(f"Bản gốc:\n\n{platforms.FILE_NOT_SENT}")


def test_a_fault_of_the_channel_stops_nobody(
    deliver: Make, journal: Journal, loop: Loop, caplog: pytest.LogCaptureFixture
) -> None:
    def hurdle(chat: str, outgoing: Outgoing) -> None:
        if "hỏng" in outgoing.text:
            raise KeyError(outgoing.text)

    loop.hurdle = hurdle
    delivery = deliver()
    with caplog.at_level(logging.DEBUG):
        delivery.receive([incoming("hỏng"), incoming("lành")])
        eventually(lambda: number_of(journal, sent) == 1)
    assert loop.texts() == ["Trả lời lành"]
    assert delivery.maybe_twice == 1
    assert "KeyError" in caplog.text
    assert "hỏng" not in caplog.text


def test_a_row_of_another_version_is_dropped_alone(deliver: Make, journal: Journal, loop: Loop) -> None:
    first = deliver(started=False)
    first.say("loop", "phong-1", Outgoing("một"))
    first.say("loop", "phong-1", Outgoing("hai"))
    broken = update(outbox).where(outbox.c.id == 1).values(content='{"made_at": "2026-11-22T07:30:00+00:00"}')
    journal.store.write(lambda connection: connection.execute(broken))
    first.start()
    eventually(lambda: loop.texts() == ["hai"])
    eventually(lambda: number_of(journal, outbox) == 0)


class TestBlocked:
    def test_all_that_was_for_the_chat_is_dropped(self, deliver: Make, journal: Journal, loop: Loop) -> None:
        def blocked(chat: str, outgoing: Outgoing) -> None:
            if chat == "phong-1":
                raise ChatGone("chặn")

        loop.hurdle = blocked
        delivery = deliver(started=False)
        for text in ("một", "hai", "ba"):
            delivery.say("loop", "phong-1", Outgoing(text))
        delivery.say("loop", "phong-2", Outgoing("khác"))
        delivery.start()
        eventually(lambda: number_of(journal, outbox) == 0)
        assert loop.texts() == ["khác"]
        assert len(loop.tried) == 2
        [row] = rows(journal, inactive_chats)
        assert row.chat == journal.keyed("loop", "phong-1")

    def test_what_it_asked_is_erased(self, deliver: Make, journal: Journal, loop: Loop) -> None:
        loop.failing.append(ChatGone("chặn"))
        delivery = deliver()
        delivery.receive([incoming("một")])
        eventually(lambda: number_of(journal, inactive_chats) == 1)
        assert rows(journal, inbox)[0].content is None
        delivery.say("loop", "phong-1", Outgoing("tự nói"))
        assert number_of(journal, outbox) == 0

    def test_blocked_twice(self, deliver: Make, journal: Journal, loop: Loop) -> None:
        delivery = deliver()
        for _ in range(2):
            loop.failing.append(ChatGone("chặn"))
            delivery.receive([incoming("một")])
            eventually(lambda: not loop.failing and number_of(journal, outbox) == 0)
        assert number_of(journal, inactive_chats) == 1


class TestMoved:
    def test_everything_follows_in_order(self, deliver: Make, journal: Journal, loop: Loop) -> None:
        def hurdle(chat: str, outgoing: Outgoing) -> None:
            if chat == "nhom":
                raise ChatMoved("sieu-nhom")

        loop.hurdle = hurdle
        delivery = deliver(started=False)
        for text in ("một", "hai"):
            delivery.say("loop", "nhom", Outgoing(text))
        delivery.say("loop", "sieu-nhom", Outgoing("ba"))
        delivery.say("loop", "nhom", Outgoing("bốn"))
        delivery.start()
        eventually(lambda: number_of(journal, sent) == 4)
        assert loop.texts() in (["ba", "một", "hai", "bốn"], ["một", "hai", "ba", "bốn"])
        assert all(chat == "sieu-nhom" for chat, _ in loop.sent)
        assert [chat for chat, _ in loop.tried].count("nhom") == 1
        assert loop.overlaps == 0

    def test_unanswered_questions_follow(self, deliver: Make, journal: Journal, loop: Loop) -> None:
        gone = threading.Event()

        def handler(incoming: Incoming, late: timedelta) -> Finish:
            assert gone.wait(30)
            return lambda connection: [Outgoing(f"{incoming.text} của {incoming.chat}")]

        loop.failing.append(ChatMoved("sieu-nhom"))
        delivery = deliver(handler)
        delivery.receive([incoming("một", chat="nhom"), incoming("hai", chat="nhom")])
        delivery.say("loop", "nhom", Outgoing("trước"))
        eventually(lambda: number_of(journal, inbox, inbox.c.chat == "sieu-nhom") == 2)
        gone.set()
        eventually(lambda: number_of(journal, sent) == 3)
        assert {chat for chat, _ in loop.sent} == {"sieu-nhom"}
        assert sorted(loop.texts()) == ["hai của sieu-nhom", "một của nhom", "trước"]

    def test_circles_end(self, deliver: Make, journal: Journal, loop: Loop) -> None:
        loop.hurdle = lambda chat, outgoing: _move("b" if chat == "a" else "a")
        delivery = deliver()
        delivery.say("loop", "a", Outgoing("vòng quanh"))
        eventually(lambda: rows(journal, outbox, outbox.c.not_before.is_not(None)))
        assert len(loop.tried) == 6
        delivery.say("loop", "c", Outgoing("mãi một chỗ"))
        loop.hurdle = lambda chat, outgoing: _move(chat)
        eventually(lambda: number_of(journal, outbox, outbox.c.not_before.is_not(None)) == 2)


def _move(chat: str) -> None:
    raise ChatMoved(chat)


def test_where_an_answer_stands_is_known(deliver: Make, journal: Journal, loop: Loop) -> None:
    entry = Entry(datetime.now(UTC), Asker("loop", "nguoi-1"), "hỏi", "hỏi", Outcome.REFUSED, 1.0)
    loop.limit = 30
    delivery = deliver(
        lambda incoming, late: (
            lambda connection: [
                Outgoing("Một câu trả lời dài. Dài hơn một tin.", question=journal.insert(connection, entry)),
                Outgoing("không phải câu trả lời"),
            ]
        )
    )
    delivery.receive([incoming()])
    eventually(lambda: number_of(journal, sent) == 3)
    found = {row.place: row.question_id for row in rows(journal, sent)}
    assert found == {
        journal.keyed("loop", "phong-1", "gui-1"): 1,
        journal.keyed("loop", "phong-1", "gui-2"): 1,
        journal.keyed("loop", "phong-1", "gui-3"): None,
    }


def test_a_question_that_was_erased_meanwhile(deliver: Make, journal: Journal, loop: Loop) -> None:
    delivery = deliver()
    delivery.say("loop", "phong-1", Outgoing("trả lời", question=77))
    eventually(lambda: number_of(journal, sent) == 1)
    assert rows(journal, sent)[0].question_id is None
    assert number_of(journal, questions) == 0


def test_a_platform_that_names_no_message(deliver: Make, journal: Journal, loop: Loop) -> None:
    class Nameless(Loop):
        def send(self, chat: str, outgoing: Outgoing) -> None:  # type: ignore[override]
            super().send(chat, outgoing)

    nameless = Nameless()
    delivery = deliver(channels=(nameless,))
    delivery.receive([incoming("một")])
    eventually(lambda: number_of(journal, inbox, inbox.c.content.is_(None)) == 1)
    assert nameless.texts() == ["Trả lời một"]
    assert number_of(journal, sent) == 0


def test_a_platform_that_uses_a_name_twice(deliver: Make, journal: Journal, loop: Loop) -> None:
    class Forgetful(Loop):
        def send(self, chat: str, outgoing: Outgoing) -> str:
            super().send(chat, outgoing)
            return "1"

    forgetful = Forgetful()
    delivery = deliver(channels=(forgetful,))
    delivery.receive([incoming("một"), incoming("hai"), incoming("ba", chat="phong-2")])
    eventually(lambda: number_of(journal, inbox, inbox.c.content.is_(None)) == 3)
    assert number_of(journal, sent) == 2


def test_a_channel_without_buttons_gets_the_choices_in_words(deliver: Make) -> None:
    zalo = Loop("zalo", buttons=False)
    delivery = deliver(channels=(zalo,))
    delivery.say("zalo", "phong-1", RICH)
    eventually(lambda: zalo.sent)
    [(_, outgoing)] = zalo.sent
    assert outgoing == Outgoing("đậm thường\n\nGõ 1 để xem nguồn", RICH.styles, reply_to="tin-1")
