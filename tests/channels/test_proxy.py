"""Where Telegram is blocked: every call goes through the operator's proxy, and the server's name is resolved there."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.channels.telegram import Telegram
from bot.errors import SendLater, SendUnknown
from bot.model import Attachment, Outgoing
from bot.phrases import platforms
from tests.channels.conftest import at_work, no_file, settings_for, until
from tests.fakes_telegram import TOKEN, FakeTelegram

OFFICIAL = 6001
NOWHERE = "http://telegram.invalid"  # a name that nobody here can resolve


class Socks:
    """A SOCKS5 proxy that asks for a name and password, and knows where `telegram.invalid` is."""

    def __init__(self, port: int) -> None:
        self.asked: list[str] = []
        self._port = port
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"socks5://nguoi:mat-khau@127.0.0.1:{self._socket.getsockname()[1]}"
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        start = asyncio.start_server(self._talk, sock=self._socket)
        self._server = asyncio.run_coroutine_threadsafe(start, self._loop).result()

    def close(self) -> None:
        """Go off the net."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _end(self) -> None:
        self._server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            _, methods = await reader.readexactly(2)
            await reader.readexactly(methods)
            writer.write(b"\x05\x02")
            _, length = await reader.readexactly(2)
            assert await reader.readexactly(length) == b"nguoi"
            assert await reader.readexactly((await reader.readexactly(1))[0]) == b"mat-khau"
            writer.write(b"\x01\x00")
            _, _, _, kind = await reader.readexactly(4)
            assert kind == 3  # a name, not an address: it was not looked up before
            name = await reader.readexactly((await reader.readexactly(1))[0])
            await reader.readexactly(2)
            self.asked.append(name.decode())
            there, back = await asyncio.open_connection("127.0.0.1", self._port)
            writer.write(b"\x05\x00\x00\x01" + bytes(6))
            await asyncio.gather(_copy(reader, back), _copy(there, writer))


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    try:
        while chunk := await source.read(65536):
            target.write(chunk)
            await target.drain()
    finally:
        target.close()


@pytest.fixture
def socks(fake: FakeTelegram) -> Iterator[Socks]:
    """A SOCKS proxy in front of the stand-in."""
    made = Socks(fake.port)
    yield made
    made.close()


def test_everything_goes_through_a_socks_proxy(fake: FakeTelegram, socks: Socks, tmp_path: Path) -> None:
    proxied = {"telegram_api": NOWHERE, "telegram_proxy": SecretStr(socks.address)}
    fake.files["F"] = b"content"
    with at_work(fake, tmp_path / "data", settings=proxied) as desk:
        fake.answer_to(fake.say(OFFICIAL, "câu hỏi"), OFFICIAL)
        assert desk.telegram.fetch(Attachment("F", "F.txt")) == b"content"
    assert set(socks.asked) == {"telegram.invalid"}
    assert len(socks.asked) >= 2  # the polls and all else have connections of their own


def test_everything_goes_through_an_http_proxy(fake: FakeTelegram, tmp_path: Path) -> None:
    proxied = {"telegram_api": NOWHERE, "telegram_proxy": SecretStr(fake.address)}
    with at_work(fake, tmp_path / "data", settings=proxied):
        fake.answer_to(fake.say(OFFICIAL, "câu hỏi"), OFFICIAL)


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:9", "socks5://127.0.0.1:9", "own"])
def test_what_no_proxy_lets_through_was_not_sent(proxy: str, fake: FakeTelegram, tmp_path: Path) -> None:
    address = fake.address if proxy == "own" else proxy
    settings = settings_for(fake, tmp_path, telegram_api="https://telegram.invalid", telegram_proxy=SecretStr(address))
    telegram = Telegram(TOKEN, settings, original=no_file)
    try:
        with pytest.raises(SendLater) as caught:
            telegram.send(str(OFFICIAL), Outgoing("đáp"))
        assert not isinstance(caught.value, SendUnknown)
    finally:
        telegram.close()


def test_a_dead_proxy_is_named_and_no_other_is_advised(
    fake: FakeTelegram, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    proxy = {"telegram_proxy": SecretStr(f"http://127.0.0.1:{port}")}
    with at_work(fake, tmp_path / "data", settings=proxy):
        until(lambda: any(platforms.TELEGRAM_PROXY_UNREACHABLE in one.getMessage() for one in caplog.records))
    assert not any("đặt TELEGRAM_PROXY" in one.getMessage() for one in caplog.records)
