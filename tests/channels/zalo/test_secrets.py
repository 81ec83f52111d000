"""The token, the webhook's secret and what people write reach no log at any level, and no error."""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.channels.zalo_bot import ZaloBot
from bot.channels.zalo_bot.client import Client
from bot.channels.zalo_bot.webhook import PATH, secret_of
from bot.channels.zalo_shared.exchange import ZaloError
from bot.errors import SendError
from bot.journal import Journal
from bot.model import Outgoing
from bot.phrases import zalo
from tests.channels.conftest import until
from tests.channels.zalo.conftest import at_work, settings_for
from tests.fakes_zalo import TOKEN, FakeZalo, Fault

OFFICIAL = "nguoi-hoi-4001"
QUESTION = "câu hỏi không được vào nhật ký"
SECRET = TOKEN.partition(":")[2]
LIBRARIES = ("httpx", "httpcore", "httpcore.http11", "httpcore.connection", "httpcore.proxy", "asyncio")
FAULTS = [
    Fault(code=500, description=f"Internal Server Error {TOKEN} {QUESTION}"),
    Fault(code=400, description=f"Bad Request: {TOKEN}"),
    Fault(code=403, description=TOKEN),
    Fault(code=404, description="Not Found"),
    Fault(code=502, body=f"<html>{TOKEN}</html>".encode()),
    Fault(code=200, body=f"{{{TOKEN}".encode()),
    Fault(cut=True),
]


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
    """All that is logged while every logger is set to the lowest level, and all that is printed."""
    handler, root = Everything(), logging.getLogger()
    # What an operator in search of a fault may do; and another channel may have shut the libraries out.
    loggers = [root, *map(logging.getLogger, LIBRARIES)]
    before = [(logger, logger.level, logger.propagate) for logger in loggers]
    for logger in loggers:
        logger.setLevel(1)
        logger.propagate = True
    root.addHandler(handler)
    yield handler
    root.removeHandler(handler)
    for logger, level, propagate in before:
        logger.setLevel(level)
        logger.propagate = propagate
    out, err = capfd.readouterr()
    shown = "\n".join([*handler.lines, out, err])
    assert handler.lines
    for secret in (SECRET, "%3A" + SECRET, secret_of(TOKEN), QUESTION, OFFICIAL):
        assert secret not in shown


def test_nothing_of_a_life_is_in_any_log(everything: Everything, fake: FakeZalo, tmp_path: Path) -> None:
    for method in ("getMe", "deleteWebhook", "getUpdates", "sendChatAction"):
        fake.fail(method, *FAULTS)
    fake.fail("sendMessage", FAULTS[6], FAULTS[5])
    with at_work(fake, tmp_path / "data", typing_after=0.0) as desk:
        for number in range(3):
            fake.say(OFFICIAL, f"{QUESTION} {number}")
        fake.put("message.text.received", {"text": QUESTION, "date": TOKEN})
        fake.push({"event_name": TOKEN, "message": {"chat": {"id": OFFICIAL}}})
        fake.wait_for_sent(3, 60)
        fake.close()
        until(lambda: any(zalo.UNREACHABLE in line for line in everything.lines))
        fake.back()
        fake.say(OFFICIAL, QUESTION)
        fake.wait_for_sent(4, 60)
        assert desk.handled
    assert not any("httpx" in line for line in everything.lines)


def test_a_wrong_token_is_in_no_log(everything: Everything, fake: FakeZalo, tmp_path: Path) -> None:
    fake.revoked = True
    with at_work(fake, tmp_path / "data") as desk:
        until(lambda: any(zalo.TOKEN_WRONG in line for line in everything.lines))
    assert SECRET not in f"{desk.warned} {desk.zalo.trouble}"


def test_the_webhook_s_secret_is_in_no_log(everything: Everything, fake: FakeZalo, tmp_path: Path) -> None:
    fake.fail("setWebhook", *FAULTS)
    fake.probe, fake.verifies = b"{}", True
    with at_work(fake, tmp_path / "data", settings={"public_url": "http://127.0.0.1:9"}):
        until(lambda: any(zalo.ADDRESS_NOT_OPENED in line for line in everything.lines))
    assert any(call["url"].endswith(PATH) for call in fake.made("setWebhook"))


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: str(fault.code))
def test_the_token_is_in_no_error(fault: Fault, fake: FakeZalo, tmp_path: Path) -> None:
    journal = Journal.open(tmp_path)
    made = ZaloBot(TOKEN, settings_for(fake, tmp_path), journal.store)
    fake.know(OFFICIAL)
    fake.fail("sendMessage", fault, fault)
    try:
        with pytest.raises(SendError) as caught:
            made.send(OFFICIAL, Outgoing(QUESTION))
        _assert_clean(caught.value)
    finally:
        made.close()
        journal.close()


@pytest.mark.parametrize(
    "error", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError, httpx.DecodingError]
)
def test_the_token_is_in_no_error_of_the_library(error: type[httpx.RequestError]) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise error("no word of it", request=request)

    with pytest.raises(ZaloError) as caught:
        Client(TOKEN, "https://a.example.vn", transport=httpx.MockTransport(fail)).call("getMe")
    _assert_clean(caught.value)


def _assert_clean(error: BaseException) -> None:
    whole = "".join(traceback.TracebackException.from_exception(error, capture_locals=False).format())
    held: BaseException | None = error
    while held is not None:
        request = getattr(held, "_request", None)
        # The transport saw the address with the token; what httpx hangs on its errors is the one without.
        whole += f"{held!r} {held.__dict__} {request and request.url}"
        held = held.__context__ or held.__cause__
    assert SECRET not in whole
    assert QUESTION not in whole


def test_no_place_of_the_code_formats_the_token() -> None:
    folder = Path(sys.modules["bot.channels.zalo_bot"].__file__ or "").parent
    for file in folder.glob("*.py"):
        assert not re.search(r"_log\.\w+\([^)]*(token|secret|address|str\(error\))", file.read_text("utf-8")), file


def test_threads_end_with_the_channel(fake: FakeZalo, tmp_path: Path) -> None:
    before = set(threading.enumerate())
    with at_work(fake, tmp_path / "data", typing_after=0.0):
        fake.say(OFFICIAL, QUESTION)
        fake.wait_for_sent(1)
    until(lambda: set(threading.enumerate()) <= before)
