"""The whole product in one process, the embedded encoder in it: on the Official Account as on Zalo and on the web."""

from __future__ import annotations

import json
import re
import signal
import socket
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.journal import Journal
from bot.journal.accounts import Accounts, StaffRole
from bot.phrases import dialogue, zalo_oa
from tests.channels.conftest import until
from tests.channels.script import LONGEST, SCRIPT, Phone, Step, play
from tests.channels.serving import QUESTION, OaPhone, Serving, folder_for, start
from tests.channels.zalo.test_whole import Overheard, on_the_web, records
from tests.conftest import count
from tests.fakes_telegram import FakeTelegram
from tests.fakes_zalo import TOKEN as ZALO_TOKEN
from tests.fakes_zalo import FakeZalo
from tests.fakes_zalo_oa import APP, APP_SECRET, NAME, OA, OA_SECRET, SIGNATURE, FakeOA

PASSWORD = "chuồn chuồn bay thấp thì mưa"
ADMIN = "5500000042"
READY = f"Zalo OA: đang trả lời với tên {NAME}"


def settings_of(oa: FakeOA, zalo: FakeZalo, port: int, **more: str) -> dict[str, str]:
    """The settings that lead to the stand-ins."""
    return {
        "ZALO_OA_API": oa.address,
        "ZALO_OA_OAUTH": oa.address,
        "ZALO_OA_APP_ID": APP,
        "ZALO_OA_APP_SECRET": APP_SECRET,
        "ZALO_OA_SECRET": OA_SECRET,
        "ZALO_BOT_API": zalo.address,
        "ZALO_BOT_TOKEN": ZALO_TOKEN,
        "WEB_PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "TELEGRAM_TOKEN": "",
        "ADMINS": f"zalo_oa:{ADMIN}",
        **more,
    }


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory, warm_vectors: Path) -> Iterator[Serving]:
    """One process on both products of Zalo and with its pages; consent is given on the page."""
    folder = folder_for(tmp_path_factory.mktemp("serve"), warm_vectors)
    journal = Journal.open(folder / "data")
    Accounts(journal).add("quan-tri", PASSWORD, StaffRole.ADMIN)
    journal.close()
    telegram, zalo, oa = FakeTelegram(), FakeZalo(), FakeOA()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    child = start(folder, telegram, **settings_of(oa, zalo, port))
    made = Serving(telegram, folder, child, zalo, oa)
    oa.address_of_webhook = f"http://127.0.0.1:{port}/webhook/zalo-oa"
    try:
        made.begun("chưa được cấp quyền")
        made.listens()
        consent(made, oa)
        made.begun(READY)
        yield made
        assert oa.wrong == zalo.wrong == []
        for secret in (APP_SECRET, OA_SECRET, str(oa.access), str(oa.refresh), *oa.used):
            assert secret not in made.log
    finally:
        made.child.kill()
        made.child.wait()
        for fake in (telegram, zalo, oa):
            fake.close()


def consent(serving: Serving, oa: FakeOA) -> None:
    """Sign in and give consent, as an admin does it with a browser."""
    address = serving.address.rstrip("/")
    with httpx.Client(base_url=address, headers={"Origin": address}, timeout=60) as client:
        form = client.get("/dang-nhap?tiep=%2Fquan-tri%2Fzalo-oa")
        fields = {"csrf": hidden(form.text), "tiep": "/quan-tri/zalo-oa", "ten": "quan-tri", "mat-khau": PASSWORD}
        assert client.post("/dang-nhap", data=fields).headers["location"] == "/quan-tri/zalo-oa"
        page = client.get("/quan-tri/zalo-oa")
        assert zalo_oa.STATE_NOT in page.text
        asked = client.post("/quan-tri/zalo-oa/cap-quyen", data={"csrf": hidden(page.text)})
        link = re.search(rf'href="({re.escape(oa.address)}[^"]+)"', asked.text)
        assert link is not None, asked.text
        back = oa.agree(unescape(link[1]))
        done = client.get(back)
        assert (done.status_code, done.headers["location"]) == (303, "/quan-tri/zalo-oa?xong")
        shown = client.get(done.headers["location"]).text
        assert zalo_oa.WORDS["done"] in shown
        assert OA in shown
        assert client.get(back).status_code == 409  # it was good once
    assert serving.rows("SELECT account, about FROM audit WHERE action = 'channel_connected'") == [
        ("quan-tri", "Zalo OA")
    ]


def hidden(text: str) -> str:
    """The token of a form."""
    found = re.search(r'name="csrf" value="([^"]+)"', text)
    assert found is not None, text
    return found[1]


