"""The whole product in one process, the embedded encoder in it: on Zalo as on Telegram and in the web chat."""

from __future__ import annotations

import json
import re
import signal
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from bot.phrases import dialogue
from bot.phrases import platforms as words
from tests.channels.conftest import until
from tests.channels.script import LONGEST, SCRIPT, Phone, Step, play
from tests.channels.serving import ADMIN, QUESTION, Serving, TelegramPhone, ZaloPhone, folder_for, start
from tests.conftest import count
from tests.fakes_telegram import FakeTelegram
from tests.fakes_zalo import SECRET_HEADER, TOKEN, FakeZalo

MONTHLY = 50
READY = "Zalo: đang trả lời với tên Bot Hỏi đáp cán bộ"


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory, warm_vectors: Path) -> Iterator[Serving]:
    """One process on both platforms and with its pages; Zalo is polled."""
    folder = folder_for(tmp_path_factory.mktemp("serve"), warm_vectors)
    fake, zalo = FakeTelegram(), FakeZalo()
    zalo.longest_poll = 0.3
    # A moment less than what we keep: one clock measures the beginnings of calls, the other their ends.
    zalo.least_pause = 0.5  # of the second: both ends may be held up on the way
    made = Serving(fake, folder, start(folder, fake, **on_zalo(zalo)), zalo)
    try:
        made.begun(READY)
        made.begun("t.me/CanBoHoiBot")
        made.listens()
        yield made
        assert fake.wrong == zalo.wrong == []
        assert TOKEN.partition(":")[2] not in made.log
    finally:
        made.child.kill()
        made.child.wait()
        fake.close()
        zalo.close()


def on_zalo(zalo: FakeZalo) -> dict[str, str]:
    """The settings that lead to the stand-in."""
    return {"ZALO_BOT_API": zalo.address, "ZALO_BOT_TOKEN": TOKEN, "ZALO_BOT_MONTHLY": str(MONTHLY)}


def on_the_web(step: Step) -> Step | None:
    """A step as the web chat has it: it has no commands, and says its thanks itself."""
    if step.says.startswith("/"):
        return None
    return replace(step, shows=()) if step.presses and not step.presses.startswith("Nguồn") else step


def records(serving: Serving, since: int) -> list[Any]:
    """What the journal holds of the questions after one: words, outcome, places cited, and what was thought of them."""
    questions = serving.rows(
        f"SELECT id, channel, typed, searched, status FROM questions WHERE id > {since} ORDER BY id"
    )
    found = []
    for number, channel, *told in questions:
        cited = serving.rows(
            f'SELECT number, file, start, "end", mark FROM citations WHERE question_id = {number} ORDER BY number'
        )
        rated = serving.rows(f"SELECT verdict, reason FROM ratings WHERE question_id = {number}")
        found.append((channel, told, cited, rated))
    return found


def test_one_conversation_on_every_channel(serving: Serving) -> None:
    """The same words and steps; the same answers, citations and records."""
    of_web = [step for step in map(on_the_web, SCRIPT) if step is not None]
    held: dict[str, list[Any]] = {}
    quoted: dict[str, list[list[str]]] = {}
    phones: list[tuple[str, Phone, list[Step]]] = [
        ("telegram", serving.phone(), list(SCRIPT)),
        ("zalo", serving.zalo_phone(), list(SCRIPT)),
        ("web", serving.browser(), of_web),
    ]
    for name, phone, script in phones:
        since = int(str(serving.rows("SELECT coalesce(max(id), 0) FROM questions")[0][0]))
        told: list[list[str]] = []
        play(Overheard(phone, told), script, serving.outcomes)
        quoted[name] = told
        made = records(serving, since)
        assert {channel for channel, *_ in made} == {name}
        held[name] = [row[1:] for row in made]
    assert held["telegram"] == held["zalo"] == held["web"]
    assert len(held["zalo"]) == len([step for step in SCRIPT if step.outcome])
    assert [rated[-1] for *_, rated in held["zalo"] if rated] == [("up", None), ("down", "incomplete")]
    assert quoted["telegram"] == quoted["zalo"] == quoted["web"]


