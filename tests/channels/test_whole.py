"""The whole product in one process, the embedded encoder in it, over the Bot API's stand-in."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.phrases import platforms
from tests.channels.conftest import until
from tests.channels.script import DOCUMENTS, LONGEST, SCRIPT, play
from tests.channels.serving import ADMIN, QUESTION, Serving, TelegramPhone, folder_for, start
from tests.fakes_telegram import TOKEN, FakeTelegram


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory, warm_vectors: Path) -> Iterator[Serving]:
    """One process and one generation for all tests here."""
    folder = folder_for(tmp_path_factory.mktemp("serve"), warm_vectors)
    fake = FakeTelegram()
    made = Serving(fake, folder, start(folder, fake))
    try:
        made.begun("t.me/CanBoHoiBot")
        yield made
        assert fake.wrong == []
        assert TOKEN.partition(":")[2] not in made.log
    finally:
        made.child.kill()
        made.child.wait()
        fake.close()


def test_the_common_conversation(serving: Serving) -> None:
    play(serving.phone(), SCRIPT, serving.outcomes)


def test_an_answer_as_it_is_shown(serving: Serving) -> None:
    phone = serving.phone()
    asked = serving.fake.say(phone.chat, QUESTION)
    answer = serving.fake.answer_to(asked, phone.chat)
    assert not answer.previews
    assert answer.parts("blockquote") == [f"“{LONGEST}”\u00a0[1]"]
    labels = [button["text"] for row in answer.buttons for button in row]
    for label in ("Nguồn 1", "Hữu ích", "Chưa đúng", "Câu hỏi liên quan", "Tải tệp tài liệu"):
        assert any(label in one for one in labels), labels
    assert [one for row in answer.buttons for one in row if "copy_text" in one or "trích dẫn" in one["text"]]
    assert serving.fake.made("sendChatAction")


def test_a_reply_is_about_the_answer_that_it_replies_to(serving: Serving) -> None:
    phone = serving.phone()
    first = phone.asks(QUESTION)
    phone.asks("Thành ủy đã rà soát bao nhiêu cán bộ?")
    reply = serving.fake.say(phone.chat, "1", reply_to=first.id)
    assert LONGEST in serving.fake.answer_to(reply, phone.chat).text


def test_a_button_of_somebody_elses_answer_is_not_theirs_to_press(serving: Serving) -> None:
    group = -100700
    asked = serving.fake.say(group, f"@CanBoHoiBot {QUESTION}", person=1, group=True)
    answer = serving.fake.answer_to(asked, group)
    before = len(serving.fake.sent)
    serving.fake.press(answer, "Hữu ích", person=2)
    serving.fake.wait_for_sent(before + 1)
    assert "người khác" in serving.fake.sent[-1].text
    serving.fake.press(answer, "Hữu ích", person=1)
    serving.fake.wait_for_sent(before + 2)
    assert "Cảm ơn" in serving.fake.sent[-1].text


def test_in_a_group_only_what_is_for_the_bot_is_answered(serving: Serving) -> None:
    group = -100701
    serving.fake.say(group, "Thời gian luân chuyển thế nào các đồng chí?", person=1, group=True)
    serving.fake.say(group, "/hoi@MotBotKhac tuổi?", person=1, group=True)
    asked = serving.fake.say(group, f"/hoi@CanBoHoiBot {QUESTION}", person=1, group=True)
    answer = serving.fake.answer_to(asked, group)
    follow = serving.fake.say(group, "còn nhà ở công vụ thì sao?", person=1, reply_to=answer.id, group=True)
    serving.fake.answer_to(follow, group)
    until(serving.idle)
    assert len([one for one in serving.fake.sent if one.chat == group]) == 2


def test_the_original_file_is_sent(serving: Serving) -> None:
    phone = serving.phone()
    phone.asks(QUESTION)
    phone.presses("Tải tệp tài liệu")
    sent = phone.seen[-1]
    assert sent.file is not None
    assert sent.file == ("quy-định-65.md", DOCUMENTS["quy-định-65.md"].encode())


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ({"voice": {"file_id": "V", "file_unique_id": "V", "duration": 2}}, "micro"),
        ({"photo": [{"file_id": "P", "file_unique_id": "P", "width": 1, "height": 1}]}, "bằng chữ"),
        ({"contact": {"phone_number": "0", "first_name": "B"}}, "bằng chữ"),
    ],
)
def test_what_cannot_be_read_gets_one_line(content: dict[str, object], word: str, serving: Serving) -> None:
    phone = serving.phone()
    serving.fake.say(phone.chat, **content)  # type: ignore[arg-type]
    until(lambda: phone.seen and serving.idle())
    [line] = phone.seen
    assert word in line.text
    assert len(line.text) < 300


def test_an_admin_files_a_document_from_the_phone(serving: Serving) -> None:
    words = "QUY ĐỊNH\n\nĐiều 1. Trang phục\nCán bộ mặc trang phục lịch sự khi tiếp công dân tại trụ sở.\n"
    serving.fake.files["D"] = f"---\nsố: 77-QĐ/TU\nloại: Quy định\ntrích yếu: Trang phục\n---\n{words}".encode()
    document = {"file_id": "D", "file_unique_id": "D", "file_name": "Quy định 77.md", "file_size": 300}
    admin = TelegramPhone(serving, ADMIN)
    serving.fake.say(ADMIN, document=document)
    until(lambda: admin.seen and serving.idle())
    assert "77-QĐ/TU" in admin.seen[-1].text
    admin.presses("Đồng ý")
    until(lambda: (serving.folder / "knowledge" / "Quy định 77.md").exists(), 30)
    phone = serving.phone()
    until(lambda: "trang phục lịch sự" in phone.asks("Cán bộ mặc trang phục thế nào khi tiếp công dân?").text, 60)
    too_big = {**document, "file_id": "B", "file_size": 21 * 1024 * 1024}
    before = len(admin.seen)
    serving.fake.say(ADMIN, document=too_big)
    until(lambda: len(admin.seen) > before and serving.idle())
    assert "20 MB" in admin.seen[-1].text


def test_the_pages_are_there_beside(serving: Serving) -> None:
    assert httpx.get(f"{serving.address}healthz").json()["ok"] is True


def test_a_kill_between_question_and_answer_loses_nothing(serving: Serving) -> None:
    phones = [serving.phone() for _ in range(10)]
    serving.child.send_signal(signal.SIGSTOP)
    asked = [(phone, serving.fake.say(phone.chat, QUESTION)) for phone in phones]
    serving.child.send_signal(signal.SIGCONT)
    until(lambda: any(phone.seen for phone in phones), 30)
    serving.child.kill()
    serving.child.wait()
    serving.child = start(serving.folder, serving.fake)
    for phone, message in asked:
        assert LONGEST in serving.fake.answer_to(message, phone.chat, 120).text
    until(serving.idle, 30)


def test_it_ends_politely(serving: Serving) -> None:
    serving.child.terminate()
    assert serving.child.wait(30) == 0
    assert "Traceback" not in serving.log, serving.log


def test_a_telegram_that_cannot_be_reached_disturbs_nobody(serving: Serving) -> None:
    serving.fake.close()
    (serving.folder / "log").unlink()
    serving.child = start(serving.folder, serving.fake)
    try:
        until(lambda: platforms.TELEGRAM_UNREACHABLE in serving.log, 120)
        assert httpx.get(f"{serving.address}healthz").json()["ok"] is True
        time.sleep(3)
        assert serving.log.count(platforms.TELEGRAM_UNREACHABLE) == 1
    finally:
        serving.fake.back()
        serving.child.terminate()
        assert serving.child.wait(30) == 0
