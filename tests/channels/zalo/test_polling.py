"""Updates that are fetched: saved and answered once, whatever the network and the server do."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from itertools import pairwise, product
from pathlib import Path

import pytest

from bot.errors import DataFolderBroken
from bot.model import Incoming, IncomingKind, Outgoing
from bot.phrases import zalo
from tests.channels.conftest import until
from tests.channels.zalo.conftest import Desk, at_work, said
from tests.conftest import LONG
from tests.fakes_zalo import ME, TOKEN, FakeZalo, Fault

OFFICIAL, OTHER = "a1b2c3d4", "e5f6a7b8"


def test_a_question_is_answered_in_its_chat(desk: Desk) -> None:
    desk.fake.say(OFFICIAL, "tuổi bổ nhiệm?")
    answer = desk.fake.wait_for_sent(1)[0]
    assert (answer.chat, answer.text) == (OFFICIAL, "đáp: tuổi bổ nhiệm?")
    (asked,) = desk.handled
    assert (asked.channel, asked.chat, asked.person, asked.group) == ("zalo", OFFICIAL, OFFICIAL, False)


def test_an_idle_poll_is_silence(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.fake.wait(lambda: len(desk.fake.polls) >= 3)
    assert [record for record in caplog.records if "đang trả lời" not in record.getMessage()] == []
    desk.fake.say(OFFICIAL, "câu hỏi")
    desk.fake.wait_for_sent(1)


def test_an_idle_poll_inside_http_200_is_silence(
    fake: FakeZalo, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fake.errors_in_200 = True
    with at_work(fake, tmp_path / "data"):
        fake.wait(lambda: len(fake.polls) >= 3)
    assert len(caplog.records) == 1


def test_at_least_a_second_lies_between_polls(fake: FakeZalo, tmp_path: Path) -> None:
    fake.replays = 10**6  # it would hand out one message twelve times a second
    fake.least_pause = 0.5  # of the second: both ends may be held up on the way
    with at_work(fake, tmp_path / "data", pause_seconds=1.0):
        fake.say(OFFICIAL, "câu hỏi")
        fake.wait(lambda: len(fake.polls) >= 4)
    assert fake.texts() == ["đáp: câu hỏi"]
    assert min(later - earlier for earlier, later in pairwise(fake.polls)) >= 0.9


def test_a_message_handed_out_again_is_answered_once(fake: FakeZalo, tmp_path: Path) -> None:
    fake.replays = 3
    with at_work(fake, tmp_path / "data"):
        asked = [fake.say(OFFICIAL, f"câu {number}") for number in range(4)]
        fake.wait(lambda: not fake.left() and len(fake.sent) == 4)
    fake.replays = 0
    fake.push(*asked)  # to the next run
    with at_work(fake, tmp_path / "data"):
        fake.say(OFFICIAL, "câu cuối")
        fake.wait_for_sent(5)
    assert fake.texts() == [*(f"đáp: câu {number}" for number in range(4)), "đáp: câu cuối"]


def test_the_same_message_name_in_two_chats_is_two_messages(desk: Desk) -> None:
    for chat in (OFFICIAL, OTHER):
        desk.fake.put("message.text.received", {**desk.fake.message(chat, text=f"của {chat}"), "message_id": "m1"})
    desk.fake.wait_for_sent(2)
    assert sorted(desk.fake.texts()) == [f"đáp: của {OFFICIAL}", f"đáp: của {OTHER}"]


def test_order_within_a_chat_is_kept(desk: Desk) -> None:
    for number in range(12):
        desk.fake.say(OFFICIAL if number % 2 else OTHER, f"câu {number}")
    desk.fake.wait_for_sent(12)
    assert desk.fake.texts(OFFICIAL) == [f"đáp: câu {number}" for number in range(1, 12, 2)]
    assert desk.fake.texts(OTHER) == [f"đáp: câu {number}" for number in range(0, 12, 2)]


FORMS = list(product([False, True], [False, True], ["error_code", "errorCode"]))


@pytest.mark.parametrize(("in_list", "code_0", "spelling"), FORMS if LONG else FORMS[-2:])
def test_the_forms_that_an_answer_was_seen_in(
    in_list: bool, code_0: bool, spelling: str, fake: FakeZalo, tmp_path: Path
) -> None:
    fake.update_in_list, fake.code_0_on_success, fake.code_spelling = in_list, code_0, spelling
    fake.errors_in_200 = code_0
    with at_work(fake, tmp_path / "data"):
        fake.say(OFFICIAL, "câu hỏi")
        fake.wait_for_sent(1)
        fake.wait(lambda: len(fake.polls) >= 3)


def test_several_updates_in_one_answer_are_all_answered(desk: Desk) -> None:
    updates = [
        {"event_name": "message.text.received", "message": desk.fake.message(OFFICIAL, text=f"câu {number}")}
        for number in range(3)
    ]
    desk.fake.push(updates)
    desk.fake.wait_for_sent(3)
    assert desk.fake.texts() == [f"đáp: câu {number}" for number in range(3)]


def test_our_own_echo_is_no_question(fake: FakeZalo, tmp_path: Path) -> None:
    fake.echoes = True
    with at_work(fake, tmp_path / "data"):
        fake.say(OFFICIAL, "câu 1")
        fake.wait_for_sent(1)
        # An echo may be known by its sender's id alone.
        us = {"id": ME["id"], "display_name": "Bot", "is_bot": False}
        fake.put("message.text.received", {**fake.message(OFFICIAL, text="đáp: câu 1"), "from": us})
        fake.say(OFFICIAL, "câu 2")
        fake.wait(lambda: not fake.left() and len(fake.sent) == 2)
    assert fake.texts() == ["đáp: câu 1", "đáp: câu 2"]


def test_what_is_unknown_is_passed_over(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    message = desk.fake.message(OFFICIAL, text="?")
    desk.fake.put("message.reaction.received", message)
    desk.fake.put("user.followed", None)
    desk.fake.unsupported()
    desk.fake.push("chữ", 7, [], ["a"], {"event_name": 5}, {"event_name": "message.text.received", "message": "?"})
    desk.fake.put("message.text.received", {"text": "không có người gửi"})
    desk.fake.say(OFFICIAL, "câu hỏi", hologram={"a": 1})
    assert desk.fake.wait_for_sent(1)[0].text == "đáp: câu hỏi"
    assert [one.text for one in desk.handled] == ["câu hỏi"]
    assert len(caplog.records) == 1


def test_what_is_withheld_is_answered_politely(desk: Desk) -> None:
    desk.fake.unsupported(OFFICIAL)
    desk.fake.show(OFFICIAL, field="photo")
    desk.fake.show(OFFICIAL, field="photo_url", caption="tuổi bổ nhiệm?")
    desk.fake.wait_for_sent(3)
    assert [(one.kind, one.text) for one in desk.handled] == [
        (IncomingKind.OTHER, ""),
        (IncomingKind.OTHER, ""),
        (IncomingKind.TEXT, "tuổi bổ nhiệm?"),
    ]


def test_a_group_is_not_answered(desk: Desk) -> None:
    desk.fake.put("message.text.received", desk.fake.message(OTHER, chat="zgr-77", group=True, text="@Bot hỏi"))
    desk.fake.say(OFFICIAL, "câu hỏi")
    desk.fake.wait_for_sent(1)
    assert [one.chat for one in desk.handled] == [OFFICIAL]


def test_nothing_that_was_handed_out_is_lost_to_a_full_disk(
    fake: FakeZalo, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    full = True

    with at_work(fake, tmp_path / "data", start=False) as desk:

        def receive(arrived: Sequence[Incoming]) -> None:
            if full:
                raise DataFolderBroken("đĩa đầy")
            desk.delivery.receive(arrived)

        desk.zalo.start(receive)
        fake.say(OFFICIAL, "câu hỏi")
        until(lambda: said(caplog, zalo.NOT_SAVED))
        assert not fake.left()  # the server will not hand it out again
        assert desk.zalo.trouble == zalo.NOT_SAVED
        full = False
        fake.wait_for_sent(1)
    assert said(caplog, zalo.NOT_SAVED) == 1


def test_what_a_last_poll_brings_is_saved(fake: FakeZalo, tmp_path: Path) -> None:
    with at_work(fake, tmp_path / "data") as desk:
        fake.wait(lambda: fake.polls)
        desk.zalo.stop()
        fake.say(OFFICIAL, "hỏi khi đang tắt")
        fake.wait(lambda: not fake.left())
        polls = len(fake.polls)
    assert len(fake.polls) == polls
    with at_work(fake, tmp_path / "data"):
        fake.wait_for_sent(1)
    assert fake.texts() == ["đáp: hỏi khi đang tắt"]


def test_an_unreachable_zalo_is_said_once_and_found_again(
    fake: FakeZalo, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fake.close()
    fake.know(OFFICIAL)
    with at_work(fake, tmp_path / "data") as desk:
        until(lambda: said(caplog, zalo.UNREACHABLE))
        desk.delivery.say("zalo", OFFICIAL, Outgoing("tự nói"))
        fake.back()
        fake.wait_for_sent(1)
        until(lambda: said(caplog, zalo.WELL_AGAIN))
        fake.close()  # in the middle of a poll
        until(lambda: said(caplog, zalo.UNREACHABLE) == 2)
        fake.back()
        fake.say(OFFICIAL, "hỏi lại")
        fake.wait_for_sent(2)
    assert said(caplog, zalo.UNREACHABLE) == 2


FAULTS = [
    Fault(code=500, description="Internal Server Error"),
    Fault(code=403, description="Internal server error"),
    Fault(code=404, description="Not Found"),
    Fault(code=401, description="Unauthorized"),
    Fault(code=502, body=b"<html>Bad Gateway</html>"),
    Fault(code=403, body=b"<html>firewall</html>"),
    Fault(code=200, body=b"<html>log in to the hotel's network</html>"),
    Fault(code=200, body=b'{"ok": "true"}'),
    Fault(cut=True),
]


@pytest.mark.parametrize("method", ["getMe", "deleteWebhook", "getUpdates"])
def test_any_call_may_fail_and_is_made_again(method: str, fake: FakeZalo, tmp_path: Path) -> None:
    fake.fail(method, *FAULTS)
    with at_work(fake, tmp_path / "data") as desk:
        fake.wait(lambda: len(fake.polls) >= 1)
        fake.say(OFFICIAL, "câu hỏi")
        fake.wait_for_sent(1)
    assert desk.warned == []


def test_a_poll_cut_off_once_is_nothing_to_speak_of(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.fake.fail("getUpdates", Fault(cut=True))
    desk.fake.wait(lambda: len(desk.fake.polls) >= 2)
    desk.fake.say(OFFICIAL, "câu hỏi")
    desk.fake.wait_for_sent(1)
    assert said(caplog, zalo.UNREACHABLE) == 0


def test_a_wrong_token_stops_the_channel_and_is_said_once(
    fake: FakeZalo, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fake.revoked = True
    with at_work(fake, tmp_path / "data") as desk:
        until(lambda: said(caplog, zalo.TOKEN_WRONG))
        until(lambda: not any(thread.name == "zalo" for thread in threading.enumerate()))
        desk.delivery.say("zalo", OFFICIAL, Outgoing("tự nói"))
        until(lambda: said(caplog, "takes no messages for now"))
        assert desk.zalo.trouble == zalo.TOKEN_WRONG
    assert said(caplog, zalo.TOKEN_WRONG) == 1
    assert desk.warned == [zalo.TOKEN_WRONG]
    assert fake.calls == []  # and nothing more was asked than twice who we are


def test_a_token_reset_in_the_middle_stops_the_channel(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.fake.say(OFFICIAL, "câu 1")
    desk.fake.wait_for_sent(1)
    desk.fake.revoked = True
    until(lambda: said(caplog, zalo.TOKEN_WRONG))
    assert desk.warned == [zalo.TOKEN_WRONG]


@pytest.mark.parametrize("token", ["mật khẩu của tôi", "a/b?c#d%20efgh"])
def test_what_is_no_token_is_shown_to_nobody(
    token: str, fake: FakeZalo, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with at_work(fake, tmp_path / "data", token=token) as desk:
        desk.delivery.say("zalo", OFFICIAL, Outgoing("tự nói"))
        until(lambda: said(caplog, "takes no messages for now"))
        assert desk.zalo.trouble == zalo.TOKEN_WRONG
    assert said(caplog, zalo.TOKEN_WRONG) == 1
    assert fake.calls == []


def test_polling_lets_an_earlier_webhook_go(fake: FakeZalo, tmp_path: Path) -> None:
    fake.webhook = {"url": "https://old.example.vn", "secret_token": "x" * 8, "updated_at": 1}
    with at_work(fake, tmp_path / "data"):
        fake.say(OFFICIAL, "câu hỏi")
        fake.wait_for_sent(1)
    assert fake.webhook is None


def test_a_webhook_that_somebody_sets_meanwhile_is_let_go(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    for code in (400, 409, 403):  # with which of them it refuses is not documented
        desk.fake.refuses_poll_with = code
        desk.fake.webhook = {"url": "https://other.example.vn", "secret_token": "x" * 8, "updated_at": 1}
        desk.fake.wait(lambda: desk.fake.webhook is None)
    desk.fake.say(OFFICIAL, "câu hỏi")
    desk.fake.wait_for_sent(1)
    assert said(caplog, zalo.WEBHOOK_ELSEWHERE) >= 1


def test_a_poll_refused_for_the_quota_is_told_and_rested_from(
    fake: FakeZalo, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fake.fail("getUpdates", *[Fault(code=429, description="Quota exceeded")] * 2)
    with at_work(fake, tmp_path / "data"):
        fake.say(OFFICIAL, "câu hỏi")
        fake.wait_for_sent(1)
    assert said(caplog, zalo.TOO_OFTEN) == 1


def test_two_programs_with_one_token_share_the_messages(fake: FakeZalo, tmp_path: Path) -> None:
    with at_work(fake, tmp_path / "data") as one, at_work(fake, tmp_path / "other") as other:
        for number in range(10):
            fake.say(OFFICIAL, f"câu {number}")
        fake.wait_for_sent(10)
        assert len(one.handled) + len(other.handled) == 10


def test_the_token_travels_in_the_address_alone(desk: Desk) -> None:
    desk.fake.say(OFFICIAL, "câu hỏi")
    desk.fake.wait_for_sent(1)
    assert TOKEN not in str(desk.fake.calls)
