"""Updates that are fetched: saved before they are acknowledged, whatever the network and the server do."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.errors import DataFolderBroken
from bot.model import Incoming, IncomingKind, Outgoing
from bot.phrases import platforms
from tests.channels.conftest import Desk, at_work, until
from tests.fakes_telegram import TOKEN, FakeTelegram, Fault

OFFICIAL, OTHER = 1001, 1002
pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")


def said(caplog: pytest.LogCaptureFixture, sentence: str) -> int:
    """How often the log has a sentence."""
    return sum(sentence in record.getMessage() for record in caplog.records)


def test_a_question_is_answered_as_a_reply(desk: Desk) -> None:
    asked = desk.fake.say(OFFICIAL, "tuổi bổ nhiệm?")
    answer = desk.fake.answer_to(asked, OFFICIAL)
    assert answer.text == "đáp: tuổi bổ nhiệm?"
    assert not answer.previews


def test_what_waited_while_the_bot_was_down_is_answered(fake: FakeTelegram, tmp_path: Path) -> None:
    asked = [fake.say(OFFICIAL, f"câu {number}") for number in range(5)]
    with at_work(fake, tmp_path / "data"):
        for message in asked:
            fake.answer_to(message, OFFICIAL)
    assert not any("drop_pending_updates" in call for call in fake.made("deleteWebhook"))


def test_updates_are_acknowledged_by_the_next_poll(desk: Desk) -> None:
    for number in range(3):
        desk.fake.say(OFFICIAL, f"câu {number}")
    desk.fake.wait(lambda: not desk.fake.left())
    desk.fake.wait_for_sent(3)


def test_an_offset_that_did_its_work_is_let_go(desk: Desk) -> None:
    # After an idle week the server numbers anew, maybe lower.
    desk.fake.say(OFFICIAL, "câu trước")
    desk.fake.wait_for_sent(1)
    desk.fake.wait(lambda: "offset" not in desk.fake.made("getUpdates")[-1])
    message = {"message_id": 9, "date": 1, "text": "câu sau", "chat": desk.fake.chat(OFFICIAL)}
    sender = {"id": OFFICIAL, "is_bot": False, "first_name": "A"}
    desk.fake.push({"update_id": 17, "message": {**message, "from": sender}})
    assert desk.fake.wait_for_sent(2)[1].text == "đáp: câu sau"


def test_nothing_is_acknowledged_that_is_not_saved(
    fake: FakeTelegram, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    full = True

    with at_work(fake, tmp_path / "data", start=False) as desk:

        def receive(arrived: Sequence[Incoming]) -> None:
            if full:
                raise DataFolderBroken("đĩa đầy")
            desk.delivery.receive(arrived)

        desk.telegram.start(receive)
        asked = fake.say(OFFICIAL, "câu hỏi")
        until(lambda: said(caplog, platforms.TELEGRAM_NOT_SAVED))
        assert len(fake.left()) == 1
        assert not [call for call in fake.made("getUpdates") if "offset" in call]
        full = False
        fake.answer_to(asked, OFFICIAL)
        fake.wait(lambda: not fake.left())
    assert said(caplog, platforms.TELEGRAM_NOT_SAVED) == 1
    assert len(fake.sent) == 1


def test_updates_out_of_order_and_twice_are_answered_once_in_order(fake: FakeTelegram, tmp_path: Path) -> None:
    sender = {"id": OFFICIAL, "is_bot": False, "first_name": "A"}

    def update(number: int) -> dict[str, object]:
        fields = {"message_id": number, "date": number, "chat": fake.chat(OFFICIAL), "from": sender}
        return {"update_id": 500 + number, "message": {**fields, "text": f"câu {number}"}}

    fake.push(*(update(number) for number in (3, 1, 2, 3, 1)))
    with at_work(fake, tmp_path / "data"):
        fake.wait_for_sent(3)
        fake.push(update(2), update(4))
        fake.wait_for_sent(4)
    assert [one.text for one in fake.sent] == [f"đáp: câu {number}" for number in (1, 2, 3, 4)]


def test_the_same_message_number_in_two_chats_is_two_messages(desk: Desk) -> None:
    first, second = desk.fake.say(OFFICIAL, "của A"), desk.fake.say(OTHER, "của B")
    assert first == second
    assert desk.fake.answer_to(first, OFFICIAL).text == "đáp: của A"
    assert desk.fake.answer_to(second, OTHER).text == "đáp: của B"


def test_what_is_unknown_is_passed_over(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    number = desk.fake.next_update
    desk.fake.push(
        {"update_id": number(), "odd": 1, "hologram": {"id": 1}},
        {"update_id": number(), "odd": 1, "message": "no object"},
        {"update_id": number(), "odd": 1, "message": {"date": "yesterday"}},
        {"update_id": number(), "odd": 1, "callback_query": {"id": "7"}},
    )
    asked = desk.fake.say(OFFICIAL, "câu hỏi", hologram={"a": 1}, sender_boost_count=3, odd=[])
    assert desk.fake.answer_to(asked, OFFICIAL).text == "đáp: câu hỏi"
    assert said(caplog, platforms.TELEGRAM_UNREADABLE) >= 1
    assert all(len(record.getMessage().splitlines()) == 1 for record in caplog.records)
    assert len(desk.fake.sent) == 1


def test_an_unreachable_telegram_is_said_once_and_found_again(
    fake: FakeTelegram, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fake.close()
    asked = fake.say(OFFICIAL, "hỏi khi mất mạng")
    with at_work(fake, tmp_path / "data") as desk:
        until(lambda: said(caplog, platforms.TELEGRAM_UNREACHABLE))
        desk.delivery.say("telegram", str(OFFICIAL), Outgoing("tự nói"))
        fake.back()
        fake.answer_to(asked, OFFICIAL)
        until(lambda: said(caplog, platforms.TELEGRAM_WELL_AGAIN))
        # It goes once more, in the middle of a poll.
        fake.close()
        until(lambda: said(caplog, platforms.TELEGRAM_UNREACHABLE) == 2)
        fake.back()
        fake.answer_to(fake.say(OFFICIAL, "hỏi lại"), OFFICIAL)
        fake.wait(lambda: any(one.text == "tự nói" for one in fake.sent))
    assert said(caplog, platforms.TELEGRAM_UNREACHABLE) == 2


@pytest.mark.parametrize(
    "fault",
    [
        Fault(code=500, description="Internal Server Error"),
        Fault(code=502, body=b"<html>Bad Gateway</html>"),
        Fault(code=403, body=b"<html>blocked by the firewall</html>"),
        Fault(code=200, body=b"<html>log in to the hotel's network</html>"),
        Fault(code=429, description="Too Many Requests: retry after 1", parameters={"retry_after": 1}),
        Fault(cut=True),
    ],
    ids=lambda fault: f"{fault.code}{'-page' if fault.body else ''}",
)
@pytest.mark.parametrize("method", ["getMe", "deleteWebhook", "getUpdates"])
def test_any_call_may_fail_and_is_made_again(method: str, fault: Fault, fake: FakeTelegram, tmp_path: Path) -> None:
    fake.fail(method, *[fault] * (1 if fault.parameters else 3))
    with at_work(fake, tmp_path / "data"):
        fake.answer_to(fake.say(OFFICIAL, "câu hỏi"), OFFICIAL)


def test_updates_lost_on_the_way_come_again(desk: Desk) -> None:
    desk.fake.fail("getUpdates", Fault(cut=True, done=True), Fault(cut=True, done=True))
    desk.fake.answer_to(desk.fake.say(OFFICIAL, "câu hỏi"), OFFICIAL)
    assert len(desk.fake.sent) == 1


def test_two_programs_with_one_token_are_told_plainly_and_once(
    fake: FakeTelegram, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with at_work(fake, tmp_path / "data", steady=30), at_work(fake, tmp_path / "other", steady=30):
        until(lambda: said(caplog, platforms.TELEGRAM_CONFLICT))
        for number in range(3):
            fake.answer_to(fake.say(OFFICIAL, f"câu {number}"), OFFICIAL)
    assert said(caplog, platforms.TELEGRAM_CONFLICT) <= 2  # each of the two says it


def test_a_wrong_token_is_told_plainly_and_once(
    fake: FakeTelegram, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fake.revoked = True
    with at_work(fake, tmp_path / "data"):
        until(lambda: said(caplog, platforms.TELEGRAM_TOKEN_WRONG))
    assert said(caplog, platforms.TELEGRAM_TOKEN_WRONG) == 1


def test_what_is_no_token_is_shown_to_nobody(
    fake: FakeTelegram, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with at_work(fake, tmp_path / "data", token="mật khẩu của tôi"):
        assert said(caplog, platforms.TELEGRAM_TOKEN_WRONG) == 1
    assert fake.calls == []


def test_an_edit_counts_while_the_answer_is_not_made(desk: Desk) -> None:
    desk.gate.clear()
    desk.fake.say(OFFICIAL, "câu trước")
    asked = desk.fake.say(OFFICIAL, "tuổi bo nhiem")
    desk.fake.change(OFFICIAL, asked, "tuổi nghỉ hưu")
    desk.fake.wait(lambda: not desk.fake.left())
    desk.gate.set()
    assert desk.fake.answer_to(asked, OFFICIAL).text == "đáp: tuổi nghỉ hưu"
    desk.fake.change(OFFICIAL, asked, "sửa nữa")
    desk.fake.wait(lambda: not desk.fake.left())
    assert [one.text for one in desk.fake.sent] == ["đáp: câu trước", "đáp: tuổi nghỉ hưu"]


def test_a_press_is_answered_at_once_even_if_old(desk: Desk) -> None:
    desk.fake.say(OFFICIAL, "câu hỏi")
    desk.fake.wait_for_sent(1)
    desk.gate.clear()  # nothing is handled
    query = desk.fake.press_key(OFFICIAL, 2, "u:7")
    desk.fake.wait(lambda: query in desk.fake.answered)
    desk.gate.set()
    desk.fake.press_key(OFFICIAL, 99, "u:8", old=True)
    desk.fake.wait_for_sent(3)
    presses = [one for one in desk.handled if one.kind is IncomingKind.PRESS]
    assert [(one.text, one.reply_to, one.person) for one in presses] == [
        ("u:7", "2", str(OFFICIAL)),
        ("u:8", "99", str(OFFICIAL)),
    ]


def test_the_profile_is_shown_and_its_failure_harms_nothing(fake: FakeTelegram, tmp_path: Path) -> None:
    fake.fail("setMyCommands", Fault(code=500), Fault(code=400, description="Bad Request: BOT_COMMAND_INVALID"))
    fake.fail("setMyDescription", Fault(code=429, description="Too Many Requests", parameters={"retry_after": 900}))
    with at_work(fake, tmp_path / "data"):
        fake.wait(lambda: fake.made("setMyShortDescription"))
        fake.answer_to(fake.say(OFFICIAL, "câu hỏi"), OFFICIAL)
    scopes = [call["scope"]["type"] for call in fake.made("setMyCommands")]
    assert scopes == ["all_private_chats", "all_group_chats"]
    assert {one["command"] for one in fake.made("setMyCommands")[0]["commands"]} == set(platforms.COMMANDS)


def test_the_token_travels_in_the_address_alone(desk: Desk) -> None:
    desk.fake.answer_to(desk.fake.say(OFFICIAL, "câu hỏi"), OFFICIAL)
    assert TOKEN not in str(desk.fake.calls)


def test_the_end_does_not_wait_for_a_poll(fake: FakeTelegram, tmp_path: Path) -> None:
    with at_work(fake, tmp_path / "data", poll_seconds=3600):
        fake.answer_to(fake.say(OFFICIAL, "câu hỏi"), OFFICIAL)
        fake.wait(lambda: not fake.left())
    assert logging.getLogger("telegram").propagate is False