def test_one_conversation_on_every_channel(serving: Serving) -> None:
    """The same words and steps; the same answers, citations, records: pressed, typed, on the other Zalo, on the web."""
    of_web = [step for step in map(on_the_web, SCRIPT) if step is not None]
    held: dict[str, list[Any]] = {}
    quoted: dict[str, list[list[str]]] = {}
    phones: list[tuple[str, str, Phone, list[Step]]] = [
        ("pressed", "zalo_oa", serving.oa_phone(), list(SCRIPT)),
        ("typed", "zalo_oa", serving.oa_phone(buttons=False), list(SCRIPT)),
        ("zalo", "zalo", serving.zalo_phone(), list(SCRIPT)),
        ("web", "web", serving.browser(), of_web),
    ]
    for name, of_channel, phone, script in phones:
        since = int(str(serving.rows("SELECT coalesce(max(id), 0) FROM questions")[0][0]))
        told: list[list[str]] = []
        play(Overheard(phone, told), script, serving.outcomes)
        quoted[name] = told
        made = records(serving, since)
        assert {channel for channel, *_ in made} == {of_channel}
        held[name] = [row[1:] for row in made]
    assert held["pressed"] == held["typed"] == held["zalo"] == held["web"]
    assert len(held["typed"]) == len([step for step in SCRIPT if step.outcome])
    assert quoted["pressed"] == quoted["typed"] == quoted["zalo"] == quoted["web"]


def test_an_answer_as_it_is_shown(serving: Serving) -> None:
    phone = serving.oa_phone()
    (answer,) = phone.says(QUESTION)
    assert answer.splitlines()[-1] == "Gõ 1 xem nguồn; “trích dẫn”; “liên quan”; “hữu ích” / “chưa đúng”."
    [shown] = [one for one in phone.fake.sent if one.chat == phone.chat]
    assert 1 <= len(shown.buttons) <= 5
    assert "Nguồn 1" in [button["title"] for button in shown.buttons]
    (copied,) = phone.says("trich dan")
    assert LONGEST in copied
    assert phone.does(phone.fake.event("user_send_audio", phone.chat, {"attachments": []})) == [dialogue.VOICE]
    assert phone.does(phone.fake.event("user_send_sticker", phone.chat, {"attachments": []})) == [dialogue.OTHER]
    (hello,) = phone.does(phone.fake.follow(phone.chat))
    assert "bí mật nhà nước" in hello
    # A button of an answer that is long past still means that answer.
    phone.says("còn nhà ở công vụ thì sao?")
    event = phone.fake.press(shown, "Nguồn 1")
    assert LONGEST in phone.does(event)[0]


def test_every_step_is_one_message(serving: Serving) -> None:
    phone = serving.oa_phone()
    steps = (
        QUESTION,
        "1",
        "dieu sau",
        "toan dieu",
        "cho trich",
        "lien quan",
        "vb",
        "1",
        "trang nguon",
        "/help",
        "tai 1",
    )
    for text in steps:
        (told,) = phone.says(text)
        assert len(told.encode("utf-16-le")) // 2 <= 1_900, text
        assert "bấm" not in told, text


def test_an_admin_sees_how_it_is_doing(serving: Serving) -> None:
    admin, other = OaPhone(serving, ADMIN), serving.oa_phone()
    assert re.search(r"Zalo OA: tháng \d+/\d+ đã gửi \d+ tin", admin.says("/trangthai")[0])
    assert other.says("/trangthai") == [dialogue.ADMINS_ONLY]
    held = {"attachments": [{"type": "file", "payload": {"url": "http://127.0.0.1:1/x.md", "name": "x.md"}}]}
    assert admin.does(admin.fake.event("user_send_file", admin.chat, held)) == [zalo_oa.FILE_NOT_FETCHED]
    assert other.does(other.fake.event("user_send_file", other.chat, held)) == [dialogue.FILE_FROM_MEMBER]


def test_forged_ones_come_to_nothing(serving: Serving) -> None:
    oa = serving.oa
    assert oa is not None
    before = len(oa.sent)
    with httpx.Client(timeout=30) as client:
        for number in range(count(30, 500)):
            body = json.dumps(oa.say(ADMIN, "/trangthai")).encode()
            headers = {SIGNATURE: f"mac={number:064x}"} if number % 3 else {}
            assert client.post(oa.address_of_webhook, content=body, headers=headers).status_code == 403
        assert client.post(oa.address_of_webhook, content=b"{}").status_code == 200
    until(serving.idle)
    assert len(oa.sent) == before


def test_killed_after_the_acknowledgement(serving: Serving) -> None:
    oa, zalo = serving.oa, serving.zalo
    assert oa is not None
    assert zalo is not None
    port = int(oa.address_of_webhook.split(":")[2].partition("/")[0])
    for number in range(count(1, 10)):
        chats = [f"giet-{number}-{chat}" for chat in range(3)]
        for chat in chats:
            assert oa.bring(oa.say(chat, QUESTION)) == 200
            assert oa.bring(oa.say(chat, "còn nhà ở công vụ thì sao?")) == 200
        serving.child.send_signal(signal.SIGKILL)
        serving.child.wait()
        uncertain = int(str(serving.rows("SELECT count(*) FROM outbox WHERE status = 'sending'")[0][0]))
        serving.child = start(serving.folder, serving.fake, **settings_of(oa, zalo, port))
        until(lambda chats=chats: all(len(set(oa.texts(chat))) == 2 for chat in chats) and serving.idle(), 180)  # type: ignore[misc]
        told = [text for chat in chats for text in oa.texts(chat)]
        assert len(told) - 2 * len(chats) <= uncertain
        for chat in chats:
            first, *_, last = oa.texts(chat)
            assert LONGEST in first
            assert "nhà ở công vụ" in last
    assert oa.reused == 0


def test_it_ends_politely(serving: Serving) -> None:
    serving.child.terminate()
    assert serving.child.wait(60) == 0
    assert "Traceback" not in serving.log, serving.log
