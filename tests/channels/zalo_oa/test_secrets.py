"""Keys, tokens, the code of a consent and what people write reach no log at any level, and no error."""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from pydantic import SecretStr

from bot.channels.zalo_oa.client import Client
from bot.channels.zalo_oa.vault import FILE, KEY_FILE
from bot.channels.zalo_shared.exchange import ZaloError
from bot.errors import SendError, UnreadableFile
from bot.model import Attachment, Outgoing
from tests.channels.conftest import until
from tests.channels.zalo.test_secrets import LIBRARIES, Everything
from tests.channels.zalo_oa.conftest import at_work, behind
from tests.conftest import LONG
from tests.fakes_zalo_oa import APP_SECRET, OA_SECRET, SIGNATURE, FakeOA, Fault

OFFICIAL = "5512034567"
QUESTION = "câu hỏi không được vào nhật ký"
PERSON = "Nguyễn Văn Không Tên"
ADDRESS = "https://f1.zdn.vn/riêng-tư-khóa-9f8e7d"


@pytest.fixture
def everything(capfd: pytest.CaptureFixture[str], fake: FakeOA) -> Iterator[Everything]:
    """All that is logged while every logger is set to the lowest level, and all that is printed."""
    handler, root = Everything(), logging.getLogger()
    loggers = [root, *map(logging.getLogger, LIBRARIES)]
    before = [(logger, logger.level, logger.propagate) for logger in loggers]
    for logger in loggers:
        logger.setLevel(1)
        logger.propagate = True
    root.addHandler(handler)
    secrets = [APP_SECRET, OA_SECRET, QUESTION, OFFICIAL, PERSON, ADDRESS]
    give = fake.give

    def noted() -> tuple[str, str]:
        pair = give()
        secrets.extend(pair)
        return pair

    fake.give = noted  # type: ignore[method-assign]
    yield handler
    root.removeHandler(handler)
    for logger, level, propagate in before:
        logger.setLevel(level)
        logger.propagate = propagate
    out, err = capfd.readouterr()
    shown = "\n".join([*handler.lines, out, err])
    assert handler.lines
    assert [secret for secret in secrets if secret in shown or json.dumps(secret)[1:-1] in shown] == []


def faults(fake: FakeOA) -> list[Fault]:
    """Answers that repeat what a server was told."""
    told = f"{fake.access} {fake.refresh} {APP_SECRET} {QUESTION}"
    return [
        Fault(code=-200),
        Fault(code=-9999),
        Fault(status=500, body=told.encode()),
        Fault(status=502, body=f"<html>{told}".encode()),
        Fault(status=200, body=json.dumps({"error": told, "message": told}).encode()),
        Fault(status=200, body=json.dumps({"error": -118, "error_description": told}).encode()),
        Fault(cut=True),
    ]


@pytest.mark.parametrize("mode", ["enforce", "log"] if LONG else ["log"])
def test_nothing_of_a_life_is_in_any_log(mode: str, everything: Everything, fake: FakeOA, tmp_path: Path) -> None:
    with behind(fake, tmp_path / "data", settings={"zalo_oa_signatures": mode}) as desk:
        fake.fail("send", Fault(cut=True), Fault(status=503, body=f"{fake.access} {QUESTION}".encode()))
        fake.fail("about", *faults(fake))
        for number in range(3):
            desk.hears(fake.say(OFFICIAL, f"{QUESTION} {number}"))
        body, headers = fake.signed(fake.say(OFFICIAL, QUESTION))
        fake.post(body, {SIGNATURE: headers[SIGNATURE][:-1] + "x"})
        desk.hears(fake.event("user_submit_info", OFFICIAL, info={"name": PERSON, "phone": QUESTION}))
        desk.hears({"event_name": QUESTION, "sender": {"id": OFFICIAL}, "timestamp": "1"})
        desk.hears(fake.say(OFFICIAL, QUESTION, timestamp="1000000000000"))
        fake.wait_for_sent(3, 60)
        tokens = desk.oa._tokens
        for _ in range(3):
            tokens.renewed(tokens.access())
        with pytest.raises(UnreadableFile):
            desk.oa.fetch(Attachment(ADDRESS, "a.docx"))
        fake.close()
        until(lambda: _fails(desk.oa.send))
        fake.back()
    # httpx does speak, of addresses alone.
    assert any("/v3.0/oa/message/cs" in line and "httpx" in line for line in everything.lines)
    kept = [file.read_bytes() for file in (tmp_path / "data").iterdir() if file.name in (FILE, KEY_FILE)]
    assert not any(str(fake.refresh).encode() in content for content in kept)


