"""The token, the proxy's password and what people write reach no log at any level, and no error."""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from bot.channels.telegram import Telegram
from bot.errors import SendError, SettingsError, UnreadableFile
from bot.model import Attachment, Outgoing
from tests.channels.conftest import at_work, echo, no_file, settings_for, until
from tests.fakes_telegram import TOKEN, FakeTelegram, Fault

OFFICIAL = 4001
QUESTION = "câu hỏi không được vào nhật ký"
SECRET = TOKEN.partition(":")[2]
FAULTS = [
    Fault(code=500, description=f"Internal Server Error {TOKEN}"),
    Fault(code=400, description=f"Bad Request: {TOKEN}"),
    Fault(code=401, description="Unauthorized"),
    Fault(code=404, description="Not Found"),
    Fault(code=502, body=f"<html>{TOKEN}</html>".encode()),
    Fault(code=200, body=f"{{{TOKEN}".encode()),
    Fault(cut=True),
    Fault(code=429, description="Too Many Requests", parameters={"retry_after": 1}),
]
pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")


class Everything(logging.Handler):
    """Every record as any handler could show it, with the errors that hang on it."""

    def __init__(self) -> None:
        super().__init__(0)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record."""
        self.lines += [self.format(record), repr(record.args)]


@pytest.fixture
def everything(capfd: pytest.CaptureFixture[str]) -> Iterator[Everything]:
    """All that is logged while every logger that exists is set to the lowest level, and all that is printed."""
    handler, root = Everything(), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(1)
    yield handler
    root.removeHandler(handler)
    root.setLevel(before)
    out, err = capfd.readouterr()
    shown = "\n".join([*handler.lines, out, err])
    assert handler.lines
    assert SECRET not in shown
    assert "%3A" + SECRET not in shown
    assert QUESTION not in shown


def as_loud_as_can_be() -> None:
    """What an operator in search of a fault may do: every logger at its lowest level."""
    for name in ("telegram", "telegram.Bot", "httpx", "httpcore", "httpcore.http11", "httpcore.connection", "asyncio"):
        logging.getLogger(name).setLevel(1)


@pytest.mark.parametrize("loud", [False, True])
def test_the_token_is_in_no_log(loud: bool, everything: Everything, fake: FakeTelegram, tmp_path: Path) -> None:
    for method in ("getMe", "deleteWebhook", "getUpdates", "sendChatAction", "answerCallbackQuery"):
        fake.fail(method, *(fault for fault in FAULTS if fault.code not in (401, 404)))
    fake.fail("sendMessage", FAULTS[0], FAULTS[1], FAULTS[4])
    fake.fail("setMyCommands", *FAULTS[:2])
    if loud:
        as_loud_as_can_be()
    with at_work(fake, tmp_path / "data", echo) as desk:
        if loud:
            as_loud_as_can_be()
        for number in range(4):
            fake.say(OFFICIAL + number, QUESTION)
        fake.press_key(OFFICIAL, 1, "u:1")
        fake.push({"update_id": fake.next_update(), "odd": 1, "message": {"text": QUESTION, "date": TOKEN}})
        fake.wait_for_sent(3, 60)
        fake.close()
        until(lambda: any("chưa kết nối được" in line for line in everything.lines))
        fake.back()
        fake.answer_to(fake.say(OFFICIAL, QUESTION), OFFICIAL, 60)
        assert desk.handled
    for name in ("telegram", "telegram.Bot", "httpx", "httpcore", "httpcore.http11", "httpcore.connection", "asyncio"):
        logging.getLogger(name).setLevel(logging.NOTSET)


def test_a_wrong_token_is_in_no_log(everything: Everything, fake: FakeTelegram, tmp_path: Path) -> None:
    fake.revoked = True
    with at_work(fake, tmp_path / "data"):
        until(lambda: any("TELEGRAM_TOKEN" in line for line in everything.lines))


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: str(fault.code))
def test_the_token_is_in_no_error(fault: Fault, everything: Everything, fake: FakeTelegram, tmp_path: Path) -> None:
    fake.chat(OFFICIAL)
    telegram = Telegram(TOKEN, settings_for(fake, tmp_path), original=no_file)
    fake.fail("sendMessage", fault)
    fake.fail("getFile", fault)
    try:
        for call in (
            lambda: telegram.send(str(OFFICIAL), Outgoing(QUESTION)),
            lambda: telegram.fetch(Attachment("x", "x.txt")),
        ):
            with pytest.raises((SendError, UnreadableFile)) as caught:
                call()
            whole = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=False).format())
            assert SECRET not in whole + repr(caught.value) + str(caught.value.__context__)
    finally:
        telegram.close()


def test_an_error_that_nobody_caught_shows_no_token(
    everything: Everything, fake: FakeTelegram, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    telegram = Telegram(TOKEN, settings_for(fake, tmp_path), original=no_file)

    async def breaks() -> None:
        raise httpx.ConnectError(f"https://api.telegram.org/bot{TOKEN}/getMe")

    def spawn() -> None:
        import asyncio

        asyncio.get_running_loop().create_task(breaks())

    telegram._loop.call(spawn)
    until(lambda: any("ConnectError" in line for line in everything.lines))
    telegram.close()


@pytest.mark.parametrize(
    "proxy", ["ftp://user:mat-khau@proxy:1", "mat-khau", "http://user:mat-khau@[::", "socks9://u:mat-khau@h:1"]
)
def test_a_wrong_proxy_is_told_without_its_password(proxy: str, fake: FakeTelegram, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        Telegram(TOKEN, settings_for(fake, tmp_path, telegram_proxy=SecretStr(proxy)), original=no_file)
    assert "TELEGRAM_PROXY" in str(caught.value)
    whole = "".join(traceback.format_exception(caught.value))
    assert "mat-khau" not in whole


def test_a_wrong_address_is_told(fake: FakeTelegram, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="TELEGRAM_API"):
        Telegram(TOKEN, settings_for(fake, tmp_path, telegram_api="api.telegram.org"), original=no_file)


def test_threads_end_with_the_channel(fake: FakeTelegram, tmp_path: Path) -> None:
    before = set(threading.enumerate())
    with at_work(fake, tmp_path / "data"):
        fake.answer_to(fake.say(OFFICIAL, QUESTION), OFFICIAL)
    until(lambda: set(threading.enumerate()) <= before)