class Overheard:
    """A phone of which somebody notes what is quoted in the answers to questions."""

    def __init__(self, phone: Phone, told: list[list[str]]) -> None:
        self._phone, self._told, self.buttons = phone, told, phone.buttons

    def says(self, text: str) -> list[str]:
        """Type words."""
        answered = self._phone.says(text)
        if not text.startswith("/") and len(text) > len("chưa đúng"):
            self._told.append(re.findall("“[^”]+”[\u00a0 ]\\[\\d\\]|^\\[\\d\\] .+$", "\n".join(answered), re.MULTILINE))
        return answered

    def presses(self, label: str) -> list[str]:
        """Press."""
        return self._phone.presses(label)


def test_an_answer_as_it_is_shown(serving: Serving) -> None:
    phone = serving.zalo_phone()
    (answer,) = phone.says(QUESTION)
    assert answer.splitlines()[-1] == "Gõ 1 xem nguồn; “trích dẫn”; “liên quan”; “hữu ích” / “chưa đúng”."
    [shown] = [one for one in phone.fake.sent if one.chat == phone.chat]
    assert shown.parts("c_15a85f") == [LONGEST]
    (copied,) = phone.says("trich dan")
    assert LONGEST in copied
    assert "65-QĐ/TW" in copied
    voice = {"voice_url": "https://f1.zdn.vn/loi.aac"}
    phone.fake.put("message.voice.received", phone.fake.message(phone.chat, **voice))
    phone.fake.wait(lambda: dialogue.VOICE in phone.seen)
    phone.fake.unsupported(phone.chat)
    phone.fake.wait(lambda: dialogue.OTHER in phone.seen)
    # A word that stands for a step is a question where more is said.
    until(serving.idle)
    before = len(serving.outcomes())
    phone.says("hữu ích là gì")
    assert len(serving.outcomes()) == before + 1


def test_every_step_is_one_message(serving: Serving) -> None:
    phone = serving.zalo_phone()
    steps = (QUESTION, "1", "dieu sau", "toan dieu", "cho trich", "trich dan", "lien quan", "vb", "1", "trang nguon")
    for text in (*steps, "/help", "tai 1", "gia vang hom nay", "1", "chua dung", "4"):
        (told,) = phone.says(text)
        assert len(told.encode("utf-16-le")) // 2 <= 1_900, text
        assert "bấm" not in told, text


def test_admins_elsewhere_see_the_month_and_are_warned_once(serving: Serving) -> None:
    phone, admin = serving.zalo_phone(), TelegramPhone(serving, ADMIN)
    assert phone.says("/trangthai") == [dialogue.ADMINS_ONLY]
    assert re.search(rf"Zalo: tháng \d+/\d+ đã gửi \d+/{MONTHLY} tin", admin.says("/trangthai")[0])

    def warnings() -> list[str]:
        return [one.text for one in admin.seen if "Cân nhắc nâng gói" in one.text]

    for _ in range(MONTHLY):
        if warnings():
            break
        phone.says("xin chào")
    phone.says("xin chào")
    until(warnings)
    until(serving.idle)
    [warning] = warnings()
    assert f"/{MONTHLY} tin (80%)" in warning


def test_killed_again_and_again_while_it_answers(serving: Serving) -> None:
    zalo = serving.zalo
    assert zalo is not None
    zalo.replays = 2  # a message that a dead bot was handed comes again, as it was seen to on Zalo
    for number in range(count(1, 10)):
        chats = [f"giet-{number}-{chat}" for chat in range(4)]
        for chat in chats:
            zalo.say(chat, QUESTION)
            zalo.say(chat, "còn nhà ở công vụ thì sao?")
        until(lambda chats=chats: any(zalo.texts(chat) for chat in chats), 60)  # type: ignore[misc]
        serving.child.send_signal(signal.SIGKILL)
        serving.child.wait()
        uncertain = int(str(serving.rows("SELECT count(*) FROM outbox WHERE status = 'sending'")[0][0]))
        serving.child = start(serving.folder, serving.fake, **on_zalo(zalo))
        until(lambda chats=chats: all(len(set(zalo.texts(chat))) == 2 for chat in chats) and serving.idle(), 180)  # type: ignore[misc]
        told = [text for chat in chats for text in zalo.texts(chat)]
        assert len(told) - 2 * len(chats) <= uncertain
        for chat in chats:
            first, *_, last = zalo.texts(chat)
            assert LONGEST in first
            assert "nhà ở công vụ" in last
    zalo.replays = 0


