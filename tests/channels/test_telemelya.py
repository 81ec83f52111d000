"""The webhook path against telemelya, a stand-in of the Bot API that others wrote: it does not share our mistakes."""

from __future__ import annotations

import json
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from pydantic import SecretStr

from bot.channels.platforms import connected
from bot.channels.telegram.webhook import secret_of
from bot.library.filing import Filing
from bot.web import create_app
from tests.channels.conftest import until
from tests.channels.http_by_hand import Asked, ByHand, Reply
from tests.channels.test_webhook import Front
from tests.fakes_telegram import TOKEN
from tests.web.conftest import served, site_in
from tests.web.fakes import ANSWERED

PEERS = Path(__file__).resolve().parents[2] / ".venv" / "peers"  # tests/channels/install_peers makes them
MOTO, TELEMELYA = PEERS / "moto" / "bin" / "moto_server", PEERS / "telemelya" / "bin" / "python"
pytestmark = pytest.mark.needs(str(MOTO), str(TELEMELYA))


@contextmanager
def process(folder: Path, *command: object, address: str) -> Iterator[None]:
    """A server in a process of its own, once it answers."""
    with (folder / "log").open("ab") as log:
        child = subprocess.Popen([*map(str, command)], cwd=folder, stdout=log, stderr=log)
    try:
        until(lambda: _answers(address) or child.poll() is not None, 60)
        assert child.poll() is None, (folder / "log").read_text("utf-8")
        yield
    finally:
        child.terminate()
        child.wait(10)


def _answers(address: str) -> bool:
    try:
        httpx.get(address)
    except httpx.TransportError:
        return False
    return True


def _free_ports(count: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports: list[int] = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


@dataclass(frozen=True)
class Telemelya:
    """A person's phone, as telemelya's control has it."""

    address: str
    session: str
    chat: int

    def sends(self, **content: Any) -> dict[str, Any]:
        """Have an update brought to the bot; what came of it."""
        answer = self._call("POST", "send_update", params={"bot_token": TOKEN}, json={"chat_id": self.chat, **content})
        assert answer["delivery"]["status_code"] == 200, answer
        update: dict[str, Any] = answer["update"]
        return update

    def called(self, method: str) -> list[dict[str, Any]]:
        """The calls of a method that the bot made here."""
        made = self._call("GET", "responses")["responses"]
        return [one for one in made if one["method"] == method]

    def answers(self, count: int) -> dict[str, Any]:
        """The latest message, as soon as there are so many."""
        until(lambda: len(self.called("sendMessage")) >= count)
        return self.called("sendMessage")[-1]

    def upload(self, name: str, content: bytes) -> str:
        """Put a file there; its key."""
        return str(self._call("POST", "upload_media", files={"file": (name, content)})["file_id"])

    def _call(self, method: str, what: str, **more: Any) -> dict[str, Any]:
        headers = {"Authorization": "Bearer x", "X-Test-Session": self.session}
        answer = httpx.request(method, f"{self.address}/api/v1/test/{what}", headers=headers, timeout=30, **more)
        assert answer.status_code == 200, answer.text
        held: dict[str, Any] = answer.json()
        return held


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """telemelya's address; a bot is at work behind it, put together as `serve` does it."""
    folder = tmp_path_factory.mktemp("telemelya")
    s3, port = _free_ports(2)
    address = f"http://127.0.0.1:{port}"
    script = Path(__file__).with_name("telemelya_server.py")
    front: Any = Front()
    with (
        process(folder, MOTO, "-H", "127.0.0.1", "-p", s3, address=f"http://127.0.0.1:{s3}"),
        process(folder, TELEMELYA, script, port, s3, address=address),
        served(front) as web,
        relay_to(web) as public,
        site_in(folder / "site") as site,
    ):
        settings = site.settings.model_copy(
            update={
                "telegram_api": address,
                "telegram_token": SecretStr(TOKEN),
                "public_url": public,
                "access": "open",
            }
        )
        filing = Filing(settings, lambda: site.live.generation)
        with connected(settings, site.assistant, filing, site.live.refresh, page_code="1234") as others:
            front.app = create_app(site.assistant, settings, code="1234", webhooks=others.webhooks)
            phone = Telemelya(address, str(uuid4()), 1)
            until(lambda: _is_set(address))
            assert phone.sends(text="xin chào")
            yield address


def _is_set(address: str) -> bool:
    info = httpx.post(f"{address}/bot{TOKEN}/getWebhookInfo").json()
    return bool(info["result"]["url"])


@contextmanager
def relay_to(web: str) -> Iterator[str]:
    """A server that hands on what it gets, with the secret that telemelya leaves out."""

    async def hand_on(asked: Asked) -> Reply:
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret_of(TOKEN), "Content-Type": "application/json"}
        async with httpx.AsyncClient(timeout=30) as client:
            answer = await client.post(web + asked.path, content=asked.body, headers=headers)
        return Reply(answer.status_code, answer.content)

    relay = ByHand(hand_on)
    yield relay.address
    relay.close()


@pytest.fixture
def phone(server: str) -> Telemelya:
    """Somebody's phone."""
    return Telemelya(server, str(uuid4()), 10_000 + uuid4().int % 10**9)


def test_a_conversation(phone: Telemelya) -> None:
    phone.sends(command="/start")
    assert "tài liệu" in phone.answers(1)["text"]
    phone.sends(text=ANSWERED)
    answer = phone.answers(2)
    assert "bốn mươi tám tháng" in answer["text"]
    until(lambda: phone.called("sendChatAction"))  # sent beside the answer, not before it
    keyboard = answer["reply_markup"]["inline_keyboard"]
    keys = {button["text"]: button.get("callback_data") for row in keyboard for button in row}
    phone.sends(callback_data=keys["Nguồn 1"], callback_message_id=answer["message_id"])
    assert "phụ cấp cũ" in phone.answers(3)["text"]
    until(lambda: phone.called("answerCallbackQuery"))
    phone.sends(callback_data=keys["Hữu ích"], callback_message_id=answer["message_id"])
    assert "Cảm ơn" in phone.answers(4)["text"]
    until(lambda: len(phone.called("answerCallbackQuery")) == 2)


def test_entities_are_where_their_words_are(phone: Telemelya) -> None:
    phone.sends(text=ANSWERED)
    raw = phone.answers(1)["raw"]
    entities = raw["entities"] if isinstance(raw["entities"], list) else json.loads(raw["entities"])
    wide = raw["text"].encode("utf-16-le")
    quotes = [
        wide[2 * one["offset"] : 2 * (one["offset"] + one["length"])].decode("utf-16-le")
        for one in entities
        if "blockquote" in one["type"]
    ]
    assert len(quotes) == 1
    assert "bốn mươi tám tháng" in quotes[0]


def test_a_photo_gets_one_line(phone: Telemelya) -> None:
    key = phone.upload("anh.jpg", b"\xff\xd8\xff")
    phone.sends(photo_file_id=key)
    assert phone.answers(1)["text"]


def test_an_old_button_answers_at_once(phone: Telemelya) -> None:
    phone.sends(callback_data="u:999999", callback_message_id=5)
    until(lambda: phone.called("answerCallbackQuery"))
    assert phone.answers(1)["text"]
