"""One call to the Zalo Bot API: judged by its envelope, and wrong in a way that the caller can tell."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from bot.channels.zalo_bot import token_of
from bot.channels.zalo_bot.client import (
    BadRequest,
    Client,
    NotFound,
    NothingNew,
    TooMany,
    Unauthorised,
    looks_like_token,
)
from bot.channels.zalo_shared.exchange import AnswerLost, NotZalo, Refusal, Unreachable, ZaloError
from bot.errors import SettingsError
from bot.settings import Settings
from tests.fakes_zalo import TOKEN

ADDRESS = "https://bot-api.example.vn/duong/dan/"


def client_that(answers: Callable[[httpx.Request], httpx.Response], **more: Any) -> Client:
    """A client over a transport made for the test."""
    return Client(TOKEN, ADDRESS, transport=httpx.MockTransport(answers), **more)


def answering(status: int, body: Any) -> Client:
    """A client that always gets one answer."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client_that(lambda request: httpx.Response(status, content=content))


def failing(error: Exception) -> Client:
    """A client whose calls all go wrong."""

    def fail(request: httpx.Request) -> httpx.Response:
        raise error

    return client_that(fail)


def test_a_call_is_a_post_of_json_to_the_token_s_address() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"ok": True, "result": {"message_id": "m1"}})

    assert client_that(answer).call("sendMessage", {"chat_id": "a", "text": "đ"}) == {"message_id": "m1"}
    assert seen[0].method == "POST"
    assert str(seen[0].url) == f"https://bot-api.example.vn/duong/dan/bot{TOKEN}/sendMessage"
    assert json.loads(seen[0].content) == {"chat_id": "a", "text": "đ"}


@pytest.mark.parametrize(
    ("status", "body", "kind", "code"),
    [
        (400, {"ok": False, "error_code": 400}, BadRequest, 400),
        (200, {"ok": False, "error_code": 400, "description": "x"}, BadRequest, 400),
        (200, {"ok": False, "error_code": 401}, Unauthorised, 401),
        (500, {"ok": False, "errorCode": "404"}, NotFound, 404),
        (408, {"ok": False, "error_code": 408}, NothingNew, 408),
        (408, b"", NothingNew, 408),
        (429, {"ok": False}, TooMany, 429),
        (403, {"ok": False, "error_code": 403, "description": "Internal server error"}, Refusal, 403),
        (200, {"ok": False}, Refusal, 0),
        (200, {"ok": False, "error_code": None, "errorCode": True}, Refusal, 0),
        (200, {"ok": False, "error_code": 7777}, Refusal, 7777),
        (401, b"<html>", NotZalo, 401),
        (502, b"", NotZalo, 502),
        (200, b"[]", NotZalo, 200),
        (200, b'{"ok": 1, "result": 2}', NotZalo, 200),
        (200, b"[" * 100_000, NotZalo, 200),
        (200, b"\xff\xfe", NotZalo, 200),
        (302, b"", NotZalo, 302),
    ],
)
def test_a_refusal_is_told_by_its_envelope(status: int, body: Any, kind: type[ZaloError], code: int) -> None:
    with pytest.raises(ZaloError) as caught:
        answering(status, body).call("getMe")
    assert type(caught.value) is kind
    assert caught.value.code == code


def test_success_is_told_by_its_envelope_too() -> None:
    assert answering(500, {"ok": True, "result": 7}).call("getMe") == 7
    assert answering(200, {"ok": True, "error_code": 0, "result": 7}).call("getMe") == 7
    assert answering(200, {"ok": True}).call("sendChatAction") is None


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx.ConnectError("x"), Unreachable),
        (httpx.ConnectTimeout("x"), Unreachable),
        (httpx.PoolTimeout("x"), Unreachable),
        (httpx.ProxyError("x"), Unreachable),
        (httpx.ReadTimeout("x"), AnswerLost),
        (httpx.ReadError("x"), AnswerLost),
        (httpx.WriteError("x"), AnswerLost),
        (httpx.RemoteProtocolError("x"), AnswerLost),
        (httpx.DecodingError("x"), AnswerLost),
    ],
)
def test_what_never_left_is_told_from_what_may_have_arrived(error: Exception, kind: type[ZaloError]) -> None:
    with pytest.raises(ZaloError) as caught:
        failing(error).call("sendMessage")
    assert type(caught.value) is kind