def test_it_ends_politely(serving: Serving) -> None:
    serving.child.terminate()
    assert serving.child.wait(40) == 0
    assert "Traceback" not in serving.log, serving.log


# --- by webhook, and for people who are invited ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def invited(tmp_path_factory: pytest.TempPathFactory, warm_vectors: Path) -> Iterator[Serving]:
    """One process that Zalo brings messages to, for people with a code."""
    folder = folder_for(tmp_path_factory.mktemp("invited"), warm_vectors)
    fake, zalo = FakeTelegram(), FakeZalo()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    made = Serving(fake, folder, start(folder, fake, **by_webhook(zalo, port)), zalo)
    try:
        made.begun(READY)
        zalo.wait(lambda: zalo.webhook is not None, 60)
        made.listens()
        yield made
        assert zalo.wrong == []
        assert zalo.polls == []
        assert "Traceback" not in made.log, made.log
    finally:
        made.child.kill()
        made.child.wait()
        fake.close()
        zalo.close()


def by_webhook(zalo: FakeZalo, port: int) -> dict[str, str]:
    """The settings with which Zalo, and nobody else, brings messages."""
    public = {"WEB_PORT": str(port), "PUBLIC_URL": f"http://127.0.0.1:{port}"}
    return {**on_zalo(zalo), **public, "TELEGRAM_TOKEN": "", "ACCESS": "invite", "ADMINS": ""}


def test_people_come_in_by_codes(invited: Serving) -> None:
    stranger = invited.zalo_phone()
    assert stranger.says(QUESTION) == [dialogue.STRANGER]
    code = re.search(r"Mã quản trị[^:]*: ([\d-]+)", invited.log)
    assert code is not None, invited.log
    admin = ZaloPhone(invited, "quan-tri")
    (hello,) = admin.says(code[1])
    assert hello.startswith(dialogue.welcome(None))
    assert f"đã gửi 2/{MONTHLY} tin" in admin.says("/trangthai")[0]
    (made,) = admin.says("/moi Đảng ủy phường A 20 7")
    (hello,) = stranger.says(made.splitlines()[0].rpartition(" ")[2])
    assert hello.startswith(dialogue.welcome("Đảng ủy phường A"))
    assert LONGEST in stranger.says("thoi gian luan chuyen can bo lanh dao bao lau")[0]
    assert ZaloPhone(invited, "nguoi-khac").says(code[1]) == [dialogue.CODE_WRONG]  # it is used up


@pytest.mark.parametrize("flat", [True, False])
def test_the_common_conversation_by_webhook(invited: Serving, flat: bool) -> None:
    assert invited.zalo is not None
    invited.zalo.flat = flat
    admin = ZaloPhone(invited, "quan-tri")
    play(admin, SCRIPT, invited.outcomes)


def test_forged_ones_come_to_nothing(invited: Serving) -> None:
    zalo = invited.zalo
    assert zalo is not None
    assert zalo.webhook is not None
    before = len(zalo.sent)
    with httpx.Client(timeout=30) as client:
        for number in range(count(50, 500)):
            update = {"event_name": "message.text.received", "message": zalo.message("quan-tri", text="/trangthai")}
            headers = {SECRET_HEADER: f"{number:064x}"} if number % 3 else {}
            answer = client.post(zalo.webhook["url"], content=json.dumps(zalo.body(update)), headers=headers)
            assert answer.status_code == 403
    until(invited.idle)
    assert len(zalo.sent) == before


def test_killed_after_the_acknowledgement(invited: Serving) -> None:
    zalo = invited.zalo
    assert zalo is not None
    assert zalo.webhook is not None
    for _ in range(4):
        zalo.say("quan-tri", QUESTION)
    before = len(zalo.texts("quan-tri"))
    assert zalo.bring_all() == [200] * 4
    invited.child.send_signal(signal.SIGKILL)
    invited.child.wait()
    port = urlsplit(zalo.webhook["url"]).port
    invited.child = start(invited.folder, invited.fake, **by_webhook(zalo, port or 0))
    until(lambda: len(zalo.texts("quan-tri")) >= before + 4 and invited.idle(), 180)
    told = zalo.texts("quan-tri")[before:]
    assert all(LONGEST in text for text in told)
    assert words.NOT_ANSWERED not in told