def _fails(send: object) -> bool:
    try:
        send(OFFICIAL, Outgoing(QUESTION))  # type: ignore[operator]
    except SendError:
        return True
    return False


def test_a_consent_and_a_loss_are_in_no_log(everything: Everything, fake: FakeOA, tmp_path: Path) -> None:
    with at_work(fake, tmp_path / "data", consented=False) as desk:
        address = desk.oa.consent.begin("quan-tri")
        back = dict(parse_qsl(urlsplit(fake.agree(address)).query))
        desk.oa.consent.finish("quan-tri", back["state"], back["code"], back["oa_id"])
        fake.fail("token", *faults(fake))
        for _ in range(8):
            try:
                desk.oa._tokens.renewed(desk.oa._tokens.pair.access)  # type: ignore[union-attr]
            except ZaloError as error:
                _assert_clean(error, fake, back["code"])
            desk.oa._tokens._failed = None
        shown = f"{desk.warned} {desk.oa.trouble} {desk.oa.used} {desk.oa.consent.rows()} {desk.oa._tokens.pair!r}"
        for secret in (str(fake.access), str(fake.refresh), APP_SECRET, OA_SECRET, back["code"], back["state"]):
            assert secret not in shown
        assert not any(back["code"] in line or back["state"] in line for line in everything.lines)


def test_no_token_is_in_an_error(everything: Everything, fake: FakeOA, tmp_path: Path) -> None:
    with at_work(fake, tmp_path / "data") as desk:
        logging.getLogger("tests").warning("begun")
        fake.know(OFFICIAL)
        for fault in faults(fake):
            desk.oa._windows.wrote((OFFICIAL, datetime.now(UTC)))
            fake.fail("send", *[fault] * 2)
            try:
                desk.oa.send(OFFICIAL, Outgoing(QUESTION))
            except SendError as error:
                _assert_clean(error, fake)
            fake._faults.clear()


@pytest.mark.parametrize(
    "error", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError, httpx.DecodingError]
)
def test_no_token_is_in_an_error_of_the_library(error: type[httpx.RequestError]) -> None:
    seen: list[httpx.Headers] = []

    def fail(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers)
        raise error("no word of it", request=request)

    client = Client(
        "1", SecretStr(APP_SECRET), "https://a.example.vn", "https://b.example.vn", transport=httpx.MockTransport(fail)
    )
    access, refresh = "truy-cap-xyz", "gia-han-xyz"
    with pytest.raises(ZaloError) as caught:
        client.send(access, {"message": QUESTION})
    assert seen[0]["access_token"] == access
    first = _whole(caught.value)
    with pytest.raises(ZaloError) as caught:
        client.refreshed(refresh)
    assert seen[1]["secret_key"] == APP_SECRET
    assert caught.value.__context__ is None
    assert [
        secret for secret in (access, refresh, APP_SECRET, QUESTION) if secret in first + _whole(caught.value)
    ] == []


def _whole(error: BaseException) -> str:
    whole = "".join(traceback.TracebackException.from_exception(error, capture_locals=False).format())
    held: BaseException | None = error
    while held is not None:
        request = getattr(held, "_request", None)
        whole += f"{held!r} {held.__dict__} {request and (request.url, request.headers.raw, request.extensions)}"
        held = held.__context__ or held.__cause__
    return whole


def _assert_clean(error: BaseException, fake: FakeOA, *more: str) -> None:
    whole = _whole(error)
    for secret in (str(fake.access), str(fake.refresh), APP_SECRET, QUESTION, *more):
        assert secret not in whole


def test_no_place_of_the_code_formats_a_secret() -> None:
    folder = Path(sys.modules["bot.channels.zalo_oa"].__file__ or "").parent
    for file in folder.glob("*.py"):
        found = re.search(
            r"_log\.\w+\([^)]*(access|refresh|secret|verifier|\bcode\b|str\(error\))", file.read_text("utf-8")
        )
        assert not found, file


def test_threads_end_with_the_channel(fake: FakeOA, tmp_path: Path) -> None:
    before = set(threading.enumerate())
    with behind(fake, tmp_path / "data") as desk:
        desk.hears(fake.say(OFFICIAL, QUESTION))
        fake.wait_for_sent(1)
        assert desk.oa.trouble is None
    until(lambda: set(threading.enumerate()) <= before)