def test_after_the_end_nothing_is_sent() -> None:
    client = answering(200, {"ok": True})
    client.close()
    with pytest.raises(Unreachable):
        client.call("getMe")


def test_an_idle_poll_is_nothing() -> None:
    for status, body in ((408, {"ok": False, "error_code": 408}), (200, {"ok": False, "error_code": 408}), (408, b"")):
        assert answering(status, body).update(1) is None
    for empty in ({}, {"result": None}, {"result": []}, {"result": {}}):
        assert answering(200, {"ok": True, **empty}).update(1) is None


def test_no_webhook_is_none_however_it_is_said() -> None:
    assert answering(404, {"ok": False, "error_code": 404}).webhook() is None
    assert answering(200, {"ok": False, "error_code": 404}).webhook() is None
    assert answering(200, {"ok": True, "result": {"url": ""}}).webhook() is None
    assert answering(200, {"ok": True}).webhook() is None
    assert answering(200, {"ok": True, "result": {"url": "https://a.vn/x"}}).webhook() == "https://a.vn/x"
    answering(404, {"ok": False, "error_code": 404}).forget_webhook()


def test_a_token_refused_twice_in_a_row_is_shown_no_more() -> None:
    codes, told = [401, 200, 401, 401, 200], []
    asked: list[int] = []

    def answer(request: httpx.Request) -> httpx.Response:
        code = codes[len(asked)]
        asked.append(code)
        return httpx.Response(code, json={"ok": code == 200, "error_code": code})

    moments = iter((0.0, 100.0, 102.0))  # of the refusals
    client = client_that(answer, revoked=lambda: told.append("revoked"), clock=lambda: next(moments))
    finals = []
    for _ in range(6):
        try:
            client.call("getMe")
        except Unauthorised as error:
            finals.append(error.final)
    assert (asked, finals, told) == (codes[:4], [False, False, True, True, True], ["revoked"])
    assert client.is_revoked


def test_calls_that_meet_one_slip_of_the_server_together_count_once() -> None:
    codes = [401, 401, 200, 401]
    moments = iter((0.0, 0.3, 0.6))
    client = client_that(
        lambda request: httpx.Response(codes[0], json={"ok": codes[0] == 200, "error_code": codes.pop(0)}),
        clock=lambda: next(moments),
    )
    for expected in codes.copy():
        if expected == 401:
            with pytest.raises(Unauthorised) as caught:
                client.call("getMe")
            assert not caught.value.final
        else:
            client.call("getMe")
    assert not client.is_revoked


@pytest.mark.parametrize("address", ["", "bot-api.zaloplatforms.com", "ftp://a", "https://", "http:///x"])
def test_an_address_that_is_none_is_told(address: str) -> None:
    with pytest.raises(SettingsError, match="ZALO_BOT_API"):
        Client(TOKEN, address)


def test_the_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")  # nobody listens there
    monkeypatch.setenv("NO_PROXY", "khac.example.vn")
    with pytest.raises(Unreachable):
        Client(TOKEN, ADDRESS).call("getMe")
    monkeypatch.setenv("HTTPS_PROXY", "nonsense://u:mat-khau@h:1")
    with pytest.raises(SettingsError) as caught:
        Client(TOKEN, ADDRESS)
    assert "mat-khau" not in str(caught.value)


def test_tokens() -> None:
    assert looks_like_token(TOKEN)
    assert not any(map(looks_like_token, ["", "a/b" * 5, "có dấu tiếng Việt", "x" * 600, "12345:abc\n", "a%2Fbcdefgh"]))
    assert token_of(Settings(_env_file=None)) is None
    assert token_of(Settings(_env_file=None, zalo_bot_token="  ")) is None
    assert token_of(Settings(_env_file=None, zalo_bot_token=f" {TOKEN}\n")) == TOKEN
