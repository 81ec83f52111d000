"""What arrives is saved, answered once and in order, whatever the handler does."""

from __future__ import annotations

import logging
import threading
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, insert

from bot.delivery import Finish
from bot.journal import Journal
from bot.journal.tables import inactive_chats, inbox, members, outbox, sent
from bot.model import Button, Incoming, IncomingKind, Outgoing
from bot.phrases import platforms
from tests.delivery.conftest import Make
from tests.delivery.parts import Loop, echo, eventually, incoming, number_of, rows


class Gate:
    """A handler that waits until it is let through."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.lates: list[timedelta] = []
        self.open = threading.Event()

    def __call__(self, incoming: Incoming, late: timedelta) -> Finish:
        self.seen.append(incoming.text)
        self.lates.append(late)
        assert self.open.wait(30)
        return echo(incoming, late)


def test_a_message_is_answered_and_erased(deliver: Make, journal: Journal, loop: Loop) -> None:
    delivery = deliver()
    one = incoming("ai bổ nhiệm?")
    delivery.receive([one])
    eventually(lambda: number_of(journal, sent) == 1)
    assert loop.sent == [("phong-1", Outgoing("Trả lời ai bổ nhiệm?", reply_to=one.message))]
    assert loop.at_work == ["phong-1"]
    [row] = rows(journal, inbox)
    assert (row.status, row.chat, row.message, row.content) == ("done", None, None, None)
    assert number_of(journal, outbox) == 0
    assert rows(journal, sent)[0].place == journal.keyed("loop", "phong-1", "gui-1")
    assert delivery.waiting() == delivery.maybe_twice == 0


def test_a_delivery_key_is_worked_on_once(deliver: Make, journal: Journal, loop: Loop) -> None:
    delivery = deliver()
    one = incoming("một")
    delivery.receive([one, one])
    delivery.receive([one])
    eventually(lambda: number_of(journal, sent) == 1)
    delivery.receive([one, incoming("hai")])
    eventually(lambda: number_of(journal, sent) == 2)
    assert loop.texts() == ["Trả lời một", "Trả lời hai"]


def test_a_key_counts_within_its_channel(deliver: Make, journal: Journal, loop: Loop) -> None:
    other = Loop("zalo", buttons=False)
    delivery = deliver(channels=(loop, other))
    delivery.receive([incoming("một", delivery="7"), incoming("hai", delivery="7", channel="zalo")])
    eventually(lambda: number_of(journal, sent) == 2)
    assert (loop.texts(), other.texts()) == (["Trả lời một"], ["Trả lời hai"])


def test_order_within_each_of_many_chats(deliver: Make, journal: Journal, loop: Loop) -> None:
    handled: dict[str, list[str]] = defaultdict(list)
    at_once: set[str] = set()
    overlaps = []

    def handler(incoming: Incoming, late: timedelta) -> Finish:
        overlaps.extend([incoming.chat] if incoming.chat in at_once else [])
        at_once.add(incoming.chat)
        handled[incoming.chat].append(incoming.text)
        at_once.discard(incoming.chat)
        return lambda connection: [Outgoing(f"{incoming.text} a"), Outgoing(f"{incoming.text} b")]

    delivery = deliver(handler, threads=4)
    for number in range(8):
        delivery.receive([incoming(str(number), chat=f"phong-{chat}") for chat in range(12)])
    eventually(lambda: number_of(journal, sent) == 8 * 12 * 2)
    for chat in range(12):
        assert handled[f"phong-{chat}"] == [str(number) for number in range(8)]
        assert loop.texts(f"phong-{chat}") == [f"{number} {part}" for number in range(8) for part in "ab"]
    assert not overlaps
    assert loop.overlaps == 0


def test_chats_do_not_wait_for_each_other(deliver: Make, loop: Loop) -> None:
    gate = Gate()

    def handler(incoming: Incoming, late: timedelta) -> Finish:
        return (gate if incoming.chat == "cham" else echo)(incoming, late)

    delivery = deliver(handler)
    delivery.receive([incoming(chat="cham"), incoming(chat="cham"), *(incoming(chat=f"nhanh-{n}") for n in range(9))])
    eventually(lambda: len(loop.sent) == 9)
    assert not loop.texts("cham")
    gate.open.set()
    eventually(lambda: len(loop.texts("cham")) == 2)


def test_the_handler_hears_how_late_it_is(deliver: Make, loop: Loop) -> None:
    clock = [datetime(2026, 11, 22, 8, tzinfo=UTC)]
    gate = Gate()
    gate.open.set()
    delivery = deliver(gate, started=False, now=lambda: clock[0])
    delivery.receive([incoming("cũ")])
    clock[0] += timedelta(hours=3)
    delivery.start()
    eventually(lambda: len(loop.sent) == 1)
    clock[0] -= timedelta(hours=5)  # somebody sets the clock back
    delivery.receive([incoming("mới")])
    eventually(lambda: len(loop.sent) == 2)
    assert gate.lates == [timedelta(hours=3), timedelta()]


def test_what_an_earlier_run_left_is_answered(deliver: Make, loop: Loop) -> None:
    first = deliver(started=False)
    first.receive([incoming(str(number)) for number in range(5)])
    assert first.waiting() == 5
    first.close()
    deliver()
    eventually(lambda: len(loop.sent) == 5)
    assert loop.texts() == [f"Trả lời {number}" for number in range(5)]


def test_a_channel_that_is_not_connected_keeps_its_messages(deliver: Make, loop: Loop) -> None:
    first = deliver(waiting=1)
    first.receive([incoming(str(number), channel="zalo") for number in range(3)])
    first.receive([incoming("đây")])
    eventually(lambda: loop.texts() == ["Trả lời đây"])
    assert first.waiting() == 0
    first.close()
    zalo = Loop("zalo")
    deliver(channels=(loop, zalo))
    eventually(lambda: len(zalo.sent) == 3)


def test_finish_is_one_with_the_answer(deliver: Make, journal: Journal, loop: Loop) -> None:
    calls = []

    def handler(incoming: Incoming, late: timedelta) -> Finish:
        def finish(connection: Connection) -> Sequence[Outgoing]:
            calls.append(incoming.text)
            row = {"asker": incoming.text, "role": "x", "channel": "loop", "joined_at": datetime.now(UTC)}
            connection.execute(insert(members).values(row))
            if incoming.text == "hỏng":
                raise ZeroDivisionError("ở đây có chữ của người hỏi")
            return [Outgoing("được")]

        return finish

    delivery = deliver(handler)
    delivery.receive([incoming("hỏng"), incoming("lành")])
    eventually(lambda: number_of(journal, sent) == 2)
    assert loop.texts() == [platforms.NOT_ANSWERED, "được"]
    assert [row.asker for row in rows(journal, members)] == ["lành"]
    assert calls == ["hỏng", "lành"]
    assert [row.status for row in rows(journal, inbox)] == ["failed", "done"]
    assert all(row.content is None for row in rows(journal, inbox))


def test_a_handler_that_fails_owes_an_apology(
    deliver: Make, journal: Journal, loop: Loop, caplog: pytest.LogCaptureFixture
) -> None:
    def handler(incoming: Incoming, late: timedelta) -> Finish:
        raise RuntimeError(incoming.text)

    delivery = deliver(handler)
    one = incoming("chuyện riêng")
    with caplog.at_level(logging.DEBUG):
        delivery.receive([one])
        eventually(lambda: number_of(journal, sent) == 1)
    assert loop.sent == [("phong-1", Outgoing(platforms.NOT_ANSWERED, reply_to=one.message))]
    assert "RuntimeError" in caplog.text
    assert "riêng" not in caplog.text


def test_what_the_database_refuses_is_no_broken_disk(deliver: Make, journal: Journal, loop: Loop) -> None:
    def handler(incoming: Incoming, late: timedelta) -> Finish:
        def finish(connection: Connection) -> Sequence[Outgoing]:
            connection.execute(insert(members).values(asker="thiếu cột"))
            return []

        return finish if incoming.text == "hỏng" else echo(incoming, late)

    delivery = deliver(handler)
    delivery.receive([incoming("hỏng"), incoming("lành")])
    eventually(lambda: len(loop.sent) == 2)
    assert loop.texts() == [platforms.NOT_ANSWERED, "Trả lời lành"]


def test_an_answer_may_be_nothing(deliver: Make, journal: Journal, loop: Loop) -> None:
    delivery = deliver(lambda incoming, late: lambda connection: [Outgoing("  \n")] if incoming.text else [])
    delivery.receive([incoming(""), incoming("chỉ khoảng trắng")])
    eventually(lambda: delivery.waiting() == 0)
    assert all(row.content is None and row.chat is None for row in rows(journal, inbox))
    assert number_of(journal, outbox) == 0
    assert not loop.tried


def test_a_row_of_another_version_is_given_up_alone(deliver: Make, journal: Journal, loop: Loop) -> None:
    delivery = deliver(started=False)
    delivery.receive([incoming("một"), incoming("hai")])
    journal.store.write(lambda c: c.execute(inbox.update().where(inbox.c.id == 1).values(content='{"khác": 1}')))
    delivery.start()
    eventually(lambda: loop.texts() == ["Trả lời hai"])
    eventually(lambda: all(row.content is None for row in rows(journal, inbox)))
    assert [row.status for row in rows(journal, inbox)] == ["failed", "done"]


class TestEdits:
    def test_before_it_is_taken_up(self, deliver: Make, journal: Journal, loop: Loop) -> None:
        gate = Gate()
        delivery = deliver(gate, threads=1)
        delivery.receive([incoming("trước"), incoming("bổ nhim", message="9")])
        eventually(lambda: gate.seen == ["trước"])
        edit = incoming("bổ nhiệm", message="9", kind=IncomingKind.EDIT)
        delivery.receive([edit, edit])
        gate.open.set()
        eventually(lambda: number_of(journal, sent) == 2)
        assert loop.texts() == ["Trả lời trước", "Trả lời bổ nhiệm"]
        assert all(row.content is None for row in rows(journal, inbox))

    def test_while_it_is_answered(self, deliver: Make, journal: Journal, loop: Loop) -> None:
        gate = Gate()
        delivery = deliver(gate)
        delivery.receive([incoming("bổ nhim", message="9")])
        eventually(lambda: gate.seen == ["bổ nhim"])
        delivery.receive([incoming("bổ nhiệm", message="9", kind=IncomingKind.EDIT)])
        gate.open.set()
        eventually(lambda: number_of(journal, sent) == 1)
        assert gate.seen == ["bổ nhim", "bổ nhiệm"]
        assert loop.texts() == ["Trả lời bổ nhiệm"]

    def test_after_it_is_answered(self, deliver: Make, journal: Journal, loop: Loop) -> None:
        delivery = deliver()
        delivery.receive([incoming("một", message="9")])
        eventually(lambda: number_of(journal, sent) == 1)
        delivery.receive([incoming("khác", message="9", kind=IncomingKind.EDIT), incoming("hai")])
        eventually(lambda: number_of(journal, sent) == 2)
        assert loop.texts() == ["Trả lời một", "Trả lời hai"]
        assert all(row.content is None for row in rows(journal, inbox))

    def test_only_what_it_names(self, deliver: Make, loop: Loop) -> None:
        delivery = deliver(started=False)
        delivery.receive(
            [
                incoming("nút", message="9", kind=IncomingKind.PRESS),
                incoming("kia", message="9", chat="phong-2"),
                incoming("không tên", message=None),
                incoming("", message="9", kind=IncomingKind.OTHER),
                incoming("chữ dưới ảnh", message="9", kind=IncomingKind.EDIT),
                incoming("lạc", message=None, kind=IncomingKind.EDIT),
            ]
        )
        delivery.start()
        eventually(lambda: len(loop.sent) == 4)
        assert loop.texts("phong-1") == ["Trả lời nút", "Trả lời không tên", "Trả lời chữ dưới ảnh"]
        assert loop.texts("phong-2") == ["Trả lời kia"]


def test_a_flood_of_one_chat_keeps_no_other_out(deliver: Make, journal: Journal, loop: Loop) -> None:
    gate = Gate()
    delivery = deliver(gate, threads=1, waiting=150)
    for _ in range(4):
        delivery.receive([incoming("lũ", chat="phong-1") for _ in range(50)])
    delivery.receive([incoming("câu hỏi", chat="phong-2")])
    assert delivery.waiting() == 101
    eventually(lambda: number_of(journal, sent) == 1)
    assert loop.texts() == [platforms.TOO_MANY]
    gate.open.set()
    eventually(lambda: "Trả lời câu hỏi" in loop.texts("phong-2"))


def test_more_than_may_wait_are_told_so(deliver: Make, journal: Journal, loop: Loop) -> None:
    gate = Gate()
    delivery = deliver(gate, threads=1, waiting=3)
    delivery.receive([incoming(str(number), chat=f"phong-{number}") for number in range(5)])
    late = incoming("5", chat="phong-5")
    delivery.receive([late])
    eventually(lambda: len(loop.sent) == 3)
    assert {chat for chat, _ in loop.sent} == {"phong-3", "phong-4", "phong-5"}
    assert ("phong-5", Outgoing(platforms.BUSY, reply_to=late.message)) in loop.sent
    assert delivery.waiting() == 3
    gate.open.set()
    eventually(lambda: number_of(journal, sent) == 6)
    assert gate.seen == ["0", "1", "2"]
    delivery.receive([incoming("6")])
    eventually(lambda: number_of(journal, sent) == 7)
    assert loop.texts()[-1] == "Trả lời 6"
    assert all(row.content is None for row in rows(journal, inbox))


def test_close_finishes_what_is_at_hand_and_keeps_the_rest(deliver: Make, loop: Loop) -> None:
    gate = Gate()
    first = deliver(gate, threads=2)
    first.receive([incoming(str(number), chat=f"phong-{number}") for number in range(6)])
    eventually(lambda: len(gate.seen) == 2)
    closing = threading.Thread(target=first.close)
    closing.start()
    gate.open.set()
    closing.join()
    assert sorted(loop.texts()) == ["Trả lời 0", "Trả lời 1"]
    assert first.waiting() == 4
    deliver()
    eventually(lambda: len(loop.sent) == 6)
    assert sorted(loop.texts()) == [f"Trả lời {number}" for number in range(6)]


def test_a_handler_that_is_too_slow_to_wait_for_is_not_heard_any_more(deliver: Make, loop: Loop) -> None:
    gate = Gate()
    first = deliver(gate)
    first.receive([incoming("chậm")])
    eventually(lambda: gate.seen == ["chậm"])
    first.close(seconds=0)
    deliver()
    eventually(lambda: loop.texts() == ["Trả lời chậm"])
    gate.open.set()
    for thread in first._answerers:
        thread.join()
    assert loop.texts() == ["Trả lời chậm"]


def test_of_its_own_accord(deliver: Make, journal: Journal, loop: Loop) -> None:
    loop.limit = 40
    delivery = deliver()
    button = ((Button("Mở", key="q:1"),),)
    delivery.say("loop", "phong-1", Outgoing("Câu thứ nhất ở đây.\n\nCâu thứ hai ở đây, dài hơn.", buttons=button))
    delivery.say("khong-co", "phong-1", Outgoing("không ai nhận"))
    eventually(lambda: number_of(journal, sent) == 2)
    assert [outgoing.text for _, outgoing in loop.sent] == ["Câu thứ nhất ở đây.", "Câu thứ hai ở đây, dài hơn."]
    assert [outgoing.buttons for _, outgoing in loop.sent] == [(), button]


def test_what_is_old_is_forgotten(deliver: Make, journal: Journal, loop: Loop) -> None:
    clock = [datetime(2026, 1, 1, tzinfo=UTC)]
    first = deliver(now=lambda: clock[0])
    one = incoming("một")
    first.receive([one, incoming("của kênh đã tắt", channel="tat")])
    eventually(lambda: number_of(journal, sent) == 1)
    first.close()
    clock[0] += timedelta(days=29)
    second = deliver(now=lambda: clock[0])
    second.receive([one])
    assert number_of(journal, inbox) == 2
    second.close()
    clock[0] += timedelta(days=2)
    deliver(now=lambda: clock[0])
    assert number_of(journal, inbox) == number_of(journal, sent) == 0


def test_a_chat_that_writes_again_can_be_written_to(deliver: Make, journal: Journal, loop: Loop) -> None:
    key = journal.keyed("loop", "phong-1")
    values = {"channel": "loop", "chat": key, "since": datetime.now(UTC)}
    journal.store.write(lambda connection: connection.execute(insert(inactive_chats).values(values)))
    delivery = deliver()
    delivery.say("loop", "phong-1", Outgoing("không gửi được"))
    delivery.receive([incoming("tôi đã quay lại")])
    eventually(lambda: len(loop.sent) == 1)
    delivery.say("loop", "phong-1", Outgoing("gửi được"))
    eventually(lambda: len(loop.sent) == 2)
    assert loop.texts() == ["Trả lời tôi đã quay lại", "gửi được"]
